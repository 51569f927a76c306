"""Excerpts and scores out: how each code stands, and no file of a person's overwritten."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ilccode import steps
from ilccode.errors import NoRoom, PluginNotFound, UsageError
from ilccode.model import Decision, Segment
from ilccode.steps.tagging import codable
from test_steps import reset, tagged


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def standing(study: steps.Study) -> list[tuple[str, str, str, str]]:
    """Turn, code, status and coder of each excerpt."""
    written = steps.export(study, study.folder / "excerpts.csv").file
    return [(row["turn"], row["code"], row["status"], row["coder"]) for row in rows(written.path)]


def decided(study: steps.Study, place: int, codes: Sequence[str] | None, **said: Any) -> Decision:
    """A coder's answer for one of the codable segments, added to the study."""
    told = {"coder": "ann", "asked": ("milk_first", "no_sugar"), "made_at": "2026-01-02"} | said
    answer = None if codes is None else tuple(codes)
    book = study.codebooks["tea"].id
    decision = Decision(unit=codable(study)[place].id, codebook=book, codes=answer, **told)
    study.store.add([decision])
    return decision


def test_attributes_and_questions_come_through(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    first, second = rows(steps.export(study, study.folder / "excerpts.csv").file.path)
    assert (first["site"], first["role"], first["transcript"]) == ("Kitchen", "Guest", "anna")
    assert first["text"] == "Milk goes in first, before the tea. Always."
    assert [first["question"], second["question"]] == ["How do you take it?", "And then?"]
    assert 0 < float(first["score"]) < 1


SUGGESTED = [("2", "milk_first", "suggested", ""), ("5", "no_sugar", "suggested", "")]


def test_decisions_say_how_a_code_stands(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    assert standing(study) == SUGGESTED
    decided(study, 1, ["milk_first"])
    decided(study, 2, [])
    assert standing(study) == [SUGGESTED[0], ("4", "milk_first", "decided", "ann")]
    decided(study, 0, ["milk_first"], asked=("milk_first",))
    no = decided(study, 0, [], coder="bob", asked=("milk_first",))
    assert standing(study)[0] == ("2", "milk_first", "disputed", "ann; bob")
    decided(study, 0, ["milk_first"], coder="cleo", asked=("milk_first",), settles=(no.id,))
    assert standing(study)[0] == ("2", "milk_first", "settled", "cleo")


def test_a_ruling_against_a_code_leaves_it_out(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    yes = decided(study, 0, ["milk_first"])
    decided(study, 0, [], coder="cleo", settles=(yes.id,))
    assert standing(study) == SUGGESTED[1:]


def test_what_was_not_asked_or_was_taken_back_stays_a_suggestion(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    decided(study, 0, [], asked=("no_sugar",))
    said = decided(study, 2, [])
    decided(study, 2, None, replaces=(said.id,))
    assert standing(study) == SUGGESTED


def test_the_scores_file_has_every_codable_segment_and_each_code(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    table = rows(steps.export_scores(study, study.folder / "scores.csv").file.path)
    columns = ["transcript", "turn", "start", "end", "speaker", "text", "tea/milk_first", "tea/no_sugar"]
    assert list(table[0]) == columns
    assert [(row["turn"], row["speaker"]) for row in table] == [("2", "P01"), ("4", "P01"), ("5", "P01")]
    assert all(0 < float(row[code]) < 1 for row in table for code in columns[-2:])


def test_a_file_that_a_person_has_changed_is_not_overwritten(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    path, other = study.folder / "excerpts.csv", study.folder / "excerpts-2.csv"
    assert steps.export(study, path).file.is_new
    assert not steps.export(study, path).file.is_new
    path.write_text("my notes", encoding="utf-8")
    written = steps.export(study, path).file
    assert (written.path, written.instead_of, written.is_new) == (other, path, True)
    decided(study, 1, ["milk_first"])
    assert steps.export(study, path).file.path == other
    assert path.read_text(encoding="utf-8") == "my notes"
    assert [file.name for file in study.folder.glob("*.part")] == []


def test_a_file_of_ours_is_written_anew(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    path = study.folder / "excerpts.csv"
    steps.export(study, path)
    decided(study, 0, [])
    written = steps.export(study, path).file
    assert (written.path, written.instead_of, written.is_new) == (path, None, True)
    assert len(rows(path)) == 1


def test_the_same_input_gives_the_same_bytes_in_another_study(
    study: steps.Study, interview: Path, tea: Path, tmp_path: Path
):
    other = reset(steps.init(tmp_path / "elsewhere", [tea]), "")
    both = [tagged(one, interview) for one in (study, other)]
    for name, step in (("excerpts.csv", steps.export), ("scores.csv", steps.export_scores)):
        one, another = (step(each, each.folder / name).file.path.read_bytes() for each in both)
        assert one == another


def test_a_format_is_known_by_its_suffix(study: steps.Study):
    with pytest.raises(UsageError, match=r"\.csv"):
        steps.export(study, study.folder / "excerpts")
    with pytest.raises(PluginNotFound, match="tea"):
        steps.export(study, study.folder / "excerpts.tea")
    with pytest.raises(UsageError, match=r"as \.csv"):
        steps.export_scores(study, study.folder / "scores.tea")
    with pytest.raises(NoRoom, match="cannot be written"):
        steps.export(study, study.folder / "nowhere" / "excerpts.csv")


def test_a_study_says_where_it_stands(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    decided(study, 0, [])
    status = steps.status(study)
    assert (status.transcripts, status.segments, status.codable, status.decisions) == (1, 5, 3, 1)
    assert status.unscored == {"tea": 0}
    assert [(code.code, code.suggested) for code in status.codes] == [("milk_first", 1), ("no_sugar", 1)]


def test_a_segment_is_shown_among_its_neighbours(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    segment = list(study.store.all(Segment))[1]
    shown = steps.show(study, segment.id[:12])
    assert (shown.record, shown.name) == (segment, "anna")
    assert ([turn.speaker for turn in shown.before], len(shown.after)) == (["INTERVIEWER"], 2)
    assert [excerpt.code for excerpt in shown.excerpts] == ["milk_first"]
    assert steps.show(study, "anna").record == shown.transcript


def test_a_study_without_suggestions_exports_a_header(study: steps.Study):
    assert standing(study) == []
    assert (study.folder / "excerpts.csv").read_bytes().count(b"\r\n") == 1


def test_scores_are_guarded_like_excerpts_unless_raw(study: steps.Study, tmp_path: Path):
    sly = tmp_path / "sly.txt"
    sly.write_text("I: So?\nP01: =1+1 is what I said.\nI: And?\nP01: Tea.\n", encoding="utf-8")
    study = tagged(study, sly)
    guarded = rows(steps.export_scores(study, tmp_path / "scores.csv").file.path)
    raw = rows(steps.export_scores(study, tmp_path / "raw.csv", raw=True).file.path)
    assert [row["text"] for row in guarded] == ["'=1+1 is what I said.", "Tea."]
    assert [row["text"] for row in raw] == ["=1+1 is what I said.", "Tea."]


def test_a_file_is_written_again_only_if_something_changed(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    path = study.folder / "excerpts.csv"
    assert steps.export_if_changed(study, path).file.is_new
    before = path.stat().st_mtime_ns
    assert not steps.export_if_changed(study, path).file.is_new
    assert before == path.stat().st_mtime_ns
    decided(study, 1, ["milk_first"])
    assert steps.export_if_changed(study, path).file.is_new
    steps.export(study, path, raw=True)
    assert before != steps.export_if_changed(study, path).file.path.stat().st_mtime_ns
    path.write_text("mine", encoding="utf-8")
    assert steps.export_if_changed(study, path).file.path == study.folder / "excerpts-2.csv"
