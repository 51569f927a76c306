"""How well a tagger does: the command, and what it prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ilccode.cli.options import JsonOption, StudyOption
from ilccode.console import say, say_json, table, track

if TYPE_CHECKING:
    from ilccode.steps.evaluating import Difference, Evaluated, Evaluation
    from ilccode.steps.figures import CodeFigures, Figure
    from ilccode.steps.learning_curve import Curve


def evaluate(
    codebook: Annotated[
        str, typer.Option("--codebook", help="The codebook's key; needed where the study has several.")
    ] = "",
    tagger: Annotated[
        list[str],
        typer.Option("--tagger", help="A tagger; two of them are compared on the same held-out interviews."),
    ] = [],  # noqa: B006
    seed: Annotated[
        int | None, typer.Option("--seed", help="Deals interviews into parts; without it, the study's.")
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option("--figure", metavar="FILE.svg", help="Draw reliability and learning curve."),
    ] = None,
    json: JsonOption = False,
    study: StudyOption = None,
) -> None:
    """Say how well the tagger finds what people decided, on interviews that it has not learned from.

    Interviews are held out in turn; their labels are hidden while the tagger learns from the others. No
    figure is given that rests on fewer than five segments with the code, or on fewer than three interviews.

    Example: ilccode evaluate --codebook tea
    """
    from ilccode import steps
    from ilccode.steps.evaluating import draw
    from ilccode.steps.evaluating import evaluate as evaluation

    opened = steps.find(study)
    found = evaluation(opened, codebook=codebook, taggers=tagger, seed=seed, track=track)
    say_json(found) if json else _printed(found)
    if figure is not None:
        written = draw(opened, found, figure)
        if not json:
            say(f"figure: {written.path}")
    opened.store.close()


def _printed(found: Evaluation) -> None:
    for result in found.taggers:
        _header(found, result)
        _codes(result.codes)
        _refused(result.codes)
        _confusions(result.codes)
        for group in result.groups:
            say(f"{group.group}, in order: weighted kappa {_figure(group.weighted_kappa)}")
        _reliability(result)
        _curve(result.curve)
        say()
    if found.differences:
        _differences(found)
    if found.quoted:
        say(f"{found.quoted} segments are left out: the codebook quotes them as examples")
    for note in found.notes:
        say(note)


def _header(found: Evaluation, result: Evaluated) -> None:
    say(
        f"{found.codebook} {found.version}, tagger {result.tagger}: {found.labelled:,} decided segments of "
        f"{found.interviews} interviews, held out in {found.folds} parts"
    )
    say()


def _codes(codes: Sequence[CodeFigures]) -> None:
    """A code a line."""
    header = ("code", "yes/of", "chance", "AP", "kappa", "F1", "right", "found")
    rows = [
        (
            code.code,
            f"{code.positives}/{code.labelled}",
            _short(code.chance),
            _figure(code.ap),
            _figure(code.kappa),
            *(_short(value) for value in (code.f1, code.precision, code.recall)),
        )
        for code in codes
    ]
    table(header, rows, right=(1, 2, 5, 6, 7))
    say("chance: the AP of guessing; right, found: precision and recall of what is suggested")


def _figure(found: Figure) -> str:
    """A figure with its interval."""
    if found.value is None:
        return "-"
    if found.low is None or found.high is None:
        return _number(found.value)
    return f"{_number(found.value)} ({_number(found.low)}–{_number(found.high)})"


def _short(found: Figure, digits: int = 2) -> str:
    return "-" if found.value is None else _number(found.value, digits)


def _number(value: float, digits: int = 2) -> str:
    """A number without the nought before its point."""
    return f"{value:.{digits}f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.{digits}f}"


def _refused(codes: Sequence[CodeFigures]) -> None:
    for code in codes:
        if code.ap.value is None:
            say(f"{code.code}: no figures, {code.ap.why}")
        else:
            undefined = (("precision", code.precision), ("kappa", code.kappa), ("slope", code.slope))
            for name, figure in undefined:
                if figure.value is None:
                    say(f"{code.code}: no {name}, {figure.why}")


def _confusions(codes: Sequence[CodeFigures]) -> None:
    lines = list(_confused(codes))
    if lines:
        say()
        table(("confused", "missed, and suggested there", "wrongly suggested, and people said"), lines)


def _confused(codes: Sequence[CodeFigures]) -> Iterator[tuple[str, str, str]]:
    for code in codes:
        if code.missed_for or code.wrong_for:
            yield code.code, _most(code.missed_for), _most(code.wrong_for)


def _most(counts: Mapping[str, int]) -> str:
    """The commonest codes with their counts, what no code was said of last."""
    named = [f"{code} {number}" for code, number in counts.items() if code != "none"][:2]
    return ", ".join([*named, *([f"no code {counts['none']}"] if "none" in counts else [])])


def _reliability(result: Evaluated) -> None:
    """Whether scores mean what they say, and whether they see more than length."""
    known = [code for code in result.codes if code.brier.value is not None]
    if known:
        rows = [
            (code.code, _short(code.brier, 3), _short(code.slope), _short(code.length_matched_auc))
            for code in known
        ]
        say()
        table(("calibration", "Brier", "slope", "AUC, same length"), rows, right=(1, 2, 3))
        say("slope: 1 is right, less is too sure; AUC over pairs of segments of about the same length")
    _bins(result)


def _bins(result: Evaluated) -> None:
    rows = [
        (f"{number / 10:.1f} to {(number + 1) / 10:.1f}", f"{b.number:,}", f"{b.share:.0%}")
        for number, b in enumerate(result.reliability)
        if b.share is not None
    ]
    if rows:
        say()
        table(("score", "segments x codes", "carry it"), rows, right=(1, 2))


def _curve(curve: Curve) -> None:
    if curve.points:
        rows = [
            (f"{point.labels:,}", _number(point.ap), "-" if point.kappa is None else _number(point.kappa))
            for point in curve.points
        ]
        say()
        table(("labels", "mean AP", "mean kappa"), rows, right=(0, 1, 2))
    ahead = curve.ahead
    if ahead is not None:
        within = (
            "" if ahead.low is None or ahead.high is None else f" ({ahead.low:+.2f} to {ahead.high:+.2f})"
        )
        say(
            f"{ahead.more} more labels beyond {ahead.labels:,}: mean AP {ahead.gain:+.2f}{within}, to "
            f"{_number(ahead.ap)}"
        )
    elif curve.points:
        say(f"no outlook on more labels: {curve.why}")


def _differences(found: Evaluation) -> None:
    first, second = (result.tagger for result in found.taggers)
    say(f"{second} less {first}, on the same held-out interviews")
    table(("code", "AP", "kappa"), [_difference(item) for item in found.differences])
    say("an interval that holds 0: neither is shown to be better")


def _difference(item: Difference) -> tuple[str, str, str]:
    return item.code or "mean", _figure(item.ap), _figure(item.kappa)
