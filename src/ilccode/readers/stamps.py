"""Time stamps in text: kept as times, never as words.

A stamp is in brackets (`[00:12:33]`, `(12:33)`, `<00:12:33>`, `#00:12:33-4#`) or leads a line. A clock
time in talk ("we met at 12:30") is words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ilccode.model import Piece

TIME = r"(?<![\d:.,])(?:\d{1,3}:)?\d{1,2}:\d\d(?:[.,;]\d{1,3}|-\d(?!\d))?(?![\d:])"
LONG = r"(?<![\d:.,])\d{1,3}:\d\d:\d\d(?:[.,;]\d{1,3}|-\d(?!\d))?(?![\d:])"
_UNTIL = rf"(?:\s{{0,3}}(?:-->|[-–—])\s{{0,3}}(?P<until>{TIME}))?"
_BRACKETED = rf"[\[(<{{#]\s?(?P<at>{TIME}){_UNTIL}\s?[\])>}}#]"
BRACKETED = re.compile(_BRACKETED)
_ALONE = re.compile(rf"\s*(?:{_BRACKETED}|{TIME}(?:\s{{0,3}}(?:-->|[-–—])\s{{0,3}}{TIME})?)\s*")
_LEADING = re.compile(rf"\s*(?P<at>{TIME}){_UNTIL}(?:\s*[-–—:](?=\s)|(?=\s)|$)")
_IS_LONG = re.compile(rf"\s*{LONG}")
_SHORT_ROUND = re.compile(r"\(\s?\d{1,2}:\d\d\s?\)")
_FEW, _SHARE, _ORDERLY = 3, 0.15, 0.9
_SOON, _LONGEST = 300.0, 80


def seconds(time: str) -> float:
    """A time of the form `[h:]m:s[.fraction]` in seconds; frames (`;12`) are left out."""
    whole, _, fraction = re.sub(r"[,-]", ".", time.partition(";")[0]).partition(".")
    total = 0
    for part in whole.split(":"):
        total = 60 * total + int(part)
    return float(f"{total}.{fraction or 0}")


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """A time told in a line: `text[start:end]`. `closes` says that it ends what stands before it."""

    start: int
    end: int
    at: float
    until: float | None = None
    closes: bool = False


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How a file tells the time.

    `leads`: short times such as `12:33` lead its lines. `rounds`: `(12:33)` within a line is a stamp.
    """

    leads: bool = False
    rounds: bool = False

    @classmethod
    def of(cls, texts: Sequence[str]) -> Clock:
        """Learnt from all lines: one short time alone may be a time of day."""
        found = [match for text in texts for match in BRACKETED.finditer(text)]
        rounds = [seconds(match["at"]) for match in found]
        leads = [seconds(match["at"]) for text in texts if (match := _LEADING.match(text))]
        often = len(leads) >= max(_FEW, _SHARE * len(texts))
        return cls(
            leads=often and _rising(leads) and leads[0] < _SOON,
            rounds=len(rounds) >= _FEW and _rising(rounds),
        )

    def leading(self, text: str) -> Stamp | None:
        """The time that a line begins with, without brackets."""
        match = _LEADING.match(text)
        if match is None or not (self.leads or match["until"] or _IS_LONG.match(text)):
            return None
        return _stamp(match)

    def stamps(self, text: str) -> Iterator[Stamp]:
        """All times that a line tells, in order."""
        first = self.leading(text)
        if first is not None:
            yield first
        for match in BRACKETED.finditer(text, first.end if first else 0):
            inside = text[: match.start()].strip()
            if self.rounds or not inside or not _SHORT_ROUND.fullmatch(match[0]):
                yield _stamp(match)


def is_time(text: str) -> bool:
    """Whether a line tells a time, and nothing else."""
    return len(text) < _LONGEST and bool(_ALONE.fullmatch(text))


def _rising(times: Sequence[float]) -> bool:
    return sum(a <= b for a, b in pairwise(times)) >= _ORDERLY * (len(times) - 1)


def _stamp(match: re.Match[str]) -> Stamp:
    return Stamp(
        start=match.start(),
        end=match.end(),
        at=seconds(match["at"]),
        until=seconds(match["until"]) if match["until"] else None,
        closes=match[0].lstrip().startswith("#"),
    )


def pieces(
    texts: Iterable[str], clock: Clock, at: float | None = None
) -> tuple[tuple[Piece, ...], float | None]:
    """A turn's lines as timed words, and the time that its end hands on to the next turn.

    A time at the end tells until when the words before it were spoken; one on a line of its own, and one
    of the form `#00:12:33-4#`, is where the next turn begins, too.
    """
    spoken: list[Piece] = []
    last: Stamp | None = None
    until: float | None = None
    for text in texts:
        place = 0
        for stamp in clock.stamps(text):
            spoken += _words(text[place : stamp.start], at, until)
            at, until, place = stamp.at, stamp.until, stamp.end
            last = replace(stamp, closes=stamp.closes or not text[: stamp.start].strip())
        if text[place:].strip():
            spoken += _words(text[place:], at, until)
            at, until, last = None, None, None
    if last is None:
        return tuple(spoken), None
    if spoken and spoken[-1].until is None:
        spoken[-1] = replace(spoken[-1], until=last.at)
    return tuple(spoken), last.at if last.closes else None


def _words(words: str, at: float | None, until: float | None) -> list[Piece]:
    return [Piece(words=words, at=at, until=until)] if words.strip() else []
