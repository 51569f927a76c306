"""What a coder does with a card: values, so that keys can be played without doing anything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Answer:
    """These codes apply, of those asked about; `kind` and `reason` come with a ruling."""

    codes: tuple[str, ...]
    kind: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Note:
    """A memo in the coder's words; of kind `flag`, the unit is put up for discussion, or no longer."""

    kind: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class GoTo:
    """The coder wants another unit: a segment's id, a turn's number here, or a transcript and a turn."""

    wanted: str


@dataclass(frozen=True)
class Skip:
    """Not now: the card comes back at the end."""


@dataclass(frozen=True)
class Undo:
    """Take back what was done last."""


@dataclass(frozen=True)
class Evidence:
    """Say why the codes are suggested."""


@dataclass(frozen=True)
class Leave:
    """Enough for now."""


Act = Answer | Note | GoTo | Skip | Undo | Evidence | Leave
