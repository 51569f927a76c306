"""Codings that were made elsewhere, as decisions: a table with a row a segment, or a row a turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ilccode.errors import Fault, FaultyFile, UsageError
from ilccode.model import Codebook, Decision, Segment, clean, folded
from ilccode.steps.answers import Answers, Said
from ilccode.steps.places import Place, Places
from ilccode.steps.study import Study
from ilccode.steps.tables import Row, columns, rows

COLUMNS = ("transcript", "turn", "start", "end", "codebook", "codes", "text")
NEEDED = ("transcript", "codes")


@dataclass(frozen=True, kw_only=True)
class CodingsReport:
    """What came in: `new` and `changed` answers, and those that were `known`.

    `not_blind` answers were said to be blind, but the coder has answered there before and not blindly.
    `not_coded` rows are about an interviewer's turns, `others` about other codebooks: both are passed over.
    """

    coder: str
    new: int
    changed: int
    known: int
    not_blind: int
    not_coded: int
    others: int


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """What a table says of one segment."""

    segment: Segment
    book: Codebook
    codes: tuple[str, ...]


@dataclass(kw_only=True)
class _Gathered:
    """What a table says, as it is read; `lines` are where each unit was first answered."""

    answers: list[_Answer] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    not_coded: int = 0
    others: int = 0


def import_codings(
    study: Study, path: Path, *, coder: str, blind: bool = False, codebook: str = ""
) -> CodingsReport:
    """Take a coder's answers in; raises `FaultyFile` with all that is wrong, and then keeps nothing.

    The same answer again is no news; another one replaces what the coder said before. What was on the screen
    when a coder first answered stays known: no later import makes an answer blind.
    """
    _check_coder(study, clean(coder))
    found = _gathered(study, path, codebook)
    if found.faults:
        raise FaultyFile(found.faults)
    log = _Log(study, clean(coder), seen=() if blind else ("unknown",))
    changes = [log.change(answer) for answer in found.answers]
    study.store.add(log.added)
    return CodingsReport(
        coder=log.coder,
        new=changes.count("new"),
        changed=changes.count("changed"),
        known=changes.count("known"),
        not_blind=log.not_blind,
        not_coded=found.not_coded,
        others=found.others,
    )


def _check_coder(study: Study, coder: str) -> None:
    """Refuse a name that differs from a known coder's in nothing but how it is written."""
    if not coder:
        raise UsageError("--coder: expected the coder's name")
    known = {decision.coder for decision in study.store.all(Decision)}
    alike = sorted(name for name in known if folded(name) == folded(coder))
    if alike and coder not in known:
        raise UsageError(
            f"--coder {coder}: is {alike[0]} meant? That coder's answers are here already; "
            f"write --coder {alike[0]}, or give somebody else another name"
        )


class _Log:
    """A coder's answers, and the decisions that are added to them."""

    def __init__(self, study: Study, coder: str, seen: tuple[str, ...]) -> None:
        self.coder = coder
        self.added: list[Decision] = []
        self.not_blind = 0
        self._seen = seen
        self._answers = Answers(study, coder)

    def change(self, answer: _Answer) -> str:
        """Add an answer, unless the coder has given it already: `new`, `changed` or `known`."""
        book, unit = answer.book, answer.segment.id
        tips = self._answers.tips(book, unit)
        before = {what for tip in tips for what in tip.seen}
        self.not_blind += not self._seen and bool(before)
        asked = tuple(code.key for code in book.at("segment"))
        said = {code: code in answer.codes for code in asked}
        if tips and all(self._answers.today(tip, book) == said for tip in tips):
            return "known"
        seen = tuple(sorted(before.union(self._seen)))
        decision = self._answers.answer(book, Said(unit=unit, asked=asked, codes=answer.codes, seen=seen))
        self._answers.take([decision])
        self.added.append(decision)
        return "changed" if tips else "new"


def _gathered(study: Study, path: Path, codebook: str) -> _Gathered:
    found = _Gathered()
    table = list(rows(path))
    names = {name: folded(name) for name in columns(path)}
    for needed in NEEDED:
        if needed not in names.values():
            expected = f"expected a column {needed!r}; the columns are {', '.join(COLUMNS)}"
            found.faults.append(Fault(path=str(path), line=1, expected=expected))
    if not {"turn", "start"} & set(names.values()):
        expected = "expected a column 'turn', or 'start' and 'end', that says which segment is meant"
        found.faults.append(Fault(path=str(path), line=1, expected=expected))
    if not found.faults and not table:
        found.faults.append(Fault(path=str(path), line=1, expected="expected rows, found none"))
    if found.faults:
        return found
    reader = _Rows(study, path, codebook, found)
    for row in table:
        reader.take(replace(row, cells={names[name]: cell for name, cell in row.cells.items()}))
    return found


