"""How well a code is known, and what would help it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilccode.model import Code, Codebook, Run
from ilccode.sentences import word_count
from ilccode.steps.scores import said, scores
from ilccode.steps.training import Training

if TYPE_CHECKING:
    from ilccode.protocols import Flags, Floats
    from ilccode.steps.training import CodeCount

ENOUGH = 5
"""From so many positives on, a code's scores rest on people's decisions, and its promises are borne out."""

SHORT = 8
"""A definition of fewer words says little."""

FEW = 3
"""Fewer examples than this leave much to chance."""

HALF = 0.5

PRIOR_ONLY = "prior only"
EXAMPLES = "write examples"
MORE_EXAMPLES = "more examples"
DEFINITION = "longer definition"
NEAR_MISSES = "near misses"
CODE_MORE = "code more"

MEANS = {
    PRIOR_ONLY: "nobody has said yet that the code applies: its scores are the codebook's alone",
    EXAMPLES: "the codebook gives none for this code; three to seven short quotes teach it most",
    MORE_EXAMPLES: "fewer than three are given; three to seven, unlike one another, do better",
    DEFINITION: "it has fewer than eight words; say what the speaker does or claims",
    NEAR_MISSES: "most of what is suggested may be wrong; write down what sounds like it and is not",
    CODE_MORE: "fewer than five segments carry it by people's word; begin with the highest scores",
}
"""What each word of advice means."""


@dataclass(frozen=True, kw_only=True)
class CodeReport:
    """What is known of a code, and what its scores promise.

    `precision` is the share of the suggested segments that carry the code, `recall` the share of those that
    carry it that are suggested: where people said so, by their word; of the `undecided` segments, as the
    scores expect. Both are none where nothing is suggested, and where no undecided segment is in it: what is
    known by heart says nothing of what is to come. `top` are the highest undecided segments.
    """

    code: str
    labelled: int
    positives: int
    disputed: int
    undecided: int
    threshold: float
    suggested: int
    precision: float | None
    recall: float | None
    help: tuple[str, ...]
    top: tuple[str, ...]

    @property
    def is_borne_out(self) -> bool:
        """Whether enough segments carry the code by people's word for its promises to rest on them."""
        return self.positives >= ENOUGH

    @property
    def f1(self) -> float:
        """Expected F1; 0 where nothing is promised."""
        if not self.precision or not self.recall:
            return 0.0
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def code_reports(book: Codebook, run: Run, training: Training) -> tuple[CodeReport, ...]:
    """How each code of a codebook stands after a run."""
    counts, codes = training.counts(), {code.key: code for code in book.codes}
    likely, is_suggested = scores(run).astype(float), said(book, run)
    return tuple(
        _report(
            codes[code],
            counts[code],
            run,
            column,
            _Column(
                scores=likely[:, column], said=is_suggested[:, column], labels=training.labels[:, column]
            ),
        )
        for column, code in enumerate(run.codes)
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Column:
    """One code over n segments: scores, what is suggested, and what people say, nan where nothing."""

    scores: Floats
    said: Flags
    labels: Floats

    @property
    def is_open(self) -> Flags:
        """Of which segments nothing is decided."""
        import numpy as np

        return np.asarray(np.isnan(self.labels))

    def promise(self) -> tuple[float | None, float | None]:
        """Precision and recall, as far as there is anything to expect."""
        import numpy as np

        carried = np.where(self.is_open, self.scores, self.labels)
        found, whole = float(carried[self.said].sum()), float(carried.sum())
        is_any = bool(self.said.any())
        precision = found / int(self.said.sum()) if (self.said & self.is_open).any() else None
        recall = found / whole if is_any and whole and self.is_open.any() else None
        return precision, recall

    def top(self, number: int = 3) -> list[int]:
        """The rows with the highest scores of which nothing is decided."""
        import numpy as np

        rows = np.flatnonzero(self.is_open)
        best: list[int] = rows[np.argsort(-self.scores[rows], kind="stable")[:number]].tolist()
        return best


def _report(code: Code, count: CodeCount, run: Run, number: int, column: _Column) -> CodeReport:
    precision, recall = column.promise()
    suggested = int(column.said.sum())
    is_unsure = not suggested or (precision is not None and precision < HALF)
    return CodeReport(
        code=code.key,
        labelled=count.labelled,
        positives=count.positives,
        disputed=count.disputed,
        undecided=int(column.is_open.sum()),
        threshold=run.thresholds[number],
        suggested=suggested,
        precision=precision,
        recall=recall,
        help=tuple(_help(code, count.positives, is_unsure=is_unsure)),
        top=tuple(run.segments[row] for row in column.top()),
    )


def _help(code: Code, positives: int, *, is_unsure: bool) -> list[str]:
    """What would help a code, the most needful first."""
    found = {
        PRIOR_ONLY: not positives,
        EXAMPLES: not code.examples,
        MORE_EXAMPLES: 0 < len(code.examples) < FEW,
        DEFINITION: word_count(code.definition) < SHORT,
        NEAR_MISSES: not code.near_misses and is_unsure,
        CODE_MORE: positives < ENOUGH,
    }
    return [advice for advice, is_due in found.items() if is_due]


def weakest(reports: Sequence[CodeReport]) -> CodeReport | None:
    """The code of which the scores promise least, of those that they promise anything of."""
    promised = (r for r in reports if r.precision is not None and r.recall is not None)
    return min(promised, key=lambda report: report.f1, default=None)
