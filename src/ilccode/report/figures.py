"""Pictures of how well a tagger does: SVG, text kept as text, the same bytes for the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, GREY = "#4477aa", "#888888"

_SETTINGS = {
    "svg.fonttype": "none",
    "svg.hashsalt": "ilccode",
    "font.family": "sans-serif",
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw_evaluation(
    path: Path,
    title: str,
    bins: Sequence[tuple[int, float, float]],
    points: Sequence[tuple[int, float, float]],
    ahead: tuple[int, float, float, float] | None,
) -> None:
    """Draw a reliability diagram and a learning curve side by side.

    `bins` are numbers of segment-code pairs, mean scores and shares that carry the code; `points` are
    numbers of labels with AP and kappa; `ahead` is a number of labels with the AP expected there, lowest
    and highest.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context(_SETTINGS):  # type: ignore[arg-type]
        figure = Figure(figsize=(8.4, 3.8), layout="constrained")
        FigureCanvasSVG(figure)
        left, right = figure.subplots(1, 2)
        _reliability(left, bins)
        _curve(right, points, ahead)
        figure.suptitle(title, fontsize=10)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": "ilccode"})


def _reliability(axes: Axes, bins: Sequence[tuple[int, float, float]]) -> None:
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, linestyle="--")
    most = max((number for number, _, _ in bins), default=1)
    axes.plot([score for _, score, _ in bins], [share for _, _, share in bins], color=BLUE, linewidth=1)
    axes.scatter(
        [score for _, score, _ in bins],
        [share for _, _, share in bins],
        s=[12 + 120 * (number / most) ** 0.5 for number, _, _ in bins],
        color=BLUE,
        alpha=0.8,
        linewidth=0,
    )
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="score (mean of a bin)", ylabel="share that carries the code")
    axes.set_title("Do scores mean what they say?", fontsize=9, loc="left")


def _curve(
    axes: Axes, points: Sequence[tuple[int, float, float]], ahead: tuple[int, float, float, float] | None
) -> None:
    labels = [number for number, _, _ in points]
    axes.plot(labels, [ap for _, ap, _ in points], color=BLUE, marker="o", markersize=4, label="AP")
    axes.plot(labels, [k for _, _, k in points], color=GREY, marker="s", markersize=4, label="kappa")
    if ahead is not None:
        number, ap, low, high = ahead
        error = [[max(0.0, ap - low)], [max(0.0, high - ap)]]
        axes.errorbar(
            [number],
            [ap],
            yerr=error,
            color=BLUE,
            marker="o",
            markerfacecolor="white",
            capsize=3,
            linewidth=1,
        )
        axes.annotate("expected", (number, ap), textcoords="offset points", xytext=(-4, 8), ha="right")
    axes.set(ylim=(0, 1), xlabel="labelled segments", ylabel="mean over codes")
    axes.set_title("What do more labels bring?", fontsize=9, loc="left")
    if points:
        axes.legend(frameon=False, loc="lower right")
