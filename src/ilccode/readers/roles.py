"""Who asks and who answers, as far as labels and header lines say so; nothing is guessed.

Words of seven languages: English, French, German, Spanish, Dutch, Italian, Portuguese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from ilccode.readers.words import (
    ANSWERED_BY,
    ANSWERING,
    ASKED_BY,
    ASKING,
    BESIDE,
    OTHERS,
    PEOPLE,
    PERHAPS_ASKING,
    TEAM,
    TITLES,
)

ASKS, ANSWERS = "interviewer", "participant"

_LETTERS: Mapping[str, frozenset[str]] = {
    "i": frozenset(("p", "r", "a", "b", "ip", "n", "g", "t", "bp", "tn")),
    "q": frozenset(("a", "r", "p")),
    "f": frozenset(("a", "b")),
    "e": frozenset(("p", "r")),
    "v": frozenset(("a",)),
    "d": frozenset(("r",)),
    "m": frozenset(("p", "b", "t", "tn")),
    "question": frozenset(("answer", "reponse")),
    "frage": frozenset(("antwort",)),
    "pregunta": frozenset(("respuesta",)),
    "domanda": frozenset(("risposta",)),
    "vraag": frozenset(("antwoord",)),
    "pergunta": frozenset(("resposta",)),
}
"""By the letter of the one who asks, letters of those who answer it.

Missing are pairs that mean one thing in one language and its contrary in another: I and E, P and R.
"""

_LONG, _MOST = 5, 300


def roles(
    speakers: Iterable[str], attributes: Mapping[str, str], *, once: Collection[str] = ()
) -> dict[str, str]:
    """The roles of those who certainly have one; none where only one speaks, or a crowd does.

    An empty speaker is somebody unnamed, who has no role. `attributes` are the header's lines:
    `Interviewer: Dr. Osei`, or a legend such as `AL: interviewer`. Those who speak `once` only must say
    themselves that they are asked, unless nobody else can be.
    """
    found = list(speakers)
    labels = [speaker for speaker in found if speaker]
    if not 1 < len(found) <= _MOST:
        return {}
    said = {label: _said(label, attributes) for label in labels}
    asking = {label for label, side in said.items() if side == ASKS}
    unsaid = [label for label in labels if said[label] is None]
    seconds = {label for label in unsaid if _is_second(label)}
    perhaps = {label for label in unsaid if _is(label, PERHAPS_ASKING)}
    asking = asking or (perhaps if perhaps - seconds else set()) or _asking_by_letter(unsaid) or seconds
    answering = {label for label, side in said.items() if side == ANSWERS} - asking
    if asking:
        others = [label for label in labels if label not in asking and _may_answer(label, said[label])]
        answering |= {label for label in others if len(found) == 2 or label not in once or _shows(label)}
    elif not answering:
        answering = {label for label in labels if re.fullmatch(r"[Pp][ _.-]?\d{1,4}", label)}
    return {s: ASKS if s in asking else ANSWERS for s in labels if s in asking | answering}


def plain(label: str) -> str:
    """A label without case and accents."""
    folded = label.casefold()
    if folded.isascii():
        return folded
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


@lru_cache(maxsize=4096)
def bare(label: str) -> str:
    """A label without case, accents, numbers and endings: `Interviewer:in 2` is `interviewer`."""
    stem = re.split(r"(?<=\w)\s?[/(*:\[\u00b7]", plain(label), maxsplit=1)[0]
    return stem.strip(" _-.,;#0123456789\t\xa0")


def is_role(label: str) -> bool:
    """Whether a label says what somebody does in an interview, and nothing else."""
    return bare(label) in _ROLES or _is_second(label)


def is_asking(label: str) -> bool:
    """Whether a label is, or begins or ends with, a word for somebody who asks."""
    return _is(label, ASKING | PERHAPS_ASKING) or bare(label) in ("i", "q")


def is_person(label: str) -> bool:
    """Whether a label speaks of somebody without a name: `Unknown Speaker`, `Student 3`, `Note-taker`."""
    return bare(label) in _SOMEBODY or "".join(_parts(bare(label))) in TEAM


_LETTERS_ALL = frozenset(("i", "q", "a", "r", "p", "b", "ip"))
"""Letters that show themselves to be labels, even once."""

_ROLES = _LETTERS_ALL | ASKING | PERHAPS_ASKING | ANSWERING
_SOMEBODY = OTHERS | PEOPLE | TEAM


def _is(label: str, words: frozenset[str]) -> bool:
    """Whether a label is one of these words, or begins or ends with one that is no abbreviation."""
    whole, parts = bare(label), _parts(label)
    ends = {bare(part) for part in (*parts[:1], *parts[-1:], *whole.split()[-1:])}
    return whole in words or any(len(end) >= _LONG and end in words for end in ends)


def _parts(label: str) -> list[str]:
    return re.split(r"[\s\u2010\u2011-]+", label.strip())


def _is_second(label: str) -> bool:
    """Whether a label is that of a second one who asks: `CO-MODERATOR`, `Assistant moderator`."""
    parts = _parts(bare(label))
    return (
        len(parts) > 1 and parts[0] in BESIDE and all(part in ASKING | PERHAPS_ASKING for part in parts[1:])
    )


def _is_team(label: str) -> bool:
    """Whether any word of a label, or all in one, is that of somebody who works on the study."""
    parts = _parts(bare(label))
    return _is_second(label) or not TEAM.isdisjoint((*parts, "".join(parts)))


def _side(label: str) -> str | None:
    asks, answers = _is(label, ASKING), _is(label, ANSWERING)
    return None if asks == answers else ASKS if asks else ANSWERS


def _said(label: str, attributes: Mapping[str, str]) -> str | None:
    """What a header line says of a speaker, else what the label says."""
    legend = attributes.get(label.casefold(), "")
    if legend and _side(legend):
        return _side(legend)
    asks = any(_names(value, label) for key, value in attributes.items() if bare(key) in ASKED_BY)
    answers = any(_names(value, label) for key, value in attributes.items() if bare(key) in ANSWERED_BY)
    if asks != answers:
        return ASKS if asks else ANSWERS
    return _side(label)


def _names(value: str, label: str) -> bool:
    """Whether a header's value names a speaker: all words of the label, or the initials of one person."""
    words = set(_name_words(label))
    people = [_name_words(person) for person in re.split(r"[,;&/()]", value)]
    initials = {"".join(word[0] for word in person) for person in people if len(person) > 1}
    within = any(person and words.issuperset(person) for person in people)
    return bool(words) and (within or words <= set(_name_words(value)) or bare(label) in initials)


