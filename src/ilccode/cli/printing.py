"""What each command says when it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING

from ilccode.console import say, table, talk

if TYPE_CHECKING:
    from ilccode.model import Codebook
    from ilccode.steps.exporting import Exported
    from ilccode.steps.files import Written
    from ilccode.steps.imported import Imported, ImportReport
    from ilccode.steps.looking import Status
    from ilccode.steps.replacing import Renamed, Replacement


def imported(report: ImportReport, *, dry: bool = False) -> None:
    """Each new file with its turns and speakers; then what was left out, and what is faulty."""
    for item in report.imported:
        _read(item, dry=dry)
    if report.known:
        say(f"{len(report.known)} of {count(report.read, 'file')} here already")
    for path in report.earlier:
        talk(f"{path.name}: an earlier version; another stands for it, and --replaces brings it back")
    for path in report.corrected:
        say(f"{path.name}: who asks the questions is corrected")
    if report.tables:
        say(
            f"{', '.join(path.name for path in report.tables)}: {count(report.noted.facts, 'fact')} noted "
            "about interviews and speakers"
        )
    if report.left_out:
        talk(f"left out, no transcripts: {', '.join(path.name for path in report.left_out)}")
    for person, other in report.noted.strangers.items():
        meant = f"; is {other} meant?" if other else ""
        talk(f"{person}: nobody here speaks by that name yet; what the table says is kept{meant}")
    for fault in report.faults:
        talk(f"refused: {fault}")
    if dry:
        say(f"{count(len(report.imported), 'file')} would be imported; nothing was kept (--dry-run)")


def _read(item: Imported, *, dry: bool) -> None:
    """What a file was read as, who speaks in it, and what a person ought to look at."""
    counts = ((item.turns, "turn"), (item.words, "word"), (item.segments, "segment"))
    size = ", ".join(count(number, unit) for number, unit in counts)
    if dry:
        form = ", ".join(filter(None, (item.format, item.encoding)))
        say(f"{item.path.name}: {item.attributes.get('title', item.name)} ({form}): {size}")
        for who in item.speakers:
            name, role = who.speaker or "an unnamed speaker", who.role or "role not known"
            say(f"    {name}: {role}, {count(who.turns, 'turn')}, {count(who.words, 'word')}")
        if item.attributes:
            say(f"    {'; '.join(f'{key}={value}' for key, value in sorted(item.attributes.items()))}")
    else:
        say(f"{item.path.name} ({item.format}): {size}; {_speakers(item)}")
    for note in item.notes:
        talk(f"{item.path.name}: {note}")
    if item.removed:
        unseen = count(item.removed, "unseen character")
        talk(f"{item.path.name}: {unseen} (control, escape, direction) taken out of the text")
    if item.has_namesake:
        talk(f"{item.path.name}: another transcript has that name; this one is {item.name}, both are coded")
    if item.resembles is not None:
        talk(
            f"{item.path.name}: {item.resembles.share:.0%} of it is also in {item.resembles.name}; if it is "
            f"a corrected version, say so: ilccode import {item.path.name} --replaces {item.resembles.name}"
        )
    if item.replaced is not None:
        _replaced(item, item.replaced)
    if item.is_uncertain:
        names = ", ".join(f'"{who.speaker}"' for who in item.speakers if who.speaker)
        talk(f"{item.path.name}: who asks the questions? All are coded; see --interviewer: {names}")


def _replaced(item: Imported, replaced: Replacement) -> None:
    say(
        f"{item.path.name} is the new version of {replaced.name}: {count(replaced.unchanged, 'segment')} "
        f"unchanged, {len(replaced.changed)} changed or gone"
    )
    stale = {segment.id for segment in replaced.stale}
    for segment in replaced.changed:
        mark = "decided, now stale" if segment.id in stale else "not decided"
        text = segment.text if len(segment.text) <= 60 else f"{segment.text[:59]}…"
        say(f"    {segment.id} ({mark}): {segment.speaker}: {text}")
    _renamed(item, replaced.renamed)


def _renamed(item: Imported, renamed: Renamed) -> None:
    """Who is gone from a new version and who has come: only a person knows who is who."""
    if renamed.gone:
        talk(f"{item.path.name}: {', '.join(renamed.gone)}: no longer in it, with what was known of them")
    if renamed.refused:
        uses = ", ".join(f"no {use}" for use in renamed.refused)
        talk(
            f"{item.path.name}: {', '.join(renamed.come)}: new in it; until you say who that is, "
            f"what those who are gone refuse holds: {uses} (ilccode participants set)"
        )


WIDTH = 100
"""How many columns a line takes at most."""


def wrapped(text: str, indent: str = "") -> str:
    """A text in lines as wide as the terminal, at most 100, the first from its indent, others further in."""
    return fill(
        text,
        min(WIDTH, get_terminal_size((WIDTH, 24)).columns),
        initial_indent=indent,
        subsequent_indent=f"{indent}    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def count(number: int, unit: str) -> str:
    """A number of things."""
    return f"{number:,} {unit}{'s' * (number != 1)}"


def _speakers(item: Imported) -> str:
    named = ((who.speaker or "an unnamed speaker", who.role) for who in item.speakers)
    return ", ".join(f"{name} ({role})" if role else name for name, role in named)


def exported(found: Exported, what: str) -> None:
    """Where a file lies, and what had to stay out of it."""
    written(found.file, what)
    if found.withheld:
        talk(f"{count(found.withheld, 'row')} left out: their speakers may not be quoted or deposited")


def written(file: Written, what: str, *, aside: bool = False) -> None:
    """Where a file lies; aside, where JSON is printed."""
    if file.instead_of is not None:
        talk(f"{file.instead_of} was changed since it was written, or is not ours: it is left as it is")
    told = f"{what}: {file.path}{'' if file.is_new else ' (unchanged)'}"
    talk(told) if aside else say(told)


def unscored(found: Mapping[str, int]) -> None:
    """Which codebooks have segments without scores."""
    for key, number in found.items():
        if number:
            talk(f"{key}: {count(number, 'segment')} not scored yet; `ilccode tag` scores them")


def unlearned(keys: Sequence[str]) -> None:
    """Which codebooks people have decided on since they were tagged."""
    for key in keys:
        talk(f"{key}: decisions have changed since it was tagged; `ilccode tag` learns from them")


def status(found: Status) -> None:
    """The study in numbers, and each code's suggestions."""
    say(
        f"study {found.folder}: {count(found.transcripts, 'transcript')}, "
        f"{count(found.segments, 'segment')} by {found.segmentation}"
    )
    say(f"{count(found.codable, 'segment')} to code, {count(found.decisions, 'decision')} made")
    if found.withheld:
        talk(f"{count(found.withheld, 'segment')} of them no machine reads: their speakers said no")
    if found.stale:
        talk(f"{count(found.stale, 'decision')} stale: the transcript was corrected since")
    unscored(found.unscored)
    unlearned(found.unlearned)
    rows = [
        (
            *(f"{code.codebook} {code.version}", code.code, f"{code.positives:,}", f"{code.labelled:,}"),
            *(f"{code.suggested:,}", f"{code.threshold:.3f}"),
        )
        for code in found.codes
    ]
    if rows:
        say()
        table(("codebook", "code", "yes", "of", "suggested", "threshold"), rows, right=(2, 3, 4, 5))


def plugins(found: Mapping[str, Sequence[str]]) -> None:
    """Each family with the names of its plug-ins."""
    table(("family", "installed"), [(family, ", ".join(names)) for family, names in found.items()])


def codebook(book: Codebook) -> None:
    """A codebook's codes, with what each teaches by."""
    say(f"{book.key} {book.version}: {book.title}")
    rows = [
        (code.group, code.key, str(len(code.examples)), str(len(code.near_misses)), str(len(code.cues)))
        for code in book.codes
    ]
    table(("group", "code", "examples", "near misses", "cues"), rows, right=(2, 3, 4))
