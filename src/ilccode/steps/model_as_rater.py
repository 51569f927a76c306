"""The machine's suggestions as one more rater, beside each coder and beside what all of them say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ilccode.model import Codebook, Run
from ilccode.steps.agreed_tables import tables
from ilccode.steps.agreed_units import Allowed, Given, allowed
from ilccode.steps.agreeing import Measure, measure
from ilccode.steps.agreement_figures import TableAgreement
from ilccode.steps.larger_units import larger
from ilccode.steps.primary import Primary
from ilccode.steps.scores import last_run, said
from ilccode.steps.study import Study

CONSENSUS = "all coders who agree"

MACHINE = "\nmachine"
"""The machine among coders, in whose names there are no line breaks."""

BESIDE = "the machine"
"""The same, beside one of them."""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """How far suggestions agree with one coder, or with what all coders say who agree."""

    coder: str
    tables: tuple[TableAgreement, ...]


@dataclass(frozen=True, kw_only=True)
class BesideModel:
    """Suggestions beside people; `has_learned` tells that they were fitted to people's decisions."""

    run: str
    has_learned: bool
    beside: tuple[Beside, ...]


def beside_model(
    study: Study, book: Codebook, *, on: str = "random", wanted: Primary | None = None, interval: str = ""
) -> BesideModel:
    """Compare the newest run's suggestions, at its thresholds, with people."""
    run = last_run(study, book.id)
    if run is None:
        return BesideModel(run="", has_learned=False, beside=())
    how = measure(study, wanted, interval)
    found = larger(study, _with_machine(allowed(study, book, on=on), book, run), how.judged.unit)
    return BesideModel(run=run.id, has_learned=bool(run.training), beside=tuple(_beside(book, found, how)))


def _with_machine(found: Allowed, book: Codebook, run: Run) -> Allowed:
    """What people said about codes that are suggested, of segments that were scored, with the suggestions."""
    flags, rows = said(book, run), {segment: row for row, segment in enumerate(run.segments)}
    given = {
        code: {
            unit: {**its, MACHINE: bool(flags[rows[unit], column])}
            for unit, its in found.given.get(code, {}).items()
            if unit in rows
        }
        for column, code in enumerate(run.codes)
    }
    return replace(found, given=given)


def _beside(book: Codebook, found: Allowed, how: Measure) -> Iterator[Beside]:
    for name in (*(coder for coder in found.coders if coder != MACHINE), CONSENSUS):
        two = replace(found, given=_of(found.given, name))
        measured = [how.of(table, is_random=False) for table in tables(book, two) if table.unit == found.unit]
        yield Beside(coder=name, tables=tuple(measured))


def _of(given: Given, name: str) -> Given:
    """What a coder, or all coders who agree, and the machine say."""
    return {
        code: {
            unit: {name: word, BESIDE: its[MACHINE]}
            for unit, its in by_unit.items()
            if MACHINE in its and (word := _word(its, name)) is not None
        }
        for code, by_unit in given.items()
    }


def _word(its: Mapping[str, bool], name: str) -> bool | None:
    """What a coder says, or all who answered, where they are two and of one mind; none else."""
    if name != CONSENSUS:
        return its.get(name)
    people = [word for coder, word in its.items() if coder != MACHINE]
    return people[0] if len(people) > 1 and len(set(people)) == 1 else None
