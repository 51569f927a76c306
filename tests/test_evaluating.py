"""Out of fold by interview: nothing leaks, and every figure has its warrant."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from conftest import SAMPLES, TEA, silent
from ilccode import steps
from ilccode.cli.evaluating import _printed
from ilccode.codebook import load
from ilccode.console import say_json
from ilccode.errors import UsageError
from ilccode.model import Decision
from ilccode.protocols import Entry, Features
from ilccode.steps import measures
from ilccode.steps.evaluating import Evaluation, draw, evaluate
from ilccode.steps.figures import GroupFigures, Rows, code_figures, group_figures
from ilccode.steps.imported import Wishes
from ilccode.steps.learning_curve import curve
from ilccode.steps.out_of_fold import Data, folds, out_of_fold, suggestions
from ilccode.steps.tagging import codable

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
    assert (found.labelled, found.interviews, found.folds, found.quoted) == (36, 6, 6, 0)
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
    _printed(found)
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 100
    assert "no_sugar: no figures, 0 of at least 5 positives" in printed
    say_json(found)
    told = json.loads(capsys.readouterr().out)
    assert len(told["taggers"][0]["reliability"]) == measures.BINS


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


def test_labels_that_were_picked_are_told(study: steps.Study, tmp_path: Path):
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(transcript(number), encoding="utf-8")
    files = sorted(tmp_path.glob("*.txt"))
    steps.import_files(study, files, wishes=Wishes(interviewers=["Q"]), track=silent)
    study = study.reread()
    book = study.codebooks["tea"].id
    picked = [segment for segment in codable(study) if "weather" not in segment.text]

    def answered(sample: str) -> list[Decision]:
        return [
            Decision(
                unit=s.id,
                codebook=book,
                coder="a",
                asked=("milk_first",),
                codes=(),
                made_at="1",
                sample=sample,
            )
            for s in picked
        ]

    study.store.add(answered("random"))
    assert not any("drawn at random" in note for note in evaluate(study, track=silent).notes)
    study.store.add(answered("entropy"))
    assert any("were not drawn at random" in note for note in evaluate(study, track=silent).notes)


def test_labels_given_with_suggestions_on_the_screen_are_told(study: steps.Study, tmp_path: Path):
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(transcript(number), encoding="utf-8")
    files = sorted(tmp_path.glob("*.txt"))
    steps.import_files(study, files, wishes=Wishes(interviewers=["Q"]), track=silent)
    study = study.reread()
    decide(study, seen=("suggestions",))
    assert any("18 segments were decided with suggestions" in n for n in evaluate(study, track=silent).notes)


def test_what_the_codebook_quotes_is_left_out(study: steps.Study, tmp_path: Path):
    for number in range(3):
        text = transcript(number) + "Q: So?\nAma: Well, I never take sugar in it. Never.\n" * (number == 0)
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    files = sorted(tmp_path.glob("*.txt"))
    steps.import_files(study, files, wishes=Wishes(interviewers=["Q"]), track=silent)
    study = study.reread()
    decide(study)
    told = evaluate(study, track=silent)
    assert (told.labelled, told.quoted) == (19, 1)
    assert told.taggers[0].codes[0].labelled == 18


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
    held = out_of_fold(data(labels), fold_of, Reciter(), labels)
    assert (held.scores == 0.5).all()
    assert not held.said.any()


def test_interviews_without_labels_are_not_scored():
    labels = np.array([[1, 0], [np.nan, np.nan]])
    held = out_of_fold(data(labels), np.array([0, -1]), Reciter(), labels)
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
        return out_of_fold(whole, fold_of, plugins.get("taggers", tagger)(made.entries["tea"], seed=0), shown)

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

    told = curve(
        data(labels),
        fold_of,
        Counter(),
        seed=0,
        codes=[0, 1],
        counted=np.ones((60, 2), dtype=bool),
        weights=lambda rows: np.ones((1, len(rows))),
    )
    assert [point.labels for point in told.points] == [0, 25, 45]
    assert set(shown) == {0, 25, 45}
    assert all(point.ap == pytest.approx(labels.mean(), abs=0.1) for point in told.points)


def test_the_outlook_goes_on_from_the_last_point():
    labels = np.random.default_rng(1).integers(0, 2, size=(200, 2)).astype(float)
    fold_of = np.repeat(np.arange(4), 50)
    drawn = np.vstack([np.ones(4), measures.multiplicities(4, 50, 0)])
    told = curve(
        data(labels),
        fold_of,
        Reciter(),
        seed=0,
        codes=[0, 1],
        counted=np.ones((200, 2), dtype=bool),
        weights=lambda rows: drawn[:, fold_of[rows]],
    )
    assert [point.labels for point in told.points] == [0, 25, 50, 100, 150]
    assert told.ahead is not None
    assert (told.ahead.labels, told.ahead.more, told.ahead.gain) == (200, 50, pytest.approx(0))
    assert told.ahead.ap == pytest.approx(told.points[-1].ap)
    assert told.ahead.low == pytest.approx(0)


def test_levels_of_an_ordered_group_are_compared_by_the_likeliest(tea: Path):
    book = load(tea)
    [group] = book.groups
    ordered = replace(book, groups=(replace(group, kind="ordered", codes=("milk_first", "no_sugar")),))
    labels = np.array([[1, 0], [0, 1]] * 4 + [[0, 0], [np.nan, 1]], dtype=float)
    scores = np.array([[0.2, 0.1], [0.1, 0.2]] * 4 + [[0.9, 0.1], [0.9, 0.1]])
    interviews = np.arange(10) % 4

    def judged(given: Any) -> GroupFigures:
        [found] = group_figures(
            ordered,
            ["milk_first", "no_sugar"],
            given,
            labels,
            interviews,
            lambda rows: np.ones((1, len(rows))),
        )
        return found

    assert (judged(scores).labelled, judged(scores).weighted_kappa.value) == (8, 1)
    assert judged(-scores).weighted_kappa.value == -1
    labels[2:] = np.nan
    assert judged(scores).weighted_kappa.why == "2 segments on a level, in 2 interviews"


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


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_measures_are_those_of_the_field(cases: list[tuple[bool, float]]):
    y, scores = np.array([case[0] for case in cases]), np.array([case[1] for case in cases])
    said, ones = scores >= 0.5, np.ones((1, len(y)))
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
    ones = np.ones((1, len(again)))
    for of in (measures.average_precision, measures.brier):
        np.testing.assert_allclose(
            of(y, scores, times[None].astype(float)), of(y[again], scores[again], ones)
        )
    said = scores >= 0.5
    np.testing.assert_allclose(
        measures.kappa(measures.confusion(y, said, times[None].astype(float))),
        measures.kappa(measures.confusion(y[again], said[again], ones)),
    )


def test_weighted_kappa_is_that_of_the_field():
    rng = np.random.default_rng(0)
    true, said = rng.integers(0, 4, 50), rng.integers(0, 4, 50)
    ours = measures.weighted_kappa(true, said, 4, np.ones((1, 50)))[0]
    assert ours == pytest.approx(metrics.cohen_kappa_score(true, said, weights="quadratic", labels=range(4)))


def test_a_calibrated_score_has_slope_one_and_a_doubled_one_a_half():
    rng = np.random.default_rng(0)
    odds = rng.normal(0, 1.5, 20_000)
    y = rng.random(20_000) < 1 / (1 + np.exp(-odds))
    assert measures.calibration_slope(y, 1 / (1 + np.exp(-odds))) == pytest.approx(1, abs=0.05)
    assert measures.calibration_slope(y, 1 / (1 + np.exp(-2 * odds))) == pytest.approx(0.5, abs=0.03)
    assert np.isnan(measures.calibration_slope(odds > 0, 1 / (1 + np.exp(-odds))))


def test_only_pairs_of_about_the_same_length_count_for_the_matched_auc():
    y, lengths = np.array([True, False, False]), np.array([10, 11, 100])
    assert measures.length_matched_auc(y, np.array([0.5, 0.1, 0.9]), lengths) == 1
    assert np.isnan(measures.length_matched_auc(y[[0, 2]], np.array([0.5, 0.9]), lengths[[0, 2]]))


def test_an_interval_holds_its_figure_and_moves_against_the_bias():
    rng = np.random.default_rng(0)
    low, high = measures.interval(0.0, rng.normal(0, 1, 20_000)) or (0, 0)
    assert (low, high) == (pytest.approx(-1.96, abs=0.1), pytest.approx(1.96, abs=0.1))
    shifted = measures.interval(0.0, rng.normal(0.5, 1, 20_000)) or (0, 0)
    assert shifted[0] < low + 0.1
    assert measures.interval(0.0, np.full(10, np.nan)) is None


def test_figures_rest_on_three_interviews():
    y = np.array([True] * 6 + [False] * 6)
    rows = Rows(
        y=y,
        scores=np.linspace(0.9, 0.1, 12),
        said=y,
        interviews=np.array([0, 1] * 6),
        lengths=np.full(12, 5),
        weights=np.ones((1, 12)),
    )
    refused, _ = code_figures("a", rows, disputed=0, mistaken=({}, {}))
    assert refused.ap.why == "2 of at least 3 interviews"
    given, _ = code_figures(
        "a", replace(rows, interviews=np.array([0, 1, 2] * 4)), disputed=0, mistaken=({}, {})
    )
    assert (given.ap.value, given.kappa.value, given.ap.low) == (1, 1, None)
    assert given.slope.why == "the scores part yes from no wholly"


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
