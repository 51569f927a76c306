"""How far coders agree, code by code and overall, on which units, and how that may be read."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ilccode.agreement.coefficients import (
    Agreement,
    Coefficient,
    agreement,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
    specific_agreement,
)
from ilccode.agreement.intervals import Interval, bootstrap
from ilccode.agreement.planning import Outlook, outlook
from ilccode.agreement.rho import shaffer_rho
from ilccode.agreement.sets import alpha_on_sets
from ilccode.agreement.variances import analytic
from ilccode.cells import guarded
from ilccode.errors import UsageError
from ilccode.model import Codebook
from ilccode.steps.agreed_tables import Table, tables
from ilccode.steps.agreed_units import ON, allowed
from ilccode.steps.files import Written, write
from ilccode.steps.primary import Primary, primary
from ilccode.steps.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from ilccode.agreement.ratings import Ratings

ESTABLISHED = 10
"""Of a code that fewer units carry, by anybody's word, agreement is not established."""

TENTATIVE, RELIABLE = 0.667, 0.8
"""From here on Krippendorff (2019) allows tentative conclusions, and relies on data."""

FEW = 5
"""With fewer interviews no interval can be trusted."""

KAPPA, RHO = 0.65, 0.05
"""Shaffer (2017) asks whether kappa on the whole corpus passes the first, and says yes below the second."""

HIGH, LOW = 0.9, 0.5
"""Raw agreement so high beside a coefficient so low is a paradox (Feinstein and Cicchetti 1990)."""

MADE: Mapping[str, Callable[[], Coefficient]] = {
    "alpha": krippendorff_alpha,
    "kappa": cohen_kappa,
    "fleiss": fleiss_kappa,
    "conger": conger_kappa,
    "ac1": gwet_ac,
    "s": brennan_prediger,
    "pi": scott_pi,
    "percent": percent_agreement,
}
"""Coefficients by the names that the command line takes."""


@dataclass(frozen=True, kw_only=True)
class TableAgreement:
    """How far coders agree on one code, on a group of codes, or on all of them as sets.

    `units` were answered by two coders and more; `positives` of them carry the code by somebody's word;
    `prevalence` is the share of answers that say yes. `counts` says how many units so many coders said yes
    and no of (`2 yes, 1 no`). `positive` and `negative` are specific agreement. `primary` is the coefficient
    that was fixed beforehand, with its interval over interviews; `analytic` is Gwet's, as if units were
    independent. `rho` is Shaffer's, of two coders' kappa. `reading` says in words what all that allows.
    """

    name: str
    kind: str
    units: int
    positives: int | None
    prevalence: float | None
    counts: Mapping[str, int]
    percent: Agreement
    positive: float | None
    negative: float | None
    primary: Agreement
    interval: Interval
    analytic: Interval | None
    alpha: Agreement
    ac1: Agreement | None
    rho: float | None
    reading: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgreementReport:
    """Agreement in a codebook: on what it was computed, what was kept out, by what it is judged."""

    codebook: str
    on: str
    primary: Primary
    coders: tuple[str, ...]
    interviews: int
    kept_out: Mapping[str, int]
    tables: tuple[TableAgreement, ...]


def agree(
    study: Study, book: Codebook, *, on: str = "random", wanted: Primary | None = None, draws: int = 1000
) -> AgreementReport:
    """Compute agreement, by what was fixed beforehand or, for once, by something else."""
    if on not in ON:
        raise UsageError(f"--on {on}: expected one of {', '.join(ON)}")
    judged = wanted or primary(study)
    found = allowed(study, book, on=on, unit=judged.unit)
    seed = int(study.plan("seed"))
    twice = [its for its in found.given.values() if len(its) > 1]
    return AgreementReport(
        codebook=book.key,
        on=on,
        primary=judged,
        coders=tuple(sorted({coder for its in twice for coder in its})),
        interviews=len({found.clusters[unit] for (unit, _), its in found.given.items() if len(its) > 1}),
        kept_out=found.kept_out,
        tables=tuple(_agreement(table, judged, draws, seed, on) for table in tables(book, found)),
    )


