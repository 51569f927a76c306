"""Who speaks, in text whose lines begin with a label, in whatever layout; else blocks of nobody known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ilccode.errors import InvalidTranscript
from ilccode.model import Utterance
from ilccode.protocols import Reading
from ilccode.readers import answers, blocks, header
from ilccode.readers.heads import Head, believable
from ilccode.readers.layouts import Layout, is_frame, is_value, layout, named
from ilccode.readers.lines import Line, single, unnumbered
from ilccode.readers.roles import is_role, roles
from ilccode.readers.stamps import Clock, pieces

__all__ = ["Line", "believable", "reading", "roles"]

_SHOWN, _FOREWORD = 3, 0.25
_SHORT = 2


def reading(
    path: Path,
    lines: Iterable[Line],
    *,
    format: str = "",
    encoding: str = "",
    attributes: Mapping[str, str] | None = None,
) -> Reading:
    """Read lines as talk; raises `InvalidTranscript` where they are none.

    `format` and `encoding` are those of the file, `attributes` what it says apart from its lines.
    """
    given = unnumbered(list(single(lines)))
    first = next((line for line in given if not line.is_blank), None)
    if first is None:
        raise InvalidTranscript(path, "expected a transcript, found no text")
    blocks.check(path, given)
    taken = header.header_block(given)
    body = [line for line in given[taken:] if not is_frame(line.text)]
    chosen = layout(body)
    titled = taken > 0 or "title" in (attributes or {})
    spoken = _labelled(body, chosen) if chosen else _unlabelled(path, body, first.number, titled=titled)
    if not spoken.utterances:
        raise InvalidTranscript(path, "expected a transcript, found names without words", first.number)
    said, unknown = header.attributes([*given[:taken], *body[: spoken.begins]])
    said |= attributes or {}
    found = Counter(utterance.speaker for utterance in spoken.utterances)
    once = {speaker for speaker, turns in found.items() if turns == 1}
    frames = [line.text.strip() for line in given if is_frame(line.text)]
    return Reading(
        utterances=spoken.utterances,
        format=", ".join(filter(None, (format, named(chosen, given) if chosen else spoken.format))),
        encoding=encoding,
        attributes=said,
        roles=roles(found, said, once=once),
        notes=tuple(_notes(spoken, unknown, frames)),
    )


_Turn = tuple[str, float | None, list[str]]
"""Who speaks, when, and the lines."""


@dataclass(frozen=True, kw_only=True)
class _Talk:
    """Turns, the place of the line where they begin, and what to tell of them."""

    utterances: tuple[Utterance, ...]
    begins: int
    format: str = ""
    notes: tuple[str, ...] = ()


def _labelled(lines: Sequence[Line], chosen: Layout) -> _Talk:
    first = _first_turn(lines, chosen)
    clock = Clock.of([line.text for line in lines if not line.is_blank])
    begins = _unnamed(lines, first, chosen)
    turns: list[_Turn] = []
    if begins < first:
        turns.append(("", None, [line.text for line in lines[begins:first]]))
    headings = 0
    others = answers.places(lines, chosen.heads, first)
    for place in range(first, len(lines)):
        head = chosen.heads.get(place)
        if head is not None:
            turns.append((head.label, head.at, [head.words]))
        elif lines[place].heading:
            headings += 1
        elif place in others and turns[-1][0]:
            turns.append(("", None, [lines[place].text]))
        else:
            turns[-1][2].append(lines[place].text)
    _, carried = pieces([line.text for line in lines[:begins][-2:]], clock)
    turns, same = _spelt(turns)
    notes = _doubts(chosen, first)
    if others:
        notes.append("blocks without a name are taken for somebody else's words")
    if headings:
        notes.append(f"headings are not talk: {headings} left out")
    return _Talk(utterances=tuple(_utterances(turns, clock, carried)), begins=begins, notes=(*notes, *same))


def _spelt(turns: Sequence[_Turn]) -> tuple[list[_Turn], list[str]]:
    """Turns with one spelling for each speaker, and what to tell of those that have several."""
    spelt = _spellings(speaker for speaker, _, _ in turns)
    alike = [several[:_SHOWN] for several in spelt if len(several) > 1]
    told = [f"read as one speaker: {', '.join(map(repr, several))}" for several in alike[:_SHOWN]]
    speakers = {spelling: several[0] for several in spelt for spelling in several}
    return [(speakers[speaker], at, texts) for speaker, at, texts in turns], told


def _spellings(speakers: Iterable[str]) -> list[list[str]]:
    """The spellings of each speaker, the commonest first: labels that differ in capitals and spaces only."""
    alike: dict[str, Counter[str]] = {}
    for speaker in speakers:
        alike.setdefault(" ".join(speaker.casefold().split()), Counter())[speaker] += 1
    return [[spelling for spelling, _ in some.most_common()] for some in alike.values()]


def _utterances(turns: Iterable[_Turn], clock: Clock, carried: float | None) -> Iterable[Utterance]:
    for speaker, at, texts in turns:
        spoken, carried = pieces(texts, clock, carried if at is None else at)
        if spoken:
            yield Utterance(speaker=speaker, pieces=spoken)


def _first_turn(lines: Sequence[Line], chosen: Layout) -> int:
    """Where the talk begins: lines before it that look like `Key: value` belong to the header."""
    places = sorted(chosen.heads)
    total = Counter(head.label for head in chosen.heads.values())
    talk = (
        place
        for place in places
        if chosen.form != "colon"
        or (_is_speaker(chosen.heads[place].label, total) and not _is_legend(chosen.heads[place]))
        or not is_value(chosen.heads[place].words)
        or not is_value(_wrapped(lines, place, chosen.heads))
    )
    return next(talk, places[0])


def _is_speaker(label: str, total: Counter[str]) -> bool:
    """Whether a label is surely no header's key: it comes again, or is as short as `Q`, `P01`."""
    short = len(label) <= _SHORT or (label[-1].isdigit() and len(label.split()) == 1)
    return total[label] > 1 or (short and is_role(label))


