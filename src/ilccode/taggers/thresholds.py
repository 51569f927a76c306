"""From which score on a code is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

if TYPE_CHECKING:
    from ilccode.protocols import Floats

_ALIKE = 1e-9


def share_thresholds(probabilities: Floats, share: float) -> Floats:
    """The thresholds that suggest each code for a share of n segments (at least one), k for n x k.

    A code whose segments all score the same is never suggested: its threshold is 1.
    """
    number = max(1, round(share * len(probabilities)))
    ranked = -np.sort(-probabilities, axis=0)
    alike = ranked[:1] - ranked[-1:] < _ALIKE
    thresholds: Floats = np.where(alike, 1.0, ranked[number - 1 : number])[0]
    return thresholds


def kappa_thresholds(probabilities: Floats, trust: Floats) -> Floats:
    """The thresholds with the highest expected kappa if the n probabilities are right, k for n x k.

    `trust`, k, says how far log-odds are to be believed: they are multiplied by it, since a model that
    knows few examples is surer than it should be. A code whose segments all score the same is never
    suggested: its threshold is 1.
    """
    ranked = -np.sort(-probabilities, axis=0)
    likely = expit(trust * logit(ranked))
    size, chosen = len(ranked), np.arange(1, len(ranked) + 1)[:, None]
    hits, present = np.cumsum(likely, axis=0), likely.sum(axis=0)
    agreed = (2 * hits + size - chosen - present) / size
    chance = (chosen * present + (size - chosen) * (size - present)) / size**2
    kappa = (agreed - chance) / np.maximum(1 - chance, _ALIKE)
    best = np.take_along_axis(ranked, kappa.argmax(axis=0)[None], axis=0)[0]
    thresholds: Floats = np.where(ranked[0] - ranked[-1] < _ALIKE, 1.0, best)
    return thresholds
