"""The codes of a card, with what coders and the model say of them where that is to be settled."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from rich.cells import cell_len

from ilccode.review.cards import Card, Option
from ilccode.review.session import State, digit
from ilccode.review.wrapping import Row, cut, padded, wrapped
from ilccode.visible import safe_line


def choices(state: State, width: int, rules: int) -> Iterator[Row]:
    """What coders say, the page of codes with so many rows of each definition, and the model's view, last."""
    yield from _voices(state.card, width, rows=rules + 1)
    yield from _codes(state, width, rules)
    yield from _model(state.card, width)


def _codes(state: State, width: int, rules: int) -> Iterator[Row]:
    """The page of codes: number, tick, key, name; what is suggested by sign, word and score."""
    longest = max((len(option.code.key) for option in state.options), default=0)
    for option in state.shown:
        yield _code(state, option, min(longest, 24), width)
        if state.card and state.card.voices:
            yield from islice(_definition(option, width), rules)
    if len(state.pages) > 1:
        page = state.pages.index(state.page) + 1
        first, last = state.shown[0].number, state.shown[-1].number
        told = f"   page {page} of {len(state.pages)}: codes {first} to {last}; Tab turns it"
        yield ((cut(told, width), "dim"),)


def _definition(option: Option, width: int) -> Iterator[Row]:
    return wrapped(((safe_line(option.code.definition), "dim"),), width, " " * 7, (" " * 7, ""))


def _code(state: State, option: Option, longest: int, width: int) -> Row:
    is_ticked = option.code.key in state.ticked
    mark = ">" if option is state.current else " "
    shape = ("(x)", "( )") if option.group.kind != "any" else ("[x]", "[ ]")
    tick = shape[0] if is_ticked else shape[1]
    told = f"* suggested {option.shown_score}" if option.is_suggested else option.shown_score
    cues = f"  {'; '.join(option.cues)}" if option.cues else ""
    text = f"{mark}{digit(option)} {tick} {padded(option.code.key, longest)}  {safe_line(option.code.name)}"
    right = cut(safe_line(f"{told}{cues}"), width // 2)
    style = "ticked" if is_ticked else ""
    return ((padded(text, width - cell_len(right) - 1), style), (" ", ""), (right, "suggested"))


def _voices(card: Card | None, width: int, *, rows: int) -> Iterator[Row]:
    """What each coder says, side by side with the others."""
    for letter, voice in zip("ABCDEFGHIJ", card.voices if card else (), strict=False):
        said = ", ".join(voice.codes) or "no code"
        text = f"{letter} {safe_line(voice.name)} ({voice.seen}): {said}"
        memos = f"  memo: {safe_line(' | '.join(voice.memos))}" if voice.memos else ""
        yield from islice(wrapped(((text, "own"), (memos, "dim")), width, "    "), rows)


def _model(card: Card | None, width: int) -> Iterator[Row]:
    """The model's view of a disagreement, last."""
    if card is not None and card.model:
        yield ((cut(f"the model's scores, for what they are worth: {card.model}", width), "dim"),)
