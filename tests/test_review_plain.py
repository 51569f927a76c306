"""The plain face: the same review as lines of text, through a pipe, for screen readers and for scripts."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from conftest import TEA, silent
from ilccode import steps
from ilccode.adjudication import disagreements
from ilccode.config import FILE
from ilccode.log import in_force, notes_in_force
from ilccode.model import Decision, Memo
from ilccode.review import plain
from ilccode.review.layout import Head
from ilccode.review.sitting import Sitting
from ilccode.steps.adjudicating import AdjudicationDesk
from ilccode.steps.queueing import Wanted
from ilccode.steps.reviewing import ReviewDesk
from ilccode.steps.training import standings

PROGRAM = Path(sys.executable).with_name("ilccode")
PROMPT = "Codes 1-2, Enter accepts, n none, s skip, u undo, ? help, q quit"
TALK = """\
INTERVIEWER: How do you take it?
P01: Milk goes in first, before the tea. Always.
INTERVIEWER: And then?
P01: The weather was fine, so we went out.
INTERVIEWER: And sugar?
P01: No sugar for me. I never take sugar.
"""
SESSION = """\
ilccode review: study, coder ann. ? explains the keys.

[1 of 3] anna, P01, turn 2 of 6, BLIND, calibration round
before: INTERVIEWER: How do you take it?
SEGMENT: Milk goes in first, before the tea. Always.
after: INTERVIEWER: And then?
after: P01: The weather was fine, so we went out.
Blind: nothing is suggested.
Codes: 1 milk_first; 2 no_sugar.
Codes 1-2, Enter accepts, n none, s skip, u undo, ? help, q quit
< 1
Saved: milk_first.

[2 of 3] anna, P01, turn 4 of 6, BLIND, calibration round
before: P01: Milk goes in first, before the tea. Always.
before: INTERVIEWER: And then?
SEGMENT: The weather was fine, so we went out.
after: INTERVIEWER: And sugar?
after: P01: No sugar for me. I never take sugar.
Blind: nothing is suggested.
Codes: 1 milk_first; 2 no_sugar.
Codes 1-2, Enter accepts, n none, s skip, u undo, ? help, q quit
< m Not about tea
Memo kept.
Codes 1-2, Enter accepts, n none, s skip, u undo, ? help, q quit
< n
Saved: no code.

[3 of 3] anna, P01, turn 6 of 6, BLIND, calibration round
before: P01: The weather was fine, so we went out.
before: INTERVIEWER: And sugar?
SEGMENT: No sugar for me. I never take sugar.
Blind: nothing is suggested.
Codes: 1 milk_first; 2 no_sugar.
Codes 1-2, Enter accepts, n none, s skip, u undo, ? help, q quit
< q
Left: 2 answered, 1 open. All that was saved is kept.
"""
"""A session as it is seen; what follows `<` is typed."""


def made(place: Path, talk: str = TALK, book: str = TEA) -> Path:
    """A study with scores."""
    place.mkdir(exist_ok=True)
    (place / "tea.yaml").write_text(book, encoding="utf-8")
    (place / "anna.txt").write_text(talk, encoding="utf-8")
    folder = place / "study"
    steps.init(folder, [place / "tea.yaml"])
    (folder / FILE).write_text('embedder = "hashing"\n', encoding="utf-8")
    study = steps.open_study(folder)
    steps.import_files(study, [place / "anna.txt"], track=silent)
    steps.tag(study.reread(), track=silent)
    study.store.close()
    return folder


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("template"))


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A study's folder, with three answers in one interview."""
    return Path(shutil.copytree(template, tmp_path / "study"))


@pytest.fixture
def play(folder: Path) -> Callable[..., str]:
    """What is told when lines are typed, with `/` between them, in a blind sitting in reading order."""

    def play_(typed: str, **said: object) -> str:
        return played(folder, typed.split("/"), **said)

    return play_


def played(folder: Path, lines: Sequence[str], *, coder: str = "ann", **said: object) -> str:
    study = steps.open_study(folder)
    [book] = study.codebooks.values()
    wanted = Wanted(**said) if said else Wanted(pilot=tuple(study.transcripts))
    desk = ReviewDesk(study, book, coder, wanted, learn_every=0)
    return told(Sitting(desk, is_sweep=bool(wanted.by_code)), lines, "review")


def told(sitting: Sitting, lines: Sequence[str], what: str) -> str:
    """All that the plain face tells."""
    found: list[str] = []
    try:
        plain.run(Head(what=what, study="study", coder="ann"), sitting, lines, found.append)
    finally:
        sitting.close()
    return "\n".join(found)


