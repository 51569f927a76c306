"""How well a tagger does on interviews that it has not learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ilccode import plugins
from ilccode.errors import UsageError
from ilccode.model import Codebook
from ilccode.protocols import Track
from ilccode.report.figures import draw_evaluation
from ilccode.steps.caveats import Counts, caveats, counts
from ilccode.steps.files import WRITTEN_RAW, Written, write
from ilccode.steps.held_out import Setting
from ilccode.steps.judging import Difference, Evaluated, Judged, differences, judged
from ilccode.steps.learning_curve import fits
from ilccode.steps.naming import chosen
from ilccode.steps.out_of_fold import ALIGNED, Data
from ilccode.steps.refusing import LEAST_INTERVIEWS
from ilccode.steps.study import Study
from ilccode.steps.tagging import inputs
from ilccode.steps.threads import one_thread


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """A codebook's taggers on interviews held out in turn.

    `ranking` says how folds are made comparable, `counts` what figures rest on and leave out, `notes`
    how they are to be read.
    """

    codebook: str
    version: str
    seed: int
    labelled: int
    interviews: int
    folds: int
    counts: Counts
    ranking: str
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
    for name in names:
        plugins.get("taggers", name)
    found = inputs(study)
    setting = Setting(study, found, book, int(study.plan("seed")) if seed is None else seed)
    results: list[Judged] = []
    if setting.labelled.any() and setting.interviews >= LEAST_INTERVIEWS:
        made = found.material(study, [book], track)
        data = Data(
            features=made.features, entries=made.entries[book.key], labels=setting.labels, ids=setting.ids
        )
        has_curve = len(names) == 1
        with one_thread(), track("fitting", _fits(setting, data, names, has_curve=has_curve)) as advance:
            results = [judged(setting, data, name, advance, has_curve=has_curve) for name in names]
    left = counts(setting)
    has_figures = any(result.evaluated.ap.codes for result in results)
    return Evaluation(
        codebook=book.key,
        version=book.version,
        seed=setting.seed,
        labelled=int(setting.labelled.sum()),
        interviews=setting.interviews,
        folds=int(setting.fold_of.max(initial=-1)) + 1,
        counts=left,
        ranking=ALIGNED,
        taggers=tuple(result.evaluated for result in results),
        differences=tuple(differences(results)),
        notes=tuple(caveats(setting, left, has_figures=has_figures)),
    )


def check_figure(path: Path) -> None:
    """Raise `UsageError` for a file that no figure can be drawn in."""
    if path.suffix.lower() != ".svg":
        raise UsageError(f"{path}: figures are written as .svg")


def draw(study: Study, found: Evaluation, path: Path) -> Written:
    """Draw reliability and learning curve of the last tagger, as SVG; raises `UsageError`."""
    check_figure(path)
    if not found.taggers:
        raise UsageError(f"no figure to draw: {'; '.join(found.notes)}")
    result = found.taggers[-1]
    if not result.ap.codes:
        raise UsageError("no figure to draw: no code has enough labels")
    bins = [(b.number, b.score, b.share) for b in result.reliability]
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
    if not books:
        raise UsageError("no codebook here has codes for segments: there is nothing to evaluate")
    return chosen(books, key)


def _fits(setting: Setting, data: Data, names: Sequence[str], *, has_curve: bool) -> int:
    """How many fits an evaluation takes."""
    each = len(names) + has_curve * fits(data, setting.fold_of)
    return (int(setting.fold_of.max()) + 1) * each
