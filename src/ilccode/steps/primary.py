"""The coefficient that was fixed beforehand: the one that counts, with its threshold, unit and looks."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

from ilccode.agreement.alpha import krippendorff_alpha
from ilccode.agreement.coefficients import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    percent_agreement,
    scott_pi,
)
from ilccode.agreement.measures import Coefficient
from ilccode.errors import UsageError
from ilccode.log import said_first
from ilccode.model import Codebook, Decision, Plan
from ilccode.steps.larger_units import LARGER
from ilccode.steps.study import Study, moment

PLAN = "agreement"
_MOST_LOOKS = 100


@dataclass(frozen=True)
class Choice:
    """A coefficient that one may be judged by: what it is called, and how it is made, given weights."""

    words: str
    made: Callable[[str], Coefficient]


_DISTANCES = {"identity": "nominal", "ordinal": "ordinal"}


COEFFICIENTS: Mapping[str, Choice] = {
    "alpha": Choice("Krippendorff's alpha", lambda weights: krippendorff_alpha(_DISTANCES[weights])),
    "kappa": Choice("Cohen's kappa of two coders", cohen_kappa),
    "fleiss": Choice("Fleiss' kappa", fleiss_kappa),
    "conger": Choice("Conger's kappa, Cohen's for any number of coders", conger_kappa),
    "ac1": Choice("Gwet's AC1", gwet_ac),
    "s": Choice("Brennan and Prediger's, Bennett's S", brennan_prediger),
    "pi": Choice("Scott's pi of two coders", scott_pi),
    "percent": Choice("percent agreement, not corrected for chance", percent_agreement),
}
"""By the names that the command line takes."""


@dataclass(frozen=True, kw_only=True)
class Primary:
    """What agreement is judged by; `is_fixed` tells that it was recorded, not chosen by the program."""

    coefficient: str = "alpha"
    threshold: float = 0.667
    unit: str = "segment"
    looks: int = 1
    is_fixed: bool = False


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """When it was fixed, and how many units two coders had answered in a codebook by then."""

    what: Primary
    day: str
    units: int


def fixed(study: Study, book: Codebook) -> Fixed | None:
    """When something was fixed, by the clocks of who fixed it and who coded; none where nothing was."""
    plan = next(iter(study.store.all(Plan, about=PLAN)), None)
    if plan is None:
        return None
    coders: dict[str, set[str]] = defaultdict(set)
    known = {one.id for one in study.store.all(Codebook, about=book.key)}
    own = (d for d in study.store.all(Decision) if d.codebook in known and not d.settles)
    for decision in (saying.decision for saying in said_first(own)):
        if decision.made_at < plan.made_at:
            coders[study.became.get(decision.unit, decision.unit)].add(decision.coder)
    return Fixed(
        what=primary(study), day=plan.made_at[:10], units=sum(len(its) > 1 for its in coders.values())
    )


def primary(study: Study) -> Primary:
    """What was fixed first; the program's own choice where nothing was."""
    plans = list(study.store.all(Plan, about=PLAN))
    return Primary(**json.loads(plans[0].value), is_fixed=True) if plans else Primary()


def wished(
    study: Study,
    *,
    coefficient: str = "",
    threshold: float | None = None,
    unit: str = "",
    looks: int | None = None,
) -> Primary:
    """What was fixed, with what this call wishes otherwise; raises `UsageError` for what cannot be meant."""
    held = primary(study)
    wanted = Primary(
        coefficient=coefficient or held.coefficient,
        threshold=held.threshold if threshold is None else threshold,
        unit=unit or held.unit,
        looks=held.looks if looks is None else looks,
    )
    _check(wanted)
    return replace(wanted, is_fixed=held.is_fixed and replace(held, is_fixed=False) == wanted)


def fix(study: Study, wanted: Primary, by: str) -> Primary:
    """Record what agreement is judged by; raises `UsageError` where something else was fixed before."""
    _check(wanted)
    held = primary(study)
    said = {name: value for name, value in asdict(wanted).items() if name != "is_fixed"}
    if held.is_fixed and replace(held, is_fixed=False) != replace(wanted, is_fixed=False):
        raise UsageError(
            f"--fix: {held.coefficient} at {held.threshold:g} by {held.unit}, looks: {held.looks}, was fixed "
            "before; what is fixed beforehand is not changed when figures are known"
        )
    if not held.is_fixed:
        value = json.dumps(said, sort_keys=True)
        study.store.add([Plan(name=PLAN, value=value, by=by, made_at=moment())])
    return primary(study)


def _check(wanted: Primary) -> None:
    if wanted.coefficient not in COEFFICIENTS:
        raise UsageError(f"--coefficient {wanted.coefficient}: expected one of {', '.join(COEFFICIENTS)}")
    if wanted.unit not in LARGER:
        raise UsageError(f"--unit {wanted.unit}: expected one of {', '.join(LARGER)}")
    if not 0 < wanted.threshold <= 1:
        raise UsageError(f"--threshold {wanted.threshold:g}: expected a number over 0, at most 1")
    if not 1 <= wanted.looks <= _MOST_LOOKS:
        raise UsageError(f"--looks {wanted.looks}: expected 1 to {_MOST_LOOKS}")
