"""Agreement from decisions: on which answers, what is kept out, and what the command says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import SAMPLES, TEA, drawn, silent
from ilccode import cli, steps
from ilccode.agreement.rho import shaffer_rho
from ilccode.errors import UsageError
from ilccode.log import independent
from ilccode.model import Decision, Memo
from ilccode.review.sitting import Sitting
from ilccode.steps.agreed_units import allowed
from ilccode.steps.agreeing import agree, outlooks
from ilccode.steps.agreement_figures import frame
from ilccode.steps.answers import Answers, Said
from ilccode.steps.disagreeing import disagreements, unfinished
from ilccode.steps.imported import Wishes
from ilccode.steps.model_as_rater import beside_model
from ilccode.steps.plans import plan_sample, set_aside_as_pilot
from ilccode.steps.primary import Primary, fix, primary
from ilccode.steps.queueing import order_of, segment_numbers
from ilccode.steps.reviewing import ReviewDesk
from ilccode.steps.sitting_down import wanted as asked
from ilccode.steps.stability import stability

BOTH = ("milk_first", "no_sugar")


@pytest.fixture
def coded(study: steps.Study, tmp_path: Path) -> steps.Study:
    """Six interviews of eight answers each."""
    for name in ("anna", "ben", "cara", "dan", "eve", "finn"):
        said = (f"INTERVIEWER: And on day {n}?\nP_{name}: It went well, day {n}.\n" for n in range(8))
        (tmp_path / f"{name}.txt").write_text("".join(said), encoding="utf-8")
    steps.import_files(study, sorted(tmp_path.glob("*.txt")), wishes=Wishes(), track=silent)
    return study.reread()


def says(
    study: steps.Study, coder: str, units: list[str], yes: set[str] = frozenset(), **said: object
) -> None:
    """A coder's answers: `milk_first` to those in `yes`, nothing to the others."""
    answers, book = Answers(study, coder), study.codebooks["tea"]
    for unit in units:
        codes = ("milk_first",) if unit in yes else ()
        new = answers.answer(book, Said(unit=unit, asked=BOTH, codes=codes, **said))
        study.store.add(new)
        answers.take(new)


def kept(study: steps.Study, **said: object) -> tuple[int, dict[str, int]]:
    """How many answers about codes are allowed, and what is kept out."""
    found = allowed(study, study.codebooks["tea"], **said)
    answers = sum(len(its) for by_unit in found.given.values() for its in by_unit.values())
    return answers, dict(found.kept_out)


def test_it_is_computed_on_what_coders_coded_of_the_random_sample_without_a_hole(coded):
    units = drawn(coded)
    says(coded, "ann", units[:20])
    says(coded, "ben", [*units[:10], *units[11:20]])
    assert kept(coded) == (2 * (20 + 10), {"beyond": 2 * 9})
    assert kept(coded, on="blind") == (2 * 39, {})


def test_what_was_given_in_sight_of_anything_is_kept_out_and_counted(coded):
    units = drawn(coded)
    says(coded, "ann", units[:6])
    says(coded, "ben", units[:2], seen=("suggestions",))
    says(coded, "ben", units[:2])
    says(coded, "ben", units[2:5])
    says(coded, "cara", units[:1], seen=("unknown",))
    says(coded, "cara", units[1:2], seen=("others",))
    assert kept(coded) == (2 * (6 + 3), {"again": 4, "assisted": 2, "others": 2})
    assert kept(coded, on="any")[0] == 2 * (6 + 5 + 1)


def test_one_later_answer_that_is_not_blind_leaves_the_sample_whole(coded):
    units = drawn(coded)
    says(coded, "ann", units)
    says(coded, "ben", units)
    says(coded, "ann", units[2:3], {units[2]}, seen=("unknown",))
    says(coded, "ben", units[3:4], {units[3]}, seen=("others",))
    assert kept(coded) == (2 * (48 + 48 - 1), {"assisted": 2, "others": 2})


def test_a_second_round_leaves_the_first_one_alone(coded):
    units = drawn(coded)
    says(coded, "ann", units, set(units[:12]), sample="random")
    says(coded, "ben", units, set(units[:12]), sample="random")
    says(coded, "ann", units[:20], set(units[10:20]), sample="random round 2")
    assert kept(coded) == (2 * 96, {"second": 40})
    assert agree(coded, coded.codebooks["tea"]).tables[0].primary.value == 1


def test_who_shares_no_unit_with_anybody_is_no_coder_of_the_figures(coded):
    units = drawn(coded)
    says(coded, "ann", units[:20], set(units[:4]))
    says(coded, "ben", units[:20], set(units[:5]))
    says(coded, "cara", units[-1:])
    report = agree(coded, coded.codebooks["tea"], on="blind", wanted=Primary(coefficient="kappa"))
    assert report.coders == ("ann", "ben")
    assert report.tables[0].primary.value is not None


