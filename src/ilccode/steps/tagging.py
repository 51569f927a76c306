"""Suggestions: embed what is new, score every codable segment against every codebook."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from ilccode import __version__, plugins
from ilccode.model import Code, Codebook, Run, Segment, Suggestion
from ilccode.protocols import Embedder, Entry, Features, Tagger, Track
from ilccode.steps.embedding import Embedded, embed, embedder, sentences_of
from ilccode.steps.study import Study, now

if TYPE_CHECKING:
    from ilccode.protocols import Floats, Vectors


@dataclass(frozen=True, kw_only=True)
class Tagged:
    """What tagging did for one codebook; `is_new` is false where nothing had changed since `run`."""

    codebook: Codebook
    run: Run
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class TagReport:
    """What tagging did, and how many sentences it had to embed.

    `withheld` segments were not read: their speakers let no machine read them.
    """

    tagged: tuple[Tagged, ...]
    segments: int
    embedded: int
    withheld: int


def tag(study: Study, *, download: bool = False, track: Track) -> TagReport:
    """Score all codable segments; where nothing has changed, nothing is computed and nothing added.

    Segments are taken by id, so that what is drawn at random does not hang on who came first.
    """
    segments = sorted(codable(study), key=lambda segment: segment.id)
    model = embedder(study, download=download)
    books = [book for book in study.codebooks.values() if book.at("segment")]
    held = {book.key: _held(study, book, _blank(study, book, segments, model)) for book in books}
    new = [book for book in books if held[book.key] is None] if segments else []
    embedded = 0
    if new:
        runs, embedded = _runs(study, new, segments, model, track)
        study.store.add(runs)
        held |= {book.key: run for book, run in zip(new, runs, strict=True)}
    tagged = [
        Tagged(codebook=book, run=run, is_new=book in new)
        for book in books
        if (run := held[book.key]) is not None
    ]
    return TagReport(
        tagged=tuple(tagged), segments=len(segments), embedded=embedded, withheld=withheld(study)
    )


def codable(study: Study) -> list[Segment]:
    """All segments that are coded and that a machine may read, transcript by transcript, in order."""
    return [segment for segment in study.codable() if study.is_readable(segment)]


def withheld(study: Study) -> int:
    """How many coded segments no machine reads, because their speakers said no."""
    return sum(not study.is_readable(segment) for segment in study.codable())


def last_run(study: Study, book: Codebook) -> Run | None:
    """The newest tagging run of a codebook's version."""
    return next(reversed(list(study.store.all(Run, about=book.id))), None)


def unscored(study: Study) -> dict[str, int]:
    """How many coded segments each codebook's newest run leaves out, by the codebook's key."""
    coded = {segment.id for segment in codable(study)}
    books = [book for book in study.codebooks.values() if book.at("segment")]
    runs = {book.key: last_run(study, book) for book in books}
    return {key: len(coded.difference(run.segments if run else ())) for key, run in runs.items()}


def suggestions(book: Codebook, run: Run) -> list[Suggestion]:
    """All that a run suggests."""
    return [
        Suggestion(run=run.id, segment=segment, code=code, score=score)
        for segment, row in score_rows(run)
        for code, score in suggested(book, run, row).items()
    ]


def suggested(book: Codebook, run: Run, row: Sequence[float]) -> dict[str, float]:
    """The codes that a row of scores suggests, with their scores: those that reach their thresholds.

    Of an exclusive or ordered group, it is the best one only.
    """
    reached = {c: s for c, s, threshold in zip(run.codes, row, run.thresholds, strict=True) if s >= threshold}
    for group in book.groups:
        if group.kind != "any":
            rivals = [code.key for code in book.codes if code.group == group.key and code.key in reached]
            for rival in sorted(rivals, key=lambda code: reached[code])[:-1]:
                del reached[rival]
    return reached


def score_rows(run: Run) -> Iterator[tuple[str, Sequence[float]]]:
    """Each segment of a run with its scores, one a code."""
    flat = array("f", run.scores)
    if sys.byteorder == "big":
        flat.byteswap()
    width = len(run.codes)
    return ((segment, flat[row * width : (row + 1) * width]) for row, segment in enumerate(run.segments))


