"""The machine's suggestions as one more rater, beside each coder and beside what all of them say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ilccode.agreement.coefficients import Agreement, agreement
from ilccode.agreement.intervals import Interval, bootstrap
from ilccode.agreement.ratings import ratings
from ilccode.model import Codebook, Run
from ilccode.steps.agreed_units import Allowed, allowed
from ilccode.steps.agreeing import MADE
from ilccode.steps.primary import Primary, primary
from ilccode.steps.scores import last_run, said
from ilccode.steps.study import Study

CONSENSUS = "all coders who agree"


@dataclass(frozen=True, kw_only=True)
class Beside:
    """How far suggestions agree with one coder, or with what all coders say, about one code."""

    code: str
    beside: str
    units: int
    agreement: Agreement
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class BesideModel:
    """Suggestions beside people; `has_learned` tells that they were fitted to people's decisions."""

    run: str
    has_learned: bool
    pairs: tuple[Beside, ...]


def beside_model(
    study: Study, book: Codebook, *, on: str = "random", wanted: Primary | None = None
) -> BesideModel:
    """Compare the newest run's suggestions, at its thresholds, with people, segment by segment."""
    run = last_run(study, book.id)
    if run is None:
        return BesideModel(run="", has_learned=False, pairs=())
    judged, found = wanted or primary(study), allowed(study, book, on=on)
    pairs = tuple(_pairs(book, run, found, judged, int(study.plan("seed"))))
    return BesideModel(run=run.id, has_learned=bool(run.training), pairs=pairs)


def _pairs(book: Codebook, run: Run, found: Allowed, judged: Primary, seed: int) -> Iterator[Beside]:
    flags = said(book, run)
    for column, code in enumerate(run.codes):
        suggested = dict(zip(run.segments, flags[:, column].tolist(), strict=True))
        people = {unit: its for (unit, key), its in found.given.items() if key == code and unit in suggested}
        for name in (*found.coders, CONSENSUS):
            rows = {unit: word for unit, its in people.items() if (word := _word(its, name)) is not None}
            given = ratings(
                [[word, suggested[unit]] for unit, word in rows.items()],
                categories=(False, True),
                clusters=[found.clusters[unit] for unit in rows],
            )
            used = MADE[judged.coefficient]()
            interval = bootstrap(used, given, seed=seed)
            measured = agreement(used, given)
            yield Beside(code=code, beside=name, units=len(rows), agreement=measured, interval=interval)


def _word(its: Mapping[str, bool], name: str) -> bool | None:
    """What a coder says, or all who answered, where they are two and of one mind; none else."""
    if name != CONSENSUS:
        return its.get(name)
    return next(iter(its.values())) if len(its) > 1 and len(set(its.values())) == 1 else None
