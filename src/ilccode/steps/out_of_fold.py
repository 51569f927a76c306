"""Scores for interviews whose own labels were hidden from the fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from ilccode.protocols import Tagger

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Entry, Features, Flags, Floats

FOLDS = 10
"""At most so many parts of the interviews are held out in turn."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Data:
    """n segments of which some are labelled, n x k, nan for unknown; `ids` are their first versions."""

    features: Features
    entries: Sequence[Entry]
    labels: Floats
    ids: Sequence[str]

    @property
    def labelled(self) -> Flags:
        """The segments of which anything is known."""
        return np.asarray((~np.isnan(self.labels)).any(axis=1))


@dataclass(frozen=True, kw_only=True, eq=False)
class Held:
    """Scores and suggestions for the segments of labelled interviews, n x k; nan and false for others."""

    scores: Floats
    said: Flags


def folds(interviews: Sequence[str], seed: int) -> dict[str, int]:
    """Each interview's fold: dealt out in an order that hangs on seed and interview alone."""
    dealt = sorted(interviews, key=lambda interview: draw(seed, interview))
    return {interview: place % FOLDS for place, interview in enumerate(dealt)}


def draw(seed: int, what: str) -> bytes:
    """What things are ordered by when they are shuffled."""
    return sha256(f"{seed} {what}".encode()).digest()


def out_of_fold(
    data: Data,
    fold_of: NDArray[np.int64],
    tagger: Tagger,
    shown: Floats,
    advance: Callable[[int], None] = lambda _: None,
) -> Held:
    """Fit once a fold, with the labels of its interviews hidden, and score their segments.

    `fold_of` is each segment's fold, -1 where its interview has no label; `shown` are the labels that
    may be learned from. The text of held-out interviews is seen, as it is whenever a study is tagged.
    """
    scores = np.full(data.labels.shape, np.nan)
    said = np.zeros(data.labels.shape, dtype=bool)
    for fold in range(fold_of.max() + 1):
        inside = fold_of == fold
        fitted = tagger.fit(data.features, np.where(inside[:, None], np.nan, shown))
        probabilities = np.asarray(fitted.predict_proba(data.features), dtype=float)
        thresholds = np.asarray(fitted.thresholds(probabilities))
        scores[inside] = probabilities[inside]
        said[inside] = suggestions(probabilities[inside], thresholds, data.entries)
        advance(1)
    return Held(scores=scores, said=said)


def suggestions(scores: Floats, thresholds: Floats, entries: Sequence[Entry]) -> Flags:
    """What scores suggest: n x k; of codes that exclude one another the best one only, the last of equals."""
    said = scores >= thresholds
    rivals: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        if entry.kind != "any":
            rivals.setdefault(entry.group, []).append(number)
    for codes in rivals.values():
        reached = np.where(said[:, codes], scores[:, codes], -1.0)
        best = len(codes) - 1 - reached[:, ::-1].argmax(axis=1)
        said[:, codes] &= best[:, None] == np.arange(len(codes))
    return np.asarray(said)
