"""Zip archives and XML from strangers, opened safely: nothing is unpacked that was not counted.

An archive's own word on its sizes is never trusted, no entry's name becomes a path, and XML may
neither name entities nor grow beyond what its text is worth.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ilccode.errors import InvalidTranscript
from ilccode.sources import MB, Source

CHUNK = 1 << 16
TAG_BYTES = 400
"""What a tag or an attribute costs in memory, about, once it is parsed."""

_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, OverflowError, UnicodeDecodeError),
    *(KeyError, NotImplementedError, RuntimeError, ValueError, struct.error),
)
"""What `zipfile` raises for archives that are damaged or packed in a way it does not know."""

_LISTED = b"PK\x01\x02"
_LOCAL = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = 1
_OUTSIDE = re.compile(r"[/\\]|.*\\|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)|.*[\x00-\x1f\x7f]", re.DOTALL)
_FIRST_BYTES = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"{\\rtf", "an RTF document", ".rtf"),
)
_HTML = re.compile(rb"\s*(?:<!doctype\s+html|<html|<head|<body|<meta)", re.IGNORECASE)
_MAIN_PARTS = (
    ("word/document.xml", "a Word document", ".docx"),
    ("xl/workbook.xml", "an Excel workbook", ".xlsx"),
    ("ppt/presentation.xml", "a PowerPoint presentation", ".pptx"),
)
_OPEN_DOCUMENTS = (
    (b"opendocument.text", "an OpenDocument text", ".odt"),
    (b"opendocument.spreadsheet", "an OpenDocument spreadsheet", ".ods"),
    (b"opendocument.presentation", "an OpenDocument presentation", ".odp"),
)

_TYPED = "its XML declares a document type, which is refused"


@dataclass(frozen=True, kw_only=True)
class Package:
    """A zip archive whose list of entries has been checked; `kind` is what was expected, in words."""

    source: Source
    kind: str
    entries: Mapping[str, zipfile.ZipInfo]

    def part(self, name: str) -> bytes:
        """What lies under a name; raises `InvalidTranscript` where nothing does."""
        return b"".join(self._chunks(name))

    def tree(self, name: str) -> Any:
        """The root of the XML under a name; raises `InvalidTranscript`."""
        return _root(self.source, self._chunks(name), self.kind)

    def weigh(self) -> None:
        """Unpack all once, keeping nothing: for a library that opens the archive by itself."""
        total = sum(info.file_size for info in self.entries.values())
        _check_size(self.source, total)
        for name in self.entries:
            for _ in self._chunks(name):
                pass

    def _chunks(self, name: str) -> Iterator[bytes]:
        source = self.source
        if name not in self.entries:
            raise InvalidTranscript(source.path, self._instead())
        info = self.entries[name]
        _check_size(source, info.file_size)
        _check_ratio(source, info)
        try:
            yield from _counted(_inflated(source.data, info), info)
        except _DAMAGES:
            raise InvalidTranscript(source.path, _damaged(self.kind)) from None

    def other(self) -> str:
        """What else than expected the archive is, as far as it is a known kind; empty without."""
        for name, kind, suffix in _MAIN_PARTS:
            if name in self.entries and suffix not in self.kind:
                return f"{kind} ({suffix})"
        if "mimetype" in self.entries and self.entries["mimetype"].file_size < CHUNK:
            said = self.part("mimetype")
            kinds = (f"{kind} ({suffix})" for sign, kind, suffix in _OPEN_DOCUMENTS if said.endswith(sign))
            return next((kind for kind in kinds if kind != self.kind), "")
        return ""

    def _instead(self) -> str:
        other = self.other()
        return f"expected {self.kind}, found {other}" if other else _damaged(self.kind)


def opened(source: Source, kind: str) -> Package:
    """An archive under the limits; raises `InvalidTranscript` for what is none, is locked or is a trap."""
    path, data = source.path, source.data
    if not data.startswith(b"PK"):
        raise InvalidTranscript(path, f"expected {kind}, found {found(data) or 'no archive'}")
    check_number(source)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except _DAMAGES:
        raise InvalidTranscript(path, _damaged(kind)) from None
    _check_entries(path, entries, kind)
    return Package(source=source, kind=kind, entries={info.filename: info for info in entries})


def check_number(source: Source) -> None:
    """Refuse an archive of more entries than the limits allow, before its list is read."""
    listed = source.data.count(_LISTED)
    source.limits.check(source.path, "entries", listed, f"an archive of {listed:,} entries")


def tree(source: Source, kind: str) -> Any:
    """The root of a file that is XML itself; raises `InvalidTranscript`."""
    data = source.data
    source.check_text()
    return _root(source, (data[at : at + CHUNK] for at in range(0, len(data), CHUNK)), kind)


def is_old(data: bytes) -> bool:
    """Whether it is a container of Microsoft's before 2007; one of after may be locked in such."""
    return data.startswith(_OLD)


