"""The commands. Steps are imported when they are called, so that `--help` answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ilccode import __version__
from ilccode.cli import printing
from ilccode.console import say, say_json, track
from ilccode.errors import UsageError

if TYPE_CHECKING:
    from ilccode.steps.importing import ImportReport

app = typer.Typer(
    add_completion=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Codebook-driven coding of interviews: the machine suggests, people decide.",
)
codebook_app = typer.Typer(no_args_is_help=True, help="Work on codebooks.")
app.add_typer(codebook_app, name="codebook")

FINDINGS = 1
BAD_INPUT = 3

StudyOption = Annotated[
    Path | None,
    typer.Option(
        "--study", help="The study's folder; without it, ILCCODE_STUDY, else the one here or above."
    ),
]
CodebookOption = Annotated[
    list[Path],
    typer.Option("--codebook", help="A codebook file, or the key of a shipped one; may be repeated."),
]
InterviewerOption = Annotated[
    list[str], typer.Option("--interviewer", help="A speaker who asks the questions; may be repeated.")
]
SegmentsOption = Annotated[
    str | None,
    typer.Option("--segments", help="The unit of coding: turn (the default), sentence or passage."),
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language", help="For where sentences end: a language code (en), or a spaCy pipeline's name."
    ),
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", help="The seed of all that is drawn at random (0).")
]
DownloadOption = Annotated[
    bool, typer.Option("--download", help="Fetch the model that ilccode.toml names, if it is not here.")
]
RawOption = Annotated[bool, typer.Option("--raw", help="Leave cells that look like formulas unguarded.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


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
    interviewer: InterviewerOption = [],  # noqa: B006
    segments: SegmentsOption = None,
    language: LanguageOption = None,
    seed: SeedOption = None,
    download: DownloadOption = False,
) -> None:
    """The whole job in one go: transcripts and codebooks in, coded excerpts out.

    Example: ilccode run interviews/ --codebook ilc_2019 --out study/
    """
    from ilccode import steps

    plan = _plan(segments, language, seed)
    if steps.exists(out):
        study = steps.open_study(out)
        steps.check_plan(study, plan)
        steps.add_codebooks(study, codebook)
    else:
        study = steps.init(out, codebook, plan)
    imported = steps.import_files(study, sources, interviewers=interviewer, track=track)
    printing.imported(imported)
    if not imported.read:
        _end(imported)
    study = study.reread()
    tagged = steps.tag(study, download=download, track=track)
    printing.tagged(tagged)
    printing.written(steps.export_if_changed(study, out / "excerpts.csv"), "coded excerpts")
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
        say(f"codebook {book.key} {book.version}: {len(book.codes)} codes")
    say(f"study made in {folder}")
    study.store.close()


@app.command("import")
def import_(
    sources: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Transcripts: files or folders.")],
    interviewer: InterviewerOption = [],  # noqa: B006
    study: StudyOption = None,
) -> None:
    """Read transcripts and cut them into segments. A file that is here already is passed over.

    Example: ilccode import interviews/ --interviewer "Dr. Osei"
    """
    from ilccode import steps

    opened = steps.find(study)
    imported = steps.import_files(opened, sources, interviewers=interviewer, track=track)
    printing.imported(imported)
    opened.store.close()
    _end(imported)


@app.command()
def tag(download: DownloadOption = False, study: StudyOption = None) -> None:
    """Suggest codes: embed what is new, score every segment against every codebook.

    Example: ilccode tag
    """
    from ilccode import steps

    opened = steps.find(study)
    printing.tagged(steps.tag(opened, download=download, track=track))
    opened.store.close()


@app.command()
def export(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file to write; its suffix says the format.")
    ],
    scores: Annotated[
        bool, typer.Option("--scores", help="Every segment with one score column a code.")
    ] = False,
    raw: RawOption = False,
    study: StudyOption = None,
) -> None:
    """Write the excerpts: what is suggested, and what people decided.

    Example: ilccode export excerpts.csv
    """
    from ilccode import steps

    opened = steps.find(study)
    if scores:
        printing.written(steps.export_scores(opened, file, raw=raw), "scores")
    else:
        printing.written(steps.export(opened, file, raw=raw), "coded excerpts")
    printing.unscored(steps.unscored(opened))
    opened.store.close()


@app.command()
def status(json: JsonOption = False, study: StudyOption = None) -> None:
    """Say where the study stands.

    Example: ilccode status
    """
    from ilccode import steps

    found = steps.status(steps.find(study))
    say_json(found) if json else printing.status(found)


@app.command()
def show(
    wanted: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="An excerpt's or segment's id, or its beginning; or a transcript's name."
        ),
    ],
    json: JsonOption = False,
    study: StudyOption = None,
) -> None:
    """Show a segment with what stands around it and what is said of it; or any other record.

    Example: ilccode show 01_minister_adviser
    """
    from ilccode import steps

    found = steps.show(steps.find(study), wanted)
    say_json(found) if json else printing.shown(found)


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
    if report.faults:
        raise typer.Exit(FINDINGS if report.read else BAD_INPUT)
