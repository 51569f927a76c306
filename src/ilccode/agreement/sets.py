"""Agreement on sets of codes: how far two sets are apart, the empty one included."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np

from ilccode.agreement.coefficients import TINY, Coefficient, Measured, alpha_of
from ilccode.agreement.ratings import MISSING

if TYPE_CHECKING:
    from ilccode.agreement.coefficients import Floats
    from ilccode.agreement.ratings import Ratings

Codes = frozenset[Hashable]


def jaccard(one: Codes, other: Codes) -> float:
    """The share of two sets' codes that they do not have in common (Jaccard 1901); 0 where both are empty."""
    return float(_jaccard(*_sizes(one, other)))


def masi(one: Codes, other: Codes) -> float:
    """Jaccard's agreement, less where neither set holds the other, taken from 1 (Passonneau 2006).

    By hand: {1, 2} and {2, 3} are 8/9 apart, {1} and {1, 2} are 2/3.
    """
    return float(_masi(*_sizes(one, other)))


def _jaccard(common: Floats, one: Floats, other: Floats) -> Floats:
    """Jaccard's distance of sets, from how many codes each has, and how many both."""
    return np.asarray(1 - _alike(common, one, other))


def _masi(common: Floats, one: Floats, other: Floats) -> Floats:
    held = (common == one) | (common == other)
    share = np.where((common == one) & (common == other), 1.0, np.where(held, 2 / 3, 1 / 3))
    return np.asarray(1 - _alike(common, one, other) * share)


def _alike(common: Floats, one: Floats, other: Floats) -> Floats:
    together = one + other - common
    return np.where(together > 0, common / np.maximum(together, 1), 1.0)


def _sizes(one: Codes, other: Codes) -> tuple[Floats, Floats, Floats]:
    return np.array(float(len(one & other))), np.array(float(len(one))), np.array(float(len(other)))


DISTANCES: dict[str, Callable[[Floats, Floats, Floats], Floats]] = {"masi": _masi, "jaccard": _jaccard}


def alpha_on_sets(given: Ratings, distance: str | Callable[[Codes, Codes], float] = "masi") -> Coefficient:
    """Krippendorff's alpha on ratings whose categories are sets of codes (frozensets).

    There may be hundreds of sets, and so too many pairs of them to hold for each unit: its parts are how far
    its ratings are apart, and how many gave each set.
    """
    matrix = _distances([_set(category) for category in given.categories], distance)

    def parts(some: Ratings) -> Floats:
        counts = some.counts
        total = counts.sum(axis=1)
        paired = counts * (total >= 2)[:, None]
        return np.hstack([_between(some, total)[:, None], paired])

    def of(_some: Ratings, sums: Floats) -> Measured:
        used = sums[..., 1:]
        return alpha_of(sums[..., 0], ((used @ matrix) * used).sum(axis=-1), used.sum(axis=-1))

    def slopes(some: Ratings, sums: Floats) -> Floats:
        counts = some.counts
        total = counts.sum(axis=1)
        paired = counts * (total >= 2)[:, None]
        between, used = sums[0], sums[1:]
        far = matrix @ used
        by_chance, number = used @ far, used.sum()
        own, grows = _between(some, total) * number + between * paired.sum(axis=1), 2 * paired @ far
        if by_chance <= TINY:
            return np.full(len(counts), np.nan)
        return np.asarray((between * number * grows / by_chance - own) / by_chance)

    def _between(some: Ratings, total: Floats) -> Floats:
        """How far a unit's ratings are apart, all pairs, over their number less one."""
        found = np.zeros(len(total))
        for one, other in combinations(some.given.T, 2):
            both = np.flatnonzero((one != MISSING) & (other != MISSING))
            found[both] += matrix[one[both], other[both]] + matrix[other[both], one[both]]
        return np.asarray(found / np.maximum(total - 1, 1))

    name = f"alpha on sets ({distance})" if isinstance(distance, str) else "alpha on sets"
    return Coefficient(name=name, parts=parts, of=of, slopes=slopes)


def _distances(sets: Sequence[Codes], distance: str | Callable[[Codes, Codes], float]) -> Floats:
    """How far each set is from each, q x q."""
    if not isinstance(distance, str):
        rows = [[distance(one, other) for other in sets] for one in sets]
        return np.array(rows, dtype=float).reshape(len(sets), len(sets))
    if distance not in DISTANCES:
        raise ValueError(f"expected one of {', '.join(DISTANCES)}, found {distance}")
    places = {code: place for place, code in enumerate(dict.fromkeys(chain.from_iterable(sets)))}
    held = np.zeros((len(sets), len(places)))
    for row, its in enumerate(sets):
        held[row, [places[code] for code in its]] = 1
    size = held.sum(axis=1)
    return DISTANCES[distance](held @ held.T, size[:, None], size[None, :])


def _set(category: Hashable) -> Codes:
    if not isinstance(category, frozenset):
        raise TypeError(f"expected a frozenset of codes, found {category!r}")
    return category
