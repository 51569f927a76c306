"""The machine's suggestions as one more rater, beside each coder and beside what all of them say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

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

NAMES = ("the machine", "the suggestions")
"""What it is called beside a coder, who may be called so as well."""


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
    how, found = measure(study, wanted, interval), _with_machine(allowed(study, book, on=on), book, run)
    beside = tuple(_beside(study, book, found, how))
    return BesideModel(run=run.id, has_learned=bool(run.training), beside=beside)


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


def _beside(study: Study, book: Codebook, found: Allowed, how: Measure) -> Iterator[Beside]:
    unit = how.judged.unit
    for coder in (coder for coder in found.coders if coder != MACHINE):
        two = replace(found, given=_two(found.given, coder, partial(_own, coder)))
        yield Beside(coder=coder, tables=_measured(book, larger(study, two, unit), how))
    whole = larger(study, found, unit)
    agreed = replace(whole, given=_two(whole.given, CONSENSUS, _consensus))
    yield Beside(coder=CONSENSUS, tables=_measured(book, agreed, how))


def _measured(book: Codebook, found: Allowed, how: Measure) -> tuple[TableAgreement, ...]:
    return tuple(how.of(table) for table in tables(book, found) if table.codes_of == "segment")


def _two(given: Given, name: str, word: Callable[[Mapping[str, bool]], bool | None]) -> Given:
    """What a coder, or all coders who agree, and the machine say."""
    machine = next(other for other in NAMES if other != name)
    return {
        code: {
            unit: {name: said, machine: its[MACHINE]}
            for unit, its in by_unit.items()
            if MACHINE in its and (said := word(its)) is not None
        }
        for code, by_unit in given.items()
    }


def _own(coder: str, its: Mapping[str, bool]) -> bool | None:
    return its.get(coder)


def _consensus(its: Mapping[str, bool]) -> bool | None:
    """What all say who answered, where they are two and of one mind; none else."""
    people = [word for coder, word in its.items() if coder != MACHINE]
    return people[0] if len(people) > 1 and len(set(people)) == 1 else None
