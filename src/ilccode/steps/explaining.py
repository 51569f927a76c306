"""Why a segment has its score for a code, in words that a person can check."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ilccode.errors import ModelUnavailable, UsageError
from ilccode.model import Codebook, Excerpt, Segment
from ilccode.protocols import Tagger, Track, Why
from ilccode.steps.embedding import unseen
from ilccode.steps.material import Material, exemplified
from ilccode.steps.scores import last_run
from ilccode.steps.study import Study
from ilccode.steps.tagging import Inputs, fitted, held, inputs
from ilccode.steps.threads import one_thread

LEAST = 0.05
"""Contributions below this, in log-odds, are left out of a line."""


OWN = "this segment's own decision is among the settled segments"


@dataclass(frozen=True, kw_only=True)
class Found:
    """A cue in a transcript's text: `text[start:end]`."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Similar:
    """What a segment is like: an example of the codebook, or a segment that people decided on.

    `words` are left out where whoever said them may not be quoted; `segment` says then which it is.
    `share` is how many of the coders say that the code applies there, none for an example.
    """

    similarity: float
    words: str = ""
    segment: str = ""
    transcript: str = ""
    share: float | None = None


@dataclass(frozen=True, kw_only=True)
class Explained:
    """What a segment's score for a code is made of; `contributions`, in log-odds, add up to `log_odds`.

    `is_current` is false where something has changed since the newest run: then it is explained as of now,
    and `score` need not be the run's. `own` is what people said of the segment itself, as a share, none where
    nobody did: the tagger has learned it, too.
    """

    codebook: str
    code: str
    score: float
    log_odds: float
    contributions: Mapping[str, float]
    sentence: str
    cues: tuple[Found, ...]
    examples: tuple[Similar, ...]
    settled: tuple[Similar, ...]
    is_current: bool
    own: float | None = None

    @property
    def line(self) -> str:
        """All of it in one line."""
        return "; ".join(self.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """All of it in phrases, the largest contributions first."""
        ranked = sorted(self.contributions.items(), key=lambda item: -abs(item[1]))
        made_of = (f"{name} {value:+.1f}" for name, value in ranked if abs(value) >= LEAST)
        parts = [
            f"{self.score:.2f}, in log-odds {self.log_odds:+.1f}: {', '.join(made_of)}",
            f"sentence: {quoted(self.sentence)}",
        ]
        if self.cues:
            parts.append(f"cues: {', '.join(quoted(cue.words) for cue in self.cues)}")
        if self.own is not None:
            parts.append(OWN)
        parts += [f"like {similar(item)}" for item in (*self.examples[:1], *self.settled[:1])]
        return tuple(parts)


def quoted(words: str, longest: int = 120) -> str:
    """Words in quotation marks, cut where they are long."""
    return f"“{words if len(words) <= longest else f'{words[: longest - 1]}…'}”"


def similar(item: Similar) -> str:
    """An example or a decided segment in words, with its similarity."""
    words = f" {quoted(item.words)}" if item.words else ""
    if item.share is None:
        return f"the example{words or f' from {item.segment}'} ({item.similarity:.2f})"
    said = {0.0: "no", 1.0: "yes"}.get(item.share, "disputed")
    return f"{item.segment} in {item.transcript}, decided {said}{words} ({item.similarity:.2f})"


class Explainer:
    """Explains scores by the tagger as the newest run had it, fitted again; vectors come from the cache.

    `keys` are the codebooks that it knows.
    """

    def __init__(self, study: Study, keys: Sequence[str], track: Track, found: Inputs | None = None) -> None:
        self._study = study
        self._track = track
        self._inputs: Inputs = found or inputs(study)
        self.keys = frozenset(keys) & self._inputs.books.keys()
        self._books = [book for key, book in self._inputs.books.items() if key in self.keys]
        self._rows = {segment.id: row for row, segment in enumerate(self._inputs.segments)}
        self._taggers: dict[str, Tagger] = {}
        self._is_current: dict[str, bool] = {}

    @classmethod
    def of(cls, study: Study, found: Inputs, made: Material, taggers: Mapping[str, Tagger]) -> Explainer:
        """What explains the scores of taggers that are fitted already."""
        explainer = cls(study, list(taggers), unseen, found)
        explainer.__dict__["_material"] = made
        explainer._taggers = dict(taggers)
        explainer._is_current = {key: held(study, found.blank[key]) is not None for key in taggers}
        return explainer

    def __call__(self, segment: str, key: str, code: str) -> Explained | None:
        """Why a segment has its score for a code; none where no machine reads the segment."""
        row = self._rows.get(segment)
        if row is None:
            return None
        book = self._inputs.books[key]
        codes = [item.key for item in book.at("segment")]
        why = self._tagger(key).explain(self._material.features, row, codes.index(code))
        return self._in_words(book, code, row, why)

    @cached_property
    def _material(self) -> Material:
        return self._inputs.material(self._study, self._books, self._track)

    def _tagger(self, key: str) -> Tagger:
        if key not in self._taggers:
            blank = self._inputs.blank[key]
            labels = self._inputs.training[key].labels
            with one_thread():
                self._taggers[key] = fitted(blank, self._material, key, labels)
            self._is_current[key] = held(self._study, blank) is not None
        return self._taggers[key]

    def _in_words(self, book: Codebook, code: str, row: int, why: Why) -> Explained:
        segment = self._inputs.segments[row]
        codes = book.at("segment")
        own = float(self._inputs.training[book.key].labels[row, [item.key for item in codes].index(code)])
        examples = exemplified(next(item for item in codes if item.key == code), codes)
        return Explained(
            codebook=book.key,
            code=code,
            score=1 / (1 + math.exp(-why.log_odds)),
            log_odds=why.log_odds,
            contributions=why.contributions,
            sentence=self._material.sentences[row][why.sentence],
            cues=tuple(
                Found(start=segment.start + start, end=segment.start + end, words=segment.text[start:end])
                for start, end in why.cues
            ),
            examples=tuple(self._example(examples[number], cosine) for number, cosine in why.examples),
            settled=tuple(self._settled(number, cosine, share) for number, cosine, share in why.settled),
            is_current=self._is_current[book.key],
            own=None if math.isnan(own) else own,
        )

    def _example(self, words: str, cosine: float) -> Similar:
        """A codebook's example; one that stands in the words of somebody who may not be quoted, by id."""
        source = next((s for s in self._unquotable if words in s.text), None)
        if source is None:
            return Similar(similarity=cosine, words=words)
        return Similar(similarity=cosine, segment=source.id)

    def _settled(self, row: int, cosine: float, share: float) -> Similar:
        segment = self._inputs.segments[row]
        return Similar(
            similarity=cosine,
            words=segment.text if self._may_quote(segment) else "",
            segment=segment.id,
            transcript=self._study.name(segment.transcript),
            share=share,
        )

    def _may_quote(self, segment: Segment) -> bool:
        return self._study.may(segment.transcript, segment.speaker, "quote")

    @cached_property
    def _unquotable(self) -> list[Segment]:
        said = (s for transcript in self._study.transcripts for s in self._study.segments(transcript))
        return [segment for segment in said if not self._may_quote(segment)]


def explainer(study: Study, track: Track) -> Explainer | None:
    """What explains the scores of a study's tagged codebooks; none where nothing was tagged yet.

    Nor is there one where the model is not on this machine any more.
    """
    tagged = [key for key, book in study.codebooks.items() if last_run(study, book.id) is not None]
    try:
        return Explainer(study, tagged, track) if tagged else None
    except ModelUnavailable:
        return None


def codes_named(study: Study, wanted: str, units: Sequence[str] = ("segment",)) -> Iterator[tuple[str, str]]:
    """The codebooks and codes that `KEY` or `CODEBOOK/KEY` names; raises `UsageError` where it names none.

    `units` are the kinds of units that the codes are given to.
    """
    key, slash, code = wanted.rpartition("/")
    known = [(book.key, item.key) for book in study.codebooks.values() for u in units for item in book.at(u)]
    found = [pair for pair in known if pair[1] == code and (not slash or pair[0] == key)]
    if not found:
        expected = ", ".join(item for _, item in known)
        raise UsageError(f"--code {wanted}: no codebook here has that code; expected one of {expected}")
    return iter(found)


def line_of(explain: Explainer | None) -> Callable[[Excerpt], str]:
    """Says of excerpts, in a line each, what their scores are made of; nothing where there is no score."""

    def line(excerpt: Excerpt) -> str:
        if explain is None or excerpt.score is None or excerpt.codebook.key not in explain.keys:
            return ""
        why = explain(excerpt.about, excerpt.codebook.key, excerpt.code)
        return "" if why is None else why.line if why.is_current else f"as of now: {why.line}"

    return line
