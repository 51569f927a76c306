"""Enough yet? How many more units it takes to show that agreement passes a threshold, or if more can help.

What was seen so far stays; further interviews are drawn from those seen, as though no others were to come. So
an outlook takes the value so far at its word: it plans work, and proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, Literal

import numpy as np

from ilccode.agreement.clusters import Clustered, clustered
from ilccode.agreement.intervals import FEW, check, jackknifed, no_interval
from ilccode.agreement.measures import agreement

if TYPE_CHECKING:
    from ilccode.agreement.measures import Coefficient, Floats
    from ilccode.agreement.ratings import Ratings

Verdict = Literal["enough", "more", "cannot help", "not within reach", "too little known"]

POSITIVES = 10
"""With fewer positive units a code's agreement is not established."""

POWER = 0.8
"""How often the lower bound is to pass."""

TRIES = 200
"""How many continuations are drawn for each number of interviews."""


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What is to be expected of more units: `verdict`, and `reason` in words.

    `more` is the number of further units rated twice, in `interviews` like those seen; 0 where it is enough,
    none where no number is known. `low` is the lower bound so far, none where it is undefined, at `level`:
    that of one look, as what may go wrong is shared among all `looks`. `positives` are the units of which
    some rater said something else than what is said most (of a code: mostly, where some rater said yes).
    """

    verdict: Verdict
    reason: str
    value: float | None
    low: float | None
    threshold: float
    more: int | None
    interviews: int | None
    positives: int
    looks: int
    level: float
    seed: int


def outlook(
    coefficient: Coefficient,
    given: Ratings,
    *,
    threshold: float = 0.667,
    looks: int = 1,
    level: float = 0.95,
    seed: int = 0,
    most: int = 5000,
) -> Outlook:
    """How many more units rated twice until the lower bound passes the threshold in 8 of 10 continuations.

    Of each number of interviews tried, 200 continuations are drawn from the interviews seen, and the lower
    bound is the jackknife's (`intervals.bootstrap`). More than `most` units are not tried. `looks` is how
    often the bound will be looked at, as fixed beforehand: so that looking again and again does not make it
    pass by chance, each look has its share of what may go wrong, (1 - level) / looks (Bonferroni).
    """
    check(level)
    if looks < 1 or not np.isfinite(threshold):
        raise ValueError(f"expected a threshold and at least one look, found {threshold:g} and {looks}")
    found = clustered(coefficient, given)
    each = shared(level, looks)
    value, low = agreement(coefficient, given).value, float("nan")
    if len(found.sums) > 1:
        low = float(jackknifed(found, found.once, each)[0][0])
    said = Outlook(
        verdict="too little known",
        reason="",
        value=value,
        low=low if np.isfinite(low) else None,
        threshold=threshold,
        more=None,
        interviews=None,
        positives=positives(given),
        looks=looks,
        level=each,
        seed=seed,
    )
    return _blank(said, found) or _beyond(said) or _searched(said, found, most)


def shared(level: float, looks: int) -> float:
    """The level of one of several looks: what may go wrong is shared among them (Bonferroni)."""
    return 1 - (1 - level) / looks


def positives(given: Ratings) -> int:
    """The units rated twice of which some rater said something else than what is said most."""
    counts = given.counts[given.counts.sum(axis=1) >= 2]
    if not counts.size:
        return 0
    common = counts.sum(axis=0).argmax()
    return int((counts[:, common] < counts.sum(axis=1)).sum())


def _blank(said: Outlook, found: Clustered) -> Outlook | None:
    """Where too little is known to plan anything."""
    reason, interviews = "", len(found.sums)
    if said.value is None:
        reason = f"undefined so far: {no_interval(found)}"
    elif said.positives < POSITIVES:
        reason = (
            f"in only {said.positives} units is anything said but what is said most; {POSITIVES} are needed"
        )
    elif interviews < FEW:
        reason = f"{interviews} interviews do not show how interviews differ; that takes at least {FEW}"
    elif said.low is None:
        reason = no_interval(found)
    return replace(said, reason=reason) if reason else None


def _beyond(said: Outlook) -> Outlook | None:
    """Where nothing needs to be searched."""
    if said.value is None or said.low is None:
        return said
    if said.low > said.threshold:
        reason = f"the lower bound, {said.low:.3f}, is above {said.threshold:.3f}"
        return replace(said, verdict="enough", more=0, interviews=0, reason=reason)
    if said.value <= said.threshold:
        reason = (
            f"agreement is {said.value:.3f}, not above {said.threshold:.3f}: more of the same will not lift "
            "it; talking disagreements through and mending the codebook may"
        )
        return replace(said, verdict="cannot help", reason=reason)
    return None


def _searched(said: Outlook, found: Clustered, most: int) -> Outlook:
    """The fewest further interviews, by halving; that more are never worse is taken for granted."""
    each = _units(found) / len(found.sums)
    few, many = 0, int(most // each)
    types = _types(found)
    if many < 1 or _power(said, types, many) < POWER:
        reason = (
            f"{most:,} more units are not enough: agreement, {said.value:.3f}, is too close to "
            f"{said.threshold:.3f} for how much interviews differ"
        )
        return replace(said, verdict="not within reach", reason=reason)
    while many - few > max(1, few // 20):
        middle = (few + many) // 2
        few, many = (few, middle) if _power(said, types, middle) >= POWER else (middle, many)
    reason = (
        f"with {many:,} more interviews, of {each:.0f} units each as these were, the lower bound passes in "
        f"{POWER:.0%} of continuations; further units of these interviews help less"
    )
    return replace(said, verdict="more", more=ceil(many * each), interviews=many, reason=reason)


def _units(found: Clustered) -> int:
    return int((found.given.counts.sum(axis=1) >= 2).sum())


@dataclass(frozen=True, kw_only=True, eq=False)
class Types:
    """Interviews that hold the same are one type, `seen` so and so often."""

    found: Clustered
    seen: Floats


def _types(found: Clustered) -> Types:
    sums, seen = np.unique(np.round(found.sums, 9), axis=0, return_counts=True)
    return Types(found=replace(found, sums=sums), seen=seen.astype(float))


def _power(said: Outlook, types: Types, interviews: int) -> float:
    """In how many continuations by so many interviews the lower bound passes."""
    shares = types.seen / types.seen.sum()
    rng = np.random.default_rng([said.seed, interviews])
    drawn = rng.multinomial(interviews, shares, size=TRIES)
    low, _ = jackknifed(types.found, types.seen + drawn, said.level)
    return float((low > said.threshold).mean())
