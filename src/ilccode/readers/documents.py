"""Written documents as transcripts: what the title says, then tables of turns, else labelled lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ilccode.protocols import Reading
from ilccode.readers import labels, rows
from ilccode.readers.paragraphs import Block, Paragraph, lines
from ilccode.sources import Source

_PARTS = (
    (
        "date",
        re.compile(r"\d{1,2}[-./ ]\w{3,9}[-./ ]\d{4}|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\w+ \d{1,2}, \d{4}"),
    ),
    ("time", re.compile(r"\d{1,2}:\d{2}(?: ?[ap]m)?", re.IGNORECASE)),
    ("duration", re.compile(r"(?=\d)(?:\d+ ?h ?)?(?:\d+ ?m(?:in)? ?)?(?:\d+ ?s)?")),
)
"""What a title line says besides, between dashes: `12-May-2023 - 10:36 - 1h09m31s - Ana`."""

_DASH = re.compile(r"\s+[-\u2013\u2014|]\s+")
_HEADING = "heading 1"


def reading(source: Source, blocks: Iterable[Block], form: str) -> Reading:
    """Blocks as a transcript, under the name of their format; raises `InvalidTranscript`."""
    said, rest = _titled(list(blocks))
    found = rows.talk(source, rest, form)
    if found is None:
        return labels.reading(source.path, lines(rest), format=form, attributes=said)
    return replace(found, attributes={**said, **found.attributes})


def _titled(blocks: list[Block]) -> tuple[dict[str, str], list[Block]]:
    """What a title at the top says, and a line of date and time below it; and the blocks after them."""
    said: dict[str, str] = {}
    styles = [block.style.casefold() for block in blocks if isinstance(block, Paragraph)]
    titles = ("title", _HEADING) if styles.count(_HEADING) == 1 else ("title",)
    for at, block in enumerate(blocks):
        text = " ".join(block.text.split()) if isinstance(block, Paragraph) else ""
        if isinstance(block, Paragraph) and not text:
            continue
        parts = _parts(text)
        if isinstance(block, Paragraph) and block.style.casefold() in titles and "title" not in said:
            said |= {"title": text, **parts}
        elif parts and len(parts) == len(_DASH.split(text)):
            said |= parts
        else:
            return said, blocks[at:]
    return said, []


def _parts(title: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for part in _DASH.split(title):
        kind = next((name for name, form in _PARTS if form.fullmatch(part)), "")
        if kind:
            said.setdefault(kind, part)
    return said
