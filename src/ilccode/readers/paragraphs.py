"""Written documents as transcripts: paragraphs as lines, and tables in which a row is a turn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, groupby

from ilccode.errors import InvalidTranscript
from ilccode.model import Piece, Utterance
from ilccode.protocols import Reading
from ilccode.readers import labels
from ilccode.readers.labels import Line
from ilccode.sources import Source

_NAMES = {
    "speaker": "speaker name who participant person sprecher sprecherin locuteur intervenant hablante",
    "start": "time timestamp timespan timecode start from zeit zeitmarke temps tiempo",
    "end": "end until to ende fin",
    "words": "text content words transcript transcription utterance speech inhalt texte texto contenido",
}
_COLUMN = {word: column for column, words in _NAMES.items() for word in words.split()}
_CLOCK = r"(?:(?P<{0}h>\d{{1,3}}):)?(?P<{0}m>\d{{1,3}}):(?P<{0}s>\d{{2}}(?:[.,]\d{{1,3}})?)"
_TIMES = re.compile(
    rf"[\[(]?\s*{_CLOCK.format('a')}(?:\s*(?:-->|[-\u2013\u2014,]|to)\s*{_CLOCK.format('b')})?\s*[\])]?"
)
_KEY_AND_VALUE = re.compile(r"\s*(?P<key>[^\W_][^:]{0,39}?)\s*:\s+(?P<value>\S.*)")
_PARTS = (
    (
        "date",
        re.compile(r"\d{1,2}[-./ ]\w{3,9}[-./ ]\d{4}|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\w+ \d{1,2}, \d{4}"),
    ),
    ("time", re.compile(r"\d{1,2}:\d{2}(?: ?[ap]m)?", re.IGNORECASE)),
    ("length", re.compile(r"(?=\d)(?:\d+ ?h ?)?(?:\d+ ?m(?:in)? ?)?(?:\d+ ?s)?")),
)
_HEADING = "heading 1"
_DASH = re.compile(r"\s+[-\u2013\u2014|]\s+")
"""What a title line says besides, between dashes: `12-May-2023 - 10:36 - 1h09m31s - Ana`."""

_MOST = 0.8
_NAME_WORDS = 5


@dataclass(frozen=True, kw_only=True)
class Run:
    """Text that looks alike; a line feed in it is a line break."""

    text: str
    bold: bool = False


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Runs in a row; `style` is the style's name in English, where the document names one."""

    runs: tuple[Run, ...]
    style: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells of paragraphs and tables."""

    rows: tuple[tuple[tuple[Paragraph | Table, ...], ...], ...]


Block = Paragraph | Table


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A turn that stands in a table's row."""

    speaker: str
    piece: Piece


def reading(source: Source, blocks: Iterable[Block], form: str) -> Reading:
    """Blocks as a transcript, under the name of their format; raises `InvalidTranscript`."""
    said, rest = _titled(list(blocks))
    found = _tabled(rest) or _labelled(source, rest)
    return replace(
        found,
        format=", ".join(filter(None, (form, found.format))),
        attributes={**said, **found.attributes},
    )


def lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """Blocks as lines, numbered from 1: a paragraph is one, and each line break in it begins another."""
    numbers = count(1)
    for text, bold in _texts(blocks):
        yield Line(number=next(numbers), text=text, bold=bold)


def _labelled(source: Source, blocks: Sequence[Block]) -> Reading:
    timed = [row for table in blocks if isinstance(table, Table) for row in _turns(table)]
    try:
        return labels.reading(source.path, lines(blocks))
    except InvalidTranscript:
        if not timed:
            raise
        return Reading(utterances=tuple(_utterances(timed)))


def _titled(blocks: list[Block]) -> tuple[dict[str, str], list[Block]]:
    """What a title at the top says, and a line of date and time below it; and the blocks after them."""
    said: dict[str, str] = {}
    styles = [block.style.casefold() for block in blocks if isinstance(block, Paragraph)]
    titles = ("title", _HEADING) if styles.count(_HEADING) == 1 else ("title",)
    for at, block in enumerate(blocks):
        text = " ".join(_text(block).split()) if isinstance(block, Paragraph) else ""
        if isinstance(block, Paragraph) and not text:
            continue
        parts = _parts(text)
        if isinstance(block, Paragraph) and block.style.casefold() in titles and "title" not in said:
            said |= {"title": text, **parts}
        elif parts and len(parts) == len(_DASH.split(text)):
            said |= parts | said
        else:
            return said, blocks[at:]
    return said, []


