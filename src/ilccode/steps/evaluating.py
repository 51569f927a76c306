"""How well a tagger does on interviews that it has not learned from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ilccode import plugins
from ilccode.errors import UsageError
from ilccode.model import Codebook
from ilccode.protocols import Track
from ilccode.report.figures import draw_evaluation
from ilccode.steps import figures
from ilccode.steps.figures import CodeFigures, Figure, GroupFigures, figure, mean_figure
from ilccode.steps.files import WRITTEN_RAW, Written, write
from ilccode.steps.held_out import Setting
from ilccode.steps.learning_curve import Curve, curve, plan
from ilccode.steps.out_of_fold import Data, Held, out_of_fold
from ilccode.steps.study import Study
from ilccode.steps.tagging import inputs
from ilccode.steps.threads import one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """How one tagger does, out of fold; means are over the codes that figures can be given for."""

    tagger: str
    codes: tuple[CodeFigures, ...]
    groups: tuple[GroupFigures, ...]
    ap: Figure
    kappa: Figure
    reliability: tuple[figures.Bin, ...]
    curve: Curve


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The second tagger's figure less the first's on the same folds; `code` is empty for the mean."""

    code: str
    ap: Figure
    kappa: Figure


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """A codebook's taggers on interviews held out in turn.

    `quoted` segments are left out of the figures: the codebook quotes them as examples. `notes` say how
    the figures are to be read.
    """

    codebook: str
    version: str
    seed: int
    labelled: int
    interviews: int
    folds: int
    quoted: int
    taggers: tuple[Evaluated, ...]
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]


def evaluate(
    study: Study,
    *,
    codebook: str = "",
    taggers: Sequence[str] = (),
    seed: int | None = None,
    track: Track,
) -> Evaluation:
    """Hold interviews out in turn, fit on the others, and compare with what people decided.

    The learning curve is drawn for one tagger, not where two are compared.
    """
    book = _book(study, codebook)
    names = list(dict.fromkeys(taggers)) or [study.config.tagger]
    found = inputs(study)
    setting = Setting(study, found, book, int(study.plan("seed")) if seed is None else seed)
    results: list[_Judged] = []
    if setting.labelled.any() and setting.interviews >= figures.LEAST_INTERVIEWS:
        made = found.material(study, [book], track)
        data = Data(
            features=made.features, entries=made.entries[book.key], labels=setting.labels, ids=setting.ids
        )
        has_curve = len(names) == 1
        with one_thread(), track("fitting", _fits(setting, data, names, has_curve=has_curve)) as advance:
            results = [_Judged(setting, data, name, advance, has_curve=has_curve) for name in names]
    return Evaluation(
        codebook=book.key,
        version=book.version,
        seed=setting.seed,
        labelled=int(setting.labelled.sum()),
        interviews=setting.interviews,
        folds=int(setting.fold_of.max(initial=-1)) + 1,
        quoted=int((setting.quoted & setting.labelled).sum()),
        taggers=tuple(result.evaluated for result in results),
        differences=tuple(_differences(results)),
        notes=tuple(setting.notes()),
    )


def draw(study: Study, found: Evaluation, path: Path) -> Written:
    """Draw reliability and learning curve of the last tagger, as SVG; raises `UsageError`."""
    if path.suffix.lower() != ".svg":
        raise UsageError(f"{path}: figures are written as .svg")
    if not found.taggers:
        raise UsageError(f"no figure to draw: {'; '.join(found.notes)}")
    result = found.taggers[-1]
    bins = [
        (b.number, b.score, b.share)
        for b in result.reliability
        if b.score is not None and b.share is not None
    ]
    points = [(p.labels, p.ap, float("nan") if p.kappa is None else p.kappa) for p in result.curve.points]
    look = result.curve.ahead
    ahead = None
    if look is not None and look.low is not None and look.high is not None:
        now = look.ap - look.gain
        ahead = (look.labels + look.more, look.ap, now + look.low, now + look.high)
    title = (
        f"{found.codebook} {found.version}, {result.tagger}: {found.interviews} interviews held out in turn"
    )
    return write(
        study, path, lambda part: draw_evaluation(part, title, bins, points, ahead), kind=WRITTEN_RAW
    )


