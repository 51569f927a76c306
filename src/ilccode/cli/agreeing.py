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
        typer.Option("--coefficient", help="alpha, kappa, fleiss, conger, ac1, s, pi or percent."),
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
    from ilccode.steps.primary import fix as fixed
    from ilccode.steps.primary import wished
    from ilccode.steps.sitting_down import chosen

    asked = {"--within": within, "--plan": plan, "--disagreements": disagreements}
    others = {"--csv": csv is not None, "--with-model": with_model}
    _check_alone([name for name, is_asked in asked.items() if is_asked], others)
    if disagreements and unit not in ("", "segment"):
        raise UsageError("--disagreements lists segments: leave out --unit")
    opened = steps.find(study)
    book = chosen(opened, codebook)
    judged = wished(opened, coefficient=coefficient, threshold=threshold, unit=unit, looks=looks)
    if fix:
        judged = fixed(opened, judged, by="agree")
        talk(f"fixed: {judged.coefficient} at {judged.threshold:g} by {judged.unit}, looks: {judged.looks}")
    if disagreements:
        _disagreements(opened, book, on, confirmed=yes, json=json)
    elif within:
        _within(opened, book, within, judged, interval, json=json)
    elif plan:
        _plan(opened, book, on, judged, json=json)
    else:
        _agreement(opened, book, on, judged, interval, with_model=with_model, csv=csv, json=json)
    opened.store.close()


def _check_alone(asked: list[str], others: dict[str, bool]) -> None:
    if len(asked) > 1 or (asked and any(others.values())):
        raise UsageError(f"{asked[0]} goes alone: leave out --csv, --with-model and the others")


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
        report(found, fixed(study))
        if model is not None:
            beside(model, judged.coefficient)
    if csv is not None:
        printing.written(write_figures(study, found, csv), "figures")


def _within(study: Study, book: Codebook, coder: str, judged: Primary, interval: str, *, json: bool) -> None:
    from ilccode.cli.agreement_printed import steady
    from ilccode.steps.primary import fixed
    from ilccode.steps.stability import stability

    found = stability(study, book, coder, wanted=judged, interval=interval)
    say_json(found) if json else steady(found, coder, fixed(study))


def _plan(study: Study, book: Codebook, on: str, judged: Primary, *, json: bool) -> None:
    from ilccode.cli.agreement_printed import enough
    from ilccode.steps.agreeing import outlooks

    ahead = outlooks(study, book, on=on, wanted=judged)
    say_json(ahead) if json else enough(ahead)


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
