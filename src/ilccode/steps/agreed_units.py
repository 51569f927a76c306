"""Which answers agreement is computed from, how many are kept out, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from ilccode.log import Independent, Versions, in_force, independent, was_asked_blind
from ilccode.model import Codebook, Decision, Segment, Transcript
from ilccode.steps.plans import PILOT, round_of
from ilccode.steps.queueing import Pool, Wanted
from ilccode.steps.quoting import quoted
from ilccode.steps.study import Study
from ilccode.steps.training import versions
from ilccode.steps.turns import numbered

ON = {
    "random": "the random sample that coders coded blind",
    "blind": "whatever coders coded blind, however it was picked",
    "any": "all independent answers, also those given in sight of suggestions",
}
"""What agreement may be computed on, and how that is said."""

LARGER = ("segment", "turn", "transcript")

KEPT_OUT = {
    "pilot": "in pilot interviews",
    "quoted": "on segments that the codebook quotes",
    "others": "given after other coders' answers were shown",
    "again": "given blind, but before in sight of suggestions",
    "assisted": "given in sight of suggestions, or of nobody knows what",
    "second": "given in a second round",
    "higher": "about whole interviews or cases, which have no table here yet",
    "beyond": "beyond what their coder has coded of the random sample without a hole",
}
"""Why answers are kept out, in words."""

Given = dict[tuple[str, str], dict[str, bool]]
"""By (unit, code) and coder, whether the code applies."""


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """The answers that agreement is computed from; `kept_out` counts the others, by reason.

    `clusters` says in which interview a unit stands; `decisions` are the coders' last, by segment and coder.
    """

    given: Given
    kept_out: Mapping[str, int]
    clusters: Mapping[str, str]
    coders: tuple[str, ...]
    segments: Mapping[str, Segment] = field(default_factory=dict)
    decisions: Mapping[tuple[str, str], Decision] = field(default_factory=dict)


def allowed(study: Study, book: Codebook, *, on: str = "random", unit: str = "segment") -> Allowed:
    """The answers about a codebook's codes for segments, on larger units if these are wished."""
    sorting = _Sorting(study, book, on)
    given = sorting.given()
    coders = tuple(sorted({coder for its in given.values() for coder in its}))
    segments = sorting.segments({segment for segment, _ in given})
    of = _units_of(study, unit, segments)
    return Allowed(
        given=given if unit == "segment" else _joined(given, of),
        kept_out=dict(sorting.kept_out),
        clusters={of[segment.id]: segment.transcript for segment in segments.values()},
        coders=coders,
        segments=segments,
        decisions=sorting.decisions,
    )


