"""The default tagger: the codebook's zero-shot scores are the prior, what people settled is the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from ilccode.taggers.evidence import Evidence
from ilccode.taggers.groups import cut_labels, exclusive_odds, level_odds, with_implied
from ilccode.taggers.labels import Labels
from ilccode.taggers.study import Study
from ilccode.taggers.thresholds import f1_thresholds, share_thresholds
from ilccode.taggers.why import PARTS, because, nearest, only
from ilccode.taggers.windows import segment_vectors
from ilccode.taggers.zero_shot import BASE_RATE, CERTAIN

if TYPE_CHECKING:
    from ilccode.protocols import Entry, Features, Floats, Why


class Recipe:
    """A logistic regression a code, its prior being the zero-shot score; groups are put in order after it."""

    name = "default"

    def __init__(self, entries: Sequence[Entry], seed: int = 0) -> None:
        self.entries = entries
        self.seed = seed
        self._study: Study | None = None

    def fit(self, features: Features, y: Floats | None = None, weight: Floats | None = None) -> Recipe:
        """Learn from n >= 1 segments and from what is known of them."""
        study = self._study
        if study is None or study.features is not features:
            study = self._study = Study(features, self.entries, self.seed)
        given = Labels.of(y, weight, (len(features.texts), len(self.entries)))
        self._labels = with_implied(given, study.groups)
        cuts = [cut_labels(self._labels, group) for group in study.ordered]
        rates = [BASE_RATE] * len(self.entries)
        for group in study.ordered:
            rates += [min(0.9, BASE_RATE * count) for count in range(len(group.codes), 0, -1)]
        self._evidence = Evidence(study.fitted, Labels.beside([self._labels, *cuts]), np.array(rates))
        return self

    def predict_proba(self, features: Features) -> Floats:
        """Probabilities, n segments x k codes."""
        seen = self._fitted(features)
        return np.asarray(expit(_limited(self._grouped(self._evidence.log_odds(seen)))))

    def thresholds(self, probabilities: Floats) -> Floats:
        """A labelled code is suggested where its expected F1 is best; another, for an assumed share."""
        learned, assumed = f1_thresholds(probabilities), share_thresholds(probabilities, BASE_RATE)
        return np.where(self._labels.known > 0, learned, assumed)

    def explain(self, features: Features, segment: int, code: int) -> Why:
        """What a segment's score for a code is made of; the parts add up to its log-odds."""
        one = only(features, segment)
        seen = self._fitted(one)
        odds = self._evidence.log_odds(seen)
        grouped = self._grouped(odds)[0, code]
        parts = zip(PARTS.values(), self._evidence.prior(seen)[0, code], strict=True)
        contributions = {
            "base rate": self._evidence.intercept[code],
            **dict(parts),
            "settled segments": self._evidence.settled(seen)[0, code],
            "group": grouped - odds[0, code],
            "limit": _limited(grouped) - grouped,
        }
        sentence = self._fitted.zero_shot.sentence(one, code)
        own = segment if features is self._fitted.features else -1
        return because(self.entries[code], one, contributions, sentence, self._settled(one, code, own))

    @property
    def _fitted(self) -> Study:
        if self._study is None:
            raise ValueError("expected a tagger that was fitted")
        return self._study

    def _grouped(self, odds: Floats) -> Floats:
        """The log-odds of the k codes, from those of all columns; groups sum to at most one."""
        codes, cuts = odds[:, : len(self.entries)].copy(), odds[:, len(self.entries) :]
        for group in self._fitted.groups:
            places = list(group.codes)
            if group.kind == "ordered":
                codes[:, places], cuts = level_odds(cuts[:, : len(places)]), cuts[:, len(places) :]
            else:
                codes[:, places] = exclusive_odds(codes[:, places])
        return codes

    def _settled(self, one: Features, code: int, own: int) -> list[tuple[int, float, float]]:
        """The nearest segments that are labelled for a code, with their cosines and labels, less its own."""
        rows = np.flatnonzero(self._labels.weight[:, code] > 0)
        rows = rows[rows != own]
        cosines = self._fitted.means[rows] @ segment_vectors(one)[0]
        y = self._labels.y[rows, code]
        return [(int(rows[n]), float(cosines[n]), float(y[n])) for n in nearest(cosines)]


def _limited(odds: Floats) -> Floats:
    """No segment is surer than this, however far it stands out in a large study."""
    limited: Floats = np.clip(odds, -CERTAIN, CERTAIN)
    return limited
