"""JSON of speech recognisers: Whisper and its kin, Amazon Transcribe, AssemblyAI, Deepgram."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers import amazon
from ilccode.readers.captions import MOST_SECONDS, About, Caption, reading
from ilccode.readers.decoding import encoding_of, text_of
from ilccode.sources import Source

_UNSURE, _SILENT, _UNLIKELY = 0.5, 0.6, -1.0
"""A segment is doubtful below this confidence; or above this chance of silence, if its words are unlikely."""
_KNOWN = (
    "an object with a list 'segments' (Whisper), 'utterances' (AssemblyAI, Deepgram), 'chunks' or "
    "'transcription', or 'results' with 'items' (Amazon Transcribe)"
)


def read(source: Source) -> Reading:
    """Read a speech recogniser's transcript; raises `InvalidTranscript`."""
    path = source.path
    document = _loaded(source)
    if not (shape := _shape(document)):
        raise InvalidTranscript(path, f"expected {_KNOWN}; found {_found(document)}")
    kind, items, captions = shape
    spoken = list(captions(path, items))
    about = About(
        format=kind,
        unit="segment",
        encoding=encoding_of(source),
        attributes=_attributes(document),
        notes=tuple(_doubts(items)),
    )
    return reading(path, spoken, about, sort=True)


def _attributes(document: Any) -> dict[str, str]:
    """The language, as far as the recogniser tells it."""
    fields = document if isinstance(document, dict) else {}
    results = fields.get("results")
    inner = results.get("language_code") if isinstance(results, dict) else None
    said = [value for value in (fields.get("language"), inner) if isinstance(value, str) and value.strip()]
    return {"language": said[0]} if said else {}