def _is_legend(head: Head) -> bool:
    """Whether a line explains a label: `I: Interviewer`."""
    return is_role(head.words) and len(head.words.strip()) > len(head.label)


def _wrapped(lines: Sequence[Line], place: int, heads: Mapping[int, Head]) -> str:
    """A labelled line's words with those of the line right below, if that has no label."""
    below = lines[place + 1].text if place + 1 < len(lines) and place + 1 not in heads else ""
    return f"{heads[place].words} {below}".rstrip()


def _unnamed(lines: Sequence[Line], first: int, chosen: Layout) -> int:
    """Where talk begins, perhaps before the first name is told: at a line of sentences.

    What a person typed before the first `NAME:` is a foreword, unless it is a large part of the whole.
    """
    prose = [n for n, line in enumerate(lines[:first]) if blocks.is_prose(line.text)]
    words = sum(len(line.text.split()) for line in lines)
    before = sum(len(lines[n].text.split()) for n in prose)
    is_talk = chosen.form in ("time", "alone") or before > _FOREWORD * words
    return prose[0] if prose and is_talk else first


def _doubts(chosen: Layout, first: int) -> list[str]:
    """Labels that were read as words and might be names, and those that were read as names by others."""
    doubtful = _shown(head for place, head in sorted(chosen.doubtful.items()) if place > first)
    single = _shown(head for _, head in sorted(chosen.heads.items()) if head.label in chosen.single)
    return [
        *([f"read as words, not as speakers: {doubtful}"] if doubtful else []),
        *([f"read as speakers, though each speaks once: {single}"] if single else []),
    ]


def _shown(some: Iterable[Head]) -> str:
    """Labels with the lines where they first are, a few of them."""
    numbers: dict[str, int] = {}
    for head in some:
        numbers.setdefault(head.label, head.line.number)
    shown = ", ".join(f"{label!r} (line {number})" for label, number in list(numbers.items())[:_SHOWN])
    return shown + (f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else "")


def _unlabelled(path: Path, lines: Sequence[Line], number: int, *, titled: bool) -> _Talk:
    begins = header.foreword(lines, titled=titled)
    found = blocks.spoken(path, lines, number, begins)
    title = header.attributes(lines[:begins])[0].get("title", "")
    notes = [f"the first line is taken for the title: {title[:80]!r}"] if title else []
    return _Talk(utterances=found.utterances, begins=begins, format=found.format, notes=(found.note, *notes))


def _notes(talk: _Talk, unknown: int, frames: Sequence[str]) -> Iterable[str]:
    yield from talk.notes
    if unknown:
        yield f"lines before the talk: {unknown} left out"
    for frame in list(dict.fromkeys(frames))[:_SHOWN]:
        yield f"left out, since nobody says it: {frame[:80]!r}"
