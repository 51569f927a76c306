"""Logistic regression with a Gaussian prior on its weights, as a scikit-learn estimator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

if TYPE_CHECKING:
    from sklearn.utils import Tags

    from ilccode.protocols import Floats

LOOSE = 1e-3
"""The precision of the intercept's prior: next to nothing."""


class PriorLogistic(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Two classes; the weights are drawn towards `prior` as strongly as `precision` says, column by column.

    The penalty is sum(precision * (weight - prior)^2) / 2 and, on the intercept, that of a loose prior at
    `intercept`. Either parameter is a number or one for each column. It is fitted by Newton's method in the
    space of the n rows (Rasmussen and Williams 2006, algorithm 3.1), so that columns cost little; a row
    that weighs 0 is as if it were not there; it ends with the first step below `tol`, whose square is about
    what is left. `dual_coef_` is each row's own part, weight * (y - p):
    coef_ = prior + dual_coef_ @ X / precision.
    """

    def __init__(
        self,
        prior: Any = 0.0,
        precision: Any = 1.0,
        intercept: float = 0.0,
        max_iter: int = 100,
        tol: float = 1e-6,
    ) -> None:
        self.prior = prior
        self.precision = precision
        self.intercept = intercept
        self.max_iter = max_iter
        self.tol = tol

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Learn from n rows of two classes; raises `ValueError` where there is only one."""
        rows, sides = validate_data(self, X, y, dtype=np.float64)
        weights = _check_sample_weight(sample_weight, rows, dtype=np.float64, ensure_non_negative=True)
        check_classification_targets(sides)
        self.classes_ = np.unique(sides)
        if len(self.classes_) > 2:
            kind = type_of_target(sides)
            raise ValueError(f"Only binary classification is supported. The type of the target is {kind}.")
        if len(self.classes_) < 2:
            raise ValueError("expected two classes, found one class")
        used = weights > 0
        positive = (sides == self.classes_[1]).astype(float)
        prior = np.broadcast_to(np.asarray(self.prior, dtype=float), rows.shape[1:])
        spread = rows[used] / np.asarray(self.precision, dtype=float)
        gram = spread @ rows[used].T + 1 / LOOSE
        start = rows[used] @ prior + self.intercept
        self.dual_coef_ = np.zeros(len(rows))
        self.dual_coef_[used], self.n_iter_ = self._newton(gram, start, positive[used], weights[used])
        self.coef_ = (prior + self.dual_coef_[used] @ spread)[None]
        self.intercept_ = np.array([self.intercept + self.dual_coef_.sum() / LOOSE])
        return self

    def decision_function(self, X: Any) -> Floats:
        """The log-odds of the second class, n."""
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float64, reset=False)
        odds: Floats = rows @ self.coef_[0] + self.intercept_[0]
        return odds

    def predict_proba(self, X: Any) -> Floats:
        """The probabilities of both classes, n x 2."""
        likely = expit(self.decision_function(X))
        return np.column_stack([1 - likely, likely])

    def predict(self, X: Any) -> Any:
        """The likelier class, n."""
        likelier = self.decision_function(X) > 0
        return self.classes_[likelier.astype(int)]

    def _newton(self, gram: Floats, start: Floats, y: Floats, weights: Floats) -> tuple[Floats, int]:
        """Dual weights, and after how many steps; a step that makes things worse is halved."""
        dual = np.zeros(len(y))
        loss = _loss(gram, start, y, weights, dual)
        for count in range(1, self.max_iter + 1):  # noqa: B007
            step = _target(gram, start, y, weights, dual) - dual
            new, reached = dual + step, _loss(gram, start, y, weights, dual + step)
            while reached > loss + 1e-9 * abs(loss) and np.abs(step).max() > self.tol:
                step /= 2
                new, reached = dual + step, _loss(gram, start, y, weights, dual + step)
            dual, loss = new, reached
            if np.abs(step).max() <= self.tol * max(1.0, weights.max()):
                break
        return dual, count

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags


def _target(gram: Floats, start: Floats, y: Floats, weights: Floats, dual: Floats) -> Floats:
    """Where Newton's step leads from some dual weights."""
    odds = start + gram @ dual
    likely = expit(odds)
    bend = weights * likely * (1 - likely)
    root = np.sqrt(bend)
    wanted = bend * (odds - start) + weights * (y - likely)
    system = root[:, None] * gram * root
    system[np.diag_indices_from(system)] += 1
    target: Floats = wanted - root * cho_solve(cho_factor(system, check_finite=False), root * (gram @ wanted))
    return target


def _loss(gram: Floats, start: Floats, y: Floats, weights: Floats, dual: Floats) -> float:
    """The penalised negative log-likelihood."""
    pull = gram @ dual
    odds = start + pull
    return float(dual @ pull / 2 + weights @ (np.logaddexp(0, odds) - y * odds))
