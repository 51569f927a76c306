"""Writing files for eyes and for other programs: the command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ilccode.cli import printing
from ilccode.cli.options import RawOption, StudyOption
from ilccode.console import track
from ilccode.errors import UsageError

_WHICH = "Which excerpts; an option given several times lets any of its values through"

StatusOption = Annotated[
    list[str],
    typer.Option(
        "--status",
        metavar="STATUS",
        help="How the code stands: suggested, decided, disputed or settled.",
        rich_help_panel=_WHICH,
    ),
]
CoderOption = Annotated[
    list[str],
    typer.Option(
        "--coder", metavar="NAME", help="Whose answer is in force: a coder's name.", rich_help_panel=_WHICH
    ),
]
CodeOption = Annotated[
    list[str],
    typer.Option("--code", metavar="KEY", help="Which code: KEY, or CODEBOOK/KEY.", rich_help_panel=_WHICH),
]
TranscriptOption = Annotated[
    list[str],
    typer.Option(
        "--transcript", metavar="NAME", help="In which transcript: its name.", rich_help_panel=_WHICH
    ),
]


def export(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file to write; its suffix says the format.")
    ],
    scores: Annotated[
        bool, typer.Option("--scores", help="Every segment with one score column a code.")
    ] = False,
    raw: RawOption = False,
    deposit: Annotated[
        bool, typer.Option("--deposit", help="For an archive: leave out whoever may not be deposited.")
    ] = False,
    why: Annotated[
        bool, typer.Option("--why", help="A column that says, in a line, what each score is made of.")
    ] = False,
    status: StatusOption = [],  # noqa: B006
    coder: CoderOption = [],  # noqa: B006
    code: CodeOption = [],  # noqa: B006
    transcript: TranscriptOption = [],  # noqa: B006
    study: StudyOption = None,
) -> None:
    """Write the excerpts: what is suggested, and what people decided.

    Whoever may not be quoted is left out, and how much that is, is said.

    Example: ilccode export excerpts.csv
    """
    from ilccode import steps
    from ilccode.model import UNITS
    from ilccode.steps.filtering import filters

    if scores and why:
        raise UsageError("--why explains excerpts; it does not go with --scores")
    if scores and (status or coder):
        raise UsageError("--status and --coder choose among excerpts; they do not go with --scores")
    opened = steps.find(study)
    units = ("segment",) if scores else UNITS
    only = filters(opened, statuses=status, coders=coder, codes=code, transcripts=transcript, units=units)
    if scores:
        printing.exported(steps.export_scores(opened, file, raw=raw, deposit=deposit, only=only), "scores")
    else:
        explain = steps.line_of(steps.explainer(opened, track)) if why else None
        found = steps.export(opened, file, raw=raw, deposit=deposit, explain=explain, only=only)
        printing.exported(found, "coded excerpts")
    printing.unscored(steps.unscored(opened))
    printing.unlearned(steps.unlearned(opened))
    opened.store.close()
