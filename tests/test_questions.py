"""The interview protocol: which turn asks which question."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import silent
from ilccode import steps
from ilccode.errors import FaultyFile
from ilccode.steps.imported import Wishes
from test_steps_exporting import rows

QUESTIONS = ["How do you take your tea?", "What would you never put into it?", "Who taught you?"]
TALK = """\
INTERVIEWER: Hello. So, how do you take your tea in the morning?
P01: Milk goes in first, before the tea.
INTERVIEWER: Really?
P01: Milk goes in first, always.
INTERVIEWER: And what would you never put in?
P01: No sugar for me. I never take sugar.
"""


@pytest.fixture
def asked(study: steps.Study, tmp_path: Path) -> steps.Study:
    talk = tmp_path / "talk.txt"
    talk.write_text(TALK, encoding="utf-8")
    steps.import_files(study, [talk], track=silent)
    return study.reread()


def test_turns_are_matched_with_the_questions_that_they_ask(asked: steps.Study):
    found = steps.asked(asked, QUESTIONS)
    assert [(item.turn, item.number) for item in found] == [(1, 1), (5, 2)]
    assert found[0].share == pytest.approx(1)
    assert 0.5 <= found[1].share < 1


def test_confirmed_questions_number_the_excerpts_that_answer_them(asked: steps.Study):
    assert steps.confirm(asked, QUESTIONS, steps.asked(asked, QUESTIONS)) == 2
    asked = asked.reread()
    assert steps.confirm(asked, QUESTIONS, steps.asked(asked, QUESTIONS)) == 0
    steps.tag(asked, track=silent)
    found = rows(steps.export(asked, asked.folder / "excerpts.csv").file.path)
    numbers = {(row["turn"], row["question_number"]) for row in found}
    assert numbers <= {("2", "1"), ("4", "1"), ("6", "2")}
    assert ("6", "2") in numbers
    assert "@1" not in found[0]


def test_nothing_is_numbered_before_it_is_confirmed(asked: steps.Study):
    steps.asked(asked, QUESTIONS)
    steps.tag(asked, track=silent)
    found = rows(steps.export(asked, asked.folder / "excerpts.csv").file.path)
    assert {row["question_number"] for row in found} == {""}


def test_a_corrected_transcript_keeps_the_questions_of_unchanged_turns(asked: steps.Study, tmp_path: Path):
    steps.confirm(asked, QUESTIONS, steps.asked(asked, QUESTIONS))
    talk = tmp_path / "talk 2.txt"
    talk.write_text("P01: Is it on?\n" + TALK.replace("Really", "Truly"), encoding="utf-8")
    steps.import_files(asked.reread(), [talk], wishes=Wishes(replaces="talk"), track=silent)
    asked = asked.reread()
    [transcript] = asked.transcripts
    assert asked.facts[f"{transcript}#2", "@question"] == "1"
    assert asked.facts[f"{transcript}#6", "@question"] == "2"


def test_a_protocol_is_read_a_question_a_line(tmp_path: Path):
    path = tmp_path / "protocol.txt"
    path.write_text("\ufeffHow do you\ttake it?\r\n\r\n Who taught you? \n", encoding="utf-8")
    assert steps.read_protocol(path) == ["How do you take it?", "Who taught you?"]
    path.write_bytes(b"\n\n")
    with pytest.raises(FaultyFile, match="found none"):
        steps.read_protocol(path)
    path.write_bytes(b"caf\xe9")
    with pytest.raises(FaultyFile, match="expected UTF-8 text"):
        steps.read_protocol(path)
