"""A turn a segment; a long turn is split at a sentence's end, else at a pause, else at a word."""

from __future__ import annotations

from collections.abc import Iterator

from ilccode.model import Segment, Transcript
from ilccode.protocols import Sentences, Span
from ilccode.segmenters.cutting import (
    MAX_WORDS,
    near_the_middle,
    pauses,
    segments,
    sentence_starts,
    within,
)


def turns(transcript: Transcript, sentences: Sentences) -> Iterator[Segment]:
    """Segment by turn, no segment longer than 120 words."""

    def places(text: str) -> list[int]:
        return near_the_middle(text, sentence_starts(sentences(text))) or near_the_middle(text, pauses(text))

    def cut(text: str) -> list[Span]:
        return list(within(text, (0, len(text)), MAX_WORDS, places))

    return segments(transcript, cut)
