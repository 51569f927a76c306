"""Tables of published agreement data, however they were typed, as ratings.

A row is a unit and a column a rater (`ratings`), a cell counts how many raters gave a category (`counts`), a
row is a rating (`long`), or two raters are crossed (`contingency`); cells of `sets` hold several codes. What
can be meant in two ways is not understood, and said.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ilccode.agreement.ratings import Ratings, from_counts, from_long, from_table
from ilccode.agreement.sets import Codes

MISSING = {"", "*", ".", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN", "NULL", "null", "None"}
DASHES = {"-", "--", "–", "—", "?"}
"""Missing, too, unless they stand beside a `+`."""
MISSING_SET = {"*", "NA", "<NA>", "NaN", "nan", "NAN"}
_UNIT = (
    "units?|items?|subjects?|patients?|targets?|objects?|segments?|docs?|documents?|groups?|cases?|obs|observations?"
    "|texts?|videos?|participants?|interviews?|sentences?|tweets?|utterances?|questions?|persons?|students?|clips?"
    "|rows?|index|id|nr|no|n|u|#"
)
UNITS = re.compile(rf"(unnamed:? ?\d*|{_UNIT}|)[ _.]?(id|nr|no|number|name|index)?", re.IGNORECASE)
"""What a column before the ratings is called that holds none."""
RATERS = re.compile(
    r"(raters?|coders?|annotators?|judges?|observers?|reviewers?)([ _.]?(id|nr|no|name))?", re.IGNORECASE
)
RATINGS = re.compile(r"(ratings?|labels?|values?|codes?|categor(y|ies)|scores?|annotations?)", re.IGNORECASE)
TOTALS = re.compile(r"(row |column |col )?(totals?|sums?|all|marginals?)", re.IGNORECASE)


class Unknown(Exception):
    """What we do not understand, or have no coefficient for."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a value says of its table: the categories in order, or how many, and what is missing."""

    categories: list[Any] | None
    number: int | None
    missing: frozenset[str]
    columns: list[str] | None


def table(value: dict[str, Any], folder: Path) -> Ratings:
    """The ratings that a value is of."""
    said, form = _said(value), value.get("format", "ratings")
    frame = _frame(folder / value["table"], is_counted=form in ("counts", "distribution", "contingency"))
    if said.columns:
        frame = frame[said.columns]
    read = FORMATS.get(form)
    if not read:
        raise Unknown(f"format {form}")
    return read(frame, said)


def _said(value: dict[str, Any]) -> Said:
    named = value.get("categories")
    many = next(
        (value[key] for key in ("n_categories", "q", "categories") if isinstance(value.get(key), int)), None
    )
    missing, columns = value.get("missing", []), value.get("raters") or value.get("columns")
    return Said(
        categories=[number(str(one)) for one in named] if isinstance(named, list) else None,
        number=many,
        missing=frozenset(str(one) for one in (missing if isinstance(missing, list) else [missing])),
        columns=[str(one) for one in columns] if isinstance(columns, list) else None,
    )


def _frame(path: Path, *, is_counted: bool) -> pd.DataFrame:
    """A file's cells as texts, with its header, if it has one."""
    text = path.read_text(encoding="utf-8-sig")
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    rows = [
        [cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=separator) if row
    ]
    while all(len(row) == len(rows[0]) and len(row) > 1 and not row[-1] for row in rows):
        rows = [row[:-1] for row in rows]
    if strange := [row for row in rows if len(row) != len(rows[0])]:
        raise Unknown(f"a row of {len(strange[0])} cells under a header of {len(rows[0])}")
    if separator != ",":
        rows = [[_decimal(cell) for cell in row] for row in rows]
    header, body = rows[0], rows[1:]
    if _is_data(header, body, is_counted=is_counted):
        header, body = [f"rater{place + 1}" for place in range(len(header))], rows
    return pd.DataFrame(body, columns=header, dtype=str)


def _is_data(header: list[str], body: list[list[str]], *, is_counted: bool) -> bool:
    """Whether a first row is no header: numbers that are not counted up."""
    numbers = [number(cell) for cell in header]
    if not all(isinstance(one, float) for one in numbers):
        return False
    if is_counted:
        return len(header) == len(body) + 1 and len(set(header)) < len(header)
    return header not in ([str(n + start) for n in range(len(header))] for start in (0, 1))