class _Sorting:
    """Sorts answers into those that are allowed and those that are kept out."""

    def __init__(self, study: Study, book: Codebook, on: str) -> None:
        self._study = study
        self._on = on
        self._codes = [code.key for code in book.at("segment")]
        self._book = book
        self._pool = Pool(study, book, Wanted())
        known = versions(study, book)
        every = [d for d in study.store.all(Decision) if d.codebook in known and not d.settles]
        decisions = [decision for decision in every if round_of(decision.sample) == 1]
        self._answers = independent(decisions, now=study.became, versions=known)
        self._blind = set(_ever_blind(decisions, study.became, known))
        self._coded = {ref.id: ref.transcript for ref in study.coded}
        self.kept_out: Counter[str] = Counter()
        self.decisions: dict[tuple[str, str], Decision] = {}
        self._count("others", [d for d in decisions if "others" in d.seen])
        self._count("second", [d for d in every if round_of(d.sample) > 1])
        higher = [d for d in in_force(every) if not set(d.asked) & set(self._codes)]
        self.kept_out.update({"higher": len(higher)} if higher else {})

    def given(self) -> Given:
        """The answers that are allowed, about codes for segments."""
        found: Given = defaultdict(dict)
        quotes = self._quoted()
        ends = self._ends() if self._on == "random" else {}
        for (unit, code), its in self._answers.items():
            if code not in self._codes or unit not in self._coded:
                continue
            for coder, answer in its.items():
                why = self._why_not(unit, answer, quotes)
                if not why and self._on == "random" and not self._is_drawn(unit, coder, code, ends):
                    why = "beyond"
                if why:
                    self.kept_out[why] += 1
                else:
                    found[unit, code][coder] = answer.present
                    self.decisions[unit, coder] = answer.decision
        return dict(found)

    def segments(self, wanted: set[str]) -> dict[str, Segment]:
        """The segments that answers are about."""
        return {segment: self._study.store.get(Segment, segment) for segment in sorted(wanted)}

    def _why_not(self, unit: str, answer: Independent, quotes: set[str]) -> str:
        """Why an answer is kept out; empty where it is not."""
        if self._study.facts.get((self._coded[unit], PILOT)) == "yes":
            return "pilot"
        if unit in quotes:
            return "quoted"
        if self._on == "any":
            return ""
        if not answer.is_blind:
            return "assisted"
        return "again" if answer.is_again else ""

    def _is_drawn(self, unit: str, coder: str, code: str, ends: Mapping[tuple[str, str], float]) -> bool:
        """Whether a unit belongs to what a coder has coded of a random sample without a hole."""
        if self._pool.numbers[self._pool.rows[unit]] < ends[coder, code]:
            return True
        transcript = self._coded[unit]
        return transcript in self._pool.read and transcript in self._read_through(coder, code)

    @cache  # noqa: B019
    def _read_through(self, coder: str, code: str) -> frozenset[str]:
        """The interviews of the planned sample that a coder has coded blind from end to end."""
        holes = {
            ref.transcript
            for ref in self._pool.refs
            if ref.transcript in self._pool.read and not self._is_blind(ref.id, coder, code)
        }
        return self._pool.read - holes

    def _is_blind(self, unit: str, coder: str, code: str) -> bool:
        """Whether a coder has ever answered blind, whatever came afterwards."""
        return (unit, coder, code) in self._blind

    def _ends(self) -> dict[tuple[str, str], float]:
        """By coder and code, the number of the first segment that the coder has never answered blind.

        All below is a simple random sample; it ends at the planned limit only for who went no further.
        """
        order = self._pool.numbers.argsort(kind="stable").tolist()
        coders = {coder for its in self._answers.values() for coder in its}
        return {(coder, code): self._end(order, coder, code) for coder in coders for code in self._codes}

    def _end(self, order: Sequence[int], coder: str, code: str) -> float:
        for row in order:
            if not self._is_blind(self._pool.refs[row].id, coder, code):
                return float(self._pool.numbers[row])
        return 1.0

    def _quoted(self) -> set[str]:
        units = sorted({unit for unit, code in self._answers if code in self._codes and unit in self._coded})
        texts = [self._study.store.get(Segment, unit).text for unit in units]
        return {unit for unit, is_quoted in zip(units, quoted(texts, self._book), strict=True) if is_quoted}

    def _count(self, why: str, decisions: Sequence[Decision]) -> None:
        """Count the answers about these codes that decisions in force hold, by why they are kept out."""
        became, codes = self._study.became, set(self._codes)
        held = [d for d in in_force(decisions) if became.get(d.unit, d.unit) in self._coded]
        if number := sum(len(codes & set(decision.asked)) for decision in held):
            self.kept_out[why] = number


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


def _units_of(study: Study, unit: str, segments: Mapping[str, Segment]) -> dict[str, str]:
    """The unit of each segment: itself, its turn, or its transcript."""
    if unit == "segment":
        return {segment: segment for segment in segments}
    if unit == "transcript":
        return {segment.id: segment.transcript for segment in segments.values()}
    return dict(_turns(study, segments))


def _turns(study: Study, segments: Mapping[str, Segment]) -> Iterator[tuple[str, str]]:
    for transcript in {segment.transcript for segment in segments.values()}:
        read = study.store.get(Transcript, transcript)
        for number, segment in numbered(read, study.segments(transcript)):
            if segment.id in segments:
                yield segment.id, f"{transcript}#{number}"


def _joined(given: Given, of: Mapping[str, str]) -> Given:
    """Answers about larger units: a code applies to the whole if it does to a part.

    A coder who has not answered about some part that others have, has not answered.
    """
    parts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for segment, code in given:
        parts[of[segment], code].add(segment)
    found: Given = {}
    for (unit, code), its in parts.items():
        coders = {coder for segment in its for coder in given[segment, code]}
        said = {coder: [given[segment, code].get(coder) for segment in its] for coder in coders}
        found[unit, code] = {c: True in s for c, s in said.items() if None not in s}
    return found
