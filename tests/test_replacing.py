"""A corrected transcript: what it resembles, and what it takes over."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import silent
from ilccode import steps
from ilccode.errors import NotInStudy, UsageError
from ilccode.model import Transcript
from ilccode.steps.imported import ImportReport, Wishes
from ilccode.steps.tagging import codable
from test_steps import tagged
from test_steps_exporting import decided, standing


def taken_in(study: steps.Study, *paths: Path, replaces: str = "") -> ImportReport:
    return steps.import_files(study, paths, wishes=Wishes(replaces=replaces), track=silent)


@pytest.fixture
def corrected(interview: Path) -> Path:
    """The interview with one turn put right and one added."""
    path = interview.with_name("anna corrected.txt")
    words = interview.read_text(encoding="utf-8").replace("weather was fine", "weather was dreadful")
    path.write_text(f"{words}INTERVIEWER: And then?\nP01: That is all there is to say of it.\n", "utf-8")
    return path


def test_an_edited_file_is_told_to_resemble_the_old_one(study, interview, corrected):
    taken_in(study, interview)
    [item] = taken_in(study.reread(), corrected).imported
    assert item.resembles is not None
    assert item.resembles.name == "anna"
    assert 0.3 < item.resembles.share < 1
    assert len(study.reread().transcripts) == 2


def test_within_one_import_too(study, interview, corrected):
    report = taken_in(study, interview, corrected)
    assert [item.resembles and item.resembles.name for item in report.imported] == [None, "anna"]


def test_another_interview_resembles_none(study, interview, tmp_path):
    taken_in(study, interview)
    other = tmp_path / "boris.txt"
    other.write_text(
        "INTERVIEWER: How do you take it?\nP02: With a slice of lemon, if there is one.\n", "utf-8"
    )
    [item] = taken_in(study.reread(), other).imported
    assert item.resembles is None


def test_a_new_version_takes_over_what_is_unchanged(study, interview, corrected):
    study = tagged(study, interview)
    before = {segment.text: segment.id for segment in codable(study)}
    decided(study, 0, ["milk_first"])
    decided(study, 1, ["milk_first"])
    decided(study, 2, ["no_sugar"])
    assert [code for _, code, status, _ in standing(study) if status == "decided"] == [
        *("milk_first", "milk_first", "no_sugar")
    ]
    [item] = taken_in(study.reread(), corrected, replaces="anna").imported
    study = study.reread()
    replaced = item.replaced
    assert replaced is not None
    assert (item.name, replaced.name, replaced.unchanged) == ("anna", "anna", 4)
    changed = [before["The weather was fine, so we went out."]]
    assert [segment.id for segment in replaced.changed] == changed
    assert [segment.id for segment in replaced.stale] == changed
    assert [study.name(transcript) for transcript in study.transcripts] == ["anna"]
    assert [row for row in standing(study) if row[2] == "decided"] == [
        ("2", "milk_first", "decided", "ann"),
        ("5", "no_sugar", "decided", "ann"),
    ]
    status = steps.status(study)
    assert (status.transcripts, status.decisions, status.stale) == (1, 3, 1)


def test_an_unchanged_segment_knows_its_first_version(study, interview, corrected, tmp_path):
    study = tagged(study, interview)
    firsts = {segment.text: segment.id for segment in codable(study)}
    taken_in(study.reread(), corrected, replaces="anna")
    third = tmp_path / "anna 3.txt"
    third.write_text(corrected.read_text("utf-8").replace("dreadful", "awful"), "utf-8")
    taken_in(study.reread(), third, replaces="anna")
    study = study.reread()
    text = "No sugar for me. I never take sugar."
    [segment] = [segment for segment in codable(study) if segment.text == text]
    assert study.firsts[segment.id] == firsts[text]
    assert study.became[firsts[text]] == segment.id
    assert len(study.transcripts) == 1


def test_roles_and_attributes_are_taken_over(study, interview, corrected):
    taken_in(study, interview)
    steps.set_participant(study.reread(), "anna/P01", ["quote=no", "site=Attic"])
    taken_in(study.reread(), corrected, replaces="anna.txt")
    found = {who.speaker: who for who in steps.speakers(study.reread())}
    assert (found["P01"].consent["quote"], found["P01"].attributes["site"]) == (False, "Attic")
    assert (found["P01"].role, found["INTERVIEWER"].role) == ("participant", "interviewer")


def test_a_version_that_was_imported_already_may_be_said_to_replace_afterwards(study, interview, corrected):
    taken_in(study, interview, corrected)
    [item] = taken_in(study.reread(), corrected, replaces="anna").imported
    assert item.replaced is not None
    study = study.reread()
    assert [study.name(transcript) for transcript in study.transcripts] == ["anna"]
    again = taken_in(study, corrected, replaces="anna")
    assert (again.imported, again.known) == ((), (corrected,))


def test_what_cannot_be_replaced_is_told(study, interview, corrected):
    taken_in(study, interview)
    with pytest.raises(NotInStudy, match="expected one of: anna"):
        taken_in(study.reread(), corrected, replaces="boris")
    with pytest.raises(UsageError, match="expected one file, the new version; found 2"):
        taken_in(study.reread(), interview, corrected, replaces="anna")


def test_an_earlier_version_may_be_brought_back_and_changed_again(study, interview, corrected, tmp_path):
    study = tagged(study, interview)
    decided(study, 0, ["milk_first"])
    decided(study, 2, ["no_sugar"])
    firsts = {segment.text: segment.id for segment in codable(study)}
    before = [row for row in standing(study) if row[2] == "decided"]
    taken_in(study.reread(), corrected, replaces="anna")
    assert taken_in(study.reread(), interview).earlier == (interview,)
    for path in (interview, corrected, interview):
        taken_in(study.reread(), path, replaces="anna")
        study = study.reread()
        assert [study.name(transcript) for transcript in study.transcripts] == ["anna"]
        assert [row for row in standing(study) if row[2] == "decided"] == before
        now = {segment.text: study.firsts.get(segment.id, segment.id) for segment in codable(study)}
        assert {text: now[text] for text in firsts.keys() & now.keys()} == {
            text: firsts[text] for text in firsts.keys() & now.keys()
        }
    third = tmp_path / "third.txt"
    third.write_text(interview.read_text("utf-8").replace("fine", "wet"), "utf-8")
    taken_in(study, third, replaces="anna")
    study = study.reread()
    assert len(study.transcripts) == 1
    assert [row for row in standing(study) if row[2] == "decided"] == before


def test_what_was_refused_holds_for_whoever_comes_in_the_place(study, interview, tmp_path):
    taken_in(study, interview)
    steps.set_participant(study.reread(), "anna/P01", ["quote=no", "machine=no"])
    renamed = tmp_path / "renamed.txt"
    renamed.write_text(interview.read_text("utf-8").replace("P01", "Maria"), "utf-8")
    [item] = taken_in(study.reread(), renamed, replaces="anna").imported
    assert item.replaced is not None
    assert item.replaced.renamed.gone == ("P01",)
    assert (item.replaced.renamed.come, item.replaced.renamed.refused) == (("Maria",), ("quote", "machine"))
    study = study.reread()
    consent = {who.speaker: who.consent for who in steps.speakers(study)}["Maria"]
    assert consent == {"quote": False, "machine": False, "deposit": True}
    assert codable(study) == []


def test_a_rehearsed_correction_says_all_and_keeps_nothing(study, interview, corrected):
    taken_in(study, interview)
    wishes = Wishes(replaces="anna")
    [item] = steps.rehearse(study.reread(), [corrected], wishes=wishes, track=silent).imported
    assert item.replaced is not None
    assert item.replaced.unchanged == 4
    assert study.store.count(Transcript) == 1
