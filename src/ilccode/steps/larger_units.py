"""Turns and transcripts instead of segments, from the same answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ilccode.model import Transcript
from ilccode.steps.agreed_units import Allowed
from ilccode.steps.study import Study
from ilccode.steps.turns import numbered

LARGER = ("segment", "turn", "transcript")


def larger(study: Study, found: Allowed, unit: str) -> Allowed:
    """Answers joined to larger units: a code applies to the whole if it does to a part.

    What is not among the answers (it was not drawn, or not coded) is no part. A coder who has not answered
    about some part that others have, has not answered. What is said of transcripts and cases stays as it is.
    """
    if unit == "segment":
        return found
    of = dict(_turns(study, found) if unit == "turn" else _transcripts(study, found))
    whole, there = Counter(of.values()), Counter(of[segment] for segment in found.segments)
    return replace(
        found,
        given={code: _joined(by_unit, of) for code, by_unit in found.given.items()},
        clusters={of.get(place, place): cluster for place, cluster in found.clusters.items()},
        unit=unit,
        partial=sum(number < whole[place] for place, number in there.items()),
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


def _joined(by_unit: Mapping[str, Mapping[str, bool]], of: Mapping[str, str]) -> dict[str, dict[str, bool]]:
    """One code's answers about larger units."""
    parts: dict[str, list[Mapping[str, bool]]] = defaultdict(list)
    for unit, its in by_unit.items():
        parts[of.get(unit, unit)].append(its)
    found: dict[str, dict[str, bool]] = {}
    for place, said in parts.items():
        whole = set(said[0]).intersection(*said)
        found[place] = {coder: any(its[coder] for its in said) for coder in sorted(whole)}
    return found
