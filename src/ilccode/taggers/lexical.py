"""How far a segment uses the words, and the letters, of a code's entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from scipy.sparse import vstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

if TYPE_CHECKING:
    from ilccode.protocols import Entry, Features, Floats


class Words:
    """Counts of one word and of two."""

    def __init__(self) -> None:
        self._counter = CountVectorizer(ngram_range=(1, 2))

    def fit(self, texts: Sequence[str]) -> Any:
        """The terms of some texts, counted, n texts x m terms; one empty term where they have none."""
        try:
            return self._counter.fit_transform(texts)
        except ValueError:
            return self._counter.fit(["none"]).transform(texts)

    def __call__(self, texts: Sequence[str]) -> Any:
        """Counts of the terms that are known."""
        return self._counter.transform(texts)


class Letters:
    """Counts of two to five letters within words: each different word is taken apart once."""

    def __init__(self) -> None:
        self._words = CountVectorizer(tokenizer=str.split, token_pattern=None)
        self._letters = CountVectorizer(analyzer="char_wb", ngram_range=(2, 5))

    def fit(self, texts: Sequence[str]) -> Any:
        """The letters of some texts, counted, n texts x m terms; of one word where they have none."""
        if not any(text.split() for text in texts):
            return self._letters.fit(["none"]).transform(texts)
        counts = self._words.fit_transform(texts)
        self._parts = self._letters.fit_transform(self._words.get_feature_names_out())
        return counts @ self._parts

    def __call__(self, texts: Sequence[str]) -> Any:
        """Counts of the terms that are known."""
        return self._letters.transform(texts)


class LexicalPart:
    """Products of TF-IDF, sublinear, between segments and entries; inverse frequencies are those of both.

    Only terms of the study's segments count, so an entry's length sets the scale of its whole column.
    `fitted` are the products of the segments that it was fitted on, n x k.
    """

    def __init__(self, features: Features, entries: Sequence[Entry], terms: type[Terms]) -> None:
        self._terms, counts = counted(features, terms)
        said = self._terms([entry.text for entry in entries])
        once = self._terms(sorted({entry.text for entry in entries}))
        self._weights = TfidfTransformer(sublinear_tf=True).fit(vstack([counts, once]))
        self._entries = self._weights.transform(said).T
        self.fitted = self._products(counts)

    def __call__(self, features: Features) -> Floats:
        return self._products(self._terms(features.texts))

    def _products(self, counts: Any) -> Floats:
        return np.asarray((self._weights.transform(counts) @ self._entries).toarray())


Terms = Words | Letters

_COUNTS: WeakKeyDictionary[Features, dict[type[Terms], tuple[Terms, Any]]] = WeakKeyDictionary()


def counted(features: Features, kind: type[Terms]) -> tuple[Terms, Any]:
    """The terms of a study's segments, counted once for whoever asks."""
    held = _COUNTS.setdefault(features, {})
    if kind not in held:
        terms = kind()
        held[kind] = terms, terms.fit(features.texts)
    return held[kind]
