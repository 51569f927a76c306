"""Plain text: who speaks in it, and what is only words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ilccode import sources
from ilccode.errors import Fault, InvalidTranscript
from ilccode.model import Transcript
from ilccode.protocols import Reading
from ilccode.readers import text

Write = Callable[[str], Path]


def read(path: Path) -> Reading:
    return text.read(sources.read(path))


def spoken(path: Path) -> list[tuple[str, str]]:
    """Each turn's speaker and words."""
    transcript = Transcript.of(read(path).utterances, source="f00d")
    return [(turn.speaker, transcript.words(turn)) for turn in transcript.turns]


def fault(path: Path) -> Fault:
    with pytest.raises(InvalidTranscript) as caught:
        read(path)
    (only,) = caught.value.faults
    return only


def test_a_name_and_a_colon_begin_a_turn(docfile: Write):
    """
    Anna: Hello. How are you?
    Ben Ash: Fine.
    Anna: Good.
    Ben Ash: And you?
    """
    expected = [
        ("Anna", "Hello. How are you?"),
        ("Ben Ash", "Fine."),
        ("Anna", "Good."),
        ("Ben Ash", "And you?"),
    ]
    assert expected == spoken(docfile("x.txt"))


def test_a_name_in_brackets_begins_a_turn(docfile: Write):
    """
    [Anna] Hello [laughs] you.
    [Ben]: Hi: yes.
    so then

    [Anna] Good.
    [Ben] Yes.
    """
    expected = [
        ("Anna", "Hello [laughs] you."),
        ("Ben", "Hi: yes. so then"),
        ("Anna", "Good."),
        ("Ben", "Yes."),
    ]
    assert expected == spoken(docfile("x.txt"))


def test_lines_without_a_label_go_on_with_the_turn(docfile: Write):
    """
    INTERVIEWER: How do you
    take it,

        at home?
    P01: With milk.
    INTERVIEWER: And then?
    """
    expected = [
        ("INTERVIEWER", "How do you take it, at home?"),
        ("P01", "With milk."),
        ("INTERVIEWER", "And then?"),
    ]
    assert expected == spoken(docfile("x.txt"))


def test_a_lone_question_that_is_wrapped_is_no_header(docfile: Write):
    """
    INTERVIEWER: How do you
    take it?
    P01: With milk.
    """
    assert spoken(docfile("x.txt")) == [("INTERVIEWER", "How do you take it?"), ("P01", "With milk.")]


def test_a_lone_sentence_with_more_below_is_no_header(docfile: Write):
    """
    INTERVIEWER: So, how do you take it?
    please
    P01: With milk.
    """
    assert spoken(docfile("x.txt")) == [
        ("INTERVIEWER", "So, how do you take it? please"),
        ("P01", "With milk."),
    ]


def test_a_header_ends_where_somebody_asks(docfile: Write):
    """
    Site: Kitchen
    INTERVIEWER: How do you take it?

    P01: With milk.

    INTERVIEWER: And then?
    """
    expected = [("INTERVIEWER", "How do you take it?"), ("P01", "With milk."), ("INTERVIEWER", "And then?")]
    assert expected == spoken(docfile("x.txt"))


def test_a_label_may_stand_alone_above_its_words(docfile: Write):
    """
    Anna:
    Hello.

    Ben:
    Hi.
    Anna:
    Good.
    Ben:
    Yes.
    """
    assert spoken(docfile("x.txt")) == [
        ("Anna", "Hello."),
        ("Ben", "Hi."),
        ("Anna", "Good."),
        ("Ben", "Yes."),
    ]


def test_a_second_colon_loses_nothing(docfile: Write):
    """
    INTERVIEWER: One thing: how: so?
    P01: At 17:30: we left, see http://example.org: there.
    """
    expected = [
        ("INTERVIEWER", "One thing: how: so?"),
        ("P01", "At 17:30: we left, see http://example.org: there."),
    ]
    assert expected == spoken(docfile("x.txt"))


def test_header_lines_are_attributes_and_no_turns(docfile: Write):
    """
    Title: Tea: a talk
    Site: Kitchen
    Date: 2025-02-26

    Anna: Hi
    Ben: Hi
    Anna: So
    Ben: So
    """
    path = docfile("x.txt")
    assert read(path).attributes == {"title": "Tea: a talk", "site": "Kitchen", "date": "2025-02-26"}
    assert spoken(path) == [("Anna", "Hi"), ("Ben", "Hi"), ("Anna", "So"), ("Ben", "So")]


