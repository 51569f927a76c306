"""JSON as Whisper writes it: `segments` of start, end and text, with a `speaker` from WhisperX."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.captions import Caption, reading
from ilccode.readers.decoding import text_of
from ilccode.sources import Source

_MOST_SECONDS = 1e9


def read(source: Source) -> Reading:
    """Read a Whisper transcript; raises `InvalidTranscript`."""
    path = source.path
    try:
        document = json.loads(text_of(source))
    except json.JSONDecodeError as error:
        raise InvalidTranscript(path, f"expected JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise InvalidTranscript(path, "expected Whisper's JSON, found lists nested too deep") from None
    except ValueError:
        raise InvalidTranscript(path, "expected Whisper's JSON, found a number that is no time") from None
    segments = document.get("segments") if isinstance(document, dict) else None
    if not isinstance(segments, list):
        raise InvalidTranscript(path, "expected Whisper's JSON: an object with a list 'segments'")
    return reading(path, [_caption(path, n, segment) for n, segment in enumerate(segments)])


def _caption(path: Path, number: int, segment: Any) -> Caption:
    fields = segment if isinstance(segment, dict) else {}
    words, at, until = fields.get("text"), _seconds(fields.get("start")), _seconds(fields.get("end"))
    if not isinstance(words, str) or at is None or until is None:
        raise InvalidTranscript(path, f"segments[{number}]: expected a text, and numbers as start and end")
    return Caption(words=words, at=at, until=until, speaker=str(fields.get("speaker") or ""))


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _MOST_SECONDS:
        return None
    return float(value)
