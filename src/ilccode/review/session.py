"""A review as a pure function: a state and a key in, the next state and what is to be done out.

Digits are codes, letters are acts. Keys are named as they are on a keyboard: `a`, `7`, `enter`, `shift+tab`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ilccode.review.acts import Act, Answer, Evidence, GoTo, Leave, Note, Skip, Undo
from ilccode.review.cards import Card, Option

PAGE = 9
"""Codes on a page: as many as there are digits."""

CONTEXTS = (2, 8, None)
"""How many turns before and after are shown; none is all of them."""

KINDS = {"o": "oversight", "r": "unclear_rule", "b": "ambiguity"}
"""Why coders differ, by key: one overlooked something, the rule is unclear, both readings may stand."""

NOTHING = (
    "Nothing is left to ask.",
    "What others have answered comes to you as well with --blind, --overlap 20% or --strategy disagreement.",
)
"""What is said in place of a card."""


@dataclass(frozen=True, kw_only=True)
class State:
    """What is on the screen.

    `mode` is `card`, a text that is being typed (`memo`, `find`, `goto`, `reason`), a page over the card
    (`help`, `evidence`), or the question `kind`. `cursor` is an option's place; the page of codes is the one
    that it stands on. `scroll` counts rows. Without a card nothing is left to ask.
    """

    card: Card | None
    ticked: frozenset[str] = frozenset()
    cursor: int = 0
    mode: str = "card"
    typed: str = ""
    kind: str = ""
    context: int = 0
    scroll: int = 0
    message: str = ""
    evidence: tuple[str, ...] = ()
    is_sweep: bool = False

    @property
    def options(self) -> tuple[Option, ...]:
        return self.card.options if self.card else ()

    @property
    def page(self) -> int:
        """Which page of codes is shown, from 0: nine numbers make one."""
        return _page(self.current) if self.current else 0

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages that there are; one whose codes are not asked about is passed over."""
        return tuple(dict.fromkeys(map(_page, self.options)))

    @property
    def shown(self) -> tuple[Option, ...]:
        """The codes of the page, at most nine."""
        return tuple(option for option in self.options if _page(option) == self.page)

    @property
    def is_yes_or_no(self) -> bool:
        """Whether the card asks about one code, in a sweep."""
        return self.is_sweep and len(self.options) == 1

    @property
    def current(self) -> Option | None:
        """The code under the cursor."""
        return self.options[self.cursor] if self.options else None

    @property
    def codes(self) -> tuple[str, ...]:
        """The ticked codes, in the codebook's order."""
        return tuple(option.code.key for option in self.options if option.code.key in self.ticked)

    @property
    def found(self) -> tuple[Option, ...]:
        """The codes that the typed letters may mean, those that begin so first."""
        wanted = self.typed.strip().casefold()
        return tuple(sorted((o for o in self.options if _fit(o, wanted)), key=lambda o: _fit(o, wanted)))


def dealt(card: Card | None, before: State | None = None, *, message: str = "") -> State:
    """The state in which a card is put down; how much context is wanted stays as it was."""
    return State(
        card=card,
        ticked=card.ticked if card else frozenset(),
        cursor=_first_ticked(card),
        context=before.context if before else 0,
        is_sweep=before.is_sweep if before else False,
        message=message,
    )


def press(state: State, key: str) -> tuple[State, Act | None]:
    """What a key does."""
    return _MODES[state.mode](replace(state, message=""), key)


def _first_ticked(card: Card | None) -> int:
    options = card.options if card else ()
    return next((place for place, o in enumerate(options) if card and o.code.key in card.ticked), 0)


def _page(option: Option) -> int:
    return (option.number - 1) // PAGE


def digit(option: Option) -> int:
    """The digit of a code on its page."""
    return (option.number - 1) % PAGE + 1


def _fit(option: Option, wanted: str) -> int:
    """How well a code fits what was typed: 1 for a beginning, 2 for a part; 0 for not at all."""
    names = (option.code.key.casefold(), option.code.name.casefold())
    if any(name.startswith(wanted) for name in names):
        return 1
    return 2 if any(wanted in name for name in names) else 0


