"""What stands where on the screen: a state in, rows of styled text out, for any size of terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rich.cells import cell_len

from ilccode.review.cards import Card, Option
from ilccode.review.pages import code_page, evidence_page
from ilccode.review.session import CONTEXTS, State
from ilccode.review.sitting import Done, Progress
from ilccode.review.wrapping import Row, Span, cut, length, padded, wrapped
from ilccode.visible import safe_text

WIDE = 120
"""From this width on there is a second column: the codebook, and what was done last."""

_TAIL = 4000
"""How many characters of a long turn before the segment are shown at most."""

_ROOMY = (8, 5)
"""How many turns before and after there is room for beside a second column."""

_LAST = 10
"""How many of the things that were done last are named."""

_LABEL, _NEAR = 12, 8
"""Speakers' names take so many cells at most, by those of so many turns before and after."""

_KEYS = {
    "card": (
        "Enter save  1-9 code  n no code  s skip  u undo  m memo  f flag  e evidence",
        "? code help  x more context  / find code  Tab more codes  g go to  q quit",
    ),
    "sweep": (
        "y applies  n does not  s skip  u undo  m memo  f flag  e evidence",
        "? code help  x more context  g go to  q quit",
    ),
    "ruling": (
        "Enter settle  1-9 code  A B… as that coder  n no code  s skip  u undo  m memo",
        "? code help  x more context  f flag  g go to  q quit",
    ),
    "memo": ("type the memo; Enter keeps it, Escape leaves it", ""),
    "goto": ("a turn's number here, INTERVIEW and a number, or a segment's id; Escape leaves", ""),
    "find": ("letters of the code's name; Enter ticks it, Escape leaves", ""),
    "kind": ("why do they differ?  o oversight  r the rule is unclear  b both readings may stand", ""),
    "reason": ("type the reason, in a line; Enter settles, Escape goes back", ""),
    "help": ("1-9 or up, down another code  Page down more  any other key back", ""),
    "evidence": ("Page down more  any other key back", ""),
}


@dataclass(frozen=True, kw_only=True)
class Head:
    """What the first row says: what is done, in which study, by whom."""

    what: str
    study: str
    coder: str


def screen(
    head: Head,
    state: State,
    progress: Progress,
    pace: float | None,
    recent: Sequence[Done],
    width: int,
    height: int,
) -> list[Row]:
    """As many rows as the screen is high, none wider than it is."""
    width, height = max(width, 20), max(height, 8)
    left = width - _side(width) - 3 if width >= WIDE else width
    top = [_title(head, progress, pace, width), _place(state.card, width), _rule(width)]
    bottom = [_rule(width), *_footer(state, progress, width)]
    room = height - len(top) - len(bottom)
    body = _body(state, left, room, is_wide=width >= WIDE)
    if width >= WIDE:
        side = _beside(state, recent, width - left - 3, room)
        body = [_beside_one_another(row, left, other) for row, other in _paired(body, side, room)]
    return [*top, *_filled(body, room), *bottom]


