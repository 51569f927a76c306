"""Ratings out of tables: a row a unit, a row a rating, counts; and everything that is missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilccode.agreement.alpha import krippendorff_alpha
from ilccode.agreement.coefficients import cohen_kappa, fleiss_kappa
from ilccode.agreement.frames import figures
from ilccode.agreement.measures import SAME, agreement
from ilccode.agreement.ratings import MISSING, Ratings, from_counts, from_long, from_table
from ilccode.agreement.weights import values_of


def places(found: Ratings) -> list[list[int]]:
    return found.given.tolist()


# a row a unit


def test_categories_are_those_used_in_order_of_value():
    found = from_table([[10, 2], [2, 3]])
    assert found.categories == (2, 3, 10)
    assert places(found) == [[2, 0], [0, 1]]
    assert values_of(found.categories).tolist() == [2, 3, 10]


def test_categories_that_are_no_numbers_have_ranks():
    given = from_table([["low", "high"]], categories=["low", "mid", "high"])
    assert values_of(given.categories).tolist() == [1, 2, 3]


def test_categories_that_cannot_be_compared_are_in_order_of_their_text():
    assert from_table([["b", 1], [2, "a"]]).categories == (1, 2, "a", "b")


def test_given_categories_stand_in_their_order_once():
    found = from_table([["a", "b"]], categories=["c", "b", "a", "b"])
    assert found.categories == ("c", "b", "a")
    assert places(found) == [[2, 1]]


def test_yes_and_no_are_1_and_0():
    assert values_of(from_table([[True, False]]).categories).tolist() == [0, 1]
    assert from_table([[True, 0], [1, False]]).categories in ((0, 1), (False, True))


@pytest.mark.parametrize("missing", [None, np.nan, float("nan"), pd.NA, pd.NaT, np.float64("nan")], ids=repr)
def test_what_is_missing_is_no_category(missing: Any):
    found = from_table([["a", missing], ["b", "b"]])
    assert found.categories == ("a", "b")
    assert places(found) == [[0, MISSING], [1, 1]]
    assert found.counts.tolist() == [[1, 0], [0, 2]]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([1, None, 2], dtype="Int64"),
        pd.Series([1, None, 2], dtype="float64"),
        pd.Series([1, None, 2], dtype="object"),
        pd.Series([1, None, 2], dtype="category"),
    ],
    ids=lambda column: str(column.dtype),
)
def test_a_frames_columns_of_any_kind_may_have_gaps(column: pd.Series[Any]):
    found = from_table(pd.DataFrame({"anna": column, "ben": [1, 2, 2]}))
    assert found.categories == (1, 2)
    assert places(found) == [[0, 0], [MISSING, 1], [1, 1]]


@pytest.mark.parametrize("kind", ["string", "object", "category"])
def test_a_frames_texts_may_have_gaps(kind: str):
    found = from_table(pd.DataFrame({"anna": pd.Series(["x", None], dtype=kind), "ben": ["x", "y"]}))
    assert places(found) == [[0, 0], [MISSING, 1]]


def test_an_array_of_floats_has_nan_where_nobody_rated():
    assert places(from_table(np.array([[1.0, np.nan], [2.0, 1.0]]))) == [[0, MISSING], [1, 0]]


def test_the_empty_text_and_the_empty_set_are_ratings():
    assert from_table([["", "a"]]).categories == ("", "a")
    assert from_table([[frozenset(), frozenset("a")]]).categories == (frozenset(), frozenset("a"))


def test_a_rating_that_is_no_category_is_refused():
    with pytest.raises(ValueError, match=r"expected one of \['a', 'b'\], found \['c'\]"):
        from_table([["a", "c"]], categories=["a", "b"])


def test_nothing_at_all_has_no_units():
    for found in (
        from_table([]),
        from_table(np.empty((0, 3))),
        from_table(pd.DataFrame({"anna": [], "ben": []})),
    ):
        assert (len(found.given), found.categories, found.counts.shape) == (0, (), (0, 0))


def test_a_table_of_gaps_has_units_without_categories():
    found = from_table([[None, np.nan], [None, None]])
    assert places(found) == [[MISSING, MISSING]] * 2
    assert found.counts.shape == (2, 0)


def test_rows_of_unequal_length_are_refused():
    for read in (from_table, from_counts):
        with pytest.raises(ValueError, match="expected rows of 2, found one of 1"):
            read([[1, 2], [1]])


# interviews


def test_each_unit_stands_for_itself_unless_interviews_are_said():
    assert from_table([[1, 1], [2, 2]]).clusters.tolist() == [0, 1]
    assert from_table([[1, 1]] * 4, clusters=["ida", "bo", "ida", "cy"]).clusters.tolist() == [0, 1, 0, 2]


def test_an_interview_for_each_unit_or_none():
    with pytest.raises(ValueError, match="expected a cluster for each of 2 units, found 1"):
        from_table([[1, 1], [2, 2]], clusters=["ida"])


# one category


def test_one_category_against_all_others_keeps_gaps_and_interviews():
    found = from_table([["a", "b"], [None, "c"]], clusters=["ida", "ida"]).of("b")
    assert (found.categories, places(found)) == ((0, 1), [[0, 1], [MISSING, 0]])
    assert found.clusters.tolist() == [0, 0]


def test_a_category_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="not in tuple"):
        from_table([["a", "b"]]).of("c")


# a row a rating

LONG = pd.DataFrame(
    {
        "unit": ["u2", "u2", "u1", "u1", "u3"],
        "rater": ["anna", "ben", "anna", "ben", "ben"],
        "rating": ["x", "y", "x", "x", "y"],
        "interview": ["ida", "ida", "bo", "bo", "ida"],
    }
)


def test_a_row_a_rating_keeps_the_order_of_units():
    found = from_long(LONG, cluster="interview")
    assert places(found) == [[0, 1], [0, 0], [MISSING, 1]]
    assert (found.categories, found.clusters.tolist()) == (("x", "y"), [0, 1, 0])


def test_columns_may_have_other_names():
    other = LONG.rename(columns={"unit": "segment", "rater": "coder", "rating": "code"})
    assert places(from_long(other, unit="segment", rater="coder", rating="code")) == places(from_long(LONG))


def test_an_empty_rating_counts_for_a_unit_but_not_for_a_rating():
    found = from_long(LONG.assign(rating=["x", None, np.nan, pd.NA, "y"]))
    assert places(found) == [[0, MISSING], [MISSING, MISSING], [MISSING, 1]]


def test_a_unit_that_somebody_rated_twice_is_refused():
    with pytest.raises(ValueError, match="'anna' rated 'u2' more than once"):
        from_long(pd.concat([LONG, LONG.head(1)]))


def test_no_row_at_all_is_no_unit():
    assert len(from_long(LONG.head(0)).given) == 0


# counts


def test_counts_say_how_many_gave_each_category():
    found = from_counts([[2, 0, 1], [0, 1, 0], [0, 0, 0]], categories="abc")
    assert places(found) == [[0, 0, 2], [1, MISSING, MISSING], [MISSING] * 3]
    assert found.counts.tolist() == [[2, 0, 1], [0, 1, 0], [0, 0, 0]]
    assert found.categories == ("a", "b", "c")


def test_counts_without_names_are_of_numbers_and_a_frames_of_its_columns():
    assert from_counts([[1, 1]]).categories == (0, 1)
    assert from_counts(pd.DataFrame({"yes": [1], "no": [2]})).categories == ("yes", "no")


def test_counts_know_their_interviews():
    assert from_counts([[1, 1]] * 3, clusters=["a", "b", "a"]).clusters.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    "table",
    [[[1, -1]], [[1, 0.5]], [[1, None]], [[1, float("nan")]]],
    ids=["negative", "half", "none", "nan"],
)
def test_what_is_no_count_is_refused(table: list[list[Any]]):
    with pytest.raises(ValueError, match="count"):
        from_counts(table)


def test_more_or_fewer_names_than_columns_are_refused():
    with pytest.raises(ValueError, match="expected 2 categories, found 3"):
        from_counts([[1, 1]], categories="abc")


@pytest.mark.parametrize("table", [[], np.empty((0, 2), dtype=int), pd.DataFrame({"yes": [], "no": []})])
def test_no_counts_are_no_units(table: Any):
    assert len(from_counts(table).given) == 0


@given(st.lists(st.lists(st.none() | st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=10))
def test_the_same_ratings_in_all_three_forms_agree_alike(cells: list[list[int | None]]):
    wide = from_table(cells, categories=range(4))
    rows = [(unit, rater, cell) for unit, row in enumerate(cells) for rater, cell in enumerate(row)]
    long = from_long(
        pd.DataFrame(rows, columns=["unit", "rater", "rating"], dtype=object), categories=range(4)
    )
    tallied = from_counts(wide.counts.astype(int), categories=range(4))
    assert places(long) == places(wide)
    assert tallied.counts.tolist() == wide.counts.tolist()
    for coefficient in (krippendorff_alpha("ordinal"), fleiss_kappa()):
        found = [agreement(coefficient, one).value for one in (wide, long, tallied)]
        assert found == [pytest.approx(found[0])] * 3 if found[0] is not None else found == [None] * 3


@pytest.mark.parametrize("kind", ["int8", "uint8", "int16", "uint32", "int64", "uint64", "float32", "bool"])
def test_numbers_of_every_size_are_themselves(kind: str):
    table = np.array([[0, 1], [1, 1], [0, 0], [1, 0]], dtype=kind)
    assert (from_table(table).categories, places(from_table(table))) == ((0, 1), table.astype(int).tolist())
    if kind not in ("bool",):
        wide = np.array([[-100 if kind == "int8" else 3, 100], [100, 100]], dtype=kind)
        assert from_table(wide).categories == tuple(sorted(set(wide.ravel().tolist())))


# as a data frame


def test_figures_are_a_row_a_coefficient():
    given = from_table([["yes", "yes"], ["no", "yes"], ["no", "no"], ["yes", "yes"]], clusters=[1, 1, 2, 2])
    usual = figures(given)
    assert list(usual.index[:2]) == ["percent agreement", "Krippendorff's alpha (nominal)"]
    assert usual.loc["percent agreement", "value"] == 0.75
    assert "cannot be trusted" in usual.loc["Gwet's AC1", "warning"]
    one = figures(given, [cohen_kappa("quadratic")], method="percentile", draws=50, level=0.9)
    assert (one.index.tolist(), one["level"].item(), one["units"].item()) == (
        ["Cohen's kappa (quadratic weights)"],
        0.9,
        4,
    )


def test_figures_of_unanimous_ratings_say_why_they_have_none():
    alpha = figures(from_table([[1, 1], [1, 1]])).loc["Krippendorff's alpha (nominal)"]
    assert (pd.isna(alpha["value"]), alpha["undefined"]) == (True, SAME)
