"""The cache of vectors: what was computed once comes back bit by bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ilccode.errors import StoreUnreadable
from ilccode.store import VectorCache

VECTOR = hnp.arrays(np.float32, 8, elements=st.floats(width=32))


@given(vectors=st.dictionaries(st.binary(min_size=16, max_size=16), VECTOR, max_size=5))
@settings(max_examples=60, deadline=None)
def test_a_vector_comes_back_bit_by_bit(vectors: dict[bytes, Any], tmp_path_factory: pytest.TempPathFactory):
    cache = VectorCache(tmp_path_factory.mktemp("cache") / "cache.db")
    cache.add("minilm", vectors)
    known = cache.known("minilm", [*vectors, b"never seen"])
    assert {key: v.tobytes() for key, v in known.items()} == {k: v.tobytes() for k, v in vectors.items()}
    assert all(vector.dtype == np.float32 for vector in known.values())
    assert cache.known("other", list(vectors)) == {}
    cache.close()


def test_many_vectors_are_found_at_once(tmp_path: Path):
    cache = VectorCache(tmp_path / "cache.db")
    keys = [number.to_bytes(16, "big") for number in range(1201)]
    cache.add("minilm", {key: np.array([n, 1], dtype=np.float32) for n, key in enumerate(keys)})
    known = cache.known("minilm", keys)
    assert [known[key][0] for key in keys] == list(range(1201))
    cache.close()


def test_a_vector_that_is_here_is_kept(tmp_path: Path):
    cache = VectorCache(tmp_path / "cache.db")
    for number in (1, 2):
        cache.add("minilm", {b"tea": np.array([number], dtype=np.float32)})
    cache.add("minilm", {})
    assert cache.known("minilm", [b"tea"])[b"tea"].tolist() == [1]
    cache.close()


def test_a_cache_outlives_its_program(tmp_path: Path):
    for number in range(2):
        cache = VectorCache(tmp_path / "cache.db")
        cache.add("minilm", {bytes([number]): np.array([number], dtype=np.float32)})
        cache.close()
    assert set(VectorCache(tmp_path / "cache.db").known("minilm", [b"\0", b"\1", b"\2"])) == {b"\0", b"\1"}


def test_a_file_that_is_no_cache_is_told(tmp_path: Path):
    (tmp_path / "cache.db").write_text("tea " * 50, encoding="utf-8")
    with pytest.raises(StoreUnreadable, match=r"cache\.db"):
        VectorCache(tmp_path / "cache.db")
