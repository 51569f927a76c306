"""The face: exit codes, where output goes, and no traceback for a user's mistake."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ilccode import cli


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Call the command line as the console script does."""

    def call(*words: str | Path) -> Outcome:
        monkeypatch.setattr("sys.argv", ["ilccode", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        code = end.value.code
        return Outcome(code if isinstance(code, int) else int(bool(code)), *capsys.readouterr())

    return call


@pytest.fixture
def tagged(call, study, interview) -> Path:
    """A study folder with one interview, tagged."""
    call("import", interview, "--study", study.folder)
    call("tag", "--study", study.folder)
    return study.folder


def test_a_study_from_first_to_last_step(call, study, interview):
    folder = study.folder
    imported = call("import", interview, "--study", folder)
    assert (imported.code, imported.out.count("5 turns")) == (0, 1)
    assert "INTERVIEWER (interviewer), P01 (participant)" in imported.out
    tagged = call("tag", "--study", folder)
    assert (tagged.code, "tea 1.0: 3 segments scored for 2 codes" in tagged.out) == (0, True)
    assert call("export", folder / "excerpts.csv", "--study", folder).code == 0
    assert (folder / "excerpts.csv").read_bytes().startswith(b'\xef\xbb\xbf"excerpt_id","transcript",')


def test_a_second_time_says_that_nothing_is_new(call, tagged, interview):
    again = call("import", interview, "--study", tagged)
    assert (again.code, again.out) == (0, "1 of 1 file here already\n")
    once_more = call("tag", "--study", tagged)
    assert "nothing has changed since it was tagged" in once_more.out
    assert "nothing new to embed" in once_more.out


def test_status_counts_what_is_there(call, tagged):
    told = json.loads(call("status", "--json", "--study", tagged).out)
    assert (told["transcripts"], told["segments"], told["codable"], told["decisions"]) == (1, 5, 3, 0)
    assert [code["code"] for code in told["codes"]] == ["milk_first", "no_sugar"]


def test_show_finds_a_transcript_by_name_and_a_segment_by_its_id(call, tagged):
    assert "P01: Milk goes in first, before the tea. Always." in call("show", "anna", "--study", tagged).out
    call("export", tagged / "e.csv", "--study", tagged)
    excerpt = (tagged / "e.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(",")[0].strip('"')
    shown = call("show", excerpt, "--study", tagged)
    assert (shown.code, "suggested" in shown.out) == (0, True)


def test_one_faulty_file_among_good_ones_is_told_and_is_exit_1(call, study, interview, tmp_path):
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    told = call("import", interview, tmp_path / "empty.txt", "--study", study.folder)
    assert (told.code, "empty.txt: expected a transcript, found no text" in told.err) == (1, True)
    assert "5 turns, 31 words, 5 segments; INTERVIEWER (interviewer), P01 (participant)" in told.out


def test_nothing_but_faulty_files_is_exit_3(call, study, tmp_path):
    assert call("import", tmp_path / "nowhere.txt", "--study", study.folder).code == 3


def test_a_folder_without_transcripts_is_told_and_is_exit_3(call, study, tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "README.txt").write_text("I: Hello?", encoding="utf-8")
    told = call("import", tmp_path / "notes", "--study", study.folder)
    assert (told.code, "expected a folder with transcripts (." in told.err) == (3, True)


def test_run_goes_on_with_a_study_that_was_cut_otherwise(call, study, tea, interview):
    told = call("run", interview, "--codebook", tea, "--out", study.folder)
    assert (told.code, (study.folder / "excerpts.csv").exists()) == (0, True)
    other = call("run", interview, "--codebook", tea, "--out", study.folder, "--segments", "sentence")
    assert (other.code, "fixed as 'turn'" in other.err) == (5, True)


def test_a_faulty_codebook_is_told_with_its_lines_and_is_exit_3(call, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("key: 1st\ntitle: T\nversion: '1'\ngroups: []\ncodes: []\n", encoding="utf-8")
    told = call("codebook", "check", bad)
    assert told.code == 3
    assert f"{bad}:1: key '1st'" in told.err


def test_no_study_is_exit_2_and_says_what_to_do(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = call("status")
    assert (told.code, "ilccode init" in told.err) == (2, True)


def test_a_second_study_in_one_place_is_exit_5(call, study, tea):
    assert call("init", study.folder, "--codebook", tea).code == 5


def test_a_database_of_another_kind_is_exit_4(call, tmp_path):
    (tmp_path / "study.db").write_text("these are words", encoding="utf-8")
    assert call("status", "--study", tmp_path).code == 4


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc/version").exists(), reason="needs /proc")
def test_a_place_that_cannot_be_written_is_exit_6(call, tagged):
    assert call("export", "/proc/excerpts.csv", "--study", tagged).code == 6


def test_escape_sequences_of_a_transcript_never_reach_the_terminal(call, study, tmp_path):
    sly = tmp_path / "sly.txt"
    sly.write_text("I: Hello?\nP01: \x1b]52;c;ZXZpbA==\x07Hi \u202ethere.\n", encoding="utf-8")
    call("import", sly, "--study", study.folder)
    shown = call("show", "sly", "--study", study.folder).out
    assert ("\x1b" in shown, "\u202e" in shown) == (False, False)
    assert "P01: Hi there." in shown


def test_every_command_has_help_with_an_example(call):
    for words in (["run"], ["init"], ["import"], ["tag"], ["export"], ["status"], ["show"], ["plugins"]):
        told = call(*words, "--help")
        assert (told.code, f"Example: ilccode {words[0]}" in " ".join(told.out.split())) == (0, True)
