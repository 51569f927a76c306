"""Random draws that hang on what is drawn, never on its place in a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def numbers(texts: Sequence[str], bounds: Sequence[int], seed: int) -> NDArray[np.uint64]:
    """A random number for each row of n segments, whose rows are `bounds[i]` to `bounds[i + 1]`.

    It is a digest of the seed, the segment's text, how many times that text stood before, and the row's
    place in the segment: segments in another order keep their numbers.
    """
    seen: Counter[str] = Counter()
    drawn = np.empty(bounds[-1], dtype=np.uint64)
    for number, text in enumerate(texts):
        base = sha256(f"{seed} {seen[text]} {text}".encode("utf-8", "surrogatepass"))
        seen[text] += 1
        for row in range(bounds[number], bounds[number + 1]):
            one = base.copy()
            one.update((row - bounds[number]).to_bytes(4, "big"))
            drawn[row] = int.from_bytes(one.digest()[:8], "big")
    return drawn
