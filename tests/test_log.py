"""What a log of decisions says: who answered, whether they agree, who ruled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilccode.log import Standing, in_force, notes_in_force, screen, standing
from ilccode.model import Decision, Memo


def answer(coder: str, codes: str | None, at: int = 1, asked: str = "milk sugar", **rest) -> Decision:
    """A coder's answer on one unit; codes, and what was seen, are parted by spaces."""
    return Decision(
        unit=rest.pop("unit", "seg_1"),
        seen=tuple(rest.pop("seen", "").split()),
        codebook="cbk_1",
        coder=coder,
        asked=tuple(asked.split()),
        codes=None if codes is None else tuple(codes.split()),
        made_at=f"2025-01-0{at}T00:00:00Z",
        **{key: tuple(decision.id for decision in value) for key, value in rest.items()},
    )


def stands(
    status: str,
    present: bool | None,
    coders: str,
    at: int = 1,
    seen: str = "",
    rulings: Sequence[Decision] = (),
) -> Standing:
    """How a code stands; where it is disputed, half say yes; whoever is not said to have seen is blind."""
    return Standing(
        status=status,
        present=present,
        share=0.5 if present is None else float(present),
        coders=tuple(coders.split()),
        made_at=f"2025-01-0{at}T00:00:00Z",
        seen=tuple(seen.split()) or ("blind",) * len(coders.split()),
        rulings=tuple(ruling.id for ruling in rulings),
    )


def on_milk(*decisions: Decision) -> Standing:
    return standing(decisions)["seg_1", "milk"]


def test_nothing_decided_says_nothing():
    assert standing([]) == {}


def test_one_answer_decides_every_code_that_was_asked():
    assert standing([answer("anna", "milk")]) == {
        ("seg_1", "milk"): stands("decided", True, "anna"),
        ("seg_1", "sugar"): stands("decided", False, "anna"),
    }


def test_the_empty_answer_says_that_nothing_applies():
    assert on_milk(answer("anna", "")) == stands("decided", False, "anna")


def test_a_code_that_was_not_asked_has_no_standing():
    assert standing([answer("anna", "milk", asked="milk")]).keys() == {("seg_1", "milk")}


def test_a_coder_who_was_not_asked_does_not_dispute():
    asked = answer("anna", "milk", at=1)
    other = answer("ben", "sugar", at=2, asked="sugar")
    assert standing([asked, other]) == {
        ("seg_1", "milk"): stands("decided", True, "anna"),
        ("seg_1", "sugar"): stands("disputed", None, "anna ben", at=2),
    }


def test_units_stand_for_themselves():
    found = standing([answer("anna", "milk"), answer("ben", "", unit="seg_2")])
    assert {key: value.status for key, value in found.items()} == dict.fromkeys(
        [(unit, code) for unit in ("seg_1", "seg_2") for code in ("milk", "sugar")], "decided"
    )


def test_coders_who_agree_decide_in_order_of_name():
    assert on_milk(answer("cleo", "milk", at=3), answer("anna", "milk sugar", at=2)) == stands(
        "decided", True, "anna cleo", at=3
    )


def test_coders_who_differ_dispute():
    assert on_milk(answer("anna", "milk"), answer("ben", "", at=2)) == stands(
        "disputed", None, "anna ben", at=2
    )


def test_two_answers_of_one_coder_that_differ_are_disputed_and_not_ordered_by_the_clock():
    assert on_milk(answer("anna", "milk"), answer("anna", "", at=2)) == stands("disputed", None, "anna", at=2)


def test_a_ruling_settles_a_dispute():
    one, other = answer("anna", "milk"), answer("ben", "", at=2)
    ruling = answer("cleo", "milk", at=3, settles=[one, other])
    assert on_milk(one, other, ruling) == stands("settled", True, "cleo", at=3, rulings=[ruling])


def test_a_ruling_may_say_that_a_code_is_absent():
    one, other = answer("anna", "milk"), answer("ben", "", at=2)
    ruling = answer("cleo", "", at=3, settles=[one, other])
    assert on_milk(one, other, ruling) == stands("settled", False, "cleo", at=3, rulings=[ruling])


def test_a_ruling_counts_only_for_the_codes_that_it_was_asked_about():
    one, other = answer("anna", "milk sugar"), answer("ben", "", at=2)
    ruling = answer("cleo", "milk", at=3, asked="milk", settles=[one, other])
    found = standing([one, other, ruling])
    assert found["seg_1", "milk"] == stands("settled", True, "cleo", at=3, rulings=[ruling])
    assert found["seg_1", "sugar"] == stands("disputed", None, "anna ben", at=2)