def piped(
    folder: Path, typed: bytes, *options: str, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """A review fed through a pipe."""
    return subprocess.run(
        [PROGRAM, *call(folder, *options)],
        input=typed,
        capture_output=True,
        env={**{k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}, **environment},
        timeout=60,
    )


def call(folder: Path, *options: str) -> list[str]:
    fixed = ("--coder", "ann", "--new-coder", "--learn-after", "0", "--study", str(folder))
    return ["review", *fixed, *options]


def said(folder: Path) -> list[tuple[str, ...]]:
    study = steps.open_study(folder)
    codes = [decision.codes or () for decision in in_force(study.store.all(Decision))]
    study.store.close()
    return codes


def notes(folder: Path) -> list[tuple[str, str]]:
    study = steps.open_study(folder)
    held = [(memo.kind, memo.text) for memo in notes_in_force(study.store.all(Memo)) if memo.text]
    study.store.close()
    return held


# through a pipe


def test_a_session_reads_as_it_should(folder):
    typed = [line[2:] for line in SESSION.splitlines() if line.startswith("< ")]
    done = piped(folder, "".join(f"{line}\n" for line in typed).encode(), "--pilot", "anna")
    assert done.returncode == 0
    assert done.stderr == b""
    wanted = "".join(f"{line}\n" for line in SESSION.splitlines() if not line.startswith("< "))
    assert done.stdout.decode() == wanted
    assert said(folder) == [("milk_first",), ()]
    assert notes(folder) == [("memo", "Not about tea")]


def test_lines_may_end_as_windows_ends_them_and_no_escape_comes_out(folder):
    done = piped(folder, b"1\r\n\r\nn\r\n? 1\r\n?\r\nq\r\n", "--plain", "--blind", FORCE_COLOR="1")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr
    assert said(folder) == [("milk_first",), (), ()]


@pytest.mark.parametrize("typed", [b"", b"1\n", b"1", b"m half a memo"])
def test_the_end_of_the_input_is_a_clean_leave(folder, typed):
    done = piped(folder, typed, "--blind")
    assert done.returncode == 0
    assert done.stderr == b""
    last = done.stdout.decode().splitlines()[-1]
    assert last == f"Left: {int(typed[:1] == b'1')} answered, {3 - int(typed[:1] == b'1')} open. " + (
        "All that was saved is kept."
    )
    assert said(folder) == [("milk_first",)] * (typed[:1] == b"1")


def test_a_script_hears_the_answer_before_it_sends_the_next_line(folder):
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    process = subprocess.Popen(
        [PROGRAM, *call(folder, "--plain")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        ready, _, _ = select.select([process.stdout], [], [], 8)
        process.stdin.close()
        process.stdout.read()
    assert ready


def test_bytes_that_are_no_text_end_nothing(folder):
    done = piped(folder, b"\xff\xfe\n\x00\x1b[2J\nn\nq\n", "--blind")
    assert b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    assert said(folder) == [()]


# acts


def test_codes_are_named_by_number_and_by_key(play, folder):
    play("2/NO_SUGAR, Milk_first/1 2")
    assert said(folder) == [("no_sugar",), ("milk_first", "no_sugar"), ("milk_first", "no_sugar")]


@pytest.mark.parametrize("word", ["nonsense", "3", "0", "1 nonsense", "-1", "Q", "nn", "yes", "[oops]"])
def test_an_unknown_word_is_told_and_nothing_is_saved(play, folder, word):
    heard = play(word)
    assert "Saved" not in heard
    assert heard.splitlines()[-3].casefold().startswith(word.split()[-1].casefold())
    assert said(folder) == []


def test_a_skipped_card_comes_back_at_the_end(play, folder):
    heard = play("s/1/1/2")
    assert "Skipped: it comes back at the end." in heard
    assert heard.rindex("turn 2 of 6") > heard.rindex("turn 6 of 6")
    assert said(folder) == [("milk_first",), ("milk_first",), ("no_sugar",)]


def test_what_was_saved_is_taken_back_with_its_card(play, folder):
    heard = play("1/u/2")
    assert "Taken back: milk_first." in heard
    assert said(folder) == [("no_sugar",)]


def test_what_was_saved_earlier_is_taken_back_too(play, folder):
    play("1")
    assert "Taken back: milk_first (from before this sitting)." in play("u/2")
    assert said(folder) == [("no_sugar",)]


def test_a_flag_is_set_and_taken_off(play, folder):
    assert "Flagged." in play("f")
    assert notes(folder) == [("flag", "for discussion")]
    assert "flagged, BLIND, calibration" in play("x")
    assert "Flag taken off." in play("f")
    assert notes(folder) == []


@pytest.mark.parametrize("text", ["q", "n u s", "quit it, and undo 1 2", "? why", "x", "ünïcödé 牛乳"])
def test_a_memo_may_say_anything(play, folder, text):
    assert "Memo kept." in play(f"m {text}")
    assert notes(folder) == [("memo", text)]
    assert said(folder) == []


def test_a_memo_without_words_is_none(play, folder):
    assert "No memo kept." in play("m")
    assert notes(folder) == []


def test_more_of_the_interview_is_told_on_demand(play):
    assert "The whole interview" in (heard := play("x/x"))
    assert heard.count("after: P01: No sugar for me.") == 2


def test_reasons_are_not_told_of_a_blind_card(play):
    assert "This card is blind" in play("e")


def test_a_card_is_gone_to_by_its_number_its_interview_or_its_id(play, folder):
    study = steps.open_study(folder)
    last = study.coded[-1].id
    study.store.close()
    for wanted in ("6", "anna 6", last):
        assert "[1 of 4] anna, P01, turn 6 of 6" in play(f"g {wanted}")
    assert "that is context" in play("g 1")
    assert "no such turn" in play("g 99")
    assert "expected a turn" in play("g nowhere")
    assert said(folder) == []


def test_a_card_that_was_gone_to_says_nothing_after_its_place(play):
    assert [line for line in play("g 6").splitlines() if line.endswith((", ", ","))] == []


def test_a_card_that_was_gone_to_and_left_and_answered_is_not_asked_again(play, folder):
    play("g 4/g 2/1/1/1/1/1/1")
    study = steps.open_study(folder)
    assert [decision.replaces for decision in study.store.all(Decision)] == [()] * 3
    study.store.close()


def test_a_code_is_explained_by_number_or_key(play, folder):
    for wanted in ("1", "milk_first"):
        assert "near miss: There is milk in the fridge." in play(f"? {wanted}")
    assert "An empty line saves what is ticked" in play("?")
    assert said(folder) == []


def test_a_code_is_ticked_by_letters_of_its_name(folder):
    played(folder, ["/ sug", ""])
    assert said(folder) == [("no_sugar",)]


def test_a_sweep_takes_y_and_n(play, folder):
    heard = play("y/n/s/y", by_code="no_sugar")
    assert "no_sugar? y applies, n does not" in heard
    assert sorted(said(folder)) == [(), ("no_sugar",), ("no_sugar",)]


def test_reasons_are_told_of_a_card_with_scores(folder):
    heard = played(folder, ["e"], strategy="entropy", coder="ben")
    assert "in log-odds" in heard


def test_leaving_tells_nothing_twice(play):
    assert play("1/q").count("Saved: milk_first.") == 1
    assert play("f/q").count("Flagged.") == 1


def test_what_an_empty_line_would_save_is_told(play):
    """An answer that was taken back is still ticked."""
    heard = play("1/u").splitlines()
    card = heard[max(n for n, line in enumerate(heard) if line.startswith("SEGMENT")) :]
    assert "milk_first" in " ".join(line for line in card if not line.startswith("Codes: "))


# the end of the queue


@pytest.mark.parametrize("line", ["m unusual", "m quite so", "g u", "/ sugar"])
def test_after_the_last_card_a_text_is_no_act(play, folder, line):
    """Its letters are not."""
    heard = play(f"1/1/1/{line}/?") if line[0] != "/" else played(folder, ["1", "1", "1", line, "?"])
    assert "Taken back" not in heard
    assert "An empty line saves what is ticked" in heard
    assert said(folder) == [("milk_first",)] * 3


# many codes, and codes that exclude one another


def many(kind: str) -> str:
    codes = [
        f"  - {{key: code_{n}, name: Code {n}, group: habit, definition: It is {n}.}}\n" for n in range(1, 13)
    ]
    return TEA.partition("  - key: milk_first")[0].replace("kind: any", f"kind: {kind}") + "".join(codes)


def test_more_than_nine_codes_have_numbers_of_their_own(tmp_path):
    folder = made(tmp_path / "many", book=many("any"))
    assert "12 code_12." in played(folder, ["12 1", "code_10", "13", "10 11 12"])
    assert said(folder) == [("code_1", "code_12"), ("code_10",), ("code_10", "code_11", "code_12")]


def test_of_codes_that_exclude_one_another_several_are_not_saved_unasked(tmp_path):
    folder = made(tmp_path / "many", book=many("exclusive"))
    heard = played(folder, ["3 4"])
    assert "Saved" not in heard
    assert said(folder) == []


# rulings


@pytest.fixture
def ruling(folder: Path) -> Callable[[str], str]:
    """What is told when two coders differ and one of them settles it."""
    played(folder, ["1", "n", "2"], is_blind=True)
    played(folder, ["1 2", "n", "1"], is_blind=True, coder="ben")

    def rule(typed: str) -> str:
        study = steps.open_study(folder)
        [book] = study.codebooks.values()
        assert disagreements(standings(study, book), [code.key for code in book.codes])
        return told(Sitting(AdjudicationDesk(study, book, "ann")), typed.split("/"), "adjudicate")

    return rule


def rulings(folder: Path) -> list[tuple[str, ...]]:
    study = steps.open_study(folder)
    found = [d.codes or () for d in in_force(study.store.all(Decision)) if d.settles]
    study.store.close()
    return found


def test_a_ruling_takes_codes_a_kind_and_a_reason(ruling, folder):
    heard = ruling("n/r/the rule is silent")
    assert "Why do they differ? o oversight, r unclear_rule, b ambiguity" in heard
    assert "The reason, in a line" in heard
    assert "Saved: no code" in heard
    assert rulings(folder) == [()]


def test_a_ruling_may_take_a_coders_side(ruling, folder):
    ruling("A//o/overlooked")
    assert len(rulings(folder)) == 1


@pytest.mark.parametrize("typed", ["n/escape", "n/", "n/o/"])
def test_a_ruling_may_be_left_before_its_reason(ruling, folder, typed):
    heard = ruling(f"{typed}/q")
    assert rulings(folder) == []
    assert heard.splitlines()[-1].startswith("Left: 0 answered")
