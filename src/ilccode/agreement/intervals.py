"""How far a coefficient may be off: intervals over interviews, whose turns are not independent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit

from ilccode.agreement.clusters import Clustered, clustered, slices
from ilccode.agreement.measures import TINY, why_undefined

if TYPE_CHECKING:
    from ilccode.agreement.measures import Coefficient, Floats
    from ilccode.agreement.ratings import Ratings

Method = Literal["jackknife", "percentile", "bca"]
METHODS: tuple[Method, ...] = ("jackknife", "percentile", "bca")

FEW = 5
"""With fewer interviews than these an interval cannot be trusted."""

COVERED = {"percentile": (86, 90), "bca": (87, 90)}
"""Of 100 intervals of 95 %, how many held the truth with 10 and 20 interviews (`benchmarks/README.md`)."""

ONE = "all units that can be paired are of one interview, so nothing says how interviews differ"
FLAT = "no interview changes the value, so nothing says how interviews differ"
LONELY = "without one of the interviews the coefficient is undefined"
RARE = "in most draws the coefficient is undefined"


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Where a coefficient lies; `low` and `high` are none where that is undefined, and `reason` says why.

    `clusters` is what was taken to be independent: interviews that hold a unit rated twice, or units in
    `analytic`. Of `draws`, from `seed`, `undefined` had no value; `draws` is 0 where nothing was drawn.
    `warning` says why an interval that there is should not be trusted.
    """

    low: float | None
    high: float | None
    level: float
    method: str
    draws: int
    undefined: int
    clusters: int
    seed: int
    reason: str
    warning: str


def bootstrap(
    coefficient: Coefficient,
    given: Ratings,
    *,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    method: Method = "jackknife",
) -> Interval:
    """The interval of a coefficient over interviews; the same seed gives the same interval.

    - `jackknife`: Fisher's z of the value, its standard error from leaving out each interview in turn, and
      Student's t with one degree less than interviews. Of those tried its 95 % came closest to covering 95 %
      with ten to thirty interviews (`benchmarks/README.md`, "Agreement"). It draws nothing: `draws` is 0.
    - `percentile`: the quantiles of the coefficient in `draws` samples of interviews, with replacement.
    - `bca`: those, corrected for bias and skewness (Efron 1987), the latter by leaving out each interview.

    A draw in which the coefficient is undefined (nobody used the code in any interview drawn) has no place in
    the order of values, and any that it were given, 0 or 1, would be made up. Such draws are left out of the
    quantiles, counted in `undefined` and named in `warning`; where they are the half, there is no interval.
    """
    return bootstraps([(coefficient, given)], draws=draws, seed=seed, level=level, method=method)[0]


def bootstraps(
    asked: Sequence[tuple[Coefficient, Ratings]],
    *,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    method: Method = "jackknife",
) -> list[Interval]:
    """What `bootstrap` says of each, from the same draws where they have as many interviews.

    Raises `ValueError` for a method that there is not.
    """
    check(level, draws)
    if method not in METHODS:
        raise ValueError(f"expected one of {METHODS}, found {method!r}")
    found = [clustered(coefficient, given) for coefficient, given in asked]
    if method == "jackknife":
        return [_said(one, level, seed) for one in found]
    values = _drawn(found, draws, seed)
    return [_quantiled(one, its, level, seed, method) for one, its in zip(found, values, strict=True)]


def check(level: float, draws: int = 1) -> None:
    """Raise `ValueError` for what is no level between 0 and 1, and for no draws."""
    if not 0 < level < 1:
        raise ValueError(f"expected a level between 0 and 1, found {level:g}")
    if draws < 1:
        raise ValueError(f"expected at least one draw, found {draws}")


# by leaving out


def jackknifed(found: Clustered, weights: Floats, level: float) -> tuple[Floats, Floats]:
    """Both bounds, d and d, with interviews counted so and so often, d x c; nan where there are none.

    The standard error is the jackknife's (Tukey 1958) on Fisher's scale (1921), which keeps the bounds
    between -1 and 1 and makes the lower arm the longer one, as a coefficient near 1 has it. A value of 1 has
    no place on that scale: where leaving out one interview gives it, the error is taken on the plain scale
    and carried over by the slope; where the value itself is not between, the bounds are on the plain scale.
    """
    return _bounds(found, weights, found.left_out(weights), level)


