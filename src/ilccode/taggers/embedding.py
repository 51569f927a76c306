"""Closeness to a code's examples, on sentences and on windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from ilccode.taggers.draws import numbers
from ilccode.taggers.standard import Standard
from ilccode.taggers.windows import Rows, sentences, unit, windows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Entry, Features, Floats

BACKGROUND = 300
"""How many random rows of the study stand for what carries no code."""


class EmbeddingPart:
    """The sum of four standardised scores: a regression and a contrast, each at two scales.

    `fitted` are the scores of the segments that they were standardised over, n x k.
    """

    def __init__(self, features: Features, entries: Sequence[Entry], seed: int) -> None:
        self._scales = {
            kind: _scale(kind(features), features, entries, seed) for kind in (sentences, windows)
        }
        self.fitted = np.sum([scale.fitted for scale in self._scales.values()], axis=0)

    def __call__(self, features: Features) -> Floats:
        total: Floats = np.sum([scale(rows(features)) for rows, scale in self._scales.items()], axis=0)
        return total

    def by_sentence(self, vectors: Floats) -> Floats:
        """What each of m sentences says for each code by itself, m x k."""
        rows = Rows(vectors=vectors.astype(np.float64), bounds=range(len(vectors) + 1))
        return self._scales[sentences](rows)


class _Scale:
    """Regression and contrast over one kind of rows, centred on the study's mean."""

    def __init__(self, rows: Rows, entries: Sequence[Entry], drawn: NDArray[np.int64]) -> None:
        self._centre = rows.vectors.mean(axis=0)
        background = rows.vectors[drawn] - self._centre
        moved = [_Moved(entry, self._centre) for entry in entries]
        self._directions = np.column_stack([_against(entry, moved, background) for entry in moved])
        self._anchors = np.column_stack([unit(entry.anchors).mean(axis=0) for entry in moved])
        margin, closeness = self._raw(rows)
        self._margin, self._closeness = Standard.of(margin), Standard.of(closeness)
        self._contrast = Standard.of(self._beyond(closeness))
        self.fitted = self._scores(margin, closeness)

    def __call__(self, rows: Rows) -> Floats:
        return self._scores(*self._raw(rows))

    def _raw(self, rows: Rows) -> tuple[Floats, Floats]:
        """The best margin and the best closeness of each segment's rows."""
        centred = rows.vectors - self._centre
        return rows.best(centred @ self._directions), rows.best(unit(centred) @ self._anchors)

    def _scores(self, margin: Floats, closeness: Floats) -> Floats:
        return self._margin(margin) + self._contrast(self._beyond(closeness))

    def _beyond(self, closeness: Floats) -> Floats:
        """Closeness to a code beyond the closeness to all of them."""
        scores = self._closeness(closeness)
        beyond: Floats = scores - scores.mean(axis=1, keepdims=True) / 2
        return beyond


def _scale(rows: Rows, features: Features, entries: Sequence[Entry], seed: int) -> _Scale:
    drawn = numbers(features.texts, rows.bounds, seed)
    return _Scale(rows, entries, np.argsort(drawn)[:BACKGROUND])


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
    others = _unlike(np.vstack([positive[:0], *strange]), entry.examples)
    weighty = (
        (background, len(positive)),
        (entry.near_misses, len(entry.near_misses)),
        (others, len(positive)),
    )
    return direction(positive, weighty)


def _unlike(rows: Floats, others: Floats) -> Floats:
    """The rows that are not among others, each once: what exemplifies two codes speaks against neither."""
    known = {row.tobytes() for row in others}
    kept = {row.tobytes(): number for number, row in enumerate(rows)}
    return rows[sorted(number for row, number in kept.items() if row not in known)]


def direction(positive: Floats, negative: Sequence[tuple[Floats, float]]) -> Floats:
    """The weights of a logistic regression, C = 1, without its intercept.

    Each part of the negatives is as heavy as it says; weights are scaled to sum to the number of rows.
    """
    parts = [(part, mass) for part, mass in negative if len(part)]
    rows = np.vstack([positive, *(part for part, _ in parts)])
    sides = np.arange(len(rows)) < len(positive)
    weights = np.concatenate([np.ones(len(positive)), *(np.full(len(p), m / len(p)) for p, m in parts)])
    model = LogisticRegression(C=1.0, max_iter=1000, tol=1e-6)
    model.fit(rows, sides, sample_weight=weights * len(rows) / weights.sum())
    coefficients: Floats = model.coef_[0]
    return coefficients
