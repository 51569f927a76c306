"""Names within captions' words: `Name: words`, `[Name] words`, and marks that somebody else speaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ilccode.readers.captions import Caption
from ilccode.readers.heads import believable, is_name
from ilccode.readers.words import PARTICLES

_COLON = re.compile(r"\s*(?P<name>[^\W_][^:\n]{0,79}?)\s*:\s+(?P<words>\S.*)", re.DOTALL)
_BRACKET = re.compile(r"\s*\[(?P<name>[^\W_][^\]\[:\n]{0,39})\]:?\s+(?P<words>\S.*)", re.DOTALL)
_CHEVRONS = re.compile(r"(?:^|(?<=\s))>>+(?:\s+|$)")
_DASH = re.compile(r"^[^\S\n]*[-\u2010-\u2015][^\S\n]*(?=[^\W\d_]|[\"'“«¿¡(\[…♪]|\.\.)", re.MULTILINE)
_BREAK = re.compile("\n")
_WORD = re.compile(r"[^\W\d_]+")
_ASIDE = re.compile(r"\s+[-–—|/]\s.*|\s*[(\[].*")
"""What stands behind a name: where somebody is from, `Anna Lind - Uni Oslo`, `Anna Lind (she)`."""
_SOUNDS = frozenset(
    ("music", "applause", "laughter", "laughs", "laughing", "noise", "silence", "inaudible", "crosstalk")
)
_STYLE = 0.5
"""The share of captions that must begin with a label for brackets to count, and capitals not to be needed."""
_LEAST, _EACH = 3, 0.9
"""How many captions must have a name for one that comes once to be one; and the share of them that must, for
a word that is said elsewhere to be one."""
_LONGEST, _SHOWN = 4, 3

_Lines = Mapping[str, int | None]
"""Labels, and the line of each."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """Captions with their speakers; `found` says whether their words name any, `notes` what is doubtful."""

    captions: list[Caption]
    found: bool
    notes: tuple[str, ...] = ()


def named(captions: Iterable[Caption]) -> Named:
    """Captions with their speakers taken from their words.

    Nothing is lost at a second colon. Lines of one caption that begin with a dash are each said by somebody
    else; where nobody is named, any such line is, as what follows `>>` is anywhere.
    """
    marked, dashes = _apart(changed(captions), _is_dialogue)
    doubts: dict[str, int | None] = {}
    for pattern in (_COLON, _BRACKET):
        names, doubtful = _names(marked, pattern)
        doubts |= doubtful
        if names:
            spoken = [_spoken(part, pattern, names) for c in marked for part in _lines(c, pattern, names)]
            return Named(captions=spoken, found=True, notes=tuple(_notes(spoken, dashes, doubts)))
    if not any(caption.speaker for caption in marked):
        marked, more = _apart(marked, bool)
        dashes += more
    return Named(captions=marked, found=False, notes=tuple(_notes(marked, dashes, doubts)))


def changed(captions: Iterable[Caption]) -> Iterator[Caption]:
    """Captions cut where `>>` says that somebody else speaks."""
    turns = False
    for caption in captions:
        for part in _cut(caption, _spans(caption, _CHEVRONS), turns=True):
            turns = turns or part.turns
            if part.words.strip():
                yield replace(part, turns=turns)
                turns = False


def _apart(captions: Iterable[Caption], where: Callable[[str], bool]) -> tuple[list[Caption], int]:
    """Captions of nobody known cut at dashes where their words are such, and how many dashes were marks."""
    parts: list[Caption] = []
    dashes = 0
    for caption in captions:
        marks = _spans(caption, _DASH) if caption.speaker is None and where(caption.words) else []
        parts += _cut(caption, marks, turns=True)
        dashes += len(marks)
    return parts, dashes


def _is_dialogue(words: str) -> bool:
    """Whether words are lines that several say: the first begins with a dash, and another does."""
    return len(_DASH.findall(words)) > 1 and _DASH.match(words.strip()) is not None


def _spans(caption: Caption, mark: re.Pattern[str]) -> list[tuple[int, int]]:
    return [match.span() for match in mark.finditer(caption.words)]


def _cut(caption: Caption, marks: Sequence[tuple[int, int]], *, turns: bool) -> Iterator[Caption]:
    """A caption cut at its marks, which are no words; `turns` says that somebody else speaks behind each."""
    bounds = [(0, 0), *marks, (len(caption.words),) * 2]
    parts = [(end, start) for (_, end), (start, _) in pairwise(bounds)]
    told, line, counted = caption.at, caption.line, 0
    for number, (start, end) in enumerate(parts):
        words = caption.words[start:end]
        line, counted = None if line is None else line + caption.words.count("\n", counted, start), start
        if number == 0 and not words.strip() and marks:
            continue
        yield replace(
            caption,
            words=words,
            at=told,
            until=caption.until if number == len(parts) - 1 else None,
            turns=caption.turns or (turns and number > 0),
            line=line,
        )
        told = None


def _names(captions: Sequence[Caption], pattern: re.Pattern[str]) -> tuple[frozenset[str], _Lines]:
    """The labels that are speakers' names, and those that may be, each with its line.

    One that comes once is a name where most captions have one, unless another caption says it as a word.
    """
    labels = list(_labels(captions, pattern))
    counts = Counter(name for name, _, _ in labels)
    firsts = Counter(name for name, _, first in labels if first)
    filled = sum(bool(caption.words.strip()) for caption in captions)
    usual = firsts.total() >= _STYLE * filled
    if pattern is _BRACKET and not usual:
        return frozenset(), {}
    names = {name for name in counts if _is_name(name, counts[name], usual)}
    perhaps = {name for name in counts if name not in names and _is_name(name, counts[name] + 1, usual)}
    once = {name for name in perhaps & set(firsts) if pattern is _COLON and _is_shown(name)}
    share = sum(firsts[name] for name in names | once)
    if share >= max(_LEAST, _STYLE * filled):
        said = _words(captions) if share < _EACH * filled else frozenset()
        names |= {name for name in once if name.lower() not in said}
    lines = {name: line for name, line, _ in reversed(labels)}
    return frozenset(names), {name: lines[name] for name in counts if name in perhaps - names}


def _labels(captions: Iterable[Caption], pattern: re.Pattern[str]) -> Iterator[tuple[str, int | None, bool]]:
    """What may be a name at the beginning of each line, with its line, and whether it begins a caption."""
    for caption in captions:
        if head := _head(caption, pattern):
            yield head, caption.line, True
        for n, (_, name) in enumerate(_inner(caption, pattern), start=1):
            if name:
                yield name, None if caption.line is None else caption.line + n, False


def _head(caption: Caption, pattern: re.Pattern[str]) -> str:
    match = pattern.match(_undashed(caption.words)) if caption.speaker is None else None
    return match["name"] if match else ""


def _inner(caption: Caption, pattern: re.Pattern[str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Each break of a caption's lines, and what may be a name behind it."""
    breaks = _spans(caption, _BREAK) if caption.speaker is None else []
    ends = [*(start for start, _ in breaks[1:]), len(caption.words)][: len(breaks)]
    for span, end in zip(breaks, ends, strict=True):
        match = pattern.match(_undashed(caption.words[span[1] : end]))
        yield span, match["name"] if match else ""


