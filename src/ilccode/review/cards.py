"""What is put before a coder: one unit, what stands around it, and the codes that it may carry."""

from __future__ import annotations

from dataclasses import dataclass

from ilccode.model import Code, Group


@dataclass(frozen=True, kw_only=True)
class Option:
    """A code on a card.

    `number` is the code's for good, from 1. `score` and `cues`, the words that hint at it, are left out where
    nothing may be suggested.
    """

    code: Code
    group: Group
    number: int
    score: float | None = None
    is_suggested: bool = False
    cues: tuple[str, ...] = ()

    @property
    def shown_score(self) -> str:
        """The score with two digits, rounded down: no score is shown as certain."""
        return "" if self.score is None else f"{int(self.score * 100) / 100:.2f}"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A turn of the interview by its number, or one of the excerpts that a higher unit holds."""

    number: int
    speaker: str
    words: str
    at: float | None = None


@dataclass(frozen=True, kw_only=True)
class Voice:
    """What one coder says of the codes at issue; `seen` is what was on that coder's screen, in a word."""

    name: str
    codes: tuple[str, ...]
    seen: str
    memos: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Card:
    """One unit, as it is put before a coder.

    Of a segment, `lines` are the interview's turns; it is `lines[at].words[start:end]`. Of a higher unit they
    are its excerpts, and `at` is -1. `options` are the codes that are asked about, `ticked` those that are
    ticked at first. With `voices` it is a disagreement, to be settled, and `model` says the model's view.
    """

    unit: str
    kind: str
    title: str
    options: tuple[Option, ...]
    lines: tuple[Line, ...]
    at: int = -1
    start: int = 0
    end: int = 0
    role: str = ""
    participant: str = ""
    sample: str = ""
    reason: str = ""
    is_blind: bool = False
    run: str = ""
    ticked: frozenset[str] = frozenset()
    memos: tuple[str, ...] = ()
    is_flagged: bool = False
    voices: tuple[Voice, ...] = ()
    model: str = ""

    @property
    def asked(self) -> tuple[str, ...]:
        """The codes that are asked about, in the codebook's order."""
        return tuple(option.code.key for option in self.options)

    @property
    def excerpts(self) -> str:
        """How many excerpts of a higher unit there are to go by."""
        number = len(self.lines)
        if not number:
            return "no excerpt of it is coded yet: code its segments first"
        return f"{number} coded excerpt{'s' * (number > 1)}"

    @property
    def suggested(self) -> tuple[Option, ...]:
        """The codes that the card shows as suggested."""
        return tuple(option for option in self.options if option.is_suggested)
