"""Agreement on sets of codes: how far two sets are apart, the empty one included."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from ilccode.agreement.alpha import alpha_by
from ilccode.agreement.measures import Coefficient
from ilccode.agreement.weights import Plain, named, pairwise

if TYPE_CHECKING:
    from ilccode.agreement.measures import Floats

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


DISTANCES: Mapping[str, Callable[[Floats, Floats, Floats], Floats]] = {"masi": _masi, "jaccard": _jaccard}


def alpha_on_sets(distance: str | Callable[[Codes, Codes], float] = "masi") -> Coefficient:
    """Krippendorff's alpha on ratings whose categories are sets of codes (frozensets)."""
    if not isinstance(distance, str):
        return alpha_by(pairwise(lambda one, other: distance(_set(one), _set(other))), "alpha on sets")
    apart = named(distance, DISTANCES)
    plain = Plain(lambda sets, _: apart(*_overlaps([_set(one) for one in sets])))
    return alpha_by(plain, f"alpha on sets ({distance})")


def _overlaps(sets: Sequence[Codes]) -> tuple[Floats, Floats, Floats]:
    """Of each two sets, how many codes both have, and how many each, q x q, q x 1 and 1 x q."""
    places = {code: place for place, code in enumerate(dict.fromkeys(chain.from_iterable(sets)))}
    held = np.zeros((len(sets), len(places)))
    for row, its in enumerate(sets):
        held[row, [places[code] for code in its]] = 1
    size = held.sum(axis=1)
    return held @ held.T, size[:, None], size[None, :]


def _set(category: Hashable) -> Codes:
    if not isinstance(category, frozenset):
        raise TypeError(f"expected a frozenset of codes, found {category!r}")
    return category
