"""Which language people speak, by a vote of its commonest words, and whether the model reads it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ilccode.model import Codebook, Segment
from ilccode.steps.study import Study

ENGLISH_ONLY = "minilm"
"""The bundled model: it was trained on English."""

MULTILINGUAL = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"

NAMES = {
    "en": "English",
    "fr": "French",
    "de": "German",
    "es": "Spanish",
    "nl": "Dutch",
    "it": "Italian",
    "pt": "Portuguese",
}

_COMMON = {
    "en": "the and of to that it was you i we they is in but what so have with this there are my not",
    "fr": "le les et des une est je que qui dans pas nous vous on ce pour il elle avec sur du au mais était",
    "de": "der die und das ist ich wir nicht ein eine zu den mit es dass auf auch war aber wie haben sich",
    "es": "el los que y en las del una por con no es yo nosotros pero para se muy lo era como hay más está",
    "nl": "het een en van ik dat is niet wij we zijn op maar met voor die ook was er naar heeft hebben je",
    "it": "il che di e non è un una per sono gli con abbiamo ma della si questo noi era molto anche più come",
    "pt": "o que e os não uma um para com em nós é mas do da eu muito se foi por isso também mais são era",
}
"""The commonest words of talk, with those that two of these languages share."""

_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")

_ENOUGH = 20
"""How many common words a vote takes."""

_AHEAD = 1.3
"""How far the first is ahead of the second."""


@dataclass(frozen=True, kw_only=True)
class Foreign:
    """Transcripts in a language that a codebook, or the embedding model, is not in."""

    codebook: str
    codebook_language: str
    language: str
    transcripts: int


def spoken(texts: Iterable[str]) -> str:
    """The language of some texts, empty where too few of its commonest words are in them."""
    votes = Counter(dict.fromkeys(_WORDS, 0))
    for text in texts:
        said = Counter(_WORD.findall(text.casefold()))
        for language, common in _WORDS.items():
            votes[language] += sum(said[word] for word in common)
    [(first, most), (_, next_most)] = votes.most_common(2)
    return first if most >= _ENOUGH and most >= _AHEAD * next_most else ""


def foreign(study: Study, books: Sequence[Codebook], segments: Sequence[Segment]) -> tuple[Foreign, ...]:
    """What the bundled English model cannot bring together: nothing, where another model is set."""
    if study.config.embedder != ENGLISH_ONLY:
        return ()
    heard = sorted(_by_transcript(study, segments).items())
    written = {book.key: book.language.split("-")[0].casefold() for book in books}
    return tuple(
        Foreign(codebook=key, codebook_language=own, language=language, transcripts=number)
        for key, own in written.items()
        for language, number in heard
        if not own == language == "en"
    )


def _by_transcript(study: Study, segments: Sequence[Segment]) -> Counter[str]:
    """How many transcripts are in each language; by the study's plan, where the words do not tell."""
    texts: dict[str, list[str]] = {}
    for segment in segments:
        texts.setdefault(segment.transcript, []).append(segment.text)
    planned = study.plan("sentences")[:2]
    fallback = "en" if planned == "xx" else planned
    return Counter(spoken(some) or fallback for some in texts.values())


def named(language: str) -> str:
    """A language's name in English, its code where we know none."""
    return NAMES.get(language, language)
