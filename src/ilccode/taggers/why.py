"""Why a segment has its score for a code."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ilccode.protocols import Features, Why
from ilccode.taggers.cues import spans

if TYPE_CHECKING:
    from ilccode.protocols import Entry, Floats

SHOWN = 3
"""How many examples, and how many settled segments, are shown."""

PARTS = {
    "embedding": "closeness to the examples",
    "cues": "cues",
    "words": "words",
    "letters": "letters",
    "sum": "codebook as a whole",
}
"""The zero-shot parts in plain words."""


def only(features: Features, segment: int) -> Features:
    """One of n segments, by itself."""
    start, end = features.bounds[segment], features.bounds[segment + 1]
    one = Features(
        texts=[features.texts[segment]], vectors=features.vectors[start:end], bounds=[0, end - start]
    )
    if features.questions is None or features.question_bounds is None:
        return one
    asked, answered = features.question_bounds[segment], features.question_bounds[segment + 1]
    return Features(
        texts=one.texts,
        vectors=one.vectors,
        bounds=one.bounds,
        questions=features.questions[asked:answered],
        question_bounds=[0, answered - asked],
    )


def because(
    entry: Entry,
    one: Features,
    contributions: Mapping[str, float],
    sentence: int,
    settled: Sequence[tuple[int, float, float]] = (),
) -> Why:
    """What one segment's score is made of, with what stands in its text and the examples nearest to it.

    An example is as near as the segment's nearest sentence.
    """
    plain = {name: float(value) for name, value in contributions.items()}
    cosines = (entry.examples @ one.vectors.T).max(axis=1) if len(entry.examples) else np.zeros(0)
    return Why(
        log_odds=math.fsum(plain.values()),
        contributions=plain,
        sentence=sentence,
        cues=spans(entry.cues, one.texts[0]),
        examples=[(int(n), float(cosines[n])) for n in foremost(cosines)],
        settled=settled,
    )


def foremost(*keys: Floats) -> list[int]:
    """The numbers of the highest few, highest first; a later key decides where those before it are equal."""
    return [int(number) for number in np.lexsort([-key for key in reversed(keys)])[:SHOWN]]
