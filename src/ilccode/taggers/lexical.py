"""How far a segment uses the words, and the letters, of a code's entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

if TYPE_CHECKING:
    from ilccode.protocols import Entry, Features, Floats


class LexicalPart:
    """Cosines of TF-IDF between segments and entries, fitted on both together."""

    def __init__(self, features: Features, entries: Sequence[Entry], vectorizer: TfidfVectorizer) -> None:
        self._vectorizer = vectorizer
        said = [entry.text for entry in entries]
        self._vectorizer.fit([*features.texts, *said])
        self._entries = self._vectorizer.transform(said)

    def __call__(self, features: Features) -> Floats:
        return np.asarray((self._vectorizer.transform(features.texts) @ self._entries.T).toarray())


def by_words() -> TfidfVectorizer:
    """One word and two, sublinear; a text of nothing but punctuation has none."""
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)


def by_letters() -> TfidfVectorizer:
    """Two to five letters within words, sublinear."""
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
