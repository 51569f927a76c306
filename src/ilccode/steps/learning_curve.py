"""What more labels would bring: figures by number of labels, and the next ones extrapolated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ilccode.steps.measures import average_precision, confusion, interval, kappa
from ilccode.steps.out_of_fold import Data, Held, draw, out_of_fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from ilccode.protocols import Floats, Tagger
    from ilccode.steps.measures import Weights

STEPS = (0, 25, 50, 100, 200, 400, 800, 1600)
"""How many labels are tried."""

NEXT = 50
"""How many further labels are looked ahead to."""

LEAST_POINTS = 3
"""A line through fewer points says nothing."""

LAST_POINTS = 4
"""The line is drawn through the last few points: curves flatten."""

SMALL = 300
"""Up to so many labels, several orders of labelling are tried; beyond, the orders hardly matter."""

ORDERS = 3


@dataclass(frozen=True, kw_only=True)
class Point:
    """Mean figures over codes with so many labelled segments; kappa is none where it is undefined."""

    labels: int
    ap: float
    kappa: float | None


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """What the next labels would bring: on from the last point, along a line over the logarithm of labels.

    The interval is where the middle 95 % of lines over resampled interviews end.
    """

    labels: int
    more: int
    ap: float
    gain: float
    low: float | None
    high: float | None


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
    *,
    seed: int,
    codes: Sequence[int],
    counted: NDArray[np.bool_],
    weights: Weights,
    advance: Callable[[int], None] = lambda _: None,
) -> Curve:
    """Fit on nested subsets of the labelled segments, interviews held out in turn.

    `codes` are those that figures can be given for, `counted` the labels that they are given on, n x k;
    `weights` say how often rows count in each draw, the first all ones.
    """
    if not codes:
        return Curve(points=(), ahead=None, why="no code has enough labels")
    sizes, orders = plan(data, fold_of)
    figures: list[list[tuple[Floats, Floats]]] = [[] for _ in sizes]
    for order in range(orders):
        ranked = sorted(map(int, np.flatnonzero(data.labelled)), key=partial(_draw, data.ids, seed + order))
        for place, size in enumerate(sizes):
            held = _subset(data, fold_of, tagger, ranked, size, advance)
            figures[place].append(_macro(data, held, codes, counted, weights))
    ap, agreement = np.moveaxis(np.mean(figures, axis=1), 1, 0)
    points = tuple(
        Point(labels=size, ap=float(ap[place, 0]), kappa=_known(agreement[place, 0]))
        for place, size in enumerate(sizes)
    )
    return _with_outlook(points, np.array(sizes), ap, int(data.labelled.sum()))


def plan(data: Data, fold_of: NDArray[np.int64]) -> tuple[list[int], int]:
    """How many labels are tried, and in how many orders."""
    folds = fold_of[data.labelled]
    least = min(int((folds != fold).sum()) for fold in range(fold_of.max() + 1))
    sizes = [size for size in STEPS if size < 0.9 * least] + [least]
    return sizes, ORDERS if len(folds) <= SMALL else 1


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _draw(ids: Sequence[str], seed: int, row: int) -> bytes:
    return draw(seed, ids[row])


def _subset(
    data: Data,
    fold_of: NDArray[np.int64],
    tagger: Tagger,
    ranked: Sequence[int],
    size: int,
    advance: Callable[[int], None],
) -> Held:
    """Out-of-fold scores where each fold learns from the first few labelled segments outside it."""
    scores = np.full(data.labels.shape, np.nan)
    said = np.zeros(data.labels.shape, dtype=bool)
    for fold in range(fold_of.max() + 1):
        outside = [row for row in ranked if fold_of[row] != fold][:size]
        shown = np.full(data.labels.shape, np.nan)
        shown[outside] = data.labels[outside]
        only = np.where(fold_of == fold, 0, -1)
        held = out_of_fold(data, only, tagger, shown, advance)
        scores[only == 0], said[only == 0] = held.scores[only == 0], held.said[only == 0]
    return Held(scores=scores, said=said)


def _macro(
    data: Data, held: Held, codes: Sequence[int], counted: NDArray[np.bool_], weights: Weights
) -> tuple[Floats, Floats]:
    """Mean AP and mean kappa over codes, a value a draw."""
    ap, agreement = [], []
    for code in codes:
        rows = np.flatnonzero(counted[:, code])
        y, heavy = data.labels[rows, code] == 1, weights(rows)
        ap.append(average_precision(y, held.scores[rows, code], heavy))
        agreement.append(kappa(confusion(y, held.said[rows, code], heavy)))
    return _mean(ap), _mean(agreement)


def _mean(figures: Sequence[Floats]) -> Floats:
    """The mean over codes in each draw; nan where a draw says nothing of some code."""
    return np.asarray(np.mean(figures, axis=0))


def _with_outlook(points: tuple[Point, ...], sizes: NDArray[np.int64], ap: Floats, total: int) -> Curve:
    used = np.flatnonzero(sizes)[-LAST_POINTS:]
    if len(used) < LEAST_POINTS:
        why = f"the curve has {len(used)} points, and a line needs {LEAST_POINTS}"
        return Curve(points=points, ahead=None, why=why)
    rows = np.column_stack([np.ones(len(used)), np.log(sizes[used])])
    slopes = (np.linalg.pinv(rows) @ ap[used])[1]
    gains = slopes * np.log((total + NEXT) / total)
    now = ap[-1, 0] + slopes[0] * np.log(total / sizes[-1])
    found = interval(float(gains[0]), gains[1:])
    low, high = found if found is not None else (None, None)
    ahead = Ahead(
        labels=total,
        more=NEXT,
        ap=float(min(1.0, now + gains[0])),
        gain=float(gains[0]),
        low=low,
        high=high,
    )
    return Curve(points=points, ahead=ahead)
