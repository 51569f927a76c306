"""Praat's TextGrid: the intervals of the tiers that are talk, in the order of time."""

from __future__ import annotations

from typing import Any

from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.captions import MOST_SECONDS, About, reading
from ilccode.readers.decoding import encoding_of, text_of
from ilccode.readers.extras import library, parsed
from ilccode.readers.tiers import Stretch, Tier, captions, left_out, talking
from ilccode.sources import Source

_KIND = "a Praat TextGrid"


def read(source: Source) -> Reading:
    """Read a TextGrid; raises `InvalidTranscript`.

    A tier is a speaker's talk unless its name says that it holds sounds, notes or the like. Where no tier
    is talk, one of single words is read as such.
    """
    path = source.path
    if source.data.startswith(b"ooBinaryFile"):
        raise InvalidTranscript(path, f"expected {_KIND} saved as text; in Praat, choose 'Save as text file'")
    text = text_of(source)
    if '"TextGrid"' not in text:
        raise InvalidTranscript(path, f"expected {_KIND}, found another kind of file")
    grid = library(path, "praatio.utilities.textgrid_io")
    tiers, points = parsed(path, lambda: _tiers(grid.parseTextgridStr(text, False)), _KIND)
    chosen, others = talking(tiers)
    if not chosen:
        raise InvalidTranscript(path, f"expected {_KIND} with a tier of talk or words, found none")
    notes = left_out([*others, *points], "sounds, single words or notes")
    about = About(format="Praat TextGrid", unit="interval", encoding=encoding_of(source), notes=notes)
    return reading(path, captions(chosen), about)


def _tiers(grid: Any) -> tuple[list[Tier], list[str]]:
    """The tiers of intervals, and the names of those of points."""
    tiers: list[Tier] = []
    points: list[str] = []
    for tier in grid["tiers"]:
        if tier["class"] == "IntervalTier":
            stretches = tuple(_stretch(*entry) for entry in tier["entries"])
            tiers.append(Tier(name=str(tier["name"]), stretches=stretches))
        else:
            points.append(str(tier["name"]))
    return tiers, points


def _stretch(start: Any, end: Any, label: str) -> Stretch:
    at, until = float(start), float(end)
    if not (abs(at) < MOST_SECONDS and abs(until) < MOST_SECONDS):
        raise ValueError("a number that is no time")
    return Stretch(text=label, at=at, until=until)
