"""The doors for foreign code: each family's contract, on one page.

A plug-in is found by its family (an entry-point group `ilccode.FAMILY`) and its name; our own parts
come in through the same doors. Readers and exporters are named by the suffix of the files they serve.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ilccode.model import Excerpt, Segment, Transcript, Utterance
from ilccode.sources import Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]
    Vectors = NDArray[np.float32]
    Flags = NDArray[np.bool_]

Span = tuple[int, int]
"""Start and end of a stretch of text: code points, end exclusive."""

Sentences = Callable[[str], list[Span]]
"""A text's sentences, in order, without the white space between them."""

Track = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Progress of a piece of work: its name and its size in, a function that takes each advance out."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a reader made of a file: who said what, and what the file says about itself.

    `format` is what it was read as, in words (`Otter`, `WebVTT`), `encoding` that of its text, empty where
    the format fixes it. `attributes` are the header's `Key: value` lines, keys in lower case, `title` and
    `date` among them. `roles` says of speakers `interviewer` or `participant` where the file itself
    tells it; `participants` holds, by speaker, what else it says of them. `notes` tell the user, a
    sentence each, what was left out or is doubtful.
    """

    utterances: tuple[Utterance, ...]
    format: str = ""
    encoding: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    participants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


Reader = Callable[[Source], Reading]
"""`ilccode.readers`: reads a file's bytes; raises `InvalidTranscript` for what it cannot read."""

Segmenter = Callable[[Transcript, Sentences], Iterator[Segment]]
"""`ilccode.segmenters`: cuts a transcript; in order, no overlap, `text[start:end] == segment.text`."""


class Exporter(Protocol):
    """`ilccode.exporters`: writes excerpts to a file; the same input gives the same bytes.

    `attributes` are the columns that excerpts' attributes get; `raw` leaves every cell as it is, unguarded.
    """

    def __call__(
        self, path: Path, excerpts: Iterable[Excerpt], attributes: Sequence[str], *, raw: bool = False
    ) -> None: ...


class Embedder(Protocol):
    """`ilccode.embedders`: texts in, unit vectors out.

    Made with `(name, folder, download)`: what `ilccode.toml` names, the study's folder, and whether the
    user allows a download. Making one is cheap: the model is loaded by the first `encode`.
    """

    name: str

    @property
    def digest(self) -> str:
        """What the vectors depend on: the weights, and the settings they are used with."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed n texts as n rows of length 1, float32."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Features:
    """n segments as a tagger sees them.

    `vectors` are the s sentence vectors of all segments in order, float32, of length 1; segment i has
    rows `bounds[i]` to `bounds[i + 1]`, at least one. `questions` are, likewise, the sentence vectors
    of what each segment answers, rows `question_bounds[i]` to `question_bounds[i + 1]`, perhaps none;
    both are none where no question is known.
    """

    texts: Sequence[str]
    vectors: Vectors
    bounds: Sequence[int]
    questions: Vectors | None = None
    question_bounds: Sequence[int] | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a codebook says about one code, as a tagger sees it; vectors are rows of length 1.

    `kin` are the codes above and below it: their examples say nothing against it. `group`, `kind` and
    `rank` say which codes exclude one another: of an `exclusive` or `ordered` group at most one applies,
    and `rank` counts an ordered group's codes from the lowest, 0.
    """

    code: str
    text: str
    definition: Vectors
    examples: Vectors
    near_misses: Vectors
    cues: Sequence[str]
    kin: frozenset[str] = frozenset()
    group: str = ""
    kind: str = "any"
    rank: int = 0


@dataclass(frozen=True, kw_only=True)
class Why:
    """What one score is made of.

    `contributions` are log-odds by what gave them; their sum is `log_odds`, the score's own. `sentence`
    numbers the sentence of the segment that speaks most for the code, from 0. `cues` are spans of the
    segment's text. `examples` are the nearest of the code's examples, by number, each with its cosine;
    `settled` the labelled segments that move the score most (the nearest, where none does), by row, with
    cosine and label.
    """

    log_odds: float
    contributions: Mapping[str, float]
    sentence: int
    cues: Sequence[Span] = ()
    examples: Sequence[tuple[int, float]] = ()
    settled: Sequence[tuple[int, float, float]] = ()


class Tagger(Protocol):
    """`ilccode.taggers`: made with `(entries, seed)`, one entry a code: the prior.

    Labels are 1, 0, the share of those who say yes, or nan for unknown; one column an entry.
    """

    name: str

    def fit(self, features: Features, y: Floats | None = None, weight: Floats | None = None) -> Tagger:
        """Learn from n segments and, where there are some, from their n x k labels, weighed n x k.

        Fitting the same `Features` again, with other labels, takes up what hangs on them alone.
        """

    def predict_proba(self, features: Features) -> Floats:
        """Calibrated probabilities, n x k."""

    def thresholds(self, probabilities: Floats) -> Floats:
        """The score of each code from which on it is suggested, k; 1 where it never is."""

    def explain(self, features: Features, segment: int, code: int) -> Why:
        """Why a segment has its score for a code, both by number."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Queue:
    """n segments that a coder may be asked about, as a strategy sees them.

    `numbers` are the random numbers that segments keep for good, n, 0 to 1; `scores` n x k, 0 to 1;
    `decided` n x k, true where nothing is left to ask this coder. `drawn`, n, is true where the coder has
    answered blind: the random sample has been there. `limit` is that of the planned random sample: all
    segments whose number is below it are asked about in its order, blind. `planned`, n, is true for what
    belongs to any planned sample. `answered` is how many cards there were. `shares`, n x k, is how many of
    the other coders say yes, nan where none was asked or this one has answered. `stale`, n x k, is true where
    this coder's answer was about another meaning of the code. `load` fetches the segments' own vectors.
    """

    numbers: Floats
    scores: Floats
    decided: Flags
    drawn: Flags
    load: Callable[[], Vectors]
    planned: Flags
    limit: float = 0.0
    answered: int = 0
    shares: Floats | None = None
    stale: Flags | None = None

    @cached_property
    def vectors(self) -> Vectors:
        """The segments' own vectors, n x d."""
        return self.load()


Strategy = Callable[[Queue], "Floats"]
"""`ilccode.strategies`: from a queue a score a segment, n, higher first.

Minus infinity where nothing is left to ask, and for what is below the queue's limit, which is left to the
random sample, and for what the strategy has no reason to ask about.
"""
