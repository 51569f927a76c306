"""Transcripts in: one file at a time, each with its segments and what it says about itself."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ilccode import plugins, sources
from ilccode.digest import sha256
from ilccode.errors import Fault, InvalidTranscript
from ilccode.model import Fact, Segment, Transcript
from ilccode.protocols import Reading, Track
from ilccode.sentences import splitter, word_count
from ilccode.steps.study import Study, now, speaker_ref


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file to import, and the name that its transcript is to have."""

    path: Path
    name: str


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A file that is a transcript now, with its speakers' roles, empty where they are not known."""

    path: Path
    name: str
    turns: int
    words: int
    segments: int
    roles: dict[str, str]
    has_namesake: bool

    @property
    def is_uncertain(self) -> bool:
        """Whether nobody is known to ask the questions, though several speak."""
        return len(self.roles) > 1 and "interviewer" not in self.roles.values()


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """All that an import found.

    `known` are files that were imported before, `corrected` those of them whose speakers' roles are
    others now, `left_out` those in folders that no reader serves.
    """

    imported: tuple[Imported, ...]
    known: tuple[Path, ...]
    corrected: tuple[Path, ...]
    left_out: tuple[Path, ...]
    faults: tuple[Fault, ...]

    @property
    def read(self) -> int:
        """How many files are transcripts of the study now."""
        return len(self.imported) + len(self.known)


def import_files(
    study: Study, paths: Sequence[Path], *, interviewers: Sequence[str] = (), track: Track
) -> ImportReport:
    """Import files and folders; a file that cannot be read is a fault, and stops no other.

    `interviewers` are speakers who ask the questions, also in files that were imported before.
    """
    found, left_out, faults = _sources(paths)
    names = {value for (_, name), value in study.facts.items() if name == "@name"}
    asking = {name.casefold() for name in interviewers}
    imported: list[Imported] = []
    known: dict[Path, str] = {}
    with track("importing", len(found)) as advance:
        for source in found:
            try:
                file = sources.read(source.path)
                digest = sha256(file.data)
                held = study.store.ids(Transcript, about=digest)
                if held:
                    known[source.path] = held[0]
                else:
                    imported.append(_import(study, source, file, digest, names, asking))
            except InvalidTranscript as error:
                faults += error.faults
            except OSError as error:
                faults.append(Fault(path=str(source.path), expected=f"cannot be read ({error.strerror})"))
            advance(1)
    speakers = {speaker.casefold() for item in imported for speaker in item.roles}
    corrected: list[Path] = []
    for path, held_id in known.items() if asking else ():
        transcript = study.store.get(Transcript, held_id)
        speakers |= {speaker.casefold() for speaker in transcript.speakers}
        corrected += [path] * _corrected(study, transcript, asking)
    faults += [_nobody(name) for name in interviewers if name.casefold() not in speakers]
    return ImportReport(
        imported=tuple(imported),
        known=tuple(known),
        corrected=tuple(corrected),
        left_out=tuple(left_out),
        faults=tuple(faults),
    )


def _nobody(name: str) -> Fault:
    return Fault(path="--interviewer", expected=f"expected a speaker of these files, found {name!r}")


def _corrected(study: Study, transcript: Transcript, asking: set[str]) -> bool:
    """Note who asks in a transcript that is here already; false where that is known."""
    roles = _named_roles(transcript, asking)
    facts = [
        _role(transcript, speaker, role)
        for speaker, role in roles.items()
        if role != study.role(transcript.id, speaker)
    ]
    study.store.add(facts)
    return bool(facts)


