"""People's codings that were made elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ilccode.cli.options import JsonOption, StudyOption
from ilccode.cli.printing import count, wrapped
from ilccode.console import say, say_json, talk

if TYPE_CHECKING:
    from ilccode.steps.codings import CodingsReport

FINDINGS = 1

codings_app = typer.Typer(no_args_is_help=True, help="Take in codings that people made elsewhere.")


@codings_app.callback()
def _codings() -> None:
    pass


@codings_app.command("import")
def codings_import(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A table of codings (.csv, .xlsx), or a coding sheet that has been filled in.",
        ),
    ],
    coder: Annotated[str, typer.Option("--coder", help="Whose codings these are.")],
    blind: Annotated[
        bool,
        typer.Option("--blind", help="The coder saw neither suggestions nor what other coders said."),
    ] = False,
    codebook: Annotated[
        str, typer.Option("--codebook", help="The codebook's key: for rows that name none, and no other's.")
    ] = "",
    json: JsonOption = False,
    study: StudyOption = None,
) -> None:
    """Take a coder's codings in as decisions: `ilccode tag` learns from them.

    A row says of one segment (or of a whole turn) which codes apply; no code at all says that it was read
    and nothing applies. What has no row is not known. The same file again adds nothing; a changed answer
    replaces all that the coder said of the segment. If any row is faulty, all faults are told and nothing is
    kept.

    Which segment is meant, a row says in one of three ways: `segment` (an id); `transcript` with `turn`, or
    with `start` and `end`; or its words, under `text` or `quote`, which must stand in one place only. Codes
    stand under `codes`, with ; between them. With a column `code`, with quotes, and with spans that are no
    segment's own, several rows may be about one segment: it gets all their codes. A span is mapped onto the
    segments of which it covers at least half, or else onto the one that holds most of it. The column
    `codebook` may be left out where there is one, or with `--codebook`.

    A coding sheet (`ilccode review --export-sheet`) says itself whether it is blind. A row in which nothing
    is filled in is no answer; memos come in as well. Columns may be deleted, rows sorted and left out.

    A table that was made before a transcript was corrected still fits where the words are unchanged. Answers
    that came in without `--blind` do not become blind by coming in again.

    Example: ilccode codings import coder_a.csv --coder A --blind
    """
    from ilccode import steps

    opened = steps.find(study)
    report = steps.import_codings(opened, file, coder=coder, blind=blind, codebook=codebook)
    say_json(report) if json else _printed(report)
    opened.store.close()
    if report.not_blind:
        raise typer.Exit(FINDINGS)


def _printed(report: CodingsReport) -> None:
    """How many answers came in, and what was passed over."""
    new = count(report.new, "new answer") if report.new else ""
    memos = count(report.memos, "new memo") if report.memos else ""
    counts = ((report.changed, "changed"), (report.known, "known already"))
    told = (new, *(f"{number:,} {what}" for number, what in counts if number), memos)
    said = ", ".join(filter(None, told))
    say(f"{report.coder}: {said or 'no answers'}")
    if report.not_blind:
        talk(
            wrapped(
                f"--blind refused for {count(report.not_blind, 'answer')}: {report.coder} has answered there "
                "before, not blindly or without saying so, or what others say was shown there (adjudicate, "
                "agree --disagreements); no later import makes an answer blind"
            )
        )
    if report.mapped:
        rows = count(report.mapped, "row")
        talk(f"{rows} mapped onto segments: spans or quotes across several, or within one")
    if report.unanswered:
        talk(f"{count(report.unanswered, 'row')} of the sheet not answered yet")
    if report.not_coded:
        talk(f"{count(report.not_coded, 'row')} passed over: an interviewer's words are not coded here")
    if report.others:
        talk(f"{count(report.others, 'row')} passed over: they are about other codebooks")
    if report.new or report.changed:
        say("`ilccode tag` learns from them")