def _lines(caption: Caption, pattern: re.Pattern[str], names: frozenset[str]) -> Iterator[Caption]:
    """A caption cut where a further line of it begins with a name."""
    marks = [span for span, name in _inner(caption, pattern) if name in names]
    yield from _cut(caption, marks, turns=False)


def _spoken(caption: Caption, pattern: re.Pattern[str], names: frozenset[str]) -> Caption:
    match = pattern.match(_undashed(caption.words)) if caption.speaker is None else None
    named = match is not None and match["name"] in names
    return replace(caption, words=match["words"], speaker=match["name"]) if match and named else caption


def _undashed(words: str) -> str:
    dash = _DASH.match(words)
    return words[dash.end() :] if dash else words


def _bare(name: str) -> str:
    return _ASIDE.sub("", name).strip() or name


def _is_name(name: str, count: int, usual: bool) -> bool:
    bare = _bare(name)
    if bare.casefold() in _SOUNDS:
        return False
    parts = bare.split()
    capital = all(not part[:1].islower() for part in parts)
    full = len(parts) > 1 and capital
    return believable(bare, count, marked=full) and (capital or bare[:1].isupper() or (usual and count > 1))


def _is_shown(name: str) -> bool:
    """Whether each word of a label has a capital, as a name's have."""
    parts = _bare(name).split()
    capital = all(part in PARTICLES or part[:1].isupper() or part.isdigit() for part in parts)
    return capital and len(parts) <= _LONGEST and is_name(parts[0]) and parts[0][:1].isupper()


def _words(captions: Iterable[Caption]) -> frozenset[str]:
    return frozenset(word for caption in captions for word in _WORD.findall(caption.words))


def _notes(spoken: Iterable[Caption], dashes: int, doubts: _Lines) -> Iterator[str]:
    """What to tell of dashes, and of labels that were read as words and might be names."""
    if dashes:
        yield f"dashes that begin a line were read as turns of somebody else, not as words: {dashes}"
    kept = sum(c.speaker is None and not c.turns and bool(_DASH.match(c.words)) for c in spoken)
    if kept:
        yield f"captions that begin with a dash and name nobody go on with the speaker before: {kept}"
    places = {name: f" (line {line})" if line is not None else "" for name, line in doubts.items()}
    shown = ", ".join(f"{name!r}{place}" for name, place in list(places.items())[:_SHOWN])
    more = f" and {len(doubts) - _SHOWN} more" if len(doubts) > _SHOWN else ""
    if doubts:
        yield f"read as words, not as speakers: {shown}{more}"
