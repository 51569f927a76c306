"""Which files of a folder an import takes, and which links it follows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ilccode.steps.finding import find


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one transcript, and one outside of it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "anna.txt").write_text("A: Hi\n", encoding="utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "ben.txt").write_text("B: Hi\n", encoding="utf-8")
    return tmp_path / "in"


def names(*paths: Path, follow: bool = False) -> list[str]:
    return [candidate.name for candidate in find(paths, follow=follow).candidates]


def test_a_link_out_of_the_folder_is_told_and_followed_on_request(folder: Path):
    (folder / "ben.txt").symlink_to(folder.parent / "outside" / "ben.txt")
    (folder / "more").symlink_to(folder.parent / "outside")
    found = find([folder])
    assert [candidate.name for candidate in found.candidates] == ["anna"]
    assert [fault.path for fault in found.faults] == [str(folder / "ben.txt"), str(folder / "more")]
    assert {fault.expected for fault in found.faults} == {
        "a link that leads out of the folder; --follow allows it"
    }
    assert sorted(names(folder, follow=True)) == ["anna", "ben", "more/ben"]


def test_a_link_within_the_folder_is_followed_and_a_circle_ends(folder: Path):
    (folder / "again.txt").symlink_to(folder / "anna.txt")
    (folder / "round").symlink_to(folder)
    assert names(folder) == ["again", "anna"]


def test_a_link_that_is_named_is_taken(folder: Path):
    (folder / "ben.txt").symlink_to(folder.parent / "outside" / "ben.txt")
    assert names(folder / "ben.txt") == ["ben"]


def test_tables_about_people_are_no_transcripts(folder: Path):
    for name in ("Consent.csv", "attributes.csv", "talk.csv"):
        (folder / name).write_text("a,b\n", encoding="utf-8")
    found = find([folder])
    assert [candidate.name for candidate in found.candidates] == ["anna", "talk"]
    assert found.tables == {
        "consent": [folder / "Consent.csv"],
        "attributes": [folder / "attributes.csv"],
    }


def test_a_pipe_in_a_folder_is_left_to_the_reading(folder: Path):
    os.mkfifo(folder / "pipe.txt")
    assert names(folder) == ["anna", "pipe"]
