"""Text that names no speaker: blocks of prose a turn each, or lines led by times, one turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from ilccode.errors import InvalidTranscript
from ilccode.model import Utterance
from ilccode.readers import kinds
from ilccode.readers.lines import Line
from ilccode.readers.stamps import Clock, pieces

_END = re.compile(
    r"[.?!\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964][\"'\u201d\u2019\u00bb)\]*]*(?=\s|$|[^\W\da-zA-Z])"
)
_WORDS, _LETTERS, _SENTENCES = 20, 60, 2
_WORDS_UNMARKED = 60
_PROSE_WORDS, _LONG_PROSE = 6, 15
_WRAPPED, _PARAGRAPHS = 0.5, 0.9


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """Turns of nobody known, and what to tell of them."""

    utterances: tuple[Utterance, ...]
    format: str
    note: str


def check(path: Path, lines: Sequence[Line]) -> None:
    """Refuse what is surely no talk; raises `InvalidTranscript`."""
    kind = kinds.no_talk([line.text for line in lines if not line.is_blank])
    if kind:
        raise InvalidTranscript(path, f"expected a transcript, found {kind}")


def is_prose(text: str) -> bool:
    """Whether a line is one or more sentences, and no title."""
    words = len(text.split())
    return words >= _LONG_PROSE or (words >= _PROSE_WORDS and bool(_END.search(text.rstrip()[-4:])))


def spoken(path: Path, lines: Sequence[Line], number: int, begins: int) -> Spoken:
    """Lines that name nobody, as turns; raises `InvalidTranscript` where they are no running text.

    `number` is that of the file's first filled line, `begins` the place of the line where talk may begin.
    """
    lines = [replace(line, text="") if line.heading else line for line in lines]
    filled = [line.text for line in lines if not line.is_blank]
    if kinds.table(filled):
        raise InvalidTranscript(path, "expected a transcript, found a table: name it .csv or .tsv", number)
    clock = Clock.of(filled)
    bare, _ = pieces(filled, clock)
    led = sum(next(clock.stamps(text), None) is not None for text in filled)
    timed = led > 2 and 4 * led >= len(filled)
    if not _is_running(" ".join(piece.words for piece in bare), timed):
        raise InvalidTranscript(
            path, "expected 'SPEAKER: words' or '[SPEAKER] words'; no line names a speaker", number
        )
    parts = _blocks(lines[begins:])
    ended = sum(bool(_END.search(part[-1].rstrip()[-4:])) for part in parts)
    if timed and ended < _PARAGRAPHS * len(parts):
        parts, form = [[text for part in parts for text in part]], "timed lines"
        note = "no speaker is named; all lines are one turn of somebody unnamed"
    else:
        form = "blocks"
        note = "no speaker is named; each block of text is a turn of somebody unnamed"
    return Spoken(
        utterances=tuple(Utterance(speaker="", pieces=pieces(part, clock)[0]) for part in parts),
        format=form,
        note=note,
    )


def _is_running(text: str, timed: bool) -> bool:
    """Whether text is long enough and has sentences, or is long or timed, as a recogniser writes it."""
    words, letters = len(text.split()), sum(map(str.isalpha, text))
    enough = words >= _WORDS or letters >= _LETTERS
    wordy = letters > 0.6 * len(text)
    sentences = len(_END.findall(text))
    return enough and wordy and (sentences >= _SENTENCES or words >= _WORDS_UNMARKED or timed)


def _blocks(lines: Sequence[Line]) -> list[list[str]]:
    """Lines between blank ones; a line each where lines are paragraphs."""
    groups = [list(group) for blank, group in groupby(lines, key=lambda line: line.is_blank) if not blank]
    if are_paragraphs([line.text for group in groups for line in group[:-1]]):
        return [[line.text] for group in groups for line in group]
    return [[line.text for line in group] for group in groups]


def are_paragraphs(texts: Sequence[str]) -> bool:
    """Whether lines that others follow are paragraphs each: half of them end with a sentence."""
    ended = sum(bool(_END.search(text.rstrip()[-4:])) for text in texts)
    return bool(texts) and ended >= (1 - _WRAPPED) * len(texts)
