"""One round of self-training: what scores high and what scores low teaches two regressions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from ilccode.taggers.draws import numbers
from ilccode.taggers.points import space
from ilccode.taggers.standard import Standard
from ilccode.taggers.windows import windows

if TYPE_CHECKING:
    from ilccode.protocols import Features, Floats

HIGH, AT_LEAST = 0.05, 5
"""The share of segments taken as positive, and how many at least."""

LOW, AT_MOST = 0.6, 2000
"""The share of segments taken as negative, and how many are drawn from them at most."""

MASS = 100.0
"""What each side weighs in all."""

VECTORS, TERMS = 0.3, 0.1
"""How freely the regression on vectors, and the one on terms, follows them."""


class SelfTrainedPart:
    """Two regressions a code: on the mean and the maximum of a segment's windows, and on its terms.

    They learn from the scores that the codebook alone gives the study's n segments, n x k. `fitted` is the
    sum of both, each standardised.
    """

    def __init__(self, features: Features, scores: Floats, seed: int) -> None:
        drawn = numbers(features.texts, range(len(scores) + 1), seed)
        self._space = space(features)
        vectors = _vectors(features)
        self._centre = vectors.mean(axis=0)
        rows = vectors - self._centre, self._space.fitted.sparse
        self._directions = [
            np.column_stack([_direction(side, column, drawn, c) for column in scores.T])
            for side, c in zip(rows, (VECTORS, TERMS), strict=True)
        ]
        raw = self._raw(*rows)
        self._standards = [Standard.of(side) for side in raw]
        self.fitted = self._sum(raw)

    def __call__(self, features: Features) -> Floats:
        return self._sum(self._raw(_vectors(features) - self._centre, self._space.terms(features)))

    def _raw(self, *rows: Any) -> list[Floats]:
        return [np.asarray(side @ to) for side, to in zip(rows, self._directions, strict=True)]

    def _sum(self, raw: Sequence[Floats]) -> Floats:
        by_vectors, by_terms = (scale(side) for scale, side in zip(self._standards, raw, strict=True))
        return by_vectors + by_terms


def _vectors(features: Features) -> Floats:
    found = windows(features)
    return np.hstack([found.mean(), found.best(found.vectors)])


def _direction(rows: Any, scores: Floats, drawn: Any, c: float) -> Floats:
    """What sets the highest segments apart from a sample of the lowest; 0 where there are none."""
    order = np.lexsort((drawn, -scores))
    high = order[: max(AT_LEAST, round(HIGH * len(order)))]
    low = order[max(len(high), len(order) - round(LOW * len(order))) :]
    low = low[np.argsort(drawn[low])][:AT_MOST]
    if not len(low):
        return np.zeros(rows.shape[1])
    weights = np.concatenate([np.full(len(side), MASS / len(side)) for side in (high, low)])
    model = LogisticRegression(C=c, max_iter=1000, tol=1e-6)
    model.fit(rows[np.concatenate([high, low])], np.arange(len(weights)) < len(high), sample_weight=weights)
    coefficients: Floats = model.coef_[0]
    return coefficients