class _Rows:
    """Reads the rows of one table against a study."""

    def __init__(self, study: Study, path: Path, codebook: str, found: _Gathered) -> None:
        self._study = study
        self._path = path
        self._found = found
        self._only = codebook
        self._books = {key.casefold(): book for key, book in study.codebooks.items() if book.at("segment")}
        if codebook and codebook.casefold() not in self._books:
            raise UsageError(f"--codebook {codebook}: expected one of {', '.join(self._books)}")
        self._places = Places(study)

    def take(self, row: Row) -> None:
        """Note what a row says, or what is wrong with it."""
        faults = len(self._found.faults)
        book = self._book(row)
        if book is None:
            return
        transcript = self._places.transcript(row.cells["transcript"])
        if transcript is None:
            self._fault(row, f"no transcript here is named {row.cells['transcript']!r}")
            return
        codes = tuple(self._codes(row, book))
        segments = self._segments(row, transcript)
        if len(self._found.faults) > faults:
            return
        coded = [segment for segment in segments if self._study.is_codable(segment)]
        self._found.not_coded += not coded
        for segment in coded:
            first = self._found.lines.setdefault((segment.id, book.key), row.line)
            if first != row.line:
                self._fault(row, f"expected each segment once; line {first} has it already")
                return
            self._found.answers.append(_Answer(segment=segment, book=book, codes=codes))

    def _fault(self, row: Row, expected: str) -> None:
        self._found.faults.append(Fault(path=str(self._path), line=row.line, expected=expected))

    def _book(self, row: Row) -> Codebook | None:
        named = row.cells.get("codebook") or self._only
        if not named and len(self._books) == 1:
            named = next(iter(self._books))
        book = self._books.get(named.casefold())
        if book is None:
            expected = ", ".join(item.key for item in self._books.values())
            said = (
                f"codebook {named!r}: expected one of"
                if named
                else "which codebook? Name it with --codebook:"
            )
            self._fault(row, f"{said} {expected}")
        elif self._only and book.key.casefold() != self._only.casefold():
            self._found.others += 1
            return None
        return book

    def _codes(self, row: Row, book: Codebook) -> Iterator[str]:
        """A cell's codes, each once, in the codebook's order; by key, name, or former key."""
        known = _named(book)
        said = [part.strip() for part in row.cells["codes"].split(";") if part.strip()]
        for part in said:
            if part.casefold() not in known:
                keys = ", ".join(code.key for code in book.at("segment"))
                self._fault(row, f"no code {part!r} in {book.key}; expected {keys}, with ; between them")
        chosen = {known[part.casefold()] for part in said if part.casefold() in known}
        for group in book.groups:
            rivals = [code.key for code in book.codes if code.group == group.key and code.key in chosen]
            if group.kind != "any" and len(rivals) > 1:
                self._fault(row, f"expected at most one of {', '.join(rivals)}: they exclude one another")
        return (code.key for code in book.at("segment") if code.key in chosen)

    def _segments(self, row: Row, transcript: str) -> list[Segment]:
        """The segments that a row is about."""
        turn, start, end = (self._number(row, name) for name in ("turn", "start", "end"))
        if turn is None and (start is None or end is None):
            self._fault(row, "expected a turn's number, or a segment's start and end")
            return []
        text = row.cells.get("text", "")
        place = Place(transcript=transcript, turn=turn, start=start, end=end, text=text)
        found = self._places.segments(place)
        if not found:
            self._fault(row, self._places.missing(place))
        return found

    def _number(self, row: Row, name: str) -> int | None:
        cell = row.cells.get(name, "")
        if cell and not cell.isdecimal():
            self._fault(row, f"{name}: expected a whole number, found {cell!r}")
        return int(cell) if cell.isdecimal() else None


def _named(book: Codebook) -> Mapping[str, str]:
    """A codebook's codes by all that they are called."""
    codes = book.at("segment")
    former = {key.casefold(): code.key for code in codes for key in code.was}
    names = {code.name.casefold(): code.key for code in codes}
    return {**former, **names, **{code.key.casefold(): code.key for code in codes}}
