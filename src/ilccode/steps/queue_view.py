"""A coder's queue, for eyes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ilccode.model import Codebook, Segment
from ilccode.steps.dealing import Cards
from ilccode.steps.known import Known
from ilccode.steps.plans import OVERLAP, share
from ilccode.steps.queueing import Ask, Pool, Wanted, interviews, order_of
from ilccode.steps.reviewing import higher_units
from ilccode.steps.study import Study

_NEXT, _WORDS = 10, 50


@dataclass(frozen=True, kw_only=True)
class NextCard:
    """A card that comes soon, and why."""

    segment: str
    transcript: str
    turn: int
    speaker: str
    reason: str
    is_blind: bool
    words: str


@dataclass(frozen=True, kw_only=True)
class QueueView:
    """How many cards wait for a coder, and which come first.

    `sample` is the size of the planned random sample, `sample_left` how much of it the coder has not answered
    blind; `interviews` are those of the planned sample; `held` says how many cards others have on the screen.
    """

    codebook: str
    coder: str
    open: int
    answered: int
    blind: int
    sample: int
    sample_left: int
    interviews: tuple[str, ...]
    overlap: float
    held: Mapping[str, int]
    next: tuple[NextCard, ...]


def queue_view(study: Study, book: Codebook, coder: str, wanted: Wanted) -> QueueView:
    """Count what waits for a coder."""
    asks, _ = order_of(study, book, coder, wanted)
    known, whole = Known(study, book, coder), Pool(study, book, Wanted())
    planned = [ref for ref, number in zip(whole.refs, whole.numbers, strict=True) if number < whole.limit]
    cards = Cards(study, book, coder)
    held = Counter(
        holder.rpartition(" ")[0]
        for unit, holder in study.store.leases.held().items()
        if unit.startswith(f"{book.key} ")
    )
    return QueueView(
        codebook=book.key,
        coder=coder,
        open=len(asks) + len(higher_units(study, book, known, wanted)),
        answered=len(known.answered(whole.rows)),
        blind=sum(known.is_drawn(ref.id, whole.codes) for ref in whole.refs),
        sample=len(planned),
        sample_left=sum(not known.is_drawn(ref.id, whole.codes) for ref in planned),
        interviews=tuple(study.name(transcript) for transcript in interviews(study)),
        overlap=share(study, OVERLAP),
        held={holder: number for holder, number in held.items() if holder != coder},
        next=tuple(_next(study, cards, ask) for ask in asks[:_NEXT]),
    )


def _next(study: Study, cards: Cards, ask: Ask) -> NextCard:
    segment = study.store.get(Segment, ask.unit)
    text = segment.text
    return NextCard(
        segment=segment.id,
        transcript=study.name(segment.transcript),
        turn=cards.interview(segment.transcript).at[segment.id] + 1,
        speaker=segment.speaker,
        reason=ask.reason,
        is_blind=ask.is_blind,
        words=text if len(text) <= _WORDS else f"{text[: _WORDS - 1]}…",
    )
