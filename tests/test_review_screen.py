"""The full screen: keys reach the sitting, each size is filled and kept to, no text harms the terminal."""

from __future__ import annotations

import asyncio
import csv
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.events import Paste

from conftest import TEA, silent
from ilccode import steps
from ilccode.config import FILE
from ilccode.errors import NoRoom
from ilccode.log import in_force, notes_in_force
from ilccode.model import Decision, Memo, Record
from ilccode.review.layout import Head, screen
from ilccode.review.sitting import Sitting
from ilccode.review.terminal import ReviewApp
from ilccode.review.wrapping import Row, length
from ilccode.steps.queueing import Wanted
from ilccode.steps.reviewing import ReviewDesk
from ilccode.store import Store

SIZES = ((80, 24), (160, 50), (200, 60), (20, 8))
LONG = 200_000
HEAD = Head(what="review", study="study", coder="ann")
HOSTILE = {
    "markup": "[/oops] [bold]loud[/bold] [link=file:///etc/passwd]x[/link] \\[ [/]",
    "escapes": "\x1b[31mred\x1b[0m \x1b]52;c;aGFo==\x07 \x1b]0;title\x07 \x1b[2J\x1b[?1049l \x9b31m \x07\x08",
    "bidi": "\u202eright to left\u202c \u2066isolated\u2069 \u200fmark\u200e \u061c",
    "nothing to see": "a\u200bb\ufeffc\u2060d\u00ade \u180e",
    "wide": "彼女は牛乳を先に入れます。紅茶はその後です。" * 3,
    "emoji": "👩🏽‍🏫 👨‍👩‍👧‍👦 🇩🇪 ☕️ 🫖 ❤️‍🔥",
    "stacked": "Z\u0351\u0343\u034c\u0352a\u0310\u0304l\u0301g\u0335o\u0322" * 5,
    "no spaces": "milk" * 300,
    "rare": "\ud7ff\ue000\ufffd\U000e0041\U0010fffd \u2028\u2029\u0085",
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a terminal shows, a text for each row, and the sitting behind it."""

    drawn: Sequence[str]
    sitting: Sitting
    is_running: bool

    @property
    def text(self) -> str:
        return "\n".join(self.drawn)


def shown(
    study: steps.Study,
    *keys: str,
    size: tuple[int, int] = (80, 24),
    wanted: Wanted | None = None,
    is_kept_within: bool = True,
) -> Seen:
    """What is on a screen of some size after some keys; `paste:` pastes what follows, `size:` resizes.

    After each key, the rows are as many as the screen has, and no wider than it is.
    """
    [book] = study.codebooks.values()
    sitting = Sitting(ReviewDesk(study, book, "ann", wanted or Wanted(), learn_every=0))
    check = kept_within if is_kept_within else filled
    try:
        return asyncio.run(_shown(sitting, keys, size, check))
    finally:
        sitting.close()


async def _shown(
    sitting: Sitting, keys: Sequence[str], size: tuple[int, int], check: Callable[[ReviewApp, Sitting], None]
) -> Seen:
    app = ReviewApp(HEAD, sitting)
    async with app.run_test(size=size) as pilot:
        for key in keys:
            what, _, rest = key.partition(":")
            if what == "paste" and rest:
                app.post_message(Paste(rest))
                await pilot.pause()
            elif what == "size" and rest:
                width, height = map(int, rest.split("x"))
                await pilot.resize_terminal(width, height)
            else:
                await pilot.press(key)
            if app.is_running and not sitting.is_over:
                check(app, sitting)
        width, height = app.size
        drawn = [app.page.render_line(y).text for y in range(height)]
        assert {cell_len(row) for row in drawn} == {width}
        return Seen(drawn=drawn, sitting=sitting, is_running=app.is_running and not sitting.is_over)


def filled(app: ReviewApp, sitting: Sitting) -> list[Row]:
    """The rows that are laid out; they are as many as the screen has."""
    width, height = app.size
    rows = screen(HEAD, sitting.state, sitting.progress, sitting.pace, sitting.recent, width, height)
    assert len(rows) == height
    return rows


def kept_within(app: ReviewApp, sitting: Sitting) -> None:
    """The rows are no wider than the screen, either."""
    rows = filled(app, sitting)
    assert [(length(row), row) for row in rows if length(row) > app.size.width] == []


def is_harmful(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs") and character not in "\u200c\u200d"


def said(study: steps.Study) -> list[tuple[str, ...]]:
    """The codes of what is in force, in the order of the answers."""
    return [decision.codes or () for decision in in_force(study.store.all(Decision))]


def memos(study: steps.Study) -> list[str]:
    return [memo.text for memo in notes_in_force(study.store.all(Memo)) if memo.kind == "memo"]


def with_scores(study: steps.Study, *paths: Path) -> steps.Study:
    steps.import_files(study, list(paths), track=silent)
    steps.tag(study.reread(), track=silent)
    return study.reread()


@pytest.fixture
def tagged(study: steps.Study, tmp_path: Path) -> steps.Study:
    """A study with a dozen answers in it, and with scores."""
    answers = ("Milk goes in first, before the tea.", "We went out.", "No sugar for me. I never take sugar.")
    turns = [f"INTERVIEWER: What of day {day}?\nP01: {answers[day % 3]} Day {day}." for day in range(12)]
    (tmp_path / "anna.txt").write_text("Site: Kitchen\n\n" + "\n".join(turns) + "\n", encoding="utf-8")
    return with_scores(study, tmp_path / "anna.txt")


# keys


@pytest.mark.parametrize("size", SIZES)
def test_keys_reach_the_sitting_at_every_size(tagged, size):
    seen = shown(tagged, "n", "s", "1", "enter", "u", "n", size=size, is_kept_within=False)
    assert said(tagged) == [(), ()]
    assert seen.sitting.progress.done == 2
    assert seen.is_running


@pytest.mark.parametrize("size", SIZES)
def test_every_page_keeps_to_the_screen_at_every_size(tagged, size):
    looks = (
        "x",
        "x",
        "pageup",
        "pagedown",
        "question_mark",
        "pagedown",
        "escape",
        "tab",
        "shift+tab",
        "down",
    )
    types = ("slash", *"mil", "enter", "g", *"anna 6", "enter", "f", "m", *"why", "enter", "space")
    assert shown(tagged, *looks, *types, size=size).is_running


def test_the_screen_says_where_what_and_how(tagged):
    seen = shown(tagged)
    assert seen.drawn[0].startswith("ilccode review  study  coder ann")
    assert seen.drawn[0].rstrip().endswith("0/12 done")
    assert "anna  P01  turn " in seen.drawn[1]
    assert "1 [ ] milk_first  Milk first" in seen.text
    assert seen.drawn[-1].startswith("? code help")


def test_a_wide_screen_has_the_codebook_beside_the_interview(tagged):
    assert "The speaker pours the milk before the tea." in shown(tagged, "1", size=(160, 50)).text
    assert "The speaker pours the milk before the tea." not in shown(tagged, "1").text


def test_q_leaves_and_keeps_what_was_saved(tagged):
    assert not shown(tagged, "1", "2", "enter", "q").is_running
    assert len(said(tagged)) == 1


def test_ctrl_c_leaves_as_q_does(tagged):
    assert not shown(tagged, "n", "ctrl+c").is_running
    assert said(tagged) == [()]


def test_ctrl_c_leaves_a_memo_too(tagged):
    assert not shown(tagged, "m", *"half a", "ctrl+c").is_running
    assert memos(tagged) == []


def test_an_act_that_means_nothing_is_told(tagged):
    assert "does nothing here" in shown(tagged, "f5").text


def test_after_the_last_card_the_screen_says_so_and_q_still_leaves(tagged):
    seen = shown(tagged, *"n" * 12)
    assert "nothing is left to ask" in seen.text.casefold()
    assert len(said(tagged)) == 12
    assert not shown(tagged, "q").is_running


def test_keys_sent_in_one_go_are_all_taken_in_their_order(tagged):
    [book] = tagged.codebooks.values()
    sitting = Sitting(ReviewDesk(tagged, book, "ann", Wanted(is_blind=True), learn_every=0))

    async def typed() -> None:
        async with ReviewApp(HEAD, sitting).run_test() as pilot:
            await pilot.press(*"1", "enter", *"2", "enter", *"12", "enter", "n")

    asyncio.run(typed())
    sitting.close()
    assert said(tagged) == [("milk_first",), ("no_sugar",), ("milk_first", "no_sugar"), ()]


# typing


def test_letters_that_are_acts_elsewhere_are_letters_in_a_memo(tagged):
    words = "q n u? s / 1"
    seen = shown(tagged, "m", *("space" if c == " " else c for c in words), "enter")
    assert seen.is_running
    assert memos(tagged) == [words]
    assert said(tagged) == []


def test_escape_leaves_a_memo_and_backspace_takes_a_letter_off(tagged):
    shown(tagged, "m", *"lost", "escape", "m", *"kepp", "backspace", *"t", "enter")
    assert memos(tagged) == ["kept"]


def test_what_is_pasted_into_a_memo_is_text_in_one_line(tagged):
    shown(tagged, "m", "paste:quite new\nq\tn\n", "enter")
    assert memos(tagged) == ["quite new q n"]
    assert said(tagged) == []


def test_what_is_pasted_on_a_card_does_nothing(tagged):
    assert shown(tagged, "paste:nnn\n1\nqqq").is_running
    assert said(tagged) == []


@pytest.mark.parametrize("size", SIZES)
def test_what_is_typed_is_seen_to_its_end_and_harms_nothing(tagged, size):
    for text in HOSTILE.values():
        seen = shown(tagged, "m", f"paste:{text} END", size=size, is_kept_within=size != SIZES[-1])
        assert not set(filter(is_harmful, "".join(seen.drawn)))
        assert "END" in seen.text


# sizes


def test_another_size_is_filled_at_once(tagged):
    seen = shown(tagged, "1", "size:160x50", "2", "size:20x8", "size:200x60", "size:81x23")
    assert (len(seen.drawn), len(seen.drawn[0])) == (23, 81)
    assert "(81" not in seen.text
    assert "milk_first" in seen.text


def test_a_screen_smaller_than_can_be_laid_out_still_takes_keys(tagged):
    [book] = tagged.codebooks.values()
    sitting = Sitting(ReviewDesk(tagged, book, "ann", Wanted(), learn_every=0))

    async def typed() -> bool:
        async with ReviewApp(HEAD, sitting).run_test(size=(5, 2)) as pilot:
            await pilot.press("n")
            return pilot.app.is_running

    assert asyncio.run(typed())
    sitting.close()
    assert said(tagged) == [()]


def test_without_colour_the_screen_says_the_same(tagged, monkeypatch):
    coloured = shown(tagged, "1", size=(160, 50)).drawn
    monkeypatch.setenv("NO_COLOR", "1")
    assert shown(tagged, "1", size=(160, 50)).drawn == coloured


# text that would harm a terminal


def escaped(text: str) -> str:
    """A text as YAML writes it between double quotes, with nothing in it that YAML forbids."""
    plain = text.replace("\\", "").replace('"', "")
    return "".join(c if c.isascii() and c.isprintable() else f"\\U{ord(c):08x}" for c in plain)


@pytest.fixture
def hostile(tmp_path: Path) -> steps.Study:
    """A study whose interviews, speakers and codes hold whatever may stand in a text."""
    codes = [
        f'  - key: code_{n}\n    name: "Code {escaped(text)}"\n    group: habit\n'
        f'    definition: "Means {escaped(text)}"\n    examples: ["Ex {escaped(text)}"]\n'
        for n, text in enumerate(HOSTILE.values())
    ]
    book = tmp_path / "hostile.yaml"
    book.write_text(TEA.partition("  - key: milk_first")[0] + "".join(codes), encoding="utf-8")
    folder = tmp_path / "study"
    steps.init(folder, [book])
    (folder / FILE).write_text('embedder = "hashing"\n', encoding="utf-8")
    path = tmp_path / "talk.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("speaker", "text"))
        rows.writerows((f"P {text[:40]}", f"Milk first. {text}") for text in HOSTILE.values())
    return with_scores(steps.open_study(folder), path)


@pytest.mark.parametrize("size", SIZES)
def test_no_text_of_a_study_harms_the_screen(hostile, size):
    keys = ("f", "m", f"paste:{HOSTILE['escapes']}", "enter", "question_mark", *"1234", "escape", "x", "1")
    seen = shown(hostile, *keys, *"nnnn", *"u1", "enter", "n", "n", size=size, is_kept_within=False)
    assert len(said(hostile)) == 6
    assert not set(filter(is_harmful, seen.text.replace("\n", "")))


def test_text_of_a_study_keeps_to_the_screen(hostile):
    assert shown(hostile, *"nnnnnnn", size=(160, 50)).is_running


@pytest.mark.parametrize("size", SIZES)
def test_a_very_long_turn_is_shown_in_part_and_read_to_its_end(study, tmp_path, size):
    path = tmp_path / "long.txt"
    words = "milk first and then tea " * (LONG // 24)
    path.write_text(f"INTERVIEWER: So?\nP01: {words}END.\nP01: Yes.\n", encoding="utf-8")
    seen = shown(with_scores(study, path), "pagedown", "pagedown", "n", size=size)
    assert len(said(study)) == 1
    assert seen.is_running


@pytest.mark.parametrize("size", SIZES[:3])
def test_a_turn_without_a_space_is_cut_to_rows(study, tmp_path, size):
    path = tmp_path / "long.txt"
    path.write_text(f"INTERVIEWER: So?\nP01: {'m' * LONG}\n", encoding="utf-8")
    assert "mmmm" in shown(with_scores(study, path), size=size).text


def test_a_tab_in_the_name_of_an_interview_is_not_drawn(study, tmp_path):
    path = tmp_path / "an\tna.txt"
    path.write_text("INTERVIEWER: So?\nP01: Milk first, then the tea.\n", encoding="utf-8")
    assert "\t" not in shown(with_scores(study, path)).text


@pytest.mark.parametrize("size", [*SIZES, (20, 16), (30, 16)])
@pytest.mark.parametrize("cue", ["牛乳を先に入れ", "milk first"])
def test_a_cue_keeps_to_its_row(tagged, cue, size):
    """In wide characters as well."""
    [book] = tagged.codebooks.values()
    sitting = Sitting(ReviewDesk(tagged, book, "ann", Wanted(), learn_every=0))
    sitting.close()
    card = sitting.state.card
    options = tuple(replace(o, is_suggested=True, score=0.9, cues=(cue,)) for o in card.options)
    state = replace(sitting.state, card=replace(card, options=options))
    rows = screen(HEAD, state, sitting.progress, None, (), *size)
    assert [row for row in rows[-7:] if length(row) > size[0]] == []


@pytest.mark.parametrize("size", [(20, 16), (24, 16), (30, 16)])
def test_a_narrow_screen_has_room_for_words_beside_a_speaker(tagged, size):
    assert "Milk" in shown(tagged, "g", *"anna 2", "enter", size=size).text


# a store that cannot be written


def test_what_cannot_be_stored_stays_on_the_screen_with_the_reason(tagged, monkeypatch):
    def full(_: Store, __: Sequence[Record]) -> None:
        raise NoRoom("study.db: cannot be written (disk full); nothing was changed")

    before = shown(tagged)
    monkeypatch.setattr(Store, "add", full)
    seen = shown(tagged, "1", "enter")
    assert "not done: study.db: cannot be written" in seen.text
    assert seen.drawn[1] == before.drawn[1]
    assert seen.sitting.progress.done == 0
    assert said(tagged) == []
