"""What is said of agreement: the figures of a table, of a study, and these as rows."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ilccode.agreement.intervals import Interval
from ilccode.agreement.measures import Agreement
from ilccode.cells import guarded
from ilccode.steps.agreed_units import KEPT_OUT, Reach
from ilccode.steps.files import Written, write
from ilccode.steps.primary import Primary
from ilccode.steps.study import Study

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Pair:
    """How far two of several coders agree, by the coefficient that a table is judged by."""

    coders: tuple[str, str]
    agreement: Agreement


@dataclass(frozen=True, kw_only=True)
class TableAgreement:
    """How far coders agree on one code, on a group of codes, or on all of them as sets.

    Codes are given to units of one kind (`codes_of`); rows are of a `unit`, the same or a larger one. `units`
    of them were answered by two coders and more; `positives` of these carry the code by somebody's word;
    `prevalence` is the share of answers that say yes. `counts` says of how many units so many coders said
    yes and no (`2 yes, 1 no`), of two coders who did (`both`, `ann alone`, `neither`), of exclusive codes who
    chose what. `positive` and `negative` are specific agreement. `primary` is the coefficient that was fixed
    beforehand, with its interval over interviews; `analytic` is Gwet's, as if units were independent. `pairs`
    are of more than two coders. `rho` is Shaffer's, of two coders' kappa. `by_code` says of a group's
    exclusive codes how many units carry each; `several` answers give more than one. `reading` says in words
    what all that allows.
    """

    name: str
    kind: str
    codes_of: str
    unit: str
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
    pairs: tuple[Pair, ...]
    rho: float | None
    is_ordered: bool
    by_code: Mapping[str, int]
    several: int
    reading: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgreementReport:
    """Agreement in a codebook: on what it was computed, what was kept out, by what it is judged.

    `interviews` hold units that were answered twice; of larger units, `partial` were answered in part only.
    """

    codebook: str
    on: str
    primary: Primary
    coders: tuple[str, ...]
    interviews: int
    partial: int
    kept_out: Mapping[str, int]
    reach: tuple[Reach, ...]
    tables: tuple[TableAgreement, ...]


def frame(report: AgreementReport) -> pd.DataFrame:
    """The figures as a data frame, a row a table."""
    import pandas as pd

    return pd.DataFrame([_flat(item) for item in report.tables])


def write_figures(
    study: Study,
    report: AgreementReport,
    path: Path,
    beside: Mapping[str, Sequence[TableAgreement]] | None = None,
) -> Written:
    """Write the figures as CSV, never over a file that a person has changed; `beside` are the machine's."""
    same = {
        "codebook": report.codebook,
        "on": report.on,
        "in_part_only": report.partial,
        "threshold": report.primary.threshold,
        "fixed_beforehand": "yes" if report.primary.is_fixed else "no",
        "kept_out": "; ".join(f"{number} {KEPT_OUT[why]}" for why, number in report.kept_out.items()),
    }
    rows = [{**same, "raters": "; ".join(report.coders), **_flat(item)} for item in report.tables]
    for coder, tables in (beside or {}).items():
        rows += [{**same, "raters": f"{coder}; suggestions", **_flat(item)} for item in tables]

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
        "codes_of": item.codes_of,
        "unit": item.unit,
        "units": item.units,
        "positives": item.positives,
        "prevalence": item.prevalence,
        "answers": "; ".join(f"{said}: {number}" for said, number in item.counts.items()),
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
        "draws": item.interval.draws or None,
        "seed": item.interval.seed if item.interval.draws else None,
        "interviews": item.interval.clusters,
        "no_interval": item.interval.reason,
        "analytic_low": item.analytic.low if item.analytic else None,
        "analytic_high": item.analytic.high if item.analytic else None,
        "alpha": item.alpha.value,
        "ac1": item.ac1.value if item.ac1 else None,
        "ac1_is": item.ac1.coefficient if item.ac1 else None,
        "rho": item.rho,
        "reading": "; ".join(item.reading),
    }
