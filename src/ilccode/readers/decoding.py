"""Bytes to text: a byte-order mark, else strict UTF-8, else what the user confirmed; never a guess."""

from __future__ import annotations

import codecs

from ilccode.errors import InvalidTranscript
from ilccode.sources import MB, Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(source: Source) -> str:
    """The encoding that a file's text is read in: its mark's, the one confirmed, else UTF-8."""
    marked = next((name for mark, name in _MARKS if source.data.startswith(mark)), "")
    return marked or source.encoding or "utf-8"


def text_of(source: Source) -> str:
    """The text of a file, all line ends alike; raises `InvalidTranscript` where it is not Unicode."""
    path, data = source.path, source.data
    source.limits.check(path, "text_mb", len(data) / MB, f"a text of {len(data) / MB:,.0f} MB")
    try:
        text = data.decode(encoding_of(source))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidTranscript(
            path, "expected UTF-8 text; save the file as UTF-8 and import it again", line
        ) from None
    if "\x00" in text:
        raise InvalidTranscript(path, "expected text, found a binary file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_of(source: Source) -> list[str]:
    """The lines of a text file; raises `InvalidTranscript` for one that is far too long."""
    lines = text_of(source).split("\n")
    longest = max(map(len, lines)) / MB
    source.limits.check(source.path, "line_mb", longest, f"a line of {longest:,.0f} million characters")
    return lines
