"""In which order segments are asked about: a score for each of a queue's segments, higher first.

Segments of which all codes are decided score minus infinity. Every strategy is a pure function of the
queue and the study's seed.
"""

from __future__ import annotations

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

PICKED = 300
"""How many segments `diverse` picks one by one; the rest follow by their distance from those."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A segment to ask about, by its row in the queue; `sample` says what drew it: `random` or a strategy."""

    row: int
    sample: str


def random(queue: Queue, seed: int) -> Floats:
    """The next of the random sample: by the number that each segment keeps for good, lowest first."""
    numbers = np.array([random_number(seed, first) for first in queue.ids])
    return _open(queue, 1 - numbers)


def entropy(queue: Queue, seed: int) -> Floats:  # noqa: ARG001
    """Where some code is least certain: the highest entropy over the codes that are not decided."""
    likely = np.clip(queue.scores, 1e-12, 1 - 1e-12)
    unsure = -(likely * np.log2(likely) + (1 - likely) * np.log2(1 - likely))
    return _open(queue, _most(queue, unsure))


def margin(queue: Queue, seed: int) -> Floats:  # noqa: ARG001
    """Where the two likeliest codes are closest to one another (Scheffer 2001), no code being one more."""
    none = np.clip(1 - queue.scores.max(axis=1, keepdims=True, initial=0), 0, 1)
    ranked = np.sort(np.hstack([queue.scores, none]), axis=1)
    return _open(queue, 1 - (ranked[:, -1] - ranked[:, -2]) if queue.scores.shape[1] else none[:, 0])


def top(queue: Queue, seed: int) -> Floats:  # noqa: ARG001
    """The likeliest segments of each code in turn: first the best of every code, then the second best."""
    shown = np.where(queue.decided, -1.0, queue.scores)
    places = np.argsort(np.argsort(-shown, axis=0, kind="stable"), axis=0, kind="stable")
    ranks = np.where(queue.decided, len(shown), places)
    best = ranks.min(axis=1, initial=len(shown))
    return _open(queue, -best + shown.max(axis=1, initial=0) / 2)


def diverse(queue: Queue, seed: int) -> Floats:
    """What is farthest from all that is decided or was picked before (greedy k-centre, Gonzalez 1985)."""
    is_open = ~_done(queue)
    vectors = queue.vectors / np.maximum(np.linalg.norm(queue.vectors, axis=1, keepdims=True), 1e-12)
    known = vectors[~is_open]
    nearest = _nearest(vectors, known) if len(known) else np.full(len(vectors), -1.0)
    tie = 1e-9 * random(queue, seed)
    order = np.full(len(vectors), -np.inf)
    waiting = is_open.copy()
    for place in range(min(PICKED, int(is_open.sum()))):
        pick = int(np.where(waiting, tie - nearest, -np.inf).argmax())
        order[pick] = len(vectors) - place
        waiting[pick] = False
        nearest = np.maximum(nearest, vectors @ vectors[pick])
    order[waiting] = -nearest[waiting]
    return order


def mix(queue: Queue, seed: int) -> Floats:
    """Uncertainty, with three in ten cards the next of the random sample."""
    order = np.full(len(queue.ids), -np.inf)
    for place, card in enumerate(mixed(queue, seed)):
        order[card.row] = -place
    return order


def mixed(queue: Queue, seed: int) -> list[Card]:
    """The mix's cards in order, each with what drew it."""
    by_chance, by_doubt = (ranked(strategy(queue, seed)) for strategy in (random, entropy))
    cards: list[Card] = []
    taken: set[int] = set()
    waiting = {"random": iter(by_chance), "entropy": iter(by_doubt)}
    for place in range(len(by_chance)):
        sample = "random" if place % BATCH in RANDOM else "entropy"
        row = next(row for row in waiting[sample] if row not in taken)
        taken.add(row)
        cards.append(Card(row=row, sample=sample))
    return cards


def ranked(scores: Floats) -> list[int]:
    """The rows that are still open, the highest score first, equals in the queue's order."""
    return [int(row) for row in np.argsort(-scores, kind="stable") if scores[row] > -np.inf]


def _done(queue: Queue) -> NDArray[np.bool_]:
    """Which segments have nothing left to ask."""
    return np.asarray(queue.decided.all(axis=1))


def _open(queue: Queue, scores: Floats) -> Floats:
    return np.asarray(np.where(_done(queue), -np.inf, scores))


def _most(queue: Queue, values: Floats) -> Floats:
    """The highest value over the codes that are not decided."""
    return np.asarray(np.where(queue.decided, -np.inf, values).max(axis=1, initial=-np.inf))


def _nearest(vectors: Floats, known: Floats) -> Floats:
    """The cosine of each vector's nearest among some others."""
    return np.asarray(np.max([vectors @ row for row in known], axis=0))
