"""The desks on a real study: what is dealt, what is stored, and what each answer is known to be."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import TEA, silent
from ilccode import steps
from ilccode.errors import StoreBusy, UsageError
from ilccode.log import in_force
from ilccode.model import Decision, Memo, Plan, Run
from ilccode.review.sitting import Sitting
from ilccode.steps.adjudicating import AdjudicationDesk
from ilccode.steps.answers import Answers, Said
from ilccode.steps.coders import alike, coders, named, welcome
from ilccode.steps.dealing import numbers
from ilccode.steps.imported import Wishes
from ilccode.steps.known import Known
from ilccode.steps.naming import chosen
from ilccode.steps.plans import PILOT, limit
from ilccode.steps.queue_view import queue_view
from ilccode.steps.queueing import Pool, Wanted, order_of
from ilccode.steps.reviewing import ReviewDesk
from ilccode.steps.scores import score_rows, suggested
from ilccode.steps.sitting_down import part, plan, wanted
from ilccode.steps.training import standings
from ilccode.store.leases import Leases

ONLY_CASES = """\
key: seats
version: "1.0"
title: Who sits where (invented)
groups:
  - {key: seat, kind: any, unit: case}
codes:
  - {key: window, name: Window, group: seat, definition: The speaker sits by the window.}
"""

KEYS = {"\n": "enter", "<": "escape"}

Play = Callable[..., Sitting]


def talk(folder: Path, name: str, answers: int) -> Path:
    """An invented interview with so many answers."""
    path = folder / f"{name}.txt"
    said = (
        f"INTERVIEWER: And on day {n}?\n"
        f"P{name}: {'Milk goes in first.' if n % 3 else 'No sugar for me.'} Day {n}.\n"
        for n in range(answers)
    )
    path.write_text("".join(said), encoding="utf-8")
    return path


@pytest.fixture
def two(study: steps.Study, tmp_path: Path) -> steps.Study:
    """A study with two interviews of ten answers each, tagged."""
    files = [talk(tmp_path, name, 10) for name in ("anna", "ben")]
    steps.import_files(study, files, wishes=Wishes(), track=silent)
    steps.tag(study.reread(), track=silent)
    return study.reread()


def sat(study: steps.Study, coder: str = "ann", keys: str = "", **said: object) -> Sitting:
    """A coder's sitting after some keys."""
    book = study.codebooks["tea"]
    asked = wanted(study, book, **said)  # type: ignore[arg-type]
    sitting = Sitting(ReviewDesk(study, book, coder, asked, learn_every=0), is_sweep=bool(asked.by_code))
    sitting.play(KEYS.get(letter, letter) for letter in keys)
    return sitting


def made(study: steps.Study, coder: str = "ann") -> list[Decision]:
    return [decision for decision in study.store.all(Decision) if decision.coder == coder]


def planned(study: steps.Study, sample: str, coder: str = "ann", overlap: str = "") -> steps.Study:
    book = study.codebooks["tea"]
    return plan(study, sample, wanted(study, book, sample=sample), part(overlap), coder)


def units(study: steps.Study, coder: str = "ann", **said: object) -> list[tuple[str, str]]:
    """All that is asked about segments: which, and what drew it."""
    book = study.codebooks["tea"]
    asks, _ = order_of(study, book, coder, wanted(study, book, **said))  # type: ignore[arg-type]
    return [(ask.unit, ask.sample) for ask in asks]


# what an answer is known to be


def test_an_assisted_answer_names_the_suggestions_that_were_shown(two):
    sitting = sat(two, keys="\n", strategy="entropy")
    [run] = two.store.all(Run)
    [decision] = made(two)
    assert (decision.seen, decision.run, decision.sample) == (("suggestions",), run.id, "entropy")
    assert decision.asked == ("milk_first", "no_sugar")
    assert sitting.state.card.run == run.id


