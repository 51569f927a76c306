"""A plot of what `benchmarks.tagger` printed: `python -m benchmarks.tagger_plot LINES.jsonl TARGET.svg`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

SHOWN = {
    "default": ("ilccode", "#0b5fa5", "o"),
    "embedding": ("embedding + LR", "#d1730a", "s"),
    "tfidf": ("TF-IDF + LR", "#5b8c2a", "^"),
    "definition": ("definition cosine", "#777777", "x"),
}
SETS = ("sight", "casino")


def main() -> None:
    """Draw average precision against the number of labels, a panel a set."""
    source, target = map(Path, sys.argv[1:])
    lines = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    mpl.rcParams["svg.hashsalt"] = "ilccode"
    figure = Figure(figsize=(8, 3.2), layout="constrained")
    for axes, name in zip(figure.subplots(1, len(SETS)), SETS, strict=True):
        _panel(axes, name, [line for line in lines if line["set"] == name])
    figure.savefig(target, metadata={"Date": None})


def _panel(axes: Any, name: str, lines: list[dict[str, Any]]) -> None:
    for method, (label, colour, mark) in SHOWN.items():
        sizes = sorted({line["n"] for line in lines if line["method"] == method})
        means = [
            np.mean([line["AP"] for line in lines if line["method"] == method and line["n"] == n])
            for n in sizes
        ]
        axes.plot(sizes, means, marker=mark, color=colour, label=label)
    axes.set(title=name, xlabel="labelled segments", ylabel="average precision, mean over codes", ylim=(0, 1))
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small", loc="lower right" if name == "sight" else "upper left")


if __name__ == "__main__":
    main()
