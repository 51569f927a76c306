"""What is no table, no weights, no distance or no coefficient is refused, and nothing is made up of it."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from ilccode.agreement import (
    agreement,
    alpha_on_sets,
    analytic,
    bootstrap,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    figures,
    fixed,
    from_counts,
    from_long,
    from_table,
    gwet_ac,
    krippendorff_alpha,
    outlook,
    percent_agreement,
    shaffer_rho,
    standard_error,
)
from ilccode.agreement.measures import ALONE, ANONYMOUS
from ilccode.agreement.weights import pairwise

THREE = from_table([[1, 2], [1, 1], [3, 3], [2, 3]])


def value(coefficient, given):
    return agreement(coefficient, given).value


# tables


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"ann": [1, 2], "ben": [1, 2]}, "found dict"),
        (["ab", "ba"], "found the row 'ab'"),
        ("ab", "found str"),
        ([1, 2], "found the row 1"),
        (np.array([1, 2]), "found ndarray"),
        (pd.Series([1, 2]), "found Series"),
        (pd.DataFrame([[1, 2]], columns=["ann", "ann"]), "two columns of one name"),
        ([[1, 2], [1]], "expected rows of 2, found one of 1"),
        ([["1", 1], ["2", 2]], "expected numbers or texts, found both"),
    ],
)
def test_what_is_no_table_is_refused(table, told):
    with pytest.raises(ValueError, match=told):
        from_table(table)


def test_what_a_mask_hides_is_missing():
    table = np.ma.masked_array([[1.0, 2], [1, 1], [2, 2]], mask=[[0, 1], [0, 0], [0, 0]])
    found = from_table(table)
    assert (found.categories, value(krippendorff_alpha(), found)) == ((1.0, 2.0), 1)
    assert from_table(table.astype(int)).categories == (1, 2)


def test_a_categoricals_levels_are_the_categories_in_their_order():
    levels = pd.CategoricalDtype(["low", "medium", "high"], ordered=True)
    wide = pd.DataFrame({"ann": ["low", "high"], "ben": ["low", "low"]}).astype(levels)
    assert from_table(wide).categories == ("low", "medium", "high")
    long = pd.DataFrame(
        {"unit": [1, 1, 2, 2], "rater": list("abab"), "rating": ["low", "high", "low", "low"]}
    )
    assert from_long(long.astype({"rating": levels})).categories == ("low", "medium", "high")
    assert from_long(long).categories == ("high", "low")


def test_numbers_are_numbers_however_they_are_written():
    plain = value(krippendorff_alpha("interval"), from_table([[1, 10], [2, 2], [1, 2]]))
    for kind in (Decimal, Fraction, str, np.float64):
        table = [[kind(cell) for cell in row] for row in ([1, 10], [2, 2], [1, 2])]
        assert value(krippendorff_alpha("interval"), from_table(table)) == pytest.approx(plain)


@pytest.mark.parametrize(
    ("column", "told"),
    [("unit", "expected a name in each row of 'unit'"), ("rater", "expected a name in each row of 'rater'")],
)
def test_a_rating_of_nobody_knows_what_or_whom_is_refused(column, told):
    frame = pd.DataFrame({"unit": [1, 1, 2], "rater": ["a", "b", "a"], "rating": [0, 1, 1]})
    frame[column] = frame[column].astype(object).where(frame.index > 0, None)
    with pytest.raises(ValueError, match=told):
        from_long(frame)


def test_a_unit_of_two_interviews_is_refused():
    frame = pd.DataFrame({"unit": [1, 1], "rater": ["a", "b"], "rating": [0, 1], "interview": ["x", "y"]})
    with pytest.raises(ValueError, match="expected one 'interview' for each 'unit', found several"):
        from_long(frame, cluster="interview")
    with pytest.raises(ValueError, match="expected a cluster for each unit, found one that is missing"):
        from_table([[1, 1], [1, 2]], clusters=["x", None])


@pytest.mark.parametrize("cell", ["1", 1.5, -1, float("inf"), None])
def test_what_is_no_count_is_refused(cell):
    with pytest.raises(ValueError, match="expected a count, found"):
        from_counts([[cell, 2], [1, 1]])


def test_a_missing_category_is_none():
    with pytest.raises(ValueError, match="expected categories, found one that is missing"):
        from_table([[1, 1]], categories=[1, None])


# who gave what


def test_counts_do_not_tell_who_gave_what():
    given = from_counts([[2, 0], [0, 2], [1, 1], [1, 1], [1, 1]])
    for coefficient in (cohen_kappa(), conger_kappa()):
        found = agreement(coefficient, given)
        assert (found.value, found.expected, found.reason) == (None, None, ANONYMOUS)
        assert math.isnan(standard_error(coefficient, given))
        assert bootstrap(coefficient, given).reason == ANONYMOUS
        assert analytic(coefficient, given) is None
    assert figures(given).loc["Conger's kappa", "undefined"] == ANONYMOUS
    assert value(gwet_ac(), given) is not None


def test_of_what_nobody_rated_there_are_neither_values_nor_bounds():
    nothing = from_table([[None, None], [None, None]])
    for coefficient in (cohen_kappa(), conger_kappa(), gwet_ac(), krippendorff_alpha("ordinal")):
        interval = bootstrap(coefficient, nothing)
        assert (interval.low, interval.high, interval.reason) == (None, None, ALONE)
        assert outlook(coefficient, nothing).value is None


# weights and distances


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        (
            [[0, 1, 4], [1, 0, 1], [4, 1, 0]],
            "expected weights of agreement, 0 to 1, and 1 for the same",
        ),
        (np.ones((3, 1)), "expected weights of 3 x 3 categories"),
        (np.eye(2), "expected weights of 3 x 3 categories"),
        ([[1, 0.5, 0], [0, 1, 0], [0, 0, 1]], "the same in both directions"),
        (np.full((3, 3), np.nan), "the same in both directions"),
        ([[1, -1, 0], [-1, 1, 0], [0, 0, 1]], "expected weights of agreement, 0 to 1"),
        ([[1, 2, 0], [2, 1, 0], [0, 0, 1]], "expected weights of agreement, 0 to 1"),
    ],
)
@pytest.mark.parametrize("kind", [cohen_kappa, gwet_ac, percent_agreement])
def test_what_are_no_weights_of_agreement_is_refused(kind, weights, told):
    with pytest.raises(ValueError, match=told):
        agreement(kind(weights), THREE)


def test_weights_may_be_a_list():
    assert value(gwet_ac(np.eye(3).tolist()), THREE) == pytest.approx(value(gwet_ac(), THREE))


@pytest.mark.parametrize("kind", [cohen_kappa, gwet_ac, krippendorff_alpha, alpha_on_sets, conger_kappa])
def test_a_name_that_is_not_known_is_refused_with_those_that_are(kind):
    with pytest.raises(ValueError, match=r"expected one of .*, found 'wald'"):
        kind("wald")


def test_a_distance_of_two_categories_is_a_distance():
    plain = value(krippendorff_alpha("interval"), THREE)
    assert value(krippendorff_alpha(pairwise(lambda one, other: (one - other) ** 2)), THREE) == plain
    with pytest.raises(ValueError, match=r"is pairwise\(function\) meant"):
        agreement(krippendorff_alpha(lambda one, other: (one - other) ** 2), THREE)


@pytest.mark.parametrize(
    ("matrix", "told"),
    [
        (np.ones((3, 3)), "no distance between a category and itself"),
        (np.zeros((2, 2)), "expected distances of 3 x 3 categories"),
        ([[0, 1, 2], [0, 0, 1], [2, 1, 0]], "the same in both directions"),
        ([[0, -1, 2], [-1, 0, 1], [2, 1, 0]], "distances of 0 and more"),
    ],
)
def test_what_is_no_distance_is_refused(matrix, told):
    with pytest.raises(ValueError, match=told):
        agreement(krippendorff_alpha(fixed(matrix)), THREE)


def test_alpha_is_the_same_on_however_small_a_scale():
    table = np.array([[1, 2], [1, 1], [3, 3]])
    large, small = (value(krippendorff_alpha("interval"), from_table(table * scale)) for scale in (1, 1e-7))
    assert small == pytest.approx(large)


def test_hundreds_of_different_numbers_take_little_room():
    rng = np.random.default_rng(0)
    first = rng.random(800)
    given = from_table(np.stack([first, first + rng.normal(0, 0.1, 800)], axis=1), clusters=[*range(40)] * 20)
    interval = bootstrap(krippendorff_alpha("interval"), given)
    assert interval.low < value(krippendorff_alpha("interval"), given) < interval.high


# coefficients and arguments


def test_a_coefficient_is_made_before_it_is_used():
    for wrong in (gwet_ac, "alpha"):
        with pytest.raises(TypeError, match="expected a coefficient such as"):
            agreement(wrong, THREE)


@pytest.mark.parametrize("level", [95, 0, 1])
def test_a_level_lies_between_0_and_1(level):
    for asked in (bootstrap, analytic):
        with pytest.raises(ValueError, match="expected a level between 0 and 1"):
            asked(gwet_ac(), THREE, level=level)


def test_texts_that_are_no_numbers_are_none():
    for text in ("nan", "inf", "1_000"):
        assert from_table([[text, "2"], ["10", "2"]]).categories == tuple(sorted([text, "2", "10"]))


def test_numbers_may_lie_far_apart():
    far = np.array([[-(2**63), 2**63 - 1], [0, 1]])
    assert from_table(far).categories == (-(2**63), 0, 1, 2**63 - 1)


def test_one_coefficient_is_a_list_of_one():
    assert figures(THREE, gwet_ac()).index.tolist() == ["Gwet's AC1"]


def test_draws_looks_and_thresholds_are_numbers_that_can_be_meant():
    with pytest.raises(ValueError, match="expected at least one draw"):
        bootstrap(gwet_ac(), THREE, method="bca", draws=0)
    for wrong in ({"looks": 0}, {"threshold": float("nan")}):
        with pytest.raises(ValueError, match="expected a threshold and at least one look"):
            outlook(gwet_ac(), THREE, **wrong)
    with pytest.raises(ValueError, match="expected a kappa, found nan"):
        shaffer_rho(float("nan"), units=40, base_rate=0.2)


def test_bounds_stay_where_the_coefficient_can_be():
    for coefficient, table in (
        (gwet_ac(), [[0, None], [1, 1], [0, 1]]),
        (brennan_prediger(), [[0, 0], [0, 1], [1, 1]]),
    ):
        found = analytic(coefficient, from_table(table))
        assert -1 <= found.low <= found.high <= 1
    clustered = from_table([[0, 1], [1, 0], [0, 1], [0, 0], [1, 1], [0, 1]], clusters=[0, 0, 1, 2, 3, 4])
    assert outlook(percent_agreement(), clustered).low >= 0


def test_a_small_test_set_of_a_rare_code_passes_nothing_by_holding_it_nowhere():
    assert shaffer_rho(1.0, units=5, base_rate=0.02) > 0.1


def test_bca_is_scipys_where_the_value_is_a_mean():
    given = from_table([[0, 0]] * 36 + [[0, 1]] * 4, categories=(0, 1))
    found = bootstrap(percent_agreement(), given, method="bca", draws=20_000, seed=1)
    sample = (np.repeat([1.0, 0.0], [36, 4]),)
    theirs = scipy.stats.bootstrap(sample, np.mean, n_resamples=20_000, method="BCa", rng=1)
    bounds = theirs.confidence_interval
    assert (found.low, found.high) == pytest.approx((bounds.low, bounds.high), abs=0.013)


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_units_in_another_order_have_the_same_interval(method):
    table = [[0, 0], [0, 0], [1, 1], [1, 1], [1, 1], [1, 0], [0, 0]]
    order = [6, 3, 2, 4, 0, 1, 5]
    one, other = (
        bootstrap(krippendorff_alpha(), from_table(rows), method=method)
        for rows in (table, [table[place] for place in order])
    )
    assert (one.low, one.high) == (other.low, other.high)
