"""A line of a transcript, as the readers hand it to those who look for speakers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_NUMBERED = re.compile(r"\s*(?P<number>\d{1,6})(?:[.):]?\s+|$)")
_MANY = 5


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
        return not self.text or self.text.isspace()


def unnumbered(lines: Sequence[Line]) -> list[Line]:
    """Lines without the numbers that count them, where all that are filled have one."""
    matches = {n: _NUMBERED.match(line.text) for n, line in enumerate(lines) if not line.is_blank}
    numbers = [int(match["number"]) for match in matches.values() if match]
    counted = len(numbers) >= _MANY and all(b == a + 1 for a, b in pairwise(numbers))
    if not counted or len(numbers) < len(matches):
        return list(lines)
    ends = {n: match.end() for n, match in matches.items() if match}
    return [replace(line, text=line.text[ends.get(n, 0) :]) for n, line in enumerate(lines)]


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
