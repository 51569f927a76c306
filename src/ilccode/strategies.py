"""In which order segments are asked about: a score for each of a queue's segments, higher first.

Segments of which all codes are decided score minus infinity; so do those of planned samples, but
for `random` and `mix`, which ask about them in their order. Every strategy is a pure function of the queue;
equals come in the order of the random numbers that segments keep for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ilccode.protocols import Queue
from ilccode.sampling import RESERVED, mixed, ranked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Floats

_TIE = 1e-9
"""How much random numbers weigh beside scores: they order equals and nothing else."""

PICKED = 300
"""How many segments `diverse` picks one by one; the rest follow by their distance from those."""


def random(queue: Queue) -> Floats:
    """The next of the random sample: by the number that each segment keeps for good, lowest first."""
    return np.asarray(np.where(queue.drawn, -np.inf, 1 - queue.numbers))


def entropy(queue: Queue) -> Floats:
    """Where some code is least certain: the highest entropy over the codes that are not decided."""
    likely = np.clip(queue.scores, 1e-12, 1 - 1e-12)
    unsure = -(likely * np.log2(likely) + (1 - likely) * np.log2(1 - likely))
    most = np.where(queue.decided, -np.inf, unsure).max(axis=1, initial=-np.inf)
    return _open(queue, np.asarray(most))


def margin(queue: Queue) -> Floats:
    """Where the two likeliest codes are closest to one another (Scheffer 2001), no code being one more."""
    none = np.clip(1 - queue.scores.max(axis=1, keepdims=True, initial=0), 0, 1)
    ranked = np.sort(np.hstack([queue.scores, none]), axis=1)
    close = 1 - (ranked[:, -1] - ranked[:, -2]) if queue.scores.shape[1] else none[:, 0]
    return _open(queue, np.asarray(close))


def top(queue: Queue) -> Floats:
    """The likeliest segments of each code in turn: first the best of every code, then the second best."""
    numbers = queue.numbers
    shown = np.where(queue.decided | queue.planned[:, None], -1.0, queue.scores)
    ranks = np.full(shown.shape, len(shown))
    for code, column in enumerate(shown.T):
        ranks[np.lexsort((numbers, -column)), code] = np.arange(len(shown))
    ranks[queue.decided] = len(shown)
    best = ranks.min(axis=1, initial=len(shown))
    return _open(queue, -best + shown.max(axis=1, initial=0) / 2)


def diverse(queue: Queue) -> Floats:
    """What is farthest from all that is decided or was picked before (greedy k-centre, Gonzalez 1985)."""
    is_open, is_free = ~_done(queue), _free(queue)
    vectors = queue.vectors / np.maximum(np.linalg.norm(queue.vectors, axis=1, keepdims=True), 1e-12)
    known = vectors[~is_open]
    nearest = _nearest(vectors, known) if len(known) else np.full(len(vectors), -1.0)
    tie = -_TIE * queue.numbers
    order = np.full(len(vectors), -np.inf)
    waiting = is_free.copy()
    for place in range(min(PICKED, int(is_free.sum()))):
        pick = int(np.where(waiting, tie - nearest, -np.inf).argmax())
        order[pick] = len(vectors) - place
        waiting[pick] = False
        nearest = np.maximum(nearest, vectors @ vectors[pick])
    order[waiting] = (tie - nearest)[waiting]
    return order


def disagreement(queue: Queue) -> Floats:
    """Where other coders and the scores are farthest apart, where this coder has not answered."""
    if queue.shares is None:
        return np.full(len(queue.numbers), -np.inf)
    apart = np.where(np.isnan(queue.shares), -np.inf, np.abs(queue.shares - queue.scores))
    most = apart.max(axis=1, initial=-np.inf)
    return np.asarray(np.where(queue.planned, -np.inf, most - _TIE * queue.numbers))


def stale(queue: Queue) -> Floats:
    """Where most codes have changed their meaning since this coder answered."""
    if queue.stale is None:
        return np.full(len(queue.numbers), -np.inf)
    changed = queue.stale.sum(axis=1).astype(float)
    return np.asarray(np.where(changed > 0, changed - _TIE * queue.numbers, -np.inf))


def mix(queue: Queue) -> Floats:
    """Uncertainty, with three in ten cards the next of the random sample."""
    kept = queue.numbers < max(queue.limit, RESERVED)
    chance = [row for row in ranked(random(queue)) if kept[row]]
    doubt = [row for row in ranked(entropy(queue)) if not kept[row]]
    rows = mixed(chance, doubt, queue.answered)
    order = np.full(len(queue.numbers), -np.inf)
    order[rows] = -np.arange(len(rows))
    return order


def _done(queue: Queue) -> NDArray[np.bool_]:
    """Which segments have nothing left to ask."""
    return np.asarray(queue.decided.all(axis=1))


def _free(queue: Queue) -> NDArray[np.bool_]:
    """Which segments a strategy may pick: those with something left to ask, outside planned samples."""
    return np.asarray(~_done(queue) & ~queue.planned)


def _open(queue: Queue, scores: Floats) -> Floats:
    """Scores of the segments that a strategy may pick; of equals, the lowest random number is the highest."""
    return np.asarray(np.where(_free(queue), scores - _TIE * queue.numbers, -np.inf))


def _nearest(vectors: Floats, known: Floats) -> Floats:
    """The cosine of each vector's nearest among some others."""
    return np.asarray(np.max([vectors @ row for row in known], axis=0))
