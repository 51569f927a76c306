"""Decisions in, what the log says out: a pure fold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from ilccode.model import Decision, Memo


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one code stands on one unit.

    `status` is `decided` (all who answered agree), `disputed` or `settled` (a ruling); `present` is
    none where it is disputed, and `share` is how many of the coders say yes, 0 to 1: one who says both
    is half of each. `coders` are in order of name, `seen` says of each what was on the screen; `made_at` is
    the last answer's. `rulings` are the decisions that settled it, by id.
    """

    status: str
    present: bool | None
    share: float
    coders: tuple[str, ...]
    made_at: str
    seen: tuple[str, ...] = ()
    rulings: tuple[str, ...] = ()


Versions = Mapping[str, Mapping[str, str]]
"""What decisions made under versions of a codebook still say: by version, its codes' keys and today's."""


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """What one decision says of one code."""

    decision: Decision
    present: bool


def standing(
    decisions: Iterable[Decision], *, now: Mapping[str, str] | None = None, versions: Versions | None = None
) -> dict[tuple[str, str], Standing]:
    """How each code stands on each unit that anyone has answered for, by (unit, code).

    `now` says of units what they became when their transcript was corrected. With `versions`, codes are
    those of today's codebook: what was decided under a version, or of a code, that is not there counts
    for nothing. An answer replaces an earlier one whatever the versions.
    """
    answers: dict[tuple[str, str], list[_Answer]] = defaultdict(list)
    became = now or {}
    for decision in in_force(decisions):
        for code, today in _today(decision, versions):
            answer = _Answer(decision=decision, present=code in (decision.codes or ()))
            answers[became.get(decision.unit, decision.unit), today].append(answer)
    return {key: _standing(given) for key, given in answers.items()}


def _today(decision: Decision, versions: Versions | None) -> Iterator[tuple[str, str]]:
    """The codes that a decision was asked about, each with its key of today."""
    if versions is None:
        return ((code, code) for code in decision.asked)
    held = versions.get(decision.codebook, {})
    return ((code, held[code]) for code in decision.asked if code in held)


@dataclass(frozen=True, kw_only=True)
class Independent:
    """A coder's last answer about one code of a unit that was given without sight of other coders' answers.

    `is_again` tells that the coder had answered the unit before, in sight of suggestions or of nobody knows
    what.
    """

    decision: Decision
    present: bool
    is_again: bool

    @property
    def is_blind(self) -> bool:
        """Whether it was given in sight of nothing."""
        return not self.decision.seen


def independent(
    decisions: Iterable[Decision],
    *,
    now: Mapping[str, str] | None = None,
    versions: Versions | None = None,
    counts: Callable[[Decision], bool] = lambda _: True,
) -> dict[tuple[str, str], dict[str, Independent]]:
    """What coders said of codes on units before they knew what others say, by (unit, code) and coder.

    It is the last such answer, also where the coder changed it after talking. Rulings never count, nor does
    what its coder has taken back, nor what `counts` leaves out; what was on the screen is known all the same.
    """
    found: dict[tuple[str, str], dict[str, Independent]] = defaultdict(dict)
    became = now or {}
    for said in said_first((decision for decision in decisions if not decision.settles), now=now):
        decision = said.decision
        if "others" in decision.seen or not counts(decision):
            continue
        for code, today in _today(decision, versions):
            found[became.get(decision.unit, decision.unit), today][decision.coder] = Independent(
                decision=decision, present=code in (decision.codes or ()), is_again=said.is_again
            )
    return dict(found)


@dataclass(frozen=True, kw_only=True)
class Saying:
    """A decision by which a coder says something for the first time.

    `is_again` tells that the coder had answered the unit before, in sight of suggestions or of nobody knows
    what, even if that was taken back.
    """

    decision: Decision
    is_again: bool


def said_first(decisions: Iterable[Decision], *, now: Mapping[str, str] | None = None) -> list[Saying]:
    """What coders said for the first time and did not take back, in order.

    Whoever takes back an answer (the first that a decision replaces) says again what stood before it, or says
    nothing (no codes); whoever answers anew about some codes says again what was said of the others. What is
    so said again was said before.
    """
    given = list(decisions)
    kept, again = _kept(given), _again(given, now or {})
    return [Saying(decision=d, is_again=d.id in again) for d in given if d.id in kept]


