"""Which column of a table says who speaks, what, and when."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ilccode.errors import InvalidTranscript
from ilccode.readers.column_names import NAMES, TEXT
from ilccode.readers.labels import believable
from ilccode.readers.moments import is_time

Row = Sequence[object]

_HEADER_ROWS, _WIDEST = 30, 50
_FEW_ROWS, _FEW_WORDS, _LONGEST, _MOST, _AGAIN = 2, 3, 5, 0.8, 1.5
_NAME_LENGTH, _MOST_NAMES = 30, 12
_NUMBER = re.compile(r"[1-9][0-9]{0,4}")
_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_OPTION = "name it with --column text=NAME"


def _ranks() -> dict[str, list[tuple[str, int]]]:
    """By name, what it may name, and how surely: 0 is the surest."""
    ranks: dict[str, list[tuple[str, int]]] = {}
    for field, known in NAMES.items():
        for rank, name in enumerate(known):
            ranks.setdefault(name, []).append((field, rank))
    return ranks


_RANKS = _ranks()


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Where a table has what, by column from 0; `header` is the row of names, -1 where there is none."""

    text: int
    speaker: int | None = None
    start: int | None = None
    end: int | None = None
    role: int | None = None
    header: int = -1

    @property
    def used(self) -> frozenset[int]:
        found = (self.text, self.speaker, self.start, self.end, self.role)
        return frozenset(column for column in found if column is not None)


def plain(name: object) -> str:
    """A column's name without case, accents, brackets and marks."""
    decomposed = unicodedata.normalize("NFKD", str(name or "").casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())


def located(path: Path, rows: Sequence[Row], wishes: Mapping[str, str]) -> Columns:
    """The columns as the user names them (name, number from 1, letter), else by name, else by what they hold.

    Raises `InvalidTranscript` where no column can hold what is said.
    """
    if wishes:
        return _by_wish(path, rows, wishes)
    header = _header(rows)
    columns = Columns(**_named(rows[header]), header=header) if header >= 0 else unnamed(rows)
    if columns is None:
        expected = f"expected a column with what is said ('text', 'words', ...); {_listed(rows, header)}"
        raise InvalidTranscript(path, f"{expected}; {_OPTION} if one is")
    return columns


def names_talk(rows: Sequence[Row]) -> bool:
    """Whether one of the first rows names what is said, and more."""
    return any(TEXT in (names := _named(row)) and len(names) > 1 for row in rows[:_HEADER_ROWS])


def _header(rows: Sequence[Row]) -> int:
    """The row that names what is said and most else, among the first; -1 where there is none."""
    named = [_named(row) for row in rows[:_HEADER_ROWS]]
    filled = [sum(not is_blank(cell) for cell in row) for row in rows[:_HEADER_ROWS]]
    able = [n for n, names in enumerate(named) if TEXT in names and (len(names) > 1 or filled[n] == 1)]
    return max(able, key=lambda n: len(named[n]), default=-1)


def _named(row: Row) -> dict[str, int]:
    """What a row of names names, by field."""
    able: dict[str, list[tuple[int, int]]] = {}
    for number, cell in enumerate(row):
        if isinstance(cell, str) and len(cell) <= _NAME_LENGTH:
            for field, rank in _RANKS.get(plain(cell), ()):
                able.setdefault(field, []).append((rank, number))
    places: dict[str, int] = {}
    for field in NAMES:
        free = sorted(place for place in able.get(field, ()) if place[1] not in places.values())
        if free:
            places[field] = free[0][1]
    return places


def _by_wish(path: Path, rows: Sequence[Row], wishes: Mapping[str, str]) -> Columns:
    wished = {plain(wish) for wish in wishes.values() if not _NUMBER.fullmatch(wish)}
    able = (n for n, row in enumerate(rows[:_HEADER_ROWS]) if wished & {plain(cell) for cell in row})
    header = next(able, _header(rows))
    names = [plain(cell) for cell in rows[header]] if header >= 0 else []
    width = max(map(len, rows), default=0)
    places = _named(rows[header]) if header >= 0 else {}
    for field, wish in wishes.items():
        column = _place(wish, names)
        if not 0 <= column < width:
            expected = f"expected a column {wish!r} for the {field}; {_listed(rows, header)}"
            raise InvalidTranscript(path, expected)
        places = {other: n for other, n in places.items() if n != column} | {field: column}
    if TEXT not in places:
        expected = f"expected a column with what is said; {_listed(rows, header)}; {_OPTION}"
        raise InvalidTranscript(path, expected)
    columns = Columns(**places, header=header)
    return replace(columns, header=0) if header < 0 and _names_only(rows, columns) else columns


