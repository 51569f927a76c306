"""Rolling captions, as YouTube makes them: each line is shown again by the next cue, and is said once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ilccode.readers.captions import Caption
from ilccode.readers.cues import Cue, seconds

STAMP = re.compile(r"<((?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{1,2}[.,][0-9]{1,3})>")
_LEAST = 4
_USUAL = 0.5
_MOST = 50
"""How many lines a cue may repeat."""


def rolls(cues: Sequence[Cue], plain: Callable[[str], str]) -> bool:
    """Whether cues repeat one another: most of them do, or some do and times of single words are told."""
    shown = [_shown(cue, plain) for cue in cues]
    repeats = sum(bool(_repeated(a, b)) for a, b in pairwise(shown))
    return (repeats >= _LEAST and repeats >= _USUAL * len(cues)) or (repeats > 0 and stamped(cues))


def stamped(cues: Sequence[Cue]) -> bool:
    """Whether the times of single words are told."""
    return any(STAMP.search(cue.text) for cue in cues)


def unrolled(cues: Sequence[Cue], plain: Callable[[str], str]) -> Iterator[Caption]:
    """What each cue adds to the one before, cut where the time of a word is told."""
    before: list[str] = []
    for cue in cues:
        lines = [line for line in cue.text.split("\n") if plain(line).strip()]
        shown = [plain(line).strip() for line in lines]
        untimed = next((n for n, line in enumerate(lines) if STAMP.search(line)), len(lines))
        yield from _words(cue, lines[_repeated(before, shown[:untimed]) :], plain)
        before = shown or before


def _shown(cue: Cue, plain: Callable[[str], str]) -> list[str]:
    return [line.strip() for line in plain(cue.text).split("\n") if line.strip()]


def _repeated(before: Sequence[str], shown: Sequence[str]) -> int:
    """How many of a cue's first lines are the last ones of the cue before."""
    most = min(len(before), len(shown), _MOST)
    return next((n for n in range(most, 0, -1) if list(before[-n:]) == list(shown[:n])), 0)


def _words(cue: Cue, lines: Sequence[str], plain: Callable[[str], str]) -> Iterator[Caption]:
    """New lines as captions: one a stretch between two times, together where a time falls within a word."""
    first, *rest = STAMP.split("\n".join(lines))
    captions = [Caption(words=plain(first), at=cue.at)]
    for time, raw in zip(rest[::2], rest[1::2], strict=True):
        words = plain(raw)
        last = captions[-1]
        apart = not last.words.strip() or last.words[-1:].isspace() or words[:1].isspace()
        if apart:
            captions.append(Caption(words=words, at=seconds(time)))
        else:
            captions[-1] = replace(last, words=last.words + words)
    spoken = [caption for caption in captions if caption.words.strip()]
    yield from spoken[:-1]
    for caption in spoken[-1:]:
        yield replace(caption, until=cue.until)
