"""Leases: who has which card on the screen, so that no two people get the same one. No records."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from ilccode.store.opening import translated

SECONDS = 90
"""How long a lease lasts; whoever has the card on the screen renews it meanwhile."""

_TABLES = sa.MetaData()
_LEASES = sa.Table(
    "leases",
    _TABLES,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", sa.Float, nullable=False),
)
_NOW = sa.cast(sa.func.strftime("%s", "now"), sa.Float)
"""The time by the database's own clock, in seconds."""


class Leases:
    """The leases of a study; the table is made when the first one is taken."""

    def __init__(self, path: Path, engine: sa.Engine) -> None:
        self._path = path
        self._engine = engine

    def take(self, unit: str, holder: str, seconds: float = SECONDS) -> bool:
        """Take or renew a lease; whether it is the holder's now: it is not while somebody else has it."""
        row = {"unit": unit, "holder": holder, "until": _NOW + seconds}
        is_free = (_LEASES.c.until < _NOW) | (_LEASES.c.holder == holder)
        statement = sqlite.insert(_LEASES).values(row)
        renewed = {"holder": statement.excluded.holder, "until": statement.excluded.until}
        statement = statement.on_conflict_do_update(index_elements=["unit"], set_=renewed, where=is_free)
        with translated(self._path), self._engine.begin() as connection:
            connection.execute(CreateTable(_LEASES, if_not_exists=True))
            return bool(connection.execute(statement).rowcount)

    def give_back(self, unit: str, holder: str) -> None:
        """Give one lease back."""
        its = (_LEASES.c.unit == unit) & (_LEASES.c.holder == holder)
        with translated(self._path), self._engine.begin() as connection:
            connection.execute(sa.delete(_LEASES).where(its))

    def release(self, holder: str) -> None:
        """Give back all that a holder has."""
        if self._exists():
            with translated(self._path), self._engine.begin() as connection:
                connection.execute(sa.delete(_LEASES).where(_LEASES.c.holder == holder))

    def held(self) -> dict[str, str]:
        """The units that are leased now, by whom."""
        if not self._exists():
            return {}
        query = sa.select(_LEASES.c.unit, _LEASES.c.holder).where(_LEASES.c.until >= _NOW)
        with translated(self._path), self._engine.connect() as connection:
            return {row.unit: row.holder for row in connection.execute(query)}

    def _exists(self) -> bool:
        with translated(self._path), self._engine.connect() as connection:
            return bool(sa.inspect(connection).has_table(_LEASES.name))
