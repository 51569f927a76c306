"""The random sample: a prefix of the study's segments, by a number that each keeps for good."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ilccode.protocols import Floats

_BITS = 53
"""How many bits of a digest a number takes: as many as a float holds."""

BATCH = 10
"""The mix is even over so many cards."""

RANDOM = (2, 5, 8)
"""Which cards of every ten are the next of the random sample: the third, the sixth and the ninth."""

RESERVED = 1 / 3
"""Segments with a number below this are kept for random cards, and doubt picks none of them.

That is a little more than three in ten: so what was asked at random stays a prefix, wherever a person stops
and goes on, and whatever comes in later.
"""


def random_number(seed: int, first: str) -> float:
    """The number of a segment, at least 0 and less than 1, by the id of its first version.

    The random sample is all segments whose number is below a limit: segments that come in later neither
    shrink nor reshuffle it, and a second coder gets the same ones.
    """
    digest = sha256(f"{seed} {first}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> (64 - _BITS)) / (1 << _BITS)


def limit_of(numbers: Sequence[float], size: int) -> float:
    """The limit below which so many of the numbers lie; 1 where there are no more of them."""
    ordered = sorted(numbers)
    return ordered[size] if size < len(ordered) else 1.0


def mixed(chance: Sequence[int], doubt: Sequence[int], before: int = 0) -> list[int]:
    """Rows drawn by chance and rows picked by doubt, three in ten by chance as long as both last.

    `before` is how many cards there were already.
    """
    import numpy as np

    places = np.arange(before, before + BATCH * (len(chance) + len(doubt) + 1))
    by_chance = np.isin(places % BATCH, RANDOM)
    slots = [*places[by_chance][: len(chance)], *places[~by_chance][: len(doubt)]]
    order = np.argsort(np.array(slots, dtype=int), kind="stable")
    rows: list[int] = np.array([*chance, *doubt], dtype=int)[order].tolist()
    return rows


def ranked(scores: Floats) -> list[int]:
    """The rows that a strategy asks about, the highest score first, equals in the queue's order."""
    import numpy as np

    rows = np.argsort(-scores, kind="stable")
    found: list[int] = rows[scores[rows] > -np.inf].tolist()
    return found
