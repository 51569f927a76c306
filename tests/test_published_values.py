"""The program that sets ours beside published values reads whatever tables people typed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.published_values import checked

pytestmark = pytest.mark.filterwarnings("ignore::pandas.errors.ParserWarning")

KRIPPENDORFF = [  # 1980, p. 133: alpha .095
    [0, 1], [1, 1], [0, 0], [0, 1], [0, 0], [0, 0], [0, 0], [1, 0], [0, 0], [0, 1],
]  # fmt: skip
ALPHA = 1 - (4 / 10) / (2 * 6 * 14 / (20 * 19))


def compare(folder: Path, text: str, **said: Any) -> dict[str, Any]:
    """One value beside ours: Krippendorff's alpha, of that table, unless it is said otherwise."""
    (folder / "table.csv").write_text(text, encoding="utf-8")
    value = {"id": "one", "table": "table.csv", "coefficient": "alpha_nominal", "value": ALPHA, "tol": 1e-6}
    (folder / "expected.json").write_text(json.dumps([value | said]), encoding="utf-8")
    [found] = checked(folder / "expected.json")
    return found


def typed(header: list[str] | None, rows: list[list[object]], separator: str = ",") -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    writer.writerows([header, *rows] if header else rows)
    return file.getvalue()


COUNTED = [[n + 1, *row] for n, row in enumerate(KRIPPENDORFF)]
LONG = [[n, rater, cell] for n, row in enumerate(KRIPPENDORFF) for rater, cell in zip("ab", row, strict=True)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (typed(["r1", "r2"], KRIPPENDORFF), {}),
        (typed(["r1", "r2"], KRIPPENDORFF), {"tol": None}),
        (typed(["r1", "r2"], KRIPPENDORFF), {"value": str(ALPHA)}),
        *[
            (typed([name, "r1", "r2"], COUNTED), {})
            for name in ("", "unit", "u", "#", "obs", "text", "sentence_id", "Patient No", "strange")
        ],
        (typed(["A", "B"], KRIPPENDORFF, ";"), {}),
        (typed(["r1", "r2"], [[f"{a},0", f"{b},0"] for a, b in KRIPPENDORFF], ";"), {}),
        (typed(None, [[f"{a}.0", f"{b}.0"] for a, b in KRIPPENDORFF]), {}),
        (typed(["r1", "r2", ""], [[*row, ""] for row in KRIPPENDORFF]), {}),
        (typed(["r1", "r2", "r3"], [[*row, "-"] for row in KRIPPENDORFF]), {}),
        (typed(["r1", "r2", "r3"], [[*row, 99] for row in KRIPPENDORFF]), {"missing": 99}),
        (typed(["r1", "r2", "r3"], [[*row, 1] for row in KRIPPENDORFF]), {"raters": ["r1", "r2"]}),
        (
            typed(
                ["coder", *map(str, range(10))],
                [["a", *[row[0] for row in KRIPPENDORFF]], ["b", *[row[1] for row in KRIPPENDORFF]]],
            ),
            {},
        ),
        (typed(["unit", "rater", "rating"], LONG), {"format": "long"}),
        (typed(["coder", "item", "label"], [[b, a, c] for a, b, c in LONG]), {"format": "long"}),
        (typed(["x", "y", "z"], [[b, a, c] for a, b, c in LONG]), {"format": "long"}),
        (typed(["", "0", "1"], [["0", 5, 3], ["1", 1, 1]]), {"format": "contingency"}),
        (typed(["", "1", "0"], [["0", 3, 5], ["1", 1, 1]]), {"format": "contingency"}),
        (
            typed(["", "0", "1", "total"], [["0", 5, 3, 8], ["1", 1, 1, 2], ["total", 6, 4, 10]]),
            {"format": "contingency"},
        ),
        (typed(["", "0", "1"], [["0", 0.5, 0.3], ["1", 0.1, 0.1]]), {"format": "contingency"}),
        (typed(["0", "1"], [[5, 3], [1, 1]]), {"format": "contingency"}),
        (
            typed(["no", "yes", "total"], [[2 - a - b, a + b, 2] for a, b in KRIPPENDORFF]),
            {"format": "counts"},
        ),
        (typed(["items", "objects"], [[2 - a - b, a + b] for a, b in KRIPPENDORFF]), {"format": "counts"}),
        (
            typed(["unit", "0", "1"], [[n, 2 - a - b, a + b] for n, a, b in COUNTED]),
            {"format": "counts"},
        ),
    ],
)
def test_the_same_ratings_are_read_alike_however_they_are_typed(tmp_path, text, said):
    found = compare(tmp_path, text, **said)
    assert (found["unknown"], found["ours"]) == ("", pytest.approx(ALPHA))
    assert found["agrees"]


