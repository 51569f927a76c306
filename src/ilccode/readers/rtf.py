"""RTF: paragraphs and table rows in order; deleted and hidden text out.

Walked here, by striprtf's tables of destinations and character sets: its own walk knows neither bold
nor deleted text, and takes characters of two bytes apart.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from striprtf.striprtf import charset_map, destinations, specialchars

from ilccode import packages
from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.documents import reading
from ilccode.readers.paragraphs import Block, Paragraph, Run, Table
from ilccode.sources import Source

_KIND = "an RTF document (.rtf)"
_OPENING = b"{\\rtf"
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*" + re.escape(_OPENING))
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n\0]+)|[\r\n\0]+|\\",
    re.DOTALL,
)
_SKIPPED = frozenset(destinations | {"listtext", "pgdsctbl"})
_STYLE = re.compile(rb"\{\\s(\d{1,4})\\[^{};]{1,600} ([A-Za-z][A-Za-z ]{2,20}(?: \d)?);\}")
_STYLES_END = 1 << 18
_SIGNS = {b"~": "\u00a0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_SPACES = {"tab": "\t", "line": "\n", "emspace": " ", "enspace": " ", "qmspace": " "}
_CHARACTERS = {word: char for word, char in specialchars.items() if char.strip() and word.isalpha()} | _SPACES
_CODE_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_DEEPEST = 10_000


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What holds in a group until it ends: how its text looks, and how it is spelt.

    `stand_ins` is how many characters follow one in Unicode for those who cannot read that.
    """

    skipped: bool = False
    fonts: bool = False
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    font: int | None = None
    stand_ins: int = 1

    @property
    def is_out(self) -> bool:
        return self.skipped or self.hidden or self.deleted


_LOOKS: Mapping[str, Callable[[_Look, int | None], _Look]] = {
    "b": lambda look, number: replace(look, bold=number != 0),
    "v": lambda look, number: replace(look, hidden=number != 0),
    "deleted": lambda look, number: replace(look, deleted=number != 0),
    "plain": lambda look, _: replace(look, bold=False, hidden=False, deleted=False, font=None),
    "f": lambda look, number: replace(look, font=number),
    "uc": lambda look, number: replace(look, stand_ins=min(number or 0, 99)),
}


