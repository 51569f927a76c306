"""Plain text: a label and words a line, wrapped lines joined, `Key: value` lines first."""

from __future__ import annotations

from pathlib import Path

from ilccode.protocols import Reading
from ilccode.readers.decoding import text_of
from ilccode.readers.labels import Line, reading


def read(path: Path) -> Reading:
    """Read a text transcript; raises `InvalidTranscript`."""
    lines = text_of(path).split("\n")
    return reading(path, (Line(number=n, text=line) for n, line in enumerate(lines, start=1)))
