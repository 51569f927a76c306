"""Words hashed into a few dimensions: no model, no meaning. For tests only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ilccode.protocols import Vectors

DIMENSIONS = 64


class Hashing:
    """Signed counts of hashed words, scaled to length 1."""

    def __init__(self, name: str, folder: Path, download: bool = False) -> None:  # noqa: ARG002
        self.name = name
        self.digest = f"hashing-{DIMENSIONS}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().split() or [""]:
                code = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
                row[code % DIMENSIONS] += 1 if code & (1 << 20) else -1
            row[0] += 1e-3
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit
