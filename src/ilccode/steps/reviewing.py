"""The desk behind a review: deals cards out of a study, and keeps what is answered before anything else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from threading import Event, Thread

from ilccode.errors import IlccodeError
from ilccode.log import in_force
from ilccode.model import Codebook, Decision, Memo, Record, Run, Segment
from ilccode.review.acts import Answer
from ilccode.review.cards import Card
from ilccode.review.sitting import Progress
from ilccode.steps.answers import Said
from ilccode.steps.desks import StudyDesk
from ilccode.steps.known import Known
from ilccode.steps.learning import Reply
from ilccode.steps.queueing import Ask, Order, Pool, Wanted, order
from ilccode.steps.scores import last_run
from ilccode.steps.study import Study
from ilccode.steps.units import Unit, units

LEARN_EVERY = 10
"""The tagger is fitted again after so many decisions."""

_HEARTBEAT = 60
"""Seconds between two renewals of the lease on the card on the screen."""

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
        super().__init__(study, book, coder)
        self._wanted = wanted
        self._cards.score_by(None if wanted.is_blind else last_run(study, book.id))
        self._pool = Pool(study, book, wanted)
        self._known = Known(study, book, coder)
        self._order = order(self._pool, self._known, self._cards.run)
        self._place = 0
        self._higher = self._units()
        self._aside: dict[str, Card] = {}
        self._done: set[str] = set()
        self._count = 0
        self._both = self._known.blind_by_two()
        self._learn_every = learn_every if self._cards.run is not None else 0
        self._fresh: _Fresh | None = None
        self._leased = ""
        self._closed = Event()
        Thread(target=self._keep_lease, name="lease", daemon=True).start()

    # cards out

    def deal(self) -> Card | None:
        """The next card: what was put back, the queue, what is above segments, what was skipped."""
        self._adopt()
        if self._next:
            return self._next.pop()
        card = self._dealt() or self._dealt_higher()
        if card is None and self._aside:
            card = self._aside.pop(next(iter(self._aside)))
        return card

    def find(self, wanted: str, here: Card | None) -> Card | str:
        """The card of a segment that a person wants to see, or why there is none."""
        segment = self._segment_meant(wanted, here)
        if isinstance(segment, str):
            return segment
        if segment.id not in self._pool.rows:
            is_context = not self._study.is_codable(segment)
            return f"{wanted}: {'an interviewer speaks; that is context' if is_context else 'not asked here'}"
        return self._card(self._asked_for(segment.id))

    def set_aside(self, card: Card) -> None:
        """Skip a card."""
        self._aside[card.unit] = card

    def progress(self) -> Progress:
        """How many answers there are, how many cards are left, and what a stop would mean for agreement."""
        left = len(self._order) - self._place + len(self._higher) + len(self._aside) + len(self._next)
        return Progress(done=self._known.answered + self._count, left=left, stop=self._stop())

    # answers in

    def keep(self, card: Card, answer: Answer) -> Record:
        """Store an answer."""
        said = Said(
            unit=card.unit,
            asked=card.asked,
            codes=answer.codes,
            seen=self._seen(card),
            run=card.run,
            sample=card.sample,
        )
        decision = self._answers.answer(self._book, said)
        self._keep([decision])
        self._done.add(card.unit)
        self._aside.pop(card.unit, None)
        self._counted(card, 1)
        if self._learn_every and self._count % self._learn_every == 0:
            self._learner.learn()
        return decision

    def earlier(self) -> tuple[Record, Card] | None:
        """The coder's last answer in force, and its card with what was answered."""
        for decision in reversed(self._answers.in_order(self._book)):
            unit, said = self._answers.unit(decision), self._answers.today(decision, self._book)
            ask = Ask(unit=unit, sample=decision.sample or "picked", is_blind=not decision.seen)
            card = self._again(ask, said)
            if card is not None:
                ticked = frozenset(code for code, is_given in said.items() if is_given)
                return decision, replace(card, ticked=ticked)
        return None

    def close(self) -> None:
        """Give leases back, and let nothing be fitted any more."""
        self._closed.set()
        super().close()
        if self._leased:
            self._study.store.leases.release(self._coder)

    # the queue

    def _dealt(self) -> Card | None:
        while self._place < len(self._order):
            ask = self._order.ask(self._place)
            self._place += 1
            if self._is_open(ask):
                return self._card(ask)
        return None

    def _is_open(self, ask: Ask) -> bool:
        """Whether a unit is still to be asked about, and nobody else has it on the screen."""
        if ask.unit in self._done or ask.unit in self._aside:
            return False
        return ask.is_blind or (not self._was_decided(ask.unit) and self._lease(ask.unit))

    def _was_decided(self, unit: str) -> bool:
        """Whether enough others have decided on a unit since the queue was made."""
        if self._wanted.strategy in _SECOND_LOOK:
            return False
        others = {
            decision.coder
            for decision in in_force(self._study.store.all(Decision, about=unit))
            if decision.codebook == self._book.id and set(self._pool.codes) <= set(decision.asked)
        }
        is_twice = bool(self._pool.twice[self._pool.rows[unit]])
        return len(others - {self._coder}) >= (2 if is_twice else 1)

    def _lease(self, unit: str) -> bool:
        self._leased = f"{self._book.key} {unit}"
        return self._study.store.leases.take(self._leased, self._coder)

    def _keep_lease(self) -> None:
        """Renew the lease on the card on the screen, until the sitting ends."""
        while not self._closed.wait(_HEARTBEAT):
            if self._leased:
                try:
                    self._study.store.leases.take(self._leased, self._coder)
                except IlccodeError:
                    continue

    def _card(self, ask: Ask) -> Card:
        """A segment's card; an earlier answer is ticked, unless it was not blind and this one is to be."""
        tips = self._answers.tips(self._book, ask.unit)
        before = {
            c for tip in tips for c, is_given in self._answers.today(tip, self._book).items() if is_given
        }
        is_again = bool(tips) and not (ask.is_blind and any(tip.seen for tip in tips))
        return self._cards.segment(ask, self._pool.codes, ticked=before if is_again else None)

    def _again(self, ask: Ask, codes: Collection[str]) -> Card | None:
        """The card of a unit that was answered before; none where it is not asked about any more."""
        if ask.unit.startswith(Segment.prefix):
            return self._cards.segment(ask, codes) if ask.unit in self._pool.rows else None
        found = (unit for unit in units(self._study, self._book) if unit.id == ask.unit)
        return next((self._higher_card(unit, ask, codes) for unit in found), None)

    def _asked_for(self, unit: str) -> Ask:
        """A unit that a person wants to see: blind where it is, or is to be, part of a blind sample."""
        row = self._pool.rows[unit]
        is_planned = bool(self._pool.numbers[row] < self._pool.limit)
        is_blind = self._wanted.is_blind or (
            is_planned and not self._known.is_drawn(unit, self._pool.codes) and unit not in self._done
        )
        return Ask(unit=unit, sample="random" if is_planned else "picked", is_blind=is_blind)

    # higher units

    def _units(self) -> list[Unit]:
        """Transcripts and cases that the coder has not answered for, the next last."""
        wanted = self._wanted
        if wanted.unit == "segment" or wanted.pilot or wanted.is_filtered:
            return []
        found = units(self._study, self._book, wanted.unit)
        return [u for u in found[::-1] if not self._known.has_answered(u.id, self._codes_of(u))]

    def _codes_of(self, unit: Unit) -> list[str]:
        only = self._wanted.by_code
        return [code.key for code in self._book.at(unit.kind) if only in ("", code.key)]

    def _dealt_higher(self) -> Card | None:
        while self._higher:
            unit = self._higher.pop()
            codes = self._codes_of(unit)
            if unit.id not in self._done and codes:
                reason = f"the {unit.kind} as a whole"
                ask = Ask(unit=unit.id, sample="", is_blind=self._wanted.is_blind, reason=reason)
                return self._higher_card(unit, ask, codes)
        return None

    # learning

    def _heard(self, reply: Reply) -> None:
        """Take a reply of the process that learns, in its own thread: newer scores lead to another order."""
        super()._heard(reply)
        if "run" in reply:
            run = self._study.store.get(Run, reply["run"])
            known = Known(self._study, self._book, self._coder)
            self._fresh = _Fresh(run=run, order=order(self._pool, known, run))

    def _adopt(self) -> None:
        """Go on with newer scores, and in the order that they lead to, once they are there."""
        fresh, self._fresh = self._fresh, None
        if fresh is not None:
            self._cards.score_by(fresh.run)
            self._order, self._place = fresh.order, 0
            self._evidence = {}

    # records

    def _taken_back(self, card: Card) -> None:
        self._done.discard(card.unit)
        self._counted(card, -1)

    def _seen(self, card: Card) -> tuple[str, ...]:
        """What is on the coder's screen, or was before: other coders' answers are not unseen again."""
        notes = self._study.store.all(Memo, about=card.unit)
        were_shown = any(note.kind == "shown" and note.coder == self._coder for note in notes)
        return (*(("others",) if were_shown else ()), *(("suggestions",) if card.run else ()))

    def _counted(self, card: Card, step: int) -> None:
        self._count += step
        if card.is_blind and self._known.blind_coders(card.unit) - {self._coder}:
            self._both += step

    def _stop(self) -> str:
        units = "segment is" if self._both == 1 else "segments are"
        return f"a stop now: {self._both} {units} coded blind by two, for agreement"