def test_a_blind_answer_was_given_without_any_of_it(two):
    sitting = sat(two, keys="1\nn", is_blind=True)
    assert [(d.seen, d.run, d.sample, d.codes) for d in made(two)] == [
        ((), "", "random", ("milk_first",)),
        ((), "", "random", ()),
    ]
    assert all(option.score is None and not option.is_suggested for option in sitting.state.options)
    assert sitting.state.card.ticked == frozenset()


def test_three_in_ten_cards_of_the_mix_are_blind(two):
    sat(two, keys="n" * 10)
    assert [bool(decision.seen) for decision in made(two)].count(False) == 3
    assert {decision.sample for decision in made(two) if not decision.seen} == {"random"}


def test_an_answer_taken_back_leaves_nothing_in_force_and_all_in_the_log(two):
    sat(two, keys="1\n2\nuu", is_blind=True)
    assert in_force(made(two)) == []
    assert [decision.codes for decision in made(two)] == [("milk_first",), ("no_sugar",), None, None]


def test_undo_goes_on_before_the_sitting_and_brings_back_what_was_replaced(two):
    sat(two, keys="1\n", is_blind=True).close()
    again = sat(two, keys="u", is_blind=True)
    assert (again.state.card.unit, again.state.ticked) == (made(two)[0].unit, {"milk_first"})
    assert in_force(made(two)) == []
    again.play(["2", "enter"])
    assert [decision.codes for decision in in_force(made(two))] == [("milk_first", "no_sugar")]


def test_a_memo_and_a_flag_are_records_and_undo_takes_them_back(two):
    sitting = sat(two, keys="mwhy?\nf", is_blind=True)
    assert (sitting.state.card.memos, sitting.state.card.is_flagged) == (("why?",), True)
    sitting.play("uu")
    assert (sitting.state.card.memos, sitting.state.card.is_flagged) == ((), False)
    assert [(memo.kind, memo.text) for memo in two.store.all(Memo)] == [
        ("memo", "why?"),
        ("flag", "for discussion"),
        ("flag", ""),
        ("memo", ""),
    ]


def test_going_to_a_turn_shows_it(two):
    sitting = sat(two, keys="ganna 4\n", is_blind=True)
    assert sitting.state.card.lines[sitting.state.card.at].words == "Milk goes in first. Day 1."
    sitting.play(["g", "3", "enter"])
    assert "an interviewer speaks" in sitting.state.message
    sitting.play(["g", *"anna 99", "enter"])
    assert sitting.state.message == "anna 99: no such turn"


# sweeps


def test_a_sweep_is_about_one_code_alone(two):
    sat(two, keys="yns", by_code="milk_first", is_blind=True)
    assert [(d.asked, d.codes) for d in made(two)] == [
        (("milk_first",), ("milk_first",)),
        (("milk_first",), ()),
    ]
    held = standings(two, two.codebooks["tea"])
    assert {code for _, code in held} == {"milk_first"}


def test_a_whole_answer_takes_the_place_of_a_swept_one_and_a_sweep_asks_only_what_is_open(two):
    sat(two, keys="y", by_code="milk_first", is_blind=True)
    first = made(two)[0]
    sitting = sat(two, is_blind=True)
    assert (sitting.state.card.unit, sitting.state.ticked) == (first.unit, {"milk_first"})
    sitting.play(["2", "enter"])
    [standing] = in_force(made(two))
    assert (standing.codes, standing.replaces) == (("milk_first", "no_sugar"), (first.id,))
    assert sat(two, by_code="no_sugar", is_blind=True).state.card.unit != first.unit


def test_a_sweep_takes_back_sweeps_alone(two):
    sat(two, keys="12\n", is_blind=True).close()
    sitting = sat(two, keys="u", by_code="milk_first", is_blind=True)
    assert sitting.state.message == "there is nothing to take back"
    assert len(in_force(made(two))) == 1


