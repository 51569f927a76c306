"""The rows of a table of codings: a row a segment or a turn, or a row an excerpt and its code."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ilccode.errors import Fault, NotInStudy, UsageError
from ilccode.model import Codebook, Segment, folded
from ilccode.steps.gathered import Answer, Gathered, named, rivals
from ilccode.steps.places import Places
from ilccode.steps.study import Study
from ilccode.steps.tables import Row, Table
from ilccode.steps.wording import Hit, Place, holds

IDS = ("segment", "segment_id", "excerpt_id", "unit")
WORDS = ("text", "quote")
CODES = ("codes", "code")
COLUMNS = ("segment", "transcript", "turn", "start", "end", "text", "codebook", *CODES)

_WHERE = (
    "expected a column that says which segment is meant: 'segment', 'text', or 'transcript' with 'turn' or "
    "with 'start' and 'end'"
)
_DIGITS = 18
_NO_PLACE = "expected a turn's number, a start and an end, a segment's id, or its words"


def gathered(study: Study, table: Table, *, codebook: str, seen: tuple[str, ...]) -> Gathered:
    """What a table says; `codebook` is the one that rows mean which name none, and the only one."""
    found = Gathered(path=table.path)
    names = {name: folded(name) for name in table.columns}
    columns = frozenset(names.values())
    faults = list(_wrong_columns(columns))
    if not faults and not table.rows:
        faults.append("expected rows, found none")
    if faults:
        found.faults += [Fault(path=str(table.path), line=table.header, expected=said) for said in faults]
        return found
    reader = _Rows(study, codebook, columns, found)
    for row in table.rows:
        reader.take(replace(row, cells={names[name]: cell for name, cell in row.cells.items()}))
    found.answers += reader.answers(seen)
    return found


def _wrong_columns(columns: Collection[str]) -> Iterator[str]:
    has_codes = [name for name in CODES if name in columns]
    if len(has_codes) > 1:
        yield "expected a column 'codes' or a column 'code', found both"
    if not has_codes and not {*IDS} & {*columns}:
        yield f"expected a column 'codes'; the columns are {', '.join(COLUMNS)}"
    if not {*IDS, *WORDS} & {*columns} and not ("transcript" in columns and {"turn", "start"} & {*columns}):
        yield _WHERE


@dataclass(kw_only=True)
class _Coded:
    """What is said of a segment so far; `line` is where it was first."""

    segment: Segment
    book: Codebook
    codes: set[str]
    line: int
    is_excerpt: bool


class _Rows:
    """Reads the rows of one table against a study."""

    def __init__(self, study: Study, codebook: str, columns: Collection[str], found: Gathered) -> None:
        self._study = study
        self._found = found
        self._only = codebook
        self._codes_in = next((name for name in CODES if name in columns), "")
        self._books = {key.casefold(): book for key, book in study.codebooks.items() if book.at("segment")}
        if codebook and codebook.casefold() not in self._books:
            raise UsageError(f"--codebook {codebook}: expected one of {', '.join(self._books)}")
        self._named = {key: named(book) for key, book in self._books.items()}
        self._places = Places(study)
        self._coded: dict[tuple[str, str], _Coded] = {}

    def answers(self, seen: tuple[str, ...]) -> Iterator[Answer]:
        """What the rows say of each segment, in their order."""
        for coded in self._coded.values():
            asked = tuple(code.key for code in coded.book.at("segment"))
            codes = tuple(code for code in asked if code in coded.codes)
            yield Answer(segment=coded.segment, book=coded.book, asked=asked, codes=codes, seen=seen)

    def take(self, row: Row) -> None:
        """Note what a row says, or what is wrong with it."""
        faults = len(self._found.faults)
        book = self._book(row)
        if book is None:
            return
        codes = self._codes(row, book)
        hit = self._hit(row)
        if row.cells.get("status", "").casefold() == "suggested":
            self._fault(
                row, "status: a suggestion is nobody's coding; if a coder confirmed it, empty the status"
            )
        if hit is None or len(self._found.faults) > faults:
            return
        coded = [segment for segment in hit.segments if self._study.is_codable(segment)]
        self._found.not_coded += not coded
        self._found.mapped += bool(coded) and not hit.is_whole
        is_excerpt = self._codes_in != "codes" or not hit.is_whole or _is_quote(row)
        for segment in coded:
            said = _Coded(segment=segment, book=book, codes=codes, line=row.line, is_excerpt=is_excerpt)
            if not self._is_added(row, said):
                return

    def _is_added(self, row: Row, said: _Coded) -> bool:
        """Whether what a row says of a segment goes with what others say, to which it is added."""
        held = self._coded.setdefault((said.segment.id, said.book.key), said)
        if held is not said and not (held.is_excerpt and said.is_excerpt):
            self._fault(row, f"expected each segment once; line {held.line} has it already")
            return False
        both = rivals(said.book, held.codes | said.codes)
        if both:
            where = "" if held is said else f"; line {held.line} is about the same segment"
            self._fault(row, f"expected at most one of {', '.join(both)}: they exclude one another{where}")
            return False
        held.codes |= said.codes
        return True

    def _fault(self, row: Row, expected: str) -> None:
        self._found.fault(row.line, expected)

    def _book(self, row: Row) -> Codebook | None:
        said = row.cells.get("codebook") or _excerpt(row)[1] or self._only
        if not said and len(self._books) == 1:
            said = next(iter(self._books))
        book = self._books.get(said.casefold())
        if book is None:
            expected = ", ".join(item.key for item in self._books.values())
            told = (
                f"codebook {said!r}: expected one of" if said else "which codebook? Name it with --codebook:"
            )
            self._fault(row, f"{told} {expected}")
        elif self._only and book.key.casefold() != self._only.casefold():
            self._found.others += 1
            return None
        return book

    def _codes(self, row: Row, book: Codebook) -> set[str]:
        """A row's codes; by key, name, or former key."""
        known = self._named[book.key.casefold()]
        if not self._codes_in and not _excerpt(row)[2]:
            self._fault(row, "expected an excerpt's id, SEGMENT/CODEBOOK/CODE, or a column with the code")
        cell = row.cells[self._codes_in] if self._codes_in else _excerpt(row)[2]
        said = [part.strip() for part in cell.split(";") if part.strip()]
        for part in said:
            if part.casefold() not in known:
                keys = ", ".join(code.key for code in book.at("segment"))
                self._fault(row, f"no code {part!r} in {book.key}; expected {keys}, with ; between them")
        return {known[part.casefold()] for part in said if part.casefold() in known}

    def _hit(self, row: Row) -> Hit | None:
        """The segments that a row is about."""
        try:
            return self._by_id(row) if _first(row, IDS) else self._by_place(row)
        except NotInStudy as error:
            self._fault(row, str(error))
            return None

    def _by_id(self, row: Row) -> Hit:
        segment, words = self._places.segment(_first(row, IDS)), _first(row, WORDS)
        if words and not holds(segment, words):
            begins = segment.text if len(segment.text) <= 40 else f"{segment.text[:39]}…"
            raise NotInStudy(f"the text is not what the segment says: {begins!r}")
        return Hit(transcript=segment.transcript, turn=0, segments=(segment,), is_whole=True)

    def _by_place(self, row: Row) -> Hit | None:
        """By turn, by span, or by words; the transcript may be left out with words alone."""
        faults = len(self._found.faults)
        called, words = row.cells.get("transcript", ""), _first(row, WORDS)
        transcript = self._places.transcript(called) if called else ""
        turn, start, end = (self._number(row, name) for name in ("turn", "start", "end"))
        if turn is None and start is None and end is None:
            if not words:
                self._fault(row, _NO_PLACE)
            return self._places.quote(words, transcript) if len(self._found.faults) == faults else None
        if (start is None) != (end is None) or (start or 0) > (end or 0):
            self._fault(row, "expected a start and an end after it, or neither")
        if not transcript:
            self._fault(row, "expected a transcript's name: a turn or an offset needs one")
        if len(self._found.faults) > faults:
            return None
        return self._places.place(
            Place(transcript=transcript, turn=turn, start=start, end=end, text=words),
        )

    def _number(self, row: Row, name: str) -> int | None:
        cell = row.cells.get(name, "")
        is_number = cell.isdecimal() and len(cell) <= _DIGITS
        if cell and not is_number:
            self._fault(row, f"{name}: expected a whole number, found {cell[:40]!r}")
        return int(cell) if is_number else None


def _first(row: Row, names: Collection[str]) -> str:
    """The first filled cell of some columns."""
    return next((row.cells[name] for name in names if row.cells.get(name)), "")


def _excerpt(row: Row) -> tuple[str, str, str]:
    """The segment, the codebook and the code that an excerpt's id names; a segment's own names it alone."""
    said = [row.cells[name] for name in IDS if row.cells.get(name)]
    segment, _, rest = next((cell for cell in said if "/" in cell), _first(row, IDS)).partition("/")
    book, _, code = rest.partition("/")
    return segment.strip(), book.strip(), code.strip()


def _is_quote(row: Row) -> bool:
    """Whether only words say which segment is meant."""
    return not any(row.cells.get(name) for name in (*IDS, "turn", "start", "end"))
