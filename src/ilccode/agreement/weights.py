"""How much two different categories agree, 0 to 1 (Gwet 2014, chapter 3), and how far they are apart.

Weights are for kappas, AC2 and their kin; distances, squared, are for Krippendorff's alpha.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

Weigh = Callable[["Matrix"], "Matrix"]
"""From the categories' values, q, their weights, q x q."""


def identity(values: Matrix) -> Matrix:
    """Different categories do not agree at all."""
    return np.eye(len(values))


def linear(values: Matrix) -> Matrix:
    """Agreement falls with the distance."""
    return _spread(np.abs(_apart(values)))


def quadratic(values: Matrix) -> Matrix:
    """Agreement falls with the distance squared (Fleiss and Cohen 1973)."""
    return _spread(_apart(values) ** 2)


def radical(values: Matrix) -> Matrix:
    """Agreement falls with the root of the distance."""
    return _spread(np.sqrt(np.abs(_apart(values))))


def ordinal(values: Matrix) -> Matrix:
    """Agreement falls with how many pairs of ranks lie between."""
    steps = np.abs(_apart(np.arange(len(values), dtype=float)))
    return _spread(steps * (steps + 1) / 2)


def ratio(values: Matrix) -> Matrix:
    """Agreement falls with the distance in relation to the sum."""
    sums = values[:, None] + values
    return _spread(np.divide(_apart(values), sums, out=np.zeros_like(sums), where=sums != 0) ** 2)


def circular(values: Matrix) -> Matrix:
    """The last category is as near to the first as to the last but one."""
    apart = _apart(values)
    return _spread(np.sin(np.pi * apart / (apart.max(initial=0.0) + 1)) ** 2)


def bipolar(values: Matrix) -> Matrix:
    """A step near the ends counts for more than one in the middle."""
    sums = values[:, None] + values
    ends = (sums - sums.min(initial=np.inf)) * (sums.max(initial=-np.inf) - sums)
    return _spread(np.divide(_apart(values) ** 2, ends, out=np.zeros_like(sums), where=ends != 0))


WEIGHTS: Mapping[str, Weigh] = {
    "identity": identity,
    "linear": linear,
    "quadratic": quadratic,
    "radical": radical,
    "ordinal": ordinal,
    "ratio": ratio,
    "circular": circular,
    "bipolar": bipolar,
}


def _apart(values: Matrix) -> Matrix:
    return values[:, None] - values


def _spread(distances: Matrix) -> Matrix:
    """From distances weights: 1 for the same, 0 for what is farthest apart."""
    most = distances.max(initial=0.0)
    return 1 - distances / most if most else np.ones_like(distances)


Distance = Callable[["Matrix", "Matrix"], "Matrix"]
"""From the categories' values, q, and how often each was used, ... x q, squared distances, ... x q x q."""


def nominal_distance(values: Matrix, used: Matrix) -> Matrix:
    """Different is different (Krippendorff 2019, section 12.3.3)."""
    return np.broadcast_to(1 - np.eye(len(values)), (*used.shape, len(values)))


def ordinal_distance(_values: Matrix, used: Matrix) -> Matrix:
    """How many ratings lie between two ranks, those on them counted by half, squared (Krippendorff 2019)."""
    middles = np.cumsum(used, axis=-1) - used / 2
    return (middles[..., :, None] - middles[..., None, :]) ** 2


def interval_distance(values: Matrix, used: Matrix) -> Matrix:
    """The difference, squared."""
    return np.broadcast_to(_apart(values) ** 2, (*used.shape, len(values)))


def ratio_distance(values: Matrix, used: Matrix) -> Matrix:
    """The difference in relation to the sum, squared.

    Raises `ValueError` for categories that are each other's opposites: what is on a ratio scale has no sign.
    """
    sums = values[:, None] + values
    if ((sums == 0) & (values[:, None] != values)).any():
        raise ValueError(f"expected values of 0 and more, found {values.min():g}")
    found = np.divide(_apart(values), sums, out=np.zeros_like(sums), where=sums != 0) ** 2
    return np.broadcast_to(found, (*used.shape, len(values)))


DISTANCES: Mapping[str, Distance] = {
    "nominal": nominal_distance,
    "ordinal": ordinal_distance,
    "interval": interval_distance,
    "ratio": ratio_distance,
}


def fixed(distances: Matrix) -> Distance:
    """The distance that a matrix of squared distances between the categories, q x q, gives."""
    return lambda _values, used: np.broadcast_to(distances, (*used.shape, len(distances)))
