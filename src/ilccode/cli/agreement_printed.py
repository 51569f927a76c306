"""How far coders agree, as lines and tables at the terminal."""

from __future__ import annotations

from math import copysign
from shlex import quote
from typing import TYPE_CHECKING

from ilccode.cli.printing import count, wrapped
from ilccode.console import say, table
from ilccode.steps.agreed_units import KEPT_OUT, ON
from ilccode.steps.primary import COEFFICIENTS
from ilccode.steps.units import HIGHER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ilccode.agreement.intervals import Interval
    from ilccode.steps.agreeing import Ahead
    from ilccode.steps.agreement_figures import AgreementReport, TableAgreement
    from ilccode.steps.disagreeing import Disagreements
    from ilccode.steps.model_as_rater import BesideModel
    from ilccode.steps.primary import Fixed, Primary

NAME = 21
"""How many letters of a name a table of figures has room for."""


def report(found: AgreementReport, fixed: Fixed | None) -> None:
    """On which answers, by what it is judged, the figures, and what they allow to say."""
    say(wrapped(f"{found.codebook}: agreement on {ON.get(found.on, found.on)}"))
    judged = found.primary
    say(wrapped(f"coders: {'; '.join(found.coders) or 'no two have answered the same units yet'}"))
    if found.interviews:
        say(f"{count(found.interviews, 'interview')}; {judged.unit} units")
    how = _fixed(fixed, is_primary=judged.is_fixed)
    say(wrapped(f"judged by {COEFFICIENTS[judged.coefficient].words} against {judged.threshold:g} ({how})"))
    _kept_out(found)
    if len(found.coders) < 2:
        return
    its: list[TableAgreement] = []
    for level in dict.fromkeys(item.codes_of for item in found.tables):
        its += _at([item for item in found.tables if item.codes_of == level], judged.coefficient)
    _raw(its)
    _pairs(its, judged.coefficient)
    _readings(its)
    say()
    say(wrapped(_how(its)))
    if any(item.is_ordered for item in its):
        told = "(ordinal): near levels agree in part (by ranks), so AC1 is AC2 there; percent is plain"
        say(wrapped(told))


def _fixed(fixed: Fixed | None, *, is_primary: bool) -> str:
    if fixed is None:
        return "not fixed beforehand: see --fix"
    if not is_primary:
        return f"supplementary: fixed was {said(fixed.what)}, on the random sample, with the jackknife"
    units = count(fixed.units, "unit")
    return f"fixed on {fixed.day}, {f'after {units}' if fixed.units else 'before any'} had been coded by two"


def said(judged: Primary) -> str:
    """By what agreement is judged, in a few words."""
    looks = count(judged.looks, "look")
    return f"{judged.coefficient} at {judged.threshold:g} by {judged.unit}, {looks}"


def _kept_out(found: AgreementReport) -> None:
    for why, number in found.kept_out.items():
        say(wrapped(f"kept out: {count(number, 'answer')} {KEPT_OUT[why]}"))
    for reach in found.reach:
        said = (
            f"{reach.coder} has coded {count(reach.units, 'unit')} without a hole ({', '.join(reach.codes)})"
        )
        say(wrapped(f"{said}; the next is {reach.next}"))
    if found.partial:
        unit = count(found.partial, found.primary.unit)
        say(wrapped(f"in part only: {unit}; what was not drawn, or not coded by all, is no part of them"))


def _at(items: list[TableAgreement], coefficient: str) -> list[TableAgreement]:
    """The figures about the codes of one kind of unit; what is there to be said more of."""
    level = items[0].codes_of
    say()
    if not any(item.units for item in items):
        how = f"ilccode review --blind --unit {level}"
        say(f"{level}s: none was answered by two yet{f' ({how})' if level in HIGHER else ''}")
        return []
    if level in HIGHER:
        say(f"{level}s as a whole, each of which stands for itself where elsewhere interviews do")
    _figures(items, coefficient)
    return items


def _figures(items: Sequence[TableAgreement], coefficient: str) -> None:
    header = ("", "units", "yes", "percent", "positive", coefficient, "interval", "AC1")
    table(header, [_row(item) for item in items], right=(1, 2, 3, 4, 5, 6, 7))


def _row(item: TableAgreement) -> tuple[str, ...]:
    return (
        _short(item.name),
        f"{item.units:,}",
        "" if item.positives is None else f"{item.positives:,}",
        _figure(item.percent.value),
        _figure(item.positive) if item.kind in ("code", "any of") else "",
        _figure(item.primary.value),
        _between(item.interval),
        _figure(item.ac1.value) if item.ac1 else "",
    )


def _short(name: str) -> str:
    """A name that leaves room for the figures on a terminal of 80 columns; below it stands in full."""
    half = NAME // 2
    return name if len(name) <= NAME else f"{name[:half]}…{name[-half:]}"


def _raw(items: Sequence[TableAgreement]) -> None:
    """The raw tables, how often coders said what; and Gwet's interval, as if units were independent."""
    say()
    for item in items:
        told = [f"{said}: {number:,}" for said, number in item.counts.items()]
        if item.prevalence is not None:
            told.append(f"prevalence {item.prevalence:.1%} of answers; negative {_figure(item.negative)}")
        if item.analytic is not None:
            told.append(f"by units {_between(item.analytic)}")
        if told:
            say(wrapped(f"{item.name}: {'; '.join(told)}"))


