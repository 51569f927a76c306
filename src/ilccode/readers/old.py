"""Files of Word and Excel before 2007: not read, but told what to do with, or what they really are."""

from __future__ import annotations

import re
from typing import NoReturn

from ilccode import packages
from ilccode.errors import InvalidTranscript
from ilccode.sources import Source

_OLD = {
    ".doc": "a Word document of before 2007; open it in Word or LibreOffice and save it as .docx",
    ".xls": "an Excel workbook of before 2007; open it in Excel or LibreOffice and save it as .xlsx",
}
_ENCODED = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml|MIME-Version:)")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_HEAD = 4096


def read(source: Source) -> NoReturn:
    """Refuse an old file, with a word on how to make it a newer one; raises `InvalidTranscript`."""
    ending = source.path.suffix.casefold()
    told = _OLD.get(ending, _OLD[".doc"])
    raise InvalidTranscript(source.path, f"found {_inside(source, told)}")


def _inside(source: Source, told: str) -> str:
    """What a file really is, and what to do with it: as `told`, where that holds or nothing else shows."""
    data = source.data
    if data.startswith(b"PK"):
        other = packages.opened(source, "a document").other()
        return f"{other}; give its name that ending" if other else "an archive of another kind; unpack it"
    if packages.is_old(data):
        return told if packages.found(data).startswith("a file of") else packages.found(data)
    if _ENCODED.match(data):
        return "a document saved as XML or as a web archive; open it and save it as .docx or .xlsx"
    if not data:
        return "an empty file"
    plain = "" if _BINARY.search(data[:_HEAD]) else "plain text; give its name the ending .txt"
    return packages.found(data) or plain or told
