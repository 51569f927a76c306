"""A coefficient's parts summed by interview: what is drawn again, or left out, are whole interviews.

A coefficient hangs on sums over units alone, so each interview is summed once, and a draw of interviews is a
weighted sum of those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ilccode.agreement.measures import parted

if TYPE_CHECKING:
    from ilccode.agreement.measures import Coefficient, Floats
    from ilccode.agreement.ratings import Ratings

CELLS = 2**21
"""How many numbers a block of draws may hold."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Clustered:
    """A coefficient's parts summed by interview, c x s, in an order that hangs on what they hold alone.

    `base` sums, s, the interviews in which no unit was rated twice: they count for the shares of categories,
    and are neither drawn nor left out, as nothing in them says how raters agree. `without` is the coefficient
    without each interview in turn, c.
    """

    coefficient: Coefficient
    given: Ratings
    sums: Floats
    base: Floats
    without: Floats

    def values(self, weights: Floats) -> Floats:
        """The coefficient of interviews that count so and so often, d x c."""
        return self._of(self._whole(weights))

    def left_out(self, weights: Floats) -> Floats:
        """The coefficient with each interview counted once less, d x c."""
        whole = self._whole(weights)
        blocks = slices((len(whole), self.sums.size))
        return np.concatenate([self._of(whole[block][:, None, :] - self.sums) for block in blocks])

    @cached_property
    def value(self) -> float:
        return float(self.values(self.once)[0])

    def _whole(self, weights: Floats) -> Floats:
        return np.asarray(self.base + weights @ self.sums)

    @property
    def once(self) -> Floats:
        return np.ones((1, len(self.sums)))

    def _of(self, sums: Floats) -> Floats:
        flat = sums.reshape(int(np.prod(sums.shape[:-1])), sums.shape[-1])
        blocks = [self.coefficient.of(self.given, flat[block]).value for block in slices(flat.shape)]
        return np.concatenate([np.zeros(0), *blocks]).reshape(sums.shape[:-1])


def clustered(coefficient: Coefficient, given: Ratings) -> Clustered:
    """The parts of a coefficient, summed by interview."""
    size = int(given.clusters.max(initial=-1)) + 1
    held = np.asarray(sum(_by_cluster(*both, size) for both in parted(coefficient, given)))
    sums, holds = held[:, :-3], held[:, -3:]
    has = holds[:, 0] > 0
    base, nothing = sums[~has].sum(axis=0), np.zeros(0)
    found = Clustered(coefficient=coefficient, given=given, sums=sums[has], base=base, without=nothing)
    without = found.left_out(found.once)[0]
    sums_ = np.round(found.sums, 9)
    order = np.lexsort((*sums_.T, *np.sort(sums_, axis=1).T, np.round(without, 9), *holds[has].T))
    return replace(found, sums=found.sums[order], without=without[order])


def _held(given: Ratings) -> Floats:
    """Whole numbers of each unit that hang neither on who rated nor on what categories are called, n x 3."""
    counts = given.counts
    total = counts.sum(axis=1)
    return np.stack([(total >= 2).astype(float), total, (counts**2).sum(axis=1)], axis=1)


def _by_cluster(given: Ratings, parts: Floats, size: int) -> Floats:
    """Parts, and what orders interviews, summed by interview."""
    both = np.hstack([parts, _held(given)])
    found = np.zeros((size, both.shape[1]))
    np.add.at(found, given.clusters, both)
    return found


def slices(shape: tuple[int, ...]) -> Iterator[slice]:
    """A table's rows, a block at a time."""
    step = max(1, CELLS // max(1, shape[-1]))
    yield from (slice(start, start + step) for start in range(0, shape[0], step))