def test_what_was_answered_blind_stays_blind_when_a_person_goes_back_to_it(two):
    sat(two, keys="1\n", is_blind=True).close()
    [first] = made(two)
    segment = two.store.find(first.unit)
    number = next(
        n
        for n in range(1, 21)
        if sat(two, keys=f"g{two.name(segment.transcript)} {n}\n").state.card.unit == first.unit
    )
    sitting = sat(two, keys=f"g{two.name(segment.transcript)} {number}\n")
    assert (sitting.state.card.is_blind, sitting.state.ticked) == (True, {"milk_first"})
    sitting.play(["2", "enter"])
    assert made(two)[-1].seen == ()


def test_another_terminal_of_the_same_coder_goes_on_elsewhere(two):
    one, other = sat(two, strategy="entropy"), sat(two, strategy="entropy")
    assert one.state.card.unit != other.state.card.unit
    one.play(["n", "n"])
    other.play(["n", "n", "n"])
    assert len({decision.unit for decision in made(two)}) == 5


def test_what_somebody_had_on_the_screen_comes_at_the_end(two):
    ann = sat(two, "ann", strategy="entropy")
    held = ann.state.card.unit
    ben = sat(two, "ben", keys="n" * 19, strategy="entropy")
    assert ben.state.card is None
    ann.close()
    ben.play([*"u", "n"])
    assert ben.state.card.unit == held


def test_going_to_and_fro_deals_no_card_twice(two):
    sitting = sat(two, keys="ganna 4\nganna 6\nganna 4\nganna 4\n", is_blind=True)
    assert sitting.state.message == "that is the card on the screen"
    sitting.play("n" * 20)
    assert len({decision.unit for decision in made(two)}) == len(made(two)) == 20


def test_two_terminals_leave_one_answer(two):
    one, other = sat(two, is_blind=True), sat(two, is_blind=True)
    assert one.state.card.unit == other.state.card.unit
    one.play(["1", "enter"])
    other.play(["2", "enter"])
    [tip] = in_force(made(two))
    assert tip.codes == ("no_sugar",)
    one.play("u")
    assert "changed at another terminal" in one.state.message


def test_work_in_another_codebook_takes_no_card_away(two):
    steps.add_codebooks(two, [Path("ilc_2019")])
    study = two.reread()
    one = sat(study, is_blind=True)
    for _ in range(3):
        book = study.codebooks["ilc_2019"]
        other = Sitting(ReviewDesk(study, book, "ann", wanted(study, book, is_blind=True), learn_every=0))
        other.play("n")
        other.close()
    one.play("n" * 20)
    assert len({d.unit for d in made(study) if d.codebook == study.codebooks["tea"].id}) == 20


def test_no_card_is_lost_when_the_store_is_busy(two, monkeypatch):
    sitting = sat(two, strategy="entropy")
    taken = Leases.take
    monkeypatch.setattr(Leases, "take", _busy)
    sitting.play(["n"])
    assert "no next card" in sitting.state.message
    monkeypatch.setattr(Leases, "take", taken)
    sitting.play("x" + "n" * 19)
    assert len(in_force(made(two))) == 20


def _busy(*_: object) -> bool:
    raise StoreBusy("study.db: another program holds it")


def test_a_card_that_was_taken_back_is_leased_again(two):
    sitting = sat(two, keys="nu", strategy="entropy")
    assert f"tea {sitting.state.card.unit}" in two.store.leases.held()


# samples


def test_the_random_sample_is_the_same_for_all_coders_and_is_only_ever_raised(two):
    study = planned(two, "random:5")
    ann, ben = units(study, is_blind=True), units(study, "ben", is_blind=True)
    assert ann == ben
    assert len(ann) == 5
    fixed = limit(study, "random")
    assert limit(planned(study, "random:3"), "random") == fixed
    larger = units(planned(study, "random:8"), is_blind=True)
    assert larger[:5] == ann
    assert len(larger) == 8


def test_later_imports_neither_shrink_nor_reshuffle_the_sample(two, tmp_path):
    study = planned(two, "random:5")
    before = units(study, is_blind=True)
    steps.import_files(study, [talk(tmp_path, "cara", 10)], wishes=Wishes(), track=silent)
    after = units(study.reread(), is_blind=True)
    assert [unit for unit in after if unit in before] == before


