"""From which score on a code is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ilccode.protocols import Floats


def share_thresholds(probabilities: Floats, share: float) -> Floats:
    """The thresholds that suggest each code for a share of n segments (at least one), k for n x k.

    A code whose segments all score the same is never suggested: its threshold is 1.
    """
    number = max(1, round(share * len(probabilities)))
    ranked = -np.sort(-probabilities, axis=0)
    alike = ranked[:1] - ranked[-1:] < 1e-9
    thresholds: Floats = np.where(alike, 1.0, ranked[number - 1 : number])[0]
    return thresholds


def f1_thresholds(probabilities: Floats) -> Floats:
    """The thresholds with the highest expected F1 if the n probabilities are right, k for n x k.

    Of the t likeliest, sum(p) are expected to be positive: F1 is 2 sum(p) / (t + sum of all p). A code
    whose segments all score the same is never suggested: its threshold is 1.
    """
    ranked = -np.sort(-probabilities, axis=0)
    chosen = np.arange(1, len(ranked) + 1)[:, None]
    expected = 2 * np.cumsum(ranked, axis=0) / (chosen + ranked.sum(axis=0))
    best = np.take_along_axis(ranked, expected.argmax(axis=0)[None], axis=0)[0]
    thresholds: Floats = np.where(ranked[0] - ranked[-1] < 1e-9, 1.0, best)
    return thresholds
