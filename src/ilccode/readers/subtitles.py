"""Subtitles: WebVTT as Zoom, Teams and YouTube write it, SubRip and SubViewer."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.captions import About, Caption, reading
from ilccode.readers.cues import Cue, Style, blocks, cues
from ilccode.readers.decoding import encoding_of, lines_of
from ilccode.readers.lines import Line
from ilccode.readers.names import Named, changed, named
from ilccode.readers.rolling import rolls, stamped, unrolled
from ilccode.sources import Source

_TIME = r"((?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{1,2}[.,][0-9]{1,3})"
_VTT = Style(
    times=re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?"),
    arrow=re.compile(".*?-->"),
    example="00:00:01.000 --> 00:00:02.000",
    named=True,
    bare=True,
)
_SRT = replace(_VTT, example="00:00:01,000 --> 00:00:02,000", named=False, bare=False)
_SBV = Style(
    times=re.compile(
        r"\s*([0-9]{1,4}:[0-9]{1,2}:[0-9]{1,2}\.[0-9]{1,3})\s*,\s*"
        r"([0-9]{1,4}:[0-9]{1,2}:[0-9]{1,2}\.[0-9]{1,3})\s*"
    ),
    arrow=re.compile(r"\s*[0-9]+:[0-9]+:[^\s,]*\s*,\s*[0-9]+:[0-9]+:\S*\s*\Z"),
    example="0:00:01.000,0:00:02.000",
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[^\S\n]+([^<>]*)>")
_ZOOM = re.compile(r'[0-9]+\s+"(?P<name>[^"]+)"\s+\([0-9]+\)')
"""A caption's name as Zoom may write it: `1 "Anna Lind" (16778240)`."""

_TAG = re.compile(r"</?[A-Za-z\d][^<>]*>|</>|\{\\[^{}]*\}|\[br\]")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HEADER = re.compile(r"WEBVTT(?:[ \t]+(?:-[ \t]*(?P<title>.*)|.*))?")
_META = re.compile(r"(?P<key>[A-Za-z][\w -]{0,39}):\s*(?P<value>[^\s:].*)")
_ASIDES = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|\Z)")
_UNTOLD = frozenset(("kind",))
_ROLLED = "Lines that a caption repeats from the one before were read once."


def read_vtt(source: Source) -> Reading:
    """Read a WebVTT transcript; raises `InvalidTranscript`."""
    given = blocks(lines_of(source), _VTT)
    first = given[0][0].text if given else ""
    if not (header := _HEADER.fullmatch(first)):
        raise InvalidTranscript(source.path, "expected WebVTT captions: 'WEBVTT' in the first line", 1)
    attributes = {"title": header["title"].strip()} if (header["title"] or "").strip() else {}
    head = _until_times(given[0])
    for line in head:
        if (match := _META.fullmatch(line.text)) and match["key"].casefold() not in _UNTOLD:
            attributes[match["key"].casefold()] = match["value"].strip()
    body = [given[0][len(head) :], *map(_without_aside, given[1:])]
    return _read(source, list(cues(source.path, body, _VTT)), "WebVTT", attributes)


def read_srt(source: Source) -> Reading:
    """Read a SubRip transcript; raises `InvalidTranscript`."""
    return _read(source, list(cues(source.path, blocks(lines_of(source), _SRT), _SRT)), "SubRip", {})


def read_sbv(source: Source) -> Reading:
    """Read a SubViewer transcript, as YouTube gives it; raises `InvalidTranscript`."""
    return _read(source, list(cues(source.path, blocks(lines_of(source), _SBV), _SBV)), "SubViewer", {})


def _until_times(block: Sequence[Line]) -> list[Line]:
    """A block's lines before the first that tells times, which ends whatever stands above it."""
    end = next((n for n, line in enumerate(block) if _VTT.arrow.match(line.text)), len(block))
    return list(block[:end])


def _without_aside(block: Sequence[Line]) -> Sequence[Line]:
    """A block without the note or style that it is."""
    return block[len(_until_times(block)) :] if _ASIDES.match(block[0].text) else block


def _read(source: Source, given: Sequence[Cue], kind: str, attributes: dict[str, str]) -> Reading:
    if not any(_plain(cue.text).strip() for cue in given if cue.at is not None):
        expected = f"expected {kind} captions with times and words, found no captions"
        raise InvalidTranscript(source.path, expected)
    rolled = rolls(given, _plain)
    voiced = any(_VOICE.search(cue.text) for cue in given)
    said = None if rolled else named([c for cue in given for c in _voices(cue)])
    if said is None or (stamped(given) and not (voiced or said.found)):
        said = Named(captions=list(changed(unrolled(given, _plain))), found=False)
    maker = {"Teams": voiced, "YouTube": rolled, "Zoom": said.found and kind == "WebVTT"}
    made = next((f" ({name})" for name, is_it in maker.items() if is_it), "")
    notes = (*([_ROLLED] if rolled else []), *_untimed(given), *said.notes)
    about = About(format=kind + made, encoding=encoding_of(source), attributes=attributes, notes=notes)
    return reading(source.path, said.captions, about, sort=True)


def _untimed(given: Sequence[Cue]) -> Iterator[str]:
    lines = [str(cue.line) for cue in given if cue.at is None]
    if lines:
        places = ", ".join(lines[:5]) + (", ..." if len(lines) > 5 else "")
        yield f"Words without times of their own were kept with the caption before (line {places})."
    empty = sum(not _plain(cue.text).strip() for cue in given)
    if empty:
        yield f"Captions without words were left out ({empty})."


def _voices(cue: Cue) -> Iterator[Caption]:
    """A cue's voices with their words; what stands before the first voice goes on with the voice before."""
    first, *parts = _VOICE.split(cue.text)
    zoom = _ZOOM.fullmatch(cue.name)
    if zoom and first.startswith(f"{zoom['name']}:"):
        first, parts = "", [zoom["name"], first.removeprefix(f"{zoom['name']}:"), *parts]
    spoken: list[tuple[str | None, str]] = [
        (None, first),
        *zip(map(_plain, parts[::2]), parts[1::2], strict=True),
    ]
    filled = [(name, words) for name, raw in spoken if (words := _plain(raw)).strip()]
    line = cue.line + (cue.at is not None)
    for n, (name, words) in enumerate(filled, start=1):
        at, until = (cue.at if n == 1 else None), (cue.until if n == len(filled) else None)
        yield Caption(words=words, at=at, until=until, speaker=name, line=line)


def _plain(raw: str) -> str:
    """Words without marks of type, and with the characters that references stand for."""
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), _TAG.sub(_space, raw))


def _space(match: re.Match[str]) -> str:
    return "\n" if match[0] == "[br]" else ""
