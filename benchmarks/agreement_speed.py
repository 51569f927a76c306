"""How fast agreement is: `OMP_NUM_THREADS=1 python -m benchmarks.agreement_speed [--units N] [--json]`.

A million ratings by three coders, in one table and as seven codes over 50,000 units, ours beside those of
krippendorff, irrCAC, nltk and statsmodels where they can be imported; the values must be equal. Then 1,000
bootstrap draws over 30 interviews of 300 segments, 12 codes and three coders; and of these sets and outlooks.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ilccode.agreement.alpha import krippendorff_alpha
from ilccode.agreement.coefficients import conger_kappa, fleiss_kappa, gwet_ac, percent_agreement
from ilccode.agreement.intervals import bootstrap, bootstraps
from ilccode.agreement.measures import agreement
from ilccode.agreement.planning import outlook
from ilccode.agreement.ratings import Ratings, from_table
from ilccode.agreement.sets import alpha_on_sets
from ilccode.agreement.variances import analytic

CODERS = 3
UNITS = 1_000_000 // CODERS + 1
SHARED_UNITS, CODES = 50_000, 7
INTERVIEWS, SEGMENTS, BOOTSTRAPPED, DRAWS = 30, 300, 12, 1000
AIM = 5.0
"""Seconds that the draws may take on one core."""
CATEGORIES = 5


def main() -> None:
    """Measure, and print a line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = {**tables(options.units), **codes(), **draws(), **further()}
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    for name, figure in figures.items():
        print(f"{name:58} {figure if isinstance(figure, str) else format(figure, ',.4g')}")


def coded(units: int, categories: int, seed: int = 0) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Coders who see the same thing in seven cases of ten, and else guess."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, categories, units)
    guesses = rng.integers(0, categories, (units, CODERS))
    return np.where(rng.random((units, CODERS)) < 0.7, truth[:, None], guesses)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


OURS = {
    "alpha": krippendorff_alpha,
    "alpha, interval": lambda: krippendorff_alpha("interval"),
    "Fleiss": fleiss_kappa,
    "Conger": conger_kappa,
    "AC1": gwet_ac,
    "percent agreement": percent_agreement,
}


def tables(units: int) -> dict[str, float | str]:
    """One large table: ours, theirs, and how many times as long theirs takes."""
    table = coded(units, CATEGORIES)
    figures: dict[str, float | str] = {"ratings in the table": float(table.size)}
    figures["ours: reading the table, s"], given = timed(lambda: from_table(table))
    values = {}
    for name, kind in OURS.items():
        figures[f"ours: {name}, s"], values[name] = timed(lambda kind=kind: agreement(kind(), given).value)
    for library, its in THEIRS.items():
        try:
            module = importlib.import_module(library)
        except ImportError:
            figures[library] = "absent"
            continue
        for name, work in its.items():
            took, value = timed(lambda work=work, module=module: work(module, table))
            mine, _ = ours(table, OURS[name])
            figures[f"{library}: {name}, s"] = took
            figures[f"{library}: {name}, times ours with reading"] = took / mine
            figures[f"{library}: {name}, value apart by"] = abs(value - values[name])
    return figures


