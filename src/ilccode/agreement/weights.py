"""How much two different categories agree, 0 to 1 (Gwet 2014, chapter 3), and how far they are apart.

Weights are for kappas, AC2 and their kin; distances, squared, are for Krippendorff's alpha.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from ilccode.agreement.ratings import Ratings

    Matrix = NDArray[np.float64]

T = TypeVar("T")

Weigh = Callable[["Matrix"], "Matrix"]
"""From the categories' values, q, their weights, q x q."""


def identity(values: Matrix) -> Matrix:
    """Different categories do not agree at all."""
    return np.eye(len(values))


def linear(values: Matrix) -> Matrix:
    """Agreement falls with the distance."""
    return _spread(np.abs(_apart(values)))


def quadratic(values: Matrix) -> Matrix:
    """Agreement falls with the distance squared (Fleiss and Cohen 1973)."""
    return _spread(_apart(values) ** 2)


def radical(values: Matrix) -> Matrix:
    """Agreement falls with the root of the distance."""
    return _spread(np.sqrt(np.abs(_apart(values))))


def ordinal(values: Matrix) -> Matrix:
    """Agreement falls with how many pairs of ranks lie between."""
    steps = np.abs(_apart(np.arange(len(values), dtype=float)))
    return _spread(steps * (steps + 1) / 2)


def ratio(values: Matrix) -> Matrix:
    """Agreement falls with the distance in relation to the sum; raises `ValueError` for negative values."""
    return _spread(_in_relation(values))


def circular(values: Matrix) -> Matrix:
    """The last category is as near to the first as to the last but one."""
    apart = _apart(values)
    return _spread(np.sin(np.pi * apart / (apart.max(initial=0.0) + 1)) ** 2)


def bipolar(values: Matrix) -> Matrix:
    """A step near the ends counts for more than one in the middle."""
    sums = values[:, None] + values
    ends = (sums - sums.min(initial=np.inf)) * (sums.max(initial=-np.inf) - sums)
    return _spread(np.divide(_apart(values) ** 2, ends, out=np.zeros_like(sums), where=ends != 0))