def _decimal(cell: str) -> str:
    return cell.replace(",", ".") if re.fullmatch(r"-?\d+,\d+", cell) else cell


def of_ratings(frame: pd.DataFrame, said: Said) -> Ratings:
    """A row a unit, a column a rater; where a first column names raters, a row is a rater."""
    names = list(frame.columns)
    if RATERS.fullmatch(names[0]) and not any(RATERS.match(name) for name in names[1:]):
        frame = frame.iloc[:, 1:].T.set_axis([f"rater{n}" for n in range(len(frame))], axis=1)
    else:
        frame = without_units(frame)
    return _rated(frame.to_numpy().tolist(), said)


def _rated(rows: list[list[str]], said: Said) -> Ratings:
    every = {cell for row in rows for cell in row}
    wanted = {str(one) for one in said.categories or ()}
    missing = (MISSING | said.missing | (DASHES if "+" not in every else set())) - wanted
    cells: list[list[Any]] = [[None if cell in missing else cell for cell in row] for row in rows]
    used = {cell for row in cells for cell in row if cell is not None}
    order = said.categories
    if all(isinstance(number(cell), float) for cell in used):
        cells = [[None if cell is None else number(cell) for cell in row] for row in cells]
        order = order or _counted_up(said.number, {float(cell) for cell in used})
    elif order:
        order = [f"{one:g}" if isinstance(one, float) else one for one in order]
    elif said.number and said.number != len(used):
        raise Unknown(f"{said.number} categories, of which {len(used)} are used")
    return from_table(cells, categories=order)


def _counted_up(many: int | None, used: set[float]) -> list[float] | None:
    """So many categories, from 1 or from 0."""
    if many is None or many == len(used):
        return None
    for start in (1, 0):
        found = [float(start + n) for n in range(many)]
        if used <= set(found):
            return found
    raise Unknown(f"{many} categories, not counted from 0 or 1")


def of_sets(frame: pd.DataFrame, said: Said) -> Ratings:
    """A row a unit, a column a rater; in a cell codes, parted by spaces; an empty cell is the empty set."""
    cells, missing = without_units(frame).to_numpy().tolist(), MISSING_SET | said.missing
    return from_table([[None if cell in missing else codes(cell) for cell in row] for row in cells])


def codes(cell: str) -> Codes:
    """The codes of a cell, also as Python writes sets and lists."""
    inner = re.sub(r"^(frozen)?set\(|^\(|\)$", "", cell.strip())
    return frozenset(re.split(r"[\s,;|+'\"]+", inner.strip(" {}[]()∅'\""))) - {""}


def of_counts(frame: pd.DataFrame, said: Said) -> Ratings:
    """A row a unit, a column a category."""
    frame = frame[[name for name in frame.columns if not TOTALS.fullmatch(name)]]
    first = frame.columns[0]
    totals = _totals(frame) if _are_numbers(frame[first]) else set()
    is_name = not _are_numbers(frame[first]) or _is_sequence(frame[first], frame)
    if frame.shape[1] > 2 and (is_name or (UNITS.fullmatch(first) and len(totals) != 1)):
        frame = frame.iloc[:, 1:]
    names = [number(name) for name in frame.columns]
    if not all(isinstance(name, float) for name in names):
        names = list(frame.columns)
    order = said.categories
    return from_counts(
        _numbers(frame).tolist(), categories=order if order and len(order) == len(names) else names
    )


def _totals(frame: pd.DataFrame) -> set[float]:
    return set(_numbers(frame).sum(axis=1).tolist())


def of_contingency(frame: pd.DataFrame, said: Said) -> Ratings:
    """A row a category of the first rater's, a column a category of the second's, how many units."""
    labels = list(frame.iloc[:, 0]) if frame.shape[1] > len(_without_totals(frame)) else []
    body = _without_totals(frame)
    names = [name for name in frame.columns[bool(labels) :] if not TOTALS.fullmatch(name)]
    rows = [label for label in labels if not TOTALS.fullmatch(label)] or names
    counts = _whole(_numbers(body[names]))
    if len(rows) != len(names) or (set(rows) != set(names) and labels and not _are_numbers(pd.Series(rows))):
        raise Unknown(f"rows {rows} beside columns {names}")
    rows = rows if set(rows) == set(names) else names
    cells = [
        [one, other]
        for one, its in zip(rows, counts, strict=True)
        for other, many in zip(names, its, strict=True)
        for _ in range(many)
    ]
    order = said.categories or [number(name) for name in names]
    return _rated(cells, Said(categories=order, number=None, missing=frozenset(), columns=None))


