"""Coefficients of agreement: what others published, by hand, laws, and undefined said with its reason."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from conftest import SHARED
from ilccode.agreement.alpha import krippendorff_alpha
from ilccode.agreement.coefficients import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    percent_agreement,
    scott_pi,
    specific_agreement,
)
from ilccode.agreement.measures import ALONE, ONE_CATEGORY, PAIRS, SAME, Coefficient, agreement
from ilccode.agreement.ratings import Ratings, from_counts, from_table
from ilccode.agreement.sets import alpha_on_sets, jaccard, masi
from ilccode.agreement.weights import DISTANCES, WEIGHTS, fixed, values_of


def units(text: str, **told: Any) -> Ratings:
    """A word a unit, a character a rater's rating; a full stop where there is none."""
    cells = [[None if c == "." else int(c) if c.isdigit() else c for c in unit] for unit in text.split()]
    return from_table(cells, **told)


def tallied(text: str) -> Ratings:
    """The same from words with a number in front: `20*ab` are twenty units."""
    counted = [word.split("*") for word in text.split()]
    return units(" ".join(" ".join([unit] * int(times)) for times, unit in counted))


def value(coefficient: Coefficient, given: Ratings) -> float | None:
    return agreement(coefficient, given).value


def measured(coefficient: Coefficient, given: Ratings) -> tuple[float, float, float]:
    found = agreement(coefficient, given)
    assert None not in (found.observed, found.expected, found.value)
    return found.observed, found.expected, found.value


# published; Zwick, Warrens, Agresti, Randolph, Brennan and Prediger as dkpro-statistics' tests quote them

K1980_133 = units("00 11 01 00 00 01 00 01 10 00")
K1980_139 = units("111 122 222 444 144 222 123 333 222")
K2004_224 = units("10 11 01 00 00 01 00 01 00 00")
K2011_B = units("ab aa bb bb db cc cc cc ee dd dd ad")
K2011_C = units(".1. ... .22 .11 .33 334 444 13. 2.2 1.1 1.1 3.3 3.3 ... 3.4")
K2018_306 = units("000 111 001 110 100 001 000 000 111 110 100 110")
HK2007 = units(
    "112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 "
    "111.1 111.1 212.2 1233. 1101. 000.0 0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. "
    "1122. 112.2 110.0 2121. 22.22 3222. 222.2 223.2 222.2 22.12 2222. 111.1"
)
FLEISS1971 = units(
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 "
    "222333 144444 224445 333335 111455 111112 224444 133555 555555 244444 224555 114444 "
    "144445 222224 111155 224444 133333 555555"
)
COHEN1960 = tallied("25*11 12*12 3*13 13*21 2*22 15*23 12*31 16*32 2*33")
AP2008_558 = tallied("20*ss 20*is 10*si 50*ii")
AP2008_568 = tallied("46*ss 6*is 32*ii 6*ic 10*cc")
BP1981_689 = tallied("50*11 10*21 10*22 10*23 20*31")
BP1981_691 = tallied("50*11 10*13 10*22 10*23 10*31 10*32")
AGRESTI1992 = tallied("22*11 2*12 2*13 5*21 7*22 14*23 2*32 36*33 1*42 17*43 10*44")
ZWICK1988 = [
    tallied("20*aa 5*ad 10*bb 15*bc 15*cb 10*cc 5*da 20*dd"),
    tallied("20*aa 10*ab 10*ac 10*ba 10*bb 10*ca 10*cc 20*dd"),
    tallied("20*aa 5*ab 5*ac 10*ad 10*bb 5*bc 5*bd 5*cb 10*cc 5*cd 20*dd"),
]
WARRENS2010 = tallied("14*nnnnnnnn 1*nnnannnn 1*nnnnnnna 10*aaaaaaaa 2*aanaaaan 1*aananaan 1*aananann")
WARRENS2012 = tallied("10*1111 2*1010 2*1000 1*0001 15*0000")
RANDOLPH2005 = [units("yyy yyn nny nnn"), units("yyy yyn yyn yyy")]
GWET2014 = units("11.1 2232 3333 3333 2222 1234 4444 1121 2222 .555 ..11 ..3.")
"""irrCAC's `cac.raw4raters`, of Gwet (2014): four raters, twelve units, five categories."""

