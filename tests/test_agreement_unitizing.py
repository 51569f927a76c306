"""Krippendorff's unitizing family: worked examples, laws, a count by code points, and what is undefined."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ilccode.agreement.unitizing import UnitizingAlpha, bar_u_alpha, continuum, cu_alpha, ku_alpha, u_alpha

WHOLE = (u_alpha, bar_u_alpha, cu_alpha)

# Krippendorff (2019, p. 340, Figure 12.11), 60 code points, as quoted in the tests of the R package quallmer
# (tests/testthat/test-alpha_u.R, where starts count from 1 and ends are inclusive).
ALEX = [(0, 7, "1"), (7, 13, "2"), (30, 32, "5"), (32, 37, "6"), (37, 44, "6"), (44, 60, "7")]
PAUL = [(0, 7, "1"), (7, 13, "3"), (13, 21, "5"), (32, 44, "6")]
SUZAN = [(0, 7, "1"), (7, 13, "4"), (13, 21, "5"), (32, 37, "6"), (37, 41, "6"), (41, 44, "6")]
FIGURE = continuum(60, {"Alex": ALEX, "Paul": PAUL, "Suzan": SUZAN})


# -- Published ----------------------------------------------------------------------------------------------


def test_the_whole_text_as_published():
    found = u_alpha(FIGURE)
    assert round(found.value, 3) == 0.510
    assert found.observed == 70


def test_units_against_gaps_as_published():
    """Printed .413. Exactly: 2 * 26 / (2 * 44.338) = .5864, hence .4136; with 44.3 as expected it is .413."""
    found = bar_u_alpha(FIGURE)
    assert found.value == pytest.approx(0.413, abs=0.001)
    assert round(1 - (found.observed / 2) / round(found.expected / 2, 1), 3) == 0.413


def test_categories_as_published():
    """What the value covers is our own count: 83 of 180."""
    found = cu_alpha(FIGURE)
    assert round(found.value, 3) == 0.724
    assert found.coverage == pytest.approx(83 / 180)


def test_single_categories_as_published():
    found = {category: ku_alpha(FIGURE, category) for category in "1234567"}
    assert [found[category].value for category in "123456"] == [1, 0, 0, 0, 1, 1]
    assert [round(found[category].coverage, 2) for category in "123456"] == [1, 1, 1, 1, 0.44, 1]
    assert found["7"].value is None
    assert found["7"].reason == "no unit of '7' intersects another coder's unit"


# -- Worked by hand -----------------------------------------------------------------------------------------


def test_two_coders_by_hand():
    """Two coders, 10 code points: a marks 0-4 as x; b marks 0-3 as x and 5-7 as y.

    All matter is 20: x 4 + 3 = 7, y 2, gaps 11. At code point 3 x meets a gap, at 5 and 6 y meets gaps: 3
    differences, 6 in both directions. Paired with itself: 16 + 9 + 4 of units and 11 of gaps, 40.
    u:  expected (400 - 121 - 49 - 4) / (20 - 40 / 20) = 226 / 18, alpha = 1 - 6 * 18 / 226 = 59 / 113.
    |u: expected 2 * 11 * 9 / 18 = 11, alpha = 1 - 6 / 11 = 5 / 11.
    cu: only x meets x.
    """
    text = continuum(10, {"a": [(0, 4, "x")], "b": [(0, 3, "x"), (5, 7, "y")]})
    assert u_alpha(text).value == pytest.approx(59 / 113, abs=1e-15)
    assert bar_u_alpha(text).value == pytest.approx(5 / 11, abs=1e-15)
    assert (bar_u_alpha(text).observed, bar_u_alpha(text).expected) == (6, 11)
    assert cu_alpha(text).value is None


def test_three_coders_by_hand():
    """Three coders: a marks 0-4 as x and 6-10 as y, b marks 0-4 and 6-8 as x, c marks 2-4 as y.

    Shared: a and b x-x 4 and y-x 2, a and c x-y 2, b and c x-y 2. By unit: a's x 4 + 2 = 6, a's y 2, b's
    first 4 + 2 = 6, b's second 2, c's 2 + 2 = 4; 20 in all, x 14, y 6, x with x 8 in both directions.
    Halved, for two other coders: matter 10, x 7, y 3; with itself x 9 + 9 + 1 = 19, y 1 + 4 = 5.
    cu:  observed 10 - 4 = 6, expected (100 - 49 - 9) / (10 - 24 / 10) = 42 / 7.6, 1 - 45.6 / 42 = -3 / 35.
    (x): eps_.x (70 - 19) / 7.6, eps_.x - eps_xx 21 / 7.6: 1 - (51 / 7) * (7 - 4) / 21 = -2 / 49.
    (y): eps_.y (30 - 5) / 7.6, eps_.y - eps_yy 21 / 7.6: 1 - (25 / 3) * 3 / 21 = -4 / 21.
    """
    spans = {"a": [(0, 4, "x"), (6, 10, "y")], "b": [(0, 4, "x"), (6, 8, "x")], "c": [(2, 4, "y")]}
    text = continuum(12, spans)
    assert cu_alpha(text).value == pytest.approx(-3 / 35, abs=1e-15)
    assert cu_alpha(text).observed == 6
    assert cu_alpha(text).coverage == pytest.approx(10 / 36)
    assert ku_alpha(text, "x").value == pytest.approx(-2 / 49, abs=1e-15)
    assert ku_alpha(text, "y").value == pytest.approx(-4 / 21, abs=1e-15)


# -- The definition, code point by code point ---------------------------------------------------------------


def by_code_points(length, coders):
    """All coefficients in the letter of the definition, from matrices of every pair of code points."""
    rows = [painted(length, spans) for spans in coders.values()]
    others = len(rows) - 1
    seen = defaultdict(Fraction)
    itself, itself_met = defaultdict(Fraction), defaultdict(Fraction)
    for one, row in enumerate(rows):
        for other, theirs in enumerate(rows):
            for (ours, _), (yours, _) in zip(row, theirs, strict=True) if one != other else ():
                seen[ours, yours] += Fraction(1, others)
        for category, number in set(row):
            places = [place for place, found in enumerate(row) if found == (category, number)]
            shared = sum(
                theirs[place][0] != ""
                for other, theirs in enumerate(rows)
                for place in places
                if other != one
            )
            itself[category] += len(places) ** 2 if category else len(places)
            itself_met[category] += Fraction(shared, others) ** 2
    met = {pair: amount for pair, amount in seen.items() if "" not in pair}
    by_chance, met_by_chance = expected(seen, itself), expected(met, itself_met)
    found = {
        "u": alpha(unlike(seen), unlike(by_chance)),
        "|u": alpha(unlike(seen, binary), unlike(by_chance, binary)),
        "cu": alpha(unlike(met), unlike(met_by_chance)),
    }
    for k in {category for row in rows for category, _ in row if category}:
        if column(met, k):
            share = column(met, k) / column(met_by_chance, k)
            chance = column(met_by_chance, k) - met_by_chance[k, k]
            found[k] = alpha(column(met, k) - met.get((k, k), 0), chance * share)
    return found


def painted(length, spans):
    """Each code point's category and the number of its unit, an empty category in gaps."""
    row = [("", -1)] * length
    for number, (start, end, category) in enumerate(spans):
        for place in range(start, end):
            row[place] = (category, number)
    return row


