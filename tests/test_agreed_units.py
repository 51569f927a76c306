"""Which answers agreement is computed from: what is taken back, shown, imported, renamed or read in part."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from conftest import TEA, drawn, silent
from ilccode import cli, steps
from ilccode.errors import UsageError
from ilccode.log import independent, said_first
from ilccode.model import Decision, Plan
from ilccode.steps.agreed_units import allowed
from ilccode.steps.answers import Answers, Said
from ilccode.steps.disagreeing import disagreements, unfinished
from ilccode.steps.imported import Wishes
from ilccode.steps.larger_units import larger
from ilccode.steps.notes import was_shown
from ilccode.steps.plans import plan_sample
from ilccode.steps.primary import Primary, fix, fixed, primary
from ilccode.steps.queueing import interview_numbers, interviews, segment_numbers
from ilccode.steps.stability import stability

BOTH = ("milk_first", "no_sugar")


@pytest.fixture
def coded(study: steps.Study, tmp_path: Path) -> steps.Study:
    """Four interviews of four answers each."""
    for name in ("anna", "ben", "cara", "dan"):
        said = (f"INTERVIEWER: And on day {n}?\nP_{name}: It went well, day {n}.\n" for n in range(4))
        (tmp_path / f"{name}.txt").write_text("".join(said), encoding="utf-8")
    steps.import_files(study, sorted(tmp_path.glob("*.txt")), wishes=Wishes(), track=silent)
    return study.reread()


def says(
    study: steps.Study, coder: str, unit: str, *codes: str, asked: tuple[str, ...] = BOTH, **said: str
) -> Decision:
    """A coder's answer, the last record of what it takes to say it."""
    answers, book = Answers(study, coder), study.codebooks["tea"]
    seen = (said.pop("seen"),) if "seen" in said else ()
    new = answers.answer(book, Said(unit=unit, asked=asked, codes=codes, seen=seen, **said))
    study.store.add(new)
    return new[-1]


def undone(study: steps.Study, decision: Decision) -> None:
    answers = Answers(study, decision.coder)
    study.store.add(answers.undone(decision))


def counted(study: steps.Study, unit: str, **said: str) -> dict[tuple[str, str], bool]:
    """What is allowed of a unit, by code and coder."""
    found = allowed(study, study.codebooks["tea"], **said)
    return {
        (code, coder): present
        for code, by_unit in found.given.items()
        for coder, present in by_unit.get(unit, {}).items()
    }


# taken back


def test_codes_that_only_an_undone_answer_was_about_do_not_count(coded):
    unit = drawn(coded)[0]
    says(coded, "ann", unit, "milk_first", asked=("milk_first",))
    whole = says(coded, "ann", unit, *BOTH)
    assert len(counted(coded, unit)) == 2
    undone(coded, whole)
    assert counted(coded, unit) == {("milk_first", "ann"): True}


def test_what_was_undone_altogether_makes_a_hole(coded):
    units = drawn(coded)
    for unit in units[:6]:
        says(coded, "ann", unit)
    second = says(coded, "ann", units[2], "milk_first")
    assert len(allowed(coded, coded.codebooks["tea"]).given["milk_first"]) == 6
    undone(coded, second)
    assert len(allowed(coded, coded.codebooks["tea"]).given["milk_first"]) == 6
    again = Answers(coded, "ann")
    [tip] = again.tips(coded.codebooks["tea"], units[2])
    coded.store.add(again.undone(tip))
    assert len(allowed(coded, coded.codebooks["tea"]).given["milk_first"]) == 2


def test_a_blind_answer_that_comes_back_by_undoing_an_assisted_one_is_blind_as_it_was(coded):
    unit = drawn(coded)[0]
    says(coded, "ann", unit, "milk_first")
    undone(coded, says(coded, "ann", unit, seen="suggestions"))
    found = allowed(coded, coded.codebooks["tea"])
    assert (found.kept_out, counted(coded, unit)) == (
        {},
        {("milk_first", "ann"): True, ("no_sugar", "ann"): False},
    )


def test_an_answer_after_talk_that_is_undone_leaves_the_independent_one(coded):
    unit = drawn(coded)[0]
    says(coded, "ann", unit, "milk_first")
    says(coded, "ann", unit, seen="others")
    undone(coded, says(coded, "ann", unit, "no_sugar"))
    assert counted(coded, unit) == {("milk_first", "ann"): True, ("no_sugar", "ann"): False}


