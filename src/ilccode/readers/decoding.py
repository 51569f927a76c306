"""Bytes to text: a byte-order mark, else strict UTF-8, and never a guess."""

from __future__ import annotations

import codecs
from pathlib import Path

from ilccode.errors import InvalidTranscript

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text_of(path: Path) -> str:
    """The text of a file, all line ends alike; raises `InvalidTranscript` where it is not Unicode."""
    data = path.read_bytes()
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidTranscript(
            path, "expected UTF-8 text; save the file as UTF-8 and import it again", line
        ) from None
    if "\x00" in text:
        raise InvalidTranscript(path, "expected text, found a binary file")
    return text.replace("\r\n", "\n").replace("\r", "\n")
