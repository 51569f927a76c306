"""What people decided, as a tagger takes it; and that tagging learns from it, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from queue import Queue
from typing import Any

import numpy as np
import pytest

from conftest import TEA, silent
from ilccode import steps
from ilccode.cli.showing import _printed as show_printed
from ilccode.cli.tagging import figures, printed
from ilccode.codebook import load
from ilccode.config import FILE
from ilccode.model import Codebook, Decision, Fact, Run
from ilccode.protocols import Entry, Features
from ilccode.steps.advice import (
    CODE_MORE,
    DEFINITION,
    EXAMPLES,
    MEANS,
    MORE_EXAMPLES,
    NEAR_MISSES,
    PRIOR_ONLY,
    CodeReport,
    code_reports,
    weakest,
)
from ilccode.steps.explaining import explainer, line_of
from ilccode.steps.imported import Wishes
from ilccode.steps.languages import Foreign, foreign, spoken
from ilccode.steps.learning import Learner, Reply
from ilccode.steps.material import material
from ilccode.steps.provenance import code_digest
from ilccode.steps.scores import said as suggested_at_once
from ilccode.steps.scores import score_rows, suggested
from ilccode.steps.tagging import TagReport, codable, inputs
from ilccode.steps.training import Training, training, unchanged
from ilccode.steps.turns import questions_of

CODES = ("milk_first", "no_sugar")


def imported(study: steps.Study, *paths: Path, **wishes: Any) -> steps.Study:
    steps.import_files(study, paths, wishes=Wishes(**wishes), track=silent)
    return study.reread()


def tagged(study: steps.Study) -> TagReport:
    return steps.tag(study, track=silent)


def said(study: steps.Study, place: int, codes: Sequence[str] | None, **told: Any) -> Decision:
    """A coder's answer for one of the segments that are coded, in order, added to the study."""
    given = {"coder": "ann", "asked": CODES, "made_at": "2026-01-02", "codebook": study.codebooks["tea"].id}
    answer = None if codes is None else tuple(codes)
    decision = Decision(unit=codable(study)[place].id, codes=answer, **(given | told))
    study.store.add([decision])
    return decision


def learned(study: steps.Study) -> Training:
    return training(study, study.codebooks["tea"], codable(study))


def labels(study: steps.Study) -> list[list[float | None]]:
    """The rows, none for unknown."""
    return [[None if np.isnan(value) else float(value) for value in row] for row in learned(study).labels]


def newer(folder: Path, version: str, *changes: tuple[str, str]) -> Path:
    """The small codebook under another version, with changes."""
    text = TEA.replace('version: "1.0"', f'version: "{version}"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / f"tea-{version}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# rows


def test_what_nobody_decided_is_unknown(study: steps.Study, interview: Path):
    study = imported(study, interview)
    assert labels(study) == [[None, None]] * 3
    assert learned(study).digest == ""


def test_one_coder_alone_decides_and_what_was_not_asked_stays_unknown(study: steps.Study, interview: Path):
    study = imported(study, interview)
    said(study, 0, ["milk_first"])
    said(study, 2, [], asked=("no_sugar",))
    assert labels(study) == [[1, 0], [None, None], [None, 0]]


def test_a_disputed_code_is_the_share_that_says_yes_until_it_is_settled(study: steps.Study, interview: Path):
    study = imported(study, interview)
    yes = said(study, 0, ["milk_first"])
    said(study, 0, ["milk_first"], coder="bob")
    no = said(study, 0, [], coder="cleo")
    assert labels(study)[0] == [pytest.approx(2 / 3), 0]
    count = learned(study).counts()["milk_first"]
    assert (count.labelled, count.positives, count.disputed) == (1, 0, 1)
    said(study, 0, [], coder="dora", settles=(yes.id, no.id))
    assert labels(study)[0] == [0, 0]


def test_an_answer_taken_back_leaves_the_code_unknown(study: steps.Study, interview: Path):
    study = imported(study, interview)
    old = said(study, 0, ["milk_first"])
    said(study, 0, None, replaces=(old.id,))
    assert labels(study) == [[None, None]] * 3


def test_an_interviewers_segment_is_no_row_nor_is_one_that_no_machine_reads(
    study: steps.Study, interview: Path
):
    study = imported(study, interview)
    said(study, 0, ["milk_first"])
    steps.set_participant(study, "P01", ["machine=no"])
    assert labels(study.reread()) == []


def test_decisions_follow_a_segment_into_the_corrected_transcript(
    study: steps.Study, interview: Path, tmp_path: Path
):
    study = imported(study, interview)
    said(study, 0, ["milk_first"])
    said(study, 2, ["no_sugar"])
    before = learned(study).digest
    (tmp_path / "new").mkdir()
    mended = tmp_path / "new" / "anna.txt"
    mended.write_text(interview.read_text(encoding="utf-8").replace("weather", "whether"), encoding="utf-8")
    study = imported(study, mended, replaces="anna")
    assert labels(study) == [[1, 0], [None, None], [0, 1]]
    assert learned(study).digest == before


# the codebook's versions


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("Milk goes in before the tea.", "The milk, then the tea.")], [1, 0]),
        ([("The speaker takes tea without sugar.", "The speaker never takes sugar.")], [1, None]),
        ([("kind: any", "kind: exclusive")], [None, None]),
        ([("key: milk_first", "key: milk\n    was: [milk_first]")], [1, 0]),
        ([("key: milk_first", "key: milk")], [None, 0]),
    ],
)
def test_a_decision_stays_valid_as_long_as_its_code_means_the_same(
    study: steps.Study, interview: Path, tmp_path: Path, changes: list[tuple[str, str]], expected: list[Any]
):
    study = imported(study, interview)
    said(study, 0, ["milk_first"])
    steps.add_codebooks(study, [newer(tmp_path, "1.1", *changes)])
    assert labels(study)[0] == expected