def _side(width: int) -> int:
    return min(64, width * 2 // 5)


def _body(state: State, width: int, room: int, *, is_wide: bool) -> list[Row]:
    """The unit in its context above, the codes below; or a page over both."""
    if state.mode == "help" and state.current:
        return _scrolled(code_page(state.current, width), state.scroll, room)
    if state.mode == "evidence":
        return _scrolled(evidence_page(state.evidence, width), state.scroll, room)
    codes = [*_voices(state.card, width), *_codes(state, width), *_model(state.card, width)]
    codes = codes[: max(0, room - 3)]
    space = room - len(codes) - 1
    talk, is_cut = _talk(state, width, space, is_wide=is_wide)
    return [*_filled(talk, space), _rule(width, "more: Page down" if is_cut else ""), *codes]


def _title(head: Head, progress: Progress, pace: float | None, width: int) -> Row:
    left = f"ilccode {head.what}  {head.study}  coder {head.coder}"
    done = f"{progress.done}/{progress.done + progress.left} done"
    right = "  ".join(filter(None, (done, _pace(pace), _time_left(progress.left, pace))))
    space = width - len(right) - 2
    return ((padded(safe_text(left), max(0, space)), "head"), ("  ", "head"), (cut(right, width), "head"))


def _pace(pace: float | None) -> str:
    return "" if pace is None else f"{pace:.1f}/min"


def _time_left(left: int, pace: float | None) -> str:
    """How long it will take at this pace; nothing before there is one."""
    if pace is None or not left:
        return ""
    minutes = left / pace
    if minutes < 90:
        return f"~{max(1, round(minutes))} min left"
    return f"~{minutes / 60:.0f} h left"


def _place(card: Card | None, width: int) -> Row:
    """Where the unit stands: whose words, in which interview, at which turn and time; why it comes now."""
    if card is None:
        return (("", ""),)
    who = f"{card.participant} ({card.role})" if card.role == "interviewer" else card.participant
    if card.kind != "segment":
        where = f"{card.kind} {card.title}: {len(card.lines)} coded excerpts"
    else:
        line = card.lines[card.at]
        turn = f"turn {line.number} of {len(card.lines)} {_bar(card, width // 16)}"
        where = f"{card.title}  {who}  {turn}  {_clock(line.at)}"
    flag = "  FLAGGED" if card.is_flagged else ""
    return ((cut(safe_text(f"{where.rstrip()}{flag}  {card.reason}"), width), "place"),)


def _bar(card: Card, size: int) -> str:
    """Where in the interview the segment stands."""
    done = round(size * card.at / max(1, len(card.lines) - 1))
    return f"[{'#' * done}{'.' * (size - done)}]"


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return ""
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def _rule(width: int, told: str = "") -> Row:
    return (
        ("─" * (width - len(told) - 2), "rule"),
        (f" {told} " if told else "──", "key" if told else "rule"),
    )


def _talk(state: State, width: int, room: int, *, is_wide: bool) -> tuple[list[Row], bool]:
    """The segment, wrapped, with the turns around it dimmed; as much as there is room for.

    Also, whether the unit goes on below.
    """
    card = state.card
    if card is None:
        return [((cut(state.message, width), "message"),)], False
    if card.at < 0:
        rows = _scrolled(_listed(card, width), state.scroll, room + 1)
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
    return max(spare - after, spare // 2, room // 2 if state.context else 2)


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
    label = f"{'>' if is_own else ' '}{line.number:>5} {padded(safe_text(line.speaker), _label_width(card))} "
    words = line.words if is_own or len(line.words) <= _TAIL else f"…{line.words[-_TAIL:]}"
    parts: tuple[Span, ...]
    if is_own:
        parts = (
            (safe_text(words[: card.start]), "dim"),
            (safe_text(words[card.start : card.end]), "own"),
            (safe_text(words[card.end :]), "dim"),
        )
    else:
        parts = ((safe_text(words), "dim"),)
    return wrapped(parts, width, " " * cell_len(label), (label, "label" if is_own else "dim"))


def _label_width(card: Card) -> int:
    """How wide speakers' names are around the segment, within reason."""
    near = card.lines[max(0, card.at - _NEAR) : card.at + _NEAR + 1]
    return min(_LABEL, max(len(line.speaker) for line in near))


def _listed(card: Card, width: int) -> Iterator[Row]:
    """The excerpts of a higher unit, with their codes."""
    if not card.lines:
        yield (("nothing in it has been given a code yet", "dim"),)
    for line in card.lines:
        label = f"{line.number:>5} "
        spans = ((f"[{safe_text(line.speaker)}] ", "key"), (safe_text(line.words), ""))
        yield from wrapped(spans, width, " " * len(label), (label, "dim"))


def _codes(state: State, width: int) -> Iterator[Row]:
    """The page of codes: number, tick, key, name; what is suggested by sign, word and score."""
    longest = max((len(option.code.key) for option in state.options), default=0)
    for digit, option in enumerate(state.shown, start=1):
        yield _code(state, option, digit, min(longest, 24), width)
        if state.card and state.card.voices:
            yield from islice(_definition(option, width), 2)
    if state.pages > 1:
        first, last = state.shown[0].number, state.shown[-1].number
        told = f"   page {state.page + 1} of {state.pages}: codes {first} to {last}; Tab turns it"
        yield ((cut(told, width), "dim"),)


def _definition(option: Option, width: int) -> Iterator[Row]:
    return wrapped(((safe_text(option.code.definition), "dim"),), width, " " * 7, (" " * 7, ""))


def _code(state: State, option: Option, digit: int, longest: int, width: int) -> Row:
    is_ticked = option.code.key in state.ticked
    mark = ">" if option is state.current else " "
    shape = ("(x)", "( )") if option.group.kind != "any" else ("[x]", "[ ]")
    tick = shape[0] if is_ticked else shape[1]
    score = "" if option.score is None else f"{option.score:.2f}"
    told = f"* suggested {score}" if option.is_suggested else score
    cues = f"  {'; '.join(option.cues)}" if option.cues else ""
    text = f"{mark}{digit} {tick} {padded(option.code.key, longest)}  {safe_text(option.code.name)}"
    right = cut(safe_text(f"{told}{cues}"), width // 2)
    style = "ticked" if is_ticked else ""
    return ((padded(text, width - len(right) - 1), style), (" ", ""), (right, "suggested"))


def _voices(card: Card | None, width: int) -> Iterator[Row]:
    """What each coder says, side by side with the others."""
    for letter, voice in zip("ABCDEFGHIJ", card.voices if card else (), strict=False):
        said = ", ".join(voice.codes) or "no code"
        text = f"{letter} {safe_text(voice.name)} ({voice.seen}): {said}"
        memos = f"  memo: {safe_text(' | '.join(voice.memos))}" if voice.memos else ""
        yield from islice(wrapped(((text, "own"), (memos, "dim")), width, "    "), 3)


def _model(card: Card | None, width: int) -> Iterator[Row]:
    """The model's view of a disagreement, last."""
    if card is not None and card.model:
        yield ((cut(f"the model's scores, for what they are worth: {card.model}", width), "dim"),)


def _footer(state: State, progress: Progress, width: int) -> list[Row]:
    """A line for messages or for what is typed, and the keys that mean something now."""
    keys = _KEYS[_keys_of(state)]
    typed = state.mode in ("memo", "goto", "find", "reason")
    found = f"   -> {state.found[0].code.key}" if state.mode == "find" and state.found else ""
    if typed:
        line: Row = ((f"{state.mode}: ", "key"), (f"{safe_text(state.typed)}▏{found}", "own"))
    elif state.message:
        line = ((cut(safe_text(state.message), width), "message"),)
    else:
        line = ((cut(progress.stop, width), "dim"),)
    return [_fitted(line, width), *(((cut(key, width), "key"),) for key in keys)]


def _keys_of(state: State) -> str:
    if state.mode != "card" or state.card is None:
        return state.mode
    return "ruling" if state.card.voices else "sweep" if state.is_sweep else "card"


def _fitted(row: Row, width: int) -> Row:
    """A row whose end is seen, where it is too long: what is typed last counts."""
    if length(row) <= width:
        return row
    (first, style), (rest, other) = row[0], row[-1]
    return ((first, style), (rest[-(width - len(first) - 1) :], other))


def _beside(state: State, recent: Sequence[Done], width: int, room: int) -> list[Row]:
    """The second column: the code under the cursor; below it the segment's memos, and what was done last."""
    below = [*_memos(state.card, width), *_recent(recent, width)]
    space = max(0, room - len(below))
    page = list(islice(code_page(state.current, width), space + 1)) if state.current else []
    if len(page) > space > 0:
        page = [*page[: space - 1], (("more: ?", "key"),)]
    return [*_filled(page, space), *below]


def _memos(card: Card | None, width: int) -> Iterator[Row]:
    if card is not None and card.memos:
        yield ()
        yield (("your memos", "head"),)
        for memo in card.memos[-5:]:
            yield from islice(wrapped(((safe_text(memo), ""),), width), 3)


def _recent(recent: Sequence[Done], width: int) -> Iterator[Row]:
    if recent:
        yield ()
        yield (("done last (u takes back the first)", "head"),)
        yield from (((cut(safe_text(f"{_where(d.card)}: {d.told}"), width), "dim"),) for d in recent[:_LAST])


def _where(card: Card) -> str:
    return f"{card.title} {card.lines[card.at].number}" if card.at >= 0 else card.title


def _paired(left: Sequence[Row], right: Sequence[Row], room: int) -> Iterator[tuple[Row, Row]]:
    return zip(_filled(left, room), _filled(right, room), strict=True)


def _beside_one_another(left: Row, width: int, right: Row) -> Row:
    return (*left, (" " * max(0, width - length(left)), ""), (" │ ", "rule"), *right)


def _scrolled(rows: Iterator[Row], scroll: int, room: int) -> list[Row]:
    """So many rows from a place on, that begins no later than the last one."""
    taken = list(islice(rows, max(0, scroll) + room))
    first = min(max(0, scroll), max(0, len(taken) - 1))
    return taken[first : first + room]


def _filled(rows: Sequence[Row], room: int) -> list[Row]:
    return [*rows[:room], *[()] * (room - len(rows))]
