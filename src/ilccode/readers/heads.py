"""Heads: what begins a turn in a line of a transcript, in one of the forms that people and programs write.

A label must show itself to be one: it is marked (bold, or beside a time), begins several lines, says what
somebody does, or is an identifier. So "Note: …" and "There were two things: …" are words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ilccode.model import clean
from ilccode.readers.lines import Line
from ilccode.readers.roles import bare, is_person, is_role
from ilccode.readers.stamps import LONG, TIME, seconds
from ilccode.readers.words import NO_LABEL, NO_LABEL_SMALL, OPENERS, PARTICLES

_NAME = r"[@#]?(?P<label>[^\W_][^:：\t\[\]<>{}]{0,79}?)"
_RANGE = rf"(?:\s{{0,3}}(?:-->|[-–—])\s{{0,3}}{TIME})?"
_TOLD = rf"[\[(<{{#]\s?(?P<at>{TIME}){_RANGE}\s?[\])>}}#]"
_FIRST = rf"(?:[\[(<{{#]?\s?(?P<first>{TIME}){_RANGE}\s?[\])>}}#]?\s{{0,3}}[-–—]?\s{{0,3}})?"
_BARE = rf"(?:(?<=\s)(?P<clock>{LONG})|(?<=\s\s)(?P<short>{TIME}))"
_COLON = re.compile(
    rf"{_FIRST}{_NAME}\s{{0,9}}(?:{_TOLD}|{_BARE})?\s{{0,9}}(?::(?P<loose>(?=\s|$))?|：(?P<wide>))"
    r"(?P<tab> ?\t)?\s*(?P<words>.*)",
    re.DOTALL,
)
_TIMED = re.compile(rf"{_NAME}\s{{0,9}}{_TOLD}\s*(?P<words>[^\s:].*)?", re.DOTALL)
_TIME_AFTER = re.compile(rf"{_NAME}(?P<gap>\s{{1,9}})(?P<at>{TIME})")
_TIME_BEFORE = re.compile(rf"[\[(<{{]?(?P<at>{TIME})[\])>}}]?\s{{1,9}}(?:[-–—]\s{{1,9}})?{_NAME}")
_BRACKET = re.compile(
    rf"{_FIRST}[\[{{](?P<label>[^\]\[:{{}}]{{1,60}})[\]}}]\s?:?\s{{0,9}}(?P<clock>{TIME}(?=\s*$))?(?P<words>.*)",
    re.DOTALL,
)
_TABBED = re.compile(r"(?P<label>[^\W_][^:\t\[\]<>]{0,39})\t\s*(?P<words>[^\s\t][^\t]*)")
_IDENTIFIER = re.compile(r"[A-Z]{1,12}[ _-]?\d{1,4}|[A-Z]{3,}")
_INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_STAGE = re.compile(
    r"[\[({]\s*(?:laugh|lacht|lachen|rire|risas?\b|gelach|risat|riso|pause|pausa|silence|stille|silenci|stilte|"
    r"inaudib|unintellig|unverst|incompr|onverst|cross ?talk|overl|simult|music|musi|applau|sigh|cough|hust|"
    r"tousse|seufz|soupir|noise|bruit|phone|telef|door|background|nods?\b|nicken|smil|cries|crying|weint|end\b|"
    r"ende\b|fin\b|beep|break|redact|anonym|name\b|place\b|sic\b|recording|\d+\s*[\])}])",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*(?:\([^()]*\)|\[(?P<inside>[^\[\]]*\s[^\[\]]*)\])\s*")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_LISTED = re.compile(r"\d{1,3}[.)]\s")
_LABEL_WORDS, _NAME_WORDS = 5, 4
_SENTENCE = frozenset(';!?"“”„«»…()=')


@dataclass(frozen=True, kw_only=True)
class Head:
    """A label with the words beside it, and the time beside the label.

    `form` says how it is written. A `tight` one has words right at its colon, so that only a known
    speaker makes it one.
    """

    line: Line
    form: str
    label: str
    words: str
    at: float | None = None
    marked: bool = False
    tight: bool = False


FORMS = ("colon", "time", "bracket", "tab", "bold", "alone")
"""Ways to write a head, the likelier first."""


def heads(line: Line) -> Iterator[Head]:
    """What a line may begin with, in each form that fits."""
    text = line.text.strip().lstrip(_INVISIBLE)
    for head in (colon(line), _time(line, text), _bracket(line, text), _tab(line, text)):
        if head is not None:
            yield head
    bold = line.bold.strip()
    if bold and text.startswith(bold) and len(bold) < len(text):
        yield Head(line=line, form="bold", label=bold.rstrip(": "), words=text[len(bold) :], marked=True)
    if text and len(text) <= 60 and text[-1] not in ".,;:?!…-":
        yield Head(line=line, form="alone", label=text, words="", marked=bold == text or line.heading)


def colon(line: Line) -> Head | None:
    """What a line has before its first colon."""
    match = _COLON.match(line.text.strip().lstrip(_INVISIBLE))
    if match is None:
        return None
    told = match["at"] or match["clock"] or match["short"] or match["first"]
    tight = match["loose"] is None and match["wide"] is None
    marked = line.marked or match["tab"] is not None or bool(match["at"])
    return _head(line, "colon", match, told, marked=marked and not tight, tight=tight)


def _time(line: Line, text: str) -> Head | None:
    match = _TIMED.fullmatch(text)
    if match is not None:
        return _head(line, "time", match, match["at"], marked=True)
    match = _TIME_AFTER.fullmatch(text)
    if match is not None:
        return _head(line, "time", match, match["at"], marked=len(match["gap"]) > 1 or match["gap"] == "\t")
    match = _TIME_BEFORE.fullmatch(text)
    return _head(line, "time", match, match["at"]) if match is not None else None


def _bracket(line: Line, text: str) -> Head | None:
    match = _BRACKET.match(text)
    if match is None or is_stage(text):
        return None
    return _head(line, "bracket", match, match["clock"] or match["first"])


def _tab(line: Line, text: str) -> Head | None:
    match = _TABBED.fullmatch(text)
    return _head(line, "tab", match, None) if match is not None else None


def _head(
    line: Line,
    form: str,
    match: re.Match[str],
    told: str | None,
    *,
    marked: bool = False,
    tight: bool = False,
) -> Head:
    words = match.groupdict().get("words") or ""
    at = seconds(told) if told else None
    label = clean(match["label"])
    return Head(line=line, form=form, label=label, words=words, at=at, marked=marked, tight=tight)


def is_stage(text: str) -> bool:
    """Whether a line begins with what happens, not with who speaks: `[laughs]`."""
    aside = _ASIDE.fullmatch(text)
    happens = aside is not None and not is_full_name(aside["inside"] or "")
    return happens or bool(_STAGE.match(text.lstrip()))


def believable(label: str, count: int, *, marked: bool = False) -> bool:
    """Whether what stands before a colon is a speaker, given how many lines it begins."""
    if _is_no_label(label):
        return False
    return marked or _tells(label) or (count > 1 and may_be_name(label))


@lru_cache(maxsize=4096)
def _is_no_label(label: str) -> bool:
    outside = _IN_BRACKETS.sub("", label).split()
    opens = bool(outside) and outside[0].casefold() in OPENERS and not is_role(label)
    if _LISTED.match(label) or (opens and not (len(label) < 3 and label.isupper())):
        return True
    is_none = bare(label) in NO_LABEL or label in NO_LABEL_SMALL
    return is_none or not 0 < len(outside) <= _LABEL_WORDS


@lru_cache(maxsize=4096)
def _tells(label: str) -> bool:
    """Whether a label shows itself to be one, even once."""
    return is_role(label) or is_person(label) or is_identifier(label) or is_full_name(label)


def is_identifier(label: str) -> bool:
    """Whether a label is a code for somebody: `P01`, `SPEAKER_00`, `ANNA`."""
    return bool(_IDENTIFIER.fullmatch(label))


def is_full_name(label: str) -> bool:
    """Whether a label is two words or more, each with a capital but for `and`, `von`, `de`."""
    words = [word for word in label.split() if word not in PARTICLES]
    capital = all(word.lstrip("(\"'")[:1].isupper() for word in words)
    return capital and 1 < len(words) <= _NAME_WORDS and words[0][0] == label[0] and not _speaks(label)


def is_name(label: str) -> bool:
    """Whether a label is written as a name may be: with a capital, or in a script without them."""
    first = label.lstrip("(\"'")[:1]
    return (
        bool(first) and (first.isupper() or (first.isalpha() and not first.islower())) and not _speaks(label)
    )


def _speaks(label: str) -> bool:
    outside = _IN_BRACKETS.sub("", label)
    listed = all(word[:1].isupper() for word in outside.split() if word not in PARTICLES)
    return not _SENTENCE.isdisjoint(outside) or ("," in outside and not listed)


@lru_cache(maxsize=4096)
def may_be_name(label: str) -> bool:
    """A word or two of any kind; of three and more, most begin with a capital or hold a digit."""
    words = _IN_BRACKETS.sub("", label).split()
    words = [word for word in words if word not in PARTICLES]
    telling = [w for w in words if not w[:1].islower() or any(c.isdigit() for c in w)]
    return not _speaks(label) and (len(words) < 3 or len(telling) > len(words) / 2)


def is_evident(head: Head, count: int) -> bool:
    """Whether a label shows itself to be one, whatever other lines show, given how many lines it begins."""
    return head.at is not None or believable(head.label, count, marked=head.marked)


def counts(found: Sequence[Head]) -> Counter[str]:
    """How many lines each label begins, but for those that only a known speaker's could."""
    return Counter(head.label for head in found if not head.tight)
