"""Tables: a row a turn, in CSV, in TSV or in an Excel workbook."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from ilccode import packages
from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers import no_talk
from ilccode.readers.captions import About, Caption, reading
from ilccode.readers.column_names import INTERVIEWS
from ilccode.readers.columns import Columns, Row, cell_of, is_blank, located, plain
from ilccode.readers.decoding import encoding_of, lines_of
from ilccode.readers.delimited import cells_of, whole
from ilccode.readers.extras import parsed
from ilccode.readers.facts import facts
from ilccode.readers.labels import roles
from ilccode.readers.moments import Span, span, unit
from ilccode.readers.sheets import Sheet, beyond, sheets, told
from ilccode.sources import Source

_WORKBOOK = "an Excel workbook (.xlsx)"
_NO_ROWS = "expected a row a turn, found no rows"
_FEWEST_WORDS = 1.5
_TAG = re.compile(r"</?(?:em|i|b|strong|u|span|sup|sub|font)(?:\s[^<>]*)?>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|p|div)(?:\s[^<>]*)?/?>|</(?:p|div)>|_x000[AD]_", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ASIDE = re.compile(r"\s*(?:\[.*\]|\(.*\)|<.*>|\{.*\})\s*", re.DOTALL)
_LABEL_END = re.compile(r"\s*:\s*\Z")


def read_csv(source: Source) -> Reading:
    """Read a table as text, whatever parts its cells; raises `InvalidTranscript`."""
    cells = cells_of(source.path, "\n".join(lines_of(source)))
    columns = _located(source, cells.rows)
    rows, notes = whole(source.path, cells, columns)
    kind = source.path.suffix.removeprefix(".").upper() or "CSV"
    return _read(source, rows, columns, About(format=kind, encoding=encoding_of(source), notes=tuple(notes)))


def read_xlsx(source: Source) -> Reading:
    """Read the first sheet of a workbook that holds a transcript, and those that go on with it.

    Raises `InvalidTranscript`.
    """
    package = packages.opened(source, _WORKBOOK)
    package.weigh()
    found = parsed(source.path, lambda: list(sheets(source.data)), _WORKBOOK)
    talk: dict[int, tuple[Columns, Reading]] = {}
    refusals: list[InvalidTranscript] = []
    for number, sheet in enumerate(found):
        try:
            columns = _located(source, sheet.rows)
            talk[number] = columns, _read(source, sheet.rows, columns, About(format="Excel"))
        except InvalidTranscript as error:
            refusals.append(error)
    if not talk:
        raise refusals[0] if refusals else InvalidTranscript(source.path, _NO_ROWS)
    first, (columns, whole) = next(iter(talk.items()))
    goes_on = [n for n in talk if n == first or _goes_on(found[first], columns, found[n], talk[n][0])]
    if len(goes_on) > 1:
        further = (found[n].rows[columns.header + 1 :] for n in goes_on[1:])
        whole = _read(source, [*found[first].rows, *chain(*further)], columns, About(format="Excel"))
    notes = told(
        [found[n] for n in goes_on],
        [found[n] for n in talk if n not in goes_on],
        [sheet for n, sheet in enumerate(found) if n not in talk],
    )
    return replace(whole, notes=(*notes, *beyond(package), *whole.notes))


def _goes_on(first: Sheet, columns: Columns, sheet: Sheet, others: Columns) -> bool:
    """Whether a sheet has the columns of the first, and nothing else above them."""
    top = columns.header + 1
    same = [_texts(row) for row in first.rows[:top]] == [_texts(row) for row in sheet.rows[:top]]
    return same and columns == others


def _located(source: Source, rows: Sequence[Row]) -> Columns:
    if not rows:
        raise InvalidTranscript(source.path, _NO_ROWS)
    no_talk.check(source.path, rows, wished=bool(source.columns))
    return located(source.path, rows, source.columns)


def _read(source: Source, rows: Sequence[Row], columns: Columns, about: About) -> Reading:
    path = source.path
    names = _texts(rows[columns.header]) if columns.header >= 0 else []
    body = rows[columns.header + 1 :]
    _check_one(source, names, body, columns)
    words = [_words(row, columns) for row in body]
    if not any(words):
        raise InvalidTranscript(path, "expected a row a turn, found no row in which something is said")
    count = sum(len(said.split()) for said in words)
    if columns.start is None and count < _FEWEST_WORDS * sum(map(bool, words)):
        raise InvalidTranscript(path, "expected a column with what is said, found single words")
    times, notes = _times(body, columns, names, count)
    speakers = [_speaker(row, columns) for row in body]
    whose = _continued(speakers)
    others = [n for n in range(len(names)) if n not in columns.used]
    told = facts([names[n] for n in others], [[_text(cell_of(r, n)) for n in others] for r in body], whose)
    left_out = [*map(_quoted, told.others), *_nameless(body, columns, names)]
    whole = replace(
        about,
        unit="row",
        attributes=_titles(rows[: max(columns.header, 0)]) | told.attributes,
        roles=_roles(body, columns, whose),
        participants=told.participants,
        notes=(*about.notes, *notes, *_notes(body, columns, words, speakers, left_out)),
    )
    spoken = zip(words, times, speakers, strict=True)
    return reading(path, (Caption(words=w, at=at, until=u, speaker=s) for w, (at, u), s in spoken), whole)


def _texts(row: Row) -> list[str]:
    return [_text(cell) for cell in row]


def _quoted(name: str) -> str:
    return repr(name[:40])


def _nameless(body: Sequence[Row], columns: Columns, names: Sequence[str]) -> list[str]:
    """The numbers of columns without a name in which something stands."""
    known = columns.used | {n for n, name in enumerate(names) if name}
    filled = {n for row in body for n, cell in enumerate(row) if n not in known and not is_blank(cell)}
    return [str(n + 1) for n in sorted(filled)]


def _check_one(source: Source, names: Sequence[str], body: Sequence[Row], columns: Columns) -> None:
    """Refuse a table of several interviews: they would become one."""
    for number, name in enumerate(names):
        if plain(name) in INTERVIEWS and number not in columns.used:
            values = {text for row in body if (text := _text(cell_of(row, number)))}
            if len(values) > 1:
                expected = (
                    f"expected one interview, found {len(values)} in the column {name!r}; save each as a file"
                )
                raise InvalidTranscript(source.path, expected)


def _words(row: Row, columns: Columns) -> str:
    """What is said in a row, or a remark in brackets that stands alone where the speaker should be."""
    text = _text(cell_of(row, columns.text))
    label = _text(cell_of(row, columns.speaker))
    return _unmarked(text or (label if _ASIDE.fullmatch(label) else ""))


def _speaker(row: Row, columns: Columns) -> str | None:
    place = columns.role if columns.speaker is None else columns.speaker
    label = _LABEL_END.sub("", _unmarked(_text(cell_of(row, place))))
    return None if not label or _ASIDE.fullmatch(label) else label


def _continued(speakers: Sequence[str | None]) -> list[str]:
    """Who speaks in each row: where none is named, who spoke before."""
    found: list[str] = []
    for speaker in speakers:
        found.append(speaker or (found[-1] if found else ""))
    return found


def _times(
    body: Sequence[Row], columns: Columns, names: Sequence[str], words: int
) -> tuple[list[Span], list[str]]:
    """Each row's times, in seconds, and what had to be decided about them."""
    starts = [cell_of(row, columns.start) for row in body]
    ends = [cell_of(row, columns.end) for row in body]
    name = plain(names[columns.start]) if columns.start is not None and names else ""
    factor, note = unit(name, starts, words)
    spans = []
    for start, end in zip(starts, ends, strict=True):
        (at, until), (stop, _) = span(start), span(end)
        until = until if stop is None else stop
        spans.append((_scaled(at, factor), _scaled(until, factor)))
    strange = sum(not is_blank(cell) and span(cell) == (None, None) for cell in (*starts, *ends))
    left = [f"Cells that tell no time were left out of the times ({strange})."] if strange else []
    return spans, [*([note] if note else []), *left]


