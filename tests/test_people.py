"""Roles, attributes and consent: where they come from, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import silent
from ilccode import steps
from ilccode.errors import FaultyFile, NotInStudy, UsageError
from ilccode.model import Fact, Segment
from ilccode.steps.imported import ImportReport, Wishes
from ilccode.steps.people_tables import read_table
from ilccode.steps.tagging import codable, withheld
from test_steps import tagged
from test_steps_exporting import decided, rows

TALK = """\
INTERVIEWER: How do you take it?
Anna: Milk goes in first, before the tea.
Ben: No sugar for me, thanks.
Anna: The weather was fine.
"""


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    return path


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a table's lines, given with ` | ` between them."""

    def write(name: str, lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(line.strip() for line in lines.split("|")), encoding="utf-8-sig")
        return path

    return write


def taken_in(study: steps.Study, *paths: Path, **wishes: Any) -> ImportReport:
    return steps.import_files(study, paths, wishes=Wishes(**wishes), track=silent)


def test_a_table_of_attributes_comes_through_to_the_excerpts(study, talk, table):
    people = table("people.csv", "participant;site;wave | Anna;Leeds;1 | ben;York;2 | Cora;Hull;2")
    report = taken_in(study, talk, attributes=[people])
    assert (report.noted.facts, report.faults) == (6, ())
    study = study.reread()
    steps.tag(study, track=silent)
    found = {
        (row["speaker"], row["site"], row["wave"])
        for row in rows(steps.export(study, study.folder / "excerpts.csv").file.path)
    }
    assert found == {("Anna", "Leeds", "1"), ("Ben", "York", "2")}


def test_what_is_said_of_somebody_who_comes_later_is_kept(study, talk, table, tmp_path):
    taken_in(study, talk, attributes=[table("people.csv", "participant,site | Cora,Hull")])
    later = tmp_path / "cora.txt"
    later.write_text("Q: And you?\nCora: Neither milk nor sugar.\n", encoding="utf-8")
    taken_in(study.reread(), later)
    found = {who.speaker: who.attributes for who in steps.speakers(study.reread())}
    assert found["Cora"] == {"site": "Hull"}


def test_speakers_get_their_roles_and_who_they_are_from_a_table(study, tmp_path, table):
    talk = tmp_path / "talk.txt"
    talk.write_text("Speaker 1: How?\nSpeaker 2: So.\nSpeaker 1: Why?\nSpeaker 2: Well.\n", encoding="utf-8")
    speakers = table(
        "speakers.csv",
        "transcript,speaker,role,participant | talk.txt,Speaker 1,Interviewer, | talk,Speaker 2,,P07",
    )
    taken_in(study, talk, speakers=[speakers], consent=[table("c.csv", "participant,quote | P07,no")])
    who = list(steps.speakers(study.reread()))
    assert [(w.speaker, w.role, w.participant) for w in who] == [
        ("Speaker 1", "interviewer", "Speaker 1"),
        ("Speaker 2", "", "P07"),
    ]
    assert [w.consent["quote"] for w in who] == [True, False]


def test_tables_that_lie_in_the_folder_are_taken(study, talk, table):
    table("consent.csv", "participant,machine | Ben,no")
    report = taken_in(study, talk.parent)
    assert [path.name for path in report.tables] == ["consent.csv"]
    assert withheld(study.reread()) == 1


def test_all_faults_of_all_tables_are_told_at_once_and_nothing_is_kept(study, talk, table):
    consent = table("consent.csv", "participant,quote | Anna,perhaps | Ben,no | ,yes")
    nobody = table("attributes.csv", "site | Leeds")
    with pytest.raises(FaultyFile) as caught:
        taken_in(study, talk, consent=[consent], attributes=[nobody])
    assert [(Path(f.path).name, f.line) for f in caught.value.faults] == [
        ("attributes.csv", 1),
        ("consent.csv", 2),
        ("consent.csv", 4),
    ]
    assert list(study.store.all(Segment)) == []


def test_a_consent_table_without_consent_is_refused(table):
    with pytest.raises(FaultyFile, match="expected a column of consent: quote, machine, deposit"):
        read_table(table("consent.csv", "participant,site | Anna,Leeds"), "consent")


@pytest.mark.parametrize(
    "lines", ["", "participant,site", "participant,participant | a,b", "participant,site | a,b,c"]
)
def test_a_table_that_is_none_is_refused(table, lines: str):
    with pytest.raises(FaultyFile, match="expected"):
        read_table(table("attributes.csv", lines), "attributes")


