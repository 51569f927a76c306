"""The sheets of an Excel workbook: their rows, and what to tell of those that were not read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ilccode.packages import Package
from ilccode.readers.columns import Row

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 1_024
_LAST = b"AMJ"
"""The last of so many columns."""

_FILLED = re.compile(rb"<(?:\w{1,9}:)?c\s[^<>]{0,99}?\br=\"([A-Z]{3,9})([0-9]{1,9})\"[^<>]{0,99}(?<!/)>")
_SHOWN = 6


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet's filled rows."""

    name: str
    rows: list[Row]

    def __str__(self) -> str:
        return f"{self.name[:40]!r} ({_counted(len(self.rows))})"


def sheets(data: bytes) -> Iterator[Sheet]:
    """Each sheet that has rows, with what formulas gave when the file was saved."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows: list[Row] = []
        before: Row = ()
        for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), start=1):
            if number > _MOST_ROWS:
                raise ValueError("more rows than a sheet can have")
            if row is not before and any(cell is not None for cell in row):
                rows.append(_trimmed(row))
            before = row
        if rows:
            yield Sheet(name=sheet.title, rows=rows)


def _trimmed(row: Row) -> Row:
    """A row without what lies behind its last filled cell: sheets have thousands of columns."""
    last = next((n for n in range(len(row), 0, -1) if row[n - 1] is not None), 0)
    return row[:last]


def beyond(package: Package) -> Iterator[str]:
    """A note on cells that lie further right than any row is read."""
    parts = [name for name in package.entries if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    rows = {
        (name, match[2])
        for name in parts
        for match in _FILLED.finditer(package.part(name))
        if len(match[1]) > len(_LAST) or match[1] > _LAST
    }
    if rows:
        yield f"cells beyond column {_MOST_COLUMNS:,} were left out, in {_counted(len(rows))}"


def told(read: Sequence[Sheet], talk: Sequence[Sheet], others: Sequence[Sheet]) -> Iterator[str]:
    """What to tell of the sheets that were read, of others with talk, and of those without."""
    if len(read) > 1:
        yield (
            f"sheets with the same columns were read one after the other: {_listed(read)}; "
            "if they are several interviews, save each as a file of its own"
        )
    if talk:
        yield f"sheets that were not read; save each as a file of its own: {_listed(talk)}"
    if others:
        yield f"sheets that were not read, since they hold no transcript: {_listed(others)}"


def _listed(some: Sequence[Sheet]) -> str:
    more = f" and {len(some) - _SHOWN} more" if len(some) > _SHOWN else ""
    return ", ".join(map(str, some[:_SHOWN])) + more


def _counted(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows} rows"
