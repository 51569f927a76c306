"""The random sample: a prefix of the study's segments, by a number that each keeps for good."""

from __future__ import annotations

from hashlib import sha256

_BITS = 53
"""How many bits of a digest a number takes: as many as a float holds."""


def random_number(seed: int, first: str) -> float:
    """The number of a segment, at least 0 and less than 1, by the id of its first version.

    The random sample is all segments whose number is below a limit: segments that come in later neither
    shrink nor reshuffle it, and a second coder gets the same ones.
    """
    digest = sha256(f"{seed} {first}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> (64 - _BITS)) / (1 << _BITS)
