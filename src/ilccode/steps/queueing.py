"""Which units a coder is asked about, in which order and why: derived from the log, never stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A unit to put before a coder.

    `sample` says what drew it: `random`, `interviews`, `pilot`, a strategy's name, or `picked` (by a person).
    On a blind one neither suggestions nor other coders' answers are shown. `reason` says in a few words why
    it comes now.
    """

    unit: str
    sample: str
    is_blind: bool
    reason: str = ""
