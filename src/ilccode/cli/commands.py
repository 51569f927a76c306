"""The commands. Steps are imported when they are called, so that `--help` answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ilccode import __version__
from ilccode.cli import (
    agreeing,
    codings,
    evaluating,
    exporting,
    people,
    printing,
    reviewing,
    showing,
    tagging,
)
from ilccode.cli.options import (
    AttributesOption,
    CodebookOption,
    ColumnOption,
    ConsentOption,
    DownloadOption,
    EncodingOption,
    FollowOption,
    InterviewerOption,
    JsonOption,
    LanguageOption,
    LimitOption,
    SeedOption,
    SegmentsOption,
    SpeakersOption,
    StudyOption,
    wishes,
)
from ilccode.console import say, say_json, track
from ilccode.errors import UsageError

if TYPE_CHECKING:
    from ilccode.steps.imported import ImportReport

app = typer.Typer(
    add_completion=True,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Codebook-driven coding of interviews: the machine suggests, people decide.",
)
codebook_app = typer.Typer(no_args_is_help=True, help="Work on codebooks.")
app.add_typer(codebook_app, name="codebook")
app.add_typer(people.participants_app, name="participants")
app.add_typer(codings.codings_app, name="codings")

FINDINGS = 1
BAD_INPUT = 3


def _version(wanted: bool) -> None:
    if wanted:
        say(f"ilccode {__version__}")
        raise typer.Exit()


@app.callback()
def _ilccode(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def run(
    sources: Annotated[list[Path], typer.Argument(metavar="SRC...", help="Transcripts: files or folders.")],
    codebook: CodebookOption,
    out: Annotated[Path, typer.Option("--out", help="The study's folder; made if it is not there.")],
    segments: SegmentsOption = None,
    language: LanguageOption = None,
    seed: SeedOption = None,
    download: DownloadOption = False,
    interviewer: InterviewerOption = [],  # noqa: B006
    speakers: SpeakersOption = [],  # noqa: B006
    attributes: AttributesOption = [],  # noqa: B006
    consent: ConsentOption = [],  # noqa: B006
    encoding: EncodingOption = "",
    column: ColumnOption = [],  # noqa: B006
    limit: LimitOption = [],  # noqa: B006
    follow: FollowOption = False,
) -> None:
    """The whole job in one go: transcripts and codebooks in, coded excerpts out.

    Example: ilccode run interviews/ --codebook ilc_2019 --out study/
    """
    from ilccode import steps

    plan = _plan(segments, language, seed)
    wanted = wishes(
        interviewer=interviewer,
        speakers=speakers,
        attributes=attributes,
        consent=consent,
        encoding=encoding,
        column=column,
        limit=limit,
        follow=follow,
    )
    if steps.exists(out):
        study = steps.open_study(out)
        steps.check_plan(study, plan)
        steps.add_codebooks(study, codebook)
    else:
        study = steps.init(out, codebook, plan)
    imported = steps.import_files(study, sources, wishes=wanted, track=track)
    printing.imported(imported)
    if not imported.read:
        _end(imported)
    study = study.reread()
    if people.is_asked():
        people.ask_who_interviews(study, imported)
        study = study.reread()
    tagged = steps.tag(study, download=download, track=track)
    tagging.printed(tagged)
    printing.exported(steps.export_if_changed(study, out / "excerpts.csv"), "coded excerpts")
    study.store.close()
    _end(imported)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The study's folder.")] = Path(),
    codebook: CodebookOption = [],  # noqa: B006
    segments: SegmentsOption = None,
    language: LanguageOption = None,
    seed: SeedOption = None,
) -> None:
    """Make a study. Its unit of coding and its seed are fixed for good.

    Example: ilccode init study/ --codebook ilc_2019 --segments turn
    """
    from ilccode import steps

    if not codebook:
        raise UsageError("expected at least one --codebook, a file or the key of a shipped one")
    study = steps.init(folder, codebook, _plan(segments, language, seed))
    for book in study.codebooks.values():
        say(f"codebook {book.key} {book.version}: {printing.count(len(book.codes), 'code')}")
    say(f"study made in {folder}")
    study.store.close()


@app.command("import")
def import_(
    sources: Annotated[
        list[Path], typer.Argument(metavar="[PATH]...", help="Transcripts: files or folders.")
    ] = [],  # noqa: B006
    replaces: Annotated[
        str, typer.Option("--replaces", help="The transcript that the one file is a corrected version of.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be read, and keep nothing.")
    ] = False,
    protocol: Annotated[
        Path | None,
        typer.Option("--protocol", help="The interview's questions, one a line: which turn asks which?"),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Confirm the protocol's questions as found.")] = False,
    interviewer: InterviewerOption = [],  # noqa: B006
    speakers: SpeakersOption = [],  # noqa: B006
    attributes: AttributesOption = [],  # noqa: B006
    consent: ConsentOption = [],  # noqa: B006
    encoding: EncodingOption = "",
    column: ColumnOption = [],  # noqa: B006
    limit: LimitOption = [],  # noqa: B006
    follow: FollowOption = False,
    study: StudyOption = None,
) -> None:
    """Read transcripts and cut them into segments. A file that is here already is passed over.

    Tables named speakers.csv, attributes.csv and consent.csv in a folder are read as what they are; without
    any PATH, the tables that are named correct what is known of transcripts that are here already.

    Example: ilccode import interviews/ --interviewer "Dr. Osei"
    """
    from ilccode import steps

    wanted = wishes(
        interviewer=interviewer,
        speakers=speakers,
        attributes=attributes,
        consent=consent,
        encoding=encoding,
        column=column,
        limit=limit,
        follow=follow,
        replaces=replaces,
    )
    if not sources and not [*speakers, *attributes, *consent] and protocol is None:
        raise UsageError("expected transcripts, files or folders; see `ilccode import --help`")
    opened = steps.find(study)
    step = steps.rehearse if dry_run else steps.import_files
    imported = step(opened, sources, wishes=wanted, track=track)
    printing.imported(imported, dry=dry_run)
    if people.is_asked() and not dry_run:
        people.ask_who_interviews(opened.reread(), imported)
    if protocol is not None and not dry_run:
        people.match_protocol(opened.reread(), protocol, confirmed=yes)
    opened.store.close()
    _end(imported)


app.command()(tagging.tag)
app.command()(evaluating.evaluate)
app.command()(reviewing.review)
app.command()(reviewing.adjudicate)
app.command()(reviewing.queue)
app.command()(agreeing.agree)
app.command()(exporting.export)


@app.command()
def status(json: JsonOption = False, study: StudyOption = None) -> None:
    """Say where the study stands.

    Example: ilccode status
    """
    from ilccode import steps

    found = steps.status(steps.find(study))
    say_json(found) if json else printing.status(found)


app.command()(showing.show)


@app.command()
def plugins(json: JsonOption = False) -> None:
    """List what is installed: readers, segmenters, embedders, taggers, exporters.

    Example: ilccode plugins
    """
    from ilccode import plugins as doors

    found = {family: sorted(doors.installed(family)) for family in doors.FAMILIES}
    say_json(found) if json else printing.plugins(found)


@codebook_app.command("check")
def codebook_check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Codebook files, or keys of shipped ones.")
    ],
) -> None:
    """Read codebook files and tell of all their faults.

    Example: ilccode codebook check ilc_2019
    """
    from ilccode import steps

    for book in steps.load_codebooks(files):
        printing.codebook(book)


def _plan(segments: str | None, language: str | None, seed: int | None) -> dict[str, str]:
    """What the user fixes beforehand, by the names of the study's plan."""
    wanted = {"segmentation": segments, "sentences": language, "seed": seed}
    return {name: str(value) for name, value in wanted.items() if value is not None}


def _end(report: ImportReport) -> None:
    """End with what was found: some files refused is 1, nothing read at all is 3."""
    if report.faults or report.noted.strangers:
        raise typer.Exit(FINDINGS if report.read or report.tables else BAD_INPUT)
