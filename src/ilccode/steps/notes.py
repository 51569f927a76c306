"""What coders noted, in the words that excerpts have for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ilccode.log import Standing, notes_in_force
from ilccode.model import Codebook, Memo
from ilccode.steps.study import Study, moment

EVERYBODY = "*"
"""Whose screen a note of kind `shown` is about, where it is not one coder's."""

SHOWN = "shown"
"""The kind of note that says, by the codebook's key, that others' answers were on a screen."""

REASONS = ("oversight", "unclear_rule", "ambiguity")
"""The kinds of memo about a ruling that say why coders differed."""


def notes_on(study: Study, unit: str) -> list[Memo]:
    """The notes in force on a unit, also those from before its transcript was corrected."""
    return notes_in_force(memo for one in study.ids_of(unit) for memo in study.store.all(Memo, about=one))


def was_shown(study: Study, book: Codebook, unit: str, coder: str) -> bool:
    """Whether a coder, or everybody, has been shown what others say of a unit in a codebook."""
    return any(_is_shown(note, book, coder) for note in notes_on(study, unit))


def shown(study: Study, book: Codebook, coder: str) -> set[str]:
    """All units of which a coder, or everybody, has been shown what others say in a codebook."""
    became = study.became
    return {became.get(m.about, m.about) for m in study.store.all(Memo) if _is_shown(m, book, coder)}


def _is_shown(note: Memo, book: Codebook, coder: str) -> bool:
    return note.kind == SHOWN and note.text == book.key and note.coder in (coder, EVERYBODY)


def note_shown(study: Study, book: Codebook, units: Iterable[str], coder: str) -> None:
    """Note that a coder, or everybody, is shown what others say: no later answer there is independent."""
    known = shown(study, book, coder)
    new = [unit for unit in units if unit not in known]
    when = moment()
    study.store.add(Memo(about=u, kind=SHOWN, coder=coder, text=book.key, made_at=when) for u in new)


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