def test_a_title_and_header_lines_need_no_blank_line_after_them(docfile: Write):
    """
    A talk about tea
    Site: Kitchen
    INTERVIEWER: How do you take it?
    P01: With milk.
    """
    path = docfile("x.txt")
    assert read(path).attributes == {"title": "A talk about tea", "site": "Kitchen"}
    assert spoken(path) == [("INTERVIEWER", "How do you take it?"), ("P01", "With milk.")]


def test_a_header_that_names_the_interviewer_tells_who_asks(docfile: Write):
    """
    Interviewer: Anna Lind
    Date: 2025-02-26

    Lind: How do you take it?
    Ash: With milk.
    Lind: And then?
    """
    path = docfile("x.txt")
    assert read(path).roles == {"Lind": "interviewer", "Ash": "participant"}
    assert [speaker for speaker, _ in spoken(path)] == ["Lind", "Ash", "Lind"]


def test_a_turn_about_a_site_is_no_header(docfile: Write):
    """
    INTERVIEWER: Site visits, how are they?
    P01: Fine.
    """
    path = docfile("x.txt")
    assert read(path).attributes == {}
    assert spoken(path) == [("INTERVIEWER", "Site visits, how are they?"), ("P01", "Fine.")]


@pytest.mark.parametrize(
    "line",
    [
        "Note: the tape stops here.",
        "NB: the tape stops here.",
        "At 17:30: we left.",
        "17:30: we left.",
        "There were two things: tea and milk.",
        "That is what it was like: fine.",
        "http://example.org: there.",
        "[laughs]",
        "-- so: yes",
        "<b>so</b>: yes",
    ],
)
def test_words_before_a_colon_are_no_speaker_unless_they_show_it(tmp_path: Path, line: str):
    path = tmp_path / "x.txt"
    path.write_text(f"Anna: Hello.\nBen: Hi.\nyes\n{line}\nAnna: Good.\nBen: Yes.\n", encoding="utf-8")
    expected = [("Anna", "Hello."), ("Ben", f"Hi. yes {line}"), ("Anna", "Good."), ("Ben", "Yes.")]
    assert expected == spoken(path)


@pytest.mark.parametrize(
    "line",
    ["Note: he left.", "That is what it was like: so.", "http://example.org is there.", "17:30 or so."],
)
def test_some_words_before_a_colon_are_no_speaker_even_twice(tmp_path: Path, line: str):
    path = tmp_path / "x.txt"
    path.write_text(f"P01: Hi.\nyes\n{line}\n{line}\nP02: So.\nP01: Ja.\n", encoding="utf-8")
    assert spoken(path) == [("P01", f"Hi. yes {line} {line}"), ("P02", "So."), ("P01", "Ja.")]


def test_a_note_is_no_speaker_even_where_every_line_has_a_label(docfile: Write):
    """
    Anna: Hello.
    Ben: Hi.
    Note: the tape stops here.
    """
    assert spoken(docfile("x.txt")) == [("Anna", "Hello."), ("Ben", "Hi. Note: the tape stops here.")]


def test_an_identifier_is_a_speaker_at_once(docfile: Write):
    """
    anna talks to some people
    P01: Hello.
    who is it?
    T-12: Hi.
    """
    assert spoken(docfile("x.txt")) == [("P01", "Hello. who is it?"), ("T-12", "Hi.")]


@pytest.mark.parametrize(
    "names", [("Åsa", "Émile"), ("אנה", "בן"), ("安娜", "本"), ("O'Neill", "Berg-Ash"), ("anna", "b c")]
)
def test_names_are_of_any_script(tmp_path: Path, names: tuple[str, str]):
    path = tmp_path / "x.txt"
    path.write_text("".join(f"{name}: Ja {n}.\n" for n in range(2) for name in names), encoding="utf-8")
    assert [(name, f"Ja {n}.") for n in range(2) for name in names] == spoken(path)


def test_text_without_a_speaker_is_refused_with_its_first_line(docfile: Write):
    """
    This is a story.
    It has: no speaker.
    """
    path = docfile("x.txt")
    path.write_text("\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert str(fault(path)).startswith(f"{path}:3: expected 'SPEAKER: words'")


@pytest.mark.parametrize("label", ["I", "Q", "P01"])
def test_a_short_label_that_comes_once_is_no_header(label: str, tmp_path: Path):
    path = tmp_path / "short.txt"
    path.write_text(f"{label}: Hi there\n\nAnna: Good morning to you.\nAnna: And so.\n", encoding="utf-8")
    assert spoken(path)[0] == (label, "Hi there")


def test_a_legend_of_short_labels_is_no_talk(tmp_path: Path):
    path = tmp_path / "legend.txt"
    path.write_text("I: Interviewer\nP: Participant\n\nI: How so?\nP: Well, so.\n", encoding="utf-8")
    assert spoken(path) == [("I", "How so?"), ("P", "Well, so.")]
