"""The desk behind a review: deals cards out of a study, and keeps what is answered before anything else."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue

from ilccode.errors import IlccodeError
from ilccode.log import in_force, was_asked_blind
from ilccode.model import Codebook, Decision, Record, Run, Segment
from ilccode.review.acts import Answer
from ilccode.review.cards import Card
from ilccode.review.sitting import Progress
from ilccode.steps.answers import Said
from ilccode.steps.desks import StudyDesk
from ilccode.steps.holding import CardLease
from ilccode.steps.known import Known
from ilccode.steps.learning import Reply
from ilccode.steps.plans import round_of
from ilccode.steps.queueing import Ask, Order, Pool, Wanted, blind_ask, order
from ilccode.steps.scores import last_run
from ilccode.steps.study import Study
from ilccode.steps.units import Unit, by_chance, units

LEARN_EVERY = 10
"""The tagger is fitted again after so many decisions."""

_SECOND_LOOK = ("disagreement", "stale")
"""Strategies that ask about what somebody has answered."""


@dataclass(frozen=True, kw_only=True)
class _Fresh:
    """A newer run, with the order that it leads to."""

    run: Run
    order: Order


class ReviewDesk(StudyDesk):
    """Deals what a coder wants to be asked about."""

    def __init__(
        self, study: Study, book: Codebook, coder: str, wanted: Wanted, *, learn_every: int = LEARN_EVERY
    ) -> None:
        super().__init__(study, book, coder, number=wanted.round)
        self._wanted = wanted
        self._cards.score_by(None if wanted.is_blind else last_run(study, book.id))
        self._pool = Pool(study, book, wanted)
        self._order = order(self._pool, self._known, self._cards.run)
        self._place = 0
        self._higher = higher_units(study, book, self._known, wanted)[::-1]
        self._aside: dict[str, Card] = {}
        self._passed: deque[Ask] = deque()
        self._done: set[str] = set()
        self._answered = self._known.answered(self._pool.rows)
        self._again_asked = self._asked_again()
        self._both = {unit for unit in self._answered if self._is_coded_by_two(unit)}
        self._count = 0
        self._learn_every = learn_every if self._cards.run is not None else 0
        self._fresh: SimpleQueue[_Fresh] = SimpleQueue()
        self._lease = CardLease(study, book, coder)

    # cards out

    def deal(self) -> Card | None:
        """The next card: what was put back, the queue, what is above segments, what was left out before."""
        self._adopt()
        while self._next:
            card = self._next[-1]
            is_mine = card.unit not in self._done and self._takes(
                card.unit, is_blind=card.is_blind, again=True
            )
            self._next.pop()
            if is_mine:
                return card
        return self._dealt() or self._dealt_higher() or self._dealt_late()

    def find(self, wanted: str, here: Card | None) -> Card | str:
        """The card of a segment that a person wants to see, or why there is none."""
        segment = self._segment_meant(wanted, here)
        if isinstance(segment, str):
            return segment
        self._sync(segment.id)
        if segment.id not in self._pool.rows:
            is_context = not self._study.is_codable(segment)
            return f"{wanted}: {'an interviewer speaks; that is context' if is_context else 'not asked here'}"
        ask = self._asked_for(segment.id)
        if not ask.is_blind and not self._lease.take(segment.id):
            return f"{wanted}: somebody else has that card on the screen"
        return self._card(ask)

    def set_aside(self, card: Card) -> None:
        """Skip a card."""
        self._lease.give_back(card.unit)
        self._aside[card.unit] = card

    def progress(self, card: Card | None) -> Progress:
        """How many units are answered, how many are left with this one, and what a stop would mean."""
        units = {*self._aside, *(ask.unit for ask in self._passed), *(other.unit for other in self._next)}
        waiting = (units | {card.unit} if card else units) - self._done
        left = len(self._order) - self._place + len(self._higher) + len(waiting)
        done = len(self._answered) - len(self._again_asked - self._done)
        return Progress(done=done, left=left, stop=self._stop())

    # answers in

    def keep(self, card: Card, answer: Answer) -> Record:
        """Store an answer."""
        said = Said(
            unit=card.unit,
            asked=self._asked(card, answer),
            codes=answer.codes,
            seen=self._seen(card),
            run=card.run,
            sample=card.sample,
        )
        self._sync(card.unit)
        decisions = self._answers.answer(self._book, said)
        self._keep(decisions)
        self._done.add(card.unit)
        self._answered.add(card.unit)
        self._aside.pop(card.unit, None)
        self._count += 1
        with suppress(IlccodeError, OSError):
            self._after(card, decisions[-1])
        return decisions[-1]

    def _after(self, card: Card, decision: Decision) -> None:
        """What follows an answer that is stored; none of it may make it look as if it was not."""
        if not decision.seen and self._has_others(card.unit):
            self._both.add(card.unit)
        self._lease.give_back(card.unit)
        if self._learn_every and self._count % self._learn_every == 0:
            self._learner.learn()

    def earlier(self) -> tuple[Record, Card] | None:
        """The coder's last answer in force, and its card with what was answered; in a sweep, of its code."""
        for decision in reversed(self._answers.in_order(self._book)):
            unit, said = self._answers.unit(decision), self._answers.today(decision, self._book)
            if self._wanted.by_code and set(said) not in self._swept:
                continue
            is_blind = was_asked_blind(decision) or self._is_planned(unit)
            ask = Ask(unit=unit, sample=decision.sample or "picked", is_blind=is_blind)
            card = self._again(ask, said)
            if card is not None:
                return decision, replace(
                    card, ticked=frozenset(c for c, is_given in said.items() if is_given)
                )
        return None

    def close(self) -> None:
        """Give leases back, and let nothing be fitted any more."""
        self._lease.close()
        super().close()
        self._lease.release()

    # the queue

    def _dealt(self) -> Card | None:
        while self._place < len(self._order):
            ask = self._order.ask(self._place)
            card = self._card(ask) if self._is_waiting(ask) and self._takes_or_passes(ask) else None
            self._place += 1
            if card is not None:
                return card
        return None

    def _dealt_late(self) -> Card | None:
        """What somebody else had on the screen when its turn came; then what was skipped, the first first."""
        for ask in list(self._passed):
            card = (
                self._card(ask) if self._is_waiting(ask) and self._takes(ask.unit, is_blind=False) else None
            )
            if card is not None or not self._is_waiting(ask) or self._was_decided(ask.unit):
                self._passed.remove(ask)
            if card is not None:
                return card
        for unit, card in list(self._aside.items()):
            is_mine = self._takes(unit, is_blind=card.is_blind)
            if is_mine or self._was_decided(unit):
                del self._aside[unit]
            if is_mine:
                return card
        return None

    def _is_waiting(self, ask: Ask) -> bool:
        return ask.unit not in self._done and ask.unit not in self._aside

    def _takes_or_passes(self, ask: Ask) -> bool:
        """Whether a unit is this coder's now; what somebody else has on the screen is asked about later."""
        if self._takes(ask.unit, is_blind=ask.is_blind):
            return True
        if not ask.is_blind and not self._was_decided(ask.unit) and ask.unit not in self._done:
            self._passed.append(ask)
        return False

    def _takes(self, unit: str, *, is_blind: bool, again: bool = False) -> bool:
        """Whether a unit is still to be asked about; an assisted one is this coder's then.

        It is leased and looked at once more: whoever had it before has stored the answer by now. What was on
        the screen before (`again`) comes back whatever others have decided meanwhile.
        """
        if is_blind or not unit.startswith(Segment.prefix):
            return not self._was_answered_elsewhere(unit)
        if (not again and self._was_decided(unit)) or not self._lease.take(unit):
            return False
        if self._was_answered_elsewhere(unit) or (not again and self._was_decided(unit)):
            self._lease.give_back(unit)
            return False
        return True

    def _was_answered_elsewhere(self, unit: str) -> bool:
        """Whether the same coder has answered what is asked here at another terminal meanwhile."""
        new = {decision.id for decision in self._sync(unit)}
        tips = [tip for tip in self._answers.tips(self._book, unit) if tip.id in new]
        said = {code for tip in tips for code in self._answers.today(tip, self._book)}
        return bool(tips) and said.issuperset(self._pool.codes)

    def _was_decided(self, unit: str) -> bool:
        """Whether enough others have decided on a unit since the queue was made."""
        if self._wanted.strategy in _SECOND_LOOK or unit not in self._pool.rows:
            return False
        others = {
            decision.coder
            for decision in in_force(self._decisions_on(unit))
            if decision.codebook == self._book.id and set(self._pool.codes) <= set(decision.asked)
        }
        is_twice = bool(self._pool.twice[self._pool.rows[unit]])
        return len(others - {self._coder}) >= (2 if is_twice else 1)

    def _card(self, ask: Ask) -> Card:
        """A segment's card; earlier answers are ticked, unless they were not blind and this one is to be."""
        tips = self._answers.tips(self._book, ask.unit)
        if ask.is_blind and not all(map(was_asked_blind, tips)):
            tips = []
        tips = [tip for tip in tips if round_of(tip.sample) >= self._wanted.round]
        known = {c: given for tip in tips for c, given in self._answers.today(tip, self._book).items()}
        return self._cards.segment(ask, self._pool.codes, known=known)

    def _again(self, ask: Ask, codes: Collection[str]) -> Card | None:
        """The card of a unit that was answered before; none where it is not asked about any more."""
        if ask.unit.startswith(Segment.prefix):
            return self._cards.segment(ask, codes) if ask.unit in self._pool.rows else None
        found = (unit for unit in units(self._study, self._book) if unit.id == ask.unit)
        return next((self._higher_card(unit, ask, codes) for unit in found), None)

    def _asked_for(self, unit: str) -> Ask:
        """A unit that a person wants to see: blind if it is in a planned sample, or was answered blind."""
        row, wanted = self._pool.rows[unit], self._wanted
        tips = self._answers.tips(self._book, unit)
        sample = "pilot" if wanted.pilot else self._pool.sample_of(row) or "picked"
        was_blind = bool(tips) and all(map(was_asked_blind, tips))
        is_blind = wanted.is_blind or sample != "picked" or was_blind
        if is_blind:
            return blind_ask(unit, sample, wanted.round)
        return Ask(unit=unit, sample=sample, is_blind=False)

    def _asked(self, card: Card, answer: Answer) -> tuple[str, ...]:
        """The codes that an answer is about: with a code that excludes others, these are denied as well."""
        groups = {option.group.key for option in card.options if option.code.key in answer.codes}
        exclusive = {g.key for g in self._book.groups if g.key in groups and g.kind != "any"}
        denied = {code.key for code in self._book.codes if code.group in exclusive}
        return tuple(c.key for c in self._book.codes if c.key in denied or c.key in card.asked)

    # higher units

    def _dealt_higher(self) -> Card | None:
        while self._higher:
            unit = self._higher.pop()
            if unit.id not in self._done:
                codes = codes_of(self._book, unit, self._wanted)
                return self._higher_card(unit, self._asked_whole(unit), codes)
        return None

    def _asked_whole(self, unit: Unit) -> Ask:
        """A transcript or a case, in the order that chance gives it."""
        reason = f"the {unit.kind} as a whole"
        if not self._wanted.is_blind:
            return Ask(unit=unit.id, sample="", is_blind=False, reason=reason)
        ask = blind_ask(unit.id, "random", self._wanted.round)
        return replace(ask, reason=f"{reason}, {ask.reason}")

    # learning

    def _heard(self, reply: Reply) -> None:
        """Take a reply of the process that learns, in its own thread: newer scores lead to another order."""
        super()._heard(reply)
        if "run" in reply and not self._lease.is_closed:
            run = self._study.store.get(Run, reply["run"])
            known = Known(self._study, self._book, self._coder, number=self._wanted.round)
            self._fresh.put(_Fresh(run=run, order=order(self._pool, known, run)))

    def _adopt(self) -> None:
        """Go on with newer scores, and in the order that they lead to, once they are there."""
        try:
            fresh = self._fresh.get_nowait()
        except Empty:
            return
        self._cards.score_by(fresh.run)
        self._order, self._place = fresh.order, 0
        self._again_asked = self._asked_again()
        self._passed.clear()
        self._evidence = {}

    # counts

    def _asked_again(self) -> set[str]:
        """What the coder has answered and is asked about again."""
        rows = self._pool.rows
        order = set(self._order.rows)
        return {unit for unit in self._answered if rows[unit] in order}

    def _taken_back(self, card: Card) -> None:
        self._done.discard(card.unit)
        tips = self._answers.tips(self._book, card.unit)
        if not tips:
            self._answered.discard(card.unit)
        if any(tip.seen for tip in tips) or not tips:
            self._both.discard(card.unit)
        if not card.is_blind and card.unit.startswith(Segment.prefix):
            self._lease.take(card.unit)

    def _has_others(self, unit: str) -> bool:
        """Whether another coder has answered a unit blind."""
        if self._wanted.pilot or not self._pool.codes:
            return False
        return bool(self._known.blind_coders(unit, self._pool.codes) - {self._coder})

    def _is_coded_by_two(self, unit: str) -> bool:
        """Whether this coder and another have answered a unit in sight of nothing."""
        is_own = self._coder in self._known.blind_coders(unit, self._pool.codes)
        return is_own and self._has_others(unit)

    def _is_planned(self, unit: str) -> bool:
        row = self._pool.rows.get(unit)
        return row is not None and bool(self._pool.sample_of(row))

    @property
    def _swept(self) -> tuple[set[str], ...]:
        """What answers of a sweep are about: the code, or with it those that it excludes."""
        code = next(code for code in self._book.codes if code.key == self._wanted.by_code)
        group = next(group for group in self._book.groups if group.key == code.group)
        rivals = {other.key for other in self._book.codes if other.group == group.key}
        return ({code.key}, rivals if group.kind != "any" else {code.key})

    def _stop(self) -> str:
        units = "segment is" if len(self._both) == 1 else "segments are"
        return f"a stop now: {len(self._both)} {units} coded blind by two, for agreement"


def higher_units(study: Study, book: Codebook, known: Known, wanted: Wanted) -> list[Unit]:
    """The transcripts and cases that a coder has not answered for, the next first."""
    if wanted.unit == "segment" or wanted.pilot or wanted.is_filtered:
        return []
    drawn = by_chance(study, units(study, book, wanted.unit))
    asked = [(unit, codes_of(book, unit, wanted)) for unit in drawn]
    if wanted.round > 1:
        return [u for u, its in asked if known.has_answered(u.id, its) and not known.is_drawn(u.id, its)]
    return [unit for unit, codes in asked if codes and not known.has_answered(unit.id, codes)]


def codes_of(book: Codebook, unit: Unit, wanted: Wanted) -> list[str]:
    """The codes that are asked about a higher unit."""
    return [code.key for code in book.at(unit.kind) if wanted.by_code in ("", code.key)]
