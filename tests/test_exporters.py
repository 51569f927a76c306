"""Exporters: one contract for all that are installed, and CSV that no spreadsheet mistakes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilccode import plugins
from ilccode.cells import guarded, unguarded
from ilccode.exporters.csv import clock, write
from ilccode.model import Code, Codebook, Excerpt, Group, Segment

BOOK = Codebook(
    key="tea",
    version="1.0",
    title="Tea",
    language="en",
    groups=(Group(key="habit", kind="any", unit="segment"),),
    codes=(Code(key="milk", name="Milk", group="habit", definition="Pours milk."),),
)
SEGMENT = Segment(transcript="tra_1", start=7, end=19, speaker="P01", text="Milk, first!")
SUGGESTED = Excerpt(
    about=SEGMENT.id,
    segment=SEGMENT,
    transcript="anna",
    attributes={"site": "Kitchen", "role": "=guest"},
    turn=2,
    at=753.5,
    until=None,
    participant="Ann",
    question_number="3",
    question='And "then"?',
    codebook=BOOK,
    code="milk",
    status="suggested",
    score=0.12345,
    model="zero_shot on hashing",
)
DECIDED = replace(
    SUGGESTED,
    attributes={},
    at=None,
    status="decided",
    coder="ann",
    decided_at="2026-01-01",
    seen="blind",
    ruling="oversight",
    reason="=Ben had not seen it.",
    memo="ann: Which milk? | ben: =Oat.",
    flagged="ann; ben",
    score=None,
    model="",
)
CASE = Excerpt(
    about="case:=ann",
    transcript="",
    participant="=Ann",
    attributes={"site": "Kitchen"},
    codebook=BOOK,
    code="late",
    status="settled",
    coder="cleo",
    decided_at="2026-01-02",
    seen="others",
)
WHOLE = replace(CASE, about="tra_1", transcript="anna", participant="")
COLUMNS = [
    *("excerpt_id", "transcript", "transcript_digest", "role", "site", "unit", "speaker", "participant"),
    *("turn", "start", "end", "start_time", "end_time", "codebook", "codebook_version", "code", "status"),
    *("coder", "decided_at", "seen", "ruling", "reason", "memo", "flagged", "score", "model", "text"),
    *("question", "question_number"),
]


def rows(path: Path) -> list[list[str]]:
    """The cells of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def saying(text: str, **said: Any) -> Excerpt:
    """An excerpt with other words."""
    return replace(SUGGESTED, segment=replace(SEGMENT, text=text), **said)


@pytest.mark.parametrize("name", plugins.installed("exporters"))
@pytest.mark.parametrize("excerpts", [[], [SUGGESTED, DECIDED, WHOLE, CASE]], ids=["none", "some"])
def test_the_same_input_gives_the_same_bytes(name: str, excerpts: list[Excerpt], tmp_path: Path):
    def once(folder: str, given: Iterator[Excerpt]) -> bytes:
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / f"excerpts.{name}"
        plugins.get("exporters", name)(path, given, ["role", "site"])
        return path.read_bytes()

    assert once("one", iter(excerpts)) == once("other", iter(excerpts)) != b""


def test_csv_begins_with_a_byte_order_mark_and_ends_lines_for_spreadsheets(tmp_path: Path):
    write(tmp_path / "tea.csv", [SUGGESTED], [])
    data = (tmp_path / "tea.csv").read_bytes()
    assert data.startswith(b'\xef\xbb\xbf"excerpt_id","transcript",')
    assert data.count(b"\r\n") == data.count(b"\n") == 2