def test_what_has_no_value_agrees_with_none_alone(tmp_path):
    same = typed(["r1", "r2"], [[1, 1], [1, 1]])
    assert compare(tmp_path, same, value=None)["agrees"]
    assert not compare(tmp_path, same, value=0.5)["agrees"]
    (tmp_path / "expected.json").write_text('[{"table": "table.csv", "coefficient": "alpha_nominal"}]')
    assert [(row["agrees"], row["unknown"]) for row in checked(tmp_path / "expected.json")] == [
        (False, "KeyError: 'value'")
    ]


def test_values_are_found_wherever_they_stand(tmp_path):
    (tmp_path / "table.csv").write_text(typed(["r1", "r2"], KRIPPENDORFF), encoding="utf-8")
    one = {"table": "table.csv", "coefficient": "alpha_nominal", "value": ALPHA}
    for found in (
        {"description": "some", "entries": [one]},
        {"values": {"k1980": one}},
        {"k1980": one, "note": "text"},
    ):
        (tmp_path / "expected.json").write_text(json.dumps(found), encoding="utf-8")
        assert [row["agrees"] for row in checked(tmp_path / "expected.json")] == [True]


@pytest.mark.parametrize(
    "name",
    [
        "cronbach_alpha",
        "expected_agreement",
        "cohen_kappa_se",
        "alpha_nominal_ci_low",
        "gwet_ac2",
        "icc",
        "alpha_polar",
    ],
)
def test_what_is_another_coefficient_is_not_taken_for_one_of_ours(tmp_path, name):
    assert compare(tmp_path, typed(["r1", "r2"], KRIPPENDORFF), coefficient=name)["unknown"]


def test_rows_of_unequal_length_are_not_understood(tmp_path):
    assert "a row of 3 cells under a header of 2" in compare(tmp_path, "r1,r2\n1,1\n1,0,1\n")["unknown"]


FEINSTEIN = [["", "+", "-"], ["+", 118, 5], ["-", 2, 0]]
"""Feinstein and Cicchetti (1990): high agreement, low kappa."""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("positive_agreement", 236 / 243),
        ("negative_agreement", 0.0),
        ("cohen_kappa", (118 / 125 - (123 * 120 + 2 * 5) / 125**2) / (1 - (123 * 120 + 2 * 5) / 125**2)),
    ],
)
def test_positive_is_what_is_called_so(tmp_path, name, value):
    text = typed([str(cell) for cell in FEINSTEIN[0]], FEINSTEIN[1:])
    assert compare(tmp_path, text, format="contingency", coefficient=name, value=value)["agrees"]


COHEN = [["", "1", "2", "3"], ["1", 88, 10, 2], ["2", 14, 40, 6], ["3", 18, 10, 12]]
"""Cohen (1968), table 1: 200 cases, counts, weights of disagreement 0, 1, 3; 0, 6."""


def test_weights_of_disagreement_are_weights_as_well(tmp_path):
    text = typed([str(cell) for cell in COHEN[0]], COHEN[1:])
    told = {"format": "contingency", "coefficient": "weighted_kappa", "value": 0.348, "tol": 5e-4}
    matrix = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]
    assert compare(tmp_path, text, **told, weights=matrix)["agrees"]
    plain = told | {"coefficient": "cohen_kappa", "value": 0.492}
    assert compare(tmp_path, text, **plain)["agrees"]


SETS = [["a b", "a"], ["b", "b"], ["", "a"]]


@pytest.mark.parametrize(
    "written",
    [
        SETS,
        [[str(sorted(cell.split())) for cell in row] for row in SETS],
        [["{a, b}", "{a}"], ["{b}", "{b}"], ["set()", "{a}"]],
    ],
)
def test_sets_are_read_however_they_are_written(tmp_path, written):
    first = compare(tmp_path, typed(["r1", "r2"], SETS), format="sets", coefficient="alpha_masi")["ours"]
    found = compare(tmp_path, typed(["r1", "r2"], written), format="sets", coefficient="alpha_masi")
    assert found["ours"] == pytest.approx(first)
    named = compare(tmp_path, typed(["r1", "r2"], SETS), format="sets", coefficient="alpha", distance="masi")
    assert named["ours"] == pytest.approx(first)
