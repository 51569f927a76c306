"""How the figures of an evaluation are to be read: what was left out, and what labels rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilccode.steps.held_out import INTERVALS, Setting
from ilccode.steps.refusing import LEAST_INTERVIEWS

if TYPE_CHECKING:
    from ilccode.protocols import Flags

ROUGH = 10
"""With fewer interviews, an interval is rough."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What figures rest on, and what they leave out.

    Segments: `quoted` by the codebook, `disputed` in some code, `swayed` (answered with other people's
    answers on the screen), `picked` (not drawn at random). Labels, a code on a segment: the `counted`,
    and of them those that rest on rulings (`ruled`), that were given with suggestions on the screen
    (`assisted`), or with nobody knows what there (`unknown`).
    """

    quoted: int
    disputed: int
    swayed: int
    picked: int
    counted: int
    ruled: int
    assisted: int
    unknown: int


def counts(setting: Setting) -> Counts:
    """What a setting leaves out, and what its labels rest on."""
    held, counted = setting.warrants, setting.counted

    def segments(flags: Flags) -> int:
        return int((flags.any(axis=1) & setting.labelled).sum())

    return Counts(
        quoted=segments(setting.quoted[:, None]),
        disputed=segments(setting.disputed),
        swayed=segments(held.swayed & ~setting.quoted[:, None]),
        picked=int(setting.picked.sum()),
        counted=int(counted.sum()),
        ruled=int((held.ruled & counted).sum()),
        assisted=int((held.assisted & counted).sum()),
        unknown=int((held.unknown & counted).sum()),
    )


def caveats(setting: Setting, found: Counts, *, has_figures: bool) -> list[str]:
    """How the figures are to be read, a sentence each."""
    if not setting.labelled.any():
        return ["nobody has decided on any segment yet: there is nothing to compare with"]
    return [
        *_of_interviews(setting, has_figures=has_figures),
        *_left_out(setting, found),
        *_of_labels(found),
        *_of_drawing(setting, found),
    ]


def _of_interviews(setting: Setting, *, has_figures: bool) -> Iterator[str]:
    number = setting.interviews
    if number < LEAST_INTERVIEWS:
        yield (
            f"people decided on segments of {number} of at least {LEAST_INTERVIEWS} interviews: "
            "no figure is given"
        )
    elif number < INTERVALS and has_figures:
        yield f"no intervals: they need {INTERVALS} interviews"
    elif number < ROUGH and has_figures:
        yield f"intervals are rough: they rest on {number} interviews"


def _left_out(setting: Setting, found: Counts) -> Iterator[str]:
    if found.disputed:
        by_code = zip(setting.codes, setting.disputed.sum(axis=0), strict=True)
        named = ", ".join(f"{code} {number:,}" for code, number in by_code if number)
        yield (
            f"disputed segments are left out, {found.disputed:,} in all ({named}): "
            "the figures are of what people agree on, and flatter the tagger"
        )
    if found.quoted:
        yield (
            f"left out, because the codebook quotes them as examples or near misses: "
            f"{_segments(found.quoted)}"
        )
    if found.swayed:
        yield (
            "left out, because somebody answered with other people's answers on the screen and nobody has "
            f"ruled: {_segments(found.swayed)}"
        )


def _segments(number: int) -> str:
    return f"{number:,} segment{'s' * (number != 1)}"


def _of_labels(found: Counts) -> Iterator[str]:
    of = f"of {found.counted:,} labels (a code on a segment)"
    if found.ruled:
        yield f"{found.ruled:,} {of} rest on rulings after a disagreement: they count as what is right"
    if found.assisted:
        yield (
            f"{found.assisted:,} {of} were given with suggestions on the screen: it is easy to agree with "
            "them, and the figures flatter the tagger"
        )
    if found.unknown:
        yield f"for {found.unknown:,} {of} it is not known what was on the screen"


def _of_drawing(setting: Setting, found: Counts) -> Iterator[str]:
    if found.picked:
        yield (
            f"{found.picked:,} of {int(setting.labelled.sum()):,} labelled segments were not drawn at "
            "random: the figures describe them, not the study"
        )
