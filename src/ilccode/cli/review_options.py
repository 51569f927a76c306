"""The options of review, adjudicate and queue."""

from __future__ import annotations

from typing import Annotated

import typer

_WHICH, _SAMPLES, _SCREEN = "Which segments", "Samples", "The screen"

CoderOption = Annotated[str, typer.Option("--coder", help="Who codes.")]
BookOption = Annotated[
    str, typer.Option("--codebook", help="The codebook's key; needed where the study has several.")
]
BlindOption = Annotated[
    bool,
    typer.Option(
        "--blind",
        help="No suggestions, no scores, nobody else's answers; in the order of the random sample.",
        rich_help_panel=_SAMPLES,
    ),
]
SampleOption = Annotated[
    str,
    typer.Option(
        "--sample",
        metavar="random:N|interviews:N",
        help="A random sample of N segments, or of N whole interviews; blind, the same for all coders.",
        rich_help_panel=_SAMPLES,
    ),
]
PilotOption = Annotated[
    list[str],
    typer.Option(
        "--pilot",
        metavar="TRANSCRIPT",
        help="A calibration round on this interview, kept out of every figure; may be repeated.",
        rich_help_panel=_SAMPLES,
    ),
]
OverlapOption = Annotated[
    str,
    typer.Option(
        "--overlap",
        metavar="20%",
        help="This share of the segments comes to two coders; fixed for the study until it is changed.",
        rich_help_panel=_SAMPLES,
    ),
]
StrategyOption = Annotated[
    str,
    typer.Option(
        "--strategy",
        help="What comes first: mix (uncertain, three in ten at random and blind), entropy, margin, top, "
        "diverse, disagreement, stale (after a change of the codebook), random.",
        rich_help_panel=_WHICH,
    ),
]
CodeOption = Annotated[
    str,
    typer.Option(
        "--code", help="Only segments that this code is suggested for or given to.", rich_help_panel=_WHICH
    ),
]
ByCodeOption = Annotated[
    str,
    typer.Option("--by-code", help="One code over many segments: y, n or s.", rich_help_panel=_WHICH),
]
TranscriptOption = Annotated[
    list[str],
    typer.Option("--transcript", help="Only this interview; may be repeated.", rich_help_panel=_WHICH),
]
SpeakerOption = Annotated[
    list[str],
    typer.Option("--speaker", help="Only this speaker; may be repeated.", rich_help_panel=_WHICH),
]
UnitOption = Annotated[
    str,
    typer.Option("--unit", help="Only segment, transcript or case units.", rich_help_panel=_WHICH),
]
RoundOption = Annotated[
    int,
    typer.Option(
        "--round",
        min=1,
        help="A second round, blind: what you have coded comes again, to see how steady you are.",
        rich_help_panel=_SAMPLES,
    ),
]
PlainOption = Annotated[
    bool,
    typer.Option(
        "--plain",
        help="Lines of text instead of a full screen: for screen readers and scripts.",
        rich_help_panel=_SCREEN,
    ),
]
NewOption = Annotated[
    bool, typer.Option("--new-coder", help="The coder is new here, and the name is right: do not ask.")
]
