"""How well a tagger does on interviews that it has not learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ilccode import plugins
from ilccode.errors import UsageError
from ilccode.model import Codebook, Decision
from ilccode.protocols import Track
from ilccode.report.figures import draw_evaluation
from ilccode.sentences import word_count
from ilccode.steps import figures
from ilccode.steps.figures import CodeFigures, Figure, GroupFigures, Rows, figure, mean_figure
from ilccode.steps.files import WRITTEN_RAW, Written, write
from ilccode.steps.learning_curve import Curve, curve
from ilccode.steps.measures import multiplicities
from ilccode.steps.out_of_fold import Data, Held, folds, out_of_fold
from ilccode.steps.study import Study
from ilccode.steps.tagging import Inputs, inputs
from ilccode.steps.threads import one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Flags, Floats

LEAST_INTERVIEWS = figures.LEAST_INTERVIEWS

INTERVALS = 5
"""From so many interviews on, intervals are given."""

ROUGH = 10
"""With fewer interviews, an interval is rough."""

DRAWS = 1000

QUOTED_WORDS = 4
"""A shorter example ("Yes, exactly.") may stand anywhere without being a quotation."""


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
    setting = _Setting(study, found, book, int(study.plan("seed")) if seed is None else seed)
    results = []
    if setting.labelled.any() and setting.interviews >= LEAST_INTERVIEWS:
        made = found.material(study, [book], track)
        data = Data(
            features=made.features, entries=made.entries[book.key], labels=setting.labels, ids=setting.ids
        )
        with one_thread(), track("evaluating", len(names)) as advance:
            for name in names:
                results.append(_Judged(setting, data, name, with_curve=len(names) == 1))
                advance(1)
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
    if key and key not in books:
        raise UsageError(f"--codebook {key}: expected one of {known}")
    if not key and len(books) != 1:
        raise UsageError(f"which codebook? Name it with --codebook: {known}")
    return books[key or next(iter(books))]


class _Setting:
    """What is held out, what counts, and how often each row is drawn; the same for every tagger."""

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
        self.weights = self._weights()

    def _weights(self) -> Floats:
        """Ones, then as many draws of interviews as intervals need: draws x n."""
        ones = np.ones((1, len(self.interview_of)))
        if self.interviews < INTERVALS:
            return ones
        drawn = multiplicities(self.interviews, DRAWS, self.seed)
        rows = np.where(self.interview_of >= 0, drawn[:, self.interview_of], 0.0)
        return np.vstack([ones, rows])

    def rows(self, code: int, held: Held) -> Rows:
        """What is compared for a code."""
        rows = np.flatnonzero(self.counted[:, code])
        return Rows(
            y=np.asarray(self.labels[rows, code] == 1),
            scores=held.scores[rows, code],
            said=held.said[rows, code],
            interviews=self.interview_of[rows],
            lengths=self.lengths[rows],
            weights=self.weights[:, rows],
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
        if not self._is_random():
            told.append(
                "the labelled segments were not drawn at random: the figures describe them, not the study"
            )
        return told

    def _is_random(self) -> bool:
        """Whether labels are a random sample, or whole interviews."""
        whole = np.asarray(self.labelled | (self.interview_of < 0)).all()
        ids = {segment.id for segment, there in zip(self._segments, self.labelled, strict=True) if there}
        became = self._study.became
        samples = {d.sample for d in self._study.store.all(Decision) if became.get(d.unit, d.unit) in ids}
        return bool(whole) or samples == {"random"}


def _is_quoted(text: str, book: Codebook) -> bool:
    """Whether a codebook quotes a segment as an example."""
    said = " ".join(text.split()).casefold()
    examples = (example for code in book.at("segment") for example in code.examples)
    return any(word_count(e) >= QUOTED_WORDS and " ".join(e.split()).casefold() in said for e in examples)


class _Judged:
    """One tagger's out-of-fold scores, and the figures that they give."""

    def __init__(self, setting: _Setting, data: Data, name: str, *, with_curve: bool) -> None:
        tagger = plugins.get("taggers", name)(data.entries, seed=setting.seed)
        held = out_of_fold(data, setting.fold_of, tagger, data.labels)
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
            )
            if with_curve
            else Curve(points=(), ahead=None, why="not asked for"),
        )


def _mistaken(
    setting: _Setting, held: Held, code: int, codes: Sequence[str]
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
