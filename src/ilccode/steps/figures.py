"""Figures with their intervals, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ilccode.steps import measures
from ilccode.steps.calibration import Bin, bins, calibration_slope
from ilccode.steps.refusing import LEAST_POSITIVES, refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Flags, Floats
    from ilccode.steps.confusing import Mistaken
    from ilccode.steps.measures import Weights

ZERO = "it divides by zero here"


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
class Mean(Figure):
    """A mean over those codes, so many, that have the figure."""

    codes: int


@dataclass(frozen=True, kw_only=True)
class CodeFigures:
    """How well a code is found. `chance` is its prevalence: the AP of guessing.

    AP and AUC rank segments by log-odds in which folds are aligned; all else is of each fold's own scores
    and thresholds. `suggested` says of how many of `labelled` segments; `disputed` ones are not among
    them. `missed_for` counts what was wrongly suggested where the code was missed, `wrong_for` what was
    missed where it was wrongly suggested; `none` is no code.
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


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """m segments, by number, that people decided on for one code.

    `ranks` are log-odds that can be compared across folds, `scores` are the folds' own probabilities.
    """

    segments: NDArray[np.int64]
    interviews: NDArray[np.int64]
    lengths: NDArray[np.int64]
    y: Flags
    scores: Floats
    ranks: Floats
    said: Flags


@dataclass(frozen=True, kw_only=True, eq=False)
class Draws:
    """A code's chance, AP and kappa in each draw, nan where no figure is given."""

    chance: Floats
    ap: Floats
    kappa: Floats


def figure(draws: Floats, why: str = ZERO) -> Figure:
    """A figure from its draws, the first of which is the figure itself."""
    if math.isnan(draws[0]):
        return Figure(value=None, why=why)
    low, high = measures.interval(float(draws[0]), draws[1:]) or (None, None)
    return Figure(value=float(draws[0]), low=low, high=high)


def mean_figure(draws: Sequence[Floats]) -> Mean:
    """The mean over the codes that have a figure."""
    known = [of for of in draws if not math.isnan(of[0])]
    if not known:
        return Mean(value=None, why="no code has this figure", codes=0)
    found = figure(np.mean(known, axis=0))
    return Mean(value=found.value, low=found.low, high=found.high, codes=len(known))


def code_figures(
    code: str, rows: Rows, weights: Weights, *, disputed: int, mistaken: Mistaken
) -> tuple[CodeFigures, Draws]:
    """A code's figures, and what they were in each draw; `weights` begin with each row once."""
    why = refusal(rows.y, rows.interviews)
    draws = _nothing(weights) if why else _draws(rows, weights)

    def given(name: str, undefined: str = ZERO) -> Figure:
        return Figure(value=None, why=why) if why else figure(draws[name], undefined)

    missed, wrong = ({}, {}) if why else mistaken
    made = CodeFigures(
        code=code,
        labelled=len(rows.y),
        positives=int(rows.y.sum()),
        disputed=disputed,
        interviews=len(np.unique(rows.interviews)),
        suggested=int(rows.said.sum()),
        chance=given("chance"),
        ap=given("ap"),
        kappa=given("kappa", "both say the same of every segment"),
        f1=given("f1"),
        precision=given("precision", _too_few(rows)),
        recall=given("recall"),
        brier=given("brier"),
        slope=Figure(value=None, why=why) if why else _slope(rows),
        length_matched_auc=Figure(value=None, why=why) if why else _length_matched(rows),
        reliability=() if why else bins(rows.y, rows.scores, rows.segments, rows.interviews),
        missed_for=missed,
        wrong_for=wrong,
    )
    return made, Draws(chance=draws["chance"], ap=draws["ap"], kappa=draws["kappa"])


def _nothing(weights: Weights) -> dict[str, Floats]:
    return dict.fromkeys(("chance", "ap", "kappa"), np.full(len(weights.draws), np.nan))


def _draws(rows: Rows, weights: Weights) -> dict[str, Floats]:
    """Each figure in each draw."""
    counts = measures.confusion(rows.y, rows.said, weights)
    return {
        "chance": weights.total(rows.y.astype(float)) / np.maximum(weights.size(), 1),
        "ap": measures.average_precision(rows.y, rows.ranks, weights),
        "kappa": measures.kappa(counts),
        "f1": measures.f1(counts),
        "precision": measures.precision(counts) * (np.nan if _too_few(rows) else 1.0),
        "recall": measures.recall(counts),
        "brier": measures.brier(rows.y, rows.scores, weights),
    }


def _too_few(rows: Rows) -> str:
    """Why the share of suggestions that are right is not told; empty where it is."""
    said = int(rows.said.sum())
    return f"{said} of at least {LEAST_POSITIVES} suggestions" if said < LEAST_POSITIVES else ""


def _slope(rows: Rows) -> Figure:
    slope, why = calibration_slope(rows.y, rows.scores)
    return Figure(value=None, why=why) if why else Figure(value=slope)


def _length_matched(rows: Rows) -> Figure:
    auc, matched = measures.length_matched_auc(rows.y, rows.ranks, rows.lengths)
    if matched < LEAST_POSITIVES:
        what = "positives with a negative of about the same length"
        return Figure(value=None, why=f"{matched} of at least {LEAST_POSITIVES} {what}")
    return Figure(value=auc)


def pooled(rows: Sequence[Rows]) -> tuple[Bin, ...]:
    """One reliability diagram for several codes."""
    if not rows:
        return ()
    return bins(
        np.concatenate([of.y for of in rows]),
        np.concatenate([of.scores for of in rows]),
        np.concatenate([of.segments for of in rows]),
        np.concatenate([of.interviews for of in rows]),
    )
