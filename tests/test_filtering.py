"""Some excerpts only: by how a code stands, by whom, which code, in which transcript."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ilccode import steps
from ilccode.errors import NotInStudy, UsageError
from ilccode.model import Run, Transcript
from ilccode.steps.filtering import EVERYTHING, Filters, filters
from test_cli import call  # noqa: F401
from test_steps import tagged
from test_steps_exporting import decided, rows

BORIS = """\
INTERVIEWER: How do you take it?
P02: I always put the milk in the cup, then I pour. Milk goes in first, before the tea.
INTERVIEWER: And then?
P02: I never take sugar in it. No sugar for me, thanks.
"""


@pytest.fixture
def two(study: steps.Study, interview: Path) -> steps.Study:
    """Two interviews: of anna's segments one is decided, one disputed, one settled; boris's are suggested."""
    boris = interview.with_name("boris.txt")
    boris.write_text(BORIS, encoding="utf-8")
    study = tagged(study, interview, boris)
    decided(study, 0, ["milk_first"])
    said = [decided(study, 1, codes, coder=coder) for coder, codes in [("ann", ["no_sugar"]), ("Bob", [])]]
    last = [decided(study, 2, codes, coder=coder) for coder, codes in [("ann", []), ("Bob", ["no_sugar"])]]
    decided(study, 2, ["no_sugar"], coder="cleo", settles=tuple(decision.id for decision in last))
    assert len(said) == 2
    return study.reread()


def exported(study: steps.Study, only: Filters) -> list[tuple[str, ...]]:
    """Transcript, turn, code and status of each excerpt that is let through."""
    written = steps.export(study, study.folder / "some.csv", only=only).file
    return [(row["transcript"], row["turn"], row["code"], row["status"]) for row in rows(written.path)]


def some(study: steps.Study, **wanted: Any) -> list[tuple[str, ...]]:
    return exported(study, filters(study, **wanted))


ALL = [
    ("anna", "2", "milk_first", "decided"),
    ("anna", "4", "no_sugar", "disputed"),
    ("anna", "5", "no_sugar", "settled"),
    ("boris", "2", "milk_first", "suggested"),
    ("boris", "4", "no_sugar", "suggested"),
]


def test_without_a_wish_everything_is_wanted(two: steps.Study):
    assert filters(two) == EVERYTHING == Filters()
    assert some(two) == ALL


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ({"statuses": ["suggested"]}, [3, 4]),
        ({"statuses": ["decided"]}, [0]),
        ({"statuses": ["disputed", "settled"]}, [1, 2]),
        ({"coders": ["ann"]}, [0, 1]),
        ({"coders": ["BOB"]}, [1]),
        ({"coders": ["bob", "cleo"]}, [1, 2]),
        ({"codes": ["milk_first"]}, [0, 3]),
        ({"codes": ["tea/no_sugar"]}, [1, 2, 4]),
        ({"codes": ["milk_first", "tea/no_sugar"]}, [0, 1, 2, 3, 4]),
        ({"transcripts": ["boris"]}, [3, 4]),
        ({"transcripts": ["ANNA.txt", "boris"]}, [0, 1, 2, 3, 4]),
        ({"transcripts": ["anna"], "codes": ["no_sugar"]}, [1, 2]),
        ({"coders": ["ann"], "statuses": ["disputed", "suggested"]}, [1]),
        ({"coders": ["ann"], "statuses": ["suggested"]}, []),
        ({"statuses": ["suggested"], "codes": ["no_sugar"], "transcripts": ["boris"]}, [4]),
        ({"transcripts": ["boris"], "coders": ["ann"]}, []),
    ],
)
def test_kinds_of_filter_add_up_and_several_of_one_let_any_through(
    two: steps.Study, wanted: dict[str, list[str]], places: list[int]
):
    assert some(two, **wanted) == [ALL[place] for place in places]


def test_an_overruled_coder_has_no_part_in_what_is_in_force(two: steps.Study):
    assert ("anna", "5", "no_sugar", "settled") not in some(two, coders=["ann"])


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"statuses": ["coded"]}, "--status coded: expected one of suggested, decided, disputed, settled"),
        (
            {"coders": ["ann", "dora"]},
            "--coder dora: no coder here has that name; expected .* Bob, ann, cleo",
        ),
        (
            {"codes": ["lemon"]},
            "--code lemon: no codebook here has that code; expected .* milk_first, no_sugar",
        ),
        ({"codes": ["coffee/no_sugar"]}, "--code coffee/no_sugar: no codebook here has that code"),
    ],
)
def test_what_nobody_can_mean_is_told_with_what_there_is(two: steps.Study, wanted: Any, told: str):
    with pytest.raises(UsageError, match=told):
        filters(two, **wanted)


def test_a_transcript_that_is_not_here_is_told(two: steps.Study):
    with pytest.raises(NotInStudy, match="dora: no transcript here has that name"):
        filters(two, transcripts=["dora"])


def test_where_nobody_has_decided_no_coder_can_be_meant(study: steps.Study):
    with pytest.raises(UsageError, match="--coder ann: no coder here has that name; nobody has decided yet"):
        filters(study, coders=["ann"])


def test_rows_that_are_not_wanted_are_not_withheld(two: steps.Study):
    steps.set_participant(two, "P02", ["quote=no"])
    two = two.reread()
    path = two.folder / "some.csv"
    assert steps.export(two, path, only=filters(two, transcripts=["boris"])).withheld == 2
    assert steps.export(two, path, only=filters(two, transcripts=["anna"])).withheld == 0
    assert steps.export(two, path, only=filters(two, coders=["ann"])).withheld == 0


@pytest.mark.parametrize(
    ("wanted", "transcripts", "runs"),
    [
        ({"statuses": ["suggested"]}, {"anna", "boris"}, 1),
        ({"statuses": ["decided"]}, {"anna"}, 1),
        ({"coders": ["cleo"]}, {"anna"}, 1),
        ({"transcripts": ["boris"]}, {"boris"}, 1),
        ({"codes": ["milk_first"], "coders": ["Bob"]}, {"anna"}, 1),
    ],
)
def test_what_is_not_wanted_is_not_loaded(
    two: steps.Study,
    wanted: Any,
    transcripts: set[str],
    runs: int,
    monkeypatch: pytest.MonkeyPatch,
):
    loaded: list[tuple[type, str]] = []
    get = type(two.store).get
    monkeypatch.setattr(
        type(two.store), "get", lambda store, kind, i: (loaded.append((kind, i)), get(store, kind, i))[1]
    )
    some(two, **wanted)
    assert {two.name(i) for kind, i in loaded if kind is Transcript} == transcripts
    assert sum(kind is Run for kind, _ in loaded) == runs


def test_scores_are_of_the_transcripts_and_codes_that_are_wanted(two: steps.Study):
    only = filters(two, codes=["no_sugar"], transcripts=["boris"])
    table = rows(steps.export_scores(two, two.folder / "scores.csv", only=only).file.path)
    assert [(row["transcript"], row["turn"]) for row in table] == [("boris", "2"), ("boris", "4")]
    assert [column for column in table[0] if "/" in column] == ["tea/no_sugar"]
    whole = rows(steps.export_scores(two, two.folder / "all.csv").file.path)
    assert [row["tea/no_sugar"] for row in table] == [row["tea/no_sugar"] for row in whole[-2:]]


def test_the_command_takes_every_filter(call: Any, two: steps.Study):  # noqa: F811
    path = two.folder / "some.csv"
    words = ("--status", "decided", "--status", "disputed", "--coder", "ann", "--code", "tea/no_sugar")
    told = call("export", path, *words, "--transcript", "anna", "--study", two.folder)
    assert (told.code, [row["turn"] for row in rows(path)]) == (0, ["4"])


def test_scores_have_neither_status_nor_coder(call: Any, two: steps.Study):  # noqa: F811
    path = two.folder / "scores.csv"
    for words in (["--status", "decided"], ["--coder", "ann"]):
        told = call("export", path, "--scores", *words, "--study", two.folder)
        assert (told.code, "they do not go with --scores" in told.err, path.exists()) == (2, True, False)
    told = call("export", path, "--scores", "--code", "no_sugar", "--study", two.folder)
    assert (told.code, path.read_text("utf-8-sig").splitlines()[0].endswith('"tea/no_sugar"')) == (0, True)


def test_a_filter_that_cannot_be_meant_is_exit_2(call: Any, two: steps.Study):  # noqa: F811
    told = call("export", two.folder / "some.csv", "--coder", "dora", "--study", two.folder)
    assert (told.code, "expected one of Bob, ann, cleo" in told.err) == (2, True)
    assert not (two.folder / "some.csv").exists()
