"""Whisper's JSON, with and without speakers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ilccode.errors import Fault, InvalidTranscript
from ilccode.model import Piece, Transcript, Utterance
from ilccode.readers.speech import read

HI = {"start": 0.5, "end": 1, "text": " Hi"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.json"


def written(path: Path, *segments: Any) -> Path:
    path.write_text(json.dumps({"language": "en", "segments": segments}), encoding="utf-8")
    return path


def fault(path: Path) -> Fault:
    with pytest.raises(InvalidTranscript) as caught:
        read(path)
    (only,) = caught.value.faults
    return only


def test_segments_without_a_speaker_are_one_turn_of_nobody(path: Path):
    reading = read(written(path, HI, {"start": 2.0, "end": 3.25, "text": " Note: you. ", "words": []}))
    pieces = (Piece(words=" Hi", at=0.5, until=1.0), Piece(words=" Note: you. ", at=2.0, until=3.25))
    assert reading.utterances == (Utterance(speaker="", pieces=pieces),)
    assert reading.roles == {}


def test_segments_of_one_speaker_are_one_turn(path: Path):
    labels = ["SPEAKER_00", "SPEAKER_00", "SPEAKER_01", "SPEAKER_00"]
    reading = read(written(path, *({**HI, "speaker": label} for label in labels)))
    assert [(u.speaker, len(u.pieces)) for u in reading.utterances] == [
        ("SPEAKER_00", 2),
        ("SPEAKER_01", 1),
        ("SPEAKER_00", 1),
    ]


def test_a_segment_without_a_speaker_is_nobody_s_even_after_somebody(path: Path):
    reading = read(written(path, {**HI, "speaker": "A"}, HI))
    assert [u.speaker for u in reading.utterances] == ["A", ""]


def test_a_segment_without_words_is_left_out(path: Path):
    reading = read(written(path, {**HI, "text": "  "}, {**HI, "speaker": "A"}))
    assert [u.speaker for u in reading.utterances] == ["A"]


def test_a_speaker_who_asks_by_name_has_a_role(path: Path):
    reading = read(written(path, {**HI, "speaker": "Interviewer"}, {**HI, "speaker": "Ben"}))
    assert reading.roles == {"Interviewer": "interviewer", "Ben": "participant"}


@pytest.mark.parametrize(
    "segment",
    [
        {"start": 0, "end": 1},
        {"start": 0, "text": "Hi"},
        {"end": 1, "text": "Hi"},
        {**HI, "text": None},
        {**HI, "text": ["Hi"]},
        {**HI, "start": "0"},
        {**HI, "start": True},
        {**HI, "end": None},
        "Hi",
        None,
    ],
    ids=json.dumps,
)
def test_a_fault_names_its_segment(path: Path, segment: Any):
    assert fault(written(path, HI, segment)).expected.startswith("segments[1]: expected a text, and numbers")


@pytest.mark.parametrize("document", [[], {}, {"segments": {}}, {"results": {"items": []}}, "Hi", None, 7])
def test_json_of_another_shape_is_refused(path: Path, document: Any):
    path.write_text(json.dumps(document), encoding="utf-8")
    assert "a list 'segments'" in fault(path).expected


def test_what_is_no_json_is_refused_with_its_line(path: Path):
    path.write_text('{"segments": [\n  {"start": 0,\n  end: 1}]}', encoding="utf-8")
    assert fault(path).line == 3


def test_no_segments_are_refused(path: Path):
    assert "found none" in fault(written(path)).expected


def test_lists_nested_too_deep_are_refused(path: Path):
    path.write_text("[" * 100_000, encoding="utf-8")
    assert "too deep" in fault(path).expected


@pytest.mark.parametrize(
    "number",
    ["NaN", "Infinity", "-Infinity", "1e999", "1" * 400, "1" * 5000],
    ids=lambda text: text[:9] + str(len(text)),
)
def test_a_number_that_is_no_time_is_refused(path: Path, number: str):
    path.write_text(f'{{"segments": [{{"start": {number}, "end": 1, "text": "Hi"}}]}}', encoding="utf-8")
    assert fault(path).path == str(path)


def test_half_a_character_is_refused_or_replaced(path: Path):
    path.write_text('{"segments": [{"start": 0, "end": 1, "text": "Hi \\ud83d you"}]}', encoding="utf-8")
    try:
        text = Transcript.of(read(path).utterances, source="f00d").text
    except InvalidTranscript as error:
        text = str(error)
    assert text.encode("utf-8") != b""


def test_a_speaker_who_is_null_is_nobody(path: Path):
    assert [u.speaker for u in read(written(path, {**HI, "speaker": None})).utterances] == [""]
