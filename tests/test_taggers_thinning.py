"""Thousands of labels: few enough for a fit, and they stand for all."""

from __future__ import annotations

import numpy as np
import pytest

from ilccode.taggers.labels import Labels
from ilccode.taggers.thinning import MOST, thinned

N = 4 * MOST
TEXTS = [f"segment {number}" for number in range(N)]


def labels(number: int = N, seed: int = 0) -> Labels:
    """Labels of three codes, ever rarer, for so many segments; one in seven is unknown."""
    draw = np.random.default_rng(seed)
    y = (draw.random((number, 3)) < [0.3, 0.05, 0.004]).astype(float)
    y[draw.random(y.shape) < 1 / 7] = np.nan
    return Labels.of(y, None, y.shape)


def test_what_a_fit_can_take_is_left_as_it_is():
    few = labels(MOST)
    assert thinned(few, TEXTS[:MOST], 0) is few


def test_many_become_few_that_weigh_as_much():
    many = labels()
    few = thinned(many, TEXTS, 0)
    assert len(few.rows) == MOST
    assert few.known == pytest.approx(many.known, rel=0.1)
    assert few.positive == pytest.approx(many.positive, rel=0.2)


def test_the_rarest_code_keeps_all_of_its_positives_at_their_weight():
    many = labels()
    few = thinned(many, TEXTS, 0)
    rare = (many.weight * many.y)[:, 2] > 0
    assert np.all(few.weight[rare, 2] == 1)


def test_on_average_the_weights_are_right():
    many = labels()
    drawn = np.mean([thinned(many, TEXTS, seed).positive for seed in range(30)], axis=0)
    assert drawn == pytest.approx(many.positive, rel=0.03)


def test_segments_in_another_order_are_drawn_alike():
    many, order = labels(), np.random.default_rng(1).permutation(N)
    few = thinned(many, TEXTS, 0)
    other = thinned(Labels(y=many.y[order], weight=many.weight[order]), [TEXTS[place] for place in order], 0)
    assert np.array_equal(other.weight, few.weight[order])