@dataclass(kw_only=True)
class _Sheet:
    """What has been written so far, down to the bytes whose character set is yet to be asked for."""

    encoding: str = "cp1252"
    charsets: dict[int, str] = field(default_factory=dict)
    font: int | None = None
    styles: Mapping[int, str] = field(default_factory=dict)
    style: str = ""
    waiting: bytearray = field(default_factory=bytearray)
    runs: list[Run] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    row: list[tuple[Block, ...]] = field(default_factory=list)
    rows: list[tuple[tuple[Block, ...], ...]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    in_table: bool = False

    def write(self, text: str, look: _Look) -> None:
        """Write where that is seen; two halves of a character are put together."""
        if look.is_out:
            return
        last = self.runs[-1].text[-1:] if self.runs else ""
        if "\ud800" <= last <= "\udbff" and "\udc00" <= text <= "\udfff":
            pair = (last + text).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            self.runs[-1] = replace(self.runs[-1], text=self.runs[-1].text[:-1] + pair)
        else:
            self.runs.append(Run(text=text, bold=look.bold))

    def spell(self, look: _Look) -> None:
        """Write the bytes that wait, in the character set of their font."""
        if self.waiting:
            font = self.font if look.font is None else look.font
            encoding = self.encoding if font is None else self.charsets.get(font, self.encoding)
            self.write(self.waiting.decode(encoding, errors="replace"), look)
            self.waiting.clear()

    def end_paragraph(self) -> None:
        """End a paragraph, and a table before it if it is no part of that."""
        if self.in_table:
            self.cell.append(self._paragraph())
        else:
            self.end_table()
            self.blocks.append(self._paragraph())

    def end_cell(self) -> None:
        self.row.append((*self.cell, self._paragraph()))
        self.cell = []

    def end_row(self) -> None:
        if self.row:
            self.rows.append(tuple(self.row))
        self.row = []

    def end_table(self) -> None:
        self.end_row()
        if self.rows:
            self.blocks.append(Table(rows=tuple(self.rows)))
        self.blocks += self.cell
        self.rows, self.cell = [], []

    def finish(self) -> None:
        """End what the document leaves open."""
        if self.runs:
            self.end_paragraph()
        self.end_table()

    def _paragraph(self) -> Paragraph:
        runs, self.runs = tuple(self.runs), []
        return Paragraph(runs=runs, style=self.style)


_ENDS: Mapping[str, Callable[[_Sheet], None]] = {
    **dict.fromkeys(("par", "sect", "page", "nestcell"), _Sheet.end_paragraph),
    "cell": _Sheet.end_cell,
    "row": _Sheet.end_row,
}


@dataclass(kw_only=True)
class _Walk:
    """Where a reader stands in a document: in which groups, and what comes next.

    `begins` says that a group has just begun, and the next word may be its destination; `stand_ins`
    is how many characters are still to be passed over.
    """

    sheet: _Sheet = field(default_factory=_Sheet)
    look: _Look = _Look()
    outer: list[_Look] = field(default_factory=list)
    begins: bool = False
    stand_ins: int = 0

    def brace(self, opens: bool) -> None:
        self.sheet.spell(self.look)
        self.begins, self.stand_ins = opens, 0
        if opens:
            self.outer.append(self.look)
        else:
            self.look = self.outer.pop()

    def text(self, text: bytes) -> None:
        passed = min(self.stand_ins, len(text))
        self.stand_ins -= passed
        if not self.look.is_out:
            self.sheet.waiting += text[passed:]

    def sign(self, sign: bytes) -> None:
        self.stand_ins = 0
        if sign == b"*" and self.begins:
            self.look = replace(self.look, skipped=True)
        elif sign in b"\r\n":
            self.word("par", None)
        elif sign in _SIGNS:
            self.sheet.spell(self.look)
            self.sheet.write(_SIGNS[sign], self.look)

    def word(self, word: str, number: int | None) -> None:
        begins, self.begins, self.stand_ins = self.begins, False, 0
        if begins and word in _SKIPPED:
            self.look = replace(self.look, skipped=True, fonts=word == "fonttbl")
        elif self.look.fonts:
            self._font(word, number)
        elif not self.look.skipped:
            self.sheet.spell(self.look)
            self._seen(word, number)

    def _font(self, word: str, number: int | None) -> None:
        if word == "f":
            self.look = replace(self.look, font=number)
        elif word == "fcharset" and self.look.font is not None:
            name = charset_map.get(number or 0, "")
            if _is_codec(name):
                self.sheet.charsets[self.look.font] = name

    def _seen(self, word: str, number: int | None) -> None:
        sheet = self.sheet
        if word in _LOOKS:
            self.look = _LOOKS[word](self.look, number)
        elif word == "u":
            sheet.write(_character(number), self.look)
            self.stand_ins = self.look.stand_ins
        elif word in _ENDS:
            _ENDS[word](sheet)
        elif word in _CHARACTERS:
            sheet.write(_CHARACTERS[word], self.look)
        elif word in ("pard", "intbl"):
            sheet.in_table, sheet.style = word == "intbl", sheet.style if word == "intbl" else ""
        elif word == "s":
            sheet.style = sheet.styles.get(number or 0, "")
        elif word == "deff":
            sheet.font = number
        elif word in _CODE_PAGES:
            sheet.encoding = _CODE_PAGES[word]
        elif word == "ansicpg" and _is_codec(f"cp{number}"):
            sheet.encoding = f"cp{number}"


def read(source: Source) -> Reading:
    """Read an RTF transcript; raises `InvalidTranscript`."""
    path, data = source.path, source.data
    source.check_text()
    start = _START.match(data)
    if start is None:
        other = packages.found(data) or "another kind of file"
        raise InvalidTranscript(path, f"expected {_KIND}, found {other}")
    blocks, is_whole = _written(source, start.end() - len(_OPENING))
    notes = () if is_whole else ("the file breaks off; its end may be missing",)
    found = reading(source, blocks, "RTF")
    return replace(found, notes=(*found.notes, *notes))


def _written(source: Source, at: int) -> tuple[list[Block], bool]:
    """What a document writes, and whether its outermost group ends."""
    walk = _Walk(sheet=_Sheet(styles=_styles(source.data)))
    while match := _TOKEN.match(source.data, at):
        at = match.end()
        kind = match.lastgroup
        if kind in ("word", "number"):
            number = int(match["number"]) if match["number"] else None
            at += (number or 0) if match["word"] == b"bin" and (number or 0) > 0 else 0
            walk.word(match["word"].decode(), number)
        elif kind == "text":
            walk.text(match["text"])
        elif kind == "hex":
            walk.text(bytes.fromhex(match["hex"].decode()))
        elif kind == "sign":
            walk.sign(match["sign"])
        elif kind == "brace":
            walk.brace(match["brace"] == b"{")
            if len(walk.outer) > _DEEPEST:
                raise InvalidTranscript(source.path, f"expected {_KIND}; its groups are nested too deep")
            if not walk.outer:
                break
    walk.sheet.spell(walk.look)
    walk.sheet.finish()
    return walk.sheet.blocks, not walk.outer


def _styles(data: bytes) -> Mapping[int, str]:
    """The names of the styles, by number."""
    start = data.find(b"{\\stylesheet")
    found = _STYLE.finditer(data, start, start + _STYLES_END) if start >= 0 else ()
    return {int(match[1]): match[2].decode() for match in found}


def _character(number: int | None) -> str:
    """A character by its number, which RTF writes as a signed one of 16 bits."""
    code = (number or 0) % 0x10000 if (number or 0) < 0 else number or 0
    return chr(code) if 0 < code < 0x110000 else "\ufffd"


def _is_codec(name: str) -> bool:
    try:
        return codecs.lookup(name).name != ""
    except LookupError:
        return False
