"""What a coder has filled in on a coding sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ilccode.errors import Fault, FaultyFile, NotInStudy, UsageError
from ilccode.model import Codebook, Segment, clean, folded
from ilccode.steps.gathered import Answer, Gathered, Note, named
from ilccode.steps.places import Places
from ilccode.steps.sheet_form import ABOUT, FIXED, MEMO, NO_CODE, SEGMENT, TEXT, About, Column, columns
from ilccode.steps.study import Study
from ilccode.steps.tables import CODING, Row, Table
from ilccode.steps.training import unchanged

YES = frozenset(("yes", "y", "x", "1", "true"))
NO = frozenset(("no", "n", "0", "false", ""))


def is_sheet(table: Table) -> bool:
    """Whether a table is a coding sheet, by its tabs; one that lacks a tab is known by its columns."""
    tabs = table.workbook.tabs if table.workbook else ()
    return CODING in tabs and (ABOUT in tabs or NO_CODE in map(folded, table.columns))


def gathered(study: Study, table: Table, *, coder: str, codebook: str, blind: bool) -> Gathered:
    """What a sheet says; what was on its coder's screen, it says itself."""
    about = _about(table)
    _check(about, coder, codebook, blind=blind)
    form = _form(study, table, about)
    found = Gathered(path=table.path)
    reader = _Rows(study, about, form, found)
    for row in table.rows:
        reader.take({folded(name): cell for name, cell in row.cells.items()}, row)
    return found


def _about(table: Table) -> About:
    if table.workbook is None or ABOUT not in table.workbook.tabs:
        expected = f"expected the tab {ABOUT!r}, which says what a coding sheet is about"
        raise FaultyFile([Fault(path=str(table.path), expected=expected)])
    return About.of(cells for _, cells in table.workbook.lines(ABOUT))


def _check(about: About, coder: str, codebook: str, *, blind: bool) -> None:
    """Refuse what the call says otherwise than the sheet."""
    if blind and not about.is_blind:
        raise UsageError("--blind: the sheet showed suggestions, its answers are not blind")
    if codebook and about.codebook and folded(codebook) != folded(about.codebook):
        raise UsageError(f"--codebook {codebook}: the sheet is about {about.codebook}")
    if about.coder and folded(about.coder) != folded(coder):
        raise UsageError(
            f"--coder {coder}: the sheet was made for {about.coder}; if {coder} has filled it in, write that "
            f"name beside 'coder' on its tab {ABOUT!r}"
        )


@dataclass(frozen=True, kw_only=True)
class _Form:
    """The columns of a sheet by their headers, and what its codes are called in the codebook of today.

    `names` are all that the codes are called in the sheet's version.
    """

    book: Codebook
    columns: Mapping[str, Column]
    names: Mapping[str, str]
    today: Mapping[str, str]

    @property
    def asked(self) -> tuple[str, ...]:
        """The codes that the sheet asks about: a column that was deleted asks nothing."""
        asked = {self.today[code.key] for column in self.columns.values() for code in column.codes}
        return tuple(code.key for code in self.book.at("segment") if code.key in asked)


def _form(study: Study, table: Table, about: About) -> _Form:
    """How to read a sheet; raises `FaultyFile` where it cannot be read as it was meant."""
    versions = {book.id: book for book in study.store.all(Codebook)}
    old = versions.get(about.codebook_id)
    if old is None:
        name = f"{about.codebook} {about.version} ({about.codebook_id or 'no id'})"
        expected = f"the sheet's codebook, {name}, is not in this study"
        raise FaultyFile([Fault(path=str(table.path), expected=expected)])
    book = study.codebooks[old.key]
    headers = {folded(name) for name in table.columns}
    here = {folded(column.header): column for column in columns(old) if folded(column.header) in headers}
    today = unchanged(old, book)
    faults = list(_wrong_columns(table, here))
    faults += _changed(old, book, [c.key for column in here.values() for c in column.codes], today)
    if faults:
        raise FaultyFile([Fault(path=str(table.path), line=table.header, expected=said) for said in faults])
    return _Form(book=book, columns=here, names=named(old), today=today)


def _wrong_columns(table: Table, here: Mapping[str, Column]) -> Iterator[str]:
    names = {name: folded(name) for name in table.columns}
    if SEGMENT not in names.values():
        yield f"expected the column {SEGMENT!r}, which says what each row is about"
    if not here:
        yield "expected the columns of the codes, found none of them"
    for name, key in names.items():
        if key not in here and key not in FIXED and any(row.cells[name] for row in table.rows):
            yield f"the column {name!r} is none of the sheet's; remarks go under {MEMO!r}"


def _changed(old: Codebook, new: Codebook, keys: Sequence[str], today: Mapping[str, str]) -> Iterator[str]:
    changed = [key for key in keys if key not in today]
    if changed:
        yield (
            f"{', '.join(changed)}: no longer what the sheet's version {old.version} of {old.key} says; "
            f"version {new.version} needs a new sheet"
        )


class _Rows:
    """Reads the rows of one sheet."""

    def __init__(self, study: Study, about: About, form: _Form, found: Gathered) -> None:
        self._study, self._about, self._form, self._found = study, about, form, found
        self._places = Places(study)
        self._lines: dict[str, int] = {}
        self._texts: dict[str, set[str]] = defaultdict(set)
        for segment in study.codable:
            self._texts[segment.text].add(segment.id)

    def take(self, cells: Mapping[str, str], row: Row) -> None:
        """Note what a row says, or what is wrong with it."""
        entries = {name: cells[name] for name in (*self._form.columns, NO_CODE) if cells.get(name)}
        memo = "\n".join(filter(None, map(clean, cells.get(MEMO, "").splitlines())))
        if not entries and not memo:
            self._found.unanswered += bool(cells[SEGMENT])
            return
        faults = len(self._found.faults)
        segment = self._segment(cells, row)
        codes = self._codes(entries, row) if entries else []
        if segment is None or len(self._found.faults) > faults:
            return
        if not self._study.is_codable(segment):
            self._found.not_coded += 1
            return
        if memo:
            self._found.notes.append(Note(segment=segment.id, text=memo))
        if entries:
            self._found.answers.append(self._answer(segment, codes, cells[SEGMENT]))
        else:
            self._found.unanswered += 1

    def _answer(self, segment: Segment, codes: Sequence[str], cell: str) -> Answer:
        about = self._about
        return Answer(
            segment=segment,
            book=self._form.book,
            asked=self._form.asked,
            codes=tuple(code for code in self._form.asked if code in codes),
            seen=() if about.is_blind else ("suggestions",),
            run="" if about.is_blind else about.run,
            sample=about.samples.get(cell, about.sample),
        )

    def _segment(self, cells: Mapping[str, str], row: Row) -> Segment | None:
        try:
            segment = self._places.segment(cells[SEGMENT])
        except NotInStudy as error:
            self._found.fault(row.line, str(error))
            return None
        owners = self._texts.get(clean(cells.get(TEXT, "")), {segment.id})
        if segment.id not in owners:
            self._found.fault(row.line, "the text is another segment's: were the columns sorted apart?")
        first = self._lines.setdefault(segment.id, row.line)
        if first != row.line:
            self._found.fault(row.line, f"expected each segment once; line {first} has it already")
        return segment

    def _codes(self, entries: Mapping[str, str], row: Row) -> list[str]:
        """The codes that are filled in, as they are called today."""
        faults = len(self._found.faults)
        chosen = [self._chosen(self._form.columns[n], e, row) for n, e in entries.items() if n != NO_CODE]
        codes = [self._form.today[code] for code in chosen if code]
        none = entries.get(NO_CODE, "")
        if none.casefold() not in YES | NO:
            self._found.fault(row.line, f"{NO_CODE}: expected yes or nothing, found {none[:40]!r}")
        elif codes and none.casefold() in YES:
            self._found.fault(row.line, f"{NO_CODE} says that none applies, and there is {', '.join(codes)}")
        elif not chosen and none.casefold() not in YES and len(self._found.faults) == faults:
            self._found.fault(row.line, f"expected a code, or yes under {NO_CODE!r}; found {none!r} there")
        return codes

    def _chosen(self, column: Column, entry: str, row: Row) -> str:
        """The code that an entry gives; empty for none."""
        said = entry.casefold()
        key = self._form.names.get(said, "")
        if column.is_choice and key in {code.key for code in column.codes}:
            return key
        if said in NO:
            return ""
        if not column.is_choice and said in YES:
            return column.codes[0].key
        wanted = ", ".join(code.key for code in column.codes) if column.is_choice else "yes"
        self._found.fault(row.line, f"{column.header}: expected {wanted} or nothing, found {entry[:40]!r}")
        return ""
