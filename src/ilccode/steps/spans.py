"""Free spans and quotes, mapped onto the segments that they touch."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

Span = tuple[int, int]


def covered(spans: Sequence[Span], start: int, end: int) -> tuple[int, ...]:
    """The places, in a list of spans in order, that a free span is mapped onto; none where it touches none.

    They are those of which it covers at least half; where there is none, the one that holds most of it, of
    equals the first.
    """
    shared = dict(_shared(spans, start, end))
    half = tuple(place for place, size in shared.items() if 2 * size >= spans[place][1] - spans[place][0])
    return half or tuple(sorted(shared, key=lambda place: -shared[place])[:1])


def _shared(spans: Sequence[Span], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans that a free span touches, by place, each with how much of it they share."""
    place = max(0, bisect_right(spans, start, key=lambda span: span[0]) - 1)
    while place < len(spans) and spans[place][0] < end:
        size = min(end, spans[place][1]) - max(start, spans[place][0])
        if size > 0:
            yield place, size
        place += 1


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A text in which each segment has its span."""

    text: str
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, pieces: Sequence[str], between: str) -> Laid:
        """Segments one after the other, with the same between any two."""
        ends = list(accumulate(pieces, lambda end, piece: end + len(between) + len(piece), initial=0))[1:]
        shift = len(between)
        spans = tuple(
            (end - shift - len(piece), end - shift) for end, piece in zip(ends, pieces, strict=True)
        )
        return cls(text=between.join(pieces), spans=spans)

    def quoting(self, words: str) -> list[tuple[int, ...]]:
        """The places, each once, that hold some words: mapped where they lie across several segments."""
        found: dict[tuple[int, ...], None] = {}
        at = self.text.find(words) if words else -1
        while at >= 0:
            places = covered(self.spans, at, at + len(words))
            if places:
                found.setdefault(places)
            inside = self.spans[places[0]][1] - len(words) if len(places) == 1 else at
            at = self.text.find(words, max(at, inside) + 1)
        return list(found)
