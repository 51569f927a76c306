"""Which segments a row of a table means: by their id, their place, an earlier version's place, or words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ilccode.errors import NotInStudy
from ilccode.model import Segment, clean, folded
from ilccode.steps.naming import by_name, earlier
from ilccode.steps.study import Study
from ilccode.steps.wording import WAYS, Hit, Place, Wording

_NAMED = 3
"""Of several places, how many are named."""


class Places:
    """Finds segments of the transcripts that count, also for tables made before one was corrected.

    What is not certain is not found: `NotInStudy` says why.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._earlier = {transcript: list(earlier(study, transcript)) for transcript in study.transcripts}
        self._names = by_name(study)
        self._read: dict[str, Wording] = {}

    def transcript(self, name: str) -> str:
        """The transcript that is meant by a name."""
        found = self._names.get(folded(name))
        if found is None:
            raise NotInStudy(f"no transcript here is named {name!r}")
        return found

    def segment(self, named: str) -> Segment:
        """The segment of an id, of the version that counts; an excerpt's id begins with it."""
        wanted = named.partition("/")[0].strip()
        found = self._segments.get(self._study.became.get(wanted, wanted))
        if found is None:
            raise NotInStudy(f"no segment here has the id {_short(wanted)!r}")
        if found.transcript not in self._earlier:
            raise NotInStudy(
                f"{wanted} was changed when its transcript was corrected; it is to be coded anew"
            )
        return found

    def place(self, place: Place) -> Hit:
        """What stands at a place, else what stood there in an earlier version and is unchanged.

        Else it is what a free span is mapped onto, or what the words fit alone: within the turn, or within
        the transcript.
        """
        ways = (self._standing, self._carried, self._spanned, self._in_turn, self._elsewhere)
        hit = next((hit for hit in (way(place) for way in ways) if hit is not None), None)
        if hit is None:
            raise NotInStudy(self._missing(place))
        return hit

    def _standing(self, place: Place) -> Hit | None:
        """What stands there now; of a turn that is cut, the segment whose words are given."""
        now = self._wording(place.transcript)
        said = [hit for hit in now.whole(place.text) if hit.turn == place.turn]
        if len(said) == 1 and place.span is None:
            return said[0]
        found = now.at(place)
        return _hit(place, found, is_whole=True) if now.says(place, found) else None

    def _carried(self, place: Place) -> Hit | None:
        """What stood there in an earlier version, as it is now; none where any of it was changed."""
        for version in self._earlier[place.transcript]:
            then = self._wording(version)
            found = then.at(place)
            today = self._today(place.transcript, found)
            if then.says(place, found) and today:
                return _hit(place, today, is_whole=True)
        return None

    def _spanned(self, place: Place) -> Hit | None:
        """What a free span is mapped onto; where several versions may be meant, what is the same in all."""
        every = (place.transcript, *self._earlier[place.transcript])
        meant = [version for version in map(self._wording, every) if place.span and version.reads(place)]
        today = [self._today(place.transcript, version.spanned(place)) for version in meant]
        is_same = all(found == today[0] for found in today)
        return _hit(place, today[0], is_whole=False) if today and is_same else None

    def _in_turn(self, place: Place) -> Hit | None:
        """The one place within the turn that is named where the words stand."""
        for way in WAYS if place.turn and place.text else ():
            hits = way(self._wording(place.transcript), place.text)
            here = [hit for hit in hits if hit.turn == place.turn]
            if here:
                return here[0] if len(here) == 1 else None
        return None

    def _elsewhere(self, place: Place) -> Hit | None:
        """The one segment with these words, wherever; a part of one only if no turn says otherwise."""
        hits = self._quoted(place.text, [place.transcript]) if place.text else []
        may_have_moved = place.turn is None or self._earlier[place.transcript]
        return hits[0] if len(hits) == 1 and (hits[0].is_whole or may_have_moved) else None

    def quote(self, words: str, transcript: str = "") -> Hit:
        """The one place, in a transcript or in them all, where some words stand."""
        hits = self._quoted(words, [transcript] if transcript else self._study.transcripts)
        if len(hits) == 1:
            return hits[0]
        where = self._study.name(transcript) if transcript else "any transcript"
        if not hits:
            raise NotInStudy(f"these words do not stand in {where}: {_short(clean(words))!r}")
        named = "; ".join(f"{self._study.name(hit.transcript)}, turn {hit.turn}" for hit in hits[:_NAMED])
        more = f" and {len(hits) - _NAMED:,} more" if len(hits) > _NAMED else ""
        raise NotInStudy(
            f"{_short(clean(words))!r} stands in {len(hits):,} places: {named}{more}; "
            "more words, a transcript and a turn, or a segment's id say which is meant"
        )

    def _quoted(self, words: str, transcripts: Sequence[str]) -> list[Hit]:
        """All places of some words, by the strictest way in which they are found at all."""
        for way in WAYS:
            hits = [hit for transcript in transcripts for hit in way(self._wording(transcript), words)]
            if hits:
                return hits
        return []

    def _missing(self, place: Place) -> str:
        """Why no segment is found."""
        now, name = self._wording(place.transcript), self._study.name(place.transcript)
        found = now.at(place)
        if found:
            return f"the text is not what stands there: {_short(found[0].text)!r}"
        told = f"{name} has no segment at {place}"
        if place.turn is not None and place.turn > now.turns:
            return f"{told}; it has {now.turns} turns"
        if place.text:
            number = len(now.whole(place.text))
            return f"{told}, and {number or 'no'} segments of it with these words: {_short(place.text)!r}"
        if any(self._wording(version).at(place) for version in self._earlier[place.transcript]):
            return f"{told}: what stood there was changed when the transcript was corrected"
        return f"{told}; this study is cut by {self._study.plan('segmentation')}{self._moved(place)}"

    def _moved(self, place: Place) -> str:
        if not self._earlier[place.transcript]:
            return ""
        return ", and the transcript was corrected: a column 'text' with a segment's words finds it again"

    def _today(self, transcript: str, segments: Sequence[Segment]) -> list[Segment]:
        """Segments of some version as they are now; none where any of them was changed."""
        now = self._wording(transcript).by_id
        today = [now.get(self._study.became.get(segment.id, segment.id)) for segment in segments]
        found = [segment for segment in today if segment is not None]
        return found if len(found) == len(today) else []

    def _wording(self, transcript: str) -> Wording:
        if transcript not in self._read:
            self._read[transcript] = Wording(self._study, transcript)
        return self._read[transcript]

    @cached_property
    def _segments(self) -> dict[str, Segment]:
        """The segments of all versions, by id."""
        return {segment.id: segment for segment in self._study.store.all(Segment)}


def _hit(place: Place, segments: Sequence[Segment], *, is_whole: bool) -> Hit | None:
    if not segments:
        return None
    return Hit(transcript=place.transcript, turn=place.turn or 0, segments=tuple(segments), is_whole=is_whole)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