def scores(run: Run) -> Floats:
    """A run's scores, segments x codes."""
    import numpy as np

    flat: Floats = np.frombuffer(run.scores, dtype="<f4")
    return flat.reshape(len(run.segments), len(run.codes))


def _blank(study: Study, book: Codebook, segments: Sequence[Segment], model: Embedder) -> Run:
    """A run with all that its scores depend on, before it has any."""
    return Run(
        step="tag",
        tool=f"ilccode {__version__}",
        parameters={
            "tagger": study.config.tagger,
            "sentences": study.plan("sentences"),
            "embedder": model.name,
        },
        codebook=book.id,
        embedder=model.digest,
        segments=tuple(segment.id for segment in segments),
        codes=tuple(code.key for code in book.at("segment")),
        seed=int(study.plan("seed")),
        thresholds=(),
        scores=b"",
        started_at="",
    )


def _held(study: Study, book: Codebook, blank: Run) -> Run | None:
    """The newest run, if it depended on the very same."""
    run = last_run(study, book)
    same = run is not None and replace(run, thresholds=(), scores=b"", started_at="") == blank
    return run if same else None


def _runs(
    study: Study, books: Sequence[Codebook], segments: Sequence[Segment], model: Embedder, track: Track
) -> tuple[list[Run], int]:
    texts = [segment.text for segment in segments]
    taught = _taught(books)
    found = sentences_of(study, [*texts, *taught], track)
    sentences, teaching = found[: len(texts)], dict(zip(taught, found[len(texts) :], strict=True))
    flat = list(chain.from_iterable(sentences))
    embedded = embed(study, model, [*flat, *chain.from_iterable(teaching.values())], track)
    bounds = [0, *accumulate(map(len, sentences))]
    features = Features(texts=texts, vectors=embedded.rows(flat), bounds=bounds)
    runs = []
    with track("scoring", len(books)) as advance:
        for book in books:
            blank = _blank(study, book, segments, model)
            runs.append(_run(study, blank, features, _entries(book, teaching, embedded)))
            advance(1)
    return runs, embedded.computed


def _run(study: Study, blank: Run, features: Features, entries: Sequence[Entry]) -> Run:
    tagger: Tagger = plugins.get("taggers", study.config.tagger)(entries, seed=blank.seed)
    probabilities = tagger.fit(features).predict_proba(features).astype("<f4")
    thresholds = tuple(float(value) for value in tagger.thresholds(probabilities))
    return replace(blank, thresholds=thresholds, scores=probabilities.tobytes(), started_at=now())


def _taught(books: Sequence[Codebook]) -> list[str]:
    """The texts that codebooks teach with, each once."""
    codes = [code for book in books for code in book.at("segment")]
    texts = (text for code in codes for text in (code.definition, *code.examples, *code.near_misses))
    return list(dict.fromkeys(texts))


def _entries(book: Codebook, taught: dict[str, list[str]], embedded: Embedded) -> list[Entry]:
    import numpy as np

    def rows(texts: Sequence[str]) -> Vectors:
        """Each text as the mean of its sentences, of length 1."""
        means = [embedded.rows(taught[text]).mean(axis=0) for text in texts]
        found = np.array(means, dtype=np.float32).reshape(len(texts), dimensions)
        scaled: Vectors = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        return scaled

    dimensions = len(next(iter(embedded.vectors.values())))
    codes = book.at("segment")
    return [
        Entry(
            code=code.key,
            text=" ".join((code.definition, *code.include, *code.examples)),
            definition=rows([code.definition]),
            examples=rows([text for other in _family(code, codes) for text in other.examples]),
            near_misses=rows(code.near_misses),
            cues=code.cues,
            kin=_kin(code, codes),
        )
        for code in codes
    ]


def _family(code: Code, codes: Sequence[Code]) -> list[Code]:
    """A code and its sub-codes: what exemplifies a sub-code exemplifies the code."""
    return [code, *(other for other in codes if other.parent == code.key)]


def _kin(code: Code, codes: Sequence[Code]) -> frozenset[str]:
    """The codes that may well stand beside a code: its parent and its sub-codes."""
    children = {other.key for other in codes if other.parent == code.key}
    return frozenset(children | {code.parent} - {""})
