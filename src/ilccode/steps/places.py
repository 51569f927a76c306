"""Which segments a row of a table means: by its place, by an earlier version's place, or by its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ilccode.cells import unguarded
from ilccode.model import Segment, Transcript, clean, folded
from ilccode.steps.naming import by_name, earlier
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
    def is_spanned(self) -> bool:
        """Whether a segment's own start and end are given."""
        return self.start is not None and self.end is not None

    def __str__(self) -> str:
        given = (("turn", self.turn), ("start", self.start), ("end", self.end))
        return ", ".join(f"{name} {number}" for name, number in given if number is not None)


class Places:
    """Finds segments of the transcripts that count, also for tables made before one was corrected."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._earlier = {transcript: list(earlier(study, transcript)) for transcript in study.transcripts}
        self._names = by_name(study)
        self._read: dict[str, _Version] = {}

    def transcript(self, name: str) -> str | None:
        """The transcript that is meant by a name."""
        return self._names.get(folded(name))

    def segments(self, place: Place) -> list[Segment]:
        """The segments that are meant; none where that is not certain.

        That is what stands at the place, else what stood there in an earlier version and is unchanged, else
        what the words fit alone: within the turn, or within the transcript.
        """
        now = self._version(place.transcript)
        found = now.at(place)
        if found and now.says(place, found):
            return found
        return self._carried(place) or now.saying(place)

    def missing(self, place: Place) -> str:
        """Why no segment is found."""
        now, name = self._version(place.transcript), self._study.name(place.transcript)
        found = now.at(place)
        if found:
            return f"the text is not what stands there: {_short(found[0].text)!r}"
        told = f"{name} has no segment at {place}"
        if place.turn is not None and place.turn > now.turns:
            return f"{told}; it has {now.turns} turns"
        if place.text:
            number = now.count(place.text)
            return f"{told}, and {number or 'no'} segments of it with these words: {_short(place.text)!r}"
        if any(self._version(version).at(place) for version in self._earlier[place.transcript]):
            return f"{told}: what stood there was changed when the transcript was corrected"
        return f"{told}; this study is cut by {self._study.plan('segmentation')}{self._moved(place)}"

    def _moved(self, place: Place) -> str:
        if not self._earlier[place.transcript]:
            return ""
        return ", and the transcript was corrected: a column 'text' with a segment's words finds it again"

    def _carried(self, place: Place) -> list[Segment]:
        """What stood there in an earlier version, as it is now; none where any of it was changed."""
        now = self._version(place.transcript).by_id
        for version in self._earlier[place.transcript]:
            then = self._version(version)
            found = then.at(place)
            today = [now.get(self._study.became.get(segment.id, "")) for segment in found]
            if found and then.says(place, found) and all(today):
                return [segment for segment in today if segment is not None]
        return []

    def _version(self, transcript: str) -> _Version:
        if transcript not in self._read:
            self._read[transcript] = _Version(self._study, transcript)
        return self._read[transcript]


class _Version:
    """One version of a transcript, with its segments by place and by words."""

    def __init__(self, study: Study, transcript: str) -> None:
        read = study.store.get(Transcript, transcript)
        self.turns = len(read.turns)
        self._words = [read.words(turn) for turn in read.turns]
        self._segments = list(numbered(read, study.segments(transcript)))
        self.by_id = {segment.id: segment for _, segment in self._segments}
        self._saying = self._by_words()

    def at(self, place: Place) -> list[Segment]:
        """The segment from `start` to `end`; all of a turn, where only the turn is given."""
        return [
            segment
            for number, segment in self._segments
            if place.turn in (None, number)
            and (not place.is_spanned or (segment.start, segment.end) == (place.start, place.end))
        ]

    def says(self, place: Place, found: Sequence[Segment]) -> bool:
        """Whether a text, where there is one, is that of a segment, of them all, or of the whole turn."""
        spoken = [*(segment.text for segment in found), " ".join(segment.text for segment in found)]
        if place.turn is not None and place.turn <= self.turns:
            spoken.append(self._words[place.turn - 1])
        return not clean(place.text) or clean(place.text) in set(_forms(spoken))

    def saying(self, place: Place) -> list[Segment]:
        """The one segment, or whole turn, with a text: of the turn that is named, else of them all."""
        all_ = self._saying.get(clean(place.text), [])
        here = [found for turn, found in all_ if turn == place.turn]
        for fit in (here, [found for _, found in all_]):
            if len(fit) == 1:
                return list(fit[0])
        return []

    def count(self, text: str) -> int:
        """How many segments, or turns, have a text."""
        return len(self._saying.get(clean(text), []))

    def _by_words(self) -> dict[str, list[tuple[int, tuple[Segment, ...]]]]:
        whole: dict[int, list[Segment]] = defaultdict(list)
        for number, segment in self._segments:
            whole[number].append(segment)
        pieces = [(number, (segment,), segment.text) for number, segment in self._segments]
        turns = [
            (number, tuple(its), self._words[number - 1]) for number, its in whole.items() if len(its) > 1
        ]
        found: dict[str, list[tuple[int, tuple[Segment, ...]]]] = defaultdict(list)
        for number, segments, words in (*pieces, *turns):
            for form in set(_forms([words])):
                found[form].append((number, segments))
        return found


def _forms(texts: Sequence[str]) -> Iterator[str]:
    """Texts as tables hold them."""
    for text in texts:
        yield from (clean(text), unguarded(clean(text)))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
