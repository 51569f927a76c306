"""How often intervals of agreement hold the true value, on invented interviews.

    python -m benchmarks.agreement_coverage [--repeats N] [--draws N] [--json]

Interviews differ in how often a code applies and in how often coders miss it or see it where it is not;
coders of one interview share both. The true value is the coefficient's over 20,000 interviews of the same
making.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import product
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from ilccode.agreement.alpha import krippendorff_alpha
from ilccode.agreement.clusters import clustered
from ilccode.agreement.coefficients import cohen_kappa, conger_kappa, gwet_ac
from ilccode.agreement.intervals import bootstrap
from ilccode.agreement.measures import Coefficient, agreement
from ilccode.agreement.ratings import Ratings
from ilccode.agreement.variances import analytic

if TYPE_CHECKING:
    from numpy.typing import NDArray

HIT, FALSE = 0.85, 0.1
"""How often a coder sees a code where it is, and where it is not, the latter times its prevalence."""

POPULATION = 20_000
LIKE = {"weak": (0.05, 0.02), "strong": (0.2, 0.1)}
"""How alike segments of one interview are: intra-class correlation of presence, and of coders' errors."""

METHODS = ("jackknife", "bca", "percentile", "plain t", "units")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What invented interviews are like, and how many there are."""

    likeness: str
    coders: int
    prevalence: float
    interviews: int


@dataclass(frozen=True, kw_only=True)
class Covered:
    """The share of intervals that hold the truth, lie below and above it, of those that there are."""

    setting: Setting
    coefficient: str
    method: str
    truth: float
    covered: float
    below: float
    above: float
    width: float
    missing: float


def settings() -> list[Setting]:
    """All that is tried."""
    return [
        Setting(likeness=likeness, coders=coders, prevalence=prevalence, interviews=interviews)
        for likeness, coders, prevalence, interviews in product(LIKE, (2, 3), (0.05, 0.1, 0.3), (10, 20, 30))
    ]


def interviews(setting: Setting, number: int, rng: np.random.Generator) -> Ratings:
    """So many invented interviews of 20 to 60 segments."""
    presence, errors = LIKE[setting.likeness]
    clusters = np.repeat(np.arange(number), rng.integers(20, 61, number))
    applies = rng.random(len(clusters)) < _beta(setting.prevalence, presence, number, rng)[clusters]
    hit, false = (_beta(mean, errors, number, rng) for mean in (HIT, FALSE * setting.prevalence))
    rate = np.where(applies, hit[clusters], false[clusters])
    given = (rng.random((len(clusters), setting.coders)) < rate[:, None]).astype(np.int64)
    return Ratings(given=given, categories=(0, 1), clusters=clusters)


def _beta(mean: float, alike: float, number: int, rng: np.random.Generator) -> NDArray[np.float64]:
    mass = 1 / alike - 1
    return rng.beta(mean * mass, (1 - mean) * mass, number)


def coefficients(setting: Setting) -> dict[str, Coefficient]:
    """The coefficients tried; kappa is Cohen's, of three coders Conger's."""
    kappa = cohen_kappa() if setting.coders == 2 else conger_kappa()
    return {"alpha": krippendorff_alpha(), "kappa": kappa, "AC1": gwet_ac()}


Bounds = tuple[float | None, float | None]


def bounds(coefficient: Coefficient, given: Ratings, method: str, draws: int, seed: int) -> Bounds:
    """Both ends of a 95 % interval; `units` takes units as independent."""
    if method == "plain t":
        return _plain(coefficient, given)
    if method == "units":
        found = analytic(coefficient, given)
        return (found.low, found.high) if found else (None, None)
    said = bootstrap(coefficient, given, method=method, draws=draws, seed=seed)
    return said.low, said.high


def _plain(coefficient: Coefficient, given: Ratings) -> Bounds:
    """The jackknife's standard error and t on the plain scale, for comparison."""
    found = clustered(coefficient, given)
    size = len(found.sums)
    error = np.sqrt((size - 1) * found.without.var())
    arm = stdtrit(size - 1, 0.975) * error
    return (found.value - arm, found.value + arm) if np.isfinite(arm) else (None, None)


def covered(group: list[Setting], repeats: int, draws: int) -> list[Covered]:
    """Of settings that differ in the number of interviews only."""
    rng = np.random.default_rng([settings().index(group[0]), 7])
    whole = interviews(group[0], POPULATION, rng)
    kinds = coefficients(group[0])
    truths = {name: float(agreement(kind, whole).value or 0) for name, kind in kinds.items()}
    found = []
    for setting in group:
        samples = [interviews(setting, setting.interviews, rng) for _ in range(repeats)]
        for (name, kind), method in product(kinds.items(), METHODS):
            its = [bounds(kind, one, method, draws, seed) for seed, one in enumerate(samples)]
            found.append(_covered(setting, name, method, truths[name], its))
    return found


def _covered(setting: Setting, name: str, method: str, truth: float, found: list[Bounds]) -> Covered:
    there = np.array([pair for pair in found if pair[0] is not None], dtype=float).reshape(-1, 2)
    below, above = (there[:, 1] < truth).mean(), (there[:, 0] > truth).mean()
    return Covered(
        setting=setting,
        coefficient=name,
        method=method,
        truth=truth,
        covered=float(1 - below - above),
        below=float(below),
        above=float(above),
        width=float(np.median(there[:, 1] - there[:, 0])),
        missing=1 - len(there) / len(found),
    )


def lines(found: list[Covered]) -> Iterator[str]:
    """A Markdown table: mean and least coverage over prevalence and number of coders."""
    yield f"| alike | interviews | coefficient | {' | '.join(METHODS)} |"
    yield "| --- " * (3 + len(METHODS)) + "|"
    for likeness, number, name in product(LIKE, (10, 20, 30), ("alpha", "kappa", "AC1")):
        place = (likeness, number, name)
        some = [c for c in found if (c.setting.likeness, c.setting.interviews, c.coefficient) == place]
        cells = [_cell([c.covered for c in some if c.method == method]) for method in METHODS]
        yield f"| {likeness} | {number} | {name} | {' | '.join(cells)} |"
    for number, method in product((10, 20, 30), METHODS):
        some = [c for c in found if (c.setting.interviews, c.method) == (number, method)]
        yield f"{number} interviews, {method}: {_told(some)}"


def _cell(rates: list[float]) -> str:
    return f"{_short(fmean(rates))} ({_short(min(rates))})"


def _short(rate: float) -> str:
    return f"{rate:.3f}".removeprefix("0")


def _told(some: list[Covered]) -> str:
    """Coverage, misses to either side and what is undefined, in one line."""
    parts = ("covered", "below", "above", "missing")
    return ", ".join(f"{part} {_short(fmean(getattr(one, part) for one in some))}" for part in parts)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=1000)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    every = settings()
    groups = [every[start : start + 3] for start in range(0, len(every), 3)]
    with ProcessPoolExecutor(2) as pool:
        results = pool.map(covered, groups, [given.repeats] * len(groups), [given.draws] * len(groups))
        found = [one for some in results for one in some]
    print(json.dumps([asdict(one) for one in found], indent=1) if given.json else "\n".join(lines(found)))


if __name__ == "__main__":
    main()
