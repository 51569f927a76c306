"""How far one coder agrees with the same coder, in a second round."""

from __future__ import annotations

from collections import Counter, defaultdict

from ilccode.errors import UsageError
from ilccode.model import Codebook, Decision, Segment
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
    if coder not in known:
        raise UsageError(f"--within {coder}: expected one of {', '.join(known) or 'nobody yet'}")
    how = measure(study, wanted, interval)
    found = larger(study, _both_rounds(study, book, coder), how.judged.unit)
    return reported(book, found, how, f"what {coder} said in two rounds, both blind")


def _both_rounds(study: Study, book: Codebook, coder: str) -> Allowed:
    """What a coder said twice; the rounds stand for coders."""
    kept_out: Counter[str] = Counter()
    said, where = _rounds(study, book, coder, kept_out), whereabouts(study, book)
    quotes = quoted_units(study, book, {unit for unit, _ in said})
    given: dict[str, dict[str, dict[str, bool]]] = defaultdict(dict)
    for (unit, code), by_round in said.items():
        if unit not in where or len(by_round) < len(ROUNDS):
            continue
        why = "pilot" if is_pilot(study, where[unit]) else "quoted" if unit in quotes else ""
        if why:
            kept_out[why] += len(by_round)
        else:
            given[code][unit] = by_round
    units = {unit for by_unit in given.values() for unit in by_unit}
    segments = sorted(unit for unit in units if unit.startswith(Segment.prefix))
    return Allowed(
        given=given,
        kept_out=kept_out,
        clusters=clusters(where, units),
        segments={segment: study.store.get(Segment, segment) for segment in segments},
    )


def _rounds(
    study: Study, book: Codebook, coder: str, kept_out: Counter[str]
) -> dict[tuple[str, str], dict[str, bool]]:
    """By (unit, code) and round, a coder's last blind answer that was not taken back; counts the others."""
    held, said = versions(study, book), defaultdict[tuple[str, str], dict[str, bool]](dict)
    made: dict[str, Decision] = {}
    for decision in study.store.all(Decision):
        if decision.coder != coder or decision.settles or decision.codebook not in held:
            continue
        if decision.codes is None:
            for old in decision.replaces:
                made.pop(old, None)
        elif round_of(decision.sample) in ROUNDS:
            made[decision.id] = decision
    for decision in made.values():
        if decision.seen:
            kept_out["others" if "others" in decision.seen else "assisted"] += len(decision.asked)
            continue
        unit, today = study.became.get(decision.unit, decision.unit), held[decision.codebook]
        for code in decision.asked:
            if code in today:
                said[unit, today[code]][ROUNDS[round_of(decision.sample)]] = code in (decision.codes or ())
    return said