def _kept(decisions: Sequence[Decision]) -> set[str]:
    """The decisions that say something for the first time, without those that were taken back."""
    given: dict[str, Decision] = {}
    firsts: dict[str, str] = {}
    known: dict[tuple[object, ...], str] = {}
    kept: set[str] = set()
    for decision in decisions:
        old = [given[one] for one in decision.replaces if one in given]
        rest_of = next((one.id for one in old if is_rest(decision, one)), None)
        said_before = known.get(content(decision), rest_of)
        first = firsts[said_before] if said_before else decision.id
        given[decision.id], firsts[decision.id] = decision, first
        if decision.codes is None:
            kept -= {firsts[one.id] for one in old}
            continue
        known.setdefault(content(decision), decision.id)
        if said_before and not rest_of:
            kept -= {firsts[one.id] for one in old[:1]}
        kept.add(first)
    return kept


def _again(decisions: Sequence[Decision], now: Mapping[str, str]) -> set[str]:
    """The decisions about units that their coder had answered before in sight of suggestions."""
    sighted: set[tuple[str, str]] = set()
    found: set[str] = set()
    for decision in decisions:
        place = (decision.coder, now.get(decision.unit, decision.unit))
        if place in sighted:
            found.add(decision.id)
        if {"suggestions", "unknown"} & set(decision.seen):
            sighted.add(place)
    return found


def content(decision: Decision) -> tuple[object, ...]:
    """What a decision says and when it was said first, in place of whatever it is said again."""
    d = decision
    about = (d.unit, d.codebook, d.coder, d.settles)
    return (*about, d.asked, d.codes, d.seen, d.run, d.sample, d.made_at)


def is_rest(decision: Decision, old: Decision) -> bool:
    """Whether a decision says of some codes what an older one says of more."""
    given = tuple(code for code in old.codes or () if code in decision.asked)
    is_part = set(decision.asked) < set(old.asked)
    return is_part and content(decision) == content(replace(old, asked=decision.asked, codes=given))


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that their own coder has neither replaced nor taken back."""
    given = list(decisions)
    replaced = {(decision.coder, old) for decision in given for old in decision.replaces}
    return [d for d in given if (d.coder, d.id) not in replaced and d.codes is not None]


def notes_in_force(memos: Iterable[Memo]) -> list[Memo]:
    """The notes that their own coder has neither replaced nor taken back."""
    given = list(memos)
    replaced = {(memo.coder, old) for memo in given for old in memo.replaces}
    return [memo for memo in given if (memo.coder, memo.id) not in replaced and memo.text]


def was_asked_blind(decision: Decision) -> bool:
    """Whether a coder was asked in sight of no suggestion, whatever the coder had seen before."""
    return set(decision.seen) <= {"others"}


def screen(seen: Collection[str]) -> str:
    """What was on the screen, in a word: `blind`, `assisted` (by suggestions), `others` or `unknown`."""
    return next((what for what in ("unknown", "others") if what in seen), "assisted" if seen else "blind")


def _standing(given: Sequence[_Answer]) -> Standing:
    rulings = _rulings(given)
    counted = rulings or given
    said: dict[str, list[bool]] = defaultdict(list)
    for answer in counted:
        said[answer.decision.coder].append(answer.present)
    share = fmean(map(fmean, said.values()))
    agreed = share in (0, 1)
    return Standing(
        status="disputed" if not agreed else "settled" if rulings else "decided",
        present=bool(share) if agreed else None,
        share=share,
        coders=tuple(sorted(said)),
        made_at=max(answer.decision.made_at for answer in counted),
        seen=tuple(screen(_seen(counted, coder)) for coder in sorted(said)),
        rulings=tuple(answer.decision.id for answer in rulings),
    )


def _rulings(given: Sequence[_Answer]) -> list[_Answer]:
    """The rulings that count: those that no further one settles."""
    rulings = [answer for answer in given if answer.decision.settles]
    overruled = {settled for answer in rulings for settled in answer.decision.settles}
    return [answer for answer in rulings if answer.decision.id not in overruled]


def _seen(given: Sequence[_Answer], coder: str) -> set[str]:
    """What was on a coder's screen, whichever of several answers it was."""
    return {what for answer in given if answer.decision.coder == coder for what in answer.decision.seen}