def _bounds(found: Clustered, weights: Floats, left_out: Floats, level: float) -> tuple[Floats, Floats]:
    values, number = found.values(weights), weights.sum(axis=1)
    without = np.where(weights > 0, left_out, values[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        plain, bent = _error(without, weights), _error(np.arctanh(without), weights)
        arm = stdtrit(number - 1, (1 + level) / 2)
        is_inside = (np.abs(without) < 1 - TINY).all(axis=1)
        reach = arm * np.where(is_inside, bent, plain / (1 - values**2))
        has_place, middle = np.abs(values) < 1, np.arctanh(values)
        low = np.where(has_place, np.tanh(middle - reach), values - arm * plain)
        high = np.where(has_place, np.tanh(middle + reach), values + arm * plain)
    low, high = np.maximum(low, found.coefficient.least), np.minimum(high, 1.0)
    return np.where(plain > TINY, low, np.nan), np.where(plain > TINY, high, np.nan)


def _error(without: Floats, weights: Floats) -> Floats:
    number = weights.sum(axis=1)
    mean = (weights * without).sum(axis=1) / number
    spread = (weights * (without - mean[:, None]) ** 2).sum(axis=1)
    return np.asarray(np.sqrt((number - 1) / number * spread))


def _said(found: Clustered, level: float, seed: int) -> Interval:
    reason = no_interval(found)
    if reason:
        return _interval(found, (None, None), level, seed, "jackknife", reason=reason)
    low, high = _bounds(found, found.once, found.without[None, :], level)
    return _interval(found, (float(low[0]), float(high[0])), level, seed, "jackknife")


# by drawing


def _drawn(found: Sequence[Clustered], draws: int, seed: int) -> list[Floats]:
    """The values of each in the draws; whoever has as many interviews has the same draws."""
    values: list[list[Floats]] = [[np.zeros(0)] for _ in found]
    for size in {len(one.sums) for one in found} - {0}:
        rng = np.random.default_rng(seed)
        for block in slices((draws, size)):
            number = len(range(draws)[block])
            weights = rng.multinomial(size, np.full(size, 1 / size), size=number).astype(float)
            for its, one in zip(values, found, strict=True):
                if len(one.sums) == size:
                    its.append(one.values(weights))
    return [np.concatenate(its) for its in values]


def _quantiled(found: Clustered, values: Floats, level: float, seed: int, method: Method) -> Interval:
    defined = values[np.isfinite(values)]
    undefined = len(values) - len(defined)
    reason = _reason(found) or (RARE if 2 * undefined >= len(values) else "")
    if not reason and method == "bca":
        reason = _unsteady(found)
    if not reason and np.ptp(defined) < TINY:
        reason = FLAT
    bounds: tuple[float | None, float | None] = (None, None)
    if not reason:
        tails = np.array([(1 - level) / 2, (1 + level) / 2])
        low, high = np.quantile(defined, _corrected(found, defined, tails) if method == "bca" else tails)
        bounds = (float(low), float(high))
    return _interval(found, bounds, level, seed, method, len(values), undefined, reason)


def _corrected(found: Clustered, defined: Floats, tails: Floats) -> Floats:
    """Which quantiles to take instead of those (Efron 1987)."""
    apart = found.without.mean() - found.without
    skew = (apart**3).sum() / (6 * (apart**2).sum() ** 1.5)
    below = (defined < found.value - TINY).mean() / 2 + (defined <= found.value + TINY).mean() / 2
    rim = 0.5 / len(defined)
    bias = ndtri(np.clip(below, rim, 1 - rim))
    shifted = bias + ndtri(tails)
    room = 1 - skew * shifted
    return np.asarray(np.where(room > 0, ndtr(bias + shifted / np.where(room > 0, room, 1)), shifted > 0))


# what is said


def no_interval(found: Clustered) -> str:
    """Why leaving out interviews gives no interval; empty where it does."""
    return _reason(found) or _unsteady(found)


def _reason(found: Clustered) -> str:
    reason = why_undefined(found.coefficient, found.given, len(found.sums), found.value)
    return reason or (ONE if len(found.sums) == 1 else "")


def _unsteady(found: Clustered) -> str:
    if not len(found.without):
        return ""
    if not np.isfinite(found.without).all():
        return LONELY
    return FLAT if np.ptp(found.without) < TINY else ""


def _interval(
    found: Clustered,
    bounds: tuple[float | None, float | None],
    level: float,
    seed: int,
    method: str,
    draws: int = 0,
    undefined: int = 0,
    reason: str = "",
) -> Interval:
    return Interval(
        low=bounds[0],
        high=bounds[1],
        level=level,
        method=method,
        draws=draws,
        undefined=undefined,
        clusters=len(found.sums),
        seed=seed,
        reason=reason,
        warning="" if reason else warning(len(found.sums), method, draws, undefined),
    )


def warning(clusters: int, method: str = "jackknife", draws: int = 0, undefined: int = 0) -> str:
    """Why an interval over so many interviews should not be trusted; empty where it may be."""
    said = []
    if clusters < FEW:
        said.append(
            f"it cannot be trusted: it hangs on how interviews differ, which {clusters} do not show; "
            f"that takes at least {FEW}"
        )
    if method in COVERED and clusters < 20:
        ten, twenty = COVERED[method]
        said.append(
            f"of simulated 95 % intervals of this kind {ten} in 100 held the truth with 10 interviews, "
            f"{twenty} with 20; the jackknife's did better"
        )
    if undefined:
        said.append(f"in {undefined:,} of {draws:,} draws the coefficient is undefined; these are left out")
    return "; ".join(said)
