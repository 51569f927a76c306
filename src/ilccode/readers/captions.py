"""What captions share: their order, and one speaker's captions joined into one turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

from ilccode.errors import InvalidTranscript
from ilccode.model import Piece, Utterance
from ilccode.protocols import Reading
from ilccode.readers.labels import roles

MOST_SECONDS = 1e9
"""A number from here on is no time."""

_MISPLACED = 60.0
"""How many seconds a caption may lie behind another and be put in order; beyond that a new talk begins."""


@dataclass(frozen=True, kw_only=True)
class Caption:
    """Words between two times, as far as these are told.

    `speaker` is none where the caption does not name one, empty where it says that nobody is named. `turns`
    says that somebody else begins to speak, named or not. `line` is that of the words, where it is known.
    """

    words: str
    at: float | None = None
    until: float | None = None
    speaker: str | None = None
    turns: bool = False
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class About:
    """What a file of captions says beside them, as in a `Reading`; `unit` is what it calls a caption."""

    format: str
    unit: str = "caption"
    encoding: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    participants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def reading(path: Path, captions: Iterable[Caption], about: About, *, sort: bool = False) -> Reading:
    """Captions as turns: one that names nobody goes on with the speaker before it.

    Where their order is nobody's wish, they may be put in that of their times (`sort`). Roles that the file
    tells go before those that speakers' labels tell. Raises `InvalidTranscript`.
    """
    filled = [caption for caption in captions if caption.words.strip()]
    if not filled:
        raise InvalidTranscript(path, f"expected captions with words, found none in this {about.format} file")
    spoken = list(_spoken(filled))
    ordered, order = _in_order(spoken) if sort else (spoken, [])
    utterances = tuple(_turns(ordered))
    found = dict.fromkeys(utterance.speaker for utterance in utterances)
    told = about.roles or roles(filter(None, found), {})
    return Reading(
        utterances=utterances,
        format=about.format,
        encoding=about.encoding,
        attributes=about.attributes,
        roles={who: role for who, role in told.items() if who in found},
        participants={who: facts for who, facts in about.participants.items() if who in found},
        notes=(*about.notes, *order, *_nameless(spoken, len(utterances), about.unit)),
    )


def _nameless(spoken: Sequence[Caption], turns: int, unit: str) -> Iterator[str]:
    """What to tell where it is not said of all captions who speaks."""
    nameless = sum(not caption.speaker for caption in spoken)
    if nameless == len(spoken):
        what = f"all {unit}s are one turn" if turns == 1 else f"all {turns} turns are"
        yield f"no speaker is named; {what} of somebody unnamed"
    elif nameless:
        yield f"{nameless} {unit}s name no speaker" if nameless > 1 else f"1 {unit} names no speaker"


def _spoken(captions: Iterable[Caption]) -> Iterator[Caption]:
    """Captions each with its speaker, and without an end that lies before its beginning."""
    speaker = ""
    for caption in captions:
        other = caption.turns and caption.speaker is None
        speaker = "" if other else speaker if caption.speaker is None else caption.speaker
        early = caption.at is not None and caption.until is not None and caption.until < caption.at
        yield replace(caption, speaker=speaker, turns=other, until=None if early else caption.until)


def _in_order(captions: Sequence[Caption]) -> tuple[list[Caption], list[str]]:
    """Captions in the order of their times, where only some are misplaced."""
    known: list[float] = []
    for caption in captions:
        before = known[-1] if known else 0.0
        known.append(before if caption.at is None else caption.at)
    latest = list(accumulate(known, max))
    behind = [late - at for at, late in zip(known, latest, strict=True) if at < late]
    if not behind:
        return list(captions), []
    if max(behind) > _MISPLACED:
        return list(captions), ["The times go back: the captions are left in the order of the file."]
    order = sorted(range(len(captions)), key=known.__getitem__)
    note = f"Captions out of order were put in the order of their times ({len(behind)})."
    return [captions[n] for n in order], [note]


def _turns(captions: Iterable[Caption]) -> Iterator[Utterance]:
    speaker = ""
    pieces: list[Piece] = []
    for caption in captions:
        if pieces and (caption.turns or caption.speaker != speaker):
            yield Utterance(speaker=speaker, pieces=tuple(pieces))
            pieces = []
        speaker = caption.speaker or ""
        pieces.append(Piece(words=caption.words, at=caption.at, until=caption.until))
    yield Utterance(speaker=speaker, pieces=tuple(pieces))
