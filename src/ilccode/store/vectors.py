"""Vectors that were computed once, by embedder and text: a cache, which may be deleted at any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from ilccode.store.opening import engine_for, translated

if TYPE_CHECKING:
    from ilccode.protocols import Vectors

_ASKED_AT_ONCE = 500

_TABLES = sa.MetaData()
_VECTORS = sa.Table(
    "vectors",
    _TABLES,
    sa.Column("embedder", sa.Text, primary_key=True),
    sa.Column("text", sa.LargeBinary, primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)


class VectorCache:
    """Unit vectors, float32, by the digest of their embedder and of their text."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = engine_for(path, synchronous="NORMAL")
        with translated(path), self._engine.begin() as connection:
            _TABLES.create_all(connection)

    def known(self, embedder: str, texts: Sequence[bytes]) -> dict[bytes, Vectors]:
        """The vectors that are here, by text digest."""
        import numpy as np

        found: dict[bytes, Vectors] = {}
        with translated(self._path), self._engine.connect() as connection:
            for start in range(0, len(texts), _ASKED_AT_ONCE):
                asked = texts[start : start + _ASKED_AT_ONCE]
                query = sa.select(_VECTORS.c.text, _VECTORS.c.vector).where(
                    _VECTORS.c.embedder == embedder, _VECTORS.c.text.in_(asked)
                )
                for text, vector in connection.execute(query):
                    found[text] = np.frombuffer(vector, dtype="<f4")
        return found

    def add(self, embedder: str, vectors: Mapping[bytes, Vectors]) -> None:
        """Keep vectors by text digest."""
        rows = [
            {"embedder": embedder, "text": text, "vector": vector.astype("<f4").tobytes()}
            for text, vector in vectors.items()
        ]
        if rows:
            with translated(self._path), self._engine.begin() as connection:
                connection.execute(sqlite.insert(_VECTORS).on_conflict_do_nothing(), rows)

    def close(self) -> None:
        self._engine.dispose()
