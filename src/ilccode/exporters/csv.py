"""CSV for spreadsheets: UTF-8 with a byte-order mark, and no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from ilccode.cells import guarded
from ilccode.model import Excerpt

_LAST = "why"
"""The attribute that comes after all else: what an excerpt's score is made of."""

_BEFORE = ("excerpt_id", "transcript", "transcript_digest")
_AFTER = (
    *("speaker", "participant", "turn", "start", "end", "start_time", "end_time"),
    *("codebook", "codebook_version", "code"),
    *("status", "coder", "decided_at", "score", "model", "text", "question", "question_number"),
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
    segment, book = excerpt.segment, excerpt.codebook
    return [
        *(excerpt.id, excerpt.transcript, segment.transcript),
        *(excerpt.attributes.get(name, "") for name in attributes),
        *(segment.speaker, excerpt.participant, str(excerpt.turn), str(segment.start), str(segment.end)),
        *(clock(excerpt.at), clock(excerpt.until), book.key, book.version, excerpt.code),
        *(excerpt.status, excerpt.coder, excerpt.decided_at),
        *("" if excerpt.score is None else f"{excerpt.score:.4f}", excerpt.model),
        *(segment.text, excerpt.question, excerpt.question_number),
    ]


def clock(seconds: float | None) -> str:
    """A time as `00:12:33.5`, empty where there is none."""
    if seconds is None:
        return ""
    whole, tenths = divmod(round(seconds * 10), 10)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{tenths}"
