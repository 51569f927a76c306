"""Transcripts in: one file at a time, each with its segments and what it says about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory

from ilccode import plugins, sources
from ilccode.digest import sha256
from ilccode.errors import Fault, FaultyFile, InvalidTranscript, NoTranscript, UsageError
from ilccode.model import Fact, Record, Segment, Transcript, clean, folded, hidden
from ilccode.protocols import Reading, Track
from ilccode.sentences import splitter, word_count
from ilccode.steps import people
from ilccode.steps.finding import Candidate, find, suffix
from ilccode.steps.imported import Imported, ImportReport, Spoken, Wishes
from ilccode.steps.naming import find_transcript
from ilccode.steps.people_tables import ROLES, Told, read_table
from ilccode.steps.replacing import (
    Replacement,
    Resemblances,
    replacement,
    sketch,
)
from ilccode.steps.study import DATABASE, Study, moment, speaker_ref


def import_files(
    study: Study,
    paths: Sequence[Path],
    *,
    wishes: Wishes = Wishes(),
    track: Track,
) -> ImportReport:
    """Import files and folders; a file that cannot be read is a fault, and stops no other.

    Tables about people are read first: one with faults stops the import before anything is kept.
    """
    found = find(paths, follow=wishes.follow)
    tables = _tables(wishes, found.tables)
    told = _told(tables, wishes.encoding)
    if wishes.replaces and len(found.candidates) != 1:
        raise UsageError(f"--replaces: expected one file, the new version; found {len(found.candidates)}")
    importing = _Importing(study, wishes)
    faults = list(found.faults)
    with track("importing", len(found.candidates)) as advance:
        for candidate in found.candidates:
            try:
                importing.take(candidate)
            except InvalidTranscript as error:
                if isinstance(error, NoTranscript) and not candidate.named:
                    found.left_out.append(candidate.path)
                else:
                    faults += error.faults
            advance(1)
    study = study.reread()
    corrected = _corrected(study, importing.known, wishes.interviewers)
    noted = people.note(study.reread(), told)
    study = study.reread()
    return ImportReport(
        imported=tuple(_with_roles(study, item) for item in importing.imported),
        known=tuple(importing.known),
        earlier=tuple(path for path, held in importing.known.items() if held in study.replaced),
        corrected=tuple(corrected),
        left_out=tuple(found.left_out),
        tables=tuple(path for _, path in tables),
        noted=noted,
        faults=(*faults, *importing.nobody(), *noted.faults),
    )


def rehearse(study: Study, paths: Sequence[Path], *, wishes: Wishes = Wishes(), track: Track) -> ImportReport:
    """What `import_files` would find and do, tried on a copy of the study that is thrown away."""
    with TemporaryDirectory() as folder:
        copy = replace(study, store=study.store.copied(Path(folder) / DATABASE))
        try:
            return import_files(copy, paths, wishes=wishes, track=track)
        finally:
            copy.store.close()


def _with_roles(study: Study, item: Imported) -> Imported:
    """A file with its speakers' roles as they are known now that the tables have been read."""
    speakers = (replace(who, role=study.role(item.transcript, who.speaker)) for who in item.speakers)
    return replace(item, speakers=tuple(speakers))


def _tables(wishes: Wishes, lying: Mapping[str, Sequence[Path]]) -> list[tuple[str, Path]]:
    """The tables about people, those in the folders first, so that those named have the last word."""
    named = {"speakers": wishes.speakers, "attributes": wishes.attributes, "consent": wishes.consent}
    given = [(kind, path) for kind, paths in named.items() for path in paths]
    also = [(kind, path) for kind, paths in sorted(lying.items()) for path in paths]
    return [item for item in also if item not in given] + given


def _told(tables: Sequence[tuple[str, Path]], encoding: str) -> list[Told]:
    told: list[Told] = []
    faults: list[Fault] = []
    for kind, path in tables:
        try:
            told += read_table(path, kind, encoding=encoding)
        except FaultyFile as error:
            faults += error.faults
    if faults:
        raise FaultyFile(faults)
    return told