def _on_card(state: State, key: str) -> tuple[State, Act | None]:
    if state.card is None:
        return _on_nothing(state, key)
    if state.is_yes_or_no:
        return _swept(state, key)
    if key in _DIGITS:
        return _digit(state, int(key)), None
    if state.card.voices and len(key) == 1 and key.isupper():
        return _sided(state, ord(key) - ord("A")), None
    if key in _MOVES:
        return _MOVES[key](state), None
    if key in _ACTS:
        return _ACTS[key](state)
    return replace(state, message=f"{key} does nothing here; the line below names the keys"), None


def _swept(state: State, key: str) -> tuple[State, Act | None]:
    """One code: it applies, or it does not."""
    if key in ("y", "n"):
        return state, Answer(codes=tuple(o.code.key for o in state.options if key == "y"))
    if key in _ACTS and key not in ("enter", "/"):
        return _ACTS[key](state)
    if key in ("x", "pagedown", "pageup"):
        return _MOVES[key](state), None
    return replace(state, message="y or n says whether the code applies, s skips"), None


def _on_nothing(state: State, key: str) -> tuple[State, Act | None]:
    if key in ("g", "q", "u"):
        return _ACTS[key](state)
    return replace(state, message=f"{key} does nothing here: {NOTHING[0].lower()}"), None


def _digit(state: State, wanted: int) -> State:
    place = _place(state, wanted)
    if place is None:
        return replace(state, message=f"no code has the number {wanted} here")
    return _toggled(replace(state, cursor=place))


def _place(state: State, wanted: int) -> int | None:
    """The place of the code that has a digit on the page."""
    places = (place for place, option in enumerate(state.options) if option in state.shown)
    return next((place for place in places if digit(state.options[place]) == wanted), None)


def _toggled(state: State) -> State:
    """The code under the cursor ticked, or not any more; of those that exclude one another at most one is."""
    option = state.current
    if option is None:
        return state
    key = option.code.key
    if key in state.ticked:
        return replace(state, ticked=state.ticked - {key})
    rivals = {o.code.key for o in state.options if o.group == option.group and o.group.kind != "any"}
    return replace(state, ticked=(state.ticked - rivals) | {key})


def ticked(state: State, codes: frozenset[str]) -> State:
    """Exactly these codes ticked; of those that exclude one another, the last one counts."""
    state = replace(state, ticked=frozenset())
    for place, option in enumerate(state.options):
        if option.code.key in codes:
            state = _toggled(replace(state, cursor=place))
    return state


def _sided(state: State, number: int) -> State:
    """What one of the coders says, ticked."""
    voices = state.card.voices if state.card else ()
    if number >= len(voices):
        return replace(state, message="no coder has that letter")
    return ticked(state, frozenset(voices[number].codes))


def _moved(step: int) -> Callable[[State], State]:
    def move(state: State) -> State:
        return replace(state, cursor=max(0, min(len(state.options) - 1, state.cursor + step)))

    return move


def _turned(step: int) -> Callable[[State], State]:
    """Another page of codes, the first after the last."""

    def turn(state: State) -> State:
        pages = state.pages
        if len(pages) < 2:
            return replace(state, message="there is one page only")
        page = pages[(pages.index(state.page) + step) % len(pages)]
        return replace(state, cursor=[_page(option) for option in state.options].index(page))

    return turn


def _scrolled(step: int) -> Callable[[State], State]:
    def scroll(state: State) -> State:
        return replace(state, scroll=state.scroll + step)

    return scroll


def _widened(state: State) -> State:
    context = (state.context + 1) % len(CONTEXTS)
    size = CONTEXTS[context]
    told = f"{size} turns before and after" if size else "the whole interview; page up, page down"
    return replace(state, context=context, scroll=0, message=told)


def _open(mode: str) -> Callable[[State], tuple[State, Act | None]]:
    def open_(state: State) -> tuple[State, Act | None]:
        return replace(state, mode=mode, typed="", scroll=0), None

    return open_


def _entered(state: State) -> tuple[State, Act | None]:
    return _given(state, state.codes)


