"""What a tagger is made of and sees: the study's segments and its codebooks, as sentence vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from ilccode.model import Code, Codebook, Segment
from ilccode.protocols import Embedder, Entry, Features, Track
from ilccode.steps.embedding import Embedded, embed, sentences_of
from ilccode.steps.study import Study

if TYPE_CHECKING:
    from ilccode.protocols import Vectors


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """Segments with their features and their sentences, and each codebook's entries, by its key.

    `computed` is how many sentences had to be embedded.
    """

    segments: tuple[Segment, ...]
    sentences: tuple[tuple[str, ...], ...]
    features: Features
    entries: Mapping[str, list[Entry]]
    computed: int


def material(
    study: Study,
    books: Sequence[Codebook],
    segments: Sequence[Segment],
    questions: Sequence[str],
    model: Embedder,
    track: Track,
) -> Material:
    """Segments, the question that each answers, and codebooks, each sentence embedded once."""
    texts = [segment.text for segment in segments]
    taught, asked = _taught(books), list(dict.fromkeys(filter(None, questions)))
    found = sentences_of(study, [*texts, *taught, *asked], track)
    spoken = found[: len(texts)]
    told = dict(zip([*taught, *asked], found[len(texts) :], strict=True))
    embedded = embed(study, model, [*chain(*spoken), *chain(*told.values())], track)
    return Material(
        segments=tuple(segments),
        sentences=tuple(map(tuple, spoken)),
        features=_features(texts, spoken, [told.get(question, []) for question in questions], embedded),
        entries={book.key: _entries(book, told, embedded) for book in books},
        computed=embedded.computed,
    )


def _features(
    texts: Sequence[str], spoken: Sequence[list[str]], asked: Sequence[list[str]], embedded: Embedded
) -> Features:
    questions = list(chain(*asked))
    return Features(
        texts=texts,
        vectors=embedded.rows(list(chain(*spoken))),
        bounds=_bounds(spoken),
        questions=embedded.rows(questions) if questions else None,
        question_bounds=_bounds(asked) if questions else None,
    )


def _bounds(rows: Sequence[list[str]]) -> list[int]:
    return [0, *accumulate(map(len, rows))]


def _taught(books: Sequence[Codebook]) -> list[str]:
    """The texts that codebooks teach with, each once."""
    codes = [code for book in books for code in book.at("segment")]
    texts = (text for code in codes for text in (code.definition, *code.examples, *code.near_misses))
    return list(dict.fromkeys(texts))


def _entries(book: Codebook, taught: Mapping[str, list[str]], embedded: Embedded) -> list[Entry]:
    import numpy as np

    def rows(texts: Sequence[str]) -> Vectors:
        """Each text as the mean of its sentences, of length 1."""
        means = [embedded.rows(taught[text]).mean(axis=0) for text in texts]
        found = np.array(means, dtype=np.float32).reshape(len(texts), dimensions)
        scaled: Vectors = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        return scaled

    dimensions = len(next(iter(embedded.vectors.values())))
    codes = book.at("segment")
    groups = {group.key: group for group in book.groups}
    ranks = _ranks(book)
    return [
        Entry(
            code=code.key,
            text=" ".join((code.definition, *code.include, *code.examples)),
            definition=rows([code.definition]),
            examples=rows(exemplified(code, codes)),
            near_misses=rows(code.near_misses),
            cues=code.cues,
            kin=_kin(code, codes),
            group=code.group,
            kind=groups[code.group].kind,
            rank=ranks.get(code.key, 0),
        )
        for code in codes
    ]


def _ranks(book: Codebook) -> dict[str, int]:
    """The place of each code in its ordered group, from 0, the lowest."""
    ordered = (group.codes for group in book.groups if group.kind == "ordered")
    return {code: rank for codes in ordered for rank, code in enumerate(codes)}


def exemplified(code: Code, codes: Sequence[Code]) -> list[str]:
    """The examples of a code and of its sub-codes: what exemplifies a sub-code exemplifies the code."""
    family = [code, *(other for other in codes if other.parent == code.key)]
    return [text for member in family for text in member.examples]


def _kin(code: Code, codes: Sequence[Code]) -> frozenset[str]:
    """The codes that may well stand beside a code: its parent and its sub-codes."""
    children = {other.key for other in codes if other.parent == code.key}
    return frozenset(children | {code.parent} - {""})
