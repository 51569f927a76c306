"""What coders disagree about: which codes are taken for which, by whom, and where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ilccode.model import UNITS, Codebook, Segment
from ilccode.steps.agreed_units import Allowed, allowed
from ilccode.steps.coders import coders
from ilccode.steps.known import Known
from ilccode.steps.notes import EVERYBODY, note_shown
from ilccode.steps.queueing import Pool, Wanted
from ilccode.steps.study import Study
from ilccode.steps.units import CASE, units


@dataclass(frozen=True, kw_only=True)
class Excerpted:
    """A unit on which two coders differ, with what each of them gave; a case has neither speaker nor text."""

    unit: str
    name: str
    speaker: str
    text: str
    one: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Confusion:
    """Where one of two coders gave a code and the other another one, or none (empty)."""

    codes: tuple[str, str]
    coders: tuple[str, str]
    excerpts: tuple[Excerpted, ...]


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How often coders differ, of pairs of answers: by code, coder, interview or case, time or version."""

    what: str
    name: str
    differ: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Disagreements:
    """What coders disagree about, the most frequent first, and how often: `rates`."""

    codebook: str
    on: str
    confusions: tuple[Confusion, ...]
    rates: tuple[Rate, ...]


def disagreements(study: Study, book: Codebook, *, on: str = "random") -> Disagreements:
    """What coders disagree about in a codebook; that it was shown is noted, for all coders."""
    found = allowed(study, book, on=on)
    both = [pair for kind in UNITS for pair in _both(found, [c.key for c in book.at(kind)])]
    differ = {pair.unit for pair in both if pair.one != pair.other}
    texts = {segment.id: segment for segment in _segments(study, found, differ)}
    names = {unit.id: unit.name for unit in units(study, book)}
    its: dict[tuple[tuple[str, str], tuple[str, str]], list[Excerpted]] = defaultdict(list)
    for pair in both:
        for codes in _confused(pair.one, pair.other):
            its[codes, pair.coders].append(_excerpted(study, texts, pair, names))
    confusions = [Confusion(codes=c, coders=who, excerpts=tuple(e)) for (c, who), e in its.items()]
    shown = sorted({excerpt.unit for item in confusions for excerpt in item.excerpts})
    note_shown(study, book, shown, EVERYBODY)
    return Disagreements(
        codebook=book.key,
        on=on,
        confusions=tuple(sorted(confusions, key=lambda item: (-len(item.excerpts), item.codes, item.coders))),
        rates=tuple(_rates(study, both, found, names)),
    )


@dataclass(frozen=True, kw_only=True)
class _Both:
    """What two coders gave a segment, of the codes, `asked`, that both have answered about."""

    unit: str
    coders: tuple[str, str]
    asked: tuple[str, ...]
    one: frozenset[str]
    other: frozenset[str]


def _both(found: Allowed, codes: Sequence[str]) -> Iterator[_Both]:
    """Each pair of coders on each segment about which both have answered something."""
    for unit in dict.fromkeys(unit for code in codes for unit in found.given.get(code, ())):
        said = {code: found.given[code][unit] for code in codes if unit in found.given.get(code, ())}
        for one, other in combinations(sorted({coder for its in said.values() for coder in its}), 2):
            asked = tuple(code for code, its in said.items() if one in its and other in its)
            first, second = (frozenset(c for c in asked if said[c][coder]) for coder in (one, other))
            if asked:
                yield _Both(unit=unit, coders=(one, other), asked=asked, one=first, other=second)


def unfinished(study: Study, book: Codebook) -> dict[str, int]:
    """How many units of the planned samples coders are still to answer blind, about codes they have begun."""
    pool = Pool(study, book, Wanted())
    planned = [ref.id for row, ref in enumerate(pool.refs) if pool.sample_of(row)]
    found: dict[str, int] = {}
    for coder in coders(study) if planned else []:
        known = Known(study, book, coder)
        begun = [code for code in pool.codes if any(known.is_drawn(unit, [code]) for unit in planned)]
        if left := sum(not known.is_drawn(unit, begun) for unit in planned) if begun else 0:
            found[coder] = left
    return found


def _confused(one: frozenset[str], other: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Which code of one stands against which of the other; against none, where the other gave no more."""
    mine, theirs = sorted(one - other), sorted(other - one)
    if mine and theirs:
        yield from ((a, b) for a in mine for b in theirs)
    else:
        yield from ((code, "") for code in mine)
        yield from (("", code) for code in theirs)


def _segments(study: Study, found: Allowed, wanted: Collection[str]) -> Iterator[Segment]:
    """Some segments with their texts, interview by interview."""
    for transcript in dict.fromkeys(ref.transcript for ref in found.segments.values()):
        yield from (segment for segment in study.segments(transcript) if segment.id in wanted)


def _excerpted(
    study: Study, texts: Mapping[str, Segment], pair: _Both, names: Mapping[str, str]
) -> Excerpted:
    one, other = tuple(sorted(pair.one)), tuple(sorted(pair.other))
    segment = texts.get(pair.unit)
    if segment is None:
        return Excerpted(unit=pair.unit, name=names[pair.unit], speaker="", text="", one=one, other=other)
    may = study.may(segment.transcript, segment.speaker, "quote")
    return Excerpted(
        unit=segment.id,
        name=study.name(segment.transcript),
        speaker=segment.speaker,
        text=segment.text if may else "(may not be quoted)",
        one=one,
        other=other,
    )


def _rates(study: Study, both: Sequence[_Both], found: Allowed, names: Mapping[str, str]) -> Iterator[Rate]:
    """How many of the pairs of answers about a code differ, by coder, interview, time and version."""
    quarters, versions = _quarters(found), {b.id: b.version for b in study.store.all(Codebook)}
    differ: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for pair in both:
        where = found.clusters[pair.unit]
        kind = "case" if where.startswith(CASE) else "interview"
        interview, apart = names.get(where) or study.name(where), pair.one ^ pair.other
        for code in pair.asked:
            its = [found.decisions[pair.unit, code, coder] for coder in pair.coders]
            version = " and ".join(sorted({versions[decision.codebook] for decision in its}))
            keys = [("coder", name) for name in pair.coders]
            keys += [(kind, interview), ("version", version), ("code", code)]
            keys += [("time", quarters[pair.unit])] if pair.unit in quarters else []
            total.update(keys)
            differ.update(keys if code in apart else ())
    for (what, name), number in sorted(total.items()):
        yield Rate(what=what, name=name, differ=differ[what, name], of=number)


def _quarters(found: Allowed) -> dict[str, str]:
    """The quarter of the work in which each segment was answered last; nothing for imported answers."""
    its = {key: decision for key, decision in found.decisions.items() if key[0] in found.segments}
    if any(not decision.sample for decision in its.values()):
        return {}
    when: dict[str, str] = {}
    for (unit, _, _), decision in its.items():
        when[unit] = max(when.get(unit, ""), decision.made_at)
    order = sorted(when, key=lambda unit: (when[unit], unit))
    return {unit: f"quarter {1 + 4 * place // len(order)}" for place, unit in enumerate(order)}
