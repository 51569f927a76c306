"""Which segments a codebook quotes: the tagger knows them by heart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ilccode.model import Codebook
from ilccode.sentences import word_count

QUOTED_WORDS = 4
"""Fewer words ("Yes, exactly.") may stand anywhere without being a quotation."""

_WORD = re.compile(r"\w+")
_LEFT_OUT = re.compile(r"[\[(]?(?:\u2026|\.\.\.)[\])]?")


def quoted(texts: Sequence[str], book: Codebook) -> list[bool]:
    """Of each text, whether it holds an example or a near miss, or is itself a part of one.

    Words alone are compared: case, quotation marks, dashes and line ends do not matter. Where an example
    leaves something out (...), all that is left of it must be there.
    """
    examples = list(dict.fromkeys(_examples(book)))
    whole = [_words(example) for example in examples]
    parts = [[_words(part) for part in _LEFT_OUT.split(example)] for example in examples]
    return [_is_quoted(text, whole, parts) for text in texts]


def _examples(book: Codebook) -> Iterator[str]:
    for code in book.at("segment"):
        yield from (e for e in (*code.examples, *code.near_misses) if word_count(e) >= QUOTED_WORDS)


def _is_quoted(text: str, whole: Sequence[str], parts: Sequence[Sequence[str]]) -> bool:
    said = _words(text)
    if any(all(part in said for part in example) for example in parts):
        return True
    return word_count(text) >= QUOTED_WORDS and any(said in example for example in whole)


def _words(text: str) -> str:
    """A text's words, a blank on either side of each."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
