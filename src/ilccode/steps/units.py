"""Units that are no segments, as excerpts name them: transcripts as a whole, and cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ilccode.model import UNITS, Codebook
from ilccode.sampling import random_number
from ilccode.steps.naming import earlier
from ilccode.steps.study import Ref, Study, case_ref

CASE = case_ref("")
"""How the ids of cases begin."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A transcript or a case, as its rows name it; `kind` says which.

    `speakers` are those whose words a case is made of, each by transcript and name.
    """

    id: str
    kind: str
    transcript: str = ""
    participant: str = ""
    attributes: Mapping[str, str]
    speakers: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """What people call it."""
        return self.transcript or self.participant

    @property
    def transcripts(self) -> tuple[str, ...]:
        """The transcripts, by id, that it is made of."""
        return tuple(dict.fromkeys(t for t, _ in self.speakers)) if self.kind == "case" else (self.id,)


HIGHER = UNITS[1:]
"""What is no segment."""


def units(study: Study, book: Codebook, kind: str = "") -> list[Unit]:
    """The units of the kinds that a codebook gives codes to, perhaps of one kind alone, by name."""
    found: list[Unit] = []
    if book.at("transcript") and kind in ("", "transcript"):
        coded = dict.fromkeys(ref.transcript for ref in study.coded)
        found += sorted((transcript_unit(study, t) for t in coded), key=lambda unit: unit.name)
    if book.at("case") and kind in ("", "case"):
        found += cases(study)
    return found


def by_chance(study: Study, found: Sequence[Unit]) -> list[Unit]:
    """Units in the order of their random numbers, transcripts before cases.

    Who answers in this order has answered a random sample, wherever that ends.
    """
    seed = int(study.plan("seed"))

    def place(unit: Unit) -> tuple[int, float]:
        return HIGHER.index(unit.kind), random_number(seed, [unit.id, *earlier(study, unit.id)][-1])

    return sorted(found, key=place)


def segments_of(study: Study, unit: Unit) -> list[Ref]:
    """The coded segments of a transcript or a case, in reading order."""
    if unit.kind == "transcript":
        return [ref for ref in study.coded if ref.transcript == unit.id]
    return [ref for ref in study.coded if (ref.transcript, ref.speaker) in unit.speakers]


def transcript_unit(study: Study, transcript: str) -> Unit:
    """A transcript as a unit of coding."""
    known = study.attributes.get(transcript, {})
    return Unit(id=transcript, kind="transcript", transcript=study.name(transcript), attributes=known)


def cases(study: Study) -> list[Unit]:
    """The cases of whoever is coded in the transcripts that count, in order of name."""
    named: dict[str, str] = {}
    speakers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for transcript, speaker in dict.fromkeys((ref.transcript, ref.speaker) for ref in study.coded):
        name = study.case(transcript, speaker)
        named.setdefault(case_ref(name), name)
        speakers[case_ref(name)].append((transcript, speaker))
    return [
        Unit(
            id=case,
            kind="case",
            participant=named[case],
            attributes=_shared([study.attributes_of(*who) for who in speakers[case]]),
            speakers=tuple(speakers[case]),
        )
        for case in sorted(named)
    ]


def _shared(known: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The attributes that all have alike."""
    first, *others = known
    return {name: value for name, value in first.items() if all(said.get(name) == value for said in others)}
