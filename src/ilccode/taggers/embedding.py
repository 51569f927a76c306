"""Closeness to a code's examples, on sentences and on windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from ilccode.taggers.standard import Standard
from ilccode.taggers.windows import Rows, sentences, unit, windows

if TYPE_CHECKING:
    from ilccode.protocols import Entry, Features, Floats

BACKGROUND = 300
"""How many random rows of the study stand for what carries no code."""


class EmbeddingPart:
    """The sum of four standardised scores: a regression and a contrast, each at two scales."""

    def __init__(self, features: Features, entries: Sequence[Entry], seed: int) -> None:
        self._scales = (
            (sentences, _Scale(sentences(features), entries, seed)),
            (windows, _Scale(windows(features), entries, seed)),
        )

    def __call__(self, features: Features) -> Floats:
        return sum((scale(rows(features)) for rows, scale in self._scales), np.zeros(()))


class _Scale:
    """Regression and contrast over one kind of rows, centred on the study's mean."""

    def __init__(self, rows: Rows, entries: Sequence[Entry], seed: int) -> None:
        self._centre = rows.vectors.mean(axis=0)
        centred = rows.vectors - self._centre
        drawn = np.sort(np.random.default_rng(seed).permutation(len(centred))[:BACKGROUND])
        moved = [_Moved(entry, self._centre) for entry in entries]
        self._directions = np.column_stack([_against(entry, moved, centred[drawn]) for entry in moved])
        self._anchors = np.column_stack([unit(entry.anchors).mean(axis=0) for entry in moved])
        self._margin = Standard.of(rows.best(centred @ self._directions))
        self._closeness = Standard.of(rows.best(unit(centred) @ self._anchors))
        self._contrast = Standard.of(self._beyond(rows.best(unit(centred) @ self._anchors)))

    def __call__(self, rows: Rows) -> Floats:
        centred = rows.vectors - self._centre
        margin = self._margin(rows.best(centred @ self._directions))
        return margin + self._contrast(self._beyond(rows.best(unit(centred) @ self._anchors)))

    def _beyond(self, closeness: Floats) -> Floats:
        """Closeness to a code beyond the closeness to all of them."""
        scores = self._closeness(closeness)
        beyond: Floats = scores - scores.mean(axis=1, keepdims=True) / 2
        return beyond


class _Moved:
    """A code's entry, its vectors seen from the study's centre."""

    def __init__(self, entry: Entry, centre: Floats) -> None:
        self.code, self.kin = entry.code, entry.kin
        self.examples = entry.examples - centre
        self.near_misses = entry.near_misses - centre
        self.definition = entry.definition - centre
        self.anchors = self.examples if len(self.examples) else self.definition


def _against(entry: _Moved, entries: Sequence[_Moved], background: Floats) -> Floats:
    """What sets a code's examples and definition apart from the study, its near misses, the other codes."""
    positive = np.vstack([entry.examples, entry.definition])
    strange = [other.examples for other in entries if other.code not in {entry.code, *entry.kin}]
    others = np.vstack([positive[:0], *strange])
    weighty = (
        (background, len(positive)),
        (entry.near_misses, len(entry.near_misses)),
        (others, len(positive)),
    )
    return direction(positive, weighty)


def direction(positive: Floats, negative: Sequence[tuple[Floats, float]]) -> Floats:
    """The weights of a logistic regression, C = 1, without its intercept.

    Each part of the negatives is as heavy as it says; weights are scaled to sum to the number of rows.
    """
    parts = [(part, mass) for part, mass in negative if len(part)]
    rows = np.vstack([positive, *(part for part, _ in parts)])
    sides = np.arange(len(rows)) < len(positive)
    weights = np.concatenate([np.ones(len(positive)), *(np.full(len(p), m / len(p)) for p, m in parts)])
    model = LogisticRegression(C=1.0, max_iter=1000)
    model.fit(rows, sides, sample_weight=weights * len(rows) / weights.sum())
    coefficients: Floats = model.coef_[0]
    return coefficients
