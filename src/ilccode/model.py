"""The nouns: immutable, and known by the digest of what they say.

A model suggests, people decide: `Suggestion` and `Decision` are different types, and no score is ever
counted as a person's coding. Offsets count code points of NFC text; times are seconds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from ilccode.digest import canonical, identity

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
_HALVES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""What is not seen: controls, spaces of no width, and what turns the direction of text around.

Joiners (U+200C, U+200D) and marks of direction (U+200E, U+200F) stay: scripts are written with them.
"""


def clean(words: str) -> str:
    """NFC text on one line: white space folded; control, terminal-escape and unseen characters gone.

    Half a character (a lone surrogate) becomes U+FFFD.
    """
    return " ".join(unicodedata.normalize("NFC", _HALVES.sub("\ufffd", _visible(words))).split())


def folded(name: str) -> str:
    """A name as names are compared: cleaned, in whichever case and spelling of accents."""
    return clean(name).casefold()


def hidden(words: str) -> int:
    """How many control, terminal-escape and unseen characters `clean` takes out of a text."""
    return len(words) - len(_visible(words))


def _visible(words: str) -> str:
    return _CONTROLS.sub("", _ESCAPES.sub("", words))


@dataclass(frozen=True, kw_only=True)
class Record:
    """Whatever the store keeps; `id` is recomputed from what the record says."""

    prefix: ClassVar[str]

    @cached_property
    def body(self) -> str:
        """What the record says, as the text that its id is the digest of."""
        return canonical(self)

    @cached_property
    def id(self) -> str:
        return identity(self.prefix, self.body)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Words spoken in one go, with the times that the source gives: a caption, a paragraph."""

    words: str
    at: float | None = None
    until: float | None = None


@dataclass(frozen=True, kw_only=True)
class Utterance:
    """One turn as a reader found it. An empty `speaker` means that the source names none."""

    speaker: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What one speaker says until another speaks: `text[start:end]` of its transcript.

    `times` are (offset, seconds) in order, wherever the source tells the time.
    """

    speaker: str
    start: int
    end: int
    times: tuple[tuple[int, float], ...] = ()

    def at(self, offset: int) -> float | None:
        """The last time told at or before an offset; none where none is told."""
        return next((s for o, s in reversed(self.times) if o <= offset), None)

    def until(self, offset: int) -> float | None:
        """The first time told at or after an offset; none where none is told."""
        return next((s for o, s in self.times if o >= offset), None)


@dataclass(frozen=True, kw_only=True)
class Transcript(Record):
    """An interview as text cut into turns.

    `text` holds one `SPEAKER: words` block a turn, a line each; turn spans cover the words only.
    `source` is the SHA-256 of the file that it was read from.
    """

    prefix = "tra"
    text: str
    turns: tuple[Turn, ...]
    source: str

    @classmethod
    def of(cls, utterances: Iterable[Utterance], *, source: str) -> Transcript:
        """Lay utterances out as one text; utterances without words are left out."""
        blocks: list[str] = []
        turns: list[Turn] = []
        length = 0
        for utterance in utterances:
            speaker = clean(utterance.speaker)
            label = f"{speaker}: " if speaker else ""
            words, times = _laid_out(utterance.pieces, length + len(label))
            if not words:
                continue
            start = length + len(label)
            turns.append(Turn(speaker=speaker, start=start, end=start + len(words), times=times))
            blocks.append(label + words)
            length = turns[-1].end + 1
        return cls(text="\n".join(blocks), turns=tuple(turns), source=source)

    def words(self, turn: Turn) -> str:
        return self.text[turn.start : turn.end]

    @property
    def speakers(self) -> tuple[str, ...]:
        """Each speaker once, in order of first speaking."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))


def _laid_out(pieces: Sequence[Piece], start: int) -> tuple[str, tuple[tuple[int, float], ...]]:
    parts: list[str] = []
    times: list[tuple[int, float]] = []
    offset = start
    for piece in pieces:
        words = clean(piece.words)
        if not words:
            continue
        if piece.at is not None:
            times.append((offset, piece.at))
        if piece.until is not None:
            times.append((offset + len(words), piece.until))
        parts.append(words)
        offset += len(words) + 1
    return " ".join(parts), tuple(times)


@dataclass(frozen=True, kw_only=True)
class Segment(Record):
    """The unit of coding: a span of a transcript, with the text that it spans.

    `transcript.text[start:end] == text`, always.
    """

    prefix = "seg"
    transcript: str
    start: int
    end: int
    speaker: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Fact(Record):
    """Something known about a transcript, a speaker or a file: appended, and never part of their id.

    `about` is an id, `TRANSCRIPT/SPEAKER` for a speaker, `TRANSCRIPT#TURN` for a turn, `participant:NAME`
    for a person in whichever transcripts. A later fact of the same name replaces an earlier one. Names
    with an `@` are the program's own: `@role`, `@machine`; others are attributes.
    """

    prefix = "fac"
    about: str
    name: str
    value: str
    by: str
    made_at: str


@dataclass(frozen=True, kw_only=True)
class Plan(Record):
    """What was fixed beforehand: the study's seed, its segmentation, the limit of the random sample."""

    prefix = "pla"
    name: str
    value: str
    by: str
    made_at: str


