"""What is known of interviews and of those who speak in them: roles, attributes, consent.

It comes from tables (`speakers.csv`, `attributes.csv`, `consent.csv`) or from `participants set`, is kept
as facts, and may be corrected at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ilccode.errors import Fault, FaultyFile, NotInStudy, UsageError
from ilccode.model import Fact, Transcript
from ilccode.sentences import word_count
from ilccode.steps.study import Study, now, participant_ref, speaker_ref
from ilccode.steps.tables import Row, rows

CONSENT = ("quote", "machine", "deposit")
ROLES = ("interviewer", "participant")
TABLES = frozenset(("speakers", "attributes", "consent"))
"""Tables of these names, in a folder of transcripts, are about the speakers and are no transcripts."""

_TRANSCRIPT = frozenset(("transcript", "interview", "document", "file", "file_name", "filename"))
_SPEAKER = frozenset(("speaker", "label"))
_PARTICIPANT = frozenset(("participant", "participant_id", "person", "pseudonym", "name", "respondent"))
_USES = {
    **dict.fromkeys(("quote", "may_be_quoted", "quoted", "may_quote", "quotation"), "quote"),
    **dict.fromkeys(("machine", "may_be_read_by_a_machine", "may_be_read_by_machine", "ai"), "machine"),
    **dict.fromkeys(("deposit", "may_be_deposited", "deposited", "may_deposit", "archive"), "deposit"),
}
_YES = frozenset(("yes", "y", "true", "1", "x", "ja", "j", "oui", "o", "si", "sí", "s", "sì", "sim", "ok"))
_NO = frozenset(("no", "n", "false", "0", "nein", "non", "nee", "não", "nao", "none"))


@dataclass(frozen=True, kw_only=True)
class Told:
    """One row of a table: whom it is about, and what it says, by the names of facts.

    Without a speaker it is about the transcript; without a transcript, about a person wherever they speak.
    """

    path: str
    line: int
    transcript: str
    speaker: str
    said: Mapping[str, str]


def read_table(path: Path, *, needs_consent: bool = False) -> list[Told]:
    """The rows of a table about people; raises `FaultyFile` with all that is wrong with it."""
    faults: list[Fault] = []
    found = list(rows(path))
    if not found:
        raise FaultyFile([Fault(path=str(path), expected="expected a header line and rows, found none")])
    columns = {name: _key(name) for name in found[0].cells}
    keys = set(columns.values())
    if not keys & (_TRANSCRIPT | _SPEAKER | _PARTICIPANT):
        expected = "expected a column 'participant' or 'speaker' (or 'transcript') that says who is meant"
        faults.append(Fault(path=str(path), line=1, expected=expected))
    if needs_consent and not keys & set(_USES):
        expected = f"expected a column of consent: {', '.join(CONSENT)}"
        faults.append(Fault(path=str(path), line=1, expected=expected))
    told = [] if faults else [_told(path, row, columns, faults) for row in found]
    if faults:
        raise FaultyFile(faults)
    return told


def _key(name: str) -> str:
    """A column's name, or an attribute's: in lower case with underscores."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_")


def _told(path: Path, row: Row, columns: Mapping[str, str], faults: list[Fault]) -> Told:
    cells = {columns[name]: value for name, value in row.cells.items() if columns[name]}
    transcript = _first(cells, _TRANSCRIPT)
    speaker, person = _first(cells, _SPEAKER), _first(cells, _PARTICIPANT)
    said: dict[str, str] = {"@participant": person} if speaker and person else {}
    for key, value in cells.items():
        if key not in _TRANSCRIPT | _SPEAKER | _PARTICIPANT and value:
            try:
                said |= dict([_fact(key, value)])
            except UsageError as error:
                faults.append(Fault(path=str(path), line=row.line, expected=str(error)))
    if not transcript and not speaker and not person:
        faults.append(Fault(path=str(path), line=row.line, expected="expected whom the row is about"))
    return Told(path=str(path), line=row.line, transcript=transcript, speaker=speaker or person, said=said)


def _first(cells: Mapping[str, str], names: frozenset[str]) -> str:
    return next((value for name, value in cells.items() if name in names and value), "")


def _fact(key: str, value: str) -> tuple[str, str]:
    """A cell as a fact's name and value; raises `UsageError` for consent that is neither yes nor no."""
    if key in _USES:
        word = value.casefold()
        if word not in _YES | _NO:
            raise UsageError(f"{key}: expected yes or no, found {value!r}")
        return f"@{_USES[key]}", "yes" if word in _YES else "no"
    if key == "role" and value.casefold() in ROLES:
        return "@role", value.casefold()
    return key, value


def note(study: Study, told: Iterable[Told]) -> tuple[int, list[Fault]]:
    """Note what tables say: how many facts were new, and the rows that are about nobody here.

    What is said of a person who does not speak in the study yet is kept for when they do.
    """
    names = _names(study)
    facts: dict[tuple[str, str], str] = {}
    faults: list[Fault] = []
    for row in told:
        about = _about(study, row, names)
        if about is None:
            who = f"{row.speaker!r} in {row.transcript!r}" if row.speaker else f"{row.transcript!r}"
            faults.append(Fault(path=row.path, line=row.line, expected=f"no transcript here has {who}"))
        else:
            facts |= {(about, name): value for name, value in row.said.items()}
    return _add(study, facts, by="table"), faults


def _names(study: Study) -> dict[str, str]:
    """The transcripts by their names and by their files', in any case."""
    named = {study.facts.get((t, "@file"), "").casefold(): t for t in study.transcripts}
    stems = {name.rsplit(".", 1)[0]: t for name, t in named.items()}
    return {**stems, **named, **{study.name(t).casefold(): t for t in study.transcripts}}


def _about(study: Study, row: Told, names: Mapping[str, str]) -> str | None:
    if not row.transcript:
        return participant_ref(row.speaker)
    transcript = names.get(row.transcript.casefold())
    if transcript is None or not row.speaker:
        return transcript
    speakers = study.store.get(Transcript, transcript).speakers
    meant = row.speaker.casefold()
    return next((speaker_ref(transcript, s) for s in speakers if s.casefold() == meant), None)


def _add(study: Study, facts: Mapping[tuple[str, str], str], *, by: str) -> int:
    """Add facts that are new; what is said of a person is said of each of their speakers, too."""
    said = {**dict(_in_each_transcript(study, facts)), **facts}
    new = {key: value for key, value in said.items() if study.facts.get(key, "") != value}
    study.store.add(
        Fact(about=about, name=name, value=value, by=by, made_at=now())
        for (about, name), value in new.items()
    )
    return len(new)


def _in_each_transcript(
    study: Study, facts: Mapping[tuple[str, str], str]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Facts about persons, where a transcript has said something nearer that would stand before them."""
    names, counted = {name for _, name in facts}, frozenset(study.transcripts)
    for about, name in study.facts:
        transcript, slash, speaker = about.partition("/")
        if slash and name in names and transcript in counted:
            person = participant_ref(study.participant(transcript, speaker))
            if (person, name) in facts:
                yield (about, name), facts[person, name]


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Somebody in one transcript, with all that is known about them."""

    transcript: str
    speaker: str
    participant: str
    role: str
    turns: int
    words: int
    consent: Mapping[str, bool]
    attributes: Mapping[str, str]


def speakers(study: Study) -> Iterator[Speaker]:
    """Whoever speaks, transcript by transcript; what an interview's header says is of those who answer."""
    for transcript_id in sorted(study.transcripts, key=study.name):
        transcript = study.store.get(Transcript, transcript_id)
        for speaker in transcript.speakers:
            asks = study.role(transcript_id, speaker) == ROLES[0]
            known = study.own_attributes if asks else study.attributes_of
            spoken = [transcript.words(turn) for turn in transcript.turns if turn.speaker == speaker]
            yield Speaker(
                transcript=study.name(transcript_id),
                speaker=speaker,
                participant=study.participant(transcript_id, speaker),
                role=study.role(transcript_id, speaker),
                turns=len(spoken),
                words=sum(map(word_count, spoken)),
                consent={use: study.may(transcript_id, speaker, use) for use in CONSENT},
                attributes=known(transcript_id, speaker),
            )


def set_participant(study: Study, who: str, settings: Sequence[str]) -> int:
    """Note `NAME=VALUE` settings of a person, of `TRANSCRIPT/SPEAKER`, or of a transcript; how many are new.

    An empty value takes back what was said.
    """
    about = _whom(study, who)
    said = dict(map(_setting, settings))
    if "@participant" in said and "/" not in about:
        raise UsageError(f"{who}: expected TRANSCRIPT/SPEAKER, to say which participant a speaker is")
    return _add(study, {(about, name): value for name, value in said.items()}, by="hand")


def _setting(setting: str) -> tuple[str, str]:
    name, equals, value = setting.partition("=")
    key = _key(name)
    if not equals or not key:
        raise UsageError(f"{setting!r}: expected NAME=VALUE, such as role=interviewer, site=Leeds, quote=no")
    if key in _PARTICIPANT:
        return "@participant", value.strip()
    if not value.strip():
        return (f"@{_USES[key]}" if key in _USES else "@role" if key == "role" else key), ""
    return _fact(key, value.strip())


def _whom(study: Study, who: str) -> str:
    transcript, slash, speaker = who.rpartition("/")
    names = _names(study)
    if slash and transcript.casefold() in names:
        row = Told(path="", line=0, transcript=transcript, speaker=speaker, said={})
        about = _about(study, row, names)
        if about is not None:
            return about
    if who.casefold() in names:
        return names[who.casefold()]
    if any(who.casefold() in (s.speaker.casefold(), s.participant.casefold()) for s in speakers(study)):
        return participant_ref(who)
    raise NotInStudy(
        f"{who}: nobody speaks by that name, and no transcript has it; see `ilccode participants`"
    )


def set_interviewers(study: Study, transcript: str, asking: Sequence[str]) -> int:
    """Note who asks the questions in a transcript, and that the others answer."""
    known = {name.casefold() for name in asking}
    said = study.store.get(Transcript, transcript).speakers
    facts = {
        (speaker_ref(transcript, speaker), "@role"): ROLES[speaker.casefold() not in known]
        for speaker in said
    }
    return _add(study, facts, by="hand")
