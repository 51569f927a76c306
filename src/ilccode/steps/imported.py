"""How files are to be read, and what an import found in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ilccode.errors import Fault
from ilccode.sources import Limits
from ilccode.steps.people import Noted
from ilccode.steps.replacing import Replacement, Resemblance


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """How a user wants files to be read.

    `interviewers` are speakers who ask the questions, also in files that were imported before. `encoding`
    is for files that are not Unicode, `columns` for tables. `speakers`, `attributes` and `consent` are
    tables about people. `replaces` names the transcript that the one file is a new version of.
    """

    interviewers: Sequence[str] = ()
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    follow: bool = False
    speakers: Sequence[Path] = ()
    attributes: Sequence[Path] = ()
    consent: Sequence[Path] = ()
    replaces: str = ""


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """How much somebody says in a transcript; `role` is empty where it is not known."""

    speaker: str
    role: str
    turns: int
    words: int


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A file that is a transcript now.

    `attributes` are what its header says. `removed` counts control and terminal-escape characters that were
    taken out of the text.
    """

    path: Path
    transcript: str
    name: str
    attributes: Mapping[str, str]
    format: str
    encoding: str
    turns: int
    words: int
    segments: int
    speakers: tuple[Spoken, ...]
    removed: int
    notes: tuple[str, ...]
    has_namesake: bool
    resembles: Resemblance | None
    replaced: Replacement | None

    @property
    def is_uncertain(self) -> bool:
        """Whether nobody is known to ask the questions, though several speak."""
        return len(self.speakers) > 1 and all(who.role != "interviewer" for who in self.speakers)


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """All that an import found.

    `known` are files that were imported before, `earlier` those of them that another version stands for,
    `corrected` those whose speakers' roles are others now, `left_out` those in folders that are no
    transcripts, `tables` those about people, and `noted` is what they told.
    """

    imported: tuple[Imported, ...]
    known: tuple[Path, ...]
    earlier: tuple[Path, ...]
    corrected: tuple[Path, ...]
    left_out: tuple[Path, ...]
    tables: tuple[Path, ...]
    noted: Noted
    faults: tuple[Fault, ...]

    @property
    def read(self) -> int:
        """How many files are transcripts of the study now."""
        return len(self.imported) + len(self.known)
