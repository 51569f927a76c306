"""Which encoding a file that is not Unicode may be in: a proposal for the user to check, never a decision.

Each code page is scored by what it makes of the bytes beyond ASCII: letters that its languages use, in
words; quotation marks, dashes and currency where they belong. Of those that make the same of a file, the
likeliest is proposed. charset-normalizer decides for scripts of more than one byte a letter only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from itertools import islice

_CYRILLIC = ("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", "оаинвіетрсклумдпзяьбгйчхжшїюєцщфґ")
_WESTERN = (
    *("éèêëàâçîïôùûüœæ", "äöüß", "áéíóúñü", "ãõçáéíóúâêôà", "àèéìòùí", "ëéïöüóáè"),
    *("åäöéæøà", "áéíóúýþæðö", "àçéèíïóòúü"),
)
_CENTRAL = (*("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž", "äöüß"),)
_PAGES: Mapping[str, tuple[str, ...]] = {
    "windows-1252": _WESTERN,
    "macintosh": _WESTERN,
    "windows-1250": _CENTRAL,
    "windows-1251": _CYRILLIC,
    "windows-1254": ("çğıöşüâîûi̇",),
    "windows-1253": ("αοιετσνηυρκμλπςδγωχθφβξζψάέήίόύώϊϋΐ",),
    "windows-1257": ("āčēģīķļņšūž", "ąčęėįšųūž", "õäöüšž"),
    "windows-1255": ("יוהלאתרשמבםנעדחקכפןסגטצזךףץ",),
    "windows-1256": ("اليمنوترهبدعفسكقحجأةشصطخزذثضغىءظآؤإئپچژگ",),
    "koi8-r": _CYRILLIC,
    "koi8-u": _CYRILLIC,
    "cp866": _CYRILLIC,
    "iso-8859-5": _CYRILLIC,
    "mac-cyrillic": _CYRILLIC,
    "cp850": _WESTERN,
    "cp852": _CENTRAL,
    "iso-8859-2": _CENTRAL,
    "iso-8859-15": _WESTERN,
}
"""Code pages, the likelier first, with the letters beyond ASCII of each language written in them."""

_AROUND = re.compile(rb"[\x00-\x7f]{0,12}[\x80-\xff][^\n]{0,24}")
_BEYOND = re.compile(rb"[\x80-\xff]")
_MOST_BYTES, _MOST_PLACES = 20_000, 2_000
_OTHER_SCRIPTS = frozenset(
    "".join(letter for n in (1251, 1253, 1255, 1256) for letter in _PAGES[f"windows-{n}"])
)
_WORDS = frozenset("àèéóåöæíò") | _OTHER_SCRIPTS
_USUAL, _OFTEN, _TEN = 3.0, 4.0, 10
_WORST = 2.0
_DENSE = 0.3


def proposal(data: bytes) -> str:
    """The encoding that makes most of some bytes, named as `--encoding` takes it; empty without."""
    sample = b"\n".join(_AROUND.findall(data[: 50 * _MOST_BYTES])[:400])[:_MOST_BYTES]
    guess = _guess(data[:_MOST_BYTES] if _beyond(data[:_MOST_BYTES]) else sample)
    if _is_multibyte(guess) and _beyond(sample) > _DENSE * len(sample) and _is_written(sample, guess):
        return guess
    some = data[: _enough(data)]
    scores = {page: _score(some, page) for page in _apart(data)}
    best = max(scores, key=lambda page: scores[page])
    return best if scores[best] > _WORST else ""


def _is_written(sample: bytes, encoding: str) -> bool:
    """Whether an encoding makes more of bytes than the narrow letters that any bytes may be."""
    text = sample.decode(encoding, "replace")
    return 2 * sum("\uff61" <= c <= "\uff9f" or c == "\ufffd" for c in text) < sum(
        not c.isascii() for c in text
    )


def _enough(data: bytes) -> int:
    """Where bytes have told enough of themselves."""
    found = islice(_BEYOND.finditer(data, 0, 50 * _MOST_BYTES), _MOST_PLACES)
    return max((match.end() + 1 for match in found), default=0)


def _apart(data: bytes) -> list[str]:
    """The code pages that differ in what they make of some bytes: of those that do not, the likeliest."""
    readings: dict[str, str] = {}
    for page in _PAGES:
        readings.setdefault(_letters(data, page), page)
    return list(readings.values())


def _letters(data: bytes, encoding: str) -> str:
    """What an encoding makes of each byte beyond ASCII that occurs."""
    return bytes(byte for byte in sorted(set(data)) if byte > 127).decode(encoding, "replace")


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


def _score(sample: bytes, page: str) -> float:
    """What a code page makes of a character beyond ASCII, on average: 3 is sound, below 0 is nonsense.

    That is so in the one language, of those written in it, that makes most of it.
    """
    text = sample.decode(page, "replace")
    places = [n for n, c in enumerate(text) if not c.isascii()]
    around = f"\n{text}\n"
    seen = Counter((around[n], text[n], around[n + 2]) for n in places)
    return max(_mean(seen, _worths(letters)) for letters in _PAGES[page])


def _worths(letters: str) -> dict[str, float]:
    often = letters[:_TEN] if letters[0] in _OTHER_SCRIPTS else ""
    usual = dict.fromkeys(letters, _USUAL) | dict.fromkeys(often, _OFTEN)
    return usual | {c.upper(): worth for c, worth in usual.items()}


def _mean(seen: Counter[tuple[str, str, str]], usual: Mapping[str, float]) -> float:
    total = sum(times * _worth(*three, usual) for three, times in seen.items())
    return total / max(seen.total(), 1)


def _worth(before: str, c: str, after: str, usual: Mapping[str, float]) -> float:
    if c.isalpha():
        return _letter(before, c, after, usual)
    if c in "\u2019'":
        return 3 if before.isalpha() else 1 if after.isalpha() else 0
    if c in "\u201c\u2018\u201e\u00ab\u00bf\u00a1\u201a":
        return 3 if not before.isalnum() and not after.isspace() else -3
    if c in "\u201d\u00bb":
        return 3 if not before.isspace() and not after.isalnum() else -2
    if c == "\u2013" and before.isalpha() and after.isalpha():
        return 0
    if c in "\u2013\u2014\u2026\xa0\u2022":
        return 3 if c != "\u2022" or not before.isalnum() else -3
    if c in "\u00a3\u20ac":
        return 3 if after.isdigit() or before.isspace() or before.isdigit() else -3
    if c in "\u00b0\u00a7\u00a9\u00ae\u2122\u00bd\u00bc\u00be\u00b2\u00b3\u00ba\u00aa\u00d7\u00b7":
        return 2.2 if not (before.isalpha() and after.isalpha()) else -4
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
