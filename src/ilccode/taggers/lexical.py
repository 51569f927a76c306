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

WORDS = {"ngram_range": (1, 2)}
"""One word and two."""

LETTERS = {"analyzer": "char_wb", "ngram_range": (2, 5)}
"""Two to five letters within words."""


class LexicalPart:
    """Products of TF-IDF, sublinear, between segments and entries; inverse frequencies are those of both.

    Only terms of the study's segments count, so an entry's length sets the scale of its whole column.
    `fitted` are the products of the segments that it was fitted on, n x k.
    """

    def __init__(self, features: Features, entries: Sequence[Entry], terms: dict[str, Any]) -> None:
        self._counter, counts = _counted(features, terms)
        said = self._counter.transform([entry.text for entry in entries])
        self._weights = TfidfTransformer(sublinear_tf=True).fit(vstack([counts, said]))
        self._entries = self._weights.transform(said).T
        self.fitted = self._products(counts)

    def __call__(self, features: Features) -> Floats:
        return self._products(self._counter.transform(features.texts))

    def _products(self, counts: Any) -> Floats:
        return np.asarray((self._weights.transform(counts) @ self._entries).toarray())


_COUNTS: WeakKeyDictionary[Features, dict[str, tuple[CountVectorizer, Any]]] = WeakKeyDictionary()


def _counted(features: Features, terms: dict[str, Any]) -> tuple[CountVectorizer, Any]:
    """The terms of a study's segments, counted once for all its codebooks."""
    held = _COUNTS.setdefault(features, {})
    if str(terms) not in held:
        counter = CountVectorizer(**terms)
        try:
            held[str(terms)] = counter, counter.fit_transform(features.texts)
        except ValueError:  # no segment has any term
            held[str(terms)] = counter, counter.fit(["none"]).transform(features.texts)
    return held[str(terms)]
