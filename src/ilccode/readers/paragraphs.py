"""Written documents as the readers see them: paragraphs and tables, and the lines that they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ilccode.readers.lines import Line
from ilccode.readers.moments import is_time


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


def lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """Blocks as lines, numbered from 1: a paragraph is one, and each line break in it begins another."""
    return (replace(line, number=number) for number, line in enumerate(_lines(blocks), start=1))


def cell_text(cell: Iterable[Block]) -> str:
    """What stands in a cell, on one line."""
    return " ".join(" ".join(line.text for line in _lines(cell)).split())


def _lines(blocks: Iterable[Block]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from _broken(block)
        else:
            for row in block.rows:
                yield from _row(row)


def _row(cells: Sequence[Sequence[Block]]) -> Iterator[Line]:
    """A row of two cells is a label or a time and words; of any other number, all lines of its cells."""
    texts = [cell_text(cell) for cell in cells]
    if len(texts) != 2 or not all(texts):
        for cell in cells:
            yield from _lines(cell)
    elif is_time(texts[0]) and ":" in texts[0]:
        yield Line(number=1, text=f"[{texts[0].strip('[](){}<>#')}] {texts[1]}")
    else:
        label = f"{texts[0].rstrip(':')}:"
        bold = " ".join(" ".join(line.bold for line in _lines(cells[0])).split())
        yield Line(number=1, text=f"{label} {texts[1]}", bold=label if bold == texts[0] else "")


def _broken(paragraph: Paragraph) -> Iterator[Line]:
    """A paragraph's lines."""
    runs: list[Run] = []
    for run in paragraph.runs:
        head, *tail = run.text.split("\n")
        runs.append(replace(run, text=head))
        for text in tail:
            yield _line(runs, paragraph.is_heading)
            runs = [replace(run, text=text)]
    yield _line(runs, paragraph.is_heading)


def _line(runs: Sequence[Run], heading: bool) -> Line:
    lead: list[str] = []
    for run in runs:
        if run.text.strip() and not run.bold:
            break
        lead.append(run.text)
    return Line(number=1, text="".join(run.text for run in runs), bold="".join(lead), heading=heading)
