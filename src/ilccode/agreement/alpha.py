"""Krippendorff's alpha, by any distance."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from ilccode.agreement.measures import Coefficient, Measured, over
from ilccode.agreement.ratings import MISSING, Ratings
from ilccode.agreement.weights import DISTANCES, Distance, Plain, named, values_of

if TYPE_CHECKING:
    from ilccode.agreement.measures import Floats

ROUNDING = 1e-9
"""Less than this often nothing was used."""


def krippendorff_alpha(distance: str | Distance | Plain = "nominal") -> Coefficient:
    """Krippendorff's alpha (Krippendorff 2019, chapter 12; .743 nominal, .815 ordinal on his table).

    Distances are squared already: a name, `fixed(matrix)`, `pairwise(function of two categories)`, or a
    function of the categories' values and of how often each was used.
    """
    apart = named(distance, DISTANCES) if isinstance(distance, str) else distance
    name = f"Krippendorff's alpha ({distance})" if isinstance(distance, str) else "Krippendorff's alpha"
    if isinstance(apart, Plain):
        return alpha_by(apart, name)

    def of(given: Ratings, sums: Floats) -> Measured:
        size = len(given.categories)
        pairs = sums.reshape(*sums.shape[:-1], size, size)
        used = _cleaned(pairs.sum(axis=-1))
        distances = np.asarray(apart(values_of(given.categories), used))
        if distances.shape[-2:] != (size, size):
            raise ValueError(
                f"expected distances of {size} x {size} categories, found {distances.shape}; is "
                "pairwise(function) meant?"
            )
        by_chance = (used[..., :, None] * used[..., None, :] * distances).sum(axis=(-2, -1))
        return _alpha((pairs * distances).sum(axis=(-2, -1)), by_chance, used.sum(axis=-1))

    return Coefficient(name=name, parts=_coincidences, of=of)


def alpha_by(distance: Plain, name: str) -> Coefficient:
    """Alpha by a distance that hangs on the categories alone.

    There may be hundreds of categories, and so too many pairs of them to hold for each unit: its parts are
    how far its ratings are apart, and how many gave each category.
    """

    def parts(given: Ratings) -> Floats:
        return np.hstack([_between(given, distance.matrix(given))[:, None], _paired(given)])

    def of(given: Ratings, sums: Floats) -> Measured:
        used = _cleaned(sums[..., 1:])
        by_chance = ((used @ distance.matrix(given)) * used).sum(axis=-1)
        return _alpha(sums[..., 0], by_chance, used.sum(axis=-1))

    def slopes(given: Ratings, sums: Floats) -> Floats:
        matrix, between, used = distance.matrix(given), sums[0], sums[1:]
        paired, far, number = _paired(given), matrix @ used, used.sum()
        by_chance = used @ far
        if by_chance <= 0:
            return np.full(len(paired), np.nan)
        own, grows = _between(given, matrix) * number + between * paired.sum(axis=1), 2 * paired @ far
        return np.asarray((between * number * grows / by_chance - own) / by_chance)

    return Coefficient(name=name, parts=parts, of=of, slopes=slopes)


def _paired(given: Ratings) -> Floats:
    """How many raters gave each unit each category, n x q, where two rated it; nothing elsewhere."""
    counts = given.counts
    return np.asarray(counts * (counts.sum(axis=1) >= 2)[:, None])


def _between(given: Ratings, matrix: Floats) -> Floats:
    """How far each unit's ratings are apart, all ordered pairs, over their number less one, n."""
    total = (given.given != MISSING).sum(axis=1)
    found = np.zeros(len(total))
    for one, other in combinations(given.given.T, 2):
        both = np.flatnonzero((one != MISSING) & (other != MISSING))
        found[both] += 2 * matrix[one[both], other[both]]
    return np.asarray(found / np.maximum(total - 1, 1))


def _cleaned(used: Floats) -> Floats:
    """How often categories were used, without what is left by rounding where units were taken away."""
    return np.where(used > ROUNDING, used, 0.0)


def _alpha(between: Floats, by_chance: Floats, total: Floats) -> Measured:
    """Alpha of the distances within units and between all, and the number of ratings that can be paired."""
    observed, expected = over(between, total), over(by_chance, total * (total - 1))
    return Measured(observed=observed, expected=expected, value=1 - over(observed, expected))


def _coincidences(given: Ratings) -> Floats:
    """Of each unit, its pairs of ratings by categories, over the number of its ratings less one (q x q)."""
    counts = given.counts
    total, size = counts.sum(axis=1), counts.shape[1]
    pairs = np.einsum("nk,nl->nkl", counts, counts)
    pairs[:, range(size), range(size)] -= counts
    return np.asarray(pairs.reshape(len(counts), size * size) / np.maximum(total - 1, 1)[:, None])
