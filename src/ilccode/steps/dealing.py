"""Cards: a unit with all that a coder needs to see of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import regex

from ilccode.model import UNITS, Code, Codebook, Memo, Run, Segment, Transcript, anchored
from ilccode.review.cards import Card, Line, Option, Voice
from ilccode.steps.notes import notes_on
from ilccode.steps.queueing import Ask
from ilccode.steps.scores import Rows, suggested
from ilccode.steps.study import Study
from ilccode.steps.turns import numbered
from ilccode.steps.units import Unit

_KEPT = 16
"""How many interviews are kept laid out."""

_PATIENCE = 0.05
"""Seconds that one cue may search a segment on its way to the screen."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Interview:
    """A transcript as lines, and where its segments stand: by id, the place of the turn in `lines`."""

    transcript: Transcript
    lines: tuple[Line, ...]
    at: dict[str, int]


class Cards:
    """Makes a study's cards in one codebook; `run` is where scores come from, none without any."""

    def __init__(self, study: Study, book: Codebook, coder: str) -> None:
        self.run: Run | None = None
        self._study = study
        self._book = book
        self._coder = coder
        self._numbers = numbers(study, book)
        self._interviews: OrderedDict[str, Interview] = OrderedDict()

    def score_by(self, run: Run | None) -> None:
        """Take scores from a run from now on."""
        self.run = run
        self.__dict__.pop("_scores", None)

    def segment(
        self,
        ask: Ask,
        codes: Collection[str],
        *,
        known: Mapping[str, bool] | None = None,
        voices: Sequence[Voice] = (),
    ) -> Card:
        """The card of a segment that asks about some codes.

        Ticked is what is `known` to have been given, and what is suggested of the others.
        """
        segment = self._study.store.get(Segment, ask.unit)
        interview = self.interview(segment.transcript)
        place = interview.at[segment.id]
        turn = interview.transcript.turns[place]
        options = _in_order(self._options(segment, codes, is_blind=ask.is_blind))
        said = known or {}
        likely = {o.code.key for o in options if o.is_suggested and o.code.key not in said}
        notes = self.notes(segment.id)
        return Card(
            unit=segment.id,
            kind="segment",
            title=self._study.name(segment.transcript),
            options=options,
            lines=interview.lines,
            at=place,
            start=segment.start - turn.start,
            end=segment.end - turn.start,
            role=self._study.role(segment.transcript, segment.speaker),
            participant=self._study.participant(segment.transcript, segment.speaker),
            sample=ask.sample,
            reason=ask.reason,
            is_blind=ask.is_blind,
            run=self.run.id if self.run and any(o.score is not None for o in options) else "",
            ticked=frozenset(likely | {code for code, is_given in said.items() if is_given}),
            memos=tuple(note.text for note in notes if note.kind == "memo"),
            is_flagged=any(note.kind == "flag" for note in notes),
            voices=tuple(voices),
        )

    def higher(
        self, unit: Unit, ask: Ask, codes: Collection[str], lines: Sequence[Line], ticked: Collection[str]
    ) -> Card:
        """The card of a transcript or a case: what it holds, and the codes that are given to the whole."""
        notes = self.notes(unit.id)
        return Card(
            unit=unit.id,
            kind=unit.kind,
            title=unit.name,
            options=_in_order(self._option(code) for code in self._book.at(unit.kind) if code.key in codes),
            lines=tuple(lines),
            sample=ask.sample,
            reason=ask.reason,
            is_blind=ask.is_blind,
            ticked=frozenset(ticked),
            memos=tuple(note.text for note in notes if note.kind == "memo"),
            is_flagged=any(note.kind == "flag" for note in notes),
        )

    def notes(self, unit: str) -> list[Memo]:
        """The coder's own notes on a unit."""
        return [note for note in notes_on(self._study, unit) if note.coder == self._coder]

    def interview(self, transcript: str) -> Interview:
        """A transcript laid out; the last ones are kept."""
        return _kept(self._interviews, transcript, self._laid_out)

    def _laid_out(self, transcript: str) -> Interview:
        read = self._study.store.get(Transcript, transcript)
        return Interview(
            transcript=read,
            lines=tuple(
                Line(number=number, speaker=turn.speaker, words=read.words(turn), at=turn.at(turn.start))
                for number, turn in enumerate(read.turns, start=1)
            ),
            at={s.id: number - 1 for number, s in numbered(read, self._study.segments(transcript))},
        )

    def _options(self, segment: Segment, codes: Collection[str], *, is_blind: bool) -> Iterator[Option]:
        row = None if is_blind or not self._study.is_readable(segment) else self._scores.get(segment.id)
        likely = suggested(self._book, self.run, row) if self.run and row is not None else {}
        by_code = dict(zip(self.run.codes, row, strict=True)) if self.run and row is not None else {}
        for code in self._book.at("segment"):
            if code.key in codes:
                is_likely = code.key in likely
                yield self._option(
                    code,
                    score=by_code.get(code.key),
                    is_suggested=is_likely,
                    cues=tuple(_cues(code, segment.text)) if is_likely else (),
                )

    def _option(
        self,
        code: Code,
        *,
        score: float | None = None,
        is_suggested: bool = False,
        cues: tuple[str, ...] = (),
    ) -> Option:
        group = next(group for group in self._book.groups if group.key == code.group)
        number = self._numbers[code.key]
        return Option(
            code=code, group=group, number=number, score=score, is_suggested=is_suggested, cues=cues
        )

    @cached_property
    def _scores(self) -> Rows:
        return Rows(self.run)


def _in_order(options: Iterable[Option]) -> tuple[Option, ...]:
    """Codes by the numbers that they keep for good."""
    return tuple(sorted(options, key=lambda option: option.number))


def numbers(study: Study, book: Codebook) -> dict[str, int]:
    """The number of each code of a unit's kind, from 1: its place in the codebook, kept over its versions.

    A code that came later has a number after those that were there before; what is gone leaves its own free.
    """
    found: dict[str, int] = {}
    for unit in UNITS:
        places: dict[str, int] = {}
        for version in [*study.store.all(Codebook, about=book.key), book]:
            for code in version.at(unit):
                taken = {places[other.key] for other in version.at(unit) if other.key in places}
                former = (places[key] for key in code.was if places.get(key, 0) not in {0, *taken})
                free = max(places.values(), default=0) + 1
                places.setdefault(code.key, next(former, free))
        found |= {code.key: places[code.key] for code in book.at(unit)}
    return found


def _cues(code: Code, text: str) -> Iterator[str]:
    """The words of a text that a code's cues stand on; a cue that searches too long is passed over."""
    for cue in code.cues:
        try:
            match = regex.search(anchored(cue), text, regex.IGNORECASE, timeout=_PATIENCE)
        except (TimeoutError, regex.error):
            continue
        if match and match[0]:
            yield match[0]


K = TypeVar("K", bound=Hashable)


def _kept(kept: OrderedDict[K, T], key: K, make: Callable[[K], T]) -> T:
    """What was made for a key; of all that was made, the last used stay."""
    if key not in kept:
        kept[key] = make(key)
    kept.move_to_end(key)
    while len(kept) > _KEPT:
        kept.popitem(last=False)
    return kept[key]
