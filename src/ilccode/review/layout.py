"""What stands where on the screen: a state in, rows of styled text out, for any size of terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rich.cells import cell_len

from ilccode.review.cards import Card
from ilccode.review.choices import choices
from ilccode.review.pages import code_page, evidence_page
from ilccode.review.session import State
from ilccode.review.sitting import Done, Progress
from ilccode.review.talk import talk
from ilccode.review.wrapping import Row, cut, end, length, padded, scrolled, wrapped
from ilccode.visible import safe_line

WIDE = 120
"""From this width on there is a second column: the codebook, and what was done last."""

_HIGH = 24
"""With so many rows in the middle, there is room for two of each definition."""

_LAST = 10
"""How many of the things that were done last are named."""

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
    "nothing": ("u undo  g go to  q quit", ""),
    "memo": ("type the memo; Enter keeps it, Escape leaves it", ""),
    "goto": ("a turn's number here, INTERVIEW and a number, or a segment's id; Escape leaves", ""),
    "find": ("letters of the code's name; Enter ticks it, Escape leaves", ""),
    "kind": ("why?  o oversight  r rule unclear  b both may stand  Escape back", ""),
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
        return scrolled(code_page(state.current, width), state.scroll, room)
    if state.mode == "evidence":
        return scrolled(evidence_page(state.evidence, width), state.scroll, room)
    codes = _fitting(state, width, max(0, room - 4))
    space = room - len(codes) - 1
    rows, is_cut = talk(state, width, space, is_wide=is_wide)
    return [*_filled(rows, space), _rule(width, " more: Page down " if is_cut else ""), *codes]


def _fitting(state: State, width: int, room: int) -> list[Row]:
    """The codes with as much beside them as fits; if they do not fit alone, those around the cursor."""
    rows: list[Row] = []
    for rules in (2, 1, 0):
        rows = list(choices(state, width, rules))
        if len(rows) <= room and (rules < 2 or room >= _HIGH):
            return rows
    cursor = next((place for place, row in enumerate(rows) if row and row[0][0].startswith(">")), 0)
    first = max(0, min(cursor - room // 2, len(rows) - room))
    return rows[first : first + room]


def _title(head: Head, progress: Progress, pace: float | None, width: int) -> Row:
    left = f"ilccode {head.what}  {head.study}  coder {head.coder}"
    done = f"{progress.done}/{progress.done + progress.left} done"
    right = "  ".join(filter(None, (done, _pace(pace), _time_left(progress.left, pace))))
    space = width - len(right) - 2
    return ((padded(safe_line(left), max(0, space)), "head"), ("  ", "head"), (cut(right, width), "head"))


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
        where, bar = f"{card.kind} {card.title}: {card.excerpts}", ""
    else:
        line = card.lines[card.at]
        where = f"{card.title}  {who}  turn {line.number} of {len(card.lines)}"
        bar = f"{_bar(card, width // 16)} {_clock(line.at)}"
    flag = "FLAGGED" if card.is_flagged else ""
    told = "  ".join(filter(None, (where, flag, card.reason, bar)))
    return ((cut(safe_line(told), width), "place"),)


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


def _footer(state: State, progress: Progress, width: int) -> list[Row]:
    """A line for messages or for what is typed, and the keys that mean something now."""
    keys = _KEYS[_keys_of(state)]
    typed = state.mode in ("memo", "goto", "find", "reason")
    found = f"   -> {state.found[0].code.key}" if state.mode == "find" and state.found else ""
    if typed:
        line: Row = ((f"{state.mode}: ", "key"), (f"{safe_line(state.typed)}▏{found}", "own"))
    elif state.message:
        line = ((cut(safe_line(state.message), width), "message"),)
    else:
        line = ((cut(progress.stop, width), "dim"),)
    return [_fitted(line, width), *(((cut(key, width), "key"),) for key in keys)]


def _keys_of(state: State) -> str:
    if state.mode != "card":
        return state.mode
    if state.card is None:
        return "nothing"
    return "ruling" if state.card.voices else "sweep" if state.is_yes_or_no else "card"


def _fitted(row: Row, width: int) -> Row:
    """A row whose end is seen, where it is too long: what is typed last counts."""
    if length(row) <= width:
        return row
    (first, style), (rest, other) = row[0], row[-1]
    return ((first, style), (end(rest, width - cell_len(first)), other))


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
            yield from islice(wrapped(((safe_line(memo), ""),), width), 3)


def _recent(recent: Sequence[Done], width: int) -> Iterator[Row]:
    if recent:
        yield ()
        yield (("done last (u takes back the first)", "head"),)
        yield from (((cut(safe_line(f"{_where(d.card)}: {d.told}"), width), "dim"),) for d in recent[:_LAST])


def _where(card: Card) -> str:
    return f"{card.title} {card.lines[card.at].number}" if card.at >= 0 else card.title


def _paired(left: Sequence[Row], right: Sequence[Row], room: int) -> Iterator[tuple[Row, Row]]:
    return zip(_filled(left, room), _filled(right, room), strict=True)


def _beside_one_another(left: Row, width: int, right: Row) -> Row:
    return (*left, (" " * max(0, width - length(left)), ""), (" │ ", "rule"), *right)


def _filled(rows: Sequence[Row], room: int) -> list[Row]:
    return [*rows[:room], *[()] * (room - len(rows))]
