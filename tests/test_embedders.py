"""Embedders: one contract for all that are installed; models that are not here, or not what they say."""

from __future__ import annotations

import hashlib
import shutil
import socket
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ilccode import plugins
from ilccode.embedders.hashing import Hashing
from ilccode.embedders.transformer import MINILM_SHA256, MiniLM, Transformer
from ilccode.errors import ModelUnavailable

TEXTS = [
    "Milk goes in first.",
    "",
    "Milk goes in first.",
    "Ob Zucker oder nicht: 甘い? \u2026",
    "word " * 600,
]
BUNDLED = MiniLM("minilm", Path()).path
INSTALLED = [
    pytest.param(name, marks=() if name == "hashing" else pytest.mark.model)
    for name in plugins.installed("embedders")
]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever reaches for the network in these tests fails."""

    def refuse(*_: Any) -> None:
        raise AssertionError("a network connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def made(name: str, folder: Path) -> Any:
    """An installed embedder; the one for any model gets the bundled model's folder for a name."""
    return plugins.get("embedders", name)(str(BUNDLED) if name == "model" else name, folder, False)


@pytest.mark.parametrize("name", INSTALLED)
def test_an_embedder_gives_a_row_of_length_1_for_each_text(name: str, tmp_path: Path):
    vectors = made(name, tmp_path).encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.ndim == 2
    assert len(vectors) == len(TEXTS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


@pytest.mark.parametrize("name", INSTALLED)
def test_equal_texts_have_equal_vectors_in_any_company(name: str, tmp_path: Path):
    embedder = made(name, tmp_path)
    together = embedder.encode(TEXTS)
    assert together[0] == pytest.approx(together[2], abs=1e-5)
    for text, vector in zip(TEXTS, together, strict=True):
        assert embedder.encode([text])[0] == pytest.approx(vector, abs=1e-5)
    assert abs(together[0] @ together[3]) < 0.9


@pytest.mark.parametrize("name", INSTALLED)
def test_an_embedder_has_its_name_and_one_digest(name: str, tmp_path: Path):
    embedder = made(name, tmp_path)
    assert embedder.name == (str(BUNDLED) if name == "model" else name)
    assert embedder.digest
    assert embedder.digest == made(name, tmp_path).digest


def test_hashing_counts_words_in_any_order_and_case(tmp_path: Path):
    vectors = Hashing("hashing", tmp_path).encode(["milk in Tea", "tea in milk", "no sugar"])
    assert np.array_equal(vectors[0], vectors[1])
    assert not np.allclose(vectors[0], vectors[2], atol=0.1)


def test_the_bundled_weights_are_the_official_ones():
    weights = BUNDLED / "model.safetensors"
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == MINILM_SHA256


@pytest.mark.model
def test_minilm_knows_what_is_alike(tmp_path: Path):
    said, like, tea, far = MiniLM("minilm", tmp_path).encode(
        [
            "The children pour milk into their tea.",
            "Kids put some milk in the cup of tea.",
            "She drinks her tea without sugar.",
            "The ministry published a report on taxes.",
        ]
    )
    assert said @ like > said @ tea > said @ far


@pytest.mark.model
def test_the_bundled_model_is_the_same_by_its_folder(tmp_path: Path):
    by_name, by_folder = made("minilm", tmp_path), made("model", tmp_path)
    assert by_name.encode(TEXTS) == pytest.approx(by_folder.encode(TEXTS), abs=1e-6)


class MovedMiniLM(MiniLM):
    """MiniLM from a folder of our choice."""

    @cached_property
    def path(self) -> Path:
        return self._folder


@pytest.mark.model
def test_weights_that_were_changed_are_refused(tmp_path: Path):
    data = bytearray((BUNDLED / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (tmp_path / "model.safetensors").write_bytes(data)
    found = hashlib.sha256(data).hexdigest()
    with pytest.raises(ModelUnavailable, match=f"SHA-256 {found}, expected {MINILM_SHA256}"):
        MovedMiniLM("minilm", tmp_path).encode(["tea"])


def test_weights_that_are_missing_are_told(tmp_path: Path):
    with pytest.raises(ModelUnavailable, match="no file"):
        MovedMiniLM("minilm", tmp_path).encode(["tea"])


def refusal(name: str, folder: Path) -> str:
    """The one line that says why a model cannot be used."""
    with pytest.raises(ModelUnavailable) as caught:
        Transformer(name, folder).encode(["tea"])
    told = str(caught.value)
    assert len(told.splitlines()) == 1
    return told


@pytest.mark.parametrize("name", ["all-tea-v1", "tea-house/all-tea-v1"])
def test_a_name_that_is_not_here_is_told_with_the_way_to_fetch_it(tmp_path: Path, name: str):
    assert f"model {name!r} is not on this machine: `ilccode tag --download`" in refusal(name, tmp_path)


def test_the_digest_of_what_is_not_here_is_refused_too(tmp_path: Path):
    with pytest.raises(ModelUnavailable, match="--download"):
        _ = Transformer("tea-house/all-tea-v1", tmp_path).digest


@pytest.mark.parametrize(
    "name", ["a/b/c", "two words", "./nowhere", "..", "~nobody-of-that-name/model", "x" * 300]
)
def test_what_can_be_no_model_is_refused(tmp_path: Path, name: str):
    assert refusal(name, tmp_path / "study")


def test_a_folder_without_a_model_is_refused(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    assert "empty holds no sentence-transformers model" in refusal("empty", tmp_path)


@pytest.mark.parametrize("name", ["config.json", "modules.json", "model.safetensors", "tokenizer.json"])
@pytest.mark.model
def test_a_model_with_a_spoiled_file_is_refused(tmp_path: Path, name: str):
    shutil.copytree(BUNDLED, tmp_path / "spoiled")
    (tmp_path / "spoiled" / name).write_bytes(b"spoiled")
    assert "spoiled holds no sentence-transformers model" in refusal("spoiled", tmp_path)


def test_a_model_in_the_studys_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for folder in ("here", "study"):
        (tmp_path / folder / "tea-model").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    assert Transformer("tea-model", tmp_path / "study").path == tmp_path / "study" / "tea-model"
    assert Transformer("tea-model", tmp_path / "other").path == Path("tea-model")


def test_a_models_digest_tells_names_and_contents(tmp_path: Path):
    folder = tmp_path / "tea-model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")

    def digest() -> str:
        return Transformer(str(folder), tmp_path).digest

    first = digest()
    (folder / "README.md").write_text("Tea.", encoding="utf-8")
    assert digest() == first
    (folder / "model.safetensors").write_bytes(b"Weights")
    second = digest()
    (folder / "model.safetensors").rename(folder / "other.safetensors")
    assert len({first, second, digest()}) == 3
