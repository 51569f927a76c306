"""What coders said, as ratings: a table a code, two for a group of exclusive codes, one of sets."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ilccode.agreement.ratings import Ratings, from_table
from ilccode.model import UNITS, Codebook, Group
from ilccode.steps.agreed_units import Allowed


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """Ratings with a name; `kind` is `code` (yes and no), `any of` and `which of` a group, or `all` (sets).

    Its codes are given to units of one kind (`codes_of`: `segment`, `transcript` or `case`). Its rows are
    units (`unit`: of that kind, or what segments were joined to) that two and more have answered, its columns
    are `coders`. Of a group whose codes exclude one another, `positives` says of how many units
    somebody gave each; `several` answers give more than one to a larger unit, and are not there.
    """

    name: str
    kind: str
    codes_of: str
    unit: str
    ratings: Ratings
    coders: tuple[str, ...]
    is_ordered: bool = False
    positives: Mapping[str, int] = field(default_factory=dict)
    several: int = 0


def tables(book: Codebook, found: Allowed) -> Iterator[Table]:
    """A codebook's tables, in the codebook's order, level by level, the sets of codes last."""
    for level in UNITS:
        unit = found.unit if level == "segment" else level
        for table in _at(book, found, level):
            yield replace(table, codes_of=level, unit=unit)


def _at(book: Codebook, found: Allowed, level: str) -> Iterator[Table]:
    groups = [group for group in book.groups if group.unit == level]
    for group in groups:
        yield from _of_group(book, found, group)
    if len(groups) > 1 or any(group.kind == "any" for group in groups):
        name = "all codes" if level == "segment" else f"all {level} codes"
        everything = sets_of(found, [code.key for code in book.at(level)])
        yield _table(found, f"{name} (alpha)", "all", everything, None)


def of_two(table: Table, one: int, other: int) -> Table:
    """The same of two coders alone, by their columns."""
    columns = [one, other]
    given = replace(table.ratings, given=table.ratings.given[:, columns])
    return replace(table, ratings=_twice(given), coders=tuple(table.coders[column] for column in columns))


def _of_group(book: Codebook, found: Allowed, group: Group) -> Iterator[Table]:
    """A table a code; of exclusive codes whether any applies, and, where coders say so, which."""
    codes = [code.key for code in book.codes if code.group == group.key]
    if group.kind == "any":
        for code in codes:
            yield _table(found, code, "code", found.given.get(code, {}), (False, True))
        return
    order = list(group.codes) if group.kind == "ordered" and group.codes else codes
    name, sets = group.name or group.key, _twice_said(sets_of(found, codes))
    any_of = {unit: {coder: bool(its) for coder, its in said.items()} for unit, said in sets.items()}
    yield _table(found, f"{name}: any", "any of", any_of, (False, True))
    chosen = {
        unit: {coder: next(iter(its)) for coder, its in said.items() if len(its) == 1}
        for unit, said in sets.items()
    }
    is_ordered = group.kind == "ordered"
    which = _table(found, f"{name}: which{' (ordinal)' if is_ordered else ''}", "which of", chosen, order)
    yield replace(
        which,
        is_ordered=is_ordered,
        positives={
            code: sum(any(code in its for its in said.values()) for said in sets.values()) for code in order
        },
        several=sum(len(its) > 1 for said in sets.values() for its in said.values()),
    )


Said = Mapping[str, Mapping[str, Hashable]]
"""By unit and coder, what was said; a coder who did not say all of it is left out."""


def sets_of(found: Allowed, codes: Sequence[str]) -> dict[str, dict[str, frozenset[str]]]:
    """By unit and coder, which of some codes apply, where the coder has answered about all of them."""
    given = [found.given.get(code, {}) for code in codes]
    sets: dict[str, dict[str, frozenset[str]]] = {}
    for unit in dict.fromkeys(unit for by_unit in given for unit in by_unit):
        its = [by_unit.get(unit, {}) for by_unit in given]
        whole = set(its[0]).intersection(*its)
        sets[unit] = {
            coder: frozenset(code for code, said in zip(codes, its, strict=True) if said[coder])
            for coder in sorted(whole)
        }
    return sets


def _twice_said(sets: dict[str, dict[str, frozenset[str]]]) -> dict[str, dict[str, frozenset[str]]]:
    """What two and more have answered."""
    return {unit: said for unit, said in sets.items() if len(said) > 1}


def _table(found: Allowed, name: str, kind: str, said: Said, categories: Sequence[Hashable] | None) -> Table:
    units = [unit for unit, its in said.items() if len(its) > 1]
    coders = sorted({coder for unit in units for coder in said[unit]})
    rows = [[said[unit].get(coder) for coder in coders] for unit in units]
    clusters = [found.clusters[unit] for unit in units]
    given = from_table(rows, categories=categories, clusters=clusters)
    return Table(name=name, kind=kind, codes_of="", unit="", ratings=given, coders=tuple(coders))


def _twice(given: Ratings) -> Ratings:
    """The units that two raters and more have rated."""
    rows = np.flatnonzero((given.given >= 0).sum(axis=1) >= 2)
    return replace(given, given=given.given[rows], clusters=given.clusters[rows])
