"""The sample interviews: all are read, and nobody can take them for data."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conftest import SAMPLES, silent
from ilccode import plugins, sources, steps
from ilccode.model import Transcript
from ilccode.protocols import Reading

ASKS, ANSWERS = "interviewer", "participant"

TURNS = {
    "01_minister_adviser.txt": {"INTERVIEWER": 22, "P01": 22},
    "02_superintendent.docx": {"Interviewer": 21, "Superintendent": 21},
    "03_principal.vtt": {"Researcher": 23, "Maren Lindqvist": 22},
    "04_teacher_leader.json": {"SPEAKER_00": 23, "SPEAKER_01": 22},
    "05_sceptic.txt": {"Interviewer": 22, "P05": 22},
    "06_network_facilitator.docx": {"Interviewer": 21, "Facilitator": 21},
    "07_ministry_official.srt": {"Interviewer": 22, "Director Tamsir": 22},
    "08_researcher.txt": {"INTERVIEWER": 22, "P08": 22},
}
"""The turns of each speaker, as they were written; the interviewer first."""

NAMES = list(TURNS)


def read(name: str) -> Reading:
    path = SAMPLES / name
    return plugins.get("readers", path.suffix[1:])(sources.read(path))


def transcript(name: str) -> Transcript:
    return Transcript.of(read(name).utterances, source=name)


def test_every_sample_is_listed_here():
    assert sorted(path.name for path in SAMPLES.iterdir() if path.is_file()) == [*NAMES, "README.md"]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_has_the_turns_that_were_written(name: str):
    assert TURNS[name] == Counter(turn.speaker for turn in transcript(name).turns)


@pytest.mark.parametrize("name", NAMES)
def test_the_interviewer_begins_and_speakers_take_turns(name: str):
    speakers = [turn.speaker for turn in transcript(name).turns]
    assert speakers == [list(TURNS[name])[n % 2] for n in range(len(speakers))]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_says_who_asks_unless_a_machine_named_the_speakers(name: str):
    expected = {} if name.endswith(".json") else dict(zip(TURNS[name], (ASKS, ANSWERS), strict=True))
    assert expected == read(name).roles


@pytest.mark.parametrize(
    ("name", "site", "role"),
    [
        ("01_minister_adviser.txt", "Ministry of Education, Sarnholt Region", "Adviser to the minister"),
        ("05_sceptic.txt", "Oudezand, Netherlands", "Chair of a school board (24 primary schools)"),
        ("06_network_facilitator.docx", "Port Ellery, Australia", "Network facilitator"),
        ("08_researcher.txt", "Puerto Almagra, Chile", "University researcher"),
    ],
)
def test_the_header_of_a_sample_is_known(name: str, site: str, role: str):
    attributes = read(name).attributes
    assert (attributes["site"], attributes["role"]) == (site, role)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("03_principal.vtt", 4.21, 7.452),
        ("07_ministry_official.srt", 2.64, 6.119),
    ],
)
def test_captions_give_the_first_turn_its_times(name: str, first: float, last: float):
    turn = transcript(name).turns[0]
    assert (turn.at(turn.start), turn.until(turn.end)) == (first, last)


def test_a_time_of_day_is_no_speaker():
    words = transcript("01_minister_adviser.txt")
    assert words.words(words.turns[2]).startswith("17:30 is fine.")


def test_the_samples_have_at_least_four_formats():
    assert len({Path(name).suffix for name in NAMES}) >= 4


def test_no_two_samples_are_alike():
    talks = [transcript(name) for name in NAMES]
    spoken = [" ".join(talk.words(turn) for turn in talk.turns) for talk in talks]
    assert len(set(spoken)) == len(NAMES)


def test_the_readme_says_that_they_are_invented():
    said = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert "invented" in said
    assert "Nobody was interviewed" in said
    assert all(f"`{name}`" in said for name in NAMES)


def test_the_whole_folder_is_imported(study: steps.Study):
    report = steps.import_files(study, [SAMPLES], track=silent)
    assert report.faults == ()
    assert {item.path.name: item.turns for item in report.imported} == {
        name: sum(turns.values()) for name, turns in TURNS.items()
    }
    assert [item.name for item in report.imported if item.is_uncertain] == ["04_teacher_leader"]
    assert SAMPLES / "README.md" in report.left_out
