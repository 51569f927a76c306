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
