"""Shaffer's rho: whether kappa on the whole corpus would pass the threshold that a test set passed.

Eagan, Rogers, Serlin, Ruis, Arastoopour Irgens and Shaffer (2017); Shaffer (2017).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ilccode.agreement.measures import TINY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

THRESHOLD = 0.65
"""What kappa on the whole corpus is to pass."""

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
    threshold: float = THRESHOLD,
    draws: int = 10_000,
    seed: int = 0,
) -> float | None:
    """How often a test set reaches an observed kappa although the corpus's own is below the threshold.

    Below .05 one says that kappa on the corpus passes the threshold. Corpora are drawn with kappas from .4 to
    the threshold, all equally likely, and with the base rate; of each a test set of so many units is drawn at
    random, and those are counted in which kappa is defined: where a code is rare, a small test set may hold
    it nowhere, and shows nothing. None where no such corpus can be (with a base rate of 0 or 1), or no unit.
    Raises `ValueError` for a kappa that is none.
    """
    if not -1 <= kappa <= 1:
        raise ValueError(f"expected a kappa, found {kappa:g}")
    if units < 0 or draws < 1 or not threshold <= 1:
        raise ValueError(f"expected units, draws and a threshold, found {units}, {draws} and {threshold:g}")
    if not units or not 0 < base_rate < 1 or threshold <= LEAST:
        return None
    draw = np.random.default_rng(seed)
    found = _kappas(draw.multinomial(units, _corpora(draw, base_rate, threshold, draws)) / units)
    defined = found[np.isfinite(found)]
    return float((defined >= kappa - TINY).mean()) if len(defined) else None


def _corpora(draw: np.random.Generator, base: float, threshold: float, draws: int) -> Floats:
    """Two raters' tables as shares (both yes, second only, first only, neither), a row a corpus.

    Of a corpus that cannot be, the precision is drawn anew, and the kappa kept.
    """
    kappa, found = draw.uniform(LEAST, threshold, draws), np.full((draws, 4), np.nan)
    left = np.arange(draws)
    for _ in range(TRIES):
        found[left] = _shares(kappa[left], draw.uniform(*PRECISION, len(left)), base)
        left = left[~(found[left] >= 0).all(axis=1)]
        if not len(left):
            break
    return np.delete(found, left, axis=0)


def _shares(kappa: Floats, precision: Floats, base: float) -> Floats:
    """The tables of a kappa, a precision and a base rate; less than 0, or nan, where there is none."""
    room = 2 * (1 - base / precision) - kappa * (1 - 2 * base) / precision
    recall = np.divide(kappa, room, out=np.full(len(kappa), np.nan), where=room > 0)
    both = base * recall
    cells = np.stack([both, both * (1 - precision) / precision, base - both], axis=1)
    return np.hstack([cells, 1 - cells.sum(axis=1, keepdims=True)])


def _kappas(cells: Floats) -> Floats:
    """Cohen's kappas of two raters' tables; nan where one is undefined."""
    both, second, first, neither = cells.T
    one, other = both + first, both + second
    expected = one * other + (1 - one) * (1 - other)
    room = 1 - expected
    found = np.full(len(cells), np.nan)
    np.divide(both + neither - expected, room, out=found, where=room > TINY)
    return found
