"""In which order people are asked: one contract, the random prefix, and fits in the background."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ilccode import plugins
from ilccode.protocols import Queue
from ilccode.sampling import BATCH, RESERVED, limit_of, random_number, ranked
from ilccode.strategies import disagreement, diverse, entropy, margin, mix, random, stale, top

STRATEGIES = list(plugins.installed("strategies"))
SPECIAL = ("disagreement", "stale")
"""They ask about nothing where there is no reason to."""


def queue(scores: Any, *, decided: Sequence[int] = (), vectors: Any = None, seed: int = 0) -> Queue:
    """Segments with scores; `decided` are the rows with nothing left to ask, whichever way."""
    likely = np.asarray(scores, dtype=float)
    mask = np.zeros(likely.shape, dtype=bool)
    mask[list(decided)] = True
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(len(likely), 5)) if vectors is None else vectors
    return Queue(
        numbers=np.array([random_number(seed, f"seg_{row}") for row in range(len(likely))]),
        scores=likely,
        decided=mask,
        drawn=mask.all(axis=1),
        planned=np.zeros(len(likely), dtype=bool),
        load=lambda: np.asarray(rows, dtype=np.float32),
    )


def drawn(number: int, codes: int = 3) -> Any:
    return np.random.default_rng(7).random((number, codes))


# the contract


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_strategy_orders_what_is_open_and_leaves_the_rest(name: str):
    strategy = plugins.get("strategies", name)
    given = queue(drawn(40), decided=[3, 5, 8])
    scores = strategy(given)
    assert scores.shape == (40,)
    assert {3, 5, 8} <= set(np.flatnonzero(np.isneginf(scores)).tolist())
    assert len(ranked(scores)) == (0 if name in SPECIAL else 37)
    assert not np.isnan(scores).any()
    np.testing.assert_array_equal(scores, strategy(given))


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("shape", [(0, 2), (1, 1), (4, 1)])
def test_a_strategy_takes_few_and_none(name: str, shape: tuple[int, int]):
    strategy = plugins.get("strategies", name)
    assert strategy(queue(np.full(shape, 0.5))).shape == shape[:1]
    everything = queue(np.full(shape, 0.5), decided=range(shape[0]))
    assert np.isneginf(strategy(everything)).all()


@pytest.mark.parametrize("name", STRATEGIES)
def test_the_order_of_the_queue_does_not_matter(name: str):
    strategy = plugins.get("strategies", name)
    given, order = queue(drawn(30)), np.random.default_rng(1).permutation(30)
    turned = Queue(
        numbers=given.numbers[order],
        load=lambda: given.vectors[order],
        scores=given.scores[order],
        decided=given.decided[order],
        drawn=given.drawn[order],
        planned=given.planned[order],
    )
    first = ranked(strategy(given))
    second = [int(order[row]) for row in ranked(strategy(turned))]
    assert first == second


@pytest.mark.parametrize("name", ["entropy", "margin", "top", "diverse"])
def test_equals_come_in_the_order_of_their_random_numbers(name: str):
    given = queue(np.full((30, 2), 0.4), vectors=np.ones((30, 2)), seed=4)
    assert ranked(plugins.get("strategies", name)(given)) == ranked(random(given))


@pytest.mark.parametrize("name", STRATEGIES)
def test_the_planned_random_sample_is_left_to_the_random_sample(name: str):
    given = queue(drawn(60), seed=2)
    given = replace(given, limit=0.4, planned=given.numbers < 0.4, shares=np.ones((60, 3)))
    planned = {row for row in range(60) if given.numbers[row] < 0.4}
    picked = ranked(plugins.get("strategies", name)(given))
    if name in ("random", "mix"):
        assert len(picked) == 60
        assert [row for row in picked if row in planned] == ranked(random(given))[: len(planned)]
    elif name != "stale":
        assert set(picked) == set(range(60)) - planned


# each of them


def test_entropy_asks_where_some_code_is_least_certain():
    assert ranked(entropy(queue([[0.9, 0.1], [0.5, 0.9], [0.3, 0.01]]))) == [1, 2, 0]


def test_entropy_looks_only_at_codes_that_are_open():
    given = queue([[0.5, 0.9], [0.3, 0.9]])
    given.decided[0, 0] = True
    assert ranked(entropy(given)) == [1, 0]


def test_margin_asks_where_the_two_likeliest_are_close():
    assert ranked(margin(queue([[0.9, 0.1], [0.6, 0.55], [0.05, 0.02]]))) == [1, 0, 2]


def test_top_takes_the_best_of_each_code_in_turn():
    scores = [[0.9, 0.01], [0.8, 0.02], [0.7, 0.03], [0.1, 0.2]]
    assert set(ranked(top(queue(scores)))[:2]) == {0, 3}


def test_diverse_begins_far_from_what_is_decided():
    east, north, near_east = [1, 0], [0, 1], [1, 0.1]
    given = queue(np.full((3, 1), 0.5), decided=[0], vectors=[east, north, near_east])
    assert ranked(diverse(given)) == [1, 2]


# the random sample


def test_numbers_are_evenly_spread_and_fixed_for_good():
    numbers = [random_number(0, f"seg_{n}") for n in range(2000)]
    assert all(0 <= number < 1 for number in numbers)
    assert np.histogram(numbers, bins=10, range=(0, 1))[0] == pytest.approx(200, abs=60)
    assert random_number(0, "seg_1") == pytest.approx(0.2600308857038217)
    assert random_number(0, "seg_1") != random_number(1, "seg_1")


def test_random_is_a_prefix_whatever_comes_in_later():
    small, large = queue(drawn(20)), queue(drawn(50))
    first = ranked(random(small))
    assert [row for row in ranked(random(large)) if row < 20] == first
    numbers = [small.numbers[row] for row in first]
    assert numbers == sorted(numbers)


def cards(given: Queue, before: int = 0) -> list[tuple[int, bool]]:
    """The mix's cards: rows, and whether chance drew them."""
    by_chance = given.numbers < max(given.limit, RESERVED)
    return [(row, bool(by_chance[row])) for row in ranked(mix(replace(given, answered=before)))]


