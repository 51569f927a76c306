"""Which answers agreement is computed from, how many are kept out, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ilccode.errors import UsageError
from ilccode.log import Independent, independent, said_first, was_asked_blind
from ilccode.model import UNITS, Codebook, Decision, Segment
from ilccode.steps.plans import round_of
from ilccode.steps.quoting import quoted
from ilccode.steps.random_sample import is_pilot, random_samples
from ilccode.steps.study import Ref, Study
from ilccode.steps.training import versions
from ilccode.steps.units import units

ON = {
    "random": "the random sample that coders coded blind",
    "blind": "whatever coders coded blind, however it was picked",
    "any": "all independent answers, also those given in sight of suggestions",
}
"""What agreement may be computed on, and how that is said."""

KEPT_OUT = {
    "pilot": "in pilot interviews",
    "quoted": "on segments that the codebook quotes",
    "others": "given after other coders' answers were shown; as that is where coders differ, what is left is "
    "the easier part",
    "again": "given blind, but before in sight of suggestions",
    "assisted": "given in sight of suggestions, or of nobody knows what",
    "second": "given in a second round",
    "part": "to parts of larger units of which their coder has not answered all",
    "meaning": "about codes that are no more, or mean something else now",
    "beyond": "beyond what their coder has coded of the random sample without a hole",
}
"""Why answers are kept out, in words."""

Given = Mapping[str, Mapping[str, Mapping[str, bool]]]
"""By code, unit and coder, whether the code applies."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How many units of a random sample a coder has coded without a hole, in some codes, and what is next."""

    coder: str
    codes: tuple[str, ...]
    units: int
    next: str


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """The answers that agreement is computed from; `kept_out` counts the others, by reason.

    `rest` is how many segments nobody has answered so, beside pilots and quotes. `unit` says what those about
    segments' codes stand for: segments, or the turns or transcripts that they were joined to, of which
    `partial` are there in part only. `clusters` says in which interview a unit stands; a transcript or a case
    stands for itself. `decisions` are the coders' last, by unit, code and coder. `reach` is of coders who
    have answers beyond it.
    """

    given: Given
    kept_out: Mapping[str, int]
    clusters: Mapping[str, str]
    unit: str = "segment"
    rest: int = 0
    partial: int = 0
    segments: Mapping[str, Ref] = field(default_factory=dict)
    decisions: Mapping[tuple[str, str, str], Decision] = field(default_factory=dict)
    reach: tuple[Reach, ...] = ()

    @property
    def coders(self) -> tuple[str, ...]:
        """Whoever has answered, by name."""
        return tuple(sorted({c for by_unit in self.given.values() for its in by_unit.values() for c in its}))


def allowed(study: Study, book: Codebook, *, on: str = "random") -> Allowed:
    """The answers about a codebook's codes; raises `UsageError` for what they may not be of."""
    check_on(on)
    return _Sorting(study, book, on).allowed()


def check_on(on: str) -> None:
    """Raise `UsageError` for what agreement may not be computed on."""
    if on not in ON:
        raise UsageError(f"--on {on}: expected one of {', '.join(ON)}")


