"""Enough yet: what further interviews can be expected to show."""

from __future__ import annotations

import numpy as np
import pytest

from ilccode.agreement.alpha import krippendorff_alpha
from ilccode.agreement.coefficients import conger_kappa
from ilccode.agreement.intervals import bootstrap
from ilccode.agreement.measures import ALONE, SAME, agreement
from ilccode.agreement.planning import outlook, positives
from ilccode.agreement.ratings import MISSING, Ratings, from_table


def coded(interviews: int = 10, *, seed: int = 0, right: float = 0.9, often: float = 0.2) -> Ratings:
    """Interviews of 30 segments by two raters that see a code alike so and so often."""
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(interviews), 30)
    true = rng.random(len(clusters)) < rng.beta(often * 9, (1 - often) * 9, interviews)[clusters]
    sees = rng.random((len(clusters), 2)) < np.where(true, right, 1 - (1 - right) / 4)[:, None]
    return Ratings(given=(true[:, None] == sees).astype(np.int64), categories=(0, 1), clusters=clusters)


def test_what_is_shown_already_needs_no_more():
    given = coded(20, right=0.97)
    said = outlook(krippendorff_alpha(), given)
    assert (said.verdict, said.more, said.interviews) == ("enough", 0, 0)
    assert said.low > 0.667
    assert said.low == pytest.approx(bootstrap(krippendorff_alpha(), given).low)


def test_a_value_below_the_threshold_is_helped_by_no_more():
    said = outlook(krippendorff_alpha(), coded(20, right=0.7))
    assert (said.verdict, said.more) == ("cannot help", None)
    assert said.value < 0.667
    assert "codebook" in said.reason


def test_a_value_above_it_takes_some_more_the_more_the_closer():
    given = coded(8, right=0.9, seed=2)
    value = agreement(krippendorff_alpha(), given).value
    numbers = []
    for distance in (0.12, 0.09, 0.06):
        said = outlook(krippendorff_alpha(), given, threshold=value - distance)
        assert said.verdict in ("more", "enough")
        numbers.append(said.more)
    assert numbers == sorted(numbers)
    assert numbers[-1] > numbers[0]
    assert said.more == said.interviews * 30


def test_what_is_foretold_comes_true_about_as_often():
    """With so many more interviews like them the bound mostly passes, as the value so far is a fair one."""
    given = coded(8, right=0.9, seed=2)
    threshold = agreement(krippendorff_alpha(), coded(2000, seed=5)).value - 0.08
    said = outlook(krippendorff_alpha(), given, threshold=threshold)
    assert said.verdict in ("more", "enough")
    passed = [
        bootstrap(krippendorff_alpha(), coded(8 + 2 * said.interviews + 20, seed=s)).low > threshold
        for s in range(40, 60)
    ]
    assert np.mean(passed) > 0.7


def test_too_far_is_said():
    given = coded(8, seed=2)
    value = agreement(krippendorff_alpha(), given).value
    said = outlook(krippendorff_alpha(), given, threshold=value - 0.002)
    assert (said.verdict, said.more) == ("not within reach", None)
    assert "5,000" in said.reason
    assert outlook(krippendorff_alpha(), given, threshold=value - 0.06, most=20).verdict == "not within reach"


def test_more_looks_ask_for_more():
    given = coded(8, right=0.9, seed=2)
    threshold = agreement(krippendorff_alpha(), given).value - 0.07
    once = outlook(krippendorff_alpha(), given, threshold=threshold)
    often = outlook(krippendorff_alpha(), given, threshold=threshold, looks=5)
    assert often.level == pytest.approx(0.99)
    assert often.low < once.low
    assert often.more > once.more


def test_the_same_seed_says_the_same_whatever_the_order():
    given = coded(8, seed=2)
    threshold = agreement(conger_kappa(), given).value - 0.07
    said = outlook(conger_kappa(), given, threshold=threshold, seed=3)
    assert said == outlook(conger_kappa(), given, threshold=threshold, seed=3)
    order = np.random.default_rng(0).permutation(len(given.given))
    other = Ratings(given=given.given[order], categories=(0, 1), clusters=given.clusters[order])
    assert outlook(conger_kappa(), other, threshold=threshold, seed=3).more == said.more


def test_too_little_is_said_with_its_reason():
    def said(given: Ratings) -> tuple[str, str]:
        found = outlook(krippendorff_alpha(), given)
        assert found.more is None
        return found.verdict, found.reason

    unknown = "too little known"
    rare = from_table([(0, 0)] * 40 + [(1, 1)] * 8 + [(0, 1)], clusters=[*range(7)] * 7)
    assert said(rare) == (unknown, "in only 9 units is anything said but what is said most; 10 are needed")
    assert said(from_table([(0, 0)] * 40)) == (unknown, f"undefined so far: {SAME}")
    assert said(from_table([])) == (unknown, f"undefined so far: {ALONE}")
    few = said(coded(4))
    assert few[0] == unknown
    assert "4 interviews" in few[1]
    same = from_table([(0, 0), (1, 1)] * 30, clusters=[i // 2 for i in range(60)])
    assert said(same)[0] == unknown


def test_positives_are_what_some_rater_set_apart():
    given = Ratings(
        given=np.array([[0, 0], [0, 1], [1, 1], [MISSING, 1], [0, 0], [0, 0]]),
        categories=(0, 1),
        clusters=np.arange(6),
    )
    assert positives(given) == 2
    assert positives(from_table([])) == 0