PUBLISHED = [
    ("Krippendorff 1980, p. 133", K1980_133, percent_agreement(), 0.6, 5e-4),
    ("Krippendorff 1980, p. 133", K1980_133, krippendorff_alpha(), 0.095, 5e-4),
    ("Krippendorff 1980, p. 139", K1980_139, percent_agreement(), 0.74, 1e-3),
    ("Krippendorff 1980, p. 139", K1980_139, krippendorff_alpha(), 0.642, 5e-4),
    ("Krippendorff 1980, p. 139", K1980_139, krippendorff_alpha("interval"), 0.547, 5e-4),
    ("Krippendorff 1980, p. 139", K1980_139, krippendorff_alpha("ratio"), 0.483, 5e-4),
    ("Krippendorff 2004, p. 224", K2004_224, krippendorff_alpha(), 0.095, 5e-4),
    ("Krippendorff 2011, section B", K2011_B, krippendorff_alpha(), 0.692, 5e-4),
    ("Krippendorff's alpha, Wikipedia", K2011_C, krippendorff_alpha(), 0.691, 5e-4),
    ("Krippendorff's alpha, Wikipedia", K2011_C, krippendorff_alpha("interval"), 0.811, 5e-4),
    ("Krippendorff 2018, p. 306", K2018_306, krippendorff_alpha(), 0.2343, 1e-4),
    ("Hayes and Krippendorff 2007", HK2007, krippendorff_alpha(), 0.4765, 5e-5),
    ("Hayes and Krippendorff 2007", HK2007, krippendorff_alpha("ordinal"), 0.7598, 5e-5),
    ("Fleiss 1971, pp. 378-382", FLEISS1971, fleiss_kappa(), 0.430, 5e-4),
    ("Fleiss 1971, by R's irr", FLEISS1971, fleiss_kappa(), 0.4302445, 5e-8),
    ("Fleiss 1971, pp. 378-382, depression", FLEISS1971.of(1), fleiss_kappa(), 0.248, 5e-3),
    ("Fleiss 1971, pp. 378-382, personality", FLEISS1971.of(2), fleiss_kappa(), 0.248, 5e-3),
    ("Fleiss 1971, pp. 378-382, schizophrenia", FLEISS1971.of(3), fleiss_kappa(), 0.517, 5e-3),
    ("Fleiss 1971, pp. 378-382, neurosis", FLEISS1971.of(4), fleiss_kappa(), 0.470, 5e-3),
    ("Fleiss 1971, pp. 378-382, other", FLEISS1971.of(5), fleiss_kappa(), 0.565, 5e-3),
    ("Cohen 1960, p. 37", COHEN1960, cohen_kappa(), -0.09, 5e-3),
    ("Cohen 1960, p. 37, by R's irrCAC", COHEN1960, gwet_ac(), -0.048, 5e-5),
    ("Artstein and Poesio 2008, p. 558", AP2008_558, brennan_prediger(), 0.4, 5e-4),
    ("Artstein and Poesio 2008, p. 558", AP2008_558, scott_pi(), 0.341, 5e-4),
    ("Artstein and Poesio 2008, p. 558", AP2008_558, cohen_kappa(), 0.348, 5e-4),
    ("Artstein and Poesio 2008, p. 568", AP2008_568, percent_agreement(), 0.88, 5e-4),
    ("Artstein and Poesio 2008, p. 568", AP2008_568, scott_pi(), 0.7995, 5e-5),
    ("Artstein and Poesio 2008, p. 568", AP2008_568, cohen_kappa(), 0.8013, 5e-5),
    ("Artstein and Poesio 2008, p. 568", AP2008_568, krippendorff_alpha(), 0.800, 1e-3),
    ("Brennan and Prediger 1981, p. 689", BP1981_689, cohen_kappa(), 0.27, 5e-3),
    ("Brennan and Prediger 1981, p. 689", BP1981_689, brennan_prediger(), 0.40, 5e-3),
    ("Brennan and Prediger 1981, p. 691", BP1981_691, cohen_kappa(), 0.29, 5e-3),
    ("Agresti 1992, p. 202", AGRESTI1992, cohen_kappa(), 0.493, 5e-4),
    ("Zwick 1988, p. 376, table 1", ZWICK1988[0], brennan_prediger(), 0.467, 5e-4),
    ("Zwick 1988, p. 376, table 1", ZWICK1988[0], scott_pi(), 0.467, 5e-4),
    ("Zwick 1988, p. 376, table 1", ZWICK1988[0], cohen_kappa(), 0.467, 5e-4),
    ("Zwick 1988, p. 376, table 2", ZWICK1988[1], scott_pi(), 0.444, 5e-4),
    ("Zwick 1988, p. 376, table 2", ZWICK1988[1], cohen_kappa(), 0.444, 5e-4),
    ("Zwick 1988, p. 376, table 3", ZWICK1988[2], scott_pi(), 0.460, 1e-3),
    ("Zwick 1988, p. 376, table 3", ZWICK1988[2], cohen_kappa(), 0.474, 5e-4),
    ("Randolph 2005, p. 17", RANDOLPH2005[0], fleiss_kappa(), 0.33, 5e-3),
    ("Randolph 2005, p. 17", RANDOLPH2005[0], brennan_prediger(), 0.33, 5e-3),
    ("Randolph 2005, p. 17", RANDOLPH2005[1], fleiss_kappa(), -0.2, 5e-3),
    ("Randolph 2005, p. 17", RANDOLPH2005[1], brennan_prediger(), 0.33, 5e-3),
    ("Warrens 2010, p. 284", WARRENS2010, brennan_prediger(), 0.8358, 1e-4),
    ("Warrens 2010, p. 284", WARRENS2010, fleiss_kappa(), 0.8324, 1e-4),
    ("Warrens 2010, p. 284", WARRENS2010, conger_kappa(), 0.8326, 1e-4),
    ("Warrens 2012, p. 3", WARRENS2012, conger_kappa(), 0.802479, 1e-6),
    ("Gwet 2014, R irrCAC's README", GWET2014, percent_agreement(), 0.81818, 5e-6),
    ("Gwet 2014, R irrCAC's README", GWET2014, brennan_prediger(), 0.77273, 5e-6),
    ("Gwet 2014, R irrCAC's README", GWET2014, gwet_ac(), 0.77544, 5e-6),
    ("Gwet 2014, R irrCAC's README", GWET2014, fleiss_kappa(), 0.76117, 5e-6),
    ("Gwet 2014, R irrCAC's README", GWET2014, conger_kappa(), 0.76282, 5e-6),
    ("Gwet 2014, R irrCAC's README", GWET2014, krippendorff_alpha(), 0.74342, 5e-6),
]


