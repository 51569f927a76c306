"""What the next labels would bring: a line through a learning curve's last points, with all its doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ilccode.steps.measures import interval

if TYPE_CHECKING:
    from ilccode.protocols import Floats

NEXT = 50
"""How many further labels are looked ahead to."""

LEAST_POINTS = 3
"""A line through fewer points says nothing."""

LAST_POINTS = 4
"""The line is drawn through the last few points: curves flatten."""


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """What the next labels would bring: on from the last point, along a line over the logarithm of labels.

    The interval, 95 %, is of the gain. It holds which interviews there were (a bootstrap), the order in
    which they were labelled (as far as several orders differ) and how far the points are off the line.
    """

    labels: int
    more: int
    ap: float
    gain: float
    low: float | None
    high: float | None


def outlook(sizes: Sequence[int], ap: Floats, total: int, seed: int) -> Ahead | str:
    """The gain from the next labels, or why it cannot be said.

    `ap` is orders x sizes x draws; the first draw is the figure itself, the others resample interviews.
    """
    used = [place for place, size in enumerate(sizes) if size][-LAST_POINTS:]
    if len(used) < LEAST_POINTS:
        return f"the curve has {len(used)} points, and a line needs {LEAST_POINTS}"
    labels = np.log([sizes[place] for place in used])
    slopes = _slopes(labels, ap[:, used])
    slope = slopes.mean(axis=0)
    beyond = np.log((total + NEXT) / total)
    gains = (slope[1:] + _doubt(labels, ap[:, used, 0], slopes[:, 0], ap.shape[2] - 1, seed)) * beyond
    gain = float(slope[0] * beyond)
    low, high = interval(gain, gains) or (None, None)
    now = ap[:, -1, 0].mean() + slope[0] * np.log(total / sizes[-1])
    return Ahead(labels=total, more=NEXT, ap=float(min(1.0, now + gain)), gain=gain, low=low, high=high)


def _slopes(labels: Floats, ap: Floats) -> Floats:
    """The slope of each order's line in each draw, orders x draws."""
    centred = labels - labels.mean()
    return np.asarray(np.einsum("p,opd->od", centred, ap) / (centred**2).sum())


def _doubt(labels: Floats, ap: Floats, slopes: Floats, draws: int, seed: int) -> Floats:
    """How far slopes may be off because of the labels' order and of the line's misfit, a value a draw."""
    random = np.random.default_rng(seed)
    points = ap.mean(axis=0)
    centred = labels - labels.mean()
    misfit = points - points.mean() - slopes.mean() * centred
    free = len(labels) - 2
    doubt = np.sqrt((misfit**2).sum() / free / (centred**2).sum()) * random.standard_t(free, draws)
    if len(slopes) > 1:
        spread = slopes.std(ddof=1) / np.sqrt(len(slopes))
        doubt = doubt + spread * random.standard_t(len(slopes) - 1, draws)
    return np.asarray(doubt)