def ours(table: Any, kind: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds from the table to the value, and the value."""
    return timed(lambda: agreement(kind(), from_table(table)).value)


def krippendorff(level: str) -> Callable[[Any, Any], float]:
    """The package krippendorff."""
    return lambda module, table: module.alpha(reliability_data=table.T, level_of_measurement=level)


def irrcac(name: str) -> Callable[[Any, Any], float]:
    """The package irrCAC, which rounds to five digits."""
    return lambda module, table: getattr(module.CAC(pd.DataFrame(table), digits=12), name)()["est"][
        "coefficient_value"
    ]


def nltk(module: Any, table: Any) -> float:
    """Alpha of the package nltk."""
    triples = [
        (coder, unit, value) for unit, row in enumerate(table.tolist()) for coder, value in enumerate(row)
    ]
    return float(module.AnnotationTask(triples).alpha())


def statsmodels(module: Any, table: Any) -> float:
    """Fleiss' kappa of the package statsmodels."""
    return float(module.fleiss_kappa(module.aggregate_raters(table)[0]))


THEIRS: dict[str, dict[str, Callable[[Any, Any], float]]] = {
    "krippendorff": {"alpha": krippendorff("nominal"), "alpha, interval": krippendorff("interval")},
    "irrCAC.raw": {"alpha": irrcac("krippendorff"), "Fleiss": irrcac("fleiss"), "AC1": irrcac("gwet")},
    "nltk.metrics.agreement": {"alpha": nltk},
    "statsmodels.stats.inter_rater": {"Fleiss": statsmodels},
}
"""Libraries, and what each measures."""


def codes() -> dict[str, float | str]:
    """Seven codes, yes or no, over 50,000 units: from tables to alphas."""
    large = [coded(SHARED_UNITS, 2, seed) for seed in range(CODES)]
    took, _ = timed(lambda: [ours(table, krippendorff_alpha) for table in large])
    figures: dict[str, float | str] = {
        f"ours: alpha of {CODES} codes x {SHARED_UNITS:,} units, with reading, s": took
    }
    try:
        module = importlib.import_module("krippendorff")
    except ImportError:
        return figures
    theirs, _ = timed(lambda: [krippendorff("nominal")(module, table) for table in large])
    return figures | {"krippendorff: the same, s": theirs}


def draws() -> dict[str, float | str]:
    """The bootstrap over interviews, of all codes together, from ratings to intervals."""
    clusters = np.repeat(np.arange(INTERVIEWS), SEGMENTS)
    given = [numbered(coded(INTERVIEWS * SEGMENTS, 2, seed), clusters) for seed in range(BOOTSTRAPPED)]
    figures: dict[str, float | str] = {}
    for name, kind in {"alpha": krippendorff_alpha, "AC1": gwet_ac, "Conger": conger_kappa}.items():
        for method in ("jackknife", "percentile", "bca"):
            asked = [(kind(), one) for one in given]
            took, _ = timed(lambda asked=asked, method=method: bootstraps(asked, draws=DRAWS, method=method))
            figures[f"{DRAWS:,} draws, {BOOTSTRAPPED} codes: {name}, {method}, s"] = took
    slowest = max(figure for figure in figures.values() if isinstance(figure, float))
    return figures | {"the slowest of these against the aim": f"{slowest:.3f} s, aim {AIM:g} s"}


def further() -> dict[str, float | str]:
    """What else takes time: sets of codes, with interval and Gwet's error, and an outlook on all codes."""
    clusters = np.repeat(np.arange(INTERVIEWS), SEGMENTS)
    tables = [coded(INTERVIEWS * SEGMENTS, 2, seed) for seed in range(BOOTSTRAPPED)]
    sets = [[frozenset(np.flatnonzero(row).tolist()) for row in unit] for unit in np.stack(tables, axis=2)]
    given = from_table(sets, clusters=clusters.tolist())
    masi, alpha = alpha_on_sets(), krippendorff_alpha()
    figures: dict[str, float | str] = {"different sets of 12 codes": float(len(given.categories))}
    for name, asked in {
        "alpha on sets, s": lambda: agreement(masi, given),
        "alpha on sets: jackknife, s": lambda: bootstrap(masi, given),
        "alpha on sets: Gwet's interval, s": lambda: analytic(masi, given),
        "outlook of 12 codes, s": lambda: [
            outlook(alpha, code, threshold=(agreement(alpha, code).value or 0) - 0.05)
            for code in (numbered(table, clusters) for table in tables)
        ],
    }.items():
        figures[name], _ = timed(asked)
    return figures


def numbered(table: Any, clusters: Any) -> Ratings:
    """Ratings with the interview of each unit."""
    return from_table(table, categories=(0, 1), clusters=clusters.tolist())


if __name__ == "__main__":
    main()
