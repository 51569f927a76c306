"""Written documents as the readers see them: paragraphs and tables, and the lines that they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ilccode.readers.heads import believable
from ilccode.readers.layouts import is_value
from ilccode.readers.lines import Line
from ilccode.readers.moments import is_time
from ilccode.readers.roles import is_role


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

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def is_heading(self) -> bool:
        return self.style.casefold().startswith("heading")


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells of paragraphs and tables."""

    rows: tuple[tuple[tuple[Paragraph | Table, ...], ...], ...]


Block = Paragraph | Table

_FEW, _MOST = 2, 0.8
_Line = tuple[str, str, bool]
"""A line's text, the bold text that it begins with, and whether it is a heading."""


def lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """Blocks as lines, numbered from 1: a paragraph is one, and each line break in it begins another."""
    for number, (text, bold, heading) in enumerate(_lines(blocks), start=1):
        yield Line(number=number, text=text, bold=bold, heading=heading)


def cell_text(cell: Iterable[Block]) -> str:
    """What stands in a cell, on one line."""
    return _joined(_lines(cell))


def _lines(blocks: Iterable[Block]) -> Iterator[_Line]:
    for block in blocks:
        if isinstance(block, Paragraph):
            for runs in _broken(block.runs):
                yield "".join(run.text for run in runs), _lead(runs), block.is_heading
        else:
            rows = [[list(_lines(cell)) for cell in row] for row in block.rows]
            labelled = _is_labelled([[_joined(cell) for cell in row] for row in rows])
            for cells in rows:
                yield from _row(cells, labelled=labelled)


def _joined(cell: Iterable[_Line]) -> str:
    return " ".join(" ".join(text for text, _, _ in cell).split())


def _is_labelled(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows of two cells say who speaks in the first: one comes again, or has a word for what they do.

    Where no label comes again, the second cells are sentences, unlike those of a table of facts.
    """
    twos = [row for row in rows if len(row) == 2]
    labels = [label for row in twos if _may_be_label(label := row[0].rstrip(": "))]
    words = [row[1] for row in twos if row[1]]
    if len(labels) < max(_FEW, _MOST * sum(bool(row[0]) for row in twos)) or 2 * len(twos) < len(rows):
        return False
    if len(set(labels)) < len(labels):
        return True
    return any(map(is_role, labels)) and 2 * sum(map(is_value, words)) < len(words)


def _may_be_label(text: str) -> bool:
    return believable(text, 2) and not is_time(text)


def _row(found: Sequence[Sequence[_Line]], *, labelled: bool) -> Iterator[_Line]:
    """A row of two cells is a label or a time and words; of any other number, all lines of its cells.

    In a table that is `labelled`, a label shows itself to be one, and where it stands alone it is no words.
    """
    texts = [_joined(cell) for cell in found]
    if labelled and len(texts) == 2 and _may_be_label(texts[0].rstrip(": ")):
        label = f"{texts[0].rstrip(': ')}:"
        yield f"{label} {texts[1]}", label, False
    elif len(texts) != 2 or not all(texts):
        for cell in found:
            yield from cell
    elif is_time(texts[0]) and ":" in texts[0]:
        yield f"[{texts[0].strip('[](){}<>#')}] {texts[1]}", "", False
    else:
        label = f"{texts[0].rstrip(':')}:"
        bold = " ".join(" ".join(bold for _, bold, _ in found[0]).split())
        yield f"{label} {texts[1]}", label if bold == texts[0] else "", False


def _broken(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs of each line."""
    found: list[list[Run]] = [[]]
    for run in runs:
        if "\n" not in run.text:
            found[-1].append(run)
            continue
        parts = [Run(text=text, bold=run.bold) for text in run.text.split("\n")]
        found[-1].append(parts[0])
        found += [[part] for part in parts[1:]]
    return found


def _lead(runs: Sequence[Run]) -> str:
    lead: list[str] = []
    for run in runs:
        if run.text.strip() and not run.bold:
            break
        lead.append(run.text)
    return "".join(lead)
