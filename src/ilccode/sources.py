"""A file as it is read: once, whole, and only where that is safe."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from ilccode.errors import InvalidTranscript, UsageError

MB = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a file may hold at most; `--limit NAME=NUMBER` raises one.

    `file_mb` is a file's size, `text_mb` that of a text file, `line_mb` that of a line in it,
    `unpacked_mb` all that is taken out of an archive (`.docx`, `.odt`, `.xlsx`), `entries` how many files
    lie in it, and `ratio` how many times larger than packed one of them may be.
    """

    file_mb: int = 256
    text_mb: int = 64
    line_mb: int = 8
    unpacked_mb: int = 128
    entries: int = 10_000
    ratio: int = 200

    def check(self, path: Path, name: str, found: float, what: str) -> None:
        """Refuse what goes beyond a limit; raises `InvalidTranscript`, which says how to raise it."""
        limit = getattr(self, name)
        if found > limit:
            raise InvalidTranscript(
                path,
                f"{what} is over the limit of {limit:,}; if you trust the file, "
                f"raise it with --limit {name}={int(found) + 1}",
            )


def limits(given: Mapping[str, int]) -> Limits:
    """The limits with some of them set by the user; raises `UsageError` for a name that is none."""
    known = [f.name for f in fields(Limits)]
    for name, number in given.items():
        if name not in known or number < 1:
            raise UsageError(
                f"--limit {name}={number}: expected a whole number for one of {', '.join(known)}"
            )
    return Limits(**given)


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file's bytes, and what the user said about reading them.

    `encoding` is the one that the user confirmed, empty without. `columns` says of a table which
    column holds the `speaker`, the `text`, the `start`, the `end`, where their names do not say it.
    """

    path: Path
    data: bytes
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()

    def check_text(self) -> None:
        """Refuse what is longer than a text may be; raises `InvalidTranscript`."""
        size = len(self.data) / MB
        self.limits.check(self.path, "text_mb", size, f"a text of {size:,.0f} MB")


def read(
    path: Path,
    *,
    limits: Limits = Limits(),
    encoding: str = "",
    columns: Mapping[str, str] | None = None,
) -> Source:
    """Read a file at one go; raises `InvalidTranscript`.

    Refused are what is no file (a named pipe, a device), what is over the limit, and a file that
    changes while it is read.
    """
    try:
        data = _bytes(path, limits)
    except OSError as error:
        raise InvalidTranscript(path, f"cannot be read ({error.strerror})") from None
    return Source(path=path, data=data, encoding=encoding, columns=columns or {}, limits=limits)


def _bytes(path: Path, limits: Limits) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise InvalidTranscript(path, "expected a file, found a pipe, a device or a folder")
        limits.check(path, "file_mb", before.st_size / MB, f"a file of {before.st_size / MB:,.0f} MB")
        data = file.read(before.st_size + 1)
        after = os.fstat(file.fileno())
    if len(data) != before.st_size or before.st_mtime_ns != after.st_mtime_ns:
        raise InvalidTranscript(path, "changed while it was read; import it when it is saved")
    return data
