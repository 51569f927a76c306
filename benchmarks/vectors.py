"""Sentence vectors of a coded set, kept from run to run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.said import Said
from ilccode import plugins
from ilccode.digest import text_digest
from ilccode.protocols import Entry, Features
from ilccode.sentences import joined, splitter
from ilccode.store import VectorCache

if TYPE_CHECKING:
    from ilccode.protocols import Vectors


class SentenceVectors:
    """The sentences of some texts, embedded once."""

    def __init__(self, texts: Sequence[str]) -> None:
        split = splitter("en")
        self._sentences = {
            text: [text[start:end] for start, end in joined(text, split(text))] or [text]
            for text in dict.fromkeys(texts)
        }
        self._vectors = embedded(sorted({one for some in self._sentences.values() for one in some}))

    def features(self, texts: Sequence[str], asked: Sequence[str]) -> Features:
        answers = [self._sentences[text] for text in texts]
        questions = [self._sentences[text] if text.strip() else [] for text in asked]
        return Features(
            texts=texts,
            vectors=self._rows([one for some in answers for one in some]),
            bounds=[0, *accumulate(map(len, answers))],
            questions=self._rows([one for some in questions for one in some]),
            question_bounds=[0, *accumulate(map(len, questions))],
        )

    def entry(self, code: Said, codes: Sequence[Said]) -> Entry:
        children = [other for other in codes if other.parent == code.name]
        examples = [text for one in (code, *children) for text in one.examples]
        return Entry(
            code=code.name,
            text=" ".join((code.definition, *code.include, *code.examples)),
            definition=self._means([code.definition]),
            examples=self._means(examples),
            near_misses=self._means(code.near_misses),
            cues=code.cues,
            kin=frozenset({child.name for child in children} | {code.parent} - {""}),
            group=code.group,
            kind=code.kind,
            rank=code.rank,
        )

    def _means(self, texts: Sequence[str]) -> Vectors:
        means = [self._rows(self._sentences[text]).mean(axis=0) for text in texts]
        rows = np.array(means, dtype=np.float32).reshape(len(texts), self._width)
        found: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return found

    def _rows(self, texts: Sequence[str]) -> Vectors:
        rows = [self._vectors[text] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self._width)

    @property
    def _width(self) -> int:
        return len(next(iter(self._vectors.values())))


def embedded(texts: Sequence[str]) -> dict[str, Vectors]:
    """The vectors of texts by the bundled model, from the cache where it holds them."""
    model = plugins.get("embedders", "minilm")("minilm", Path(), False)
    cache = VectorCache(_cache_folder() / "vectors.db")
    keys = {text: text_digest(text) for text in texts}
    known = cache.known(model.digest, list(keys.values()))
    missing = [text for text in texts if keys[text] not in known]
    if missing:
        new = dict(zip((keys[text] for text in missing), model.encode(missing), strict=True))
        cache.add(model.digest, new)
        known |= new
    cache.close()
    return {text: known[keys[text]] for text in texts}


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path(tempfile.gettempdir())
    folder = Path(base) / "ilccode_benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
