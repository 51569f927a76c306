"""One coder's answers: those in force, and how the next one is put."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ilccode.log import Versions
from ilccode.model import Codebook, Decision
from ilccode.steps.study import Study, now
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
    """A coder's log. It adds nothing to the store: whoever asks for a decision keeps it, and takes it in."""

    def __init__(self, study: Study, coder: str) -> None:
        self.coder = coder
        self._study = study
        self._previous = ""
        self._held: dict[str, Decision] = {}
        self._by_unit: dict[str, list[Decision]] = defaultdict(list)
        self.take(decision for decision in study.store.all(Decision) if decision.coder == coder)

    def take(self, decisions: Iterable[Decision]) -> None:
        """Count decisions in, in the order of their making."""
        for decision in decisions:
            self._previous = decision.id
            for old in filter(None, (self._held.pop(old, None) for old in decision.replaces)):
                self._by_unit[self.unit(old)].remove(old)
            if decision.codes is not None and not decision.settles:
                self._held[decision.id] = decision
                self._by_unit[self.unit(decision)].append(decision)

    def in_order(self, book: Codebook) -> list[Decision]:
        """The answers in force under any version of a codebook, oldest first."""
        return [decision for decision in self._held.values() if decision.codebook in self.versions(book)]

    def tips(self, book: Codebook, unit: str) -> list[Decision]:
        """What is in force on a unit: one answer, or several about different codes."""
        return [tip for tip in self._by_unit[unit] if tip.codebook in self.versions(book)]

    def unit(self, decision: Decision) -> str:
        """What a decision is about, as its transcript is today."""
        return self._study.became.get(decision.unit, decision.unit)

    def today(self, decision: Decision, book: Codebook) -> dict[str, bool]:
        """What a decision says of each code that it was asked about and that means the same today."""
        held, given = self.versions(book)[decision.codebook], decision.codes or ()
        return {held[code]: code in given for code in decision.asked if code in held}

    def answer(self, book: Codebook, said: Said) -> Decision:
        """The decision that says so, in place of what the coder said about the same codes before.

        Of an earlier answer that was about further codes, these are carried over.
        """
        tips = [tip for tip in self.tips(book, said.unit) if self._is_about(tip, book, said.asked)]
        said_before = {code: given for tip in tips for code, given in self.today(tip, book).items()}
        says = {**said_before, **{code: code in said.codes for code in said.asked}}
        carried = [tip.seen for tip in tips if not self.today(tip, book).keys() <= set(said.asked)]
        codes = [code.key for code in book.codes]
        return Decision(
            unit=said.unit,
            codebook=book.id,
            coder=self.coder,
            asked=tuple(code for code in codes if code in says),
            codes=tuple(code for code in codes if says.get(code)),
            seen=tuple(sorted({*said.seen, *(what for seen in carried for what in seen)})),
            run=said.run,
            sample=said.sample,
            made_at=now(),
            replaces=tuple(tip.id for tip in tips),
            previous=self._previous,
        )

    def ruling(self, book: Codebook, said: Said, settles: tuple[str, ...]) -> Decision:
        """The decision that says what applies where coders differ."""
        return Decision(
            unit=said.unit,
            codebook=book.id,
            coder=self.coder,
            asked=said.asked,
            codes=said.codes,
            seen=said.seen,
            run=said.run,
            made_at=now(),
            settles=settles,
            previous=self._previous,
        )

    def undone(self, decision: Decision) -> Decision:
        """The record that takes an answer back; what it replaced was said about other versions or codes, too.

        Where it replaced one answer, that is said again; otherwise the unit has none.
        """
        before = [self._study.store.get(Decision, old) for old in decision.replaces]
        again = before[0] if len(before) == 1 and before[0].codes is not None else None
        source = again or decision
        return Decision(
            unit=source.unit,
            codebook=source.codebook,
            coder=self.coder,
            asked=source.asked,
            codes=again.codes if again else None,
            seen=source.seen,
            run=source.run,
            sample=source.sample,
            made_at=now(),
            replaces=(decision.id,),
            previous=self._previous,
        )

    def _is_about(self, tip: Decision, book: Codebook, asked: tuple[str, ...]) -> bool:
        """Whether an answer says something of these codes, or nothing that still counts."""
        said = self.today(tip, book)
        return not said or not said.keys().isdisjoint(asked)

    def versions(self, book: Codebook) -> Versions:
        """What answers under each version of a codebook still say."""
        return self._versions[book.key]

    @cached_property
    def _versions(self) -> Mapping[str, Versions]:
        return {book.key: versions(self._study, book) for book in self._study.codebooks.values()}