@pytest.mark.parametrize(
    "said",
    [["--plan", "--csv", "x.csv"], ["--plan", "--disagreements"], ["--disagreements", "--unit", "turn"]],
)
def test_what_does_not_go_together_is_refused(said):
    with pytest.raises(UsageError):
        cli.app(["agree", *said], standalone_mode=False)


def test_pilots_and_what_the_codebook_quotes_are_kept_out(study, tmp_path):
    quoted = "I always put the milk in the cup, then I pour."
    for name, words in (("anna", quoted), ("ben", "It rained on that day in May.")):
        text = f"INTERVIEWER: So?\nP_{name}: {words}\nINTERVIEWER: And?\nP_{name}: Well, so it went.\n"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    steps.import_files(study, sorted(tmp_path.glob("*.txt")), wishes=Wishes(), track=silent)
    study = study.reread()
    units = drawn(study)
    says(study, "ann", units)
    says(study, "zoe", units)
    assert kept(study) == (2 * 2 * 3, {"quoted": 4})
    [ben] = [t for t in study.transcripts if study.name(t) == "ben"]
    study = set_aside_as_pilot(study, [ben], "ann")
    assert kept(study) == (2 * 2 * 1, {"quoted": 4, "pilot": 8})


def test_rulings_and_opinions_changed_by_talk_raise_no_agreement(coded):
    unit = drawn(coded)[0]
    says(coded, "ann", [unit], {unit})
    says(coded, "ben", [unit])
    says(coded, "ben", [unit], {unit}, seen=("others",))
    given = independent(coded.store.all(Decision))[unit, "milk_first"]
    assert {coder: answer.present for coder, answer in given.items()} == {"ann": True, "ben": False}
    [report] = [t for t in agree(coded, coded.codebooks["tea"]).tables if t.name == "milk_first"]
    assert report.percent.value == 0


def test_figures_are_those_of_the_table(coded):
    units = drawn(coded)
    says(coded, "ann", units, set(units[:14]))
    says(coded, "ben", units, set(units[2:16]))
    report = agree(coded, coded.codebooks["tea"])
    milk, sugar, whole = report.tables
    assert (report.coders, report.interviews, milk.units, milk.positives) == (("ann", "ben"), 6, 48, 16)
    assert milk.counts == {"both": 12, "ann alone": 2, "ben alone": 2, "neither": 32}
    assert milk.percent.value == pytest.approx(44 / 48)
    assert milk.positive == pytest.approx(24 / 28)
    assert milk.primary.value == pytest.approx(1 - (4 / 48) / (2 * 28 * 68 / (96 * 95)))
    assert (sugar.primary.value, sugar.primary.reason) == (
        None,
        "every rating that can be paired has the same value",
    )
    assert sugar.ac1 is not None
    assert sugar.ac1.value == 1
    assert "not established: of units that carry it there are 0, 10 are needed" in sugar.reading
    assert whole.kind == "all"
    assert frame(report)["units"].tolist() == [48, 48, 48]


def test_few_interviews_and_rare_codes_are_named(coded):
    units = drawn(coded)
    says(coded, "ann", units, set(units[:2]))
    says(coded, "ben", units, set(units[2:4]))
    milk = agree(coded, coded.codebooks["tea"]).tables[0]
    assert any("prevalence paradox" in told for told in milk.reading)


def test_that_three_interviews_are_few_is_said(coded):
    three = set(coded.transcripts[:3])
    units = [unit for unit in drawn(coded) if coded.store.find(unit).transcript in three]
    says(coded, "ann", units, set(units[:12]))
    says(coded, "ben", units, set(units[2:14]))
    milk = agree(coded, coded.codebooks["tea"], on="blind").tables[0]
    assert (milk.units, milk.interval.clusters) == (24, 3)
    assert any("its interval: it cannot be trusted" in told for told in milk.reading)


def test_larger_units_are_joined_from_the_same_answers(coded):
    units = drawn(coded)
    says(coded, "ann", units, {units[0]})
    says(coded, "ben", units, {next(u for u in units[1:] if _same_interview(coded, u, units[0]))})
    by_segment = agree(coded, coded.codebooks["tea"]).tables[0]
    whole = agree(coded, coded.codebooks["tea"], wanted=Primary(unit="transcript")).tables[0]
    assert by_segment.percent.value == pytest.approx(46 / 48)
    assert (whole.units, whole.percent.value) == (6, 1.0)
    assert agree(coded, coded.codebooks["tea"], wanted=Primary(unit="turn")).tables[0].units == 48


