"""Agreement on turns, transcripts and cases, among three coders, and in parts of the answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conftest import TEA, drawn, silent
from ilccode import cli, steps
from ilccode.agreement.measures import PAIRS
from ilccode.cli.agreement_printed import report as printed
from ilccode.errors import UsageError
from ilccode.model import Memo
from ilccode.review.sitting import Sitting
from ilccode.steps.agreed_units import allowed
from ilccode.steps.agreeing import agree, outlooks
from ilccode.steps.agreement_figures import write_figures
from ilccode.steps.answers import Answers, Said
from ilccode.steps.disagreeing import disagreements
from ilccode.steps.imported import Wishes
from ilccode.steps.larger_units import larger
from ilccode.steps.model_as_rater import beside_model
from ilccode.steps.plans import set_aside_as_pilot
from ilccode.steps.primary import Primary, fix, fixed
from ilccode.steps.reviewing import ReviewDesk
from ilccode.steps.sitting_down import wanted as asked
from ilccode.steps.stability import stability
from ilccode.steps.units import by_chance, cases

STAGES = TEA.replace(
    "codes:\n  - key: milk_first",
    "  - {key: stage, kind: ordered, unit: case, codes: [new, settled, old]}\ncodes:\n  - key: milk_first",
) + "".join(
    f"  - {{key: {key}, name: {key}, group: stage, definition: It is {key}.}}\n"
    for key in ("new", "settled", "old")
)
NAMES = ("anna", "ben", "cara", "dan", "eve", "finn")


@pytest.fixture
def staged(tmp_path: Path) -> steps.Study:
    """Six interviews of four answers, and a stage for whoever answers."""
    (tmp_path / "tea.yaml").write_text(STAGES, encoding="utf-8")
    study = steps.init(tmp_path / "study", [tmp_path / "tea.yaml"])
    (study.folder / "ilccode.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    for name in NAMES:
        said = (f"INTERVIEWER: And on day {n}?\nP_{name}: It went well, day {n}.\n" for n in range(4))
        (tmp_path / f"{name}.txt").write_text("".join(said), encoding="utf-8")
    study = steps.open_study(study.folder)
    steps.import_files(study, sorted(tmp_path.glob("*.txt")), wishes=Wishes(), track=silent)
    return study.reread()


def says(study: steps.Study, coder: str, unit: str, *codes: str, asked: tuple[str, ...], **said: str) -> None:
    answers, book = Answers(study, coder), study.codebooks["tea"]
    seen = (said.pop("seen"),) if "seen" in said else ()
    study.store.add(answers.answer(book, Said(unit=unit, asked=asked, codes=codes, seen=seen, **said)))


STAGE = ("new", "settled", "old")
BOTH = ("milk_first", "no_sugar")


def by_number(study: steps.Study) -> list[str]:
    """The cases in the order in which chance draws them."""
    return [unit.id for unit in by_chance(study, cases(study))]


def test_cases_have_tables_of_their_own_by_ordinal_distances(staged):
    units = by_number(staged)
    for unit, one, other in zip(units, ["new"] * 3 + ["old"] * 3, ["new"] * 2 + ["old"] * 4, strict=True):
        says(staged, "ann", unit, one, asked=STAGE)
        says(staged, "ben", unit, other, asked=STAGE)
    report = agree(staged, staged.codebooks["tea"])
    any_of, which = [table for table in report.tables if table.unit == "case"]
    assert (any_of.units, any_of.percent.value, which.units) == (6, 1.0, 6)
    assert (which.primary.coefficient, which.interval.clusters) == ("Krippendorff's alpha (ordinal)", 6)
    ordinal, nominal = (
        agree(staged, staged.codebooks["tea"], wanted=Primary(coefficient=name)).tables[-1].primary.value
        for name in ("alpha", "percent")
    )
    assert ordinal == pytest.approx(1 - (1 / 6) / (2 * 5 * 7 / (12 * 11)))
    assert nominal == pytest.approx(5 / 6)


def test_cases_come_in_the_order_of_chance_and_count_as_far_as_there_is_no_hole(staged):
    book, units = staged.codebooks["tea"], by_number(staged)
    desk = ReviewDesk(staged, book, "ann", asked(staged, book, unit="case", is_blind=True), learn_every=0)
    sitting = Sitting(desk)
    assert [sitting.state.card.unit, sitting.state.card.sample] == [units[0], "random"]
    assert sitting.state.card.excerpts == "no excerpt of it is coded yet: code its segments first"
    sitting.play(["1", "enter"] * 6)
    for unit in [*units[:2], *units[3:]]:
        says(staged, "ben", unit, "new", asked=STAGE)
    found = allowed(staged, book)
    assert {unit for unit, its in found.given["new"].items() if len(its) == 2} == set(units[:2])
    assert found.kept_out == {"beyond": 3 * 3}
    [reach] = found.reach
    assert (reach.coder, reach.units, reach.next) == ("ben", 2, units[2])


def test_a_case_of_a_pilot_interview_is_kept_out(staged):
    book, units = staged.codebooks["tea"], by_number(staged)
    for coder in ("ann", "ben"):
        for unit in units:
            says(staged, coder, unit, "new", asked=STAGE)
    [anna] = [t for t in staged.transcripts if staged.name(t) == "anna"]
    found = allowed(set_aside_as_pilot(staged, [anna], "ann"), book)
    assert (found.kept_out, len(found.given["new"])) == ({"pilot": 6}, 5)


def test_a_case_is_asked_again_in_a_second_round(staged):
    book = staged.codebooks["tea"]
    for number, keys in ((1, ["1", "enter"]), (2, ["3", "enter"])):
        wanted = asked(staged, book, unit="case", is_blind=True, number=number)
        sitting = Sitting(ReviewDesk(staged, book, "ann", wanted, learn_every=0))
        assert sitting.state.ticked == frozenset()
        sitting.play(keys * 6)
        assert sitting.state.card is None
    which = stability(staged, book, "ann").tables[-1]
    assert (which.units, which.percent.value, which.unit) == (6, 0.0, "case")


def test_how_much_more_is_said_in_cases(staged):
    for unit in by_number(staged)[:2]:
        for coder in ("ann", "ben"):
            says(staged, coder, unit, "new", asked=STAGE)
    found = outlooks(staged, staged.codebooks["tea"])
    assert [(item.codes_of, "interview" in item.outlook.reason) for item in found][-1] == ("case", False)


def test_what_coders_take_for_what_in_cases_is_listed_too(staged):
    unit = by_number(staged)[0]
    says(staged, "ann", unit, "new", asked=STAGE)
    says(staged, "ben", unit, "old", asked=STAGE)
    found = disagreements(staged, staged.codebooks["tea"])
    assert [(item.codes, item.excerpts[0].unit) for item in found.confusions] == [(("new", "old"), unit)]
    assert [memo.about for memo in staged.store.all(Memo)] == [unit]
    assert {rate.what for rate in found.rates} == {"code", "coder", "case", "version"}


# larger units


def test_a_turn_of_which_only_a_part_was_drawn_is_counted(tmp_path):
    """Segments of a sentence each: three to a turn."""
    (tmp_path / "tea.yaml").write_text(TEA, encoding="utf-8")
    study = steps.init(tmp_path / "study", [tmp_path / "tea.yaml"], {"segmentation": "sentence"})
    talk = "I: So?\nP: One day. Two days went. Then three.\nI: And?\nP: Four days. Five it was. Then six.\n"
    (tmp_path / "anna.txt").write_text(talk, encoding="utf-8")
    steps.import_files(study, [tmp_path / "anna.txt"], wishes=Wishes(interviewers=["I"]), track=silent)
    study = study.reread()
    book, units = study.codebooks["tea"], drawn(study)
    assert len(units) == 6
    turns = {unit: study.store.find(unit).start for unit in units}
    first = [unit for unit in units if turns[unit] < 45]
    for coder in ("ann", "ben"):
        for unit in (*first, *[u for u in units if u not in first][:1]):
            says(study, coder, unit, *BOTH[: int(unit == first[0])], asked=BOTH)
    found = larger(study, allowed(study, book, on="blind"), "turn")
    assert (found.unit, found.partial, len(found.given["milk_first"])) == ("turn", 1, 2)
    assert sorted(its["ann"] for its in found.given["milk_first"].values()) == [False, True]
    assert agree(study, book, on="blind", wanted=Primary(unit="turn")).partial == 1


def test_two_exclusive_codes_on_one_transcript_are_left_out_of_which(tmp_path):
    text = TEA.replace("kind: any", "kind: exclusive")
    (tmp_path / "tea.yaml").write_text(text, encoding="utf-8")
    study = steps.init(tmp_path / "study", [tmp_path / "tea.yaml"])
    for name in ("anna", "ben"):
        talk = f"I: So?\nP: One, {name}.\nI: And?\nP: Two, {name}.\n"
        (tmp_path / f"{name}.txt").write_text(talk, encoding="utf-8")
    steps.import_files(study, sorted(tmp_path.glob("*.txt")), wishes=Wishes(), track=silent)
    study = study.reread()
    anna = [ref.id for ref in study.coded if study.name(ref.transcript) == "anna"]
    for coder in ("ann", "zoe"):
        for unit in drawn(study):
            code = BOTH[1] if unit == anna[0] and coder == "ann" else BOTH[0]
            says(study, coder, unit, code, asked=BOTH)
    which = agree(study, study.codebooks["tea"], wanted=Primary(unit="transcript")).tables[1]
    assert (which.kind, which.units, which.several) == ("which of", 1, 1)
    assert "1 answers give several of these codes to one transcript, and are left out" in which.reading


def test_suggestions_are_joined_to_larger_units_as_answers_are(staged):
    steps.tag(staged, track=silent)
    for coder in ("ann", "ben"):
        for unit in drawn(staged):
            says(staged, coder, unit, "milk_first", asked=BOTH)
    found = beside_model(staged, staged.codebooks["tea"], wanted=Primary(unit="transcript"))
    assert [(it.coder, it.tables[0].units, it.tables[0].unit) for it in found.beside] == [
        ("ann", 6, "transcript"),
        ("ben", 6, "transcript"),
        ("all coders who agree", 6, "transcript"),
    ]
    assert all(table.unit == "transcript" for it in found.beside for table in it.tables)


# three coders, and parts of the answers


def test_of_three_coders_each_two_are_compared(staged):
    units = drawn(staged)
    for coder, yes in (("ann", units[:12]), ("ben", units[:12]), ("cara", units[12:])):
        for unit in units:
            says(staged, coder, unit, *BOTH[: int(unit in yes)], asked=BOTH)
    milk = agree(staged, staged.codebooks["tea"], wanted=Primary(coefficient="kappa")).tables[0]
    assert (milk.primary.value, milk.primary.reason) == (None, PAIRS)
    assert {pair.coders: pair.agreement.value for pair in milk.pairs} == {
        ("ann", "ben"): 1,
        ("ann", "cara"): -1,
        ("ben", "cara"): -1,
    }
    assert milk.counts == {"2 yes, 1 no": 12, "1 yes, 2 no": 12}


def test_disagreements_are_found_where_coders_answered_about_one_code_alone(staged):
    unit = drawn(staged)[0]
    says(staged, "ann", unit, "milk_first", asked=("milk_first",))
    says(staged, "ben", unit, asked=BOTH)
    found = disagreements(staged, staged.codebooks["tea"], on="blind")
    assert [item.codes for item in found.confusions] == [("milk_first", "")]
    assert [(rate.name, rate.differ, rate.of) for rate in found.rates if rate.what == "code"] == [
        ("milk_first", 1, 1)
    ]


def test_how_much_two_had_coded_when_it_was_fixed_is_said(staged, monkeypatch, capsys):
    book = staged.codebooks["tea"]
    assert fixed(staged, book) is None
    for coder in ("ann", "ben"):
        says(staged, coder, drawn(staged)[0], asked=BOTH)
    monkeypatch.setattr("ilccode.steps.primary.moment", lambda: "2999-01-01T00:00:00+00:00")
    fix(staged, Primary(), "ann")
    assert (fixed(staged, book).day, fixed(staged, book).units) == ("2999-01-01", 1)
    cli.app(["agree", "--study", str(staged.folder)], standalone_mode=False)
    assert "fixed on 2999-01-01, after 1 unit had been coded by two" in " ".join(
        capsys.readouterr().out.split()
    )


def test_bootstraps_are_drawn_by_the_studys_seed_and_say_so(staged, capsys):
    units = drawn(staged)
    for coder, yes in (("ann", units[:12]), ("ben", units[2:14])):
        for unit in units:
            says(staged, coder, unit, *BOTH[: int(unit in yes)], asked=BOTH)
    cli.app(["agree", "--interval", "bca", "--study", str(staged.folder)], standalone_mode=False)
    assert "bca of 1,000 draws, seed 0" in " ".join(capsys.readouterr().out.split())
    report = agree(staged, staged.codebooks["tea"], interval="percentile")
    assert (report.tables[0].interval.method, report.tables[0].interval.draws) == ("percentile", 1000)
    with pytest.raises(UsageError, match="--interval wald: expected one of jackknife, percentile, bca"):
        agree(staged, staged.codebooks["tea"], interval="wald")


def test_the_table_of_figures_says_what_was_kept_out_and_the_raw_counts(staged):
    units = drawn(staged)
    for coder in ("ann", "ben"):
        for unit in units:
            says(staged, coder, unit, *BOTH[:1], asked=BOTH)
    says(staged, "cara", units[0], asked=BOTH, seen="suggestions")
    path = write_figures(staged, agree(staged, staged.codebooks["tea"]), staged.folder / "figures.csv").path
    text = path.read_text(encoding="utf-8-sig")
    assert '"2 given in sight of suggestions, or of nobody knows what"' in text
    assert '"both: 24; ann alone: 0; ben alone: 0; neither: 0"' in text


def test_what_was_not_fixed_is_supplementary(staged):
    for coder in ("ann", "ben"):
        for unit in drawn(staged):
            says(staged, coder, unit, asked=BOTH)
    fix(staged, Primary(), "ann")
    book = staged.codebooks["tea"]
    assert agree(staged, book).primary.is_fixed
    for said in ({"on": "any"}, {"on": "blind"}, {"interval": "bca"}, {"wanted": Primary(looks=2)}):
        assert not agree(staged, book, **said).primary.is_fixed
    assert not stability(staged, book, "ann").primary.is_fixed


@pytest.mark.parametrize("said", [["--on", "any"], ["--interval", "bca"]])
def test_only_what_is_fixed_is_named_when_it_is(staged, said):
    with pytest.raises(UsageError, match="the random sample and the jackknife are fixed"):
        cli.app(["agree", "--fix", *said, "--study", str(staged.folder)], standalone_mode=False)


def test_who_chose_what_of_a_group_is_told(staged, capsys):
    units = by_number(staged)
    for unit, one, other in zip(units, ["new"] * 3 + ["old"] * 3, ["new"] * 2 + ["old"] * 4, strict=True):
        says(staged, "ann", unit, one, asked=STAGE)
        says(staged, "ben", unit, other, asked=STAGE)
    which = agree(staged, staged.codebooks["tea"]).tables[-1]
    assert which.counts == {"ann new, ben new": 2, "ann new, ben old": 1, "ann old, ben old": 3}
    cli.app(["agree", "--study", str(staged.folder)], standalone_mode=False)
    told = " ".join(capsys.readouterr().out.split())
    assert "segments: none was answered by two yet cases as a whole" in told
    assert "stage: which (ordinal): ann new, ben new: 2; ann new, ben old: 1; ann old, ben old: 3" in told
    assert "jackknife, over cases; by units" in told
    assert "AC1 is AC2 there" in told


def test_figures_fit_a_terminal_of_80_columns_however_long_names_are(staged, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for coder, yes in (("ann", 14), ("ben", 15)):
        for place, unit in enumerate(drawn(staged)):
            says(staged, coder, unit, *BOTH[: int(place < yes)], asked=BOTH)
    report = agree(staged, staged.codebooks["tea"])
    long = tuple(replace(item, name=f"{item.name} of a community") for item in report.tables)
    printed(replace(report, tables=long), None)
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    assert "milk_first… community" in told
