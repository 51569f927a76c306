"""What coders noted, in the words that excerpts have for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ilccode.log import Standing, notes_in_force
from ilccode.model import Memo
from ilccode.steps.study import Study

EVERYBODY = "*"
"""Whose screen a note of kind `shown` is about, where it is not one coder's."""

REASONS = ("oversight", "unclear_rule", "ambiguity")
"""The kinds of memo about a ruling that say why coders differed."""


def notes_on(study: Study, unit: str) -> list[Memo]:
    """The notes in force on a unit, also those from before its transcript was corrected."""
    return notes_in_force(memo for one in study.ids_of(unit) for memo in study.store.all(Memo, about=one))


class Notes:
    """The notes in force; those on a segment that a correction left alone are found under its id of today."""

    def __init__(self, study: Study) -> None:
        self._about: dict[str, list[Memo]] = defaultdict(list)
        for memo in notes_in_force(study.store.all(Memo)):
            self._about[study.became.get(memo.about, memo.about)].append(memo)

    def memo(self, unit: str) -> str:
        """The memos about a unit, each with its coder, in the order of their making."""
        return " | ".join(f"{memo.coder}: {memo.text}" for memo in self._of(unit, "memo"))

    def flagged(self, unit: str) -> str:
        """Who wants to talk about a unit, in order of name."""
        return "; ".join(sorted({memo.coder for memo in self._of(unit, "flag")}))

    def ruling(self, held: Standing) -> str:
        """Why coders differed, by kind, where somebody ruled and said so."""
        return "; ".join(dict.fromkeys(memo.kind for memo in self._reasons(held)))

    def reason(self, held: Standing) -> str:
        """Why coders differed, in the words of whoever ruled."""
        return " | ".join(dict.fromkeys(memo.text for memo in self._reasons(held)))

    def _reasons(self, held: Standing) -> Iterator[Memo]:
        return (memo for ruling in held.rulings for memo in self._of(ruling, *REASONS))

    def _of(self, about: str, *kinds: str) -> Iterator[Memo]:
        return (memo for memo in self._about.get(about, ()) if memo.kind in kinds)
