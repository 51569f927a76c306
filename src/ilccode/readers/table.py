"""Tables: a row a turn, in CSV, in TSV or in an Excel workbook."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from ilccode.errors import InvalidTranscript, NoTranscript
from ilccode.protocols import Reading
from ilccode.readers import packages
from ilccode.readers.captions import About, Caption, reading
from ilccode.readers.column_names import INTERVIEWS
from ilccode.readers.columns import Columns, Row, cell_of, is_blank, located, plain
from ilccode.readers.decoding import encoding_of, lines_of
from ilccode.readers.delimited import rows_of
from ilccode.readers.extras import parsed
from ilccode.readers.facts import facts
from ilccode.readers.labels import roles
from ilccode.readers.moments import Span, span, unit
from ilccode.sources import Source

_WORKBOOK = "an Excel workbook (.xlsx)"
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 1_024
_FEWEST_WORDS = 1.5
_TAG = re.compile(r"</?(?:em|i|b|strong|u|span|sup|sub|font)(?:\s[^<>]*)?>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|p|div)(?:\s[^<>]*)?/?>|</(?:p|div)>|_x000[AD]_", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ASIDE = re.compile(r"\s*(?:\[.*\]|\(.*\)|<.*>|\{.*\})\s*", re.DOTALL)
_LABEL_END = re.compile(r"\s*:\s*\Z")
_CODINGS = ({"codebook", "code"}, {"codebook", "codes"})


def read_csv(source: Source) -> Reading:
    """Read a table as text, whatever parts its cells; raises `InvalidTranscript`."""
    rows = rows_of(source.path, "\n".join(lines_of(source)))
    return _read(source, rows, source.path.suffix.removeprefix(".").upper() or "CSV", encoding_of(source))


def read_xlsx(source: Source) -> Reading:
    """Read the first sheet of a workbook that holds a transcript; raises `InvalidTranscript`."""
    packages.opened(source, _WORKBOOK).weigh()
    refusals: list[InvalidTranscript] = []
    for rows in parsed(source.path, lambda: list(_sheets(source)), _WORKBOOK):
        try:
            return _read(source, rows, "Excel", "")
        except InvalidTranscript as error:
            refusals.append(error)
    raise refusals[0] if refusals else InvalidTranscript(source.path, "expected a row a turn, found no rows")


def _sheets(source: Source) -> Iterator[list[Row]]:
    """The rows of each sheet that has some, with what formulas gave when the file was saved."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
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
            yield rows


def _trimmed(row: Row) -> Row:
    """A row without what lies behind its last filled cell: sheets have thousands of columns."""
    last = next((n for n in range(len(row), 0, -1) if row[n - 1] is not None), 0)
    return row[:last]


def _read(source: Source, rows: Sequence[Row], kind: str, encoding: str) -> Reading:
    path = source.path
    if not rows:
        raise InvalidTranscript(path, "expected a row a turn, found no rows")
    columns = located(path, rows, source.columns)
    names = [_text(cell) for cell in rows[columns.header]] if columns.header >= 0 else []
    known = {plain(name) for name in names}
    if any(signs <= known for signs in _CODINGS):
        raise NoTranscript(path, "expected a transcript, found a table of codings")
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
    about = About(
        format=kind,
        encoding=encoding,
        attributes=_titles(rows[: max(columns.header, 0)]) | told.attributes,
        roles=_roles(body, columns, whose),
        participants=told.participants,
        notes=(*notes, *_notes(body, columns, words, speakers, told.others)),
    )
    spoken = zip(words, times, speakers, strict=True)
    return reading(path, (Caption(words=w, at=at, until=u, speaker=s) for w, (at, u), s in spoken), about)


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
    nameless = sum(bool(said) and speaker is None for said, speaker in zip(words, speakers, strict=True))
    if nameless and any(speakers):
        yield f"Rows without a speaker go on with the one before ({nameless})."
    empty = sum(not said for said in words)
    if empty:
        yield f"Rows in which nothing is said were left out ({empty})."
    if others:
        yield f"Columns left out: {', '.join(repr(name[:40]) for name in others[:12])}."


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return "" if cell is None else " ".join(_BREAK.sub("\n", str(cell)).split())


def _unmarked(text: str) -> str:
    """Text without HTML's marks of type, and with the characters that its references stand for."""
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), _TAG.sub("", text))
