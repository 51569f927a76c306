"""Krippendorff's unitizing family: how far coders agree who each chose their own stretches of a text.

The definitions are those of Krippendorff, Mathet, Bouvry and Widlöcher (2016, Quality & Quantity 50,
2347-2364), restated in Krippendorff (2019, Content Analysis, 4th ed., section 12.6). A text of L code points,
the continuum, is parted by each of m coders into valued units, which have a category, and gaps, whose value
is φ. Only the nominal difference is here.

- Observed coincidences (2019, eq. 32): ℓ_ck sums, over ordered pairs of coders, the lengths of the
  intersections of the one's units of c with the other's of k, and divides by m - 1; then ℓ.. = m L.
- Expected coincidences (eq. 33): ε_ck = (ℓ_c. ℓ_.k - [c = k] s_c) / (ℓ.. - s. / ℓ..). Here s is the matter
  paired with itself: a unit counts by its length squared, for it was chosen as a whole, a gap by its length.
- u-alpha = 1 - Σ_{c≠k} ℓ_ck / Σ_{c≠k} ε_ck, over all values, φ among them (eq. 34).
- |u-alpha is the same with the rows and columns of all categories summed into one (eq. 35).
- cu-alpha is the same for the rows and columns of the categories alone, ℓ* and ε*; in s a unit counts by the
  square of how much of it lies in units of other coders, on average over those coders (eqs. 36 and 37).
- (k)u-alpha = 1 - (ε*_.k / ℓ*_.k) (ℓ*_.k - ℓ*_kk) / (ε*_.k - ε*_kk) (eq. 38).

The older u-alpha (Krippendorff 1995 and 2004, computed by DKPro Statistics) sums squared distances between
the ends of units; it is another coefficient and not here. In cu-alpha's s sources differ for three coders and
more: quallmer (R) squares how much of a unit lies in units of any other coder; a Python module written after
the paper squares it for each other coder, then averages. Here the average is squared: this alone gives the
printed .724 (the others .728 and .726), and this alone never expects a coincidence below zero. With two
coders the three are one.

Check values (2019, p. 340, Figure 12.11: three coders, 60 code points): u-alpha .510, |u-alpha .413, cu-alpha
.724, (k)u-alpha 1 for the categories 1, 5 and 6 and 0 for 2, 3 and 4. Here |u-alpha is .4136; an expected
disagreement rounded to 44.3 would give .413. Neither paper nor book was at hand: the equations were read from
these two programs, the figure and its values from quallmer's tests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from operator import attrgetter, index
from typing import TypeVar

Key = TypeVar("Key")

Span = tuple[int, int, str]
"""Where a unit starts, where it ends (exclusive), both in code points, and its category."""


@dataclass(frozen=True, kw_only=True)
class UnitizingAlpha:
    """What one coefficient of the family says of a text.

    `value` is 1 where coders agree fully, about 0 where as by chance, less where worse; it is none where the
    formula divides by zero, and `reason`, empty otherwise, says why. `observed` and `expected` are the
    disagreements in code points (value = 1 - observed / expected); `coverage` is the share of all matter, or
    for (k)u-alpha of the category's, that the value speaks of. The three are none with nothing to compare.
    """

    value: float | None
    reason: str
    observed: float | None
    expected: float | None
    coverage: float | None


@dataclass(frozen=True, kw_only=True)
class Continuum:
    """What the units of all coders of a text come to, in code points: all that the coefficients read.

    By category: `marked` is the length of its units, `met` how much of them lies in other coders' units,
    counted once for each such coder, `agreed` how much of that in units of the same category, and
    `met_squares` the sum of the single units' `met`, squared. `squares` sums all units' squared lengths.
    """

    coders: int
    length: int
    marked: Mapping[str, int]
    squares: int
    met: Mapping[str, int]
    met_squares: Mapping[str, int]
    agreed: Mapping[str, int]

    @property
    def matter(self) -> int:
        """The text's length, once for each coder."""
        return self.coders * self.length

    @property
    def gaps(self) -> int:
        """How much of all matter lies in no unit."""
        return self.matter - _total(self.marked)


