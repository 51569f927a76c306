"""Excerpts and scores out: how each code stands, and no file of a person's overwritten."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from conftest import silent
from ilccode import steps
from ilccode.errors import NoRoom, PluginNotFound, UsageError
from ilccode.model import Decision, Memo, Segment
from ilccode.steps.filtering import Filters
from ilccode.steps.imported import Wishes
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


def noted(study: steps.Study, about: str, text: str, **said: Any) -> Memo:
    """What a coder noted, added to the study."""
    told = {"coder": "ann", "kind": "memo", "made_at": "2026-01-03"} | said
    memo = Memo(about=about, text=text, **told)
    study.store.add([memo])
    return memo


def said_of(study: steps.Study, *columns: str) -> list[tuple[str, ...]]:
    """Some columns of each excerpt."""
    written = steps.export(study, study.folder / "excerpts.csv").file
    return [tuple(row[column] for column in columns) for row in rows(written.path)]


def test_what_each_coder_saw_stands_in_the_order_of_the_coders(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    assert said_of(study, "coder", "seen") == [("", ""), ("", "")]
    decided(study, 0, ["milk_first"], coder="cleo", seen=("suggestions",))
    decided(study, 0, ["milk_first"], coder="bob", seen=("others", "suggestions"))
    decided(study, 0, ["milk_first"])
    decided(study, 0, ["milk_first"], coder="dora", seen=("unknown",))
    [told, _] = said_of(study, "coder", "seen")
    assert told == ("ann; bob; cleo; dora", "blind; others; assisted; unknown")


def test_a_ruling_tells_why_coders_differed(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    yes, no = decided(study, 0, ["milk_first"]), decided(study, 0, [], coder="bob")
    ruling = decided(study, 0, ["milk_first"], coder="cleo", settles=(yes.id, no.id), seen=("others",))
    columns = ("status", "coder", "seen", "ruling", "reason")
    assert said_of(study, *columns)[0] == ("settled", "cleo", "others", "", "")
    old = noted(study, ruling.id, "Bob was tired.", coder="cleo", kind="oversight")
    noted(study, ruling.id, "ann, bob", coder="cleo", kind="present")
    noted(study, yes.id, "Is that milk?", kind="memo")
    assert said_of(study, *columns)[0][3:] == ("oversight", "Bob was tired.")
    noted(study, ruling.id, "Milk or not?", coder="cleo", kind="unclear_rule", replaces=(old.id,))
    assert said_of(study, *columns)[0][3:] == ("unclear_rule", "Milk or not?")


def test_two_rulings_that_differ_tell_both_reasons(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    said = [decided(study, 0, codes, coder=coder) for coder, codes in [("ann", ["milk_first"]), ("bob", [])]]
    settles = tuple(decision.id for decision in said)
    for coder, codes, kind in [("cleo", ["milk_first"], "oversight"), ("dora", [], "ambiguity")]:
        ruling = decided(study, 0, codes, coder=coder, settles=settles)
        noted(study, ruling.id, f"{coder} says so", coder=coder, kind=kind)
    columns = ("status", "coder", "ruling", "reason")
    assert said_of(study, *columns)[0] == (
        *("disputed", "cleo; dora", "oversight; ambiguity"),
        "cleo says so | dora says so",
    )


def test_memos_and_flags_in_force_stand_beside_every_code_of_their_segment(
    study: steps.Study, interview: Path
):
    study = tagged(study, interview)
    decided(study, 0, ["milk_first", "no_sugar"])
    unit = codable(study)[0].id
    old = noted(study, unit, "Which?")
    noted(study, unit, "Oat milk?", coder="bob")
    noted(study, unit, "Which milk?", replaces=(old.id,))
    flags = [noted(study, unit, "flag", coder=coder, kind="flag") for coder in ("bob", "ann", "bob")]
    noted(study, unit, "shown", kind="shown")
    noted(study, codable(study)[1].id, "Elsewhere.")
    here = ("bob: Oat milk? | ann: Which milk?", "ann; bob")
    assert said_of(study, "memo", "flagged") == [here, here, ("", "")]
    noted(study, unit, "", kind="flag", replaces=(flags[1].id,))
    assert said_of(study, "memo", "flagged")[0] == (here[0], "bob")


def test_memos_are_found_after_their_transcript_was_corrected(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    kept, changed = codable(study)[0].id, codable(study)[1].id
    ruling = decided(study, 0, ["milk_first"], settles=("dec_1",))
    noted(study, ruling.id, "So it is.", kind="oversight")
    noted(study, kept, "Before.")
    noted(study, changed, "Gone.")
    path = interview.with_name("corrected.txt")
    path.write_text(interview.read_text("utf-8").replace("fine", "dreadful"), encoding="utf-8")
    steps.import_files(study, [path], wishes=Wishes(replaces="anna"), track=silent)
    study = study.reread()
    steps.tag(study, track=silent)
    study = study.reread()
    noted(study, codable(study)[0].id, "After.")
    assert kept != codable(study)[0].id
    told = said_of(study, "turn", "memo", "reason")
    assert told[0] == ("2", "ann: Before. | ann: After.", "So it is.")
    assert {memo for turn, memo, _ in told if turn != "2"} == {""}


def test_a_file_of_some_rows_is_written_anew_by_whoever_asks_for_all(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    path = study.folder / "excerpts.csv"
    for wish in ({"only": Filters(statuses=frozenset(["decided"]))}, {"deposit": True}):
        steps.export(study, path, **wish)
        steps.export_if_changed(study, path)
        assert len(rows(path)) == 2
