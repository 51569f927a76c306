"""What a study's segments and a codebook give before anyone has decided: prior and points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ilccode.taggers.groups import Grouped, cut_parts, groups
from ilccode.taggers.points import Points, space
from ilccode.taggers.standard import Standard
from ilccode.taggers.windows import segment_vectors
from ilccode.taggers.zero_shot import PRIOR, ZeroShot

if TYPE_CHECKING:
    from ilccode.protocols import Entry, Features, Floats
    from ilccode.taggers.cues import Hits

CODES = 0.5
"""How much the zero-shot scores of all codes count in the kernel."""

_ALIKE = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """n segments: their zero-shot parts, n x columns x parts, their points, and the cues found in them.

    The columns are the k codes, then the cuts of each ordered group.
    """

    parts: Floats
    points: Points
    cues: Hits


class Study:
    """The scales that hang on a study's segments and on a codebook, and on no label.

    `fitted` are its own segments, `means` their vectors.
    """

    def __init__(self, features: Features, entries: Sequence[Entry], seed: int) -> None:
        self.features = features
        self.groups = groups(entries)
        self.zero_shot = ZeroShot(entries, seed).fit(features)
        self._space = space(features)
        self.means = segment_vectors(features).astype(np.float32)
        parts = self._parts(features)
        scores = parts[:, :, -1]
        self._centre, spread = scores.mean(axis=0), float(scores.var(axis=0).sum())
        self._scale = np.sqrt(CODES / spread) if spread > _ALIKE else 0.0
        self._cuts = {group: Standard.of(cut_parts(parts, group)) for group in self.ordered}
        self.fitted = self._seen(parts, self._space.fitted, features)

    def __call__(self, features: Features) -> Seen:
        """Any n segments, on the study's scales."""
        if features is self.features:
            return self.fitted
        return self._seen(self._parts(features), self._space(features), features)

    @property
    def ordered(self) -> list[Grouped]:
        """The groups that have cuts."""
        return [group for group in self.groups if group.kind == "ordered"]

    def _parts(self, features: Features) -> Floats:
        parts = self.zero_shot.parts(features)
        return np.stack([parts[name] for name in PRIOR], axis=-1)

    def _seen(self, parts: Floats, points: Points, features: Features) -> Seen:
        cuts = [scale(cut_parts(parts, group)) for group, scale in self._cuts.items()]
        scores = (parts[:, :, -1] - self._centre) * self._scale
        return Seen(
            parts=np.concatenate([parts, *cuts], axis=1),
            points=points.beside(scores),
            cues=self.zero_shot.cues.hits(features),
        )
