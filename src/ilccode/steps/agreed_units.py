"""Which answers agreement is computed from, how many are kept out, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ilccode.log import Independent, Versions, in_force, independent, was_asked_blind
from ilccode.model import Codebook, Decision, Segment
from ilccode.steps.plans import round_of
from ilccode.steps.quoting import quoted
from ilccode.steps.random_sample import is_pilot, random_samples
from ilccode.steps.study import Study
from ilccode.steps.training import versions
from ilccode.steps.units import KINDS, units

ON = {
    "random": "the random sample that coders coded blind",
    "blind": "whatever coders coded blind, however it was picked",
    "any": "all independent answers, also those given in sight of suggestions",
}
"""What agreement may be computed on, and how that is said."""

KEPT_OUT = {
    "pilot": "in pilot interviews",
    "quoted": "on segments that the codebook quotes",
    "others": "given after other coders' answers were shown; as that is where coders differ, what is left of "
    "who coded later is the easier part",
    "again": "given blind, but before in sight of suggestions",
    "assisted": "given in sight of suggestions, or of nobody knows what",
    "second": "given in a second round",
    "beyond": "beyond what their coder has coded of the random sample without a hole",
}
"""Why answers are kept out, in words."""

Given = Mapping[str, Mapping[str, Mapping[str, bool]]]
"""By code, unit and coder, whether the code applies."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How many units of a random sample a coder has coded without a hole, and which one is missing."""

    coder: str
    units: int
    next: str


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """The answers that agreement is computed from; `kept_out` counts the others, by reason.

    `unit` says what those about segments' codes stand for: segments, or the turns or transcripts that they
    were joined to, of which `partial` are there in part only. `clusters` says in which interview a unit
    stands; a transcript or a case stands for itself. `decisions` are the coders' last, by unit, code and
    coder. `reach` is of coders who have answers beyond it.
    """

    given: Given
    kept_out: Mapping[str, int]
    clusters: Mapping[str, str]
    unit: str = "segment"
    partial: int = 0
    segments: Mapping[str, Segment] = field(default_factory=dict)
    decisions: Mapping[tuple[str, str, str], Decision] = field(default_factory=dict)
    reach: tuple[Reach, ...] = ()

    @property
    def coders(self) -> tuple[str, ...]:
        """Whoever has answered, by name."""
        return tuple(sorted({c for by_unit in self.given.values() for its in by_unit.values() for c in its}))


def allowed(study: Study, book: Codebook, *, on: str = "random") -> Allowed:
    """The answers about a codebook's codes."""
    return _Sorting(study, book, on).allowed()


class _Sorting:
    """Sorts answers into those that are allowed and those that are kept out."""

    def __init__(self, study: Study, book: Codebook, on: str) -> None:
        self._study = study
        self._on = on
        self._kinds = {code.key: kind for kind in ("segment", *KINDS) for code in book.at(kind)}
        self._where = whereabouts(study, book)
        known = versions(study, book)
        every = [d for d in study.store.all(Decision) if d.codebook in known and not d.settles]
        decisions = [decision for decision in every if round_of(decision.sample) == 1]
        self._answers = independent(decisions, now=study.became, versions=known)
        self._quoted = quoted_units(study, book, {unit for unit, _ in self._answers})
        blind = set(_ever_blind(decisions, study.became, known)) if on == "random" else set()
        self._samples = random_samples(study, book, blind) if on == "random" else {}
        self._kept_out: Counter[str] = Counter()
        self._beyond: set[tuple[str, str]] = set()
        self._count("others", [d for d in decisions if "others" in d.seen])
        self._count("second", [d for d in every if round_of(d.sample) > 1])

    def allowed(self) -> Allowed:
        """The answers that are allowed."""
        given: dict[str, dict[str, dict[str, bool]]] = defaultdict(lambda: defaultdict(dict))
        decisions: dict[tuple[str, str, str], Decision] = {}
        for (unit, code), its in self._answers.items():
            if code not in self._kinds or unit not in self._where:
                continue
            for coder, answer in its.items():
                if why := self._why_not(unit, code, coder, answer):
                    self._kept_out[why] += 1
                else:
                    given[code][unit][coder] = answer.present
                    decisions[unit, code, coder] = answer.decision
        wanted = sorted({unit for unit, _, _ in decisions if unit.startswith(Segment.prefix)})
        return Allowed(
            given={code: dict(by_unit) for code, by_unit in given.items()},
            kept_out=dict(self._kept_out),
            clusters=clusters(self._where, {unit for unit, _, _ in decisions}),
            segments={segment: self._study.store.get(Segment, segment) for segment in wanted},
            decisions=decisions,
            reach=tuple(self._reach()),
        )

    def _why_not(self, unit: str, code: str, coder: str, answer: Independent) -> str:
        """Why an answer is kept out; empty where it is not."""
        if is_pilot(self._study, self._where[unit]):
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
            self._beyond.add((coder, code))
            return "beyond"
        return ""

    def _reach(self) -> Iterator[Reach]:
        """Of coders who have answered more, how far each has got without a hole in any code."""
        for coder in sorted({coder for coder, _ in self._beyond}):
            ends = [
                (self._samples[self._kinds[code]], code) for other, code in self._beyond if other == coder
            ]
            sample, code = min(ends, key=lambda end: (end[0].end(coder, end[1]), end[1]))
            place = sample.end(coder, code)
            yield Reach(coder=coder, units=place, next=sample.order[place])

    def _count(self, why: str, decisions: Sequence[Decision]) -> None:
        """Count the answers about these codes that decisions in force hold, by why they are kept out."""
        became = self._study.became
        held = [d for d in in_force(decisions) if became.get(d.unit, d.unit) in self._where]
        if number := sum(len(self._kinds.keys() & set(decision.asked)) for decision in held):
            self._kept_out[why] = number


def whereabouts(study: Study, book: Codebook) -> Mapping[str, tuple[str, ...]]:
    """Of each unit that is coded, the transcripts that it is of."""
    segments = {ref.id: (ref.transcript,) for ref in study.coded}
    return segments | {unit.id: unit.transcripts for unit in units(study, book)}


def clusters(where: Mapping[str, tuple[str, ...]], wanted: Collection[str]) -> dict[str, str]:
    """The interview that each segment is of; other units stand for themselves."""
    return {unit: where[unit][0] if unit.startswith(Segment.prefix) else unit for unit in wanted}


def quoted_units(study: Study, book: Codebook, wanted: Collection[str]) -> set[str]:
    """The segments among some units that a codebook quotes."""
    coded = {ref.id for ref in study.coded}
    segments = sorted(unit for unit in wanted if unit in coded)
    texts = [study.store.get(Segment, unit).text for unit in segments]
    return {unit for unit, is_quoted in zip(segments, quoted(texts, book), strict=True) if is_quoted}


def _ever_blind(
    decisions: Sequence[Decision], became: Mapping[str, str], known: Versions
) -> Iterator[tuple[str, str, str]]:
    """Which codes of which units coders have answered in sight of no suggestion, and not taken back."""
    gone = {old for decision in decisions if decision.codes is None for old in decision.replaces}
    for decision in decisions:
        if decision.codes is not None and decision.id not in gone and was_asked_blind(decision):
            today = known[decision.codebook]
            unit = became.get(decision.unit, decision.unit)
            yield from ((unit, decision.coder, today[code]) for code in decision.asked if code in today)
