"""Which encoding a file that is not Unicode may be in: a proposal for the user to check, never a decision.

Each code page is scored by what it makes of the bytes beyond ASCII: letters that its languages use, in
words; quotation marks, dashes and currency where they belong. charset-normalizer's guess is worth a
little more, and decides alone for scripts of more than one byte a letter.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Mapping

_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґў"
_PAGES: Mapping[str, str] = {
    "windows-1252": "éèêëàâäáãåæçîïíìñöôóòõøœùûüúß",
    "macintosh": "éèêëàâäáãåæçîïíìñöôóòõøœùûüúß",
    "windows-1250": "ąćęłńóśźżäöüßéáíýčďěňřšťúůžőűăâîșţş",
    "windows-1251": _CYRILLIC,
    "windows-1254": "çğıöşüâîûéİ",
    "windows-1253": "αοιετσνηυρκμλπςδγωχθφβξζψάέήίόύώϊϋΐ",
    "windows-1257": "āčēģīķļņšūžąęėįųõäöüé",
    "windows-1255": "יוהלאתרשמבםנעדחקכפןסגטצזךףץ",
    "windows-1256": "اليمنوترهبدعفسكقحجأةشصطخزذثضغىءظآؤإئپچژگ",
    "koi8-r": _CYRILLIC,
    "cp850": "éèêëàâäáãåæçîïíìñöôóòõøùûüúß",
    "iso-8859-2": "ąćęłńóśźżäöüßéáíýčďěňřšťúůžőűăâî",
    "iso-8859-15": "éèêëàâäáãåæçîïíìñöôóòõøœùûüúß",
}
_AROUND = re.compile(rb"[\x00-\x7f]{0,12}[\x80-\xff][^\n]{0,24}")
_MOST_BYTES = 20_000
_OTHER_SCRIPTS = [_PAGES[f"windows-{n}"] for n in (1251, 1253, 1255, 1256)]
_WORDS = "àèéóåöæíò" + "".join(_OTHER_SCRIPTS)
_BONUS = 0.2
_WORST = -0.5
_DENSE = 0.3


def proposal(data: bytes) -> str:
    """The encoding that makes most of some bytes, named as `--encoding` takes it; empty without."""
    sample = b"\n".join(_AROUND.findall(data[: 50 * _MOST_BYTES])[:400])[:_MOST_BYTES]
    guess = _guess(data[:_MOST_BYTES] if _beyond(data[:_MOST_BYTES]) else sample)
    if guess and _is_multibyte(guess) and _beyond(sample) > _DENSE * len(sample):
        return guess
    scores = {page: _score(sample, page) + (_BONUS if _same(page, guess) else 0) for page in _PAGES}
    best = max(scores, key=lambda page: scores[page])
    return best if scores[best] > _WORST else ""


def _beyond(data: bytes) -> int:
    return sum(byte > 127 for byte in data)


def _guess(data: bytes) -> str:
    import charset_normalizer

    best = charset_normalizer.from_bytes(data).best()
    return str(best.encoding) if best else ""


def _is_multibyte(encoding: str) -> bool:
    return encoding.startswith(
        ("gb", "big5", "euc", "shift", "cp932", "cp949", "cp950", "johab", "iso2022", "hz")
    )


def _same(page: str, guess: str) -> bool:
    return bool(guess) and codecs.lookup(page).name == codecs.lookup(guess).name


def _score(sample: bytes, page: str) -> float:
    """What a code page makes of a character beyond ASCII, on average: 3 is sound, below 0 is nonsense."""
    text = sample.decode(page, "replace")
    letters = _PAGES[page]
    usual = {c: 4.0 if letters in _OTHER_SCRIPTS and n < 10 else 3.0 for n, c in enumerate(letters)}
    usual |= {c.upper(): worth for c, worth in usual.items()}
    places = [n for n, c in enumerate(text) if not c.isascii()]
    around = f"\n{text}\n"
    return sum(_worth(around[n], text[n], around[n + 2], usual) for n in places) / max(len(places), 1)


def _worth(before: str, c: str, after: str, usual: Mapping[str, float]) -> float:
    if c.isalpha():
        return _letter(before, c, after, usual)
    if c in "\u2019'":
        return 3 if before.isalpha() else 1 if after.isalpha() else 0
    if c in "\u201c\u2018\u201e\u00ab\u00bf\u00a1\u201a":
        return 3 if not before.isalnum() and not after.isspace() else -3
    if c in "\u201d\u00bb":
        return 3 if not before.isspace() and not after.isalnum() else -2
    if c in "\u2013\u2014\u2026\xa0\u2022":
        return 3 if c != "\u2022" or not before.isalnum() else -3
    if c in "\u00a3\u20ac":
        return 3 if after.isdigit() or before.isspace() or before.isdigit() else -3
    if c in "\u00b0\u00a7\u00a9\u00ae\u2122\u00bd\u00bc\u00be\u00b2\u00b3\u00ba\u00aa\u00d7\u00b7":
        return 0.5 if not (before.isalpha() and after.isalpha()) else -4
    return -5 if unicodedata.category(c) in ("Cc", "Cn", "Co", "So") or c == "\ufffd" else -3


def _letter(before: str, c: str, after: str, usual: Mapping[str, float]) -> float:
    worth = usual.get(c, 0.0)
    if not (before.isalpha() or after.isalpha() or c.casefold() in _WORDS):
        worth -= 4
    if c.isupper() and (before.islower() or (before.isupper() and after.islower())):
        worth -= 4
    if before.isdigit() or after.isdigit():
        worth -= 3
    if any(_script(c) != _script(other) for other in (before, after) if other.isalpha()):
        worth -= 4
    return worth


def _script(c: str) -> str:
    return "latin" if c.isascii() else unicodedata.name(c, "latin").split()[0].casefold()
