"""Several sentences that belong together: a turn is cut where its words change most.

After the lexical cohesion of TextTiling (Hearst, 1997): two stretches that share few words lie apart.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from ilccode.model import Segment, Transcript
from ilccode.protocols import Sentences, Span
from ilccode.segmenters.cutting import (
    near_the_middle,
    pauses,
    segments,
    sentence_starts,
    within,
)
from ilccode.sentences import words

PASSAGE_WORDS = 60
"""A passage has at most so many words."""

STEM = 5
"""Words of this many letters and more tell topics apart, and are compared by so many of them."""


def passages(transcript: Transcript, sentences: Sentences) -> Iterator[Segment]:
    """Segment by passage, none longer than 60 words."""

    def places(text: str) -> list[int]:
        starts = near_the_middle(text, sentence_starts(sentences(text)))
        return sorted(starts, key=lambda start: cohesion(text[:start], text[start:])) or (
            near_the_middle(text, pauses(text))
        )

    def cut(text: str) -> Sequence[Span]:
        return list(within(text, (0, len(text)), PASSAGE_WORDS, places))

    return segments(transcript, cut)


def cohesion(left: str, right: str) -> float:
    """The cosine of two texts' word counts: 0 where they share no word, 1 where they say the same."""
    one, other = _counts(left), _counts(right)
    shared = sum(one[stem] * other[stem] for stem in one.keys() & other.keys())
    return shared / math.sqrt(_square(one) * _square(other)) if shared else 0.0


def _counts(text: str) -> Counter[str]:
    found = (text[start:end].strip(".,;:!?\"'()").lower() for start, end in words(text))
    return Counter(word[:STEM] for word in found if len(word) >= STEM)


def _square(counts: Counter[str]) -> int:
    return sum(count * count for count in counts.values())
