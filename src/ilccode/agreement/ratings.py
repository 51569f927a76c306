"""Ratings: which of several categories each rater gave each unit, with what nobody gave left out."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

MISSING = -1
"""What stands where a rater has not rated."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ratings:
    """n units x r raters.

    `given` holds, n x r, the number of the category that each rater gave, from 0 in the order of
    `categories`; -1 where a rater gave none. `clusters` says, n, which interview a unit belongs to.
    """

    given: NDArray[np.int64]
    categories: tuple[Hashable, ...]
    clusters: NDArray[np.int64]

    @property
    def counts(self) -> NDArray[np.float64]:
        """How many raters gave each unit each category, n x q."""
        found = np.zeros((len(self.given), len(self.categories)))
        for column in self.given.T:
            rows = np.flatnonzero(column != MISSING)
            found[rows, column[rows]] += 1
        return found

    @property
    def values(self) -> NDArray[np.float64]:
        """The categories as numbers, q; their ranks from 1 where they are none."""
        if all(isinstance(category, int | float | np.number) for category in self.categories):
            return np.array(self.categories, dtype=float)
        return np.arange(1, len(self.categories) + 1, dtype=float)

    def of(self, category: Hashable) -> Ratings:
        """The same ratings as yes (1) and no (0) to one category."""
        place = self.categories.index(category)
        given = np.where(self.given == MISSING, MISSING, (self.given == place).astype(int))
        return Ratings(given=given, categories=(0, 1), clusters=self.clusters)


def from_table(
    table: ArrayLike | pd.DataFrame | Sequence[Sequence[Hashable]],
    *,
    categories: Sequence[Hashable] | None = None,
    clusters: Sequence[Hashable] | None = None,
) -> Ratings:
    """Ratings from a table with a row a unit and a column a rater; none and nan are missing.

    `categories` gives the categories that there are, in order; without it, they are those that were used,
    sorted. `clusters` says which interview each unit belongs to; without it, each stands for itself. Raises
    `ValueError` for a rating that is no category.
    """
    used, places = _factorized(table)
    order = list(dict.fromkeys(categories)) if categories is not None else _sorted(set(used))
    if strange := set(used) - set(order):
        raise ValueError(f"expected one of {order}, found {_sorted(strange)}")
    numbers = {category: number for number, category in enumerate(order)}
    given = np.array([*(numbers[cell] for cell in used), MISSING], dtype=np.int64)[places]
    return Ratings(
        given=given,
        categories=tuple(order),
        clusters=_numbered(range(len(given)) if clusters is None else clusters, len(given)),
    )


def from_long(
    frame: pd.DataFrame,
    *,
    unit: str = "unit",
    rater: str = "rater",
    rating: str = "rating",
    cluster: str = "",
    categories: Sequence[Hashable] | None = None,
) -> Ratings:
    """Ratings from a table with a row a rating: the columns name unit, rater, rating and, perhaps, interview.

    Raises `ValueError` where a rater rated a unit twice.
    """
    twice = frame.duplicated([unit, rater])
    if twice.any():
        first = frame[twice].iloc[0]
        raise ValueError(f"{first[rater]!r} rated {first[unit]!r} more than once")
    wide = frame.pivot(index=unit, columns=rater, values=rating).reindex(frame[unit].unique())
    clusters = frame.drop_duplicates(unit)[cluster].tolist() if cluster else None
    return from_table(wide, categories=categories, clusters=clusters)


def from_counts(
    table: ArrayLike | pd.DataFrame,
    *,
    categories: Sequence[Hashable] | None = None,
    clusters: Sequence[Hashable] | None = None,
) -> Ratings:
    """Ratings from a table that counts, a row a unit and a column a category, how many raters gave it.

    Who gave what is not known then: coefficients that need to know it (Cohen's, Conger's) are not for these.
    Raises `ValueError` for what is no count, and where there are not as many categories as columns.
    """
    rows = _cells(table)
    width = _width(table, rows)
    if strange := [
        cell for row in rows for cell in row if _is_missing(cell) or cell < 0 or cell != int(cell)
    ]:
        raise ValueError(f"expected a count, found {strange[0]!r}")
    counts = np.array(rows, dtype=np.int64).reshape(len(rows), width)
    columns = list(table.columns) if hasattr(table, "columns") else range(width)
    names = columns if categories is None else categories
    if len(names) != width:
        raise ValueError(f"expected {width} categories, found {len(names)}")
    most = int(counts.sum(axis=1).max(initial=0))
    given = np.full((len(counts), most), MISSING)
    for row, its in enumerate(counts):
        given[row, : its.sum()] = np.repeat(np.arange(len(its)), its)
    spread = range(len(counts)) if clusters is None else clusters
    return Ratings(given=given, categories=tuple(names), clusters=_numbered(spread, len(counts)))


def _factorized(table: Any) -> tuple[list[Any], NDArray[np.int64]]:
    """The different ratings in a table, and the place of each cell's among them; -1 where it is missing."""
    plain = hasattr(table, "dtypes") and all(isinstance(kind, np.dtype) for kind in table.dtypes)
    array = table.to_numpy() if plain else table
    if isinstance(array, np.ndarray) and array.ndim == 2 and array.dtype.kind in "biuf":
        missing = array != array
        different = np.unique(array[~missing])
        return different.tolist(), np.where(missing, MISSING, np.searchsorted(different, array))
    rows = _cells(table)
    width = _width(table, rows)
    cells = set(chain.from_iterable(rows))
    used = [cell for cell in cells if not _is_missing(cell)]
    numbers = dict.fromkeys(cells, MISSING) | {cell: number for number, cell in enumerate(used)}
    places = [[numbers[cell] for cell in row] for row in rows]
    return used, np.array(places, dtype=np.int64).reshape(len(rows), width)


def _cells(table: Any) -> list[list[Any]]:
    if hasattr(table, "to_numpy"):
        table = table.to_numpy(dtype=object)
    rows: list[list[Any]] = table.tolist() if hasattr(table, "tolist") else [list(row) for row in table]
    return rows


def _is_missing(cell: Any) -> bool:
    """None, nan and what pandas has: nothing that is missing can be said to equal itself."""
    differs = cell != cell
    return cell is None or not isinstance(differs, bool | np.bool_) or bool(differs)


def _width(table: Any, rows: list[list[Any]]) -> int:
    """How many columns a table has; rows of unequal length are none."""
    width = int(table.shape[1]) if hasattr(table, "shape") else len(rows[0]) if rows else 0
    if strange := [len(row) for row in rows if len(row) != width]:
        raise ValueError(f"expected rows of {width}, found one of {strange[0]}")
    return width


def _sorted(found: set[Any]) -> list[Any]:
    """In order of value; where values cannot be compared, of their text."""
    try:
        return sorted(found)
    except TypeError:
        return sorted(found, key=str)


def _numbered(clusters: Sequence[Hashable] | range, size: int) -> NDArray[np.int64]:
    if len(clusters) != size:
        raise ValueError(f"expected a cluster for each of {size} units, found {len(clusters)}")
    places: dict[Hashable, int] = {}
    return np.array([places.setdefault(cluster, len(places)) for cluster in clusters], dtype=np.int64)
