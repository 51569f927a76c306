"""The default tagger: the laws that its scores keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import logit

from ilccode.protocols import Entry, Features
from ilccode.taggers.evidence import Evidence
from ilccode.taggers.groups import exclusive_odds, level_odds
from ilccode.taggers.labels import Labels
from ilccode.taggers.recipe import Recipe
from ilccode.taggers.study import Study
from ilccode.taggers.thresholds import kappa_thresholds
from ilccode.taggers.zero_shot import ZeroShot
from test_taggers import BARE, MILK, SPOKEN, SUGAR, entry, features

STUDY = [
    *SPOKEN,
    *(f"{text} {end}" for text in SPOKEN[:6] for end in ("So it was.", "You see, I was young.")),
    *(f"Well, {text.lower()}" for text in SPOKEN),
]
ENTRIES = [MILK, SUGAR, BARE]
UNKNOWN = np.nan


def labels(seed: int = 0, share: float = 0.6) -> Any:
    """Labels of some segments, the others unknown."""
    draw = np.random.default_rng(seed)
    y = (draw.random((len(STUDY), len(ENTRIES))) < 0.4).astype(float)
    return np.where(draw.random(y.shape) < share, y, UNKNOWN)


def scored(y: Any, entries: Sequence[Entry] = ENTRIES, texts: Sequence[str] = STUDY, **given: Any) -> Any:
    seen = features(texts)
    return Recipe(entries).fit(seen, y, **given).predict_proba(seen)


def asked(texts: Sequence[str]) -> Features:
    """Segments that answer something: every second one has a question."""
    plain = features(texts)
    width = [number % 2 for number in range(len(texts))]
    rows = plain.vectors[: sum(width)]
    return replace(plain, questions=rows, question_bounds=[0, *np.cumsum(width).tolist()])


def test_without_a_label_the_order_is_the_zero_shot_order():
    seen = features(STUDY)
    expected = ZeroShot(ENTRIES).fit(seen).predict_proba(seen)
    for y in (None, np.full((len(STUDY), 3), UNKNOWN)):
        assert scored(y) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("place", [0, 3, 11, 20])
@pytest.mark.parametrize("answer", [0.0, 1.0])
def test_a_label_moves_its_own_segment_s_score_the_right_way(place: int, answer: float):
    y = labels()
    y[place] = UNKNOWN
    before = scored(y)[place]
    y[place] = answer
    moved = scored(y)[place] - before
    assert np.all(moved * (2 * answer - 1) > 0)


def test_weights_of_zero_change_nothing():
    y, guesses = labels(), np.full((len(STUDY), 3), 1.0)
    known = ~np.isnan(y)
    weighed = scored(np.where(known, y, guesses), weight=known.astype(float))
    assert weighed == pytest.approx(scored(y), abs=1e-9)


def test_a_share_lies_between_both_answers():
    y = labels()
    scores = []
    for share in (0.0, 0.3, 0.7, 1.0):
        y[4, 0] = share
        scores.append(scored(y)[4, 0])
    assert scores == sorted(scores)


def test_segments_in_another_order_have_the_same_scores():
    y = labels()
    order = np.random.default_rng(1).permutation(len(STUDY))
    moved = scored(y[order], texts=[STUDY[place] for place in order])
    assert moved == pytest.approx(scored(y)[order], abs=1e-6)


def test_codes_in_another_order_have_the_same_scores():
    y, order = labels(), [2, 0, 1]
    moved = scored(y[:, order], [ENTRIES[place] for place in order])
    assert moved == pytest.approx(scored(y)[:, order], abs=1e-6)


def test_examples_in_another_order_give_the_same_scores():
    turned = replace(MILK, examples=MILK.examples[::-1], cues=MILK.cues[::-1])
    assert scored(labels(), [turned, SUGAR, BARE]) == pytest.approx(scored(labels()), abs=1e-6)


def test_a_codebook_that_says_everything_twice_gives_the_same_scores():
    y = labels()
    twins = [replace(one, code=one.code + "_again") for one in ENTRIES]
    doubled = scored(np.hstack([y, y]), [*ENTRIES, *twins])
    assert doubled == pytest.approx(np.hstack([scored(y)] * 2), abs=1e-6)


def test_a_code_with_no_positive_keeps_the_prior_s_order():
    y = np.full((len(STUDY), 3), UNKNOWN)
    y[:9] = 0
    before, after = logit(scored(None)), logit(scored(y))
    assert np.ptp(after - before, axis=0) == pytest.approx(np.zeros(3), abs=1e-9)
    assert np.all(after < before)


def test_fitting_again_is_the_same_as_fitting_first():
    seen, y = features(STUDY), labels()
    tagger = Recipe(ENTRIES).fit(seen, labels(7)).fit(seen, y)
    assert tagger.predict_proba(seen) == pytest.approx(scored(y), abs=1e-9)


@pytest.mark.parametrize("make", [features, asked], ids=["plain", "asked"])
def test_other_segments_are_scored_on_the_study_s_scale(make: Any):
    seen, y = make(STUDY), labels()
    tagger = Recipe(ENTRIES).fit(seen, y)
    assert tagger.predict_proba(make(STUDY)) == pytest.approx(tagger.predict_proba(seen), abs=1e-6)


@pytest.mark.parametrize("kind", ["any", "exclusive", "ordered"])
@pytest.mark.parametrize("make", [features, asked], ids=["plain", "asked"])
def test_contributions_add_up_to_the_score(kind: str, make: Any):
    entries = [replace(one, group="g", kind=kind, rank=n) for n, one in enumerate(ENTRIES)]
    seen = make(STUDY)
    tagger = Recipe(entries).fit(seen, labels())
    odds = logit(tagger.predict_proba(seen))
    for segment in range(0, len(STUDY), 5):
        for code in range(3):
            why = tagger.explain(seen, segment, code)
            assert why.log_odds == pytest.approx(odds[segment, code], abs=1e-5)
            assert sum(why.contributions.values()) == pytest.approx(why.log_odds)


def test_why_names_the_cue_the_sentence_and_what_is_near():
    seen = features(STUDY)
    y = np.full((len(STUDY), 3), UNKNOWN)
    y[[0, 3], 0] = [1, 0]
    why = Recipe(ENTRIES).fit(seen, y).explain(seen, 4, 0)
    assert [STUDY[4][start:end] for start, end in why.cues] == ["MILK FIRST"]
    assert {number for number, _ in why.examples} == {0, 1}
    assert {(row, label) for row, _, label in why.settled} == {(0, 1.0), (3, 0.0)}
    assert [row for row, _, _ in Recipe(ENTRIES).fit(seen, y).explain(seen, 0, 0).settled] == [3]
    assert Recipe(ENTRIES).fit(seen).explain(seen, 2, 1).sentence == 0


def test_the_settled_segments_shown_are_those_that_move_the_score_most():
    seen, y = features(STUDY), labels()
    study = Study(seen, ENTRIES, 0)
    evidence = Evidence(study.fitted, Labels.of(y, None, y.shape), np.full(3, 0.12))
    moves = evidence.by_row(study.fitted, 0)
    assert moves.sum(axis=1) == pytest.approx(evidence.settled(study.fitted)[:, 0])
    tagger = Recipe(ENTRIES).fit(seen, y)
    for segment in (0, 7, 13):
        ranked = evidence.rows[np.argsort(-np.abs(moves[segment]))]
        expected = [row for row in ranked if row != segment and not np.isnan(y[row, 0])][:3]
        assert [row for row, _, _ in tagger.explain(seen, segment, 0).settled] == expected


def test_labels_teach_what_each_cue_of_a_code_is_worth():
    texts = [f"{start} {end}" for start in ("Milk here", "Sugar here") for end in ("now", "then", "too")]
    both = entry("either", "Says something", cues=["milk", "sugar"])
    seen, y = features(texts), np.array([[1.0], [1], [1], [0], [0], [0]])
    before, after = Recipe([both]).fit(seen), Recipe([both]).fit(seen, y)
    moved = [
        after.explain(seen, place, 0).contributions["cues"]
        - before.explain(seen, place, 0).contributions["cues"]
        for place in range(6)
    ]
    assert min(moved[:3]) > 0 > max(moved[3:])


def test_a_sign_may_be_a_cue():
    at = entry("reply", "Answers someone", cues=["^@", "\\?"])
    seen = features(["@anna it is so.", "Is it?", "Mail me: a@b."])
    why = [Recipe([at]).fit(seen).explain(seen, place, 0).cues for place in range(3)]
    assert [len(spans) for spans in why] == [1, 1, 0]


@pytest.mark.parametrize("kind", ["exclusive", "ordered"])
@pytest.mark.parametrize("known", [False, True])
def test_scores_of_codes_that_exclude_one_another_sum_to_at_most_one(kind: str, known: bool):
    entries = [replace(one, group="g", kind=kind, rank=n) for n, one in enumerate(ENTRIES)]
    y = np.eye(3)[np.arange(len(STUDY)) % 3]
    scores = scored(y if known else None, entries)
    assert np.all(scores.sum(axis=1) <= 1 + 1e-6)
    assert np.all(scores > 0)


@pytest.mark.parametrize("kind", ["exclusive", "ordered"])
def test_a_code_that_was_not_asked_is_unknown_even_where_another_excludes_it(kind: str):
    entries = [replace(one, group="g", kind=kind, rank=n) for n, one in enumerate(ENTRIES)]
    y, seen = np.full((len(STUDY), 3), UNKNOWN), features(STUDY)
    y[:9, 0] = [1, 0, 0, 0, 1, 0, 0, 1, 0]
    told, untold = Recipe(entries).fit(seen, y), Recipe(entries).fit(seen)
    parts = [tagger.explain(seen, 0, 1).contributions for tagger in (told, untold)]
    assert [one["base rate"] for one in parts] == pytest.approx([parts[1]["base rate"]] * 2)
    assert [one["settled segments"] for one in parts] == [0, 0]
    assert told.explain(seen, 0, 1).settled == []


def test_a_neighbour_is_likelier_than_a_far_level():
    levels = np.exp(level_odds(np.array([[9.0, 2.0, -1.0], [1.0, 3.0, -2.0]])))
    assert levels[0, 1] > levels[0, 2]
    assert np.all(levels > 0)


def test_exclusive_odds_leave_alone_what_sums_to_less_than_one():
    odds = logit(np.array([[0.2, 0.3], [0.8, 0.8]]))
    assert exclusive_odds(odds) == pytest.approx(logit(np.array([[0.2, 0.3], [0.5, 0.5]])))


def test_the_threshold_has_the_highest_expected_kappa():
    scores = np.array([0.99, 0.98, 0.97, 0.05, 0.04, 0.03, 0.02])[:, None]
    assert kappa_thresholds(scores, np.ones(1)).tolist() == [0.97]
    assert kappa_thresholds(np.full((4, 1), 0.3), np.ones(1)).tolist() == [1]


@pytest.mark.parametrize("texts", [[""], ["", ""], ["!!!", "???"], ["Milk."] * 7, STUDY], ids=len)
@pytest.mark.parametrize("answer", [None, 0.0, 0.5, 1.0])
@pytest.mark.parametrize("entries", [[MILK], [BARE], ENTRIES], ids=len)
def test_the_hardest_studies_give_sensible_scores(texts: list[str], answer: Any, entries: list[Entry]):
    seen = features(texts)
    y = None if answer is None else np.full((len(texts), len(entries)), answer)
    tagger = Recipe(entries).fit(seen, y)
    scores = tagger.predict_proba(seen)
    assert np.all((scores > 0) & (scores < 1))
    thresholds = tagger.thresholds(scores)
    assert np.all((thresholds > 0) & (thresholds <= 1))
    assert tagger.explain(seen, 0, 0).sentence == 0


@pytest.mark.slow
def test_a_thousand_codes():
    entries = [entry(f"c{n}", f"Says {n}", examples=[f"I say {n}"], cues=[f"word{n}"]) for n in range(1000)]
    seen = features(SPOKEN)
    y = np.full((len(SPOKEN), 1000), UNKNOWN)
    y[:4] = np.random.default_rng(0).random((4, 1000)) < 0.3
    scores = Recipe(entries).fit(seen, y).predict_proba(seen)
    assert np.all((scores > 0) & (scores < 1))
