"""Word: paragraphs and table rows in order; inserted text in, deleted text out.

Read from the XML itself: tracked insertions, content controls, smart tags and text boxes all hold
words that a plain walk of a paragraph's runs would lose.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.labels import Line, reading
from ilccode.sources import Source

MAX_PART_BYTES = 64 * 1024 * 1024
MAX_RATIO = 200
_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, UnicodeDecodeError),
    *(KeyError, NotImplementedError, RuntimeError, ValueError),
)
"""What `zipfile` raises for archives that are damaged, locked or packed in a way it does not know."""

_PART = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}delText",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read(source: Source) -> Reading:
    """Read a Word transcript; raises `InvalidTranscript`."""
    path = source.path
    body = _document(source).find(f"{_W}body")
    if body is None:
        raise InvalidTranscript(path, "expected a Word document with a body")
    return reading(path, (Line(number=n, text=t, bold=b) for n, (t, b) in enumerate(_blocks(body), start=1)))


def _document(source: Source) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    path = source.path
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            part = archive.getinfo(_PART)
            if part.file_size > MAX_PART_BYTES or part.file_size > MAX_RATIO * part.compress_size:
                raise InvalidTranscript(path, "unpacks to more than a transcript can hold; refused")
            return etree.fromstring(archive.read(_PART), parser)
    except _DAMAGES:
        expected = "expected a Word document (.docx); the file is damaged or another kind"
        raise InvalidTranscript(path, expected) from None
    except etree.XMLSyntaxError as error:
        raise InvalidTranscript(path, f"expected a Word document; its XML is damaged: {error.msg}") from None


def _blocks(parent: Any) -> Iterator[tuple[str, str]]:
    """Paragraphs and table rows in order, each with its text and the bold text that it begins with."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraphs(child)
        elif child.tag == f"{_W}tbl":
            yield from _rows(child)
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[tuple[str, str]]:
    """A row of two cells is a label and its words; of any other number, a line a cell."""
    for row in _within(table, f"{_W}tr"):
        cells = [" ".join(text for text, _ in _blocks(cell)).strip() for cell in _within(row, f"{_W}tc")]
        if len(cells) == 2 and all(cells):
            yield f"{cells[0].rstrip(':')}: {cells[1]}", ""
        else:
            yield from ((cell, "") for cell in cells)


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """Children with a tag, also those inside content controls and custom XML."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"):
            yield from _within(child, tag)


def _paragraphs(paragraph: Any) -> Iterator[tuple[str, str]]:
    """A paragraph's own text, then that of text boxes that hang on it."""
    boxes: list[Any] = []
    runs = list(_runs(paragraph, boxes))
    bold = ""
    for text, is_bold in runs:
        if text.strip() and not is_bold:
            break
        bold += text
    yield "".join(text for text, _ in runs), bold
    for box in boxes:
        yield from _blocks(box)


def _runs(element: Any, boxes: list[Any], bold: bool = False) -> Iterator[tuple[str, bool]]:
    for child in element:
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == f"{_W}txbxContent":
            boxes.append(child)
        elif child.tag == f"{_W}t":
            yield child.text or "", bold
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag], bold
        else:
            yield from _runs(child, boxes, _is_bold(child) if child.tag == f"{_W}r" else bold)


def _is_bold(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}b")
    return mark is not None and mark.get(f"{_W}val", "true") not in ("0", "false", "off")
