"""Records in, the same records out; and what was acknowledged is there."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import types
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilccode.digest import canonical
from ilccode.errors import NotInStudy, StoreUnreadable
from ilccode.model import RECORDS, Decision, Fact, Memo, Record
from ilccode.store import Store
from ilccode.store.rebuilding import KINDS
from ilccode.store.records import about


def fact(value: str, of: str = "tra_1") -> Fact:
    return Fact(about=of, name="site", value=value, by="test", made_at="2026-01-01")


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a field of the nouns."""
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return anything(hint)
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, arguments))
    if origin is Mapping:
        return st.dictionaries(st.text(), st.text(), max_size=3)
    if origin is types.UnionType:
        return st.none() | values(arguments[0])
    floats = st.floats(allow_nan=False, allow_infinity=False)
    return {str: st.text(), int: st.integers(), float: floats, bytes: st.binary()}[hint]


def anything(kind: type) -> st.SearchStrategy[Any]:
    """Any noun of a kind, every field filled."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: values(hints[field.name]) for field in fields(kind)})


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One store for many examples."""
    return Store(tmp_path_factory.mktemp("store") / "study.db")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "study.db")


def test_every_kind_of_record_can_be_stored():
    assert set(KINDS.values()) == set(Record.__subclasses__()) == set(RECORDS)
    assert len(KINDS) == 8


@pytest.mark.parametrize("kind", RECORDS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_record_comes_back_as_it_was(kind: type[Record], data: st.DataObject, shared: Store):
    record = data.draw(anything(kind))
    shared.add([record])
    back = shared.find(record.id)
    assert type(back) is kind
    assert (back, canonical(back), back.id) == (record, canonical(record), record.id)
    assert shared.get(kind, record.id) == record
    assert record in shared.all(kind, about=about(record))


def test_a_decision_taken_back_and_an_empty_one_differ(store: Store):
    said: dict[str, Any] = {"unit": "seg_1", "codebook": "cbk_1", "coder": "ann", "made_at": "now"}
    given_ = [Decision(**said, asked=("milk",), codes=codes) for codes in (None, (), ("milk",))]
    store.add(given_)
    assert [d.codes for d in store.all(Decision)] == [None, (), ("milk",)]


def test_a_memo_is_filed_under_what_it_is_about(store: Store):
    memos = [
        Memo(about=of, kind="flag", coder="ann", text="?", made_at="now", replaces=old)
        for of, old in [("seg_1", ()), ("seg_2", ()), ("seg_1", ("mem_1",))]
    ]
    store.add(memos)
    assert list(store.all(Memo, about="seg_1")) == [memos[0], memos[2]]
    assert list(store.all(Memo)) == memos


def test_adding_twice_is_adding_once(store: Store):
    store.add([fact("a"), fact("b"), fact("a")])
    store.add([fact("b"), fact("c")])
    assert [f.value for f in store.all(Fact)] == ["a", "b", "c"]
    assert store.count(Fact) == 3


@given(words=st.lists(st.text(max_size=3), unique=True, max_size=20))
@settings(max_examples=30, deadline=None)
def test_the_order_of_adding_is_kept(words: list[str], shared: Store):
    group = f"group of {words!r}"
    facts = [fact(word, group) for word in words]
    for one in facts:
        shared.add([one])
    assert facts == list(shared.all(Fact, about=group))
    added = {one.id for one in facts}
    assert shared.ids(Fact, about=group) == [i for i in shared.ids(Fact) if i in added]
    assert shared.ids(Fact, about=group) == [one.id for one in facts]


def test_an_empty_store_holds_nothing(store: Store):
    store.add([])
    assert (store.count(Fact), store.ids(Fact), list(store.all(Fact))) == (0, [], [])
    with pytest.raises(NotInStudy):
        store.get(Fact, fact("a").id)


def test_a_record_of_another_kind_is_not_had(store: Store):
    store.add([fact("a")])
    with pytest.raises(NotInStudy):
        store.get(Decision, fact("a").id)


def test_a_record_is_found_by_the_beginning_of_its_id(store: Store):
    store.add([fact(str(number)) for number in range(5)])
    assert all(store.find(fact(str(number)).id[:16]) == fact(str(number)) for number in range(5))


@pytest.mark.parametrize("beginning", ["fac_%", "fac-", "%", "seg_", "fac_000000000000000000000000"])
def test_what_is_not_here_is_not_found(store: Store, beginning: str):
    store.add([fact("a"), fact("b")])
    with pytest.raises(NotInStudy, match="no record"):
        store.find(beginning)


def test_a_beginning_that_fits_several_is_told(store: Store):
    store.add([fact("a"), fact("b")])
    with pytest.raises(NotInStudy, match="several records"):
        store.find("fac_")


def test_all_or_none_are_added(store: Store):
    with pytest.raises(AttributeError):
        store.add([fact("a"), "no record"])
    assert store.count(Fact) == 0


def test_two_open_stores_on_one_file_are_one(tmp_path: Path):
    one, other = (Store(tmp_path / "study.db") for _ in range(2))
    one.add([fact("a")])
    other.add([fact("b"), fact("a")])
    assert [f.value for f in one.all(Fact)] == [f.value for f in other.all(Fact)] == ["a", "b"]


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE tea (kind)")
        connection.commit()


def newer(path: Path) -> None:
    store = Store(path)
    store.add([fact("a")])
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")
        connection.commit()


def cut_off(path: Path) -> None:
    store = Store(path)
    store.add(fact(str(number) * 500) for number in range(50))
    store.close()
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.write_text("INTERVIEWER: How do you take it?\n" * 50), "no study of ilccode"),
        (lambda path: path.write_text("hello"), "no study of ilccode"),
        (lambda path: path.write_text("\n"), "no study of ilccode"),
        (foreign, "not a study of ilccode"),
        (newer, "made by a newer ilccode"),
        (cut_off, "damaged"),
    ],
    ids=["text", "short", "one_byte", "foreign", "newer", "cut_off"],
)
def test_what_is_not_ours_is_refused_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], object], told: str
):
    path = tmp_path / "study.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(StoreUnreadable, match=told):
        Store(path)
    assert before == path.read_bytes()


