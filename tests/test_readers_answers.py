"""Interviews in which only one has a label: the blocks below are somebody else's words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from test_readers_text import read, spoken

Write = Callable[[str], Path]
TOLD = "blocks without a name are taken for somebody else's words"


def test_blocks_below_an_interviewer_s_turns_are_somebody_else_s(docfile: Write):
    """
    INTERVIEWER: How do you
    take it?

    With milk.

    And with
    sugar.

    [laughs]

    INTERVIEWER: And then?

    Nothing.
    """
    path = docfile("x.txt")
    assert spoken(path) == [
        ("INTERVIEWER", "How do you take it?"),
        ("", "With milk. And with sugar. [laughs]"),
        ("INTERVIEWER", "And then?"),
        ("", "Nothing."),
    ]
    assert read(path).notes == (TOLD,)
    assert read(path).roles == {"INTERVIEWER": "interviewer"}


def test_one_question_is_enough_of_one_who_asks(docfile: Write):
    """
    Interviewer: How do you take it?

    With milk. It was always so.
    """
    assert spoken(docfile("x.txt")) == [
        ("Interviewer", "How do you take it?"),
        ("", "With milk. It was always so."),
    ]


def test_words_below_a_label_that_stands_alone_are_its_own(docfile: Write):
    """
    Interviewer:

    How do you take it?

    With milk.

    Interviewer:

    And?

    No.
    """
    said = [("Interviewer", "How do you take it?"), ("", "With milk."), ("Interviewer", "And?"), ("", "No.")]
    assert spoken(docfile("x.txt")) == said


@pytest.mark.parametrize("label", ["Anna", "P01"])
def test_a_name_that_comes_again_and_again_has_somebody_to_talk_to(tmp_path: Path, label: str):
    path = tmp_path / "x.txt"
    path.write_text("\n\n".join([f"{label}: So.", "Yes?", f"{label}: Ja.", "And?", f"{label}: No."]), "utf-8")
    assert [speaker for speaker, _ in spoken(path)] == [label, "", label, "", label]
    assert read(path).roles == ({"P01": "participant"} if label == "P01" else {})
    assert read(path).notes == (TOLD,)


@pytest.mark.parametrize(
    "text",
    [
        "P01: I was there.\n\nThen I left.\n\nThen I came.\n",
        "Anna: I was there.\n\nThen I left.\n\nAnna: So.\n\nYes.\n",
        "Anna (0:01): I was.\n\nSo.\n\nAnna (0:09): Ja.\n\nNo.\n\nAnna (0:12): Well.\n\nYes.\n",
        "Interviewer: a.\n\nb.\n\nInterviewer: c.\nInterviewer: d.\nInterviewer: e.\nInterviewer: f.\n",
        "Interviewer: So?\n\nand more\n\nP01: Ja.\n\nand more\n",
    ],
)
def test_paragraphs_of_one_who_talks_alone_are_theirs(tmp_path: Path, text: str):
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="utf-8")
    assert "" not in [speaker for speaker, _ in spoken(path)]
    assert TOLD not in read(path).notes
