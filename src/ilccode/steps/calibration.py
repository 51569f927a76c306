"""Whether scores mean what they say: the slope of calibration, and reliability bins."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ilccode.steps.refusing import LEAST_INTERVIEWS, LEAST_POSITIVES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Flags, Floats

TENTHS = 10
"""A reliability diagram has so many bins at the most, of equal width."""

LEAST_PAIRS = 10
"""A bin holds at least so many segment-code pairs; one with fewer is joined to its neighbour."""

STEEPEST = 50.0

_SURE = 1e-6
_STEPS = 100


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Scores from `low` to `high`: how many segment-code pairs, their mean score, the share that is there."""

    low: float
    high: float
    number: int
    score: float
    share: float


def log_odds(scores: Floats) -> Floats:
    """The log-odds of probabilities, none of them infinite."""
    likely = np.clip(scores, _SURE, 1 - _SURE)
    return np.asarray(np.log(likely / (1 - likely)))


def bins(
    y: Flags, scores: Floats, segments: NDArray[np.int64], interviews: NDArray[np.int64]
) -> tuple[Bin, ...]:
    """A reliability diagram, from the lowest scores to the highest; empty where all is too little for a bin.

    Neighbouring tenths are joined until each bin holds ten pairs, of five segments in three interviews.
    """
    place = np.minimum((scores * TENTHS).astype(int), TENTHS - 1)
    edges = [0]
    for edge in range(1, TENTHS + 1):
        inside = (place >= edges[-1]) & (place < edge)
        if _is_enough(segments[inside], interviews[inside]):
            edges.append(edge)
    edges[-1] = TENTHS if len(edges) > 1 else 0
    return tuple(_bin(y, scores, (place >= low) & (place < high), low, high) for low, high in pairwise(edges))


def _is_enough(segments: NDArray[np.int64], interviews: NDArray[np.int64]) -> bool:
    several = len(np.unique(segments)) >= LEAST_POSITIVES and len(np.unique(interviews)) >= LEAST_INTERVIEWS
    return several and len(segments) >= LEAST_PAIRS


def _bin(y: Flags, scores: Floats, inside: Flags, low: int, high: int) -> Bin:
    return Bin(
        low=low / TENTHS,
        high=high / TENTHS,
        number=int(inside.sum()),
        score=float(scores[inside].mean()),
        share=float(y[inside].mean()),
    )


def calibration_slope(y: Flags, scores: Floats) -> tuple[float, str]:
    """The slope of a logistic regression of what is there on the scores' log-odds (Cox 1958).

    1 is right, less is too sure, more is too unsure. Where there is none it is nan, and the second of
    the two says why.
    """
    odds = log_odds(scores)
    why = _no_slope(y, odds)
    if why:
        return float("nan"), why
    slope = _newton(y, (odds - odds.mean()) / odds.std()) / float(odds.std())
    if np.isnan(slope):
        return slope, "the fit does not settle"
    if abs(slope) >= STEEPEST:
        return float("nan"), f"it is steeper than {STEEPEST:.0f}: the scores hardly differ"
    return slope, ""


def _no_slope(y: Flags, odds: Floats) -> str:
    """Why no slope can be fitted; empty where one can."""
    there, other = odds[y], odds[~y]
    if min(len(there), len(other)) < LEAST_POSITIVES:
        return f"{len(there)} segments with the code and {len(other)} without are too few"
    if np.ptp(odds) < _SURE:
        return "all segments have the same score"
    if there.min() >= other.max():
        return "the scores part yes from no wholly"
    if there.max() <= other.min():
        return "the scores are reversed: every segment with the code is below every one without"
    return ""


def _newton(y: Flags, odds: Floats) -> float:
    """The slope by Newton's method, a step halved while it makes the fit worse; nan if it does not settle."""
    rows = np.column_stack([np.ones_like(odds), odds])
    weights, now = np.zeros(2), _loss(y, rows, np.zeros(2))
    for _ in range(_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        curvature = rows.T @ (rows * (fitted * (1 - fitted))[:, None]) + 1e-12 * np.eye(2)
        step = np.linalg.solve(curvature, rows.T @ (y - fitted))
        while np.abs(step).max() > _SURE and _loss(y, rows, weights + step) > now:
            step = step / 2
        weights = weights + step
        now = _loss(y, rows, weights)
        if np.abs(step).max() <= _SURE:
            return float(weights[1])
    return float("nan")


def _loss(y: Flags, rows: Floats, weights: Floats) -> float:
    said = rows @ weights
    return float(np.logaddexp(0, said).sum() - said[y].sum())
