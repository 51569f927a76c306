"""Opening a SQLite file safely, and saying in a user's words what went wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ilccode.errors import NoRoom, StoreBusy, StoreUnreadable

APPLICATION_ID = 0x494C4343
"""What marks a SQLite file as ours ("ILCC")."""

_BUSY_SECONDS = 10


def engine_for(path: Path, *, synchronous: str) -> sa.Engine:
    """An engine for a SQLite file in WAL mode; error texts never quote what is stored."""
    engine = sa.create_engine(
        f"sqlite:///{path}", hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS}
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.executescript(
            "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; "
            f"PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous};"
        )

    return engine


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn a database's errors into ours."""
    try:
        yield
    except sa.exc.DatabaseError as error:
        raise _as_ours(path, error) from None


def _as_ours(path: Path, error: sa.exc.DatabaseError) -> Exception:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    reason = str(error.orig)
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        return NoRoom(f"{path}: cannot be written ({reason}); nothing was changed")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"{path}: another program holds it; try again when that has ended")
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return StoreUnreadable(f"{path}: damaged, or no study of ilccode ({reason})")
    return error