def test_what_stays_of_an_answer_when_one_code_is_asked_anew_was_said_before(coded):
    unit = drawn(coded)[0]
    first = says(coded, "ann", unit, *BOTH)
    last = says(coded, "ann", unit, asked=("milk_first",))
    assert [said.decision for said in said_first(coded.store.all(Decision))] == [first, last]
    assert counted(coded, unit) == {("milk_first", "ann"): False, ("no_sugar", "ann"): True}


def test_a_second_round_that_is_undone_was_none(coded):
    unit = drawn(coded)[0]
    says(coded, "ann", unit, "milk_first", sample="random")
    undone(coded, says(coded, "ann", unit, sample="random round 2"))
    assert stability(coded, coded.codebooks["tea"], "ann").tables[0].units == 0


def test_rounds_of_which_one_was_in_sight_of_suggestions_are_kept_out_and_counted(coded):
    units = drawn(coded)
    says(coded, "ann", units[0], seen="suggestions")
    says(coded, "ann", units[0])
    says(coded, "ann", units[1], seen="suggestions")
    says(coded, "ann", units[2], seen="suggestions")
    for unit in units[:2]:
        says(coded, "ann", unit, sample="random round 2")
    report = stability(coded, coded.codebooks["tea"], "ann")
    assert (report.tables[0].units, report.kept_out) == (0, {"again": 2, "assisted": 2})


# shown


def test_what_is_imported_after_disagreements_were_listed_is_not_independent(coded, tmp_path):
    [anna] = [t for t in coded.transcripts if coded.name(t) == "anna"]
    unit = next(ref.id for ref in coded.coded if ref.transcript == anna)
    says(coded, "ann", unit, "milk_first")
    says(coded, "ben", unit)
    disagreements(coded, coded.codebooks["tea"], on="blind")
    table = tmp_path / "ben.csv"
    table.write_text("transcript,turn,codes\nanna,2,milk_first\n", encoding="utf-8")
    report = steps.import_codings(coded, table, coder="ben", blind=True)
    assert (report.changed, report.not_blind) == (1, 1)
    assert counted(coded, unit, on="blind")["milk_first", "ben"] is False
    assert steps.import_codings(coded, table, coder="cara", blind=True).not_blind == 1


def test_what_was_shown_in_one_codebook_is_unseen_in_another(coded, tmp_path):
    other = tmp_path / "coffee.yaml"
    other.write_text(TEA.replace("key: tea", "key: coffee"), encoding="utf-8")
    steps.add_codebooks(coded, [other])
    study = coded.reread()
    unit = drawn(study)[0]
    says(study, "ann", unit, "milk_first")
    says(study, "ben", unit)
    disagreements(study, study.codebooks["tea"])
    assert was_shown(study, study.codebooks["tea"], unit, "ann")
    assert not was_shown(study, study.codebooks["coffee"], unit, "ann")


def test_a_sweep_and_whole_interviews_are_unfinished_samples_too(coded):
    book, units = coded.codebooks["tea"], drawn(coded)
    plan_sample(coded, "random", segment_numbers(coded), 6, "ann")
    for unit in units[:6]:
        says(coded, "ann", unit, asked=("milk_first",))
    for unit in units[:4]:
        says(coded, "ben", unit, asked=("milk_first",))
    assert unfinished(coded, book) == {"ben": 2}
    plan_sample(coded, "interviews", list(interview_numbers(coded).values()), 4, "ann")
    assert unfinished(coded, book)["ann"] == 16 - 6


# how far


def test_of_whole_interviews_those_count_up_to_the_first_that_was_left_out(coded):
    book = coded.codebooks["tea"]
    plan_sample(coded, "interviews", list(interview_numbers(coded).values()), 3, "ann")
    first, second, third = interviews(coded)
    of = {t: [ref.id for ref in coded.coded if ref.transcript == t] for t in (first, second, third)}
    for unit in (*of[second], *of[third]):
        says(coded, "ann", unit)
    prefix = len(allowed(coded, book).given.get("milk_first", {}))
    assert prefix == next(n for n, unit in enumerate(drawn(coded)) if unit not in {*of[second], *of[third]})
    [reach] = allowed(coded, book).reach
    assert reach.next in of[first]
    for unit in of[first]:
        says(coded, "ann", unit)
    assert len(allowed(coded, book).given["milk_first"]) == 12