def _without_totals(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the row of sums."""
    return frame[[not TOTALS.fullmatch(cell) for cell in frame.iloc[:, 0]]]


def _whole(counts: Any) -> list[list[int]]:
    """Counts as whole numbers; shares times the least power of ten that makes them so."""
    for power in range(6):
        scaled = counts * 10**power
        if np.allclose(scaled, np.round(scaled), atol=1e-6):
            found: list[list[int]] = np.round(scaled).astype(int).tolist()
            return found
    raise Unknown("counts that are not whole")


def of_long(frame: pd.DataFrame, said: Said) -> Ratings:
    """A row a rating: unit, rater, rating, by the columns' names, else in this order."""
    units, raters, given = (_column(frame, pattern) for pattern in (UNITS, RATERS, RATINGS))
    if not units or not raters or not given:
        last = list(frame.columns[-3:])
        first, second, given = last
        is_turned = frame[second].nunique() > frame[first].nunique()
        units, raters = (second, first) if is_turned else (first, second)
    frame = frame[[units, raters, given]].set_axis(["unit", "rater", "rating"], axis=1)
    found = from_long(frame[~frame["rating"].isin(MISSING | said.missing)])
    cells = [[found.categories[place] if place >= 0 else "" for place in row] for row in found.given]
    return _rated(cells, said)


def _column(frame: pd.DataFrame, pattern: re.Pattern[str]) -> str:
    found = [name for name in frame.columns if name and pattern.fullmatch(name)]
    return found[0] if len(found) == 1 else ""


FORMATS: dict[str, Callable[[pd.DataFrame, Said], Ratings]] = {
    "ratings": of_ratings,
    "raw": of_ratings,
    "set_ratings": of_sets,
    "sets": of_sets,
    "counts": of_counts,
    "distribution": of_counts,
    "contingency": of_contingency,
    "long": of_long,
}


def number(cell: str) -> float | str:
    """A number where it is one, without case for `1` and `1.0`."""
    try:
        return float(cell)
    except ValueError:
        return cell


def _numbers(frame: pd.DataFrame) -> Any:
    return frame.replace(dict.fromkeys(MISSING | DASHES, "0")).astype(float).to_numpy()


def _are_numbers(cells: pd.Series) -> bool:
    return all(cell in MISSING or isinstance(number(cell), float) for cell in cells)


def without_units(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the columns before the ratings: by name, counted up, or texts that are no rating elsewhere."""
    while frame.shape[1] > 2 and UNITS.fullmatch(frame.columns[0]) and not _is_alike(frame):
        frame = frame.iloc[:, 1:]
    if frame.shape[1] > 2 and not _is_alike(frame) and _is_sequence(frame.iloc[:, 0], frame):
        frame = frame.iloc[:, 1:]
    first, rest = frame.iloc[:, 0], set(frame.iloc[:, 1:].to_numpy().ravel())
    only_texts = len(first) > 0 and all(isinstance(number(cell), str) and cell not in rest for cell in first)
    counted = all(cell in MISSING or isinstance(number(cell), float) for cell in rest)
    if frame.shape[1] > 2 and only_texts and (counted or first.is_unique):
        frame = frame.iloc[:, 1:]
    return frame


def _is_alike(frame: pd.DataFrame) -> bool:
    """Whether the first column is called as the second is: `r1`, `r2`; `A`, `B`."""
    first, second = (_stem(name) for name in frame.columns[:2])
    return first == second


def _stem(name: str) -> str:
    if len(name) == 1 and name.isalpha():
        return "A" if name.isupper() else "a"
    return re.sub(r"[ _.]?(\d+|[A-Za-z])$", "", name)


def _is_sequence(first: pd.Series, frame: pd.DataFrame) -> bool:
    """Whether a column counts the rows up, from 0 or 1, and no other does."""
    return (
        any(first.tolist() == [str(n + start) for n in range(len(frame))] for start in (0, 1))
        and len(frame) > 2
    )