def test_a_row_about_a_transcript_that_is_not_here_is_a_fault(study, talk, table):
    lines = "transcript,speaker,site | nowhere,,Leeds | talk,Cora,Hull | talk,,York"
    report = taken_in(study, talk, attributes=[table("a.csv", lines)])
    assert [fault.line for fault in report.faults] == [2, 3]
    assert report.noted.facts == 0


def test_the_same_table_again_says_nothing_new(study, talk, table):
    people = table("people.csv", "participant,site | Anna,Leeds")
    taken_in(study, talk, attributes=[people])
    facts = study.store.count(Fact)
    assert taken_in(study.reread(), talk, attributes=[people]).noted.facts == 0
    assert study.store.count(Fact) == facts


def test_who_may_not_be_read_by_a_machine_is_neither_embedded_nor_tagged(study, talk, table):
    taken_in(study, talk, consent=[table("c.csv", "participant,machine | Ben,no")])
    study = study.reread()
    report = steps.tag(study, track=silent)
    assert (report.segments, report.withheld) == (2, 1)
    assert {segment.speaker for segment in codable(study)} == {"Anna"}
    assert {segment.speaker for segment in study.codable} == {"Anna", "Ben"}
    [unread] = [segment.id for segment in study.codable if segment.speaker == "Ben"]
    assert all(unread not in item.run.segments for item in report.tagged)


def test_consent_that_is_taken_back_takes_the_suggestions_out(study, talk):
    study = tagged(study, talk)
    assert "Ben" in {row["speaker"] for row in rows(steps.export(study, study.folder / "a.csv").file.path)}
    steps.set_participant(study, "Ben", ["machine=no"])
    study = study.reread()
    assert "Ben" not in {r["speaker"] for r in rows(steps.export(study, study.folder / "b.csv").file.path)}


def test_who_may_not_be_quoted_is_counted_and_left_out(study, talk):
    study = tagged(study, talk)
    decided(study, 1, ["no_sugar"])
    before = steps.status(study)
    steps.set_participant(study, "Ben", ["quote=no"])
    study = study.reread()
    exported = steps.export(study, study.folder / "excerpts.csv")
    text = exported.file.path.read_text(encoding="utf-8-sig")
    assert exported.withheld > 0
    assert "sugar for me" not in text
    scores = steps.export_scores(study, study.folder / "scores.csv")
    assert (scores.withheld, "sugar for me" in scores.file.path.read_text(encoding="utf-8-sig")) == (1, False)
    assert replace(steps.status(study), folder="") == replace(before, folder="")


def test_a_question_of_somebody_who_may_not_be_quoted_is_not_quoted(study, tmp_path):
    talk = tmp_path / "group.txt"
    talk.write_text("Ann: And sugar?\nBea: I never take sugar.\nAnn: So.\nBea: Well.\n", encoding="utf-8")
    study = tagged(study, talk)
    steps.set_participant(study, "Ann", ["quote=no"])
    study = study.reread()
    found = rows(steps.export(study, study.folder / "excerpts.csv").file.path)
    assert {row["question"] for row in found if row["speaker"] == "Bea"} == {""}


def test_who_may_not_be_deposited_is_left_out_of_a_deposit_alone(study, talk):
    study = tagged(study, talk)
    steps.set_participant(study, "talk/Ben", ["deposit=no"])
    study = study.reread()
    assert steps.export(study, study.folder / "a.csv").withheld == 0
    assert steps.export(study, study.folder / "b.csv", deposit=True).withheld > 0


def test_what_is_known_may_be_corrected_and_taken_back(study, talk):
    taken_in(study, talk)
    segments = [segment.id for segment in study.store.all(Segment)]
    assert steps.set_participant(study.reread(), "Anna", ["role=interviewer", "site=Leeds"]) > 0
    assert {who.speaker: who.role for who in steps.speakers(study.reread())}["Anna"] == "interviewer"
    assert steps.set_participant(study.reread(), "Anna", ["site=Leeds"]) == 0
    assert steps.set_participant(study.reread(), "talk/Anna", ["role=participant"]) == 1
    study = study.reread()
    assert {w.speaker: w.role for w in steps.speakers(study)}["Anna"] == "participant"
    assert steps.set_participant(study, "Anna", ["site="]) == 1
    assert {w.speaker: w.attributes for w in steps.speakers(study.reread())}["Anna"] == {"site": ""}
    assert [segment.id for segment in study.store.all(Segment)] == segments


