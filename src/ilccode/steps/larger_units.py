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

    Parts are what two and more have answered; what was not drawn, or coded by one alone, is none. A coder who
    has not answered all of a whole's parts has not answered the whole: these answers are kept out. What is
    said of transcripts and cases stays as it is.
    """
    if unit == "segment":
        return found
    of = dict(_turns(study, found) if unit == "turn" else _transcripts(study, found))
    given: dict[str, Mapping[str, Mapping[str, bool]]] = {}
    partial: set[str] = set()
    left_out, sizes = 0, Counter(of.values())
    for code, by_unit in found.given.items():
        if of.keys().isdisjoint(by_unit):
            given[code] = by_unit
            continue
        wholes = _joined(by_unit, of)
        given[code] = {place: whole.said for place, whole in wholes.items()}
        partial |= {p for p, whole in wholes.items() if len(whole.said) > 1 and whole.parts < sizes[p]}
        left_out += sum(whole.left_out for whole in wholes.values())
    return replace(
        found,
        given=given,
        kept_out={**found.kept_out, **({"part": left_out} if left_out else {})},
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
    """What coders say of a larger unit about one code, from so many parts, without `left_out` answers."""

    said: Mapping[str, bool]
    parts: int
    left_out: int


def _joined(by_unit: Mapping[str, Mapping[str, bool]], of: Mapping[str, str]) -> dict[str, _Whole]:
    """One code's answers about larger units."""
    parts: dict[str, list[Mapping[str, bool]]] = defaultdict(list)
    for unit, its in by_unit.items():
        if len(its) > 1:
            parts[of[unit]].append(its)
    return {place: _whole(said) for place, said in parts.items()}


def _whole(parts: list[Mapping[str, bool]]) -> _Whole:
    whole = sorted(set(parts[0]).intersection(*parts))
    return _Whole(
        said={coder: any(its[coder] for its in parts) for coder in whole},
        parts=len(parts),
        left_out=sum(len(its) for its in parts) - len(whole) * len(parts),
    )
