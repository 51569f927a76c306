"""Codes of which at most one applies: exclusive ones, and ordered ones with their cuts.

An ordered group of codes is learned by its cuts (Frank and Hall 2001): "this level or a higher one" is a
code of its own for each level, so that a neighbour's label is a smaller error than a far one's. A level's
probability is the difference between its cut and the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from ilccode.taggers.labels import Labels

if TYPE_CHECKING:
    from ilccode.protocols import Entry, Floats

_LEAST = 1e-7
"""The least probability that is taken for a level of an ordered group."""


@dataclass(frozen=True, kw_only=True)
class Grouped:
    """The codes of a group by number; an ordered group's from the lowest."""

    kind: str
    codes: tuple[int, ...]


def groups(entries: Sequence[Entry]) -> list[Grouped]:
    """The groups in which codes exclude one another, of at least two codes each."""
    found: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        if entry.kind != "any":
            found.setdefault(entry.group, []).append(number)
    return [
        Grouped(kind=entries[codes[0]].kind, codes=tuple(sorted(codes, key=lambda code: entries[code].rank)))
        for codes in found.values()
        if len(codes) > 1
    ]


def cut_labels(labels: Labels, group: Grouped) -> Labels:
    """Labels of an ordered group's cuts, known where all of its codes are."""
    codes = list(group.codes)
    above = _from_above(labels.y[:, codes]).clip(0, 1)
    weight = np.repeat(labels.weight[:, codes].min(axis=1, keepdims=True), len(codes), axis=1)
    return Labels(y=np.where(weight > 0, above, 0.0), weight=weight)


def cut_parts(parts: Floats, group: Grouped) -> Floats:
    """The zero-shot parts of an ordered group's cuts, n x cuts x parts: sums of its codes', not scaled."""
    return _from_above(parts[:, list(group.codes)])


def level_odds(cuts: Floats) -> Floats:
    """Log-odds of the levels, lowest first, from those of the cuts, n x cuts; they sum to at most one."""
    reached = np.minimum.accumulate(expit(cuts), axis=1)
    levels = reached - np.hstack([reached[:, 1:], np.zeros((len(reached), 1))])
    odds: Floats = logit(np.maximum(levels, _LEAST))
    return odds


def exclusive_odds(odds: Floats) -> Floats:
    """Log-odds of codes that exclude one another from those of each by itself, n x codes.

    Where the probabilities sum to more than one, they are scaled to one.
    """
    likely = expit(odds)
    total = likely.sum(axis=1, keepdims=True)
    scaled: Floats = np.where(total > 1, logit(likely / np.maximum(total, 1)), odds)
    return scaled


def _from_above(levels: Floats) -> Floats:
    """Sums over each level and all higher ones."""
    sums: Floats = np.cumsum(levels[:, ::-1], axis=1)[:, ::-1]
    return sums
