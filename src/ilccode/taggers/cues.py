"""A codebook's cues: regular expressions, in any case, not from within a word, under a time limit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import regex
from scipy.sparse import csc_matrix

from ilccode.errors import IlccodeError
from ilccode.model import anchored
from ilccode.sentences import word_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Entry, Features, Floats, Span

SECONDS = 2.0
"""How long one cue may search a stretch of text."""

_STRETCH = 500
_MIN_WORDS = 5


class SlowCue(IlccodeError):
    """A cue that would search for ever."""

    def __init__(self, cue: str) -> None:
        super().__init__(f"cue {cue!r} takes too long to search for; write it without nested repetition")


@dataclass(frozen=True, kw_only=True, eq=False)
class Hits:
    """Which of c cues stand in each of n texts, n x c; `centre` is each cue's share in the study.

    `own` are each code's cues by number.
    """

    found: csc_matrix
    centre: Floats
    own: Sequence[NDArray[np.int64]]

    def of(self, code: int, rows: NDArray[np.int64]) -> Floats:
        """A code's own cues in some texts, centred; none of what is not a code of the codebook."""
        if code >= len(self.own):
            return np.zeros((len(rows), 0))
        cues = self.own[code]
        return np.asarray(self.found[:, cues][rows].toarray() - self.centre[cues])

    def along(self, code: int, weights: Floats) -> Floats:
        """The weighted sum of a code's own cues, centred, in each text."""
        if code >= len(self.own):
            return np.zeros(self.found.shape[0])
        cues = self.own[code]
        return np.asarray(self.found[:, cues] @ weights - self.centre[cues] @ weights)


class CuePart:
    """The cues of a code in a text; rare cues weigh more, and long texts count for less.

    `fitted` are the scores of the segments that the weights were taken from, n x k.
    The sum of log((n + 1) / (hits + 0.5)) over the cues found, by the root of the number of words.
    """

    def __init__(self, features: Features, entries: Sequence[Entry]) -> None:
        self._cues = list(dict.fromkeys(cue for entry in entries for cue in entry.cues))
        self._seen: tuple[Features, csc_matrix] | None = None
        self._owners = np.array([[cue in entry.cues for entry in entries] for cue in self._cues], dtype=float)
        self._owners = self._owners.reshape(len(self._cues), len(entries))
        self._seen = features, self._found(features)
        counts = np.asarray(self._seen[1].sum(axis=0))[0]
        self._centre = counts / len(features.texts)
        self._weights = np.log((len(features.texts) + 1) / (counts + 0.5))[:, None] * self._owners
        self.fitted = self(features)

    def __call__(self, features: Features) -> Floats:
        lengths = np.array([max(_MIN_WORDS, word_count(text)) for text in features.texts])
        scores: Floats = self._found(features) @ self._weights / np.sqrt(lengths)[:, None]
        return scores

    def hits(self, features: Features) -> Hits:
        """Which cues stand in any n segments."""
        own = [np.flatnonzero(column) for column in self._owners.T]
        return Hits(found=self._found(features), centre=self._centre, own=own)

    def _found(self, features: Features) -> csc_matrix:
        if self._seen is not None and features is self._seen[0]:
            return self._seen[1]
        columns = [found(cue, features.texts) for cue in self._cues]
        return csc_matrix(np.array(columns).reshape(len(self._cues), len(features.texts)).T)


def found(cue: str, texts: Sequence[str]) -> Floats:
    """Which of n texts hold a cue, n of 0 and 1; raises `SlowCue`."""
    pattern = _pattern(cue)
    hits: Floats = np.zeros(len(texts))
    try:
        for first in range(0, len(texts), _STRETCH):
            stretch = texts[first : first + _STRETCH]
            hits[[first + n for n in sorted(_matching(pattern, stretch))]] = 1
    except TimeoutError:
        raise SlowCue(cue) from None
    return hits


def spans(cues: Sequence[str], text: str) -> list[Span]:
    """Where cues stand in a text, in order, those that meet joined; raises `SlowCue`."""
    places: list[Span] = []
    for cue in cues:
        try:
            places += [m.span() for m in _pattern(cue).finditer(text, timeout=SECONDS) if m[0]]
        except TimeoutError:
            raise SlowCue(cue) from None
    joined: list[Span] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _pattern(cue: str) -> regex.Pattern[str]:
    return regex.compile(anchored(cue), regex.IGNORECASE | regex.MULTILINE)


def _matching(pattern: regex.Pattern[str], texts: Sequence[str]) -> set[int]:
    """Which texts match: one search of all of them, each in its line; where that runs over, one by one."""
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    matching: set[int] = set()
    doubtful: set[int] = set()
    for match in pattern.finditer("\n".join(texts), timeout=SECONDS):
        first = bisect_right(starts, match.start()) - 1
        last = bisect_right(starts, match.end()) - 1
        if first == last:
            matching.add(first)
        else:
            doubtful.update(range(first, last + 1))
    return matching | {n for n in doubtful - matching if pattern.search(texts[n], timeout=SECONDS)}
