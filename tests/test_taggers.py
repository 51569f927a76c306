"""Taggers: one contract for all that are installed, and what the zero-shot one promises."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilccode import plugins
from ilccode.embedders.hashing import Hashing
from ilccode.protocols import Entry, Features
from ilccode.taggers import cues
from ilccode.taggers.standard import Standard
from ilccode.taggers.thresholds import share_thresholds
from ilccode.taggers.windows import sentences, windows
from ilccode.taggers.zero_shot import BASE_RATE, ZeroShot

EMBEDDER = Hashing("hashing", Path())
TAGGERS = list(plugins.installed("taggers"))

SPOKEN = [
    "Milk goes in first, before the tea.",
    "We went out, since the weather was fine.",
    "I never take sugar in it. Not at home. Not abroad. Nowhere at all.",
    "My mother had a green pot.",
    "MILK FIRST is how we say it here. It was always so.",
    "The shop round the corner has closed.",
    "Nobody asked me that before.",
    "No sugar for me, and the milk comes late.",
]


def features(texts: Sequence[str]) -> Features:
    """Segments cut at full stops, with vectors that need no model."""
    parts = [[part for part in text.split(". ") if part] or [text] for text in texts]
    vectors = EMBEDDER.encode([part for some in parts for part in some])
    return Features(texts=list(texts), vectors=vectors, bounds=[0, *accumulate(map(len, parts))])


def entry(code: str, definition: str, **said: Any) -> Entry:
    """A codebook's entry for a code; what is not said is empty."""
    taught = {name: said.get(name, ()) for name in ("examples", "near_misses")}
    rows = {name: EMBEDDER.encode(texts).reshape(-1, 64) for name, texts in taught.items()}
    return Entry(
        code=code,
        text=" ".join((definition, *taught["examples"])),
        definition=EMBEDDER.encode([definition]),
        examples=rows["examples"],
        near_misses=rows["near_misses"],
        cues=said.get("cues", ()),
        kin=frozenset(said.get("kin", ())),
    )


MILK = entry(
    "milk",
    "Pours the milk before the tea",
    examples=["I put the milk in the cup, then I pour", "Milk goes in before the tea"],
    near_misses=["There is milk in the fridge"],
    cues=["milk (goes )?(in )?first"],
)
SUGAR = entry(
    "sugar",
    "Takes tea without sugar",
    examples=["I never take sugar in my tea"],
    near_misses=["Sugar is dear these days"],
    cues=["(no|never) .{0,12}sugar", "before"],
)
BARE = entry("bare", "Speaks of the weather")


def scored(entries: Sequence[Entry], texts: Sequence[str] = SPOKEN, seed: int = 0) -> Any:
    """The zero-shot scores of the segments that it was fitted to."""
    seen = features(texts)
    return ZeroShot(entries, seed).fit(seen).predict_proba(seen)


@pytest.mark.parametrize("name", TAGGERS)
@pytest.mark.parametrize("entries", [[MILK], [BARE], [MILK, SUGAR, BARE]], ids=["one", "bare", "three"])
@pytest.mark.parametrize("texts", [SPOKEN, SPOKEN[:1], ["And so on."] * 5], ids=["many", "one", "alike"])
def test_a_tagger_gives_a_probability_for_each_segment_and_code(
    name: str, entries: list[Entry], texts: list[str]
):
    tagger = plugins.get("taggers", name)(entries, seed=0).fit(features(texts))
    probabilities = tagger.predict_proba(features(texts))
    assert probabilities.shape == (len(texts), len(entries))
    assert np.all((probabilities > 0) & (probabilities < 1))
    thresholds = tagger.thresholds(probabilities)
    assert thresholds.shape == (len(entries),)
    assert np.all((thresholds > 0) & (thresholds <= 1))
    assert tagger.name == name


@pytest.mark.parametrize("name", TAGGERS)
def test_a_tagger_takes_labels_of_which_most_are_unknown(name: str):
    labels = np.full((len(SPOKEN), 2), np.nan)
    labels[0] = [1, 0]
    labels[2, 1] = 1
    tagger = plugins.get("taggers", name)([MILK, SUGAR], seed=0)
    tagger.fit(features(SPOKEN), labels, np.ones_like(labels))
    probabilities = tagger.predict_proba(features(["Milk first.", "Nothing."]))
    assert np.all((probabilities > 0) & (probabilities < 1))