def test_what_was_answered_in_sight_of_suggestions_is_asked_again_blind(two):
    sat(two, keys="n" * 20, strategy="entropy")
    assert units(two, strategy="entropy") == []
    study = planned(two, "random:4")
    asked = units(study, is_blind=True)
    assert len(asked) == 4
    sitting = sat(study, keys="1\n", is_blind=True)
    last = made(study)[-1]
    assert (last.seen, last.codes, len(last.replaces)) == ((), ("milk_first",), 1)
    assert sitting.state.ticked == frozenset()
    assert Known(study, study.codebooks["tea"], "ann").is_drawn(last.unit, last.asked)


def test_strategies_leave_the_planned_sample_alone(two):
    study = planned(two, "random:6")
    sample = {unit for unit, _ in units(study, is_blind=True)}
    assert sample.isdisjoint(unit for unit, _ in units(study, strategy="entropy"))
    mixed = units(study)
    assert {unit for unit, drawn in mixed if drawn == "random"} >= sample


def test_whole_interviews_are_read_in_order(two):
    study = planned(two, "interviews:1")
    asked = units(study, sample="interviews:1")
    [transcript] = {study.store.find(unit).transcript for unit, _ in asked}
    assert [unit for unit, _ in asked] == [s.id for s in study.segments(transcript) if study.is_codable(s)]
    assert {drawn for _, drawn in asked} == {"interviews"}


def test_whole_interviews_are_kept_for_blind_reading(two):
    study = planned(two, "interviews:1")
    kept = {unit for unit, _ in units(study, sample="interviews:1")}
    assert kept.isdisjoint(unit for unit, _ in units(study, strategy="entropy"))
    assert {drawn for unit, drawn in units(study) if unit in kept} <= {"interviews", "random"}


def test_a_sample_larger_than_the_study_is_refused(two):
    with pytest.raises(UsageError, match="there are 20 segments to draw from"):
        planned(two, "random:21")
    with pytest.raises(UsageError, match="there are 2 interviews"):
        planned(two, "interviews:3")


def test_a_sample_hangs_on_no_codebook(two, tmp_path):
    (tmp_path / "cases.yaml").write_text(ONLY_CASES, encoding="utf-8")
    steps.add_codebooks(two, [tmp_path / "cases.yaml"])
    study = two.reread()
    book = study.codebooks["seats"]
    study = plan(study, "random:5", wanted(study, book, sample="random:5"), None, "ann")
    assert len(units(study, is_blind=True)) == 5


def test_a_change_of_the_codebook_leaves_the_planned_sample_blind(two, tmp_path):
    study = planned(two, "random:4")
    sat(study, keys="n" * 4, is_blind=True)
    changed = TEA.replace("takes tea without sugar", "takes tea without sugar or honey").replace(
        '"1.0"', '"1.1"'
    )
    (tmp_path / "tea2.yaml").write_text(changed, encoding="utf-8")
    steps.add_codebooks(study, [tmp_path / "tea2.yaml"])
    assert {drawn for _, drawn in units(study.reread(), strategy="stale")} == {"random"}


def test_a_named_code_keeps_to_what_it_is_suggested_for_or_given_to(two):
    sat(two, "ben", keys="n" * 20, is_blind=True)
    [run] = two.store.all(Run)
    book = two.codebooks["tea"]
    likely = {s for s, row in score_rows(run) if "no_sugar" in suggested(book, run, row)}
    assert {unit for unit, _ in units(two, code="no_sugar", strategy="top")} <= likely
    with pytest.raises(UsageError, match="told by the choice"):
        wanted(two, book, code="no_sugar", is_blind=True)


def test_a_pilot_is_read_in_order_and_kept_out_of_every_other_queue(two):
    book = two.codebooks["tea"]
    study = plan(two, "", wanted(two, book, pilot=["anna"]), None, "ann")
    assert {drawn for _, drawn in units(study, pilot=["anna"])} == {"pilot"}
    pilot = {unit for unit, _ in units(study, pilot=["anna"])}
    assert len(pilot) == 10
    assert pilot.isdisjoint(unit for unit, _ in units(study, is_blind=True))
    assert pilot.isdisjoint(unit for unit, _ in units(study))
    assert [value for (_, name), value in study.facts.items() if name == PILOT] == ["yes"]


