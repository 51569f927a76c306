"""Codes of transcripts and cases: which units there are, and their rows among the excerpts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import silent
from ilccode import steps
from ilccode.errors import UsageError
from ilccode.model import Decision
from ilccode.steps.filtering import filters
from ilccode.steps.imported import Wishes
from ilccode.steps.study import case_ref
from ilccode.steps.units import cases
from test_cli import call  # noqa: F401
from test_steps import tagged
from test_steps_exporting import decided, noted, rows

TALK = """\
key: talk
version: "1.0"
title: Talk as a whole (invented)
groups:
  - {key: tone, kind: any, unit: transcript}
  - {key: stage, kind: ordered, unit: case, codes: [new, old]}
codes:
""" + "".join(
    f"  - {{key: {key}, name: {key}, group: {group}, definition: It is {key}.}}\n"
    for key, group in [("warm", "tone"), ("cool", "tone"), ("new", "stage"), ("old", "stage")]
)
BORIS = "INTERVIEWER: How?\nP02: Milk goes in first.\nINTERVIEWER: And?\nP02: Without sugar, thanks.\n"


@pytest.fixture
def two(study: steps.Study, interview: Path) -> steps.Study:
    """Two interviews, tagged; and a further codebook whose codes are given to transcripts and cases."""
    talk = interview.with_name("talk.yaml")
    talk.write_text(TALK, encoding="utf-8")
    steps.add_codebooks(study, [talk])
    boris = interview.with_name("boris.txt")
    boris.write_text(BORIS, encoding="utf-8")
    return tagged(study, interview, boris)


def whole(study: steps.Study, unit: str, *codes: str, **said: Any) -> Decision:
    """A coder's answer about a transcript (by its name) or a case (`case:NAME`), added to the study."""
    asked = ("new", "old") if unit.startswith("case:") else ("warm", "cool")
    named = {study.name(transcript): transcript for transcript in study.transcripts}
    told = {"coder": "ann", "asked": asked, "made_at": "2026-01-02"} | said
    book = study.codebooks["talk"].id
    decision = Decision(unit=named.get(unit, unit), codebook=book, codes=codes, **told)
    study.store.add([decision])
    return decision


def found(study: steps.Study, **wanted: Any) -> list[dict[str, str]]:
    only = filters(study, **wanted)
    return rows(steps.export(study, study.folder / "excerpts.csv", only=only).file.path)


def of(study: steps.Study, **wanted: Any) -> list[tuple[str, str, str, str]]:
    """Unit, transcript, participant and code of each excerpt."""
    names = ("unit", "transcript", "participant", "code")
    return [tuple(row[name] for name in names) for row in found(study, **wanted)]  # type: ignore[misc]


def test_a_case_is_a_participant_unless_something_else_is_named(two: steps.Study):
    assert [(case.id, case.participant) for case in cases(two)] == [("case:p01", "P01"), ("case:p02", "P02")]
    for who in ("P01", "P02"):
        steps.set_participant(two.reread(), who, ["case=Hill School"])
    [hill] = cases(two.reread())
    assert (hill.id, hill.participant, len(hill.speakers)) == ("case:hill school", "Hill School", 2)


def test_a_case_has_the_attributes_that_all_its_speakers_share(two: steps.Study):
    for who, site in [("P01", "Leeds"), ("P02", "York")]:
        steps.set_participant(two.reread(), who, ["case=Hill", f"site={site}", "wave=1"])
    [hill] = cases(two.reread())
    assert hill.attributes == {"case": "Hill", "wave": "1"}


def test_rows_of_transcripts_follow_their_segments_and_cases_come_last_by_name(two: steps.Study):
    whole(two, "case:p02", "old")
    whole(two, "case:p01", "new")
    whole(two, "boris", "cool")
    whole(two, "anna", "cool", "warm")
    decided(two, 4, ["no_sugar"])
    assert of(two) == [
        ("segment", "anna", "P01", "milk_first"),
        ("segment", "anna", "P01", "no_sugar"),
        ("transcript", "anna", "", "warm"),
        ("transcript", "anna", "", "cool"),
        ("segment", "boris", "P02", "no_sugar"),
        ("transcript", "boris", "", "cool"),
        ("case", "", "P01", "new"),
        ("case", "", "P02", "old"),
    ]


def test_a_transcripts_row_says_whose_it_is_and_how_the_code_stands(two: steps.Study):
    whole(two, "anna", "warm", seen=("suggestions",))
    anna = next(t for t in two.transcripts if two.name(t) == "anna")
    noted(two, anna, "Warm?", coder="bob")
    noted(two, anna, "flag", kind="flag")
    [row] = [row for row in found(two) if row["unit"] == "transcript"]
    assert {name: cell for name, cell in row.items() if cell} == {
        "excerpt_id": f"{anna}/talk/warm",
        "transcript": "anna",
        "transcript_digest": anna,
        "role": "Guest",
        "site": "Kitchen",
        "unit": "transcript",
        "codebook": "talk",
        "codebook_version": "1.0",
        "code": "warm",
        "status": "decided",
        "coder": "ann",
        "decided_at": "2026-01-02",
        "seen": "assisted",
        "memo": "bob: Warm?",
        "flagged": "ann",
    }


