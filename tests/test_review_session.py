"""A review as a pure function: keys in, answers out; and a thousand random sittings on a real store."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import TEA, silent
from ilccode import steps
from ilccode.errors import NoRoom
from ilccode.log import in_force
from ilccode.model import Code, Decision, Group, Memo, Record
from ilccode.review.acts import Answer, Evidence, GoTo, Leave, Note, Skip, Undo
from ilccode.review.cards import Card, Line, Option, Voice
from ilccode.review.session import State, dealt, press
from ilccode.review.sitting import Done, Progress, Sitting
from ilccode.steps.imported import Wishes
from ilccode.steps.queueing import Wanted
from ilccode.steps.reviewing import ReviewDesk

NAMED = {"\n": "enter", "\t": "tab", "<": "escape", "~": "backspace", " ": "space", "^": "up", "v": "down"}


def keys(text: str) -> list[str]:
    """A key string: `\\n` is enter, `\\t` tab, `<` escape, `~` backspace, `^` up, `v` down."""
    return [NAMED.get(letter, letter) for letter in text]


def card(
    number: int = 1, codes: int = 3, kind: str = "any", suggested: tuple[int, ...] = (), **more: object
) -> Card:
    """A card with codes c1, c2, …"""
    group = Group(key="g", kind=kind, unit="segment")
    options = tuple(
        Option(
            code=Code(key=f"c{n}", name=f"Code {n}", group="g", definition="So."),
            group=group,
            number=n,
            is_suggested=n in suggested,
        )
        for n in range(1, codes + 1)
    )
    lines = tuple(Line(number=n, speaker="Anna", words=f"Words {n}.") for n in range(1, 6))
    made = Card(
        unit=f"seg_{number}",
        kind="segment",
        title="anna",
        options=options,
        lines=lines,
        at=2,
        end=8,
        ticked=frozenset(f"c{n}" for n in suggested),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def after(text: str, made: Card | None = None, **more: object) -> tuple[State, list[object]]:
    """The state after some keys on one card, and the acts that they lead to."""
    state, acts = replace(dealt(made or card()), **more), []  # type: ignore[arg-type]
    for key in keys(text):
        state, act = press(state, key)
        acts += [act] if act else []
    return state, acts


# keys


@pytest.mark.parametrize(
    ("text", "codes"),
    [("1\n", ("c1",)), ("31\n", ("c1", "c3")), ("113\n", ("c3",)), ("\n", ()), ("v \n", ("c2",))],
)
def test_digits_tick_codes_and_enter_saves_what_is_ticked(text: str, codes: tuple[str, ...]):
    assert after(text)[1] == [Answer(codes=codes)]


def test_what_is_suggested_is_ticked_and_rejecting_costs_one_key():
    suggested = card(suggested=(1, 3))
    assert after("\n", suggested)[1] == [Answer(codes=("c1", "c3"))]
    assert after("n", suggested)[1] == [Answer(codes=())]
    assert after("1\n", suggested)[1] == [Answer(codes=("c3",))]


@pytest.mark.parametrize("kind", ["exclusive", "ordered"])
def test_codes_that_exclude_one_another_take_turns(kind: str):
    assert after("12\n", card(kind=kind))[1] == [Answer(codes=("c2",))]
    assert after("122\n", card(kind=kind))[1] == [Answer(codes=())]


@pytest.mark.parametrize(
    ("key", "act"),
    [("s", Skip()), ("u", Undo()), ("q", Leave()), ("f", Note(kind="flag")), ("e", Evidence())],
)
def test_letters_are_acts(key: str, act: object):
    assert after(key)[1] == [act]


def test_in_a_memo_letters_are_text():
    state, acts = after("mquite nsu 12~!\n")
    assert acts == [Note(kind="memo", text="quite nsu 1!")]
    assert (state.mode, state.ticked) == ("card", frozenset())
    assert after("mno<")[1] == []
    assert after("m  \n")[0].message == "no memo kept"


def test_go_to_takes_a_place():
    assert after("g12\n")[1] == [GoTo(wanted="12")]


def test_codes_are_found_by_their_letters():
    assert after("/code 2\n\n")[1] == [Answer(codes=("c2",))]
    assert "no code is called so" in after("/zebra\n")[0].message


def test_more_than_nine_codes_come_in_pages():
    many = card(codes=12)
    state, _ = after("\t", many)
    assert (state.page, [option.number for option in state.shown]) == (1, [10, 11, 12])
    assert after("\t3\n", many)[1] == [Answer(codes=("c12",))]
    assert after("\t\t1\n", many)[1] == [Answer(codes=("c1",))]
    assert "no code has the number 9" in after("\t9", many)[0].message


def test_a_code_keeps_its_number_where_not_all_are_asked_about():
    some = card(codes=12)
    some = replace(some, options=(some.options[1], some.options[3], some.options[11]))
    assert after("4\t3\n", some)[1] == [Answer(codes=("c4", "c12"))]
    assert "no code has the number 1" in after("1", some)[0].message


def test_a_sweep_takes_yes_and_no():
    one = card(codes=1)
    assert after("y", one, is_sweep=True)[1] == [Answer(codes=("c1",))]
    assert after("n", one, is_sweep=True)[1] == [Answer(codes=())]
    assert after("\n", one, is_sweep=True)[1] == []


def test_a_blind_card_gives_no_reasons():
    state, acts = after("e", card(is_blind=True))
    assert (acts, state.mode) == ([], "card")
    assert "blind" in state.message


def test_help_is_about_the_code_under_the_cursor_and_any_other_key_closes_it():
    state, _ = after("?3")
    assert (state.mode, state.current and state.current.code.key) == ("help", "c3")
    assert after("?q")[0].mode == "card"
    assert after("?q")[1] == []


def test_a_ruling_says_why_coders_differ():
    voices = (
        Voice(name="ann", codes=("c1",), seen="blind"),
        Voice(name="ben", codes=("c2",), seen="blind"),
    )
    differing = card(voices=voices)
    assert after("B\noclear enough\n", differing)[1] == [
        Answer(codes=("c2",), kind="oversight", reason="clear enough")
    ]
    assert after("nrnone\n", differing)[1] == [Answer(codes=(), kind="unclear_rule", reason="none")]
    assert after("A\nb\n", differing)[1] == []
    assert "needs its reason" in after("A\nb\n", differing)[0].message
    assert after("A\n<", differing)[0].mode == "card"


def test_an_unknown_key_is_told_and_does_nothing():
    state, acts = after("z")
    assert acts == []
    assert "z does nothing here" in state.message


# sittings


class Table:
    """A desk of cards in memory."""

    def __init__(self, cards: list[Card]) -> None:
        self.cards, self.kept, self.taken_back, self.is_full = list(cards), [], [], False
        self.is_locked = False

    def deal(self) -> Card | None:
        if self.is_locked:
            raise NoRoom("the store is locked")
        return self.cards.pop(0) if self.cards else None

    def find(self, wanted: str, _here: Card | None) -> Card | str:
        return card(int(wanted)) if wanted.isdecimal() else f"{wanted}: no such turn"

    def keep(self, made: Card, answer: Answer) -> Record:
        if self.is_full:
            raise NoRoom("study.db: cannot be written")
        self.kept.append((made.unit, answer.codes))
        return Decision(unit=made.unit, codebook="", coder="", asked=(), codes=answer.codes, made_at="")

    def note(self, made: Card, note: Note) -> tuple[Record, Card]:
        memo = Memo(about=made.unit, kind=note.kind, coder="", text=note.text, made_at="")
        return memo, replace(made, memos=(*made.memos, note.text))

    def take_back(self, _kept: Record, made: Card) -> None:
        self.taken_back.append(made.unit)

    def earlier(self) -> tuple[Record, Card] | None:
        return None

    def set_aside(self, made: Card) -> None:
        self.cards.append(made)

    def put_back(self, made: Card) -> None:
        self.cards.insert(0, made)

    def evidence(self, _made: Card) -> tuple[str, ...] | None:
        return ("because",)

    def progress(self, _card: Card | None) -> Progress:
        return Progress(done=len(self.kept), left=len(self.cards))

    def close(self) -> None:
        pass


def play(text: str, cards: int = 3) -> tuple[Sitting, Table]:
    table, ticks = Table([card(number) for number in range(1, cards + 1)]), count(0, 10)
    sitting = Sitting(table, clock=lambda: float(next(ticks)))
    sitting.play(keys(text))
    return sitting, table


def test_a_skipped_card_comes_back_at_the_end():
    sitting, table = play("s1\n2\n3\n")
    assert table.kept == [("seg_2", ("c1",)), ("seg_3", ("c2",)), ("seg_1", ("c3",))]
    assert sitting.state.card is None
    assert sitting.state.message == "saved: c3"


def test_undo_takes_back_without_limit_and_the_card_comes_again_as_it_was_left():
    sitting, table = play("1\n2\nuu")
    assert table.taken_back == ["seg_2", "seg_1"]
    assert (sitting.state.card.unit, sitting.state.ticked) == ("seg_1", {"c1"})
    sitting.play(keys("3\n\n"))
    assert table.kept[2:] == [("seg_1", ("c1", "c3")), ("seg_2", ("c2",))]


def test_undo_of_a_skip_and_of_nothing():
    sitting, table = play("su")
    assert (sitting.state.card.unit, table.taken_back) == ("seg_1", [])
    sitting.play("u")
    assert sitting.state.message == "there is nothing to take back"


def test_going_elsewhere_leaves_the_card_for_next():
    sitting, _ = play("1g9\n")
    assert sitting.state.card.unit == "seg_9"
    sitting.play(keys("2\n"))
    assert (sitting.state.card.unit, sitting.state.ticked) == ("seg_1", {"c1"})
    assert play("gnowhere\n")[0].state.message == "nowhere: no such turn"


def test_what_cannot_be_stored_stays_on_the_screen():
    sitting, table = play("1")
    table.is_full = True
    sitting.play(keys("\n"))
    assert "not done: study.db: cannot be written" in sitting.state.message
    assert (sitting.state.card.unit, sitting.state.ticked, sitting.recent) == ("seg_1", {"c1"}, [])
    table.is_full = False
    sitting.play(keys("\n"))
    assert table.kept == [("seg_1", ("c1",))]


def test_the_pace_is_the_median_of_the_last_answers():
    assert play("1\n2\n")[0].pace is None
    assert play("1\n2\n3\n", cards=5)[0].pace == pytest.approx(60 / 10, rel=0.5)


def test_an_answer_that_is_stored_is_said_to_be_even_if_no_next_card_can_be_had():
    sitting, table = play("")
    table.is_locked = True
    sitting.play(keys("1\n"))
    assert sitting.state.message == "saved: c1; no next card, any key tries again: the store is locked"
    table.is_locked = False
    sitting.play("n")
    assert (sitting.state.card.unit, table.kept) == ("seg_2", [("seg_1", ("c1",))])


@pytest.mark.parametrize("key", ["²", "٣", "ctrl+x", "", "f5"])
def test_a_strange_key_does_no_harm(key: str):
    for mode in ("card", "help", "kind", "memo"):
        state, act = press(replace(dealt(card()), mode=mode), key)
        assert act is None
        assert state.card == card()


def test_a_break_is_proposed_once():
    times = iter([0.0, 10.0, 10.0, 3000.0, 3000.0, 3010.0, 3010.0])
    sitting = Sitting(Table([card(n) for n in range(4)]), clock=lambda: next(times))
    told = []
    for _ in range(3):
        sitting.press("n")
        told.append("break" in sitting.state.message)
    assert told == [False, True, False]


# a thousand random sittings on a real store

KEYS = st.sampled_from([*"1112223nnnsufm?gx/ez", *["enter"] * 4, "escape", "tab", "up", "down", "space"])
MEMORY = Path("/dev/shm")
"""Where a thousand stores cost no time, if it is there."""


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """The folder of a study with a dozen segments, to be copied."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        (folder / "tea.yaml").write_text(TEA, encoding="utf-8")
        said = (f"INTERVIEWER: And {n}?\nP01: Milk goes in first, on day {n}. No sugar.\n" for n in range(12))
        (folder / "anna.txt").write_text("".join(said), encoding="utf-8")
        study = steps.init(folder / "study", [folder / "tea.yaml"])
        steps.import_files(study, [folder / "anna.txt"], wishes=Wishes(), track=silent)
        study.store.close()
        yield folder / "study"