def test_a_code_of_another_codebook_is_another_code(study: steps.Study, interview: Path, tmp_path: Path):
    study = imported(study, interview)
    said(study, 0, ["milk_first"])
    other = newer(tmp_path, "1.0", ("key: tea", "key: coffee"))
    steps.add_codebooks(study, [other])
    assert np.isnan(training(study, study.codebooks["coffee"], codable(study)).labels).all()


def test_excerpts_stand_by_the_same_rule(study: steps.Study, interview: Path, tmp_path: Path):
    study = imported(study, interview)
    said(study, 1, ["milk_first"])
    steps.add_codebooks(
        study, [newer(tmp_path, "1.1", ("key: milk_first", "key: milk\n    was: [milk_first]"))]
    )
    tagged(study)
    path = steps.export(study, study.folder / "e.csv").file.path
    assert '"milk","decided","ann"' in path.read_text(encoding="utf-8-sig")


def test_unchanged_codes_are_named_by_their_old_keys(tea: Path, tmp_path: Path):
    old = load(tea)
    new = load(newer(tmp_path, "2", ("key: no_sugar", "key: bitter\n    was: [sugarless, no_sugar]")))
    assert unchanged(old, new) == {"milk_first": "milk_first", "no_sugar": "bitter"}
    assert unchanged(old, old) == {code: code for code in CODES}


# the digest


def test_the_digest_hangs_on_what_is_known_and_on_nothing_else(
    study: steps.Study, interview: Path, tmp_path: Path
):
    study = imported(study, interview)
    old = said(study, 0, ["milk_first"])
    one = learned(study).digest
    assert one.startswith("trn_")
    said(study, 0, ["milk_first"], coder="bob")
    assert learned(study).digest == one
    (tmp_path / "ama.txt").write_text("Q: And?\nAma: It rained for days.\n", encoding="utf-8")
    study = imported(study, tmp_path / "ama.txt")
    assert learned(study).digest == one
    said(study, 0, [], replaces=(old.id,))
    assert learned(study).digest != one


# tagging


def test_a_decision_makes_a_new_run_and_none_makes_none(study: steps.Study, interview: Path):
    study = imported(study, interview)
    tagged(study)
    assert steps.unlearned(study) == ()
    said(study, 0, ["milk_first"])
    assert steps.unlearned(study) == ("tea",)
    second = tagged(study)
    assert ([item.is_new for item in second.tagged], second.embedded) == ([True], 0)
    assert [item.is_new for item in tagged(study).tagged] == [False]
    first, last = study.store.all(Run)
    assert (first.training, last.training) == ("", learned(study).digest)
    assert first.scores != last.scores


