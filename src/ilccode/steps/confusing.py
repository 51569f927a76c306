"""Which codes are taken for which: what was wrongly suggested where another was missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ilccode.protocols import Flags

Mistaken = tuple[dict[str, int], dict[str, int]]
"""Where a code was missed, what was wrongly suggested; where it was wrongly suggested, what was missed."""


def mistaken(there: Flags, said: Flags, counted: Flags, codes: Sequence[str]) -> Iterator[Mistaken]:
    """For each code, the other codes it is confused with; `none` counts segments with no such code.

    All are n x k. A code that is rightly suggested, or that people differ on, is no confusion.
    """
    missed, wrong = counted & there & ~said, counted & ~there & said
    for code in range(len(codes)):
        yield _named(wrong[missed[:, code]], codes), _named(missed[wrong[:, code]], codes)


def _named(rows: Flags, codes: Sequence[str]) -> dict[str, int]:
    """How many rows have each code, the most first; `none` counts those without any."""
    counts = {code: int(number) for code, number in zip(codes, rows.sum(axis=0), strict=True) if number}
    empty = int((~rows.any(axis=1)).sum())
    ranked = dict(sorted(counts.items(), key=lambda item: -item[1]))
    return {**ranked, "none": empty} if empty else ranked
