"""A review that is killed, shared or cannot be stored keeps all that it said was saved, and doubles nothing.

ILCCODE_KILLS=500 .venv/bin/pytest tests/test_review_crash.py -k kill plays more rounds.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from conftest import TEA, silent
from ilccode import steps
from ilccode.config import FILE
from ilccode.errors import NoRoom
from ilccode.log import in_force
from ilccode.model import Decision, Memo, Record
from ilccode.review import plain
from ilccode.review.layout import Head
from ilccode.review.sitting import Sitting
from ilccode.steps.queueing import Wanted
from ilccode.steps.reviewing import ReviewDesk
from ilccode.store import Store

ROUNDS = int(os.environ.get("ILCCODE_KILLS", "14"))
"""How often a review is killed."""

LONGEST = 0.6
"""Seconds from the first card to the kill, at most."""

PROGRAM = Path(sys.executable).with_name("ilccode")
ANSWERS = 400


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with many answers in it, and with scores."""
    place = tmp_path_factory.mktemp("template")
    (place / "tea.yaml").write_text(TEA, encoding="utf-8")
    words = ("Milk goes in first, before the tea.", "We went out.", "No sugar for me. I never take sugar.")
    turns = [f"INTERVIEWER: What of day {day}?\nP01: {words[day % 3]} Day {day}." for day in range(ANSWERS)]
    (place / "anna.txt").write_text("\n".join(turns) + "\n", encoding="utf-8")
    folder = place / "study"
    steps.init(folder, [place / "tea.yaml"])
    (folder / FILE).write_text('embedder = "hashing"\n', encoding="utf-8")
    study = steps.open_study(folder)
    steps.import_files(study, [place / "anna.txt"], track=silent)
    steps.tag(study.reread(), track=silent)
    study.store.close()
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "study"))


@pytest.fixture
def desks(folder: Path) -> Iterator[Desks]:
    opened = Desks(folder)
    yield opened
    opened.close()


