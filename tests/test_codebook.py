"""Codebook files: read back as written, or refused with all that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import TEA
from ilccode.codebook import load, meaning
from ilccode.model import Code, Codebook, Group
from ilccode.taggers.cues import found

DocFile = Callable[[str], Path]


def tea_with(tmp_path: Path, old: str, new: str) -> Path:
    """The small codebook with one thing changed."""
    assert TEA.count(old) == 1
    path = tmp_path / "changed.yaml"
    path.write_text(TEA.replace(old, new), encoding="utf-8")
    return path


def test_a_file_is_read_back_field_by_field(docfile: DocFile):
    """
    key: tea
    version: "1.2"
    title: How people
      take their tea
    language: de
    source: Invented
    note: For tests.
    groups:
      - {key: habit, kind: any, unit: segment, name: Habits}
      - {key: strength, kind: ordered, unit: case, codes: [weak, strong]}
    codes:
      - key: milk
        name: Milk
        group: habit
        definition: Pours milk.
        include: [Said of oneself., {ours: "Said of others: too."}]
        exclude: [ours: Milk in coffee.]
        examples: ["I pour, then I stir.", Milk for me.]
        near_misses: [Milk is dear.]
        cues: ["milk (goes )?first"]
        source: Page 3
        colour: "#4477aa"
        was: [cream]
      - {key: milk_first, name: Milk first, group: habit, parent: milk, definition: Pours it first.}
      - {key: strong, name: Strong, group: strength, definition: Much tea.}
      - {key: weak, name: Weak, group: strength, definition: Little tea.}
    """
    book = load(docfile("tea.yaml"))
    facts = ("tea", "1.2", "How people take their tea", "de", "Invented", "For tests.")
    assert facts == (book.key, book.version, book.title, book.language, book.source, book.note)
    assert book.groups == (
        Group(key="habit", kind="any", unit="segment", name="Habits"),
        Group(key="strength", kind="ordered", unit="case", codes=("weak", "strong")),
    )
    milk, milk_first, strong, weak = book.codes
    assert milk == Code(
        key="milk",
        name="Milk",
        group="habit",
        definition="Pours milk.",
        include=("Said of oneself.", "Said of others: too."),
        exclude=("Milk in coffee.",),
        examples=("I pour, then I stir.", "Milk for me."),
        near_misses=("Milk is dear.",),
        cues=("milk (goes )?first",),
        source="Page 3",
        ours=("Said of others: too.", "Milk in coffee."),
        colour="#4477aa",
        was=("cream",),
    )
    said = {"key": "milk_first", "name": "Milk first", "group": "habit", "definition": "Pours it first."}
    assert milk_first == Code(**said, parent="milk")
    assert [strong, weak] == list(book.at("case"))


def test_a_code_that_is_ours_has_its_definition_and_all_rules_for_ours(tmp_path: Path):
    path = tea_with(tmp_path, "name: Milk first", "name: Milk first\n    ours: true")
    [milk_first, no_sugar] = load(path).codes
    assert milk_first.ours == (
        "The speaker pours the milk before the tea.",
        "Reports of what others at home do count.",
        "Naming milk without an order.",
    )
    assert no_sugar.ours == ()


def test_a_note_keeps_its_paragraphs(tmp_path: Path):
    path = tea_with(tmp_path, "key: tea\n", "key: tea\nnote: |\n  One.\n\n  Two.\n")
    assert load(path).note == "One.\n\nTwo."


def test_a_byte_order_mark_is_no_fault(tmp_path: Path, tea: Path):
    path = tmp_path / "marked.yaml"
    path.write_text(TEA, encoding="utf-8-sig")
    assert load(path) == load(tea)


@pytest.mark.parametrize("word", ["no", "1.10", "12:30", "0o7", "~", "null", "1e3", "2024-01-01", "yes"])
def test_a_plain_word_stays_text(tmp_path: Path, word: str):
    path = tea_with(tmp_path, 'version: "1.0"\n', f"version: {word}\nnote: {word}\n")
    assert (word, word) == (load(path).version, load(path).note)
    path = tea_with(tmp_path, '["Sugar is dear these days."]', f"[{word}]")
    assert load(path).codes[1].near_misses == (word,)


@pytest.mark.parametrize("cue", ["milk|cream", "(?i)milk", "(?L)(?u)milk"])
def test_a_cue_that_is_read_can_be_searched_for(tmp_path: Path, cue: str):
    path = tea_with(tmp_path, '["(no|without|never) .{0,12}sugar"]', f"['{cue}']")
    assert found(load(path).codes[1].cues[0], ["tea", "some milk"]).tolist() == [0, 1]


def meanings(book: Codebook, **said: object) -> tuple[str, str]:
    """What a code means, and what it means with something else said of it."""
    code = book.codes[0]
    return meaning(book, code), meaning(book, replace(code, **said))


@pytest.mark.parametrize("field", ["examples", "near_misses", "cues", "colour", "name", "source", "was"])
def test_teaching_changes_no_meaning(tea: Path, field: str):
    before, after = meanings(load(tea), **{field: ("Other.",)})
    assert before == after


@pytest.mark.parametrize("field", ["key", "definition", "include", "exclude"])
def test_other_words_are_another_meaning(tea: Path, field: str):
    before, after = meanings(load(tea), **{field: ("Other.",)})
    assert before != after


@pytest.mark.parametrize("said", [{"kind": "exclusive"}, {"unit": "case"}])
def test_another_kind_of_group_is_another_meaning(tea: Path, said: dict[str, str]):
    book = load(tea)
    changed = replace(book, groups=(replace(book.groups[0], **said),))
    assert meaning(book, book.codes[0]) != meaning(changed, book.codes[0])


def test_a_rule_that_moves_from_include_to_exclude_is_another_meaning(tea: Path):
    book = load(tea)
    one, other = (replace(book.codes[0], include=i, exclude=e) for i, e in ((("A.",), ()), ((), ("A.",))))
    assert meaning(book, one) != meaning(book, other)
