"""Bytes to text: a byte-order mark, else strict UTF-8, else what the user confirmed; never a guess.

`--encoding` is for files that are not Unicode by themselves, so that one option serves a folder.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

from ilccode.errors import InvalidTranscript
from ilccode.model import clean
from ilccode.readers import kinds, proposals
from ilccode.sources import MB, Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_NOT_FOR_FILES = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7"))
_BROKEN_SHARE, _SOME, _MOST = 0.2, 0.1, 0.9
_SHOWN, _FEW = 60, 5


def encoding_of(source: Source) -> str:
    """The encoding that a file's text is read in: by its mark, by itself, or as confirmed."""
    return _encoding(source.data, source.encoding)[0]


def text_of(source: Source) -> str:
    """The text of a file, all line ends alike; raises `InvalidTranscript` where its encoding is not known."""
    path, data = source.path, source.data
    source.check_text()
    kind = kinds.binary(source)
    if kind:
        raise InvalidTranscript(path, f"expected text, found {kind}")
    shown, codec = _encoding(data, source.encoding)
    if not codec:
        raise _unknown(source, shown)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        line = _line(data[: error.start], codec)
        raise InvalidTranscript(path, f"expected {shown} text, found bytes that are none", line) from None
    if "\x00" in text:
        raise InvalidTranscript(path, "expected text, found a binary file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_of(source: Source) -> list[str]:
    """The lines of a text file; raises `InvalidTranscript` for one that is far too long."""
    lines = _ENDS.sub("\n", text_of(source)).split("\n")
    longest = max(map(len, lines)) / MB
    source.limits.check(source.path, "line_mb", longest, f"a line of {longest:,.0f} million characters")
    return lines


def _encoding(data: bytes, confirmed: str) -> tuple[str, str]:
    """An encoding as it is shown, and as Python knows it: nothing where it is not known."""
    for mark, shown, codec in _MARKS:
        if data.startswith(mark):
            return shown, codec
    wide = _wide(data)
    if wide:
        return wide[:6], wide
    if _is_utf_8(data):
        return "utf-8", "utf-8"
    return (confirmed.strip().casefold(), _codec(confirmed)) if confirmed else ("utf-8", "")


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, known by where its zero bytes stand."""
    if b"\x00" not in data:
        return ""
    quarters = [data[n::4] for n in range(4)]
    zeros = [quarter.count(0) / max(len(quarter), 1) for quarter in quarters]
    candidates = {
        "utf-32-le": len(data) % 4 == 0 and zeros[3] == 1 and zeros[2] > _MOST and zeros[0] < _MOST,
        "utf-32-be": len(data) % 4 == 0 and zeros[0] == 1 and zeros[1] > _MOST and zeros[3] < _MOST,
        "utf-16-le": len(data) % 2 == 0 and _are_high(data[1::2]),
        "utf-16-be": len(data) % 2 == 0 and _are_high(data[::2]),
    }
    return next((name for name, may_be in candidates.items() if may_be and _reads(data, name)), "")


def _are_high(half: bytes) -> bool:
    """Whether bytes may be the higher ones of one script's letters: many are zero, most others alike."""
    common = Counter(half).most_common(2)
    zeros = half.count(0)
    return zeros > _SOME * len(half) and sum(count for _, count in common) > _MOST * len(half)


def _reads(data: bytes, encoding: str) -> bool:
    """Whether bytes are text in an encoding, with hardly a control character."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    strange = sum(c < " " and c not in "\t\n\r\x0b\x0c" for c in text)
    return "\x00" not in text and bool(text) and strange <= len(text) // 50


def _codec(name: str) -> str:
    try:
        codec = codecs.lookup(name.strip())
        b"P".decode(codec.name)
    except UnicodeDecodeError:
        return codec.name
    except (LookupError, ValueError):
        return ""
    return "" if codec.name.replace("-", "_") in _NOT_FOR_FILES else codec.name


def _line(before: bytes, codec: str) -> int:
    return len(re.findall("\r\n|\r|\n", before.decode(codec, "replace"))) + 1


def _unknown(source: Source, shown: str) -> InvalidTranscript:
    """Why a file cannot be read yet, and what the user may do about it."""
    path, data = source.path, source.data
    if source.encoding:
        return InvalidTranscript(path, f"--encoding {shown!r}: no such encoding; try windows-1252 or utf-8")
    if b"\x00" in data:
        return InvalidTranscript(path, "expected text, found a binary file")
    text = data.decode("utf-8", "replace")
    place = text.index("\ufffd")
    line = len(re.findall("\r\n|\r|\n", text[:place])) + 1
    if text.count("\ufffd") < _BROKEN_SHARE * (len(text) - len(text.encode("ascii", "ignore"))):
        return InvalidTranscript(path, _damaged(text), line)
    proposal = proposals.proposal(data)
    if not proposal:
        expected = (
            "expected UTF-8; the encoding of this line is not known: open the file in the program that wrote "
            "it, save it as UTF-8 and import it again"
        )
        return InvalidTranscript(path, expected, line)
    expected = (
        f"expected UTF-8; it looks like {proposal} (this line would read: "
        f"\u201c{_sample(data, line, proposal)}\u201d): check and import with --encoding {proposal}"
    )
    return InvalidTranscript(path, expected, line)


def _damaged(text: str) -> str:
    """What to do about UTF-8 in which a few characters (now U+FFFD) are no characters."""
    lines = [n for n, line in enumerate(re.split("\r\n|\r|\n", text), start=1) if "\ufffd" in line]
    number, where = text.count("\ufffd"), ", ".join(map(str, lines[:_FEW]))
    more = f" and {len(lines) - _FEW} more" if len(lines) > _FEW else ""
    characters = "1 damaged character" if number == 1 else f"{number} damaged characters"
    return (
        f"expected UTF-8; it is, but for {characters} in line{'' if len(lines) == 1 else 's'} {where}{more} "
        f"(around: \u201c{_around(text)}\u201d): open the file, put right what is damaged, save it as UTF-8 "
        "and import it again; or, if it is no UTF-8 at all, name its encoding with --encoding, such as "
        "windows-1252"
    )


def _around(text: str) -> str:
    """What stands around the first damaged character."""
    place = text.index("\ufffd")
    return clean(text[max(0, place - _SHOWN // 2) : place + _SHOWN // 2])


def _sample(data: bytes, line: int, encoding: str) -> str:
    """A line as an encoding reads it, cut to what stands around its first letter beyond ASCII."""
    raw = re.split(rb"\r\n|\r|\n", data, maxsplit=line)[line - 1]
    text = clean(raw.decode(encoding, "replace"))
    place = next((n for n, c in enumerate(text) if not c.isascii()), 0)
    start = max(0, place - _SHOWN // 2)
    return text[start : start + _SHOWN].strip()
