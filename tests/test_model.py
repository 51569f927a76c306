"""The nouns: a transcript is laid out as clean text, with offsets that fit."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilccode.model import (
    Code,
    Codebook,
    Excerpt,
    Fact,
    Group,
    Piece,
    Segment,
    Transcript,
    Turn,
    Utterance,
    clean,
    hidden,
    latest,
)


def said(speaker: str, *words: str) -> Utterance:
    return Utterance(speaker=speaker, pieces=tuple(Piece(words=part) for part in words))


def talk(*utterances: Utterance) -> Transcript:
    return Transcript.of(utterances, source="f00d")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("cafe\u0301", "caf\u00e9"),
        ("\u212b", "\u00c5"),
        ("  a \t b\r\n\u00a0c\u2028d  ", "a b c d"),
        ("a\x0bb\x0cc\x85d", "a b c d"),
        ("a\x00b\x07c\x7fd\x9de", "abcde"),
        ("\x1b[1;31mred\x1b[0m words", "red words"),
        ("\x1b]0;title\x07words", "words"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("half an escape \x1b", "half an escape"),
        ("e\x1b[0m\u0301", "\u00e9"),
        ("\x1b[2J\x00 \n", ""),
        ("👩🏽‍🏫 שלום مرحبا", "👩🏽‍🏫 שלום مرحبا"),
        ("a[0m stays", "a[0m stays"),
        ("in\u202edeed\u202c \u2066so\u2069", "indeed so"),
        ("so\u200bme\ufeff wo\u2060rds \u200b", "some words"),
        ("می\u200cخواهم \u200e\u200f", "می\u200cخواهم \u200e\u200f"),
    ],
)
def test_words_are_cleaned(given: str, expected: str):
    assert expected == clean(given)


def test_what_is_not_seen_is_counted():
    assert hidden("in\u202edeed\u202c so\u200b\ufeff") == 4
    assert hidden("👩🏽\u200d🏫 می\u200cخواهم") == 0


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from("\x1b[]m;\x9b\u0301 \n")))
def test_cleaning_is_done_once_and_for_all(text: str):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(c) == "Cc" for c in cleaned)


def test_a_turn_spans_the_words_and_not_the_label():
    transcript = talk(said("Anna", "Hello."), said("Ben", "Hi,", "you."))
    assert transcript.text == "Anna: Hello.\nBen: Hi, you."
    assert transcript.turns == (
        Turn(speaker="Anna", start=6, end=12),
        Turn(speaker="Ben", start=18, end=26),
    )
    assert [transcript.words(turn) for turn in transcript.turns] == ["Hello.", "Hi, you."]


def test_words_without_a_speaker_have_no_label():
    transcript = talk(said("", "Hello."), said(" \x1b[1m ", "Hi."))
    assert transcript.text == "Hello.\nHi."
    assert transcript.turns == (Turn(speaker="", start=0, end=6), Turn(speaker="", start=7, end=10))


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("\U0001f600!", 2),
        ("\U0001f469\U0001f3fd\u200d\U0001f3eb", 4),  # one glyph: woman, skin tone, joiner, school
        ("e\u0301a\u0308", 2),  # NFC composes both
        ("x\u0301", 2),  # there is no composed letter
        ("\u05e9\u05dc\u05d5\u05dd", 4),
        ("\u6211\u4eec", 2),
    ],
    ids=["emoji", "joined emoji", "accents", "accent on x", "Hebrew", "Chinese"],
)
def test_offsets_count_code_points(words: str, length: int):
    transcript = talk(said("A", words), said("B", "Yes"))
    assert transcript.turns == (
        Turn(speaker="A", start=3, end=3 + length),
        Turn(speaker="B", start=3 + length + 4, end=3 + length + 7),
    )


def test_a_label_is_cleaned_and_its_offset_with_it():
    transcript = talk(said("A\u030a sa\n", "Ja"))
    assert transcript.text == "\u00c5 sa: Ja"
    assert transcript.turns == (Turn(speaker="\u00c5 sa", start=6, end=8),)


def test_utterances_without_words_are_left_out():
    assert talk(said("A", " ", "\x00"), said("B", "Hi"), said("C")).text == "B: Hi"


def test_nothing_said_is_an_empty_transcript():
    assert talk() == Transcript(text="", turns=(), source="f00d")


def test_speakers_stand_in_the_order_of_first_speaking():
    assert talk(said("B", "x"), said("A", "y"), said("B", "z")).speakers == ("B", "A")


@pytest.fixture
def timed() -> Turn:
    """`A: Hi you. So.`: the first piece from 1 s to 2 s, the second from 3 s."""
    pieces = (Piece(words=" Hi  you.", at=1.0, until=2.0), Piece(words="So.", at=3.0))
    return talk(Utterance(speaker="A", pieces=pieces)).turns[0]


def test_times_stand_where_the_pieces_begin_and_end(timed: Turn):
    assert timed.times == ((3, 1.0), (10, 2.0), (11, 3.0))


@pytest.mark.parametrize(
    ("offset", "at", "until"),
    [(2, None, 1.0), (3, 1.0, 1.0), (5, 1.0, 2.0), (10, 2.0, 2.0), (11, 3.0, 3.0), (14, 3.0, None)],
)
def test_a_time_is_the_nearest_that_is_told(timed: Turn, offset: int, at: float | None, until: float | None):
    assert (at, until) == (timed.at(offset), timed.until(offset))


def test_a_piece_without_words_tells_no_time():
    pieces = (Piece(words=" ", at=1.0, until=2.0), Piece(words="So", at=3.0, until=4.0))
    turn = talk(Utterance(speaker="", pieces=pieces)).turns[0]
    assert turn.times == ((0, 3.0), (2, 4.0))


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["\u0301", "A: b", "\u2029", "\x1c", "\U0001f469\u200d\U0001f3eb", "a\nb"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=3)), max_size=6))
def test_every_word_is_in_a_turn_and_every_turn_on_a_line(spoken: list[tuple[str, list[str]]]):
    transcript = talk(*(said(speaker, *words) for speaker, words in spoken))
    filled = [(clean(s), " ".join(filter(None, map(clean, w)))) for s, w in spoken]
    expected = [(speaker, words) for speaker, words in filled if words]
    assert expected == [(turn.speaker, transcript.words(turn)) for turn in transcript.turns]
    assert [f"{s}: {w}" if s else w for s, w in expected] == transcript.text.splitlines()


def test_the_same_talk_from_another_file_is_another_transcript():
    one = talk(said("A", "Hi"))
    assert one.id == talk(said("A", " Hi ")).id
    assert one.id != replace(one, source="beef").id


def test_a_codebook_knows_its_codes_by_unit():
    groups = (
        Group(key="stage", kind="ordered", unit="case", codes=("late",)),
        Group(key="acts", kind="any", unit="segment"),
    )
    codes = tuple(
        Code(key=key, name=key, group=group, definition=key)
        for key, group in [("b", "acts"), ("late", "stage"), ("a", "acts")]
    )
    book = Codebook(key="k", version="1", title="T", language="en", groups=groups, codes=codes)
    assert [code.key for code in book.at("segment")] == ["b", "a"]
    assert [code.key for code in book.at("case")] == ["late"]
    assert book.at("transcript") == ()


def test_the_last_fact_of_a_name_counts():
    old, new, other = (
        Fact(about=about, name="role", value=value, by="x", made_at="t")
        for about, value in [("a", "guest"), ("a", "host"), ("b", "guest")]
    )
    assert list(latest([old, other, new])) == [new, other]


def test_an_excerpt_is_named_by_segment_codebook_and_code():
    segment = Segment(transcript="tra_1", start=0, end=2, speaker="A", text="Hi")
    book = Codebook(key="tea", version="1", title="T", language="en", groups=(), codes=())
    excerpt = Excerpt(
        about=segment.id,
        segment=segment,
        transcript="anna",
        participant="A",
        attributes={},
        turn=1,
        at=None,
        until=None,
        question="",
        question_number="",
        codebook=book,
        code="milk",
        status="suggested",
    )
    assert excerpt.id == f"{segment.id}/tea/milk"
    assert (excerpt.unit, excerpt.transcript_digest) == ("segment", "tra_1")


@pytest.mark.parametrize(
    ("about", "unit", "digest"),
    [("tra_1", "transcript", "tra_1"), ("case:anna", "case", ""), ("case:tra_1", "case", "")],
)
def test_an_excerpt_without_a_segment_is_of_a_transcript_or_a_case(about: str, unit: str, digest: str):
    book = Codebook(key="tea", version="1", title="T", language="en", groups=(), codes=())
    excerpt = Excerpt(
        about=about,
        transcript="",
        participant="",
        attributes={},
        codebook=book,
        code="late",
        status="decided",
    )
    assert (excerpt.id, excerpt.unit, excerpt.transcript_digest) == (f"{about}/tea/late", unit, digest)
