"""A study: one folder with its settings and its log."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from ilccode import codebook as codebooks
from ilccode import config, plugins
from ilccode.errors import (
    Fault,
    InvalidCodebook,
    NoRoom,
    StoreUnreadable,
    StudyExists,
    StudyNotFound,
    UsageError,
)
from ilccode.model import Codebook, Fact, Plan, Segment, Transcript, folded, latest
from ilccode.sentences import splitter
from ilccode.store import Store

DATABASE = "study.db"
CACHE = "cache.db"


def now() -> str:
    """The time, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def moment() -> str:
    """The time to the microsecond, for facts: said, unsaid and said again, they are three and in order."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def speaker_ref(transcript: str, speaker: str) -> str:
    """What a fact about a speaker is about."""
    return f"{transcript}/{speaker}"


def participant_ref(participant: str) -> str:
    """What a fact about a person is about, in whichever transcripts the person speaks."""
    return f"participant:{folded(participant)}"


def case_ref(name: str) -> str:
    """What a decision about a case is about."""
    return f"case:{folded(name)}"


class Ref(NamedTuple):
    """A segment by its id, and where it stands: all that a queue needs of it."""

    id: str
    transcript: str
    speaker: str


@dataclass(frozen=True, kw_only=True)
class Study:
    """An open study."""

    folder: Path
    config: config.Config
    store: Store

    def reread(self) -> Study:
        """The study with its facts read anew, after some were added."""
        return replace(self)

    def plan(self, name: str) -> str:
        """What was fixed beforehand under a name."""
        if name not in self._plans:
            raise StoreUnreadable(f"{self.folder}: no {name} was fixed; the study was not made to its end")
        return self._plans[name]

    @cached_property
    def _plans(self) -> dict[str, str]:
        """What was fixed first under each name."""
        plans: dict[str, str] = {}
        for plan in self.store.all(Plan):
            plans.setdefault(plan.name, plan.value)
        return plans

    @property
    def codebooks(self) -> dict[str, Codebook]:
        """The newest version of each codebook, by key."""
        return {book.key: book for book in self.store.all(Codebook)}

    @cached_property
    def facts(self) -> dict[tuple[str, str], str]:
        """What is known, by what it is about and its name; told anew is told over."""
        return {(fact.about, fact.name): fact.value for fact in latest(self.store.all(Fact))}

    @cached_property
    def transcripts(self) -> tuple[str, ...]:
        """The transcripts that count, by id in the order of their import: the newest version of each."""
        return tuple(t for t in self.store.ids(Transcript) if t not in self.replaced)

    @cached_property
    def replaced(self) -> frozenset[str]:
        """The transcripts that another version stands for."""
        return frozenset(old for (_, name), old in self.facts.items() if name == "@replaces" and old)

    @cached_property
    def firsts(self) -> dict[str, str]:
        """The first version of each segment that was carried over from a replaced transcript."""
        earlier = {new: old for (new, name), old in self.facts.items() if name == "@was"}
        return {segment: _last(earlier, segment) for segment in earlier}

    @cached_property
    def became(self) -> dict[str, str]:
        """What each segment of a replaced transcript is in the version that counts, if it is unchanged."""
        versions = [t for t in self.transcripts if self.facts.get((t, "@replaces"))]
        counted = (segment.id for version in versions for segment in self.segments(version))
        now = {self.firsts.get(segment, segment): segment for segment in counted}
        linked = {**self.firsts, **{first: first for first in self.firsts.values()}}
        return {segment: now[first] for segment, first in linked.items() if first in now}

    def ids_of(self, unit: str) -> tuple[str, ...]:
        """A unit's id, and those that it had before its transcript was corrected."""
        return (unit, *self._once.get(unit, ()))

    @cached_property
    def _once(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for earlier, unit in self.became.items():
            if earlier != unit:
                found.setdefault(unit, []).append(earlier)
        return found

    def name(self, transcript: str) -> str:
        """The short name of a transcript, by its id."""
        return self.facts[transcript, "@name"]

    @cached_property
    def attributes(self) -> dict[str, dict[str, str]]:
        """Attributes of transcripts, speakers and participants, by what they are about: `site`, `wave`."""
        said: dict[str, dict[str, str]] = {}
        for (about, name), value in self.facts.items():
            if not name.startswith("@"):
                said.setdefault(about, {})[name] = value
        return said

    def attributes_of(self, transcript: str, speaker: str) -> dict[str, str]:
        """What is known about an interview and whoever speaks in it; the nearer word counts."""
        return {**self.attributes.get(transcript, {}), **self.own_attributes(transcript, speaker)}

    def own_attributes(self, transcript: str, speaker: str) -> dict[str, str]:
        """What is known about somebody who speaks, wherever they do and in this transcript."""
        person = participant_ref(self.participant(transcript, speaker))
        return {
            **self.attributes.get(person, {}),
            **self.attributes.get(speaker_ref(transcript, speaker), {}),
        }

    def participant(self, transcript: str, speaker: str) -> str:
        """Who a speaker is: the participant's name, the speaker's own where nothing else is known."""
        return self.facts.get((speaker_ref(transcript, speaker), "@participant"), speaker)

    def case(self, transcript: str, speaker: str) -> str:
        """The case that somebody's words belong to: the attribute `case`, else the participant."""
        named = self.attributes_of(transcript, speaker).get("case", "")
        return named or self.participant(transcript, speaker)

    def role(self, transcript: str, speaker: str) -> str:
        """`interviewer` or `participant`, empty where it is not known."""
        return self._told(transcript, speaker, "@role")

    def may(self, transcript: str, speaker: str, what: str) -> bool:
        """Whether a speaker has not said no: to `quote`, to `machine`, to `deposit`."""
        return self._told(transcript, speaker, f"@{what}") != "no"

    def _told(self, transcript: str, speaker: str, name: str) -> str:
        person = participant_ref(self.participant(transcript, speaker))
        own = self.facts.get((speaker_ref(transcript, speaker), name))
        return self.facts.get((person, name), "") if own is None else own

    def roles(self, transcript: Transcript) -> dict[str, str]:
        """Each speaker's role."""
        return {speaker: self.role(transcript.id, speaker) for speaker in transcript.speakers}

    def is_codable(self, segment: Segment | Ref) -> bool:
        """Whether a segment is coded: an interviewer's is context, unless the study asks for it."""
        return self.config.code_interviewer or self.role(segment.transcript, segment.speaker) != "interviewer"

    def is_readable(self, segment: Segment | Ref) -> bool:
        """Whether whoever speaks lets a machine read it: else it is neither embedded nor tagged."""
        return self.may(segment.transcript, segment.speaker, "machine")

    def segments(self, transcript: str) -> list[Segment]:
        """A transcript's segments, in order."""
        return list(self.store.all(Segment, about=transcript))

    @cached_property
    def codable(self) -> tuple[Segment, ...]:
        """All segments that are coded, of the transcripts that count, in the order of their import."""
        counted = frozenset(self.transcripts)
        every = self.store.all(Segment)
        return tuple(s for s in every if s.transcript in counted and self.is_codable(s))

    @cached_property
    def coded(self) -> tuple[Ref, ...]:
        """The same as `codable`, without their texts."""
        every = self.store.fields(Segment, "transcript", "speaker")
        said = {(transcript, speaker) for _, transcript, speaker in every}
        counted = frozenset(self.transcripts)
        coded = {key for key in said if key[0] in counted and self.is_codable(Ref("", *key))}
        return tuple(Ref._make(row) for row in every if row[1:] in coded)


def _last(links: dict[str, str], start: str) -> str:
    """Where a chain of links ends."""
    while start in links:
        start = links[start]
    return start


DEFAULT_PLAN = {"segmentation": "turn", "sentences": "en", "seed": "0"}
"""How a study is cut and drawn unless its maker says otherwise."""


def init(folder: Path, files: Sequence[Path], plan: Mapping[str, str] | None = None) -> Study:
    """Make a study; all that can be wrong is found before anything is written.

    `plan` holds what differs from `DEFAULT_PLAN`.
    """
    if exists(folder):
        raise StudyExists(f"{folder} holds a study already; open it, or choose another folder")
    books = load_codebooks(files)
    fixed = {**DEFAULT_PLAN, **(plan or {})}
    plugins.get("segmenters", fixed["segmentation"])
    splitter(fixed["sentences"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / config.FILE).exists():
            (folder / config.FILE).write_text(config.TEMPLATE, encoding="utf-8")
        settings = config.read(folder / config.FILE)
        store = Store(folder / DATABASE)
        plans = [Plan(name=n, value=v, by="init", made_at=now()) for n, v in fixed.items()]
        store.add([*plans, *books])
    except OSError as error:
        raise NoRoom(f"{folder}: cannot be written ({error.strerror})") from None
    return Study(folder=folder, config=settings, store=store)


def load_codebooks(files: Sequence[Path]) -> list[Codebook]:
    """Read codebook files; raises `InvalidCodebook` with the faults of all of them."""
    books: list[Codebook] = []
    faults: list[Fault] = []
    for file in files:
        try:
            books.append(codebooks.load(file))
        except InvalidCodebook as error:
            faults += error.faults
    if faults:
        raise InvalidCodebook(faults)
    keys = [book.key for book in books]
    if len(set(keys)) < len(keys):
        raise UsageError(f"each codebook needs a key of its own; these are {', '.join(keys)}")
    return books


def add_codebooks(study: Study, files: Sequence[Path]) -> None:
    """Add codebooks, or new versions of them; a version that says something else now is refused."""
    held = {(book.key, book.version): book.id for book in study.store.all(Codebook)}
    books = load_codebooks(files)
    faults = [
        Fault(
            path=book.key,
            expected=f"version {book.version} is in the study with other words; give the file a new version",
        )
        for book in books
        if held.get((book.key, book.version), book.id) != book.id
    ]
    newest = study.codebooks
    faults += [
        Fault(
            path=book.key,
            expected=f"version {book.version} is not the study's newest, {newest[book.key].version}",
        )
        for book in books
        if (book.key, book.version) in held and book.version != newest[book.key].version
    ]
    if faults:
        raise InvalidCodebook(faults)
    study.store.add(books)


def open_study(folder: Path) -> Study:
    """Open the study of a folder; raises `StudyNotFound`."""
    if not exists(folder):
        raise StudyNotFound(folder)
    settings = folder / config.FILE
    read = config.read(settings) if settings.exists() else config.Config()
    return Study(folder=folder, config=read, store=Store(folder / DATABASE))


def find(named: Path | None) -> Study:
    """Open the study that is named, that `ILCCODE_STUDY` names, or that lies here or above."""
    named = named or (Path(os.environ["ILCCODE_STUDY"]) if os.environ.get("ILCCODE_STUDY") else None)
    if named is not None:
        return open_study(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if exists(folder):
            return open_study(folder)
    raise StudyNotFound(here)


def exists(folder: Path) -> bool:
    """Whether a folder holds a study."""
    return (folder / DATABASE).is_file()


def check_plan(study: Study, wanted: Mapping[str, str]) -> None:
    """Refuse a call that wants what was fixed otherwise; raises `StudyExists`."""
    for name, value in wanted.items():
        if study.plan(name) != value:
            raise StudyExists(
                f"{study.folder}: its {name} was fixed as {study.plan(name)!r} and cannot become {value!r}; "
                "make another study for that"
            )
