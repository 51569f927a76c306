"""Where coders differ, and in which order that is to be settled."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ilccode.log import Standing


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """A unit with the codes that coders differ on; `weight` says how much a ruling would matter."""

    unit: str
    codes: tuple[str, ...]
    weight: float


def disagreements(held: Mapping[tuple[str, str], Standing], codes: Iterable[str]) -> list[Disagreement]:
    """Where coders differ by how a codebook's codes stand, what matters most first.

    A code counts by one over how often it is given, and one: where a code is rare, one excerpt more or less
    changes what is known of it; where several codes are at issue, they add up.
    """
    given = Counter(code for (_, code), found in held.items() if found.share > 0)
    at_issue: dict[str, list[str]] = defaultdict(list)
    order = {code: place for place, code in enumerate(codes)}
    for unit, code in held:
        if held[unit, code].status == "disputed" and code in order:
            at_issue[unit].append(code)
    found = [
        Disagreement(
            unit=unit,
            codes=tuple(sorted(its, key=order.__getitem__)),
            weight=sum(1 / (1 + given[code]) for code in its),
        )
        for unit, its in at_issue.items()
    ]
    return sorted(found, key=lambda item: (-item.weight, item.unit))
