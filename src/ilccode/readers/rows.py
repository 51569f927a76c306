"""Tables in documents in which a row is a turn: who speaks and when stand in columns of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ilccode.protocols import Reading
from ilccode.readers import captions, header
from ilccode.readers.captions import About, Caption
from ilccode.readers.columns import Columns, cell_of, located, names_talk, unnamed
from ilccode.readers.labels import roles
from ilccode.readers.moments import span
from ilccode.readers.paragraphs import Block, Table, cell_text, lines
from ilccode.sources import Source


def talk(source: Source, blocks: Sequence[Block], form: str) -> Reading | None:
    """The talk of a document that has it in tables of turns; none where it has not.

    A table is one where its first row names the columns, or where a column of times stands beside
    speakers and words; the tables after it that are as wide go on with it.
    Where more words stand outside of tables than in them, the talk is there.
    """
    found = dict(_found(source, blocks))
    spoken = [caption for rows in found.values() for caption in rows]
    if not any(caption.speaker for caption in spoken):
        return None
    first = min(found)
    before = list(lines(blocks[:first]))
    after = list(lines(block for place, block in enumerate(blocks) if place > first and place not in found))
    if _count(line.text for line in (*before, *after)) > _count(caption.words for caption in spoken):
        return None
    said, unknown = header.attributes(before)
    turns = Counter(caption.speaker for caption in spoken if caption.speaker)
    left = unknown + sum(not line.is_blank for line in after)
    about = About(
        format=f"{form}, table",
        attributes=said,
        roles=roles(turns, said, once=[speaker for speaker, number in turns.items() if number == 1]),
        notes=(f"lines outside the table of turns: {left} left out",) if left else (),
    )
    return captions.reading(source.path, spoken, about)


def _count(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _found(source: Source, blocks: Sequence[Block]) -> Iterator[tuple[int, list[Caption]]]:
    """The tables of turns, by their places among the blocks."""
    columns, width = None, 0
    for place, block in enumerate(blocks):
        if isinstance(block, Table):
            rows = [[cell_text(cell) for cell in row] for row in block.rows]
            broad = max(map(len, rows), default=0)
            own = _columns(source, rows)
            columns, width = (own, broad) if own else (columns, width)
            if columns is not None and broad == width:
                yield place, list(_turns(rows[columns.header + 1 :] if own else rows, columns))


def _columns(source: Source, rows: Sequence[Sequence[str]]) -> Columns | None:
    if names_talk(rows):
        return located(source.path, rows, source.columns)
    found = unnamed(rows)
    return found if found is not None and found.start is not None else None


def _turns(rows: Sequence[Sequence[str]], columns: Columns) -> Iterator[Caption]:
    for row in rows:
        at, until = span(cell_of(row, columns.start))
        end, _ = span(cell_of(row, columns.end))
        speaker = str(cell_of(row, columns.speaker) or "").rstrip(": ")
        yield Caption(
            words=str(cell_of(row, columns.text) or ""),
            at=at,
            until=until if end is None else end,
            speaker=speaker or None,
        )