def test_a_cases_row_has_its_name_and_no_transcript(two: steps.Study):
    steps.set_participant(two, "P01", ["case=Hill School"])
    two = two.reread()
    one = whole(two, "case:hill school", "new")
    other = whole(two, "case:hill school", "old", coder="bob")
    whole(two, case_ref("HILL School"), "old", coder="cleo", settles=(one.id, other.id))
    [row] = [row for row in found(two) if row["unit"] == "case"]
    assert (row["excerpt_id"], row["participant"]) == ("case:hill school/talk/old", "Hill School")
    assert (row["status"], row["coder"], row["site"], row["case"]) == (
        *("settled", "cleo"),
        *("Kitchen", "Hill School"),
    )
    assert {row[name] for name in ("transcript", "transcript_digest", "turn", "start", "text", "score")} == {
        ""
    }


def test_where_coders_differ_both_answers_are_there_and_what_all_deny_is_not(two: steps.Study):
    whole(two, "case:p01", "new")
    whole(two, "case:p01", "old", coder="bob")
    whole(two, "anna")
    told = [(row["code"], row["status"], row["coder"]) for row in found(two) if row["unit"] != "segment"]
    assert told == [("new", "disputed", "ann; bob"), ("old", "disputed", "ann; bob")]


@pytest.mark.parametrize(
    ("wanted", "units"),
    [
        ({"codes": ["warm"]}, ["transcript"]),
        ({"codes": ["talk/new", "milk_first"]}, ["segment", "case"]),
        ({"coders": ["ann"]}, ["transcript", "case"]),
        ({"coders": ["bob"]}, ["transcript"]),
        ({"statuses": ["decided"]}, ["transcript", "transcript", "case"]),
        ({"transcripts": ["anna"]}, ["segment", "segment", "transcript"]),
        ({"statuses": ["suggested"]}, ["segment"] * 2),
    ],
)
def test_filters_count_for_wholes_too(two: steps.Study, wanted: Any, units: list[str]):
    whole(two, "anna", "warm")
    whole(two, "boris", "cool", coder="bob")
    whole(two, "case:p01", "new")
    assert [row["unit"] for row in found(two, **wanted)] == units


def test_what_was_decided_of_an_earlier_version_or_of_a_case_that_is_gone_is_left_out(
    two: steps.Study, interview: Path
):
    whole(two, "anna", "warm")
    whole(two, "case:p01", "new")
    corrected = interview.with_name("corrected.txt")
    corrected.write_text(interview.read_text("utf-8").replace("fine", "dreadful"), encoding="utf-8")
    steps.import_files(two, [corrected], wishes=Wishes(replaces="anna"), track=silent)
    two = two.reread()
    assert [unit for unit, *_ in of(two) if unit != "segment"] == ["case"]
    assert steps.status(two).stale == 1
    steps.set_participant(two, "P01", ["case=Hill"])
    assert [unit for unit, *_ in of(two.reread()) if unit != "segment"] == []


def test_whoever_may_not_be_quoted_keeps_the_rows_without_words(two: steps.Study):
    whole(two, "anna", "warm")
    whole(two, "case:p01", "new")
    steps.set_participant(two, "P01", ["quote=no"])
    assert [unit for unit, transcript, *_ in of(two.reread()) if transcript != "boris"] == [
        "transcript",
        "case",
    ]


def test_a_case_of_somebody_who_may_not_be_deposited_stays_out_of_a_deposit(two: steps.Study):
    whole(two, "case:p01", "new")
    whole(two, "case:p02", "old")
    steps.set_participant(two, "P01", ["deposit=no"])
    two = two.reread()
    path = two.folder / "deposit.csv"
    exported = steps.export(two, path, deposit=True)
    assert [row["participant"] for row in rows(path) if row["unit"] == "case"] == ["P02"]
    assert exported.withheld == 3
    assert steps.export(two, path).withheld == 0


def test_why_says_nothing_of_what_has_no_score(two: steps.Study):
    whole(two, "case:p01", "new")
    explain = steps.line_of(steps.explainer(two, silent))
    told = rows(steps.export(two, two.folder / "why.csv", explain=explain).file.path)
    assert [bool(row["why"]) for row in told] == [True, True, False]


def test_scores_have_no_codes_of_wholes(two: steps.Study):
    with pytest.raises(UsageError, match="expected one of milk_first, no_sugar"):
        filters(two, codes=["warm"], units=("segment",))


def test_a_transcript_is_shown_with_what_was_decided_of_it(call: Any, two: steps.Study):  # noqa: F811
    whole(two, "anna", "warm", "cool")
    whole(two, "boris")
    lines = call("show", "anna", "--study", two.folder).out.splitlines()
    assert lines[1] == "talk/warm (decided: ann); talk/cool (decided: ann)"
    assert call("show", "boris", "--study", two.folder).out.splitlines()[1] == ""
    assert '"code": "warm"' in call("show", "anna", "--json", "--study", two.folder).out
