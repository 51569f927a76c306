"""Scores for interviews whose own labels were hidden from the fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from ilccode.protocols import Tagger
from ilccode.steps.calibration import log_odds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Entry, Features, Flags, Floats

FOLDS = 10
"""At most so many parts of the interviews are held out in turn."""

ALIGNED = (
    "AP and AUC rank segments by log-odds from which the mean of the fold's fit over all segments of the "
    "study is taken: fits differ in base rate; kappa, F1 and calibration are of each fold's own scores"
)
"""How folds are made comparable, in words."""


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
    """Scores and suggestions for the segments of labelled interviews, n x k; nan and false for others.

    `scores` are each fold's own probabilities, `ranks` log-odds that can be compared across folds.
    """

    scores: Floats
    ranks: Floats
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
    shown: Callable[[int], Floats],
    advance: Callable[[int], None] = lambda _: None,
) -> Held:
    """Fit once a fold, with the labels of its interviews hidden, and score their segments.

    `fold_of` is each segment's fold, -1 where its interview has no label; `shown` are the labels that
    a fold may learn from. The text of held-out interviews is seen, as it is whenever a study is tagged.

    Folds are aligned for `ranks`. A fit's base rate is low exactly where the interviews that it did not
    see are rich, so that scores pooled as they are put rich interviews last. Hence the mean log-odds that
    the fold's fit gives all segments of the study are taken from a fold's log-odds, and the mean of these
    means over folds is added: a code and a fold at a time a constant, so that no order within a fold changes.
    """
    scores, ranks = np.full((2, *data.labels.shape), np.nan)
    said = np.zeros(data.labels.shape, dtype=bool)
    centres = np.zeros((fold_of.max() + 1, data.labels.shape[1]))
    for fold in range(len(centres)):
        inside = fold_of == fold
        fitted = tagger.fit(data.features, np.where(inside[:, None], np.nan, shown(fold)))
        probabilities = np.asarray(fitted.predict_proba(data.features), dtype=float)
        thresholds = np.asarray(fitted.thresholds(probabilities))
        odds = log_odds(probabilities)
        centres[fold] = odds.mean(axis=0)
        scores[inside], ranks[inside] = probabilities[inside], odds[inside] - centres[fold]
        said[inside] = suggestions(probabilities[inside], thresholds, data.entries)
        advance(1)
    return Held(scores=scores, ranks=ranks + centres.mean(axis=0), said=said)


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