@pytest.mark.parametrize("name", TAGGERS)
def test_a_tagger_repeats_itself(name: str):
    runs = [
        plugins.get("taggers", name)([MILK, SUGAR], seed=3)
        .fit(features(SPOKEN))
        .predict_proba(features(SPOKEN))
        for _ in range(2)
    ]
    assert runs[0].tobytes() == runs[1].tobytes()


def test_the_zero_shot_tagger_takes_up_what_it_has_fitted(monkeypatch: pytest.MonkeyPatch):
    seen = features(SPOKEN)
    tagger = plugins.get("taggers", "zero_shot")([MILK, SUGAR], seed=0).fit(seen)
    before = tagger.predict_proba(seen)
    monkeypatch.setattr(type(tagger), "_fit", lambda *_: pytest.fail("fitted again"))
    assert tagger.fit(seen, np.zeros((len(SPOKEN), 2))).predict_proba(seen).tobytes() == before.tobytes()


@pytest.mark.parametrize("name", TAGGERS)
def test_what_a_tagger_was_fitted_to_scores_as_its_copy(name: str):
    seen = features(SPOKEN)
    tagger = plugins.get("taggers", name)([MILK, SUGAR, BARE], seed=0).fit(seen)
    assert tagger.predict_proba(features(SPOKEN)) == pytest.approx(tagger.predict_proba(seen))
    one_by_one = np.vstack([tagger.predict_proba(features([text])) for text in SPOKEN])
    assert one_by_one == pytest.approx(tagger.predict_proba(seen))


@given(order=st.permutations(range(len(SPOKEN))))
@settings(max_examples=15, deadline=None)
def test_segments_in_another_order_score_the_same(order: list[int]):
    shuffled = scored([MILK, SUGAR], [SPOKEN[place] for place in order])
    assert shuffled == pytest.approx(scored([MILK, SUGAR])[order], abs=1e-6)


@given(order=st.permutations(range(3)))
@settings(max_examples=6, deadline=None)
def test_codes_in_another_order_score_the_same(order: list[int]):
    entries = [MILK, SUGAR, BARE]
    shuffled = scored([entries[place] for place in order])
    assert shuffled == pytest.approx(scored(entries)[:, order], abs=1e-6)


def test_codes_that_say_the_same_score_alike():
    twin = entry("twin", "Takes tea without sugar", examples=["I never take sugar in my tea"])
    other = entry("other", "Takes tea without sugar", examples=["I never take sugar in my tea"])
    scores = scored([MILK, twin, other])
    assert scores[:, 1] == pytest.approx(scores[:, 2], abs=1e-6)


def test_what_a_code_says_scores_highest():
    assert list(scored([MILK, SUGAR]).argmax(axis=0)) == [0, 2]


@pytest.mark.parametrize("count", [200, 2000])
def test_one_segment_unlike_all_others_is_not_certain(count: int):
    scores = scored([MILK, SUGAR], ["We went out then."] * count + ["Milk goes in before the tea."])
    assert np.all(scores.astype(np.float32) < 1)


def test_the_examples_of_kin_say_nothing_against_a_code():
    child = entry("cream", "Pours cream", examples=["My mother had a green pot"])
    kin = entry("tea", "Makes tea", examples=["Nobody asked me that"], kin={"cream"})
    stranger = entry("tea", "Makes tea", examples=["Nobody asked me that"])
    place = SPOKEN.index("My mother had a green pot.")
    assert scored([kin, child])[place, 0] > scored([stranger, child])[place, 0]


@pytest.mark.parametrize(
    ("cue", "hits"),
    [
        ("milk", [1, 1, 0, 1, 0, 1]),
        ("MILK", [1, 1, 0, 1, 0, 1]),
        ("milk first|tea", [1, 0, 0, 0, 1, 0]),
        ("milk\\b", [1, 1, 0, 1, 0, 0]),
        ("^milk", [1, 0, 0, 0, 0, 1]),
        ("milk$", [0, 1, 0, 0, 0, 0]),
    ],
)
def test_a_cue_is_found_from_a_words_start_in_any_case(cue: str, hits: list[int]):
    texts = ["Milk first", "the MILK", "buttermilk", "say: (milk)!", "teapot", "milky white"]
    assert cues.found(cue, texts).tolist() == hits


