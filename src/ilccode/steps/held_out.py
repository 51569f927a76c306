"""What is held out, what counts, and how often each row is drawn: the same for every tagger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ilccode.log import in_force
from ilccode.model import Codebook, Decision
from ilccode.sentences import word_count
from ilccode.steps.figures import LEAST_INTERVIEWS, Rows
from ilccode.steps.measures import multiplicities
from ilccode.steps.out_of_fold import Held, folds
from ilccode.steps.study import Study
from ilccode.steps.tagging import Inputs
from ilccode.steps.training import versions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Flags, Floats

INTERVALS = 5
"""From so many interviews on, intervals are given."""

ROUGH = 10
"""With fewer interviews, an interval is rough."""

DRAWS = 1000

QUOTED_WORDS = 4
"""A shorter example ("Yes, exactly.") may stand anywhere without being a quotation."""


class Setting:
    """A study's segments with what people decided, dealt into parts that are held out in turn."""

    def __init__(self, study: Study, found: Inputs, book: Codebook, seed: int) -> None:
        self.book, self.seed = book, seed
        self._study, self._segments = study, found.segments
        self.labels: Floats = found.training[book.key].labels
        self.labelled: Flags = np.asarray((~np.isnan(self.labels)).any(axis=1))
        self.ids = [study.firsts.get(segment.id, segment.id) for segment in found.segments]
        self.lengths = np.array([word_count(segment.text) for segment in found.segments], dtype=np.int64)
        self.quoted: Flags = np.array(
            [_is_quoted(segment.text, book) for segment in found.segments], dtype=bool
        )
        held = {
            s.transcript for s, is_labelled in zip(found.segments, self.labelled, strict=True) if is_labelled
        }
        order = sorted(held)
        fold = folds(order, seed)
        places = {transcript: place for place, transcript in enumerate(order)}
        self.interviews = len(order)
        self.interview_of = np.array([places.get(s.transcript, -1) for s in found.segments], dtype=np.int64)
        self.fold_of = np.array([fold.get(s.transcript, -1) for s in found.segments], dtype=np.int64)
        self.counted: Flags = np.asarray(np.isin(self.labels, (0, 1)) & ~self.quoted[:, None])
        self._draws = self._drawn()

    def _drawn(self) -> Floats:
        """How often each interview counts: once, then as in the draws that intervals need."""
        once = np.ones((1, self.interviews))
        if self.interviews < INTERVALS:
            return once
        return np.vstack([once, multiplicities(self.interviews, DRAWS, self.seed)])

    def weights(self, rows: NDArray[np.int64]) -> Floats:
        """How often some labelled segments count in each draw, draws x m; the first is all ones."""
        weights: Floats = self._draws[:, self.interview_of[rows]]
        return weights

    def rows(self, code: int, held: Held) -> Rows:
        """What is compared for a code."""
        rows = np.flatnonzero(self.counted[:, code])
        return Rows(
            y=np.asarray(self.labels[rows, code] == 1),
            scores=held.scores[rows, code],
            said=held.said[rows, code],
            interviews=self.interview_of[rows],
            lengths=self.lengths[rows],
            weights=self.weights(rows),
        )

    def notes(self) -> list[str]:
        """How the figures are to be read."""
        if not self.labelled.any():
            return ["nobody has decided on any segment yet: there is nothing to compare with"]
        told = []
        if self.interviews < LEAST_INTERVIEWS:
            told.append(
                f"people decided on segments of {self.interviews} of at least {LEAST_INTERVIEWS} interviews: "
                "no figure is given"
            )
        elif self.interviews < INTERVALS:
            told.append(f"no intervals: they need {INTERVALS} interviews")
        elif self.interviews < ROUGH:
            told.append(f"intervals are rough: they rest on {self.interviews} interviews")
        decisions = self._decisions()
        if not self._is_random(decisions):
            told.append(
                "the labelled segments were not drawn at random: the figures describe them, not the study"
            )
        assisted = {unit for unit, decision in decisions if "suggestions" in decision.seen}
        if assisted:
            told.append(
                f"{len(assisted):,} segments were decided with suggestions on the screen: it is easy to "
                "agree with them, and the figures flatter the tagger"
            )
        return told

    def _decisions(self) -> list[tuple[str, Decision]]:
        """The decisions in force that labels rest on, each with its segment."""
        ids = {segment.id for segment, there in zip(self._segments, self.labelled, strict=True) if there}
        same = versions(self._study, self.book)
        became = self._study.became
        given = ((became.get(d.unit, d.unit), d) for d in in_force(self._study.store.all(Decision)))
        return [(unit, decision) for unit, decision in given if unit in ids and decision.codebook in same]

    def _is_random(self, decisions: Sequence[tuple[str, Decision]]) -> bool:
        """Whether labels are a random sample, or whole interviews."""
        whole = np.asarray(self.labelled | (self.interview_of < 0)).all()
        return bool(whole) or {decision.sample for _, decision in decisions} == {"random"}


def _is_quoted(text: str, book: Codebook) -> bool:
    """Whether a codebook quotes a segment as an example."""
    said = " ".join(text.split()).casefold()
    examples = (example for code in book.at("segment") for example in code.examples)
    return any(word_count(e) >= QUOTED_WORDS and " ".join(e.split()).casefold() in said for e in examples)
