"""CSV for spreadsheets: UTF-8 with a byte-order mark, and no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from ilccode.cells import guarded
from ilccode.model import Excerpt, Segment

_LAST = "why"
"""The attribute that comes after all else: what an excerpt's score is made of."""

_BEFORE = ("excerpt_id", "transcript", "transcript_digest")
_AFTER = (
    *("unit", "speaker", "participant", "turn", "start", "end", "start_time", "end_time"),
    *("codebook", "codebook_version", "code"),
    *("status", "coder", "decided_at", "seen", "ruling", "reason", "memo", "flagged"),
    *("score", "model", "text", "question", "question_number"),
)


def write(path: Path, excerpts: Iterable[Excerpt], attributes: Sequence[str], *, raw: bool = False) -> None:
    """Write one row an excerpt. Unless `raw`, cells that begin like a formula get a `'` before them."""
    taken = {*_BEFORE, *_AFTER}
    last = [name for name in attributes if name == _LAST]
    others = [name for name in attributes if name != _LAST]
    named = [f"attribute_{name}" if name in taken else name for name in others]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow([*_BEFORE, *named, *_AFTER, *last])
        for excerpt in excerpts:
            cells = [*_cells(excerpt, others), *(excerpt.attributes.get(name, "") for name in last)]
            writer.writerow(cells if raw else list(map(guarded, cells)))


def _cells(excerpt: Excerpt, attributes: Sequence[str]) -> list[str]:
    speaker, start, end, text = _words(excerpt.segment)
    book = excerpt.codebook
    return [
        *(excerpt.id, excerpt.transcript, excerpt.transcript_digest),
        *(excerpt.attributes.get(name, "") for name in attributes),
        *(excerpt.unit, speaker, excerpt.participant, _number(excerpt.turn), start, end),
        *(clock(excerpt.at), clock(excerpt.until), book.key, book.version, excerpt.code),
        *(excerpt.status, excerpt.coder, excerpt.decided_at, excerpt.seen),
        *(excerpt.ruling, excerpt.reason, excerpt.memo, excerpt.flagged),
        *("" if excerpt.score is None else f"{excerpt.score:.4f}", excerpt.model),
        *(text, excerpt.question, excerpt.question_number),
    ]


def _words(segment: Segment | None) -> tuple[str, str, str, str]:
    """Who says what, from where to where in the transcript; nothing for a unit that is no segment."""
    if segment is None:
        return "", "", "", ""
    return segment.speaker, str(segment.start), str(segment.end), segment.text


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def clock(seconds: float | None) -> str:
    """A time as `00:12:33.5`, empty where there is none."""
    if seconds is None:
        return ""
    whole, tenths = divmod(round(seconds * 10), 10)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{tenths}"
