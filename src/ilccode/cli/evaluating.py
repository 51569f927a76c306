"""How well a tagger does: the command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ilccode.cli import printing
from ilccode.cli.options import JsonOption, StudyOption
from ilccode.console import say_json, track


def evaluate(
    codebook: Annotated[
        str, typer.Option("--codebook", help="The codebook's key; needed where the study has several.")
    ] = "",
    tagger: Annotated[
        list[str],
        typer.Option("--tagger", help="A tagger; two of them are compared on the same held-out interviews."),
    ] = [],  # noqa: B006
    seed: Annotated[
        int | None, typer.Option("--seed", help="Deals interviews into parts; without it, the study's.")
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option("--figure", metavar="FILE.svg", help="Draw reliability and learning curve."),
    ] = None,
    json: JsonOption = False,
    study: StudyOption = None,
) -> None:
    """Say how well the tagger finds what people decided, on interviews that it has not learned from.

    Interviews are held out in turn; their labels are hidden while the tagger learns from the others. No
    figure is given that rests on fewer than five segments with the code, in fewer than three interviews.

    Example: ilccode evaluate --codebook tea
    """
    from ilccode import steps
    from ilccode.cli.evaluation import evaluated
    from ilccode.steps.evaluating import check_figure, draw
    from ilccode.steps.evaluating import evaluate as evaluation

    if figure is not None:
        check_figure(figure)
    opened = steps.find(study)
    found = evaluation(opened, codebook=codebook, taggers=tagger, seed=seed, track=track)
    say_json(found) if json else evaluated(found)
    if figure is not None:
        written = draw(opened, found, figure)
        if not json:
            printing.written(written, "figure")
    opened.store.close()
