"""A review in a real terminal: what is drawn, how it is left, and what the shell has afterwards."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import TEA, silent
from ilccode import steps
from ilccode.config import FILE
from ilccode.log import in_force
from ilccode.model import Decision

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

PROGRAM = Path(sys.executable).with_name("ilccode")
PATIENCE = 10.0
SIZES = ((80, 24), (160, 50))
CARD = "? code help"
"""What the last line of a card says."""


@dataclass(frozen=True, kw_only=True)
class Pane:
    """A shell in a terminal of its own."""

    server: str
    folder: Path

    def tmux(self, *words: str) -> str:
        command = ["tmux", "-f", os.devnull, "-L", self.server, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def sends(self, *keys: str) -> None:
        self.tmux("send-keys", "-t", "pane", *keys)

    def shows(self, *, is_styled: bool = False) -> list[str]:
        """The rows on the screen."""
        style = ["-e"] if is_styled else []
        return self.tmux("capture-pane", "-p", *style, "-t", "pane").splitlines()

    def awaits(self, wanted: str) -> list[str]:
        """The rows on the screen, once they hold what is wanted; after some time, as they are then."""
        until = time.monotonic() + PATIENCE
        while not re.search(wanted, "\n".join(rows := self.shows())) and time.monotonic() < until:
            time.sleep(0.05)
        assert re.search(wanted, "\n".join(rows)), "\n".join(rows)
        return rows

    def reviews(self, *options: str, setting: str = "") -> list[str]:
        """The first card of a review; what the shell has afterwards follows `code=`."""
        call = f"{PROGRAM} review --coder ann --new-coder --learn-after 0 --study {self.folder}"
        self.sends(f"clear; {setting} {call} {' '.join(options)}; echo code=$?", "Enter")
        return self.awaits(re.escape(CARD))

    def said(self) -> list[tuple[str, ...]]:
        study = steps.open_study(self.folder)
        codes = [decision.codes or () for decision in in_force(study.store.all(Decision))]
        study.store.close()
        return codes


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with a dozen answers in it, and with scores."""
    place = tmp_path_factory.mktemp("template")
    (place / "tea.yaml").write_text(TEA, encoding="utf-8")
    answers = ("Milk goes in first, before the tea.", "We went out.", "No sugar for me. I never take sugar.")
    turns = [f"INTERVIEWER: What of day {day}?\nP01: {answers[day % 3]} Day {day}." for day in range(12)]
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
def pane(template: Path, tmp_path: Path) -> Iterator[Callable[[tuple[int, int]], Pane]]:
    """Open a terminal of some size, with a shell in it."""
    folder = Path(shutil.copytree(template, tmp_path / "study"))
    opened = Pane(server=f"ilccode-{os.getpid()}-{tmp_path.name}", folder=folder)

    def open_(size: tuple[int, int]) -> Pane:
        shell = "env -u COLUMNS -u LINES -u NO_COLOR -u ACCESSIBLE PS1='$ ' sh"
        opened.tmux("new-session", "-d", "-s", "pane", "-x", str(size[0]), "-y", str(size[1]), shell)
        opened.awaits(r"\$")
        return opened

    yield open_
    command = ["tmux", "-L", opened.server, "kill-server"]
    subprocess.run(command, capture_output=True, check=False)


@pytest.mark.parametrize("size", SIZES)
def test_a_card_fills_the_terminal(pane, size):
    rows = pane(size).reviews()
    assert re.fullmatch(r"ilccode review  study  coder ann +0/\d+ done", rows[0])
    assert re.match(r"anna  P01  turn \d+ of 24 ", rows[1])
    assert len(rows) == size[1]
    assert [row for row in rows if re.match(r">? *\d+ P01", row)]
    assert [row for row in rows if "1 [ ] milk_first  Milk first" in row]
    assert rows[-2].startswith("Enter save  1-9 code  n no code")
    assert ("The speaker pours the milk" in "\n".join(rows)) == (size[0] >= 120)


@pytest.mark.parametrize("size", SIZES)
def test_keys_code_and_q_gives_the_shell_back(pane, size):
    terminal = pane(size)
    terminal.reviews("--blind")
    terminal.sends("1", "Enter", "2", "Enter", "n", "m", *"qun", "Enter")
    terminal.awaits("memo kept")
    terminal.sends("q")
    rows = terminal.awaits(r"code=\d")
    assert [row for row in rows if row][-3:-1] == ["3 answered, 9 left; all is stored", "code=0"]
    assert terminal.said() == [("milk_first",), ("no_sugar",), ()]


def test_ctrl_c_leaves_without_a_traceback_and_loses_nothing(pane):
    terminal = pane(SIZES[0])
    terminal.reviews("--blind")
    terminal.sends("1", "Enter")
    terminal.awaits("saved: milk_first")
    terminal.sends("C-c")
    rows = terminal.awaits(r"code=\d")
    assert "Traceback" not in "\n".join(rows)
    assert terminal.said() == [("milk_first",)]


def test_ctrl_c_in_lines_of_text_leaves_without_a_traceback_and_loses_nothing(pane):
    terminal = pane((80, 40))
    terminal.sends(
        f"{PROGRAM} review --plain --blind --coder ann --new-coder --study {terminal.folder}; echo code=$?",
        "Enter",
    )
    terminal.awaits("Codes 1-2, Enter accepts")
    terminal.sends("1", "Enter")
    terminal.awaits("Saved: milk_first")
    terminal.sends("C-c")
    rows = terminal.awaits(r"code=\d")
    assert "Traceback" not in "\n".join(rows)
    assert terminal.said() == [("milk_first",)]


def test_a_new_coder_is_asked_once_whether_the_name_is_right(pane):
    terminal = pane(SIZES[0])
    terminal.sends(f"clear; {PROGRAM} review --coder ann --learn-after 0 --study {terminal.folder}", "Enter")
    terminal.awaits("ann has coded nothing here yet")
    terminal.sends("y", "Enter")
    assert terminal.awaits(re.escape(CARD))[0].startswith("ilccode review  study  coder ann")


@pytest.mark.parametrize("variable", ["TERM=dumb", "ACCESSIBLE=1"])
def test_a_terminal_that_draws_nothing_gets_lines_of_text(pane, variable):
    terminal = pane((80, 40))
    call = f"{PROGRAM} review --coder ann --new-coder --learn-after 0 --study {terminal.folder}"
    terminal.sends(f"clear; env {variable} {call}; echo code=$?", "Enter")
    terminal.awaits("Codes 1-2, Enter accepts, n none, s skip, u undo, . help, q quit")
    terminal.sends("q", "Enter")
    rows = terminal.awaits(r"code=\d")
    assert "Left: 0 answered" in "\n".join(rows)
    assert "code=0" in "\n".join(rows)


@pytest.mark.parametrize("setting", ["", "NO_COLOR=1"])
def test_colour_is_there_unless_it_is_not_wanted(pane, setting):
    terminal = pane(SIZES[0])
    plain = terminal.reviews(setting=setting)
    styled = "\n".join(terminal.shows(is_styled=True))
    is_coloured = re.search(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m", styled)
    assert bool(is_coloured) == (not setting)
    assert plain[0].startswith("ilccode review  study  coder ann")


def test_another_size_is_drawn_at_once(pane):
    terminal = pane(SIZES[0])
    terminal.reviews()
    terminal.tmux("resize-window", "-t", "pane", "-x", "150", "-y", "40")
    rows = terminal.awaits("The speaker pours the milk")
    assert len(rows) == 40
    assert rows[-1].startswith(CARD)
