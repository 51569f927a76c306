"""Coefficients of agreement, each as a function of sums over units.

What a coefficient needs of a unit are a few numbers (its parts); a coefficient's value hangs on nothing but
their sums. So any part of the units, or units drawn again and again, are summed and not computed anew.
Wherever a formula divides by zero the value is nan here, and undefined with a reason in `agreement`.

With counts r_ik (raters who gave unit i category k), r_i their sum, and weights w (Gwet 2014):

- observed agreement is the mean, over units with two ratings and more, of the sum over k and l of
  w_kl r_ik (r_il - [k=l]) / r_i (r_i - 1);
- expected agreement is what two raters would have by chance: here coefficients differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from ilccode.agreement.ratings import MISSING, Ratings
from ilccode.agreement.weights import (
    DISTANCES,
    WEIGHTS,
    Distance,
    Plain,
    Weighing,
    named,
    values_of,
    weighing,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

SAME = "every rating that can be paired has the same value"
ALONE = "no unit was rated by two"
ONE_CATEGORY = "only one category is known, and nobody could have said anything else"
PAIRS = "it is defined for two raters; Conger's and Fleiss' kappa and alpha are for any number"
ANONYMOUS = "it hangs on who gave which rating, which counts do not tell"
TINY = 1e-12
"""What is closer to zero than this is zero."""
ROUNDING = 1e-9
"""Less than this often nothing was used."""
CELLS = 1 << 18
"""How many numbers, about, are held at once for a sum over units."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far raters agree: `value`, none where it is undefined, and `reason`, why it is.

    `observed` and `expected` are agreement, or disagreement in alpha. `units` have two ratings and more.
    """

    coefficient: str
    value: float | None
    reason: str
    observed: float | None
    expected: float | None
    units: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Measured:
    """Observed and expected agreement (or disagreement) and the coefficient, for each sum of parts."""

    observed: Floats
    expected: Floats
    value: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Coefficient:
    """A coefficient: `parts` of each unit, n x s, and what `of` sums of them, ... x s, it has.

    It is never under `least`, where that is known; `undefined` is why it divides by zero, where it does.
    `slopes` says, from the sums, how fast the value grows with each unit's weight, n, of so many units that
    nothing corrects for their number; without it that is found out by small steps. `by_name` tells that it
    hangs on who gave which rating.
    """

    name: str
    parts: Callable[[Ratings], Floats]
    of: Callable[[Ratings, Floats], Measured]
    pairs_only: bool = False
    least: float = -np.inf
    undefined: str = SAME
    slopes: Callable[[Ratings, Floats], Floats] | None = None
    by_name: bool = False


def agreement(coefficient: Coefficient, given: Ratings) -> Agreement:
    """The agreement of some ratings; undefined is said with its reason."""
    if not isinstance(coefficient, Coefficient):
        raise TypeError(f"expected a coefficient such as gwet_ac(), found {coefficient!r}")
    measured = coefficient.of(given, sums(coefficient, given))
    paired = int((given.counts.sum(axis=1) >= 2).sum())
    reason = undefined(coefficient, given, paired, float(measured.value))
    return Agreement(
        coefficient=coefficient.name,
        value=None if reason else float(measured.value),
        reason=reason,
        observed=_told(measured.observed, paired),
        expected=_told(measured.expected, paired),
        units=paired,
    )


def sums(coefficient: Coefficient, given: Ratings) -> Floats:
    """The parts of a coefficient summed over units."""
    return np.asarray(sum(parts.sum(axis=0) for _, parts in parted(coefficient, given)))


def parted(coefficient: Coefficient, given: Ratings) -> Iterator[tuple[Ratings, Floats]]:
    """Ratings with their parts, some units at a time: a unit may have very many."""
    first = _some(given, slice(0, 1))
    parts = coefficient.parts(first)
    yield first, parts
    step = max(1, CELLS // max(1, parts.shape[1]))
    for start in range(1, len(given.given), step):
        some = _some(given, slice(start, start + step))
        yield some, coefficient.parts(some)


def _some(given: Ratings, rows: slice) -> Ratings:
    return replace(given, given=given.given[rows], clusters=given.clusters[rows])


def undefined(coefficient: Coefficient, given: Ratings, paired: int, value: float) -> str:
    """Why there is no value where so many units have two ratings; empty where there is one."""
    if coefficient.by_name and given.is_anonymous:
        return ANONYMOUS
    if coefficient.pairs_only and given.given.shape[1] != 2:
        return PAIRS
    if not paired:
        return ALONE
    return "" if np.isfinite(value) else coefficient.undefined


def _told(value: Floats, paired: int) -> float | None:
    return float(value) if paired and np.isfinite(value) else None


# parts


def _shares(given: Ratings, weighing: Weighing) -> Floats:
    """What most coefficients need of each unit.

    How far its pairs of ratings agree, on average, and whether there is one; the share of its ratings in each
    category (q), and whether there is one.
    """
    counts = given.counts
    total = counts.sum(axis=1)
    agreeing = (weighing.between(counts, counts) - total) / np.maximum(total * (total - 1), 1)
    shares = counts / np.maximum(total, 1)[:, None]
    return np.hstack([agreeing[:, None], (total >= 2)[:, None], shares, (total >= 1)[:, None]])


def _by_rater(given: Ratings, weighing: Weighing) -> Floats:
    """The same, and whether each rater gave each category (r x q)."""
    units, raters = given.given.shape
    flags = given.given[:, :, None] == np.arange(len(given.categories))
    return np.hstack([_shares(given, weighing), flags.reshape(units, raters * len(given.categories))])


def _crossed(given: Ratings, weighing: Weighing) -> Floats:
    """Of each unit that both of two raters rated: how far they agree, and what each gave (q and q)."""
    size = len(given.categories)
    found = np.zeros((len(given.given), 1 + 2 * size))
    if given.given.shape[1] == 2:
        both = np.flatnonzero((given.given != MISSING).all(axis=1))
        one, other = given.given[both].T
        found[both, 0] = weighing.of(one, other)
        found[both, 1 + one] = 1
        found[both, 1 + size + other] = 1
    return found


def _coincidences(given: Ratings) -> Floats:
    """Of each unit, its pairs of ratings by categories, over the number of its ratings less one (q x q)."""
    counts = given.counts
    total, size = counts.sum(axis=1), counts.shape[1]
    pairs = np.einsum("nk,nl->nkl", counts, counts)
    pairs[:, range(size), range(size)] -= counts
    return np.asarray(pairs.reshape(len(counts), size * size) / np.maximum(total - 1, 1)[:, None])


# what sums of parts say


def _observed(given: Ratings, sums: Floats) -> tuple[Floats, Floats]:
    """Observed agreement, and the share of each category, of sums of `_shares`."""
    size = len(given.categories)
    return _over(sums[..., 0], sums[..., 1]), _over(sums[..., 2 : 2 + size], sums[..., 2 + size, None])


def _corrected(observed: Floats, expected: Floats) -> Measured:
    """Agreement beyond chance over what there could be."""
    room = np.asarray(1 - expected)
    value = _over(observed - expected, np.where(room > TINY, room, 0.0))
    return Measured(observed=np.asarray(observed), expected=np.asarray(expected), value=value)


def _over(numerator: Floats, denominator: Floats) -> Floats:
    """A ratio, nan where it divides by zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.asarray(numerator / np.asarray(denominator))
    return np.where(np.asarray(denominator) == 0, np.nan, found)


