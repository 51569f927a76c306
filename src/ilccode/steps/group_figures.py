"""How well the levels of ordered groups are told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ilccode.model import Codebook, Group
from ilccode.steps.figures import Figure, figure
from ilccode.steps.measures import weighted_kappa
from ilccode.steps.refusing import LEAST_INTERVIEWS, LEAST_POSITIVES, refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Floats
    from ilccode.steps.measures import Weights

LEAST_LEVELS = 2
"""So many levels must each be borne by segments enough: else kappa says nothing of telling them apart."""


@dataclass(frozen=True, kw_only=True)
class GroupFigures:
    """How well an ordered group's levels are told apart, on segments that people put on a level.

    The machine's level is the likeliest one by its fold's own scores; kappa's weights are squared distances.
    """

    group: str
    levels: tuple[str, ...]
    labelled: int
    weighted_kappa: Figure


def group_figures(
    book: Codebook,
    codes: Sequence[str],
    scores: Floats,
    labels: Floats,
    weights: Callable[[NDArray[np.int64]], Weights],
) -> Iterator[GroupFigures]:
    """How well the levels of each ordered group are told apart; `labels` are nan where they do not count."""
    for group in book.groups:
        if group.kind == "ordered" and group.unit == "segment":
            columns = [codes.index(code) for code in group.codes]
            yield _group(group, scores[:, columns], labels[:, columns], weights)


def _group(
    group: Group, scores: Floats, labels: Floats, weights: Callable[[NDArray[np.int64]], Weights]
) -> GroupFigures:
    rows = np.flatnonzero(np.isin(labels, (0, 1)).all(axis=1) & ((labels == 1).sum(axis=1) == 1))
    true, said, of = (labels[rows] == 1).argmax(axis=1), scores[rows].argmax(axis=1), weights(rows)
    why = _refused(true, len(group.codes), of.of)
    found = Figure(value=None, why=why)
    if not why:
        found = figure(weighted_kappa(true, said, len(group.codes), of), "all are on one level")
    return GroupFigures(group=group.key, levels=group.codes, labelled=len(rows), weighted_kappa=found)


def _refused(true: NDArray[np.int64], levels: int, interviews: NDArray[np.int64]) -> str:
    """Why levels cannot be compared; empty where they can."""
    number = len(np.unique(interviews))
    if len(true) < LEAST_POSITIVES or number < LEAST_INTERVIEWS:
        return f"{len(true)} segments on a level, in {number} interviews"
    borne = sum(not refusal(true == level, interviews) for level in range(levels))
    if borne < LEAST_LEVELS:
        on = f"{LEAST_POSITIVES} segments in {LEAST_INTERVIEWS} interviews"
        return f"{borne} of at least {LEAST_LEVELS} levels with {on}"
    return ""
