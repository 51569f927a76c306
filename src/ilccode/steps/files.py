"""Files that we write: never half-written, and never over one that a person has changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ilccode.digest import sha256
from ilccode.errors import NoRoom, UsageError
from ilccode.model import Fact
from ilccode.steps.study import Study, moment


@dataclass(frozen=True, kw_only=True)
class Written:
    """Where a file was written; `instead_of` is the path that a person's file stands at."""

    path: Path
    instead_of: Path | None
    is_new: bool


WRITTEN = "@written"
"""The fact that holds the digest of a file as we wrote it."""

WRITTEN_RAW = "@written_raw"
"""The same, of a file with unguarded cells."""


def write(study: Study, path: Path, fill: Callable[[Path], None], *, kind: str = WRITTEN) -> Written:
    """Write a file by `fill`, under another name where `path` is not as we left it."""
    if not path.name or path.is_dir():
        raise UsageError(f"{path}: expected the name of a file, found a folder")
    partial = path.with_name(f".{path.name}.part")
    try:
        fill(partial)
        digest = sha256(partial.read_bytes())
        target = _target(study, path, digest)
        is_new = not target.exists() or sha256(target.read_bytes()) != digest
        os.replace(partial, target)
    except OSError as error:
        raise NoRoom(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    if is_new:
        study.store.add(
            [Fact(about=_about(study, target), name=kind, value=digest, by="export", made_at=moment())]
        )
    return Written(path=target, instead_of=path if target != path else None, is_new=is_new)


def is_current(study: Study, path: Path) -> bool:
    """Whether a file is as we wrote it, and nothing has been added to the study since."""
    last = study.store.last()
    is_about = isinstance(last, Fact) and (last.about, last.name) == (_about(study, path), WRITTEN)
    return is_about and path.exists() and sha256(path.read_bytes()) == last.value  # type: ignore[union-attr]


def _target(study: Study, path: Path, digest: str) -> Path:
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in range(2, 1000))
    return next(free for free in (path, *numbered) if _is_ours(study, free, digest))


def _is_ours(study: Study, path: Path, digest: str) -> bool:
    if not path.exists():
        return True
    written = {
        fact.value
        for fact in study.store.all(Fact, about=_about(study, path))
        if fact.name in (WRITTEN, WRITTEN_RAW)
    }
    return sha256(path.read_bytes()) in written | {digest}


def _about(study: Study, path: Path) -> str:
    return f"file:{os.path.relpath(path, study.folder)}"
