"""Names within captions' words: `Name: words`, `[Name] words`, and marks that somebody else speaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ilccode.readers.captions import Caption
from ilccode.readers.labels import believable

_COLON = re.compile(r"\s*(?P<name>[^\W_][^:\n]{0,79}?)\s*:\s+(?P<words>\S.*)", re.DOTALL)
_BRACKET = re.compile(r"\s*\[(?P<name>[^\W_][^\]\[:\n]{0,39})\]:?\s+(?P<words>\S.*)", re.DOTALL)
_CHEVRONS = re.compile(r"(?:^|(?<=\s))>>+(?:\s+|$)")
_DASH = re.compile(r"^[^\S\n]*[-\u2010-\u2013][^\S\n]*(?=[^\W\d_]|[\"'“«¿¡(\[…])", re.MULTILINE)
_ASIDE = re.compile(r"\s+[-–—|/]\s.*|\s*[(\[].*")
"""What stands behind a name: where somebody is from, `Anna Lind - Uni Oslo`, `Anna Lind (she)`."""
_SOUNDS = frozenset(
    ("music", "applause", "laughter", "laughs", "laughing", "noise", "silence", "inaudible", "crosstalk")
)
_STYLE = 0.5
"""The share of captions that must begin with a label for brackets to count, and capitals not to be needed."""


def named(captions: Iterable[Caption]) -> tuple[list[Caption], bool]:
    """Captions with their speakers taken from their words, and whether any was.

    Nothing is lost at a second colon. Where nobody is named, a dash at the beginning of a line says that
    somebody else speaks, as `>>` does anywhere.
    """
    marked = list(changed(captions))
    for pattern in (_COLON, _BRACKET):
        spoken, found = _in_style(marked, pattern)
        if found:
            return spoken, True
    if any(caption.speaker for caption in marked):
        return marked, False
    return [part for caption in marked for part in _cut(caption, _DASH)], False


def changed(captions: Iterable[Caption]) -> Iterator[Caption]:
    """Captions cut where `>>` says that somebody else speaks."""
    turns = False
    for caption in captions:
        for part in _cut(caption, _CHEVRONS):
            turns = turns or part.turns
            if part.words.strip():
                yield replace(part, turns=turns)
                turns = False


def _cut(caption: Caption, mark: re.Pattern[str]) -> Iterator[Caption]:
    """A caption cut at its marks, which are no words: each part but what stands before them is a turn."""
    starts = [match.span() for match in mark.finditer(caption.words)]
    bounds = [(0, 0), *starts, (len(caption.words),) * 2]
    parts = [(end, start) for (_, end), (start, _) in pairwise(bounds)]
    told = caption.at
    for number, (start, end) in enumerate(parts):
        words = caption.words[start:end]
        if number == 0 and not words.strip() and starts:
            continue
        until = caption.until if number == len(parts) - 1 else None
        turns = caption.turns or number > 0
        yield replace(caption, words=words, at=told, until=until, turns=turns)
        told = None


def _in_style(captions: Sequence[Caption], pattern: re.Pattern[str]) -> tuple[list[Caption], bool]:
    matches = [pattern.match(_undashed(c.words)) if c.speaker is None else None for c in captions]
    counts = Counter(match["name"] for match in matches if match)
    filled = sum(bool(caption.words.strip()) for caption in captions)
    usual = counts.total() >= _STYLE * filled
    names = {name for name in counts if _is_name(name, counts[name], pattern, usual)}
    spoken = [
        replace(caption, words=match["words"], speaker=match["name"])
        if match and match["name"] in names
        else caption
        for caption, match in zip(captions, matches, strict=True)
    ]
    return spoken, bool(names)


def _undashed(words: str) -> str:
    dash = _DASH.match(words)
    return words[dash.end() :] if dash else words


def _is_name(name: str, count: int, pattern: re.Pattern[str], usual: bool) -> bool:
    bare = _ASIDE.sub("", name).strip() or name
    if bare.casefold() in _SOUNDS or (pattern is _BRACKET and not usual):
        return False
    parts = bare.split()
    capital = all(not part[:1].islower() for part in parts)
    full = len(parts) > 1 and capital
    return believable(bare, count, marked=full) and (capital or bare[:1].isupper() or (usual and count > 1))
