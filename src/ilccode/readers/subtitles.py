"""Subtitles: WebVTT (Zoom's `Name: words`, Teams' `<v Name>`) and SubRip."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.captions import Caption, named, reading
from ilccode.readers.decoding import lines_of
from ilccode.sources import Source

_TIME = r"(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"</?[A-Za-z\d][^>]*>|</>")
_STYLE = re.compile(r"\{\\[^}]*\}")


def read_vtt(source: Source) -> Reading:
    """Read a WebVTT transcript; raises `InvalidTranscript`."""
    text = "\n".join(lines_of(source))
    _check_times(source.path, text)
    return reading(source.path, named(_vtt_captions(source.path, text)))


def read_srt(source: Source) -> Reading:
    """Read a SubRip transcript; raises `InvalidTranscript`."""
    text = "\n".join(lines_of(source))
    _check_times(source.path, text)
    return reading(source.path, named(_srt_captions(source.path, text)))


def _check_times(path: Path, text: str) -> None:
    """Refuse a line that is meant to tell times and does not: its caption would be lost."""
    for number, line in enumerate(text.split("\n"), start=1):
        if "-->" in line and not _TIMES.fullmatch(line):
            raise InvalidTranscript(path, "expected times such as 00:00:01.000 --> 00:00:02.000", number)


def _vtt_captions(path: Path, text: str) -> Iterator[Caption]:
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    try:
        captions = webvtt.from_buffer(io.StringIO(text), format="vtt")
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError) as error:
        raise InvalidTranscript(path, f"expected WebVTT captions: {error}", 1) from None
    for caption in captions:
        at = caption.start_in_seconds + caption.start_time.milliseconds / 1000
        until = caption.end_in_seconds + caption.end_time.milliseconds / 1000
        for speaker, words in _voices(caption.raw_text):
            yield Caption(words=words, at=at, until=until, speaker=speaker)


def _voices(raw: str) -> Iterator[tuple[str | None, str]]:
    """A cue's voices with their words; what stands before the first voice is nobody's."""
    first, *parts = _VOICE.split(raw)
    spoken = [(None, first), *zip(map(html.unescape, parts[::2]), parts[1::2], strict=True)]
    for speaker, words in spoken:
        plain = html.unescape(_TAG.sub("", words))
        if plain.strip():
            yield speaker, plain


def _srt_captions(path: Path, text: str) -> Iterator[Caption]:
    import pysubs2

    try:
        events = pysubs2.SSAFile.from_string(text, format_="srt", keep_html_tags=True)
    except (pysubs2.exceptions.Pysubs2Error, ValueError) as error:
        raise InvalidTranscript(path, f"expected SubRip captions: {error}", 1) from None
    for event in events:
        words = _TAG.sub("", _STYLE.sub("", event.text.replace("\\N", "\n")))
        yield Caption(words=html.unescape(words), at=event.start / 1000, until=event.end / 1000)