def test_rulings_that_differ_are_disputed():
    one, other = answer("anna", "milk"), answer("ben", "", at=2)
    rulings = [
        answer(coder, codes, at=3, settles=[one, other]) for coder, codes in [("cleo", "milk"), ("dora", "")]
    ]
    assert on_milk(one, other, *rulings) == stands("disputed", None, "cleo dora", at=3, rulings=rulings)


def test_a_ruling_taken_back_leaves_the_dispute():
    one, other = answer("anna", "milk"), answer("ben", "", at=2)
    ruling = answer("cleo", "milk", at=3, settles=[one, other])
    back = answer("cleo", None, at=4, replaces=[ruling])
    assert on_milk(one, other, ruling, back) == stands("disputed", None, "anna ben", at=2)


def test_a_replaced_answer_does_not_count():
    old = answer("anna", "milk")
    new = answer("anna", "", at=2, replaces=[old])
    assert on_milk(old, new) == stands("decided", False, "anna", at=2)
    assert in_force([old, new]) == [new]


def test_an_answer_replaced_twice_does_not_come_back():
    first = answer("anna", "milk")
    second = answer("anna", "", at=2, replaces=[first])
    third = answer("anna", "milk sugar", at=3, replaces=[second])
    assert in_force([first, second, third]) == [third]


def test_one_answer_may_replace_two():
    tips = [answer("anna", "milk"), answer("anna", "", at=2)]
    assert on_milk(*tips, answer("anna", "milk", at=3, replaces=tips)) == stands(
        "decided", True, "anna", at=3
    )


def test_a_withdrawn_answer_leaves_no_standing():
    old = answer("anna", "milk")
    assert standing([old, answer("anna", None, at=2, replaces=[old])]) == {}


def test_an_answer_withdrawn_leaves_the_other_coders():
    old, other = answer("anna", "milk"), answer("ben", "")
    assert on_milk(old, other, answer("anna", None, at=2, replaces=[old])) == stands("decided", False, "ben")


def test_an_answer_given_again_after_it_was_withdrawn_counts():
    old = answer("anna", "milk")
    back = answer("anna", None, at=2, replaces=[old])
    again = answer("anna", "sugar", at=3, replaces=[back])
    assert on_milk(old, back, again) == stands("decided", False, "anna", at=3)


def test_nobody_replaces_the_answer_of_another():
    old = answer("anna", "milk")
    assert old in in_force([old, answer("ben", "", at=2, replaces=[old])])


@pytest.mark.parametrize("missing", [0, 1])
def test_what_replaces_or_settles_the_unknown_still_counts(missing: int):
    gone = answer("anna", "milk", at=1)
    decisions = [answer("anna", "", at=2, replaces=[gone]), answer("cleo", "", at=3, settles=[gone])]
    assert on_milk(decisions[missing]).present is False


def test_the_order_of_the_log_does_not_matter():
    one, other = answer("anna", "milk"), answer("ben", "", at=2)
    later = answer("ben", "sugar", at=3, replaces=[other])
    ruling = answer("cleo", "milk", at=4, asked="milk", settles=[one, later])
    expected = {
        ("seg_1", "milk"): stands("settled", True, "cleo", at=4, rulings=[ruling]),
        ("seg_1", "sugar"): stands("disputed", None, "anna ben", at=3),
    }
    assert all(expected == standing(log) for log in permutations([one, other, later, ruling]))


ANSWERS = st.builds(
    answer,
    st.sampled_from(["anna", "ben", "cleo"]),
    st.sampled_from(["", "milk", "sugar", "milk sugar"]),
    st.integers(1, 9),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ANSWERS, min_size=1, max_size=6))
def test_without_rulings_a_code_is_decided_just_where_all_say_the_same(given: list[Decision]):
    said = ["milk" in (decision.codes or ()) for decision in given]
    expected = ("decided", said[0]) if len(set(said)) == 1 else ("disputed", None)
    found = on_milk(*given)
    assert expected == (found.status, found.present)
    assert found.coders == tuple(sorted({decision.coder for decision in given}))
    assert found.made_at == max(decision.made_at for decision in given)


@settings(max_examples=200, deadline=None)
@given(st.lists(ANSWERS, min_size=1, max_size=6))
def test_adding_twice_is_adding_once(given: list[Decision]):
    assert standing(given) == standing([*given, *given])


