"""The options that commands share."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ilccode.errors import UsageError

if TYPE_CHECKING:
    from ilccode.steps.imported import Wishes

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

_FILES = "Reading the files"
_PEOPLE = "Who speaks"

InterviewerOption = Annotated[
    list[str],
    typer.Option(
        "--interviewer",
        help="A speaker who asks the questions; may be repeated.",
        rich_help_panel=_PEOPLE,
    ),
]
SpeakersOption = Annotated[
    list[Path],
    typer.Option(
        "--speakers",
        help="A table: transcript, speaker, role (interviewer or participant), participant.",
        rich_help_panel=_PEOPLE,
    ),
]
AttributesOption = Annotated[
    list[Path],
    typer.Option(
        "--attributes",
        help="A table: transcript or participant, then a column an attribute (site, role, wave).",
        rich_help_panel=_PEOPLE,
    ),
]
ConsentOption = Annotated[
    list[Path],
    typer.Option(
        "--consent",
        help="A table: participant, then quote, machine, deposit, each yes or no.",
        rich_help_panel=_PEOPLE,
    ),
]
EncodingOption = Annotated[
    str,
    typer.Option(
        "--encoding",
        help="How files that are not Unicode are encoded, such as windows-1252.",
        rich_help_panel=_FILES,
    ),
]
ColumnOption = Annotated[
    list[str],
    typer.Option(
        "--column",
        help="Which column of a table holds what: speaker=WHO, text=WHAT, start=…, end=…; may be repeated.",
        rich_help_panel=_FILES,
    ),
]
LimitOption = Annotated[
    list[str],
    typer.Option(
        "--limit",
        help="Raise a limit: file_mb=500 (also text_mb, line_mb, unpacked_mb, entries, ratio).",
        rich_help_panel=_FILES,
    ),
]
FollowOption = Annotated[
    bool,
    typer.Option("--follow", help="Follow links that lead out of the folder.", rich_help_panel=_FILES),
]


def wishes(
    *,
    interviewer: list[str],
    speakers: list[Path],
    attributes: list[Path],
    consent: list[Path],
    encoding: str,
    column: list[str],
    limit: list[str],
    follow: bool,
    replaces: str = "",
) -> Wishes:
    """How the user wants files to be read; raises `UsageError`."""
    from ilccode.sources import limits
    from ilccode.steps.imported import Wishes

    if encoding and not _is_encoding(encoding):
        raise UsageError(f"--encoding {encoding}: expected an encoding, such as windows-1252 or mac-roman")
    columns = dict(_pair(text, "--column text=NAME") for text in column)
    if strange := columns.keys() - {"speaker", "text", "start", "end"}:
        raise UsageError(f"--column {min(strange)}=…: expected speaker, text, start or end")
    return Wishes(
        interviewers=interviewer,
        speakers=speakers,
        attributes=attributes,
        consent=consent,
        encoding=encoding,
        columns=columns,
        limits=limits(
            {name: _whole(name, n) for name, n in (_pair(t, "--limit file_mb=500") for t in limit)}
        ),
        follow=follow,
        replaces=replaces,
    )


def _is_encoding(name: str) -> bool:
    try:
        return bool(codecs.lookup(name)._is_text_encoding)
    except LookupError:
        return False


def _pair(text: str, form: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not value.strip():
        raise UsageError(f"{text!r}: expected the form {form}")
    return name.strip(), value.strip()


def _whole(name: str, number: str) -> int:
    if not number.isdecimal():
        raise UsageError(f"--limit {name}={number}: expected a whole number")
    return int(number)
