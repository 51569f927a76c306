"""Intervals of agreement, over interviews and analytic: laws, what others published, undefined and why."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scipy import stats

from conftest import SHARED
from ilccode.agreement.alpha import krippendorff_alpha
from ilccode.agreement.clusters import clustered
from ilccode.agreement.coefficients import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    percent_agreement,
    scott_pi,
)
from ilccode.agreement.intervals import (
    FLAT,
    LONELY,
    ONE,
    RARE,
    bootstrap,
    bootstraps,
    jackknifed,
)
from ilccode.agreement.measures import ALONE, PAIRS, SAME, Coefficient, agreement
from ilccode.agreement.ratings import MISSING, Ratings, from_table
from ilccode.agreement.variances import analytic, linearised, standard_error
from ilccode.agreement.weights import WEIGHTS, fixed, values_of

METHODS = ("jackknife", "percentile", "bca")
ANY = {
    "percent": percent_agreement(),
    "fleiss": fleiss_kappa(),
    "bp": brennan_prediger(),
    "ac": gwet_ac("linear"),
    "conger": conger_kappa(),
    "alpha": krippendorff_alpha("ordinal"),
}

GWET = [
    (1, 1, None, 1),
    (2, 2, 3, 2),
    (3, 3, 3, 3),
    (3, 3, 3, 3),
    (2, 2, 2, 2),
    (1, 2, 3, 4),
    (4, 4, 4, 4),
    (1, 1, 2, 1),
    (2, 2, 2, 2),
    (None, 5, 5, 5),
    (None, None, 1, 1),
    (None, None, 3, None),
]
"""Four raters of twelve units (Gwet 2014), in R's irrCAC as cac.raw4raters."""


def coded(
    interviews: int = 12,
    *,
    seed: int = 0,
    raters: int = 3,
    often: float = 0.3,
    categories: int = 2,
    missing: float = 0.0,
    right: float = 0.8,
) -> Ratings:
    """Interviews of 5 to 30 segments that differ in what is said and in how well raters see it."""
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(interviews), rng.integers(5, 31, interviews))
    rate = rng.beta(often * 5, (1 - often) * 5, interviews)[clusters]
    true = np.where(rng.random(len(clusters)) < rate, rng.integers(1, categories, len(clusters)), 0)
    sees = (
        rng.random((len(clusters), raters)) < rng.beta(right * 9, (1 - right) * 9, interviews)[clusters, None]
    )
    given = np.where(sees, true[:, None], rng.integers(0, categories, (len(clusters), raters)))
    given = np.where(rng.random(given.shape) < missing, MISSING, given)
    return Ratings(given=given, categories=tuple(range(categories)), clusters=clusters)


def close(one: Any, other: Any) -> bool:
    pairs = [(one.low, other.low), (one.high, other.high)]
    return all((a is None and b is None) or a == pytest.approx(b, abs=1e-9) for a, b in pairs)


# laws


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_interval_and_another_another(method: str):
    given = coded()
    one = bootstrap(krippendorff_alpha(), given, seed=3, method=method)
    assert one == bootstrap(krippendorff_alpha(), given, seed=3, method=method)
    assert one.seed == 3
    other = bootstrap(krippendorff_alpha(), given, seed=4, method=method)
    assert (one.low == other.low) == (method == "jackknife")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", list(ANY))
def test_neither_the_order_of_units_nor_of_raters_nor_of_interviews_matters(name: str, method: str):
    given, coefficient = coded(categories=3, missing=0.1), ANY[name]
    said = bootstrap(coefficient, given, draws=200, method=method)
    rng = np.random.default_rng(1)
    units, raters = rng.permutation(len(given.given)), rng.permutation(3)
    names = rng.permutation(12)
    for other in (
        Ratings(given=given.given[units], categories=given.categories, clusters=given.clusters[units]),
        Ratings(given=given.given[:, raters], categories=given.categories, clusters=given.clusters),
        Ratings(given=given.given, categories=given.categories, clusters=names[given.clusters]),
        Ratings(given=given.given, categories=given.categories, clusters=3 * given.clusters + 5),
    ):
        assert close(said, bootstrap(coefficient, other, draws=200, method=method))


@pytest.mark.parametrize("method", METHODS)
def test_many_at_once_are_each_alone(method: str):
    asked = [(krippendorff_alpha(), coded(seed=1)), (gwet_ac(), coded(seed=2)), (conger_kappa(), coded(20))]
    together = bootstraps(asked, draws=300, seed=5, method=method)
    assert together == [bootstrap(c, g, draws=300, seed=5, method=method) for c, g in asked]