class _Sorting:
    """Sorts answers into those that are allowed and those that are kept out."""

    def __init__(self, study: Study, book: Codebook, on: str) -> None:
        self._study = study
        self._on = on
        self._kinds = {code.key: kind for kind in UNITS for code in book.at(kind)}
        self._where = whereabouts(study, book)
        self._known = versions(study, book)
        every = [d for d in study.store.all(Decision) if d.codebook in self._known and not d.settles]
        said = [saying.decision for saying in said_first(every)]
        decisions = [decision for decision in said if round_of(decision.sample) == 1]
        self._answers = independent(
            every,
            now=study.became,
            versions=self._known,
            counts=lambda decision: round_of(decision.sample) == 1,
        )
        self._pilots = {unit for unit, its in self._where.items() if is_pilot(study, its)}
        self._quoted = quoted_units(study, book, {unit for unit, _ in self._answers})
        blind = set(self._ever_blind(decisions)) if on == "random" else set()
        self._samples = random_samples(study, book, blind) if on == "random" else {}
        last = self._last(decisions)
        self._not_asked = {
            "others": self._number([key for key, decision in last.items() if "others" in decision.seen]),
            "second": self._number(self._last([d for d in said if round_of(d.sample) > 1])),
            "meaning": self._number(self._outdated(decisions) - set(last)),
        }

    def allowed(self) -> Allowed:
        """The answers that are allowed."""
        given: dict[str, dict[str, dict[str, bool]]] = defaultdict(lambda: defaultdict(dict))
        decisions: dict[tuple[str, str, str], Decision] = {}
        kept_out: Counter[str] = Counter()
        beyond: set[tuple[str, str]] = set()
        for unit, code, coder, answer in self._about_what_is_there():
            why = self._why_not(unit, code, coder, answer)
            if not why:
                given[code][unit][coder] = answer.present
                decisions[unit, code, coder] = answer.decision
                continue
            kept_out[why] += 1
            if why == "beyond":
                beyond.add((coder, code))
        units = {unit for unit, _, _ in decisions}
        return Allowed(
            given={code: dict(by_unit) for code, by_unit in given.items()},
            kept_out=dict(+Counter({**self._not_asked, **kept_out})),
            clusters=clusters(self._where, units),
            segments={ref.id: ref for ref in self._study.coded if ref.id in units},
            decisions=decisions,
            rest=self._rest(units),
            reach=tuple(self._reach(beyond)),
        )

    def _about_what_is_there(self) -> Iterator[tuple[str, str, str, Independent]]:
        """The answers about units and codes of today: unit, code, coder and answer."""
        for (unit, code), its in self._answers.items():
            if code in self._kinds and unit in self._where:
                yield from ((unit, code, coder, answer) for coder, answer in its.items())

    def _why_not(self, unit: str, code: str, coder: str, answer: Independent) -> str:
        """Why an answer is kept out; empty where it is not."""
        if unit in self._pilots:
            return "pilot"
        if unit in self._quoted:
            return "quoted"
        if self._on == "any":
            return ""
        if not answer.is_blind:
            return "assisted"
        if answer.is_again:
            return "again"
        if self._on == "random" and not self._samples[self._kinds[code]].holds(unit, coder, code):
            return "beyond"
        return ""

    def _rest(self, answered: Collection[str]) -> int:
        """How many segments there are beside those answered, pilots, and what the codebook quotes."""
        out = self._pilots | self._quoted
        return sum(ref.id not in answered and ref.id not in out for ref in self._study.coded)

    def _reach(self, beyond: Collection[tuple[str, str]]) -> Iterator[Reach]:
        """How far coders who have answered more have got without a hole, by codes that end alike."""
        ends: dict[tuple[str, int, str], list[str]] = defaultdict(list)
        for coder, code in sorted(beyond):
            sample = self._samples[self._kinds[code]]
            ends[coder, sample.held(coder, code), sample.next(coder, code)].append(code)
        for (coder, number, missing), codes in sorted(ends.items()):
            yield Reach(coder=coder, codes=tuple(codes), units=number, next=missing)

    def _last(self, decisions: Sequence[Decision]) -> dict[tuple[str, str, str], Decision]:
        """By unit, code of today and coder, what was said last and not taken back."""
        found: dict[tuple[str, str, str], Decision] = {}
        for decision in decisions:
            held = self._known[decision.codebook]
            unit = self._study.became.get(decision.unit, decision.unit)
            found |= {(unit, held[code], decision.coder): decision for code in decision.asked if code in held}
        return found

    def _outdated(self, decisions: Sequence[Decision]) -> set[tuple[str, str, str]]:
        """By unit, code of then and coder, what says nothing of today's codes."""
        became = self._study.became
        return {
            (became.get(decision.unit, decision.unit), code, decision.coder)
            for decision in decisions
            for code in decision.asked
            if code not in self._known[decision.codebook]
        }

    def _ever_blind(self, decisions: Sequence[Decision]) -> Iterator[tuple[str, str, str]]:
        """Which codes of which units coders have answered in sight of no suggestion, and not taken back."""
        for decision in filter(was_asked_blind, decisions):
            held = self._known[decision.codebook]
            unit = self._study.became.get(decision.unit, decision.unit)
            yield from ((unit, decision.coder, held[code]) for code in decision.asked if code in held)

    def _number(self, answers: Collection[tuple[str, str, str]]) -> int:
        """How many answers are about units that are there."""
        return sum(unit in self._where for unit, _, _ in answers)


def whereabouts(study: Study, book: Codebook) -> Mapping[str, tuple[str, ...]]:
    """Of each unit that is coded, the transcripts that it is of."""
    segments = {ref.id: (ref.transcript,) for ref in study.coded}
    return segments | {unit.id: unit.transcripts for unit in units(study, book)}


def clusters(where: Mapping[str, tuple[str, ...]], wanted: Collection[str]) -> dict[str, str]:
    """The interview that each segment is of; other units stand for themselves."""
    return {unit: where[unit][0] if unit.startswith(Segment.prefix) else unit for unit in wanted}


def quoted_units(study: Study, book: Codebook, wanted: Collection[str]) -> set[str]:
    """The segments among some units that a codebook quotes."""
    at_issue = dict.fromkeys(ref.transcript for ref in study.coded if ref.id in wanted)
    segments = [segment for t in at_issue for segment in study.segments(t) if segment.id in wanted]
    are_quoted = quoted([segment.text for segment in segments], book)
    return {segment.id for segment, is_quoted in zip(segments, are_quoted, strict=True) if is_quoted}
