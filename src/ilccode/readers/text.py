"""Plain text and Markdown, in whatever layout; captions that came under a text's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ilccode.protocols import Reading
from ilccode.readers import markdown, subtitles
from ilccode.readers.decoding import encoding_of, lines_of
from ilccode.readers.labels import Line, reading
from ilccode.sources import Source

_CUE = re.compile(r"\s*\d[\d:.,]{4,12}\s*-->\s*\d[\d:.,]{4,12}\s*")
_MARKDOWN = (".md", ".markdown")
_FIRST = 12


def read(source: Source) -> Reading:
    """Read a text transcript; raises `InvalidTranscript`."""
    texts = lines_of(source)
    if texts[0].startswith("WEBVTT"):
        return subtitles.read_vtt(source)
    if _is_subrip(texts):
        return subtitles.read_srt(source)
    encoding = encoding_of(source)
    lines = [Line(number=n, text=text) for n, text in enumerate(texts, start=1)]
    if source.path.suffix.casefold() in _MARKDOWN or markdown.is_markdown(texts):
        plain, said = markdown.plain(lines)
        return reading(source.path, plain, format="Markdown", encoding=encoding, attributes=said)
    return reading(source.path, lines, format="plain text", encoding=encoding)


def _is_subrip(texts: Sequence[str]) -> bool:
    filled = [text for text in texts[: 4 * _FIRST] if text.strip()][:_FIRST]
    return (
        any(_CUE.fullmatch(text) for text in filled[:3])
        and sum(bool(_CUE.fullmatch(t)) for t in filled) > len(filled) / 6
    )
