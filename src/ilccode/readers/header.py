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
from ilccode.readers.words import HEADER_KEYS

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
_TITLE_WORDS, _LONGEST = 20, 300


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


def _is_title(text: str) -> bool:
    return len(text.split()) <= _TITLE_WORDS and not ends_sentence(text) and not is_time(text)


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