def test_how_far_a_coder_got_is_said_by_code(coded):
    units = drawn(coded)
    for unit in units:
        says(coded, "ann", unit, asked=("milk_first",))
    says(coded, "ann", units[5], asked=("no_sugar",))
    [reach] = allowed(coded, coded.codebooks["tea"]).reach
    assert (reach.codes, reach.units, reach.next) == (("no_sugar",), 0, units[0])


def test_answers_about_codes_that_changed_their_meaning_are_counted(coded, tmp_path):
    for unit in drawn(coded)[:3]:
        says(coded, "ann", unit, "milk_first")
    new = TEA.replace('version: "1.0"', 'version: "2.0"').replace(
        "pours the milk before", "pours milk before"
    )
    (tmp_path / "new.yaml").write_text(new, encoding="utf-8")
    steps.add_codebooks(coded, [tmp_path / "new.yaml"])
    study = coded.reread()
    found = allowed(study, study.codebooks["tea"])
    assert (found.kept_out, len(found.given["no_sugar"])) == ({"meaning": 3}, 3)
    says(study, "ann", drawn(study)[0])
    assert allowed(study, study.codebooks["tea"]).kept_out == {"meaning": 2}


def test_a_code_with_another_key_keeps_what_was_said_after_others_were_seen(coded, tmp_path):
    for unit in drawn(coded)[:2]:
        says(coded, "ann", unit, seen="others")
    new = TEA.replace('version: "1.0"', 'version: "2.0"').replace(
        "key: no_sugar\n", "key: sugarless\n    was: [no_sugar]\n"
    )
    (tmp_path / "new.yaml").write_text(new, encoding="utf-8")
    steps.add_codebooks(coded, [tmp_path / "new.yaml"])
    study = coded.reread()
    assert allowed(study, study.codebooks["tea"]).kept_out["others"] == 4


def test_a_coder_who_has_begun_takes_nothing_from_two_who_have_finished(coded):
    book, units = coded.codebooks["tea"], drawn(coded)
    for unit in units:
        for coder in ("ann", "cara"):
            says(coded, coder, unit, "milk_first")
    before = larger(coded, allowed(coded, book), "transcript")
    says(coded, "ben", units[0])
    after = larger(coded, allowed(coded, book), "transcript")
    assert after.given == before.given
    assert (after.kept_out, after.partial) == ({"part": 2}, 0)


def test_of_a_turn_only_what_two_have_answered_is_a_part(coded):
    book, units = coded.codebooks["tea"], drawn(coded)
    for unit in units:
        says(coded, "ann", unit, "milk_first")
    for unit in units[:9]:
        says(coded, "ben", unit)
    found = larger(coded, allowed(coded, book), "transcript")
    parts = {t: sum(coded.store.find(u).transcript == t for u in units[:9]) for t in coded.transcripts}
    assert set(found.given["milk_first"]) == {t for t, number in parts.items() if number}
    assert all(its == {"ann": True, "ben": False} for its in found.given["milk_first"].values())
    assert found.partial == sum(0 < number < 4 for number in parts.values())


def test_in_all_that_is_said_and_taken_back_what_stands_is_what_counts(coded):
    """Random sittings against a plain stack of answers; what was seen stays seen."""
    book, units, draw = coded.codebooks["tea"], drawn(coded)[:2], Random(0)
    told: dict[str, list[tuple[str, tuple[str, ...], tuple[str, ...], str, bool]]] = {}
    for coder in map(str, range(120)):
        stack, sighted = [], set()
        for _ in range(draw.randint(2, 9)):
            answers = Answers(coded, coder)
            if stack and draw.random() < 0.4:
                coded.store.add(answers.undone(answers.in_order(book)[-1]))
                stack.pop()
                continue
            unit, asked = draw.choice(units), draw.choice([BOTH, BOTH[:1], BOTH[1:]])
            codes = tuple(code for code in asked if draw.random() < 0.5)
            seen = draw.choice(["", "", "suggestions", "others"])
            says(coded, coder, unit, *codes, asked=asked, **({"seen": seen} if seen else {}))
            stack.append((unit, asked, codes, seen, unit in sighted))
            sighted |= {unit} if seen == "suggestions" else set()
        told[coder] = stack
    found = independent(coded.store.all(Decision))
    for coder, stack in told.items():
        expected = {
            (unit, code): (code in codes, seen, was_sighted)
            for unit, asked, codes, seen, was_sighted in stack
            if seen != "others"
            for code in asked
        }
        got = {
            key: (its[coder].present, "".join(its[coder].decision.seen), its[coder].is_again)
            for key, its in found.items()
            if coder in its
        }
        assert got == expected, stack


