"""Subtitles: WebVTT (Zoom's `Name: words`, Teams' `<v Name>`) and SubRip."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.captions import Caption, named, reading
from ilccode.readers.decoding import text_of


def read_vtt(path: Path) -> Reading:
    """Read a WebVTT transcript; raises `InvalidTranscript`."""
    return reading(path, named(_vtt_captions(path, text_of(path))))


def _vtt_captions(path: Path, text: str) -> Iterator[Caption]:
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    try:
        captions = webvtt.from_buffer(io.StringIO(text), format="vtt")
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError) as error:
        raise InvalidTranscript(path, f"expected WebVTT captions: {error}", 1) from None
    for caption in captions:
        yield Caption(
            words=caption.text,
            at=caption.start_in_seconds + caption.start_time.milliseconds / 1000,
            until=caption.end_in_seconds + caption.end_time.milliseconds / 1000,
            speaker=caption.voice,
        )


def read_srt(path: Path) -> Reading:
    """Read a SubRip transcript; raises `InvalidTranscript`."""
    return reading(path, named(_srt_captions(path, text_of(path))))


def _srt_captions(path: Path, text: str) -> Iterator[Caption]:
    import pysubs2

    try:
        events = pysubs2.SSAFile.from_string(text, format_="srt")
    except (pysubs2.exceptions.Pysubs2Error, ValueError) as error:
        raise InvalidTranscript(path, f"expected SubRip captions: {error}", 1) from None
    for event in events:
        yield Caption(words=event.plaintext, at=event.start / 1000, until=event.end / 1000)