@pytest.mark.parametrize(("source", "given", "coefficient", "printed", "off"), PUBLISHED)
def test_a_published_value(source: str, given: Ratings, coefficient: Coefficient, printed: float, off: float):
    assert value(coefficient, given) == pytest.approx(printed, abs=off), source


WEIGHTED = {
    # irrCAC's tests, three digits: alpha, Conger, Brennan-Prediger, Fleiss, AC2 and their observed agreement
    "identity": (0.743, 0.763, 0.773, 0.761, 0.775, 0.818),
    "bipolar": (0.835, 0.845, 0.888, 0.853, 0.900, 0.968),
    "circular": (0.790, 0.805, 0.824, 0.807, 0.830, 0.902),
    "linear": (0.800, 0.814, 0.848, 0.818, 0.859, 0.939),
    "ordinal": (0.834, 0.844, 0.886, 0.850, 0.899, 0.968),
    "quadratic": (0.849, 0.858, 0.902, 0.865, 0.914, 0.975),
    "radical": (0.772, 0.788, 0.813, 0.790, 0.820, 0.897),
    "ratio": (0.797, 0.812, 0.840, 0.821, 0.857, 0.954),
}


@pytest.mark.parametrize("name", WEIGHTED)
def test_gwets_weights_as_published(name: str):
    *printed, observed = WEIGHTED[name]
    apart = fixed(1 - WEIGHTS[name](values_of(GWET2014.categories)))
    kinds = [conger_kappa(name), brennan_prediger(name), fleiss_kappa(name), gwet_ac(name)]
    found = [value(kind, GWET2014) for kind in [krippendorff_alpha(apart), *kinds]]
    assert found == pytest.approx(printed, abs=6e-4)
    assert [agreement(kind, GWET2014).observed for kind in kinds] == pytest.approx([observed] * 4, abs=6e-4)


def test_weights_of_ones_own_as_published():
    """irrCAC's own weights, which agree by .375 wherever categories differ: only AC2 is another then."""
    weights = np.where(np.eye(5) == 1, 1, 0.375)
    kinds = [conger_kappa(weights), brennan_prediger(weights), fleiss_kappa(weights), gwet_ac(weights)]
    assert [value(kind, GWET2014) for kind in kinds] == pytest.approx([0.763, 0.773, 0.761, 0.783], abs=6e-4)


