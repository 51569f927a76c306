"""What is compared: taggers of the project, and what one would do without them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.coded import Coded
from ilccode import plugins
from ilccode.taggers.thresholds import kappa_thresholds, share_thresholds
from ilccode.taggers.windows import segment_vectors
from ilccode.taggers.zero_shot import BASE_RATE

if TYPE_CHECKING:
    from ilccode.protocols import Floats

BASELINES = ("definition", "tfidf", "embedding", "setfit")


@dataclass(frozen=True, kw_only=True)
class Scored:
    """Scores of all rows, n x k, a threshold a code, and whether the scores are probabilities."""

    scores: Floats
    thresholds: Floats
    calibrated: bool = True


Method = Callable[[Sequence[int]], Scored]
"""Takes the labelled rows, in order."""


def method(name: str, coded: Coded, seed: int) -> Method:
    """What scores a set's rows from the labels of some of them."""
    if name in plugins.installed("taggers"):
        return _tagger(name, coded, seed)
    made = {"definition": _definition, "tfidf": _tfidf, "embedding": _embedding, "setfit": _setfit}
    return made[name](coded)


def names() -> list[str]:
    """All that can be compared."""
    return [*plugins.installed("taggers"), *BASELINES]


def fits(name: str, n: int) -> bool:
    """Whether a method has anything to say with so many labels that it did not say before."""
    if name in ("definition", "zero_shot"):
        return n == 0
    return n > 0 if name in BASELINES else True


def missing(name: str) -> str:
    """Why a method cannot run here; empty if it can."""
    absent = name == "setfit" and find_spec("setfit") is None
    return "the package setfit is not installed" if absent else ""


def _tagger(name: str, coded: Coded, seed: int) -> Method:
    tagger = plugins.get("taggers", name)(coded.entries, seed=seed)

    def scored(rows: Sequence[int]) -> Scored:
        known = np.full(coded.y.shape, np.nan)
        known[list(rows)] = coded.y[list(rows)]
        probabilities = tagger.fit(coded.features, known).predict_proba(coded.features)
        return Scored(scores=probabilities, thresholds=tagger.thresholds(probabilities))

    return scored


def _definition(coded: Coded) -> Method:
    definitions = np.vstack([entry.definition for entry in coded.entries])
    cosines = segment_vectors(coded.features) @ definitions.T
    thresholds = share_thresholds(cosines, BASE_RATE)
    return lambda _rows: Scored(scores=cosines, thresholds=thresholds, calibrated=False)


def _tfidf(coded: Coded) -> Method:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    try:
        points = hstack([kind.fit_transform(coded.features.texts) for kind in (words, letters)]).tocsr()
    except ValueError:
        points = np.zeros((len(coded.y), 1))
    return _regression(points, coded)


def _embedding(coded: Coded) -> Method:
    points = segment_vectors(coded.features)
    return _regression(points, coded)


def _regression(points: Any, coded: Coded) -> Method:
    """A classifier a code; one that has seen one answer only gives its smoothed share to all rows."""

    def scored(rows: Sequence[int]) -> Scored:
        columns = [_column(points, coded.y[:, code], rows) for code in range(coded.y.shape[1])]
        scores = np.clip(np.column_stack(columns), 1e-6, 1 - 1e-6)
        return Scored(scores=scores, thresholds=kappa_thresholds(scores, np.ones(scores.shape[1])))

    return scored


def _column(points: Any, y: Floats, rows: Sequence[int]) -> Floats:
    known = [row for row in rows if not np.isnan(y[row])]
    sides = y[known] >= 0.5
    if len(set(sides)) < 2:
        return np.full(len(y), (sides.sum() + 2 * BASE_RATE) / (len(known) + 2))
    model = LogisticRegression(C=10, class_weight="balanced", max_iter=1000).fit(points[known], sides)
    probabilities: Floats = model.predict_proba(points)[:, 1]
    return probabilities


def _setfit(coded: Coded) -> Method:
    """SetFit, its own fine-tuned body and a logistic head, 5 iterations, all codes at once."""
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    texts = list(coded.features.texts)

    def scored(rows: Sequence[int]) -> Scored:
        labels = (coded.y[list(rows)] >= 0.5).astype(int)
        path = str(plugins.get("embedders", "minilm")("minilm", None, False).path)
        model = SetFitModel.from_pretrained(path, multi_target_strategy="one-vs-rest")
        train = Dataset.from_dict({"text": [texts[row] for row in rows], "label": labels.tolist()})
        with TemporaryDirectory() as folder:
            settings = TrainingArguments(output_dir=folder, num_iterations=5, num_epochs=1, report_to="none")
            Trainer(model=model, args=settings, train_dataset=train).train()
        scores = np.asarray(model.predict_proba(texts), dtype=float)
        return Scored(scores=scores, thresholds=kappa_thresholds(scores, np.ones(scores.shape[1])))

    return scored
