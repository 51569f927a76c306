"""Out of fold by interview: nothing leaks, and every figure has its warrant."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics
from typer.testing import CliRunner

from conftest import SAMPLES, TEA, silent
from ilccode import steps
from ilccode.cli import app
from ilccode.cli.evaluation import _gain, _outlook, evaluated
from ilccode.codebook import load
from ilccode.console import say_json
from ilccode.errors import PluginNotFound, UsageError
from ilccode.model import Decision
from ilccode.protocols import Entry, Features
from ilccode.sampling import random_number
from ilccode.steps import measures
from ilccode.steps.calibration import Bin, bins, calibration_slope
from ilccode.steps.confusing import mistaken
from ilccode.steps.evaluating import Evaluation, draw, evaluate
from ilccode.steps.figures import CodeFigures, Figure, Rows, code_figures
from ilccode.steps.group_figures import GroupFigures, group_figures
from ilccode.steps.imported import Wishes
from ilccode.steps.learning_curve import curve
from ilccode.steps.measures import Weights
from ilccode.steps.out_of_fold import Data, folds, out_of_fold, suggestions
from ilccode.steps.outlook import Ahead, outlook
from ilccode.steps.quoting import quoted
from ilccode.steps.tagging import codable
from ilccode.steps.warrants import picked

MILK = [
    "Milk goes in first, always number {}.",
    "I put milk in first, then pour cup {}.",
    "Before the tea comes milk, {}.",
]
REST = [
    "The weather was fine on day {}.",
    "We went to town with bus {}.",
    "My sister came by at {}.",
    "The shop closed at {}.",
]


def transcript(number: int) -> str:
    """An interview in which two of six answers are about milk."""
    said = []
    for turn in range(6):
        lines = MILK if turn % 3 == 0 else REST
        said.append(f"Q: And then?\nAma: {lines[(number + turn) % len(lines)].format(10 * number + turn)}\n")
    return "".join(said)


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> steps.Study:
    """Six interviews in which everything is decided; nobody ever says no to sugar."""
    place = tmp_path_factory.mktemp("coded")
    (place / "tea.yaml").write_text(TEA, encoding="utf-8")
    folder = place / "study"
    steps.init(folder, [place / "tea.yaml"])
    (folder / "ilccode.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    for number in range(6):
        (place / f"{number}.txt").write_text(transcript(number), encoding="utf-8")
    study = steps.open_study(folder)
    files = sorted(place.glob("*.txt"))
    steps.import_files(study, files, wishes=Wishes(interviewers=["Q"]), track=silent)
    study = study.reread()
    decide(study)
    return study


def decide(study: steps.Study, **told: Any) -> None:
    """Everything is decided, rightly."""
    book = study.codebooks["tea"]
    study.store.add(
        Decision(
            **{
                "unit": segment.id,
                "codebook": book.id,
                "coder": "ann",
                "asked": ("milk_first", "no_sugar"),
                "codes": ("milk_first",) if "ilk" in segment.text else (),
                "made_at": "2026-01-01",
                **told,
            }
        )
        for segment in codable(study)
    )


@pytest.fixture(scope="module")
def found(coded: steps.Study) -> Evaluation:
    return evaluate(coded, track=silent)


# the whole


def test_interviews_are_held_out_in_turn(found: Evaluation):
    assert (found.labelled, found.interviews, found.folds, found.counts.quoted) == (36, 6, 6, 0)
    assert (found.counts.counted, found.counts.picked, found.counts.ruled) == (72, 0, 0)
    [result] = found.taggers
    milk, sugar = result.codes
    assert (milk.labelled, milk.positives, milk.interviews) == (36, 12, 6)
    assert milk.chance.value == pytest.approx(1 / 3)
    assert milk.ap.value > 0.8
    assert milk.ap.low is not None
    assert milk.ap.low <= milk.ap.value <= milk.ap.high
    assert found.notes == ("intervals are rough: they rest on 6 interviews",)
    assert sugar.ap.value is None


def test_no_figure_rests_on_fewer_than_five_positives(found: Evaluation):
    sugar = found.taggers[0].codes[1]
    for figure in (sugar.chance, sugar.ap, sugar.kappa, sugar.f1, sugar.precision, sugar.recall, sugar.brier):
        assert (figure.value, figure.why) == (None, "0 of at least 5 positives")
    assert (sugar.reliability, sugar.missed_for, sugar.wrong_for) == ((), {}, {})


def test_means_are_over_codes_with_figures(found: Evaluation):
    [result] = found.taggers
    assert result.ap.value == result.codes[0].ap.value
    assert result.kappa.value == result.codes[0].kappa.value
    assert sum(bin_.number for bin_ in result.reliability) == 36


def test_evaluating_is_repeatable_and_hangs_on_its_seed(coded: steps.Study, found: Evaluation):
    assert evaluate(coded, track=silent) == found
    assert evaluate(coded, seed=1, track=silent).seed == 1


def test_two_taggers_are_compared_on_the_same_folds(coded: steps.Study, found: Evaluation):
    both = evaluate(coded, taggers=["zero_shot", "default"], track=silent)
    first, second = both.taggers
    assert second.codes == found.taggers[0].codes
    milk, sugar, mean = both.differences
    assert milk.ap.value == pytest.approx(second.codes[0].ap.value - first.codes[0].ap.value)
    assert (sugar.ap.value, mean.code) == (None, "")
    assert [result.curve.points for result in both.taggers] == [(), ()]


def test_the_curve_begins_without_labels_and_ends_with_all_that_a_fold_has(found: Evaluation):
    points = found.taggers[0].curve.points
    assert [point.labels for point in points] == [0, 25, 30]
    ahead = found.taggers[0].curve.ahead
    assert ahead is None
    assert found.taggers[0].curve.why == "the curve has 2 points, and a line needs 3"


def test_it_prints_in_100_columns_and_as_json(found: Evaluation, capsys: pytest.CaptureFixture[str]):
    evaluated(found)
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 100
    assert "no_sugar: no figures, 0 of at least 5 positives" in printed
    say_json(found)
    told = json.loads(capsys.readouterr().out)
    assert all(bin_["number"] >= 10 for bin_ in told["taggers"][0]["reliability"])
    assert "mean of the fold's fit" in told["ranking"]


def test_the_figure_is_the_same_to_the_byte_and_keeps_its_text(
    coded: steps.Study, found: Evaluation, tmp_path: Path
):
    first = draw(coded, found, tmp_path / "a.svg").path.read_bytes()
    second = draw(coded, found, tmp_path / "b.svg").path.read_bytes()
    assert first == second
    assert b">Do scores mean what they say?</text>" in first
    with pytest.raises(UsageError, match=r"written as \.svg"):
        draw(coded, found, tmp_path / "a.png")


def test_nothing_decided_is_told(study: steps.Study, interview: Path):
    steps.import_files(study, [interview], wishes=Wishes(), track=silent)
    empty = evaluate(study.reread(), track=silent)
    assert (empty.taggers, empty.notes) == (
        (),
        ("nobody has decided on any segment yet: there is nothing to compare with",),
    )


def test_an_empty_study_is_told(study: steps.Study):
    assert evaluate(study, track=silent).taggers == ()


def test_two_interviews_give_no_figure(study: steps.Study, tmp_path: Path):
    for number in range(2):
        (tmp_path / f"{number}.txt").write_text(transcript(number), encoding="utf-8")
    files = sorted(tmp_path.glob("*.txt"))
    steps.import_files(study, files, wishes=Wishes(interviewers=["Q"]), track=silent)
    study = study.reread()
    decide(study)
    few = evaluate(study, track=silent)
    assert few.taggers == ()
    assert "2 of at least 3 interviews" in few.notes[0]


def three(study: steps.Study, place: Path, more: str = "") -> steps.Study:
    """Three interviews in a study; `more` is said at the end of the first."""
    for number in range(3):
        text = transcript(number) + more * (number == 0)
        (place / f"{number}.txt").write_text(text, encoding="utf-8")
    files = sorted(place.glob("*.txt"))
    steps.import_files(study, files, wishes=Wishes(interviewers=["Q"]), track=silent)
    return study.reread()


def answer(study: steps.Study, unit: str, *codes: str, coder: str = "ann", **told: Any) -> Decision:
    asked = ("milk_first", "no_sugar")
    book = study.codebooks["tea"].id
    return Decision(unit=unit, codebook=book, coder=coder, asked=asked, codes=codes, made_at="1", **told)


def test_what_is_drawn_at_random_is_a_prefix_of_random_numbers(study: steps.Study, tmp_path: Path):
    study = three(study, tmp_path)
    drawn = sorted(codable(study), key=lambda s: random_number(0, s.id))
    study.store.add(answer(study, segment.id) for segment in drawn[:12])
    assert evaluate(study, track=silent).counts.picked == 0
    study.store.add([answer(study, drawn[14].id, sample="random")])
    told = evaluate(study, track=silent)
    assert told.counts.picked == 1
    assert any("1 of 13 labelled segments were not drawn at random" in note for note in told.notes)
    study.store.add(answer(study, segment.id) for segment in drawn[12:])
    assert evaluate(study, track=silent).counts.picked == 0


def test_whole_interviews_that_were_picked_are_not_drawn_at_random(coded: steps.Study):
    segments = sorted(codable(coded), key=lambda s: s.id)
    some = {segment.transcript for segment in segments if segment.transcript != segments[0].transcript}
    labels = np.array([[0.0 if segment.transcript in some else np.nan] for segment in segments])
    ids = [segment.id for segment in segments]
    missing = min(random_number(0, s.id) for s in segments if s.transcript not in some)
    outside = [bool(s.transcript in some and random_number(0, s.id) > missing) for s in segments]
    assert picked(labels, ids, 0).tolist() == outside
    assert sum(outside) > 15


def test_labels_given_with_suggestions_on_the_screen_are_told(study: steps.Study, tmp_path: Path):
    study = three(study, tmp_path)
    decide(study, seen=("suggestions",))
    told = evaluate(study, track=silent)
    assert told.counts.assisted == 36
    assert any("36 of 36 labels" in n and "suggestions on the screen" in n for n in told.notes)


def test_rulings_count_and_answers_that_others_swayed_do_not(study: steps.Study, tmp_path: Path):
    study = three(study, tmp_path)
    decide(study)
    one, two, three_, *_ = sorted(codable(study), key=lambda s: s.id)
    first = answer(study, one.id, "no_sugar", coder="bob")
    ruling = answer(study, one.id, coder="eve", seen=("others", "suggestions"), settles=(first.id,))
    swayed = answer(
        study, two.id, *(["milk_first"] if "ilk" in two.text else []), coder="bob", seen=("others",)
    )
    differs = answer(study, three_.id, "no_sugar", coder="bob", seen=("unknown",))
    study.store.add([first, ruling, swayed, differs])
    counts = evaluate(study, track=silent).counts
    assert (counts.ruled, counts.assisted, counts.swayed, counts.disputed) == (2, 2, 1, 1)
    notes = " ".join(evaluate(study, track=silent).notes)
    assert "rest on rulings" in notes
    assert "ruled: 1 segment " in notes
    assert "disputed segments are left out" in notes


def test_what_the_codebook_quotes_is_left_out(study: steps.Study, tmp_path: Path):
    study = three(study, tmp_path, "Q: So?\nAma: Well, I never take sugar in it. Never.\n")
    decide(study)
    told = evaluate(study, track=silent)
    assert (told.labelled, told.counts.quoted) == (19, 1)
    assert told.taggers[0].codes[0].labelled == 18


def test_quotations_are_known_by_their_words(tea: Path):
    book = load(tea)
    [code, *others] = book.codes
    long = replace(
        code,
        examples=("“We’d pour it,” she said, “milk before the tea, as ever.” (...) And then sugar came.",),
    )
    book = replace(book, codes=(long, *others))
    said = {
        'Oh, "we\'d pour it," she said - "milk before the tea, as ever." So. And then sugar came.': True,
        "Milk before the tea, as ever!": True,
        "she said milk": False,
        "Well, there is milk in the FRIDGE now.": True,
        "We'd pour it, she said, milk before the tea, as ever.": True,
        "We would never pour it like that.": False,
    }
    assert dict(zip(said, quoted(list(said), book), strict=True)) == said


def test_which_codebook_must_be_clear(coded: steps.Study):
    with pytest.raises(UsageError, match="--codebook nothing: expected one of tea"):
        evaluate(coded, codebook="nothing", track=silent)


# nothing leaks


class Reciter:
    """A tagger that knows by heart what it was taught, and half believes the rest."""

    name = "reciter"

    def fit(self, features: Features, y: Any = None, weight: Any = None) -> Reciter:  # noqa: ARG002
        self.y = np.where(np.isnan(y), 0.5, y)
        return self

    def predict_proba(self, features: Features) -> Any:  # noqa: ARG002
        return self.y

    def thresholds(self, probabilities: Any) -> Any:
        return np.full(probabilities.shape[1], 0.75)


def data(labels: Any) -> Data:
    ids = [f"seg_{row}" for row in range(len(labels))]
    return Data(features=FEATURES, entries=ENTRIES, labels=np.asarray(labels, dtype=float), ids=ids)


EMPTY = np.zeros((0, 4), dtype=np.float32)
FEATURES = Features(texts=[], vectors=EMPTY, bounds=[0])
ENTRIES = [
    Entry(code=code, text=code, definition=EMPTY, examples=EMPTY, near_misses=EMPTY, cues=()) for code in "ab"
]


def test_held_out_labels_are_never_recited():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, size=(40, 2)).astype(float)
    fold_of = np.repeat(np.arange(4), 10)
    held = out_of_fold(data(labels), fold_of, Reciter(), lambda _: labels)
    assert (held.scores == 0.5).all()
    assert not held.said.any()


def test_interviews_without_labels_are_not_scored():
    labels = np.array([[1, 0], [np.nan, np.nan]])
    held = out_of_fold(data(labels), np.array([0, -1]), Reciter(), lambda _: labels)
    assert np.isnan(held.scores[1]).all()


@pytest.mark.parametrize("tagger", ["default", "zero_shot"])
def test_other_labels_in_an_interview_change_none_of_its_own_scores(coded: steps.Study, tagger: str):
    from ilccode import plugins
    from ilccode.steps.tagging import inputs

    seen = inputs(coded)
    made = seen.material(coded, list(seen.books.values()), silent)
    labels = seen.training["tea"].labels
    order = sorted(coded.transcripts)
    fold_of = np.array([order.index(segment.transcript) for segment in seen.segments])

    def scored(shown: Any) -> Any:
        whole = Data(
            features=made.features, entries=made.entries["tea"], labels=shown, ids=seen.blank["tea"].segments
        )
        made_tagger = plugins.get("taggers", tagger)(made.entries["tea"], seed=0)
        return out_of_fold(whole, fold_of, made_tagger, lambda _: shown)

    other = labels.copy()
    other[fold_of == 2] = 1 - other[fold_of == 2]
    first, second = scored(labels), scored(other)
    inside = fold_of == 2
    np.testing.assert_array_equal(first.scores[inside], second.scores[inside])
    np.testing.assert_array_equal(first.said[inside], second.said[inside])
    assert tagger == "zero_shot" or not np.array_equal(first.scores[~inside], second.scores[~inside])


def test_the_curve_shows_each_fold_the_first_labels_outside_it():
    labels = np.random.default_rng(1).integers(0, 2, size=(60, 2)).astype(float)
    fold_of = np.repeat(np.arange(4), 15)
    shown: list[int] = []

    class Counter(Reciter):
        def fit(self, features: Features, y: Any = None, weight: Any = None) -> Reciter:
            shown.append(int((~np.isnan(y)).any(axis=1).sum()))
            return super().fit(features, y, weight)

    given = data(labels)
    told = curve(
        given,
        fold_of,
        Counter(),
        out_of_fold(given, fold_of, Counter(), lambda _: labels),
        seed=0,
        codes=[0, 1],
        counted=np.ones((60, 2), dtype=bool),
        weights=lambda rows: Weights(draws=np.ones((1, 4)), of=fold_of[rows]),
    )
    assert [point.labels for point in told.points] == [0, 25, 45]
    assert set(shown) == {0, 25, 45}
    assert len(shown) == 4 * (1 + 1 + 3)


def test_the_outlook_goes_on_from_the_last_point():
    labels, line = [0, 25, 50, 100, 164], np.log([1, 25, 50, 100, 164]) / 10
    ap = np.broadcast_to(line[:, None], (3, 5, 201)).copy()
    sure = outlook(labels, ap, 187, 0)
    assert sure.gain == pytest.approx(np.log(237 / 187) / 10)
    assert (sure.low, sure.high) == (pytest.approx(sure.gain), pytest.approx(sure.gain))
    assert sure.ap == pytest.approx(np.log(237) / 10)
    assert outlook(labels[:3], ap[:, :3], 187, 0) == "the curve has 2 points, and a line needs 3"


def test_order_misfit_and_interviews_all_widen_the_outlook():
    labels, line = [0, 25, 50, 100, 164], np.log([1, 25, 50, 100, 164]) / 10
    sure = np.broadcast_to(line[:, None], (3, 5, 2001)).copy()
    rng = np.random.default_rng(0)
    tilted = (np.log([1, 25, 50, 100, 164]) - 4)[:, None] * rng.normal(0, 0.02, 2001)
    tilted[:, 0] = 0
    orders, misfit, interviews = sure.copy(), sure.copy(), sure + tilted
    orders[:, 1] += np.array([-0.02, 0, 0.02])[:, None]
    misfit[:, 2] += 0.02

    def width(ap: Any) -> float:
        ahead = outlook(labels, ap, 187, 0)
        return ahead.high - ahead.low

    assert width(sure) == pytest.approx(0)
    assert min(map(width, (orders, misfit, interviews))) > 0.01


def test_an_outlook_that_tells_nothing_says_so(capsys: pytest.CaptureFixture[str]):
    for low, high in ((-0.03, 0.05), (0.01, 0.015)):
        _outlook(Ahead(labels=187, more=50, ap=0.55, gain=0.012, low=low, high=high))
    wide, warned, narrow = capsys.readouterr().out.splitlines()
    assert "mean AP +.01 (-.03 to +.05), to .55" in wide
    assert "wider than the gain is large" in warned
    assert "(+.01 to +.01)" in narrow


def test_levels_of_an_ordered_group_are_compared_by_the_likeliest(tea: Path):
    book = load(tea)
    [group] = book.groups
    ordered = replace(book, groups=(replace(group, kind="ordered", codes=("milk_first", "no_sugar")),))
    labels = np.array([[1, 0], [0, 1]] * 5 + [[0, 0], [np.nan, 1]], dtype=float)
    scores = np.array([[0.2, 0.1], [0.1, 0.2]] * 5 + [[0.9, 0.1], [0.9, 0.1]])
    interviews = np.arange(12) // 2 % 3

    def judged(given: Any) -> GroupFigures:
        [found] = group_figures(
            ordered,
            ["milk_first", "no_sugar"],
            given,
            labels,
            lambda rows: Weights(draws=np.ones((1, 3)), of=interviews[rows]),
        )
        return found

    assert (judged(scores).labelled, judged(scores).weighted_kappa.value) == (10, 1)
    assert judged(-scores).weighted_kappa.value == -1
    interviews = np.where(labels[:, 0] == 1, interviews, 0)
    assert judged(scores).weighted_kappa.why == "1 of at least 2 levels with 5 segments in 3 interviews"
    labels[2:] = np.nan
    assert judged(scores).weighted_kappa.why == "2 segments on a level, in 1 interviews"


def test_folds_are_dealt_by_digest_and_seed():
    names = [f"tra_{n}" for n in range(23)]
    dealt = folds(names, 0)
    assert dealt == folds(list(reversed(names)), 0)
    assert dealt != folds(names, 1)
    assert sorted(list(dealt.values()).count(fold) for fold in range(10)) == [2] * 7 + [3] * 3
    assert set(folds(names[:4], 0).values()) == {0, 1, 2, 3}


def test_of_codes_that_exclude_one_another_the_best_is_suggested():
    rivals = [replace(entry, group="g", kind="exclusive") for entry in ENTRIES]
    scores, thresholds = np.array([[0.9, 0.8], [0.6, 0.7], [0.1, 0.2], [0.7, 0.7]]), np.array([0.5, 0.5])
    assert suggestions(scores, thresholds, rivals).tolist() == [
        [True, False],
        [False, True],
        [False, False],
        [False, True],
    ]
    assert suggestions(scores, thresholds, ENTRIES).sum() == 6


# measures

CASES = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.1, 0.2, 0.35, 0.5, 0.8, 0.95])), min_size=6, max_size=40
)


def weighed(times: Any) -> Weights:
    """How often each row counts, in one draw."""
    return Weights(draws=np.asarray(times, dtype=float)[None], of=np.arange(len(times)))


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_measures_are_those_of_the_field(cases: list[tuple[bool, float]]):
    y, scores = np.array([case[0] for case in cases]), np.array([case[1] for case in cases])
    said, ones = scores >= 0.5, weighed(np.ones(len(y)))
    counts = measures.confusion(y, said, ones)
    if y.any():
        assert measures.average_precision(y, scores, ones)[0] == pytest.approx(
            metrics.average_precision_score(y, scores)
        )
        assert measures.recall(counts)[0] == pytest.approx(metrics.recall_score(y, said))
        assert measures.f1(counts)[0] == pytest.approx(metrics.f1_score(y, said))
    if said.any():
        assert measures.precision(counts)[0] == pytest.approx(metrics.precision_score(y, said))
    if len({*y.tolist(), *said.tolist()}) > 1:
        assert measures.kappa(counts)[0] == pytest.approx(metrics.cohen_kappa_score(y, said))
    assert measures.brier(y, scores, ones)[0] == pytest.approx(np.mean((scores - y) ** 2))


@settings(max_examples=60, deadline=None)
@given(CASES, st.data())
def test_a_row_that_is_drawn_twice_is_two_rows(cases: list[tuple[bool, float]], more: st.DataObject):
    y, scores = np.array([case[0] for case in cases]), np.array([case[1] for case in cases])
    times = np.array(more.draw(st.lists(st.integers(0, 3), min_size=len(y), max_size=len(y))))
    if not times.any():
        return
    again = np.repeat(np.arange(len(y)), times)
    ones = weighed(np.ones(len(again)))
    for of in (measures.average_precision, measures.brier):
        np.testing.assert_allclose(of(y, scores, weighed(times)), of(y[again], scores[again], ones))
    said = scores >= 0.5
    np.testing.assert_allclose(
        measures.kappa(measures.confusion(y, said, weighed(times))),
        measures.kappa(measures.confusion(y[again], said[again], ones)),
    )


def test_weighted_kappa_is_that_of_the_field():
    rng = np.random.default_rng(0)
    true, said = rng.integers(0, 4, 50), rng.integers(0, 4, 50)
    ours = measures.weighted_kappa(true, said, 4, weighed(np.ones(50)))[0]
    assert ours == pytest.approx(metrics.cohen_kappa_score(true, said, weights="quadratic", labels=range(4)))


def test_a_calibrated_score_has_slope_one_and_a_doubled_one_a_half():
    rng = np.random.default_rng(0)
    odds = rng.normal(0, 1.5, 20_000)
    y = rng.random(20_000) < 1 / (1 + np.exp(-odds))
    assert calibration_slope(y, 1 / (1 + np.exp(-odds))) == (pytest.approx(1, abs=0.05), "")
    assert calibration_slope(y, 1 / (1 + np.exp(-2 * odds)))[0] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    ("scores", "why"),
    [
        (np.linspace(0.9, 0.1, 20), "the scores part yes from no wholly"),
        (np.linspace(0.1, 0.9, 20), "the scores are reversed"),
        (np.full(20, 0.3), "all segments have the same score"),
        (np.linspace(0.9, 0.1, 13), "10 segments with the code and 3 without are too few"),
        (
            0.5 + np.array([1, -1] * 4 + [1] * 4 + [1, -1] * 4) * 1e-4 * np.sign(np.arange(20, 0, -1) - 9.5),
            "steeper than 50",
        ),
    ],
)
def test_the_reason_for_a_missing_slope_is_the_true_one(scores: Any, why: str):
    slope, told = calibration_slope(np.arange(len(scores)) < 10, scores)
    assert np.isnan(slope)
    assert why in told


def test_only_pairs_of_about_the_same_length_count_for_the_matched_auc():
    y, lengths = np.array([True, False, False]), np.array([10, 11, 100])
    assert measures.length_matched_auc(y, np.array([0.5, 0.1, 0.9]), lengths) == (1, 1)
    auc, matched = measures.length_matched_auc(y[[0, 2]], np.array([0.5, 0.9]), lengths[[0, 2]])
    assert (np.isnan(auc), matched) == (True, 0)


def test_an_interval_holds_its_figure_and_moves_against_the_bias():
    rng = np.random.default_rng(0)
    low, high = measures.interval(0.0, rng.normal(0, 1, 20_000)) or (0, 0)
    assert (low, high) == (pytest.approx(-1.96, abs=0.1), 1)
    shifted = measures.interval(0.0, rng.normal(0.5, 1, 20_000)) or (0, 0)
    assert shifted == (pytest.approx(low, abs=0.1), min(1, shifted[1]))
    assert measures.interval(0.0, np.full(10, np.nan)) is None


def rows_of(y: Any, interviews: Any, scores: Any = None) -> Rows:
    y = np.asarray(y, dtype=bool)
    likely = np.linspace(0.9, 0.1, len(y)) if scores is None else np.asarray(scores, dtype=float)
    return Rows(
        segments=np.arange(len(y)),
        interviews=np.asarray(interviews),
        lengths=np.full(len(y), 5),
        y=y,
        scores=likely,
        ranks=likely,
        said=y,
    )


def told_of(rows: Rows) -> CodeFigures:
    ones = Weights(draws=np.ones((1, rows.interviews.max() + 1)), of=rows.interviews)
    return code_figures("a", rows, ones, disputed=0, mistaken=({}, {}))[0]


def test_figures_rest_on_three_interviews_that_have_the_code():
    y = [True] * 6 + [False] * 6
    assert told_of(rows_of(y, [0, 1] * 6)).ap.why == "2 of at least 3 interviews"
    alone = told_of(rows_of(y, [0] * 6 + [1, 2] * 3))
    assert alone.kappa.why == "positives in 1 of at least 3 interviews"
    assert (alone.reliability, alone.chance.value) == ((), None)
    given = told_of(rows_of(y, [0, 1, 2] * 4))
    assert (given.ap.value, given.kappa.value, given.ap.low) == (1, 1, None)
    assert given.slope.why == "the scores part yes from no wholly"


def test_shares_of_few_are_not_told():
    y = [True] * 6 + [False] * 6
    few = replace(rows_of(y, [0, 1, 2] * 4), said=np.arange(12) < 4, lengths=np.array([5] * 6 + [50] * 6))
    assert told_of(few).precision.why == "4 of at least 5 suggestions"
    assert told_of(few).recall.value == pytest.approx(4 / 6)
    assert "0 of at least 5 positives with a negative" in told_of(few).length_matched_auc.why


BINNED = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4), st.booleans()), max_size=80)


@settings(max_examples=80, deadline=None)
@given(BINNED)
def test_each_bin_rests_on_ten_pairs_of_three_interviews(cases: list[tuple[float, int, bool]]):
    scores, interviews, y = (np.array([case[n] for case in cases]) for n in range(3))
    found = bins(y.astype(bool), scores.astype(float), np.arange(len(cases)), interviews)
    enough = len(cases) >= 10 and len(set(interviews.tolist())) >= 3
    assert sum(bin_.number for bin_ in found) == (len(cases) if enough else 0)
    edges = [(bin_.low, bin_.high) for bin_ in found]
    assert not found or (edges[0][0], edges[-1][1]) == (0, 1)
    assert all(one[1] == other[0] for one, other in pairwise(edges))
    for bin_ in found:
        inside = (scores >= bin_.low) & ((scores < bin_.high) | (bin_.high == 1))
        assert bin_.number >= 10
        assert len(set(interviews[inside].tolist())) >= 3


def test_ten_pairs_of_two_segments_are_no_bin():
    many = np.arange(20)
    assert bins(many > 9, np.full(20, 0.5), many % 4, many % 4) == ()
    assert bins(many > 9, np.full(20, 0.5), many, many % 4) == (
        Bin(low=0, high=1, number=20, score=0.5, share=0.5),
    )


def test_a_code_that_is_right_is_no_confusion():
    there = np.array([[1, 0, 1], [1, 0, 0], [0, 1, 0]], dtype=bool)
    said = np.array([[0, 1, 1], [0, 0, 0], [1, 1, 0]], dtype=bool)
    first, second, third = mistaken(there, said, np.ones((3, 3), dtype=bool), "abc")
    assert first == ({"b": 1, "none": 1}, {"none": 1})
    assert second == ({}, {"a": 1})
    assert third == ({}, {})
    unknown = np.array([[1, 0, 1], [1, 1, 1], [1, 1, 1]], dtype=bool)
    assert next(mistaken(there, said, unknown, "abc"))[0] == {"none": 2}


# folds are aligned


class Counting:
    """A tagger whose base rate is that of what it was taught, and whose order is right."""

    name = "counting"

    def fit(self, features: Features, y: Any = None, weight: Any = None) -> Counting:  # noqa: ARG002
        self.rate = np.nan_to_num(np.nanmean(y, axis=0)) + 0.01
        return self

    def predict_proba(self, features: Features) -> Any:  # noqa: ARG002
        odds = np.log(self.rate) + np.linspace(1, 0, 40)[:, None]
        return 1 / (1 + np.exp(-odds))

    def thresholds(self, probabilities: Any) -> Any:
        return np.full(probabilities.shape[1], 0.5)


def test_a_low_base_rate_where_the_rich_interview_is_held_out_does_not_count_against_it():
    fold_of = np.repeat(np.arange(4), 10)
    labels = np.zeros((40, 2))
    labels[:6] = 1
    held = out_of_fold(data(labels), fold_of, Counting(), lambda _: labels)
    y, ones = labels[:, 0] == 1, weighed(np.ones(40))
    assert measures.average_precision(y, held.scores[:, 0], ones)[0] < 0.3
    assert measures.average_precision(y, held.ranks[:, 0], ones)[0] == 1
    for fold in range(4):
        inside = fold_of == fold
        shift = held.ranks[inside] - np.log(held.scores[inside] / (1 - held.scores[inside]))
        np.testing.assert_allclose(shift, shift[:1].repeat(10, axis=0))


def test_folds_that_learned_the_same_keep_their_scores_order():
    labels = np.random.default_rng(0).integers(0, 2, size=(40, 2)).astype(float)
    held = out_of_fold(data(labels), np.repeat(np.arange(4), 10), Counting(), lambda _: np.zeros((40, 2)))
    np.testing.assert_allclose(held.ranks, np.log(held.scores / (1 - held.scores)))


# what is printed


def test_the_means_come_first_with_how_many_codes_have_them(
    found: Evaluation, capsys: pytest.CaptureFixture[str]
):
    evaluated(found)
    printed = capsys.readouterr().out.splitlines()
    assert printed[1].startswith("mean AP ")
    assert "against .33 by chance, over 1 of 2 codes; mean kappa" in printed[1]


def test_differences_have_signs_on_both_sides():
    assert _gain(Figure(value=0.03, low=-0.012, high=0.07)) == "+.03 (-.01 to +.07)"
    assert _gain(Figure(value=-0.001)) == "+.00"
    assert _gain(Figure(value=None, why="no")) == "-"


def test_nothing_is_said_of_intervals_where_there_are_none(
    study: steps.Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    study = three(study, tmp_path)
    decide(study)
    told = evaluate(study, taggers=["zero_shot", "default"], track=silent)
    evaluated(told)
    printed = capsys.readouterr().out
    assert "an interval that holds 0" not in printed
    assert told.notes[0] == "no intervals: they need 5 interviews"


def test_long_names_stay_within_100_columns(found: Evaluation, capsys: pytest.CaptureFixture[str]):
    [result] = found.taggers
    long = "a_very_long_name_" * 5
    wrong = {long + str(n): n + 1 for n in range(5)}
    codes = tuple(replace(code, code=long, missed_for=wrong, wrong_for=wrong) for code in result.codes)
    many = replace(found, taggers=(replace(result, codes=codes),), notes=("a word or two " * 20,))
    evaluated(many)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 100


def test_a_figure_that_cannot_be_drawn_is_refused_before_the_work(tmp_path: Path):
    told = CliRunner().invoke(app, ["evaluate", "--study", str(tmp_path), "--figure", "x.png"])
    assert isinstance(told.exception, UsageError)
    assert "written as .svg" in str(told.exception)


@pytest.mark.model
@pytest.mark.slow
def test_the_sample_interviews_and_their_codings_are_evaluated(tmp_path: Path):
    study = steps.init(tmp_path / "study", [Path("ilc_2019")])
    files = [path for path in sorted(SAMPLES.iterdir()) if path.suffix in (".txt", ".vtt", ".json", ".srt")]
    wishes = Wishes(interviewers=["SPEAKER_00"])
    steps.import_files(study, [f for f in files if f.stem != "README"], wishes=wishes, track=silent)
    study = study.reread()
    for coder in ("a", "b"):
        lines = (SAMPLES / "codings" / f"coder_{coder}.csv").read_text(encoding="utf-8-sig").splitlines()
        known = {study.name(transcript) for transcript in study.transcripts}
        kept = [line for line in lines if line.split(",")[0] in known | {"transcript"}]
        (tmp_path / "codings.csv").write_text("\n".join(kept), encoding="utf-8")
        steps.import_codings(study, tmp_path / "codings.csv", coder=coder, blind=True)
    told = evaluate(study, taggers=["zero_shot", "default"], track=silent)
    zero_shot, default = told.taggers
    assert default.ap.value > 0.4
    assert default.kappa.value > zero_shot.kappa.value


def test_a_tagger_that_is_not_there_is_told_before_anything_is_decided(study: steps.Study):
    with pytest.raises(PluginNotFound, match="no tagger plug-in 'nope'"):
        evaluate(study, taggers=["nope"], track=silent)