def _sources(paths: Sequence[Path]) -> tuple[list[Source], list[Path], list[Fault]]:
    sources: list[Source] = []
    left_out: list[Path] = []
    faults: list[Fault] = []
    readers = plugins.installed("readers")
    for path in paths:
        if path.is_dir():
            found = {file: _is_served(file, readers) for file in _files(path)}
            left_out += [file for file, served in found.items() if not served]
            sources += [_in_folder(path, file) for file, served in found.items() if served]
            if not any(found.values()):
                faults.append(
                    Fault(
                        path=str(path), expected=f"expected a folder with transcripts ({_suffixes(readers)})"
                    )
                )
        elif not path.exists():
            faults.append(Fault(path=str(path), expected="no such file or folder"))
        elif _suffix(path) in readers:
            sources.append(Source(path=path, name=path.stem))
        else:
            expected = f"no reader for {path.suffix or 'this file'}; expected {_suffixes(readers)}"
            faults.append(Fault(path=str(path), expected=expected))
    return sources, left_out, faults


def _suffix(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def _suffixes(readers: Iterable[str]) -> str:
    return ", ".join(f".{name}" for name in readers)


def _is_served(file: Path, readers: Container[str]) -> bool:
    """Whether a file of a folder is taken for a transcript; a README never is."""
    return _suffix(file) in readers and file.stem.upper() != "README"


def _in_folder(folder: Path, file: Path) -> Source:
    return Source(path=file, name=file.relative_to(folder).with_suffix("").as_posix())


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those below, by name; hidden ones and Word's locks are passed over."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "~$")) for part in parts):
            yield path


def _import(
    study: Study, source: Source, file: sources.Source, digest: str, names: set[str], asking: set[str]
) -> Imported:
    reader = plugins.get("readers", _suffix(source.path))
    reading: Reading = reader(file)
    transcript = Transcript.of(reading.utterances, source=digest)
    if not transcript.turns:
        raise InvalidTranscript(source.path, "expected a transcript, found no words")
    told = {speaker: reading.roles.get(speaker, "") for speaker in transcript.speakers}
    roles = _named_roles(transcript, asking) or told
    name = _unused(source.name, names)
    segments = _segments(study, transcript)
    study.store.add([transcript, *segments, *_facts(source, name, transcript, reading, roles)])
    names.add(name)
    return Imported(
        path=source.path,
        name=name,
        turns=len(transcript.turns),
        words=sum(word_count(transcript.words(turn)) for turn in transcript.turns),
        segments=len(segments),
        roles=roles,
        has_namesake=name != source.name,
    )


def _segments(study: Study, transcript: Transcript) -> list[Segment]:
    language = study.plan("sentences")
    segmenter = plugins.get("segmenters", study.plan("segmentation"))
    return list(segmenter(transcript, lambda text: splitter(language)(text)))


def _named_roles(transcript: Transcript, asking: set[str]) -> dict[str, str]:
    """Each speaker's role, where the user names one of them as the interviewer; else none."""
    if asking.isdisjoint(speaker.casefold() for speaker in transcript.speakers):
        return {}
    return {s: "interviewer" if s.casefold() in asking else "participant" for s in transcript.speakers}


def _unused(name: str, names: set[str]) -> str:
    numbered = (f"{name}-{number}" for number in range(2, len(names) + 3))
    return next(free for free in (name, *numbered) if free not in names)


def _facts(
    source: Source, name: str, transcript: Transcript, reading: Reading, roles: dict[str, str]
) -> Iterator[Fact]:
    said = {"@name": name, "@file": source.path.name, **_attributes(reading)}
    for key, value in said.items():
        yield Fact(about=transcript.id, name=key, value=value, by="import", made_at=now())
    for speaker, role in roles.items():
        if role:
            yield _role(transcript, speaker, role)


def _role(transcript: Transcript, speaker: str, role: str) -> Fact:
    about = speaker_ref(transcript.id, speaker)
    return Fact(about=about, name="role", value=role, by="import", made_at=now())


def _attributes(reading: Reading) -> dict[str, str]:
    """Header lines as attributes: keys in lower case with underscores."""
    keyed = {
        re.sub(r"\W+", "_", key.casefold()).strip("_"): value for key, value in reading.attributes.items()
    }
    return {key: value for key, value in keyed.items() if key and value}
