"""Plain text and Markdown: a label and words a line, wrapped lines joined, `Key: value` lines first."""

from __future__ import annotations

from ilccode.protocols import Reading
from ilccode.readers.decoding import lines_of
from ilccode.readers.labels import Line, reading
from ilccode.sources import Source


def read(source: Source) -> Reading:
    """Read a text transcript; raises `InvalidTranscript`."""
    lines = lines_of(source)
    return reading(source.path, (Line(number=n, text=line) for n, line in enumerate(lines, start=1)))
