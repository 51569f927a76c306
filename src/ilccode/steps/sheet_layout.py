"""A coding sheet as an Excel workbook: three tabs, lists to choose from, nothing that is a formula."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ilccode.model import Code, Codebook
from ilccode.steps.sheet_form import (
    ABOUT,
    CODEBOOK,
    CONTEXT,
    FOR_THE_PROGRAM,
    MEMO,
    NO_CODE,
    SENTENCES,
    SUGGESTED,
    YES,
    About,
    Column,
    by_group,
    columns,
)
from ilccode.steps.tables import CODING

MOST = 32_767
"""UTF-16 units that a cell holds."""

_MESSAGE, _TITLE, _LIST = 255, 32, 255
"""Characters that a spreadsheet takes at most: in a message, in its title, in a list of choices."""

_WIDTHS = {"segment": 9, "transcript": 16, "turn": 6, "speaker": 14, "before": 42, "text": 64, SUGGESTED: 22}
_RULES = (
    *(("code", 22), ("name", 26), ("group", 18), ("definition", 60)),
    *(("include", 50), ("exclude", 50), ("examples", 50), ("near misses", 50)),
)
_NARROW, _SENTENCE, _TALLEST = 6, 90, 260
_LINE, _HIGHEST = 15, 409
"""Points: a line's height, and how high a row can be."""

_MADE = datetime(2000, 1, 1)
_A4 = 9
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A row as it is sent out; `suggested` is none on a blind sheet."""

    segment: str
    transcript: str
    turn: int
    speaker: str
    before: str
    text: str
    suggested: str | None

    @property
    def cells(self) -> list[str]:
        told = [] if self.suggested is None else [self.suggested]
        before, text = cut(self.before, from_the_end=True), cut(self.text)
        return [self.segment, self.transcript, str(self.turn), self.speaker, before, text, *told]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that a sheet holds."""

    book: Codebook
    about: About
    rows: tuple[Filled, ...]

    @property
    def context(self) -> tuple[str, ...]:
        """The columns that are not to be filled in."""
        return CONTEXT if self.about.is_blind else (*CONTEXT, SUGGESTED)


def workbook(sheet: Sheet) -> bytes:
    """A sheet as the bytes of a workbook."""
    import xlsxwriter  # type: ignore[import-untyped]

    data = io.BytesIO()
    with xlsxwriter.Workbook(data, _OPTIONS) as book:
        book.set_properties({"created": _MADE, "title": f"Coding sheet, {sheet.book.title}"[:MOST]})
        styles = _Styles(book)
        _coding(book.add_worksheet(CODING), styles, sheet)
        _codebook(book.add_worksheet(CODEBOOK), styles, sheet.book)
        _about(book.add_worksheet(ABOUT), styles, sheet.about)
    return data.getvalue()


class _Styles:
    """How cells look; all are text, so that whatever is typed stays as it is."""

    def __init__(self, book: Any) -> None:
        plain = {"text_wrap": True, "valign": "top", "num_format": "@"}
        self.plain = book.add_format(plain)
        self.grey = book.add_format({**plain, "text_wrap": False, "font_color": "#999999"})
        self.number = book.add_format({**plain, "num_format": "0"})
        self.filled_in = book.add_format({**plain, "bg_color": "#FFF8E1", "border": 4})
        header = {**plain, "bold": True, "bg_color": "#E6E6E6", "bottom": 1}
        self.header = book.add_format(header)
        self.upright = book.add_format({**header, "rotation": 90, "text_wrap": False})
        self.quiet = book.add_format({**plain, "font_color": "#777777"})


def _coding(tab: Any, styles: _Styles, sheet: Sheet) -> None:
    asked = columns(sheet.book)
    headers = [*sheet.context, *(column.header for column in asked), NO_CODE, MEMO]
    _head(tab, styles, headers)
    _widen(tab, styles, sheet.context, asked)
    for number, row in enumerate(sheet.rows, start=1):
        for place, cell in enumerate(row.cells):
            tab.write_string(number, place, cell, styles.grey if place == 0 else styles.plain)
        tab.write_number(number, CONTEXT.index("turn"), row.turn, styles.number)
        tab.set_row(number, _height([(row.before, _WIDTHS["before"]), (row.text, _WIDTHS["text"])]))
        for place in range(len(row.cells), len(headers)):
            tab.write_blank(number, place, None, styles.filled_in)
    first, last = len(sheet.context), len(sheet.rows)
    tab.autofilter(0, 0, last, len(headers) - 1)
    for place, column in enumerate(asked, start=first):
        tab.write_comment(0, place, _explained(column), {"x_scale": 2.5, "y_scale": 2.5, "author": "ilccode"})
        _validate(tab, place, last, _choices(sheet.book, column), column.header, _short(column))
    said = "yes: the text was read, and none of the codes applies"
    _validate(tab, first + len(asked), last, [YES], NO_CODE, said)


