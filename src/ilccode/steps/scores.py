"""What a run's scores say: rows of numbers, and the codes that they suggest."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ilccode.model import Codebook, Run, Suggestion
from ilccode.steps.study import Study

if TYPE_CHECKING:
    from ilccode.protocols import Flags, Floats


def last_run(study: Study, book: str) -> Run | None:
    """The newest tagging run of a codebook's version, by its id."""
    ids = study.store.ids(Run, about=book)
    return study.store.get(Run, ids[-1]) if ids else None


def suggestions(book: Codebook, run: Run) -> list[Suggestion]:
    """All that a run suggests."""
    return [
        Suggestion(run=run.id, segment=segment, code=code, score=score)
        for segment, row in score_rows(run)
        for code, score in suggested(book, run, row).items()
    ]


def suggested(book: Codebook, run: Run, row: Sequence[float]) -> dict[str, float]:
    """The codes that a row of scores suggests, with their scores: those that reach their thresholds.

    Of an exclusive or ordered group, it is the best one only.
    """
    reached = {c: s for c, s, threshold in zip(run.codes, row, run.thresholds, strict=True) if s >= threshold}
    for group in book.groups:
        if group.kind != "any":
            rivals = [code.key for code in book.codes if code.group == group.key and code.key in reached]
            for rival in sorted(rivals, key=lambda code: reached[code])[:-1]:
                del reached[rival]
    return reached


def said(book: Codebook, run: Run) -> Flags:
    """What a run suggests, segments x codes: as `suggested` says of each row."""
    import numpy as np

    reached: Flags = scores(run) >= np.asarray(run.thresholds)
    for group in (group for group in book.groups if group.unit == "segment"):
        rivals = [run.codes.index(code.key) for code in book.at("segment") if code.group == group.key]
        if group.kind != "any":
            likely = np.where(reached[:, rivals], scores(run)[:, rivals], -1.0)
            best = len(rivals) - 1 - likely[:, ::-1].argmax(axis=1)
            reached[:, rivals] &= best[:, None] == np.arange(len(rivals))
    return reached


def score_rows(run: Run) -> Iterator[tuple[str, Sequence[float]]]:
    """Each segment of a run with its scores, one a code."""
    flat = array("f", run.scores)
    if sys.byteorder == "big":
        flat.byteswap()
    width = len(run.codes)
    return ((segment, flat[row * width : (row + 1) * width]) for row, segment in enumerate(run.segments))


class Rows:
    """A run's scores by segment, looked up one at a time."""

    def __init__(self, run: Run | None) -> None:
        self._at = {segment: row for row, segment in enumerate(run.segments)} if run else {}
        self._scores = scores(run) if run else None

    def get(self, segment: str) -> list[float] | None:
        """A segment's scores, one a code; none where the run has not scored it."""
        row = self._at.get(segment)
        found: list[float] | None = (
            self._scores[row].tolist() if self._scores is not None and row is not None else None
        )
        return found


def scores(run: Run) -> Floats:
    """A run's scores, segments x codes."""
    import numpy as np

    flat: Floats = np.frombuffer(run.scores, dtype="<f4")
    return flat.reshape(len(run.segments), len(run.codes))
