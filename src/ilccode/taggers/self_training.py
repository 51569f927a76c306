"""One round of self-training: what scores high and what scores low teaches a regression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from ilccode.taggers.draws import numbers
from ilccode.taggers.windows import windows

if TYPE_CHECKING:
    from ilccode.protocols import Features, Floats

HIGH, AT_LEAST = 0.05, 5
"""The share of segments taken as positive, and how many at least."""

LOW, AT_MOST = 0.6, 2000
"""The share of segments taken as negative, and how many are drawn from them at most."""

MASS, C = 100.0, 0.3
"""What each side weighs in all, and how freely the regression follows it."""


class SelfTrainedPart:
    """A regression a code on the mean and the maximum of a segment's windows, centred on the study.

    It learns from the scores that the codebook alone gives the study's n segments, n x k. `fitted` are
    its own scores of them.
    """

    def __init__(self, features: Features, scores: Floats, seed: int) -> None:
        rows = _rows(features)
        self._centre = rows.mean(axis=0)
        rows -= self._centre
        drawn = numbers(features.texts, range(len(rows) + 1), seed)
        columns = [_direction(rows, column, drawn) for column in scores.T]
        self._directions = np.column_stack(columns)
        self.fitted: Floats = rows @ self._directions

    def __call__(self, features: Features) -> Floats:
        scores: Floats = (_rows(features) - self._centre) @ self._directions
        return scores


def _rows(features: Features) -> Floats:
    found = windows(features)
    return np.hstack([found.mean(), found.best(found.vectors)])


def _direction(rows: Floats, scores: Floats, drawn: Any) -> Floats:
    """What sets the highest segments apart from a sample of the lowest; 0 where there are none."""
    order = np.lexsort((drawn, -scores))
    high = order[: max(AT_LEAST, round(HIGH * len(order)))]
    low = order[max(len(high), len(order) - round(LOW * len(order))) :]
    low = low[np.argsort(drawn[low])][:AT_MOST]
    if not len(low):
        return np.zeros(rows.shape[1])
    weights = np.concatenate([np.full(len(side), MASS / len(side)) for side in (high, low)])
    model = LogisticRegression(C=C, max_iter=1000, tol=1e-6)
    model.fit(rows[np.concatenate([high, low])], np.arange(len(weights)) < len(high), sample_weight=weights)
    coefficients: Floats = model.coef_[0]
    return coefficients
