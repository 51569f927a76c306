"""Putting units before people: review, adjudicate, queue."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ilccode.cli import printing
from ilccode.cli.options import JsonOption, StudyOption
from ilccode.cli.review_options import (
    BlindOption,
    BookOption,
    ByCodeOption,
    CodeOption,
    CoderOption,
    NewOption,
    OverlapOption,
    PilotOption,
    PlainOption,
    RoundOption,
    SampleOption,
    SpeakerOption,
    StrategyOption,
    TranscriptOption,
    UnitOption,
)
from ilccode.console import say, say_json, table, talk
from ilccode.errors import UsageError

if TYPE_CHECKING:
    from ilccode.model import Codebook
    from ilccode.review.layout import Head
    from ilccode.review.sitting import Desk
    from ilccode.steps import Study
    from ilccode.steps.queue_view import QueueView


def review(
    coder: CoderOption,
    codebook: BookOption = "",
    blind: BlindOption = False,
    sample: SampleOption = "",
    pilot: PilotOption = [],  # noqa: B006
    round: RoundOption = 1,
    overlap: OverlapOption = "",
    strategy: StrategyOption = "",
    code: CodeOption = "",
    by_code: ByCodeOption = "",
    transcript: TranscriptOption = [],  # noqa: B006
    speaker: SpeakerOption = [],  # noqa: B006
    unit: UnitOption = "",
    learn_after: Annotated[
        int, typer.Option("--learn-after", help="Learn again after so many decisions; 0 is never.", min=0)
    ] = 10,
    export_sheet: Annotated[
        Path | None,
        typer.Option(
            "--export-sheet", metavar="FILE.xlsx", help="Write the queue as a coding sheet instead."
        ),
    ] = None,
    rows: Annotated[int, typer.Option("--rows", help="A sheet's rows at most.", min=1)] = 500,
    plain: PlainOption = False,
    new_coder: NewOption = False,
    study: StudyOption = None,
) -> None:
    """Code segments, one card at a time. What is answered is stored before the next card is shown.

    Digits are codes, letters are acts; the last lines of the screen name them. Suggested codes are ticked:
    Enter saves what is ticked, n saves that none applies. Leave whenever you like; the same command goes on.

    Example: ilccode review --coder ann
    """
    from ilccode import steps
    from ilccode.steps import sheets
    from ilccode.steps.coders import named
    from ilccode.steps.naming import chosen
    from ilccode.steps.queueing import order_of
    from ilccode.steps.reviewing import ReviewDesk
    from ilccode.steps.sitting_down import part, plan, wanted

    opened = steps.find(study)
    name, book = named(opened, coder), chosen(opened.codebooks, codebook)
    asked = wanted(
        opened,
        book,
        strategy=strategy,
        is_blind=blind,
        sample=sample,
        pilot=pilot,
        code=code,
        by_code=by_code,
        transcripts=transcript,
        speakers=speaker,
        unit=unit,
        number=round,
    )
    name = _welcomed(opened, name, is_confirmed=new_coder)
    opened = plan(opened, sample, asked, part(overlap), name)
    if export_sheet is not None:
        asks, run = order_of(opened, book, name, asked)
        written = sheets.export_sheet(opened, book, export_sheet, asks[:rows], run=run, coder=name)
        printing.written(written, "coding sheet")
        say(f"{name} fills it in; then: ilccode codings import {written.path} --coder {name}")
    else:
        _warn_of_shown(opened, book, name, round)
        desk = ReviewDesk(opened, book, name, asked, learn_every=learn_after)
        _sit(opened, "review", name, desk, is_plain=plain, is_sweep=bool(by_code))
    opened.store.close()


def _warn_of_shown(study: Study, book: Codebook, coder: str, number: int) -> None:
    """Say before a second round what cannot count in it."""
    from ilccode.steps.notes import shown

    if number > 1 and (known := shown(study, book, coder)):
        talk(
            f"what others say of {printing.count(len(known), 'unit')} was shown: answers there do not count "
            "for `agree --within`, and what is left is the easier part"
        )


def adjudicate(
    coder: CoderOption,
    codebook: BookOption = "",
    present: Annotated[
        str, typer.Option("--present", metavar="NAMES", help="Who else is there, with commas between them.")
    ] = "",
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Do not show who said what.")] = False,
    plain: PlainOption = False,
    new_coder: NewOption = False,
    study: StudyOption = None,
) -> None:
    """Settle where coders differ: what each said, side by side; your ruling, and why they differed.

    What matters most comes first: where several codes are at issue, and where codes are rare. What you are to
    code blind yourself is held back until you have.

    Example: ilccode adjudicate --coder ann --present "ben, chloe"
    """
    from ilccode import steps
    from ilccode.steps.adjudicating import AdjudicationDesk
    from ilccode.steps.naming import chosen

    opened = steps.find(study)
    book = chosen(opened.codebooks, codebook)
    name = _welcomed(opened, coder, is_confirmed=new_coder)
    there = [person.strip() for person in present.split(",") if person.strip()]
    desk = AdjudicationDesk(opened, book, name, present=there, is_anonymous=anonymous)
    if desk.held_back:
        talk(
            f"{printing.count(desk.held_back, 'disagreement')} held back: {name} is to code there blind "
            "first (ilccode review --blind)"
        )
    _sit(opened, "adjudicate", name, desk, is_plain=plain)
    opened.store.close()


def queue(
    coder: CoderOption,
    codebook: BookOption = "",
    blind: BlindOption = False,
    strategy: StrategyOption = "",
    code: CodeOption = "",
    by_code: ByCodeOption = "",
    transcript: TranscriptOption = [],  # noqa: B006
    speaker: SpeakerOption = [],  # noqa: B006
    unit: UnitOption = "",
    json: JsonOption = False,
    study: StudyOption = None,
) -> None:
    """Say how many segments wait for a coder, which come first, and why these. Nothing is fixed by looking.

    Example: ilccode queue --coder ann
    """
    from ilccode import steps
    from ilccode.steps.coders import named
    from ilccode.steps.naming import chosen
    from ilccode.steps.queue_view import queue_view
    from ilccode.steps.sitting_down import wanted

    opened = steps.find(study)
    book = chosen(opened.codebooks, codebook)
    asked = wanted(
        opened,
        book,
        strategy=strategy,
        is_blind=blind,
        code=code,
        by_code=by_code,
        transcripts=transcript,
        speakers=speaker,
        unit=unit,
    )
    found = queue_view(opened, book, named(opened, coder), asked)
    say_json(found) if json else _printed(found)


def _printed(found: QueueView) -> None:
    say(
        f"{found.codebook} for {found.coder}: {printing.count(found.open, 'card')} open, {found.answered:,} "
        f"answered, {found.blind:,} of them blind"
    )
    if found.sample:
        say(f"planned random sample: {found.sample:,} segments, {found.sample_left:,} of them open")
    if found.interviews:
        say(f"planned sample of interviews: {', '.join(found.interviews)}")
    if found.overlap:
        say(f"{found.overlap:.0%} of the segments come to two coders")
    for other, number in found.held.items():
        say(f"{other} has {printing.count(number, 'card')} on the screen")
    if found.next:
        say()
        rows = [
            (item.transcript, str(item.turn), item.speaker, item.reason, item.words) for item in found.next
        ]
        table(("interview", "turn", "speaker", "why now", "words"), rows, right=(1,))


def _welcomed(study: Study, coder: str, *, is_confirmed: bool) -> str:
    """A coder's name; a new one is confirmed once, and a likely slip is named."""
    from ilccode.steps.coders import alike, coders, named, welcome

    name, known = named(study, coder), coders(study)
    if name in known:
        return name
    near = alike(name, known)
    meant = f" Is {near} meant?" if near else f" Known are: {', '.join(known)}." if known else ""
    if not is_confirmed:
        if not sys.stdin.isatty():
            raise UsageError(
                f"--coder {name}: has coded nothing here yet.{meant} If it is right: --new-coder"
            )
        if not typer.confirm(f"{name} has coded nothing here yet.{meant} Go on as {name}?", default=not near):
            raise typer.Exit(2)
    elif near:
        talk(f"{name} is new here, and much like {near}")
    welcome(study, name)
    return name


