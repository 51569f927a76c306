"""One coder's answers: those in force, and how the next one is put."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ilccode.log import Versions, content, is_rest
from ilccode.model import Codebook, Decision
from ilccode.steps.study import Study, moment
from ilccode.steps.training import versions


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a coder says of a unit: which of the codes `asked` apply, and what was on the screen.

    `run` names the suggestions that were shown, `sample` says what drew the unit.
    """

    unit: str
    asked: tuple[str, ...]
    codes: tuple[str, ...]
    seen: tuple[str, ...] = ()
    run: str = ""
    sample: str = ""


class Answers:
    """A coder's log. It adds nothing to the store: who asks for decisions keeps them, and takes them in."""

    def __init__(self, study: Study, coder: str) -> None:
        self.coder = coder
        self._study = study
        self._previous = ""
        self._all: dict[str, Decision] = {}
        self._held: dict[str, Decision] = {}
        self._by_unit: dict[str, list[Decision]] = defaultdict(list)
        self._before: dict[str, tuple[Decision, ...]] = {}
        self._places: dict[str, int] = {}
        self.take(decision for decision in study.store.all(Decision) if decision.coder == coder)

    def __contains__(self, decision: Decision) -> bool:
        return decision.id in self._all

    def take(self, decisions: Iterable[Decision]) -> None:
        """Count decisions in, in the order of their making."""
        for decision in decisions:
            gone = [self._all[old] for old in decision.replaces if old in self._all]
            for old in gone:
                if self._held.pop(old.id, None):
                    self._by_unit[self.unit(old)].remove(old)
            self._remember(decision, gone)
            if decision.codes is not None:
                self._held[decision.id] = decision
                self._by_unit[self.unit(decision)].append(decision)

    def _remember(self, decision: Decision, gone: Sequence[Decision]) -> None:
        """Note what stood before a decision, and its place among the others.

        One that says again what was said before another was made has the place of what it says again.
        """
        same = (old for later in gone for old in self._before[later.id] if content(old) == content(decision))
        again = next(same, None)
        rest = next((old for old in gone if is_rest(decision, old)), None)
        of = again or rest
        self._before[decision.id] = self._before[again.id] if again else tuple(gone)
        self._places[decision.id] = self._places[of.id] if of else len(self._all)
        self._all[decision.id] = decision
        self._previous = decision.id

    def in_order(self, book: Codebook) -> list[Decision]:
        """The answers in force under any version of a codebook, oldest first."""
        return [decision for decision in self._sorted(book) if not decision.settles]

    def rulings(self, book: Codebook) -> list[Decision]:
        """The rulings in force under any version of a codebook, oldest first."""
        return [decision for decision in self._sorted(book) if decision.settles]

    def tips(self, book: Codebook, unit: str) -> list[Decision]:
        """What is in force on a unit: one answer, or several about different codes."""
        known = self.versions(book)
        return [tip for tip in self._by_unit[unit] if tip.codebook in known and not tip.settles]

    def unit(self, decision: Decision) -> str:
        """What a decision is about, as its transcript is today."""
        return self._study.became.get(decision.unit, decision.unit)

    def today(self, decision: Decision, book: Codebook) -> dict[str, bool]:
        """What a decision says of each code that it was asked about and that means the same today."""
        held, given = self.versions(book)[decision.codebook], decision.codes or ()
        return {held[code]: code in given for code in decision.asked if code in held}

    def answer(self, book: Codebook, said: Said) -> list[Decision]:
        """The decision that says so, the last of these, in place of what was said of the same codes before.

        Of an earlier answer that was about further codes as well, these are said again by themselves.
        """
        tips = [tip for tip in self.tips(book, said.unit) if self._is_about(tip, book, said.asked)]
        rests = [rest for tip in tips for rest in self._rest(tip, book, said.asked)]
        codes = [code.key for code in book.codes]
        main = Decision(
            unit=said.unit,
            codebook=book.id,
            coder=self.coder,
            asked=tuple(code for code in codes if code in said.asked),
            codes=tuple(code for code in codes if code in said.codes),
            seen=tuple(sorted(said.seen)),
            run=said.run,
            sample=said.sample,
            made_at=moment(),
            replaces=tuple(tip.id for tip in tips),
        )
        return self._chained([*rests, main])

    def ruling(self, book: Codebook, said: Said, settles: tuple[str, ...]) -> list[Decision]:
        """The decision, the last of these, that says what applies where coders differ.

        Earlier rulings of the coder give way; what they say of other codes is said again by itself.
        """
        earlier = [
            ruling
            for ruling in self._by_unit[said.unit]
            if ruling.settles
            and ruling.codebook in self.versions(book)
            and not self.today(ruling, book).keys().isdisjoint(said.asked)
        ]
        rests = [rest for old in earlier for rest in self._rest(old, book, said.asked)]
        ruling = Decision(
            unit=said.unit,
            codebook=book.id,
            coder=self.coder,
            asked=said.asked,
            codes=said.codes,
            seen=said.seen,
            run=said.run,
            made_at=moment(),
            settles=settles,
            replaces=tuple(old.id for old in earlier),
        )
        return self._chained([*rests, ruling])

    def before(self, decision: Decision) -> tuple[Decision, ...]:
        """What stood before a decision and is said again where that is taken back."""
        return self._before[decision.id]

    def in_force(self, decision: Decision) -> Decision | None:
        """A decision that still stands, or what says it again; none where it was replaced elsewhere."""
        its = (one for one in self._by_unit[self.unit(decision)] if content(one) == content(decision))
        return self._held.get(decision.id) or next(its, None)

    def undone(self, decision: Decision) -> list[Decision]:
        """The records that take an answer back: what stood before it is said again, or nothing is said."""
        before = self._before[decision.id]
        replaces = (decision.id, *(tip.id for tip in self._in_the_way(decision, before)))
        again = [replace(old, replaces=replaces) for old in before]
        return self._chained(again or [replace(decision, codes=None, made_at=moment(), replaces=replaces)])

    def _in_the_way(self, decision: Decision, before: Sequence[Decision]) -> Iterator[Decision]:
        """What else stands on a unit, of the same sort, about codes that are to be said again."""
        known = next((its for its in self._versions.values() if decision.codebook in its), {})
        codes = {code for one in (decision, *before) for code in _meant(one, known)}
        for tip in self._by_unit[self.unit(decision)]:
            is_alike = bool(tip.settles) == bool(decision.settles) and tip.codebook in known
            if tip != decision and is_alike and codes & _meant(tip, known):
                yield tip

    def versions(self, book: Codebook) -> Versions:
        """What answers under each version of a codebook still say."""
        return self._versions[book.key]

    def _sorted(self, book: Codebook) -> list[Decision]:
        held = (decision for decision in self._held.values() if decision.codebook in self.versions(book))
        return sorted(held, key=lambda decision: self._places[decision.id])

    def _rest(self, tip: Decision, book: Codebook, asked: Collection[str]) -> Iterator[Decision]:
        """What an answer says beyond some codes, if that still counts for anything."""
        held = self.versions(book)[tip.codebook]
        left = tuple(code for code in tip.asked if held.get(code) not in asked)
        if any(code in held for code in left):
            given = tuple(code for code in tip.codes or () if code in left)
            yield replace(tip, asked=left, codes=given, replaces=(tip.id,))

    def _chained(self, decisions: Sequence[Decision]) -> list[Decision]:
        """Decisions that name, each, the one before."""
        chain: list[Decision] = []
        previous = self._previous
        for decision in decisions:
            chain.append(replace(decision, previous=previous))
            previous = chain[-1].id
        return chain

    def _is_about(self, tip: Decision, book: Codebook, asked: Collection[str]) -> bool:
        """Whether an answer says something of these codes, or nothing that still counts."""
        said = self.today(tip, book)
        return not said or not said.keys().isdisjoint(asked)

    @cached_property
    def _versions(self) -> Mapping[str, Versions]:
        return {book.key: versions(self._study, book) for book in self._study.codebooks.values()}


def _meant(decision: Decision, known: Versions) -> set[tuple[str, str]]:
    """The codes that a decision is about, as they are today; those that are no more by themselves."""
    held = known.get(decision.codebook, {})
    return {("", held[code]) if code in held else (decision.codebook, code) for code in decision.asked}
