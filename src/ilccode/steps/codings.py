"""Codings that were made elsewhere, as decisions: a table with a row a segment, or a row a turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ilccode.cells import unguarded
from ilccode.errors import Fault, FaultyFile, UsageError
from ilccode.log import in_force
from ilccode.model import Codebook, Decision, Segment, Transcript, clean
from ilccode.steps.study import Study, now
from ilccode.steps.tables import Row, rows
from ilccode.steps.training import versions
from ilccode.steps.turns import numbered

COLUMNS = ("transcript", "turn", "start", "end", "codebook", "codes", "text")
NEEDED = ("transcript", "codes")


@dataclass(frozen=True, kw_only=True)
class CodingsReport:
    """What came in: `new` and `changed` answers, and those that were `known`.

    `not_coded` rows are about an interviewer's turns, `others` about other codebooks: both are passed over.
    """

    coder: str
    new: int
    changed: int
    known: int
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

    The same answer again is no news; another one replaces what the coder said before.
    """
    if not clean(coder):
        raise UsageError("--coder: expected the coder's name")
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
        not_coded=found.not_coded,
        others=found.others,
    )


class _Log:
    """A coder's decisions, and those that are added to them."""

    def __init__(self, study: Study, coder: str, seen: tuple[str, ...]) -> None:
        self.coder = coder
        self.added: list[Decision] = []
        self._seen = seen
        self._made_at = now()
        own = [decision for decision in study.store.all(Decision) if decision.coder == coder]
        self._last = own[-1].id if own else ""
        keys = {book.id: book.key for book in study.store.all(Codebook)}
        self._versions = {
            id_: same for b in study.codebooks.values() for id_, same in versions(study, b).items()
        }
        self._tips: dict[tuple[str, str], list[Decision]] = defaultdict(list)
        for decision in in_force(own):
            unit = study.became.get(decision.unit, decision.unit)
            if not decision.settles:
                self._tips[unit, keys[decision.codebook]].append(decision)

    def change(self, answer: _Answer) -> str:
        """Add an answer, unless the coder has given it already: `new`, `changed` or `known`."""
        tips = self._tips[answer.segment.id, answer.book.key]
        decision = Decision(
            unit=answer.segment.id,
            codebook=answer.book.id,
            coder=self.coder,
            asked=tuple(code.key for code in answer.book.at("segment")),
            codes=answer.codes,
            seen=self._seen,
            made_at=self._made_at,
            replaces=tuple(tip.id for tip in tips),
            previous=self._last,
        )
        if len(tips) == 1 and self._says(tips[0]) == self._says(decision):
            return "known"
        self.added.append(decision)
        self._last = decision.id
        return "changed" if tips else "new"

    def _says(self, decision: Decision) -> tuple[object, ...]:
        """What a decision says in the words of today's codebook."""
        today = self._versions[decision.codebook]
        asked = {today[code] for code in decision.asked if code in today}
        return asked, {today[code] for code in decision.codes or () if code in today}, decision.seen


def _gathered(study: Study, path: Path, codebook: str) -> _Gathered:
    found = _Gathered()
    table = list(rows(path))
    names = {name: name.strip().casefold() for name in (table[0].cells if table else {})}
    for needed in NEEDED:
        if needed not in names.values():
            expected = f"expected a column {needed!r}; the columns are {', '.join(COLUMNS)}"
            found.faults.append(Fault(path=str(path), line=1, expected=expected))
    if not {"turn", "start"} & set(names.values()):
        expected = "expected a column 'turn', or 'start' and 'end', that says which segment is meant"
        found.faults.append(Fault(path=str(path), line=1, expected=expected))
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
        self._transcripts = _by_name(study)
        self._turns: dict[str, list[tuple[int, Segment]]] = {}

    def take(self, row: Row) -> None:
        """Note what a row says, or what is wrong with it."""
        faults = len(self._found.faults)
        book = self._book(row)
        if book is None:
            return
        transcript = self._transcripts.get(row.cells["transcript"].casefold())
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
        """The segment from `start` to `end`; all of a turn, where only the turn is given."""
        turn, start, end = (self._number(row, name) for name in ("turn", "start", "end"))
        if turn is None and (start is None or end is None):
            self._fault(row, "expected a turn's number, or a segment's start and end")
            return []
        spanned = start is not None and end is not None
        found = [
            segment
            for number, segment in self._of(transcript)
            if (turn in (None, number)) and (not spanned or (segment.start, segment.end) == (start, end))
        ]
        if not found:
            self._fault(row, self._missing(row))
        elif not _is_same(row.cells.get("text", ""), [s.text for s in found], self._words(transcript, turn)):
            self._fault(row, f"the text is not what stands there: {_short(found[0].text)!r}")
        return found

    def _missing(self, row: Row) -> str:
        place = ", ".join(
            f"{name} {row.cells[name]}" for name in ("turn", "start", "end") if row.cells.get(name)
        )
        cut = self._study.plan("segmentation")
        return f"{row.cells['transcript']} has no segment at {place}; this study is cut by {cut}"

    def _number(self, row: Row, name: str) -> int | None:
        cell = row.cells.get(name, "")
        if cell and not cell.isdecimal():
            self._fault(row, f"{name}: expected a whole number, found {cell!r}")
        return int(cell) if cell.isdecimal() else None

    def _of(self, transcript: str) -> list[tuple[int, Segment]]:
        if transcript not in self._turns:
            read = self._study.store.get(Transcript, transcript)
            self._turns[transcript] = list(numbered(read, self._study.segments(transcript)))
        return self._turns[transcript]

    def _words(self, transcript: str, turn: int | None) -> str:
        read = self._study.store.get(Transcript, transcript)
        return read.words(read.turns[turn - 1]) if turn and turn <= len(read.turns) else ""


def _by_name(study: Study) -> dict[str, str]:
    """The transcripts that count, by name, by file and by id, in any case."""
    files = {study.facts.get((t, "@file"), "").casefold(): t for t in study.transcripts}
    names = {study.name(transcript).casefold(): transcript for transcript in study.transcripts}
    return {**files, **names, **{transcript: transcript for transcript in study.transcripts}}


def _named(book: Codebook) -> Mapping[str, str]:
    """A codebook's codes by all that they are called."""
    codes = book.at("segment")
    former = {key.casefold(): code.key for code in codes for key in code.was}
    names = {code.name.casefold(): code.key for code in codes}
    return {**former, **names, **{code.key.casefold(): code.key for code in codes}}


def _is_same(cell: str, segments: Sequence[str], turn: str) -> bool:
    """Whether a text, where there is one, is a segment's, the whole turn's, or that of its segments."""
    said = clean(cell)
    spoken = {turn, " ".join(segments), *segments}
    return not said or said in {form for text in spoken for form in (clean(text), unguarded(clean(text)))}


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
