"""In which order segments are asked about: a score for each of a queue's segments, higher first.

Segments of which all codes are decided score minus infinity; so do those of the planned random sample, but
for `random` and `mix`, which ask about them in their order. Every strategy is a pure function of the queue
and the study's seed; equals come in the order of the random numbers that segments keep for good.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ilccode.protocols import Queue
from ilccode.sampling import random_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Floats

BATCH = 10
"""Cards between two fits, at most."""

RANDOM = (2, 5, 8)
"""Which cards of every ten are the next of the random sample: the third, the sixth and the ninth."""

RESERVED = 3
"""One open segment in so many is kept for random cards: never are more of the first few cards random."""

_TIE = 1e-9
"""How much random numbers weigh beside scores: they order equals and nothing else."""

PICKED = 300
"""How many segments `diverse` picks one by one; the rest follow by their distance from those."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A segment to ask about, by its row in the queue; `sample` says what drew it: `random` or a strategy."""

    row: int
    sample: str


def random(queue: Queue, seed: int) -> Floats:
    """The next of the random sample: by the number that each segment keeps for good, lowest first."""
    return np.asarray(np.where(_done(queue), -np.inf, 1 - _numbers(queue, seed)))


def entropy(queue: Queue, seed: int) -> Floats:
    """Where some code is least certain: the highest entropy over the codes that are not decided."""
    likely = np.clip(queue.scores, 1e-12, 1 - 1e-12)
    unsure = -(likely * np.log2(likely) + (1 - likely) * np.log2(1 - likely))
    most = np.where(queue.decided, -np.inf, unsure).max(axis=1, initial=-np.inf)
    return _open(queue, seed, np.asarray(most))


def margin(queue: Queue, seed: int) -> Floats:
    """Where the two likeliest codes are closest to one another (Scheffer 2001), no code being one more."""
    none = np.clip(1 - queue.scores.max(axis=1, keepdims=True, initial=0), 0, 1)
    ranked = np.sort(np.hstack([queue.scores, none]), axis=1)
    close = 1 - (ranked[:, -1] - ranked[:, -2]) if queue.scores.shape[1] else none[:, 0]
    return _open(queue, seed, np.asarray(close))


def top(queue: Queue, seed: int) -> Floats:
    """The likeliest segments of each code in turn: first the best of every code, then the second best."""
    numbers = _numbers(queue, seed)
    shown = np.where(queue.decided | (numbers < queue.limit)[:, None], -1.0, queue.scores)
    ranks = np.full(shown.shape, len(shown))
    for code, column in enumerate(shown.T):
        ranks[np.lexsort((numbers, -column)), code] = np.arange(len(shown))
    ranks[queue.decided] = len(shown)
    best = ranks.min(axis=1, initial=len(shown))
    return _open(queue, seed, -best + shown.max(axis=1, initial=0) / 2)


def diverse(queue: Queue, seed: int) -> Floats:
    """What is farthest from all that is decided or was picked before (greedy k-centre, Gonzalez 1985)."""
    is_open, is_free = ~_done(queue), _free(queue, seed)
    vectors = queue.vectors / np.maximum(np.linalg.norm(queue.vectors, axis=1, keepdims=True), 1e-12)
    known = vectors[~is_open]
    nearest = _nearest(vectors, known) if len(known) else np.full(len(vectors), -1.0)
    tie = -_TIE * _numbers(queue, seed)
    order = np.full(len(vectors), -np.inf)
    waiting = is_free.copy()
    for place in range(min(PICKED, int(is_free.sum()))):
        pick = int(np.where(waiting, tie - nearest, -np.inf).argmax())
        order[pick] = len(vectors) - place
        waiting[pick] = False
        nearest = np.maximum(nearest, vectors @ vectors[pick])
    order[waiting] = (tie - nearest)[waiting]
    return order


def mix(queue: Queue, seed: int) -> Floats:
    """Uncertainty, with three in ten cards the next of the random sample."""
    order = np.full(len(queue.ids), -np.inf)
    for place, card in enumerate(mixed(queue, seed)):
        order[card.row] = -place
    return order


def mixed(queue: Queue, seed: int) -> list[Card]:
    """The mix's cards in order, each with what drew it.

    What the random cards will be is set aside before doubt picks any: the planned prefix, and no less than
    one in three. So what was asked at random stays a prefix, wherever a person stops and goes on.
    """
    order = ranked(random(queue, seed))
    planned = int((_numbers(queue, seed)[order] < queue.limit).sum())
    reserved = order[: max(planned, -(-len(order) // RESERVED))]
    kept = set(reserved)
    by_chance, by_doubt = deque(reserved), deque(r for r in ranked(entropy(queue, seed)) if r not in kept)
    cards: list[Card] = []
    for place in range(len(order)):
        if by_chance and (place % BATCH in RANDOM or not by_doubt):
            cards.append(Card(row=by_chance.popleft(), sample="random"))
        else:
            cards.append(Card(row=by_doubt.popleft(), sample="entropy"))
    return cards


def ranked(scores: Floats) -> list[int]:
    """The rows that are still open, the highest score first, equals in the queue's order."""
    return [int(row) for row in np.argsort(-scores, kind="stable") if scores[row] > -np.inf]


def _done(queue: Queue) -> NDArray[np.bool_]:
    """Which segments have nothing left to ask."""
    return np.asarray(queue.decided.all(axis=1))


def _numbers(queue: Queue, seed: int) -> Floats:
    """The random number of each segment."""
    numbers: Floats = np.array([random_number(seed, first) for first in queue.ids], dtype=float)
    return numbers


def _free(queue: Queue, seed: int) -> NDArray[np.bool_]:
    """Which segments a strategy may pick: those with something left to ask, outside the planned sample."""
    return np.asarray(~_done(queue) & (_numbers(queue, seed) >= queue.limit))


def _open(queue: Queue, seed: int, scores: Floats) -> Floats:
    """Scores of the segments that a strategy may pick; of equals, the lowest random number is the highest."""
    return np.asarray(np.where(_free(queue, seed), scores - _TIE * _numbers(queue, seed), -np.inf))


def _nearest(vectors: Floats, known: Floats) -> Floats:
    """The cosine of each vector's nearest among some others."""
    return np.asarray(np.max([vectors @ row for row in known], axis=0))
