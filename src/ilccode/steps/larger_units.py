"""Turns and transcripts instead of segments, from the same answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ilccode.model import Transcript
from ilccode.steps.agreed_units import Allowed
from ilccode.steps.study import Study
from ilccode.steps.turns import numbered

LARGER = ("segment", "turn", "transcript")


def larger(study: Study, found: Allowed, unit: str) -> Allowed:
    """Answers joined to larger units: a code applies to the whole if it does to a part.

    Parts are what everybody has answered who has answered any of the whole; what was not drawn, or not coded
    by all of them, is none. What is said of transcripts and cases stays as it is.
    """
    if unit == "segment":
        return found
    of = dict(_turns(study, found) if unit == "turn" else _transcripts(study, found))
    sizes = Counter(of.values())
    joined = {code: _joined(by_unit, of) for code, by_unit in found.given.items()}
    places = [(place, whole) for by_place in joined.values() for place, whole in by_place.items()]
    partial = {place for place, whole in places if len(whole.said) > 1 and whole.parts < sizes[place]}
    return replace(
        found,
        given={code: {p: whole.said for p, whole in by_place.items()} for code, by_place in joined.items()},
        clusters={of.get(place, place): cluster for place, cluster in found.clusters.items()},
        unit=unit,
        partial=len(partial),
    )


def _transcripts(study: Study, found: Allowed) -> Iterator[tuple[str, str]]:
    """Of each coded segment of the transcripts at issue, the transcript."""
    at_issue = {segment.transcript for segment in found.segments.values()}
    return ((ref.id, ref.transcript) for ref in study.coded if ref.transcript in at_issue)


def _turns(study: Study, found: Allowed) -> Iterator[tuple[str, str]]:
    """Of each coded segment of the transcripts at issue, the turn."""
    for transcript in {segment.transcript for segment in found.segments.values()}:
        read = study.store.get(Transcript, transcript)
        for number, segment in numbered(read, study.segments(transcript)):
            if study.is_codable(segment):
                yield segment.id, f"{transcript}#{number}"


@dataclass(frozen=True, kw_only=True)
class _Whole:
    """What coders say of a larger unit about one code, from so many parts."""

    said: Mapping[str, bool]
    parts: int


def _joined(by_unit: Mapping[str, Mapping[str, bool]], of: Mapping[str, str]) -> dict[str, _Whole]:
    """One code's answers about larger units."""
    parts: dict[str, list[Mapping[str, bool]]] = defaultdict(list)
    for unit, its in by_unit.items():
        parts[of.get(unit, unit)].append(its)
    return {place: _whole(said) for place, said in parts.items()}


def _whole(said: list[Mapping[str, bool]]) -> _Whole:
    coders = sorted(set().union(*said))
    shared = [its for its in said if len(its) == len(coders)]
    return _Whole(
        said={coder: any(its[coder] for its in shared) for coder in coders} if shared else {},
        parts=len(shared),
    )
