"""How far coders have coded a random sample without leaving a unit out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from ilccode.model import Codebook
from ilccode.steps.plans import PILOT
from ilccode.steps.queueing import Pool, Wanted, interviews
from ilccode.steps.study import Study
from ilccode.steps.units import HIGHER, by_chance, units

Blind = Collection[tuple[str, str, str]]
"""Which (unit, coder, code) were ever answered in sight of no suggestion."""


class RandomSample:
    """The units of one kind, and the interviews that chance drew, both in the order of random numbers.

    Whatever a coder has answered blind in this order, up to the first that is missing, is a simple random
    sample. So are, of whole interviews, those up to the first that the coder has not coded from end to end.
    """

    def __init__(self, order: Sequence[str], blind: Blind, interviews: Sequence[Sequence[str]] = ()) -> None:
        self._order = order
        self._blind = blind
        self._places = {unit: place for place, unit in enumerate(order)}
        self._interviews = interviews
        self.end, self._read = cache(self._end), cache(self._first_unread)
        self._interview_of = {unit: place for place, its in enumerate(interviews) for unit in its}

    def holds(self, unit: str, coder: str, code: str) -> bool:
        """Whether a unit belongs to what a coder has coded without a hole."""
        if self._places[unit] < self.end(coder, code):
            return True
        return self._interview_of.get(unit, len(self._interviews)) < self._read(coder, code)

    def _end(self, coder: str, code: str) -> int:
        """The place of the first unit that a coder has never answered blind; all units' number without one.

        It lies beyond the planned limit for who went further.
        """
        return next(
            (p for p, unit in enumerate(self._order) if self._lacks(unit, coder, code)), len(self._order)
        )

    def _first_unread(self, coder: str, code: str) -> int:
        """The place of the first interview that a coder has not coded from end to end."""
        places = enumerate(self._interviews)
        found = (p for p, its in places if any(self._lacks(unit, coder, code) for unit in its))
        return next(found, len(self._interviews))

    def held(self, coder: str, code: str) -> int:
        """How many units a coder has coded without a hole."""
        return sum(self.holds(unit, coder, code) for unit in self._order)

    def next(self, coder: str, code: str) -> str:
        """The unit that is missing: of the interviews, if a coder has begun to read them, else by number."""
        for its in self._interviews[self._read(coder, code) :][:1]:
            missing = [unit for unit in its if self._lacks(unit, coder, code)]
            if len(missing) < len(its) or self._read(coder, code):
                return missing[0]
        return self._order[self.end(coder, code)]

    def _lacks(self, unit: str, coder: str, code: str) -> bool:
        return (unit, coder, code) not in self._blind


def random_samples(study: Study, book: Codebook, blind: Blind) -> Mapping[str, RandomSample]:
    """The random sample of each kind of unit; pilot interviews are in none."""
    pool = Pool(study, book, Wanted())
    order = [pool.refs[row].id for row in pool.numbers.argsort(kind="stable")]
    drawn: dict[str, list[str]] = {transcript: [] for transcript in interviews(study)}
    for ref in pool.refs:
        if ref.transcript in drawn:
            drawn[ref.transcript].append(ref.id)
    found = {"segment": RandomSample(order, blind, list(drawn.values()))}
    for kind in HIGHER:
        its = by_chance(study, units(study, book, kind))
        order = [unit.id for unit in its if not is_pilot(study, unit.transcripts)]
        found[kind] = RandomSample(order, blind)
    return found


def is_pilot(study: Study, transcripts: Collection[str]) -> bool:
    """Whether any of some interviews is one of a calibration round."""
    return any(study.facts.get((transcript, PILOT)) == "yes" for transcript in transcripts)
