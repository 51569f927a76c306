"""Figures with their intervals, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ilccode.model import Codebook
from ilccode.steps import measures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Flags, Floats
    from ilccode.steps.measures import Weights

LEAST_POSITIVES = 5
LEAST_INTERVIEWS = 3
"""No figure rests on fewer positives, or on fewer interviews."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure, with the middle 95 % of a bootstrap over interviews where there are enough of them.

    `value` is none where it is undefined; `why` says then why.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Segments whose scores lie within a tenth: how many, their mean score, the share that has the code."""

    number: int
    score: float | None
    share: float | None


@dataclass(frozen=True, kw_only=True)
class CodeFigures:
    """How well a code is found. `chance` is its prevalence: the AP of guessing.

    `suggested` says of how many of `labelled` segments; `missed_for` counts what was suggested where the
    code was missed, `wrong_for` what people said where it was wrongly suggested; `none` is no code.
    """

    code: str
    labelled: int
    positives: int
    disputed: int
    interviews: int
    suggested: int
    chance: Figure
    ap: Figure
    kappa: Figure
    f1: Figure
    precision: Figure
    recall: Figure
    brier: Figure
    slope: Figure
    length_matched_auc: Figure
    reliability: tuple[Bin, ...]
    missed_for: Mapping[str, int]
    wrong_for: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class GroupFigures:
    """How well an ordered group's levels are told apart, on segments that people put on a level.

    The machine's level is the likeliest one; kappa's weights are squared distances.
    """

    group: str
    levels: tuple[str, ...]
    labelled: int
    weighted_kappa: Figure


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """m segments that people decided on for one code; `weights` are draws x m, the first of them all ones."""

    y: Flags
    scores: Floats
    said: Flags
    interviews: NDArray[np.int64]
    lengths: NDArray[np.int64]
    weights: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Draws:
    """A code's AP and kappa in each draw, nan where no figure is given."""

    ap: Floats
    kappa: Floats


def figure(draws: Floats, why: str = "it divides by zero here") -> Figure:
    """A figure from its draws, the first of which is the figure itself."""
    if math.isnan(draws[0]):
        return Figure(value=None, why=why)
    low, high = measures.interval(float(draws[0]), draws[1:]) or (None, None)
    return Figure(value=float(draws[0]), low=low, high=high)


def mean_figure(draws: Sequence[Floats]) -> Figure:
    """The mean over codes."""
    return figure(np.mean(draws, axis=0)) if draws else Figure(value=None, why="no code has enough labels")


def refusal(rows: Rows) -> str:
    """Why no figure is given; empty where there is no reason."""
    positives, interviews = int(rows.y.sum()), len(set(rows.interviews.tolist()))
    if positives < LEAST_POSITIVES:
        return f"{positives} of at least {LEAST_POSITIVES} positives"
    if interviews < LEAST_INTERVIEWS:
        return f"{interviews} of at least {LEAST_INTERVIEWS} interviews"
    return ""


def code_figures(
    code: str, rows: Rows, *, disputed: int, mistaken: tuple[dict[str, int], dict[str, int]]
) -> tuple[CodeFigures, Draws]:
    """A code's figures, and what they were in each draw."""
    why = refusal(rows)
    draws = _nothing(rows) if why else _draws(rows)

    def given(name: str, undefined: str = "it divides by zero here") -> Figure:
        return Figure(value=None, why=why) if why else figure(draws[name], undefined)

    missed, wrong = ({}, {}) if why else mistaken
    made = CodeFigures(
        code=code,
        labelled=len(rows.y),
        positives=int(rows.y.sum()),
        disputed=disputed,
        interviews=len(set(rows.interviews.tolist())),
        suggested=int(rows.said.sum()),
        chance=given("chance"),
        ap=given("ap"),
        kappa=given("kappa", "both say the same of every segment"),
        f1=given("f1"),
        precision=given("precision", "nothing is suggested"),
        recall=given("recall"),
        brier=given("brier"),
        slope=given("slope", "the scores part yes from no wholly"),
        length_matched_auc=given("auc", "no two segments are of about the same length"),
        reliability=() if why else bins(rows.y, rows.scores),
        missed_for=missed,
        wrong_for=wrong,
    )
    return made, Draws(ap=draws["ap"], kappa=draws["kappa"])


def _nothing(rows: Rows) -> dict[str, Floats]:
    unknown = np.full(len(rows.weights), np.nan)
    return {"ap": unknown, "kappa": unknown}


def _draws(rows: Rows) -> dict[str, Floats]:
    """Each figure in each draw; where a bootstrap is not worth its time, the figure alone."""
    y, scores, weights = rows.y, rows.scores, rows.weights
    counts = measures.confusion(y, rows.said, weights)
    return {
        "chance": weights @ y.astype(float) / np.maximum(weights.sum(axis=1), 1),
        "ap": measures.average_precision(y, scores, weights),
        "kappa": measures.kappa(counts),
        "f1": measures.f1(counts),
        "precision": measures.precision(counts),
        "recall": measures.recall(counts),
        "brier": measures.brier(y, scores, weights),
        "slope": np.array([measures.calibration_slope(y, scores)]),
        "auc": np.array([measures.length_matched_auc(y, scores, rows.lengths)]),
    }


def bins(y: Flags, scores: Floats) -> tuple[Bin, ...]:
    """A reliability diagram, from the lowest scores to the highest."""
    return tuple(
        Bin(number=number, score=score if number else None, share=share if number else None)
        for number, score, share in measures.reliability(y, scores)
    )


def pooled(rows: Sequence[Rows]) -> tuple[Bin, ...]:
    """One reliability diagram for several codes."""
    if not rows:
        return ()
    return bins(np.concatenate([of.y for of in rows]), np.concatenate([of.scores for of in rows]))


def group_figures(
    book: Codebook,
    codes: Sequence[str],
    scores: Floats,
    labels: Floats,
    interviews: NDArray[np.int64],
    weights: Weights,
) -> Iterator[GroupFigures]:
    """How well the levels of each ordered group are told apart."""
    for group in book.groups:
        if group.kind == "ordered" and group.unit == "segment":
            columns = [codes.index(code) for code in group.codes]
            there = labels[:, columns] == 1
            rows = np.flatnonzero(~np.isnan(labels[:, columns]).any(axis=1) & (there.sum(axis=1) == 1))
            number = len(set(interviews[rows].tolist()))
            if len(rows) < LEAST_POSITIVES or number < LEAST_INTERVIEWS:
                why = f"{len(rows)} segments on a level, in {number} interviews"
                found = Figure(value=None, why=why)
            else:
                true, said = there[rows].argmax(axis=1), scores[rows][:, columns].argmax(axis=1)
                draws = measures.weighted_kappa(true, said, len(columns), weights(rows))
                found = figure(draws, "all are on one level")
            yield GroupFigures(group=group.key, levels=group.codes, labelled=len(rows), weighted_kappa=found)
