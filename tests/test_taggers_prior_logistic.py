"""The inner learner: a scikit-learn estimator that is drawn to its prior."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.exceptions import SkipTestWarning
from sklearn.utils.estimator_checks import check_estimator

from ilccode.taggers.prior_logistic import LOOSE, PriorLogistic

DRAW = np.random.default_rng(0)
ROWS = DRAW.normal(size=(40, 6))
SIDES = (ROWS[:, 0] + DRAW.normal(size=40) > 0).astype(int)
WEIGHTS = DRAW.uniform(0.2, 3, size=40)
PRIOR = DRAW.normal(size=6)
PRECISION = DRAW.uniform(0.5, 9, size=6)


@pytest.mark.slow
def test_it_is_a_scikit_learn_estimator():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SkipTestWarning)
        check_estimator(PriorLogistic())


def test_it_finds_the_minimum_of_the_penalised_loss():
    def loss(values: np.ndarray) -> float:
        odds = ROWS @ values[:-1] + values[-1]
        penalty = PRECISION @ (values[:-1] - PRIOR) ** 2 + LOOSE * (values[-1] + 1) ** 2
        return float(WEIGHTS @ (np.logaddexp(0, odds) - SIDES * odds) + penalty / 2)

    expected = minimize(loss, np.zeros(7), tol=1e-12).x
    model = PriorLogistic(PRIOR, PRECISION, intercept=-1.0).fit(ROWS, SIDES, WEIGHTS)
    assert np.append(model.coef_[0], model.intercept_) == pytest.approx(expected, abs=1e-4)


def test_dual_weights_make_up_the_weights():
    model = PriorLogistic(PRIOR, PRECISION).fit(ROWS, SIDES, WEIGHTS)
    likely = model.predict_proba(ROWS)[:, 1]
    assert model.dual_coef_ == pytest.approx(WEIGHTS * (SIDES - likely), abs=1e-8)
    assert model.coef_[0] == pytest.approx(PRIOR + model.dual_coef_ @ ROWS / PRECISION)


def test_a_weight_of_two_is_the_row_twice_and_of_zero_is_no_row():
    heavy = np.where(np.arange(40) < 20, 2.0, 0.0)
    weighed = PriorLogistic().fit(ROWS, SIDES, heavy)
    twice = PriorLogistic().fit(np.vstack([ROWS[:20]] * 2), np.tile(SIDES[:20], 2))
    assert weighed.coef_ == pytest.approx(twice.coef_, abs=1e-7)


def test_strong_precision_keeps_the_prior():
    model = PriorLogistic(PRIOR, 1e9).fit(ROWS, SIDES)
    assert model.coef_[0] == pytest.approx(PRIOR, abs=1e-6)
    assert expit(ROWS @ PRIOR + model.intercept_[0]).sum() == pytest.approx(SIDES.sum(), abs=0.01)


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="one class"):
        PriorLogistic().fit(ROWS, np.ones(40))
