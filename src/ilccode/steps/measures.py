"""How well scores find what people coded: each figure for many weightings of the rows at once.

What is undefined in a draw is nan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Flags, Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Weights:
    """How often each of m rows counts in each draw: as often as its interview, draws x g, is drawn.

    `of` is the interview of each row, m.
    """

    draws: Floats
    of: NDArray[np.int64]

    def sums(self, kinds: Floats) -> Floats:
        """What m x j rows come to in each draw, draws x j."""
        by_interview = np.zeros((self.draws.shape[1], kinds.shape[1]))
        np.add.at(by_interview, self.of, kinds)
        result: Floats = self.draws @ by_interview
        return result

    def total(self, values: Floats) -> Floats:
        """What m values come to in each draw."""
        return np.asarray(self.sums(values[:, None])[:, 0])

    def size(self) -> Floats:
        """How many rows there are in each draw."""
        return self.total(np.ones(len(self.of)))


def average_precision(y: Flags, scores: Floats, weights: Weights) -> Floats:
    """Precision summed over the steps of recall; segments of one score are taken in together.

    Only the scores of segments that have the code are steps.
    """
    steps = np.unique(scores[y])
    place = len(steps) - np.searchsorted(steps, scores, side="right")
    there, taken = (_by_interview(weights, place, of, len(steps)) for of in (y, place < len(steps)))
    found = weights.draws @ there.cumsum(axis=1)
    heavy = weights.draws @ taken.cumsum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(heavy > 0, found / heavy, 0.0)
        result: Floats = ((weights.draws @ there) * precision).sum(axis=1) / weights.total(y.astype(float))
    return result


def _by_interview(weights: Weights, place: NDArray[np.int64], of: Flags, steps: int) -> Floats:
    """How many rows each interview has at each step, g x steps."""
    counts = np.zeros((weights.draws.shape[1], steps))
    np.add.at(counts, (weights.of[of], place[of]), 1.0)
    return counts


def confusion(y: Flags, said: Flags, weights: Weights) -> Floats:
    """Rightly and wrongly suggested, missed, and rightly left: draws x 4."""
    kinds = np.column_stack([y & said, ~y & said, y & ~said, ~y & ~said]).astype(float)
    return weights.sums(kinds)


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


def brier(y: Flags, scores: Floats, weights: Weights) -> Floats:
    """The mean squared distance between scores and what is there (Brier 1950)."""
    with np.errstate(invalid="ignore"):
        return np.asarray(weights.total((scores - y) ** 2) / weights.size())


def length_matched_auc(y: Flags, scores: Floats, lengths: NDArray[np.int64]) -> tuple[float, int]:
    """AUC over pairs of about the same length, and how many segments with the code have such a pair.

    Word counts differ by less than a quarter; nan where there is no such pair.
    """
    there, other = np.flatnonzero(y), np.flatnonzero(~y)
    won, pairs, matched = 0.0, 0, 0
    for row in there:
        longest = np.maximum(lengths[row], lengths[other])
        alike = other[np.abs(lengths[row] - lengths[other]) < longest / 4]
        won += float((scores[row] > scores[alike]).sum() + (scores[row] == scores[alike]).sum() / 2)
        pairs, matched = pairs + len(alike), matched + bool(len(alike))
    return (won / pairs if pairs else float("nan")), matched


def weighted_kappa(true: NDArray[np.int64], said: NDArray[np.int64], levels: int, weights: Weights) -> Floats:
    """Cohen's kappa (1968) with squared distances between levels 0 to `levels` - 1."""
    grid = np.arange(levels)
    distance = ((grid[:, None] - grid[None, :]) ** 2).astype(float)
    ours, theirs = (weights.sums(np.eye(levels)[of]) for of in (true, said))
    seen = weights.total(distance[true, said])
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = np.einsum("da,ab,db->d", ours, distance, theirs) / weights.size()
        return np.asarray(1 - seen / chance)


def multiplicities(clusters: int, draws: int, seed: int) -> Floats:
    """How often each of some interviews is drawn, with replacement, in each draw: draws x clusters."""
    random = np.random.default_rng(seed)
    drawn = random.integers(0, clusters, size=(draws, clusters))
    return np.asarray([np.bincount(row, minlength=clusters) for row in drawn], dtype=float)


def interval(value: float, draws: Floats) -> tuple[float, float] | None:
    """The middle 95 % of a figure's draws, moved against their bias; none where most draws gave nothing.

    Drawing interviews twice lifts AP, so the draws' mean is moved to the figure; no figure is above 1.
    (Efron's correction of 1981 shrinks an interval to nothing where draws are biased that much.)
    """
    known = draws[~np.isnan(draws)]
    if not len(known) or len(known) < len(draws) / 2:
        return None
    low, high = np.quantile(known, [0.025, 0.975]) - known.mean() + value
    return max(float(low), min(0.0, float(known.min()))), min(float(high), 1.0)