def _place(wish: str, names: Sequence[str]) -> int:
    if plain(wish) in names:
        return names.index(plain(wish))
    if _NUMBER.fullmatch(wish):
        return int(wish) - 1
    if _LETTERS.fullmatch(wish):
        letters = [ord(letter) - ord("A") + 1 for letter in wish.upper()]
        return int(sum(letter * 26**place for place, letter in enumerate(reversed(letters)))) - 1
    return -1


def _names_only(rows: Sequence[Row], columns: Columns) -> bool:
    """Whether the first row holds names that nobody knows: a few words, and a speaker who never speaks."""
    words = str(cell_of(rows[0], columns.text) or "")
    speakers = [plain(cell_of(row, columns.speaker)) for row in rows]
    once = columns.speaker is None or speakers.count(speakers[0]) == 1
    few = len(words.split()) < _FEW_WORDS and not words.rstrip().endswith((".", "?", "!"))
    return few and once and len(rows) > 1


def unnamed(rows: Sequence[Row]) -> Columns | None:
    """The columns of a table without names: a label and words, perhaps times; none where it holds more."""
    width = max(map(len, rows), default=0)
    held = {
        n: [cell for row in rows if not is_blank(cell := cell_of(row, n))] for n in range(min(width, _WIDEST))
    }
    filled = [n for n, cells in held.items() if cells]
    times = [n for n in filled if all(is_time(cell) for cell in held[n])]
    others = [n for n in filled if n not in times]
    if len(others) != 2 or len(times) > 2:
        return None
    label, text = others
    both = [(str(row[label]).strip(), str(row[text])) for row in rows if _both(row, label, text)]
    words = sum(len(said.split()) for _, said in both)
    if not _are_labels([name for name, _ in both]) or words < _FEW_WORDS * len(both):
        return None
    start, end = [*times, None, None][:2]
    return Columns(text=text, speaker=label, start=start, end=end)


def _are_labels(names: Sequence[str]) -> bool:
    """Whether these are speakers' labels: short, and coming again or showing themselves to be some."""
    counts = Counter(names)
    short = sum(len(name.split()) <= _LONGEST and not name.endswith((".", "?", "!")) for name in names)
    shown = sum(name.endswith(":") or believable(name, 1) for name in names)
    again = len(names) >= _AGAIN * len(counts)
    return len(names) >= _FEW_ROWS and short >= _MOST * len(names) and (again or shown >= _MOST * len(names))


def _both(row: Row, label: int, text: int) -> bool:
    return not (is_blank(cell_of(row, label)) or is_blank(cell_of(row, text)))


def cell_of(row: Row, column: int | None) -> object:
    """A row's cell; none where the row has no such column."""
    return row[column] if column is not None and column < len(row) else None


def is_blank(cell: object) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or not str(cell).strip()


def _listed(rows: Sequence[Row], header: int) -> str:
    """What columns there are, for eyes: by number where a cell may be what somebody said."""
    first = next((row for row in rows if sum(not is_blank(cell) for cell in row) > 1), [])
    row = rows[header] if header >= 0 else first
    names = [_quoted(str(cell), n) for n, cell in enumerate(row, start=1) if not is_blank(cell)]
    more = ", ..." if len(names) > _MOST_NAMES else ""
    return f"found the columns {', '.join(names[:_MOST_NAMES])}{more}" if names else "found no columns"


def _quoted(cell: str, number: int) -> str:
    name = " ".join(cell.split())
    is_name = len(name.split()) <= _LONGEST and not name.endswith((".", "?", "!"))
    return repr(name[:_NAME_LENGTH]) if is_name else str(number)
