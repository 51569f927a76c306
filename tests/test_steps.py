"""The pipeline: what each step adds, what it leaves alone, and what it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import TEA, silent
from ilccode import plugins, steps
from ilccode.config import FILE
from ilccode.errors import (
    InvalidCodebook,
    InvalidConfig,
    PluginNotFound,
    StoreUnreadable,
    StudyExists,
    StudyNotFound,
    UsageError,
)
from ilccode.model import Fact, Run, Transcript
from ilccode.steps.imported import ImportReport, Wishes
from ilccode.steps.tagging import codable, suggested, suggestions
from ilccode.store import Store

BORIS = "INTERVIEWER: And now?\nP02: The weather was fine, so we went out. Then it rained the whole day.\n"


def taken_in(study: steps.Study, *paths: Path, interviewers: Sequence[str] = ()) -> ImportReport:
    return steps.import_files(study, paths, wishes=Wishes(interviewers=interviewers), track=silent)


def tagged(study: steps.Study, *paths: Path) -> steps.Study:
    """The study with these files imported and tagged."""
    taken_in(study, *paths)
    study = study.reread()
    steps.tag(study, track=silent)
    return study


def reset(study: steps.Study, settings: str) -> steps.Study:
    """The study opened anew with other settings."""
    (study.folder / FILE).write_text(f'embedder = "hashing"\n{settings}\n', encoding="utf-8")
    return steps.open_study(study.folder)


# importing


def test_a_transcript_is_taken_in_with_what_it_says_of_itself(study: steps.Study, interview: Path):
    [anna] = taken_in(study, interview).imported
    assert (anna.name, anna.turns, anna.segments) == ("anna", 5, 5)
    assert anna.words == 5 + 8 + 2 + 8 + 8
    assert {who.speaker: who.role for who in anna.speakers} == {
        "INTERVIEWER": "interviewer",
        "P01": "participant",
    }
    [transcript] = study.store.ids(Transcript)
    assert study.reread().attributes == {transcript: {"site": "Kitchen", "role": "Guest"}}


def test_the_same_file_again_is_no_news(study: steps.Study, interview: Path):
    taken_in(study, interview)
    facts = study.store.count(Fact)
    copy = interview.with_name("copy.txt")
    copy.write_bytes(interview.read_bytes())
    again = taken_in(study.reread(), interview, copy)
    assert (again.imported, again.known) == ((), (interview, copy))
    assert (study.store.count(Transcript), study.store.count(Fact)) == (1, facts)


def test_the_same_words_twice_in_one_folder_are_one_transcript(study: steps.Study, tmp_path: Path):
    for name in ("one", "two"):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "boris.txt").write_text(BORIS, encoding="utf-8")
    report = taken_in(study, tmp_path / "in")
    assert [item.name for item in report.imported] == ["one/boris"]
    assert report.known == (tmp_path / "in" / "two" / "boris.txt",)


@pytest.mark.parametrize("suffix", plugins.installed("readers"))
@pytest.mark.parametrize("data", [b"", b"\xff\x00junk", b"tea\n", b"{}", b"WEBVTT\n\n"])
def test_a_faulty_file_is_named_and_stops_no_other(
    study: steps.Study, interview: Path, suffix: str, data: bytes
):
    faulty = interview.with_name(f"aaa.{suffix}")
    faulty.write_bytes(data)
    report = taken_in(study, faulty, interview)
    assert {fault.path for fault in report.faults} == {str(faulty)}
    assert [item.name for item in report.imported] == ["anna"]


def test_what_cannot_be_a_transcript_is_a_fault_where_it_was_named(study: steps.Study, tmp_path: Path):
    (tmp_path / "tea.zip").write_bytes(b"PK")
    report = taken_in(study, tmp_path / "tea.zip", tmp_path / "nowhere.txt")
    assert [fault.path for fault in report.faults] == [
        str(tmp_path / "tea.zip"),
        str(tmp_path / "nowhere.txt"),
    ]
    assert "no reader for .zip" in report.faults[0].expected


def test_a_folder_is_taken_in_without_what_is_no_transcript(
    study: steps.Study, interview: Path, tmp_path: Path
):
    folder = tmp_path / "in"
    (folder / "wave 2").mkdir(parents=True)
    interview.rename(folder / "wave 2" / "Anna.TXT")
    for name in ("README.txt", "readme.md", "notes.zip", ".hidden.txt", "~$anna.docx"):
        (folder / name).write_text(BORIS, encoding="utf-8")
    report = taken_in(study, folder)
    assert [item.name for item in report.imported] == ["wave 2/Anna"]
    assert sorted(path.name for path in report.left_out) == ["README.txt", "notes.zip", "readme.md"]
    assert report.faults == ()


def test_two_files_of_one_name_get_two_names(study: steps.Study, interview: Path, tmp_path: Path):
    other = tmp_path / "other" / "anna.txt"
    other.parent.mkdir()
    other.write_text(BORIS, encoding="utf-8")
    assert [item.name for item in taken_in(study, interview, other).imported] == ["anna", "anna-2"]
    other.write_text(BORIS + "P02: So it was.\n", encoding="utf-8")
    assert [item.name for item in taken_in(study.reread(), other).imported] == ["anna-3"]


def test_an_interviewers_turns_are_coded_only_if_the_study_says_so(study: steps.Study, interview: Path):
    taken_in(study, interview)
    assert {segment.speaker for segment in codable(study.reread())} == {"P01"}
    everybody = codable(reset(study, "code_interviewer = true"))
    assert [segment.speaker for segment in everybody] == ["INTERVIEWER", "P01", "INTERVIEWER", "P01", "P01"]


def test_the_user_may_say_who_asks(study: steps.Study, interview: Path):
    taken_in(study, interview, interviewers=["p01"])
    assert {segment.speaker for segment in codable(study.reread())} == {"INTERVIEWER"}


# tagging


def test_tagging_scores_what_is_coded_and_suggests_the_best(study: steps.Study, interview: Path):
    taken_in(study, interview)
    report = steps.tag(study.reread(), track=silent)
    # P01 speaks four sentences, "Always." riding with the one before, and is asked two questions; the
    # codebook has eight texts
    assert (report.segments, report.embedded) == (3, 14)
    [run] = [item.run for item in report.tagged]
    places = {segment.id: place for place, segment in enumerate(codable(study.reread()))}
    assert {(places[s.segment], s.code) for s in suggestions(study.codebooks["tea"], run)} == {
        (0, "milk_first"),
        (2, "no_sugar"),
    }


def test_tagging_again_adds_nothing(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    again = steps.tag(study, track=silent)
    assert (again.embedded, [item.is_new for item in again.tagged]) == (0, [False])
    assert study.store.count(Run) == 1


def test_a_new_transcript_embeds_only_what_is_new(study: steps.Study, interview: Path, tmp_path: Path):
    study = tagged(study, interview)
    (tmp_path / "boris.txt").write_text(BORIS, encoding="utf-8")
    taken_in(study, tmp_path / "boris.txt")
    report = steps.tag(study.reread(), track=silent)
    assert (report.segments, report.embedded) == (4, 2)
    assert [item.is_new for item in report.tagged] == [True]


def test_what_scores_depend_on_makes_a_new_run(study: steps.Study, interview: Path):
    study = reset(tagged(study, interview), "code_interviewer = true")
    report = steps.tag(study, track=silent)
    assert ([item.is_new for item in report.tagged], report.segments) == ([True], 5)


def test_the_cache_may_be_deleted(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    (study.folder / "cache.db").unlink()
    assert steps.tag(study, track=silent).embedded == 0
    steps.add_codebooks(study, [newer(study.folder, 'version: "1.1"')])
    assert steps.tag(study, track=silent).embedded == 14


def test_nothing_to_tag_is_no_error(study: steps.Study):
    report = steps.tag(study, track=silent)
    assert (report.tagged, report.segments, report.embedded) == ((), 0, 0)
    assert study.store.count(Run) == 0


# the study


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (b'embeder = "minilm"', ["unknown setting 'embeder'; expected one of embedder, tagger"]),
        (b'code_interviewer = "no"', ["code_interviewer: expected true or false"]),
        (b"embedder = 3\ntagger = false", ["embedder: expected a text", "tagger: expected a text"]),
        (b"embedder = ", ["not TOML"]),
        (b"embedder = '\xff'", ["not TOML"]),
    ],
)
def test_faults_of_the_settings_are_told_at_once(study: steps.Study, settings: bytes, told: list[str]):
    (study.folder / FILE).write_bytes(settings)
    with pytest.raises(InvalidConfig) as caught:
        steps.open_study(study.folder)
    assert len(caught.value.faults) == len(told)
    for words, fault in zip(told, caught.value.faults, strict=True):
        assert words in fault.expected
        assert fault.path == str(study.folder / FILE)


def test_a_study_is_found_from_below(study: steps.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("ILCCODE_STUDY", raising=False)
    below = study.folder / "interviews" / "wave 2"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert steps.find(None).folder == study.folder
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudyNotFound, match="no study at"):
        steps.find(None)
    monkeypatch.setenv("ILCCODE_STUDY", str(study.folder))
    assert steps.find(None).folder == study.folder
    with pytest.raises(StudyNotFound):
        steps.find(tmp_path)


def newer(folder: Path, version: str, *changes: tuple[str, str]) -> Path:
    """The small codebook under another version, with changes."""
    text = TEA.replace('version: "1.0"', version)
    for old, new in changes:
        text = text.replace(old, new)
    path = folder / "newer.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_version_with_other_words_is_refused(study: steps.Study, tea: Path, tmp_path: Path):
    change = ("Milk first", "Milk at first")
    with pytest.raises(InvalidCodebook, match="is in the study with other words"):
        steps.add_codebooks(study, [newer(tmp_path, 'version: "1.0"', change)])
    steps.add_codebooks(study, [newer(tmp_path, 'version: "1.1"', change)])
    with pytest.raises(InvalidCodebook, match=r"version 1\.0 is not the study's newest, 1\.1"):
        steps.add_codebooks(study, [tea])
    assert study.codebooks["tea"].version == "1.1"
    assert study.codebooks["tea"].codes[0].name == "Milk at first"


def test_what_was_fixed_cannot_be_changed(study: steps.Study, tea: Path):
    steps.check_plan(study, {"segmentation": "turn", "sentences": "en", "seed": "0"})
    with pytest.raises(StudyExists, match="segmentation was fixed as 'turn' and cannot become 'sentence'"):
        steps.check_plan(study, {"segmentation": "sentence"})
    with pytest.raises(StudyExists, match="holds a study already"):
        steps.init(study.folder, [tea])


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"segmentation": "chapter"}, PluginNotFound),
        ({"sentences": "qqq"}, UsageError),
        ({"files": ["nowhere.yaml"]}, InvalidCodebook),
        ({"files": ["ilc_2019", "ilc_2019"]}, UsageError),
    ],
)
def test_a_study_that_cannot_be_made_leaves_nothing_behind(
    tmp_path: Path, said: dict[str, Any], error: type[Exception]
):
    files = [Path(file) for file in said.pop("files", ["ilc_2019"])]
    with pytest.raises(error):
        steps.init(tmp_path / "new", files, said)
    assert not (tmp_path / "new").exists()


def test_settings_saved_with_a_byte_order_mark_are_read(study: steps.Study):
    (study.folder / FILE).write_text('embedder = "hashing"\n', encoding="utf-8-sig")
    assert steps.open_study(study.folder).config.embedder == "hashing"


def test_who_asks_may_be_said_afterwards(study: steps.Study, tmp_path: Path):
    talk = tmp_path / "ama.txt"
    talk.write_text("Osei: What then?\nAma: We went home.\nOsei: And?\nAma: It rained.\n", encoding="utf-8")
    taken_in(study, talk)
    assert {segment.speaker for segment in codable(study.reread())} == {"Osei", "Ama"}
    report = taken_in(study.reread(), talk, interviewers=["osei"])
    assert report.corrected == (talk,)
    assert {segment.speaker for segment in codable(study.reread())} == {"Ama"}
    assert taken_in(study.reread(), talk, interviewers=["osei"]).corrected == ()


def test_a_name_that_nobody_has_is_told(study: steps.Study, interview: Path):
    report = taken_in(study, interview, interviewers=["Nobody"])
    assert [str(f) for f in report.faults] == [
        "--interviewer: expected a speaker of these files, found 'Nobody'"
    ]


def test_of_an_exclusive_group_one_code_is_suggested(study: steps.Study, interview: Path):
    study = tagged(study, interview)
    [book], [run] = study.codebooks.values(), study.store.all(Run)
    exclusive = replace(book, groups=(replace(book.groups[0], kind="exclusive"),))
    reaching = [threshold + 0.1 * n for n, threshold in enumerate(run.thresholds)]
    assert set(suggested(book, run, reaching)) == {"milk_first", "no_sugar"}
    assert set(suggested(exclusive, run, reaching)) == {run.codes[reaching.index(max(reaching))]}


def test_a_store_that_was_never_finished_is_told(tmp_path: Path):
    Store(tmp_path / "study.db").close()
    with pytest.raises(StoreUnreadable, match="not made to its end"):
        steps.open_study(tmp_path).plan("seed")


def test_a_file_of_unseen_characters_holds_no_transcript(study, tmp_path):
    path = tmp_path / "unseen.txt"
    path.write_text("Anna(00:12)\x08", encoding="utf-8")
    [fault] = taken_in(study, path).faults
    assert "expected a transcript, found no words" in str(fault)
