"""Agreement on sets of codes: how far two sets are apart, the empty one included."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from ilccode.agreement.coefficients import Coefficient, Measured, alpha_of
from ilccode.agreement.ratings import MISSING

if TYPE_CHECKING:
    from ilccode.agreement.coefficients import Floats
    from ilccode.agreement.ratings import Ratings

Codes = frozenset[Hashable]


def jaccard(one: Codes, other: Codes) -> float:
    """The share of two sets' codes that they do not have in common (Jaccard 1901); 0 where both are empty."""
    together = one | other
    return 1 - len(one & other) / len(together) if together else 0.0


def masi(one: Codes, other: Codes) -> float:
    """Jaccard's agreement, less where neither set holds the other, taken from 1 (Passonneau 2006).

    By hand: {1, 2} and {2, 3} are 8/9 apart, {1} and {1, 2} are 2/3.
    """
    if one == other:
        return 0.0
    alike = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - (1 - jaccard(one, other)) * alike


DISTANCES: dict[str, Callable[[Codes, Codes], float]] = {"masi": masi, "jaccard": jaccard}


def alpha_on_sets(given: Ratings, distance: str | Callable[[Codes, Codes], float] = "masi") -> Coefficient:
    """Krippendorff's alpha on ratings whose categories are sets of codes (frozensets).

    There may be hundreds of sets, and so too many pairs of them to hold for each unit: its parts are how far
    its ratings are apart, and how many gave each set.
    """
    apart = DISTANCES[distance] if isinstance(distance, str) else distance
    rows = [[apart(_set(one), _set(other)) for other in given.categories] for one in given.categories]
    matrix = np.array(rows, dtype=float).reshape(len(rows), len(rows))

    def parts(some: Ratings) -> Floats:
        counts = some.counts
        total = counts.sum(axis=1)
        between = np.zeros(len(counts))
        for one, other in combinations(some.given.T, 2):
            both = np.flatnonzero((one != MISSING) & (other != MISSING))
            between[both] += matrix[one[both], other[both]] + matrix[other[both], one[both]]
        paired = counts * (total >= 2)[:, None]
        return np.hstack([(between / np.maximum(total - 1, 1))[:, None], paired])

    def of(_some: Ratings, sums: Floats) -> Measured:
        used = sums[..., 1:]
        return alpha_of(sums[..., 0], ((used @ matrix) * used).sum(axis=-1), used.sum(axis=-1))

    name = f"alpha on sets ({distance})" if isinstance(distance, str) else "alpha on sets"
    return Coefficient(name=name, parts=parts, of=of)


def _set(category: Hashable) -> Codes:
    if not isinstance(category, frozenset):
        raise TypeError(f"expected a frozenset of codes, found {category!r}")
    return category
