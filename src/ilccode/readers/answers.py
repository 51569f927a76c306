"""Answers that nobody's name begins: blocks below the turns of the only one who has a label."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ilccode.readers.blocks import are_paragraphs
from ilccode.readers.heads import Head, is_stage
from ilccode.readers.lines import Line
from ilccode.readers.roles import is_asking
from ilccode.readers.stamps import is_time

_FEW = 3


def places(lines: Sequence[Line], heads: Mapping[int, Head], first: int) -> frozenset[int]:
    """The lines from `first` on that are somebody else's, where one label is all that a file has.

    The label is of one who asks, and blocks follow on half of its turns or more; or it comes several times
    without a time, and blocks follow on all turns but the last.
    """
    begins = [place for place in sorted(heads) if place >= first]
    labels = {" ".join(heads[place].label.casefold().split()) for place in begins}
    if len(labels) != 1:
        return frozenset()
    asks = is_asking(heads[begins[0]].label)
    others = _others(lines, heads, first, parted=not asks or not _are_paragraphs(lines[first:]))
    followed = len({bisect(begins, place) for place in others})
    if asks:
        return others if 2 * followed >= len(begins) else frozenset()
    timed = any(heads[place].at is not None for place in begins)
    return others if len(begins) >= _FEW and followed >= len(begins) - 1 and not timed else frozenset()


def _are_paragraphs(lines: Sequence[Line]) -> bool:
    """Whether lines are paragraphs, as in a written document: no blank ones, and most end with a sentence."""
    return not any(line.is_blank for line in lines[:-1]) and are_paragraphs(
        [a.text for a, _ in pairwise(lines)]
    )


def _others(lines: Sequence[Line], heads: Mapping[int, Head], first: int, *, parted: bool) -> frozenset[int]:
    """Lines in blocks that no label begins; `parted` are blocks by blank lines, else each line is one."""
    others: set[int] = set()
    own, filled = True, False
    for place in range(first, len(lines)):
        line, head = lines[place], heads.get(place)
        if head is not None:
            own, filled = True, bool(head.words.strip())
            continue
        if line.is_blank or not parted:
            own = own and not filled
        if line.is_blank or line.heading or is_stage(line.text) or is_time(line.text):
            continue
        filled = True
        if not own:
            others.add(place)
    return frozenset(others)