def _sit(study: Study, what: str, coder: str, desk: Desk, *, is_plain: bool, is_sweep: bool = False) -> None:
    """Run a sitting on the face that fits the terminal."""
    from ilccode.review import plain
    from ilccode.review.layout import Head
    from ilccode.review.sitting import Sitting

    sitting = Sitting(desk, is_sweep=is_sweep)
    gc.freeze()  # the study stays: no key waits until it has been looked through for garbage
    head = Head(what=what, study=study.folder.resolve().name, coder=coder)
    try:
        if is_plain or _is_plain():
            plain.run(head, sitting, _lines(), say)
        else:
            _full_screen(head, sitting)
    finally:
        sitting.close()


def _full_screen(head: Head, sitting: object) -> None:
    from ilccode.review import terminal
    from ilccode.review.sitting import Sitting

    assert isinstance(sitting, Sitting)
    terminal.run(head, sitting)
    progress = sitting.progress
    say(f"{progress.done:,} answered, {progress.left:,} left; all is stored")


def _is_plain() -> bool:
    """Whether lines of text suit the terminal better than a full screen."""
    is_dumb = os.environ.get("TERM", "") == "dumb" or bool(os.environ.get("ACCESSIBLE"))
    return is_dumb or not (sys.stdin.isatty() and sys.stdout.isatty())


def _lines() -> Iterator[str]:
    """Lines from stdin, as they are typed."""
    while line := sys.stdin.readline():
        yield line