def test_artstein_and_poesios_own_weights():
    """2008, p. 568: a check is half a statement and half a request."""
    weights = np.array([[1, 0.5, 0.5], [0.5, 1, 0], [0.5, 0, 1]])
    assert value(cohen_kappa(weights), AP2008_568) == pytest.approx(0.8163, abs=5e-5)
    assert value(krippendorff_alpha(fixed(1 - weights)), AP2008_568) == pytest.approx(0.8156, abs=5e-5)


def test_counts_as_published():
    """R irrCAC's README, `cac.dist4cat`: AC1 .3518903."""
    counts = "301 211 211 202 310 310 040 031 004 310 040 031 022 004 310"
    given = from_counts([[int(c) for c in unit] for unit in counts.split()], categories="abc")
    assert value(gwet_ac(), given) == pytest.approx(0.3518903, abs=5e-8)


@pytest.mark.parametrize(
    ("given", "coefficient", "printed"),
    [
        (COHEN1960, cohen_kappa(), (0.29, 0.35)),  # Cohen 1960, p. 37
        (FLEISS1971, fleiss_kappa(), (0.5556, 0.2201)),  # Fleiss 1971, pp. 378-382
        (AP2008_558, scott_pi(), (0.7, 0.545)),  # Artstein and Poesio 2008, p. 558
        (AP2008_558, cohen_kappa(), (0.7, 0.54)),
        (BP1981_689, brennan_prediger(), (0.6, 1 / 3)),  # Brennan and Prediger 1981, p. 689
        (AP2008_568, krippendorff_alpha(), (0.12, 0.601)),  # disagreements: 2008, p. 568, by dkpro
        (GWET2014, gwet_ac(), (0.8181818, 0.1903212)),  # R irrCAC's README
        (GWET2014, conger_kappa(), (0.8181818, 0.2334252)),
    ],
)
def test_observed_and_expected_as_published(
    given: Ratings, coefficient: Coefficient, printed: Sequence[float]
):
    assert measured(coefficient, given)[:2] == pytest.approx(printed, abs=5e-3)


def test_specific_agreement_as_published():
    """Artstein and Poesio 2008, p. 558: of statements 2 * 20 / (40 + 30), of requests 2 * 50 / (60 + 70)."""
    assert specific_agreement(AP2008_558) == pytest.approx({"s": 40 / 70, "i": 100 / 130})


DKPRO_SETS = ["", "A ", "A A", "A B", "AB A", "AB AC", "ABC ABC", "C AC", "C AC"]


def test_dkpros_distances_of_sets():
    """dkpro-statistics' SetAnnotationsTest: .186 and .252, where the empty set is held by any."""

    def kind(one: frozenset[str], other: frozenset[str]) -> float:
        if one == other:
            return 0
        return 1 / 3 if one <= other or other <= one else 2 / 3 if one & other else 1

    cells = [[frozenset(part) for part in [*unit.split(" "), ""][:2]] for unit in DKPRO_SETS]
    given = from_table(cells)
    assert value(alpha_on_sets(kind), given) == pytest.approx(0.186, abs=5e-4)
    both = alpha_on_sets(lambda one, other: jaccard(one, other) * kind(one, other))
    assert value(both, given) == pytest.approx(0.252, abs=1e-3)


# by hand

FOUR = units("11 12 33 23")


def test_linear_kappa_by_hand():
    """Weights 1, 1/2, 0. Observed (1 + 1/2 + 1 + 1/2) / 4 = 3/4. Rows 2 1 1, columns 1 1 2, of 4:
    expected 1/2 * 3/8 + 1/4 * 5/8 + 1/4 * 5/8 = 1/2. Kappa (3/4 - 1/2) / (1/2) = 1/2."""
    assert measured(cohen_kappa("linear"), FOUR) == pytest.approx((3 / 4, 1 / 2, 1 / 2))


def test_quadratic_kappa_by_hand():
    """Weights 1, 3/4, 0. Observed (1 + 3/4 + 1 + 3/4) / 4 = 7/8. Expected 1/2 * 7/16 + 1/4 * 13/16 +
    1/4 * 11/16 = 19/32. Kappa (9/32) / (13/32) = 9/13."""
    assert measured(cohen_kappa("quadratic"), FOUR) == pytest.approx((7 / 8, 19 / 32, 9 / 13))