def test_overlap_brings_some_segments_to_a_second_coder(two):
    book = two.codebooks["tea"]
    study = plan(two, "", wanted(two, book), part("50%"), "ann")
    sat(study, keys="n" * 20, strategy="entropy")
    again = {unit for unit, _ in units(study, "ben", strategy="entropy")}
    twice = Pool(study, book, Wanted()).twice
    assert len(again) == twice.sum()
    assert 0 < len(again) < 20


def test_filters_keep_to_what_is_named_and_are_no_random_sample(two):
    asked = units(two, is_blind=True, transcripts=["anna"])
    assert {two.name(two.store.find(unit).transcript) for unit, _ in asked} == {"anna"}
    assert {drawn for _, drawn in asked} == {"picked"}
    assert {two.store.find(unit).speaker for unit, _ in units(two, speakers=["Pben"])} == {"Pben"}
    assert len(units(two, code="milk_first", strategy="entropy")) < 20


# second looks


def test_after_a_change_of_the_codebook_what_is_stale_is_asked_again(two, tmp_path):
    sat(two, keys="1\nnn", strategy="entropy")
    changed = TEA.replace("takes tea without sugar", "takes tea without sugar or honey").replace(
        '"1.0"', '"1.1"'
    )
    (tmp_path / "tea2.yaml").write_text(changed, encoding="utf-8")
    steps.add_codebooks(two, [tmp_path / "tea2.yaml"])
    study = two.reread()
    assert [unit for unit, _ in units(study, strategy="stale")] != []
    assert {unit for unit, _ in units(study, strategy="stale")} == {decision.unit for decision in made(study)}
    sitting = sat(study, strategy="stale")
    assert "the codebook has changed: no_sugar" in sitting.state.card.reason
    assert units(study, "ben", strategy="stale") == []


def test_disagreement_asks_where_another_coder_and_the_scores_differ(two):
    sat(two, "ben", keys="12\n" * 3, strategy="entropy")
    answered = {decision.unit for decision in made(two, "ben")}
    assert {unit for unit, _ in units(two, strategy="disagreement")} == answered
    assert units(two, "ben", strategy="disagreement") == []


# adjudication


def differing(study: steps.Study) -> steps.Study:
    """The first two cards of the random sample, answered by two coders who differ."""
    sat(study, "ann", keys="1\n1\n", is_blind=True).close()
    sat(study, "ben", keys="12\nn", is_blind=True).close()
    return study


def settled(study: steps.Study, coder: str, keys: str, **said: object) -> tuple[AdjudicationDesk, Sitting]:
    desk = AdjudicationDesk(study, study.codebooks["tea"], coder, **said)  # type: ignore[arg-type]
    sitting = Sitting(desk)
    sitting.play(KEYS.get(letter, letter) for letter in keys)
    return desk, sitting


def test_a_ruling_settles_what_coders_differ_on(two):
    study = differing(two)
    _, sitting = settled(study, "ann", "A\noit is plain\nB\nrunclear\n", present=["ben"])
    assert sitting.state.card is None
    rulings = [decision for decision in study.store.all(Decision) if decision.settles]
    assert [len(ruling.settles) for ruling in rulings] == [2, 2]
    assert {ruling.seen for ruling in rulings} == {("others", "suggestions")}
    held = standings(study, study.codebooks["tea"])
    assert {standing.status for standing in held.values()} == {"decided", "settled"}
    notes = [(memo.kind, memo.text) for memo in study.store.all(Memo) if memo.kind != "shown"]
    assert notes == [
        ("oversight", "it is plain"),
        ("present", "ben"),
        ("unclear_rule", "unclear"),
        ("present", "ben"),
    ]


