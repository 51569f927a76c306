"""What is known of interviews and of those who speak in them: roles, attributes, consent.

It comes from tables (`speakers.csv`, `attributes.csv`, `consent.csv`) or from `participants set`, is kept
as facts, and may be corrected at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ilccode.consent import CONSENT
from ilccode.errors import Fault, NotInStudy, UsageError
from ilccode.model import Fact, Transcript, folded
from ilccode.sentences import word_count
from ilccode.steps.naming import by_name
from ilccode.steps.people_tables import ROLES, Told, fact, is_person, key, use_of
from ilccode.steps.study import Study, moment, participant_ref, speaker_ref


@dataclass(frozen=True, kw_only=True)
class Noted:
    """How many facts tables told anew, the rows about nobody here, and those who do not speak here yet.

    Of a table with such a row nothing is kept. What is said of `strangers` is kept for when they come; each
    has with it the speaker whose name is much like it, if there is one.
    """

    facts: int
    faults: tuple[Fault, ...]
    strangers: Mapping[str, str]


def note(study: Study, told: Iterable[Told]) -> Noted:
    """Note what tables say."""
    names = by_name(study)
    placed = [(row, _about(study, row, names)) for row in told]
    faults = tuple(_nobody(row) for row, about in placed if about is None)
    faulty = {fault.path for fault in faults}
    facts = {
        (about, name): value
        for row, about in placed
        if about is not None and row.path not in faulty
        for name, value in row.said.items()
    }
    return Noted(
        facts=_add(study, facts, by="table"),
        faults=faults,
        strangers=_strangers(study, [row.speaker for row, _ in placed if not row.transcript]),
    )


def _nobody(row: Told) -> Fault:
    who = f"{row.speaker!r} in {row.transcript!r}" if row.speaker else repr(row.transcript)
    return Fault(path=row.path, line=row.line, expected=f"no transcript here has {who}; nothing was noted")


def _strangers(study: Study, people: Sequence[str]) -> dict[str, str]:
    """Those who speak in no transcript here, each with the likeliest other spelling."""
    if not people:
        return {}
    here = _here(study)
    unknown = [person for person in dict.fromkeys(people) if folded(person) not in here]
    close = {person: get_close_matches(folded(person), list(here), n=1, cutoff=0.6) for person in unknown}
    return {person: here[close[person][0]] if close[person] else "" for person in unknown}


def _here(study: Study) -> dict[str, str]:
    """Whoever speaks, by label and by participant, as names are compared."""
    return {
        folded(name): name
        for transcript in study.transcripts
        for speaker in study.store.get(Transcript, transcript).speakers
        for name in (speaker, study.participant(transcript, speaker))
    }


def _about(study: Study, row: Told, names: Mapping[str, str]) -> str | None:
    if not row.transcript:
        return participant_ref(row.speaker)
    transcript = names.get(folded(row.transcript))
    if transcript is None or not row.speaker:
        return transcript
    speakers = study.store.get(Transcript, transcript).speakers
    return next((speaker_ref(transcript, s) for s in speakers if folded(s) == folded(row.speaker)), None)


def _add(study: Study, facts: Mapping[tuple[str, str], str], *, by: str) -> int:
    """Add facts that are new; what is said of a person is said of each of their speakers, too."""
    said = {**dict(_in_each_transcript(study, facts)), **facts}
    new = {key: value for key, value in said.items() if study.facts.get(key, "") != value}
    study.store.add(
        Fact(about=about, name=name, value=value, by=by, made_at=moment())
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
    if "@role" in said and about in study.transcripts:
        raise UsageError(f"{who}: expected TRANSCRIPT/SPEAKER, to say who asks and who answers")
    return _add(study, {(about, name): value for name, value in said.items()}, by="hand")


def _setting(setting: str) -> tuple[str, str]:
    said, equals, value = setting.partition("=")
    name = key(said)
    if not equals or not name:
        raise UsageError(f"{setting!r}: expected NAME=VALUE, such as role=interviewer, site=Leeds, quote=no")
    if is_person(name):
        return "@participant", value.strip()
    if not value.strip():
        return (f"@{use_of(name)}" if use_of(name) else "@role" if name == "role" else name), ""
    return fact(name, value.strip())


def _whom(study: Study, who: str) -> str:
    transcript, slash, speaker = who.rpartition("/")
    names = by_name(study)
    if slash and folded(transcript) in names:
        row = Told(path="", line=0, transcript=transcript, speaker=speaker, said={})
        about = _about(study, row, names)
        if about is not None:
            return about
    if folded(who) in names:
        return names[folded(who)]
    if folded(who) in _here(study):
        return participant_ref(who)
    raise NotInStudy(
        f"{who}: nobody speaks by that name, and no transcript has it; see `ilccode participants`"
    )


def set_interviewers(study: Study, transcript: str, asking: Sequence[str]) -> int:
    """Note who asks the questions in a transcript, and that the others answer."""
    known = {folded(name) for name in asking}
    said = study.store.get(Transcript, transcript).speakers
    facts = {
        (speaker_ref(transcript, speaker), "@role"): ROLES[folded(speaker) not in known] for speaker in said
    }
    return _add(study, facts, by="hand")
