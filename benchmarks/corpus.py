"""A corpus of any size: interviews whose sentences are put together from halves of the sample's."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from ilccode import plugins, sources
from ilccode.model import Transcript
from ilccode.sentences import splitter

SAMPLES = Path(__file__).resolve().parents[1] / "transcripts_sample"
TURNS = 50


def write(folder: Path, segments: int, *, turns: int = TURNS, seed: int = 0) -> None:
    """Write interviews with so many participant turns, one to five sentences each, 50 a file."""
    draw = random.Random(seed)
    halves = list(_halves())
    folder.mkdir(parents=True)
    for number in range(0, segments, turns):
        lines = []
        for _ in range(min(turns, segments - number)):
            lines.append(f"INTERVIEWER: {_sentence(draw, halves)}")
            lines.append("P01: " + " ".join(_sentence(draw, halves) for _ in range(draw.randint(1, 5))))
        (folder / f"interview_{number // turns:05}.txt").write_text("\n".join(lines), encoding="utf-8")


def _sentence(draw: random.Random, halves: list[tuple[str, str]]) -> str:
    return f"{draw.choice(halves)[0]} {draw.choice(halves)[1]}"


def _halves() -> Iterator[tuple[str, str]]:
    for path in sorted(SAMPLES.glob("*.txt")):
        reading = plugins.get("readers", "txt")(sources.read(path))
        transcript = Transcript.of(reading.utterances, source="")
        for turn in transcript.turns:
            words = transcript.words(turn)
            for start, end in splitter("en")(words):
                parts = words[start:end].split()
                middle = (len(parts) + 1) // 2
                if len(parts) > 3:
                    yield " ".join(parts[:middle]).rstrip(".?!,"), " ".join(parts[middle:])
