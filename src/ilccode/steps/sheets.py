"""Coding sheets: what a coder is asked, as a workbook to be filled in and sent back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ilccode.errors import NotInStudy, UsageError
from ilccode.model import Codebook, Run, Segment, Transcript
from ilccode.steps.files import Written, write
from ilccode.steps.scores import score_rows, suggested
from ilccode.steps.sheet_form import About
from ilccode.steps.sheet_layout import Filled, Sheet, workbook
from ilccode.steps.study import Study
from ilccode.steps.turns import numbered

if TYPE_CHECKING:
    from ilccode.steps.queueing import Ask

TURNS_BEFORE = 2
NOT_QUOTED = "(not to be quoted)"


def export_sheet(
    study: Study, book: Codebook, path: Path, asks: Sequence[Ask], *, run: Run | None, coder: str = ""
) -> Written:
    """Write what is asked about segments, in its order, as an Excel workbook: same input, same bytes.

    With any blind ask the sheet is blind as a whole; so it is without a run, since nothing is suggested. The
    words before a segment are left out where whoever said them may not be quoted.
    """
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path}: a coding sheet is written as .xlsx")
    wanted = [ask for ask in asks if ask.unit.startswith(Segment.prefix)]
    is_blind = run is None or any(ask.is_blind for ask in wanted)
    shown = None if is_blind else run
    sheet = Sheet(
        book=book,
        about=_about(study, book, wanted, shown, coder),
        rows=tuple(_rows(study, book, [ask.unit for ask in wanted], shown)),
    )
    return write(study, path, lambda part: _fill(part, sheet))


def _fill(path: Path, sheet: Sheet) -> None:
    path.write_bytes(workbook(sheet))


def _about(study: Study, book: Codebook, asks: Sequence[Ask], run: Run | None, coder: str) -> About:
    samples = {ask.unit: ask.sample for ask in asks}
    drawn = sorted(set(samples.values()))
    return About(
        codebook=book.key,
        version=book.version,
        codebook_id=book.id,
        is_blind=run is None,
        run=run.id if run else "",
        sample=", ".join(drawn),
        seed=study.plan("seed"),
        coder=coder,
        samples=samples if len(drawn) > 1 else {},
    )


def _rows(study: Study, book: Codebook, units: Sequence[str], run: Run | None) -> Iterator[Filled]:
    rows = dict(score_rows(run)) if run else {}
    placed = _placed(study, units)
    for unit in units:
        transcript, number, segment = placed[unit]
        row = rows.get(segment.id) if study.is_readable(segment) else None
        likely = suggested(book, run, row) if run and row else {}
        yield Filled(
            segment=unit,
            transcript=study.name(transcript.id),
            turn=number,
            speaker=segment.speaker,
            before="\n".join(_before(study, transcript, number, segment)),
            text=segment.text,
            suggested=None if run is None else "; ".join(f"{code} {s:.2f}" for code, s in likely.items()),
        )


def _placed(study: Study, units: Sequence[str]) -> Mapping[str, tuple[Transcript, int, Segment]]:
    """Where each segment stands: its transcript, and the number of its turn."""
    today = {unit: study.became.get(unit, unit) for unit in units}
    refs = {ref.id: ref.transcript for ref in study.coded}
    wanted: dict[str, set[str]] = defaultdict(set)
    for unit, segment in today.items():
        if segment not in refs:
            raise NotInStudy(f"{unit}: no segment here that is coded has this id")
        wanted[refs[segment]].add(segment)
    placed: dict[str, tuple[Transcript, int, Segment]] = {}
    for transcript_id, ids in wanted.items():
        transcript = study.store.get(Transcript, transcript_id)
        pairs = numbered(transcript, study.segments(transcript_id))
        placed |= {segment.id: (transcript, n, segment) for n, segment in pairs if segment.id in ids}
    return {unit: placed[segment] for unit, segment in today.items()}


def _before(study: Study, transcript: Transcript, number: int, segment: Segment) -> Iterator[str]:
    """The turns before, and the beginning of the segment's own turn, which has that number."""
    *before, own = transcript.turns[max(0, number - 1 - TURNS_BEFORE) : number]
    for turn in before:
        yield _line(study, transcript.id, turn.speaker, transcript.words(turn))
    begun = transcript.text[own.start : segment.start].strip()
    if begun:
        yield _line(study, transcript.id, own.speaker, begun)


def _line(study: Study, transcript: str, speaker: str, words: str) -> str:
    said = words if study.may(transcript, speaker, "quote") else NOT_QUOTED
    return f"{speaker}: {said}" if speaker else said