def test_ac2_by_hand():
    """Observed 3/4 as above. Shares 3/8, 2/8, 3/8: the sum of p (1 - p) is 21/32; the sum of weights is
    5, over 3 * 2. Expected 5/6 * 21/32 = 35/64; AC2 (13/64) / (29/64) = 13/29."""
    found = agreement(gwet_ac("linear"), FOUR)
    assert (found.observed, found.expected, found.value) == pytest.approx((3 / 4, 35 / 64, 13 / 29))
    assert found.coefficient == "Gwet's AC2 (linear weights)"


def test_percent_agreement_with_missing_ratings_by_hand():
    """Units agree by 1, 0 and, of three pairs, 1/3; the unit rated once does not count: 4/9."""
    found = agreement(percent_agreement(), units("11. 12. 1.. 122"))
    assert (found.value, found.units) == (pytest.approx(4 / 9), 3)


def test_specific_agreement_with_missing_ratings_by_hand():
    """Of 1: units 11. 12. 122 have 2, 0, 0 ordered pairs alike of 2, 1, 2; of 2: 0, 0, 2 of 0, 1, 4."""
    assert specific_agreement(units("11. 12. 1.. 122")) == pytest.approx({1: 2 / 5, 2: 2 / 5})


def test_alpha_on_sets_by_hand():
    """Units {} {}, {a} {a}, {a} {a, b}; {} twice, {a} three times, {a, b} once; {a} and {a, b} are d apart.

    Observed 2 d / 6. Expected 2 (2 * 3 + 2 * 1 + 3 * 1 * d) / (6 * 5) = (16 + 6 d) / 30. With MASI d = 2/3:
    1 - (2/9) / (2/3) = 2/3. With Jaccard d = 1/2: 1 - (1/6) / (19/30) = 14/19.
    """
    given = from_table([[frozenset(), frozenset()], [frozenset("a")] * 2, [frozenset("a"), frozenset("ab")]])
    assert value(alpha_on_sets(), given) == pytest.approx(2 / 3)
    assert value(alpha_on_sets("jaccard"), given) == pytest.approx(14 / 19)


# sets


def test_masi_of_pairs():
    """Passonneau 2006, exact; NLTK long rounded 2/3 and 1/3 to .67 and .33."""
    assert masi(frozenset({1, 2}), frozenset({1, 2, 3, 4})) == pytest.approx(2 / 3)
    assert masi(frozenset({1}), frozenset({1})) == 0
    assert masi(frozenset({1}), frozenset({2})) == 1
    assert masi(frozenset({1, 2}), frozenset({2, 3})) == pytest.approx(8 / 9)
    assert masi(frozenset({1}), frozenset({1, 2})) == pytest.approx(2 / 3)


@pytest.mark.skipif(not (SHARED / "irr").is_dir(), reason="no ../shared/data/irr")
def test_masi_of_the_shared_pairs():
    for pair in json.loads((SHARED / "irr" / "masi_pairs.json").read_text()):
        assert masi(frozenset(pair["a"]), frozenset(pair["b"])) == pytest.approx(pair["exact"], abs=1e-12)


def test_empty_sets_agree_fully_and_an_empty_one_with_no_other():
    none, one = frozenset(), frozenset("a")
    assert masi(none, none) == jaccard(none, none) == 0
    assert masi(none, one) == jaccard(one, none) == 1


@given(st.frozensets(st.integers(0, 5)), st.frozensets(st.integers(0, 5)))
def test_distances_of_sets_are_symmetric_and_at_most_one(one: frozenset[int], other: frozenset[int]):
    for distance in (masi, jaccard):
        assert distance(one, other) == distance(other, one)
        assert 0 <= distance(one, other) <= 1
        assert (distance(one, other) == 0) == (one == other)
    assert masi(one, other) >= jaccard(one, other)


@given(
    st.lists(st.lists(st.none() | st.frozensets(st.sampled_from("abc")), min_size=3, max_size=3), max_size=8)
)
def test_alpha_on_sets_is_alpha_at_those_distances(cells: list[list[frozenset[str] | None]]):
    given = from_table(cells)
    apart = [[masi(one, other) for other in given.categories] for one in given.categories]
    whole = krippendorff_alpha(fixed(np.array(apart).reshape(len(apart), len(apart))))
    assert same(value(alpha_on_sets(), given), value(whole, given))


def test_a_category_that_is_no_set_is_refused():
    with pytest.raises(TypeError, match="expected a frozenset of codes, found 1"):
        agreement(alpha_on_sets(), units("11"))


# laws

Cells = list[list[int | None]]


