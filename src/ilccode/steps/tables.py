"""Tables about people and codings, as spreadsheets save them: CSV with whichever separator."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ilccode import sources
from ilccode.cells import unguarded
from ilccode.errors import Fault, FaultyFile

_SEPARATORS = ",;\t"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row by its columns' names; `line` is where it begins, the header's being 1."""

    line: int
    cells: dict[str, str]


def columns(path: Path) -> list[str]:
    """The names of a CSV file's columns, whether or not any row follows; raises `FaultyFile`."""
    text = unicodedata.normalize("NFC", _text(path, ""))
    cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)), [])
    return [cell.strip() for cell in cells if cell.strip()]


def rows(path: Path, *, encoding: str = "") -> Iterator[Row]:
    """The rows of a CSV file that hold anything, guards taken off; raises `FaultyFile`.

    `encoding` is that of a file which is not Unicode.
    """
    text = unicodedata.normalize("NFC", _text(path, encoding))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    try:
        names = [cell.strip() for cell in next(reader, [])]
        _check_names(path, names)
        line = reader.line_num + 1
        for cells in reader:
            filled = [unguarded(cell.strip()) for cell in cells]
            if any(filled[len(names) :]):
                expected = f"expected {len(names)} cells, as in the header; found {len(filled)}"
                raise FaultyFile([Fault(path=str(path), line=line, expected=expected)])
            if any(filled):
                padded = [*filled, *[""] * (len(names) - len(filled))]
                yield Row(line=line, cells={n: c for n, c in zip(names, padded, strict=False) if n})
            line = reader.line_num + 1
    except csv.Error as error:
        raise FaultyFile(
            [Fault(path=str(path), line=reader.line_num, expected=f"expected CSV: {error}")]
        ) from None


def _separator(text: str) -> str:
    header, _, _ = text.partition("\n")
    return max(_SEPARATORS, key=header.count)


def _check_names(path: Path, names: list[str]) -> None:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        expected = f"expected each column once, found twice: {', '.join(twice)}"
        raise FaultyFile([Fault(path=str(path), line=1, expected=expected)])


def _text(path: Path, encoding: str) -> str:
    data = sources.read(path).data
    marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for name in filter(None, (marked, encoding)):
        with suppress(UnicodeDecodeError):
            return data.decode(name)
    expected = "expected UTF-8 text: in a spreadsheet, save as 'CSV UTF-8', or say what it is with --encoding"
    raise FaultyFile([Fault(path=str(path), expected=expected)])
