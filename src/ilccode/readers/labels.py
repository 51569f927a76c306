"""Who speaks, in text whose lines begin with a label: `NAME: words`, or `[NAME] words`.

A label must show itself to be one: it is marked (bold), begins several lines, names a role, or is an
identifier. So "Note: …" and "There were two things: …" are words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ilccode.errors import InvalidTranscript
from ilccode.model import Piece, Utterance
from ilccode.protocols import Reading

_COLON = re.compile(r"\s*(?P<label>[^\W_][^:\[\]<>]{0,39}?)\s*:(?=\s|$)\s*(?P<words>.*)", re.DOTALL)
_BRACKET = re.compile(r"\s*\[(?P<label>[^\]\[:]{1,40})\]:?\s+(?P<words>\S.*)", re.DOTALL)
_IDENTIFIER = re.compile(r"[A-Z]{1,12}[ _-]?\d{1,4}|[A-Z]{3,}")
_LABEL_WORDS = 5
_VALUE_WORDS = 8
_INTERVIEWER = frozenset(("interviewer", "int", "int.", "i", "q", "researcher"))
_MAYBE_INTERVIEWER = frozenset(("moderator", "facilitator", "host"))
_PARTICIPANT = frozenset(("interviewee", "participant", "respondent", "narrator", "a", "r", "p"))
_NO_LABEL = frozenset(
    ("note", "notes", "nb", "ps", "example", "question", "answer", "result", "results", "source", "summary")
)
_HEADER = frozenset(
    ("title", "date", "time", "site", "place", "location", "role", "wave", "project", "study")
)
"""Keys of which a block of `Key: value` lines has one, if it is a header."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a transcript, or a paragraph: its number from 1, and the bold text that it begins with."""

    number: int
    text: str
    bold: str = ""

    @property
    def marked(self) -> bool:
        """Whether the line begins with a label in bold."""
        label = self.bold.strip()
        return label.endswith(":") and self.text.lstrip().startswith(label)


@dataclass(frozen=True, kw_only=True)
class _Labelled:
    line: Line
    label: str
    words: str
    marked: bool = False


def reading(path: Path, lines: Iterable[Line]) -> Reading:
    """Read labelled lines; raises `InvalidTranscript` where no line names a speaker."""
    given = list(lines)
    filled = [line for line in given if line.text.strip()]
    if not filled:
        raise InvalidTranscript(path, "expected a transcript, found no text")
    header_lines = _header_block(given)
    body = filled[header_lines:]
    pattern, speakers = _speakers(body)
    parsed = [_labelled(line, pattern) for line in body]
    first = _first_turn(parsed, speakers)
    if first is None:
        raise InvalidTranscript(
            path,
            "expected 'SPEAKER: words' or '[SPEAKER] words'; no line names a speaker",
            filled[0].number,
        )
    preamble = [_labelled(line, _COLON) for line in filled[: header_lines + first]]
    attributes = {item.label.casefold(): item.words.strip() for item in preamble if item.label}
    utterances = _utterances(parsed[first:], speakers)
    found = tuple(dict.fromkeys(utterance.speaker for utterance in utterances))
    return Reading(utterances=utterances, attributes=attributes, roles=roles(found, attributes))


def roles(speakers: Iterable[str], attributes: Mapping[str, str]) -> dict[str, str]:
    """Who asks and who answers, as far as labels and header lines say so."""
    bare = {speaker: _bare(speaker) for speaker in speakers}
    named = {
        word
        for key in ("interviewer", "interviewed by")
        for word in attributes.get(key, "").casefold().split()
    }
    asking = {s for s in bare if bare[s] in _INTERVIEWER or named.issuperset(s.casefold().split())}
    asking = asking or {s for s in bare if bare[s] in _MAYBE_INTERVIEWER}
    if asking:
        return {s: "interviewer" if s in asking else "participant" for s in bare}
    return {s: "participant" for s in bare if bare[s] in _PARTICIPANT}


