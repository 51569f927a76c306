"""The unit in its context: a segment among the turns around it, or what a higher unit holds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from rich.cells import cell_len

from ilccode.review.cards import Card
from ilccode.review.session import CONTEXTS, NOTHING, State
from ilccode.review.wrapping import Row, Span, padded, scrolled, wrapped
from ilccode.visible import safe_line

_TAIL = 4000
"""How many characters of a long turn before the segment are shown at most."""

_ROOMY = (8, 5)
"""How many turns before and after there is room for beside a second column."""

_LABEL, _NEAR = 12, 8
"""Speakers' names take so many cells at most, by those of so many turns before and after."""


def talk(state: State, width: int, room: int, *, is_wide: bool) -> tuple[list[Row], bool]:
    """The segment, wrapped, with the turns around it dimmed; as much as there is room for.

    Also, whether the unit goes on below.
    """
    card = state.card
    if card is None:
        return [row for told in NOTHING for row in wrapped(((told, ""),), width)], False
    if card.at < 0:
        rows = scrolled(_listed(card, width), state.scroll, room + 1)
        return rows[:room], len(rows) > room
    earlier, later = _context(state, is_wide=is_wide)
    own = list(islice(_turn(card, card.at, width), room + 1 + max(0, state.scroll)))
    before = _before(card, earlier, width, room + max(0, -state.scroll))
    after = _after(card, later, width, room + max(0, state.scroll))
    rows = [*before, *own, *after]
    first = min(max(0, len(before) - _lead(state, len(own), len(after), room)), max(0, len(rows) - room))
    first = min(max(0, first + state.scroll), max(0, len(rows) - 1))
    return rows[first : first + room], first + room < len(before) + len(own)


def _context(state: State, *, is_wide: bool) -> tuple[int | None, int | None]:
    """How many turns before and after are shown; at first, more of them where there is a second column."""
    if state.context == 0 and is_wide:
        return _ROOMY
    return CONTEXTS[state.context], CONTEXTS[state.context]


def _lead(state: State, own: int, after: int, room: int) -> int:
    """How many rows of what was said before are shown above the segment: two at least, more if asked for."""
    spare = max(0, room - own)
    least = room // 2 if state.context else 2
    return min(max(spare - after, spare // 2, least), max(0, room - min(own, 2)))


def _before(card: Card, context: int | None, width: int, room: int) -> list[Row]:
    first = 0 if context is None else max(0, card.at - context)
    rows: list[Row] = []
    for place in range(card.at - 1, first - 1, -1):
        rows = [*_turn(card, place, width), *rows]
        if len(rows) >= room:
            break
    return rows[-room:] if room else []


def _after(card: Card, context: int | None, width: int, room: int) -> list[Row]:
    last = len(card.lines) if context is None else card.at + 1 + context
    turns = (_turn(card, place, width) for place in range(card.at + 1, min(last, len(card.lines))))
    return list(islice((row for turn in turns for row in turn), room))


def _turn(card: Card, place: int, width: int) -> Iterator[Row]:
    """One turn: its number and speaker, then its words; only the segment's own are not dimmed."""
    line, is_own = card.lines[place], place == card.at
    speaker = padded(safe_line(line.speaker), _label_width(card, width))
    label = f"{'>' if is_own else ' '}{line.number:>5} {speaker} "
    words = line.words if is_own or len(line.words) <= _TAIL else f"…{line.words[-_TAIL:]}"
    parts: tuple[Span, ...]
    if is_own:
        parts = (
            (safe_line(words[: card.start]), "dim"),
            (safe_line(words[card.start : card.end]), "own"),
            (safe_line(words[card.end :]), "dim"),
        )
    else:
        parts = ((safe_line(words), "dim"),)
    return wrapped(parts, width, " " * cell_len(label), (label, "label" if is_own else "dim"))


def _label_width(card: Card, width: int) -> int:
    """How wide speakers' names are around the segment, within reason."""
    near = card.lines[max(0, card.at - _NEAR) : card.at + _NEAR + 1]
    return min(_LABEL, width // 4, max(cell_len(line.speaker) for line in near))


def _listed(card: Card, width: int) -> Iterator[Row]:
    """The excerpts of a higher unit, with their codes."""
    if not card.lines:
        yield (("nothing in it has been given a code yet", "dim"),)
    for line in card.lines:
        label = f"{line.number:>5} "
        spans = ((f"[{safe_line(line.speaker)}] ", "key"), (safe_line(line.words), ""))
        yield from wrapped(spans, width, " " * len(label), (label, "dim"))
