"""Segments as points of the space whose inner products are the kernel.

The kernel is a weighted sum of Gram matrices, one a view of the segments; each view is centred on the
study's mean and scaled to a mean self-similarity of 1. Nothing of n x n is ever made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfTransformer

from ilccode.sentences import word_count
from ilccode.taggers.lexical import Letters, Terms, Words, counted
from ilccode.taggers.windows import segment_vectors, sentences, windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ilccode.protocols import Features, Floats

DENSE = {
    "window mean": 0.5,
    "window max": 0.5,
    "sentence mean": 0.5,
    "sentence max": 0.5,
    "segment": 0.5,
    "question": 0.3,
    "question and answer": 0.3,
    "length": 0.3,
}
"""How much each view counts that is not of terms: those by embedding, and the length in words."""

TERMS = ((Words, 1.5, 2), (Letters, 1.5, 1))
"""How much the words and the letters count, and in how many segments a term has to stand."""

_STRETCH = 1000
_ALIKE = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Direction:
    """A linear function for each of k codes: weights of the dense and of the sparse coordinates."""

    dense: Floats
    sparse: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Points:
    """n points: dense coordinates, centred; sparse ones, still to be centred on `centre`."""

    dense: Floats
    sparse: Any
    centre: Floats

    def among(self, rows: NDArray[np.int64]) -> Points:
        """Some of the points."""
        return Points(dense=self.dense[rows].astype(np.float64), sparse=self.sparse[rows], centre=self.centre)

    def beside(self, coordinates: Floats) -> Points:
        """The points with more dense coordinates, centred as well."""
        dense = np.hstack([self.dense, coordinates.astype(np.float32)])
        return Points(dense=dense, sparse=self.sparse, centre=self.centre)

    def products(self, others: Points) -> Floats:
        """The inner products of n points with m others, n x m: for few points only."""
        sparse = (self.sparse @ others.sparse.T).toarray()
        beside = (self.sparse @ self.centre)[:, None] + others.sparse @ self.centre
        return np.asarray(self.dense @ others.dense.T + sparse - beside + self.centre @ self.centre)

    def combined(self, weights: Floats) -> Direction:
        """The weighted sums of the points, one for each column of n x k weights."""
        sparse = self.sparse.T @ weights - np.outer(self.centre, weights.sum(axis=0))
        return Direction(dense=self.dense.T @ weights, sparse=sparse)

    def along(self, direction: Direction) -> Floats:
        """The inner product of each point with each of k directions, n x k."""
        starts = range(0, len(self.dense), _STRETCH)
        parts = [self.dense[at : at + _STRETCH].astype(np.float64) @ direction.dense for at in starts]
        products: Floats = np.vstack(parts) + self.sparse @ direction.sparse - self.centre @ direction.sparse
        return products


class Space:
    """The views of a study's segments: their centres and scales, taken once a study."""

    def __init__(self, features: Features) -> None:
        self._terms = [_Terms(features, *kind) for kind in TERMS]
        dense = _dense(features)
        self._centres = {name: view.mean(axis=0) for name, view in dense.items()}
        self._scales = {name: _scale(dense[name], weight) for name, weight in DENSE.items()}
        sparse = csr_matrix(hstack([terms.fitted for terms in self._terms]))
        self._sparse_centre = np.asarray(sparse.mean(axis=0))[0]
        self.fitted = self._points(dense, sparse)

    def __call__(self, features: Features) -> Points:
        """Where any n segments lie."""
        return self._points(_dense(features), self.terms(features))

    def terms(self, features: Features) -> Any:
        """The sparse coordinates of any n segments, not centred."""
        return csr_matrix(hstack([terms(features.texts) for terms in self._terms]))

    def _points(self, dense: dict[str, Floats], sparse: Any) -> Points:
        placed = [
            ((view - self._centres[name]) * self._scales[name]).astype(np.float32)
            for name, view in dense.items()
        ]
        return Points(dense=np.hstack(placed), sparse=sparse, centre=self._sparse_centre)


_SPACES: WeakKeyDictionary[Features, Space] = WeakKeyDictionary()


def space(features: Features) -> Space:
    """The space that a study's segments span, made once for all its codebooks."""
    if features not in _SPACES:
        _SPACES[features] = Space(features)
    return _SPACES[features]


class _Terms:
    """TF-IDF, sublinear, of the terms that stand in enough of the study's segments; of all, if none does."""

    def __init__(self, features: Features, kind: type[Terms], weight: float, at_least: int) -> None:
        self._terms, counts = counted(features, kind)
        common = counts.getnnz(axis=0) >= at_least
        self._kept = np.flatnonzero(common if common.any() else ~common)
        self._weights = TfidfTransformer(sublinear_tf=True).fit(counts[:, self._kept])
        plain = self._weights.transform(counts[:, self._kept])
        spread = plain.multiply(plain).sum() / plain.shape[0] - np.square(plain.mean(axis=0)).sum()
        self._scale = np.sqrt(weight / spread) if spread > _ALIKE else 0.0
        self.fitted = plain * self._scale

    def __call__(self, texts: Sequence[str]) -> Any:
        return self._weights.transform(self._terms(texts)[:, self._kept]) * self._scale


def _dense(features: Features) -> dict[str, Floats]:
    """The views that are not of terms, each n x d."""
    single, several = sentences(features), windows(features)
    asked = _questions(features)
    answered = np.diff(features.bounds)[:, None] * single.mean()
    total = asked.sums + answered
    words = [word_count(text) for text in features.texts]
    return {
        "window mean": several.mean(),
        "window max": several.best(several.vectors),
        "sentence mean": single.mean(),
        "sentence max": single.best(single.vectors),
        "segment": segment_vectors(features),
        "question": asked.sums / np.maximum(asked.counts, 1),
        "question and answer": total / (asked.counts + np.diff(features.bounds)[:, None]),
        "length": np.log1p(np.array(words, dtype=float))[:, None],
    }


@dataclass(frozen=True, kw_only=True)
class _Questions:
    """The sums of the vectors of each segment's question, n x d, and how many they are, n x 1."""

    sums: Floats
    counts: NDArray[np.int64]


def _questions(features: Features) -> _Questions:
    count, width = len(features.texts), features.vectors.shape[1]
    if features.questions is None or features.question_bounds is None:
        return _Questions(sums=np.zeros((count, width)), counts=np.zeros((count, 1), dtype=np.int64))
    bounds = np.asarray(features.question_bounds)
    running = np.vstack([np.zeros((1, width)), np.cumsum(features.questions, axis=0, dtype=np.float64)])
    return _Questions(sums=running[bounds[1:]] - running[bounds[:-1]], counts=np.diff(bounds)[:, None])


def _scale(view: Floats, weight: float) -> float:
    """What brings a centred view to a mean self-similarity of `weight`; 0 for one that is all alike."""
    spread = float(view.var(axis=0).sum())
    return float(np.sqrt(weight / spread)) if spread > _ALIKE else 0.0
