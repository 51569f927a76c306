"""Caption files as blocks of lines: times, and the words under them; nothing in a file is lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ilccode.errors import InvalidTranscript
from ilccode.readers.lines import Line

_NUMBER = re.compile(r"\s*[0-9]{1,9}\s*")


@dataclass(frozen=True, kw_only=True)
class Cue:
    """One caption as its file has it; `line` is that of its times, or of its words where it has none.

    `name` is what stands above its times: a number, most often.
    """

    line: int
    text: str
    name: str = ""
    at: float | None = None
    until: float | None = None


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a kind of file writes its captions.

    `times` matches a line of times, both of them in groups, `arrow` the beginning of one that is meant to be
    such a line, and `example` is one. Where captions are `named`, any text may stand above the times, not
    only a number. Where `bare`, only an empty line ends a caption, and one of spaces does not.
    """

    times: re.Pattern[str]
    arrow: re.Pattern[str]
    example: str
    named: bool = False
    bare: bool = False


def blocks(lines: Iterable[str], style: Style) -> list[list[Line]]:
    """The lines between blank ones."""
    numbered = (Line(number=number, text=text) for number, text in enumerate(lines, start=1))
    groups = groupby(numbered, key=lambda line: bool(line.text if style.bare else line.text.strip()))
    return [list(group) for filled, group in groups if filled]


def cues(path: Path, given: Iterable[Sequence[Line]], style: Style) -> Iterator[Cue]:
    """The captions in blocks of lines; raises `InvalidTranscript` for times that cannot be read.

    Words in a block without times are a caption without times: those of the caption before, most often,
    in which somebody left a line blank.
    """
    last = 0
    for block in given:
        times: Line | None = None
        name: Line | None = None
        words: list[Line] = []
        for line in block:
            if not _is_times(path, line, style):
                words.append(line)
                continue
            above = _name(words, times, last, style)
            last = _number(above, last)
            yield from _cue(name, times, words[: len(words) - (above is not None)], style)
            name, times, words = above, line, []
        if times is None and len(words) > 1 and _number(words[0], -1) == last + 1:
            last += 1
            words = words[1:]
        yield from _cue(name, times, words, style)


def _is_times(path: Path, line: Line, style: Style) -> bool:
    if style.times.fullmatch(line.text):
        return True
    if style.arrow.match(line.text):
        raise InvalidTranscript(path, f"expected times such as {style.example}", line.number)
    return False


def _name(words: Sequence[Line], times: Line | None, last: int, style: Style) -> Line | None:
    """The line right above a caption's times, if it is the caption's number or name and no words."""
    if not words:
        return None
    number = _number(words[-1], -1)
    alone = len(words) == 1 if times is None else len(words) > 1 and not words[-2].text.strip()
    if (alone and (style.named or number >= 0)) or number == last + 1:
        return words[-1]
    return None


def _number(line: Line | None, default: int) -> int:
    return int(line.text.strip()) if line and _NUMBER.fullmatch(line.text) else default


def _cue(name: Line | None, times: Line | None, words: Sequence[Line], style: Style) -> Iterator[Cue]:
    text = "\n".join(line.text for line in words)
    match = style.times.fullmatch(times.text) if times else None
    if times and match:
        told = name.text.strip() if name else ""
        yield Cue(line=times.number, text=text, name=told, at=seconds(match[1]), until=seconds(match[2]))
    elif words:
        yield Cue(line=words[0].number, text=text)


def seconds(time: str) -> float:
    """The seconds of a time such as `1:02:03.5`, `02:03,500` or `75`."""
    parts = reversed(time.replace(",", ".").split(":"))
    return round(sum(float(part) * 60.0**place for place, part in enumerate(parts)), 3)
