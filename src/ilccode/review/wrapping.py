"""Words in rows of a screen's width, as many as are wanted and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rich.cells import cell_len, chop_cells

Span = tuple[str, str]
"""A stretch of text and the name of its style."""

Row = tuple[Span, ...]

_WORD = re.compile(r"\S+|\s+")


def wrapped(spans: Iterable[Span], width: int, indent: str = "", label: Span | None = None) -> Iterator[Row]:
    """Rows of no more than `width` cells; the first begins with the label, the others with the indent.

    It is a generator: of a text of any length, only what is asked for is laid out.
    """
    row: list[Span] = [label] if label else []
    used = start = length(tuple(row))
    for word, style in _words(spans, max(1, width - cell_len(indent))):
        size = cell_len(word)
        if used + size > width and word.strip():
            yield _joined(row)
            row, start = ([(indent, "")] if indent else []), cell_len(indent)
            used = start
        if word.strip() or used > start:
            row.append((word, style))
            used += size
    yield _joined(row)


def _words(spans: Iterable[Span], width: int) -> Iterator[Span]:
    """Words and the space between them; what is longer than a row is cut."""
    for text, style in spans:
        for match in _WORD.finditer(text):
            word = " " if match[0].isspace() else match[0]
            if cell_len(word) <= width:
                yield word, style
            else:
                yield from ((piece, style) for piece in chop_cells(word, width))


def _joined(row: Sequence[Span]) -> Row:
    """A row with neighbours of one style as one, and no space at its end."""
    joined: list[Span] = []
    for text, style in row:
        if joined and joined[-1][1] == style:
            joined[-1] = (joined[-1][0] + text, style)
        else:
            joined.append((text, style))
    if joined:
        joined[-1] = (joined[-1][0].rstrip(), joined[-1][1])
    return tuple(joined)


def cut(text: str, width: int) -> str:
    """A text in one row, cut where it is longer."""
    if cell_len(text) <= width:
        return text
    return f"{chop_cells(text, max(1, width - 1))[0]}…" if width > 1 else "…"[:width]


def end(text: str, width: int) -> str:
    """The end of a text, as much as fits a width."""
    text = text[-4 * width :]
    while cell_len(text) > width:
        text = text[1:]
    return text


def padded(text: str, width: int) -> str:
    """A text cut or filled up to a width."""
    short = cut(text, width)
    return short + " " * (width - cell_len(short))


def length(row: Row) -> int:
    """How many cells a row takes."""
    return sum(cell_len(text) for text, _ in row)


def scrolled(rows: Iterator[Row], scroll: int, room: int) -> list[Row]:
    """So many rows from a place on, that begins no later than the last one."""
    taken = list(islice(rows, max(0, scroll) + room))
    first = min(max(0, scroll), max(0, len(taken) - 1))
    return taken[first : first + room]
