"""How far one coder agrees with the same coder, in a second round."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ilccode.errors import UsageError
from ilccode.log import said_first
from ilccode.model import Codebook, Decision
from ilccode.steps.agreed_units import Allowed, clusters, quoted_units, whereabouts
from ilccode.steps.agreeing import measure, reported
from ilccode.steps.agreement_figures import AgreementReport
from ilccode.steps.coders import coders
from ilccode.steps.larger_units import larger
from ilccode.steps.plans import round_of
from ilccode.steps.primary import Primary
from ilccode.steps.random_sample import is_pilot
from ilccode.steps.study import Study
from ilccode.steps.training import versions

ROUNDS = {1: "round 1", 2: "round 2"}


def stability(
    study: Study, book: Codebook, coder: str, *, wanted: Primary | None = None, interval: str = ""
) -> AgreementReport:
    """Compare a coder's blind answers of two rounds, as those of two coders; raises `UsageError`."""
    known = coders(study)
    if not known:
        raise UsageError(f"--within {coder}: nobody has coded yet")
    if coder not in known:
        raise UsageError(f"--within {coder}: expected one of {', '.join(known)}")
    how = measure(study, wanted, interval)
    found = larger(study, _both_rounds(study, book, coder), how.judged.unit)
    return reported(book, found, how.on("rounds"), f"what {coder} said in two rounds, both blind")


def _both_rounds(study: Study, book: Codebook, coder: str) -> Allowed:
    """What a coder said twice; the rounds stand for coders."""
    said, where = _rounds(study, book, coder), whereabouts(study, book)
    quotes = quoted_units(study, book, {unit for unit, _ in said})
    given: dict[str, dict[str, dict[str, bool]]] = defaultdict(dict)
    kept_out: Counter[str] = Counter()
    for (unit, code), by_round in said.items():
        if unit not in where or len(by_round) < len(ROUNDS):
            continue
        why = "pilot" if is_pilot(study, where[unit]) else "quoted" if unit in quotes else _why_not(by_round)
        if why:
            kept_out[why] += 1
        else:
            given[code][unit] = {name: answer.present for name, answer in by_round.items()}
    units = {unit for by_unit in given.values() for unit in by_unit}
    return Allowed(
        given=given,
        kept_out=kept_out,
        clusters=clusters(where, units),
        segments={ref.id: ref for ref in study.coded if ref.id in units},
    )


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """A coder's last answer of a round about a code; `is_again` after one in sight of suggestions."""

    present: bool
    seen: tuple[str, ...]
    is_again: bool


def _why_not(by_round: Mapping[str, _Answer]) -> str:
    """Why answers of two rounds are not both blind; empty where they are."""
    seen = {what for answer in by_round.values() for what in answer.seen}
    if seen:
        return "others" if "others" in seen else "assisted"
    return "again" if any(answer.is_again for answer in by_round.values()) else ""


def _rounds(study: Study, book: Codebook, coder: str) -> dict[tuple[str, str], dict[str, _Answer]]:
    """By (unit, code) and round, a coder's last answer that was not taken back."""
    held, said = versions(study, book), defaultdict[tuple[str, str], dict[str, _Answer]](dict)
    own = [d for d in study.store.all(Decision) if d.coder == coder and not d.settles and d.codebook in held]
    for saying in said_first(own, now=study.became):
        decision = saying.decision
        unit, today = study.became.get(decision.unit, decision.unit), held[decision.codebook]
        number = round_of(decision.sample)
        for code in decision.asked if number in ROUNDS else ():
            if code in today:
                said[unit, today[code]][ROUNDS[number]] = _Answer(
                    present=code in (decision.codes or ()),
                    seen=decision.seen,
                    is_again=saying.is_again,
                )
    return said
