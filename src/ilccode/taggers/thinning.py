"""Many thousands of labels: as many as a fit takes in seconds, weighed so that they stand for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ilccode.taggers.draws import numbers

if TYPE_CHECKING:
    from ilccode.protocols import Floats
    from ilccode.taggers.labels import Labels

MOST = 1500
"""How many labelled segments a fit learns from: its time grows with the cube of their number."""


def thinned(labels: Labels, texts: Sequence[str], seed: int) -> Labels:
    """Labels of at most `MOST` of n segments: half those with the rarest codes, half drawn at random.

    What is drawn weighs more by as much as it was unlikely to be drawn (Horvitz and Thompson, 1952).
    """
    rows = labels.rows
    if len(rows) <= MOST:
        return labels
    once, again = (numbers(texts, range(len(texts) + 1), each) for each in (seed, seed + 1))
    order = rows[np.lexsort((once[rows], -_rarity(labels)[rows]))]
    sure, rest = order[: MOST // 2], order[MOST // 2 :]
    lucky = rest[np.argsort(again[rest])][: MOST - len(sure)]
    factor = np.zeros(len(texts))
    factor[sure], factor[lucky] = 1.0, len(rest) / len(lucky)
    return replace(labels, weight=labels.weight * factor[:, None])


def _rarity(labels: Labels) -> Floats:
    """How much each segment holds of all that is known to carry codes, n."""
    share = labels.weight * labels.y / np.maximum(labels.positive, 1)
    total: Floats = share.sum(axis=1)
    return total
