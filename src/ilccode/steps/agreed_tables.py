"""What coders said, as ratings: a table a code, two for a group of exclusive codes, one of sets."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ilccode.agreement.ratings import Ratings, ratings
from ilccode.model import Codebook, Group
from ilccode.steps.agreed_units import Allowed


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """Ratings with a name; `kind` is `code` (yes and no), `any of` and `which of` a group, or `all` (sets).

    `units` are the rows, in the ratings' order.
    """

    name: str
    kind: str
    ratings: Ratings
    units: tuple[str, ...]
    is_ordered: bool = False


def tables(book: Codebook, found: Allowed) -> Iterator[Table]:
    """A codebook's tables, in the codebook's order, the sets of codes last."""
    for group in (group for group in book.groups if group.unit == "segment"):
        codes = [code.key for code in book.at("segment") if code.group == group.key]
        if group.kind == "any":
            for code in codes:
                yield _table(found, code, "code", _present(found, [code]), (False, True))
        else:
            yield from _of_group(found, group, codes)
    everything = [code.key for code in book.at("segment")]
    yield _table(found, "all codes (MASI)", "all", sets_of(found, everything), None)


def _of_group(found: Allowed, group: Group, codes: list[str]) -> Iterator[Table]:
    """Whether any code of a group applies, and, where both say so, which."""
    order = list(group.codes) if group.kind == "ordered" and group.codes else codes
    name = group.name or group.key
    yield _table(found, f"{name}: any", "any of", _present(found, codes), (False, True))
    chosen = {
        unit: {coder: next(code for code in order if code in its) for coder, its in said.items() if its}
        for unit, said in sets_of(found, codes).items()
    }
    which = _table(found, f"{name}: which", "which of", chosen, order)
    yield replace(which, is_ordered=group.kind == "ordered")


Said = Mapping[str, Mapping[str, Hashable]]
"""By unit and coder, what was said; a coder who did not say all of it is left out."""


def _present(found: Allowed, codes: list[str]) -> Said:
    """By unit and coder, whether any of some codes applies."""
    return {
        unit: {coder: bool(its) for coder, its in said.items()}
        for unit, said in sets_of(found, codes).items()
    }


def sets_of(found: Allowed, codes: list[str]) -> dict[str, dict[str, frozenset[str]]]:
    """By unit and coder, which of some codes apply, where the coder has answered about all of them."""
    units = dict.fromkeys(unit for unit, _ in found.given)
    sets: dict[str, dict[str, frozenset[str]]] = {}
    for unit in units:
        its = [found.given.get((unit, code), {}) for code in codes]
        whole = [coder for coder in found.coders if all(coder in said for said in its)]
        sets[unit] = {
            coder: frozenset(code for code, said in zip(codes, its, strict=True) if said[coder])
            for coder in whole
        }
    return sets


def _table(found: Allowed, name: str, kind: str, said: Said, categories: Sequence[Hashable] | None) -> Table:
    units = tuple(unit for unit, its in said.items() if its)
    paired = {coder for its in said.values() if len(its) > 1 for coder in its}
    rows = [[said[unit].get(coder) for coder in found.coders if coder in paired] for unit in units]
    clusters = [found.clusters[unit] for unit in units]
    given = ratings(rows, categories=categories, clusters=clusters)
    return Table(name=name, kind=kind, ratings=given, units=units)
