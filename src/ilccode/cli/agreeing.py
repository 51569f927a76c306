"""How far coders agree: the command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ilccode.cli import printing
from ilccode.cli.options import JsonOption, StudyOption
from ilccode.console import say_json, talk
from ilccode.errors import UsageError

if TYPE_CHECKING:
    from ilccode.model import Codebook
    from ilccode.steps.primary import Primary
    from ilccode.steps.study import Study


def agree(
    codebook: Annotated[
        str, typer.Option("--codebook", help="The codebook's key; needed where the study has several.")
    ] = "",
    on: Annotated[
        str,
        typer.Option(
            "--on",
            help="random: the random sample, coded blind; blind: all blind answers; any: assisted ones, too.",
        ),
    ] = "random",
    unit: Annotated[str, typer.Option("--unit", help="segment, turn or transcript.")] = "",
    coefficient: Annotated[
        str,
        typer.Option(
            "--coefficient",
            help="alpha (if none was fixed), kappa, conger, fleiss, pi (Scott), s (Bennett), ac1, percent.",
        ),
    ] = "",
    threshold: Annotated[
        float | None, typer.Option("--threshold", help="What the lower bound has to pass (0.667).")
    ] = None,
    looks: Annotated[
        int | None, typer.Option("--looks", help="How often you will look: the intervals get wider.")
    ] = None,
    interval: Annotated[
        str,
        typer.Option(
            "--interval",
            help="jackknife (covers best), bca or percentile (bootstraps over interviews).",
        ),
    ] = "",
    fix: Annotated[
        bool, typer.Option("--fix", help="Fix coefficient, threshold, unit and looks beforehand, for good.")
    ] = False,
    plan: Annotated[
        bool,
        typer.Option("--plan", help="Enough yet? How many more segments coded by two would do, by code."),
    ] = False,
    with_model: Annotated[
        bool,
        typer.Option(
            "--with-model", help="The machine's suggestions beside each coder, and beside all of them."
        ),
    ] = False,
    within: Annotated[
        str,
        typer.Option("--within", metavar="CODER", help="One coder's two rounds (review --round 2) instead."),
    ] = "",
    disagreements: Annotated[
        bool,
        typer.Option(
            "--disagreements",
            help="What coders disagree about instead, with excerpts; later answers are not independent.",
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="List disagreements although a blind sample is not finished.")
    ] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE.csv", help="Write the figures as a table, too.")
    ] = None,
    json: JsonOption = False,
    study: StudyOption = None,
) -> None:
    """Say how far coders agree on each code, with an interval, on which units, and how that may be read.

    It is computed on the random sample that two or more coders coded blind, before anybody settled it. What
    is kept out is counted. What agreement is judged by is best fixed beforehand (--fix); the rest is then
    supplementary.

    Example: ilccode agree
    """
    from ilccode import steps
    from ilccode.steps.naming import chosen
    from ilccode.steps.primary import wished

    _check_together(
        {"--within": bool(within), "--plan": plan, "--disagreements": disagreements},
        {
            "--on": on != "random",
            "--interval": bool(interval),
            "--fix": fix,
            "--with-model": with_model,
            "--csv": csv is not None,
            "--unit": bool(unit),
            "--coefficient": bool(coefficient),
            "--threshold": threshold is not None,
            "--looks": looks is not None,
        },
    )
    if fix and (on != "random" or interval):
        raise UsageError("--fix: the random sample and the jackknife are fixed: leave out --on, --interval")
    if yes and not disagreements:
        raise UsageError("--yes: goes with --disagreements alone")
    if csv is not None and csv.suffix.casefold() != ".csv":
        raise UsageError(f"--csv {csv}: expected FILE.csv")
    opened = steps.find(study)
    book = chosen(opened.codebooks, codebook)
    judged = wished(opened, coefficient=coefficient, threshold=threshold, unit=unit, looks=looks)
    if fix:
        judged = _fixed(opened, judged, on, interval, csv)
    if disagreements:
        _disagreements(opened, book, on, confirmed=yes, json=json)
    elif within:
        _within(opened, book, within, judged, interval, json=json)
    elif plan:
        _plan(opened, book, on, judged, json=json)
    else:
        _agreement(opened, book, on, judged, interval, with_model=with_model, csv=csv, json=json)
    opened.store.close()


_WITH = {
    "--within": {"--interval", "--unit", "--coefficient", "--threshold", "--looks"},
    "--plan": {"--on", "--unit", "--coefficient", "--threshold", "--looks"},
    "--disagreements": {"--on"},
}
"""What is printed instead of the figures, and the options that say something there."""


def _check_together(instead: dict[str, bool], others: dict[str, bool]) -> None:
    """Refuse what would be passed over in silence."""
    asked = [name for name, is_asked in instead.items() if is_asked]
    for name in asked[:1]:
        further = [other for other, is_given in others.items() if is_given and other not in _WITH[name]]
        if strange := [*asked[1:], *further]:
            raise UsageError(f"{name}: leave out {', '.join(strange)}, which says nothing here")


def _fixed(study: Study, judged: Primary, on: str, interval: str, csv: Path | None) -> Primary:
    """Fix by what agreement is judged, once all else that the call says can be meant."""
    from ilccode.steps.agreed_units import check_on
    from ilccode.steps.agreeing import method
    from ilccode.steps.primary import fix

    check_on(on)
    method(interval)
    if csv is not None and not csv.parent.is_dir():
        raise UsageError(f"--csv {csv}: there is no folder {csv.parent}")
    fixed = fix(study, judged, by="agree")
    talk(
        f"fixed for all codebooks of the study: {fixed.coefficient} at {fixed.threshold:g} by {fixed.unit}, "
        f"looks: {fixed.looks}"
    )
    return fixed


def _agreement(
    study: Study,
    book: Codebook,
    on: str,
    judged: Primary,
    interval: str,
    *,
    with_model: bool,
    csv: Path | None,
    json: bool,
) -> None:
    from ilccode.cli.agreement_printed import beside, report
    from ilccode.steps.agreeing import agree as agreement
    from ilccode.steps.agreement_figures import write_figures
    from ilccode.steps.model_as_rater import beside_model
    from ilccode.steps.primary import fixed

    found = agreement(study, book, on=on, wanted=judged, interval=interval)
    model = beside_model(study, book, on=on, wanted=judged, interval=interval) if with_model else None
    if json:
        say_json({"agreement": found, "with_model": model} if with_model else found)
    else:
        report(found, fixed(study, book))
        if model is not None:
            beside(model, judged.coefficient)
    if csv is not None:
        tables = {it.coder: it.tables for it in model.beside} if model is not None else {}
        printing.written(write_figures(study, found, csv, tables), "figures", aside=json)


def _within(study: Study, book: Codebook, coder: str, judged: Primary, interval: str, *, json: bool) -> None:
    from ilccode.cli.agreement_printed import steady
    from ilccode.steps.primary import fixed
    from ilccode.steps.stability import stability

    found = stability(study, book, coder, wanted=judged, interval=interval)
    say_json(found) if json else steady(found, coder, fixed(study, book))


def _plan(study: Study, book: Codebook, on: str, judged: Primary, *, json: bool) -> None:
    from ilccode.cli.agreement_printed import enough
    from ilccode.steps.agreeing import outlooks

    ahead = outlooks(study, book, on=on, wanted=judged)
    say_json(ahead) if json else enough(ahead, judged)


def _disagreements(study: Study, book: Codebook, on: str, *, confirmed: bool, json: bool) -> None:
    """List what coders disagree about, unless somebody is still to code it blind and that is not meant."""
    from ilccode.cli.agreement_printed import listed
    from ilccode.steps.disagreeing import disagreements, unfinished

    left = unfinished(study, book)
    if left and not confirmed:
        who = ", ".join(f"{coder} ({number:,} left)" for coder, number in left.items())
        raise UsageError(
            f"--disagreements: the planned blind sample is not finished by {who}; what is shown now is not "
            "independent for them any more. --yes lists it all the same"
        )
    found = disagreements(study, book, on=on)
    say_json(found) if json else listed(found)
