"""What labels rest on: rulings, answers given with something on the screen, a sample drawn at random."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ilccode.log import in_force
from ilccode.model import Codebook, Decision
from ilccode.sampling import random_number
from ilccode.steps.study import Study
from ilccode.steps.training import versions

if TYPE_CHECKING:
    from ilccode.protocols import Flags, Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Warrants:
    """What n x k labels rest on.

    `ruled` are rulings; `assisted` were given with suggestions on the screen, `swayed`, without being
    rulings, with what others had said; of `unknown` it is not known what was there.
    """

    ruled: Flags
    assisted: Flags
    swayed: Flags
    unknown: Flags


def warrants(study: Study, book: Codebook, segments: Sequence[str], codes: Sequence[str]) -> Warrants:
    """What a codebook's labels rest on, segment by segment; where there is a ruling, on it alone."""
    given = _answers(study, book, segments, codes)
    rulings = {cell: [d for d in answers if d.settles] for cell, answers in given.items()}
    ruled, assisted, swayed, unknown = np.zeros((4, len(segments), len(codes)), dtype=bool)
    for cell, answers in given.items():
        seen = {what for decision in rulings[cell] or answers for what in decision.seen}
        ruled[cell] = bool(rulings[cell])
        assisted[cell], unknown[cell] = "suggestions" in seen, "unknown" in seen
        swayed[cell] = "others" in seen and not rulings[cell]
    return Warrants(ruled=ruled, assisted=assisted, swayed=swayed, unknown=unknown)


def _answers(
    study: Study, book: Codebook, segments: Sequence[str], codes: Sequence[str]
) -> dict[tuple[int, int], list[Decision]]:
    """The decisions in force on each code of each segment, both by number."""
    rows = {segment: row for row, segment in enumerate(segments)}
    columns = {code: column for column, code in enumerate(codes)}
    same, became = versions(study, book), study.became
    given: dict[tuple[int, int], list[Decision]] = defaultdict(list)
    for decision in in_force(study.store.all(Decision)):
        row = rows.get(became.get(decision.unit, decision.unit))
        today = same.get(decision.codebook, {})
        for code in decision.asked:
            column = columns.get(today.get(code, ""))
            if row is not None and column is not None:
                given[row, column].append(decision)
    return given


def picked(labels: Floats, firsts: Sequence[str], seed: int) -> Flags:
    """Which of n segments were labelled without having been drawn at random, for some code.

    The random sample of a code is every segment whose random number is below that of the first one that
    nobody has answered; all of them, where all are answered. `firsts` are the segments' first versions.
    """
    numbers = np.array([random_number(seed, first) for first in firsts])
    outside = np.zeros(labels.shape, dtype=bool)
    for column, known in enumerate((~np.isnan(labels)).T):
        limit = numbers[~known].min(initial=1.0)
        outside[:, column] = known & (numbers >= limit)
    return np.asarray(outside.any(axis=1))