def _same_interview(study: steps.Study, one: str, other: str) -> bool:
    return study.store.find(one).transcript == study.store.find(other).transcript


def test_codes_that_exclude_one_another_are_any_first_and_which_then(tmp_path):
    text = TEA.replace("kind: any", "kind: ordered").replace(
        "unit: segment}", "unit: segment, codes: [milk_first, no_sugar]}"
    )
    (tmp_path / "tea.yaml").write_text(text, encoding="utf-8")
    study = steps.init(tmp_path / "ordered", [tmp_path / "tea.yaml"])
    (tmp_path / "anna.txt").write_text(
        "I: So?\nP: One.\nI: So?\nP: Two.\nI: So?\nP: Three.\n", encoding="utf-8"
    )
    steps.import_files(study, [tmp_path / "anna.txt"], wishes=Wishes(), track=silent)
    study = study.reread()
    units = drawn(study)
    says(study, "ann", units, {units[0], units[1]})
    says(study, "ben", units, {units[0]})
    names = [(t.name, t.kind, t.units) for t in agree(study, study.codebooks["tea"]).tables]
    assert names == [
        ("habit: any", "any of", 3),
        ("habit: which (ordinal)", "which of", 1),
    ]


def test_what_is_fixed_is_fixed_for_good(coded):
    assert primary(coded) == Primary()
    fixed = fix(coded, Primary(coefficient="ac1", threshold=0.8, looks=2), "ann")
    assert (fixed.coefficient, fixed.is_fixed) == ("ac1", True)
    assert fix(coded, Primary(coefficient="ac1", threshold=0.8, looks=2), "ann") == fixed
    with pytest.raises(UsageError, match="was fixed before"):
        fix(coded, Primary(), "ann")
    with pytest.raises(UsageError, match="expected one of alpha"):
        fix(coded, Primary(coefficient="beta"), "ann")
    assert agree(coded, coded.codebooks["tea"]).tables[0].interval.level == 0.975


def test_disagreements_are_listed_and_that_they_were_is_noted(coded):
    units = drawn(coded)
    says(coded, "ann", units[:10], set(units[:3]))
    says(coded, "ben", units[:10], set(units[2:4]))
    found = disagreements(coded, coded.codebooks["tea"])
    assert [(item.codes, item.coders, len(item.excerpts)) for item in found.confusions] == [
        (("milk_first", ""), ("ann", "ben"), 2),
        (("", "milk_first"), ("ann", "ben"), 1),
    ]
    assert [(r.differ, r.of) for r in found.rates if r.what == "coder"] == [(3, 20), (3, 20)]
    shown = {memo.about for memo in coded.store.all(Memo) if memo.kind == "shown"}
    assert shown == {units[0], units[1], units[3]}
    disagreements(coded, coded.codebooks["tea"])
    assert coded.store.count(Memo) == 3


