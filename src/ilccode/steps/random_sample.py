"""How far coders have coded a random sample without leaving a unit out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from ilccode.model import Codebook
from ilccode.steps.plans import PILOT
from ilccode.steps.queueing import Pool, Wanted
from ilccode.steps.study import Study
from ilccode.steps.units import KINDS, by_chance, units

Blind = Collection[tuple[str, str, str]]
"""Which (unit, coder, code) were ever answered in sight of no suggestion."""


class RandomSample:
    """The units of one kind in the order of their random numbers.

    Whatever a coder has answered blind in this order, up to the first that is missing, is a simple random
    sample; so is an interview that chance drew, `read`, where each of its units was answered.
    """

    def __init__(self, order: Sequence[str], blind: Blind, read: Sequence[Sequence[str]] = ()) -> None:
        self.order = order
        self._blind = blind
        self._places = {unit: place for place, unit in enumerate(order)}
        self._read = {unit: tuple(its) for its in read for unit in its}

    def holds(self, unit: str, coder: str, code: str) -> bool:
        """Whether a unit belongs to what a coder has coded without a hole."""
        if self._places[unit] < self.end(coder, code):
            return True
        return unit in self._read and self._is_read_through(self._read[unit], coder, code)

    @cache  # noqa: B019
    def end(self, coder: str, code: str) -> int:
        """The place of the first unit that a coder has never answered blind; all units' number without one.

        It lies beyond the planned limit for who went further.
        """
        places = enumerate(self.order)
        return next((p for p, unit in places if (unit, coder, code) not in self._blind), len(self.order))

    @cache  # noqa: B019
    def _is_read_through(self, its: tuple[str, ...], coder: str, code: str) -> bool:
        return all((unit, coder, code) in self._blind for unit in its)


def random_samples(study: Study, book: Codebook, blind: Blind) -> Mapping[str, RandomSample]:
    """The random sample of each kind of unit; pilot interviews are in none."""
    pool = Pool(study, book, Wanted())
    order = [pool.refs[row].id for row in pool.numbers.argsort(kind="stable")]
    read: dict[str, list[str]] = {transcript: [] for transcript in pool.read}
    for ref in pool.refs:
        if ref.transcript in read:
            read[ref.transcript].append(ref.id)
    found = {"segment": RandomSample(order, blind, list(read.values()))}
    for kind in KINDS:
        its = by_chance(study, units(study, book, kind))
        drawn = [unit.id for unit in its if not is_pilot(study, unit.transcripts)]
        found[kind] = RandomSample(drawn, blind)
    return found


def is_pilot(study: Study, transcripts: Collection[str]) -> bool:
    """Whether any of some interviews is one of a calibration round."""
    return any(study.facts.get((transcript, PILOT)) == "yes" for transcript in transcripts)
