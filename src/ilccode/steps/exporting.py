"""Excerpts and scores out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ilccode import plugins
from ilccode.cells import guarded
from ilccode.errors import UsageError
from ilccode.model import Excerpt, Segment, Transcript
from ilccode.steps.excerpts import excerpts
from ilccode.steps.files import WRITTEN, WRITTEN_RAW, Written, is_current, write
from ilccode.steps.filtering import EVERYTHING, Filters
from ilccode.steps.finding import suffix
from ilccode.steps.scores import last_run, scores
from ilccode.steps.study import Study
from ilccode.steps.turns import numbered
from ilccode.steps.units import cases


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A file that was written, and how many rows of it stayed out because their speakers wish it so."""

    file: Written
    withheld: int


class _Permitted:
    """Those of some excerpts, or segments, whose speakers have not refused; `withheld` counts the others.

    What was decided of a transcript or a case has nobody's words; a case of somebody who refuses to be
    deposited stays out of a deposit all the same.
    """

    def __init__(self, study: Study, *, deposit: bool) -> None:
        self._study = study
        self._deposit = deposit
        self._uses = ("quote", "deposit") if deposit else ("quote",)
        self.withheld = 0

    def excerpt(self, excerpt: Excerpt) -> bool:
        if excerpt.segment is not None:
            return self.segment(excerpt.segment)
        return self._counted(allowed=not self._deposit or excerpt.about not in self._refused)

    def segment(self, segment: Segment) -> bool:
        may, transcript, speaker = self._study.may, segment.transcript, segment.speaker
        return self._counted(allowed=all(may(transcript, speaker, use) for use in self._uses))

    def _counted(self, *, allowed: bool) -> bool:
        self.withheld += not allowed
        return allowed

    @cached_property
    def _refused(self) -> frozenset[str]:
        """The cases that somebody belongs to who may not be deposited."""
        may = self._study.may
        return frozenset(
            case.id
            for case in cases(self._study)
            if not all(may(transcript, speaker, "deposit") for transcript, speaker in case.speakers)
        )


WHY = "why"
"""The column that says what a score is made of."""


def export(
    study: Study,
    path: Path,
    *,
    raw: bool = False,
    deposit: bool = False,
    explain: Callable[[Excerpt], str] | None = None,
    only: Filters = EVERYTHING,
) -> Exported:
    """Write what is suggested and what is decided, the format by the file's suffix.

    Whoever may not be quoted is left out; with `deposit`, whoever may not be deposited, too. With
    `explain`, a further column `why` holds what it says of each excerpt. `only` says what is wanted.
    """
    exporter = plugins.get("exporters", _suffix(path))
    names = sorted({name for said in study.attributes.values() for name in said})
    permitted = _Permitted(study, deposit=deposit)

    def fill(part: Path) -> None:
        found = filter(permitted.excerpt, excerpts(study, only))
        if explain is None:
            exporter(part, found, names, raw=raw)
        else:
            told = (replace(e, attributes={**e.attributes, WHY: explain(e)}) for e in found)
            exporter(part, told, [*(name for name in names if name != WHY), WHY], raw=raw)

    is_whole = not raw and not deposit and explain is None and only == EVERYTHING
    written = write(study, path, fill, kind=WRITTEN if is_whole else WRITTEN_RAW)
    return Exported(file=written, withheld=permitted.withheld)


def export_if_changed(study: Study, path: Path) -> Exported:
    """Write excerpts right after tagging, unless the file is there and nothing has been added since."""
    if is_current(study, path):
        return Exported(file=Written(path=path, instead_of=None, is_new=False), withheld=0)
    return export(study, path)


def _suffix(path: Path) -> str:
    named = suffix(path)
    if not named:
        formats = ", ".join(f".{name}" for name in plugins.installed("exporters"))
        raise UsageError(f"{path}: expected a file name with a suffix that says the format: {formats}")
    return named


def export_scores(
    study: Study, path: Path, *, raw: bool = False, deposit: bool = False, only: Filters = EVERYTHING
) -> Exported:
    """Write every codable segment with its score for each code: CSV, for those who evaluate.

    Of what is wanted, transcripts and codes count: a score is nobody's decision.
    """
    if _suffix(path) != "csv":
        raise UsageError(f"{path}: scores are written as .csv")
    permitted = _Permitted(study, deposit=deposit)
    every = (segment for transcript in only.transcripts_of(study) for segment in study.segments(transcript))
    segments = [s for s in every if study.is_codable(s) and study.is_readable(s) and permitted.segment(s)]
    written = write(
        study, path, lambda part: _fill_scores(part, study, segments, only, raw=raw), kind=WRITTEN_RAW
    )
    return Exported(file=written, withheld=permitted.withheld)


def _fill_scores(path: Path, study: Study, segments: Sequence[Segment], only: Filters, *, raw: bool) -> None:
    import pandas as pd

    shown = str if raw else guarded
    numbers = {
        segment.id: number
        for transcript in only.transcripts_of(study)
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
        run = last_run(study, book.id) if only.codes_of(book, "segment") else None
        if run is not None:
            columns = [f"{book.key}/{code}" for code in run.codes]
            wanted = [f"{book.key}/{code}" for code in run.codes if only.has_code(book.key, code)]
            scored = pd.DataFrame(scores(run), columns=columns, index=list(run.segments))
            table = table.join(scored[wanted], on="segment")
    table = table.sort_values(["transcript", "start"], kind="stable").drop(columns="segment")
    table.to_csv(
        path,
        index=False,
        float_format="%.6f",
        encoding="utf-8-sig",
        lineterminator="\r\n",
        quoting=csv.QUOTE_NONNUMERIC,
    )
