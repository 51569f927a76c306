"""The contract of every installed segmenter, then what each of ours does."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilccode import plugins
from ilccode.model import Piece, Segment, Transcript, Utterance
from ilccode.segmenters.passage import cohesion
from ilccode.sentences import splitter, words

MAX_WORDS = 120

SEGMENTERS = list(plugins.installed("segmenters"))

BITS = (
    "we|Then|Dr.|etc.|went.|why?|well,|–|...|…|“Yes.”|3.5|;"
    "|我们来了。|好|どう？|x\u0301.|\U0001f600|שלום.|مرحبا،"
)
ATOMS = st.sampled_from(BITS.split("|"))
WORDS = st.lists(ATOMS | st.text(max_size=5), max_size=60).map(" ".join)
LONG = st.builds(lambda text, times: " ".join([text] * times), WORDS, st.integers(1, 12))
TALKS = st.lists(st.tuples(st.sampled_from(["", "Anna", "Å. B"]), LONG), max_size=4)


def talk(*spoken: tuple[str, str]) -> Transcript:
    utterances = (Utterance(speaker=who, pieces=(Piece(words=said),)) for who, said in spoken)
    return Transcript.of(utterances, source="f00d")


def segments(name: str, transcript: Transcript) -> list[Segment]:
    return list(plugins.get("segmenters", name)(transcript, splitter("en")))


def parts(name: str, text: str) -> list[str]:
    return [segment.text for segment in segments(name, talk(("Anna", text)))]


def test_our_segmenters_are_installed():
    assert {"turn", "sentence", "passage"} <= set(SEGMENTERS)


@pytest.mark.parametrize("name", SEGMENTERS)
@settings(max_examples=100, deadline=None)
@given(spoken=TALKS)
def test_a_segment_is_the_text_that_it_spans(name: str, spoken: list[tuple[str, str]]):
    transcript = talk(*spoken)
    for segment in segments(name, transcript):
        assert segment.text == transcript.text[segment.start : segment.end]
        assert segment.text == segment.text.strip() != ""
        assert segment.transcript == transcript.id


@pytest.mark.parametrize("name", SEGMENTERS)
@settings(max_examples=100, deadline=None)
@given(spoken=TALKS)
def test_segments_stand_in_order_and_do_not_overlap(name: str, spoken: list[tuple[str, str]]):
    found = segments(name, talk(*spoken))
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("name", SEGMENTERS)
@settings(max_examples=100, deadline=None)
@given(spoken=TALKS)
def test_segments_hold_all_words_of_each_turn_and_its_speaker(name: str, spoken: list[tuple[str, str]]):
    transcript = talk(*spoken)
    found = segments(name, transcript)
    for turn in transcript.turns:
        own = [segment for segment in found if turn.start <= segment.start and segment.end <= turn.end]
        assert {turn.speaker} == {segment.speaker for segment in own}
        assert "".join(transcript.words(turn).split()) == "".join("".join(s.text for s in own).split())
        found = found[len(own) :]
    assert found == []


@pytest.mark.parametrize("name", SEGMENTERS)
@settings(max_examples=100, deadline=None)
@given(spoken=TALKS)
def test_no_segment_has_more_than_120_words(name: str, spoken: list[tuple[str, str]]):
    assert all(len(words(segment.text)) <= MAX_WORDS for segment in segments(name, talk(*spoken)))


@pytest.mark.parametrize("name", SEGMENTERS)
def test_nothing_said_gives_no_segment(name: str):
    assert segments(name, talk()) == []


@pytest.mark.parametrize("name", SEGMENTERS)
def test_the_same_transcript_gives_the_same_segments(name: str):
    transcript = talk(("Anna", "We met them. " * 90), ("Ben", "Yes, and then? " * 50))
    assert segments(name, transcript) == segments(name, transcript)


def count(number: int, word: str = "word") -> str:
    return " ".join([word] * number)


def test_a_turn_is_a_segment():
    transcript = talk(("Anna", "Hello. How are you?"), ("Ben", "Fine."))
    assert [(s.speaker, s.start, s.text) for s in segments("turn", transcript)] == [
        ("Anna", 6, "Hello. How are you?"),
        ("Ben", 31, "Fine."),
    ]


def test_a_turn_of_120_words_is_whole():
    assert parts("turn", count(120)) == [count(120)]


def test_a_long_turn_is_cut_at_the_sentence_end_nearest_the_middle():
    early, late = f"{count(40)}. So {count(34)}.", f"Then {count(64)}."
    assert parts("turn", f"{early} {late}") == [early, late]


def test_a_sentence_end_goes_before_a_pause_that_is_nearer_the_middle():
    text = f"{count(50)}. So {count(14)}, {count(60)}."
    assert parts("turn", text) == [f"{count(50)}.", f"So {count(14)}, {count(60)}."]


@pytest.mark.parametrize("pause", [",", ";", ":", " –", " —", "…", "...", " -"])
def test_a_long_turn_without_a_sentence_end_is_cut_after_a_pause(pause: str):
    left, right = f"{count(55)}{pause}", count(70)
    assert parts("turn", f"{left} {right}") == [left, right]


def test_a_sentence_end_far_from_the_middle_is_passed_over_for_a_pause():
    text = f"No. {count(60)}, {count(62)}."
    assert parts("turn", text) == [f"No. {count(60)},", f"{count(62)}."]


def test_a_long_turn_without_any_pause_is_cut_at_the_word_nearest_the_middle():
    assert parts("turn", count(130)) == [count(65), count(65)]


def test_a_very_long_turn_is_cut_again():
    assert parts("turn", count(400)) == [count(100)] * 4


def test_long_chinese_is_cut_without_spaces():
    sentence = "我" * 69 + "。"
    assert parts("turn", sentence * 2) == [sentence, sentence]
    assert parts("turn", "我" * 130) == ["我" * 65, "我" * 65]


def test_a_sentence_is_a_segment():
    transcript = talk(("Anna", "Hello. How are you?"), ("Ben", "Fine."))
    assert [(s.speaker, s.start, s.text) for s in segments("sentence", transcript)] == [
        ("Anna", 6, "Hello."),
        ("Anna", 13, "How are you?"),
        ("Ben", 31, "Fine."),
    ]


def test_a_long_sentence_is_cut_at_a_pause_else_at_a_word():
    left, right = f"So {count(58)},", f"{count(70)}."
    assert parts("sentence", f"Yes. {left} {right}") == ["Yes.", left, right]
    assert parts("sentence", count(130)) == [count(65), count(65)]


def test_sentences_are_found_by_the_function_that_is_given():
    def at_bars(text: str) -> list[tuple[int, int]]:
        bar = text.index("|")
        return [(0, bar + 1), (bar + 2, len(text))]

    sentence: Callable = plugins.get("segmenters", "sentence")
    found = sentence(talk(("", "One. Two | Three. Four")), at_bars)
    assert [segment.text for segment in found] == ["One. Two |", "Three. Four"]


def test_a_short_turn_is_one_passage():
    assert parts("passage", "The river rose. We sang.") == ["The river rose. We sang."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The river bridge was flooded. " * 6, "Our choir singers practise every evening. " * 7),
        ("The river bridge was flooded. " * 9, "Our choir singers practise every evening. " * 5),
    ],
    ids=["right of the middle", "left of the middle"],
)
def test_a_passage_ends_where_the_words_change(before: str, after: str):
    assert parts("passage", before + after) == [before.strip(), after.strip()]


def test_a_passage_without_a_sentence_end_is_cut_after_a_pause():
    text = f"{count(30)}, {count(40)}"
    assert parts("passage", text) == [f"{count(30)},", count(40)]


@settings(max_examples=100, deadline=None)
@given(WORDS, st.integers(1, 9))
def test_no_passage_has_more_than_60_words(text: str, times: int):
    assert all(len(words(part)) <= 60 for part in parts("passage", " ".join([text] * times)))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("The river rises", "The choir sings", 0.0),
        ("river bridge", "River, bridge!", 1.0),
        ("river bridge", "river choir", 0.5),
        ("teacher", "teaches", 1.0),
        ("we go to it", "we go to it", 0.0),
        ("", "", 0.0),
    ],
)
def test_cohesion_is_the_cosine_of_the_counts_of_longer_words(left: str, right: str, expected: float):
    assert cohesion(left, right) == pytest.approx(expected)
