"""Where a sentence ends, and what counts as a word: the one way for segmenters and embedders.

By default spaCy's tokenizer finds abbreviations, and a rule without a model decides where sentences
end; any installed spaCy pipeline may be named instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ilccode.errors import UsageError

if TYPE_CHECKING:
    from spacy.language import Language

Span = tuple[int, int]

MIN_WORDS = 3
"""A sentence of fewer words rides with the one before."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")
_CLOSING = "\"'\u2019\u201d\u00bb)\\]"
_END = re.compile(rf"(?P<mark>[.!?\u2026]+)[{_CLOSING}]*(?=\s)|(?P<wide>[。！？]+)[」』）]*")
_INITIAL = re.compile(r"(?:^|[.(\W])[^\W\d_a-z]\.$")
_MAY_END = frozenset(
    ("etc.", "a.m.", "p.m.", "u.s.", "u.k.", "e.u.", "inc.", "ltd.", "co.", "corp.", "jr.", "ph.d.", "m.a.")
)
"""Abbreviations after which a sentence may well end."""


def words(text: str) -> list[Span]:
    """A text's words: runs without white space; each character, in scripts that set no spaces."""
    return [match.span() for match in _WORD.finditer(text)]


def word_count(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


@cache
def splitter(name: str) -> Callable[[str], list[Span]]:
    """What finds sentences: our rule for a language code such as `en`, or a spaCy pipeline's name."""
    spacy = import_module("spacy")
    if len(name) <= 3:
        try:
            tokenizer = spacy.blank(name).tokenizer
        except ImportError:
            raise UsageError(f"{name!r} is no language code that spaCy knows; try 'xx'") from None
        is_abbreviation = abbreviations(tokenizer)
        return lambda text: rule_spans(text, is_abbreviation)
    try:
        pipeline = spacy.load(name, exclude=["ner", "lemmatizer", "tagger", "attribute_ruler"])
    except OSError:
        raise UsageError(
            f"no spaCy pipeline {name!r} on this machine; install it, or give a language code such as en"
        ) from None
    return lambda text: pipeline_spans(text, pipeline)


def pipeline_spans(text: str, pipeline: Language) -> list[Span]:
    """The sentences that a spaCy pipeline finds."""
    return _trimmed(text, [sentence.end_char for sentence in pipeline(text).sents])


def rule_spans(text: str, is_abbreviation: Callable[[str], bool]) -> list[Span]:
    """The sentences of a text by rule; `is_abbreviation` is asked for what stands before a full stop.

    A sentence ends with . ! ? or an ellipsis (and closing quotes) before white space, unless a small
    letter follows, or the full stop belongs to an initial or to an abbreviation that does not end one.
    """
    candidates = [match for match in _END.finditer(text) if _may_end(text, match)]
    ends = [m.end() for m in candidates if m["mark"] != "." or not is_abbreviation(_chunk(text, m))]
    return _trimmed(text, [*ends, len(text)])


def _chunk(text: str, match: re.Match[str]) -> str:
    """What stands between the last white space and a full stop, with it."""
    end = match.end("mark")
    return text[:end].rsplit(maxsplit=1)[-1]


def _may_end(text: str, match: re.Match[str]) -> bool:
    following = text[match.end() :].lstrip()[:1]
    return bool(match["wide"]) or not following.islower()


def abbreviations(tokenizer: Callable[[str], Any]) -> Callable[[str], bool]:
    """Whether a word with its full stop is an initial, or is one that the tokenizer holds together."""

    @cache
    def is_abbreviation(chunk: str) -> bool:
        if chunk.lower() in _MAY_END:
            return False
        if _INITIAL.search(chunk):
            return chunk != "I."
        last = tokenizer(chunk)[-1].text
        return len(last) > 1 and last[-1] == "." and last.lower() not in _MAY_END

    return is_abbreviation


def _trimmed(text: str, ends: list[int]) -> list[Span]:
    """The spans up to each end, without white space around; empty ones are left out."""
    spans: list[Span] = []
    start = 0
    for end in ends:
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if left < right:
            spans.append((left, right))
        start = max(start, end)
    return spans


def joined(text: str, spans: list[Span]) -> list[Span]:
    """Sentences, those shorter than three words riding with the one before (the first: after)."""
    result: list[Span] = []
    for start, end in spans:
        short = word_count(text[start:end]) < MIN_WORDS
        waiting = len(result) == 1 and word_count(text[slice(*result[0])]) < MIN_WORDS
        if result and (short or waiting):
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result