@pytest.mark.parametrize("name", list(ANY))
@pytest.mark.parametrize("method", METHODS)
def test_an_interval_holds_the_estimate(name: str, method: str):
    given = coded(20, categories=3)
    said = bootstrap(ANY[name], given, method=method)
    value = agreement(ANY[name], given).value
    assert said.low < value < said.high
    assert (said.clusters, said.reason, said.warning, said.undefined) == (20, "", "", 0)
    assert said.draws == (0 if method == "jackknife" else 1000)
    wider = bootstrap(ANY[name], given, method=method, level=0.99)
    assert wider.low < said.low
    assert wider.high > said.high


@pytest.mark.parametrize("method", METHODS)
def test_more_interviews_narrow_it(method: str):
    def width(interviews: int) -> float:
        said = [
            bootstrap(krippendorff_alpha(), coded(interviews, seed=s), draws=200, method=method)
            for s in range(8)
        ]
        return float(np.mean([one.high - one.low for one in said]))

    assert width(40) < width(20) < width(10)


def test_a_draw_is_the_coefficient_of_the_interviews_drawn():
    given = coded(6, categories=3, missing=0.1)
    found = clustered(conger_kappa("linear"), given)
    by_hand = []
    for place in range(6):
        rows = np.concatenate([np.flatnonzero(given.clusters != place), np.flatnonzero(given.clusters == 0)])
        some = Ratings(given=given.given[rows], categories=given.categories, clusters=given.clusters[rows])
        by_hand.append(agreement(conger_kappa("linear"), some).value)
    first = int(np.argmin(np.abs(found.without[:, None] - _without(given, 0)).sum(axis=1)))
    weights = np.ones((6, 6)) - np.eye(6)
    weights[:, first] += 1
    assert sorted(found.values(weights)) == pytest.approx(sorted(by_hand))


def _without(given: Ratings, place: int) -> float:
    rows = np.flatnonzero(given.clusters != place)
    some = Ratings(given=given.given[rows], categories=given.categories, clusters=given.clusters[rows])
    return agreement(conger_kappa("linear"), some).value


def test_the_jackknife_is_the_textbooks_where_the_value_is_a_mean():
    """Percent agreement of interviews of equal size is their mean, with a mean's error on the plain scale."""
    rng = np.random.default_rng(0)
    given = from_table(rng.integers(0, 2, (200, 2)), clusters=np.repeat(np.arange(10), 20))
    same = (given.given[:, 0] == given.given[:, 1]).reshape(10, 20).mean(axis=1)
    found = clustered(percent_agreement(), given)
    error = np.sqrt(9 / 10 * ((found.without - found.without.mean()) ** 2).sum())
    assert error == pytest.approx(stats.sem(same))


def test_interviews_that_are_repeated_count_as_often_as_they_are():
    given = coded(7)
    twice = Ratings(
        given=np.concatenate([given.given, given.given]),
        categories=given.categories,
        clusters=np.concatenate([given.clusters, given.clusters + 7]),
    )
    found = clustered(krippendorff_alpha(), given)
    low, high = jackknifed(found, np.full((1, 7), 2.0), 0.95)
    said = bootstrap(krippendorff_alpha(), twice)
    assert (said.low, said.high) == pytest.approx((float(low[0]), float(high[0])))


def test_interviews_in_which_nothing_was_rated_twice_are_not_drawn():
    given = coded(6)
    alone = np.full((50, 3), MISSING)
    alone[:, 0] = 1
    more = Ratings(
        given=np.concatenate([given.given, alone]),
        categories=(0, 1),
        clusters=np.concatenate([given.clusters, 6 + np.arange(50)]),
    )
    for coefficient in (krippendorff_alpha(), fleiss_kappa()):
        said = bootstrap(coefficient, more)
        assert said.clusters == 6
        assert said.low < agreement(coefficient, more).value < said.high
    assert close(bootstrap(krippendorff_alpha(), more), bootstrap(krippendorff_alpha(), given))


def test_it_stays_between_minus_one_and_one():
    for seed in range(30):
        given = coded(6, seed=seed, right=0.97, often=0.05)
        said = bootstrap(krippendorff_alpha(), given)
        assert said.low is None or -1 <= said.low <= said.high <= 1


def test_one_interview_with_all_disagreements_does_not_blow_it_up():
    """Without that one the value is 1, which has no Fisher's z."""
    given = from_table([(0, 0), (1, 1)] * 45 + [(0, 1), (1, 1)] * 5, clusters=np.repeat(np.arange(10), 10))
    said = bootstrap(krippendorff_alpha(), given)
    assert 0 < said.low < agreement(krippendorff_alpha(), given).value < said.high < 1


# undefined, and not to be trusted


