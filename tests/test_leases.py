"""Leases: who has which card on the screen; and what a queue reads of records in a hurry."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ilccode.errors import StoreUnreadable
from ilccode.model import Fact, Plan, Segment
from ilccode.store import Store
from ilccode.store.leases import Leases


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "study.db")


@pytest.fixture
def leases(store: Store) -> Leases:
    return store.leases


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_where_nobody_has_taken_any_there_is_no_table_and_nothing_is_held(leases: Leases, tmp_path: Path):
    assert leases.held() == {}
    leases.release("anna")
    assert "leases" not in tables(tmp_path / "study.db")
    leases.take("seg_1", "anna")
    assert "leases" in tables(tmp_path / "study.db")


def test_what_is_taken_is_held(leases: Leases):
    assert leases.take("seg_1", "anna")
    assert leases.take("seg_2", "anna")
    assert leases.take("seg_3", "ben")
    assert leases.held() == {"seg_1": "anna", "seg_2": "anna", "seg_3": "ben"}


def test_nobody_takes_what_somebody_else_has(leases: Leases):
    leases.take("seg_1", "anna")
    assert not leases.take("seg_1", "ben")
    assert leases.held() == {"seg_1": "anna"}


def test_whoever_has_a_lease_may_renew_it(leases: Leases):
    assert leases.take("seg_1", "anna", seconds=1)
    assert leases.take("seg_1", "anna", seconds=1000)
    assert leases.held() == {"seg_1": "anna"}


def test_a_lease_that_has_run_out_is_not_held_and_is_free(leases: Leases):
    leases.take("seg_1", "anna", seconds=-1)
    assert leases.held() == {}
    assert leases.take("seg_1", "ben")
    assert leases.held() == {"seg_1": "ben"}
    assert not leases.take("seg_1", "anna")


def test_a_lease_that_is_cut_short_by_its_holder_is_free(leases: Leases):
    leases.take("seg_1", "anna")
    leases.take("seg_1", "anna", seconds=-1)
    assert leases.take("seg_1", "ben")


def test_giving_back_gives_back_all_of_one_holder_and_of_nobody_else(leases: Leases):
    for unit, holder in [("seg_1", "anna"), ("seg_2", "anna"), ("seg_3", "ben")]:
        leases.take(unit, holder)
    leases.release("anna")
    assert leases.held() == {"seg_3": "ben"}
    assert leases.take("seg_1", "ben")


def test_two_open_stores_know_of_one_another(store: Store, tmp_path: Path):
    other = Store(tmp_path / "study.db")
    assert store.leases.take("seg_1", "anna")
    assert not other.leases.take("seg_1", "ben")
    assert other.leases.held() == {"seg_1": "anna"}
    other.close()
    assert store.leases.held() == {"seg_1": "anna"}


def test_leases_are_no_records(store: Store):
    store.leases.take("seg_1", "anna")
    assert store.last() is None


def test_a_damaged_table_is_told(store: Store, tmp_path: Path):
    store.leases.take("seg_1", "anna")
    store.close()
    path = tmp_path / "study.db"
    path.write_bytes(path.read_bytes().replace(b"seg_1", b"seg\xff1"))
    with pytest.raises(StoreUnreadable, match="damaged"):
        Store(path).leases.held()


def segment(start: int, **said: str) -> Segment:
    return Segment(
        start=start, end=start + 2, **{"transcript": "tra_1", "speaker": "Åsa", "text": "Hm", **said}
    )


def test_fields_are_those_of_one_kind_in_the_order_of_adding(store: Store):
    first, second = segment(9, transcript="tra_2", speaker='A "B"'), segment(0)
    store.add([first, Plan(name="seed", value="0", by="init", made_at="t"), second])
    assert store.fields(Segment, "transcript", "speaker") == [
        (first.id, "tra_2", 'A "B"'),
        (second.id, "tra_1", "Åsa"),
    ]


def test_fields_come_in_the_order_of_asking_and_may_be_none_but_the_id(store: Store):
    one = segment(0)
    store.add([one])
    assert store.fields(Segment, "speaker", "transcript") == [(one.id, "Åsa", "tra_1")]
    assert store.fields(Segment) == [(one.id,)]
    assert store.fields(Fact, "name") == []


def test_fields_say_what_whole_records_say(store: Store):
    store.add(segment(place, speaker=name) for place, name in enumerate(["", "Ö\n", "x\t'y'", "👩🏽‍🏫"]))
    told = [(s.id, s.text, s.speaker) for s in store.all(Segment)]
    assert store.fields(Segment, "text", "speaker") == told
