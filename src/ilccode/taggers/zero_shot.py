"""Scores from the codebook alone: no decision is needed.

Four parts for each code: closeness to its examples, its cues, and the words and the letters of its
entry. Each is standardised over the study; their weighted sum is put on the scale of log-odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ilccode.taggers.cues import CuePart
from ilccode.taggers.embedding import EmbeddingPart
from ilccode.taggers.lexical import Letters, LexicalPart, Words
from ilccode.taggers.standard import Standard
from ilccode.taggers.thresholds import share_thresholds

if TYPE_CHECKING:
    from ilccode.protocols import Entry, Features, Floats

BASE_RATE = 0.12
"""The share of segments that a code is taken to have before anyone has decided."""

WEIGHTS = {"embedding": 1.0, "cues": 0.5, "words": 0.3, "letters": 0.3}
"""How much each standardised part counts in the sum."""

PRIOR = {"embedding": 0.2, "cues": 0.1, "words": 0.1, "letters": 0.1, "sum": 0.6}
"""How much each part, and the standardised sum, says in log-odds."""


CERTAIN = 15.0
"""No segment is likelier than these log-odds, however far it stands out in a large study."""


class Part(Protocol):
    """One part of the score, fitted to a study; `fitted` are the raw scores of its segments, n x k."""

    fitted: Floats

    def __call__(self, features: Features) -> Floats:
        """The raw scores of any n segments, n x k."""


class ZeroShot:
    """The zero-shot tagger: what it fits is the study's own scale, never the labels."""

    name = "zero_shot"

    def __init__(self, entries: Sequence[Entry], seed: int = 0) -> None:
        self.entries = entries
        self.seed = seed

    def fit(self, features: Features, y: Floats | None = None, weight: Floats | None = None) -> ZeroShot:  # noqa: ARG002
        """Learn how the codebook's parts score over n >= 1 segments; labels are not looked at."""
        self._parts: dict[str, Part] = {
            "embedding": EmbeddingPart(features, self.entries, self.seed),
            "cues": CuePart(features, self.entries),
            "words": LexicalPart(features, self.entries, Words),
            "letters": LexicalPart(features, self.entries, Letters),
        }
        raw = {name: part.fitted for name, part in self._parts.items()}
        self._standards = {name: Standard.of(scores) for name, scores in raw.items()}
        self._standards["sum"] = Standard.of(self._sum(self._standardised(raw)))
        self._seen = (features, raw)
        return self

    def parts(self, features: Features) -> dict[str, Floats]:
        """What the score is made of, each part standardised, n x k, and their standardised sum."""
        seen, raw = self._seen
        if features is not seen:
            raw = {name: part(features) for name, part in self._parts.items()}
        parts = self._standardised(raw)
        return {**parts, "sum": self._standards["sum"](self._sum(parts))}

    def predict_proba(self, features: Features) -> Floats:
        """Probabilities, n segments x k codes."""
        parts = self.parts(features)
        odds = np.log(BASE_RATE / (1 - BASE_RATE)) + sum(PRIOR[name] * parts[name] for name in PRIOR)
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -CERTAIN, CERTAIN))))

    def thresholds(self, probabilities: Floats) -> Floats:
        """Each code is suggested for the base rate's share of the segments."""
        return share_thresholds(probabilities, BASE_RATE)

    def _standardised(self, raw: dict[str, Floats]) -> dict[str, Floats]:
        return {name: self._standards[name](scores) for name, scores in raw.items()}

    def _sum(self, parts: dict[str, Floats]) -> Floats:
        return np.asarray(sum(weight * parts[name] for name, weight in WEIGHTS.items()))