class _Importing:
    """One import under way: what was read, and which names, files and turns are taken."""

    def __init__(self, study: Study, wishes: Wishes) -> None:
        self._study, self._wishes = study, wishes
        self._old = find_transcript(study, wishes.replaces) if wishes.replaces else ""
        self._asking = set(map(folded, wishes.interviewers))
        self._names = {study.name(transcript) for transcript in study.transcripts}
        self._resemblances = Resemblances(study)
        self._spoke: set[str] = set()
        self.imported: list[Imported] = []
        self.known: dict[Path, str] = {}

    def take(self, candidate: Candidate) -> None:
        """Import one file, unless its very bytes were imported before; raises `InvalidTranscript`."""
        source = sources.read(
            candidate.path,
            limits=self._wishes.limits,
            encoding=self._wishes.encoding,
            columns=self._wishes.columns,
        )
        digest = sha256(source.data)
        held = self._study.store.ids(Transcript, about=digest)
        if held and self._old in ("", *held):
            self.known[candidate.path] = held[0]
            self._spoke |= set(map(folded, self._study.store.get(Transcript, held[0]).speakers))
        else:
            self.imported.append(self._read(candidate, source, digest))

    def nobody(self) -> list[Fault]:
        """A fault for each interviewer named who speaks in none of the files."""
        strange = [name for name in self._wishes.interviewers if folded(name) not in self._spoke]
        expected = "expected a speaker of these files, found"
        return [Fault(path="--interviewer", expected=f"{expected} {name!r}") for name in strange]

    def _read(self, candidate: Candidate, source: sources.Source, digest: str) -> Imported:
        reading: Reading = plugins.get("readers", suffix(source.path))(source)
        transcript = Transcript.of(reading.utterances, source=digest)
        if not transcript.turns:
            raise InvalidTranscript(source.path, "expected a transcript, found no words")
        segments = _segments(self._study, transcript)
        name, replaced, kept = self._taken_over(candidate, transcript, segments)
        roles = _roles(transcript, reading, self._asking, kept)
        sketched = sketch(transcript)
        said = tuple(_spoken(transcript, roles))
        resembles = None if replaced else self._resemblances.of(transcript)
        facts = [*kept, *_facts(source.path, name, sketched, transcript, reading, roles)]
        self._study.store.add([transcript, *segments, *facts])
        self._resemblances.add(transcript.id, sketched, name)
        self._names.add(name)
        self._spoke |= set(map(folded, transcript.speakers))
        return Imported(
            path=source.path,
            transcript=transcript.id,
            name=name,
            attributes=_attributes(reading.attributes),
            format=reading.format or f".{suffix(source.path)}",
            encoding=reading.encoding,
            turns=len(transcript.turns),
            words=sum(who.words for who in said),
            segments=len(segments),
            speakers=said,
            removed=sum(hidden(piece.words) for one in reading.utterances for piece in one.pieces),
            notes=reading.notes,
            has_namesake=not replaced and name != candidate.name,
            resembles=resembles,
            replaced=replaced,
        )

    def _taken_over(
        self, candidate: Candidate, transcript: Transcript, segments: Sequence[Segment]
    ) -> tuple[str, Replacement | None, list[Fact]]:
        """A transcript's name and, if it is a new version, what it takes over from the old one."""
        if not self._old:
            return _unused(candidate.name, self._names), None, []
        replaced, kept = replacement(self._study, self._old, transcript, segments)
        return replaced.name, replaced, kept


def _spoken(transcript: Transcript, roles: Mapping[str, str]) -> Iterator[Spoken]:
    for speaker in transcript.speakers:
        said = [transcript.words(turn) for turn in transcript.turns if turn.speaker == speaker]
        words = sum(map(word_count, said))
        yield Spoken(speaker=speaker, role=roles.get(speaker, ""), turns=len(said), words=words)


def _segments(study: Study, transcript: Transcript) -> list[Segment]:
    language = study.plan("sentences")
    segmenter = plugins.get("segmenters", study.plan("segmentation"))
    return list(segmenter(transcript, lambda text: splitter(language)(text)))


def _corrected(study: Study, known: Mapping[Path, str], interviewers: Sequence[str]) -> list[Path]:
    """Of files that are here already, those in which it was not known who asks the questions."""
    asking = set(map(folded, interviewers))
    corrected = []
    for path, transcript in known.items():
        speakers = study.store.get(Transcript, transcript).speakers if asking else ()
        if not asking.isdisjoint(map(folded, speakers)):
            corrected += [path] * bool(people.set_interviewers(study, transcript, interviewers))
    return corrected


def _roles(
    transcript: Transcript, reading: Reading, asking: set[str], kept: Sequence[Fact]
) -> dict[str, str]:
    """Who asks and who answers: as the user says, as it was known of the old version, as the file says."""
    if not asking.isdisjoint(map(folded, transcript.speakers)):
        return {s: ROLES[folded(s) not in asking] for s in transcript.speakers}
    before = {fact.about: fact.value for fact in kept if fact.name == "@role"}
    told = {
        s: before.get(speaker_ref(transcript.id, s)) or reading.roles.get(s, "") for s in transcript.speakers
    }
    return {speaker: role for speaker, role in told.items() if role}


def _unused(name: str, names: set[str]) -> str:
    numbered = (f"{name}-{number}" for number in count(2))
    return next(free for free in chain((name,), numbered) if free not in names)


def _facts(
    path: Path, name: str, sketched: str, transcript: Transcript, reading: Reading, roles: Mapping[str, str]
) -> Iterator[Record]:
    said = {"@name": name, "@file": path.name, "@sketch": sketched, **_attributes(reading.attributes)}
    about = {(transcript.id, key): value for key, value in said.items()}
    for speaker in transcript.speakers:
        ref = speaker_ref(transcript.id, speaker)
        about |= {(ref, key): v for key, v in _attributes(reading.participants.get(speaker, {})).items()}
        about |= {(ref, "@role"): roles[speaker]} if speaker in roles else {}
    for (thing, key), value in about.items():
        yield Fact(about=thing, name=key, value=value, by="import", made_at=moment())


def _attributes(said: Mapping[str, str]) -> dict[str, str]:
    """What a file says, as attributes: keys in lower case with underscores."""
    keyed = {re.sub(r"\W+", "_", key.casefold()).strip("_"): clean(value) for key, value in said.items()}
    return {key: value for key, value in keyed.items() if key and value}
