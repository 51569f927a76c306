"""Who speaks: the commands about participants, and the questions that only a person can answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ilccode.cli.options import JsonOption, StudyOption
from ilccode.cli.printing import count
from ilccode.console import say, say_json, table, talk
from ilccode.visible import safe_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ilccode.steps import Study
    from ilccode.steps.imported import ImportReport
    from ilccode.steps.people import Speaker
    from ilccode.steps.questions import Asked

ROLES = ("", "interviewer", "participant")

participants_app = typer.Typer(
    invoke_without_command=True, help="Who speaks in which interview, and what is known about them."
)


@participants_app.callback()
def participants(context: typer.Context, json: JsonOption = False, study: StudyOption = None) -> None:
    """List who speaks, transcript by transcript, with roles, consent and attributes.

    Example: ilccode participants
    """
    if context.invoked_subcommand is None:
        from ilccode import steps

        found = list(steps.speakers(steps.find(study)))
        say_json(found) if json else _listed(found)


@participants_app.command("set")
def participants_set(
    who: Annotated[
        str, typer.Argument(metavar="WHO", help="A participant, a transcript, or TRANSCRIPT/SPEAKER.")
    ],
    settings: Annotated[
        list[str], typer.Argument(metavar="NAME=VALUE...", help="role, participant, quote, site, wave, …")
    ],
    study: StudyOption = None,
) -> None:
    """Correct what is known: role=interviewer, participant=P03, quote=no, machine=no, deposit=no, site=Leeds.

    No id changes by it. An empty value (site=) takes back what was said.

    Example: ilccode participants set 01_minister_adviser/P01 site=Leeds quote=no
    """
    from ilccode import steps

    opened = steps.find(study)
    noted = steps.set_participant(opened, who, settings)
    say(f"{who}: {noted} noted" if noted else f"{who}: that was known already")
    if any(text.startswith("role=") and text[5:].casefold() not in ROLES for text in settings):
        talk("that role is kept as an attribute; who asks and answers is role=interviewer, role=participant")
    opened.store.close()


def _listed(found: Sequence[Speaker]) -> None:
    rows = [
        (
            who.transcript,
            who.speaker or "(unnamed)",
            who.participant if who.participant != who.speaker else "",
            who.role,
            f"{who.turns:,}",
            f"{who.words:,}",
            ", ".join(f"no {use}" for use, allowed in who.consent.items() if not allowed),
            "; ".join(f"{name}={value}" for name, value in sorted(who.attributes.items()) if value),
        )
        for who in found
    ]
    header = ("transcript", "speaker", "participant", "role", "turns", "words", "consent", "attributes")
    table(header, rows, right=(4, 5))


def is_asked() -> bool:
    """Whether there is somebody at the terminal to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask_who_interviews(study: Study, report: ImportReport) -> None:
    """Ask who asks the questions, wherever the files do not say it; nobody is guessed."""
    from ilccode import steps

    for item in report.imported:
        if item.is_uncertain:
            names = [who.speaker for who in item.speakers if who.speaker]
            listed = ", ".join(f"{n} {name}" for n, name in enumerate(names, start=1))
            question = f"{item.name}: who asks the questions? {listed} (numbers; Enter leaves it open)"
            answer = typer.prompt(safe_text(question), default="", show_default=False)
            numbers = [int(word) for word in answer.replace(",", " ").split() if word.isdecimal()]
            asking = [names[n - 1] for n in numbers if 0 < n <= len(names)]
            if asking:
                steps.set_interviewers(study, item.transcript, asking)


def match_protocol(study: Study, file: Path, *, confirmed: bool) -> None:
    """Show which turns seem to ask which of a protocol's questions, and note those that are confirmed."""
    from ilccode import steps

    questions = steps.read_protocol(file)
    found = steps.asked(study, questions)
    for number, question in enumerate(questions, start=1):
        say(f"{number}. {question}")
        for item in found:
            if item.number == number:
                say(f"   {item.name}, turn {item.turn} ({item.share:.0%}): {_short(item.words)}")
    if not found:
        talk("no interviewer's turn is like any of these questions; is it known who asks them?")
        return
    if not confirmed and not is_asked():
        talk("nothing noted: look through the list above and confirm it with --yes")
        return
    kept = found if confirmed else _confirmed(found, len(questions))
    noted = count(steps.confirm(study, questions, kept), "turn")
    say(f"{noted} noted with the question's number")


def _confirmed(found: Sequence[Asked], last: int) -> list[Asked]:
    """What is left of the list when somebody has gone through it."""
    from dataclasses import replace

    kept: list[Asked] = []
    for item in found:
        say(f"{item.name}, turn {item.turn}: {_short(item.words)}")
        answer = typer.prompt(
            f"  question {item.number}? Enter: yes; another number; 0: none; a: yes to all that follow",
            default="",
            show_default=False,
        ).strip()
        if answer == "a":
            return kept + list(found[found.index(item) :])
        if not answer.isdecimal():
            kept.append(item)
        elif 0 < int(answer) <= last:
            kept.append(replace(item, number=int(answer)))
    return kept


def _short(words: str) -> str:
    return words if len(words) <= 90 else f"{words[:89]}…"