def test_a_cue_does_not_reach_into_the_next_text():
    assert cues.found("milk.{0,9}first", ["milk", "first", "milk first"]).tolist() == [0, 0, 1]
    assert cues.found("milk\\s+first", ["milk", "first", "milk  first"]).tolist() == [0, 0, 1]


def test_a_cue_is_found_in_many_texts():
    texts = ["milk" if number % 7 == 0 else "tea" for number in range(1201)]
    assert cues.found("milk", texts).sum() == 172


@pytest.mark.parametrize("cue", ["(a+)+$", "(a|aa)+$", "(?R)"])
def test_a_cue_that_would_search_for_ever_is_told(cue: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cues, "SECONDS", 0.1)
    with pytest.raises(cues.SlowCue, match="takes too long"):
        cues.found(cue, ["a" * 5000 + "!"])


def test_a_cue_counts_more_if_rare_and_less_in_a_long_text():
    texts = ["Milk first.", "Tea, milk first, says " + "he " * 21, "Sugar.", "Tea.", "Milk."]
    one = entry("one", "One", cues=["milk first", "sugar"])
    scores = cues.CuePart(features(texts), [one])(features(texts))[:, 0]
    twice, once = math.log(6 / 2.5), math.log(6 / 1.5)
    assert scores == pytest.approx([twice / math.sqrt(5), twice / 5, once / math.sqrt(5), 0, 0])


@given(
    scores=st.lists(st.integers(1, 10**6), min_size=2, max_size=60, unique=True),
    share=st.sampled_from([0.01, 0.12, 0.3, 0.99]),
)
def test_thresholds_suggest_the_share(scores: list[int], share: float):
    column = np.array(scores)[:, None] / (10**6 + 1)
    threshold = share_thresholds(column, share)[0]
    assert (column >= threshold).sum() == max(1, round(share * len(scores)))


def test_a_code_whose_segments_score_alike_is_never_suggested():
    assert share_thresholds(np.full((5, 2), 0.4), 0.12).tolist() == [1, 1]
    assert share_thresholds(np.array([[0.4, 0.1], [0.4, 0.2]]), 0.5).tolist() == [1, 0.2]


def test_the_zero_shot_tagger_suggests_one_in_eight():
    scores = scored([MILK, SUGAR])
    thresholds = ZeroShot([MILK, SUGAR]).thresholds(scores)
    assert BASE_RATE == 0.12
    assert (scores >= thresholds).sum(axis=0).tolist() == [1, 1]


@given(lengths=st.lists(st.integers(1, 7), min_size=1, max_size=6), seed=st.integers(0, 99))
@settings(max_examples=200, deadline=None)
def test_windows_are_the_means_of_three_sentences_that_follow_one_another(lengths: list[int], seed: int):
    rows = np.random.default_rng(seed).normal(size=(sum(lengths), 4)).astype(np.float32)
    bounds = [0, *accumulate(lengths)]
    expected, edges = [], [0]
    for start, end in pairwise(bounds):
        for first in range(start, max(start + 1, end - 2)):
            mean = rows[first : min(first + 3, end)].astype(float).mean(axis=0)
            expected.append(mean / np.linalg.norm(mean))
        edges.append(len(expected))
    found = windows(Features(texts=["x"] * len(lengths), vectors=rows, bounds=bounds))
    assert list(found.bounds) == edges
    assert found.vectors == pytest.approx(np.array(expected), abs=1e-9)


def test_the_best_of_a_segment_is_the_highest_of_its_rows():
    rows = sentences(Features(texts=["x", "y"], vectors=np.eye(3, dtype=np.float32), bounds=[0, 2, 3]))
    assert rows.best(np.array([[1, 5], [2, 4], [0, 9]])).tolist() == [[2, 5], [0, 9]]


@given(columns=st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=9))
def test_standard_columns_have_mean_0_and_deviation_1(columns: list[tuple[int, int]]):
    raw = np.array(columns, dtype=float)
    standard = Standard.of(raw)(raw)
    varied = [len(set(column)) > 1 for column in zip(*columns, strict=True)]
    assert standard.mean(axis=0) == pytest.approx([0, 0], abs=1e-9)
    assert standard.std(axis=0) == pytest.approx(np.array(varied, dtype=float))
