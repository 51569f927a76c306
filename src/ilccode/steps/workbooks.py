"""Excel workbooks as tables of text: unpacked only where that is safe."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from ilccode import packages
from ilccode.errors import InvalidTranscript
from ilccode.sources import Source

T = TypeVar("T")

_KIND = "an Excel workbook (.xlsx)"
_BOOK = "xl/workbook.xml"
_LINE_END = "_x000D_"
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 1_024
_DAMAGED = f"expected {_KIND}; the file is damaged or another kind"

Line = tuple[int, list[str]]
"""A row's number in its tab, from 1, and its cells as text."""


def is_workbook(data: bytes) -> bool:
    """Whether a file is packed as workbooks are, in the form of today or in that of before 2007."""
    return data.startswith(b"PK") or packages.is_old(data)


class Workbook:
    """A workbook's tabs by name, with what formulas gave when it was saved; raises `InvalidTranscript`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        _check(source)
        self._book = self._parsed(self._opened)
        self.tabs: tuple[str, ...] = tuple(sheet.title for sheet in self._book.worksheets)
        if not self.tabs:
            raise InvalidTranscript(source.path, "expected a workbook with a tab of cells, found none")

    def lines(self, tab: str) -> list[Line]:
        """The rows of a tab that hold anything."""
        return self._parsed(lambda: list(self._lines(tab)))

    def _lines(self, tab: str) -> Iterator[Line]:
        sheet = next(sheet for sheet in self._book.worksheets if sheet.title == tab)
        sheet.reset_dimensions()
        before: Sequence[object] = ()
        for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), start=1):
            if number > _MOST_ROWS:
                raise ValueError("more rows than a sheet can have")
            if row is not before and any(cell is not None for cell in row):
                yield number, _trimmed([_text(cell) for cell in row])
            before = row

    def _opened(self) -> Any:
        import openpyxl

        return openpyxl.load_workbook(io.BytesIO(self._source.data), read_only=True, data_only=True)

    def _parsed(self, parse: Callable[[], T]) -> T:
        """What openpyxl makes of the file; its errors are not passed on: they may quote what people said."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return parse()
        except Exception:
            raise InvalidTranscript(self._source.path, _DAMAGED) from None


def _check(source: Source) -> None:
    """Refuse what is locked, no workbook, or a trap."""
    package = packages.opened(source, _KIND)
    package.weigh()
    if _BOOK not in package.entries:
        raise InvalidTranscript(source.path, _DAMAGED)


def _trimmed(cells: list[str]) -> list[str]:
    """Cells without the empty ones behind the last that holds anything."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(cell: object) -> str:
    """A cell as text: whole numbers without a point, line ends as they are."""
    match cell:
        case None:
            return ""
        case str():
            return cell.replace(_LINE_END, "\n")
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell)
