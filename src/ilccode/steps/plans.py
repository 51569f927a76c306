"""What was fixed beforehand about samples: later imports neither shrink nor reshuffle them."""

from __future__ import annotations

from collections.abc import Sequence

from ilccode.model import Fact, Plan
from ilccode.sampling import limit_of
from ilccode.steps.study import Study, moment

OVERLAP = "overlap"
"""The plan that says which share of the segments two coders are to answer."""

PILOT = "@pilot"
"""The fact that an interview is one of a calibration round: it stays out of every figure."""


ROUND = " round "
"""What stands between a sample's name and the number of the round, from the second on."""


def round_of(sample: str) -> int:
    """The round that an answer was given in, by its sample."""
    _, _, number = sample.partition(ROUND)
    return int(number) if number.isdecimal() else 1


def limit(study: Study, sample: str) -> float:
    """The limit of a planned sample, `random` or `interviews`, which is only ever raised; 0 without any."""
    return max((float(plan.value) for plan in study.store.all(Plan, about=sample)), default=0.0)


def share(study: Study, name: str) -> float:
    """The share that was planned last; 0 where none was."""
    said = [float(plan.value) for plan in study.store.all(Plan, about=name)]
    return said[-1] if said else 0.0


def plan_sample(study: Study, sample: str, numbers: Sequence[float], size: int, by: str) -> None:
    """Plan a sample of so many, by the numbers that its units keep for good; one planned larger stays."""
    wanted = limit_of(numbers, size)
    if wanted > limit(study, sample):
        study.store.add([_plan(sample, wanted, by)])


def plan_overlap(study: Study, part: float, by: str) -> None:
    """Plan which share of the segments two coders are to answer."""
    if share(study, OVERLAP) != part:
        study.store.add([_plan(OVERLAP, part, by)])


def set_aside_as_pilot(study: Study, transcripts: Sequence[str], by: str) -> Study:
    """Note that interviews belong to a calibration round; the study with that noted."""
    new = [t for t in transcripts if study.facts.get((t, PILOT)) != "yes"]
    study.store.add(Fact(about=t, name=PILOT, value="yes", by=by, made_at=moment()) for t in new)
    return study.reread() if new else study


def _plan(name: str, value: float, by: str) -> Plan:
    return Plan(name=name, value=repr(value), by=by, made_at=moment())