def test_the_share_is_of_coders_and_one_who_says_both_is_half_of_each():
    three = [answer("anna", "milk"), answer("ben", "milk"), answer("cleo", "")]
    assert on_milk(*three).share == pytest.approx(2 / 3)
    assert on_milk(*three, answer("cleo", "milk", at=2)).share == pytest.approx(5 / 6)


def test_under_another_version_a_decision_says_what_its_codes_still_mean():
    then = answer("anna", "milk sugar", asked="milk sugar lemon")
    found = standing([then], versions={"cbk_1": {"milk": "milk_first", "lemon": "lemon"}})
    assert {key: value.present for key, value in found.items()} == {
        ("seg_1", "milk_first"): True,
        ("seg_1", "lemon"): False,
    }


def test_what_was_decided_under_another_codebook_says_nothing():
    assert standing([answer("anna", "milk")], versions={"cbk_2": {"milk": "milk"}}) == {}


def test_an_answer_replaces_one_that_was_given_under_another_version():
    old = replace(answer("anna", "milk"), codebook="cbk_0")
    new = answer("anna", "", at=2, replaces=[old])
    same = {"milk": "milk", "sugar": "sugar"}
    found = standing([old, new], versions={"cbk_0": same, "cbk_1": same})
    assert found["seg_1", "milk"] == stands("decided", False, "anna", at=2)


def test_a_unit_counts_as_what_it_became():
    assert standing([answer("anna", "milk")], now={"seg_1": "seg_9"}).keys() == {
        ("seg_9", "milk"),
        ("seg_9", "sugar"),
    }


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("", "blind"),
        ("suggestions", "assisted"),
        ("others", "others"),
        ("suggestions others", "others"),
        ("suggestions unknown", "unknown"),
        ("others unknown", "unknown"),
    ],
)
def test_what_was_on_the_screen_is_told_in_a_word(seen: str, expected: str):
    assert screen(seen.split()) == screen(frozenset(seen.split())) == expected


def test_each_coder_has_seen_what_was_on_the_screen_in_order_of_name():
    found = on_milk(answer("cleo", "milk", seen="suggestions"), answer("anna", "milk"))
    assert found == stands("decided", True, "anna cleo", seen="blind assisted")


def test_of_two_answers_of_one_coder_whatever_either_saw_counts():
    tips = [answer("anna", "milk"), answer("anna", "milk", at=2, seen="suggestions")]
    assert on_milk(*tips) == stands("decided", True, "anna", at=2, seen="assisted")


def test_what_a_replaced_answer_saw_does_not_count():
    old = answer("anna", "milk", seen="suggestions")
    assert on_milk(old, answer("anna", "milk", at=2, replaces=[old])).seen == ("blind",)


def test_where_there_is_a_ruling_it_says_what_the_ruler_saw():
    one, other = answer("anna", "milk", seen="suggestions"), answer("ben", "", at=2)
    ruling = answer("cleo", "milk", at=3, settles=[one, other], seen="others")
    found = on_milk(one, other, ruling)
    assert found == stands("settled", True, "cleo", at=3, seen="others", rulings=[ruling])


def test_a_ruling_that_was_replaced_is_none_any_more():
    one, other = answer("anna", "milk"), answer("ben", "", at=2)
    ruling = answer("cleo", "milk", at=3, settles=[one, other])
    again = answer("cleo", "", at=4, settles=[one, other], replaces=[ruling])
    assert on_milk(one, other, ruling, again).rulings == (again.id,)


def note(coder: str, text: str, *replaces: Memo, kind: str = "memo") -> Memo:
    """What a coder noted about one unit."""
    return Memo(
        about="seg_1",
        kind=kind,
        coder=coder,
        text=text,
        made_at="2025-01-01T00:00:00Z",
        replaces=tuple(memo.id for memo in replaces),
    )


def test_notes_stand_beside_one_another():
    notes = [note("anna", "Which form?"), note("anna", "x", kind="flag"), note("ben", "The tea form.")]
    assert notes_in_force(notes) == notes


def test_a_note_that_was_replaced_or_taken_back_is_not_in_force():
    first = note("anna", "Which form?")
    second = note("anna", "The tea form?", first)
    assert notes_in_force([first, second]) == [second]
    assert notes_in_force([first, second, note("anna", "", second)]) == []


def test_nobody_takes_back_the_note_of_another():
    first = note("anna", "Which form?")
    assert notes_in_force([first, note("ben", "", first)]) == [first]


def test_notes_come_out_in_their_own_order():
    notes = [note(coder, "Hm.") for coder in ("cleo", "anna", "ben")]
    assert notes_in_force(iter(notes)) == notes
