"""How a turn is cut: near the middle, at the best place there is, until each part is short enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ilccode.model import Segment, Transcript, Turn
from ilccode.protocols import Span
from ilccode.sentences import word_count, words

MAX_WORDS = 120
"""No segment has more words."""

Places = Callable[[str], Sequence[int]]
"""Where a text might be cut, as offsets at which the second part begins; best first."""

_PAUSE = re.compile(r"[,;:\u2013\u2014\u2026]\s+|\.\.\.\s+|\s-+\s+")


def segments(transcript: Transcript, cut: Callable[[str], Sequence[Span]]) -> Iterator[Segment]:
    """The segments of each turn's words, as `cut` lays them."""
    for turn in transcript.turns:
        for start, end in cut(transcript.words(turn)):
            yield _segment(transcript, turn, start, end)


def _segment(transcript: Transcript, turn: Turn, start: int, end: int) -> Segment:
    first, last = turn.start + start, turn.start + end
    return Segment(
        transcript=transcript.id,
        start=first,
        end=last,
        speaker=turn.speaker,
        text=transcript.text[first:last],
    )


def within(text: str, span: Span, limit: int, places: Places) -> Iterator[Span]:
    """Cut a span in two at the first place that `places` names, and so on, until no part passes the limit."""
    start, end = span
    part = text[start:end]
    if word_count(part) <= limit:
        yield span
        return
    place = start + next(iter(places(part)), _middle_word(part))
    left = start + len(text[start:place].rstrip())
    yield from within(text, (start, left), limit, places)
    yield from within(text, (place, end), limit, places)


def near_the_middle(text: str, starts: Sequence[int]) -> list[int]:
    """Those of some places that lie in the middle half of a text, from the middle outwards."""
    middle = len(text) / 2
    central = [start for start in starts if middle / 2 <= start <= middle * 3 / 2]
    return sorted(central, key=lambda start: (abs(start - middle), start))


def sentence_starts(spans: Sequence[Span]) -> list[int]:
    """Where sentences begin, other than the first."""
    return [start for start, _ in spans[1:]]


def pauses(text: str) -> list[int]:
    """Where the words go on after a comma, a dash, an ellipsis."""
    return [match.end() for match in _PAUSE.finditer(text)]


def _middle_word(text: str) -> int:
    middle = len(text) / 2
    return min((start for start, _ in words(text)[1:]), key=lambda start: abs(start - middle))
