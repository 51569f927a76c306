"""Word: paragraphs and tables in order; inserted text in, deleted and hidden text out.

Read from the XML itself: tracked insertions, content controls, smart tags and text boxes all hold
words that a plain walk of a paragraph's runs would lose.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ilccode import packages
from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.documents import reading
from ilccode.readers.paragraphs import Block, Paragraph, Run, Table
from ilccode.sources import Source

_KIND = "a Word document (.docx)"
_PART = "word/document.xml"
_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SKIPPED = frozenset(("del", "moveFrom", "delText", "instrText", "rt", "pPr", "rPr", "sdtPr", "tblPr"))
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DEEPEST = 20
"""How many styles deep one may be based on others."""

_SYMBOLS = {
    **dict(zip(("F04A", "F04B", "F04C"), "\u263a\U0001f610\u2639", strict=True)),
    **dict(zip(("F0DF", "F0E0", "F0E8", "F0F3"), "\u2190\u2192\u2794\u2194", strict=True)),
    **dict(zip(("F0B7", "F0A7", "F0FC", "F0FB"), "\u2022\u25aa\u2713\u2717", strict=True)),
}
"""What Word's own corrections make of a typed smile, arrow or bullet, as it is in Unicode."""


@dataclass(frozen=True, kw_only=True)
class _Style:
    """What a named style says of text; none where it leaves that to the style it is based on."""

    name: str = ""
    bold: bool | None = None
    hidden: bool | None = None


_Styles = Mapping[str, _Style]


def read(source: Source) -> Reading:
    """Read a Word transcript; raises `InvalidTranscript`."""
    package = packages.opened(source, _KIND)
    part = _related(package, "", "officeDocument") or _PART
    body = _child(package.tree(part), "body")
    if body is None:
        raise InvalidTranscript(source.path, "expected a Word document with a body")
    return reading(source, _blocks(body, _styles(package, part)), "Word")


def _related(package: packages.Package, part: str, kind: str) -> str:
    """The name of the entry that a part names as its own of that kind; empty without."""
    folder, name = posixpath.split(part)
    links = posixpath.join(folder, "_rels", f"{name}.rels")
    if links in package.entries:
        for link in package.tree(links):
            if str(link.get("Type", "")).endswith(f"/{kind}"):
                return posixpath.normpath(posixpath.join("/", folder, link.get("Target", "")))[1:]
    return ""


def _styles(package: packages.Package, part: str) -> _Styles:
    name = _related(package, part, "styles")
    if name not in package.entries:
        return {}
    given = {_value(style, "styleId"): style for style in package.tree(name) if _tag(style) == "style"}
    return {key: _inherited(given, key) for key in given}


def _inherited(given: Mapping[str, Any], key: str) -> _Style:
    """A style with what it takes over from those that it is based on."""
    name = _value(_child(given[key], "name"), "val")
    bold, hidden, seen = None, None, set[str]()
    while key in given and key not in seen and len(seen) < _DEEPEST:
        seen.add(key)
        marks = _child(given[key], "rPr")
        bold = _switch(marks, "b") if bold is None else bold
        hidden = _switch(marks, "vanish") if hidden is None else hidden
        key = _value(_child(given[key], "basedOn"), "val")
    return _Style(name=name, bold=bold, hidden=hidden or name.casefold() == "placeholder text")


def _tag(element: Any) -> str:
    """The name of Word's own element, in the common or the strict name space; empty for any other."""
    if not isinstance(element.tag, str):
        return ""
    space, _, name = element.tag.rpartition("}")
    return name if space in _WORD else ""


def _children(element: Any) -> list[Any]:
    """The elements in an element; of alternatives for the same thing, the first."""
    children = [child for child in element if isinstance(child.tag, str)]
    return children[:1] if element.tag == _ALTERNATIVES else children


def _child(element: Any, *names: str) -> Any:
    """The first child of that name, and its child of the next; none where one is missing."""
    for name in names:
        element = next((child for child in element if _tag(child) == name), None)
        if element is None:
            return None
    return element