def expected(seen, itself):
    total = sum(seen.values())
    values = {value for pair in seen for value in pair}
    if not total:
        return {}
    divisor = total - sum(itself[value] for value in values) / total
    return {
        (c, k): (column(seen, c) * column(seen, k) - (itself[c] if c == k else 0)) / divisor
        for c in values
        for k in values
    }


def column(matrix, k):
    return sum(amount for (_, value), amount in matrix.items() if value == k)


def unlike(matrix, values=lambda c, k: c != k):
    return sum(amount for pair, amount in matrix.items() if values(*pair))


def binary(c, k):
    return (c == "") != (k == "")


def alpha(observed, chance):
    return float(1 - observed / chance) if chance else None


@st.composite
def spans(draw, length):
    """One coder's spans: some of the stretches between a few points of the text."""
    ends = sorted(draw(st.sets(st.integers(0, length), max_size=9)))
    chosen = [(start, end, draw(st.sampled_from(" xyz"))) for start, end in pairwise(ends)]
    return [span for span in chosen if span[2] != " "]


@st.composite
def texts(draw, least=2, most=5):
    length = draw(st.integers(1, 40))
    number = draw(st.integers(least, most))
    return length, {f"coder {n}": draw(spans(length)) for n in range(number)}


def family(length, coders):
    text = continuum(length, coders)
    named = {"u": u_alpha(text), "|u": bar_u_alpha(text), "cu": cu_alpha(text)}
    return named | {category: ku_alpha(text, category) for category in "xyz"}


def about(expected):
    """The same coefficients; what is not a number must be equal."""
    return {
        name: (pytest.approx(found.value, abs=1e-12), found.reason, pytest.approx(found.coverage))
        for name, found in expected.items()
    }


