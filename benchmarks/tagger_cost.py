"""What tagging costs: `python -m benchmarks.tagger_cost [--segments N] [--codes K] [--json]`.

On invented segments of one to five sentences with random vectors of 384 dimensions: the zero-shot fit, a
refit with 50, 300, 1,000 and 10,000 labels on segments that were fitted before (fit, scores of all segments,
thresholds), and the peak memory. Embedding is not measured here; `benchmarks.pipeline` does that.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from ilccode import plugins
from ilccode.protocols import Entry, Features

if TYPE_CHECKING:
    from ilccode.protocols import Vectors

WORDS, DIMENSIONS = 6000, 384
LABELS = (50, 300, 1000, 10_000)


def main() -> None:
    """Measure, and print a line a figure."""
    parser = argparse.ArgumentParser(prog="benchmarks.tagger_cost", description=__doc__)
    parser.add_argument("--segments", type=int, default=10_000)
    parser.add_argument("--codes", type=int, default=12)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = measured(options.segments, options.codes)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:46} {value:,.3f}")


def measured(segments: int, codes: int) -> dict[str, float]:
    """All figures: seconds and MiB."""
    draw = np.random.default_rng(0)
    features, entries = _segments(draw, segments), [_entry(draw, code) for code in range(codes)]
    begun = time.perf_counter()
    plugins.get("taggers", "zero_shot")(entries, seed=0).fit(features)
    figures = {"sentences": float(features.bounds[-1]), "zero-shot fit, s": time.perf_counter() - begun}
    tagger = plugins.get("taggers", "default")(entries, seed=0).fit(features)
    truth = draw.random((segments, codes)) < 2 * tagger.predict_proba(features)
    for labels in (number for number in LABELS if number <= segments):
        y = np.full(truth.shape, np.nan)
        rows = draw.permutation(segments)[:labels]
        y[rows] = truth[rows]
        begun = time.perf_counter()
        tagger.thresholds(tagger.fit(features, y).predict_proba(features))
        figures[f"refit with {labels} labels, s"] = time.perf_counter() - begun
    figures["peak memory, MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _segments(draw: np.random.Generator, count: int) -> Features:
    lengths: Sequence[int] = draw.integers(1, 6, count).tolist()
    common = np.repeat(draw.normal(size=(count, DIMENSIONS)), lengths, axis=0)
    return Features(
        texts=[_text(draw, 11 * length) for length in lengths],
        vectors=_unit(common + draw.normal(size=common.shape)),
        bounds=[0, *accumulate(lengths)],
        questions=_unit(draw.normal(size=(count, DIMENSIONS))),
        question_bounds=list(range(count + 1)),
    )


def _entry(draw: np.random.Generator, code: int) -> Entry:
    definition, examples, near_misses = (_unit(draw.normal(size=(n, DIMENSIONS))) for n in (1, 7, 5))
    return Entry(
        code=f"code_{code}",
        text=_text(draw, 90),
        definition=definition,
        examples=examples,
        near_misses=near_misses,
        cues=[f"word{number}" for number in draw.integers(5, WORDS // 2, 12)],
    )


def _text(draw: np.random.Generator, words: int) -> str:
    """Words drawn as seldom as their rank says (Zipf)."""
    ranks = np.minimum(np.exp(draw.random(words) * np.log(WORDS)), WORDS - 1).astype(int)
    return " ".join(f"word{rank}" for rank in ranks)


def _unit(rows: Any) -> Vectors:
    found: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return found


if __name__ == "__main__":
    main()