def outlooks(
    study: Study, book: Codebook, *, on: str = "random", wanted: Primary | None = None
) -> dict[str, Outlook]:
    """Of each code, how many more segments coded by two would do, or why more cannot help."""
    judged = wanted or primary(study)
    found = allowed(study, book, on=on, unit=judged.unit)
    seed = int(study.plan("seed"))
    return {
        table.name: outlook(
            _coefficients(table, judged)[0],
            _twice(table.ratings),
            threshold=judged.threshold,
            looks=judged.looks,
            seed=seed,
        )
        for table in tables(book, found)
    }


def frame(report: AgreementReport) -> pd.DataFrame:
    """The figures as a data frame, a row a table."""
    import pandas as pd

    return pd.DataFrame([_flat(item) for item in report.tables])


def write_figures(study: Study, report: AgreementReport, path: Path) -> Written:
    """Write the figures as CSV, never over a file that a person has changed."""
    rows = [{"codebook": report.codebook, "on": report.on, **_flat(item)} for item in report.tables]

    def fill(part: Path) -> None:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)

    return write(study, path, fill)


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.4f}" if isinstance(value, float) else guarded(str(value))


def _flat(item: TableAgreement) -> dict[str, object]:
    """One table's figures by the names of their columns."""
    return {
        "name": item.name,
        "kind": item.kind,
        "units": item.units,
        "positives": item.positives,
        "prevalence": item.prevalence,
        "percent_agreement": item.percent.value,
        "positive_agreement": item.positive,
        "negative_agreement": item.negative,
        "coefficient": item.primary.coefficient,
        "value": item.primary.value,
        "undefined": item.primary.reason,
        "low": item.interval.low,
        "high": item.interval.high,
        "level": item.interval.level,
        "interval": item.interval.method,
        "interviews": item.interval.clusters,
        "no_interval": item.interval.reason,
        "analytic_low": item.analytic.low if item.analytic else None,
        "analytic_high": item.analytic.high if item.analytic else None,
        "alpha": item.alpha.value,
        "ac1": item.ac1.value if item.ac1 else None,
        "rho": item.rho,
        "reading": "; ".join(item.reading),
    }


def _agreement(table: Table, judged: Primary, draws: int, seed: int, on: str) -> TableAgreement:
    given = _twice(table.ratings)
    used, alpha = _coefficients(table, judged)
    percent, ac1 = agreement(percent_agreement(), given), _ac1(table, given)
    interval = bootstrap(used, given, draws=draws, seed=seed, level=1 - 0.05 / judged.looks)
    is_binary = table.kind in ("code", "any of")
    specific = specific_agreement(given) if is_binary else {}
    found = TableAgreement(
        name=table.name,
        kind=table.kind,
        units=len(given.given),
        positives=int((given.counts[:, 1] > 0).sum()) if is_binary else None,
        prevalence=_prevalence(given) if is_binary else None,
        counts=_counted(given) if is_binary else {},
        percent=percent,
        positive=specific.get(True),
        negative=specific.get(False),
        primary=agreement(used, given),
        interval=interval,
        analytic=analytic(used, given, level=interval.level),
        alpha=agreement(alpha, given),
        ac1=ac1,
        rho=_rho(given, seed) if table.kind == "code" and on == "random" else None,
        reading=(),
    )
    return replace(found, reading=tuple(reading(found, judged)))


def _coefficients(table: Table, judged: Primary) -> tuple[Coefficient, Coefficient]:
    """The one that a table is judged by, and alpha, by the distance that its categories call for."""
    if table.kind == "all":
        found = alpha_on_sets(table.ratings)
        return found, found
    alpha = krippendorff_alpha("ordinal" if table.is_ordered else "nominal")
    weights = "ordinal" if table.is_ordered else "identity"
    if judged.coefficient == "alpha":
        return alpha, alpha
    return MADE[judged.coefficient](weights), alpha  # type: ignore[call-arg]


