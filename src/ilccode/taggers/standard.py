"""Scores on one scale: mean 0 and deviation 1 over the study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ilccode.protocols import Floats

_ALIKE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Standard:
    """The mean and deviation of each of k columns over the study's segments."""

    mean: Floats
    deviation: Floats

    @classmethod
    def of(cls, columns: Floats) -> Standard:
        return cls(mean=columns.mean(axis=0), deviation=columns.std(axis=0))

    def __call__(self, columns: Floats) -> Floats:
        """Standardised columns; one that does not vary over the study is all 0."""
        varied = self.deviation > _ALIKE
        return np.where(varied, (columns - self.mean) / np.where(varied, self.deviation, 1), 0.0)
