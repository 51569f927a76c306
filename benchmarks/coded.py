"""A human-coded set in a folder: segments with labels, a codebook, and the splits to measure on."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ilccode import plugins
from ilccode.codebook import load
from ilccode.digest import text_digest
from ilccode.errors import InvalidCodebook
from ilccode.protocols import Entry, Features
from ilccode.sentences import joined, splitter
from ilccode.store import VectorCache

if TYPE_CHECKING:
    from ilccode.protocols import Floats, Vectors

CODEBOOKS = ("codebook_with_examples.yaml", "codebook.yaml")
PREFIX = "code:"


class Unfit(Exception):
    """A folder that cannot be measured on: one line that says what was expected."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a codebook says about one code."""

    name: str
    definition: str = ""
    include: Sequence[str] = ()
    examples: Sequence[str] = ()
    near_misses: Sequence[str] = ()
    cues: Sequence[str] = ()
    parent: str = ""
    group: str = ""
    kind: str = "any"
    rank: int = 0


@dataclass(frozen=True, kw_only=True)
class Split:
    """Rows held out, and the others in the order in which they are labelled."""

    seed: int
    test: Sequence[int]
    order: Sequence[int]


@dataclass(frozen=True, kw_only=True, eq=False)
class Coded:
    """n segments, k codes, n x k labels of 0 and 1, nan where unknown."""

    name: str
    features: Features
    entries: Sequence[Entry]
    y: Floats
    splits: Sequence[Split]


def read(folder: Path) -> Coded:
    """Read a coded set and embed it; raises `Unfit`."""
    frame = _frame(folder / "segments.parquet")
    names = [name.removeprefix(PREFIX) for name in frame.columns if str(name).startswith(PREFIX)]
    said = _matched(names, _codebook(folder), folder)
    splits = list(_splits(folder / "splits.json", len(frame)))
    texts = [str(text) for text in frame["text"].fillna("")]
    asked = [str(text) for text in frame["context"].fillna("")] if "context" in frame else [""] * len(frame)
    vectors = _Vectors([*texts, *asked, *(text for code in said for text in _texts(code))])
    return Coded(
        name=folder.resolve().name,
        features=vectors.features(texts, asked),
        entries=[vectors.entry(code, said) for code in said],
        y=frame[[PREFIX + name for name in names]].to_numpy(dtype=float),
        splits=splits,
    )


def _frame(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise Unfit(f"{path}: expected a Parquet file of segments ({_line(error)})") from None
    codes = [name for name in frame.columns if str(name).startswith(PREFIX)]
    if "text" not in frame or not codes or not len(frame):
        raise Unfit(f"{path}: expected rows with a column 'text' and a column 'code:NAME' for each code")
    try:
        values = frame[codes].to_numpy(dtype=float)
    except (TypeError, ValueError):
        values = np.array([[-1.0]])
    if not np.all(np.isnan(values) | ((values >= 0) & (values <= 1))):
        raise Unfit(f"{path}: expected labels of 0, 1 or nothing in the columns 'code:NAME'")
    return frame.reset_index(drop=True)


def _splits(path: Path, size: int) -> Iterator[Split]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        listed = list(listed.values()) if isinstance(listed, dict) else listed
        found = [
            Split(seed=int(one.get("seed", n)), test=list(one["test"]), order=list(one["label_order"]))
            for n, one in enumerate(listed)
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unfit(
            f"{path}: expected a list of splits, each with 'seed', 'test' and 'label_order' ({_line(error)})"
        ) from None
    for split in found:
        rows = [*split.test, *split.order]
        if not split.test or not all(isinstance(row, int) and 0 <= row < size for row in rows):
            raise Unfit(
                f"{path}: split {split.seed}: expected row numbers from 0 to {size - 1}, some in 'test'"
            )
        if set(split.test) & set(split.order):
            raise Unfit(f"{path}: split {split.seed}: expected no row of 'test' in 'label_order'")
        yield split


def _codebook(folder: Path) -> list[Said]:
    path = next((folder / name for name in CODEBOOKS if (folder / name).is_file()), None)
    if path is None:
        raise Unfit(f"{folder}: expected a codebook, {' or '.join(CODEBOOKS)}")
    try:
        tree = YAML(typ="safe", pure=True).load(path)
    except (OSError, ValueError, YAMLError) as error:
        raise Unfit(f"{path}: expected YAML ({_line(error)})") from None
    if isinstance(tree, dict) and "key" in tree and "codes" in tree:
        return _ours(path)
    if isinstance(tree, dict) and isinstance(tree.get("codes"), list):
        tree = {code.get("code", code.get("key", code.get("name"))): code for code in tree["codes"]}
    if not isinstance(tree, dict) or not all(isinstance(code, dict) for code in tree.values()):
        raise Unfit(f"{path}: expected a mapping of codes, each with a definition")
    return [_said(str(name), code) for name, code in tree.items()]


def _ours(path: Path) -> list[Said]:
    try:
        book = load(path)
    except InvalidCodebook as error:
        raise Unfit(_line(error)) from None
    groups = {group.key: group for group in book.groups}
    return [
        Said(
            name=code.key,
            definition=code.definition,
            include=code.include,
            examples=code.examples,
            near_misses=code.near_misses,
            cues=code.cues,
            parent=code.parent,
            group=code.group,
            kind=groups[code.group].kind,
            rank=groups[code.group].codes.index(code.key) if code.key in groups[code.group].codes else 0,
        )
        for code in book.codes
    ]


def _said(name: str, code: Mapping[str, Any]) -> Said:
    return Said(
        name=name,
        definition=str(code.get("definition") or name),
        include=_list(code.get("include")),
        examples=_list(code.get("exemplars") or code.get("examples")),
        near_misses=_list(code.get("near_misses")),
        cues=_list(code.get("cues")),
        parent=str(code.get("parent") or ""),
        group=str(code.get("group") or ""),
        kind=str(code.get("kind") or "any"),
        rank=int(code.get("rank") or 0),
    )


def _list(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)] if value else []


def _matched(names: Sequence[str], said: Sequence[Said], folder: Path) -> list[Said]:
    known = {code.name: code for code in said}
    missing = [name for name in names if name not in known]
    if missing:
        raise Unfit(f"{folder}: expected an entry in the codebook for each code, found none for {missing}")
    return [known[name] for name in names]


def _texts(code: Said) -> list[str]:
    return [code.definition, *code.examples, *code.near_misses]


class _Vectors:
    """The sentences of some texts, embedded; vectors are kept from run to run."""

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


def _line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
