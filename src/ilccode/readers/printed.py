"""Printed pages as paragraphs again: what runs along every page out, lines joined, hyphens undone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from ilccode.readers.paragraphs import Paragraph, Run

_EDGE = 2
"""How many lines from the top and the foot of a page may run along all pages."""

_SHARE = 0.4
_GAP = 1.45
"""From how many times the usual distance on lines are parted by white space."""

_SPACED, _ALIKE = 0.7, 0.05
_FULL = 0.93
"""Up to which part of the text's width a line may stop short of being full."""

_TITLE = 1.25
"""From how many times the usual height on the letters of a first line are a title's."""

_NUMBER = re.compile(r"[-\u2013]?\s*1\s*[-\u2013]?|(?:.*\s)?(?:page|seite|p[aá]gina)\s*1(?:\D{1,5}1)?", re.I)
_NUMBERED = 5
"""How many numbers in a row are the numbers of lines."""

_LABEL = re.compile(
    r"\s*(?:\[[^\]]{1,40}\]|(?:[^\W_a-z][^:\n]{0,39}|[a-z]\w*(?: ?\d+)?) ?:(?:\s|$)"
    r"|\S[^:\n]{0,39}\s\(?\d+:\d\d)"
)
_TAIL, _LONGEST = 4, 80
_PLAIN = re.compile(r"[0-9]{1,4}")
_WORD = re.compile(r"\w+(?:-\w+)*")
_BROKEN = re.compile(rf"({_WORD.pattern})-$")
_COMPOUNDING = frozenset(("self", "well", "ex", "half", "all", "high", "low", "long", "short", "full", "mid"))
_NARROW = frozenset("iljtfrI.,:;'!|()[] -\u2018\u2019")
_WIDE = frozenset("mwMW\u2014@%")


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A line on a page: `x` and `y` are where it begins, in points from the page's lower left corner."""

    runs: tuple[Run, ...]
    x: float = 0
    y: float = 0
    size: float = 0

    @cached_property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @cached_property
    def end(self) -> float:
        """Where it ends, about."""
        return self.x + (self.size or 1) * breadth(self.text.rstrip())

    @property
    def key(self) -> str:
        """What is the same in it on every page."""
        return re.sub(r"\d+", "#", self.text.strip()).casefold()


Page = Sequence[Printed]


def breadth(text: str) -> float:
    """How broad text is, about, in heights of its letters: fonts are not measured."""
    return sum(map(_width, text))


def _width(char: str) -> float:
    if char in _NARROW:
        return 0.3
    if char in _WIDE or char > "\u2e80":
        return 0.9
    return 0.67 if char.isupper() else 0.53


def still(pages: Sequence[Page]) -> tuple[list[Page], int]:
    """Pages without what runs along them (heads, feet, numbers), and how many lines that was.

    Such a line is at the edge of a page, at the same height on many, and nowhere else.
    """
    edges = [_edge(page) for page in pages]
    places = Counter((line.key, round(line.y)) for edge in edges for line in edge.values())
    inner = {line.key for page, edge in zip(pages, edges, strict=True) for n, line in _but(page, edge)}
    often = {
        place for place, n in places.items() if n >= max(2, _SHARE * len(pages)) and place[0] not in inner
    }
    kept: list[Page] = []
    for page, edge in zip(pages, edges, strict=True):
        runs = {n for n, line in edge.items() if (line.key, round(line.y)) in often}
        runs |= _line_numbers(page) | (_numbers(page, edge) if len(pages) == 1 else set())
        kept.append([line for n, line in enumerate(page) if n not in runs])
    return kept, sum(map(len, pages)) - sum(map(len, kept))


def _edge(page: Page) -> dict[int, Printed]:
    """The lines nearest to a page's top and foot, by their numbers."""
    down = sorted(range(len(page)), key=lambda n: (-page[n].y, n))
    return {n: page[n] for n in {*down[:_EDGE], *down[-_EDGE:]}}


def _but(page: Page, edge: dict[int, Printed]) -> Iterator[tuple[int, Printed]]:
    return ((n, line) for n, line in enumerate(page) if n not in edge)


def _numbers(page: Page, edge: dict[int, Printed]) -> set[int]:
    """The number of a single page, if it has other lines."""
    found = {n for n, line in edge.items() if _NUMBER.fullmatch(line.text.strip())}
    return found if len(found) < len(page) else set()