@pytest.mark.parametrize(
    ("was", "became"),
    [
        (b'"value"', b'"valuf"'),
        (b'{"about"', b'["about"'),
        (b"Milk", b"\xffilk"),
        (b"NOT NULL", b"NOT NUL\xff"),
    ],
    ids=["field", "json", "utf8", "schema"],
)
def test_a_damaged_store_is_told(tmp_path: Path, was: bytes, became: bytes):
    path = tmp_path / "study.db"
    store = Store(path)
    store.add([fact("Milk")])
    store.close()
    whole = path.read_bytes()
    assert was in whole
    path.write_bytes(whole.replace(was, became, 1))
    with pytest.raises(StoreUnreadable, match="damaged"):
        list(Store(path).all(Fact))


def test_a_closed_store_is_one_file(tmp_path: Path, store: Store):
    store.add(fact(str(number)) for number in range(100))
    store.close()
    copy = tmp_path / "copy.db"
    shutil.copyfile(tmp_path / "study.db", copy)
    assert [f.value for f in Store(copy).all(Fact)] == [str(number) for number in range(100)]


CHILD = """
import sys
from pathlib import Path
from ilccode.model import Fact
from ilccode.store import Store
store = Store(Path(sys.argv[1]))
for number in range(1_000_000):
    fact = Fact(about=sys.argv[2], name="number", value=str(number), by="child", made_at="")
    store.add([fact])
    print(fact.id, flush=True)
"""


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path):
    path = tmp_path / "study.db"
    for turn in range(20):
        command = [sys.executable, "-c", CHILD, str(path), str(turn)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            told = [child.stdout.readline() for _ in range(1 + 3 * turn)]
            child.kill()
            told += child.stdout.readlines()
        acknowledged = [line.strip() for line in told if line.endswith("\n")]
        there = [record.id for record in Store(path).all(Fact, about=str(turn))]
        assert len(acknowledged) >= 1 + 3 * turn
        assert there[: len(acknowledged)] == acknowledged