def _ac1(table: Table, given: Ratings) -> Agreement | None:
    return None if table.kind == "all" else agreement(gwet_ac(), given)


def _rho(given: Ratings, seed: int) -> float | None:
    """Shaffer's rho where two coders coded and their kappa passes the threshold; none elsewhere."""
    kappa = agreement(cohen_kappa(), given).value
    if kappa is None or kappa < KAPPA or (given.counts[:, 1] > 0).sum() < ESTABLISHED:
        return None
    base = float(given.counts[:, 1].sum() / given.counts.sum())
    return shaffer_rho(kappa, units=len(given.given), base_rate=base, threshold=KAPPA, seed=seed)


def _twice(given: Ratings) -> Ratings:
    """The units that two raters and more have rated."""
    rows = np.flatnonzero((given.given >= 0).sum(axis=1) >= 2)
    return replace(given, given=given.given[rows], clusters=given.clusters[rows])


def _prevalence(given: Ratings) -> float | None:
    total = given.counts.sum()
    return float(given.counts[:, 1].sum() / total) if total else None


def _counted(given: Ratings) -> dict[str, int]:
    """How many units so many coders said yes and no of."""
    rows = Counter(f"{int(yes)} yes, {int(no)} no" for no, yes in given.counts)
    return dict(sorted(rows.items(), reverse=True))


def reading(found: TableAgreement, judged: Primary) -> list[str]:
    """What figures allow to say, in words."""
    told: list[str] = []
    if found.rho is not None:
        passes = "passes" if found.rho < RHO else "may not pass"
        told.append(
            f"Shaffer's rho {found.rho:.3f}: were segments independent, kappa on the whole corpus {passes} "
            f"{KAPPA:g}"
        )
    if found.primary.value is None:
        told.append(f"undefined: {found.primary.reason}")
    if found.positives is not None and found.positives < ESTABLISHED:
        told.append(
            f"not established: of units that carry it there are {found.positives}, {ESTABLISHED} are needed"
        )
    if found.interval.low is not None and found.primary.value is not None:
        told.append(_bound(found.interval.low, judged))
    if found.interval.low is None and found.primary.value is not None:
        told.append(f"no interval: {found.interval.reason}")
    if found.interval.clusters < FEW and not found.interval.warning and found.primary.value is not None:
        told.append(f"fewer than {FEW} interviews: how interviews differ cannot be told from these")
    told += filter(None, [found.interval.warning])
    alpha, percent = found.alpha.value, found.percent.value
    if alpha is not None and percent is not None and percent >= HIGH and alpha < LOW and found.ac1:
        told.append(
            f"raw agreement {percent:.2f} beside alpha {alpha:.2f}: where a code is rare or common, chance "
            f"is taken for large (the prevalence paradox); AC1 is {found.ac1.value:.2f}"
        )
    return told


def _bound(low: float, judged: Primary) -> str:
    """What a lower bound passes; Krippendorff's words are for alpha alone."""
    if judged.coefficient != "alpha":
        return f"its lower bound is {'over' if low >= judged.threshold else 'under'} {judged.threshold:g}"
    if low >= RELIABLE:
        told = f"its lower bound passes {RELIABLE}: reliable"
    elif low >= TENTATIVE:
        told = f"its lower bound passes {TENTATIVE}: tentative conclusions"
    else:
        told = f"its lower bound does not pass {TENTATIVE}: no conclusions yet"
    if judged.threshold not in (TENTATIVE, RELIABLE):
        told += (
            f"; {'over' if low >= judged.threshold else 'under'} the threshold fixed, {judged.threshold:g}"
        )
    return told
