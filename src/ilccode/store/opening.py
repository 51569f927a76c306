"""Opening a SQLite file safely, and saying in a user's words what went wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ilccode.errors import NoRoom, StoreBusy, StoreUnreadable

APPLICATION_ID = 0x494C4343
"""What marks a SQLite file as ours ("ILCC")."""

_BUSY_SECONDS = 10
_HEADER_BYTES = 100
_ID_AT = 68
"""Where SQLite keeps the application's id in a file's header."""

_UNDECODABLE = 0
"""The code of an error that Python's driver itself raises: text that is not UTF-8."""


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


def mark(path: Path) -> None:
    """Make a file ours before anything is in it; raises `StoreUnreadable` for a file that is not ours.

    Only the file's header is read: a foreign file is left as it is, to the byte.
    """
    if not path.exists() or not path.stat().st_size:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        return
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header.startswith(b"SQLite format 3\x00"):
        raise StoreUnreadable(f"{path}: damaged, or no study of ilccode")
    if int.from_bytes(header[_ID_AT : _ID_AT + 4], "big") != APPLICATION_ID:
        raise StoreUnreadable(f"{path}: not a study of ilccode")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn a database's errors into ours."""
    try:
        yield
    except (sa.exc.DatabaseError, sqlite3.DatabaseError) as error:
        raise _as_ours(path, error) from None
    except UnicodeDecodeError:
        raise StoreUnreadable(f"{path}: damaged; its text cannot be read") from None


def _as_ours(path: Path, error: sa.exc.DatabaseError | sqlite3.DatabaseError) -> Exception:
    reason = getattr(error, "orig", error)
    code = getattr(reason, "sqlite_errorcode", _UNDECODABLE) & 0xFF
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        return NoRoom(f"{path}: cannot be written ({reason}); nothing was changed")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"{path}: another program holds it; try again when that has ended")
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, _UNDECODABLE):
        return StoreUnreadable(f"{path}: damaged, or no study of ilccode ({reason})")
    return error
