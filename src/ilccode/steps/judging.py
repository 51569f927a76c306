"""One tagger's out-of-fold scores, and the figures that they give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ilccode import plugins
from ilccode.steps.calibration import Bin
from ilccode.steps.confusing import mistaken
from ilccode.steps.figures import (
    CodeFigures,
    Draws,
    Figure,
    Mean,
    Rows,
    code_figures,
    figure,
    mean_figure,
    pooled,
)
from ilccode.steps.group_figures import GroupFigures, group_figures
from ilccode.steps.held_out import Setting
from ilccode.steps.learning_curve import Curve, curve
from ilccode.steps.out_of_fold import Data, Held, out_of_fold

if TYPE_CHECKING:
    from ilccode.protocols import Tagger


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """How one tagger does, out of fold; means are over the codes that have the figure."""

    tagger: str
    codes: tuple[CodeFigures, ...]
    groups: tuple[GroupFigures, ...]
    chance: Mean
    ap: Mean
    kappa: Mean
    reliability: tuple[Bin, ...]
    curve: Curve


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The second tagger's figure less the first's on the same folds; `code` is empty for the mean."""

    code: str
    ap: Figure
    kappa: Figure


@dataclass(frozen=True, kw_only=True, eq=False)
class Judged:
    """A tagger's figures, and what AP and kappa of each code were in each draw."""

    evaluated: Evaluated
    draws: tuple[Draws, ...]


def judged(
    setting: Setting, data: Data, name: str, advance: Callable[[int], None], *, has_curve: bool
) -> Judged:
    """Hold each fold out in turn, and compare a tagger's scores with what people decided."""
    tagger: Tagger = plugins.get("taggers", name)(data.entries, seed=setting.seed)
    held = out_of_fold(data, setting.fold_of, tagger, lambda _: data.labels, advance)
    rows = [setting.rows(code, held) for code in range(len(setting.codes))]
    found = _codes(setting, held, rows)
    given = [number for number, (of, _) in enumerate(found) if of.ap.value is not None]
    draws = tuple(of for _, of in found)
    learned = Curve(points=(), ahead=None, why="not asked for")
    if has_curve:
        learned = _curve(setting, data, tagger, held, given, advance)
    evaluated = Evaluated(
        tagger=name,
        codes=tuple(of for of, _ in found),
        groups=tuple(_groups(setting, held)),
        chance=mean_figure([of.chance for of in draws]),
        ap=mean_figure([of.ap for of in draws]),
        kappa=mean_figure([of.kappa for of in draws]),
        reliability=pooled([rows[number] for number in given]),
        curve=learned,
    )
    return Judged(evaluated=evaluated, draws=draws)


def _codes(setting: Setting, held: Held, rows: Sequence[Rows]) -> list[tuple[CodeFigures, Draws]]:
    confused = mistaken(setting.labels == 1, held.said, setting.counted, setting.codes)
    disputed = setting.disputed.sum(axis=0)
    return [
        code_figures(code, of, setting.weights(of.segments), disputed=int(number), mistaken=wrong)
        for code, of, number, wrong in zip(setting.codes, rows, disputed, confused, strict=True)
    ]


def _groups(setting: Setting, held: Held) -> list[GroupFigures]:
    labels = np.where(setting.counted, setting.labels, np.nan)
    return list(group_figures(setting.book, setting.codes, held.scores, labels, setting.weights))


def _curve(
    setting: Setting,
    data: Data,
    tagger: Tagger,
    held: Held,
    given: Sequence[int],
    advance: Callable[[int], None],
) -> Curve:
    return curve(
        data,
        setting.fold_of,
        tagger,
        held,
        seed=setting.seed,
        codes=given,
        counted=setting.counted,
        weights=setting.weights,
        advance=advance,
    )


def differences(results: Sequence[Judged]) -> list[Difference]:
    """The second tagger less the first, code by code, then in the mean; nothing unless there are two."""
    if len(results) != 2:
        return []
    first, second = results
    pairs = list(zip(first.evaluated.codes, first.draws, second.draws, strict=True))
    by_code = [
        Difference(
            code=of.code,
            ap=of.ap if of.ap.value is None else figure(theirs.ap - ours.ap),
            kappa=of.ap if of.ap.value is None else figure(theirs.kappa - ours.kappa),
        )
        for of, ours, theirs in pairs
    ]
    ap = mean_figure([theirs.ap - ours.ap for _, ours, theirs in pairs])
    return [
        *by_code,
        Difference(
            code="", ap=ap, kappa=mean_figure([theirs.kappa - ours.kappa for _, ours, theirs in pairs])
        ),
    ]
