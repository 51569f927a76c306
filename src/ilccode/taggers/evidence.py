"""What decisions teach: a column a regression, drawn to the zero-shot score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import cholesky
from scipy.special import logit

from ilccode.taggers.prior_logistic import PriorLogistic
from ilccode.taggers.zero_shot import PRIOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilccode.protocols import Floats
    from ilccode.taggers.labels import Labels
    from ilccode.taggers.study import Seen

PSEUDO = 2.0
"""How many labels the assumed base rate weighs."""

PRECISION = 20.0
"""How strongly the weights of the zero-shot parts are drawn to their prior."""

CUE_PRECISION = 0.5
"""How strongly what each of a code's cues adds to the zero-shot parts is drawn to nothing."""

_JITTER = 1e-9


class Evidence:
    """A regression for each of K columns: `intercept`, K; `weights` of the zero-shot parts, K x parts.

    The regression is on the parts, on the segment as a point, and on which of the code's own cues it holds.

    A column of which only one side is known, or nothing, keeps the prior's weights and has the smoothed
    base rate. `rows`, m, are the labelled segments.
    """

    def __init__(self, seen: Seen, labels: Labels, base_rates: Floats) -> None:
        self._prior = np.array(list(PRIOR.values()))
        self.weights = np.tile(self._prior, (len(base_rates), 1))
        self.intercept: Floats = logit((labels.positive + PSEUDO * base_rates) / (labels.known + PSEUDO))
        self.rows = rows = labels.rows
        self._near = near = seen.points.among(rows)
        self._dual = dual = np.zeros((len(rows), len(base_rates)))
        coordinates = _coordinates(near.products(near))
        self._cue_weights: dict[int, Floats] = {}
        for column in range(len(base_rates)):
            y, weight = labels.y[rows, column], labels.weight[rows, column]
            if np.any(weight * y > 0) and np.any(weight * (1 - y) > 0):
                known = coordinates, seen.cues.of(column, rows), seen.parts[rows, column]
                dual[:, column] = self._learn(column, known, y, weight)
        self._direction = near.combined(dual)

    def settled(self, seen: Seen) -> Floats:
        """What the labelled segments add to the log-odds of n segments, n x K."""
        return seen.points.along(self._direction)

    def by_cues(self, seen: Seen) -> Floats:
        """What was learned of the codes' own cues, in log-odds of n segments, n x K."""
        total = np.zeros((len(seen.parts), len(self.intercept)))
        for column, weights in self._cue_weights.items():
            total[:, column] = seen.cues.along(column, weights)
        return total

    def by_row(self, seen: Seen, column: int) -> Floats:
        """What each of the m `rows` adds to the log-odds of n segments for one column, n x m."""
        return seen.points.products(self._near) * self._dual[:, column]

    def prior(self, seen: Seen) -> Floats:
        """What each zero-shot part adds to the log-odds, n x K x parts."""
        return np.asarray(seen.parts * self.weights)

    def log_odds(self, seen: Seen) -> Floats:
        """The log-odds of n segments, n x K."""
        learned = self.settled(seen) + self.by_cues(seen)
        return np.asarray(self.intercept + self.prior(seen).sum(axis=-1) + learned)

    def _learn(self, column: int, known: Sequence[Floats], y: Floats, weight: Floats) -> Floats:
        """Fit one column to m labelled rows, known by coordinates, cues and parts; what each adds, m.

        A label between 0 and 1 is two rows, one of each side.
        """
        sides = np.repeat([0, 1], len(y))
        precisions = (1.0, CUE_PRECISION, PRECISION)
        widths = [kind.shape[1] for kind in known]
        model = PriorLogistic(
            prior=np.concatenate([np.zeros(sum(widths[:2])), self._prior]),
            precision=np.repeat(precisions, widths),
            intercept=self.intercept[column],
        )
        heavy = np.concatenate([weight * (1 - y), weight * y])
        used = heavy > 0
        rows = np.hstack(known)
        model.fit(np.vstack([rows, rows])[used], sides[used], heavy[used])
        dual = np.zeros(len(heavy))
        dual[used] = model.dual_coef_
        self.intercept[column] = model.intercept_[0]
        _, self._cue_weights[column], self.weights[column] = np.split(model.coef_[0], np.cumsum(widths[:2]))
        return np.asarray(dual.reshape(2, -1).sum(axis=0))


def _coordinates(gram: Floats) -> Floats:
    """Coordinates of m points that have these inner products, m x m."""
    if not len(gram):
        return gram
    ridge = _JITTER * (1 + np.trace(gram) / len(gram))
    return np.asarray(cholesky(gram + ridge * np.eye(len(gram)), lower=True))
