"""The codebooks that come with the program: complete, and each example stands once."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from conftest import SHARED
from ilccode.codebook import load, shipped
from ilccode.model import Code, Codebook
from ilccode.sentences import splitter
from ilccode.taggers.cues import found

BOOKS = {key: load(path) for key, path in shipped().items()}
CODES = [pytest.param(code, id=f"{key}/{code.key}") for key, book in BOOKS.items() for code in book.codes]
SEEDS = SHARED.parent / "seeds"


def keys(book: Codebook, group: str) -> list[str]:
    """The codes of a group, in the codebook's order."""
    return [code.key for code in book.codes if code.group == group]


def forms(book: Codebook) -> list[tuple[str, str]]:
    """The kind and unit of each group."""
    return [(group.kind, group.unit) for group in book.groups]


def folded(text: str) -> str:
    """A text's letters and digits, word by word, in small letters."""
    return " ".join(re.findall(r"\w+", text.lower()))


def test_five_codebooks_are_shipped():
    assert list(BOOKS) == [
        *("cross_district", "dense_networks", "ilc_2016", "ilc_2019", "learning_community_journey")
    ]


@pytest.mark.parametrize("key", BOOKS)
def test_a_codebook_is_found_under_its_own_key(key: str):
    assert BOOKS[key].key == key
    assert BOOKS[key].source


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_complete(code: Code):
    assert len(code.examples) >= 8
    assert len(code.near_misses) >= 5
    assert len(code.cues) >= 12
    said = (code.name, code.definition, code.include, code.exclude, code.source, code.colour)
    assert all(said)


@pytest.mark.parametrize("code", CODES)
def test_a_code_teaches_nothing_twice(code: Code):
    assert set(map(folded, code.examples)).isdisjoint(map(folded, code.near_misses))
    assert len(code.cues) == len(set(code.cues))


@pytest.mark.parametrize("code", CODES)
def test_the_cues_of_a_code_find_some_of_its_examples(code: Code):
    assert sum(found("|".join(f"(?:{cue})" for cue in code.cues), code.examples)) > 0


def test_no_example_stands_twice_in_all_codebooks():
    codes = [code for book in BOOKS.values() for code in book.codes]
    counts = Counter(folded(text) for code in codes for text in (*code.examples, *code.near_misses))
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("key", BOOKS)
def test_no_colour_stands_twice_in_a_codebook(key: str):
    colours = [code.colour.lower() for code in BOOKS[key].codes]
    assert len(colours) == len(set(colours))


@pytest.mark.parametrize("key", BOOKS)
def test_rules_that_are_ours_are_rules_of_the_code(key: str):
    for code in BOOKS[key].codes:
        assert set(code.ours) <= {code.definition, *code.include, *code.exclude}


def test_ilc_2019_has_three_types_and_a_stance():
    book = BOOKS["ilc_2019"]
    assert forms(book) == [("any", "segment")]
    assert [code.key for code in book.codes] == [
        *("borrowing", "co_construction", "systems_thinking", "resisting_borrowing")
    ]


def test_ilc_2016_has_three_kinds_and_four_below_self_authoring():
    book = BOOKS["ilc_2016"]
    assert forms(book) == [("any", "segment")]
    parents = [code.key for code in book.codes if not code.parent]
    assert parents == ["instrumental", "social", "self_authoring"]
    assert [code.parent for code in book.codes if code.parent] == ["self_authoring"] * 4


def test_a_journey_has_four_stages_in_order():
    [stage] = [group for group in BOOKS["learning_community_journey"].groups if group.unit == "case"]
    assert stage.kind == "ordered"
    assert stage.codes == ("isolation", "initiation", "engagement", "integration")


def test_dense_networks_rank_a_participants_place():
    book = BOOKS["dense_networks"]
    [place] = [group for group in book.groups if group.unit == "case"]
    assert place.kind == "ordered"
    assert sorted(place.codes) == sorted(keys(book, place.key))
    assert len(place.codes) == 3


def test_cross_district_has_two_groups_of_eight():
    book = BOOKS["cross_district"]
    assert forms(book) == [("any", "segment")] * 2
    assert [len(keys(book, group.key)) for group in book.groups] == [8, 8]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents are not here")
@pytest.mark.parametrize("key", BOOKS)
def test_no_example_quotes_a_seed_document(key: str):
    seeds = folded(" ".join(path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))))
    assert "international learning communities" in seeds
    split = splitter("en")
    texts = [text for code in BOOKS[key].codes for text in (*code.examples, *code.near_misses)]
    sentences = [folded(text[start:end]) for text in texts for start, end in split(text)]
    long = [sentence for sentence in sentences if len(sentence.split()) >= 5]
    assert [sentence for sentence in long if f" {sentence} " in f" {seeds} "] == []
