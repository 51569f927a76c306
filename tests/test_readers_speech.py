"""JSON of speech recognisers: Whisper and its kin, Amazon Transcribe, AssemblyAI, Deepgram."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ilccode import sources
from ilccode.errors import Fault, InvalidTranscript
from ilccode.model import Piece, Transcript, Utterance
from ilccode.protocols import Reading
from ilccode.readers import speech

NOBODY = "no speaker is named; all segments are one turn of somebody unnamed"
HI = {"start": 0.5, "end": 1, "text": " Hi"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.json"


def read(path: Path) -> Reading:
    return speech.read(sources.read(path))


def document(path: Path, value: Any) -> Reading:
    """What is read from a JSON document."""
    path.write_text(json.dumps(value), encoding="utf-8")
    return read(path)


def turns(reading: Reading) -> list[tuple[str, str]]:
    transcript = Transcript.of(reading.utterances, source="f00d")
    return [(turn.speaker, transcript.words(turn)) for turn in transcript.turns]


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


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([], "an empty list"),
        ([1], "a list of something else"),
        ({}, "an empty object"),
        ({"segments": {}}, "an object with 'segments'"),
        ({"a": 1, "b": 2}, "an object with 'a', 'b'"),
        ({"results": {"channels": []}}, "an object with 'results'"),
        ("Hi", "a text"),
        (None, "a single value"),
        (7, "a single value"),
    ],
    ids=json.dumps,
)
def test_json_of_another_shape_is_refused_with_what_it_is(path: Path, value: Any, found: str):
    path.write_text(json.dumps(value), encoding="utf-8")
    told = fault(path).expected
    assert "a list 'segments' (Whisper)" in told
    assert told.endswith(f"found {found}")


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


def test_a_number_names_a_speaker(path: Path):
    assert turns(read(written(path, {**HI, "speaker": 0}, {**HI, "speaker": True}))) == [
        ("Speaker 0", "Hi"),
        ("", "Hi"),
    ]


def test_a_list_of_segments_is_read_as_such(path: Path):
    assert turns(document(path, [{**HI, "speaker": "A"}, {**HI, "speaker": "B"}])) == [
        ("A", "Hi"),
        ("B", "Hi"),
    ]


def test_words_of_several_speakers_cut_a_segment(path: Path):
    words = [
        {"word": "So", "start": 0.5, "end": 0.6, "speaker": "A"},
        {"word": "how?", "start": 0.6, "end": 0.7},
        {"word": "42", "speaker": "B"},
        {"word": "cups.", "start": 0.9, "end": 1.0, "speaker": "B"},
    ]
    reading = read(written(path, {**HI, "text": " So how? 42 cups.", "speaker": "A", "words": words}))
    assert reading.utterances == (
        Utterance(speaker="A", pieces=(Piece(words="So how?", at=0.5, until=0.7),)),
        Utterance(speaker="B", pieces=(Piece(words="42 cups.", at=0.9, until=1.0),)),
    )


def test_words_that_do_not_make_up_the_text_cut_nothing(path: Path):
    words = [{"word": "So", "speaker": "A"}, {"word": "how?", "speaker": "B"}]
    assert turns(read(written(path, {**HI, "text": "So, how?", "speaker": "A", "words": words}))) == [
        ("A", "So, how?")
    ]


def test_what_the_recogniser_doubts_is_told(path: Path):
    noise = {**HI, "start": 3, "end": 4, "no_speech_prob": 0.9, "avg_logprob": -1.2}
    reading = read(written(path, HI, noise, {**HI, "confidence": 0.2, "start": 5, "end": 6}))
    assert reading.notes == (
        "The recogniser is unsure of 2 of 3 segments, the first at 3 s: they may be noise, not words.",
        NOBODY,
    )
    assert read(written(path, {**HI, "no_speech_prob": 0.9, "avg_logprob": -0.2})).notes == (NOBODY,)


def test_segments_of_nobody_are_told_once(path: Path):
    assert read(written(path, HI, HI)).notes == (NOBODY,)
    anna = {**HI, "speaker": "Anna"}
    assert read(written(path, anna, HI, anna)).notes == ("1 segment names no speaker",)
    assert read(written(path, anna, HI, HI)).notes == ("2 segments name no speaker",)
    assert read(written(path, anna, anna)).notes == ()


def test_the_language_is_an_attribute(path: Path):
    assert read(written(path, HI)).attributes == {"language": "en"}


def item(content: str, at: str = "", until: str = "", **more: str) -> dict[str, Any]:
    """A word of Amazon Transcribe, or a mark, which has no times."""
    times = {"start_time": at, "end_time": until} if at else {}
    kind = "pronunciation" if at else "punctuation"
    return {"type": kind, **times, "alternatives": [{"content": content, "confidence": "0.9"}], **more}


MILK = [
    item("Milk", "0.4", "0.7"),
    item("first", "0.7", "1.1"),
    item("."),
    item("Yes", "4.0", "4.5"),
    item("?"),
]


def test_amazon_s_words_are_sentences_of_their_speakers(path: Path):
    labels = [
        {"speaker_label": "spk_0", "items": [{"start_time": "0.4"}, {"start_time": "0.7"}]},
        {"speaker_label": "spk_1", "items": [{"start_time": "4.0", "speaker_label": "spk_1"}]},
    ]
    reading = document(
        path,
        {"results": {"language_code": "en-GB", "items": MILK, "speaker_labels": {"segments": labels}}},
    )
    assert reading.format == "Amazon Transcribe"
    assert reading.attributes == {"language": "en-GB"}
    assert reading.utterances == (
        Utterance(speaker="spk_0", pieces=(Piece(words="Milk first.", at=0.4, until=1.1),)),
        Utterance(speaker="spk_1", pieces=(Piece(words="Yes?", at=4.0, until=4.5),)),
    )


def test_amazon_s_words_may_tell_their_speaker_themselves(path: Path):
    told = [{**word, "speaker_label": "spk_7"} for word in MILK[:3]]
    assert turns(document(path, {"results": {"items": told}})) == [("spk_7", "Milk first.")]
    assert turns(document(path, {"results": {"items": MILK}})) == [("", "Milk first. Yes?")]


def test_amazon_s_channels_are_speakers_in_the_order_of_time(path: Path):
    channels = [
        {"channel_label": "ch_0", "items": [MILK[0], MILK[1], MILK[2], item("So", "6.0", "6.2")]},
        {"channel_label": "ch_1", "items": [MILK[3], MILK[4]]},
    ]
    assert turns(document(path, {"results": {"items": MILK, "channel_labels": {"channels": channels}}})) == [
        ("ch_0", "Milk first."),
        ("ch_1", "Yes?"),
        ("ch_0", "So"),
    ]


def test_amazon_s_segments_are_read_where_words_are_missing(path: Path):
    segment = {"transcript": "Milk first.", "start_time": "0.4", "end_time": "1.1", "speaker_label": "spk_0"}
    assert turns(document(path, {"results": {"audio_segments": [segment]}})) == [("spk_0", "Milk first.")]


@pytest.mark.parametrize(
    "broken", [{"type": "pronunciation"}, {"alternatives": []}, 7, item("a") | {"alternatives": [{}]}]
)
def test_a_fault_names_amazon_s_word(path: Path, broken: Any):
    path.write_text(json.dumps({"results": {"items": [MILK[0], broken]}}), encoding="utf-8")
    assert fault(path).expected == "results.items[1]: expected alternatives with a content"


def test_assemblyai_counts_milliseconds_and_deepgram_seconds(path: Path):
    mine = {"speaker": "A", "text": "Milk first.", "start": 500, "end": 1500}
    theirs = {"speaker": 0, "transcript": "Milk first.", "start": 0.5, "end": 1.5}
    one, two = document(path, {"utterances": [mine]}), document(path, {"results": {"utterances": [theirs]}})
    assert (one.format, two.format) == ("AssemblyAI", "Deepgram")
    assert one.utterances == (
        Utterance(speaker="A", pieces=(Piece(words="Milk first.", at=0.5, until=1.5),)),
    )
    assert two.utterances == (
        Utterance(speaker="Speaker 0", pieces=(Piece(words="Milk first.", at=0.5, until=1.5),)),
    )


def test_whisper_elsewhere_has_chunks_or_offsets(path: Path):
    chunks = [{"timestamp": [0.5, 1.5], "text": " Milk"}, {"timestamp": [1.5, None], "text": " first."}]
    offsets = [{"offsets": {"from": 500, "to": 1500}, "text": " Milk first."}]
    pieces = document(path, {"text": "", "chunks": chunks}).utterances[0].pieces
    assert pieces == (Piece(words=" Milk", at=0.5, until=1.5), Piece(words=" first.", at=1.5))
    pieces = document(path, {"transcription": offsets}).utterances[0].pieces
    assert pieces == (Piece(words=" Milk first.", at=0.5, until=1.5),)


def test_the_last_of_two_equal_keys_counts(path: Path):
    path.write_text('{"segments": 1, "segments": [{"start": 0, "end": 1, "text": "Hi", "text": "So"}]}')
    assert turns(read(path)) == [("", "So")]