def test_the_same_decisions_give_the_same_scores(study: steps.Study, interview: Path):
    study = imported(study, interview)
    old = said(study, 0, ["milk_first"])
    first = tagged(study).tagged[0].run
    new = said(study, 0, [], replaces=(old.id,))
    other = tagged(study).tagged[0].run
    said(study, 0, ["milk_first"], replaces=(new.id,))
    again = tagged(study).tagged[0].run
    assert first.scores != other.scores
    np.testing.assert_allclose(
        np.frombuffer(again.scores, "<f4"), np.frombuffer(first.scores, "<f4"), atol=1e-6
    )


def test_what_a_segment_answers_is_what_the_interviewer_said_last(study: steps.Study, interview: Path):
    study = imported(study, interview)
    assert questions_of(study, codable(study)) == ["How do you take it?", "And then?", "And then?"]
    seen = features(study)
    assert seen.question_bounds == [0, 1, 2, 3]
    steps.set_participant(study, "INTERVIEWER", ["machine=no"])
    study = study.reread()
    assert questions_of(study, codable(study)) == ["", "", ""]
    assert features(study).questions is None


def test_what_two_interviewers_say_in_a_row_is_one_question(study: steps.Study, tmp_path: Path):
    talk = tmp_path / "ama.txt"
    talk.write_text(
        "Q: So you went.\nR: Where to?\nAma: To town.\nR: I see.\nAma: It rained.\n", encoding="utf-8"
    )
    study = imported(study, talk, interviewers=["Q", "R"])
    assert questions_of(study, codable(study)) == ["So you went. Where to?", "I see."]


def test_where_nobody_is_known_to_ask_the_other_speaker_does(study: steps.Study, tmp_path: Path):
    (tmp_path / "two.txt").write_text("Ama: It rained.\nBo: Here, too.\nAma: For days.\n", encoding="utf-8")
    study = imported(study, tmp_path / "two.txt")
    assert questions_of(study, codable(study)) == ["", "It rained.", "Here, too."]


def test_who_asks_is_part_of_what_scores_depend_on(study: steps.Study, interview: Path):
    study = imported(study, interview)
    tagged(study)
    steps.set_participant(study, "INTERVIEWER", ["machine=no"])
    assert [item.is_new for item in tagged(study.reread()).tagged] == [True]


def features(study: steps.Study) -> Features:
    found = inputs(study)
    return found.material(study, list(found.books.values()), silent).features


def entries(study: steps.Study, book: Codebook) -> list[Entry]:
    segments = codable(study)
    model = inputs(study).model
    return material(study, [book], segments, [""] * len(segments), model, silent).entries[book.key]


def test_entries_know_their_group_and_their_rank(study: steps.Study, interview: Path):
    study = imported(study, interview)
    book = study.codebooks["tea"]
    [group] = book.groups
    ordered = replace(book, groups=(replace(group, kind="ordered", codes=("no_sugar", "milk_first")),))
    found = entries(study, ordered)
    assert [(entry.code, entry.group, entry.kind, entry.rank) for entry in found] == [
        ("milk_first", "habit", "ordered", 1),
        ("no_sugar", "habit", "ordered", 0),
    ]


def test_what_is_learned_meanwhile_is_the_run_that_tagging_adds(study: steps.Study, interview: Path):
    study = imported(study, interview)
    tagged(study)
    heard: Queue[Reply] = Queue()
    learner = Learner(study, study.codebooks["tea"], heard.put)
    said(study, 0, ["milk_first"])
    learner.learn()
    run = heard.get(timeout=120)["run"]
    [item] = tagged(study).tagged
    assert (item.is_new, item.run.id) == (False, run)
    learner.explain(codable(study)[0].id, ["milk_first"])
    first, *parts = heard.get(timeout=120)["lines"]
    assert first.startswith("milk_first: 0.")
    assert any("cues: “Milk goes in first”" in part for part in parts)
    learner.close()


# what is reported


def test_each_code_says_what_its_scores_rest_on_and_promise(study: steps.Study, interview: Path):
    study = imported(study, interview)
    said(study, 0, ["milk_first"])
    [item] = tagged(study).tagged
    milk, sugar = item.codes
    assert (milk.positives, milk.labelled, sugar.positives, sugar.labelled) == (1, 1, 0, 1)
    assert (milk.help, sugar.help) == (
        (MORE_EXAMPLES, CODE_MORE),
        (PRIOR_ONLY, MORE_EXAMPLES, DEFINITION, CODE_MORE),
    )
    assert milk.top == () or codable(study)[0].id not in milk.top
    assert (milk.undecided, sugar.undecided) == (2, 2)