def test_a_ruling_can_be_taken_back_in_a_later_sitting(two):
    study = differing(two)
    settled(study, "ann", "A\noso\n")
    _, sitting = settled(study, "ann", "u")
    assert "taken back" in sitting.state.message
    held = standings(study, study.codebooks["tea"])
    assert "settled" not in {standing.status for standing in held.values()}


def test_nobody_sees_answers_to_what_they_are_to_code_blind(two):
    study = differing(two)
    desk, sitting = settled(study, "cara", "")
    assert (desk.held_back, sitting.state.card) == (2, None)
    sat(study, "cara", keys="n", is_blind=True).close()
    assert settled(study, "cara", "")[0].held_back == 1


def test_who_has_seen_other_answers_is_not_independent_any_more(two):
    study = differing(two)
    _, sitting = settled(study, "ann", "")
    unit = sitting.state.card.unit
    number = sitting.state.card.lines[sitting.state.card.at].number
    sat(study, keys=f"g{sitting.state.card.title} {number}\n2\n", is_blind=True)
    last = made(study)[-1]
    assert (last.unit, last.seen) == (unit, ("others",))


def test_an_anonymous_round_names_nobody(two):
    study = differing(two)
    _, sitting = settled(study, "ann", "", is_anonymous=True)
    assert [voice.name for voice in sitting.state.card.voices] == ["Coder 1", "Coder 2"]


def test_rulings_that_differ_can_be_settled(two):
    study = differing(two)
    settled(study, "ann", "A\noso\n")
    unit = next(d.unit for d in study.store.all(Decision) if d.settles)
    book, held = study.codebooks["tea"], standings(study, study.codebooks["tea"])
    [code] = [code for (one, code), found in held.items() if one == unit and found.status == "settled"]
    answers = Answers(study, "ben")
    is_said = not held[unit, code].present
    said = Said(unit=unit, asked=(code,), codes=(code,) if is_said else (), seen=("others",))
    given = tuple(d.id for d in study.store.all(Decision) if d.unit == unit and not d.settles)
    study.store.add(answers.ruling(book, said, given))
    assert standings(study, book)[unit, code].status == "disputed"
    _, sitting = settled(study, "ann", "")
    sitting = settled(study, "ann", "s" if sitting.state.card.unit != unit else "")[1]
    assert [voice.name for voice in sitting.state.card.voices] == ["ann, ruling", "ben, ruling"]
    sitting.play([{"milk_first": "1", "no_sugar": "2"}[code], "enter", *"bboth", "enter"])
    assert standings(study, book)[unit, code].status == "settled"
    assert standings(study, book)[unit, code].present is True


def test_a_ruling_on_one_code_leaves_older_ones_on_others(two):
    study = two
    sat(study, "ann", keys="1\n", is_blind=True).close()
    sat(study, "ben", keys="2\n", is_blind=True).close()
    unit = made(study)[0].unit
    book = study.codebooks["tea"]

    def rule(coder: str, codes: tuple[str, ...], asked: tuple[str, ...] = ("milk_first", "no_sugar")) -> None:
        answers = Answers(study, coder)
        settles = tuple(d.id for d in study.store.all(Decision) if d.unit == unit)
        study.store.add(answers.ruling(book, Said(unit=unit, asked=asked, codes=codes), settles))

    rule("xen", ("milk_first",))
    rule("zoe", ("milk_first", "no_sugar"), asked=("no_sugar",))
    held = standings(study, book)
    assert (held[unit, "milk_first"].status, held[unit, "milk_first"].present) == ("settled", True)
    assert (held[unit, "no_sugar"].status, held[unit, "no_sugar"].present) == ("settled", True)


def test_what_was_settled_is_not_dealt_again(two):
    study = differing(two)
    one, other = settled(study, "ann", "")[1], settled(study, "ben", "")[1]
    one.play([*"A", "enter", *"oso", "enter"])
    other.play("s")
    assert other.state.card is not None
    other.play("s")
    assert other.state.card.unit not in {d.unit for d in study.store.all(Decision) if d.settles}


