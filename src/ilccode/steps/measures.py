"""How well scores find what people coded: each figure for many weightings of the rows at once.

`weights` are draws x n: how often each of n rows counts in each draw of a bootstrap, or ones. What is
undefined in a draw is nan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Flags, Floats

    Weights = Callable[[NDArray[np.int64]], Floats]

BINS = 10
"""How many bins of equal width a reliability diagram has."""

_SLOPE_STEPS = 50
_LONGEST_SLOPE = 50.0
_SURE = 1e-6


def average_precision(y: Flags, scores: Floats, weights: Floats) -> Floats:
    """Precision summed over the steps of recall; segments of one score are taken in together."""
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    heavy = weights[:, order]
    found = np.cumsum(heavy * y[order], axis=1)[:, ends]
    taken = np.cumsum(heavy, axis=1)[:, ends]
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(taken > 0, found / taken, 0.0)
        steps = np.diff(found, axis=1, prepend=0.0) / found[:, -1:]
    result: Floats = (steps * precision).sum(axis=1)
    return result


def confusion(y: Flags, said: Flags, weights: Floats) -> Floats:
    """Rightly and wrongly suggested, missed, and rightly left: draws x 4."""
    kinds = np.column_stack([y & said, ~y & said, y & ~said, ~y & ~said]).astype(float)
    counts: Floats = weights @ kinds
    return counts


def kappa(counts: Floats) -> Floats:
    """Cohen's kappa (1960) from `confusion`; nan where both say the same of every row."""
    both, wrong, missed, neither = counts.T
    total = counts.sum(axis=1)
    said, there = both + wrong, both + missed
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = (said * there + (total - said) * (total - there)) / total**2
        return np.asarray(((both + neither) / total - chance) / (1 - chance))


def precision(counts: Floats) -> Floats:
    """How many of the suggested are right, from `confusion`; nan where nothing is suggested."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(counts[:, 0] / (counts[:, 0] + counts[:, 1]))


def recall(counts: Floats) -> Floats:
    """How many of all that there are were suggested, from `confusion`."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(counts[:, 0] / (counts[:, 0] + counts[:, 2]))


def f1(counts: Floats) -> Floats:
    """The harmonic mean of precision and recall, from `confusion`."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(2 * counts[:, 0] / (2 * counts[:, 0] + counts[:, 1] + counts[:, 2]))


def brier(y: Flags, scores: Floats, weights: Floats) -> Floats:
    """The mean squared distance between scores and what is there (Brier 1950)."""
    with np.errstate(invalid="ignore"):
        return np.asarray(weights @ (scores - y) ** 2 / weights.sum(axis=1))


def calibration_slope(y: Flags, scores: Floats) -> float:
    """The slope of a logistic regression of what is there on the scores' log-odds (Cox 1958).

    1 is right, less is too sure, more is too unsure; nan where the scores part the two sides wholly.
    """
    likely = np.clip(scores, _SURE, 1 - _SURE)
    odds = np.log(likely / (1 - likely))
    rows = np.column_stack([np.ones_like(odds), odds])
    weights = np.array([0.0, 1.0])
    for _ in range(_SLOPE_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        curvature = rows.T @ (rows * (fitted * (1 - fitted))[:, None])
        if np.linalg.cond(curvature) > 1 / _SURE**2:
            return float("nan")
        step = np.linalg.solve(curvature, rows.T @ (y - fitted))
        weights = weights + step
        if not np.abs(weights).max() < _LONGEST_SLOPE:
            return float("nan")
        if np.abs(step).max() < _SURE:
            return float(weights[1])
    return float("nan")


def reliability(y: Flags, scores: Floats) -> list[tuple[int, float, float]]:
    """Per bin of scores, 0 to 1: how many rows, their mean score, and the share that is there.

    A bin without rows has nan for both.
    """
    place = np.minimum((scores * BINS).astype(int), BINS - 1)
    bins = []
    for number in range(BINS):
        inside = place == number
        mean = float(scores[inside].mean()) if inside.any() else float("nan")
        share = float(y[inside].mean()) if inside.any() else float("nan")
        bins.append((int(inside.sum()), mean, share))
    return bins


def length_matched_auc(y: Flags, scores: Floats, lengths: NDArray[np.int64]) -> float:
    """AUC over pairs of about the same length: word counts that differ by less than a quarter.

    nan where there is no such pair.
    """
    there, other = np.flatnonzero(y), np.flatnonzero(~y)
    won, pairs = 0.0, 0
    for row in there:
        longest = np.maximum(lengths[row], lengths[other])
        alike = other[np.abs(lengths[row] - lengths[other]) < longest / 4]
        won += float((scores[row] > scores[alike]).sum() + (scores[row] == scores[alike]).sum() / 2)
        pairs += len(alike)
    return won / pairs if pairs else float("nan")


def weighted_kappa(true: NDArray[np.int64], said: NDArray[np.int64], levels: int, weights: Floats) -> Floats:
    """Cohen's kappa (1968) with squared distances between levels 0 to `levels` - 1."""
    grid = np.arange(levels)
    distance = (grid[:, None] - grid[None, :]) ** 2
    ours, theirs = np.eye(levels)[true], np.eye(levels)[said]
    seen = weights @ distance[true, said].astype(float)
    total = weights.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = np.einsum("da,ab,db->d", weights @ ours, distance, weights @ theirs) / total
        return np.asarray(1 - seen / chance)


def multiplicities(clusters: int, draws: int, seed: int) -> Floats:
    """How often each of some interviews is drawn, with replacement, in each draw: draws x clusters."""
    random = np.random.default_rng(seed)
    drawn = random.integers(0, clusters, size=(draws, clusters))
    return np.asarray([np.bincount(row, minlength=clusters) for row in drawn], dtype=float)


def interval(value: float, draws: Floats) -> tuple[float, float] | None:
    """The bias-corrected 95 % interval of a figure (Efron 1981); none where most draws gave nothing."""
    from scipy.special import ndtr, ndtri

    known = draws[~np.isnan(draws)]
    if not len(known) or len(known) < len(draws) / 2:
        return None
    below = (known < value).mean() + (known == value).mean() / 2
    shift = ndtri(np.clip(below, 1 / (len(known) + 1), len(known) / (len(known) + 1)))
    low, high = np.quantile(known, ndtr(2 * shift + ndtri([0.025, 0.975])))
    return float(low), float(high)