def _line_numbers(page: Page) -> set[int]:
    """The lines that only number others, as they go up by one."""
    found = [(n, int(text)) for n, line in enumerate(page) if _PLAIN.fullmatch(text := line.text.strip())]
    in_order = sum(two == one + 1 for (_, one), (_, two) in pairwise(found))
    return {n for n, _ in found} if in_order >= max(_NUMBERED, len(found) - 2) else set()


def paragraphs(pages: Sequence[Page]) -> Iterator[Paragraph]:
    """Lines joined where a paragraph goes on; white space between two is an empty paragraph."""
    lines = [line for page in pages for line in page]
    words = _whole(lines)
    usual, right = _usual(pages), _at(sorted(line.end for line in lines), 0.95)
    is_spaced = _is_spaced(pages, usual)
    is_titled = bool(lines) and lines[0].size > _TITLE * _at(sorted(line.size for line in lines), 0.5)
    style, held = "Title" if is_titled else "", list[Run]()
    last: Printed | None = None
    for page in pages:
        for place, line in enumerate(page):
            gap = _distance(last, line) > _GAP * usual if last and place else False
            begins = _LABEL.match(line.text) and not (is_spaced and place)
            if last is not None and not gap and not begins and _is_full(last, line, right):
                _glue(held, line, words)
            else:
                yield from [Paragraph(runs=tuple(held), style=style)] if held else []
                yield from [Paragraph(runs=())] if gap else []
                style, held = "" if held else style, list(line.runs)
            last = line
    yield Paragraph(runs=tuple(held))


def _whole(lines: Sequence[Printed]) -> Counter[str]:
    """The words that stand whole in a line."""
    words: Counter[str] = Counter()
    is_broken = False
    for line in lines:
        found = _WORD.findall(line.text.casefold())[is_broken:]
        is_broken = _broken(line.text) is not None
        words.update(found[: len(found) - is_broken])
    return words


def _usual(pages: Sequence[Page]) -> float:
    """The distance of lines within a paragraph, in heights of their letters."""
    pairs = ((one, two) for page in pages for one, two in pairwise(page))
    return _at(sorted(d for one, two in pairs if 0 < (d := _distance(one, two)) < 6), 0.25)


def _distance(one: Printed, two: Printed) -> float:
    return (one.y - two.y) / (max(one.size, two.size) or 1)


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[int(share * (len(ordered) - 1))] if ordered else 0.0


def _is_spaced(pages: Sequence[Page], usual: float) -> bool:
    """Whether white space stands before what begins with a label, mostly."""
    gaps = [
        _distance(one, two) > _GAP * usual
        for page in pages
        for one, two in pairwise(page)
        if _LABEL.match(two.text)
    ]
    return sum(gaps) > _SPACED * len(gaps)


def _is_full(line: Printed, below: Printed, right: float) -> bool:
    """Whether a line had no room for the first word of the one below it, which is like it."""
    word = below.text.split(maxsplit=1)[:1]
    needed = line.end + (line.size or 1) * breadth(" ".join(["", *word]))
    return needed >= _FULL * right and abs(line.size - below.size) <= _ALIKE * line.size


def _glue(held: list[Run], line: Printed, words: Counter[str]) -> None:
    """Add a line that goes on: after a space, or as the rest of a word that a hyphen parts."""
    end = "".join(run.text for run in held[-_TAIL:])
    before, after = _broken(end), _WORD.match(line.text)
    if end.endswith("\u00ad") or (before and after and _is_one(before[1], after[0], words)):
        held[-1] = replace(held[-1], text=held[-1].text[:-1])
    elif not before or not after or after[0].casefold().startswith(before[1].casefold()):
        held.append(Run(text=" ", bold=held[-1].bold))
    held.extend(line.runs)


def _broken(text: str) -> re.Match[str] | None:
    """The word that a hyphen parts at the end of text."""
    return _BROKEN.search(text[-_LONGEST:])


def _is_one(before: str, after: str, words: Counter[str]) -> bool:
    """Whether two parts at a line's end are one word, by the words of the whole text."""
    before = before.casefold()
    if not (before + after).isalpha() or not after[0].islower() or after.startswith(before):
        return False
    if words[before + after]:
        return True
    both = words[before] and words[after]
    return not (both or words[f"{before}-{after}"] or before in _COMPOUNDING)
