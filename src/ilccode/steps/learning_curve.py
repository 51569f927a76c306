"""What labels bring: figures by number of labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ilccode.steps.measures import average_precision, confusion, kappa
from ilccode.steps.out_of_fold import Data, Held, draw, out_of_fold
from ilccode.steps.outlook import LAST_POINTS, Ahead, outlook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from ilccode.protocols import Floats, Tagger
    from ilccode.steps.measures import Weights

STEPS = (25, 50, 100, 200, 400, 800, 1600)
"""How many labels are tried, besides none and all that a fold has."""

SMALL = 300
"""With more labels only the steps that the outlook needs are tried: each costs time."""

ORDERS = 3
"""In so many random orders labels are tried."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """Mean figures over codes with so many labelled segments; kappa is none where it is undefined.

    The last point is with all labels outside each fold: their mean number over folds.
    """

    labels: int
    ap: float
    kappa: float | None


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Figures by number of labels; `ahead` is none where it cannot be said, and `why` says why."""

    points: tuple[Point, ...]
    ahead: Ahead | None
    why: str = ""


def curve(
    data: Data,
    fold_of: NDArray[np.int64],
    tagger: Tagger,
    whole: Held,
    *,
    seed: int,
    codes: Sequence[int],
    counted: NDArray[np.bool_],
    weights: Callable[[NDArray[np.int64]], Weights],
    advance: Callable[[int], None] = lambda _: None,
) -> Curve:
    """Fit on nested subsets of the labelled segments in several orders, interviews held out in turn.

    `whole` is what all labels give. `codes` are those that figures can be given for, `counted` the labels
    that they are given on, n x k; `weights` say how often rows count in each draw, the first all ones.
    """
    if not codes:
        return Curve(points=(), ahead=None, why="no code has enough labels")
    macro = partial(_macro, data, codes=codes, counted=counted, weights=weights)
    steps, last = plan(data, fold_of)
    none, everything = macro(_subset(data, fold_of, tagger, (), 0, advance)), macro(whole)
    orders = [_order(data, seed + order) for order in range(ORDERS if steps else 1)]
    found = [
        [none, *(macro(_subset(data, fold_of, tagger, order, step, advance)) for step in steps), everything]
        for order in orders
    ]
    ap, agreement = np.moveaxis(np.array(found), 2, 0)
    sizes = [0, *steps, last]
    points = tuple(
        Point(labels=size, ap=float(ap[:, place, 0].mean()), kappa=_known(agreement[:, place, 0].mean()))
        for place, size in enumerate(sizes)
    )
    ahead = outlook(sizes, ap, int(data.labelled.sum()), seed)
    if isinstance(ahead, str):
        return Curve(points=points, ahead=None, why=ahead)
    return Curve(points=points, ahead=ahead)


def plan(data: Data, fold_of: NDArray[np.int64]) -> tuple[list[int], int]:
    """How many labels are tried between none and all, and how many labels a fold has outside it."""
    of = fold_of[data.labelled]
    outside = [int((of != fold).sum()) for fold in range(fold_of.max() + 1)]
    steps = [step for step in STEPS if step < 0.9 * min(outside)]
    return steps if len(of) <= SMALL else steps[1 - LAST_POINTS :], round(float(np.mean(outside)))


def fits(data: Data, fold_of: NDArray[np.int64]) -> int:
    """How many fits a curve takes, in each fold."""
    return 1 + ORDERS * len(plan(data, fold_of)[0])


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _order(data: Data, seed: int) -> list[int]:
    """The labelled segments in a random order."""
    return sorted(map(int, np.flatnonzero(data.labelled)), key=lambda row: draw(seed, data.ids[row]))


def _subset(
    data: Data,
    fold_of: NDArray[np.int64],
    tagger: Tagger,
    order: Sequence[int],
    size: int,
    advance: Callable[[int], None],
) -> Held:
    """Out-of-fold scores where each fold learns from the first few labelled segments outside it."""

    def shown(fold: int) -> Floats:
        outside = [row for row in order if fold_of[row] != fold][:size]
        labels = np.full(data.labels.shape, np.nan)
        labels[outside] = data.labels[outside]
        return labels

    return out_of_fold(data, fold_of, tagger, shown, advance)


def _macro(
    data: Data,
    held: Held,
    *,
    codes: Sequence[int],
    counted: NDArray[np.bool_],
    weights: Callable[[NDArray[np.int64]], Weights],
) -> tuple[Floats, Floats]:
    """Mean AP and mean kappa over codes, a value a draw; nan where a draw says nothing of some code."""
    ap, agreement = [], []
    for code in codes:
        rows = np.flatnonzero(counted[:, code])
        y, heavy = data.labels[rows, code] == 1, weights(rows)
        ap.append(average_precision(y, held.ranks[rows, code], heavy))
        agreement.append(kappa(confusion(y, held.said[rows, code], heavy)))
    return np.mean(ap, axis=0), np.mean(agreement, axis=0)
