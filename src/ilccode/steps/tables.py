"""Tables about people and codings, as spreadsheets save them: CSV with whichever separator, or XLSX."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ilccode import sources
from ilccode.cells import guarded, unguarded
from ilccode.errors import Fault, FaultyFile
from ilccode.steps.workbooks import Line, Workbook, is_workbook

CODING = "Coding"
"""The tab of a workbook that is read; without it, the first one is."""

_SEPARATORS = ",;\t"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row by its columns' names; `line` is where it begins, from 1: in a workbook, the row's number."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file's columns, whether or not any row follows, and its rows that hold anything, guards taken off.

    `header` is the line of the columns' names. `workbook` is what the table is a tab of; none for CSV.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header: int = 1
    workbook: Workbook | None = None


def rows(path: Path, *, encoding: str = "") -> Iterator[Row]:
    """The rows of a file; raises `FaultyFile`. `encoding` is that of a CSV file which is not Unicode."""
    yield from read(path, encoding=encoding).rows


def read(path: Path, *, encoding: str = "") -> Table:
    """A file's table, read at one go; raises `FaultyFile`."""
    source = sources.read(path)
    if is_workbook(source.data):
        workbook = Workbook(source)
        lines = workbook.lines(CODING if CODING in workbook.tabs else workbook.tabs[0])
        return _table(path, ((n, [_bare(cell) for cell in cells]) for n, cells in lines), workbook)
    text = unicodedata.normalize("NFC", _text(path, source.data, encoding))
    return _table(path, _lines(path, text))


def _lines(path: Path, text: str) -> Iterator[Line]:
    """The lines of a CSV file; guards are taken off cells, but not off the names in the first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() if line == 1 else unguarded(cell.strip()) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise FaultyFile(
            [Fault(path=str(path), line=reader.line_num, expected=f"expected CSV: {error}")]
        ) from None


def _bare(cell: str) -> str:
    """A cell of a workbook without the guard that it had in a CSV file; nobody else's `'` is a guard."""
    cell = unicodedata.normalize("NFC", cell.strip())
    return unguarded(cell) if guarded(cell[1:]) == cell else cell


def _table(path: Path, lines: Iterable[Line], workbook: Workbook | None = None) -> Table:
    every = iter(lines)
    header, names = next(every, (1, []))
    _check_names(path, header, names)
    return Table(
        path=path,
        columns=tuple(name for name in names if name),
        rows=tuple(_row(path, line, cells, names) for line, cells in every if any(cells)),
        header=header,
        workbook=workbook,
    )


def _row(path: Path, line: int, cells: Sequence[str], names: Sequence[str]) -> Row:
    if any(cells[len(names) :]):
        expected = f"expected {len(names)} cells, as in the header; found {len(cells)}"
        raise FaultyFile([Fault(path=str(path), line=line, expected=expected)])
    padded = [*cells, *[""] * (len(names) - len(cells))]
    return Row(line=line, cells={n: c for n, c in zip(names, padded, strict=False) if n})


def _separator(text: str) -> str:
    header, _, _ = text.partition("\n")
    return max(_SEPARATORS, key=header.count)


def _check_names(path: Path, line: int, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        expected = f"expected each column once, found twice: {', '.join(twice)}"
        raise FaultyFile([Fault(path=str(path), line=line, expected=expected)])


def _text(path: Path, data: bytes, encoding: str) -> str:
    marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for name in filter(None, (marked, encoding)):
        with suppress(UnicodeDecodeError):
            return data.decode(name)
    expected = "expected UTF-8 text: in a spreadsheet, save as 'CSV UTF-8', or say what it is with --encoding"
    raise FaultyFile([Fault(path=str(path), expected=expected)])