def _loaded(source: Source) -> Any:
    path = source.path
    try:
        return json.loads(text_of(source))
    except json.JSONDecodeError as error:
        raise InvalidTranscript(path, f"expected JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise InvalidTranscript(path, "expected a transcript in JSON, found lists nested too deep") from None
    except ValueError:
        raise InvalidTranscript(
            path, "expected a transcript in JSON, found a number that is no time"
        ) from None


Captions = Callable[[Path, Any], Iterable[Caption]]


def _shape(document: Any) -> tuple[str, Any, Captions] | None:
    """What wrote a document, the part of it that holds the words, and how that is read."""
    if isinstance(document, list) and document and all(_is_segment(item) for item in document):
        return "Whisper", document, _segments
    if not isinstance(document, dict):
        return None
    results = document.get("results")
    if isinstance(results, dict):
        if amazon.is_it(results):
            return "Amazon Transcribe", results, amazon.captions
        if isinstance(results.get("utterances"), list):
            return "Deepgram", results["utterances"], _utterances
    for key, (kind, captions) in _LISTS.items():
        if isinstance(document.get(key), list):
            return kind(document), document[key], captions
    return None


def _is_segment(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("text"), str) and "start" in item


def _found(document: Any) -> str:
    if isinstance(document, dict):
        keys = ", ".join(repr(key[:30]) for key in list(document)[:5])
        return f"an object with {keys}" if keys else "an empty object"
    if isinstance(document, list):
        return "a list of something else" if document else "an empty list"
    return "a text" if isinstance(document, str) else "a single value"


def _segments(path: Path, segments: Sequence[Any]) -> Iterator[Caption]:
    for number, segment in enumerate(segments):
        fields = segment if isinstance(segment, dict) else {}
        words, at, until = fields.get("text"), seconds(fields.get("start")), seconds(fields.get("end"))
        if not isinstance(words, str) or at is None or until is None:
            expected = f"segments[{number}]: expected a text, and numbers as start and end"
            raise InvalidTranscript(path, expected)
        whole = Caption(words=words, at=at, until=until, speaker=speaker(fields.get("speaker")))
        yield from _by_word(whole, fields.get("words"))


def _by_word(whole: Caption, words: Any) -> Iterator[Caption]:
    """A segment cut where its words are said by different speakers, if they make up its text."""
    fields = [word for word in words if isinstance(word, dict)] if isinstance(words, list) else []
    said = [str(word.get("word", word.get("text", ""))) for word in fields]
    speakers: list[str] = []
    for word in fields:
        before = speakers[-1] if speakers else whole.speaker or ""
        speakers.append(speaker(word.get("speaker")) or before)
    if len(set(speakers)) < 2 or "".join("".join(said).split()) != "".join(whole.words.split()):
        yield whole
        return
    runs = [list(run) for _, run in groupby(range(len(fields)), key=speakers.__getitem__)]
    for run in runs:
        yield Caption(
            words=" ".join(said[n].strip() for n in run),
            at=_first(seconds(fields[n].get("start")) for n in run),
            until=_first(seconds(fields[n].get("end")) for n in reversed(run)),
            speaker=speakers[run[0]],
        )


def _first(times: Iterable[float | None]) -> float | None:
    return next((time for time in times if time is not None), None)


def _utterances(path: Path, utterances: Sequence[Any]) -> Iterator[Caption]:
    """AssemblyAI's `text` with milliseconds, or Deepgram's `transcript` with seconds."""
    for number, item in enumerate(utterances):
        fields = item if isinstance(item, dict) else {}
        words, unit = (fields["text"], 1000) if "text" in fields else (fields.get("transcript"), 1)
        at, until = seconds(fields.get("start")), seconds(fields.get("end"))
        if not isinstance(words, str) or at is None or until is None:
            expected = f"utterances[{number}]: expected a text, and numbers as start and end"
            raise InvalidTranscript(path, expected)
        yield Caption(words=words, at=at / unit, until=until / unit, speaker=speaker(fields.get("speaker")))


def _chunks(path: Path, chunks: Sequence[Any]) -> Iterator[Caption]:
    """The transformers library's `timestamp`, a pair of seconds, or whisper.cpp's `offsets`, milliseconds."""
    for number, item in enumerate(chunks):
        fields = item if isinstance(item, dict) else {}
        offsets, times = fields.get("offsets"), fields.get("timestamp")
        words = fields.get("text")
        if isinstance(offsets, dict):
            pair, unit = [offsets.get("from"), offsets.get("to")], 1000
        else:
            pair, unit = times if isinstance(times, list) and len(times) == 2 else [None, None], 1
        at, until = map(seconds, pair)
        if not isinstance(words, str) or at is None:
            raise InvalidTranscript(path, f"chunk {number}: expected a text, and numbers as its times")
        until = None if until is None else until / unit
        yield Caption(words=words, at=at / unit, until=until, speaker=speaker(fields.get("speaker")))


def _whisper(document: Mapping[str, Any]) -> str:
    spoken = any(isinstance(item, dict) and item.get("speaker") for item in document["segments"])
    return "Whisper (speakers told)" if spoken else "Whisper"


_LISTS: dict[str, tuple[Callable[[Mapping[str, Any]], str], Captions]] = {
    "segments": (_whisper, _segments),
    "utterances": (lambda _: "AssemblyAI", _utterances),
    "chunks": (lambda _: "Whisper", _chunks),
    "transcription": (lambda _: "Whisper", _chunks),
}


def _doubts(items: Any) -> Iterator[str]:
    """What the recogniser itself was unsure of: noise is often written down as words."""
    segments = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    doubtful = [segment for segment in segments if _is_doubtful(segment)]
    if doubtful:
        yield (
            f"The recogniser is unsure of {len(doubtful)} of {len(segments)} segments, the first at "
            f"{seconds(doubtful[0].get('start')) or 0:.0f} s: they may be noise, not words."
        )


def _is_doubtful(segment: Mapping[str, Any]) -> bool:
    confidence, silence = seconds(segment.get("confidence")), seconds(segment.get("no_speech_prob"))
    likely = seconds(segment.get("avg_logprob"))
    unsure = confidence is not None and confidence < _UNSURE
    silent = silence is not None and likely is not None and silence > _SILENT and likely < _UNLIKELY
    return unsure or silent


def speaker(value: Any) -> str:
    """A speaker's label as a recogniser gives it: a name, or a number."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST_SECONDS:
        return f"Speaker {value}"
    return value if isinstance(value, str) else ""


def seconds(value: Any) -> float | None:
    """A number that may be a time."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MOST_SECONDS:
        return None
    return float(value)
