"""Text that names nobody: running text is read, and what is no talk is refused in the right words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from test_readers_text import fault, read, spoken

Write = Callable[[str], Path]


def test_a_block_is_a_turn_of_nobody_known(docfile: Write):
    """
    My life as a teacher

    I began to teach in 1984. It was a small school in the north, and we had
    two rooms. Nobody came to see us.

    Then the ministry changed: there were new rules. At 17:30: we left.
    """
    path = docfile("x.txt")
    assert spoken(path) == [
        (
            "",
            "I began to teach in 1984. It was a small school in the north, and we had two rooms. "
            "Nobody came to see us.",
        ),
        ("", "Then the ministry changed: there were new rules. At 17:30: we left."),
    ]
    assert read(path).attributes == {"title": "My life as a teacher"}
    assert read(path).roles == {}
    assert "no speaker is named" in read(path).notes[0]
    assert read(path).format == "plain text, blocks"


def test_a_title_that_is_taken_is_told(docfile: Write):
    """
    My life as a teacher
    12 March 2024

    So?

    I began to teach in 1984. It was a small school in the north.
    """
    path = docfile("x.txt")
    assert read(path).attributes == {"title": "My life as a teacher", "date": "12 March 2024"}
    assert read(path).notes[1] == "the first line is taken for the title: 'My life as a teacher'"
    assert spoken(path)[0] == ("", "So?")


ANSWER = "Je suis ici depuis longtemps, et j'aime mon école. Voilà, c'est tout ce que je peux dire."


@pytest.mark.parametrize(
    "first",
    [
        *("Comment ça va ?", "Oui !", "Well…", "Yes.", "— Bonjour", "– Bonjour", "- Bonjour", "« Bonjour »"),
        *("and then we left", "Honestly: no idea", "你好。", "Bonjour,", "«\u00a0Ça va\u00a0?\u00a0»"),
    ],
)
def test_what_is_said_first_is_no_title(tmp_path: Path, first: str):
    path = tmp_path / "x.txt"
    path.write_text(f"{first}\n\n{ANSWER}\n\nEt après ?\n\n{ANSWER}\n", encoding="utf-8")
    assert [words for _, words in spoken(path)] == [" ".join(first.split()), ANSWER, "Et après ?", ANSWER]
    assert read(path).attributes == {}


def test_a_key_that_is_known_or_beside_others_is_no_talk(docfile: Write):
    """
    Site: Kitchen

    Mood: calm
    Weather: rain

    So?

    I began to teach in 1984. It was a small school in the north.
    """
    path = docfile("x.txt")
    assert read(path).attributes == {"site": "Kitchen", "mood": "calm", "weather": "rain"}
    assert spoken(path)[0] == ("", "So?")


def test_a_dialogue_with_dashes_has_a_turn_a_line(tmp_path: Path):
    path = tmp_path / "x.txt"
    path.write_text(f"— Comment ça va ?\n— Bien. {ANSWER}\n— Et après ?\n— Rien.\n", encoding="utf-8")
    said = ["— Comment ça va ?", f"— Bien. {ANSWER}", "— Et après ?", "— Rien."]
    assert [words for _, words in spoken(path)] == said


def test_the_first_line_of_a_block_is_no_title(docfile: Write):
    """
    It was a small school
    in the north, and we had two rooms. Nobody came to see us.

    Then the ministry changed. There were new rules.
    """
    path = docfile("x.txt")
    assert read(path).attributes == {}
    assert spoken(path)[0][1].startswith("It was a small school in the north")


def test_blocks_led_by_times_have_times(docfile: Write):
    """
    0:00.0 - 0:12.3
    Well, I started at the school in 1999. It was different then.

    0:12.3 - 0:45.0
    We had no computers. Nobody had any.

    0:45.0 - 1:10.2
    And then it all changed.
    """
    pieces = [utterance.pieces[0] for utterance in read(docfile("x.txt")).utterances]
    assert [(piece.at, piece.until) for piece in pieces] == [(0.0, 12.3), (12.3, 45.0), (45.0, 70.2)]


@pytest.mark.parametrize(
    "content",
    [
        "0:00\nso today we talk about\n0:04\nschools and how they\n0:09\nlearn across borders\n0:12\n"
        "from each other and from those who are far away and speak in another way\n",
        "[00:00.000 --> 00:04.000]  so today we talk about\n[00:04.000 --> 00:09.000]  schools and how they\n"
        "[00:09.000 --> 00:12.000]  learn across borders\n[00:12.000 --> 00:19.000]  from each other "
        "and from those who are far away and speak in another way\n",
        "00:00:00 so today we talk about\n\n00:00:04 schools and how they\n\n"
        "00:00:09 learn across borders\n\n00:00:12 from each other "
        "and from those who are far away and speak in another way\n",
    ],
)
def test_lines_led_by_times_that_break_sentences_are_one_turn(tmp_path: Path, content: str):
    path = tmp_path / "x.txt"
    path.write_text(content, encoding="utf-8")
    (utterance,) = read(path).utterances
    assert [piece.at for piece in utterance.pieces] == [0.0, 4.0, 9.0, 12.0]
    assert spoken(path)[0][1].startswith(
        "so today we talk about schools and how they learn across borders from"
    )
    assert read(path).format == "plain text, timed lines"


def test_times_of_day_in_field_notes_are_words(docfile: Write):
    """
    17:30 I came to the school. The head was there.
    17:45 We went to the staff room. Nobody spoke.
    18:10 They all left. I stayed until the end.
    """
    path = docfile("x.txt")
    assert spoken(path)[0] == ("", "17:30 I came to the school. The head was there.")
    assert all(piece.at is None for utterance in read(path).utterances for piece in utterance.pieces)


def test_one_word_before_a_colon_takes_no_text_away(docfile: Write):
    """
    I began to teach in 1984. It was a small school in the north.

    New York: that was the next place. We had two rooms.

    Then it changed. There were new rules.

    In the end, I left. I was old.
    """
    assert [speaker for speaker, _ in spoken(docfile("x.txt"))] == [""] * 4


@pytest.mark.parametrize(
    "text",
    [
        "我在学校工作了很多年。那时候我们没有电脑，所以都用手写。后来一切都变了，大家都去上课学习。现在我退休了，但是还常常想起那些日子和那些孩子。",
        "Я пришла в школу давно. Это была маленькая школа, и у нас было две комнаты. Никто не приезжал.",
        "בית הספר היה קטן מאוד ולא היו בו מחשבים. אחר כך וכולם הלכו ללמוד בקורסים שונים. היה טוב.",
    ],
)
def test_running_text_is_of_any_script(tmp_path: Path, text: str):
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="utf-8")
    assert spoken(path) == [("", text)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("Hello there.\n", "no line names a speaker"),
        ("Roses are red\nViolets are blue\n", "no line names a speaker"),
        ("name: x\nversion: 1\npath: /usr/bin\n", "no line names a speaker"),
        ("speaker,text,start\nAnna,hello,1\nBen,hi,2\n", "found a table: name it .csv"),
        ("a;b;c\n1;2;3\n4;5;6\n", "found a table: name it .csv"),
        ('{"segments": [\n{"text": "a"}\n]}\n', "found JSON: name it .json"),
        ("<?xml version='1.0'?>\n<a>Hello. So.</a>\n", "found XML or a web page"),
        ("<!DOCTYPE html>\n<p>Hello. So.</p>\n", "found XML or a web page"),
        ("@UTF8\n@Begin\n*CHI:\tmore cookie .\n", "found a CHAT file: name it .cha"),
        (
            "import os\n\ndef main():\n    x = 3\n    for y in range(x):\n        print(y)\n    return x\n",
            "a program's",
        ),
        ("int main() {\n  int a = 3;\n  return a;\n}\n", "a program's"),
    ],
)
def test_what_is_no_talk_is_told_for_what_it_is(tmp_path: Path, content: str, kind: str):
    path = tmp_path / "x.txt"
    path.write_text(content, encoding="utf-8")
    assert fault(path).expected.startswith("expected ")
    assert kind in fault(path).expected


def test_captions_under_the_name_of_a_text_are_read_as_captions(tmp_path: Path):
    path = tmp_path / "x.txt"
    for content in (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Hello.</v>\n",
        "1\n00:00:01,000 --> 00:00:02,000\nHello.\n",
    ):
        path.write_text(content, encoding="utf-8")
        assert spoken(path)[0][1] == "Hello."
        assert read(path).utterances[0].pieces[0].at == 1.0
        assert read(path).encoding == "utf-8"
