"""Shaffer's rho: whether kappa on the whole corpus would pass the threshold that a test set passed.

Eagan, Rogers, Serlin, Ruis, Arastoopour Irgens and Shaffer (2017); Shaffer (2017).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ilccode.agreement.coefficients import TINY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST = 0.4
"""The lowest kappa of the corpora that are drawn."""

PRECISION = (0.6, 1.0)
"""Between these lies, in the corpora drawn, the share of the second rater's yes that are the first's."""

TRIES = 50
"""How often corpora are drawn anew, where some cannot be."""


def shaffer_rho(
    kappa: float,
    *,
    units: int,
    base_rate: float,
    threshold: float = 0.65,
    draws: int = 10_000,
    seed: int = 0,
) -> float | None:
    """How often a test set reaches an observed kappa although the corpus's own is below the threshold.

    Below .05 one says that kappa on the corpus passes the threshold. Corpora are drawn with kappas from .4 to
    the threshold, all equally likely, and with the base rate; of each a test set of so many units is drawn at
    random. None where no such corpus can be: with a base rate of 0 or 1, or no unit.
    """
    if not units or not 0 < base_rate < 1 or threshold <= LEAST:
        return None
    draw = np.random.default_rng(seed)
    cells = _corpora(draw, base_rate, threshold, draws)
    if not len(cells):
        return None
    return float((_kappas(draw.multinomial(units, cells) / units) >= kappa).mean())


def _corpora(draw: np.random.Generator, base: float, threshold: float, draws: int) -> Floats:
    """Two raters' tables as shares (both yes, second only, first only, neither), a row a corpus."""
    found = np.zeros((0, 4))
    for _ in range(TRIES):
        kappa = draw.uniform(LEAST, threshold, draws)
        precision = draw.uniform(*PRECISION, draws)
        room = 2 * (1 - base / precision) - kappa * (1 - 2 * base) / precision
        recall = np.divide(kappa, room, out=np.full(draws, np.inf), where=room > 0)
        both = base * recall
        cells = np.stack([both, both * (1 - precision) / precision, base - both], axis=1)
        whole = np.hstack([cells, 1 - cells.sum(axis=1, keepdims=True)])
        found = np.vstack([found, whole[(whole >= 0).all(axis=1) & np.isfinite(whole).all(axis=1)]])
        if len(found) >= draws:
            break
    return found[:draws]


def _kappas(cells: Floats) -> Floats:
    """Cohen's kappas of two raters' tables; minus infinity where one is undefined: it reaches nothing."""
    both, second, first, neither = cells.T
    one, other = both + first, both + second
    expected = one * other + (1 - one) * (1 - other)
    room = 1 - expected
    found = np.full(len(cells), -np.inf)
    np.divide(both + neither - expected, room, out=found, where=room > TINY)
    return found
