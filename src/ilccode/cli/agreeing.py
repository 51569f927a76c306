"""How far coders agree: the command, and what it prints."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from ilccode.cli import printing
from ilccode.cli.options import JsonOption, StudyOption
from ilccode.cli.printing import count, wrapped
from ilccode.console import say, say_json, table, talk
from ilccode.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ilccode.agreement.intervals import Interval
    from ilccode.agreement.planning import Outlook
    from ilccode.steps.agreeing import AgreementReport, TableAgreement
    from ilccode.steps.disagreeing import Disagreements
    from ilccode.steps.model_as_rater import BesideModel
    from ilccode.steps.stability import Stability


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
    from ilccode.steps.agreeing import agree as agreement
    from ilccode.steps.agreeing import outlooks, write_figures
    from ilccode.steps.disagreeing import disagreements as what_differs
    from ilccode.steps.disagreeing import unfinished
    from ilccode.steps.model_as_rater import beside_model
    from ilccode.steps.primary import fix as fixed
    from ilccode.steps.primary import fixed_on, wished
    from ilccode.steps.sitting_down import chosen
    from ilccode.steps.stability import stability

    asked = {"--within": within, "--plan": plan, "--disagreements": disagreements}
    chosen_ = [name for name, is_asked in asked.items() if is_asked]
    if len(chosen_) > 1 or (chosen_ and (with_model or csv is not None)):
        raise UsageError(f"{chosen_[0]} goes alone: leave out --csv, --with-model and the others")
    if disagreements and unit not in ("", "segment"):
        raise UsageError("--disagreements lists segments: leave out --unit")
    opened = steps.find(study)
    book = chosen(opened, codebook)
    judged = wished(opened, coefficient=coefficient, threshold=threshold, unit=unit, looks=looks)
    if fix:
        judged = fixed(opened, judged, by="agree")
        talk(f"fixed: {judged.coefficient} at {judged.threshold:g} by {judged.unit}, looks: {judged.looks}")
    if disagreements:
        _check_finished(unfinished(opened, book), confirmed=yes)
        found = what_differs(opened, book, on=on)
        say_json(found) if json else _listed(found)
        opened.store.close()
        return
    if within:
        steady = stability(opened, book, within, wanted=judged)
        say_json(steady) if json else _steady(steady, within, judged.coefficient)
        opened.store.close()
        return
    if plan:
        ahead = outlooks(opened, book, on=on, wanted=judged)
        say_json(ahead) if json else _enough(ahead)
        opened.store.close()
        return
    report = agreement(opened, book, on=on, wanted=judged)
    beside = beside_model(opened, book, on=on, wanted=judged) if with_model else None
    if json:
        say_json({"agreement": report, "with_model": beside} if with_model else report)
    else:
        _printed(report, fixed_on(opened))
        if beside is not None:
            _beside(beside, judged.coefficient)
    if csv is not None:
        printing.written(write_figures(opened, report, csv), "figures")
    opened.store.close()


_UNFIXED = "not fixed beforehand: see --fix"


def _printed(report: AgreementReport, day: str) -> None:
    from ilccode.steps.agreed_units import KEPT_OUT, ON
    from ilccode.steps.primary import COEFFICIENTS

    judged = report.primary
    how = f"fixed on {day}" if judged.is_fixed else "supplementary: another was fixed" if day else _UNFIXED
    say(f"{report.codebook}: agreement on {ON[report.on]}")
    coders = ", ".join(report.coders) or "nobody yet"
    say(f"coders: {coders}; {count(report.interviews, 'interview')}; {judged.unit} units")
    say(f"judged by {COEFFICIENTS[judged.coefficient]} against {judged.threshold:g} ({how})")
    for why, number in report.kept_out.items():
        talk(f"kept out: {count(number, 'answer')} {KEPT_OUT[why]}")
    if len(report.coders) < 2:
        say("there is no agreement to compute before two coders have coded the same segments")
        return
    say()
    used = report.primary.coefficient
    header = ("", "units", "yes", "percent", "positive", used, "interval", "by units", "AC1")
    table(header, [_row(item) for item in report.tables], right=(1, 2, 3, 4, 5, 6, 7, 8))
    say()
    for item in (item for item in report.tables if item.counts):
        counts = "; ".join(f"{number:,} with {said}" for said, number in item.counts.items())
        negative = _figure(item.negative)
        say(
            wrapped(
                f"{item.name}: {item.prevalence or 0:.1%} of answers say yes; {counts}; negative {negative}"
            )
        )
    say()
    for item in report.tables:
        for told in item.reading:
            say(wrapped(f"{item.name}: {told}"))
    say()
    say(wrapped(_how(report)))


def _check_finished(left: Mapping[str, int], *, confirmed: bool) -> None:
    """Refuse to show what somebody is still to code blind, unless that is meant."""
    if left and not confirmed:
        who = ", ".join(f"{coder} ({number:,} left)" for coder, number in left.items())
        raise UsageError(
            f"--disagreements: the planned blind sample is not finished by {who}; what is shown now is not "
            "independent for them any more. --yes lists it all the same"
        )


def _differ(one: str, other: str, first: str, second: str) -> str:
    """How two coders differ, in words."""
    if one and other:
        return f"{first} gives {one} where {second} gives {other}"
    gives, code, not_ = (first, one, second) if one else (second, other, first)
    return f"{gives} gives {code}, {not_} does not"


def _enough(ahead: Mapping[str, Outlook]) -> None:
    """Of each code, whether there is enough, or how much more there should be."""
    for name, found in ahead.items():
        number = f" (about {found.more:,} segments)" if found.more else ""
        say(wrapped(f"{name}: {found.verdict}: {found.reason}{number}"))


def _beside(found: BesideModel, coefficient: str) -> None:
    """The suggestions as one more rater."""
    say()
    say(f"the machine's suggestions ({found.run or 'there are none: `ilccode tag` makes them'})")
    if found.has_learned:
        told = (
            "they have learned from decisions on these segments, which flatters them: `ilccode evaluate` "
            "judges them on held-out interviews"
        )
        talk(wrapped(told))
    rows = [
        (item.code, item.beside, f"{item.units:,}", _figure(item.agreement.value), _between(item.interval))
        for item in found.pairs
    ]
    if rows:
        table(("code", "beside", "units", coefficient, "interval"), rows, right=(2, 3, 4))
    _doubts({f"{item.code} beside {item.beside}": item.interval for item in found.pairs})


def _steady(found: Sequence[Stability], coder: str, coefficient: str) -> None:
    """How far one coder agrees with the same coder, a line a code."""
    if not any(item.units for item in found):
        say(f"there is no second round yet: ilccode review --coder {quote(coder)} --round 2")
        return
    say(f"{coder}: the first round beside the second, both blind")
    rows = [(i.code, f"{i.units:,}", _figure(i.agreement.value), _between(i.interval)) for i in found]
    table(("code", "units", coefficient, "interval"), rows, right=(1, 2, 3))
    _doubts({item.code: item.interval for item in found})


def _doubts(intervals: Mapping[str, Interval]) -> None:
    """Which intervals cannot be trusted, or are not there, and why; what is the same is said once."""
    its: dict[str, list[str]] = {}
    for name, interval in intervals.items():
        if why := interval.warning or interval.reason:
            its.setdefault(why, []).append(name)
    for why, names in its.items():
        say(wrapped(f"{'; '.join(names)}: {why}"))


def _between(interval: Interval | None) -> str:
    if interval is None or interval.low is None or interval.high is None:
        return "-"
    return f"{interval.low:.2f} to {interval.high:.2f}"


def _listed(found: Disagreements) -> None:
    """What is confused with what, by whom, with the excerpts; then how often, by coder and interview."""
    if not found.confusions:
        say("coders do not differ anywhere")
    for item in found.confusions:
        (one, other), (first, second) = item.codes, item.coders
        say(f"{count(len(item.excerpts), 'segment')}: {_differ(one, other, first, second)}")
        for excerpt in item.excerpts:
            words = f"{excerpt.speaker}: {excerpt.text or '(may not be quoted)'}"
            sets = f"{', '.join(excerpt.one) or 'no code'} | {', '.join(excerpt.other) or 'no code'}"
            say(wrapped(f"{excerpt.segment} in {excerpt.transcript} ({sets}): {words}", "    "))
        say()
    rows = [(r.what, r.name, f"{r.differ:,}", f"{r.of:,}", f"{r.differ / r.of:.1%}") for r in found.rates]
    if rows:
        table(("by", "", "differ", "of", "rate"), rows, right=(2, 3, 4))
        say()
    say(
        wrapped(
            "of: pairs of coders' answers about one code. `ilccode adjudicate` settles what coders differ on"
        )
    )


def _row(item: TableAgreement) -> tuple[str, ...]:
    return (
        item.name,
        f"{item.units:,}",
        "" if item.positives is None else f"{item.positives:,}",
        _figure(item.percent.value),
        _figure(item.positive) if item.kind in ("code", "any of") else "",
        _figure(item.primary.value),
        _between(item.interval),
        _between(item.analytic),
        _figure(item.ac1.value) if item.ac1 else "",
    )


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _how(report: AgreementReport) -> str:
    """How intervals came about, and what columns mean."""
    interval = report.tables[0].interval
    level = f"{interval.level:.1%}".replace(".0%", "%")
    return (
        f"intervals: {level}, {interval.method}, over interviews, as turns of one interview are not "
        "independent; by units: Gwet's, as if they were; yes: units that somebody gave the code; percent: "
        "pairs of answers that agree; positive, negative: how often another coder gives the code where one "
        "does, and does not where one does not"
    )
