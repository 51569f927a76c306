"""Where a sentence ends, by rule; and what counts as a word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilccode.errors import UsageError
from ilccode.sentences import MIN_WORDS, joined, splitter, words


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in splitter(language)(text)]


def rides(text: str) -> list[str]:
    """The sentences of a text whose sentences are parted by `|`, as `joined` lays them."""
    parts = text.split("|")
    starts = [sum(len(part) + 1 for part in parts[:i]) for i in range(len(parts))]
    spans = [(start, start + len(part)) for start, part in zip(starts, parts, strict=True)]
    return [text[start:end] for start, end in joined(text, spans)]


@pytest.mark.parametrize(
    "expected",
    [
        ["One thing.", "Another thing."],
        ["Really?", "Yes!", "Good."],
        ["Really?!", "You did?!?", "Oh!!!"],
        ["No full stop at the end"],
        ["It cost 3.5 million.", "They paid 1.000 at once."],
        ["See www.example.org for it.", "Then write."],
    ],
    ids=lambda parts: parts[0],
)
def test_a_sentence_ends_with_a_mark_before_white_space(expected: list[str]):
    assert expected == sentences(" ".join(expected))


@pytest.mark.parametrize(
    "text",
    [
        "We met Dr. Lind and Mrs. Ash there.",
        "We met Prof. Lind from St. Mary there.",
        "There are others, e.g. Finland or Japan.",
        "That is to say, i.e. Monday.",
        "It was them vs. Us, so to speak.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(text: str):
    assert [text, "So it was."] == sentences(f"{text} So it was.")


@pytest.mark.parametrize("name", ["J. Smith", "J. R. R. Smith", "J.R. Smith", "Å. Berg", "Anna B. Lind"])
def test_an_initial_does_not_end_a_sentence(name: str):
    assert [f"We asked {name} then.", "Nobody came."] == sentences(f"We asked {name} then. Nobody came.")


def test_the_word_i_may_end_a_sentence():
    assert sentences("So did I. Then we left.") == ["So did I.", "Then we left."]


@pytest.mark.parametrize("short", ["etc.", "p.m.", "Inc.", "U.S.", "U.K.", "E.U.", "Ph.D.", "M.A."])
def test_some_abbreviations_may_end_a_sentence(short: str):
    assert [f"They thought of the {short}", "The rest came later."] == sentences(
        f"They thought of the {short} The rest came later."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Well… it was fine.", ["Well… it was fine."]),
        ("Well... it was fine.", ["Well... it was fine."]),
        ("We waited… Nobody came.", ["We waited…", "Nobody came."]),
        ("We waited... Nobody came.", ["We waited...", "Nobody came."]),
        ("…and then we left.", ["…and then we left."]),
        ("He was so...tired. Yes.", ["He was so...tired.", "Yes."]),
    ],
)
def test_an_ellipsis_ends_a_sentence_unless_a_small_letter_follows(text: str, expected: list[str]):
    assert expected == sentences(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said: "Go." Then we went.', ['She said: "Go."', "Then we went."]),
        ("She said: “Go.” Then we went.", ["She said: “Go.”", "Then we went."]),
        ("“Is it?” she said. “It is.”", ["“Is it?” she said.", "“It is.”"]),
        ("We left (it was late.) Then it rained.", ["We left (it was late.)", "Then it rained."]),
        ("He wrote ‘no.’ Nobody read it.", ["He wrote ‘no.’", "Nobody read it."]),
    ],
)
def test_closing_quotes_belong_to_the_sentence_before(text: str, expected: list[str]):
    assert expected == sentences(text)


@pytest.mark.parametrize("language", ["en", "xx"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我来了。你呢？好！", ["我来了。", "你呢？", "好！"]),
        ("「はい。」そうです。", ["「はい。」", "そうです。"]),
        ("我们用 OK。Then we left.", ["我们用 OK。", "Then we left."]),
    ],
)
def test_chinese_and_japanese_need_no_space(text: str, expected: list[str], language: str):
    assert expected == sentences(text, language)


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_no_words_are_no_sentence(text: str):
    assert sentences(text) == []


@pytest.mark.parametrize("text", [".", "...", "?!", "”"])
def test_marks_alone_are_not_lost(text: str):
    assert sentences(text) == [text]


def test_a_language_that_nobody_knows_is_told():
    with pytest.raises(UsageError, match="'zq'"):
        splitter("zq")


def test_a_pipeline_that_is_not_installed_is_told():
    with pytest.raises(UsageError, match="zz_no_such_pipeline"):
        splitter("zz_no_such_pipeline")


BITS = (
    "we|Then|Dr.|etc.|U.S.|I.|went.|why?|well,|...|…|“Yes.”|(No.)|3.5|J."
    "|我们来了。|どう？|x\u0301.|\U0001f600|שלום.|مرحبا؟|\u00a0|\n"
)
ATOMS = st.sampled_from(BITS.split("|"))
TEXTS = st.lists(ATOMS | st.text(max_size=5), max_size=30).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["en", "xx"]))
def test_sentences_are_trimmed_in_order_and_cover_all_words(text: str, language: str):
    spans = splitter(language)(text)
    parts = [text[start:end] for start, end in spans]
    flat = [place for span in spans for place in span]
    assert all(part == part.strip() != "" for part in parts)
    assert flat == sorted(flat)
    assert "".join(text.split()) == "".join("".join(parts).split())


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_joined_sentences_cover_the_same_and_only_a_lone_one_is_short(text: str):
    spans = splitter("en")(text)
    longer = joined(text, spans)
    assert {start for start, _ in longer} <= {start for start, _ in spans}
    assert {end for _, end in longer} <= {end for _, end in spans}
    assert "".join(text.split()) == "".join("".join(text[a:b] for a, b in longer).split())
    assert len(longer) < 2 or all(len(words(text[a:b])) >= MIN_WORDS for a, b in longer)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We went home early.|Yes.|Then it rained.", ["We went home early.|Yes.", "Then it rained."]),
        ("Yes.|We went home early.|Then it rained.", ["Yes.|We went home early.", "Then it rained."]),
        ("Yes.|No.|We went home.|Then it rained.", ["Yes.|No.|We went home.", "Then it rained."]),
        ("We went home.|Two words.|Now three words.", ["We went home.|Two words.", "Now three words."]),
        ("We went home.|Yes.|No.", ["We went home.|Yes.|No."]),
        ("Yes.", ["Yes."]),
        ("Yes.|No.", ["Yes.|No."]),
        ("我来了。|好。|你也来吗？", ["我来了。|好。", "你也来吗？"]),
    ],
)
def test_a_sentence_of_fewer_than_three_words_rides_with_another(text: str, expected: list[str]):
    assert expected == rides(text)


def test_of_no_sentences_none_are_joined():
    assert joined("", []) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so we, um, went", ["so", "we,", "um,", "went"]),
        ("don't half-way 3.5", ["don't", "half-way", "3.5"]),
        ("我来了", ["我", "来", "了"]),
        ("用OK了", ["用", "OK", "了"]),
        ("שלום لك", ["שלום", "لك"]),
        ("한국어 단어", ["한국어", "단어"]),
        ("", []),
    ],
)
def test_words_are_runs_and_characters_where_scripts_set_no_spaces(text: str, expected: list[str]):
    assert expected == [text[start:end] for start, end in words(text)]
