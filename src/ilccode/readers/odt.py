"""OpenDocument: paragraphs, headings, lists and tables in order; deleted and hidden text out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ilccode import packages
from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.documents import reading
from ilccode.readers.paragraphs import Block, Paragraph, Run, Table
from ilccode.sources import Source

_KIND = "an OpenDocument text (.odt)"
_SPACE = "{urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _STYLE, _TEXT = (f"{_SPACE}{name}:1.0}}" for name in ("office", "style", "text"))
_TABLE, _DRAW = (f"{_SPACE}{name}:1.0}}" for name in ("table", "drawing"))
_FORMAT = f"{_SPACE}xsl-fo-compatible:1.0}}"
_SKIPPED = frozenset(
    (
        *(
            f"{_TEXT}{name}"
            for name in ("tracked-changes", "note", "hidden-text", "hidden-paragraph", "ruby-text")
        ),
        *(
            f"{_TEXT}{name}"
            for name in ("page-number", "table-of-content", "alphabetical-index", "bibliography")
        ),
        *(f"{_OFFICE}{name}" for name in ("annotation", "forms")),
        *(f"{_TABLE}{name}" for name in ("table-column", "table-header-columns")),
    )
)
_MOST_SPACES, _DEEPEST = 80, 20


@dataclass(frozen=True, kw_only=True)
class _Style:
    """What a style says of text; none where it leaves that to the style around it."""

    name: str = ""
    bold: bool | None = None
    hidden: bool | None = None

    def within(self, outer: _Style) -> _Style:
        """What the style says, and where it says nothing, what the one around it says."""
        return _Style(
            bold=outer.bold if self.bold is None else self.bold,
            hidden=outer.hidden if self.hidden is None else self.hidden,
        )


_Styles = Mapping[str, _Style]


def read(source: Source) -> Reading:
    """Read an OpenDocument transcript; raises `InvalidTranscript`."""
    package = packages.opened(source, _KIND)
    _check_kind(package)
    content = package.tree("content.xml")
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise InvalidTranscript(source.path, f"expected {_KIND} with a text in it")
    roots = [package.tree("styles.xml"), content] if "styles.xml" in package.entries else [content]
    return reading(source, _blocks(body, _styles(roots), _Style()), "OpenDocument")


def _check_kind(package: packages.Package) -> None:
    """Refuse another kind of OpenDocument, and one whose parts are locked by a password."""
    manifest = "META-INF/manifest.xml"
    if manifest in package.entries and b"encryption-data" in package.part(manifest):
        told = "locked by a password; open it, save it without one and import it again"
        raise InvalidTranscript(package.source.path, told)
    if "content.xml" in package.entries and (other := package.other()):
        raise InvalidTranscript(package.source.path, f"expected {_KIND}, found {other}")


def _styles(roots: list[Any]) -> _Styles:
    given = {
        style.get(f"{_STYLE}name", ""): style
        for root in roots
        for style in root.iter(f"{_STYLE}style")
        if style.get(f"{_STYLE}family") in ("paragraph", "text")
    }
    return {name: _inherited(given, name) for name in given}


def _inherited(given: Mapping[str, Any], name: str) -> _Style:
    """A style with what it takes over from its parents; its name is that of the first title or heading."""
    found, called, seen = _Style(), "", set[str]()
    while name in given and name not in seen and len(seen) < _DEEPEST:
        seen.add(name)
        marks = given[name].find(f"{_STYLE}text-properties")
        found = found if marks is None else found.within(_said(marks))
        plain = name.replace("_20_", " ").casefold()
        called = called or (plain if plain.startswith(("title", "heading ")) else "")
        name = given[name].get(f"{_STYLE}parent-style-name", "")
    return _Style(name=called, bold=found.bold, hidden=found.hidden)


def _said(marks: Any) -> _Style:
    weight, display = marks.get(f"{_FORMAT}font-weight"), marks.get(f"{_TEXT}display")
    bold = None if weight is None else weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
    return _Style(bold=bold, hidden=None if display is None else display == "none")


def _blocks(parent: Any, styles: _Styles, around: _Style) -> Iterator[Block]:
    for child in _children(parent):
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            boxes: list[Any] = []
            style = _of(child, styles)
            runs = tuple(_runs(child, styles, boxes, style.within(around)))
            yield Paragraph(runs=runs, style=style.name)
            for box in boxes:
                yield from _blocks(box, styles, around)
        elif child.tag == f"{_TABLE}table":
            yield Table(rows=tuple(_rows(child, styles)))
        else:
            yield from _blocks(child, styles, around)


def _children(element: Any) -> Iterator[Any]:
    """The elements in an element that hold words of the document's own."""
    return (c for c in element if isinstance(c.tag, str) and c.tag not in _SKIPPED and not _is_out(c))


def _is_out(element: Any) -> bool:
    said = element.get(f"{_TEXT}display"), element.get(f"{_TEXT}is-hidden")
    return "none" in said[:1] or "true" in said[1:]


def _of(element: Any, styles: _Styles) -> _Style:
    return styles.get(element.get(f"{_TEXT}style-name", ""), _Style())


def _rows(table: Any, styles: _Styles) -> Iterator[tuple[tuple[Block, ...], ...]]:
    for child in _children(table):
        if child.tag == f"{_TABLE}table-row":
            cells = (cell for cell in _children(child) if cell.tag == f"{_TABLE}table-cell")
            yield tuple(tuple(_blocks(cell, styles, _Style())) for cell in cells)
        else:
            yield from _rows(child, styles)


def _runs(element: Any, styles: _Styles, boxes: list[Any], style: _Style) -> Iterator[Run]:
    """A paragraph's text with its marks; text boxes that hang on it are put aside."""
    yield _run(element.text, style)
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield _run(" " * _spaces(child), style)
        elif child.tag == f"{_TEXT}tab":
            yield _run("\t", style)
        elif child.tag == f"{_TEXT}line-break":
            yield Run(text="\n", bold=bool(style.bold))
        elif child.tag == f"{_DRAW}text-box":
            boxes.append(child)
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED and not _is_out(child):
            yield from _runs(child, styles, boxes, _of(child, styles).within(style))
        yield _run(child.tail, style)


def _run(text: str | None, style: _Style) -> Run:
    shown = "" if style.hidden else " ".join((text or "").split("\n"))
    return Run(text=shown, bold=bool(style.bold))


def _spaces(element: Any) -> int:
    count = element.get(f"{_TEXT}c", "1")
    return min(int(count), _MOST_SPACES) if count.isdecimal() and len(count) < 9 else 1
