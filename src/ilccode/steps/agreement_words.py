"""What figures of agreement allow to say, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ilccode.agreement.intervals import FEW
from ilccode.agreement.planning import POSITIVES as ESTABLISHED
from ilccode.agreement.rho import THRESHOLD
from ilccode.steps.agreement_figures import TableAgreement
from ilccode.steps.primary import Primary
from ilccode.steps.units import HIGHER

TENTATIVE, RELIABLE = 0.667, 0.8
"""From here on Krippendorff (2019) allows tentative conclusions, and relies on data."""

KAPPA, RHO = THRESHOLD, 0.05
"""Shaffer (2017) asks whether kappa on the whole corpus passes the first, and says yes below the second."""

HIGH, LOW = 0.9, 0.5
"""Raw agreement so high beside a coefficient so low is a paradox (Feinstein and Cicchetti 1990)."""


def reading(found: TableAgreement, judged: Primary) -> tuple[str, ...]:
    """What figures allow to say, a sentence each; transcripts and cases stand for themselves in intervals."""
    told = [*_defined(found, judged), *_doubts(found), *_paradox(found), *_passing(found)]
    return tuple(told)


def worded(said: str, codes_of: str) -> str:
    """What is said of interviews, where transcripts and cases stand for themselves instead."""
    return said.replace("interview", codes_of) if codes_of in HIGHER else said


def _passing(found: TableAgreement) -> Iterator[str]:
    """Shaffer's rho."""
    if found.rho is not None:
        passes = "passes" if found.rho < RHO else "may not pass"
        yield (
            f"Shaffer's rho {found.rho:.3f}: if segments were independent, which they are not, kappa on the "
            f"whole corpus {passes} {KAPPA:g}"
        )


def _defined(found: TableAgreement, judged: Primary) -> Iterator[str]:
    """Whether there is a value, established and over the threshold."""
    if found.primary.value is None:
        yield f"undefined: {found.primary.reason}"
    if found.positives is not None and found.positives < ESTABLISHED:
        yield f"not established: of units that carry it there are {found.positives}, {ESTABLISHED} are needed"
    elif found.interval.low is not None and found.primary.value is not None:
        yield _bound(found.interval.low, judged)
    if rare := [f"{code} {number}" for code, number in found.by_code.items() if number < ESTABLISHED]:
        yield f"not established: of units that carry these codes {ESTABLISHED} are needed: {', '.join(rare)}"


def _doubts(found: TableAgreement) -> Iterator[str]:
    """Why an interval should not be trusted, and what is left out."""
    interval = found.interval
    if interval.low is None and found.primary.value is not None:
        yield f"no interval: {worded(interval.reason, found.codes_of)}"
    if interval.clusters < FEW and not interval.warning and found.primary.value is not None:
        told = f"fewer than {FEW} interviews: how interviews differ cannot be told from these"
        yield worded(told, found.codes_of)
    if interval.warning:
        yield f"its interval: {worded(interval.warning, found.codes_of)}"
    if found.several:
        yield f"{found.several} answers give several of these codes to one {found.unit}, and are left out"


def _paradox(found: TableAgreement) -> Iterator[str]:
    """The prevalence paradox."""
    alpha, percent = found.alpha.value, found.percent.value
    if alpha is not None and percent is not None and percent >= HIGH and alpha < LOW and found.ac1:
        yield (
            f"raw agreement {percent:.2f} beside alpha {alpha:.2f}: where a code is rare or common, chance "
            f"is taken for large (the prevalence paradox); AC1 is {found.ac1.value:.2f}"
        )


def _bound(low: float, judged: Primary) -> str:
    """What a lower bound passes; Krippendorff's words are for alpha alone."""
    over = f"{'over' if low >= judged.threshold else 'under'} the threshold, {judged.threshold:g}"
    if judged.coefficient != "alpha":
        return f"its lower bound is {over}"
    if low >= RELIABLE:
        told, passed = f"its lower bound passes {RELIABLE}: reliable", RELIABLE
    elif low >= TENTATIVE:
        told, passed = f"its lower bound passes {TENTATIVE}: tentative conclusions", TENTATIVE
    else:
        told, passed = f"its lower bound does not pass {TENTATIVE}: no conclusions yet", TENTATIVE
    return told if judged.threshold == passed else f"{told}; {over}"
