"""One coder's log: how the next answer is put, and what becomes of those before it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import TEA, silent
from ilccode import steps
from ilccode.log import in_force
from ilccode.model import Codebook, Decision, Segment
from ilccode.steps.answers import Answers, Said
from ilccode.steps.imported import Wishes
from ilccode.steps.training import standings
from test_steps import taken_in

BOTH = ("milk_first", "no_sugar")
MILK, SUGAR = ("milk_first",), ("no_sugar",)
NEXT_TEA = TEA.replace('"1.0"', '"1.1"')
"""The codebook's next version, in which nothing means anything else."""


@pytest.fixture
def coded(study: steps.Study, interview: Path) -> steps.Study:
    """The small study with the interview in it."""
    taken_in(study, interview)
    return study.reread()


class Log:
    """A coder's answers, each kept and taken in as a review does it."""

    def __init__(self, study: steps.Study, coder: str = "ann") -> None:
        self.study = study
        self.answers = Answers(study, coder)

    @property
    def book(self) -> Codebook:
        return self.study.codebooks["tea"]

    @property
    def unit(self) -> str:
        return self.study.codable[0].id

    def keep(self, *decisions: Decision) -> Decision:
        """Keep decisions; the last one."""
        self.study.store.add(decisions)
        self.answers.take(decisions)
        return decisions[-1]

    def say(self, codes: Sequence[str], asked: Sequence[str] = BOTH, **said: object) -> Decision:
        told = {"unit": self.unit} | said
        wanted = Said(asked=tuple(asked), codes=tuple(codes), **told)
        return self.keep(*self.answers.answer(self.book, wanted))

    def undo(self, decision: Decision) -> Decision:
        return self.keep(*self.answers.undone(decision))

    def says(self) -> list[tuple[Sequence[str], Sequence[str] | None]]:
        """What is in force on the unit: what was asked, and what was said."""
        return [(tip.asked, tip.codes) for tip in self.answers.tips(self.book, self.unit)]

    def reopened(self) -> Log:
        return Log(self.study.reread(), self.answers.coder)


@pytest.fixture
def log(coded: steps.Study) -> Log:
    return Log(coded)


def test_the_first_answer_replaces_nothing(log: Log):
    said = log.say(MILK, seen=("suggestions",), run="run_1", sample="mix")
    assert (said.unit, said.codebook, said.coder) == (log.unit, log.book.id, "ann")
    assert (said.asked, said.codes, said.seen) == (BOTH, MILK, ("suggestions",))
    assert (said.run, said.sample) == ("run_1", "mix")
    assert (said.settles, said.replaces, said.previous) == ((), (), "")


def test_the_next_answer_names_the_one_before_whatever_it_was_about(log: Log):
    first = log.say(MILK)
    second = log.say(SUGAR, unit=log.study.codable[1].id)
    assert (second.previous, second.replaces) == (first.id, ())
    assert [d.id for d in log.answers.in_order(log.book)] == [first.id, second.id]


def test_an_answer_stands_in_the_place_of_the_one_before(log: Log):
    first = log.say(MILK)
    second = log.say([])
    assert (second.replaces, second.previous) == ((first.id,), first.id)
    assert log.answers.tips(log.book, log.unit) == in_force(log.study.store.all(Decision)) == [second]


def test_what_an_earlier_answer_said_of_further_codes_is_said_again_by_itself(log: Log):
    first = log.say(BOTH, seen=("suggestions",), run="run_1", sample="entropy")
    second = log.say([], asked=MILK)
    assert log.says() == [(SUGAR, SUGAR), (MILK, ())]
    rest, _ = log.answers.tips(log.book, log.unit)
    assert (rest.seen, rest.run, rest.sample, rest.replaces) == (first.seen, "run_1", "entropy", (first.id,))
    assert (second.seen, second.replaces, second.previous) == ((), (first.id,), rest.id)


def test_undoing_an_answer_about_some_codes_brings_the_whole_one_back(log: Log):
    log.say(BOTH)
    log.undo(log.say([], asked=MILK))
    assert log.says() == [(BOTH, BOTH)]
    assert log.reopened().says() == [(BOTH, BOTH)]


def test_an_answer_about_other_codes_stands_beside_the_earlier_one(log: Log):
    first = log.say(MILK, asked=MILK)
    second = log.say([], asked=SUGAR)
    assert (second.asked, second.replaces) == (SUGAR, ())
    assert log.answers.tips(log.book, log.unit) == [first, second]


def test_an_answer_about_all_codes_replaces_all_that_stand_beside_one_another(log: Log):
    tips = [log.say(MILK, asked=MILK), log.say([], asked=SUGAR)]
    both = log.say(SUGAR)
    assert (both.asked, both.codes) == (BOTH, SUGAR)
    assert both.replaces == tuple(tip.id for tip in tips)
    assert log.answers.tips(log.book, log.unit) == [both]