@dataclass(frozen=True, kw_only=True)
class _Unit:
    """A stretch of text to which one coder gave a category."""

    coder: str
    start: int
    end: int
    category: str

    @property
    def length(self) -> int:
        return self.end - self.start

    def __str__(self) -> str:
        return f"({self.start}, {self.end}, {self.category!r})"


def continuum(length: int, coders: Mapping[str, Iterable[Span]]) -> Continuum:
    """A text of so many code points with the spans that each coder marked, in any order.

    An empty list is a coder who marked nothing; a coder not named has not seen the text. Several texts that
    the same coders saw are one continuum when laid end to end. Spans that touch are two units. Raises
    ValueError for spans of one coder that overlap, are empty or lie outside the text, and names them.
    """
    if length < 0:
        raise ValueError(f"a text cannot have a length of {length}")
    rows = [_units(coder, spans, index(length)) for coder, spans in coders.items()]
    units = [unit for row in rows for unit in row]
    meetings = [met for ours, theirs in combinations(rows, 2) for met in _intersections(ours, theirs)]
    met = _sums((unit, shared) for one, other, shared in meetings for unit in (one, other))
    return Continuum(
        coders=len(rows),
        length=index(length),
        marked=_sums((unit.category, unit.length) for unit in units),
        squares=sum(unit.length**2 for unit in units),
        met=_sums((unit.category, shared) for unit, shared in met.items()),
        met_squares=_sums((unit.category, shared**2) for unit, shared in met.items()),
        agreed=_sums((a.category, 2 * shared) for a, b, shared in meetings if a.category == b.category),
    )


def _units(coder: str, spans: Iterable[Span], length: int) -> list[_Unit]:
    """One coder's units in the order of the text, checked."""
    given = [_Unit(coder=coder, start=index(a), end=index(b), category=category) for a, b, category in spans]
    units = sorted(given, key=attrgetter("start", "end"))
    for unit in units:
        if not 0 <= unit.start < unit.end <= length:
            raise ValueError(f"coder {coder!r}: the span {unit} is empty or outside the text of {length}")
    for unit, following in pairwise(units):
        if following.start < unit.end:
            raise ValueError(f"coder {coder!r}: the spans {unit} and {following} overlap")
    return units


def _intersections(ours: list[_Unit], theirs: list[_Unit]) -> Iterator[tuple[_Unit, _Unit, int]]:
    """Each unit of ours with each of theirs that it intersects, and by how much, in the order of the text."""
    one, other = 0, 0
    while one < len(ours) and other < len(theirs):
        mine, yours = ours[one], theirs[other]
        shared = min(mine.end, yours.end) - max(mine.start, yours.start)
        if shared > 0:
            yield mine, yours, shared
        if mine.end <= yours.end:
            one += 1
        else:
            other += 1


def u_alpha(text: Continuum) -> UnitizingAlpha:
    """How far coders agree on the whole text: on where units are, and on their categories, gaps being one.

    Krippendorff (2019, eq. 34). Undefined with fewer than two coders, where nobody marked anything, and
    where all gave the whole text the same category.
    """
    if nobody := _nobody_to_compare(text):
        return _undefined(nobody)
    observed = 2 * _total(text.marked) - _mean(text, _total(text.met) + _total(text.agreed))
    expected = _by_chance(text, [text.gaps, *text.marked.values()])
    reason = f"every coder gave the whole text the same category, {_first(text.marked)!r}"
    return _alpha(observed, expected, reason=reason if text.marked else _NOTHING)


def bar_u_alpha(text: Continuum) -> UnitizingAlpha:
    """How far coders agree on which matter is relevant, whatever its category: |u-alpha, units against gaps.

    Krippendorff (2019, eq. 35). Undefined with fewer than two coders, where nobody marked anything, and
    where all marked the whole text.
    """
    if nobody := _nobody_to_compare(text):
        return _undefined(nobody)
    marked = _total(text.marked)
    observed = 2 * (marked - _mean(text, _total(text.met)))
    expected = _by_chance(text, [text.gaps, marked])
    return _alpha(observed, expected, reason="every coder marked the whole text" if marked else _NOTHING)


