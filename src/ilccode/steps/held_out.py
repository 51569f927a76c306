"""What is held out, what counts, and how often each row is drawn: the same for every tagger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ilccode.model import Codebook
from ilccode.sentences import word_count
from ilccode.steps.figures import Rows
from ilccode.steps.measures import Weights, multiplicities
from ilccode.steps.out_of_fold import Held, folds
from ilccode.steps.quoting import quoted
from ilccode.steps.study import Study
from ilccode.steps.tagging import Inputs
from ilccode.steps.warrants import picked, warrants

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Flags, Floats

INTERVALS = 5
"""From so many interviews on, intervals are given."""

DRAWS = 1000


class Setting:
    """A study's segments with what people decided, dealt into parts that are held out in turn.

    `counted` are the labels that figures are given on, n x k: not those that people differ on, nor those
    of segments that the codebook quotes, nor answers that were given with other people's on the screen.
    A ruling counts all the same: it is the best that is known. All labels are learned from.
    """

    def __init__(self, study: Study, found: Inputs, book: Codebook, seed: int) -> None:
        self.book, self.seed = book, seed
        self.codes = found.training[book.key].codes
        self.labels: Floats = found.training[book.key].labels
        self.labelled: Flags = np.asarray((~np.isnan(self.labels)).any(axis=1))
        self.ids = [study.firsts.get(segment.id, segment.id) for segment in found.segments]
        texts = [segment.text for segment in found.segments]
        self.lengths = np.array([word_count(text) for text in texts], dtype=np.int64)
        transcripts = [segment.transcript for segment in found.segments]
        held = {of for of, is_labelled in zip(transcripts, self.labelled, strict=True) if is_labelled}
        order = sorted(held)
        fold = folds(order, seed)
        places = {transcript: place for place, transcript in enumerate(order)}
        self.interviews = len(order)
        self.interview_of = np.array([places.get(of, -1) for of in transcripts], dtype=np.int64)
        self.fold_of = np.array([fold.get(of, -1) for of in transcripts], dtype=np.int64)
        self.quoted: Flags = np.array(quoted(texts, book), dtype=bool)
        self.warrants = warrants(study, book, [segment.id for segment in found.segments], self.codes)
        self.picked: Flags = picked(self.labels, self.ids, int(study.plan("seed")))
        own = ~self.quoted[:, None]
        self.disputed: Flags = np.asarray((self.labels > 0) & (self.labels < 1) & own)
        self.counted: Flags = np.asarray(np.isin(self.labels, (0, 1)) & ~self.warrants.swayed & own)
        self._draws = self._drawn()

    def _drawn(self) -> Floats:
        """How often each interview counts: once, then as in the draws that intervals need."""
        once = np.ones((1, self.interviews))
        if self.interviews < INTERVALS:
            return once
        return np.vstack([once, multiplicities(self.interviews, DRAWS, self.seed)])

    def weights(self, rows: NDArray[np.int64]) -> Weights:
        """How often some labelled segments count in each draw; in the first each counts once."""
        return Weights(draws=self._draws, of=self.interview_of[rows])

    def rows(self, code: int, held: Held) -> Rows:
        """What is compared for a code."""
        rows = np.flatnonzero(self.counted[:, code])
        return Rows(
            segments=rows,
            interviews=self.interview_of[rows],
            lengths=self.lengths[rows],
            y=np.asarray(self.labels[rows, code] == 1),
            scores=held.scores[rows, code],
            ranks=held.ranks[rows, code],
            said=held.said[rows, code],
        )
