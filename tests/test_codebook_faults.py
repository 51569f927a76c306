"""Faulty codebook files: refused with all that is wrong, each fault with its line, and never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import TEA
from ilccode.codebook import load
from ilccode.errors import InvalidCodebook
from test_codebook import tea_with

DocFile = Callable[[str], Path]


def faults(path: Path) -> list[tuple[int | None, str]]:
    """The lines and words of all faults of a file."""
    with pytest.raises(InvalidCodebook) as caught:
        load(path)
    assert {fault.path for fault in caught.value.faults} == {str(path)}
    return [(fault.line, fault.expected) for fault in caught.value.faults]


def test_nine_faults_are_told_at_once(docfile: DocFile):
    """
    key: 1tea
    version: ""
    title: [How, tea]
    colour: red
    groups:
      - {key: habit, kind: some, unit: segment}
      - {key: strength, kind: ordered, unit: segment, codes: [weak, mild]}
    codes:
      - key: weak
        group: strength
        definition: Little tea.
        cues: ["(weak"]
      - key: milk
        name: Milk
        group: habits
        definition: Pours milk.
      - {key: cream, name: Cream, group: habit, definition: Pours cream.}
    """
    expected = [
        (1, "key '1tea': expected a letter, then letters, digits"),
        (2, "version: expected a text"),
        (3, "title: expected a text"),
        (4, "unknown 'colour'; expected one of codes, groups, key"),
        (6, "kind 'some': expected any, exclusive, ordered"),
        (7, "group 'strength': expected 'codes' to name each of its codes once"),
        (9, "expected 'name', a text"),
        (12, "cue '(weak': expected a regular expression"),
        (15, "code 'milk': no group 'habits'; expected one of habit, strength"),
    ]
    found = faults(docfile("tea.yaml"))
    assert [line for line, _ in expected] == [line for line, _ in found]
    assert all(words in told for (_, words), (_, told) in zip(expected, found, strict=True))


def test_each_fault_is_a_line_that_begins_with_its_place(tmp_path: Path):
    path = tea_with(tmp_path, "title: How", "tittle: How")
    with pytest.raises(InvalidCodebook) as caught:
        load(path)
    told = str(caught.value).splitlines()
    assert told[0] == f"{path}:1: expected 'title', a text"
    assert told[1].startswith(f"{path}:3: the codebook: unknown 'tittle'")


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("title: How", "title: !!str How", 3, "tags are not allowed"),
        ("title: How", "title: !tea How", 3, "tags are not allowed"),
        ("title: How", "title: One\ntitle: How", 4, "'title' stands twice"),
        ("title: How", "title: How: when:", 3, "not YAML"),
        ("  - key: no_sugar", "  - key: Milk_First", 16, "key 'Milk_First' stands twice"),
        ("  - key: no_sugar", "  - key: süß", 16, "key 'süß': expected a letter"),
        ("name: No sugar", "name: [No sugar]", 17, "name: expected a text"),
        ("unit: segment", "unit: word", 5, "unit 'word': expected segment, transcript, case"),
        ("kind: any", "kind: ordered", 5, "group 'habit': expected 'codes' to name each"),
        ("kind: any", "kind: any, codes: [milk_first]", 5, "group 'habit': expected 'codes' to name each"),
        ("name: No sugar", "name: No sugar\n    parent: milk", 18, "parent 'milk' is no other code"),
        ("name: No sugar", "name: No sugar\n    parent: no_sugar", 18, "parent 'no_sugar' is no other"),
        ("name: No sugar", "name: No sugar\n    colour: red", 18, 'colour: expected a form like "#4477aa"'),
        ("name: No sugar", "name: No sugar\n    ours: perhaps", 18, "ours 'perhaps': expected true, false"),
        ('["Sugar is dear these days."]', "[ours: Sugar.]", 21, "near_misses: expected a text without"),
        ('["Sugar is dear these days."]', "Sugar is dear.", 21, "near_misses: expected a list"),
        ('["Sugar is dear these days."]', "[Sugar: dear]", 21, "near_misses: expected a text (in quotes"),
        ("[{ours: Naming milk without an order.}]", '[""]', 12, "exclude: expected a text"),
    ],
)
def test_a_fault_has_its_line(tmp_path: Path, old: str, new: str, line: int, told: str):
    found = faults(tea_with(tmp_path, old, new))
    assert [line] == [at for at, words in found if told in words]


@pytest.mark.parametrize("lines", ["key: &a tea\nnote: *a", "key: tea\nnote: &a [*a]"])
def test_an_alias_is_refused(tmp_path: Path, lines: str):
    assert any("aliases" in told for _, told in faults(tea_with(tmp_path, "key: tea", lines)))


@pytest.mark.parametrize("depth", [30, 300, 30_000])
def test_deep_nesting_is_refused(tmp_path: Path, depth: int):
    path = tmp_path / "deep.yaml"
    path.write_text("key: " + "[" * depth + "]" * depth, encoding="utf-8")
    assert any("nesting" in told or "recursion" in told for _, told in faults(path))


@pytest.mark.parametrize(
    ("data", "line", "told"),
    [
        (b"", None, "found an empty file"),
        (b"# nothing yet\n", None, "found an empty file"),
        (b"key: tea\ntitle: caf\xe9\n", 2, "expected UTF-8 text"),
        (b"tea\n", 1, "the codebook: expected 'name: value' pairs"),
        (b"key: tea\n" + b"#" * 1_000_000, None, "at most 1,000,000 bytes"),
        (b"key: tea\n---\nkey: coffee\n", 2, "not YAML: but found another document"),
        (b"key: tea\nnote: \x07\n", None, "not YAML"),
        (b"key: tea\nnote: *a\n", 2, "not YAML: found undefined alias"),
    ],
)
def test_what_is_no_codebook_is_told(tmp_path: Path, data: bytes, line: int | None, told: str):
    path = tmp_path / "tea.yaml"
    path.write_bytes(data)
    assert [line] == [at for at, words in faults(path) if told in words]


def test_a_missing_file_is_told_with_what_is_shipped(tmp_path: Path):
    [(line, told)] = faults(tmp_path / "nowhere.yaml")
    assert line is None
    assert "cannot be read" in told
    assert "ilc_2019" in told


def test_a_folder_is_no_codebook(tmp_path: Path):
    assert "cannot be read" in faults(tmp_path)[0][1]


def read_or_refused(path: Path) -> None:
    """A file gives a codebook that can be stored, or is refused; nothing else happens."""
    with suppress(InvalidCodebook):
        assert load(path).id.startswith("cbk_")


@pytest.mark.parametrize(
    "odd",
    [
        'note: "\\ud800"',
        "note: &a One\nsource: &a Two",
        "%YAML 1.3\n---",
        "%YAML 1.2\n---",
        "? [a, b]\n: c",
        "note: \u2028",
        'note: "\\e[31m"',
    ],
)
def test_odd_yaml_is_read_or_refused(tmp_path: Path, odd: str):
    path = tmp_path / "odd.yaml"
    path.write_text(f"{odd}\n{TEA}", encoding="utf-8")
    read_or_refused(path)


@pytest.mark.parametrize("cue", ["(?V0)(?V1)milk", "(?x) milk  # first", "((a{1000}){100}){100}", "(" * 5000])
def test_a_cue_that_is_no_regular_expression_is_a_fault(tmp_path: Path, cue: str):
    path = tea_with(tmp_path, '["(no|without|never) .{0,12}sugar"]', f"['{cue}']")
    assert [line for line, _ in faults(path)] == [22]


PIECES = [
    *("\n", "  ", "- ", ": ", "{", "}", "[", "]", "'", '"', "&a ", "*a", "!!str ", "!x ", "<<: ", "---\n"),
    *("...\n", "? ", "| ", "> ", "#", "\t", "\x07", "\0", "\\", "\u2028", "\ufeff", "%YAML 1.2\n", ",", "(?"),
]
CHANGES = st.tuples(
    st.integers(0, len(TEA)), st.integers(0, 30), st.sampled_from(PIECES) | st.text(max_size=3)
)


@given(changes=st.lists(CHANGES, min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_a_spoiled_file_is_read_or_refused(
    changes: list[tuple[int, int, str]], tmp_path_factory: pytest.TempPathFactory
):
    text = TEA
    for place, gone, piece in changes:
        text = text[:place] + piece + text[place + gone :]
    path = tmp_path_factory.getbasetemp() / "spoiled.yaml"
    path.write_text(text, encoding="utf-8")
    read_or_refused(path)


@given(data=st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused(data: bytes, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(data)
    assert faults(path)
