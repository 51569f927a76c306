"""Ratings: which of several categories each rater gave each unit, with what nobody gave left out."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from ilccode.agreement.weights import number

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
    `is_anonymous` tells that nobody knows who gave which: a column is no rater's own.
    """

    given: NDArray[np.int64]
    categories: tuple[Hashable, ...]
    clusters: NDArray[np.int64]
    is_anonymous: bool = False

    @property
    def counts(self) -> NDArray[np.float64]:
        """How many raters gave each unit each category, n x q."""
        found = np.zeros((len(self.given), len(self.categories)))
        for column in self.given.T:
            rows = np.flatnonzero(column != MISSING)
            found[rows, column[rows]] += 1
        return found

    def of(self, category: Hashable) -> Ratings:
        """The same ratings as yes (1) and no (0) to one category."""
        place = self.categories.index(category)
        given = np.where(self.given == MISSING, MISSING, (self.given == place).astype(int))
        return replace(self, given=given, categories=(0, 1))


def from_table(
    table: ArrayLike | pd.DataFrame | Sequence[Sequence[Hashable]],
    *,
    categories: Sequence[Hashable] | None = None,
    clusters: Sequence[Hashable] | None = None,
) -> Ratings:
    """Ratings from a table with a row a unit and a column a rater; none and nan are missing.

    `categories` gives the categories that there are, in order; without it, they are those that the columns'
    type names (of a pandas Categorical), else those that were used, sorted. `clusters` says which interview
    each unit belongs to; without it, each stands for itself. Raises `ValueError` for what is no such table,
    and for a rating that is no category.
    """
    _check_table(table)
    used, places = _factorized(table)
    order = _categories(categories if categories is not None else _levels(table), used)
    numbers = {category: number for number, category in enumerate(order)}
    given = np.array([*(numbers[cell] for cell in used), MISSING], dtype=np.int64)[places]
    return Ratings(
        given=given,
        categories=tuple(order),
        clusters=_numbered(range(len(given)) if clusters is None else clusters, len(given)),
    )


def _categories(named: Sequence[Hashable] | None, used: list[Any]) -> list[Hashable]:
    """The categories in order; raises `ValueError` for a rating that is none."""
    if named is None:
        return _sorted(set(used))
    order = list(dict.fromkeys(named))
    if any(map(_is_missing, order)):
        raise ValueError("expected categories, found one that is missing")
    if strange := set(used) - set(order):
        raise ValueError(f"expected one of {order}, found {_sorted(strange)}")
    return order


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

    Raises `ValueError` where a rater rated a unit twice, where a unit or a rater has no name, and where a
    unit is of two interviews.
    """
    if strange := [name for name in (unit, rater, rating, cluster) if name and name not in frame.columns]:
        raise ValueError(f"expected a column {strange[0]!r}, found {', '.join(map(repr, frame.columns))}")
    for column in (unit, rater):
        if frame[column].isna().any():
            raise ValueError(f"expected a name in each row of {column!r}, found none in some")
    twice = frame.duplicated([unit, rater])
    if twice.any():
        first = frame[twice].iloc[0]
        raise ValueError(f"{first[rater]!r} rated {first[unit]!r} more than once")
    if cluster and (frame.groupby(unit)[cluster].nunique(dropna=False) > 1).any():
        raise ValueError(f"expected one {cluster!r} for each {unit!r}, found several")
    levels = _levels(frame[[rating]]) if categories is None else categories
    plain = frame.astype({rating: object}) if levels is not None else frame
    wide = plain.pivot(index=unit, columns=rater, values=rating).reindex(frame[unit].unique())
    clusters = frame.drop_duplicates(unit)[cluster].tolist() if cluster else None
    return from_table(wide, categories=levels, clusters=clusters)


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
    _check_table(table)
    rows = _cells(table)
    width = _width(table, rows)
    if strange := [cell for row in rows for cell in row if not _is_count(cell)]:
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
    return Ratings(
        given=given,
        categories=tuple(names),
        clusters=_numbered(spread, len(counts)),
        is_anonymous=True,
    )


def _check_table(table: Any) -> None:
    """Refuse what can be iterated over, but is no table."""
    expected = "expected a table with a row a unit and a column a rater"
    if isinstance(table, str | Mapping | Set) or getattr(table, "ndim", 2) != 2:
        raise ValueError(f"{expected}, found {type(table).__name__}")
    strange = [] if hasattr(table, "shape") else [row for row in table if not _is_row(row)]
    if strange:
        raise ValueError(f"{expected}, found the row {strange[0]!r}")
    if hasattr(table, "columns") and not table.columns.is_unique:
        raise ValueError(f"{expected}, found two columns of one name")


def _is_row(row: Any) -> bool:
    return not isinstance(row, str) and (isinstance(row, Sequence) or hasattr(row, "tolist"))


def _is_count(cell: Any) -> bool:
    is_number = isinstance(cell, int | float | np.number) and not _is_missing(cell)
    return bool(is_number and np.isfinite(cell) and cell >= 0 and cell == int(cell))


def _levels(table: Any) -> list[Hashable] | None:
    """The categories that the columns' type names, if all name the same."""
    kinds = {repr(kind): kind for kind in getattr(table, "dtypes", ())}
    found = [kind.categories.tolist() for kind in kinds.values() if hasattr(kind, "categories")]
    return found[0] if len(found) == len(kinds) == 1 else None


