"""What the desks of review and adjudication have in common: cards, notes, reasons, and a place to go to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from ilccode.errors import NotInStudy, UsageError
from ilccode.log import Standing, notes_in_force, standing
from ilccode.model import Codebook, Decision, Memo, Record, Segment, folded
from ilccode.review.acts import Note
from ilccode.review.cards import Card, Line
from ilccode.steps.answers import Answers
from ilccode.steps.dealing import Cards
from ilccode.steps.known import Known
from ilccode.steps.learning import Learner, Reply
from ilccode.steps.naming import by_name
from ilccode.steps.notes import note_shown, was_shown
from ilccode.steps.plans import round_of
from ilccode.steps.queueing import Ask, Pool, Wanted
from ilccode.steps.study import Ref, Study, moment
from ilccode.steps.units import Unit, segments_of

UNTAGGED = "there are no scores yet: `ilccode tag` makes them"
UNLEARNED = "the reasons could not be found out: see what `ilccode show` says of the segment"

DISCUSS = "for discussion"


class StudyDesk:
    """A coder's desk in a codebook of a study."""

    def __init__(self, study: Study, book: Codebook, coder: str, *, number: int = 1) -> None:
        self._study, self._book, self._coder, self._round = study, book, coder, number
        self._answers = Answers(study, coder)
        self._known = Known(study, book, coder, number=number)
        self._cards = Cards(study, book, coder)
        self._learner = Learner(study, book, self._heard)
        self._next: list[Card] = []
        self._evidence: dict[str, tuple[str, ...]] = {}

    def put_back(self, card: Card) -> None:
        """Have a card come next, once."""
        self._next = [*(other for other in self._next if other.unit != card.unit), card]

    def note(self, card: Card, note: Note) -> tuple[Record, Card]:
        """Store a memo; of a flag, whether it is there now or taken off."""
        if note.kind == "memo":
            memo = self._memo(card.unit, "memo", note.text)
            noted = replace(card, memos=(*card.memos, note.text))
        else:
            flags = tuple(held.id for held in self._cards.notes(card.unit) if held.kind == "flag")
            memo = self._memo(card.unit, "flag", "" if flags else DISCUSS, flags)
            noted = replace(card, is_flagged=not flags)
        self._study.store.add([memo])
        return memo, noted

    def take_back(self, kept: Record, card: Card) -> None:
        """Store that something is taken back."""
        if isinstance(kept, Decision):
            self._sync(card.unit)
            held = self._answers.in_force(kept)
            if held is None:
                raise UsageError("that answer was changed at another terminal; go to it with g")
            undone = self._answers.undone(held)
            pairs = zip(self._answers.before(held), undone, strict=False)
            self._keep(undone, [note for old, new in pairs for note in self._reasons(old, new)])
            self._taken_back(card)
        elif isinstance(kept, Memo):
            self._study.store.add([self._without(kept)])

    def evidence(self, card: Card) -> tuple[str, ...] | None:
        """Why codes are suggested on a card, once that has been found out."""
        codes = _most_likely(card)
        if not card.run or not codes:
            return (UNTAGGED,)
        if card.unit not in self._evidence:
            self._evidence[card.unit] = ()
            self._learner.explain(card.unit, codes)
        return self._evidence[card.unit] or None

    def close(self) -> None:
        """Let nothing be found out any more."""
        self._learner.close()

    def _heard(self, reply: Reply) -> None:
        """Take a reply of the process that learns, in a thread of its own."""
        if "unit" in reply:
            self._evidence[reply["unit"]] = tuple(reply["lines"]) or (UNTAGGED,)
        elif "ended" in reply:
            waiting = [unit for unit, lines in self._evidence.items() if not lines]
            self._evidence |= dict.fromkeys(waiting, (UNLEARNED,))

    def _taken_back(self, card: Card) -> None:
        """Count an answer out again."""

    def _reasons(self, old: Decision, new: Decision) -> list[Memo]:
        """What was noted about a ruling, about the one that says the same again."""
        notes = notes_in_force(self._study.store.all(Memo, about=old.id)) if old.settles else []
        return [replace(note, about=new.id, made_at=moment()) for note in notes]

    def _sync(self, unit: str) -> list[Decision]:
        """Count in what the same coder has decided on a unit at another terminal."""
        new = [d for d in self._decisions_on(unit) if d.coder == self._coder and d not in self._answers]
        self._answers.take(new)
        return new

    def _decisions_on(self, unit: str) -> list[Decision]:
        store = self._study.store
        return [decision for one in self._study.ids_of(unit) for decision in store.all(Decision, about=one)]

    def _keep(self, decisions: Sequence[Decision], notes: Sequence[Memo] = ()) -> None:
        """Store decisions with their notes, all or nothing, and count them in."""
        self._study.store.add([*decisions, *notes])
        self._answers.take(decisions)

    def _without(self, memo: Memo) -> Memo:
        """The note that takes one back; of a flag that was taken off, the one that sets it again."""
        flags = (n.id for n in self._cards.notes(memo.about) if memo.kind == n.kind == "flag")
        replaces = tuple(dict.fromkeys((memo.id, *flags)))
        return self._memo(memo.about, memo.kind, "" if memo.text else DISCUSS, replaces)

    def _memo(self, about: str, kind: str, text: str, replaces: tuple[str, ...] = ()) -> Memo:
        return Memo(about=about, kind=kind, coder=self._coder, text=text, made_at=moment(), replaces=replaces)

    def _segment_meant(self, wanted: str, here: Card | None) -> Segment | str:
        """The segment of an id, of a turn's number here, or of `INTERVIEW TURN`; why there is none."""
        name, _, number = wanted.rpartition(" ")
        try:
            if wanted.startswith(f"{Segment.prefix}_"):
                found = self._study.store.find(wanted)
                return found if isinstance(found, Segment) else f"{wanted}: no segment"
        except NotInStudy as error:
            return str(error)
        named = name or (here.title if here and here.kind == "segment" else "")
        transcript = by_name(self._study).get(folded(named))
        if not number.isdecimal() or transcript is None:
            return f"{wanted}: expected a turn's number, an interview and a number, or a segment's id"
        at = self._cards.interview(transcript).at
        segments = [segment for segment, place in at.items() if place == int(number) - 1]
        if not segments:
            return f"{wanted}: no such turn"
        return self._study.store.get(Segment, segments[0])

    def _seen(self, card: Card) -> tuple[str, ...]:
        """What is on the coder's screen, or was before: other coders' answers are not unseen again."""
        is_told = card.sample == "disagreement" or was_shown(self._study, self._book, card.unit, self._coder)
        return (*(("others",) if is_told else ()), *(("suggestions",) if card.run else ()))

    def _is_held_back(self, segment: str) -> bool:
        """Whether the coder is still to code a segment blind: nothing that others say there is to be seen."""
        row = self._frame.rows.get(segment)
        is_planned = row is not None and bool(self._frame.sample_of(row))
        return is_planned and not self._has_answered(segment)

    def _has_answered(self, segment: str) -> bool:
        said = {
            code
            for tip in self._answers.tips(self._book, segment)
            for code in self._answers.today(tip, self._book)
        }
        return said.issuperset(self._frame.codes)

    @cached_property
    def _frame(self) -> Pool:
        """All segments that samples are drawn from."""
        return Pool(self._study, self._book, Wanted())

    def _show(self, units: Collection[str]) -> None:
        """Note that other coders' answers on some units are on the screen."""
        note_shown(self._study, self._book, units, self._coder)

    def _higher_card(self, unit: Unit, ask: Ask, codes: Collection[str]) -> Card:
        """A higher unit's card; if blind, and of what is to be coded blind, only own codes are shown."""
        before = [
            tip
            for tip in self._answers.tips(self._book, unit.id)
            if not (ask.is_blind and tip.seen) and round_of(tip.sample) >= self._round
        ]
        said = (item for tip in before for item in self._answers.today(tip, self._book).items())
        ticked = {code for code, is_given in said if is_given}
        refs = segments_of(self._study, unit)
        own = {ref.id for ref in refs if ask.is_blind or self._is_held_back(ref.id)}
        lines = {ref.id: line for ref in refs for line in self._line(ref, is_own=ref.id in own)}
        others = [segment for segment in lines if segment not in own]
        self._show([unit.id, *others] if others else [])
        return self._cards.higher(unit, ask, codes, list(lines.values()), ticked)

    def _line(self, ref: Ref, *, is_own: bool) -> Iterator[Line]:
        """A segment with the codes that were given, by all or by this coder; none without any."""
        given = self._own_codes(ref.id) if is_own else self._codes_in_force(ref.id)
        if given:
            segment = self._study.store.get(Segment, ref.id)
            place = self._cards.interview(ref.transcript).at[ref.id]
            yield Line(number=place + 1, speaker=", ".join(given), words=segment.text)

    def _own_codes(self, unit: str) -> list[str]:
        tips = self._answers.tips(self._book, unit)
        return [
            code
            for tip in tips
            for code, is_given in self._answers.today(tip, self._book).items()
            if is_given
        ]

    def _codes_in_force(self, unit: str) -> list[str]:
        """The codes that anybody gives a unit, unless a ruling says otherwise."""
        return [code for code, found in self._standing_on(unit).items() if found.share]

    def _standing_on(self, unit: str) -> dict[str, Standing]:
        """How codes stand on a unit now."""
        known = self._answers.versions(self._book)
        held = standing(self._decisions_on(unit), now=self._study.became, versions=known)
        return {code: found for (_, code), found in held.items()}


def _most_likely(card: Card) -> list[str]:
    """The codes that a card suggests, else the likeliest one; of a disagreement, all at issue."""
    if card.voices:
        return list(card.asked)
    if card.suggested:
        return [option.code.key for option in card.suggested]
    scored = [option for option in card.options if option.score is not None]
    return [max(scored, key=lambda option: option.score or 0).code.key] if scored else []