def test_the_codes_stand_in_the_order_of_the_codebook(log: Log):
    assert log.say(["no_sugar", "milk_first"], asked=["no_sugar", "milk_first"]).codes == BOTH


def test_a_coder_knows_nothing_of_the_answers_of_another(log: Log):
    log.say(MILK)
    other = Log(log.study, "ben")
    assert other.answers.tips(log.book, log.unit) == []
    said = other.say([])
    assert (said.replaces, said.previous) == ((), "")


def test_a_ruling_is_no_answer_of_the_coder_but_is_in_the_chain(log: Log):
    first = log.say(MILK)
    ruling = Decision(
        unit=log.unit,
        codebook=log.book.id,
        coder="ann",
        asked=MILK,
        codes=(),
        made_at="2026-01-02",
        settles=(first.id,),
        previous=first.id,
    )
    log.keep(ruling)
    assert log.answers.tips(log.book, log.unit) == [first]
    said = log.say([])
    assert (said.replaces, said.previous) == ((first.id,), ruling.id)


def test_an_answer_taken_back_leaves_the_unit_without_one(log: Log):
    said = log.say(MILK, seen=("suggestions",), sample="mix")
    back = log.undo(said)
    assert (back.codes, back.asked, back.replaces, back.previous) == (None, BOTH, (said.id,), said.id)
    assert (back.unit, back.seen, back.sample) == (said.unit, said.seen, said.sample)
    assert log.answers.tips(log.book, log.unit) == in_force(log.study.store.all(Decision)) == []


def test_undoing_an_answer_says_the_one_before_again(log: Log):
    first = log.say(MILK, seen=("suggestions",), run="run_1", sample="mix")
    second = log.say([], seen=("others",))
    again = log.undo(second)
    assert (again.asked, again.codes, again.seen) == (first.asked, first.codes, first.seen)
    assert (again.run, again.sample, again.replaces) == ("run_1", "mix", (second.id,))
    assert log.answers.tips(log.book, log.unit) == [again]


def test_undoing_an_answer_that_replaced_several_brings_them_all_back(log: Log):
    log.say(MILK, asked=MILK)
    log.say([], asked=SUGAR)
    log.undo(log.say(BOTH))
    assert log.says() == [(MILK, MILK), (SUGAR, ())]
    assert log.reopened().says() == log.says()


def test_undoing_in_sitting_after_sitting_goes_back_step_by_step(log: Log):
    log.say([], unit=log.study.codable[1].id)
    log.say(MILK)
    log.say(SUGAR)
    told = []
    for _ in range(3):
        log = log.reopened()
        log.undo(log.answers.in_order(log.book)[-1])
        told.append(log.says())
    assert told == [[(BOTH, MILK)], [], []]
    assert log.reopened().answers.in_order(log.book) == []


