"""How long a reviewer waits: from a key to the next card painted, and from the command to the first card.

A study of any size is made once, its scores drawn at random (they order the queue and mean nothing); then the real
command runs in a pseudo-terminal, keys are sent as fingers would, and the clock stops when the screen is still.

    python -m benchmarks.review [--segments 100000] [--keys 200] [--study FOLDER]
"""

from __future__ import annotations

import argparse
import os
import pty
import random
import select
import signal
import struct
import sys
import termios
import time
from contextlib import suppress
from fcntl import ioctl
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.corpus import write
from ilccode import steps
from ilccode.model import Run
from ilccode.steps.embedding import unseen
from ilccode.steps.imported import Wishes

STILL = 0.05
"""So many seconds without output, and a screen counts as painted."""

SIZES = ((80, 24), (160, 50))


def made(folder: Path, segments: int) -> Path:
    """A study with so many segments and random scores."""
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


def measured(study: Path, size: tuple[int, int], keys: int, learn_after: int, seed: int) -> None:
    """One sitting: print how long keys took."""
    command = [
        str(Path(sys.executable).with_name("ilccode")),
        *("review", "--coder", f"bench{size[0]}", "--new-coder", "--study", str(study)),
        *("--learn-after", str(learn_after)),
    ]
    terminal = Terminal(command, size)
    start = terminal.first(b"done") - terminal.began
    terminal.painted()
    draw = random.Random(seed)
    answers = [terminal.key(draw.choice(("n", "\r"))) * 1000 for _ in range(keys)]
    ticks = [terminal.key(draw.choice("1234")) * 1000 for _ in range(keys // 4)]
    terminal.close()
    for name, times in (("answer to next card", answers), ("tick", ticks)):
        p95 = quantiles(times, n=20)[-1]
        print(
            f"{size[0]}x{size[1]}  {name:20} p50 {median(times):5.0f} ms  p95 {p95:5.0f} ms  max {max(times):5.0f} ms"
        )
    print(f"{size[0]}x{size[1]}  first card after {start:.2f} s")


def main() -> None:
    """Measure at both sizes, without and with learning meanwhile."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--study", type=Path, help="where the study is, or is to be made")
    wanted = parser.parse_args()
    with TemporaryDirectory() as folder:
        study = made(wanted.study or Path(folder), wanted.segments)
        for size in SIZES:
            measured(study, size, wanted.keys, 0, seed=1)


if __name__ == "__main__":
    main()
