"""Markdown: its marks are no words, its front matter and its title are attributes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilccode.readers import markdown
from ilccode.readers.lines import Line
from test_readers_text import read, spoken

Write = Callable[[str], Path]


def plain(*texts: str) -> list[str]:
    lines, _ = markdown.plain([Line(number=n, text=text) for n, text in enumerate(texts, start=1)])
    return [line.text for line in lines]


def test_names_in_bold_are_speakers_and_marks_are_no_words(docfile: Write):
    """
    ---
    title: "A talk"
    date: 2024-01-02
    ---

    # Another title

    <!-- checked by
    KL -->

    **Anna:** I *really* like [tea](https://example.org/a_b).

    > **Ben:** Me **too**. \\[laughs\\]

    **Anna** (00:12): Good.

    - **Ben**: And `coffee`.

    ---

    ## Part two

    **Anna:** That is _all_, snake_case and 2 * 3.
    """
    path = docfile("x.md")
    assert spoken(path) == [
        ("Anna", "I really like tea."),
        ("Ben", "Me too. [laughs]"),
        ("Anna", "Good."),
        ("Ben", "And coffee."),
        ("Anna", "That is all, snake_case and 2 * 3."),
    ]
    assert read(path).attributes == {"title": "A talk", "date": "2024-01-02"}
    assert read(path).utterances[2].pieces[0].at == 12.0
    assert read(path).notes == ("headings are not talk: 1 left out",)
    assert read(path).format == "Markdown, NAME: words"


def test_headings_may_be_names(docfile: Write):
    """
    # Interview 4

    ## Interviewer

    How was it?

    ## Participant

    Fine. We left.

    ## Interviewer

    Why?
    """
    path = docfile("x.md")
    assert spoken(path) == [
        ("Interviewer", "How was it?"),
        ("Participant", "Fine. We left."),
        ("Interviewer", "Why?"),
    ]
    assert read(path).attributes == {"title": "Interview 4"}


@pytest.mark.parametrize(
    "form",
    ["**{}** {}", "**{}:** {}", "**{}**: {}", "__{}:__ {}", "*{}:* {}", "**{}** [0:12] {}", "- **{}:** {}"],
)
def test_a_label_is_bold_in_many_ways_also_in_plain_text(tmp_path: Path, form: str):
    for suffix in ("md", "txt") if form.startswith("**") else ("md",):
        path = tmp_path / f"x.{suffix}"
        said = [("Anna", "Hello."), ("Ben", "Hi."), ("Anna", "So."), ("Ben", "Ja.")]
        path.write_text("\n\n".join(form.format(*turn) for turn in said), encoding="utf-8")
        assert said == spoken(path)


def test_a_table_of_two_columns_is_names_and_words(docfile: Write):
    """
    | Speaker | Words |
    |:---|---|
    | Anna | Hello there. |
    | Ben | Hi. |
    | Anna | Good. |
    """
    assert spoken(docfile("x.md")) == [("Anna", "Hello there."), ("Ben", "Hi."), ("Anna", "Good.")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b** ***c*** ~~d~~ __e__", "a b c d e"),
        ("*a* _b_ c_d_e 2 * 3 * 4", "a b c_d_e 2 * 3 * 4"),
        ("![picture](x.png) [a](b) [c][d] <https://x.org>", "picture a c https://x.org"),
        ("see <b>this</b><br/> and 1 < 2", "see this and 1 < 2"),
        (r"\*a\* \[b\] 1\. c", "*a* [b] 1. c"),
        ("> > a", "a"),
        ("a <!-- b --> c <!-- d", "a  c "),
        ("`a` ``b``", "a b"),
        ("***", ""),
        ("- a", "a"),
        ("17:30 - then", "17:30 - then"),
    ],
)
def test_marks_are_no_words(text: str, expected: str):
    assert plain(text) == [expected]


@settings(deadline=None)
@given(words=st.lists(st.text("abcXYZ\u00e9好 .,?!'", min_size=1, max_size=9), max_size=5))
def test_text_without_marks_stays_as_it_is(words: list[str]):
    assert plain(*words) == words


@settings(deadline=None)
@given(text=st.text("*_[]()<>!#`~-:\\|>a \n", max_size=60))
def test_any_marks_are_read(text: str):
    assert len(plain(*text.split("\n"))) <= text.count("\n") + 1
