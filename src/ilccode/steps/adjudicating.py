"""The desk behind adjudication: disagreements out, rulings in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from ilccode.adjudication import Disagreement, disagreements
from ilccode.digest import sha256
from ilccode.log import in_force, screen
from ilccode.model import Codebook, Decision, Record, Segment
from ilccode.review.acts import Answer
from ilccode.review.cards import Card, Voice
from ilccode.review.sitting import Progress
from ilccode.steps.answers import Said
from ilccode.steps.desks import StudyDesk
from ilccode.steps.notes import notes_on
from ilccode.steps.plans import ROUND
from ilccode.steps.queueing import Ask
from ilccode.steps.scores import Rows, last_run
from ilccode.steps.study import Study
from ilccode.steps.training import standings
from ilccode.steps.units import units

BLIND_SAMPLES = ("random", "interviews", "pilot")


class AdjudicationDesk(StudyDesk):
    """Deals where coders differ, what matters most first; `held_back` counts what this coder may not see yet.

    That is what belongs to a blind sample and the coder has not coded. `present` are the others who were
    there; with `is_anonymous` nobody is told who said what.
    """

    def __init__(
        self,
        study: Study,
        book: Codebook,
        coder: str,
        *,
        present: Sequence[str] = (),
        is_anonymous: bool = False,
    ) -> None:
        super().__init__(study, book, coder)
        self._present = tuple(present)
        self._is_anonymous = is_anonymous
        self._run = last_run(study, book.id)
        self._scores = Rows(self._run)
        self._given = self._decisions()
        self._rulings = self._answers.rulings(book)
        codes = [code.key for code in book.codes]
        found = [item for item in disagreements(standings(study, book), codes) if self._is_there(item.unit)]
        self._queue = [item for item in found if self._may_see(item)]
        self.held_back = len(found) - len(self._queue)
        self._all = {item.unit: item for item in self._queue}
        self._aside: list[Card] = []
        self._settled: set[str] = set()

    def deal(self) -> Card | None:
        """The next disagreement; at the end, those that were skipped."""
        for waiting in (self._next, self._queue, self._aside):
            while waiting:
                item = waiting[-1] if waiting is self._next else waiting[0]
                card = self._open_card(item)
                waiting.remove(item)  # type: ignore[arg-type]
                if card is not None:
                    return card
        return None

    def _open_card(self, item: Disagreement | Card) -> Card | None:
        """The card of what coders still differ on; none where it was settled meanwhile, here or elsewhere."""
        if item.unit in self._settled or not self._is_disputed(item.unit):
            return None
        return item if isinstance(item, Card) else self._card(item)

    def _is_disputed(self, unit: str) -> bool:
        return any(found.status == "disputed" for found in self._standing_on(unit).values())

    def find(self, wanted: str, here: Card | None) -> Card | str:
        """The disagreement about a segment, or why there is none."""
        segment = self._segment_meant(wanted, here)
        if isinstance(segment, str):
            return segment
        item = self._all.get(segment.id)
        card = self._card(item) if item else None
        return card or f"{wanted}: nobody differs there, or it is not yours to see yet"

    def set_aside(self, card: Card) -> None:
        """Skip a disagreement."""
        self._aside.append(card)

    def progress(self, card: Card | None) -> Progress:
        """How many were settled in this sitting, and how many are left."""
        units = {other.unit for other in (*self._aside, *self._next, *([card] if card else []))}
        left = len(self._queue) + len(units - self._settled)
        return Progress(done=len(self._settled), left=left)

    def keep(self, card: Card, answer: Answer) -> Record:
        """Store a ruling, why coders differed, and who was there: all or nothing."""
        said = Said(
            unit=card.unit,
            asked=card.asked,
            codes=answer.codes,
            seen=("others", "suggestions") if card.run else ("others",),
            run=card.run,
        )
        item = Disagreement(unit=card.unit, codes=card.asked, weight=0)
        settled = tuple(decision.id for decision in self._at_issue(item))
        self._sync(card.unit)
        decisions = self._answers.ruling(self._book, said, settled)
        ruling = decisions[-1]
        notes = [self._memo(ruling.id, answer.kind, answer.reason)]
        if self._present:
            notes.append(self._memo(ruling.id, "present", "; ".join(self._present)))
        self._keep(decisions, notes)
        self._settled.add(card.unit)
        return ruling

    def earlier(self) -> tuple[Record, Card] | None:
        """The coder's last ruling in force, and its card."""
        while self._rulings:
            ruling = self._rulings.pop()
            unit, said = self._answers.unit(ruling), self._answers.today(ruling, self._book)
            card = self._card(Disagreement(unit=unit, codes=tuple(said), weight=0))
            if card is not None and said:
                return ruling, replace(card, ticked=frozenset(c for c, is_given in said.items() if is_given))
        return None

    def _taken_back(self, card: Card) -> None:
        self._settled.discard(card.unit)

    def _decisions(self) -> dict[str, list[Decision]]:
        """The answers in force by unit."""
        found: dict[str, list[Decision]] = defaultdict(list)
        known = self._answers.versions(self._book)
        for decision in in_force(self._study.store.all(Decision)):
            if decision.codebook in known:
                found[self._answers.unit(decision)].append(decision)
        return found

    def _may_see(self, item: Disagreement) -> bool:
        """Whether the coder may see a disagreement: what is coded blind is coded first."""
        if self._known.has_answered(item.unit, item.codes):
            return True
        given = self._given[item.unit]
        is_blind = any(
            decision.sample.split(ROUND)[0] in BLIND_SAMPLES and not decision.seen for decision in given
        )
        return not is_blind and not self._is_held_back(item.unit)

    def _card(self, item: Disagreement) -> Card | None:
        """The card of a disagreement; none where its unit is no more."""
        reason = f"coders differ on {', '.join(item.codes)}"
        ask = Ask(unit=item.unit, sample="", is_blind=True, reason=reason)
        if item.unit.startswith(Segment.prefix):
            card = self._cards.segment(ask, item.codes)
        else:
            found = [unit for unit in units(self._study, self._book) if unit.id == item.unit]
            if not found:
                return None
            card = self._higher_card(found[0], replace(ask, is_blind=False), item.codes)
        self._show([item.unit])
        return replace(
            card,
            is_blind=False,
            ticked=frozenset(),
            run=self._run.id if self._run and self._scores.get(item.unit) else "",
            voices=tuple(self._voices(item)),
            model=self._model_says(item),
        )

    def _voices(self, item: Disagreement) -> Iterator[Voice]:
        """What each coder says of the codes at issue; with rulings that differ, what each of those says."""
        notes = notes_on(self._study, item.unit)
        for number, its in enumerate(self._in_turn(self._at_issue(item), item.unit), start=1):
            coder, seen = its[0].coder, {what for decision in its for what in decision.seen}
            said = [pair for decision in its for pair in self._answers.today(decision, self._book).items()]
            name = f"Coder {number}" if self._is_anonymous else coder
            yield Voice(
                name=f"{name}, ruling" if its[0].settles else name,
                codes=tuple(code for code, is_given in said if is_given and code in item.codes),
                seen=screen(seen),
                memos=tuple(n.text for n in notes if n.coder == coder and n.kind == "memo"),
            )

    def _at_issue(self, item: Disagreement) -> list[Decision]:
        given = [
            decision
            for decision in self._given[item.unit]
            if not self._answers.today(decision, self._book).keys().isdisjoint(item.codes)
        ]
        rulings = [decision for decision in given if decision.settles]
        overruled = {settled for ruling in rulings for settled in ruling.settles}
        return [ruling for ruling in rulings if ruling.id not in overruled] or given

    def _in_turn(self, given: Sequence[Decision], unit: str) -> list[list[Decision]]:
        """Answers by coder, in order of name; where nobody is named, in an order that tells nothing."""
        by_coder: dict[str, list[Decision]] = defaultdict(list)
        for decision in given:
            by_coder[decision.coder].append(decision)

        def place(coder: str) -> str:
            return sha256(f"{unit} {coder}".encode()) if self._is_anonymous else coder

        return [by_coder[coder] for coder in sorted(by_coder, key=place)]

    def _is_there(self, unit: str) -> bool:
        """Whether a unit still counts: a corrected transcript has its changed segments no more."""
        if unit.startswith(Segment.prefix):
            return unit in self._coded
        return unit in {other.id for other in units(self._study, self._book)}

    @cached_property
    def _coded(self) -> frozenset[str]:
        return frozenset(ref.id for ref in self._study.coded)

    def _model_says(self, item: Disagreement) -> str:
        row = self._scores.get(item.unit)
        if self._run is None or row is None:
            return ""
        by_code = dict(zip(self._run.codes, row, strict=True))
        return ", ".join(f"{code} {by_code[code]:.2f}" for code in item.codes if code in by_code)
