"""What a figure must rest on at least, and what to say where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Flags

LEAST_POSITIVES = 5
LEAST_INTERVIEWS = 3
"""No figure rests on fewer segments with the code, or on fewer interviews that have it."""


def refusal(there: Flags, interviews: NDArray[np.int64]) -> str:
    """Why no figure is given for what is there in some interviews; empty where there is no reason."""
    positives = int(there.sum())
    if positives < LEAST_POSITIVES:
        return f"{positives} of at least {LEAST_POSITIVES} positives"
    for what, of in (("", interviews), ("positives in ", interviews[there])):
        number = len(np.unique(of))
        if number < LEAST_INTERVIEWS:
            return f"{what}{number} of at least {LEAST_INTERVIEWS} interviews"
    return ""
