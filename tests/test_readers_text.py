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


LAYOUTS = {
    "colon and time in brackets": (
        "Anna (0:00:12): Hello.\nBen [00:00:15]: Hi.\nAnna (00:01:02): Good.\n",
        12,
    ),
    "time in brackets first": ("[00:00:12] Anna: Hello.\n[00:00:15] Ben: Hi.\n[00:01:02] Anna: Good.\n", 12),
    "bare time first": ("00:00:12 Anna: Hello.\n00:00:15 Ben: Hi.\n00:01:02 Anna: Good.\n", 12),
    "short time first": ("0:12 Anna: Hello.\n0:15 Ben: Hi.\n1:02 Anna: Good.\n", 12),
    "Whisper's range": (
        "[00:12.000 --> 00:14.100]  Anna: Hello.\n[00:15.000 --> 00:17.000]  Ben: Hi.\n"
        "[01:02.000 --> 01:04.000]  Anna: Good.\n",
        12,
    ),
    "time after the colon": ("Anna: [00:00:12] Hello.\nBen: [00:00:15] Hi.\nAnna: [00:01:02] Good.\n", 12),
    "Otter": ("Anna  0:12  \nHello.\n\nBen  0:15  \nHi.\n\nAnna  1:02  \nGood.\n", 12),
    "Otter with hours": ("Anna  1:00:12  \nHello.\n\nBen  1:00:15  \nHi.\n\nAnna  1:01:02  \nGood.\n", 3612),
    "Rev": ("Anna (00:12):\nHello.\n\nBen (00:15):\nHi.\n\nAnna (01:02):\nGood.\n", 12),
    "Teams": ("Anna   0:12\nHello.\nBen   0:15\nHi.\nAnna   1:02\nGood.\n", 12),
    "one space": ("Anna 0:12\nHello.\nBen 0:15\nHi.\nAnna 1:02\nGood.\nBen 1:04\n", 12),
    "Word": ("00:00:12 Anna\nHello.\n00:00:15 Ben\nHi.\n00:01:02 Anna\nGood.\n00:01:04 Ben\n", 12),
    "Happy Scribe": (
        "[00:00:12.40] - Anna\nHello.\n\n[00:00:15.00] - Ben\nHi.\n\n[00:01:02.00] - Anna\nGood.\n\n"
        "[00:01:04.00] - Ben\n",
        12.4,
    ),
    "Zoom": (
        "[Anna] 00:00:12\nHello.\n\n[Ben] 00:00:15\nHi.\n\n[Anna] 00:01:02\nGood.\n[Ben] 00:01:04\n",
        12,
    ),
    "time in brackets beside": ("Anna [0:12] Hello.\n\nBen [0:15]Hi.\n\nAnna [1:02] Good.\n", 12),
    "Meet": ("00:00:12\nAnna: Hello.\nBen: Hi.\n00:01:02\nAnna: Good.\nBen: \n", 12),
    "a time below the name": (
        "Anna\n(00:12)\nHello.\n\nBen\n(00:15)\nHi.\n\nAnna\n(01:02)\nGood.\n\nBen\nx\n",
        12,
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_gives_speakers_words_and_times(tmp_path: Path, layout: str):
    content, first = LAYOUTS[layout]
    path = tmp_path / "x.txt"
    path.write_text(content, encoding="utf-8")
    transcript = Transcript.of(read(path).utterances, source="f00d")
    said = [(turn.speaker, transcript.words(turn)) for turn in transcript.turns]
    assert said[:3] == [("Anna", "Hello."), ("Ben", "Hi."), ("Anna", "Good.")]
    assert transcript.turns[0].at(transcript.turns[0].start) == first
    assert transcript.turns[2].at(transcript.turns[2].start) == 50 + round(first)


@pytest.mark.parametrize(
    "content",
    [
        "Anna\nHello you.\n\nBen\nHi.\n\nAnna\nGood.\nSo.\n\nBen\nYes.\n",
        "Anna\nHello you.\nBen\nHi.\nAnna\nGood.\nSo.\nBen\nYes.\n",
        "Anna:\nHello you.\n\nBen:\nHi.\n\nAnna:\nGood.\n\nSo.\n\nBen:\nYes.\n",
        "[Anna]\nHello you.\n\n[Ben]\nHi.\n\n[Anna]\nGood.\nSo.\n\n[Ben]\nYes.\n",
        "{Anna} Hello you.\n{Ben} Hi.\n{Anna} Good.\nSo.\n{Ben} Yes.\n",
        "#Anna: Hello you.\n#Ben: Hi.\n#Anna: Good.\nSo.\n#Ben: Yes.\n",
        "@Anna: Hello you.\n@Ben: Hi.\n@Anna: Good.\nSo.\n@Ben: Yes.\n",
        "Anna\tHello you.\nBen\tHi.\nAnna\tGood.\nSo.\nBen\tYes.\n",
        "Anna :\u00a0Hello you.\nBen\u00a0: Hi.\nAnna : Good.\nSo.\nBen : Yes.\n",
        "Anna：Hello you.\nBen：Hi.\nAnna：Good.\nSo.\nBen：Yes.\n",
        "Anna:Hello you.\nBen: Hi.\nAnna: Good.\nSo.\nBen:Yes.\nAnna: x\nBen: y\n",
        "\u200eAnna: Hello you.\n\u200eBen: Hi.\n\ufeffAnna: Good.\nSo.\nBen: Yes.\n",
    ],
)
def test_names_are_found_however_they_are_written(tmp_path: Path, content: str):
    path = tmp_path / "x.txt"
    path.write_text(content, encoding="utf-8")
    expected = [("Anna", "Hello you."), ("Ben", "Hi."), ("Anna", "Good. So."), ("Ben", "Yes.")]
    assert expected == spoken(path)[:4]
