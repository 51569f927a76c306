"""Excerpts and scores out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ilccode import plugins
from ilccode.cells import guarded
from ilccode.errors import UsageError
from ilccode.log import Standing
from ilccode.model import Codebook, Excerpt, Run, Segment, Transcript
from ilccode.steps.files import WRITTEN, WRITTEN_RAW, Written, is_current, write
from ilccode.steps.finding import suffix
from ilccode.steps.questions import question_numbers
from ilccode.steps.scores import last_run, score_rows, scores, suggested
from ilccode.steps.study import Study
from ilccode.steps.tagging import codable
from ilccode.steps.training import standings
from ilccode.steps.turns import numbered, questions


@dataclass(frozen=True, kw_only=True)
class Scored:
    """One codebook with its newest scores and with how its codes stand by people's decisions."""

    codebook: Codebook
    run: Run | None
    scores: dict[str, Sequence[float]]
    standing: dict[tuple[str, str], Standing]


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A file that was written, and how many rows of it stayed out because their speakers wish it so."""

    file: Written
    withheld: int


class _Permitted:
    """Those of some excerpts, or segments, whose speakers have not refused; `withheld` counts the others."""

    def __init__(self, study: Study, *, deposit: bool) -> None:
        self._study = study
        self._uses = ("quote", "deposit") if deposit else ("quote",)
        self.withheld = 0

    def __call__(self, segment: Segment) -> bool:
        allowed = all(self._study.may(segment.transcript, segment.speaker, use) for use in self._uses)
        self.withheld += not allowed
        return allowed


WHY = "why"
"""The column that says what a score is made of."""


def export(
    study: Study,
    path: Path,
    *,
    raw: bool = False,
    deposit: bool = False,
    explain: Callable[[Excerpt], str] | None = None,
) -> Exported:
    """Write what is suggested and what is decided, the format by the file's suffix.

    Whoever may not be quoted is left out; with `deposit`, whoever may not be deposited, too. With
    `explain`, a further column `why` holds what it says of each excerpt.
    """
    exporter = plugins.get("exporters", _suffix(path))
    names = sorted({name for said in study.attributes.values() for name in said})
    permitted = _Permitted(study, deposit=deposit)

    def fill(part: Path) -> None:
        found = (e for e in excerpts(study) if permitted(e.segment))
        if explain is None:
            exporter(part, found, names, raw=raw)
        else:
            told = (replace(e, attributes={**e.attributes, WHY: explain(e)}) for e in found)
            exporter(part, told, [*(name for name in names if name != WHY), WHY], raw=raw)

    return Exported(file=write(study, path, fill, kind=_kind(raw)), withheld=permitted.withheld)


def export_if_changed(study: Study, path: Path) -> Exported:
    """Write excerpts right after tagging, unless the file is there and nothing has been added since."""
    if is_current(study, path):
        return Exported(file=Written(path=path, instead_of=None, is_new=False), withheld=0)
    return export(study, path)


def _kind(raw: bool) -> str:
    return WRITTEN_RAW if raw else WRITTEN


def _suffix(path: Path) -> str:
    named = suffix(path)
    if not named:
        formats = ", ".join(f".{name}" for name in plugins.installed("exporters"))
        raise UsageError(f"{path}: expected a file name with a suffix that says the format: {formats}")
    return named


def excerpts(study: Study, *, of: Collection[str] | None = None) -> Iterator[Excerpt]:
    """All excerpts by transcript's name, place in it, codebook and code, perhaps only those `of` some."""
    books = [_scored(study, book) for book in study.codebooks.values()]
    wanted = (t for t in study.transcripts if of is None or t in of)
    for transcript_id in sorted(wanted, key=study.name):
        yield from _of_transcript(study, study.store.get(Transcript, transcript_id), books)


def _scored(study: Study, book: Codebook) -> Scored:
    run = last_run(study, book.id)
    rows = dict(score_rows(run)) if run else {}
    return Scored(codebook=book, run=run, scores=rows, standing=standings(study, book))


def _of_transcript(study: Study, transcript: Transcript, books: list[Scored]) -> Iterator[Excerpt]:
    before = questions(study, transcript, "quote")
    numbers = question_numbers(study, transcript)
    for number, segment in numbered(transcript, study.segments(transcript.id)):
        if not study.is_codable(segment):
            continue
        turn = transcript.turns[number - 1]
        for scored in books:
            for code, standing_, score in _codes(scored, segment, is_readable=study.is_readable(segment)):
                yield Excerpt(
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
                    status=standing_.status if standing_ else "suggested",
                    coder="; ".join(standing_.coders) if standing_ else "",
                    decided_at=standing_.made_at if standing_ else "",
                    score=score,
                    model=_model(scored.run) if score is not None and scored.run else "",
                )


def _codes(
    scored: Scored, segment: Segment, *, is_readable: bool
) -> Iterator[tuple[str, Standing | None, float | None]]:
    """The codes that a segment carries or may carry: decided, disputed, or suggested and not yet decided."""
    row = scored.scores.get(segment.id) if is_readable else None
    scores_ = dict(zip(scored.run.codes, row, strict=True)) if scored.run and row else {}
    likely = suggested(scored.codebook, scored.run, row) if scored.run and row else {}
    for code in scored.codebook.at("segment"):
        held = scored.standing.get((segment.id, code.key))
        if code.key in likely if held is None else held.present is not False:
            yield code.key, held, scores_.get(code.key)


def _model(run: Run) -> str:
    return f"{run.parameters['tagger']} on {run.parameters['embedder']} ({run.tool})"


def export_scores(study: Study, path: Path, *, raw: bool = False, deposit: bool = False) -> Exported:
    """Write every codable segment with its score for each code: CSV, for those who evaluate."""
    if _suffix(path) != "csv":
        raise UsageError(f"{path}: scores are written as .csv")
    permitted = _Permitted(study, deposit=deposit)
    segments = [segment for segment in codable(study) if permitted(segment)]
    written = write(study, path, lambda part: _fill_scores(part, study, segments, raw=raw), kind=WRITTEN_RAW)
    return Exported(file=written, withheld=permitted.withheld)


def _fill_scores(path: Path, study: Study, segments: Sequence[Segment], *, raw: bool) -> None:
    import pandas as pd

    shown = str if raw else guarded
    numbers = {
        segment.id: number
        for transcript in study.transcripts
        for number, segment in numbered(study.store.get(Transcript, transcript), study.segments(transcript))
    }
    table = pd.DataFrame(
        {
            "segment": [segment.id for segment in segments],
            "transcript": [shown(study.name(segment.transcript)) for segment in segments],
            "turn": [numbers[segment.id] for segment in segments],
            "start": [segment.start for segment in segments],
            "end": [segment.end for segment in segments],
            "speaker": [shown(segment.speaker) for segment in segments],
            "text": [shown(segment.text) for segment in segments],
        }
    )
    for book in study.codebooks.values():
        run = last_run(study, book.id)
        if run is not None:
            columns = [f"{book.key}/{code}" for code in run.codes]
            scored = pd.DataFrame(scores(run), columns=columns, index=list(run.segments))
            table = table.join(scored, on="segment")
    table = table.sort_values(["transcript", "start"], kind="stable").drop(columns="segment")
    table.to_csv(
        path,
        index=False,
        float_format="%.6f",
        encoding="utf-8-sig",
        lineterminator="\r\n",
        quoting=csv.QUOTE_NONNUMERIC,
    )
