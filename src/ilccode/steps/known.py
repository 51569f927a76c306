"""What is known of the segments, as one coder may be asked: a fold of the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from ilccode.log import in_force, was_asked_blind
from ilccode.model import Codebook, Decision
from ilccode.steps.plans import round_of
from ilccode.steps.study import Ref, Study
from ilccode.steps.training import versions

if TYPE_CHECKING:
    from ilccode.protocols import Flags, Floats


class Known:
    """What a coder has answered in a codebook, blind or not, and what others have.

    All is by unit, as transcripts and the codebook are today. An answer is blind in that neither suggestions
    nor others' answers were on the screen; whether it is independent hangs on what its coder had seen before.
    From the second round (`number`) on, blind answers are those of that round alone.
    """

    def __init__(self, study: Study, book: Codebook, coder: str, *, number: int = 1) -> None:
        self.coder = coder
        self._round = number
        self._became = study.became
        self._book = book.id
        self._versions = versions(study, book)
        self._own: dict[str, set[str]] = defaultdict(set)
        self._blind: dict[str, set[str]] = defaultdict(set)
        self._earlier: set[str] = set()
        self._sighted: set[str] = set()
        self._yes: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._asked: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._blind_by: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for decision in in_force(study.store.all(Decision)):
            if decision.codebook in self._versions:
                self._take(decision)

    def _take(self, decision: Decision) -> None:
        unit = self._became.get(decision.unit, decision.unit)
        held, given = self._versions[decision.codebook], decision.codes or ()
        said = {held[code]: code in given for code in decision.asked if code in held}
        if decision.coder == self.coder and not decision.settles:
            self._own[unit].update(said)
            if decision.codebook != self._book:
                self._earlier.add(unit)
            if was_asked_blind(decision):
                if round_of(decision.sample) >= self._round:
                    self._blind[unit].update(said)
            else:
                self._sighted.add(unit)
        for code, is_given in said.items():
            self._asked[unit, code].add(decision.coder)
            if is_given:
                self._yes[unit, code].add(decision.coder)
        if not decision.seen and not decision.settles:
            self._blind_by[unit][decision.coder].update(said)

    def has_answered(self, unit: str, codes: Sequence[str]) -> bool:
        """Whether the coder has said something of all these codes, in whichever way."""
        return self._own[unit].issuperset(codes) if unit in self._own else False

    def is_drawn(self, unit: str, codes: Sequence[str]) -> bool:
        """Whether the coder has answered about all these codes blind."""
        return self._blind[unit].issuperset(codes) if unit in self._blind else False

    def was_blind(self, unit: str) -> bool:
        """Whether all that the coder has answered about a unit was answered blind."""
        return unit in self._blind and unit not in self._sighted

    def answered(self, units: Collection[str]) -> set[str]:
        """Which of some units the coder has answered, in whole or in part."""
        return {unit for unit in self._own if unit in units}

    def given(self, code: str) -> Iterator[str]:
        """The units that somebody gives a code."""
        return (unit for (unit, key), coders in self._yes.items() if key == code and coders)

    def blind_coders(self, unit: str, codes: Collection[str]) -> frozenset[str]:
        """Who has answered about all of some codes on a unit, in sight of nothing."""
        by = self._blind_by.get(unit, {})
        return frozenset(coder for coder, said in by.items() if said.issuperset(codes))

    def decided(self, refs: Sequence[Ref], codes: Sequence[str], twice: Flags) -> tuple[Flags, Flags]:
        """Where nothing is left to ask, segments x codes: the coder has answered, or enough others have.

        The second array says for which segments the coder has answered blind.
        """
        import numpy as np

        shape = (len(refs), len(codes))
        counts = np.zeros(shape, dtype=int)
        own = np.zeros(shape, dtype=bool)
        for row, ref in self._answered_of(refs):
            counts[row] = [len(self._asked.get((ref.id, code), ())) for code in codes]
            own[row] = [code in self._own.get(ref.id, ()) for code in codes]
        drawn = np.array([ref.id in self._blind and self.is_drawn(ref.id, codes) for ref in refs], dtype=bool)
        return own | (counts >= np.where(twice, 2, 1)[:, None]), drawn

    def shares(self, refs: Sequence[Ref], codes: Sequence[str]) -> Floats:
        """How many others say yes, segments x codes; nan where none was asked, or this coder was."""
        import numpy as np

        found: Floats = np.full((len(refs), len(codes)), np.nan)
        for row, ref in self._answered_of(refs):
            for column, code in enumerate(codes):
                others = self._asked.get((ref.id, code), set())
                if others and self.coder not in others:
                    yes = self._yes.get((ref.id, code), set())
                    found[row, column] = len(yes & others) / len(others)
        return found

    def stale(self, refs: Sequence[Ref], codes: Sequence[str]) -> Flags:
        """Where the coder has answered the segment, and the code has come or changed since."""
        import numpy as np

        found = np.zeros((len(refs), len(codes)), dtype=bool)
        for row, ref in self._answered_of(refs):
            if ref.id in self._earlier:
                found[row] = [code not in self._own.get(ref.id, ()) for code in codes]
        return found

    def _answered_of(self, refs: Sequence[Ref]) -> Iterator[tuple[int, Ref]]:
        answered = {unit for unit, _ in self._asked} | self._earlier
        return ((row, ref) for row, ref in enumerate(refs) if ref.id in answered)
