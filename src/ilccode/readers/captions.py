"""What captions share: a name before the words, and one speaker's captions joined into one turn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from ilccode.errors import InvalidTranscript
from ilccode.model import Piece, Utterance
from ilccode.protocols import Reading
from ilccode.readers.labels import believable, roles

_NAME = re.compile(r"(?P<name>[^\W_a-z][^:\n]{0,59}?)\s*:\s+(?P<words>\S.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Caption:
    """Words between two times; `speaker` is none where the caption does not name one."""

    words: str
    at: float
    until: float
    speaker: str | None = None


def named(captions: Iterable[Caption]) -> Iterator[Caption]:
    """Captions of the form `Name: words`, taken apart at the first colon where that is a speaker's."""
    given = list(captions)
    matches = [_NAME.match(caption.words.strip()) for caption in given]
    counts = Counter(match["name"] for match in matches if match)
    for caption, match in zip(given, matches, strict=True):
        if caption.speaker is None and match and _is_name(match["name"], counts):
            yield replace(caption, words=match["words"], speaker=match["name"].strip())
        else:
            yield caption


def _is_name(name: str, counts: Counter[str]) -> bool:
    parts = name.split()
    full = len(parts) > 1 and all(part.lstrip("([")[:1].isupper() for part in parts)
    return believable(name, counts[name], marked=full)


def reading(path: Path, captions: Iterable[Caption]) -> Reading:
    """Captions as turns: one that names nobody goes on with the speaker before it."""
    filled = [caption for caption in captions if caption.words.strip()]
    if not filled:
        raise InvalidTranscript(path, "expected captions with words, found none")
    speaker = ""
    spoken: list[tuple[str, Piece]] = []
    for caption in filled:
        speaker = speaker if caption.speaker is None else caption.speaker
        spoken.append((speaker, Piece(words=caption.words, at=caption.at, until=caption.until)))
    utterances = tuple(
        Utterance(speaker=name, pieces=tuple(piece for _, piece in group))
        for name, group in groupby(spoken, key=lambda item: item[0])
    )
    found = dict.fromkeys(utterance.speaker for utterance in utterances)
    return Reading(utterances=utterances, roles=roles(filter(None, found), {}))