def test_the_command_says_on_what_by_what_and_how_far(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["ilccode"])
    study = steps.init(tmp_path, [Path("ilc_2019")])
    wishes = Wishes(interviewers=["SPEAKER_00"])
    steps.import_files(study, sorted(SAMPLES.glob("0*")), wishes=wishes, track=silent)
    study = study.reread()
    for coder in "ab":
        steps.import_codings(
            study, SAMPLES / "codings" / f"coder_{coder}.csv", coder=coder, blind=True, codebook="ilc_2019"
        )
    cli.app(["agree"], standalone_mode=False)
    told = capsys.readouterr().out
    assert "ilc_2019: agreement on the random sample that coders coded blind" in told
    assert "coders: a; b\n8 interviews; segment units" in told
    assert "borrowing              187   15     0.97      0.80   0.79" in told
    cli.app(["agree", "--json", "--csv", "figures.csv"], standalone_mode=False)
    figures = json.loads(capsys.readouterr().out)
    assert figures["tables"][0]["primary"]["value"] == pytest.approx(0.786, abs=0.001)
    assert (tmp_path / "figures.csv").read_text(encoding="utf-8-sig").count("\n") == 6
    with pytest.raises(UsageError, match="--on all: expected one of random, blind, any"):
        cli.app(["agree", "--on", "all"], standalone_mode=False)
    cli.app(["agree", "--disagreements"], standalone_mode=False)
    assert "a gives borrowing, b does not" in capsys.readouterr().out
    cli.app(["agree", "--with-model", "--json", "--fix"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out).keys() == {"agreement", "with_model"}
    cli.app(["agree", "--coefficient", "percent"], standalone_mode=False)
    told = " ".join(capsys.readouterr().out.split())
    assert "supplementary: fixed was alpha at 0.667 by segment, 1 look, on the random sample" in told
    assert "reliable" not in told


def test_suggestions_are_one_more_rater(coded):
    steps.tag(coded, track=silent)
    units = drawn(coded)
    says(coded, "ann", units, set(units[:14]))
    says(coded, "ben", units, set(units[2:16]))
    found = beside_model(coded, coded.codebooks["tea"])
    assert [(it.coder, it.tables[0].name, it.tables[0].units) for it in found.beside] == [
        ("ann", "milk_first", 48),
        ("ben", "milk_first", 48),
        ("all coders who agree", "milk_first", 44),
    ]
    assert not found.has_learned
    steps.tag(coded.reread(), track=silent)
    assert beside_model(coded, coded.codebooks["tea"]).has_learned


def test_without_suggestions_there_is_nothing_beside_people(coded):
    assert beside_model(coded, coded.codebooks["tea"]).beside == ()


def test_a_coder_is_asked_again_in_a_second_round_and_how_steady_is_said(coded):
    units = drawn(coded)
    says(coded, "ann", units[:20], set(units[:6]))
    book = coded.codebooks["tea"]
    asks, _ = order_of(coded, book, "ann", asked(coded, book, number=2))
    assert [ask.unit for ask in asks] == units[:20]
    assert asks[0].reason == "BLIND, random sample, round 2"
    sitting = Sitting(ReviewDesk(coded, book, "ann", asked(coded, book, number=2), learn_every=0))
    assert (sitting.state.card.unit, sitting.state.ticked) == (units[0], frozenset())
    sitting.play(["1", "enter"] * 5 + ["n"] * 15)
    assert sitting.state.card is None
    milk = stability(coded, book, "ann", wanted=Primary(coefficient="percent")).tables[0]
    assert (milk.units, milk.primary.value) == (20, pytest.approx(19 / 20))
    assert order_of(coded, book, "ann", asked(coded, book, number=2))[0] == []
    with pytest.raises(UsageError, match="--within zoe: expected one of ann"):
        stability(coded, book, "zoe")


def test_how_much_more_is_needed_is_said_of_each_table(coded):
    units = drawn(coded)
    says(coded, "ann", units, set(units[:14]))
    says(coded, "ben", units, set(units[2:16]))
    found = outlooks(coded, coded.codebooks["tea"])
    assert [item.name for item in found] == ["milk_first", "no_sugar", "all codes (alpha)"]
    assert all(item.outlook.reason for item in found)


def test_what_somebody_is_still_to_code_blind_is_not_shown_unasked(coded):
    units = drawn(coded)
    plan_sample(coded, "random", segment_numbers(coded), 10, "ann")
    says(coded, "ann", units[:10])
    says(coded, "ben", units[:4])
    assert unfinished(coded, coded.codebooks["tea"]) == {"ben": 6}
    says(coded, "ben", units[4:10])
    assert unfinished(coded, coded.codebooks["tea"]) == {}


def test_rates_tell_coders_interviews_times_and_versions(coded):
    units = drawn(coded)
    says(coded, "ann", units[:16], set(units[:4]), sample="random")
    says(coded, "ben", units[:16], set(units[2:4]), sample="random")
    rates = disagreements(coded, coded.codebooks["tea"]).rates
    assert {rate.what for rate in rates} == {"code", "coder", "interview", "time", "version"}
    for what in ("time", "version", "interview"):
        assert sum(rate.differ for rate in rates if rate.what == what) == 2
        assert sum(rate.of for rate in rates if rate.what == what) == 32


# Shaffer's rho


def test_rho_falls_with_the_test_set_and_with_kappa():
    small = shaffer_rho(0.75, units=40, base_rate=0.2)
    large = shaffer_rho(0.75, units=400, base_rate=0.2)
    higher = shaffer_rho(0.9, units=40, base_rate=0.2)
    assert small is not None
    assert large is not None
    assert higher is not None
    assert large < small
    assert higher < small
    assert large < 0.05 < small


def test_rho_is_what_counting_says():
    """Kappas of corpora are alike likely from .4 to .65: large test sets tell them, and half pass .525."""
    found = shaffer_rho(0.65, units=100_000, base_rate=0.3)
    assert found == pytest.approx(0.0, abs=0.02)
    assert shaffer_rho(0.525, units=100_000, base_rate=0.3) == pytest.approx(0.5, abs=0.1)
    assert shaffer_rho(0.4, units=100_000, base_rate=0.3) == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(
    "said", [{"units": 0, "base_rate": 0.2}, {"units": 9, "base_rate": 0.0}, {"units": 9, "base_rate": 1.0}]
)
def test_rho_is_undefined_where_no_corpus_can_be(said):
    assert shaffer_rho(0.8, **said) is None