class Desks:
    """Several coders at one study, each with a store of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._all: list[ReviewDesk] = []

    def __call__(self, coder: str, **said: object) -> ReviewDesk:
        study = steps.open_study(self._folder)
        [book] = study.codebooks.values()
        self._all.append(ReviewDesk(study, book, coder, Wanted(**said), learn_every=0))
        return self._all[-1]

    def close(self) -> None:
        for desk in self._all:
            desk.close()


# killed


def started(folder: Path) -> subprocess.Popen[bytes]:
    call = (
        "review",
        "--plain",
        "--coder",
        "ann",
        "--new-coder",
        "--learn-after",
        "0",
        "--study",
        str(folder),
    )
    return subprocess.Popen(
        [PROGRAM, *call, "--study", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def killed(folder: Path, lines: Sequence[str], seconds: float) -> str:
    """What a review told that is killed some seconds after its first word."""
    process = started(folder)
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        process.stdin.flush()
        heard = process.stdout.read(1)
        time.sleep(seconds)
        process.kill()
        return (heard + process.stdout.read()).decode(errors="ignore")


def acknowledged(heard: str) -> list[tuple[int, tuple[str, ...]]]:
    """The turns whose answers were said to be saved, with their codes."""
    found, turn = [], 0
    for line in heard.splitlines(keepends=True):
        if card := re.match(r"\[\d+ of \d+\] anna, P01, turn (\d+) of ", line):
            turn = int(card[1])
        elif saved := re.fullmatch(r"Saved: ([\w, ]+)\.\n", line):
            codes = () if saved[1] == "no code" else tuple(saved[1].split(", "))
            found.append((turn, codes))
    return found


def kept(folder: Path) -> dict[int, tuple[str, ...]]:
    """What the store holds: the codes in force by turn; nothing is there twice."""
    study = steps.open_study(folder)
    turns = {ref.id: 2 * number for number, ref in enumerate(study.coded, start=1)}
    log = list(study.store.all(Decision))
    study.store.close()
    assert [decision for decision in log if decision.replaces] == []
    assert len({decision.unit for decision in log}) == len(log)
    before = ["", *(decision.id for decision in log)]
    assert [decision.previous for decision in log] == before[: len(log)]
    return {turns[decision.unit]: decision.codes or () for decision in log}


@pytest.mark.slow
def test_what_was_said_to_be_saved_is_there_after_a_kill(folder: Path):
    draw = random.Random(7)
    told: dict[int, tuple[str, ...]] = {}
    for number in range(ROUNDS):
        lines = [draw.choice(("1", "2", "1 2", "n")) for _ in range(60)]
        heard = killed(folder, lines, draw.uniform(0, LONGEST))
        new = acknowledged(heard)
        assert not {turn for turn, _ in new} & set(told), "a card that was answered came again"
        told |= dict(new)
        held = kept(folder)
        assert {turn: codes for turn, codes in held.items() if turn in told} == told
        assert len(held) <= len(told) + number + 1, "more is stored than what was not told any more"
        told = held
    assert told


def test_after_a_kill_the_next_review_goes_on(folder: Path):
    heard = killed(folder, ["1"] * 5, LONGEST)
    held = kept(folder)
    done = subprocess.run(
        [PROGRAM, *("review", "--plain", "--coder", "ann", "--learn-after", "0", "--study", str(folder))],
        input=b"2\nq\n",
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, heard
    assert f"[{len(held) + 1} of " in done.stdout.decode()
    assert len(kept(folder)) == len(held) + 1


# several at once


def test_two_coders_never_have_the_same_assisted_card(desks):
    ann, ben = desks("ann", strategy="entropy"), desks("ben", strategy="entropy")
    seen = [desk.deal().unit for _ in range(20) for desk in (ann, ben)]
    assert len(set(seen)) == len(seen)


def test_two_coders_have_the_same_blind_sample(desks):
    ann, ben = desks("ann", is_blind=True), desks("ben", is_blind=True)
    assert [ann.deal().unit for _ in range(20)] == [ben.deal().unit for _ in range(20)]


def test_the_cards_of_a_coder_who_leaves_are_free(desks):
    ann = desks("ann", strategy="entropy")
    first = ann.deal().unit
    assert desks("ben", strategy="entropy").deal().unit != first
    ann.close()
    assert desks("chloe", strategy="entropy").deal().unit == first


def test_a_lease_that_ran_out_is_free_again(desks, folder):
    first = desks("ann", strategy="entropy").deal().unit
    study = steps.open_study(folder)
    [book] = study.codebooks.values()
    unit = f"{book.key} {first}"
    assert study.store.leases.take(unit, study.store.leases.held()[unit], seconds=-1)
    study.store.close()
    assert desks("ben", strategy="entropy").deal().unit == first


def test_a_card_that_somebody_gave_back_unanswered_comes_to_who_was_passed_over(desks):
    """Not at once, but before the queue is said to be at its end."""
    ann, ben = desks("ann", strategy="entropy"), desks("ben", strategy="entropy")
    first = ann.deal().unit
    sitting = Sitting(ben)
    ann.close()
    seen = []
    while sitting.state.card is not None:
        seen.append(sitting.state.card.unit)
        sitting.press("n")
    assert first in seen


def test_a_skipped_card_is_not_answered_by_two(desks, folder):
    """The lease on it ran out, and somebody else has it by the time that it comes back."""
    ann = desks("ann", strategy="entropy", transcripts=())
    card = ann.deal()
    ann.set_aside(card)
    study = steps.open_study(folder)
    [book] = study.codebooks.values()
    study.store.leases.take(f"{book.key} {card.unit}", "ann", seconds=-1)
    study.store.close()
    ben = desks("ben", strategy="entropy")
    assert ben.deal().unit == card.unit
    rest = []
    while (later := ann.deal()) is not None:
        rest.append(later.unit)
    assert card.unit not in rest


def test_two_processes_answer_no_assisted_card_twice(folder):
    call = ("review", "--plain", "--new-coder", "--learn-after", "0", "--strategy", "entropy")
    processes = [
        subprocess.Popen(
            [PROGRAM, *call, "--coder", coder, "--study", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for coder in ("ann", "ben")
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"1\n" * 40)
        process.stdin.flush()
    told = [process.communicate(timeout=60)[0].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    study = steps.open_study(folder)
    held = in_force(study.store.all(Decision))
    study.store.close()
    assert len(held) == 80 == sum(heard.count("Saved: milk_first.") for heard in told)
    assert len({decision.unit for decision in held}) == 80


# a store that cannot be written


@pytest.mark.parametrize("line", ["1", "n", "m a memo", "f"])
def test_what_cannot_be_stored_is_told_and_not_counted(desks, folder, monkeypatch, line):
    def full(_: Store, __: Sequence[Record]) -> None:
        raise NoRoom("study.db: cannot be written (disk full); nothing was changed")

    sitting = Sitting(desks("ann", is_blind=True))
    card, left = sitting.state.card, sitting.progress.left
    with monkeypatch.context() as patch:
        patch.setattr(Store, "add", full)
        heard: list[str] = []
        plain.run(Head(what="review", study="study", coder="ann"), sitting, [line], heard.append)
        told = [
            text for text in heard if text.startswith("Not done: study.db: cannot be written (disk full)")
        ]
        assert len(told) == 1
        assert sitting.state.card == card
        assert (sitting.progress.done, sitting.progress.left) == (0, left)
        assert sitting.recent == []
    sitting.press("n")
    study = steps.open_study(folder)
    assert [decision.codes for decision in study.store.all(Decision)] == [()]
    assert list(study.store.all(Memo)) == []
    study.store.close()


def test_what_was_ticked_is_still_ticked_where_it_could_not_be_stored(desks, monkeypatch):
    def full(_: Store, __: Sequence[Record]) -> None:
        raise NoRoom("study.db: cannot be written")

    sitting = Sitting(desks("ann", is_blind=True))
    with monkeypatch.context() as patch:
        patch.setattr(Store, "add", full)
        sitting.play(["2", "enter"])
        assert sitting.state.codes == ("no_sugar",)
    sitting.press("enter")
    assert sitting.state.message == "saved: no_sugar"
