"""JSON as Whisper writes it: `segments` of start, end and text, with a `speaker` from WhisperX."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.captions import Caption, reading
from ilccode.readers.decoding import text_of


def read(path: Path) -> Reading:
    """Read a Whisper transcript; raises `InvalidTranscript`."""
    try:
        document = json.loads(text_of(path))
    except json.JSONDecodeError as error:
        raise InvalidTranscript(path, f"expected JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise InvalidTranscript(path, "expected Whisper's JSON, found lists nested too deep") from None
    segments = document.get("segments") if isinstance(document, dict) else None
    if not isinstance(segments, list):
        raise InvalidTranscript(path, "expected Whisper's JSON: an object with a list 'segments'")
    return reading(path, [_caption(path, n, segment) for n, segment in enumerate(segments)])


def _caption(path: Path, number: int, segment: Any) -> Caption:
    fields = segment if isinstance(segment, dict) else {}
    words, at, until = fields.get("text"), fields.get("start"), fields.get("end")
    if not (isinstance(words, str) and isinstance(at, int | float) and isinstance(until, int | float)):
        raise InvalidTranscript(path, f"segments[{number}]: expected a text, and numbers as start and end")
    speaker = fields.get("speaker", "")
    return Caption(words=words, at=float(at), until=float(until), speaker=str(speaker))
