"""Suggestions: embed what is new, fit on what people decided, score every codable segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ilccode import __version__, plugins
from ilccode.digest import canonical, identity
from ilccode.model import Codebook, Run, Segment
from ilccode.protocols import Embedder, Tagger, Track
from ilccode.steps.advice import CodeReport, code_reports
from ilccode.steps.embedding import embedder
from ilccode.steps.languages import Foreign, foreign
from ilccode.steps.material import Material, material
from ilccode.steps.provenance import provenance
from ilccode.steps.scores import last_run, suggested, suggestions
from ilccode.steps.study import Study, now
from ilccode.steps.threads import one_thread
from ilccode.steps.training import Training, relevelled, training
from ilccode.steps.turns import questions_of

if TYPE_CHECKING:
    from ilccode.protocols import Floats

__all__ = [
    "Inputs",
    "TagReport",
    "Tagged",
    "codable",
    "fitted",
    "held",
    "inputs",
    "last_run",
    "run_of",
    "suggested",
    "suggestions",
    "tag",
    "unlearned",
    "unscored",
    "withheld",
]


@dataclass(frozen=True, kw_only=True)
class Tagged:
    """What tagging did for one codebook; `is_new` is false where nothing had changed since `run`.

    `labelled` is how many segments people have decided on, in whole or in part. `relevelled` are the ordered
    groups that had other levels when so many of those decisions were made.
    """

    codebook: Codebook
    run: Run
    is_new: bool
    labelled: int
    codes: tuple[CodeReport, ...]
    relevelled: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class TagReport:
    """What tagging did, and how many sentences it had to embed.

    `withheld` segments were not read: their speakers let no machine read them. `foreign` are transcripts
    in a language that the model does not read.
    """

    tagged: tuple[Tagged, ...]
    segments: int
    embedded: int
    withheld: int
    foreign: tuple[Foreign, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Inputs:
    """All that a study's scores depend on, as it stands now; by codebook's key, where it is a codebook's.

    `blank` are runs before they have any scores. `withheld` counts the segments that no machine reads.
    """

    segments: tuple[Segment, ...]
    questions: tuple[str, ...]
    model: Embedder
    books: Mapping[str, Codebook]
    training: Mapping[str, Training]
    blank: Mapping[str, Run]
    withheld: int = 0

    def material(self, study: Study, books: Sequence[Codebook], track: Track) -> Material:
        """What a tagger takes of these segments and of some codebooks."""
        return material(study, books, self.segments, self.questions, self.model, track)


def tag(study: Study, *, download: bool = False, track: Track) -> TagReport:
    """Score all codable segments; where nothing has changed, nothing is computed and nothing added."""
    found = inputs(study, download=download)
    runs = {key: held(study, blank) for key, blank in found.blank.items()}
    new = [book for key, book in found.books.items() if runs[key] is None] if found.segments else []
    embedded = 0
    if new:
        made, embedded = _runs(study, found, new, track)
        study.store.add(made.values())
        runs |= made
    tagged = [
        _tagged(study, found, key, run, is_new=found.books[key] in new) for key, run in runs.items() if run
    ]
    books = list(found.books.values())
    return TagReport(
        tagged=tuple(tagged),
        segments=len(found.segments),
        embedded=embedded,
        withheld=found.withheld,
        foreign=foreign(study, books, found.segments),
    )


def _tagged(study: Study, found: Inputs, key: str, run: Run, *, is_new: bool) -> Tagged:
    book, known = found.books[key], found.training[key]
    return Tagged(
        codebook=book,
        run=run,
        is_new=is_new,
        labelled=known.labelled,
        codes=code_reports(book, run, known),
        relevelled=relevelled(study, book),
    )


def inputs(study: Study, *, download: bool = False) -> Inputs:
    """What scores would depend on now.

    Segments are taken by id, so that what is drawn at random does not hang on who came first.
    """
    segments = sorted(codable(study), key=lambda segment: segment.id)
    questions = questions_of(study, segments)
    model = embedder(study, download=download)
    books = {key: book for key, book in study.codebooks.items() if book.at("segment")}
    known = {key: training(study, book, segments) for key, book in books.items()}
    name = study.config.tagger
    depends = {
        "tagger": name,
        **provenance(name),
        "sentences": study.plan("sentences"),
        "embedder": model.name,
        "questions": identity("que", canonical(questions)),
    }
    blank = {
        key: Run(
            step="tag",
            tool=f"ilccode {__version__}",
            parameters=depends,
            codebook=book.id,
            embedder=model.digest,
            segments=tuple(segment.id for segment in segments),
            codes=known[key].codes,
            training=known[key].digest,
            seed=int(study.plan("seed")),
            thresholds=(),
            scores=b"",
            started_at="",
        )
        for key, book in books.items()
    }
    return Inputs(
        segments=tuple(segments),
        questions=tuple(questions),
        model=model,
        books=books,
        training=known,
        blank=blank,
        withheld=withheld(study),
    )


def codable(study: Study) -> list[Segment]:
    """All segments that are coded and that a machine may read, transcript by transcript, in order."""
    return [segment for segment in study.codable if study.is_readable(segment)]


def withheld(study: Study) -> int:
    """How many coded segments no machine reads, because their speakers said no."""
    return sum(not study.is_readable(segment) for segment in study.codable)


def unscored(study: Study) -> dict[str, int]:
    """How many coded segments each codebook's newest run leaves out, by the codebook's key."""
    coded = {segment.id for segment in codable(study)}
    books = [book for book in study.codebooks.values() if book.at("segment")]
    runs = {book.key: last_run(study, book.id) for book in books}
    return {key: len(coded.difference(run.segments if run else ())) for key, run in runs.items()}


def unlearned(study: Study) -> tuple[str, ...]:
    """The codebooks, by key, that people have decided on since they were tagged last."""
    segments = codable(study)
    runs = {key: last_run(study, book.id) for key, book in study.codebooks.items()}
    return tuple(
        key
        for key, run in runs.items()
        if run is not None and run.training != training(study, study.codebooks[key], segments).digest
    )


def held(study: Study, blank: Run) -> Run | None:
    """The newest run of a codebook, if it depended on the very same."""
    run = last_run(study, blank.codebook)
    same = run is not None and replace(run, thresholds=(), scores=b"", started_at="") == blank
    return run if same else None


def _runs(study: Study, found: Inputs, books: Sequence[Codebook], track: Track) -> tuple[dict[str, Run], int]:
    made = found.material(study, books, track)
    runs: dict[str, Run] = {}
    with one_thread(), track("scoring", len(books)) as advance:
        for book in books:
            blank = found.blank[book.key]
            tagger = fitted(blank, made, book.key, found.training[book.key].labels)
            runs[book.key] = run_of(blank, made, tagger)
            advance(1)
    return runs, made.computed


def fitted(blank: Run, made: Material, key: str, labels: Floats) -> Tagger:
    """The tagger that a run names, fitted to a codebook and to what is known."""
    tagger: Tagger = plugins.get("taggers", blank.parameters["tagger"])(made.entries[key], seed=blank.seed)
    return tagger.fit(made.features, labels)


def run_of(blank: Run, made: Material, tagger: Tagger) -> Run:
    """A run with a fitted tagger's scores."""
    probabilities = tagger.predict_proba(made.features).astype("<f4")
    thresholds = tuple(float(value) for value in tagger.thresholds(probabilities))
    return replace(blank, thresholds=thresholds, scores=probabilities.tobytes(), started_at=now())
