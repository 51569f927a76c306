"""What coefficients of agreement have in common: each is a function of sums over units.

What a coefficient needs of a unit are a few numbers (its parts); a coefficient's value hangs on nothing but
their sums. So any part of the units, or units drawn again and again, are summed and not computed anew.
Wherever a formula divides by zero the value is nan here, and undefined with a reason in `agreement`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ilccode.agreement.ratings import Ratings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SAME = "every rating that can be paired has the same value"
ALONE = "no unit was rated by two"
ONE_CATEGORY = "only one category is known, and nobody could have said anything else"
PAIRS = "it is defined for two raters; Conger's and Fleiss' kappa and alpha are for any number"
ANONYMOUS = "it hangs on who gave which rating, which counts do not tell"
TINY = 1e-12
"""What is closer to zero than this is zero."""
CELLS = 1 << 18
"""How many numbers, about, are held at once for a sum over units."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far raters agree: `value`, none where it is undefined, and `reason`, why it is.

    `observed` and `expected` are agreement, or disagreement in alpha. `units` have two ratings and more.
    """

    coefficient: str
    value: float | None
    reason: str
    observed: float | None
    expected: float | None
    units: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Measured:
    """Observed and expected agreement (or disagreement) and the coefficient, for each sum of parts."""

    observed: Floats
    expected: Floats
    value: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Coefficient:
    """A coefficient: `parts` of each unit, n x s, and what `of` sums of them, ... x s, it has.

    It is never under `least`, where that is known; `undefined` is why it divides by zero, where it does.
    `slopes` says, from the sums, how fast the value grows with each unit's weight, n, of so many units that
    nothing corrects for their number; without it that is found out by small steps. `by_name` tells that it
    hangs on who gave which rating.
    """

    name: str
    parts: Callable[[Ratings], Floats]
    of: Callable[[Ratings, Floats], Measured]
    pairs_only: bool = False
    least: float = -np.inf
    undefined: str = SAME
    slopes: Callable[[Ratings, Floats], Floats] | None = None
    by_name: bool = False


def agreement(coefficient: Coefficient, given: Ratings) -> Agreement:
    """The agreement of some ratings; undefined is said with its reason."""
    if not isinstance(coefficient, Coefficient):
        raise TypeError(f"expected a coefficient such as gwet_ac(), found {coefficient!r}")
    measured = coefficient.of(given, sums(coefficient, given))
    paired = int((given.counts.sum(axis=1) >= 2).sum())
    reason = why_undefined(coefficient, given, paired, float(measured.value))
    return Agreement(
        coefficient=coefficient.name,
        value=None if reason else float(measured.value),
        reason=reason,
        observed=_told(measured.observed, paired),
        expected=None if reason in (ANONYMOUS, PAIRS) else _told(measured.expected, paired),
        units=paired,
    )


def sums(coefficient: Coefficient, given: Ratings) -> Floats:
    """The parts of a coefficient summed over units."""
    return np.asarray(sum(parts.sum(axis=0) for _, parts in parted(coefficient, given)))


def parted(coefficient: Coefficient, given: Ratings) -> Iterator[tuple[Ratings, Floats]]:
    """Ratings with their parts, some units at a time: a unit may have very many."""
    first = _some(given, slice(0, 1))
    parts = coefficient.parts(first)
    yield first, parts
    step = max(1, CELLS // max(1, parts.shape[1]))
    for start in range(1, len(given.given), step):
        some = _some(given, slice(start, start + step))
        yield some, coefficient.parts(some)


def _some(given: Ratings, rows: slice) -> Ratings:
    return replace(given, given=given.given[rows], clusters=given.clusters[rows])


def why_undefined(coefficient: Coefficient, given: Ratings, paired: int, value: float) -> str:
    """Why there is no value where so many units have two ratings; empty where there is one."""
    if coefficient.by_name and given.is_anonymous:
        return ANONYMOUS
    if coefficient.pairs_only and given.given.shape[1] != 2:
        return PAIRS
    if not paired:
        return ALONE
    return "" if np.isfinite(value) else coefficient.undefined


def _told(value: Floats, paired: int) -> float | None:
    return float(value) if paired and np.isfinite(value) else None


def over(numerator: Floats, denominator: Floats) -> Floats:
    """A ratio, nan where it divides by zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.asarray(numerator / np.asarray(denominator))
    return np.where(np.asarray(denominator) == 0, np.nan, found)
