"""Everything that a user can put right, each with its file, its place and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong in one place of a user's file: a value, so that all faults are told at once.

    `line` counts from 1; none where the fault is of the whole file.
    """

    path: str
    expected: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.expected}"


class IlccodeError(Exception):
    """The base of all that a user can put right; `exit_code` is the command's."""

    exit_code: ClassVar[int] = 3


class UsageError(IlccodeError):
    """The command was called in a way that cannot be meant."""

    exit_code = 2


class FaultyFile(IlccodeError):
    """A user's file holds faults; the message is all of them, a line each."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


class InvalidTranscript(FaultyFile):
    """A file that cannot be read as a transcript."""

    def __init__(self, path: Path | str, expected: str, line: int | None = None) -> None:
        super().__init__([Fault(path=str(path), line=line, expected=expected)])


class NoTranscript(InvalidTranscript):
    """A sound file of a kind that transcripts have as well, which holds something else: a table of codings.

    In a folder it is left out; where it was named, it is a fault.
    """


class InvalidCodebook(FaultyFile):
    """A codebook file with faults."""


class InvalidConfig(FaultyFile):
    """An `ilccode.toml` with faults."""


class StudyNotFound(IlccodeError):
    """No study here, nor above, nor where the user pointed."""

    exit_code = 2

    def __init__(self, start: Path) -> None:
        super().__init__(
            f"no study at {start} or above it: go to the study's folder, name it with --study, "
            "or make one with `ilccode init DIR --codebook FILE`"
        )


class StudyExists(IlccodeError):
    """A study is here already, and this call would make it another one."""

    exit_code = 5


class StoreUnreadable(IlccodeError):
    """A store that is newer than this program, damaged, or not ours."""

    exit_code = 4


class StoreBusy(IlccodeError):
    """Another process holds the store."""

    exit_code = 5


class NoRoom(IlccodeError):
    """The disk is full, or writing is not allowed."""

    exit_code = 6


class ModelUnavailable(IlccodeError):
    """An embedding model is not on this machine, or is not the one it says it is."""


class PluginNotFound(IlccodeError):
    """No installed plug-in of that family has that name."""

    exit_code = 2

    def __init__(self, family: str, name: str, installed: Sequence[str]) -> None:
        super().__init__(f"no {family} plug-in {name!r}; installed: {', '.join(installed) or 'none'}")


class NotInStudy(IlccodeError):
    """The study holds no record that fits, or more than one."""
