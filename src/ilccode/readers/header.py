"""What a transcript says about itself before anybody speaks: `Key: value` lines, title, date, length."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ilccode.readers.heads import Head, believable, colon
from ilccode.readers.layouts import ends_sentence, is_frame, is_value
from ilccode.readers.lines import Line
from ilccode.readers.roles import is_role, plain
from ilccode.readers.stamps import is_time
from ilccode.readers.words import ANSWERED_BY, ASKED_BY, HEADER_KEYS

_MONTHS = (
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|okt|dez|janv|f\u00e9vr|avr|juin|juil|ao\u00fbt|"
    r"ene|abr|ago|dic|mrt|mei|gen|mag|giu|lug|set|ott|fev|out"
)
_DAY = rf"\d\d?\.?\s(?:de\s)?(?:{_MONTHS})[^\W\d]{{0,9}}\.?,?\s(?:de\s)?\d{{4}}"
_AMERICAN = rf"(?:{_MONTHS})[^\W\d]{{0,9}}\.?\s\d\d?(?:st|nd|rd|th)?,?\s\d{{4}}"
_DIGITS = r"\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{2,4}"
_HOUR = r"(?:[ ,T]{1,3}\d\d?[:.]\d\d(?::\d\d)?(?:\s?[AP]\.?M\.?)?)?(?:\s[A-Z]{2,4})?"
_DATE = re.compile(
    rf"(?:\w+,?\s+)?(?P<date>(?:{_DIGITS}|{_DAY}|{_AMERICAN}){_HOUR})",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"(?:\d{1,3}\s?h(?:ours?|rs?)?\s?)?\d{1,3}\s?m(?:in(?:utes?)?)?\.?(?:\s?\d{1,2}\s?s(?:ec\w*)?)?|(?:\d+:)?\d\d?:\d\d",
    re.IGNORECASE,
)
_LEGEND = re.compile(r"\s*(?P<label>[^\W_][^=:\n]{0,30}?)\s*=\s*(?P<words>\S.{0,60})")
_LED = re.compile(r"\s*[\[(<{#]?\s?\d{1,3}:\d\d")
_KEYS = HEADER_KEYS | ASKED_BY | ANSWERED_BY
_SAYS = '-\u2010\u2011\u2012\u2013\u2014\u2015\u2022"\u201c\u201e\u00ab'
_ENDS = ("?", "!", "\u2026", "\u3002", "\uff01", "\uff1f", "\u061f", "\u06d4", "\u0964")
_TITLE_WORDS, _SHORT_TITLE, _PARAGRAPH, _LONGEST = 20, 12, 100, 300


def colon_heads(lines: Sequence[Line]) -> list[Head | None]:
    """What each line has before a colon, if that stands apart from what follows."""
    found = map(colon, lines)
    return [head if head and not head.tight else None for head in found]


def header_block(lines: Sequence[Line]) -> int:
    """How many lines the header takes, blank ones before it too: a block of different `Key: value` lines.

    It ends with a blank line, or where somebody whose label comes again begins to talk.
    """
    lines = lines[:_LONGEST]
    some = colon_heads(lines)
    total = Counter(head.label for head in some if head)
    keys: list[str] = []
    others = 0
    end = len(lines)
    for place, (line, head) in enumerate(zip(lines, some, strict=True)):
        talks = head is not None and believable(head.label, total[head.label]) and not is_value(head.words)
        if talks or (keys and line.is_blank):
            end = place
            break
        if head is not None:
            keys.append(plain(head.label))
        elif not line.is_blank and not (others == 0 and not keys) and not _DATE.fullmatch(line.text.strip()):
            return 0
        others += not line.is_blank and head is None
    is_header = len(set(keys)) == len(keys) and not HEADER_KEYS.isdisjoint(keys)
    return end if is_header else 0


def attributes(lines: Iterable[Line]) -> tuple[dict[str, str], int]:
    """What the lines before the talk say, keys in lower case, and how many of them say nothing known."""
    said: dict[str, str] = {}
    unknown = 0
    filled = [line for line in lines if not line.is_blank]
    for place, (line, head) in enumerate(zip(filled, colon_heads(filled), strict=True)):
        text = line.text.strip()
        legend = _LEGEND.fullmatch(text)
        if head and head.words.strip():
            said.setdefault(head.label.casefold(), head.words.strip())
        elif legend and is_role(legend["words"].split("(")[0]):
            said.setdefault(legend["label"].casefold(), legend["words"].strip())
        elif when := _when(text):
            said |= {key: value for key, value in when.items() if key not in said}
        elif place == 0 and not head and _is_title(text):
            said.setdefault("title", text)
        elif not is_frame(text) and not is_time(text):
            unknown += 1
    return said, unknown


def foreword(lines: Sequence[Line], *, titled: bool) -> int:
    """How many lines at the top are surely no talk, in text that names nobody.

    These are headings, `Key: value` lines, dates and, unless it is `titled` already, an evident title.
    """
    end = 0
    for place, line in enumerate(lines):
        if line.is_blank:
            continue
        if not (line.heading or _is_told(lines, place)):
            below = lines[place + 1] if place + 1 < len(lines) else None
            stands_apart = below is None or _is_told(lines, place + 1) or _is_apart(below)
            is_title = colon_heads([line])[0] is None and _is_evident_title(line.text.strip())
            if titled or not stands_apart or not is_title:
                break
        titled, end = True, place + 1
    return end


def _is_told(lines: Sequence[Line], place: int) -> bool:
    text = lines[place].text.strip()
    return bool(_when(text)) or is_frame(text) or _is_key(lines, place)


def _is_key(lines: Sequence[Line], place: int) -> bool:
    """Whether a line is a header's: with a key that is known, or beside others with keys and values."""
    first = max(0, place - 1)
    beside = list(colon_heads(lines[first : place + 2]))
    head = beside.pop(place - first)
    known = head is not None and plain(head.label) in _KEYS
    return _has_value(head) and (known or any(map(_has_value, beside)))


def _has_value(head: Head | None) -> bool:
    return head is not None and bool(head.words.strip()) and is_value(head.words)


def _is_apart(below: Line) -> bool:
    """Whether a line shows that the one above it ends there: blank, led by a time, or a whole paragraph."""
    return below.is_blank or below.heading or bool(_LED.match(below.text)) or len(below.text) > _PARAGRAPH


def _is_evident_title(text: str) -> bool:
    short = len(text.split()) <= _SHORT_TITLE and len(text) <= _PARAGRAPH
    begins = not text[0].islower() and not _LED.match(text)
    return short and begins and _is_title(text) and text[-1] not in ",;"


def _is_title(text: str) -> bool:
    """Whether a line may be a title: short, no sentence, no question, and not said after a dash."""
    end = text.rstrip("\"'\u201d\u2019\u00bb)\u00a0 ")[-1:]
    says = text[0] in _SAYS or end in _ENDS or ends_sentence(text)
    return len(text.split()) <= _TITLE_WORDS and not says and not is_time(text)


def _when(text: str) -> dict[str, str]:
    """The date and the length that a line tells, if it tells nothing else."""
    said: dict[str, str] = {}
    if is_time(text):
        return said
    for part in re.split(r"\s[\u2022|]\s", text):
        date = _DATE.fullmatch(part)
        if date is None and not _DURATION.fullmatch(part):
            return {}
        said |= {"date": date["date"]} if date else {"duration": part}
    return said
