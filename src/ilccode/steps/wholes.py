"""Units above the segment: transcripts and cases, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ilccode.model import Codebook
from ilccode.steps.study import Ref, Study, case_ref

KINDS = ("transcript", "case")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A transcript or a case with its segments, in reading order."""

    id: str
    kind: str
    name: str
    segments: tuple[Ref, ...]


def units(study: Study, book: Codebook, kind: str = "") -> list[Unit]:
    """The units of the kinds that a codebook gives codes to, perhaps of one kind alone, by name."""
    kinds = [k for k in KINDS if book.at(k) and kind in ("", k)]
    return [unit for k in kinds for unit in sorted(_of_kind(study, k), key=lambda unit: unit.name)]


def _of_kind(study: Study, kind: str) -> Iterator[Unit]:
    its: dict[tuple[str, str], list[Ref]] = {}
    for ref in study.coded:
        its.setdefault(_unit(study, kind, ref), []).append(ref)
    return (Unit(id=unit, kind=kind, name=name, segments=tuple(refs)) for (unit, name), refs in its.items())


def _unit(study: Study, kind: str, ref: Ref) -> tuple[str, str]:
    """The id and the name of the unit that a segment belongs to."""
    if kind == "transcript":
        return ref.transcript, study.name(ref.transcript)
    case = study.case(ref.transcript, ref.speaker)
    return case_ref(case), case
