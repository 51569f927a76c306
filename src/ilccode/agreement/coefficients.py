"""Coefficients of agreement beside alpha: what two raters would agree by chance, and how far they go beyond.

With counts r_ik (raters who gave unit i category k), r_i their sum, and weights w (Gwet 2014):

- observed agreement is the mean, over units with two ratings and more, of the sum over k and l of
  w_kl r_ik (r_il - [k=l]) / r_i (r_i - 1);
- expected agreement is what two raters would have by chance: here coefficients differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ilccode.agreement.measures import ONE_CATEGORY, TINY, Coefficient, Measured, over
from ilccode.agreement.ratings import MISSING, Ratings
from ilccode.agreement.weights import WEIGHTS, Weighing, named, weighing

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from ilccode.agreement.measures import Floats

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


# what sums of parts say


def _observed(given: Ratings, sums: Floats) -> tuple[Floats, Floats]:
    """Observed agreement, and the share of each category, of sums of `_shares`."""
    size = len(given.categories)
    return over(sums[..., 0], sums[..., 1]), over(sums[..., 2 : 2 + size], sums[..., 2 + size, None])


def _corrected(observed: Floats, expected: Floats) -> Measured:
    """Agreement beyond chance over what there could be."""
    room = np.asarray(1 - expected)
    value = over(observed - expected, np.where(room > TINY, room, 0.0))
    return Measured(observed=np.asarray(observed), expected=np.asarray(expected), value=value)


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

    return Coefficient(name=_with(name, weights), parts=parts, of=of, least=_least(weights))


def _with(name: str, weights: str | ArrayLike) -> str:
    """A coefficient's name, with its weights where it has any."""
    if isinstance(weights, str):
        return name if weights == "identity" else f"{name} ({weights} weights)"
    return f"{name} (own weights)"


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
        one, other = over(one, both[..., None]), over(other, both[..., None])
        return _corrected(over(sums[..., 0], both), expected(one, other, weighing(given, weights)))

    return Coefficient(name=_with(name, weights), parts=parts, of=of, pairs_only=True, least=_least(weights))


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

    name = _with("Conger's kappa", weights)
    return Coefficient(name=name, parts=parts, of=of, by_name=True, least=_least(weights))


def specific_agreement(given: Ratings) -> dict[object, float | None]:
    """By category, how often another rater gives it where one does; none where nobody does.

    Spitzer and Fleiss (1974); of yes and no, positive and negative agreement (Cicchetti and Feinstein 1990).
    """
    counts = given.counts
    others = np.maximum(counts.sum(axis=1) - 1, 0)
    both, could = (counts * (counts - 1)).sum(axis=0), (counts * others[:, None]).sum(axis=0)
    ratios = over(both, could)
    return {c: None if np.isnan(r) else float(r) for c, r in zip(given.categories, ratios, strict=True)}
