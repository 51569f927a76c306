"""What a file is that is no text, or no talk: told, so that the user knows what to do with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ilccode import packages
from ilccode.errors import InvalidTranscript
from ilccode.sources import Source

_AUDIO = "an audio or video file: transcribe it first"
_PICTURE = "a picture: it holds no text"
_STARTS: Sequence[tuple[bytes, str]] = (
    (b"%PDF-", "a PDF: name it .pdf"),
    (b"{\\rtf", "a rich text file: name it .rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file: save it as .docx or .xlsx"),
    (b"\xff\xd8\xff", _PICTURE),
    (b"\x89PNG\r\n", _PICTURE),
    (b"GIF87a", _PICTURE),
    (b"GIF89a", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    *((b"ID3" + bytes((n,)), _AUDIO) for n in (2, 3, 4)),
    *(
        (mark, _AUDIO)
        for mark in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"OggS\x00", b"fLaC\x00", b"\x1aE\xdf\xa3")
    ),
    (b"\x1f\x8b\x08", "a packed file: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a packed file: unpack it first"),
    (b"SQLite format 3\x00", "a database"),
)
_PARTS = (
    ("word/", "a Word document: name it .docx"),
    ("xl/", "an Excel workbook: name it .xlsx"),
    ("ppt/", "a slide show: it holds no transcript"),
    ("content.xml", "an OpenDocument file: name it .odt"),
)
_CODE = re.compile(
    r"\s*(?:import \w|from \w+ import|def \w+\(|class \w+[:({]|#include|function\b.*\{|var \w+ =|let \w+ =|"
    r"const \w+ =|public |private |return\b|(?:if|for|while)\b.*[({:]\s*$|package \w|using \w+;|"
    r"SELECT\b.*\bFROM\b)|"
    r".*(?:[;{}]|\) ?\{|=> ?\{|\);)\s*$|\s*[})\]]+[;,]?\s*$|\s*[\w.\[\]'\"]+ ?[-+*/]?= ?[^=].*"
)
_CODE_SHARE, _MIN_CODE = 0.4, 3
_DELIMITERS = ",;\t|"


def binary(source: Source) -> str:
    """What a file seems to be, by the numbers that programs write first; empty for what may be text.

    Raises `InvalidTranscript` for an archive that holds more than the limits allow.
    """
    data = source.data
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(source)
    if data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] in (b"WAVE", b"AVI ")):
        return _AUDIO
    return next((kind for start, kind in _STARTS if data.startswith(start)), "")


def _archive(source: Source) -> str:
    packages.check_number(source)
    try:
        names = packages.opened(source, "text").entries
    except InvalidTranscript:
        return "a damaged or locked archive"
    kinds = (kind for part, kind in _PARTS if any(name.startswith(part) for name in names))
    return next(kinds, "a packed file: unpack it first")


def no_talk(texts: Sequence[str]) -> str:
    """What filled lines seem to be that are surely no talk; empty where they may be some."""
    first = texts[0].lstrip().casefold()
    if first.startswith(("<?xml", "<!doctype", "<html", "<svg")):
        return "XML or a web page"
    if (
        first.startswith(("{", "[{"))
        and texts[-1].rstrip().endswith(("}", "]"))
        and '"' in "".join(texts[:3])
    ):
        return "JSON: name it .json if a speech recogniser wrote it"
    if first.startswith("@utf8") or any(text.startswith("@Begin") for text in texts[:5]):
        return "a CHAT file: name it .cha"
    if first.startswith(('file type = "ootextfile"', "%pdf-", "{\\rtf")):
        return "another kind of file under the wrong name"
    code = sum(bool(_CODE.match(text)) for text in texts if len(text) < 400)
    return "a program's text" if code >= max(_MIN_CODE, _CODE_SHARE * len(texts)) else ""


def table(texts: Sequence[str]) -> bool:
    """Whether filled lines are rows with as many fields each."""
    if len(texts) < 3:
        return False
    for delimiter in _DELIMITERS:
        fields = Counter(text.count(delimiter) for text in texts)
        number, often = fields.most_common(1)[0]
        if number > 0 and often > 0.9 * len(texts) and (number > 1 or not _ends(texts)):
            return True
    return False


def _ends(texts: Sequence[str]) -> bool:
    return sum(text.rstrip().endswith((".", "?", "!")) for text in texts) * 2 > len(texts)
