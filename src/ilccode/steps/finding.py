"""Which files an import is about: those named, and those in the folders named."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ilccode import plugins
from ilccode.errors import Fault
from ilccode.steps.people_tables import TABLES


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A file to import, and the name that its transcript is to have; `named` by the user, not by a folder."""

    path: Path
    name: str
    named: bool = True


@dataclass(kw_only=True)
class Found:
    """What lies where the user pointed: transcripts, tables about people by what they are, and the rest."""

    candidates: list[Candidate] = field(default_factory=list)
    tables: dict[str, list[Path]] = field(default_factory=dict)
    left_out: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def find(paths: Sequence[Path], *, follow: bool = False) -> Found:
    """Look for transcripts in files and folders; `follow` allows links that lead out of a folder."""
    found = Found()
    readers = plugins.installed("readers")
    for path in paths:
        if path.is_dir():
            _look_into(path, readers, found, follow=follow)
        elif suffix(path) in readers:
            found.candidates.append(Candidate(path=path, name=_name(Path(path.name))))
        elif path.exists():
            expected = f"no reader for {path.suffix or 'this file'}; expected {_suffixes(readers)}"
            found.faults.append(Fault(path=str(path), expected=expected))
        else:
            found.faults.append(Fault(path=str(path), expected="no such file or folder"))
    return found


def _name(path: Path) -> str:
    """A transcript's name: its file's, without the suffix; some systems take accents apart in it."""
    return unicodedata.normalize("NFC", path.with_suffix("").as_posix())


def suffix(path: Path) -> str:
    """What names a file's reader: its suffix in lower case, without the dot."""
    return path.suffix.lower().removeprefix(".")


def _suffixes(readers: Iterable[str]) -> str:
    return ", ".join(f".{name}" for name in readers)


def _look_into(folder: Path, readers: Collection[str], found: Found, *, follow: bool) -> None:
    before = len(found.candidates)
    for path in _files(folder, found, follow=follow):
        name = _name(path.relative_to(folder))
        if suffix(path) == "csv" and path.stem.casefold() in TABLES:
            found.tables.setdefault(path.stem.casefold(), []).append(path)
        elif suffix(path) in readers and path.stem.upper() != "README":
            found.candidates.append(Candidate(path=path, name=name, named=False))
        else:
            found.left_out.append(path)
    if len(found.candidates) == before and not found.tables:
        expected = f"expected a folder with transcripts ({_suffixes(readers)}), found none"
        found.faults.append(Fault(path=str(folder), expected=expected))


def _files(folder: Path, found: Found, *, follow: bool) -> Iterator[Path]:
    """The files of a folder and of those below, by name; hidden ones and Word's locks are passed over."""
    home = folder.resolve()
    seen: set[Path] = set()

    def below(folder: Path) -> Iterator[Path]:
        seen.add(folder.resolve())
        for entry in _entries(folder, found):
            path = Path(entry.path)
            if entry.is_symlink() and not follow and not path.resolve().is_relative_to(home):
                expected = "a link that leads out of the folder; --follow allows it"
                found.faults.append(Fault(path=str(path), expected=expected))
            elif not path.is_dir():
                yield path
            elif path.resolve() not in seen:
                yield from below(path)

    return below(folder)


def _entries(folder: Path, found: Found) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            visible = [entry for entry in entries if not entry.name.startswith((".", "~$"))]
    except OSError as error:
        found.faults.append(Fault(path=str(folder), expected=f"cannot be read ({error.strerror})"))
        return []
    return sorted(visible, key=lambda entry: entry.name)
