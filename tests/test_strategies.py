"""In which order people are asked: one contract, the random prefix, and fits in the background."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ilccode import plugins
from ilccode.protocols import Queue
from ilccode.sampling import random_number
from ilccode.steps.refitting import Refitter
from ilccode.strategies import BATCH, Card, diverse, entropy, margin, mixed, random, ranked, top

STRATEGIES = list(plugins.installed("strategies"))


def queue(scores: Any, *, decided: Sequence[int] = (), vectors: Any = None) -> Queue:
    """Segments with scores; `decided` are the rows with nothing left to ask."""
    likely = np.asarray(scores, dtype=float)
    mask = np.zeros(likely.shape, dtype=bool)
    mask[list(decided)] = True
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(len(likely), 5)) if vectors is None else vectors
    ids = [f"seg_{row}" for row in range(len(likely))]
    return Queue(ids=ids, vectors=np.asarray(rows, dtype=np.float32), scores=likely, decided=mask)


def drawn(number: int, codes: int = 3) -> Any:
    return np.random.default_rng(7).random((number, codes))


# the contract


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_strategy_orders_what_is_open_and_leaves_the_rest(name: str):
    strategy = plugins.get("strategies", name)
    given = queue(drawn(40), decided=[3, 5, 8])
    scores = strategy(given, 0)
    assert scores.shape == (40,)
    assert np.flatnonzero(np.isneginf(scores)).tolist() == [3, 5, 8]
    assert not np.isnan(scores).any()
    np.testing.assert_array_equal(scores, strategy(given, 0))


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("shape", [(0, 2), (1, 1), (4, 1)])
def test_a_strategy_takes_few_and_none(name: str, shape: tuple[int, int]):
    strategy = plugins.get("strategies", name)
    assert strategy(queue(np.full(shape, 0.5)), 0).shape == shape[:1]
    everything = queue(np.full(shape, 0.5), decided=range(shape[0]))
    assert np.isneginf(strategy(everything, 0)).all()


@pytest.mark.parametrize("name", STRATEGIES)
def test_the_order_of_the_queue_does_not_matter(name: str):
    strategy = plugins.get("strategies", name)
    given, order = queue(drawn(30)), np.random.default_rng(1).permutation(30)
    turned = Queue(
        ids=[given.ids[row] for row in order],
        vectors=given.vectors[order],
        scores=given.scores[order],
        decided=given.decided[order],
    )
    first = [given.ids[row] for row in ranked(strategy(given, 0))]
    second = [turned.ids[row] for row in ranked(strategy(turned, 0))]
    assert first == second


@pytest.mark.parametrize("name", ["entropy", "margin", "top", "diverse"])
def test_equals_come_in_the_order_of_their_random_numbers(name: str):
    given = queue(np.full((30, 2), 0.4), vectors=np.ones((30, 2)))
    assert ranked(plugins.get("strategies", name)(given, 4)) == ranked(random(given, 4))


@pytest.mark.parametrize("name", STRATEGIES)
def test_the_planned_random_sample_is_left_to_the_random_sample(name: str):
    given = replace(queue(drawn(60)), limit=0.4)
    planned = {row for row in range(60) if random_number(2, given.ids[row]) < 0.4}
    picked = ranked(plugins.get("strategies", name)(given, 2))
    if name in ("random", "mix"):
        assert len(picked) == 60
        assert [row for row in picked if row in planned] == ranked(random(given, 2))[: len(planned)]
    else:
        assert set(picked) == set(range(60)) - planned


# each of them


def test_entropy_asks_where_some_code_is_least_certain():
    assert ranked(entropy(queue([[0.9, 0.1], [0.5, 0.9], [0.3, 0.01]]), 0)) == [1, 2, 0]


def test_entropy_looks_only_at_codes_that_are_open():
    given = queue([[0.5, 0.9], [0.3, 0.9]])
    given.decided[0, 0] = True
    assert ranked(entropy(given, 0)) == [1, 0]


def test_margin_asks_where_the_two_likeliest_are_close():
    assert ranked(margin(queue([[0.9, 0.1], [0.6, 0.55], [0.05, 0.02]]), 0)) == [1, 0, 2]


def test_top_takes_the_best_of_each_code_in_turn():
    scores = [[0.9, 0.01], [0.8, 0.02], [0.7, 0.03], [0.1, 0.2]]
    assert set(ranked(top(queue(scores), 0))[:2]) == {0, 3}


def test_diverse_begins_far_from_what_is_decided():
    east, north, near_east = [1, 0], [0, 1], [1, 0.1]
    given = queue(np.full((3, 1), 0.5), decided=[0], vectors=[east, north, near_east])
    assert ranked(diverse(given, 0)) == [1, 2]


# the random sample


def test_numbers_are_evenly_spread_and_fixed_for_good():
    numbers = [random_number(0, f"seg_{n}") for n in range(2000)]
    assert all(0 <= number < 1 for number in numbers)
    assert np.histogram(numbers, bins=10, range=(0, 1))[0] == pytest.approx(200, abs=60)
    assert random_number(0, "seg_1") == pytest.approx(0.2600308857038217)
    assert random_number(0, "seg_1") != random_number(1, "seg_1")


def test_random_is_a_prefix_whatever_comes_in_later():
    small, large = queue(drawn(20)), queue(drawn(50))
    first = ranked(random(small, 0))
    assert [row for row in ranked(random(large, 0)) if row < 20] == first
    numbers = [random_number(0, small.ids[row]) for row in first]
    assert numbers == sorted(numbers)


def test_three_in_ten_cards_of_the_mix_are_the_next_of_the_random_sample():
    given = queue(drawn(60))
    cards = mixed(given, 0)
    assert sorted(card.row for card in cards) == list(range(60))
    for start in range(0, 50, BATCH):
        batch = cards[start : start + BATCH]
        assert [card.sample for card in batch].count("random") == 3
    chance = [card.row for card in cards if card.sample == "random"]
    assert chance == ranked(random(given, 0))[: len(chance)]


def reviewed(number: int, seed: int, batch: int) -> list[Card]:
    """All cards of a study, in batches, with other scores after each."""
    given, rng, asked = queue(drawn(number)), np.random.default_rng(seed), []
    while cards := mixed(given, seed)[:batch]:
        asked += cards
        decided = given.decided.copy()
        decided[[card.row for card in cards]] = True
        given = replace(given, scores=rng.random(given.scores.shape), decided=decided)
    return asked


@pytest.mark.parametrize("seed", range(20))
def test_what_is_asked_at_random_is_a_prefix_without_holes(seed: int):
    for batch in (1, 3, 7, BATCH):
        cards, order = reviewed(60, seed, batch), ranked(random(queue(drawn(60)), seed))
        assert sorted(card.row for card in cards) == list(range(60))
        chance = [card.row for card in cards if card.sample == "random"]
        assert chance == order[: len(chance)]
        assert len(chance) >= 18 or batch < 3


def test_where_all_is_planned_the_mix_is_the_random_sample():
    given = replace(queue(drawn(25)), limit=1.0)
    assert {card.sample for card in mixed(given, 0)} == {"random"}
    assert [card.row for card in mixed(given, 0)] == ranked(random(given, 0))


# fits in the background


def test_of_what_is_asked_for_meanwhile_the_last_is_made():
    begun, may_end, made = threading.Event(), threading.Event(), []

    def fit(wanted: int) -> int:
        made.append(wanted)
        begun.set()
        may_end.wait(10)
        return wanted * 10

    refitter = Refitter(fit)
    refitter.ask(1)
    assert begun.wait(10)
    refitter.ask(2)
    refitter.ask(3)
    assert refitter.newest() is None
    may_end.set()
    assert refitter.wait(10)
    assert (made, refitter.newest(), refitter.newest()) == ([1, 3], 30, None)
    refitter.close()


def test_a_fit_that_fails_is_told_once_and_the_next_is_made():
    def fit(wanted: int) -> float:
        return 1 / wanted

    refitter = Refitter(fit)
    refitter.ask(0)
    assert refitter.wait(10)
    with pytest.raises(ZeroDivisionError):
        refitter.newest()
    refitter.ask(2)
    assert refitter.wait(10)
    assert refitter.newest() == 0.5
    refitter.close()


def test_nothing_is_made_once_it_is_closed():
    made: list[int] = []
    refitter = Refitter(made.append)
    refitter.close()
    refitter.ask(1)
    assert refitter.wait(10)
    assert made == []
