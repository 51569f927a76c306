"""Coefficients with their intervals as a data frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ilccode.agreement.alpha import krippendorff_alpha
from ilccode.agreement.coefficients import (
    brennan_prediger,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    percent_agreement,
)
from ilccode.agreement.intervals import Method, bootstrap
from ilccode.agreement.measures import Coefficient, agreement
from ilccode.agreement.variances import analytic

if TYPE_CHECKING:
    import pandas as pd

    from ilccode.agreement.ratings import Ratings


def figures(
    given: Ratings,
    coefficients: Coefficient | Iterable[Coefficient] = (),
    *,
    level: float = 0.95,
    method: Method = "jackknife",
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """A row a coefficient: its value, or why it has none, and where it lies.

    Without any named, those for any number of raters of categories without an order. `low` and `high` are
    over clusters (`bootstrap`), `analytic_low` and `analytic_high` as though units were independent. What
    there is none of is nan, as in data frames.
    """
    import pandas as pd

    rows = []
    asked = [coefficients] if isinstance(coefficients, Coefficient) else [*coefficients]
    for coefficient in asked or _usual():
        found = agreement(coefficient, given)
        interval = bootstrap(coefficient, given, level=level, method=method, draws=draws, seed=seed)
        alone = analytic(coefficient, given, level=level)
        rows.append(
            {
                "coefficient": found.coefficient,
                "value": found.value,
                "undefined": found.reason,
                "observed": found.observed,
                "expected": found.expected,
                "units": found.units,
                "low": interval.low,
                "high": interval.high,
                "level": level,
                "interval": method,
                "clusters": interval.clusters,
                "no_interval": interval.reason,
                "warning": interval.warning,
                "analytic_low": alone.low if alone else None,
                "analytic_high": alone.high if alone else None,
            }
        )
    return pd.DataFrame(rows).set_index("coefficient")


def _usual() -> tuple[Coefficient, ...]:
    return (
        percent_agreement(),
        krippendorff_alpha(),
        gwet_ac(),
        fleiss_kappa(),
        conger_kappa(),
        brennan_prediger(),
    )