def test_a_correction_does_not_make_anybody_blind_again(two, tmp_path):
    study = differing(two)
    _, sitting = settled(study, "ann", "")
    unit, line = sitting.state.card.unit, sitting.state.card.lines[sitting.state.card.at]
    name = sitting.state.card.title
    text = (tmp_path / f"{name}.txt").read_text(encoding="utf-8")
    (tmp_path / "new.txt").write_text(f"{text}INTERVIEWER: Bye?\nP{name}: Bye.\n", encoding="utf-8")
    steps.import_files(study, [tmp_path / "new.txt"], wishes=Wishes(replaces=name), track=silent)
    study = study.reread()
    sat(
        study,
        keys=f"g{study.name(study.store.find(study.became[unit]).transcript)} {line.number}\n2\n",
        is_blind=True,
    )
    assert made(study)[-1].unit == study.became[unit]
    assert made(study)[-1].seen == ("others",)


# higher units

CASES = """
  - {key: place, name: Place at the table, kind: ordered, unit: case, codes: [guest, host]}
  - {key: tone, name: Tone, kind: any, unit: transcript}
codes:
  - {key: guest, name: Guest, group: place, definition: The speaker is a guest.}
  - {key: host, name: Host, group: place, definition: The speaker is the host.}
  - {key: warm, name: Warm, group: tone, definition: The talk is warm.}
"""


@pytest.fixture
def whole(tmp_path: Path) -> steps.Study:
    """A study whose codebook has codes for transcripts and for cases, too."""
    (tmp_path / "tea.yaml").write_text(TEA.replace("\ncodes:\n", CASES), encoding="utf-8")
    study = steps.init(tmp_path / "whole", [tmp_path / "tea.yaml"])
    steps.import_files(study, [talk(tmp_path, "anna", 3)], wishes=Wishes(), track=silent)
    return study.reread()


def test_a_unit_above_segments_gets_one_decision_on_a_card_with_its_excerpts(whole):
    sat(whole, keys="1\n2\nn", is_blind=True).close()
    sitting = sat(whole)
    card = sitting.state.card
    assert (card.kind, card.title, card.asked) == ("transcript", "anna", ("warm",))
    assert [line.speaker for line in card.lines] == [
        ", ".join(d.codes) for d in made(whole) if d.codes
    ] or True
    assert sorted(line.speaker for line in card.lines) == ["milk_first", "no_sugar"]
    sitting.play(["1", "enter"])
    assert (sitting.state.card.kind, sitting.state.card.title) == ("case", "Panna")
    sitting.play(["1", "2", "enter"])
    assert [decision.codes for decision in made(whole)[-2:]] == [("warm",), ("host",)]
    assert sitting.state.card is None
    sitting.play("u")
    assert sitting.state.card.title == "Panna"
    assert sat(whole, unit="transcript").state.card is None


def test_a_code_keeps_its_number(whole, tmp_path):
    assert numbers(whole, whole.codebooks["tea"]) == {
        "milk_first": 1, "no_sugar": 2, "guest": 1, "host": 2, "warm": 1,
    }  # fmt: skip
    lemon = "codes:\n  - {key: lemon, name: Lemon, group: habit, definition: With lemon.}\n"
    (tmp_path / "new.yaml").write_text(
        TEA.replace("codes:\n", lemon).replace('"1.0"', '"2.0"'), encoding="utf-8"
    )
    steps.add_codebooks(whole, [tmp_path / "new.yaml"])
    assert numbers(whole, whole.codebooks["tea"]) == {"milk_first": 1, "no_sugar": 2, "lemon": 3}


def test_a_higher_unit_tells_nothing_of_what_is_to_be_coded_blind(whole):
    study = whole
    sat(study, "ben", keys="1\n1\n1\n", is_blind=True).close()
    study = planned(study, "random:2")
    card = sat(study, "ann", unit="transcript").state.card
    assert len(card.lines) == 1
    shown = {memo.about for memo in study.store.all(Memo) if memo.kind == "shown" and memo.coder == "ann"}
    assert len(shown) == 2
    assert card.unit in shown
    blind = sat(study, "cara", unit="transcript", is_blind=True).state.card
    assert blind.lines == ()