def _bare(label: str) -> str:
    return label.rstrip(" _-0123456789").casefold()


def _labelled(line: Line, pattern: re.Pattern[str]) -> _Labelled:
    match = pattern.match(line.text)
    if match is None:
        return _Labelled(line=line, label="", words=line.text)
    marked = line.marked or line.text[match.end("label") :].lstrip(" ").startswith(":\t")
    return _Labelled(line=line, label=match["label"].strip(), words=match["words"], marked=marked)


def _header_block(lines: Sequence[Line]) -> int:
    """How many filled lines the header has: a block of different `Key: value` lines at the top.

    It ends with a blank line, or where somebody whose label comes again begins to talk.
    """
    counts = Counter(_labelled(line, _COLON).label for line in lines)
    block: list[_Labelled] = []
    for line in lines:
        item = _labelled(line, _COLON)
        talks = believable(item.label, counts[item.label]) and not _is_value(item.words)
        if block and (talks or not line.text.strip()):
            break
        if line.text.strip():
            block.append(item)
    keys = [item.label.casefold() for item in block]
    is_header = all(keys) and len(set(keys)) == len(keys) and not _HEADER.isdisjoint(keys)
    return len(block) if is_header else 0


def _speakers(lines: Sequence[Line]) -> tuple[re.Pattern[str], frozenset[str]]:
    """The style of a transcript's labels, and its speakers."""
    for pattern in (_COLON, _BRACKET):
        parsed = [_labelled(line, pattern) for line in lines]
        speakers = _in_style(parsed)
        if speakers:
            return pattern, speakers
    return _COLON, frozenset()


def _in_style(parsed: Sequence[_Labelled]) -> frozenset[str]:
    counts = Counter(item.label for item in parsed if item.label)
    everywhere = all(item.label for item in parsed)
    return frozenset(
        item.label
        for item in parsed
        if believable(item.label, counts[item.label], marked=everywhere or item.marked)
    )


def believable(label: str, count: int, *, marked: bool = False) -> bool:
    """Whether what stands before a colon is a speaker, given how many lines it begins."""
    bare = _bare(label)
    if not label or bare in _NO_LABEL or len(label.split()) > _LABEL_WORDS:
        return False
    role = bare in _INTERVIEWER | _MAYBE_INTERVIEWER | _PARTICIPANT
    return marked or count > 1 or role or _IDENTIFIER.fullmatch(label) is not None


def _first_turn(parsed: Sequence[_Labelled], speakers: frozenset[str]) -> int | None:
    """Where the talk begins: lines before it that look like `Key: value` belong to the header."""
    counts = Counter(item.label for item in parsed)
    turns = [i for i, item in enumerate(parsed) if item.label in speakers]
    talk = [i for i in turns if counts[parsed[i].label] > 1 or not _is_value(_wrapped(parsed, i))]
    return next(iter(talk or turns), None)


def _wrapped(parsed: Sequence[_Labelled], index: int) -> str:
    """A labelled line's words with those of the line right below, if that has no label."""
    below = parsed[index + 1 : index + 2]
    goes_on = [i.words for i in below if not i.label and i.line.number == parsed[index].line.number + 1]
    return " ".join([parsed[index].words, *goes_on])


def _is_value(words: str) -> bool:
    """Whether what follows a label is a header's value: a few words that are no sentence."""
    few = len(words.split()) <= _VALUE_WORDS
    return few and not words.rstrip().endswith((".", "\u2026")) and not set("?!") & set(words)


def _utterances(parsed: Sequence[_Labelled], speakers: frozenset[str]) -> tuple[Utterance, ...]:
    turns: list[tuple[str, list[Piece]]] = []
    for item in parsed:
        if item.label in speakers:
            turns.append((item.label, [Piece(words=item.words)]))
        else:
            turns[-1][1].append(Piece(words=item.line.text))
    return tuple(Utterance(speaker=speaker, pieces=tuple(pieces)) for speaker, pieces in turns)