def promised(study: steps.Study, likely: list[float], known: list[float | None]) -> CodeReport:
    """What the scores of one code promise on three segments, from one half on."""
    book = study.codebooks["tea"]
    column = np.array([likely, [0.0] * 3], dtype="<f4").T
    labels = np.array([[np.nan if y is None else y, np.nan] for y in known], dtype=float)
    run = Run(
        step="tag",
        tool="",
        parameters={},
        codebook=book.id,
        embedder="",
        segments=("seg_1", "seg_2", "seg_3"),
        codes=CODES,
        thresholds=(0.5, 1.0),
        scores=column.tobytes(),
        seed=0,
        started_at="",
    )
    return code_reports(book, run, Training(codes=CODES, labels=labels, digest=""))[0]


@pytest.mark.parametrize(
    ("likely", "known", "expected"),
    [
        ([0.75, 0.5, 0.25], [None, None, None], (1.25 / 2, 1.25 / 1.5)),  # all are expected
        ([0.75, 0.5, 0.25], [1, None, None], (1.5 / 2, 1.5 / 1.75)),  # known yes counts as one
        ([0.75, 0.5, 0.25], [0, None, None], (0.5 / 2, 0.5 / 0.75)),  # known no as none
        ([0.75, 0.5, 0.25], [None, None, 1], (1.25 / 2, 1.25 / 2.25)),  # a known yes that is missed
        ([0.75, 0.5, 0.25], [0.5, None, None], (1.0 / 2, 1.0 / 1.25)),  # disputed counts by share
        ([0.75, 0.5, 0.25], [1, 1, None], (None, 2 / 2.25)),  # what is suggested is known by heart
        ([0.75, 0.5, 0.25], [1, 1, 0], (None, None)),  # nothing is undecided
        ([0.25, 0.25, 0.25], [1, None, None], (None, None)),  # nothing is suggested
    ],
)
def test_what_is_decided_is_known_and_only_the_rest_is_expected(
    study: steps.Study, likely: list[float], known: list[float | None], expected: tuple[Any, Any]
):
    report = promised(study, likely, known)
    assert (report.precision, report.recall) == pytest.approx(expected)
    assert report.undecided == known.count(None)


def test_a_promise_is_borne_out_by_five_positives_and_not_by_one(study: steps.Study):
    report = promised(study, [0.75, 0.5, 0.25], [1, None, None])
    assert [replace(report, positives=number).is_borne_out for number in (1, 4, 5)] == [False, False, True]


def test_the_weakest_code_is_one_of_which_anything_is_promised(study: steps.Study):
    known, open_ = (promised(study, [0.75, 0.5, 0.25], [1, 1, y]) for y in (0, None))
    some = promised(study, [0.75, 0.5, 0.25], [None] * 3)
    assert weakest([known, open_]) is None
    assert weakest([known, some]) == some


def test_what_is_suggested_is_the_same_row_by_row_and_at_once(study: steps.Study):
    [group] = study.codebooks["tea"].groups
    scored = np.random.default_rng(0).random((200, 2)).round(1).astype("<f4")
    for kind in ("any", "exclusive", "ordered"):
        book = replace(study.codebooks["tea"], groups=(replace(group, kind=kind),))
        run = Run(
            step="tag",
            tool="",
            parameters={},
            codebook=book.id,
            embedder="",
            segments=tuple(map(str, range(200))),
            codes=CODES,
            thresholds=(0.5, 0.25),
            scores=scored.tobytes(),
            seed=0,
            started_at="",
        )
        rows = [[code in suggested(book, run, row) for code in CODES] for _, row in score_rows(run)]
        assert suggested_at_once(book, run).tolist() == rows


# what scores hang on


def test_a_run_says_what_its_scores_hang_on(study: steps.Study, interview: Path):
    study = imported(study, interview)
    told = tagged(study).tagged[0].run.parameters
    assert told["plugin"].startswith("ilccode ")
    assert told["code"] == code_digest("ilccode.taggers.recipe")
    assert f"numpy {np.__version__}, " in told["libraries"]
    assert "scikit-learn " in told["libraries"]


