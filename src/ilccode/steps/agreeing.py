"""How far coders agree, code by code and overall, on which units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from ilccode.agreement.coefficients import cohen_kappa, percent_agreement, specific_agreement
from ilccode.agreement.intervals import METHODS, Method, bootstrap
from ilccode.agreement.measures import Coefficient, agreement
from ilccode.agreement.planning import POSITIVES, Outlook, outlook, shared
from ilccode.agreement.ratings import Ratings
from ilccode.agreement.rho import shaffer_rho
from ilccode.agreement.sets import alpha_on_sets
from ilccode.agreement.variances import analytic
from ilccode.errors import UsageError
from ilccode.model import Codebook
from ilccode.steps.agreed_tables import Table, of_two, tables
from ilccode.steps.agreed_units import Allowed, allowed
from ilccode.steps.agreement_figures import AgreementReport, Pair, TableAgreement
from ilccode.steps.agreement_words import KAPPA, reading, worded
from ilccode.steps.larger_units import larger
from ilccode.steps.primary import COEFFICIENTS, Primary, primary
from ilccode.steps.study import Study


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How agreement is measured: by what it is judged, and how intervals come about."""

    judged: Primary
    method: Method
    seed: int

    def of(self, table: Table, *, is_part: bool = False) -> TableAgreement:
        """A table's figures; Shaffer's rho only where they are of a random part of what there is."""
        given, used = table.ratings, self.coefficient(table)
        alpha = used if self.judged.coefficient == "alpha" or table.kind == "all" else _alpha(table)
        level = shared(0.95, self.judged.looks)
        interval = bootstrap(used, given, seed=self.seed, level=level, method=self.method)
        is_binary = table.kind in ("code", "any of")
        specific = specific_agreement(given) if is_binary else {}
        found = TableAgreement(
            name=table.name,
            kind=table.kind,
            codes_of=table.codes_of,
            unit=table.unit,
            units=len(given.given),
            positives=int((given.counts[:, 1] > 0).sum()) if is_binary else None,
            prevalence=_prevalence(given) if is_binary else None,
            counts=_counted(table) if is_binary else _chosen(table),
            percent=agreement(percent_agreement(), given),
            positive=specific.get(True),
            negative=specific.get(False),
            primary=agreement(used, given),
            interval=interval,
            analytic=analytic(used, given, level=interval.level),
            alpha=agreement(alpha, given),
            ac1=None if table.kind == "all" else agreement(_ac(table), given),
            pairs=tuple(_pairs(table, used)),
            rho=_rho(given, self.seed) if table.kind == "code" and is_part else None,
            is_ordered=table.is_ordered,
            by_code=table.positives,
            several=table.several,
            reading=(),
        )
        return replace(found, reading=reading(found, self.judged))

    def on(self, on: str) -> Measure:
        """The same; on other answers than the random sample, or by another interval, supplementary."""
        is_fixed = self.judged.is_fixed and on == "random" and self.method == METHODS[0]
        return replace(self, judged=replace(self.judged, is_fixed=is_fixed))

    def coefficient(self, table: Table) -> Coefficient:
        """The one that a table is judged by, at the distances that its categories call for."""
        if table.kind == "all" or self.judged.coefficient == "alpha":
            return _alpha(table)
        is_plain = self.judged.coefficient == "percent" or not table.is_ordered
        return COEFFICIENTS[self.judged.coefficient].made("identity" if is_plain else "ordinal")


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """What is to be expected of more units, for one table."""

    name: str
    codes_of: str
    unit: str
    outlook: Outlook


def measure(study: Study, wanted: Primary | None = None, interval: str = "") -> Measure:
    """How agreement is measured in a study: by what was fixed beforehand or, for once, by something else."""
    return Measure(judged=wanted or primary(study), method=method(interval), seed=int(study.plan("seed")))


def method(interval: str) -> Method:
    """The method of that name, the best one without any; raises `UsageError`."""
    for known in METHODS:
        if interval in ("", known):
            return known
    raise UsageError(f"--interval {interval}: expected one of {', '.join(METHODS)}")


def agree(
    study: Study, book: Codebook, *, on: str = "random", wanted: Primary | None = None, interval: str = ""
) -> AgreementReport:
    """Compute agreement, by what was fixed beforehand or, for once, by something else."""
    how = measure(study, wanted, interval)
    how = how.on(on)
    found = larger(study, allowed(study, book, on=on), how.judged.unit)
    is_sample = on == "random" and how.judged.unit == "segment"
    return reported(book, found, how, on, is_part=is_sample and found.rest > 0)