def _book(study: Study, key: str) -> Codebook:
    books = {book.key: book for book in study.codebooks.values() if book.at("segment")}
    known = ", ".join(books)
    if not books:
        raise UsageError("no codebook here has codes for segments: there is nothing to evaluate")
    if key and key not in books:
        raise UsageError(f"--codebook {key}: expected one of {known}")
    if not key and len(books) != 1:
        raise UsageError(f"which codebook? Name it with --codebook: {known}")
    return books[key or next(iter(books))]


def _fits(setting: Setting, data: Data, names: Sequence[str], *, has_curve: bool) -> int:
    """How many fits an evaluation takes."""
    sizes, orders = plan(data, setting.fold_of)
    return (int(setting.fold_of.max()) + 1) * (len(names) + has_curve * len(sizes) * orders)


class _Judged:
    """One tagger's out-of-fold scores, and the figures that they give."""

    def __init__(
        self, setting: Setting, data: Data, name: str, advance: Callable[[int], None], *, has_curve: bool
    ) -> None:
        tagger = plugins.get("taggers", name)(data.entries, seed=setting.seed)
        held = out_of_fold(data, setting.fold_of, tagger, data.labels, advance)
        codes = [entry.code for entry in data.entries]
        rows = [setting.rows(code, held) for code in range(len(codes))]
        self.judged = [
            figures.code_figures(
                code,
                of,
                disputed=int(((data.labels[:, number] > 0) & (data.labels[:, number] < 1)).sum()),
                mistaken=_mistaken(setting, held, number, codes),
            )
            for number, (code, of) in enumerate(zip(codes, rows, strict=True))
        ]
        given = [number for number, (found, _) in enumerate(self.judged) if found.ap.value is not None]
        self.evaluated = Evaluated(
            tagger=name,
            codes=tuple(found for found, _ in self.judged),
            groups=tuple(
                figures.group_figures(
                    setting.book, codes, held.scores, data.labels, setting.interview_of, setting.weights
                )
            ),
            ap=mean_figure([self.judged[number][1].ap for number in given]),
            kappa=mean_figure([self.judged[number][1].kappa for number in given]),
            reliability=figures.pooled([rows[number] for number in given]),
            curve=curve(
                data,
                setting.fold_of,
                tagger,
                seed=setting.seed,
                codes=given,
                counted=setting.counted,
                weights=setting.weights,
                advance=advance,
            )
            if has_curve
            else Curve(points=(), ahead=None, why="not asked for"),
        )


def _mistaken(
    setting: Setting, held: Held, code: int, codes: Sequence[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """What was suggested where a code was missed, and what people said where it was wrongly suggested."""
    counted, there = setting.counted[:, code], setting.labels == 1
    missed = counted & there[:, code] & ~held.said[:, code]
    wrong = counted & ~there[:, code] & held.said[:, code]
    return _named(held.said[missed], codes), _named(there[wrong], codes)


def _named(rows: NDArray[np.bool_], codes: Sequence[str]) -> dict[str, int]:
    """How many rows have each code, the most first; `none` counts those without any."""
    counts = {code: int(number) for code, number in zip(codes, rows.sum(axis=0), strict=True) if number}
    empty = int((~rows.any(axis=1)).sum())
    ranked = dict(sorted(counts.items(), key=lambda item: -item[1]))
    return {**ranked, "none": empty} if empty else ranked


def _differences(results: Sequence[_Judged]) -> list[Difference]:
    """The second tagger less the first, code by code, then in the mean."""
    if len(results) != 2:
        return []
    found, ap, agreement = [], [], []
    first, second = results
    for (before, draws), (_, others) in zip(first.judged, second.judged, strict=True):
        if before.ap.value is None:
            found.append(Difference(code=before.code, ap=before.ap, kappa=before.kappa))
            continue
        ap.append(others.ap - draws.ap)
        agreement.append(others.kappa - draws.kappa)
        found.append(Difference(code=before.code, ap=figure(ap[-1]), kappa=figure(agreement[-1])))
    return [*found, Difference(code="", ap=mean_figure(ap), kappa=mean_figure(agreement))]