def test_another_library_or_other_code_makes_another_run(
    study: steps.Study, interview: Path, monkeypatch: pytest.MonkeyPatch
):
    study = imported(study, interview)
    tagged(study)
    assert [item.is_new for item in tagged(study).tagged] == [False]
    monkeypatch.setattr("ilccode.steps.provenance.version", lambda _: "9.9")
    assert [item.is_new for item in tagged(study).tagged] == [True]
    monkeypatch.setattr("ilccode.steps.provenance.code_digest", lambda _: "another")
    assert [item.is_new for item in tagged(study).tagged] == [True]


def test_it_is_told_when_an_ordered_groups_levels_have_changed(
    study: steps.Study, interview: Path, tmp_path: Path
):
    ordered = (
        "kind: any, unit: segment}",
        "kind: ordered, unit: segment, codes: [milk_first, no_sugar]}",
    )
    steps.add_codebooks(study, [newer(tmp_path, "1.1", ordered)])
    study = imported(study, interview)
    said(study, 0, ["milk_first"])
    said(study, 1, [], asked=("no_sugar",))
    same = newer(tmp_path, "1.2", ordered, ("Milk goes in before the tea.", "Milk, then tea."))
    steps.add_codebooks(study, [same])
    assert tagged(study).tagged[0].relevelled == {}
    turned = (ordered[0], "kind: ordered, unit: segment, codes: [no_sugar, milk_first]}")
    steps.add_codebooks(study, [newer(tmp_path, "1.3", turned)])
    report = tagged(study)
    assert report.tagged[0].relevelled == {"habit": 2}


# what is printed


def test_what_tagging_promises_is_printed_so_that_nobody_is_misled(
    study: steps.Study, interview: Path, capsys: pytest.CaptureFixture[str]
):
    study = imported(study, interview)
    for place, codes in enumerate((["milk_first"], [], ["no_sugar"])):
        said(study, place, codes)
    report = tagged(study)
    printed(report)
    out = capsys.readouterr().out
    assert "all segments are decided for every code" in out
    assert "`ilccode evaluate`" in out
    assert "%" not in out
    rows = [line.split() for line in out.splitlines() if line.startswith(CODES)]
    assert [row[3] == "-" for row in rows] == [code.suggested == 0 for code in report.tagged[0].codes]


def test_json_says_what_each_advice_means(study: steps.Study, interview: Path):
    report = tagged(imported(study, interview))
    told = figures(report)["codebooks"][0]["codes"][1]["help"]  # type: ignore[index]
    assert list(told) == list(report.tagged[0].codes[1].help)
    assert told[PRIOR_ONLY] == MEANS[PRIOR_ONLY]


