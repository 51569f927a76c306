"""How far one coder agrees with the same coder, in a second round."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ilccode.agreement.coefficients import Agreement, agreement
from ilccode.agreement.intervals import Interval, bootstrap
from ilccode.agreement.ratings import ratings
from ilccode.errors import UsageError
from ilccode.model import Codebook, Decision
from ilccode.steps.agreeing import MADE
from ilccode.steps.coders import coders
from ilccode.steps.plans import PILOT, round_of
from ilccode.steps.primary import Primary, primary
from ilccode.steps.study import Study
from ilccode.steps.training import versions


@dataclass(frozen=True, kw_only=True)
class Stability:
    """How far a coder's answers about a code agree over two rounds, both blind."""

    code: str
    units: int
    agreement: Agreement
    interval: Interval


def stability(
    study: Study,
    book: Codebook,
    coder: str,
    *,
    rounds: tuple[int, int] = (1, 2),
    wanted: Primary | None = None,
) -> tuple[Stability, ...]:
    """Compare a coder's blind answers of two rounds, code by code; raises `UsageError`."""
    known = coders(study)
    if coder not in known:
        raise UsageError(f"--within {coder}: expected one of {', '.join(known) or 'nobody yet'}")
    judged, said = wanted or primary(study), _rounds(study, book, coder)
    interviews = {ref.id: ref.transcript for ref in study.coded}
    pilots = {t for t in study.transcripts if study.facts.get((t, PILOT)) == "yes"}
    found: list[Stability] = []
    for code in book.at("segment"):
        its = {
            unit: by_round
            for (unit, key), by_round in said.items()
            if key == code.key and all(number in by_round for number in rounds)
            if interviews.get(unit, "") not in {"", *pilots}
        }
        given = ratings(
            [[by_round[number] for number in rounds] for by_round in its.values()],
            categories=(False, True),
            clusters=[interviews[unit] for unit in its],
        )
        used = MADE[judged.coefficient]()
        interval = bootstrap(used, given, seed=int(study.plan("seed")))
        found.append(
            Stability(code=code.key, units=len(its), agreement=agreement(used, given), interval=interval)
        )
    return tuple(found)


def _rounds(study: Study, book: Codebook, coder: str) -> dict[tuple[str, str], dict[int, bool]]:
    """By (unit, code) and round, a coder's last blind answer that was not taken back."""
    held, said = versions(study, book), defaultdict[tuple[str, str], dict[int, bool]](dict)
    made: dict[str, Decision] = {}
    for decision in study.store.all(Decision):
        if decision.coder != coder or decision.settles or decision.codebook not in held:
            continue
        if decision.codes is None:
            for old in decision.replaces:
                made.pop(old, None)
        elif not decision.seen:
            made[decision.id] = decision
    for decision in made.values():
        unit, today = study.became.get(decision.unit, decision.unit), held[decision.codebook]
        for code in decision.asked:
            if code in today:
                said[unit, today[code]][round_of(decision.sample)] = code in (decision.codes or ())
    return said