@st.composite
def tables(draw: st.DrawFn, *, raters: int = 0, missing: bool = True, values: int = 4) -> Cells:
    """Units by raters with values from 0; an eighth of the draws have no units."""
    width = raters or draw(st.integers(1, 4))
    one = st.integers(0, values - 1)
    cell = st.none() | one if missing else one
    return draw(st.lists(st.lists(cell, min_size=width, max_size=width), max_size=12))


MANY = [percent_agreement, fleiss_kappa, conger_kappa, brennan_prediger, gwet_ac, krippendorff_alpha]
"""Coefficients for any number of raters."""
TWO = [*MANY, cohen_kappa, scott_pi]
LEVELS = [krippendorff_alpha(name) for name in DISTANCES]


def same(one: float | None, other: float | None) -> bool:
    """Both undefined, or equal but for rounding."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


@given(tables(), st.randoms())
def test_the_order_of_raters_and_units_changes_nothing(cells: Cells, dice: Any):
    order = list(range(len(cells[0]) if cells else 0))
    dice.shuffle(order)
    mixed = [[unit[place] for place in order] for unit in cells]
    dice.shuffle(mixed)
    for coefficient in [kind() for kind in TWO] + LEVELS + [kind("linear") for kind in MANY[:-1]]:
        assert same(value(coefficient, from_table(cells)), value(coefficient, from_table(mixed))), (
            coefficient.name
        )


@given(tables(), st.permutations("wxyz"))
def test_the_names_of_categories_change_nothing(cells: Cells, names: Sequence[str]):
    named = [[None if cell is None else names[cell] for cell in unit] for unit in cells]
    for kind in TWO:
        assert same(value(kind(), from_table(cells)), value(kind(), from_table(named))), kind.__name__


@given(tables(raters=1), st.integers(2, 4))
def test_copies_of_a_rater_agree_fully_or_it_is_undefined(cells: Cells, copies: int):
    given = from_table([unit * copies for unit in cells])
    for coefficient in [kind() for kind in TWO] + LEVELS:
        found = value(coefficient, given)
        assert found is None or found == pytest.approx(1), coefficient.name


@given(tables(), st.data())
def test_a_unit_rated_once_leaves_alpha_unchanged(cells: Cells, data: st.DataObject):
    assume(cells)
    width = len(cells[0])
    lone: list[int | None] = [None] * width
    lone[data.draw(st.integers(0, width - 1))] = data.draw(st.integers(0, 3))
    before, after = from_table(cells, categories=range(4)), from_table([*cells, lone], categories=range(4))
    for coefficient in LEVELS:
        assert same(value(coefficient, before), value(coefficient, after)), coefficient.name


@given(tables())
def test_a_rater_who_rated_nothing_changes_nothing(cells: Cells):
    more = [[*unit, None] for unit in cells]
    for coefficient in [kind() for kind in MANY] + LEVELS:
        assert same(value(coefficient, from_table(cells)), value(coefficient, from_table(more))), (
            coefficient.name
        )


@given(tables())
def test_a_category_that_nobody_used_leaves_alpha_unchanged(cells: Cells):
    for coefficient in LEVELS:
        found = [value(coefficient, from_table(cells, categories=range(size))) for size in (4, 7)]
        assert same(*found), coefficient.name
        assert same(found[0], value(coefficient, from_table(cells))), coefficient.name


@given(tables())
def test_weights_that_are_the_identity_are_none(cells: Cells):
    given = from_table(cells, categories=range(4))
    for kind in [*MANY[:-1], cohen_kappa, scott_pi]:
        assert same(value(kind(), given), value(kind(np.eye(4)), given)), kind.__name__
    assert same(value(krippendorff_alpha(), given), value(krippendorff_alpha(fixed(1 - np.eye(4))), given))


@given(tables(raters=2, missing=False))
def test_two_raters_without_gaps_reduce_to_scott_and_cohen(cells: Cells):
    given = from_table(cells)
    for weights in WEIGHTS:
        assert same(value(fleiss_kappa(weights), given), value(scott_pi(weights), given)), weights
        assert same(value(conger_kappa(weights), given), value(cohen_kappa(weights), given)), weights


@given(tables(values=2))
def test_alpha_of_yes_and_no_is_the_same_at_any_level(cells: Cells):
    given = from_table(cells, categories=(0, 1))
    found = [value(coefficient, given) for coefficient in LEVELS]
    assert all(same(found[0], one) for one in found)


@given(tables(raters=2, missing=False))
def test_alpha_is_scotts_pi_but_for_small_numbers(cells: Cells):
    """Krippendorff 2019: of n units, alpha is 1 - (1 - pi) (2 n - 1) / 2 n."""
    assume(cells)
    pi, alpha = value(scott_pi(), from_table(cells)), value(krippendorff_alpha(), from_table(cells))
    size = 2 * len(cells)
    assert same(alpha, None if pi is None else 1 - (1 - pi) * (size - 1) / size)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.9, 0.1), (0.6, 0.25, 0.15)])
def test_independent_raters_have_an_alpha_near_0(seed: int, shares: Sequence[float]):
    """Within four standard errors, of Fleiss, Nee and Landis (1979) where there is no agreement."""
    p, size, raters = np.array(shares), 600, 3
    given = from_table(np.random.default_rng(seed).choice(len(p), size=(size, raters), p=p))
    spread = (p * (1 - p)).sum()
    inner = spread**2 - (p * (1 - p) * (1 - 2 * p)).sum()
    error = math.sqrt(2 * inner / (size * raters * (raters - 1))) / spread
    assert abs(value(krippendorff_alpha(), given)) < 4 * error


@given(tables(raters=3))
def test_yes_and_no_to_one_category(cells: Cells):
    given = from_table(cells)
    for category in given.categories:
        yes = from_table(
            [[None if c is None else int(c == category) for c in unit] for unit in cells], categories=(0, 1)
        )
        assert same(value(krippendorff_alpha(), given.of(category)), value(krippendorff_alpha(), yes))
        assert specific_agreement(given)[category] == specific_agreement(yes)[1]


# undefined


@given(tables(), st.sampled_from([None, range(4), range(9)]))
def test_a_value_is_a_number_or_none_with_a_reason(cells: Cells, categories: Sequence[int] | None):
    given = from_table(cells, categories=categories)
    kinds = [kind(weights) for kind in [*MANY[:-1], cohen_kappa, scott_pi] for weights in WEIGHTS]
    for coefficient in kinds + LEVELS:
        found = agreement(coefficient, given)
        assert (found.value is None) == bool(found.reason), coefficient.name
        for one in (found.value, found.observed, found.expected):
            assert one is None or math.isfinite(one), coefficient.name


COEFFICIENTS = {
    "percent_agreement": percent_agreement,
    "cohen_kappa": cohen_kappa,
    "scott_pi": scott_pi,
    "fleiss_kappa": fleiss_kappa,
    "conger_kappa": conger_kappa,
    "brennan_prediger": brennan_prediger,
    "gwet_ac1": gwet_ac,
    "alpha": krippendorff_alpha,
}


def reasons(given: Ratings) -> dict[str, str]:
    return {name: agreement(kind(), given).reason for name, kind in COEFFICIENTS.items()}


DEFINED = {"percent_agreement", "brennan_prediger", "gwet_ac1"}
"""What has a value where raters are unanimous."""


def test_of_unanimous_raters_only_what_does_not_divide_by_zero_is_defined():
    given = units("11 11 11 11", categories=(0, 1))
    assert reasons(given) == {name: "" if name in DEFINED else SAME for name in COEFFICIENTS}
    assert [value(COEFFICIENTS[name](), given) for name in sorted(DEFINED)] == [1, 1, 1]


def test_a_coefficient_without_a_value_still_says_what_was_observed():
    found = agreement(fleiss_kappa(), units("11 11", categories=(0, 1)))
    assert (found.value, found.observed, found.expected, found.units) == (None, 1, 1, 2)


def test_where_there_is_one_category_chance_agrees_fully():
    assert value(percent_agreement(), units("11 11")) == value(gwet_ac(), units("11 11")) == 1
    assert agreement(brennan_prediger(), units("11 11")).reason == ONE_CATEGORY


@pytest.mark.parametrize(
    "given",
    [units("1 2 1"), from_table([]), from_table(np.empty((3, 0)))],
    ids=["one", "no units", "no raters"],
)
def test_one_rater_has_no_agreement(given: Ratings):
    assert reasons(given) == {
        name: PAIRS if name in ("cohen_kappa", "scott_pi") else ALONE for name in COEFFICIENTS
    }


def test_where_no_unit_was_rated_by_two_nothing_is_defined():
    given = units("1. .2 1. ..")
    assert set(reasons(given).values()) == {ALONE}
    assert specific_agreement(given) == {1: None, 2: None}
    assert agreement(percent_agreement(), given).units == 0


def test_kappa_of_three_raters_is_not_cohens():
    assert {name for name, reason in reasons(units("111 122 222")).items() if reason == PAIRS} == {
        "cohen_kappa",
        "scott_pi",
    }


def test_raters_who_never_agree_are_below_zero():
    assert value(cohen_kappa(), units("12 21")) == pytest.approx(-1)
    assert value(krippendorff_alpha(), units("12 21")) == pytest.approx(-0.5)
    assert value(percent_agreement(), units("12 21")) == 0


# other libraries


@pytest.mark.parametrize("weights", ["identity", "linear", "quadratic"])
@pytest.mark.parametrize("seed", range(5))
def test_cohens_kappa_equals_scikit_learns(weights: str, seed: int):
    dice = np.random.default_rng(seed)
    one, noise = dice.integers(0, 5, size=300), dice.integers(0, 5, size=300)
    other = np.where(dice.random(300) < 0.6, one, noise)
    theirs = cohen_kappa_score(one, other, weights=None if weights == "identity" else weights)
    assert value(cohen_kappa(weights), from_table(np.column_stack([one, other]))) == pytest.approx(
        theirs, abs=1e-12
    )


def test_weights_hang_on_values_where_scikit_learns_hang_on_places():
    one, other = [1, 1, 2, 2, 5, 5, 2, 2], [1, 2, 2, 5, 5, 1, 5, 1]
    theirs = cohen_kappa_score(one, other, weights="quadratic")
    places = {1: 1, 2: 2, 5: 3}
    ranked = [[places[a], places[b]] for a, b in zip(one, other, strict=True)]
    ours = [list(pair) for pair in zip(one, other, strict=True)]
    assert value(cohen_kappa("quadratic"), from_table(ranked)) == pytest.approx(theirs, abs=1e-12)
    assert abs(value(cohen_kappa("quadratic"), from_table(ours)) - theirs) > 0.01


SIGHT = {
    # Wang and others (2023), results/*.txt; confusion, non_english and na are other than in print here
    "general": 0.754,
    "pedagogy": 0.787,
    "setup": 0.951,
    "gratitude": 0.922,
    "personal_experience": 0.743,
    "clarification": 0.830,
    "confusion": None,
    "non_english": None,
    "na": None,
}


@pytest.mark.skipif(not (SHARED / "sight").is_dir(), reason="no ../shared/data/sight")
@pytest.mark.parametrize("code", SIGHT)
def test_two_coders_of_comments_on_lectures(code: str):
    found = pd.read_parquet(SHARED / "sight" / "normalised.parquet")
    found["yes"] = [int(code in codes) for codes in found["codes"]]
    wide = found.pivot(index=["doc_id", "turn"], columns="rater", values="yes")[["human_H1", "human_H2"]]
    ours = value(cohen_kappa(), from_table(wide))
    assert len(wide) == 289
    assert ours == pytest.approx(cohen_kappa_score(wide["human_H1"], wide["human_H2"]), abs=1e-9)
    assert SIGHT[code] is None or ours == pytest.approx(SIGHT[code], abs=5e-4)


@pytest.mark.skipif(
    not (SHARED / "empathic_communication").is_dir(), reason="no ../shared/data/empathic_communication"
)
def test_pairs_of_experts_on_empathy():
    """Kumar and others (2025): 63 quadratic kappas; in one a label is unseen, and scikit-learn's another."""
    found = pd.read_parquet(SHARED / "empathic_communication" / "normalised.parquet")
    experts = found[found["rater"].str.startswith("expert")]
    pairs = seen = 0
    for _, rows in experts.groupby(["framework", "code"]):
        wide = rows.pivot(index=["doc_id", "turn"], columns="rater", values="value")
        for one, other in combinations(wide.columns, 2):
            both = wide[[one, other]].dropna().astype(int)
            ours = value(cohen_kappa("quadratic"), from_table(both))
            labels = np.unique(both)
            scale = range(labels[0], labels[-1] + 1)
            theirs = cohen_kappa_score(both[one], both[other], weights="quadratic", labels=scale)
            assert ours == pytest.approx(theirs, abs=1e-9)
            pairs += 1
            if len(labels) == len(scale):
                seen += 1
                told = cohen_kappa_score(both[one], both[other], weights="quadratic")
                assert ours == pytest.approx(told, abs=1e-9)
    assert (pairs, seen) == (63, 62)


def test_a_ratio_scale_has_no_opposites():
    with pytest.raises(ValueError, match="expected values of 0 and more on a ratio scale, found -2"):
        agreement(krippendorff_alpha("ratio"), from_table([[-2, 2], [1, 1]]))