def test_one_of_a_thing_is_one_and_lines_are_not_too_long(
    study: steps.Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    start = TEA.index("  - key: no_sugar")
    one = (
        TEA[:start].replace("key: tea", "key: one").replace("milk_first", "a_code_with_a_key_as_long_as_few")
    )
    (tmp_path / "one.yaml").write_text(one, encoding="utf-8")
    steps.add_codebooks(study, [tmp_path / "one.yaml"])
    dutch = "Dat is niet wat wij op de school hebben, maar ik was er met een van de anderen en zij zijn er."
    (tmp_path / "jan.txt").write_text(f"Q: En dan?\nJan: {dutch} {dutch}\n", encoding="utf-8")
    study = imported(study, tmp_path / "jan.txt", interviewers=["Q"])
    report = replace(
        tagged(study),
        foreign=(Foreign(codebook="tea", codebook_language="en", language="nl", transcripts=1),),
    )
    printed(report)
    told = capsys.readouterr()
    assert "one 1.0: 1 segment scored for 1 code\n" in told.out
    assert "tea: How people take their tea (invented)\n" in told.out
    assert "\na_code_with_a_key_as_long_as_few " in told.out
    assert max(map(len, told.out.splitlines() + told.err.splitlines())) <= 100


def test_a_code_without_examples_is_scored_and_told_to_get_some(
    study: steps.Study, interview: Path, tmp_path: Path
):
    change = [
        ('examples: ["I never take sugar in it.", "No sugar for me, thanks."]', "examples: []"),
        ('near_misses: ["Sugar is dear these days."]', "near_misses: []"),
    ]
    steps.add_codebooks(study, [newer(tmp_path, "1.1", *change)])
    [item] = tagged(imported(study, interview)).tagged
    assert EXAMPLES in item.codes[1].help
    assert (NEAR_MISSES in item.codes[1].help) == (not (item.codes[1].precision or 0) >= 0.5)


@pytest.mark.parametrize("words", ["Milk goes in first.", "x"])
@pytest.mark.parametrize("number", [1, 6])
def test_one_segment_and_segments_all_alike_are_tagged(
    study: steps.Study, tmp_path: Path, words: str, number: int
):
    talk = tmp_path / "ama.txt"
    talk.write_text(f"Q: And?\nAma: {words}\n" * number, encoding="utf-8")
    study = imported(study, talk, interviewers=["Q"])
    report = tagged(study)
    assert report.segments == number
    assert [code.suggested for code in report.tagged[0].codes] == [0, 0]
    said(study, 0, ["milk_first"])
    assert tagged(study).tagged[0].is_new


def test_a_codebook_of_one_code_is_tagged(study: steps.Study, interview: Path, tmp_path: Path):
    start = TEA.index("  - key: no_sugar")
    (tmp_path / "one.yaml").write_text(TEA[:start].replace("key: tea", "key: one"), encoding="utf-8")
    steps.add_codebooks(study, [tmp_path / "one.yaml"])
    study = imported(study, interview)
    assert {item.codebook.key: len(item.codes) for item in tagged(study).tagged} == {"tea": 2, "one": 1}


# languages


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("So the thing is that we had to go there and they said it was not what you want, but I did.", "en"),
        (
            "Das ist nicht so, wie wir es mit der Schule haben, aber ich war auch da und sie war es nicht.",
            "de",
        ),
        (
            "Je ne sais pas ce que nous avons fait avec les écoles, mais on était dans une ville et vous.",
            "fr",
        ),
        (
            "No sé lo que es, pero nosotros en la escuela hay muy más como los que están por una vez se y",
            "es",
        ),
        (
            "Dat is niet wat wij op de school hebben, maar ik was er met een van de anderen en zij zijn er.",
            "nl",
        ),
        (
            "Non è che noi abbiamo una scuola per gli altri, ma di questo io era con il che più molto e un.",
            "it",
        ),
        (
            "Não é o que nós em uma escola, mas os professores por isso eu com muito mais do que se foi da.",
            "pt",
        ),
    ],
)
def test_the_commonest_words_vote_for_a_language(text: str, language: str):
    assert spoken([text] * 3) == language


def test_too_few_words_vote_for_nothing():
    assert spoken(["Tea, please."]) == ""
    assert spoken([]) == ""


def test_a_language_that_the_bundled_model_does_not_read_is_told(study: steps.Study, tmp_path: Path):
    talk = tmp_path / "jan.txt"
    dutch = "Dat is niet wat wij op de school hebben, maar ik was er met een van de anderen en zij zijn er."
    talk.write_text(f"Q: En dan?\nJan: {dutch} {dutch}\n", encoding="utf-8")
    study = imported(study, talk, interviewers=["Q"])
    books = list(study.codebooks.values())
    assert foreign(study, books, codable(study)) == ()
    (study.folder / FILE).write_text('embedder = "minilm"\n', encoding="utf-8")
    bundled = steps.open_study(study.folder)
    [told] = foreign(bundled, books, codable(bundled))
    assert (told.codebook, told.codebook_language, told.language, told.transcripts) == ("tea", "en", "nl", 1)


# why


def test_a_score_is_explained_by_parts_that_add_up(study: steps.Study, interview: Path):
    study = imported(study, interview)
    said(study, 0, ["milk_first"])
    run = tagged(study).tagged[0].run
    shown = steps.show(study, codable(study)[0].id, track=silent)
    [why] = [item for item in shown.why if item.code == "milk_first"]
    score = np.frombuffer(run.scores, "<f4").reshape(3, 2)[run.segments.index(codable(study)[0].id), 0]
    assert why.score == pytest.approx(float(score), abs=1e-5)
    assert sum(why.contributions.values()) == pytest.approx(why.log_odds)
    assert (why.is_current, why.own) == (True, 1)
    assert why.sentence.startswith("Milk goes in first")
    assert [cue.words for cue in why.cues] == ["Milk goes in first", "before the tea"]
    text = shown.transcript.text if shown.transcript else ""
    assert [text[cue.start : cue.end] for cue in why.cues] == ["Milk goes in first", "before the tea"]
    assert why.examples[0].words == "Milk goes in before the tea."


