"""Whether an import keeps its pace: `python -m benchmarks.importing [--files N] [--json]`.

N small invented interviews are imported at one go; the rate over the first thousand files is set beside that
over the last, with the memory at both ends.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import corpus
from ilccode import steps
from ilccode.sentences import splitter

TURNS = 4
"""Participants' turns in a small interview."""


def main() -> None:
    """Measure, and print a line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), options.files)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:46} {value:,.3f}")


def measured(folder: Path, files: int) -> dict[str, float]:
    """Files a second at both ends, their ratio, and the memory that the import has added."""
    interviews = folder / "interviews"
    corpus.write(interviews, files * TURNS, turns=TURNS)
    study = steps.init(folder / "study", [Path("ilc_2019")])
    splitter("en")
    pace = Pace()
    report = steps.import_files(study, [interviews], track=pace.track)
    stretch = min(1000, files // 2)
    first, last = pace.rate(0, stretch), pace.rate(-1 - stretch, -1)
    first_cpu, last_cpu = pace.rate(0, stretch, cpu=True), pace.rate(-1 - stretch, -1, cpu=True)
    return {
        "files": float(len(report.imported)),
        "first thousand, files a second": first,
        "last thousand, files a second": last,
        "last / first": last / first,
        "last / first, by processor time": last_cpu / first_cpu,
        "memory after the first thousand, MiB": pace.memory[stretch],
        "memory at the end, MiB": pace.memory[-1],
    }


class Pace:
    """Time, processor time and peak memory so far in MiB, before the first file and then after each.

    A shared machine's speed drifts; how much work a file is does not.
    """

    def __init__(self) -> None:
        self.times: list[float] = []
        self.cpu: list[float] = []
        self.memory: list[float] = []

    def rate(self, start: int, end: int, *, cpu: bool = False) -> float:
        """Files a second between two places, of the clock or of the processor."""
        times = self.cpu if cpu else self.times
        return len(times[start:end]) / (times[end] - times[start])

    @contextmanager
    def track(self, _name: str, _total: int) -> Iterator[Callable[[int], None]]:
        """Progress that looks at the clock."""
        self._note(0)
        yield self._note

    def _note(self, _advance: int) -> None:
        self.times.append(time.perf_counter())
        self.cpu.append(time.process_time())
        self.memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