def _value(element: Any, name: str, missing: str = "") -> str:
    """An attribute in the element's own name space."""
    if element is None:
        return missing
    return str(element.get(f"{element.tag.rpartition('}')[0]}}}{name}", missing))


def _switch(marks: Any, name: str) -> bool | None:
    """Whether a mark is on; none where nothing is said of it."""
    mark = None if marks is None else _child(marks, name)
    return None if mark is None else _value(mark, "val", "true") not in ("0", "false", "off")


def _blocks(parent: Any, styles: _Styles) -> Iterator[Block]:
    """Paragraphs and tables in order; one whose end is deleted goes on in the next."""
    held: list[Run] = []
    for child in _children(parent):
        tag = _tag(child)
        if tag == "p":
            boxes: list[Any] = []
            style = styles.get(_value(_child(child, "pPr", "pStyle"), "val"), _Style())
            held += _runs(child, styles, boxes, style)
            if not _ends_nowhere(child):
                yield Paragraph(runs=tuple(held), style=style.name)
                held = []
            for box in boxes:
                yield from _blocks(box, styles)
        elif tag == "tbl":
            yield Table(rows=tuple(_rows(child, styles)))
        elif tag not in _SKIPPED:
            yield from _blocks(child, styles)
    if held:
        yield Paragraph(runs=tuple(held))


def _ends_nowhere(paragraph: Any) -> bool:
    marks = _child(paragraph, "pPr", "rPr")
    return marks is not None and any(_tag(mark) in ("del", "moveFrom") for mark in marks)


def _rows(table: Any, styles: _Styles) -> Iterator[tuple[tuple[Block, ...], ...]]:
    for row in _within(table, "tr"):
        if _child(row, "trPr", "del") is None:
            yield tuple(tuple(_blocks(cell, styles)) for cell in _within(row, "tc"))


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """Children with a tag, also those inside content controls and custom XML."""
    for child in parent:
        if _tag(child) == tag:
            yield child
        elif _tag(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _within(child, tag)


def _runs(element: Any, styles: _Styles, boxes: list[Any], style: _Style) -> Iterator[Run]:
    """A paragraph's text with its marks; text boxes that hang on it are put aside."""
    for child in _children(element):
        tag = _tag(child)
        if tag in _SKIPPED:
            continue
        if tag == "txbxContent":
            boxes.append(child)
        elif tag == "t" or child.tag == _MATHS:
            yield Run(text=" ".join((child.text or "").split("\n")), bold=bool(style.bold))
        elif tag == "sym":
            yield Run(text=_symbol(_value(child, "char")), bold=bool(style.bold))
        elif tag in _BREAKS:
            yield Run(text=_BREAKS[tag], bold=bool(style.bold))
        elif tag == "r":
            marked = _marked(child, styles, style)
            yield from () if marked.hidden else _runs(child, styles, boxes, marked)
        else:
            yield from _runs(child, styles, boxes, style)


def _marked(run: Any, styles: _Styles, paragraph: _Style) -> _Style:
    """How a run looks: its own marks go before those of its style, and these before the paragraph's."""
    marks = _child(run, "rPr")
    if marks is None:
        return paragraph
    style = styles.get(_value(_child(marks, "rStyle"), "val"), _Style())
    bold = next((b for b in (_switch(marks, "b"), style.bold) if b is not None), paragraph.bold)
    hidden = next((h for h in (_switch(marks, "vanish"), style.hidden) if h is not None), paragraph.hidden)
    return _Style(bold=bold, hidden=hidden)


def _symbol(code: str) -> str:
    """A symbol by its number in hexadecimal, U+FFFD where its font alone knows what it is."""
    if code.upper() in _SYMBOLS:
        return _SYMBOLS[code.upper()]
    try:
        number = int(code, 16)
    except ValueError:
        return "\ufffd"
    return "\ufffd" if 0xD800 <= number <= 0xF8FF or not 0x20 <= number < 0xFFFF else chr(number)
