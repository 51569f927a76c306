"""What coders disagree about: which codes are taken for which, by whom, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ilccode.model import Codebook, Memo, Segment
from ilccode.steps.agreed_tables import sets_of
from ilccode.steps.agreed_units import Allowed, allowed
from ilccode.steps.coders import coders
from ilccode.steps.known import Known
from ilccode.steps.notes import EVERYBODY, notes_on
from ilccode.steps.queueing import Pool, Wanted
from ilccode.steps.study import Study, moment


@dataclass(frozen=True, kw_only=True)
class Excerpted:
    """A segment on which two coders differ, with what each of them gave."""

    segment: str
    transcript: str
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
    """How often coders differ, of pairs of answers about codes: by coder, interview, time or version."""

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
    codes = [code.key for code in book.at("segment")]
    said = sets_of(found, codes)
    its: dict[tuple[tuple[str, str], tuple[str, str]], list[Excerpted]] = defaultdict(list)
    for unit, by_coder in said.items():
        for one, other in combinations(sorted(by_coder), 2):
            for pair in _confused(by_coder[one], by_coder[other]):
                its[pair, (one, other)].append(
                    _excerpted(study, found.segments[unit], by_coder[one], by_coder[other])
                )
    confusions = [Confusion(codes=c, coders=who, excerpts=tuple(e)) for (c, who), e in its.items()]
    _note_shown(study, sorted({excerpt.segment for item in confusions for excerpt in item.excerpts}))
    return Disagreements(
        codebook=book.key,
        on=on,
        confusions=tuple(sorted(confusions, key=lambda item: (-len(item.excerpts), item.codes, item.coders))),
        rates=tuple(_rates(study, said, codes, found)),
    )


def unfinished(study: Study, book: Codebook) -> dict[str, int]:
    """How much of the planned random sample those who have begun with it are still to code blind."""
    pool = Pool(study, book, Wanted())
    planned = [ref for row, ref in enumerate(pool.refs) if pool.sample_of(row) == "random"]
    found: dict[str, int] = {}
    for coder in coders(study) if planned else []:
        known = Known(study, book, coder)
        left = sum(not known.is_drawn(ref.id, pool.codes) for ref in planned)
        if 0 < left < len(planned):
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


def _excerpted(study: Study, segment: Segment, one: frozenset[str], other: frozenset[str]) -> Excerpted:
    may = study.may(segment.transcript, segment.speaker, "quote")
    return Excerpted(
        segment=segment.id,
        transcript=study.name(segment.transcript),
        speaker=segment.speaker,
        text=segment.text if may else "",
        one=tuple(sorted(one)),
        other=tuple(sorted(other)),
    )


def _rates(
    study: Study,
    said: Mapping[str, Mapping[str, frozenset[str]]],
    codes: Sequence[str],
    found: Allowed,
) -> Iterator[Rate]:
    """How many of the pairs of answers about a code differ, by coder, interview, time and version."""
    quarters, versions = _quarters(found), {b.id: b.version for b in study.store.all(Codebook)}
    differ: dict[tuple[str, str], int] = defaultdict(int)
    total: dict[tuple[str, str], int] = defaultdict(int)
    for unit, by_coder in said.items():
        interview = study.name(found.clusters[unit])
        for one, other in combinations(sorted(by_coder), 2):
            apart = len(by_coder[one] ^ by_coder[other])
            both = [found.decisions[unit, coder] for coder in (one, other)]
            version = " and ".join(sorted({versions[decision.codebook] for decision in both}))
            keys = (("coder", one), ("coder", other), ("interview", interview), ("version", version))
            for key in (*keys, *((("time", quarters[unit]),) if unit in quarters else ())):
                differ[key] += apart
                total[key] += len(codes)
    for (what, name), number in sorted(total.items()):
        yield Rate(what=what, name=name, differ=differ[what, name], of=number)


def _quarters(found: Allowed) -> dict[str, str]:
    """The quarter of the work in which each segment was answered last; nothing for imported answers."""
    if any(not decision.sample for decision in found.decisions.values()):
        return {}
    when: dict[str, str] = {}
    for (unit, _), decision in found.decisions.items():
        when[unit] = max(when.get(unit, ""), decision.made_at)
    order = sorted(when, key=lambda unit: (when[unit], unit))
    return {unit: f"quarter {1 + 4 * place // len(order)}" for place, unit in enumerate(order)}


def _note_shown(study: Study, segments: Sequence[str]) -> None:
    """Note that what others said was shown: no coder's later answer there is independent."""
    new = [s for s in segments if all((n.kind, n.coder) != ("shown", EVERYBODY) for n in notes_on(study, s))]
    told, when = "listed as a disagreement", moment()
    study.store.add(Memo(about=s, kind="shown", coder=EVERYBODY, text=told, made_at=when) for s in new)
