"""One version of a transcript, with its segments by place and by words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ilccode.cells import unguarded
from ilccode.model import Segment, Transcript, clean
from ilccode.steps.spans import Laid, covered
from ilccode.steps.study import Study
from ilccode.steps.turns import numbered


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a row says that it is: a turn, a span, or both; and what it says stands there."""

    transcript: str
    turn: int | None
    start: int | None
    end: int | None
    text: str

    @property
    def span(self) -> tuple[int, int] | None:
        """The start and the end, where both are given."""
        return None if self.start is None or self.end is None else (self.start, self.end)

    def __str__(self) -> str:
        given = (("turn", self.turn), ("start", self.start), ("end", self.end))
        return ", ".join(f"{name} {number}" for name, number in given if number is not None)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Segments that a row means; `is_whole` says that they are meant as they are.

    `turn` is the first one's, 0 where a span alone was named.
    """

    transcript: str
    turn: int
    segments: tuple[Segment, ...]
    is_whole: bool


class Wording:
    """The segments of one version, as rows of tables mean them."""

    def __init__(self, study: Study, transcript: str) -> None:
        self.transcript = transcript
        self._read = study.store.get(Transcript, transcript)
        self.turns = len(self._read.turns)
        self._words = [self._read.words(turn) for turn in self._read.turns]
        self._numbered = list(numbered(self._read, study.segments(transcript)))
        self.segments = [segment for _, segment in self._numbered]
        self.by_id = {segment.id: segment for segment in self.segments}

    def at(self, place: Place) -> list[Segment]:
        """The segment from `start` to `end`; all of a turn, where only the turn is given."""
        return [
            segment
            for number, segment in self._numbered
            if place.turn in (None, number) and place.span in (None, (segment.start, segment.end))
        ]

    def says(self, place: Place, found: Sequence[Segment]) -> bool:
        """Whether a text, where there is one, is that of a segment, of them all, or of the whole turn."""
        spoken = [*(segment.text for segment in found), " ".join(segment.text for segment in found)]
        if place.turn is not None and place.turn <= self.turns:
            spoken.append(self._words[place.turn - 1])
        return not clean(place.text) or clean(place.text) in set(_forms(spoken))

    def spanned(self, place: Place) -> tuple[Segment, ...]:
        """What a free span is mapped onto, within the turn if one is named."""
        start, end = place.span or (0, 0)
        places = covered(self._spans, start, end)
        found = [self._numbered[at] for at in places]
        return tuple(segment for number, segment in found if place.turn in (None, number))

    def reads(self, place: Place) -> bool:
        """Whether the words of a free span are those that the row gives, if it gives any."""
        start, end = place.span or (0, 0)
        said = _squeezed(self._read.text[start:end])
        return not clean(place.text) or _squeezed(place.text) in (said, unguarded(said))

    def whole(self, words: str) -> list[Hit]:
        """The segments, and the turns of several segments, that say just this."""
        found = self._saying.get(clean(words), [])
        return [self._hit(number, segments, is_whole=True) for number, segments in found]

    def within(self, words: str) -> list[Hit]:
        """Where these words stand within one segment, or run on into the next."""
        return self._quoting(self._spaced, clean(words))

    def labelled(self, words: str) -> list[Hit]:
        """Where these words stand if speakers' labels are read as well."""
        return self._quoting(self._labels, clean(words))

    def squeezed(self, words: str) -> list[Hit]:
        """Where these words stand whatever white space is between or in them."""
        return self._quoting(self._squeezed, _squeezed(words))

    def _quoting(self, laid: Laid, words: str) -> list[Hit]:
        found = ([self._numbered[at] for at in places] for places in laid.quoting(words))
        return [self._hit(its[0][0], tuple(s for _, s in its), is_whole=False) for its in found]

    def _hit(self, turn: int, segments: tuple[Segment, ...], *, is_whole: bool) -> Hit:
        return Hit(transcript=self.transcript, turn=turn, segments=segments, is_whole=is_whole)

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return [(segment.start, segment.end) for segment in self.segments]

    @cached_property
    def _spaced(self) -> Laid:
        return Laid.of([segment.text for segment in self.segments], " ")

    @cached_property
    def _labels(self) -> Laid:
        return Laid(text=self._read.text.replace("\n", " "), spans=tuple(self._spans))

    @cached_property
    def _squeezed(self) -> Laid:
        return Laid.of([_squeezed(segment.text) for segment in self.segments], "")

    @cached_property
    def _saying(self) -> dict[str, list[tuple[int, tuple[Segment, ...]]]]:
        whole: dict[int, list[Segment]] = defaultdict(list)
        for number, segment in self._numbered:
            whole[number].append(segment)
        pieces = [(number, (segment,), segment.text) for number, segment in self._numbered]
        turns = [
            (number, tuple(its), self._words[number - 1]) for number, its in whole.items() if len(its) > 1
        ]
        found: dict[str, list[tuple[int, tuple[Segment, ...]]]] = defaultdict(list)
        for number, segments, words in (*pieces, *turns):
            for form in set(_forms([words])):
                found[form].append((number, segments))
        return found


WAYS: tuple[Callable[[Wording, str], list[Hit]], ...] = (
    Wording.whole,
    Wording.within,
    Wording.labelled,
    Wording.squeezed,
)
"""How words are looked for, the strictest way first."""


def holds(segment: Segment, words: str) -> bool:
    """Whether a segment says these words, whatever the white space; they may be cut short with `…`."""
    said = _squeezed(segment.text)
    return any(_squeezed(form).removesuffix("…") in said for form in _forms([words]))


def _forms(texts: Sequence[str]) -> Iterator[str]:
    """Texts as tables hold them."""
    for text in texts:
        yield from (clean(text), unguarded(clean(text)))


def _squeezed(words: str) -> str:
    """Words without any white space."""
    return "".join(clean(words).split())
