"""CHAT, the format of TalkBank and CLAN: its main lines as they were said, without their codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.captions import About, Caption, reading
from ilccode.readers.chat_codes import said
from ilccode.readers.decoding import encoding_of, text_of
from ilccode.readers.extras import library, parsed
from ilccode.sources import Source

_KIND = "a CHAT transcript (.cha)"
_TIMES = re.compile(r"\x15[^\x15]*?([0-9]{1,12})_([0-9]{1,12})\x15")
_PARTICIPANTS = re.compile(r"^@Participants:", re.MULTILINE)
_MAIN_LINE = re.compile(r"^\*[^\n]*(?:\n(?![@*%])[^\n]*)*", re.MULTILINE)
_LONGEST = 10_000
_ASKING = frozenset(("investigator", "interviewer", "moderator", "experimenter", "examiner", "clinician"))
_ANSWERING = frozenset(("participant", "interviewee", "respondent", "informant", "narrator"))
_TOLD = ("name", "role", "age", "sex", "group", "ses", "education")
_HEADERS = ("date", "location", "situation")
_NOTE = (
    "CHAT: fillers, fragments and repeated words are kept as they were said; pauses, corrections, codes and "
    "the lines that begin with % are left out."
)


def read(source: Source) -> Reading:
    """Read a CHAT transcript; raises `InvalidTranscript`."""
    path = source.path
    text = _with_one_list(text_of(source))
    _check_lines(path, text)
    chat = library(path, "pylangacq").CHAT
    document = parsed(
        path,
        lambda: chat.from_strs([text], parallel=False, strict=False, mor_tier=None, gra_tier=None),
        _KIND,
    )
    captions = list(_captions(document.utterances()))
    if not captions:
        expected = "expected CHAT, with lines such as '*PAR:' and words; found none"
        raise InvalidTranscript(path, expected)
    header = document.headers()[0]
    people = {person.code: person for person in header.participants}
    about = About(
        format="CHAT",
        encoding=encoding_of(source),
        attributes=_attributes(header),
        roles=_roles(people),
        participants=_participants(people),
        notes=(_NOTE,),
    )
    return reading(path, captions, about)


def _with_one_list(text: str) -> str:
    """CHAT with one list of participants: from a second one the library panics."""
    first = _PARTICIPANTS.search(text)
    return text[: first.end()] + _PARTICIPANTS.sub("@Comment:", text[first.end() :]) if first else text


def _check_lines(path: Path, text: str) -> None:
    """Refuse a line of talk that no person says in one go: the library takes the square of its length."""
    for match in _MAIN_LINE.finditer(text):
        if len(match[0]) > _LONGEST:
            expected = f"expected a line of talk of at most {_LONGEST:,} characters, found {len(match[0]):,}"
            raise InvalidTranscript(path, expected, text.count("\n", 0, match.start()) + 1)


def _captions(utterances: Sequence[Any]) -> Iterator[Caption]:
    for utterance in utterances:
        code = utterance.participant
        line = utterance.tiers.get(code, "") if code and utterance.tiers else ""
        times = _TIMES.findall(line)
        at, until = (int(times[0][0]) / 1000, int(times[-1][1]) / 1000) if times else (None, None)
        if line:
            yield Caption(words=said(line), at=at, until=until, speaker=code)


def _attributes(header: Any) -> dict[str, str]:
    """What is told of the whole: date, place, languages."""
    told = {key: _told(getattr(header, key)) for key in _HEADERS}
    languages = ", ".join(header.languages)
    return {key: value for key, value in {"language": languages, **told}.items() if value}


def _participants(people: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    found = {code: {key: _told(getattr(person, key)) for key in _TOLD} for code, person in people.items()}
    return {code: {k: v for k, v in told.items() if v} for code, told in found.items()}


def _told(value: Any) -> str:
    text = value if isinstance(value, str) else ", ".join(map(str, value)) if isinstance(value, list) else ""
    return text.strip() if value is None or text else str(value).strip().rstrip(";.")


def _roles(people: Mapping[str, Any]) -> dict[str, str]:
    """Who asks and who answers, by the roles that CHAT itself knows."""
    parts = {code: person.role.casefold() for code, person in people.items()}
    asking = {code for code, part in parts.items() if part in _ASKING}
    answering = {code for code, part in parts.items() if asking or part in _ANSWERING}
    return {code: "interviewer" if code in asking else "participant" for code in parts if code in answering}
