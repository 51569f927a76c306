"""How well a tagger does: what is printed of it, 100 columns at the most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ilccode.cli.printing import WIDTH, wrapped
from ilccode.console import say, table

if TYPE_CHECKING:
    from ilccode.steps.evaluating import Evaluation
    from ilccode.steps.figures import CodeFigures, Figure, Mean
    from ilccode.steps.judging import Difference, Evaluated
    from ilccode.steps.learning_curve import Curve
    from ilccode.steps.outlook import Ahead

_NAMED = 3


def evaluated(found: Evaluation) -> None:
    """Print an evaluation."""
    for result in found.taggers:
        _header(found, result)
        _codes(result.codes)
        _legend(found, result)
        _refused(result.codes)
        _confusions(result.codes)
        for group in result.groups:
            kappa = group.weighted_kappa
            _wrapped(f"{group.group}, in order: weighted kappa {_figure(kappa)}", kappa.why)
        _reliability(result)
        _curve(result.curve)
        say()
    if found.differences:
        _differences(found)
    for note in found.notes:
        _wrapped(note)


def _wrapped(*parts: str) -> None:
    """A line of text, broken where it is long."""
    say(wrapped(", ".join(filter(None, parts))))


def _header(found: Evaluation, result: Evaluated) -> None:
    _wrapped(
        f"{found.codebook} {found.version}, tagger {result.tagger}: {found.labelled:,} decided segments of "
        f"{found.interviews} interviews, held out in {found.folds} parts"
    )
    if result.ap.codes:
        _wrapped(
            f"mean AP {_figure(result.ap)} against {_short(result.chance)} by chance, "
            f"{_over(result.ap, result)}; mean kappa {_figure(result.kappa)}, {_over(result.kappa, result)}"
        )
    say()


def _over(mean: Mean, result: Evaluated) -> str:
    return f"over {mean.codes} of {len(result.codes)} codes"


def _keyed(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]) -> None:
    """A table by code; the middle of a key is left out where the line would be too long."""
    others = zip(header[1:], *(row[1:] for row in rows), strict=True)
    room = WIDTH - sum(2 + max(map(len, column)) for column in others)
    table(header, [(_short_key(row[0], room), *row[1:]) for row in rows], right=right)


def _short_key(code: str, room: int) -> str:
    if len(code) <= room:
        return code
    half = max(room - 1, 8) // 2
    return f"{code[:half]}…{code[-half:]}"


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
    _keyed(header, rows, right=(1, 2, 5, 6, 7))


def _legend(found: Evaluation, result: Evaluated) -> None:
    _wrapped("chance: the AP of guessing; right, found: precision and recall of what is suggested")
    if result.ap.codes:
        _wrapped(found.ranking)


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
    """A number without the nought before its point; nothing is less than nought by rounding."""
    said = f"{value:.{digits}f}"
    said = said.removeprefix("-") if not said.strip("-0.") else said
    return said.replace("0.", ".", 1) if abs(float(said)) < 1 else said


def _signed(value: float) -> str:
    """A number with its sign, whichever it is."""
    said = _number(value)
    return said if said.startswith("-") else f"+{said}"


def _refused(codes: Sequence[CodeFigures]) -> None:
    for code in codes:
        if code.ap.value is None:
            _wrapped(f"{code.code}: no figures, {code.ap.why}")
            continue
        undefined = (
            ("precision", code.precision),
            ("kappa", code.kappa),
            ("slope", code.slope),
            ("AUC over the same length", code.length_matched_auc),
        )
        for name, figure in undefined:
            if figure.value is None:
                _wrapped(f"{code.code}: no {name}, {figure.why}")


def _confusions(codes: Sequence[CodeFigures]) -> None:
    """What each code is taken for, a line each way."""
    lines = list(_confused(codes))
    if lines:
        say()
        say("confused: what is wrong both ways on one segment")
        for line in lines:
            _wrapped(line)


def _confused(codes: Sequence[CodeFigures]) -> Iterator[str]:
    for code in codes:
        if code.missed_for:
            yield f"{code.code} missed, and wrongly suggested there: {_most(code.missed_for)}"
        if code.wrong_for:
            yield f"{code.code} wrongly suggested, and missed there: {_most(code.wrong_for)}"


def _most(counts: Mapping[str, int]) -> str:
    """The commonest codes with their counts, last where there was none."""
    named = [(code, number) for code, number in counts.items() if code != "none"]
    told = [f"{code} {number:,}" for code, number in named[:_NAMED]]
    rest = sum(number for _, number in named[_NAMED:])
    return ", ".join(
        [
            *told,
            *([f"others {rest:,}"] if rest else []),
            *(f"none {n:,}" for n in [counts.get("none", 0)] if n),
        ]
    )


def _reliability(result: Evaluated) -> None:
    """Whether scores mean what they say, and whether they see more than length."""
    known = [code for code in result.codes if code.brier.value is not None]
    if known:
        rows = [
            (code.code, _short(code.brier, 3), _short(code.slope), _short(code.length_matched_auc))
            for code in known
        ]
        say()
        _keyed(("calibration", "Brier", "slope", "AUC, same length"), rows, right=(1, 2, 3))
        say("slope: 1 is right, less is too sure; AUC over pairs of segments of about the same length")
    _bins(result)


def _bins(result: Evaluated) -> None:
    rows = [(f"{b.low:.1f} to {b.high:.1f}", f"{b.number:,}", f"{b.share:.0%}") for b in result.reliability]
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
    if curve.ahead is not None:
        _outlook(curve.ahead)
    elif curve.points:
        _wrapped(f"no outlook on more labels: {curve.why}")


def _outlook(ahead: Ahead) -> None:
    has_interval = ahead.low is not None and ahead.high is not None
    within = f" ({_signed(ahead.low or 0.0)} to {_signed(ahead.high or 0.0)})" if has_interval else ""
    _wrapped(
        f"{ahead.more} more labels beyond {ahead.labels:,}: mean AP {_signed(ahead.gain)}{within}, to "
        f"{_number(ahead.ap)}"
    )
    if (ahead.high or 0.0) - (ahead.low or 0.0) > abs(ahead.gain):
        _wrapped(
            "the interval is wider than the gain is large: the curve does not tell what they would bring"
        )


def _differences(found: Evaluation) -> None:
    first, second = (result.tagger for result in found.taggers)
    _wrapped(f"{second} less {first}, on the same held-out interviews")
    _keyed(("code", "AP", "kappa"), [_difference(item) for item in found.differences], right=())
    if any(figure.low is not None for item in found.differences for figure in (item.ap, item.kappa)):
        say("an interval that holds 0: neither is shown to be better")


def _difference(item: Difference) -> tuple[str, str, str]:
    return item.code or "mean", _gain(item.ap), _gain(item.kappa)


def _gain(found: Figure) -> str:
    """A difference with its interval, signs on all of them."""
    if found.value is None:
        return "-"
    if found.low is None or found.high is None:
        return _signed(found.value)
    return f"{_signed(found.value)} ({_signed(found.low)} to {_signed(found.high)})"