def _given(state: State, codes: tuple[str, ...]) -> tuple[State, Act | None]:
    """An answer; a ruling needs to say first why coders differ."""
    if state.card and state.card.voices:
        return replace(ticked(state, frozenset(codes)), mode="kind"), None
    return state, Answer(codes=codes)


def _asked_why(state: State) -> tuple[State, Act | None]:
    if state.card and state.card.is_blind:
        return replace(state, message="this card is blind: it shows neither suggestions nor reasons"), None
    if state.mode == "evidence":
        return replace(state, mode="card", scroll=0), None
    return replace(state, mode="evidence", scroll=0), Evidence()


def _act(act: Act) -> Callable[[State], tuple[State, Act | None]]:
    return lambda state: (state, act)


_DIGITS = frozenset("123456789")

_MOVES: Mapping[str, Callable[[State], State]] = {
    "space": _toggled,
    "up": _moved(-1),
    "down": _moved(1),
    "tab": _turned(1),
    "shift+tab": _turned(-1),
    "pagedown": _scrolled(5),
    "pageup": _scrolled(-5),
    "x": _widened,
}

_ACTS: Mapping[str, Callable[[State], tuple[State, Act | None]]] = {
    "enter": _entered,
    "n": lambda state: _given(state, ()),
    "s": _act(Skip()),
    "u": _act(Undo()),
    "f": _act(Note(kind="flag")),
    "q": _act(Leave()),
    "m": _open("memo"),
    "g": _open("goto"),
    "/": _open("find"),
    "?": _open("help"),
    "e": _asked_why,
}


def _on_page(state: State, key: str) -> tuple[State, Act | None]:
    """Help and evidence: digits and arrows choose a code, paging scrolls, all else closes."""
    if key in _DIGITS:
        place = _place(state, int(key))
        return replace(state, cursor=state.cursor if place is None else place), None
    if key in ("up", "down", "tab", "shift+tab", "pagedown", "pageup"):
        moved = _MOVES[key](state)
        return replace(moved, scroll=max(0, moved.scroll if "page" in key else 0)), None
    return replace(state, mode="card", scroll=0), None


def _on_text(state: State, key: str) -> tuple[State, Act | None]:
    """Letters are text here; enter takes it, escape leaves it."""
    if key == "escape":
        return replace(state, mode="card", typed="", kind=""), None
    if key == "enter":
        return _TAKEN[state.mode](replace(state, mode="card", typed=""), state.typed.strip(), state)
    if key == "backspace":
        return replace(state, typed=state.typed[:-1]), None
    typed = " " if key == "space" else key
    return replace(state, typed=state.typed + typed) if len(typed) == 1 else state, None


def _memo(state: State, text: str, _: State) -> tuple[State, Act | None]:
    return (state, Note(kind="memo", text=text)) if text else (replace(state, message="no memo kept"), None)


def _goto(state: State, text: str, _: State) -> tuple[State, Act | None]:
    return (state, GoTo(wanted=text)) if text else (state, None)


def _find(state: State, text: str, before: State) -> tuple[State, Act | None]:
    if not text:
        return state, None
    if not before.found:
        return replace(state, message=f"no code is called so: {text}"), None
    return _toggled(replace(state, cursor=state.options.index(before.found[0]))), None


def _reason(state: State, text: str, before: State) -> tuple[State, Act | None]:
    if not text:
        return replace(before, message="a ruling needs its reason, in a line; escape goes back"), None
    return replace(state, kind=""), Answer(codes=state.codes, kind=state.kind, reason=text)


_TAKEN: Mapping[str, Callable[[State, str, State], tuple[State, Act | None]]] = {
    "memo": _memo,
    "goto": _goto,
    "find": _find,
    "reason": _reason,
}


def _on_kind(state: State, key: str) -> tuple[State, Act | None]:
    if key in KINDS:
        return replace(state, mode="reason", kind=KINDS[key], typed=""), None
    if key == "escape":
        return replace(state, mode="card"), None
    return replace(state, message="o, r or b; escape goes back"), None


_MODES: Mapping[str, Callable[[State, str], tuple[State, Act | None]]] = {
    "card": _on_card,
    "help": _on_page,
    "evidence": _on_page,
    "kind": _on_kind,
    **dict.fromkeys(_TAKEN, _on_text),
}