def test_three_in_ten_cards_of_the_mix_are_the_next_of_the_random_sample():
    given = queue(drawn(60))
    dealt = cards(given)
    assert [row for row, _ in dealt] == ranked(mix(given))
    assert sorted(row for row, _ in dealt) == list(range(60))
    for start in range(0, 40, BATCH):
        assert sum(by_chance for _, by_chance in dealt[start : start + BATCH]) == 3
    chance = [row for row, by_chance in dealt if by_chance]
    assert chance == ranked(random(given))[: len(chance)]


def test_the_mix_goes_on_where_a_person_left_it():
    given = queue(drawn(60))
    assert [by_chance for _, by_chance in cards(given, before=7)][:5] == [False, True, False, False, False]


def reviewed(number: int, seed: int, batch: int) -> list[tuple[int, bool]]:
    """All cards of a study, in batches, with other scores after each."""
    given, rng, asked = queue(drawn(number), seed=seed), np.random.default_rng(seed), []
    while dealt := cards(given, len(asked))[:batch]:
        asked += dealt
        decided = given.decided.copy()
        decided[[row for row, _ in dealt]] = True
        given = replace(
            given, scores=rng.random(given.scores.shape), decided=decided, drawn=decided.all(axis=1)
        )
    return asked


@pytest.mark.parametrize("seed", range(20))
def test_what_is_asked_at_random_is_a_prefix_without_holes(seed: int):
    for batch in (1, 3, 7, BATCH):
        dealt, order = reviewed(60, seed, batch), ranked(random(queue(drawn(60), seed=seed)))
        assert sorted(row for row, _ in dealt) == list(range(60))
        chance = [row for row, by_chance in dealt if by_chance]
        assert chance == order[: len(chance)]
        assert len(chance) >= 12


def test_where_all_is_planned_the_mix_is_the_random_sample():
    given = replace(queue(drawn(25)), limit=1.0, planned=np.ones(25, dtype=bool))
    assert all(by_chance for _, by_chance in cards(given))
    assert ranked(mix(given)) == ranked(random(given))


def test_the_limit_of_a_sample_is_its_size():
    numbers = [0.5, 0.1, 0.9, 0.3]
    assert [sum(number < limit_of(numbers, size) for number in numbers) for size in (0, 2, 4, 9)] == [
        0,
        2,
        4,
        4,
    ]


def test_a_random_card_is_drawn_though_somebody_has_decided():
    given = queue(drawn(5), decided=[2])
    again = replace(given, drawn=np.zeros(5, dtype=bool))
    assert len(ranked(random(again))) == 5
    assert 2 not in ranked(entropy(again))


def test_disagreement_asks_where_others_and_the_scores_are_apart():
    nan = np.nan
    given = replace(queue([[0.9], [0.2], [0.6], [0.5]]), shares=np.array([[1.0], [1.0], [0.0], [nan]]))
    assert ranked(disagreement(given)) == [1, 2, 0]


def test_stale_asks_where_codes_have_changed():
    flags = np.array([[False, False], [True, False], [True, True]])
    assert ranked(stale(replace(queue(np.full((3, 2), 0.5)), stale=flags))) == [2, 1]