def test_csv_has_its_columns_in_order(tmp_path: Path):
    write(tmp_path / "tea.csv", [SUGGESTED, DECIDED], ["role", "site"])
    header, suggested, decided = rows(tmp_path / "tea.csv")
    assert header == COLUMNS
    assert suggested == [
        *(f"{SEGMENT.id}/tea/milk", "anna", "tra_1", "'=guest", "Kitchen", "segment", "P01", "Ann"),
        *("2", "7", "19", "00:12:33.5", "", "tea", "1.0", "milk", "suggested", "", "", "", "", "", "", ""),
        *("0.1235", "zero_shot on hashing", "Milk, first!", 'And "then"?', "3"),
    ]
    assert decided == [
        *(f"{SEGMENT.id}/tea/milk", "anna", "tra_1", "", "", "segment", "P01", "Ann", "2", "7", "19"),
        *("", "", "tea", "1.0", "milk", "decided", "ann", "2026-01-01", "blind", "oversight"),
        *(
            "'=Ben had not seen it.",
            "ann: Which milk? | ben: =Oat.",
            "ann; ben",
            "",
            "",
            "Milk, first!",
            'And "then"?',
            "3",
        ),
    ]


def test_what_is_no_segment_has_neither_place_nor_words(tmp_path: Path):
    write(tmp_path / "tea.csv", [WHOLE, CASE], ["site"])
    table = rows(tmp_path / "tea.csv")
    whole, case = ({n: c for n, c in zip(table[0], row, strict=True) if c} for row in table[1:])
    same = {
        "site": "Kitchen",
        "codebook": "tea",
        "codebook_version": "1.0",
        "code": "late",
        "status": "settled",
        "coder": "cleo",
        "decided_at": "2026-01-02",
        "seen": "others",
    }
    anna = {"excerpt_id": "tra_1/tea/late", "transcript": "anna", "transcript_digest": "tra_1"}
    assert whole == {**same, **anna, "unit": "transcript"}
    assert case == {**same, "excerpt_id": "case:=ann/tea/late", "unit": "case", "participant": "'=Ann"}


def test_an_attribute_named_as_a_column_gets_a_name_of_its_own(tmp_path: Path):
    known = {"text": "Letter", "unit": "Navy"}
    write(tmp_path / "tea.csv", [replace(SUGGESTED, attributes=known)], ["text", "unit"])
    header, row = rows(tmp_path / "tea.csv")
    cells = dict(zip(header, row, strict=True))
    assert (cells["attribute_text"], cells["attribute_unit"], cells["unit"]) == ("Letter", "Navy", "segment")
    assert row[-3] == "Milk, first!"
    assert len(header) == len(set(header))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'quoted'"])
def test_a_cell_that_begins_like_a_formula_is_guarded(cell: str):
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "12", "0.1235", "00:12:33.5", "tea = milk", "a-b", "\u2013 so"])
def test_numbers_and_words_are_left_as_they_are(cell: str):
    assert guarded(cell) == cell


@given(cell=st.text() | st.text("=+-@'\t\r1a", max_size=4))
@settings(max_examples=300)
def test_a_guard_can_be_taken_off_again(cell: str):
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(words=st.text(), question=st.text("=-'\",;\r\n\t a", max_size=6))
@settings(max_examples=100, deadline=None)
def test_words_come_back_from_csv(words: str, question: str, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.getbasetemp() / "words.csv"
    excerpt = saying(words, question=question)
    write(path, [excerpt], [])
    assert [unguarded(cell) for cell in rows(path)[1][-3:-1]] == [words, question]
    write(path, [excerpt], [], raw=True)
    assert rows(path)[1][-3:-1] == [words, question]


def test_raw_leaves_a_formula_as_it_is(tmp_path: Path):
    write(tmp_path / "tea.csv", [saying("=1+1")], ["role"], raw=True)
    row = dict(zip(*rows(tmp_path / "tea.csv"), strict=True))
    assert (row["text"], row["role"]) == ("=1+1", "=guest")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (None, ""),
        (0, "00:00:00.0"),
        (753.5, "00:12:33.5"),
        (59.96, "00:01:00.0"),
        (3599.94, "00:59:59.9"),
        (3600, "01:00:00.0"),
        (360_000, "100:00:00.0"),
    ],
)
def test_a_time_is_told_in_hours_minutes_seconds_and_tenths(seconds: float | None, expected: str):
    assert clock(seconds) == expected
