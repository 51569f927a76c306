"""The main job's cost: `python -m benchmarks.pipeline [--segments N] [--json]`.

What is measured, on invented interviews of N participant turns:
- import, segmentation and storing, against embedding the same interviews;
- `tag` against `SentenceTransformer.encode` on the same sentences, model loaded for both;
- a second `ilccode run` on unchanged input against the first, both as whole processes;
- `ilccode --help`, and the peak memory of a run.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import corpus
from ilccode import steps
from ilccode.steps import tagging
from ilccode.steps.embedding import embedder, sentences_of

ILCCODE = [sys.executable, "-m", "ilccode"]


def main() -> None:
    """Measure, and print a line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--segments", type=int, default=10_000)
    parser.add_argument("--codebook", action="append", default=[])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    books = options.codebook or ["ilc_2019", "ilc_2016"]
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), options.segments, books)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:46} {value:,.3f}")


def measured(folder: Path, segments: int, books: list[str]) -> dict[str, float]:
    """All figures: seconds, ratios and MiB."""
    interviews = folder / "interviews"
    corpus.write(interviews, segments)
    in_process = _in_process(folder / "one", interviews, books)
    command = [*ILCCODE, "run", str(interviews), "--out", str(folder / "two")]
    command += [part for book in books for part in ("--codebook", book)]
    first, memory = _process(command)
    again = statistics.median(_process(command)[0] for _ in range(3))
    helped = statistics.median(_process([*ILCCODE, "--help"])[0] for _ in range(9))
    return {
        "segments": float(segments),
        **in_process,
        "first run, s": first,
        "second run, s": again,
        "first run / second run": first / again,
        "peak memory of the first run, MiB": memory,
        "ilccode --help, s": helped,
    }


def _in_process(folder: Path, interviews: Path, books: list[str]) -> dict[str, float]:
    study = steps.init(folder, [Path(book) for book in books])
    sentences_of(study, ["Load spaCy."], _silent)
    imported = _seconds(lambda: steps.import_files(study, [interviews], track=_silent))
    study = study.reread()
    model = embedder(study)
    model.encode(["Load the model."])
    beside = Beside(model)
    tagging.embedder = lambda *_args, **_options: model  # `tag` is to use the one that is watched
    tagged = _seconds(lambda: steps.tag(study, track=beside.track)) - beside.seconds
    return {
        "sentences embedded": float(beside.done),
        "import + segment + store, s": imported,
        "SentenceTransformer.encode, s": beside.seconds,
        "tag, s": tagged,
        "import + segment + store / encode": imported / beside.seconds,
        "throughput of tag / encode": beside.seconds / tagged,
    }


class Beside:
    """`SentenceTransformer.encode` on the very sentences that `tag` embeds, in turn with it.

    A shared machine's speed drifts within seconds: each batch that `tag` has saved is encoded once more
    directly, so that both see the same weather. `seconds` is the direct calls' time.
    """

    def __init__(self, model: Any) -> None:
        self._encode = model.encode
        self._direct = model._model.encode
        self._batch: list[str] = []
        self.seconds, self.done = 0.0, 0
        model.encode = self._noted

    def _noted(self, texts: Sequence[str]) -> Any:
        self._batch = list(texts)
        return self._encode(texts)

    @contextmanager
    def track(self, name: str, _total: int) -> Iterator[Callable[[int], None]]:
        """Progress that spends its time on the direct call."""
        yield self._again if name == "embedding sentences" else lambda _: None

    def _again(self, advance: int) -> None:
        self.done += advance
        self.seconds += _seconds(lambda: self._direct(self._batch, show_progress_bar=False))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _process(command: list[str]) -> tuple[float, float]:
    """Wall seconds of a command, and the peak memory of the largest one so far in MiB."""
    seconds = _seconds(lambda: subprocess.run(command, check=True, capture_output=True))
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


@contextmanager
def _silent(_name: str, _total: int) -> Iterator[Callable[[int], None]]:
    yield lambda _: None


if __name__ == "__main__":
    main()