def test_assisted_answers_fill_no_hole_in_the_random_sample(coded):
    units = drawn(coded)
    for place, unit in enumerate(units[:8]):
        says(coded, "ann", unit, **({"seen": "suggestions"} if place == 3 else {}))
    found = allowed(coded, coded.codebooks["tea"])
    assert (len(found.given["milk_first"]), found.kept_out) == (3, {"assisted": 2, "beyond": 8})


def test_undoing_does_not_unsee(coded):
    unit = drawn(coded)[0]
    undone(coded, says(coded, "ann", unit, seen="suggestions"))
    says(coded, "ann", unit)
    assert allowed(coded, coded.codebooks["tea"], on="blind").kept_out == {"again": 2}
    assert allowed(coded, coded.codebooks["tea"], on="any").kept_out == {}


def test_what_nobody_knows_was_on_the_screen_counts_as_seen(coded):
    unit = drawn(coded)[0]
    says(coded, "ann", unit, seen="unknown")
    says(coded, "ann", unit)
    assert allowed(coded, coded.codebooks["tea"], on="blind").kept_out == {"again": 2}


def test_a_second_round_that_is_undone_is_not_counted_as_one(coded):
    unit = drawn(coded)[0]
    says(coded, "ann", unit, "milk_first")
    undone(coded, says(coded, "ann", unit, sample="random round 2"))
    assert allowed(coded, coded.codebooks["tea"]).kept_out == {}


def test_undoing_takes_no_answer_under_another_version_with_it(coded, tmp_path):
    unit = drawn(coded)[0]
    says(coded, "ann", unit)
    new = TEA.replace('version: "1.0"', 'version: "2.0"').replace("pours the milk", "pours milk")
    (tmp_path / "new.yaml").write_text(new, encoding="utf-8")
    steps.add_codebooks(coded, [tmp_path / "new.yaml"])
    study = coded.reread()
    says(study, "ann", unit, "milk_first", asked=("milk_first",))
    undone(study, says(study, "ann", unit, "no_sugar", asked=("no_sugar",)))
    assert counted(study, unit) == {("milk_first", "ann"): True, ("no_sugar", "ann"): False}


def test_what_was_coded_before_a_correction_had_been_coded_when_it_was_fixed(coded, tmp_path):
    [anna] = [t for t in coded.transcripts if coded.name(t) == "anna"]
    unit = [ref.id for ref in coded.coded if ref.transcript == anna][-1]
    says(coded, "ann", unit)
    text = (tmp_path / "anna.txt").read_text(encoding="utf-8").replace("well, day 0", "badly, day 0")
    (tmp_path / "anna.txt").write_text(text, encoding="utf-8")
    steps.import_files(coded, [tmp_path / "anna.txt"], wishes=Wishes(replaces="anna"), track=silent)
    study = coded.reread()
    says(study, "ben", study.became[unit])
    fix(study, Primary(), "ann")
    assert fixed(study, study.codebooks["tea"]).units == 1


# fixed beforehand


@pytest.mark.parametrize(
    "said",
    [
        ["--on", "all"],
        ["--interval", "wald"],
        ["--within", "nobody"],
        ["--csv", "nowhere/x.csv"],
        ["--csv", "x.xlsx"],
        ["--plan"],
    ],
)
def test_nothing_is_fixed_by_a_call_that_cannot_be_meant(coded, said, monkeypatch):
    monkeypatch.chdir(coded.folder)
    with pytest.raises(UsageError):
        cli.app(["agree", "--fix", *said], standalone_mode=False)
    assert list(coded.store.all(Plan, about="agreement")) == []
    assert primary(coded) == Primary()


def test_what_two_coded_in_another_codebook_was_not_coded_in_this(coded, tmp_path):
    other = tmp_path / "coffee.yaml"
    other.write_text(TEA.replace("key: tea", "key: coffee"), encoding="utf-8")
    steps.add_codebooks(coded, [other])
    study = coded.reread()
    unit = drawn(study)[0]
    for coder in ("ann", "ben"):
        says(study, coder, unit)
    fix(study, Primary(), "ann")
    assert (fixed(study, study.codebooks["tea"]).units, fixed(study, study.codebooks["coffee"]).units) == (
        1,
        0,
    )
