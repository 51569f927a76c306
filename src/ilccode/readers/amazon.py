"""Amazon Transcribe's JSON: words one by one, and beside them who speaks when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ilccode.errors import InvalidTranscript
from ilccode.readers.captions import MOST_SECONDS, Caption

_ENDS = (".", "?", "!", "…", "。", "？", "！")
_PAUSE = 2.0


@dataclass(frozen=True, kw_only=True)
class _Word:
    """A word, with the punctuation that follows it."""

    text: str
    at: float | None
    until: float | None
    speaker: str


def is_it(results: Mapping[str, Any]) -> bool:
    """Whether `results` hold words as Amazon Transcribe writes them."""
    return any(isinstance(results.get(key), list) for key in ("items", "audio_segments"))


def captions(path: Path, results: Mapping[str, Any]) -> Iterator[Caption]:
    """A caption a sentence, its speaker told by the words or channels; raises `InvalidTranscript`."""
    channels = _listed(_at(results, "channel_labels", "channels"))
    segments = _listed(results.get("audio_segments"))
    items = _listed(results.get("items"))
    if channels and not _at(results, "speaker_labels", "segments"):
        yield from sorted(_by_channel(path, channels), key=lambda caption: caption.at or 0.0)
    elif items:
        yield from _sentences(_words(path, items, _speakers(results), "results.items"))
    else:
        for number, segment in enumerate(segments):
            yield _segment(path, segment, f"results.audio_segments[{number}]")


def _by_channel(path: Path, channels: Sequence[Any]) -> Iterator[Caption]:
    for number, channel in enumerate(channels):
        label = _text(channel, "channel_label") or f"ch_{number}"
        place = f"results.channel_labels.channels[{number}].items"
        for caption in _sentences(_words(path, _listed(_at(channel, "items")), {}, place)):
            yield replace(caption, speaker=label)


def _segment(path: Path, segment: Any, place: str) -> Caption:
    words = _at(segment, "transcript")
    if not isinstance(words, str):
        raise InvalidTranscript(path, f"{place}: expected a transcript")
    label = _text(segment, "speaker_label") or _text(segment, "channel_label")
    return Caption(
        words=words, at=_time(segment, "start_time"), until=_time(segment, "end_time"), speaker=label
    )


def _speakers(results: Mapping[str, Any]) -> dict[str, str]:
    """Who speaks, by the start of a word as the file writes it."""
    return {
        _text(item, "start_time"): _text(item, "speaker_label") or _text(segment, "speaker_label")
        for segment in _listed(_at(results, "speaker_labels", "segments"))
        for item in _listed(_at(segment, "items"))
    }


def _words(path: Path, items: Sequence[Any], speakers: Mapping[str, str], place: str) -> Iterator[_Word]:
    """Words in order, each with its punctuation; one whose speaker is not told is said by the one before."""
    speaker = ""
    last: _Word | None = None
    for number, item in enumerate(items):
        alternatives = _listed(_at(item, "alternatives"))
        content = _at(alternatives[0], "content") if alternatives else None
        if not isinstance(content, str):
            raise InvalidTranscript(path, f"{place}[{number}]: expected alternatives with a content")
        if last and _text(item, "type") == "punctuation":
            last = replace(last, text=last.text + content)
            continue
        if last:
            yield last
        own = _text(item, "speaker_label") or speakers.get(_text(item, "start_time"), "")
        speaker = own or speaker
        at, until = _time(item, "start_time"), _time(item, "end_time")
        last = _Word(text=content, at=at, until=until, speaker=speaker)
    if last:
        yield last


def _sentences(words: Iterator[_Word]) -> Iterator[Caption]:
    """Words until a full stop, a long pause or another speaker."""
    said: list[_Word] = []
    for word in words:
        if said and _is_over(said[-1], word):
            yield _caption(said)
            said = []
        said.append(word)
    if said:
        yield _caption(said)


def _is_over(last: _Word, word: _Word) -> bool:
    pause = word.at is not None and last.until is not None and word.at - last.until > _PAUSE
    return pause or last.speaker != word.speaker or last.text.endswith(_ENDS)


def _caption(said: Sequence[_Word]) -> Caption:
    words = " ".join(word.text for word in said)
    return Caption(words=words, at=said[0].at, until=said[-1].until, speaker=said[0].speaker)


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any, key: str) -> str:
    found = _at(value, key)
    return found if isinstance(found, str) else ""


def _time(value: Any, key: str) -> float | None:
    """Seconds, which Amazon writes as a text."""
    try:
        time = float(_at(value, key))
    except (TypeError, ValueError, OverflowError):
        return None
    return time if abs(time) < MOST_SECONDS else None