def answers(kept: Iterable[Done]) -> dict[str, tuple[str, ...] | None]:
    """What stands by what a sitting remembers, the last first: by unit, the codes."""
    decisions = [done.kept for done in kept if isinstance(done.kept, Decision)]
    return {decision.unit: decision.codes for decision in reversed(decisions)}


@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(pressed=st.lists(KEYS, min_size=200, max_size=200), is_blind=st.booleans(), leave=st.integers(0, 200))
def test_whatever_is_pressed_the_log_replays_to_what_the_sitting_says(
    template: Path, pressed: list[str], is_blind: bool, leave: int
):
    folder = template.with_name(f"copy{next(_COPIES)}")
    shutil.copytree(template, folder)
    study = steps.open_study(folder)
    done: list[Done] = []
    for part in (pressed[:leave], pressed[leave:]):
        desk = ReviewDesk(study, study.codebooks["tea"], "ann", Wanted(is_blind=is_blind), learn_every=0)
        sitting = Sitting(desk)
        sitting.play(part)
        desk.close()
        log = [decision for decision in study.store.all(Decision) if decision.coder == "ann"]
        standing = {decision.unit: decision.codes for decision in in_force(log)}
        assert len(standing) == len(in_force(log))
        if not done:
            assert standing == answers(sitting.recent)
        assert answers(sitting.recent).items() <= standing.items()
        assert [decision.previous for decision in log] == ["", *(decision.id for decision in log[:-1])][
            : len(log)
        ]
        done = sitting.recent
    study.store.close()
    shutil.rmtree(folder)


_COPIES = count()
