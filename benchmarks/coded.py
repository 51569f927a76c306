"""A human-coded set in a folder: segments with labels, a codebook, and the splits to measure on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import regex

from benchmarks.said import Said, Unfit, codebook, first_line
from benchmarks.vectors import SentenceVectors
from ilccode.model import anchored
from ilccode.protocols import Entry, Features
from ilccode.sentences import word_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ilccode.protocols import Floats

PREFIX = "code:"


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

    @property
    def words(self) -> NDArray[np.int64]:
        """The length of each segment, n."""
        return np.array([word_count(text) for text in self.features.texts])


def read(folder: Path) -> Coded:
    """Read a coded set and embed it; raises `Unfit`."""
    frame = _frame(folder / "segments.parquet")
    names = [name.removeprefix(PREFIX) for name in frame.columns if str(name).startswith(PREFIX)]
    said = _matched(names, codebook(folder), folder)
    splits = list(_splits(folder / "splits.json", len(frame)))
    texts = [str(text) for text in frame["text"].fillna("")]
    asked = [str(text) for text in frame["context"].fillna("")] if "context" in frame else [""] * len(frame)
    vectors = SentenceVectors([*texts, *asked, *(text for code in said for text in code.texts)])
    return Coded(
        name=folder.resolve().name,
        features=vectors.features(texts, asked),
        entries=[vectors.entry(code, said) for code in said],
        y=frame[[PREFIX + name for name in names]].to_numpy(dtype=float),
        splits=splits,
    )


def _frame(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise Unfit(f"{path}: expected a Parquet file of segments, found none")
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise Unfit(f"{path}: expected a Parquet file of segments ({first_line(error)})") from None
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
    if not path.is_file():
        raise Unfit(f"{path}: expected a list of splits, found no file")
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        listed = list(listed.values()) if isinstance(listed, dict) else listed
        found = [
            Split(seed=int(one.get("seed", n)), test=list(one["test"]), order=list(one["label_order"]))
            for n, one in enumerate(listed)
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unfit(
            f"{path}: expected a list of splits, each with 'test' and 'label_order' ({first_line(error)})"
        ) from None
    if not found:
        raise Unfit(f"{path}: expected at least one split, found none")
    for split in found:
        rows = [*split.test, *split.order]
        if not split.test or not all(isinstance(row, int) and 0 <= row < size for row in rows):
            raise Unfit(
                f"{path}: split {split.seed}: expected row numbers from 0 to {size - 1}, some in 'test'"
            )
        if set(split.test) & set(split.order):
            raise Unfit(f"{path}: split {split.seed}: expected no row of 'test' in 'label_order'")
        yield split


def _matched(names: Sequence[str], said: Sequence[Said], folder: Path) -> list[Said]:
    known = {code.name: code for code in said}
    missing = [name for name in names if name not in known]
    if missing:
        raise Unfit(f"{folder}: expected an entry in the codebook for each code, found none for {missing}")
    for name in names:
        _checked(known[name], folder)
    return [known[name] for name in names]


def _checked(code: Said, folder: Path) -> None:
    for cue in code.cues:
        try:
            regex.compile(anchored(cue))
        except regex.error as error:
            raise Unfit(
                f"{folder}: code {code.name}: cue {cue!r} is no regular expression ({error})"
            ) from None