def reported(
    book: Codebook, found: Allowed, how: Measure, on: str, *, is_part: bool = False
) -> AgreementReport:
    """The figures of all of a codebook's tables; `is_part` as for `Measure.of`."""
    its = list(tables(book, found))
    interviews = {
        found.clusters[unit]
        for code in book.at("segment")
        for unit, said in found.given.get(code.key, {}).items()
        if len(said) > 1
    }
    return AgreementReport(
        codebook=book.key,
        on=on,
        primary=how.judged,
        coders=tuple(sorted({coder for table in its for coder in table.coders})),
        interviews=len(interviews),
        partial=found.partial,
        kept_out=found.kept_out,
        reach=found.reach,
        tables=tuple(how.of(table, is_part=is_part and table.codes_of == "segment") for table in its),
    )


def outlooks(
    study: Study, book: Codebook, *, on: str = "random", wanted: Primary | None = None
) -> tuple[Ahead, ...]:
    """Of each table, how many more units coded by two would do, or why more cannot help."""
    how = measure(study, wanted)
    found = larger(study, allowed(study, book, on=on), how.judged.unit)
    return tuple(_ahead(table, how) for table in tables(book, found))


def _ahead(table: Table, how: Measure) -> Ahead:
    used, judged = how.coefficient(table), how.judged
    found = outlook(used, table.ratings, threshold=judged.threshold, looks=judged.looks, seed=how.seed)
    said = replace(found, reason=worded(found.reason, table.codes_of))
    return Ahead(name=table.name, codes_of=table.codes_of, unit=table.unit, outlook=said)


def _alpha(table: Table) -> Coefficient:
    """Alpha at the distances that a table's categories call for."""
    if table.kind == "all":
        return alpha_on_sets()
    return COEFFICIENTS["alpha"].made("ordinal" if table.is_ordered else "identity")


def _ac(table: Table) -> Coefficient:
    """AC1; in an ordered group AC2."""
    return COEFFICIENTS["ac1"].made("ordinal" if table.is_ordered else "identity")


def _pairs(table: Table, used: Coefficient) -> Iterator[Pair]:
    """Each two of more than two coders."""
    for one, other in combinations(range(len(table.coders)), 2) if len(table.coders) > 2 else ():
        two = of_two(table, one, other)
        yield Pair(coders=(two.coders[0], two.coders[1]), agreement=agreement(used, two.ratings))


def _rho(given: Ratings, seed: int) -> float | None:
    """Shaffer's rho where two coders coded and their kappa passes the threshold; none elsewhere."""
    kappa = agreement(cohen_kappa(), given).value
    if kappa is None or kappa < KAPPA or (given.counts[:, 1] > 0).sum() < POSITIVES:
        return None
    base = float(given.counts[:, 1].sum() / given.counts.sum())
    return shaffer_rho(kappa, units=len(given.given), base_rate=base, threshold=KAPPA, seed=seed)


def _prevalence(given: Ratings) -> float | None:
    total = given.counts.sum()
    return float(given.counts[:, 1].sum() / total) if total else None


def _chosen(table: Table) -> dict[str, int]:
    """How many units each choice of coders among a group's codes has; of sets nothing."""
    if table.kind != "which of":
        return {}
    names = table.ratings.categories
    rows = Counter(map(tuple, table.ratings.given.tolist()))
    return {
        ", ".join(f"{c} {names[p]}" for c, p in zip(table.coders, row, strict=True) if p >= 0): number
        for row, number in sorted(rows.items())
    }


def _counted(table: Table) -> dict[str, int]:
    """How many units so many coders said yes and no of; of two coders, who said yes."""
    if len(table.coders) == 2:
        one, other = table.coders
        names = {(1, 1): "both", (1, 0): f"{one} alone", (0, 1): f"{other} alone", (0, 0): "neither"}
        pairs = Counter(map(tuple, table.ratings.given.tolist()))
        return {name: pairs[pair] for pair, name in names.items()}
    rows = Counter((int(yes), int(no)) for no, yes in table.ratings.counts)
    return {f"{yes} yes, {no} no": number for (yes, no), number in sorted(rows.items(), reverse=True)}
