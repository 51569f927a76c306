"""One identity for all records: the canonical form is fixed here, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ilccode.digest import canonical, identity, plain, sha256, text_digest
from ilccode.model import RECORDS, Decision, Fact, Memo, Record, Transcript, Turn

FACT = Fact(about="tra_1", name="site", value='Åbo "north"', by="import", made_at="2025-01-02T03:04:05Z")
TALK = Transcript(
    text="Åsa: Ja.\nHm.",
    turns=(
        Turn(speaker="Åsa", start=5, end=8, times=((5, 0.5), (8, 2.0))),
        Turn(speaker="", start=9, end=12),
    ),
    source="f00d",
)
ANSWER = Decision(
    unit="seg_1",
    codebook="cbk_1",
    coder="anna",
    asked=("milk", "sugar"),
    codes=(),
    made_at="2025-01-02T03:04:05Z",
    seen=("suggestions",),
)
NOTE = Memo(
    about="dec_1",
    kind="unclear_rule",
    coder="åsa",
    text='Does "milk" count\nwhen it is oat milk?',
    made_at="2025-01-02T03:04:05Z",
    replaces=("mem_1",),
)

GOLDEN = [
    (
        FACT,
        '{"about":"tra_1","by":"import","made_at":"2025-01-02T03:04:05Z","name":"site",'
        '"value":"Åbo \\"north\\""}',
        "fac_69ac4d5ae63169b648005a30",
    ),
    (
        TALK,
        '{"source":"f00d","text":"Åsa: Ja.\\nHm.","turns":['
        '{"end":8,"speaker":"Åsa","start":5,"times":[[5,0.5],[8,2.0]]},{"end":12,"speaker":"","start":9}]}',
        "tra_ba373423f0f101f8789f9796",
    ),
    (
        ANSWER,
        '{"asked":["milk","sugar"],"codebook":"cbk_1","coder":"anna","codes":[],'
        '"made_at":"2025-01-02T03:04:05Z","seen":["suggestions"],"unit":"seg_1"}',
        "dec_5e43c3417214c1a953fb9db0",
    ),
    (
        NOTE,
        '{"about":"dec_1","coder":"åsa","kind":"unclear_rule","made_at":"2025-01-02T03:04:05Z",'
        '"replaces":["mem_1"],"text":"Does \\"milk\\" count\\nwhen it is oat milk?"}',
        "mem_0b557588ace43a8fc9d28ad5",
    ),
]
"""The ids are the SHA-256 of the JSON, worked out by another program."""


@pytest.mark.parametrize(("record", "body", "name"), GOLDEN, ids=["fact", "transcript", "decision", "memo"])
def test_the_canonical_form_and_the_id_are_fixed_for_ever(record: Record, body: str, name: str):
    assert body == canonical(record)
    assert name == record.id


def test_sha256_gives_the_published_digest_of_abc():
    assert sha256(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert text_digest("abc") == bytes.fromhex("ba7816bf8f01cfea414140de5dae2223")
    assert identity("x", "abc") == "x_ba7816bf8f01cfea414140de"


@dataclass(frozen=True, kw_only=True)
class LaterFact(Fact):
    """A fact as a later version might know it."""

    doubt: str = ""


def test_a_field_at_its_default_leaves_the_id_alone():
    fields = {"about": "a", "name": "n", "value": "v", "by": "b", "made_at": "t"}
    assert LaterFact(**fields).id == Fact(**fields).id
    assert LaterFact(**fields, doubt="some").id != Fact(**fields).id


def test_no_answer_differs_from_the_empty_answer():
    taken_back = replace(ANSWER, codes=None)
    assert '"codes":null' in canonical(taken_back)
    assert taken_back.id != ANSWER.id


def test_bytes_stand_as_base64():
    assert plain(b"\x00\x00\x80?") == "AACAPw=="


def test_the_order_of_a_mapping_is_not_part_of_what_it_says():
    assert canonical({"b": (1,), "a": "x"}) == canonical({"a": "x", "b": [1]}) == '{"a":"x","b":[1]}'


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_say_is_refused(number: float):
    with pytest.raises(ValueError, match="JSON"):
        canonical(Turn(speaker="A", start=0, end=1, times=((0, number),)))


def test_each_kind_of_record_has_a_prefix_of_its_own():
    assert sorted(kind.prefix for kind in RECORDS) == ["cbk", "dec", "fac", "mem", "pla", "run", "seg", "tra"]


SHORT = st.text(alphabet='ab",\\é{}[]', max_size=2)
KEYS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2).map(tuple)
FACTS = st.builds(Fact, about=SHORT, name=SHORT, value=SHORT, by=SHORT, made_at=SHORT)
DECISIONS = st.builds(
    Decision,
    unit=st.sampled_from(["s", "t"]),
    codebook=st.just("c"),
    coder=st.sampled_from(["x", "y"]),
    asked=KEYS,
    codes=st.none() | KEYS,
    made_at=st.just("t"),
    seen=KEYS,
    run=st.sampled_from(["", "r"]),
    settles=KEYS,
    replaces=KEYS,
)
MEMOS = st.builds(
    Memo,
    about=SHORT,
    kind=st.sampled_from(["memo", "flag"]),
    coder=st.sampled_from(["x", "y"]),
    text=SHORT,
    made_at=st.just("t"),
    replaces=KEYS,
)
TALKS = st.builds(
    Transcript,
    text=SHORT,
    source=SHORT,
    turns=st.lists(
        st.builds(Turn, speaker=SHORT, start=st.integers(0, 2), end=st.integers(0, 2)), max_size=2
    ).map(tuple),
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(*(st.tuples(kind, kind) for kind in (FACTS, DECISIONS, MEMOS, TALKS))))
def test_records_share_an_id_only_if_they_are_equal(pair: tuple[Record, Record]):
    one, other = pair
    assert (one == other) == (one.id == other.id)


@settings(max_examples=200, deadline=None)
@given(FACTS, st.sampled_from(["about", "name", "value", "by", "made_at"]), SHORT)
def test_changing_any_field_changes_the_id(fact: Fact, field: str, value: str):
    assume(getattr(fact, field) != value)
    assert replace(fact, **{field: value}).id != fact.id


@settings(max_examples=200, deadline=None)
@given(st.one_of(FACTS, DECISIONS, MEMOS, TALKS))
def test_a_record_says_the_same_again_under_the_same_id(record: Record):
    assert replace(record).id == record.id
    assert identity(record.prefix, canonical(record)) == record.id