WEIGHTS: Mapping[str, Weigh] = {
    "identity": identity,
    "linear": linear,
    "quadratic": quadratic,
    "radical": radical,
    "ordinal": ordinal,
    "ratio": ratio,
    "circular": circular,
    "bipolar": bipolar,
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighing:
    """How much `size` categories agree: the same fully, others by a `matrix` or, without it, not at all."""

    size: int
    matrix: Matrix | None

    @property
    def total(self) -> float:
        """All weights together."""
        return float(self.size if self.matrix is None else self.matrix.sum())

    def of(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> Matrix:
        """How much categories agree, by their numbers."""
        return np.asarray(one == other if self.matrix is None else self.matrix[one, other], dtype=float)

    def between(self, one: Matrix, other: Matrix) -> Matrix:
        """The weights of all pairs of categories, times how often each was used, ... x q, summed."""
        weighed = one if self.matrix is None else one @ self.matrix
        return np.asarray((weighed * other).sum(axis=-1))


def weighing(given: Ratings, weights: str | ArrayLike) -> Weighing:
    """The weights of a name, or a matrix of them; raises `ValueError` for what are none."""
    is_plain = isinstance(weights, str) and weights == "identity"
    return Weighing(size=len(given.categories), matrix=None if is_plain else weights_of(given, weights))


def weights_of(given: Ratings, weights: str | ArrayLike) -> Matrix:
    """The weights of a name, or a matrix of them, q x q; raises `ValueError` for what are none."""
    if isinstance(weights, str):
        return named(weights, WEIGHTS)(values_of(given.categories))
    found, size = np.asarray(weights, dtype=float), len(given.categories)
    if found.shape != (size, size):
        raise ValueError(f"expected weights of {size} x {size} categories, found {found.shape}")
    if not (np.isfinite(found).all() and np.allclose(found, found.T)):
        raise ValueError("expected weights that are the same in both directions")
    if not ((np.diagonal(found) == 1).all() and (found >= 0).all() and (found <= 1).all()):
        raise ValueError(
            "expected weights of agreement, 0 to 1, and 1 for the same category; of weights of disagreement "
            "take 1 - weights / weights.max()"
        )
    return found


def _apart(values: Matrix) -> Matrix:
    return values[:, None] - values


def _spread(distances: Matrix) -> Matrix:
    """From distances weights: 1 for the same, 0 for what is farthest apart."""
    most = distances.max(initial=0.0)
    return 1 - distances / most if most else np.ones_like(distances)


Distance = Callable[["Matrix", "Matrix"], "Matrix"]
"""From the categories' values, q, and how often each was used, ... x q, squared distances, ... x q x q."""


class Plain:
    """A distance that hangs on the categories alone: `of` gives, from them and their values, q x q."""

    def __init__(self, of: Callable[[tuple[Hashable, ...], Matrix], Matrix]) -> None:
        self._of = of
        self._matrix = lru_cache(maxsize=4)(self._checked)

    def matrix(self, given: Ratings) -> Matrix:
        """How far each of the ratings' categories is from each, q x q."""
        return self._matrix(given.categories)

    def _checked(self, categories: tuple[Hashable, ...]) -> Matrix:
        found = np.asarray(self._of(categories, values_of(categories)), dtype=float)
        size = len(categories)
        if found.shape != (size, size):
            raise ValueError(f"expected distances of {size} x {size} categories, found {found.shape}")
        if not (np.isfinite(found).all() and (found >= 0).all() and np.allclose(found, found.T)):
            raise ValueError("expected distances of 0 and more, the same in both directions")
        if np.diagonal(found).any():
            raise ValueError("expected no distance between a category and itself")
        return found


def pairwise(distance: Callable[[Any, Any], float]) -> Plain:
    """The distance that a function of two categories gives, squared already if it is to be."""
    return Plain(lambda categories, _: _rows([[distance(a, b) for b in categories] for a in categories]))


def fixed(distances: ArrayLike) -> Plain:
    """The distance that a matrix of squared distances between the categories, q x q, gives."""
    return Plain(lambda _categories, _values: np.asarray(distances, dtype=float))


def ordinal_distance(_values: Matrix, used: Matrix) -> Matrix:
    """How many ratings lie between two ranks, those on them counted by half, squared (Krippendorff 2019)."""
    middles = np.cumsum(used, axis=-1) - used / 2
    return (middles[..., :, None] - middles[..., None, :]) ** 2


DISTANCES: Mapping[str, Plain | Distance] = {
    "nominal": Plain(lambda _, values: 1 - np.eye(len(values))),
    "ordinal": ordinal_distance,
    "interval": Plain(lambda _, values: _apart(values) ** 2),
    "ratio": Plain(lambda _, values: _in_relation(values)),
}
"""Krippendorff's (2019, section 12.3.3)."""


def named(name: str, known: Mapping[str, T]) -> T:
    """What is known by a name; raises `ValueError` that says which names are."""
    if name not in known:
        raise ValueError(f"expected one of {', '.join(known)}, found {name!r}")
    return known[name]


def values_of(categories: tuple[Hashable, ...]) -> Matrix:
    """The categories as numbers, q; their ranks from 1 where they are none."""
    numbers = [number(category) for category in categories]
    if None in numbers:
        return np.arange(1, len(categories) + 1, dtype=float)
    return np.array(numbers, dtype=float)


def number(category: Any) -> float | None:
    """A category as a number, also if it is written as a text; none for what is no number."""
    if isinstance(category, str | Real | Decimal | np.number) and "_" not in str(category):
        with suppress(ValueError):
            found = float(category)
            return found if np.isfinite(found) else None
    return None


def _rows(rows: list[list[float]]) -> Matrix:
    return np.array(rows, dtype=float).reshape(len(rows), len(rows))


def _in_relation(values: Matrix) -> Matrix:
    """The difference in relation to the sum, squared."""
    if (values < 0).any():
        raise ValueError(f"expected values of 0 and more on a ratio scale, found {values.min():g}")
    sums = values[:, None] + values
    return np.asarray(np.divide(_apart(values), sums, out=np.zeros_like(sums), where=sums != 0) ** 2)
