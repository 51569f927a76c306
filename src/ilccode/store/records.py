"""The log of a study: every record once, known by the digest of what it says, nothing ever changed.

One verb for writing, `add`: adding twice is adding once. A record is stored as the very text that its
id is the digest of, so that verifying is recomputing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from ilccode.errors import NotInStudy, StoreUnreadable
from ilccode.model import Codebook, Decision, Fact, Memo, Plan, Record, Run, Segment, Transcript
from ilccode.store.leases import Leases
from ilccode.store.opening import engine_for, mark, translated
from ilccode.store.rebuilding import rebuilt

SCHEMA = 1
"""The revision of the tables; a store of a higher one is left alone."""

R = TypeVar("R", bound=Record)

_TABLES = sa.MetaData()
_RECORDS = sa.Table(
    "records",
    _TABLES,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("records_by_kind", "kind", "about"),
)


ABOUT: dict[type[Record], str] = {
    Transcript: "source",
    Segment: "transcript",
    Fact: "about",
    Memo: "about",
    Decision: "unit",
    Run: "codebook",
    Plan: "name",
    Codebook: "key",
}
"""The field that says what a record is filed under within its kind."""


def about(record: Record) -> str:
    """What a record is filed under within its kind."""
    return str(getattr(record, ABOUT[type(record)]))


class Store:
    """A study's records. `add` and the readers are all there is: nothing is changed or deleted."""

    def __init__(self, path: Path) -> None:
        """Open a store, or make one; raises `StoreUnreadable` for what is not ours or is newer."""
        self._path = path
        with translated(path):
            mark(path)
        self._engine = engine_for(path, synchronous="FULL")
        with translated(path), self._engine.begin() as connection:
            schema = connection.exec_driver_sql("PRAGMA user_version").scalar()
            if schema == 0:
                _TABLES.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
            elif schema != SCHEMA:
                raise StoreUnreadable(f"{path}: made by a newer ilccode; upgrade this one to open it")

    def add(self, records: Iterable[Record]) -> None:
        """Add records, all or none; those that are here already are left as they are."""
        rows = [
            {"id": record.id, "kind": record.prefix, "about": about(record), "body": record.body}
            for record in records
        ]
        if rows:
            statement = sqlite.insert(_RECORDS).on_conflict_do_nothing(index_elements=["id"])
            with translated(self._path), self._engine.begin() as connection:
                connection.execute(statement, rows)

    def all(self, kind: type[R], *, about: str | None = None) -> Iterator[R]:
        """The records of a kind in the order of their adding, perhaps only those about one thing."""
        query = sa.select(_RECORDS.c.id, _RECORDS.c.body).where(_RECORDS.c.kind == kind.prefix)
        if about is not None:
            query = query.where(_RECORDS.c.about == about)
        with translated(self._path), self._engine.connect() as connection:
            for record_id, body in connection.execute(query.order_by(_RECORDS.c.seq)).yield_per(1000):
                yield rebuilt(kind.prefix, record_id, body)  # type: ignore[misc]

    def get(self, kind: type[R], record_id: str) -> R:
        """The record of a kind with that id; raises `NotInStudy`."""
        query = sa.select(_RECORDS.c.body).where(_RECORDS.c.kind == kind.prefix, _RECORDS.c.id == record_id)
        with translated(self._path), self._engine.connect() as connection:
            body = connection.execute(query).scalar()
        if body is None:
            raise NotInStudy(f"{record_id}: not in the study")
        return rebuilt(kind.prefix, record_id, body)  # type: ignore[return-value]

    def count(self, kind: type[Record]) -> int:
        """How many records of a kind there are."""
        query = sa.select(sa.func.count()).where(_RECORDS.c.kind == kind.prefix)
        with translated(self._path), self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def ids(self, kind: type[Record], *, about: str | None = None) -> list[str]:
        """The ids of a kind's records in the order of their adding, perhaps only those about one thing."""
        query = sa.select(_RECORDS.c.id).where(_RECORDS.c.kind == kind.prefix)
        if about is not None:
            query = query.where(_RECORDS.c.about == about)
        with translated(self._path), self._engine.connect() as connection:
            return list(connection.execute(query.order_by(_RECORDS.c.seq)).scalars())

    def fields(self, kind: type[Record], *names: str) -> list[tuple[str, ...]]:
        """Each record's id and the text of some of its fields, in the order of their adding.

        It is several times as fast as reading whole records: rows come as the driver hands them out.
        """
        said = [
            _RECORDS.c.about if name == ABOUT[kind] else sa.func.json_extract(_RECORDS.c.body, f"$.{name}")
            for name in names
        ]
        query = sa.select(_RECORDS.c.id, *said).where(_RECORDS.c.kind == kind.prefix)
        with translated(self._path), self._engine.connect() as connection:
            cursor = connection.execute(query.order_by(_RECORDS.c.seq)).cursor
            return list(cursor.fetchall()) if cursor is not None else []

    @property
    def leases(self) -> Leases:
        """Who has which card on the screen: no records, and outside the log."""
        return Leases(self._path, self._engine)

    def last(self) -> Record | None:
        """The record that was added last."""
        query = sa.select(_RECORDS.c.kind, _RECORDS.c.id, _RECORDS.c.body).order_by(_RECORDS.c.seq.desc())
        with translated(self._path), self._engine.connect() as connection:
            row = connection.execute(query.limit(1)).first()
        return None if row is None else rebuilt(row.kind, row.id, row.body)

    def find(self, beginning: str) -> Record:
        """The one record whose id begins so; raises `NotInStudy` where there is none, or are several."""
        query = sa.select(_RECORDS.c.id, _RECORDS.c.kind, _RECORDS.c.body).where(
            _RECORDS.c.id.startswith(beginning, autoescape=True)
        )
        with translated(self._path), self._engine.connect() as connection:
            rows = connection.execute(query.limit(2)).all()
        if len(rows) != 1:
            found = "several records" if rows else "no record"
            raise NotInStudy(f"{beginning}: {found} with an id that begins so")
        return rebuilt(rows[0].kind, rows[0].id, rows[0].body)

    def copied(self, path: Path) -> Store:
        """A copy of the store in a file of its own, as it is now."""
        with (
            translated(self._path),
            self._engine.connect() as connection,
            closing(sqlite3.connect(path)) as to,
        ):
            connection.connection.driver_connection.backup(to)  # type: ignore[union-attr]
        return Store(path)

    def close(self) -> None:
        """Fold the write-ahead log into the file, so that a copy of the file is a copy of the study."""
        with translated(self._path), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self._engine.dispose()
