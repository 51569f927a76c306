"""A sentence a segment; a long one is split at a pause, else at a word."""

from __future__ import annotations

from collections.abc import Iterator

from ilccode.model import Segment, Transcript
from ilccode.protocols import Sentences, Span
from ilccode.segmenters.cutting import MAX_WORDS, near_the_middle, pauses, segments, within


def sentences(transcript: Transcript, find: Sentences) -> Iterator[Segment]:
    """Segment by sentence, no segment longer than 120 words."""

    def places(text: str) -> list[int]:
        return near_the_middle(text, pauses(text))

    def cut(text: str) -> list[Span]:
        return [part for span in find(text) for part in within(text, span, MAX_WORDS, places)]

    return segments(transcript, cut)
