"""The same session as lines of text: for screen readers, dumb terminals, and scripts that send keys."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from ilccode.review.cards import Card, Line, Option
from ilccode.review.layout import Head
from ilccode.review.pages import code_page, evidence_page
from ilccode.review.session import CONTEXTS, KINDS, NOTHING, State
from ilccode.review.sitting import Sitting
from ilccode.review.wrapping import Row
from ilccode.visible import safe_line

_WAIT, _PATIENCE = 0.1, 120.0
"""Seconds between two looks for evidence, and until it is given up."""

_ACTS = frozenset("nsufexq")
_TEXTS = {"m": "memo", "g": "goto", "/": "find"}
_NO_WRAP = 10_000

_KEYS = (
    "Numbers or keys of codes, with spaces between them, save exactly these.",
    "An empty line saves what is ticked, at first what is suggested; n saves that no code applies.",
    "s skips, u takes back, f flags, x shows more of the interview, e says why codes are suggested.",
    "m TEXT keeps a memo; g NUMBER, or g INTERVIEW NUMBER, goes to a turn; ? NUMBER explains a code.",
    "q leaves; what was saved is kept.",
)

Tell = Callable[[str], None]


def run(head: Head, sitting: Sitting, lines: Iterable[str], tell: Tell) -> None:
    """Play lines, one after another, until the coder leaves or there are no more; each card is told once."""
    tell(f"ilccode {head.what}: {head.study}, coder {head.coder}. ? explains the keys.")
    _tell_card(sitting, tell)
    for line in lines:
        before = _shown(sitting.state)
        _play(sitting, line.strip(), tell)
        if sitting.is_over:
            break
        if _shown(sitting.state) != before:
            _tell_card(sitting, tell)
        else:
            tell(_prompt(sitting.state))
    progress = sitting.progress
    tell(f"Left: {progress.done} answered, {progress.left} open. All that was saved is kept.")


def _shown(state: State) -> tuple[object, ...]:
    """What a coder has to be told anew when it is another."""
    return (state.card.unit if state.card else "", state.context, state.mode)


def _play(sitting: Sitting, line: str, tell: Tell) -> None:
    """Play one line: codes, an act, or an act with its text."""
    state = sitting.state
    first, _, rest = line.partition(" ")
    if state.mode in ("kind", "reason") and not line:
        sitting.press("escape")
    elif state.mode == "kind":
        sitting.press(line)
    elif state.mode == "reason":
        sitting.play([*line, "enter"])
    elif line == "?" or first == "?":
        for told in _help(state, rest):
            tell(told)
        return
    elif first in _TEXTS:
        sitting.press(first)
        if sitting.state.mode == _TEXTS[first]:
            sitting.play([*rest, "enter"])
    elif state.is_yes_or_no and (line in ("y", "n") or not line):
        sitting.press(line or "enter")
    elif len(line) == 1 and (line in _ACTS or line.isupper()):
        sitting.press(line)
        _wait_for_evidence(sitting, tell)
    else:
        _answer(sitting, line)
    if sitting.state.message and not sitting.is_over:
        tell(sitting.state.message[:1].upper() + sitting.state.message[1:] + ".")


def _answer(sitting: Sitting, line: str) -> None:
    """Save the codes that a line names by number or key; an empty line accepts what is ticked."""
    state = sitting.state
    named = line.replace(",", " ").split()
    known = {str(o.number): o for o in state.options} | {o.code.key.casefold(): o for o in state.options}
    strange = [word for word in named if word.casefold() not in known]
    if strange:
        sitting.say(f"{', '.join(strange)}: expected numbers or keys of codes, or a letter; ? explains")
        return
    if named:
        codes = frozenset(known[word.casefold()].code.key for word in named)
        sitting.tick(codes)
        if sitting.state.ticked != codes:
            sitting.tick(state.ticked)
            sitting.say(f"{', '.join(named)}: these codes exclude one another")
            return
    sitting.press("enter")


def _wait_for_evidence(sitting: Sitting, tell: Tell) -> None:
    if sitting.state.mode != "evidence":
        return
    until = time.monotonic() + _PATIENCE
    while not sitting.state.evidence and time.monotonic() < until:
        time.sleep(_WAIT)
        sitting.look()
    for row in evidence_page(sitting.state.evidence, _NO_WRAP):
        tell(_text(row))
    sitting.press("escape")


def _tell_card(sitting: Sitting, tell: Tell) -> None:
    for line in _card(sitting):
        tell(line)
    tell(_prompt(sitting.state))


def _card(sitting: Sitting) -> Iterator[str]:
    """A card in words: where it stands, what was said before, the segment, what is suggested."""
    state, card = sitting.state, sitting.state.card
    if card is None:
        yield from NOTHING
        return
    if state.mode != "card":
        return
    done = sitting.progress.done
    yield ""
    yield f"[{done + 1} of {done + sitting.progress.left}] {_place(card)}"
    if card.at < 0:
        yield from (f"{line.speaker}: {safe_line(line.words)}" for line in card.lines)
    else:
        yield from _around(card, CONTEXTS[state.context])
    for letter, voice in zip("ABCDEFGHIJ", card.voices, strict=False):
        memos = f"; memo: {' | '.join(voice.memos)}" if voice.memos else ""
        yield safe_line(
            f"{letter}: {voice.name} ({voice.seen}): {', '.join(voice.codes) or 'no code'}{memos}"
        )
    if card.voices:
        yield from (safe_line(f"{o.number} {o.code.key}: {o.code.definition}") for o in card.options)
        yield f"The model's scores: {card.model or 'none'}."
    else:
        yield _suggested(card)
    named = [f"{o.number} {o.code.key}" for o in card.options if o.code.key in state.ticked]
    if state.ticked != {option.code.key for option in card.suggested}:
        yield f"Ticked, and saved by an empty line: {'; '.join(named) or 'no code'}."
    yield "Codes: " + "; ".join(f"{o.number} {o.code.key}" for o in card.options) + "."


def _place(card: Card) -> str:
    if card.at < 0:
        return safe_line(f"{card.kind} {card.title}, {card.excerpts}")
    line = card.lines[card.at]
    parts = [card.title, card.participant, f"turn {line.number} of {len(card.lines)}", _time(line)]
    flag = ["flagged"] if card.is_flagged else []
    return safe_line(", ".join(filter(None, [*parts, *flag, card.reason])))


def _time(line: Line) -> str:
    if line.at is None:
        return ""
    return f"{int(line.at) // 60} min {int(line.at) % 60} s"


def _around(card: Card, context: int | None) -> Iterator[str]:
    first = 0 if context is None else max(0, card.at - context)
    last = len(card.lines) if context is None else card.at + 1 + context
    before, after = card.lines[first : card.at], card.lines[card.at + 1 : last]
    yield from (safe_line(f"before: {line.speaker}: {line.words}") for line in before)
    yield safe_line(f"SEGMENT: {card.lines[card.at].words[card.start : card.end]}")
    yield from (safe_line(f"after: {line.speaker}: {line.words}") for line in after)


def _suggested(card: Card) -> str:
    if card.is_blind:
        return "Blind: nothing is suggested."
    return f"Suggested: {'; '.join(map(_option, card.suggested)) or 'no code'}."


def _option(option: Option) -> str:
    cues = f" ({'; '.join(option.cues)})" if option.cues else ""
    return safe_line(f"{option.number} {option.code.key} {option.shown_score}{cues}")


def _prompt(state: State) -> str:
    if state.mode == "kind":
        kinds = ", ".join(f"{key} {name}" for key, name in KINDS.items())
        return f"Why do they differ? {kinds}; an empty line goes back"
    if state.mode == "reason":
        return "The reason, in a line (an empty one goes back):"
    if state.card is None:
        return "u undo, g go to, q quit"
    numbers = [option.number for option in state.options]
    if state.is_yes_or_no:
        return f"{state.options[0].code.key}? y applies, n does not, s skip, u undo, ? help, q quit"
    return f"Codes {numbers[0]}-{numbers[-1]}, Enter accepts, n none, s skip, u undo, ? help, q quit"


def _help(state: State, wanted: str) -> Iterator[str]:
    """The keys; of a code that is named, what the codebook says of it."""
    for option in state.options:
        if wanted.strip().casefold() in (str(option.number), option.code.key.casefold()):
            yield from map(_text, code_page(option, _NO_WRAP))
            return
    yield from _KEYS


def _text(row: Row) -> str:
    return "".join(text for text, _ in row)
