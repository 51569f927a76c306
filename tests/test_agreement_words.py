"""What figures of agreement allow to say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ilccode.agreement.ratings import from_table
from ilccode.steps.agreed_tables import Table
from ilccode.steps.agreeing import Measure
from ilccode.steps.agreement_figures import TableAgreement
from ilccode.steps.agreement_words import reading
from ilccode.steps.primary import Primary


def measured(rows: list[list[object]], judged: Primary | None = None, **said: object) -> TableAgreement:
    """The figures of what two coders say of units in ten interviews."""
    given = from_table(
        rows, categories=said.pop("categories", (False, True)), clusters=[n % 10 for n in range(len(rows))]
    )
    table = Table(
        **{
            "name": "milk",
            "kind": "code",
            "codes_of": "segment",
            "unit": "segment",
            "ratings": given,
            **said,
        },
        coders=("ann", "ben"),
    )
    return Measure(judged=judged or Primary(), method="jackknife", seed=0).of(table)


ROWS = [[n % 3 == 0, n % 3 == 0] for n in range(90)]


@pytest.mark.parametrize(
    ("low", "threshold", "told"),
    [
        (0.9, 0.8, "its lower bound passes 0.8: reliable"),
        (0.7, 0.8, "its lower bound passes 0.667: tentative conclusions; under the threshold, 0.8"),
        (0.7, 0.667, "its lower bound passes 0.667: tentative conclusions"),
        (0.9, 0.667, "its lower bound passes 0.8: reliable; over the threshold, 0.667"),
        (0.5, 0.4, "its lower bound does not pass 0.667: no conclusions yet; over the threshold, 0.4"),
        (0.5, 0.667, "its lower bound does not pass 0.667: no conclusions yet"),
    ],
)
def test_a_bound_is_set_beside_krippendorffs_numbers_and_the_threshold(low, threshold, told):
    found = measured([*ROWS, [True, False]])
    found = replace(found, interval=replace(found.interval, low=low))
    assert told in reading(found, Primary(threshold=threshold))


def test_a_code_that_is_not_established_passes_nothing():
    told = measured([[n < 9, n < 9 or n == 20] for n in range(9)] + [[False, False]] * 40).reading
    assert told[0] == "not established: of units that carry it there are 9, 10 are needed"
    assert not any("lower bound" in said for said in told)


def test_of_exclusive_codes_each_has_to_be_established():
    rows = [["new", "new"]] * 12 + [["old", "old"]] * 3 + [["new", "old"]]
    table = measured(rows, kind="which of", categories=("new", "old"), positives={"new": 13, "old": 4})
    assert "not established: of units that carry these codes 10 are needed: old 4" in table.reading


def test_of_a_random_sample_that_is_not_the_whole_corpus_rho_is_told():
    given = from_table(ROWS, categories=(False, True), clusters=range(90))
    table = Table(
        name="milk", kind="code", codes_of="segment", unit="segment", ratings=given, coders=("ann", "ben")
    )
    how = Measure(judged=Primary(), method="jackknife", seed=0)
    assert how.of(table, is_part=True).rho is not None
    assert how.of(table).rho is None


def test_of_an_ordered_group_percent_agreement_is_what_is_the_same():
    rows = [["new", "new"], ["new", "old"], ["settled", "old"], ["old", "old"]]
    said = {"kind": "which of", "categories": ("new", "settled", "old"), "is_ordered": True}
    plain, weighted = (measured(rows, Primary(coefficient=name), **said) for name in ("percent", "ac1"))
    assert plain.primary.value == plain.percent.value == 0.5
    assert weighted.ac1.coefficient == weighted.primary.coefficient == "Gwet's AC2 (ordinal weights)"


def test_codes_are_called_what_they_are_called_where_cases_stand_for_themselves():
    rows = [["interview_only", "interview_only"]] * 12 + [["old", "old"]] * 3
    table = measured(
        rows,
        kind="which of",
        categories=("interview_only", "old"),
        positives={"interview_only": 3},
        codes_of="case",
        unit="case",
    )
    assert any("interview_only 3" in told for told in table.reading)
    assert any("cases" in told or "case " in told for told in table.reading)
