"""Decisions in, what the log says out: a pure fold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ilccode.model import Decision


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one code stands on one unit.

    `status` is `decided` (all who answered agree), `disputed` or `settled` (a ruling); `present` is
    none where it is disputed. `coders` are in order of name; `made_at` is the last answer's.
    """

    status: str
    present: bool | None
    coders: tuple[str, ...]
    made_at: str


def standing(
    decisions: Iterable[Decision], *, now: Mapping[str, str] | None = None
) -> dict[tuple[str, str], Standing]:
    """How each code stands on each unit that anyone has answered for, by (unit, code).

    `now` says of units what they became when their transcript was corrected.
    """
    answers: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    became = now or {}
    for decision in in_force(decisions):
        for code in decision.asked:
            answers[became.get(decision.unit, decision.unit), code].append(decision)
    return {(unit, code): _standing(code, given) for (unit, code), given in answers.items()}


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that their own coder has neither replaced nor taken back."""
    given = list(decisions)
    replaced = {(decision.coder, old) for decision in given for old in decision.replaces}
    return [d for d in given if (d.coder, d.id) not in replaced and d.codes is not None]


def _standing(code: str, given: Sequence[Decision]) -> Standing:
    rulings = [decision for decision in given if decision.settles]
    counted = rulings or given
    present = {code in (decision.codes or ()) for decision in counted}
    agreed = len(present) == 1
    return Standing(
        status="disputed" if not agreed else "settled" if rulings else "decided",
        present=present.pop() if agreed else None,
        coders=tuple(sorted({decision.coder for decision in counted})),
        made_at=max(decision.made_at for decision in counted),
    )
