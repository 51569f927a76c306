"""A line of a transcript, as the readers hand it to those who look for speakers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a transcript, or a paragraph: its number from 1, and the bold text that it begins with.

    A `heading` is one by the file's own word: a style, a Markdown mark.
    """

    number: int
    text: str
    bold: str = ""
    heading: bool = False

    @property
    def marked(self) -> bool:
        """Whether the line begins with a label in bold."""
        label = self.bold.strip()
        return bool(label) and self.text.lstrip()[len(label.rstrip(":")) :].lstrip().startswith(":")

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


def single(lines: Iterable[Line]) -> Iterator[Line]:
    """Paragraphs with breaks in them as a line each, under the paragraph's number."""
    for line in lines:
        if "\n" not in line.text:
            yield line
            continue
        place = 0
        for part in line.text.split("\n"):
            yield replace(line, text=part, bold=line.bold[place : place + len(part)])
            place += len(part) + 1