def cu_alpha(text: Continuum) -> UnitizingAlpha:
    """How far coders agree on the categories of what two or more of them marked; gaps count for nothing.

    Krippendorff (2019, eqs. 36 and 37). Undefined with fewer than two coders, where no units of two coders
    intersect, and where those that do have one category only.
    """
    if nothing := _nobody_to_compare(text) or _nothing_met(text):
        return _undefined(nothing)
    met = _total(text.met)
    observed = _mean(text, met - _total(text.agreed))
    expected = _mean(text, met) * Fraction(_unlike(text.met.values()), met**2 - _total(text.met_squares))
    return _alpha(observed, expected, reason=_one_category(text), coverage=_mean(text, met) / text.matter)


def ku_alpha(text: Continuum, category: str) -> UnitizingAlpha:
    """How far coders agree on one category against the others, in what two or more marked: (k)u-alpha.

    Krippendorff (2019, eq. 38); `expected` is put to the scale of what was observed of the category.
    Undefined with fewer than two coders, where no unit of the category meets another coder's unit, and where
    all units that meet are of this category.
    """
    if nothing := _nobody_to_compare(text) or _nothing_met(text) or _category_unmet(text, category):
        return _undefined(nothing)
    own, met = text.met[category], _total(text.met)
    observed = _mean(text, own - text.agreed.get(category, 0))
    expected = _mean(text, own) * Fraction(own * (met - own), own * met - text.met_squares[category])
    coverage = _mean(text, own) / text.marked[category]
    return _alpha(observed, expected, reason=_one_category(text), coverage=coverage)


_NOTHING = "nobody marked anything"


def _nobody_to_compare(text: Continuum) -> str:
    """Why no two coders can be compared at all, or nothing."""
    if text.coders < 2:
        return "fewer than two coders saw the text"
    return "" if text.length else "the text is empty"


def _nothing_met(text: Continuum) -> str:
    """Why nothing has categories from two coders, or nothing."""
    if not text.marked:
        return _NOTHING
    return "" if text.met else "no units of two coders intersect"


def _category_unmet(text: Continuum, category: str) -> str:
    """Why nothing has this category and one from another coder, or nothing."""
    if category not in text.marked:
        return f"nobody gave the category {category!r}"
    return "" if category in text.met else f"no unit of {category!r} intersects another coder's unit"


def _one_category(text: Continuum) -> str:
    return f"all units that intersect have the same category, {_first(text.met)!r}"


def _first(counts: Mapping[str, int]) -> str | None:
    return next(iter(counts), None)


def _sums(amounts: Iterable[tuple[Key, int]]) -> Counter[Key]:
    """The amounts summed by what they are amounts of."""
    sums: Counter[Key] = Counter()
    for key, amount in amounts:
        sums[key] += amount
    return sums


def _total(counts: Mapping[str, int]) -> int:
    return sum(counts.values())


def _mean(text: Continuum, met: int) -> Fraction:
    """What was counted once for each other coder, on average over the other coders."""
    return Fraction(met, text.coders - 1)


def _unlike(amounts: Iterable[int]) -> int:
    """The ordered pairs of matter of unlike values."""
    given = list(amounts)
    return sum(given) ** 2 - sum(amount**2 for amount in given)


def _by_chance(text: Continuum, amounts: Iterable[int]) -> Fraction:
    """The disagreement expected where all matter is of these values, nothing being paired with itself."""
    return Fraction(text.matter * _unlike(amounts), text.matter**2 - text.gaps - text.squares)


def _undefined(reason: str) -> UnitizingAlpha:
    return UnitizingAlpha(value=None, reason=reason, observed=None, expected=None, coverage=None)


def _alpha(
    observed: Fraction, expected: Fraction, *, reason: str, coverage: Fraction = Fraction(1)
) -> UnitizingAlpha:
    """One minus observed over expected disagreement; where none is expected, the reason for that."""
    return UnitizingAlpha(
        value=float(1 - observed / expected) if expected else None,
        reason="" if expected else reason,
        observed=float(observed),
        expected=float(expected),
        coverage=float(coverage),
    )