def _pairs(items: Sequence[TableAgreement], coefficient: str) -> None:
    """Two by two, where there are more than two coders."""
    rows = [
        (item.name, " and ".join(pair.coders), f"{pair.agreement.units:,}", _figure(pair.agreement.value))
        for item in items
        for pair in item.pairs
    ]
    if rows:
        say()
        table(("two by two", "", "units", coefficient), rows, right=(2, 3))


def _readings(items: Sequence[TableAgreement]) -> None:
    """What figures allow to say; what is the same of several is said once."""
    say()
    _told([(item.name, told) for item in items for told in item.reading], len(items))


def _told(said: Sequence[tuple[str, str]], number: int) -> None:
    """What is said of each name, the same of several names once; `number` are all."""
    its: dict[str, list[str]] = {}
    for name, told in said:
        its.setdefault(told, []).append(name)
    for told, names in its.items():
        say(wrapped(f"{'all' if len(names) == number > 1 else ', '.join(names)}: {told}"))


def _how(items: Sequence[TableAgreement]) -> str:
    """How intervals came about, and what columns mean."""
    interval, codes_of = items[0].interval, items[0].codes_of
    level = f"{interval.level:.1%}".replace(".0%", "%")
    drawn = f" of {interval.draws:,} draws, seed {interval.seed}" if interval.draws else ""
    over = "interviews, as turns of one interview are not independent"
    over = f"{codes_of}s" if codes_of in HIGHER else over
    return (
        f"intervals: {level}, {interval.method}{drawn}, over {over}; by units: Gwet's, as if all units were "
        "independent; yes: units that somebody gave the code; percent: how many of a unit's pairs of answers "
        "agree, on average; positive, negative: how often another coder gives the code where one does, and "
        "does not where one does not; all codes: alpha on sets of codes, at MASI distances"
    )


def enough(ahead: Sequence[Ahead], judged: Primary) -> None:
    """Of each code, whether there is enough, or how much more there should be."""
    say(f"whether the lower bound passes: {said(judged)}")
    told = []
    for item in ahead:
        found = item.outlook
        number = f" (about {found.more:,} {item.unit}s)" if found.more else ""
        told.append((item.name, f"{found.verdict}: {found.reason}{number}"))
    _told(told, len(ahead))


def beside(found: BesideModel, coefficient: str) -> None:
    """The suggestions as one more rater."""
    say()
    say(f"the machine's suggestions ({found.run or 'there are none: `ilccode tag` makes them'})")
    if found.has_learned:
        told = (
            "they have learned from people's decisions; as far as those were on these segments, that "
            "flatters them: `ilccode evaluate` judges them on held-out interviews"
        )
        say(wrapped(told))
    for it in (it for it in found.beside if any(item.units for item in it.tables)):
        say()
        say(f"beside {it.coder}")
        say()
        _figures(it.tables, coefficient)
        _raw(it.tables)
        _readings(it.tables)


def steady(found: AgreementReport, coder: str, fixed: Fixed | None) -> None:
    """How far one coder agrees with the same coder."""
    if not found.coders and not found.kept_out:
        say(f"there is no second round yet: ilccode review --coder {quote(coder)} --round 2")
        return
    report(found, fixed)


def listed(found: Disagreements) -> None:
    """What is confused with what, by whom, with the excerpts; then how often, by coder and interview."""
    if not found.rates:
        say("nothing can be compared before two coders have coded the same units")
        return
    if not found.confusions:
        say("coders do not differ anywhere")
    for item in found.confusions:
        (one, other), (first, second) = item.codes, item.coders
        where = f" ({first} | {second})"
        say(f"{count(len(item.excerpts), 'unit')}: {_differ(one, other, first, second)}{where}")
        for excerpt in item.excerpts:
            sets = f"{', '.join(excerpt.one) or 'no code'} | {', '.join(excerpt.other) or 'no code'}"
            words = f": {excerpt.speaker}: {excerpt.text}" if excerpt.text else ""
            where = f"{excerpt.unit} in {excerpt.name}" if excerpt.text else excerpt.name
            say(wrapped(f"{where} ({sets}){words}", "    "))
        say()
    rows = [(r.what, r.name, f"{r.differ:,}", f"{r.of:,}", f"{r.differ / r.of:.1%}") for r in found.rates]
    table(("by", "", "differ", "of", "rate"), rows, right=(2, 3, 4))
    say()
    say(
        wrapped(
            "of: pairs of coders' answers about one code. That this was shown is noted: later answers there "
            "do not count for agreement. `ilccode adjudicate` settles what coders differ on"
        )
    )


def _differ(one: str, other: str, first: str, second: str) -> str:
    """How two coders differ, in words."""
    if one and other:
        return f"{first} gives {one} where {second} gives {other}"
    gives, code, not_ = (first, one, second) if one else (second, other, first)
    return f"{gives} gives {code}, {not_} does not"


def _between(interval: Interval | None) -> str:
    if interval is None or interval.low is None or interval.high is None:
        return "-"
    return f"{_figure(interval.low)} to {_figure(interval.high)}"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{round(value + copysign(1e-9, value), 2) + 0.0:.2f}"
