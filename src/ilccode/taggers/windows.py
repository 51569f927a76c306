"""What is derived from sentence vectors: windows of three sentences, and the best of each segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

if TYPE_CHECKING:
    from ilccode.protocols import Features, Floats

WINDOW = 3
"""Sentences in a window; a shorter segment is one window."""


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Vectors of length 1, a few a segment: segment i has rows `bounds[i]` to `bounds[i + 1]`."""

    vectors: Floats
    bounds: Sequence[int]

    def best(self, scores: Floats) -> Floats:
        """The highest score of each segment's rows, n x k."""
        highest: Floats = np.maximum.reduceat(scores, np.asarray(self.bounds[:-1]), axis=0)
        return highest

    def mean(self) -> Floats:
        """The mean of each segment's vectors, n x d; not scaled to length 1."""
        sums = np.add.reduceat(self.vectors, np.asarray(self.bounds[:-1]), axis=0)
        means: Floats = sums / np.diff(self.bounds)[:, None]
        return means


def sentences(features: Features) -> Rows:
    """The sentences of n segments."""
    return Rows(vectors=features.vectors.astype(np.float64), bounds=features.bounds)


_WINDOWS: WeakKeyDictionary[Features, Rows] = WeakKeyDictionary()


def windows(features: Features) -> Rows:
    """The windows of n segments: normalised means of three sentences that follow one another.

    They are derived once for whoever asks.
    """
    if features not in _WINDOWS:
        _WINDOWS[features] = _windows(features)
    return _WINDOWS[features]


def _windows(features: Features) -> Rows:
    edges = np.asarray(features.bounds)
    counts = np.maximum(np.diff(edges) - WINDOW + 1, 1)
    bounds = np.concatenate([[0], np.cumsum(counts)])
    within = np.arange(bounds[-1]) - np.repeat(bounds[:-1], counts)
    starts = np.repeat(edges[:-1], counts) + within
    ends = np.minimum(starts + WINDOW, np.repeat(edges[1:], counts))
    zero = np.zeros((1, features.vectors.shape[1]))
    sums = np.vstack([zero, np.cumsum(features.vectors, axis=0, dtype=np.float64)])
    return Rows(vectors=unit(sums[ends] - sums[starts]), bounds=bounds.tolist())


def segment_vectors(features: Features) -> Floats:
    """The normalised mean of each segment's sentences, n x d."""
    return unit(sentences(features).mean())


def unit(rows: Floats) -> Floats:
    """Rows scaled to length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)