def _scaled(time: float | None, factor: float) -> float | None:
    return None if time is None else round(time * factor, 3)


def _roles(body: Sequence[Row], columns: Columns, whose: Sequence[str]) -> Mapping[str, str]:
    """Roles by the column of roles, where there is one beside the speakers'."""
    if columns.role is None or columns.speaker is None:
        return {}
    named = {speaker: _text(cell_of(row, columns.role)) for row, speaker in zip(body, whose, strict=True)}
    known = roles(dict.fromkeys(filter(None, named.values())), {})
    return {speaker: known[part] for speaker, part in named.items() if part in known}


def _titles(rows: Sequence[Row]) -> dict[str, str]:
    """What stands above a table: `Key, value` rows, and a title."""
    told: dict[str, str] = {}
    for row in rows:
        filled = [text for cell in row if (text := _text(cell))]
        if len(filled) == 2:
            told.setdefault(_LABEL_END.sub("", filled[0]).casefold(), filled[1])
        elif len(filled) == 1:
            told.setdefault("title", filled[0])
    return told


def _notes(
    body: Sequence[Row],
    columns: Columns,
    words: Sequence[str],
    speakers: Sequence[str | None],
    others: Sequence[str],
) -> Iterator[str]:
    marked = sum(_unmarked(text) != text for row in body for text in [_text(cell_of(row, columns.text))])
    if marked:
        yield f"HTML in cells was read as the characters that it stands for ({marked})."
    known = zip(words, speakers, _continued(speakers), strict=True)
    nameless = sum(bool(said) and speaker is None and bool(before) for said, speaker, before in known)
    if nameless:
        yield f"Rows without a speaker go on with the one before ({nameless})."
    empty = sum(not said for said in words)
    if empty:
        yield f"Rows in which nothing is said were left out ({empty})."
    if others:
        yield f"Columns left out: {', '.join(others[:12])}{', ...' if len(others) > 12 else ''}."


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return "" if cell is None else " ".join(_BREAK.sub("\n", str(cell)).split())


def _unmarked(text: str) -> str:
    """Text without HTML's marks of type, and with the characters that its references stand for."""
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), _TAG.sub("", text))