def _factorized(table: Any) -> tuple[list[Any], NDArray[np.int64]]:
    """The different ratings in a table, and the place of each cell's among them; -1 where it is missing."""
    plain = hasattr(table, "dtypes") and all(isinstance(kind, np.dtype) for kind in table.dtypes)
    array = table.to_numpy() if plain else table
    if isinstance(array, np.ma.MaskedArray):
        mask, array = np.ma.getmaskarray(array), array.data.astype(object)
        array[mask] = None
        table = array
    if isinstance(array, np.ndarray) and array.ndim == 2 and array.dtype.kind in "biuf":
        return _of_numbers(array)
    rows = _cells(table)
    width = _width(table, rows)
    cells = set(chain.from_iterable(rows))
    used = [cell for cell in cells if not _is_missing(cell)]
    numbers = dict.fromkeys(cells, MISSING) | {cell: number for number, cell in enumerate(used)}
    places = [[numbers[cell] for cell in row] for row in rows]
    return used, np.array(places, dtype=np.int64).reshape(len(rows), width)


def _of_numbers(array: NDArray[Any]) -> tuple[list[Any], NDArray[np.int64]]:
    """The same of numbers: whole ones that lie close together are counted, others are sorted."""
    if np.can_cast(array.dtype, np.int64) and array.dtype.kind != "b":
        array = array.astype(np.int64)
    if array.dtype.kind == "i" and array.size and int(array.max()) - int(array.min()) < array.size:
        least = array.min()
        places = array - least
        used = np.flatnonzero(np.bincount(places.ravel()))
        found = np.empty(used[-1] + 1, dtype=np.int64)
        found[used] = np.arange(len(used))
        return (used + least).tolist(), found[places]
    missing = array != array
    different = np.unique(array[~missing])
    return different.tolist(), np.where(missing, MISSING, np.searchsorted(different, array))


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
    """In order of value, also of numbers written as texts; where values cannot be compared, of their text."""
    numbers = {category: number(category) for category in found}
    if None not in numbers.values():
        if len(set(numbers.values())) < len(numbers) and not all(isinstance(c, str) for c in numbers):
            raise ValueError(f"expected numbers or texts, found both: {sorted(map(repr, numbers))}")
        return sorted(found, key=lambda category: (numbers[category], str(category)))
    try:
        return sorted(found)
    except TypeError:
        return sorted(found, key=str)


def _numbered(clusters: Sequence[Hashable] | range, size: int) -> NDArray[np.int64]:
    if len(clusters) != size:
        raise ValueError(f"expected a cluster for each of {size} units, found {len(clusters)}")
    if isinstance(clusters, range):
        return np.arange(size)
    if any(map(_is_missing, clusters)):
        raise ValueError("expected a cluster for each unit, found one that is missing")
    places: dict[Hashable, int] = {}
    return np.array([places.setdefault(cluster, len(places)) for cluster in clusters], dtype=np.int64)
