"""PDF: the text layer, by pypdf; pages that are pictures are told, never guessed at."""

from __future__ import annotations

import io
import logging
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ilccode import packages
from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.documents import reading
from ilccode.readers.paragraphs import Run
from ilccode.readers.printed import Page, Printed, breadth, paragraphs, still
from ilccode.sources import MB, Source

_KIND = "a PDF"
_HEAD = 1024
_STREAM_SHARE = 1 / 32
"""Which part of all that may be taken out of a file one of its streams may be."""

_CONTENT_BYTES, _OPERATION_BYTES = 4, 250
"""What it costs to parse a byte of a page, and to follow an operation, in bytes of other formats."""

_SECONDS, _SECONDS_A_MB = 2, 30
_FARTHEST = 1e6
_LEAP = 0.4
_LOCKED = "locked by a password; open it, save or print it as a PDF without one and import it again"

logging.getLogger("pypdf").addHandler(logging.NullHandler())


class _TooLongError(Exception):
    """Pages that take more time than their file can be worth."""


@dataclass(kw_only=True)
class _Watch:
    """What following a file's operations has cost so far; `until` is the last moment of it."""

    source: Source
    until: float
    taken: int = 0

    def operation(self, *_: Any) -> None:
        self.take(_OPERATION_BYTES)

    def take(self, size: int) -> None:
        self.taken += size
        if self.taken > MB:
            ratio = self.taken / len(self.source.data)
            what = f"a PDF that takes {ratio:,.0f} times its size to read"
            self.source.limits.check(self.source.path, "ratio", ratio, what)
        if time.thread_time() > self.until:
            raise _TooLongError


@dataclass(kw_only=True)
class _Lines:
    """A page's lines as pypdf tells its text, a piece at a time."""

    done: list[Printed] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    place: Printed | None = None
    reached: float = 0

    def piece(self, text: str, matrix: Any, place: Any, font: Any, size: Any) -> None:
        """Take a piece of text with where it stands; pypdf calls it so."""
        bold = "bold" in str((font or {}).get("/BaseFont", "")).casefold()
        for n, part in enumerate(text.split("\n")):
            if n:
                self.end()
            if part.strip():
                self._stand(_placed(matrix, place, size), breadth(part), bold)
            if part:
                self.runs.append(Run(text=part, bold=bold))

    def _stand(self, place: Printed, broad: float, bold: bool) -> None:
        """Begin a line at a place, or go on in it: after a tab, where a space is a leap.

        Words in bold before the first tab are a key or a name, as in a table of two columns.
        """
        if self.place is None:
            self.place = place
        elif self.runs[-1].text == " " and place.x > self.reached + _LEAP * place.size > 0:
            is_key = not bold and all(run.bold or not run.text.strip() for run in self.runs)
            colon = ":" if is_key and not self._text().rstrip().endswith(":") else ""
            self.runs[-1] = Run(text=f"{colon}\t", bold=is_key)
        self.reached = place.x + broad * place.size

    def _text(self) -> str:
        return "".join(run.text for run in self.runs)

    def end(self) -> None:
        if self.place is not None:
            self.done.append(replace(self.place, runs=tuple(self.runs)))
        self.runs, self.place = [], None


def _placed(matrix: Any, place: Any, size: Any) -> Printed:
    """Where text stands on its page, of the page's matrix and that of the text."""
    a, b, c, d, e, f = map(_number, matrix)
    x, y = _number(place[4]), _number(place[5])
    height = abs(_number(size) * _number(place[3]) * d)
    return Printed(runs=(), x=_number(a * x + c * y + e), y=_number(b * x + d * y + f), size=_number(height))


def _number(found: Any) -> float:
    """A number that can be a place on a page, 0 for any other."""
    number = float(found)
    return number if -_FARTHEST < number < _FARTHEST else 0.0


def read(source: Source) -> Reading:
    """Read the text layer of a PDF; raises `InvalidTranscript`."""
    if b"%PDF-" not in source.data[:_HEAD]:
        other = packages.found(source.data) or "another kind of file"
        raise InvalidTranscript(source.path, f"expected {_KIND}, found {other}")
    pages = _pages(source)
    if not any(pages):
        told = "the pages are pictures without text; run text recognition (OCR) on them first"
        raise InvalidTranscript(source.path, f"expected {_KIND} with text; {told}")
    kept, left = still(pages)
    found = reading(source, paragraphs(kept), "PDF")
    return replace(found, notes=(*found.notes, *_notes(pages, left)))


def _notes(pages: list[Page], left: int) -> Iterator[str]:
    if left:
        yield f"page headers, footers and page numbers are left out ({left} lines)"
    empty = sum(1 for page in pages if not page)
    if empty:
        yield f"{empty} of {len(pages)} pages have no text; if they are pictures, run text recognition (OCR)"


def _pages(source: Source) -> list[Page]:
    """The lines of each page; whatever pypdf raises, prints or warns of becomes `InvalidTranscript`."""
    import pypdf

    most = int(source.limits.unpacked_mb * MB * _STREAM_SHARE)
    limited = pypdf.apply_configuration(
        zlib_maximum_output_length=most,
        lzw_maximum_output_length=most,
        run_length_maximum_output_length=most,
        array_based_stream_maximum_output_length=most,
        stream_decoding_work_maximum_length=4 * most,
        xform_maximum_invocations_per_extraction=100,
    )
    try:
        with warnings.catch_warnings(), limited:
            warnings.simplefilter("ignore")
            return list(_read_pages(source))
    except InvalidTranscript:
        raise
    except pypdf.errors.LimitReachedError:
        limits = source.limits
        limits.check(
            source.path, "unpacked_mb", 2 * limits.unpacked_mb, "what one part of the PDF unpacks to"
        )
        raise
    except _TooLongError:
        raise InvalidTranscript(source.path, f"expected {_KIND}; it takes too long to read") from None
    except (pypdf.errors.DependencyError, pypdf.errors.FileNotDecryptedError):
        raise InvalidTranscript(source.path, _LOCKED) from None
    except Exception:
        raise InvalidTranscript(source.path, f"expected {_KIND}; the file is damaged") from None


def _read_pages(source: Source) -> Iterator[Page]:
    from pypdf import PdfReader

    seconds = _SECONDS + _SECONDS_A_MB * len(source.data) / MB
    watch = _Watch(source=source, until=time.thread_time() + seconds)
    pages = PdfReader(io.BytesIO(source.data)).pages
    source.limits.check(source.path, "entries", len(pages), f"a document of {len(pages):,} pages")
    for page in pages:
        contents = page.get_contents()
        watch.take(0 if contents is None else _CONTENT_BYTES * len(contents.get_data()))
        lines = _Lines()
        page.extract_text(visitor_operand_before=watch.operation, visitor_text=lines.piece)
        watch.take(0)
        lines.end()
        yield lines.done