def test_a_correction_that_cannot_be_meant_is_refused(study, talk):
    taken_in(study, talk)
    study = study.reread()
    with pytest.raises(NotInStudy, match="nobody speaks by that name"):
        steps.set_participant(study, "Dora", ["site=Leeds"])
    with pytest.raises(UsageError, match="expected NAME=VALUE"):
        steps.set_participant(study, "Anna", ["site"])
    with pytest.raises(UsageError, match="expected yes or no"):
        steps.set_participant(study, "Anna", ["quote=perhaps"])
    with pytest.raises(UsageError, match="expected TRANSCRIPT/SPEAKER"):
        steps.set_participant(study, "Anna", ["participant=P01"])
    assert study.store.count(Fact) == len(study.facts)


def test_a_name_is_the_same_however_its_accents_are_spelt(study, tmp_path, table):
    talk = tmp_path / "talk.txt"
    talk.write_text("Q: How?\nZo\u00eb: With milk.\nQ: So?\nZo\u00eb: Well.\n", encoding="utf-8")
    taken_in(study, talk, consent=[table("c.csv", "participant,quote | Zoe\u0308,no")])
    found = {who.speaker: who.consent["quote"] for who in steps.speakers(study.reread())}
    assert found == {"Q": True, "Zo\u00eb": False}
    assert taken_in(study.reread(), talk, interviewers=["Zoe\u0308"]).faults == ()


def test_somebody_who_does_not_speak_here_is_told_with_whoever_may_be_meant(study, talk, table):
    report = taken_in(study, talk, consent=[table("c.csv", "participant,quote | Bem,no | Xaver,no")])
    assert report.noted.strangers == {"Bem": "Ben", "Xaver": ""}


@pytest.mark.parametrize(
    ("name", "lines", "expected"),
    [
        ("consent", "participant,qoute,machine | Ben,no,no", "is 'quote' meant"),
        ("consent", "participant,quote,recording | Ben,no,yes", "holds yes and no"),
        ("consent", "participant,quote | Ben,no | BEN,yes", "is 'yes' here and 'no' in line 2"),
        ("speakers", "transcript,speaker,role | talk,Ben,boss", "expected interviewer or participant"),
        ("speakers", "speaker,site | Ben,Leeds", "expected a column 'role'"),
    ],
)
def test_a_table_that_may_be_meant_otherwise_is_refused(table, name: str, lines: str, expected: str):
    with pytest.raises(FaultyFile, match=expected):
        read_table(table(f"{name}.csv", lines), name)


def test_a_consent_table_may_hold_dates_and_notes(table):
    lines = "Teilnehmer;Zitat;Maschine;date;note | Ben;nein;ja;2026-01-02;by letter"
    [told] = read_table(table("consent.csv", lines), "consent")
    assert told.said == {"@quote": "no", "@machine": "yes", "date": "2026-01-02", "note": "by letter"}


def test_who_asks_is_no_question_where_a_table_says_it(study, tmp_path, table):
    talk = tmp_path / "talk.txt"
    talk.write_text("Osei: How?\nAma: So.\nOsei: Why?\nAma: Well.\n", encoding="utf-8")
    lines = "transcript,speaker,role | talk,Osei,interviewer"
    [item] = taken_in(study, talk, speakers=[table("speakers.csv", lines)]).imported
    assert {who.speaker: who.role for who in item.speakers} == {"Osei": "interviewer", "Ama": ""}
    assert not item.is_uncertain


def test_a_rehearsal_says_what_an_import_would_and_keeps_nothing(study, talk, table):
    wishes = Wishes(consent=[table("c.csv", "participant,machine | Ben,no")], interviewers=["Anna"])
    told = steps.rehearse(study, [talk], wishes=wishes, track=silent)
    assert study.store.count(Segment) == study.store.count(Fact) == 0
    assert told == steps.import_files(study, [talk], wishes=wishes, track=silent)


def test_a_header_keeps_no_escape_characters(study, tmp_path):
    talk = tmp_path / "talk.txt"
    talk.write_text("Site: \x1b[31mLeeds\x07\n\nQ: How?\nAnna: Well.\nQ: So?\nAnna: Yes.\n", encoding="utf-8")
    [item] = taken_in(study, talk).imported
    assert item.attributes == {"site": "Leeds"}