def _widen(tab: Any, styles: _Styles, context: Sequence[str], asked: Sequence[Column]) -> None:
    """Columns as wide as need be; the names of single codes stand upright."""
    widths = [*(_WIDTHS[name] for name in context), *map(_width, asked), _NARROW + 1, 34]
    for place, width in enumerate(widths):
        tab.set_column(place, place, width)
    for place, column in enumerate(asked, start=len(context)):
        if not column.is_choice:
            tab.write_string(0, place, column.header, styles.upright)
    longest = max((len(column.header) for column in asked if not column.is_choice), default=0)
    tab.set_row(0, min(_TALLEST, 36 + 6 * longest))


def _height(cells: Iterable[tuple[str, int]]) -> int:
    """How high a row must be to show wrapped cells of such widths: not every program works it out."""
    return min(_HIGHEST, _LINE * max(sum(map(_lines(width), text.split("\n"))) for text, width in cells))


def _lines(width: int) -> Callable[[str], int]:
    """How many lines a paragraph takes; East Asian characters take twice the room."""

    def lines(paragraph: str) -> int:
        room = len(paragraph) + sum(unicodedata.east_asian_width(c) in "WF" for c in paragraph)
        return 1 + int(1.1 * room) // width

    return lines


def _width(column: Column) -> int:
    names = [column.header, *(code.key for code in column.codes)]
    return min(24, max(map(len, names)) + 3) if column.is_choice else _NARROW


def _head(tab: Any, styles: _Styles, headers: Sequence[str]) -> None:
    """A header row that stays in sight, on the screen and on paper."""
    for place, header in enumerate(headers):
        tab.write_string(0, place, header, styles.header)
    tab.freeze_panes(1, 0)
    tab.repeat_rows(0)
    tab.set_landscape()
    tab.set_paper(_A4)
    tab.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    tab.fit_to_pages(1, 0)
    tab.set_footer("&L&A&R&P / &N")


def _validate(tab: Any, place: int, last: int, source: list[str] | str, title: str, said: str) -> None:
    if not last:
        return
    expected = f"Please choose from the list, or leave the cell empty. {said}"
    tab.data_validation(
        *(1, place, last, place),
        {
            "validate": "list",
            "source": source,
            "input_title": _clipped(title, _TITLE),
            "input_message": _clipped(said, _MESSAGE),
            "error_title": "Not in the list",
            "error_message": _clipped(expected, _MESSAGE),
        },
    )


def _choices(book: Codebook, column: Column) -> list[str] | str:
    """What may be chosen; a list that is too long for a cell's rule is that of the tab with the codebook."""
    if not column.is_choice:
        return [YES]
    keys = [code.key for code in column.codes]
    if len(",".join(keys)) <= _LIST:
        return keys
    first = [code.key for _, codes in by_group(book) for code in codes].index(keys[0]) + 2
    return f"={CODEBOOK}!$A${first}:$A${first + len(keys) - 1}"


def _short(column: Column) -> str:
    if column.is_choice:
        return f"{column.group.name or column.group.key}: one of {', '.join(c.key for c in column.codes)}"
    return _told(column.codes[0])


def _explained(column: Column) -> str:
    """A column's codes with their definitions."""
    return cut("\n".join(f"{code.key}: {_told(code)}" for code in column.codes))


def _told(code: Code) -> str:
    return f"{code.name}: {code.definition}"


def _codebook(tab: Any, styles: _Styles, book: Codebook) -> None:
    _head(tab, styles, [name for name, _ in _RULES])
    for place, (_, width) in enumerate(_RULES):
        tab.set_column(place, place, width)
    number = 0
    for group, codes in by_group(book):
        for code in codes:
            number += 1
            lists = map(_listed, (code.include, code.exclude, code.examples, code.near_misses))
            cells = (code.key, code.name, group.name or group.key, code.definition, *lists)
            tab.set_row(number, _height(zip(cells, (width for _, width in _RULES), strict=True)))
            for place, cell in enumerate(cells):
                tab.write_string(number, place, cut(cell), styles.plain)


def _listed(items: Iterable[str]) -> str:
    return "\n".join(f"• {item}" for item in items)


def _about(tab: Any, styles: _Styles, about: About) -> None:
    tab.set_column(0, 0, _SENTENCE)
    tab.set_column(1, 1, 40)
    tab.set_landscape()
    tab.set_paper(_A4)
    tab.fit_to_pages(1, 0)
    for number, sentence in enumerate(SENTENCES):
        tab.set_row(number, _height([(sentence, _SENTENCE)]))
        tab.write_string(number, 0, sentence, styles.plain)
    tab.write_string(len(SENTENCES) + 1, 0, FOR_THE_PROGRAM, styles.quiet)
    for number, (key, value) in enumerate(about.rows(), start=len(SENTENCES) + 2):
        tab.write_string(number, 0, key, styles.quiet)
        tab.write_string(number, 1, value, styles.quiet)


def cut(text: str, *, from_the_end: bool = False) -> str:
    """A text that a cell holds: of a longer one the beginning, or the end, with `…` for the rest."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * MOST:
        return text
    room = 2 * (MOST - 1)
    kept = units[-room:] if from_the_end else units[:room]
    words = kept.decode("utf-16-le", "ignore")
    return f"…{words}" if from_the_end else f"{words}…"


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
