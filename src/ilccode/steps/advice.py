"""How well a code is known, and what would help it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilccode.model import Code, Codebook, Run
from ilccode.sentences import word_count
from ilccode.steps.scores import score_rows, suggested
from ilccode.steps.training import Training

if TYPE_CHECKING:
    from ilccode.steps.training import CodeCount

ENOUGH = 5
"""From so many positives on, a code's scores rest on people's decisions."""

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

    `precision` is how many of the suggested segments are expected to carry the code, `recall` how many of
    those that carry it are expected to be suggested: by the scores themselves, none where nothing is
    suggested. `top` are the segments with the highest scores of which nothing is decided.
    """

    code: str
    labelled: int
    positives: int
    disputed: int
    threshold: float
    suggested: int
    precision: float | None
    recall: float | None
    help: tuple[str, ...]
    top: tuple[str, ...]

    @property
    def f1(self) -> float:
        """Expected F1; 0 where nothing is suggested."""
        if not self.precision or not self.recall:
            return 0.0
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def code_reports(book: Codebook, run: Run, training: Training) -> tuple[CodeReport, ...]:
    """How each code of a codebook stands after a run."""
    counts, codes = training.counts(), {code.key: code for code in book.codes}
    likely: dict[str, list[float]] = {code: [] for code in run.codes}
    total = dict.fromkeys(run.codes, 0.0)
    for _, row in score_rows(run):
        for code, score in suggested(book, run, row).items():
            likely[code].append(score)
        for code, score in zip(run.codes, row, strict=True):
            total[code] += score
    top = _top(run, training)
    return tuple(
        _report(codes[code], counts[code], threshold, likely[code], total[code], top[code])
        for code, threshold in zip(run.codes, run.thresholds, strict=True)
    )


def _report(
    code: Code,
    count: CodeCount,
    threshold: float,
    likely: Sequence[float],
    total: float,
    top: tuple[str, ...],
) -> CodeReport:
    precision = sum(likely) / len(likely) if likely else None
    recall = sum(likely) / total if likely and total else None
    return CodeReport(
        code=code.key,
        labelled=count.labelled,
        positives=count.positives,
        disputed=count.disputed,
        threshold=threshold,
        suggested=len(likely),
        precision=precision,
        recall=recall,
        help=tuple(_help(code, count.positives, precision)),
        top=top,
    )


def _help(code: Code, positives: int, precision: float | None) -> list[str]:
    """What would help a code, the most needful first."""
    unsure = precision is None or precision < HALF
    found = {
        PRIOR_ONLY: not positives,
        EXAMPLES: not code.examples,
        MORE_EXAMPLES: 0 < len(code.examples) < FEW,
        DEFINITION: word_count(code.definition) < SHORT,
        NEAR_MISSES: not code.near_misses and unsure,
        CODE_MORE: positives < ENOUGH,
    }
    return [advice for advice, is_due in found.items() if is_due]


def _top(run: Run, training: Training, number: int = 3) -> Mapping[str, tuple[str, ...]]:
    import numpy as np

    from ilccode.steps.scores import scores

    open_ = np.where(np.isnan(training.labels), scores(run), -1.0)
    best = np.argsort(-open_, axis=0, kind="stable")[:number]
    return {
        code: tuple(run.segments[row] for row in best[:, column] if open_[row, column] >= 0)
        for column, code in enumerate(run.codes)
    }


def weakest(reports: Sequence[CodeReport]) -> CodeReport | None:
    """The code of which the scores promise least, of those that anything is suggested for."""
    return min((report for report in reports if report.suggested), key=lambda report: report.f1, default=None)