def found(data: bytes) -> str:
    """What a file is, by its first bytes, and what to do with it; empty where they do not say."""
    if is_old(data):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "a file locked by a password; open it, save it without one and import it again"
        return "a file of Word or Excel before 2007; open it and save it as .docx or .xlsx"
    for sign, kind, suffix in _FIRST_BYTES:
        if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(sign):
            return f"{kind}; give its name the ending {suffix}"
    return "a web page; open it in Word or LibreOffice and save it as .docx" if _HTML.match(data) else ""


def _damaged(kind: str) -> str:
    return f"expected {kind}; the file is damaged or another kind"


def _check_entries(path: Path, entries: Sequence[zipfile.ZipInfo], kind: str) -> None:
    """Refuse an archive that is locked, or whose list of entries no honest program writes."""
    names: set[str] = set()
    for info in entries:
        if info.flag_bits & _LOCKED:
            raise InvalidTranscript(path, "locked by a password; save it without one and import it again")
        if _OUTSIDE.match(info.orig_filename):
            raise InvalidTranscript(path, f"expected {kind}; an entry's name points out of the archive")
        if info.filename in names:
            raise InvalidTranscript(path, f"expected {kind}; the archive holds two entries of one name")
        names.add(info.filename)
    placed = sorted(entries, key=lambda info: info.header_offset)
    if any(one.header_offset + one.compress_size > two.header_offset for one, two in pairwise(placed)):
        raise InvalidTranscript(path, f"expected {kind}; entries of the archive overlap")


def _check_size(source: Source, size: int) -> None:
    source.limits.check(source.path, "unpacked_mb", size / MB, f"an archive of {size / MB:,.0f} MB unpacked")


def _check_ratio(source: Source, info: zipfile.ZipInfo) -> None:
    """Refuse what is packed too well to be writing; a part of less than a MB does no harm."""
    if info.file_size > MB:
        ratio = info.file_size / max(info.compress_size, 1)
        what = f"an archive that unpacks to {ratio:,.0f} times its size"
        source.limits.check(source.path, "ratio", ratio, what)


def _inflated(data: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry's bytes as they come out, whatever is said of their number."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError
    packed = memoryview(data)[_start(data, info) :][: info.compress_size]
    pieces = (packed[at : at + CHUNK] for at in range(0, len(packed), CHUNK))
    if info.compress_type == zipfile.ZIP_STORED:
        yield from map(bytes, pieces)
        return
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in pieces:
        yield inflating.decompress(piece, CHUNK)
        while inflating.unconsumed_tail:
            yield inflating.decompress(inflating.unconsumed_tail, CHUNK)
    while rest := inflating.decompress(b"", CHUNK):
        yield rest
    if not inflating.eof:
        raise EOFError


def _start(data: bytes, info: zipfile.ZipInfo) -> int:
    if data[info.header_offset :][:4] != _LOCAL:
        raise zipfile.BadZipFile
    name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
    return int(info.header_offset + 30 + name + extra)


def _counted(chunks: Iterable[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Chunks as long as they are what the archive says of them; raises `BadZipFile`."""
    size = check = 0
    for chunk in chunks:
        size, check = size + len(chunk), zlib.crc32(chunk, check)
        if size > info.file_size:
            raise zipfile.BadZipFile
        yield chunk
    if (size, check) != (info.file_size, info.CRC):
        raise zipfile.BadZipFile


def _root(source: Source, chunks: Iterable[bytes], kind: str) -> Any:
    """XML parsed as it comes, as long as its tree stays within the limits."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    path = source.path
    try:
        for chunk in _weighed(source, chunks, kind):
            parser.feed(chunk)
        root = parser.close()
    except (etree.XMLSyntaxError, AssertionError, ValueError) as error:
        said = " ".join((getattr(error, "msg", "") or "no XML").split())
        raise InvalidTranscript(path, f"expected {kind}; its XML is damaged: {said}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise InvalidTranscript(path, f"expected {kind}; {_TYPED}")
    return root


def _weighed(source: Source, chunks: Iterable[bytes], kind: str) -> Iterator[bytes]:
    weight = 0.0
    for chunk in chunks:
        weight += (len(chunk) + TAG_BYTES * (chunk.count(b"<") + chunk.count(b"="))) / MB
        source.limits.check(
            source.path, "unpacked_mb", weight, f"XML that takes more than {int(weight)} MB of memory"
        )
        if b"<!DOCTYPE" in chunk.replace(b"\0", b""):
            raise InvalidTranscript(source.path, f"expected {kind}; {_TYPED}")
        yield chunk
