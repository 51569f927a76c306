"""One sitting of one coder: deals cards, keeps answers, remembers what can be taken back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from statistics import median
from typing import Protocol

from ilccode.errors import IlccodeError
from ilccode.model import Record
from ilccode.review.acts import Act, Answer, Evidence, GoTo, Leave, Note, Skip, Undo
from ilccode.review.cards import Card
from ilccode.review.session import State, dealt, press, ticked

RECENT = 20
"""The pace is the median of so many answers."""

BREAK = 45 * 60
"""After so many seconds a break is proposed, once."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far the work is: `stop` says what leaving now would mean for agreement."""

    done: int
    left: int
    stop: str = ""


class Desk(Protocol):
    """Where cards come from and where answers are kept. What it keeps, it keeps before it returns."""

    def deal(self) -> Card | None:
        """The next card; none where nothing is left to ask."""

    def find(self, wanted: str, here: Card | None) -> Card | str:
        """The card that is meant, or why there is none."""

    def keep(self, card: Card, answer: Answer) -> Record:
        """Store an answer."""

    def note(self, card: Card, note: Note) -> tuple[Record, Card]:
        """Store a memo or a flag; the card as it is with it."""

    def take_back(self, kept: Record, card: Card) -> None:
        """Store that an answer or a note is taken back."""

    def earlier(self) -> tuple[Record, Card] | None:
        """The coder's last answer from before this sitting, and its card."""

    def set_aside(self, card: Card) -> None:
        """Skip a card: it comes back at the end."""

    def put_back(self, card: Card) -> None:
        """Take a card from the screen that comes next again."""

    def evidence(self, card: Card) -> tuple[str, ...] | None:
        """Why codes are suggested, in lines; none while that is being found out."""

    def progress(self, card: Card | None) -> Progress:
        """How far the coder is, with a card on the screen."""

    def close(self) -> None:
        """Let go of what is held."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """Something that can be taken back: what was kept, none for a skip, and the card with its ticks."""

    card: Card
    told: str
    kept: Record | None = None


class Sitting:
    """What stands between a face and a desk: keys in, the state that is to be drawn out.

    An answer that cannot be stored stays on the screen, with the reason. Where it is stored and the next card
    cannot be had, that is said, and any key asks for it again.
    """

    def __init__(
        self, desk: Desk, *, is_sweep: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._done: list[Done] = []
        self._paces: list[float] = []
        self._began = self._since = clock()
        self._is_rested = False
        self.is_over = False
        self.state = dealt(desk.deal())
        self.state = replace(self.state, is_sweep=is_sweep)
        self.progress = desk.progress(self.state.card)

    @property
    def recent(self) -> list[Done]:
        """What was done in this sitting, the last first."""
        return self._done[::-1]

    @property
    def pace(self) -> float | None:
        """Answers a minute, by the median of the last ones; none before the third."""
        if len(self._paces) < 3:
            return None
        return 60 / max(median(self._paces[-RECENT:]), 0.1)

    def play(self, keys: Iterable[str]) -> None:
        """Press keys one after another."""
        for key in keys:
            self.press(key)

    def press(self, key: str) -> None:
        """Press a key; what it says is stored before anything else is shown."""
        state, act = press(self.state, key)
        if act is None and self.state.card is None and state.mode == "card":
            self._next(state, "")
            return
        if act is None:
            self.state = state
            return
        try:
            self._do(state, act)
        except IlccodeError as error:
            self.state = replace(state, mode="card", message=f"not done: {error}")

    def tick(self, codes: frozenset[str]) -> None:
        """Tick exactly these codes."""
        self.state = ticked(self.state, codes)

    def say(self, message: str) -> None:
        """Tell the coder something."""
        self.state = replace(self.state, message=message)

    def look(self) -> bool:
        """Whether evidence that was waited for has come."""
        state = self.state
        if state.mode != "evidence" or state.evidence or state.card is None:
            return False
        found = self._desk.evidence(state.card)
        self.state = replace(state, evidence=found or ())
        return found is not None

    def close(self) -> None:
        """Let go of what the desk holds."""
        self._desk.close()

    def _do(self, state: State, act: Act) -> None:
        match act:
            case Leave():
                self.state, self.is_over = state, True
            case Undo():
                self._undo(state)
            case GoTo(wanted=wanted):
                self._go_to(state, wanted)
            case _ if state.card is None:
                self.state = state
            case Answer():
                self._answer(state, state.card, act)
            case Skip():
                self._desk.set_aside(state.card)
                self._done.append(Done(card=_as_left(state), told="skipped"))
                self._next(state, "skipped: it comes back at the end")
            case Note():
                self._note(state, state.card, act)
            case Evidence():
                self.state = replace(state, evidence=self._desk.evidence(state.card) or ())

    def _answer(self, state: State, card: Card, answer: Answer) -> None:
        kept = self._desk.keep(card, answer)
        told = ", ".join(answer.codes) or "no code"
        left = replace(card, ticked=frozenset(answer.codes))
        self._done.append(Done(card=left, told=told, kept=kept))
        now = self._clock()
        self._paces.append(now - self._since)
        self._next(state, f"saved: {told}{self._rest(now)}")

    def _note(self, state: State, card: Card, note: Note) -> None:
        kept, noted = self._desk.note(card, note)
        told = "memo kept" if note.kind == "memo" else "flagged" if noted.is_flagged else "flag taken off"
        self._done.append(Done(card=_as_left(state), told=told, kept=kept))
        self.state = replace(state, card=noted, message=told)

    def _go_to(self, state: State, wanted: str) -> None:
        found = self._desk.find(wanted, state.card)
        if isinstance(found, str):
            self.state = replace(state, message=found)
            return
        if state.card is not None and state.card.unit == found.unit:
            self.state = replace(state, message="that is the card on the screen")
            return
        if state.card is not None:
            self._desk.put_back(_as_left(state))
        self._show(state, found, f"at {found.title}")

    def _undo(self, state: State) -> None:
        """Take back what was done last, in this sitting or before it, and put its card down again."""
        last = self._done[-1] if self._done else self._before()
        when = "" if self._done else " (from before this sitting)"
        if last is None:
            self.state = replace(state, message="there is nothing to take back")
            return
        if last.kept is not None:
            self._desk.take_back(last.kept, last.card)
        self._done = self._done[:-1]
        if state.card is not None and state.card.unit != last.card.unit:
            self._desk.put_back(_as_left(state))
        self._show(state, last.card, f"taken back: {last.told}{when}")

    def _before(self) -> Done | None:
        found = self._desk.earlier()
        if found is None:
            return None
        kept, card = found
        return Done(card=card, told=", ".join(sorted(card.ticked)) or "no code", kept=kept)

    def _next(self, state: State, told: str) -> None:
        try:
            card = self._desk.deal()
        except IlccodeError as error:
            card, told = None, f"{told}; no next card, any key tries again: {error}".removeprefix("; ")
        self._show(state, card, told)
        if card is None and self.progress.left and "tries again" not in told:
            others = f"{self.progress.left} wait, on other screens; any key looks again"
            self.state = replace(self.state, message=f"{told}; {others}".removeprefix("; "))

    def _show(self, state: State, card: Card | None, told: str) -> None:
        self.state = dealt(card, state, message=told)
        self.progress = self._desk.progress(card)
        self._since = self._clock()

    def _rest(self, now: float) -> str:
        """The proposal of a break, once."""
        if self._is_rested or now - self._began < BREAK:
            return ""
        self._is_rested = True
        return f"; {BREAK // 60} minutes by now: a break does judgement good"


def _as_left(state: State) -> Card:
    """The card on the screen, with what is ticked."""
    assert state.card is not None
    return replace(state.card, ticked=state.ticked)