def test_any_code_is_explained_on_request(study: steps.Study, interview: Path):
    study = imported(study, interview)
    tagged(study)
    shown = steps.show(study, codable(study)[1].id, code="tea/no_sugar", track=silent)
    assert [(why.codebook, why.code) for why in shown.why] == [("tea", "no_sugar")]


def test_what_changed_since_is_explained_as_of_now(study: steps.Study, interview: Path):
    study = imported(study, interview)
    tagged(study)
    said(study, 1, [])
    [why, *_] = steps.show(study, codable(study)[0].id, track=silent).why
    assert not why.is_current


def test_nothing_is_explained_before_anything_was_tagged(study: steps.Study, interview: Path):
    study = imported(study, interview)
    assert steps.show(study, codable(study)[0].id, code="no_sugar", track=silent).why == ()
    assert explainer(study, silent) is None


def test_whoever_may_not_be_quoted_is_named_by_id_only(study: steps.Study, interview: Path, tmp_path: Path):
    (tmp_path / "second.txt").write_text(
        "Q: And you?\nBo: No sugar for me, thanks. I mean it.\nBo: Milk goes in late.\n", encoding="utf-8"
    )
    study = imported(study, interview, tmp_path / "second.txt", interviewers=["Q"])
    steps.set_participant(study, "Bo", ["quote=no"])
    study = study.reread()
    secret = {s.id for s in codable(study) if s.speaker == "Bo"}
    for place in range(len(codable(study))):
        said(study, place, [])
    tagged(study)
    anna = next(s for s in codable(study) if s.text.startswith("No sugar"))
    [why] = steps.show(study, anna.id, code="no_sugar", track=silent).why
    named = {item.segment: item.words for item in why.settled}
    assert named.keys() & secret
    assert all((words == "") == (segment in secret) for segment, words in named.items())
    assert [item.words for item in why.examples if item.segment in secret] == [""]
    assert "thanks" not in why.line


def test_the_csv_says_why_in_a_last_column(study: steps.Study, interview: Path):
    study = imported(study, interview)
    tagged(study)
    path = study.folder / "why.csv"
    steps.export(study, path, explain=line_of(explainer(study, silent)))
    header, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert header.endswith(',"question_number","why"')
    assert all("base rate -2.0" in line for line in lines)
    assert "“Milk goes in first”, “before the tea”" in lines[0]


def test_facts_alone_are_no_news(study: steps.Study, interview: Path):
    study = imported(study, interview)
    tagged(study)
    study.store.add([Fact(about="participant:p01", name="wave", value="2", by="hand", made_at="2026-01-01")])
    assert [item.is_new for item in tagged(study.reread()).tagged] == [False]


# showing a segment


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What `show` prints of a segment."""

    def print_(study: steps.Study, place: int) -> str:
        show_printed(steps.show(study, codable(study)[place].id, track=silent))
        return capsys.readouterr().out

    return print_


def test_that_nothing_applies_is_shown(study: steps.Study, interview: Path, shown: Callable[..., str]):
    study = imported(study, interview)
    assert "no code is suggested or decided" in shown(study, 1)
    first = said(study, 1, [])
    said(study, 1, [], coder="bob")
    assert shown(study, 1).endswith("\ntea  decided: no code (ann, bob)\n")
    said(study, 2, [], asked=("no_sugar",))
    assert "\ntea  decided: none of no_sugar (ann)\n" in shown(study, 2)
    said(study, 1, ["milk_first"], coder="cleo")
    assert "no code" not in shown(study, 1)
    said(study, 1, [], coder="dora", settles=(first.id,))
    assert "tea  settled: no code (" in shown(study, 1)


def test_what_is_shown_takes_no_more_than_100_columns(
    study: steps.Study, tmp_path: Path, shown: Callable[..., str]
):
    long = "I never take sugar in it, " * 12
    (tmp_path / "bo.txt").write_text(f"Q: And?\nBo: {long}\nQ: So?\nBo: {long}no.\n", encoding="utf-8")
    study = imported(study, tmp_path / "bo.txt", interviewers=["Q"])
    for place in (0, 1):
        said(study, place, ["no_sugar"])
    tagged(study)
    why = shown(study, 0).partition("why tea/no_sugar")[2]
    assert "like the example" in why
    assert "decided yes" in why
    assert max(map(len, why.splitlines())) <= 100
