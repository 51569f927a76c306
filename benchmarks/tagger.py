"""How good a tagger is on human-coded sets: `python -m benchmarks.tagger FOLDER... [--json]`.

A folder holds `segments.parquet` (columns document, text, perhaps context, and `code:NAME` with 0, 1 or
nothing for each code), a codebook (`codebook_with_examples.yaml` or `codebook.yaml`) and `splits.json` (a
list: `seed`, `test` rows, `label_order`, whose first n rows are labelled). One JSON object a line is printed
for each set, method, split and n; without --json their means follow, on stderr. Labels of test rows are
never seen; their texts are, as in a study that is coded bit by bit.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import methods
from benchmarks.coded import Coded, Split, read
from benchmarks.said import Unfit
from benchmarks.scoring import figures, left_out
from ilccode.errors import IlccodeError

SIZES = (0, 25, 50, 100, 180, 200, 400)
FIGURES = ("AP", "AUC", "matched_AUC", "kappa", "best_kappa", "brier", "slope", "seconds")


def main() -> int:
    """Measure and print; 3 where a folder is not what is expected."""
    options = _options()
    lines: list[dict[str, Any]] = []
    failed = False
    for folder in options.folders:
        try:
            for line in measured(read(folder), options):
                lines.append(line)
                print(json.dumps(line), flush=True)
        except (Unfit, IlccodeError) as error:
            _say(" ".join(str(error).split()))
            failed = True
    if not options.json:
        _say(table(lines))
    return 3 if failed else 0


def measured(coded: Coded, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """A line for each method, split and n."""
    splits = coded.splits[: options.seeds]
    for n in options.n:
        short = [split.seed for split in splits if n > len(split.order)]
        if short:
            _say(f"{coded.name}: n = {n} skipped for splits {short}: fewer rows can be labelled")
    for name in options.method:
        reason = methods.missing(name)
        if reason:
            _say(f"{coded.name}: {name} skipped: {reason}")
            continue
        scored = methods.method(name, coded, options.seed)
        for n in options.n:
            for split in splits:
                if n <= len(split.order) and methods.fits(name, n):
                    yield _line(coded, name, n, split, scored)


def _line(coded: Coded, name: str, n: int, split: Split, scored: methods.Method) -> dict[str, Any]:
    begun = time.perf_counter()
    found = scored(split.order[:n])
    seconds = time.perf_counter() - begun
    test = list(split.test)
    told = figures(
        coded.y[test], found.scores[test], found.thresholds, coded.words[test], calibrated=found.calibrated
    )
    return {
        "set": coded.name,
        "method": name,
        "n": n,
        "seed": split.seed,
        **{key: value if value is None else round(value, 5) for key, value in told.items()},
        "left_out": [coded.entries[code].code for code in left_out(coded.y[test])],
        "seconds": round(seconds, 3),
    }


def table(lines: Sequence[dict[str, Any]]) -> str:
    """Means over splits, a row for each set, method and n."""
    rows = [f"{'set':16} {'method':10} {'n':>4} {'splits':>6} " + " ".join(f"{name:>11}" for name in FIGURES)]
    keys = list(dict.fromkeys((line["set"], line["method"], line["n"]) for line in lines))
    for key in keys:
        same = [line for line in lines if (line["set"], line["method"], line["n"]) == key]
        cells = [_cell([line[name] for line in same]) for name in FIGURES]
        rows.append(f"{key[0]:16} {key[1]:10} {key[2]:4} {len(same):6} " + " ".join(cells))
    out = sorted({(line["set"], code) for line in lines for code in line["left_out"]})
    rows += [f"{name}: {code} left out of the means where test rows lack one answer" for name, code in out]
    return "\n".join(rows)


def _cell(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{np.mean(known):11.3f}" if known else f"{'-':>11}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.tagger", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--json", action="store_true", help="nothing but the JSON lines")
    parser.add_argument("--n", type=_numbers, default=list(SIZES), help="how many labels: 0,25,50")
    parser.add_argument("--seeds", type=int, default=None, help="the first so many splits only")
    parser.add_argument("--seed", type=int, default=0, help="the tagger's own seed")
    parser.add_argument("--method", action="append", choices=methods.names())
    options = parser.parse_args()
    options.method = options.method or [name for name in methods.names() if name != "zero_shot"]
    return options


def _numbers(text: str) -> list[int]:
    numbers = [int(part) for part in text.split(",")]
    if min(numbers) < 0:
        raise argparse.ArgumentTypeError("expected numbers of labels, such as 0,25,50")
    return numbers


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
