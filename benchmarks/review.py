"""How long a reviewer waits: from a key to the next card painted, and from the command to the first card.

A study of any size is made once, its scores drawn at random (they order the queue and mean nothing); then
the real command runs in a pseudo-terminal, keys are sent as fingers would, and the clock stops when the
screen is still.

    python -m benchmarks.review [--segments 100000] [--keys 200] [--study FOLDER] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import random
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from contextlib import suppress
from fcntl import ioctl
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import IO, Any

import numpy as np

from benchmarks.corpus import SAMPLES, write
from ilccode import steps
from ilccode.config import FILE
from ilccode.model import Run
from ilccode.steps.embedding import unseen
from ilccode.steps.imported import Wishes

STILL = 0.05
"""So many seconds without output, and a screen counts as painted."""

SIZES = ((80, 24), (160, 50))

SCRIPTED = 10_000
"""So many segments are in the study of the script."""

Row = dict[str, Any]


def made(folder: Path, segments: int) -> Path:
    """A study with so many segments and random scores."""
    folder.mkdir(parents=True, exist_ok=True)
    study = folder / "study"
    if steps.exists(study):
        return study
    write(folder / "transcripts", segments)
    opened = steps.init(study, [Path("ilc_2019")])
    steps.import_files(
        opened, [folder / "transcripts"], wishes=Wishes(interviewers=["INTERVIEWER"]), track=unseen
    )
    opened = opened.reread()
    [book] = opened.codebooks.values()
    codes = tuple(code.key for code in book.at("segment"))
    ids = tuple(ref.id for ref in opened.coded)
    scores = np.random.default_rng(0).beta(0.5, 3, size=(len(ids), len(codes))).astype("<f4")
    run = Run(
        step="tag",
        tool="benchmark",
        parameters={"tagger": "default", "embedder": "minilm"},
        codebook=book.id,
        embedder="",
        segments=ids,
        codes=codes,
        thresholds=(0.5,) * len(codes),
        scores=scores.tobytes(),
        seed=0,
        started_at="2026-01-01T00:00:00+00:00",
    )
    opened.store.add([run])
    opened.store.close()
    return study


class Terminal:
    """A command in a pseudo-terminal of some size."""

    def __init__(self, command: list[str], size: tuple[int, int]) -> None:
        self.began = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execv(command[0], command)
        ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def painted(self, patience: float = 60.0) -> float:
        """When the last byte of what is painted now came; waits until the screen is still."""
        last, until = 0.0, time.perf_counter() + patience
        while time.perf_counter() < until:
            ready, _, _ = select.select([self._fd], [], [], STILL if last else 1.0)
            if ready:
                with suppress(OSError):
                    os.read(self._fd, 1 << 16)
                last = time.perf_counter()
            elif last:
                return last
        return last

    def first(self, mark: bytes, patience: float = 60.0) -> float:
        """When a mark was painted first."""
        seen, until = b"", time.perf_counter() + patience
        while mark not in seen and time.perf_counter() < until:
            if select.select([self._fd], [], [], 1.0)[0]:
                seen += os.read(self._fd, 1 << 16)
        return time.perf_counter()

    def key(self, key: str) -> float:
        """Seconds from a key to the screen that it leads to."""
        sent = time.perf_counter()
        os.write(self._fd, key.encode())
        return self.painted() - sent

    def close(self) -> None:
        """Leave, and wait for the end."""
        os.write(self._fd, b"q")
        with suppress(ChildProcessError, OSError):
            for _ in range(100):
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    return
                self.painted(0.1)
            os.kill(self.pid, signal.SIGKILL)


def sitting(study: Path, size: tuple[int, int], what: str, learn_after: int) -> tuple[Terminal, float]:
    """A review by a coder of its own, and the seconds to its first card."""
    coder = f"{what}-{size[0]}-{time.time_ns():x}"
    command = [
        str(Path(sys.executable).with_name("ilccode")),
        *("review", "--coder", coder, "--new-coder", "--study", str(study)),
        *("--learn-after", str(learn_after)),
    ]
    terminal = Terminal(command, size)
    start = terminal.first(b"done") - terminal.began
    terminal.painted()
    return terminal, start


def keyed(study: Path, size: tuple[int, int], keys: int, *, what: str, learn_after: int = 0) -> list[Row]:
    """One sitting: how long keys take, in milliseconds."""
    terminal, start = sitting(study, size, what, learn_after)
    draw = random.Random(1)
    answers = [terminal.key(draw.choice(("n", "\r"))) * 1000 for _ in range(keys)]
    ticks = [terminal.key(draw.choice("1234")) * 1000 for _ in range(keys // 4)]
    terminal.close()
    name = f"{what} {size[0]}x{size[1]}"
    first: Row = {"what": name, "measure": "first card, s", "number": 1, "p50": start, "max": start}
    return [first, row(name, "answer to next card, ms", answers), row(name, "tick, ms", ticks)]


def scripted(study: Path, decisions: int) -> list[Row]:
    """Lines through a pipe, each sent when the last one was answered: the time of each, and of all."""
    command = [
        str(Path(sys.executable).with_name("ilccode")),
        *("review", "--plain", "--coder", f"script-{time.time_ns():x}", "--new-coder"),
        *("--study", str(study), "--learn-after", "0"),
    ]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    heard(process.stdout)
    draw, times = random.Random(1), []
    began = time.perf_counter()
    for _ in range(decisions):
        sent = time.perf_counter()
        process.stdin.write(draw.choice(("n", "", "1", "2 3")) + "\n")
        process.stdin.flush()
        heard(process.stdout)
        times.append((time.perf_counter() - sent) * 1000)
    wall = time.perf_counter() - began
    process.stdin.close()
    process.wait()
    found = row("script", "decision, ms", times)
    return [{**found, "wall_s": wall, "a_second": len(times) / wall}]


def heard(told: IO[str]) -> None:
    """Read on to the end of what is told."""
    while (line := told.readline()) and "? help, q quit" not in line and not line.startswith("Nothing"):
        pass


def row(what: str, measure: str, times: list[float]) -> Row:
    """What is told of many times."""
    p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    found = {"number": len(times), "p50": median(times), "p95": p95, "max": max(times)}
    return {"what": what, "measure": measure, **found}


def small(folder: Path) -> Path:
    """The sample interviews, tagged."""
    study = folder / "small"
    opened = steps.init(study, [Path("ilc_2019")])
    (study / FILE).write_text('embedder = "hashing"\n', encoding="utf-8")
    opened = steps.open_study(study)
    interviewers = Wishes(interviewers=["SPEAKER_00"])
    steps.import_files(opened, sorted(SAMPLES.glob("*.txt")), wishes=interviewers, track=unseen)
    steps.tag(opened.reread(), track=unseen)
    opened.store.close()
    return study


def table(rows: list[Row]) -> None:
    """Print what was measured."""
    print(
        f"{'what':22} {'measure':24} {'n':>6} {'p50':>8} {'p95':>8} {'max':>8} {'wall s':>8} {'a second':>8}"
    )
    for its in rows:
        numbers = (its.get(name) for name in ("p50", "p95", "max", "wall_s", "a_second"))
        told = " ".join("        " if n is None else f"{float(n):8.2f}" for n in numbers)
        print(f"{its['what']:22} {its['measure']:24} {its['number']:>6} {told}")


def main() -> None:
    """Measure at both sizes, a script of a thousand decisions, and a sitting with learning meanwhile."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--decisions", type=int, default=1000, help="how many the script makes")
    parser.add_argument("--study", type=Path, help="where the study is, or is to be made")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        large = made(wanted.study or Path(folder), wanted.segments)
        for size in SIZES:
            rows += keyed(large, size, wanted.keys, what="screen")
        rows += scripted(made(Path(folder) / "script", SCRIPTED), wanted.decisions)
        rows += keyed(small(Path(folder)), SIZES[0], min(wanted.keys, 60), what="learning", learn_after=10)
    print(json.dumps(rows, indent=2)) if wanted.json else table(rows)


if __name__ == "__main__":
    main()