ACTS = st.lists(
    st.one_of(
        st.just("undo"),
        st.just("reopen"),
        st.tuples(st.sampled_from([BOTH, MILK, SUGAR]), st.sets(st.sampled_from(BOTH)), st.booleans()),
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_whatever_is_said_and_undone_what_stands_is_what_was_said_before(
    coded: steps.Study, acts: list[object]
):
    """Against a stack of what stood: by code, whether it is given, and what was on the screen."""
    log, said, states = Log(coded, f"c{next(_COUNT)}"), [], [{}]
    for act in acts:
        if act == "undo" and said:
            log.undo(said.pop())
            states.pop()
        elif act == "reopen":
            log, said, states = log.reopened(), [], [states[-1]]
        elif isinstance(act, tuple):
            asked, given, is_blind = act
            seen = () if is_blind else ("suggestions",)
            codes = tuple(code for code in asked if code in given)
            said.append(log.say(codes, asked=asked, seen=seen))
            states.append({**states[-1], **{code: (code in given, seen) for code in asked}})
        tips = log.answers.tips(log.book, log.unit)
        stands = {
            code: (is_given, tip.seen)
            for tip in tips
            for code, is_given in log.answers.today(tip, log.book).items()
        }
        assert stands == states[-1]
        assert sum(len(tip.asked) for tip in tips) == len(stands)


_COUNT = count()


def test_an_answer_after_an_undone_one_replaces_nothing(log: Log):
    back = log.undo(log.say(MILK))
    again = log.say(SUGAR)
    assert (again.replaces, again.previous, again.codes) == ((), back.id, SUGAR)


def test_whoever_opens_the_log_again_finds_the_same(log: Log):
    log.say(MILK)
    log.undo(log.say([]))
    last = log.say(SUGAR, unit=log.study.codable[1].id)
    other = log.reopened()
    assert other.answers.in_order(log.book) == log.answers.in_order(log.book)
    assert other.say(BOTH).previous == last.id


def renewed(log: Log, tmp_path: Path, text: str) -> Log:
    """The coder's log after a new version of the codebook has come in."""
    path = tmp_path / "next.yaml"
    path.write_text(text, encoding="utf-8")
    steps.add_codebooks(log.study, [path])
    return log.reopened()


def test_an_answer_given_under_an_earlier_version_is_replaced_under_the_next(log: Log, tmp_path: Path):
    first = log.say(BOTH)
    log = renewed(log, tmp_path, NEXT_TEA)
    assert log.answers.tips(log.book, log.unit) == [first]
    assert log.answers.today(first, log.book) == {"milk_first": True, "no_sugar": True}
    second = log.say([], asked=MILK)
    assert (second.codebook, second.codes, second.replaces) == (log.book.id, (), (first.id,))
    assert log.says() == [(SUGAR, SUGAR), (MILK, ())]
    assert first.codebook != second.codebook


def test_a_code_that_means_something_else_now_is_not_carried_over(log: Log, tmp_path: Path):
    first = log.say(BOTH)
    text = NEXT_TEA.replace("takes tea without sugar", "takes neither sugar nor honey")
    log = renewed(log, tmp_path, text)
    assert log.answers.today(first, log.book) == {"milk_first": True}
    second = log.say(MILK, asked=MILK)
    assert (second.asked, second.codes, second.replaces) == (MILK, MILK, (first.id,))


def test_a_code_with_a_new_name_is_carried_over_under_that(log: Log, tmp_path: Path):
    first = log.say(BOTH)
    text = NEXT_TEA.replace("key: no_sugar\n", "key: unsweetened\n    was: [no_sugar]\n")
    log = renewed(log, tmp_path, text)
    assert log.say([], asked=MILK).replaces == (first.id,)
    [rest, _] = log.answers.tips(log.book, log.unit)
    assert log.answers.today(rest, log.book) == {"unsweetened": True}


def test_an_answer_that_says_nothing_any_more_is_replaced_by_whatever_comes(log: Log, tmp_path: Path):
    first = log.say(SUGAR, asked=SUGAR)
    text = NEXT_TEA.replace("takes tea without sugar", "takes neither sugar nor honey")
    log = renewed(log, tmp_path, text)
    assert log.answers.today(first, log.book) == {}
    second = log.say(MILK, asked=MILK)
    assert (second.asked, second.replaces) == (MILK, (first.id,))


def corrected(log: Log, interview: Path) -> Log:
    """The coder's log after the interview was put right in its last turn but one."""
    path = interview.with_name("anna corrected.txt")
    path.write_text(interview.read_text("utf-8").replace("fine", "dreadful"), encoding="utf-8")
    steps.import_files(log.study, [path], wishes=Wishes(replaces="anna"), track=silent)
    return log.reopened()


def test_an_answer_on_a_segment_that_a_correction_left_alone_is_found_there(log: Log, interview: Path):
    first = log.say(MILK)
    log = corrected(log, interview)
    assert log.unit != first.unit
    assert log.study.became[first.unit] == log.unit == log.answers.unit(first)
    assert log.answers.tips(log.book, log.unit) == [first]
    second = log.say([])
    assert (second.unit, second.replaces) == (log.unit, (first.id,))
    assert standings(log.study, log.book)[log.unit, "milk_first"].present is False
    again = log.undo(second)
    assert (again.codes, log.answers.tips(log.book, log.unit)) == (MILK, [again])


def test_an_answer_on_a_segment_that_was_corrected_stays_with_the_old_one(log: Log, interview: Path):
    texts = {segment.id: segment.text for segment in log.study.store.all(Segment)}
    [changed] = [unit for unit, text in texts.items() if "weather" in text]
    first = log.say(MILK, unit=changed)
    log = corrected(log, interview)
    [now] = [segment.id for segment in log.study.codable if "weather" in segment.text]
    assert log.answers.tips(log.book, now) == []
    assert log.say([], unit=now).replaces == ()
    assert first in log.answers.in_order(log.book)


def test_a_ruling_says_what_applies_and_stands_beside_the_rulers_own_answer(log: Log):
    own, other = log.say(MILK), Log(log.study, "ben").say([])
    said = Said(unit=log.unit, asked=MILK, codes=(), seen=("others",))
    ruling = log.keep(*log.answers.ruling(log.book, said, (own.id, other.id)))
    assert (ruling.settles, ruling.replaces, ruling.previous) == ((own.id, other.id), (), own.id)
    assert log.answers.tips(log.book, log.unit) == [own]
    found = standings(log.study, log.book)[log.unit, "milk_first"]
    assert (found.status, found.present, found.coders, found.seen) == (
        "settled",
        False,
        ("ann",),
        ("others",),
    )
    assert found.rulings == (ruling.id,)