@dataclass(frozen=True, kw_only=True)
class Code:
    """A label with the rule for using it.

    `ours` names, word for word, the definition and the rules that go beyond `source`. `cues` are
    regular expressions, matched in any case, from anywhere but within a word. `was` holds former keys.
    """

    key: str
    name: str
    group: str
    definition: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    parent: str = ""
    source: str = ""
    ours: tuple[str, ...] = ()
    colour: str = ""
    was: tuple[str, ...] = ()


def anchored(cue: str) -> str:
    """A cue as it is searched for: from anywhere but within a word, so that one may begin with a sign."""
    return rf"(?:\b|(?<!\w))(?:{cue})"


UNITS = ("segment", "transcript", "case")
"""What the codes of a group may be given to."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Codes that belong together.

    `kind` is `any` (each code for itself), `exclusive` (at most one) or `ordered` (at most one,
    `codes` from lowest to highest); `unit` is `segment`, `transcript` or `case`.
    """

    key: str
    kind: str
    unit: str
    name: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Codebook(Record):
    """One version of a codebook."""

    prefix = "cbk"
    key: str
    version: str
    title: str
    language: str
    groups: tuple[Group, ...]
    codes: tuple[Code, ...]
    source: str = ""
    note: str = ""

    def at(self, unit: str) -> tuple[Code, ...]:
        """The codes that are given to a unit, in the codebook's order."""
        units = {group.key: group.unit for group in self.groups}
        return tuple(code for code in self.codes if units[code.group] == unit)


@dataclass(frozen=True, kw_only=True)
class Run(Record):
    """Provenance: one execution of `tag`, with all that it takes to repeat it.

    `scores` is a float32 array (segments x codes, row by row, little-endian) of calibrated
    probabilities; a score at or over its code's threshold is a suggestion. `training` is the digest
    of the decisions that it was fitted on, empty without any.
    """

    prefix = "run"
    step: str
    tool: str
    parameters: Mapping[str, str]
    codebook: str
    embedder: str
    segments: tuple[str, ...]
    codes: tuple[str, ...]
    thresholds: tuple[float, ...]
    scores: bytes
    seed: int
    started_at: str
    training: str = ""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A model's calibrated score for one code on one segment: a row of a run, never a coding."""

    run: str
    segment: str
    code: str
    score: float


@dataclass(frozen=True, kw_only=True)
class Decision(Record):
    """One coder's answer for one unit: the set of codes, perhaps empty, out of those `asked`.

    `codes` is none where the coder takes an answer back. `seen` says what was on the screen, a subset
    of `suggestions`, `others`, `unknown`; empty is blind. `settles` names the decisions that this
    one rules on, `replaces` those of the same coder that it supersedes, `previous` the coder's last.
    """

    prefix = "dec"
    unit: str
    codebook: str
    coder: str
    asked: tuple[str, ...]
    codes: tuple[str, ...] | None
    made_at: str
    seen: tuple[str, ...] = ()
    run: str = ""
    sample: str = ""
    settles: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    previous: str = ""


@dataclass(frozen=True, kw_only=True)
class Memo(Record):
    """What a coder noted about any record, in words.

    `kind` is `memo`, `flag` (to be talked about), `shown` (other coders' answers were on the screen), or,
    about a ruling, `oversight`, `unclear_rule`, `ambiguity` (why coders differed; `text` is the reason) and
    `present` (who was there). `replaces` names those of the same coder that it supersedes; one without text
    takes them back.
    """

    prefix = "mem"
    about: str
    kind: str
    coder: str
    text: str
    made_at: str
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """One code on one unit, for eyes: derived, never stored.

    `about` is the unit's id; where that is a transcript or a case there is no `segment`, and whatever says
    where one stands is empty. `question` is what it answers, `question_number` its number in the interview
    protocol. `seen` says of each coder what was on the screen, `ruling` and `reason` why they differed where
    somebody ruled; `memo` is what coders noted about the unit, `flagged` who wants to talk about it.
    """

    about: str
    segment: Segment | None = None
    transcript: str
    participant: str
    attributes: Mapping[str, str]
    turn: int | None = None
    at: float | None = None
    until: float | None = None
    question: str = ""
    question_number: str = ""
    codebook: Codebook
    code: str
    status: str
    coder: str = ""
    decided_at: str = ""
    seen: str = ""
    ruling: str = ""
    reason: str = ""
    memo: str = ""
    flagged: str = ""
    score: float | None = None
    model: str = ""

    @property
    def id(self) -> str:
        return f"{self.about}/{self.codebook.key}/{self.code}"

    @property
    def unit(self) -> str:
        """What the code is given to: `segment`, `transcript` or `case`."""
        if self.segment is not None:
            return "segment"
        return "transcript" if self.about.startswith(f"{Transcript.prefix}_") else "case"

    @property
    def transcript_digest(self) -> str:
        """The id of the transcript's version, empty for a case: that may stand in many."""
        if self.segment is not None:
            return self.segment.transcript
        return self.about if self.unit == "transcript" else ""


RECORDS: tuple[type[Record], ...] = (Transcript, Segment, Fact, Plan, Codebook, Run, Decision, Memo)


def latest(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Of facts in the order of their making, the last of each name about each thing."""
    return iter({(fact.about, fact.name): fact for fact in facts}.values())
