"""Scores from the codebook alone: no decision is needed.

Four parts for each code: closeness to its examples, its cues, and the words and the letters of its
entry. Each is standardised over the study; their weighted sum teaches a fifth, by self-training, which is
added to it. The parts and the sum are put on the scale of log-odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from threadpoolctl import threadpool_limits

from ilccode.taggers.cues import CuePart
from ilccode.taggers.embedding import EmbeddingPart
from ilccode.taggers.lexical import Letters, LexicalPart, Words
from ilccode.taggers.self_training import SelfTrainedPart
from ilccode.taggers.standard import Standard
from ilccode.taggers.thresholds import share_thresholds
from ilccode.taggers.why import PARTS, because, only

if TYPE_CHECKING:
    from ilccode.protocols import Entry, Features, Floats, Why

BASE_RATE = 0.12
"""The share of segments that a code is taken to have before anyone has decided."""

ODDS = float(np.log(BASE_RATE / (1 - BASE_RATE)))
"""The base rate in log-odds."""

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
        self._seen: tuple[Features, dict[str, Floats]] | None = None

    def fit(self, features: Features, y: Floats | None = None, weight: Floats | None = None) -> ZeroShot:  # noqa: ARG002
        """Learn how the codebook's parts score over n >= 1 segments; labels are not looked at."""
        if self._seen is None or self._seen[0] is not features:
            with threadpool_limits(1):  # many small problems: threads that wait for one another cost more
                self._fit(features)
        return self

    def parts(self, features: Features) -> dict[str, Floats]:
        """What the score is made of, each part standardised, n x k, and their standardised sum."""
        if self._seen is None:
            raise ValueError("expected a tagger that was fitted")
        seen, raw = self._seen
        if features is not seen:
            raw = {name: part(features) for name, part in (*self._parts.items(), ("learned", self._learned))}
        parts = self._standardised(raw)
        learned = parts.pop("learned")
        return {**parts, "sum": self._standards["taught"](self._sum(parts)) + learned}

    def predict_proba(self, features: Features) -> Floats:
        """Probabilities, n segments x k codes."""
        parts = self.parts(features)
        odds = ODDS + sum(PRIOR[name] * parts[name] for name in PRIOR)
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -CERTAIN, CERTAIN))))

    def thresholds(self, probabilities: Floats) -> Floats:
        """Each code is suggested for the base rate's share of the segments."""
        return share_thresholds(probabilities, BASE_RATE)

    def explain(self, features: Features, segment: int, code: int) -> Why:
        """What a segment's score for a code is made of; the parts add up to its log-odds."""
        one = only(features, segment)
        parts = self.parts(one)
        contributions = {PARTS[name]: PRIOR[name] * parts[name][0, code] for name in PRIOR}
        contributions = {"base rate": ODDS, **contributions}
        total = sum(contributions.values())
        contributions["limit"] = np.clip(total, -CERTAIN, CERTAIN) - total
        return because(self.entries[code], one, contributions, self.sentence(one, code))

    def sentence(self, one: Features, code: int) -> int:
        """The number of the sentence that speaks most for a code in a single segment."""
        return int(self._embedding.by_sentence(one.vectors)[:, code].argmax())

    def _fit(self, features: Features) -> None:
        self._embedding = EmbeddingPart(features, self.entries, self.seed)
        self.cues = CuePart(features, self.entries)
        self._parts: dict[str, Part] = {
            "embedding": self._embedding,
            "cues": self.cues,
            "words": LexicalPart(features, self.entries, Words),
            "letters": LexicalPart(features, self.entries, Letters),
        }
        raw = {name: part.fitted for name, part in self._parts.items()}
        self._standards = {name: Standard.of(scores) for name, scores in raw.items()}
        taught = self._sum(self._standardised(raw))
        self._standards["taught"] = Standard.of(taught)
        self._learned = SelfTrainedPart(features, taught, self.seed)
        raw["learned"] = self._learned.fitted
        self._standards["learned"] = Standard.of(raw["learned"])
        self._seen = (features, raw)

    def _standardised(self, raw: dict[str, Floats]) -> dict[str, Floats]:
        return {name: self._standards[name](scores) for name, scores in raw.items()}

    def _sum(self, parts: dict[str, Floats]) -> Floats:
        return np.asarray(sum(weight * parts[name] for name, weight in WEIGHTS.items()))