@pytest.mark.parametrize("method", METHODS)
def test_undefined_is_said_with_its_reason(method: str):
    def said(coefficient: Coefficient, rows: list[Any], clusters: list[int] | None = None) -> str:
        found = bootstrap(coefficient, from_table(rows, clusters=clusters), method=method)
        assert (found.low, found.high, found.warning) == (None, None, "")
        return found.reason

    mixed = [(0, 0), (0, 1), (1, 1)]
    assert said(krippendorff_alpha(), mixed * 4, [0] * 12) == ONE
    assert said(krippendorff_alpha(), [(1, 1)] * 5) == SAME
    assert said(krippendorff_alpha(), [(1, None)] * 5) == ALONE
    assert said(krippendorff_alpha(), []) == ALONE
    assert said(cohen_kappa(), [(0, 1, 1), (1, 1, 1)]) == PAIRS
    assert said(percent_agreement(), [(1, 1)] * 5) == FLAT
    assert said(krippendorff_alpha(), [(0, 0), (1, 1)] * 6) == FLAT
    assert said(krippendorff_alpha(), mixed * 4, [i // 3 for i in range(12)]) == FLAT


def test_a_value_that_hangs_on_one_interview_has_no_interval():
    rows, clusters = [(0, 0)] * 20 + [(1, 1), (0, 1)], [i // 5 for i in range(20)] + [4, 4]
    given = from_table(rows, clusters=clusters)
    assert bootstrap(krippendorff_alpha(), given).reason == LONELY
    assert bootstrap(krippendorff_alpha(), given, method="bca").reason == LONELY
    drawn = bootstrap(krippendorff_alpha(), given, method="percentile")
    assert drawn.undefined == pytest.approx(1000 * 0.8**5, abs=60)
    assert f"in {drawn.undefined} of 1,000 draws" in drawn.warning
    assert drawn.low is not None
    spread = from_table([(0, 0)] * 20 + [(1, 1), (0, 1)], clusters=[*range(20), 20, 20])
    assert bootstrap(gwet_ac(), spread).reason == ""


def test_where_most_draws_are_undefined_there_is_no_interval():
    given = from_table([(0, 0), (1, 1)], clusters=[0, 1])
    said = bootstrap(krippendorff_alpha(), given, method="percentile", draws=400, seed=1)
    assert said.undefined > 160
    assert said.reason in (RARE, FLAT)


@pytest.mark.parametrize("method", METHODS)
def test_fewer_than_five_interviews_are_warned_of(method: str):
    few = bootstrap(krippendorff_alpha(), coded(4), method=method)
    assert "cannot be trusted" in few.warning
    assert "4" in few.warning
    assert few.low is not None
    assert "cannot be trusted" not in bootstrap(krippendorff_alpha(), coded(5), method=method).warning


def test_what_covers_less_than_it_says_is_warned_of():
    assert bootstrap(krippendorff_alpha(), coded(12)).warning == ""
    assert "86 in 100" in bootstrap(krippendorff_alpha(), coded(12), method="percentile").warning
    assert "87 in 100" in bootstrap(krippendorff_alpha(), coded(19), method="bca").warning
    assert "independent" in analytic(krippendorff_alpha(), coded(12)).warning
    assert analytic(krippendorff_alpha(), from_table(GWET)).warning == ""


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="percentile"):
        bootstrap(krippendorff_alpha(), coded(), method="basic")


# coverage


def test_nine_in_ten_and_more_hold_the_truth():
    """300 samples of 12 interviews: the nominal 95 % would fall under .90 by chance once in ten thousand."""
    truth = agreement(krippendorff_alpha(), coded(4000, seed=99)).value
    said = [bootstrap(krippendorff_alpha(), coded(12, seed=seed)) for seed in range(1000, 1300)]
    held = np.mean([one.low <= truth <= one.high for one in said])
    assert held >= 0.9


# analytic


@pytest.mark.parametrize(
    ("coefficient", "error", "low"),
    [
        (percent_agreement(), 0.12561, 0.542),
        (gwet_ac(), 0.14295, 0.461),
        (fleiss_kappa(), 0.15302, 0.424),
        (conger_kappa(), 0.14917, 0.435),
        (brennan_prediger(), 0.14472, 0.454),
        (krippendorff_alpha(), 0.146, 0.419),
        (gwet_ac("quadratic"), 0.104, 0.685),
        (fleiss_kappa("linear"), 0.149, 0.491),
        (conger_kappa("ordinal"), 0.144, 0.526),
        (brennan_prediger("bipolar"), 0.112, 0.641),
    ],
    ids=lambda given: given.name if isinstance(given, Coefficient) else "",
)
def test_gwets_standard_errors_are_irrcacs(coefficient: Coefficient, error: float, low: float):
    """Gwet (2014), R's irrCAC on its cac.raw4raters; alpha's are those of its port to Python."""
    given = from_table(GWET)
    digits = 5 if round(error, 3) != error else 3
    assert round(standard_error(coefficient, given), digits) == error
    said = analytic(coefficient, given)
    assert (round(said.low, 3), said.high) == (low, 1.0)


@pytest.mark.skipif(not (SHARED / "irr").is_dir(), reason="no ../shared/data/irr")
def test_every_printed_error_and_bound_is_ours_but_for_alphas_of_which_there_are_two():
    """R's irrCAC has other degrees of freedom for alpha than its port, and another error (.14548, .14557)."""
    makers = {"fleiss": fleiss_kappa, "conger": conger_kappa, "bp": brennan_prediger, "gwet": gwet_ac}
    makers |= {
        "brennan": brennan_prediger,
        "ac1": gwet_ac,
        "percent": percent_agreement,
        "krippendorff": _alpha,
    }
    given, apart, number = from_table(GWET), [], 0
    for fact in json.loads((SHARED / "irr" / "expected.json").read_text()):
        if "ci95" in fact:
            name = fact["coefficient"].removeprefix("irrcac_").split("_")[0]
            weights = WEIGHTS.get(fact.get("weights", "identity"), _custom)(values_of(given.categories))
            coefficient = makers[name](weights)
            pairs = [(fact["se"], standard_error(coefficient, given))]
            pairs += zip(fact["ci95"], (analytic(coefficient, given).low, 1.0), strict=True)
            for theirs, ours in ((theirs, ours) for theirs, ours in pairs if theirs is not None):
                number += 1
                if round(ours, len(str(theirs)) - 2) != theirs:
                    apart.append((fact["id"], theirs, round(ours, 5)))
    assert number == 154
    alpha = "irrcacR_raw4raters_krippendorff_s_alpha"
    assert apart == [(alpha, 0.14548, 0.14557), (alpha, 0.423, 0.41906)]


def _alpha(weights: Any) -> Coefficient:
    return krippendorff_alpha(fixed(1 - weights))


def _custom(values: Any) -> Any:
    """What the port's tests call custom: different categories agree by three eighths."""
    return np.where(np.eye(len(values)) == 1, 1, 0.375)


def test_of_two_raters_congers_is_cohens_and_fleiss_is_scotts():
    given = coded(12, raters=2)
    assert standard_error(cohen_kappa(), given) == pytest.approx(standard_error(conger_kappa(), given))
    assert standard_error(scott_pi(), given) == pytest.approx(standard_error(fleiss_kappa(), given))


def test_percent_agreement_has_the_error_of_a_mean():
    given = coded(12, raters=2)
    same = (given.given[:, 0] == given.given[:, 1]).astype(float)
    assert standard_error(percent_agreement(), given) == pytest.approx(stats.sem(same))


@pytest.mark.parametrize("name", list(ANY))
def test_units_add_to_nothing_and_their_order_does_not_matter(name: str):
    given = coded(12, categories=3)
    terms = linearised(ANY[name], given)
    assert terms.sum() == pytest.approx(0, abs=1e-4)
    order = np.random.default_rng(0).permutation(len(terms))
    other = Ratings(given=given.given[order], categories=given.categories, clusters=given.clusters[order])
    assert linearised(ANY[name], other) == pytest.approx(terms[order], abs=1e-6)


def test_a_rare_category_in_many_units_has_the_jackknifes_error():
    """A unit counts for much there: a step that is too long would not see it."""
    rows = [(0, 0)] * 4000 + [(1, 1)] * 20 + [(0, 1)] * 12
    given = from_table(rows)
    found = clustered(krippendorff_alpha(), given)
    jackknife = np.sqrt((len(rows) - 1) * found.without.var())
    assert standard_error(krippendorff_alpha(), given) == pytest.approx(jackknife, rel=0.1)


def test_no_analytic_interval_where_there_is_no_value_and_none_where_nothing_varies():
    assert analytic(krippendorff_alpha(), from_table([(1, 1)] * 5)) is None
    assert analytic(krippendorff_alpha(), from_table([(1, 2)])) is None
    assert analytic(krippendorff_alpha(), from_table([])) is None
    assert analytic(cohen_kappa(), from_table([(1, 2, 1), (1, 1, 2)])) is None
    said = analytic(percent_agreement(), from_table([(1, 1)] * 5))
    assert (said.low, said.high) == (None, None)
    assert "unit" in said.reason


def test_percent_agreement_lies_between_none_and_all():
    rng = np.random.default_rng(0)
    rare = from_table(rng.integers(0, 4, (8, 2)), clusters=[*range(4)] * 2)
    for interval in (bootstrap(percent_agreement(), rare), analytic(percent_agreement(), rare)):
        assert 0 <= interval.low <= interval.high <= 1
