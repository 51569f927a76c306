"""Excerpts: one code on one unit each, suggested or as people decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ilccode.log import Standing, standing
from ilccode.model import UNITS, Code, Codebook, Decision, Excerpt, Run, Segment, Transcript
from ilccode.steps.filtering import EVERYTHING, Filters
from ilccode.steps.notes import Notes
from ilccode.steps.questions import question_numbers
from ilccode.steps.scores import last_run, score_rows, suggested
from ilccode.steps.study import Study
from ilccode.steps.training import versions
from ilccode.steps.turns import numbered, questions
from ilccode.steps.units import CASE, Unit, cases, transcript_unit


@dataclass(frozen=True, kw_only=True)
class _Scored:
    """One codebook with its newest scores and with how its codes stand by people's decisions.

    `codes` are those that are wanted of segments.
    """

    codebook: Codebook
    codes: tuple[str, ...]
    run: Run | None
    scores: dict[str, Sequence[float]]
    standing: dict[tuple[str, str], Standing]


def excerpts(study: Study, only: Filters = EVERYTHING) -> Iterator[Excerpt]:
    """The excerpts that are wanted, by transcript's name, place in it, codebook and code.

    After its segments' come those of a transcript as a whole; at the very end, by name, those of cases.
    """
    found = _Excerpts(study, only)
    for transcript_id in sorted(found.transcripts(), key=study.name):
        yield from found.of_segments(study.store.get(Transcript, transcript_id))
        yield from found.of_unit(transcript_unit(study, transcript_id))
    yield from found.of_cases()


def excerpts_of_transcript(study: Study, transcript: str) -> Iterator[Excerpt]:
    """What people decided of a transcript as a whole."""
    return _Excerpts(study, EVERYTHING, units=("transcript",)).of_unit(transcript_unit(study, transcript))


class _Excerpts:
    """Makes excerpts of what a study holds and somebody wants of some kinds of units, and loads no more."""

    def __init__(self, study: Study, only: Filters, units: Sequence[str] = UNITS) -> None:
        self._study = study
        self._only = only
        self._notes = Notes(study)
        decisions = list(study.store.all(Decision))
        wanted = [book for book in study.codebooks.values() if any(only.codes_of(book, u) for u in units)]
        codes = {book.id: only.codes_of(book, "segment") if "segment" in units else () for book in wanted}
        self._books = [_scored(study, book, decisions, codes[book.id]) for book in wanted]

    def transcripts(self) -> list[str]:
        """The transcripts that may hold a wanted excerpt: where no suggestion is, those with decisions."""
        wanted = list(self._only.transcripts_of(self._study))
        if self._may_suggest() or self._only.transcripts:
            return wanted
        units = set(self._units())
        fields = self._study.store.fields(Segment, "transcript")
        decided = units | {transcript for segment, transcript in fields if segment in units}
        return [transcript for transcript in wanted if transcript in decided]

    def of_segments(self, transcript: Transcript) -> Iterator[Excerpt]:
        """The excerpts of a transcript's segments."""
        study = self._study
        before = questions(study, transcript, "quote")
        numbers = question_numbers(study, transcript)
        for number, segment in numbered(transcript, study.segments(transcript.id)):
            if not study.is_codable(segment):
                continue
            turn = transcript.turns[number - 1]
            for scored in self._books:
                for code, held, score in self._codes(scored, segment):
                    excerpt = Excerpt(
                        about=segment.id,
                        segment=segment,
                        transcript=study.name(transcript.id),
                        participant=study.participant(transcript.id, segment.speaker),
                        attributes=study.attributes_of(transcript.id, segment.speaker),
                        turn=number,
                        at=turn.at(segment.start),
                        until=turn.until(segment.end),
                        question=before[number - 1],
                        question_number=numbers[number - 1],
                        codebook=scored.codebook,
                        code=code,
                        status="suggested",
                        score=score,
                        model=_model(scored.run) if score is not None and scored.run else "",
                    )
                    yield self._judged(excerpt, held)

    def of_unit(self, unit: Unit) -> Iterator[Excerpt]:
        """The excerpts of a unit that is no segment: what people decided there."""
        for scored in self._books:
            for code in self._only.codes_of(scored.codebook, unit.kind):
                held = scored.standing.get((unit.id, code.key))
                if held is not None and held.present is not False and self._only.lets(held):
                    excerpt = Excerpt(
                        about=unit.id,
                        transcript=unit.transcript,
                        participant=unit.participant,
                        attributes=unit.attributes,
                        codebook=scored.codebook,
                        code=code.key,
                        status=held.status,
                    )
                    yield self._judged(excerpt, held)

    def of_cases(self) -> Iterator[Excerpt]:
        """The excerpts of cases; none where some transcripts only are wanted, for a case stands in many."""
        decided = {unit for unit in self._units() if unit.startswith(CASE)}
        if decided and not self._only.transcripts:
            for case in cases(self._study):
                yield from self.of_unit(case)

    def _units(self) -> Iterator[str]:
        """The units where a wanted code was decided."""
        for scored in self._books:
            for (unit, code), held in scored.standing.items():
                if self._only.has_code(scored.codebook.key, code) and self._only.lets(held):
                    yield unit

    def _may_suggest(self) -> bool:
        """Whether any suggestion is wanted."""
        return self._only.lets(None) and any(scored.codes for scored in self._books)

    def _codes(
        self, scored: _Scored, segment: Segment
    ) -> Iterator[tuple[str, Standing | None, float | None]]:
        """The wanted codes that a segment carries or may carry: decided, disputed, or suggested alone."""
        row = scored.scores.get(segment.id) if self._study.is_readable(segment) else None
        scores = dict(zip(scored.run.codes, row, strict=True)) if scored.run and row else {}
        likely = suggested(scored.codebook, scored.run, row) if scored.run and row else {}
        for code in scored.codes:
            held = scored.standing.get((segment.id, code))
            is_said = code in likely if held is None else held.present is not False
            if is_said and self._only.lets(held):
                yield code, held, scores.get(code)

    def _judged(self, excerpt: Excerpt, held: Standing | None) -> Excerpt:
        """An excerpt with how its code stands and with what coders noted."""
        notes = self._notes
        noted = replace(excerpt, memo=notes.memo(excerpt.about), flagged=notes.flagged(excerpt.about))
        if held is None:
            return noted
        return replace(
            noted,
            status=held.status,
            coder="; ".join(held.coders),
            decided_at=re.sub(r"\.\d+", "", held.made_at),
            seen="; ".join(held.seen),
            ruling=notes.ruling(held),
            reason=notes.reason(held),
        )


def _scored(study: Study, book: Codebook, decisions: Iterable[Decision], codes: Sequence[Code]) -> _Scored:
    run = last_run(study, book.id) if codes else None
    return _Scored(
        codebook=book,
        codes=tuple(code.key for code in codes),
        run=run,
        scores=dict(score_rows(run)) if run else {},
        standing=standing(decisions, now=study.became, versions=versions(study, book)),
    )


def _model(run: Run) -> str:
    return f"{run.parameters['tagger']} on {run.parameters['embedder']} ({run.tool})"