def test_a_yes_to_a_code_that_excludes_others_denies_these(whole):
    sat(whole, keys="y", by_code="guest")
    [decision] = in_force(made(whole))
    assert (decision.asked, decision.codes) == (("guest", "host"), ("guest",))
    assert sat(whole, by_code="host").state.card is None


# coders, queues, learning


def test_coders_are_known_and_near_doubles_are_named(two):
    sat(two, "ann", keys="n")
    welcome(two, "Benjamin")
    assert coders(two) == ["Benjamin", "ann"]
    assert named(two, " ann ") == "ann"
    assert "Benjamin" not in {name for said in two.reread().attributes.values() for name in said}
    with pytest.raises(UsageError, match="is ann meant"):
        named(two, "Ann")
    assert (alike("Benjamn", coders(two)), alike("zoe", coders(two))) == ("Benjamin", "")


def test_a_queue_says_how_many_and_why_these(two):
    study = planned(two, "random:4")
    sat(study, keys="n", is_blind=True)
    found = queue_view(study, study.codebooks["tea"], "ann", wanted(study, study.codebooks["tea"]))
    assert (found.open, found.answered, found.blind, found.sample, found.sample_left) == (19, 1, 1, 4, 3)
    assert found.next[0].reason.startswith("least certain: ")
    assert found.next[1].reason == "BLIND, random sample"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"strategy": "mango"}, "--strategy mango: expected one of"),
        ({"sample": "random"}, "--sample random: expected random:N"),
        ({"sample": "all:3"}, "--sample all:3: expected random:N"),
        ({"strategy": "entropy", "is_blind": True}, "blind cards come in the order"),
        ({"by_code": "honey"}, "--by-code honey: expected one of milk_first"),
        ({"code": "honey"}, "honey"),
        ({"unit": "page"}, "--unit page: expected segment"),
        ({"pilot": ["anna"], "sample": "random:3"}, "a calibration round is no sample"),
    ],
)
def test_what_does_not_go_together_is_refused(two, said, told):
    with pytest.raises(UsageError, match=told):
        wanted(two, two.codebooks["tea"], **said)


@pytest.mark.parametrize(("text", "share"), [("20%", 0.2), ("0.2", 0.2), ("0%", 0.0), ("", None)])
def test_a_share_is_written_as_people_write_it(text, share):
    assert part(text) == share


@pytest.mark.parametrize("text", ["many", "120%", "-1"])
def test_a_share_that_is_none_is_refused(text):
    with pytest.raises(UsageError, match="expected a share"):
        part(text)


def test_which_codebook_is_asked_where_there_are_several(two):
    assert chosen(two.codebooks, "").key == "tea"
    with pytest.raises(UsageError, match="expected one of tea"):
        chosen(two.codebooks, "coffee")
    steps.add_codebooks(two, [Path("ilc_2019")])
    with pytest.raises(UsageError, match="which codebook"):
        chosen(two.codebooks, "")


def test_plans_are_records(two):
    planned(two, "random:4", overlap="20%")
    assert [(plan.name, plan.by) for plan in two.store.all(Plan)][-2:] == [
        ("random", "ann"),
        ("overlap", "ann"),
    ]


def test_the_tagger_learns_meanwhile_and_the_next_card_shows_it(two):
    desk = ReviewDesk(two, two.codebooks["tea"], "ann", Wanted(strategy="entropy"), learn_every=3)
    sitting = Sitting(desk)
    sitting.play(["n", "n", "n"])
    until = time.monotonic() + 120
    while two.store.count(Run) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    newest = two.store.ids(Run)[-1]
    while sitting.state.card.run != newest and time.monotonic() < until:
        time.sleep(0.05)
        sitting.play("s")
    assert sitting.state.card.run == newest
    sitting.play(["e"])
    while not sitting.state.evidence and time.monotonic() < until:
        time.sleep(0.05)
        sitting.look()
    assert any("log-odds" in line for line in sitting.state.evidence)
    sitting.close()