def as_told(found):
    return {name: (alpha.value, alpha.reason, alpha.coverage) for name, alpha in found.items()}


@given(texts())
def test_every_value_equals_the_count_by_code_points(text):
    counted = by_code_points(*text)
    for name, found in family(*text).items():
        if (value := counted.get(name)) is None:
            assert found.value is None
        else:
            assert found.value == pytest.approx(value, abs=1e-12)


def test_the_figure_by_code_points():
    counted = by_code_points(60, {"Alex": ALEX, "Paul": PAUL, "Suzan": SUZAN})
    assert [function(FIGURE).value for function in WHOLE] == pytest.approx(
        [counted["u"], counted["|u"], counted["cu"]], abs=1e-12
    )


# -- Laws ---------------------------------------------------------------------------------------------------


@given(texts(), st.randoms(use_true_random=False))
def test_the_order_of_coders_and_spans_changes_nothing(text, random):
    length, coders = text
    mixed = [(coder, random.sample(marked, len(marked))) for coder, marked in coders.items()]
    random.shuffle(mixed)
    assert as_told(family(length, dict(mixed))) == about(family(length, coders))


@given(texts())
def test_new_names_of_categories_change_no_value(text):
    length, coders = text
    renamed = {
        coder: [(start, end, f"new {category}") for start, end, category in marked]
        for coder, marked in coders.items()
    }
    old, new = continuum(length, coders), continuum(length, renamed)
    assert [f(new).value for f in WHOLE] == [f(old).value for f in WHOLE]
    assert [ku_alpha(new, f"new {k}").value for k in "xyz"] == [ku_alpha(old, k).value for k in "xyz"]


@given(texts(), st.integers(0, 20))
def test_where_in_the_text_the_units_lie_changes_nothing(text, by):
    length, coders = text
    shifted = {
        coder: [(start + by, end + by, category) for start, end, category in marked]
        for coder, marked in coders.items()
    }
    assert as_told(family(length + by, shifted)) == about(family(length + by, coders))


@given(texts())
def test_reading_backwards_changes_nothing(text):
    length, coders = text
    mirrored = {
        coder: [(length - end, length - start, category) for start, end, category in marked]
        for coder, marked in coders.items()
    }
    assert as_told(family(length, mirrored)) == about(family(length, coders))


@given(texts(least=1, most=1), st.integers(2, 5))
def test_copies_of_a_coder_agree_fully_or_are_undefined(text, copies):
    length, coders = text
    (marked,) = coders.values()
    for found in family(length, {f"copy {n}": marked for n in range(copies)}).values():
        assert (found.value, bool(found.reason)) in [(1, False), (None, True)]


@given(texts())
def test_a_value_has_no_reason_and_what_has_no_value_has_one(text):
    for found in family(*text).values():
        assert (found.value is None) == bool(found.reason)
        assert found.value is None or found.value <= 1
        assert found.observed is None or (found.observed >= 0 and found.expected >= 0)
        if found.value is not None:
            assert found.value == pytest.approx(1 - found.observed / found.expected, abs=1e-9)


@given(texts(), st.integers(1, 1000))
@example((1, {"a": [(0, 1, "x")], "b": []}), 1)
def test_more_text_that_nobody_marked_raises_what_is_expected_and_leaves_the_rest(text, more):
    """Expected of |u is 2 N G V / (N² - G - S): N all matter, G gaps, V units, S their squared lengths."""
    length, coders = text
    lengths = [end - start for marked in coders.values() for start, end, _ in marked]
    assume(lengths)
    before, after = family(length, coders), family(length + more, coders)
    matter, units = len(coders) * (length + more), sum(lengths)
    gaps, squares = matter - units, sum(size**2 for size in lengths)
    assert after["|u"].expected == pytest.approx(2 * matter * gaps * units / (matter**2 - gaps - squares))
    assert after["|u"].observed == before["|u"].observed
    assert after["|u"].expected > before["|u"].expected or lengths == [1]
    assert [after[name].value for name in ("cu", *"xyz")] == [before[name].value for name in ("cu", *"xyz")]


@given(texts())
def test_parting_a_unit_in_two_leaves_what_is_observed(text):
    """Units that touch are two: only the matter paired with itself, and so what is expected, becomes less."""
    length, coders = text
    coder, marked = next(iter(coders.items()))
    assume(any(end - start > 1 for start, end, _ in marked))
    parted = [(start, start + 1, k) for start, end, k in marked]
    parted += [(start + 1, end, k) for start, end, k in marked if end - start > 1]
    before, after = family(length, coders), family(length, {**coders, coder: parted})
    for name, found in before.items():
        assert after[name].observed == found.observed
        assert found.value is None or after[name].expected <= found.expected + 1e-12