Expected = Callable[["Floats", "Weighing"], "Floats"]
"""From the categories' shares, ... x q, and weights the agreement expected by chance."""


def _by_shares(shares: Floats, weighing: Weighing) -> Floats:
    return weighing.between(shares, shares)


def _by_number(shares: Floats, weighing: Weighing) -> Floats:
    return np.full(shares.shape[:-1], weighing.total / max(shares.shape[-1], 1) ** 2)


def _by_spread(shares: Floats, weighing: Weighing) -> Floats:
    size = shares.shape[-1]
    if size < 2:
        return np.zeros(shares.shape[:-1])
    return np.asarray(weighing.total / (size * (size - 1)) * (shares * (1 - shares)).sum(axis=-1))


def _none(shares: Floats, _weighing: Weighing) -> Floats:
    return np.zeros(shares.shape[:-1])


def _by_chance(name: str, expected: Expected, weights: str | ArrayLike) -> Coefficient:
    """A coefficient whose chance agreement hangs on the categories' shares alone."""

    def parts(given: Ratings) -> Floats:
        return _shares(given, weighing(given, weights))

    def of(given: Ratings, sums: Floats) -> Measured:
        observed, shares = _observed(given, sums)
        return _corrected(observed, expected(shares, weighing(given, weights)))

    return Coefficient(name=name, parts=parts, of=of, least=_least(weights))


def _least(weights: str | ArrayLike) -> float:
    """What is never undercut: with weights that let nothing agree in part, -1."""
    if isinstance(weights, str):
        named(weights, WEIGHTS)
    return -1.0 if isinstance(weights, str) and weights == "identity" else -np.inf


def percent_agreement(weights: str | ArrayLike = "identity") -> Coefficient:
    """The share of pairs of ratings that agree, averaged over units; 1 where raters are unanimous."""
    return replace(_by_chance("percent agreement", _none, weights), least=0.0)


def fleiss_kappa(weights: str | ArrayLike = "identity") -> Coefficient:
    """Fleiss' kappa (Fleiss 1971: .430 on the psychiatric diagnoses), for missing ratings as Gwet has it."""
    return _by_chance("Fleiss' kappa", _by_shares, weights)


