"""What people said of segments, as a tagger takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Floats


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Labels in [0, 1] and their weights, n x k each; what weighs nothing is unknown, and its label is 0."""

    y: Floats
    weight: Floats

    @classmethod
    def of(cls, y: Floats | None, weight: Floats | None, shape: tuple[int, int]) -> Labels:
        """Labels where nan is unknown, or none at all; without weights each weighs 1."""
        given = np.full(shape, np.nan) if y is None else np.asarray(y, dtype=float)
        heavy = np.ones(shape) if weight is None else np.asarray(weight, dtype=float)
        heavy = np.where(np.isnan(given), 0.0, heavy)
        return cls(y=np.where(heavy > 0, given, 0.0), weight=heavy)

    @classmethod
    def beside(cls, several: Sequence[Labels]) -> Labels:
        """The labels of more codes, for the same segments."""
        return cls(
            y=np.hstack([labels.y for labels in several]),
            weight=np.hstack([labels.weight for labels in several]),
        )

    @property
    def rows(self) -> NDArray[np.int64]:
        """The segments of which anything is known."""
        return np.flatnonzero(self.weight.sum(axis=1) > 0)

    @property
    def known(self) -> Floats:
        """How much is known of each code, k."""
        total: Floats = self.weight.sum(axis=0)
        return total

    @property
    def positive(self) -> Floats:
        """How much of it is positive, k."""
        total: Floats = (self.weight * self.y).sum(axis=0)
        return total