def _name_words(text: str) -> list[str]:
    words = (word.strip(".,;:()[]") for word in text.casefold().split())
    return [word for word in words if word and word not in TITLES]


def _asking_by_letter(labels: list[str]) -> set[str]:
    """Who asks, where one of two letters answers the other, and no third letter makes it doubtful."""
    letters = {bare(label) for label in labels}
    asked = {letter for letter, answers in _LETTERS.items() if letter in letters and answers & letters}
    if len(asked) != 1:
        return _asking_alone(labels, letters)
    (letter,) = asked
    short = {other for other in letters if len(other) < 3} - {letter}
    sure = short <= _LETTERS[letter]
    return {label for label in labels if bare(label) == letter} if sure else set()


def _asking_alone(labels: list[str], letters: set[str]) -> set[str]:
    """`I` and `Q` ask those who have names, words or identifiers for labels."""
    asking = letters & {"i", "q"}
    alone = len(asking) == 1 and all(len(letter) > 2 for letter in letters - asking)
    return {label for label in labels if bare(label) in asking} if alone else set()


def _may_answer(label: str, side: str | None) -> bool:
    """Whether somebody beside one who asks is asked, and not an interpreter or another researcher."""
    return side == ANSWERS or (side is None and not _is(label, OTHERS) and not _is_team(label))


def _shows(label: str) -> bool:
    """Whether a label shows that somebody is asked, however rarely: `Participant`, `P03`, `Male student`."""
    return _is(label, ANSWERING | PEOPLE) or any(c.isdigit() for c in label)
