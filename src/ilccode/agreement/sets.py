"""Agreement on sets of codes: how far two sets are apart, the empty one included."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

import numpy as np

from ilccode.agreement.coefficients import Coefficient, krippendorff_alpha
from ilccode.agreement.weights import fixed

if TYPE_CHECKING:
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
    """Krippendorff's alpha on ratings whose categories are sets of codes (frozensets)."""
    apart = DISTANCES[distance] if isinstance(distance, str) else distance
    matrix = [[apart(_set(one), _set(other)) for other in given.categories] for one in given.categories]
    found = krippendorff_alpha(fixed(np.array(matrix, dtype=float)))
    name = f"alpha on sets ({distance})" if isinstance(distance, str) else "alpha on sets"
    return Coefficient(name=name, parts=found.parts, of=found.of)


def _set(category: Hashable) -> Codes:
    if not isinstance(category, frozenset):
        raise TypeError(f"expected a frozenset of codes, found {category!r}")
    return category