def brennan_prediger(weights: str | ArrayLike = "identity") -> Coefficient:
    """Bennett's S, also Brennan and Prediger's and Randolph's kappa: chance takes all categories alike."""
    return replace(_by_chance("Brennan-Prediger", _by_number, weights), undefined=ONE_CATEGORY)


def gwet_ac(weights: str | ArrayLike = "identity") -> Coefficient:
    """Gwet's AC1; with weights other than `identity`, AC2 (Gwet 2008)."""
    is_plain = isinstance(weights, str) and weights == "identity"
    return _by_chance("Gwet's AC1" if is_plain else "Gwet's AC2", _by_spread, weights)


def scott_pi(weights: str | ArrayLike = "identity") -> Coefficient:
    """Scott's pi (Scott 1955): two raters, with the same categories by chance."""

    def expected(one: Floats, other: Floats, weighed: Weighing) -> Floats:
        return _by_shares((one + other) / 2, weighed)

    return _of_two("Scott's pi", expected, weights)


def cohen_kappa(weights: str | ArrayLike = "identity") -> Coefficient:
    """Cohen's kappa (Cohen 1960, 1968): two raters, each with categories of its own by chance.

    Weights hang on the categories' values; where these are no numbers, on their ranks.
    """

    def expected(one: Floats, other: Floats, weighed: Weighing) -> Floats:
        return weighed.between(one, other)

    return replace(_of_two("Cohen's kappa", expected, weights), by_name=True)


def _of_two(
    name: str, expected: Callable[[Floats, Floats, Weighing], Floats], weights: str | ArrayLike
) -> Coefficient:
    """A coefficient of two raters, whose chance agreement hangs on what shares each gave."""

    def parts(given: Ratings) -> Floats:
        return _crossed(given, weighing(given, weights))

    def of(given: Ratings, sums: Floats) -> Measured:
        size = len(given.categories)
        one, other = sums[..., 1 : 1 + size], sums[..., 1 + size :]
        both = one.sum(axis=-1)
        one, other = _over(one, both[..., None]), _over(other, both[..., None])
        return _corrected(_over(sums[..., 0], both), expected(one, other, weighing(given, weights)))

    return Coefficient(name=name, parts=parts, of=of, pairs_only=True, least=_least(weights))


def conger_kappa(weights: str | ArrayLike = "identity") -> Coefficient:
    """Conger's kappa (Conger 1980): Cohen's for any number of raters, each with categories of its own.

    A rater without any rating is none.
    """

    def parts(given: Ratings) -> Floats:
        return _by_rater(given, weighing(given, weights))

    def of(given: Ratings, sums: Floats) -> Measured:
        size, raters = len(given.categories), given.given.shape[1]
        weighed, (observed, _) = weighing(given, weights), _observed(given, sums)
        flags = sums[..., 3 + size :].reshape(*sums.shape[:-1], raters, size)
        rated = flags.sum(axis=-1, keepdims=True)
        present = rated > 0
        number = present.sum(axis=(-2, -1))
        its = flags / np.maximum(rated, 1)
        mean = its.sum(axis=-2) / np.maximum(number, 1)[..., None]
        apart = (its - mean[..., None, :]) * present
        spread = weighed.between(apart, apart).sum(axis=-1) / np.maximum(number - 1, 1)
        return _corrected(observed, _by_shares(mean, weighed) - spread / np.maximum(number, 1))

    return Coefficient(name="Conger's kappa", parts=parts, of=of, by_name=True, least=_least(weights))


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
    observed, expected = _over(between, total), _over(by_chance, total * (total - 1))
    return Measured(observed=observed, expected=expected, value=1 - _over(observed, expected))


def specific_agreement(given: Ratings) -> dict[object, float | None]:
    """By category, how often another rater gives it where one does; none where nobody does.

    Spitzer and Fleiss (1974); of yes and no, positive and negative agreement (Cicchetti and Feinstein 1990).
    """
    counts = given.counts
    others = np.maximum(counts.sum(axis=1) - 1, 0)
    both, could = (counts * (counts - 1)).sum(axis=0), (counts * others[:, None]).sum(axis=0)
    ratios = _over(both, could)
    return {c: None if np.isnan(r) else float(r) for c, r in zip(given.categories, ratios, strict=True)}


COEFFICIENTS: Mapping[str, Callable[[], Coefficient]] = {
    "percent_agreement": percent_agreement,
    "cohen_kappa": cohen_kappa,
    "scott_pi": scott_pi,
    "fleiss_kappa": fleiss_kappa,
    "conger_kappa": conger_kappa,
    "brennan_prediger": brennan_prediger,
    "gwet_ac1": gwet_ac,
    "alpha": krippendorff_alpha,
}
