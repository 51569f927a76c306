"""The default tagger: the codebook's zero-shot scores are the prior, what people settled is the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit
from threadpoolctl import threadpool_limits

from ilccode.taggers.evidence import Evidence
from ilccode.taggers.groups import cut_labels, exclusive_odds, level_odds
from ilccode.taggers.labels import Labels
from ilccode.taggers.study import Study
from ilccode.taggers.thinning import thinned
from ilccode.taggers.thresholds import kappa_thresholds, share_thresholds
from ilccode.taggers.why import PARTS, because, foremost, only
from ilccode.taggers.windows import segment_vectors
from ilccode.taggers.zero_shot import BASE_RATE, CERTAIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Entry, Features, Floats, Why
    from ilccode.taggers.study import Seen

ENOUGH = 20
"""So many unlabelled segments are enough to take a threshold from."""


class Recipe:
    """A logistic regression a code, its prior being the zero-shot score; groups are put in order after it."""

    name = "default"

    def __init__(self, entries: Sequence[Entry], seed: int = 0) -> None:
        self.entries = entries
        self.seed = seed
        self._study: Study | None = None

    def fit(self, features: Features, y: Floats | None = None, weight: Floats | None = None) -> Recipe:
        """Learn from n >= 1 segments and from what is known of them."""
        with threadpool_limits(1):  # many small problems: threads that wait for one another cost more
            self._fit(features, y, weight)
        return self

    def predict_proba(self, features: Features) -> Floats:
        """Probabilities, n segments x k codes."""
        seen = self._fitted(features)
        return np.asarray(expit(_limited(self._grouped(self._evidence.log_odds(seen)))))

    def thresholds(self, probabilities: Floats) -> Floats:
        """A labelled code is suggested where its expected kappa is best; another, for an assumed share.

        Of the study's own segments, those that are labelled are left aside: the model knows them by heart.
        """
        thresholds = share_thresholds(probabilities, BASE_RATE)
        trust = np.sqrt((self._labels.positive + 10) / (self._labels.positive + 20))
        for code in np.flatnonzero(self._labels.known > 0).tolist():
            column = probabilities[self._unlabelled(len(probabilities), code)][:, [code]]
            thresholds[code] = kappa_thresholds(column.astype(np.float64), trust[[code]])[0]
        return thresholds

    def explain(self, features: Features, segment: int, code: int) -> Why:
        """What a segment's score for a code is made of; the parts add up to its log-odds."""
        one = only(features, segment)
        seen = self._fitted(one)
        odds = self._evidence.log_odds(seen)
        grouped = self._grouped(odds)[0, code]
        parts = dict(zip(PARTS.values(), self._evidence.prior(seen)[0, code], strict=True))
        parts[PARTS["cues"]] += self._evidence.by_cues(seen)[0, code]
        contributions = {
            "base rate": self._evidence.intercept[code],
            **parts,
            "settled segments": self._evidence.settled(seen)[0, code],
            "group": grouped - odds[0, code],
            "limit": _limited(grouped) - grouped,
        }
        sentence = self._fitted.zero_shot.sentence(one, code)
        own = segment if features is self._fitted.features else -1
        return because(self.entries[code], one, contributions, sentence, self._settled(one, seen, code, own))

    def _unlabelled(self, size: int, code: int) -> NDArray[np.int64]:
        """Which of the study's segments have no label for a code; all rows, if those are few or not its."""
        rows = np.flatnonzero(self._labels.weight[:, code] == 0)
        own = size == len(self._labels.weight) and len(rows) >= ENOUGH
        return rows if own else np.arange(size)

    def _fit(self, features: Features, y: Floats | None, weight: Floats | None) -> None:
        study = self._study
        if study is None or study.features is not features:
            study = self._study = Study(features, self.entries, self.seed)
        self._labels = Labels.of(y, weight, (len(features.texts), len(self.entries)))
        learned = thinned(self._labels, features.texts, self.seed)
        cuts = [cut_labels(learned, group) for group in study.ordered]
        rates = [BASE_RATE] * len(self.entries)
        for group in study.ordered:
            rates += [min(0.9, BASE_RATE * count) for count in range(len(group.codes), 0, -1)]
        self._evidence = Evidence(study.fitted, Labels.beside([learned, *cuts]), np.array(rates))

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
            levels = exclusive_odds(codes[:, places])
            if group.kind == "ordered":
                own, cuts = cuts[:, : len(places)], cuts[:, len(places) :]
                levels = level_odds(own) if self._labels.positive[places].any() else levels
            codes[:, places] = levels
        return codes

    def _settled(self, one: Features, seen: Seen, code: int, own: int) -> list[tuple[int, float, float]]:
        """The segments labelled for a code that move a score most, with cosines and labels, less its own."""
        rows = self._evidence.rows
        known = (self._labels.weight[rows, code] > 0) & (rows != own)
        moves = np.abs(self._evidence.by_row(seen, code)[0, known])
        rows = rows[known]
        cosines = self._fitted.means[rows] @ segment_vectors(one)[0]
        y = self._labels.y[rows, code]
        return [(int(rows[n]), float(cosines[n]), float(y[n])) for n in foremost(moves, cosines)]


def _limited(odds: Floats) -> Floats:
    """No segment is surer than this, however far it stands out in a large study."""
    limited: Floats = np.clip(odds, -CERTAIN, CERTAIN)
    return limited