# -- Undefined ----------------------------------------------------------------------------------------------

ONE_CODER = "fewer than two coders saw the text"
NOTHING = "nobody marked anything"
APART = "no units of two coders intersect"
NO_GAPS = "every coder marked the whole text"
ALL_X = "every coder gave the whole text the same category, 'x'"
MET_X = "all units that intersect have the same category, 'x'"


@pytest.mark.parametrize(
    ("length", "coders", "reasons"),
    [
        (9, {}, [ONE_CODER] * 4),
        (9, {"a": [(0, 3, "x")]}, [ONE_CODER] * 4),
        (0, {"a": [], "b": []}, ["the text is empty"] * 4),
        (9, {"a": [], "b": []}, [NOTHING] * 4),
        (9, {"a": [(0, 3, "x")], "b": []}, ["", "", APART, APART]),
        (9, {"a": [(0, 3, "x")], "b": [(3, 9, "x")]}, ["", "", APART, APART]),
        (9, {"a": [(0, 3, "x")], "b": [(1, 3, "x")]}, ["", "", MET_X, MET_X]),
        (3, {"a": [(0, 3, "x")], "b": [(0, 1, "x"), (1, 3, "x")]}, [ALL_X, NO_GAPS, MET_X, MET_X]),
        (3, {"a": [(0, 3, "x")], "b": [(0, 3, "y")]}, ["", NO_GAPS, "", ""]),
    ],
)
def test_undefined_is_said_with_its_reason(length, coders, reasons):
    text = continuum(length, coders)
    found = [*(function(text) for function in WHOLE), ku_alpha(text, "x")]
    assert [alpha.reason for alpha in found] == reasons
    assert [alpha.value is None for alpha in found] == [bool(reason) for reason in reasons]


def test_a_category_that_nobody_gave_is_undefined():
    text = continuum(9, {"a": [(0, 3, "x")], "b": [(1, 3, "x")]})
    assert ku_alpha(text, "z") == UnitizingAlpha(
        value=None, reason="nobody gave the category 'z'", observed=None, expected=None, coverage=None
    )


def test_where_all_agree_on_the_one_category_what_was_observed_is_still_told():
    found = cu_alpha(continuum(9, {"a": [(0, 3, "x")], "b": [(1, 3, "x")]}))
    assert (found.observed, found.expected, found.coverage) == (0, 0, 4 / 18)


def test_a_coder_who_marked_nothing_counts_and_one_not_named_does_not():
    two = {"a": [(0, 3, "x")], "b": [(0, 3, "x")]}
    assert u_alpha(continuum(9, two)).value == 1
    assert u_alpha(continuum(9, two | {"c": []})).value < 1


# -- Errors -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ([(5, 8, "y"), (0, 6, "x")], r"coder 'anna': the spans \(0, 6, 'x'\) and \(5, 8, 'y'\) overlap"),
        ([(0, 6, "x"), (0, 6, "x")], r"coder 'anna': the spans \(0, 6, 'x'\) and \(0, 6, 'x'\) overlap"),
        ([(3, 3, "x")], r"coder 'anna': the span \(3, 3, 'x'\) is empty or outside the text of 9"),
        ([(-1, 3, "x")], r"\(-1, 3, 'x'\) is empty or outside"),
        ([(7, 10, "x")], r"\(7, 10, 'x'\) is empty or outside"),
    ],
)
def test_spans_that_cannot_be_are_named(marked, said):
    with pytest.raises(ValueError, match=said):
        continuum(9, {"bela": [(0, 9, "x")], "anna": marked})


def test_a_length_below_nothing_is_refused():
    with pytest.raises(ValueError, match="cannot have a length of -1"):
        continuum(-1, {})


def test_spans_in_seconds_are_refused():
    with pytest.raises(TypeError):
        continuum(9, {"a": [(0.5, 2.5, "x")]})


# -- Size ---------------------------------------------------------------------------------------------------


def test_a_long_text_is_counted_by_spans():
    """A text of 10^12 code points with 20,000 units a coder: nothing is made for every code point."""
    step = 50_000_000
    coders = {
        f"coder {n}": [
            (place * step + n, place * step + step - 7, "xyz"[place % 3]) for place in range(20_000)
        ]
        for n in range(3)
    }
    text = continuum(20_000 * step, coders)
    assert 0.99 < u_alpha(text).value < 1
    assert cu_alpha(text).value == 1
