"""Text as rows of cells, whatever parts them: comma, semicolon, tab or bar."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ilccode.errors import InvalidTranscript
from ilccode.readers.columns import Columns, is_blank, names_talk

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 200
_ESCAPED: Mapping[str, Any] = {"escapechar": "\\", "doublequote": False}
_UNQUOTED: Mapping[str, Any] = {"quoting": csv.QUOTE_NONE}
_MARKS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Cells:
    """A text cut into filled rows, the line at which each begins, and what parts their cells."""

    rows: list[list[str]]
    lines: list[int]
    delimiter: str


def cells_of(path: Path, text: str) -> Cells:
    """The filled rows; raises `InvalidTranscript` where a quotation mark swallows some of them."""
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        return _cells(path, rest, first.strip()[4], above=1)
    sample = {delimiter: _sample(text, delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: _fit(sample[delimiter]))
    return _cells(path, text, best)


def _sample(text: str, delimiter: str) -> list[list[str]]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [row for row in islice(reader, _SAMPLE) if any(cell.strip() for cell in row)]
    except csv.Error:
        return []


def _fit(rows: Sequence[Sequence[str]]) -> tuple[bool, float]:
    """How well rows are cut: whether one names columns of talk, and how many are equally long."""
    widths = Counter(len(row) for row in rows)
    width, times = widths.most_common(1)[0] if widths else (0, 0)
    return names_talk(rows), times / len(rows) if width > 1 else 0.0


def _cells(path: Path, text: str, delimiter: str, above: int = 0) -> Cells:
    """The rows of a text below so many lines."""
    escaped = [_ESCAPED] if '\\"' in text else []
    dialects = [{}, *escaped, *([_UNQUOTED] if delimiter == "\t" else [])]
    line = 0
    for dialect in dialects:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, **dialect)
        rows: list[list[str]] = []
        lines: list[int] = []
        begins = above + 1
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    rows.append(row)
                    lines.append(begins)
                begins = above + reader.line_num + 1
        except csv.Error:
            line = line or above + reader.line_num
        else:
            return Cells(rows=rows, lines=lines, delimiter=delimiter)
    expected = "expected each quotation mark in a cell to be closed, or doubled; one here or above is not"
    raise InvalidTranscript(path, expected, line)


def whole(path: Path, cells: Cells, columns: Columns) -> tuple[list[list[str]], list[str]]:
    """The rows with words put together that their own commas have parted, and a note on these.

    That is known where the text is the last column with a name; raises `InvalidTranscript` where it is not
    and a row has more cells than the header.
    """
    if columns.header < 0:
        return cells.rows, []
    header, body = cells.rows[columns.header], cells.rows[columns.header + 1 :]
    if _are_numbered(header, body):
        return [*cells.rows[: columns.header + 1], *(row[1:] for row in body)], []
    last, width = _filled(header), _width(header, body)
    surplus = {n: more for n, row in enumerate(body) if (more := _filled(row) - width) > 0}
    if not surplus:
        return cells.rows, []
    places = [cells.lines[columns.header + 1 + n] for n in surplus]
    if columns.text != last - 1:
        raise InvalidTranscript(
            path, _too_many(cells.delimiter, next(iter(surplus.values())), places), places[0]
        )
    joined = [
        _joined(row, columns.text, cells.delimiter) if n in surplus else row for n, row in enumerate(body)
    ]
    mark = _MARKS.get(cells.delimiter, repr(cells.delimiter))
    rows = "1 row" if len(surplus) == 1 else f"{len(surplus)} rows"
    note = f"in {rows} the text holds {mark} that are not quoted; it is read up to the line's end"
    return [*cells.rows[: columns.header + 1], *joined], [note]


def _are_numbered(header: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a number that counts it, under no name, stands before each row: so R writes tables."""
    counted = all(row[0].strip() == str(n) for n, row in enumerate(body, start=1))
    return counted and len(body) > 1 and all(len(row) == len(header) + 1 for row in body)


def _width(header: Sequence[str], body: Sequence[Sequence[str]]) -> int:
    """How many cells a row has at most: those with names, where what lies behind them goes on with words."""
    last = _filled(header)
    goes_on = any(
        _filled(row) > len(header) or any(c[:1] == " " and c.strip() for c in row[last:]) for row in body
    )
    return last if goes_on else len(header)


def _filled(row: Sequence[str]) -> int:
    """How many cells a row has without the blank ones at its end."""
    return next((n for n in range(len(row), 0, -1) if not is_blank(row[n - 1])), 0)


def _joined(row: Sequence[str], text: int, delimiter: str) -> list[str]:
    return [*row[:text], delimiter.join(row[text : _filled(row)])]


def _too_many(delimiter: str, more: int, lines: Sequence[int]) -> str:
    also = ", ".join(map(str, lines[1 : 1 + _SHOWN])) + (", ..." if len(lines) > 1 + _SHOWN else "")
    return (
        f"{more} more {'cell' if more == 1 else 'cells'} than the header; put quotation marks around cells "
        f"that hold {delimiter!r}{f' (so too in line {also})' if also else ''}"
    )
