"""Looking at one record: the command, and what it prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ilccode.cli.options import JsonOption, StudyOption
from ilccode.cli.printing import count, wrapped
from ilccode.console import say, say_json, talk, track

if TYPE_CHECKING:
    from ilccode.model import Excerpt, Segment, Transcript
    from ilccode.steps.explaining import Explained
    from ilccode.steps.looking import Shown

SMALLEST = 0.005
"""Contributions that round to nothing are left out."""


def show(
    wanted: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="An excerpt's or segment's id, or its beginning; or a transcript's name."
        ),
    ],
    code: Annotated[
        str, typer.Option("--code", help="Why the segment has its score for this code, suggested or not.")
    ] = "",
    json: JsonOption = False,
    study: StudyOption = None,
) -> None:
    """Show a segment with what stands around it, what is said of it and why; or any other record.

    Example: ilccode show 01_minister_adviser
    """
    from ilccode import steps

    found = steps.show(steps.find(study), wanted, code=code, track=track)
    say_json(found) if json else _printed(found)


def _printed(found: Shown) -> None:
    """A segment among its turns, or a record's own fields."""
    from ilccode.digest import plain
    from ilccode.model import Segment, Transcript

    record = found.record
    if isinstance(record, Transcript):
        speakers = ", ".join(filter(None, record.speakers))
        say(f"{found.name} ({record.id}): {count(len(record.turns), 'turn')}, {speakers}")
        if found.excerpts:
            say("; ".join(map(_stands, found.excerpts)))
        say()
        say(record.text)
    elif isinstance(record, Segment) and found.transcript is not None:
        say(f"{record.id}: {found.name}, {record.start} to {record.end}")
        say()
        for mark, speaker, words in _context(found, found.transcript, record):
            say(f"{mark:4}{speaker}: {words}")
        say()
        for excerpt in found.excerpts:
            score = "" if excerpt.score is None else f"  {excerpt.score:.3f}"
            say(f"{excerpt.codebook.key}/{excerpt.code}  {excerpt.status}{score}  {excerpt.coder}".rstrip())
        for item in found.nothing:
            which = f"none of {', '.join(item.asked)}" if item.asked else "no code"
            say(f"{item.codebook}  {item.status}: {which} ({', '.join(item.coders)})")
        if not found.excerpts and not found.nothing:
            say("no code is suggested or decided")
        for why in found.why:
            say()
            _because(why)
        if found.asked and not found.why:
            talk("no score to explain: the segment was not tagged, or its speaker lets no machine read it")
        if found.why and not all(why.is_current for why in found.why):
            talk("explained as of now: something has changed since it was tagged; `ilccode tag` scores anew")
    else:
        for name, value in plain(record).items():
            text = str(value)
            say(f"{name}: {text if len(text) < 200 else text[:200] + ' …'}")


def _stands(excerpt: Excerpt) -> str:
    """A code and how it stands, by whom."""
    return f"{excerpt.codebook.key}/{excerpt.code} ({excerpt.status}: {excerpt.coder})"


def _because(why: Explained) -> None:
    """What a score is made of, a line a part."""
    from ilccode.steps.explaining import OWN, quoted, similar

    say(f"why {why.codebook}/{why.code} scores {why.score:.3f} ({why.log_odds:+.2f} in log-odds)")
    for name, value in why.contributions.items():
        if abs(value) >= SMALLEST:
            say(f"    {value:+6.2f}  {name}")
    if why.own is not None:
        say(f"    {OWN}")
    said = (
        f"the sentence that says most: {quoted(why.sentence, 200)}",
        *(f"cue {quoted(cue.words)}, {cue.start} to {cue.end}" for cue in why.cues),
        *(f"like {similar(item)}" for item in (*why.examples, *why.settled)),
    )
    for line in said:
        say(wrapped(line, "    "))


def _context(found: Shown, transcript: Transcript, segment: Segment) -> Iterator[tuple[str, str, str]]:
    """The turns around a segment, and the rest of its own turn: a mark, the speaker, the words."""
    own = found.turn or segment
    rest = (transcript.text[own.start : segment.start], transcript.text[segment.end : own.end])
    yield from (("", turn.speaker, transcript.words(turn)) for turn in found.before)
    yield from (("", segment.speaker, words.strip()) for words in rest[:1] if words.strip())
    yield ">", segment.speaker, segment.text
    yield from (("", segment.speaker, words.strip()) for words in rest[1:] if words.strip())
    yield from (("", turn.speaker, transcript.words(turn)) for turn in found.after)