def _parts(title: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for part in _DASH.split(title):
        kind = next((name for name, form in _PARTS if form.fullmatch(part)), "")
        if kind:
            said.setdefault(kind, part)
    return said


def _tabled(blocks: Sequence[Block]) -> Reading | None:
    """The talk of a document that has it in tables with a column of speakers; none without such."""
    tables = [(n, rows) for n, b in enumerate(blocks) if isinstance(b, Table) and (rows := list(_turns(b)))]
    rows = [row for _, table in tables for row in table]
    if not any(row.speaker for row in rows):
        return None
    before, after = tables[0][0], {n for n, _ in tables}
    head = [text for text, _ in _texts(blocks[:before]) if text.strip()]
    keyed = [match for text in head if (match := _KEY_AND_VALUE.fullmatch(text))]
    attributes = {match["key"].casefold(): match["value"].strip() for match in keyed}
    tail = [b for n, b in enumerate(blocks) if n > before and n not in after]
    lost = len(head) - len(keyed) + sum(1 for text, _ in _texts(tail) if text.strip())
    utterances = tuple(_utterances(rows))
    speakers = dict.fromkeys(u.speaker for u in utterances if u.speaker)
    return Reading(
        utterances=utterances,
        format="table",
        attributes=attributes,
        roles=labels.roles(speakers, attributes),
        notes=(f"{lost} lines outside the table of turns are left out",) if lost else (),
    )


def _utterances(rows: Iterable[_Row]) -> Iterator[Utterance]:
    """Turns of rows: one that names nobody goes on with the speaker before it."""
    speaker = ""
    filled: list[_Row] = []
    for row in rows:
        speaker = row.speaker or speaker
        filled.append(replace(row, speaker=speaker))
    for name, group in groupby(filled, key=lambda row: row.speaker):
        yield Utterance(speaker=name, pieces=tuple(row.piece for row in group))


def _turns(table: Table) -> Iterator[_Row]:
    """A table's rows as turns, where its first row or its cells show what the columns are."""
    rows = [[" ".join(" ".join(t for t, _ in _texts(cell)).split()) for cell in row] for row in table.rows]
    head = _headed(rows[0]) if rows else {}
    columns = head or _shown(rows)
    for row in rows[1:] if head else rows:
        cells = {column: row[at] for column, at in columns.items() if at < len(row)}
        if cells.get("words"):
            at, until = _times(cells.get("start", ""))
            end, _ = _times(cells.get("end", ""))
            piece = Piece(words=cells["words"], at=at, until=until if end is None else end)
            yield _Row(speaker=cells.get("speaker", "").rstrip(": "), piece=piece)


def _headed(row: Sequence[str]) -> Mapping[str, int]:
    """The columns as a first row names them; none where it does not name the words and one more."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(row):
        for word in re.findall(r"[^\W\d_]+", cell.casefold())[:2]:
            if word in _COLUMN:
                columns.setdefault(_COLUMN[word], at)
                break
    return columns if "words" in columns and len(columns) > 1 else {}


def _shown(rows: Sequence[Sequence[str]]) -> Mapping[str, int]:
    """The columns as the cells show them: times in one, the most words in another."""
    width = max(map(len, rows), default=0)
    if width not in (2, 3, 4) or len(rows) < 2:
        return {}
    cells = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(width)]
    timed = [at for at in range(width) if _mostly(cells[at], lambda cell: _times(cell)[0] is not None)]
    numbers = [at for at in range(width) if _mostly(cells[at], str.isdecimal)]
    rest = [at for at in range(width) if at not in timed and at not in numbers and cells[at]]
    if not timed or len(rest) not in (1, 2):
        return {}
    words = max(rest, key=lambda at: sum(map(len, cells[at])))
    columns = {"words": words, "start": timed[0]} | ({"end": timed[1]} if len(timed) > 1 else {})
    named = [at for at in rest if at != words and _mostly(cells[at], _is_short)]
    return columns | ({"speaker": named[0]} if named else {})


def _mostly(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(holds, cells)) >= _MOST * len(cells)


def _is_short(cell: str) -> bool:
    return len(cell.split()) <= _NAME_WORDS


def _times(cell: str) -> tuple[float | None, float | None]:
    """The one or two times that a cell holds and nothing else, in seconds."""
    match = _TIMES.fullmatch(cell.strip())
    if match is None:
        return None, None
    return _seconds(match, "a"), None if match["bs"] is None else _seconds(match, "b")


def _seconds(match: re.Match[str], of: str) -> float:
    hours, minutes, seconds = (match[f"{of}{unit}"] or "0" for unit in "hms")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))


def _text(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs)


def _texts(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Lines of text, each with the bold text that it begins with."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from _broken(block)
        else:
            for row in block.rows:
                yield from _row(row)


def _row(cells: Sequence[Sequence[Block]]) -> Iterator[tuple[str, str]]:
    """A row of two cells is a label and its words; of any other number, a line for each line."""
    found = [list(_texts(cell)) for cell in cells]
    texts = [" ".join(text for text, _ in cell).strip() for cell in found]
    if len(texts) == 2 and all(texts):
        label = f"{texts[0].rstrip(':')}:"
        bold = "".join(bold for _, bold in found[0]).strip()
        yield f"{label} {texts[1]}", label if bold == texts[0] else ""
    else:
        for cell in found:
            yield from cell


def _broken(paragraph: Paragraph) -> Iterator[tuple[str, str]]:
    """A paragraph's lines."""
    line: list[Run] = []
    for run in paragraph.runs:
        head, *tail = run.text.split("\n")
        line.append(replace(run, text=head))
        for text in tail:
            yield _led(line)
            line = [replace(run, text=text)]
    yield _led(line)


def _led(runs: Sequence[Run]) -> tuple[str, str]:
    lead: list[str] = []
    for run in runs:
        if run.text.strip() and not run.bold:
            break
        lead.append(run.text)
    return "".join(run.text for run in runs), "".join(lead)
