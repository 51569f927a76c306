"""Layouts: each way to write who speaks gives the same speakers, words and times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import SHARED
from ilccode import plugins, sources
from ilccode.errors import InvalidTranscript
from ilccode.model import Transcript
from ilccode.protocols import Reading
from ilccode.readers.labels import Line, reading
from test_readers_text import read, spoken

Write = Callable[[str], Path]


LAYOUTS = {
    "colon and time in brackets": (
        "Anna (0:00:12): Hello.\nBen [00:00:15]: Hi.\nAnna (00:01:02): Good.\n",
        12,
    ),
    "time in brackets first": ("[00:00:12] Anna: Hello.\n[00:00:15] Ben: Hi.\n[00:01:02] Anna: Good.\n", 12),
    "bare time first": ("00:00:12 Anna: Hello.\n00:00:15 Ben: Hi.\n00:01:02 Anna: Good.\n", 12),
    "short time first": ("0:12 Anna: Hello.\n0:15 Ben: Hi.\n1:02 Anna: Good.\n", 12),
    "Whisper's range": (
        "[00:12.000 --> 00:14.100]  Anna: Hello.\n[00:15.000 --> 00:17.000]  Ben: Hi.\n"
        "[01:02.000 --> 01:04.000]  Anna: Good.\n",
        12,
    ),
    "time after the colon": ("Anna: [00:00:12] Hello.\nBen: [00:00:15] Hi.\nAnna: [00:01:02] Good.\n", 12),
    "Otter": ("Anna  0:12  \nHello.\n\nBen  0:15  \nHi.\n\nAnna  1:02  \nGood.\n", 12),
    "Otter with hours": ("Anna  1:00:12  \nHello.\n\nBen  1:00:15  \nHi.\n\nAnna  1:01:02  \nGood.\n", 3612),
    "Rev": ("Anna (00:12):\nHello.\n\nBen (00:15):\nHi.\n\nAnna (01:02):\nGood.\n", 12),
    "Teams": ("Anna   0:12\nHello.\nBen   0:15\nHi.\nAnna   1:02\nGood.\n", 12),
    "one space": ("Anna 0:12\nHello.\nBen 0:15\nHi.\nAnna 1:02\nGood.\nBen 1:04\n", 12),
    "Word": ("00:00:12 Anna\nHello.\n00:00:15 Ben\nHi.\n00:01:02 Anna\nGood.\n00:01:04 Ben\n", 12),
    "Happy Scribe": (
        "[00:00:12.40] - Anna\nHello.\n\n[00:00:15.00] - Ben\nHi.\n\n[00:01:02.00] - Anna\nGood.\n\n"
        "[00:01:04.00] - Ben\n",
        12.4,
    ),
    "Zoom": (
        "[Anna] 00:00:12\nHello.\n\n[Ben] 00:00:15\nHi.\n\n[Anna] 00:01:02\nGood.\n[Ben] 00:01:04\n",
        12,
    ),
    "time in brackets beside": ("Anna [0:12] Hello.\n\nBen [0:15]Hi.\n\nAnna [1:02] Good.\n", 12),
    "Meet": ("00:00:12\nAnna: Hello.\nBen: Hi.\n00:01:02\nAnna: Good.\nBen: \n", 12),
    "a time above the name": (
        "00:12\nAnna\nHello.\n00:15\nBen\nHi.\n01:02\nAnna\nGood.\n01:04\nBen\nYes.\n",
        12,
    ),
    "a time below the name": (
        "Anna\n(00:12)\nHello.\n\nBen\n(00:15)\nHi.\n\nAnna\n(01:02)\nGood.\n\nBen\nx\n",
        12,
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_gives_speakers_words_and_times(tmp_path: Path, layout: str):
    content, first = LAYOUTS[layout]
    path = tmp_path / "x.txt"
    path.write_text(content, encoding="utf-8")
    transcript = Transcript.of(read(path).utterances, source="f00d")
    said = [(turn.speaker, transcript.words(turn)) for turn in transcript.turns]
    assert said[:3] == [("Anna", "Hello."), ("Ben", "Hi."), ("Anna", "Good.")]
    assert transcript.turns[0].at(transcript.turns[0].start) == first
    assert transcript.turns[2].at(transcript.turns[2].start) == 50 + round(first)


@pytest.mark.parametrize(
    "content",
    [
        "Anna\nHello you.\n\nBen\nHi.\n\nAnna\nGood.\nSo.\n\nBen\nYes.\n",
        "Anna\nHello you.\nBen\nHi.\nAnna\nGood.\nSo.\nBen\nYes.\n",
        "Anna:\nHello you.\n\nBen:\nHi.\n\nAnna:\nGood.\n\nSo.\n\nBen:\nYes.\n",
        "[Anna]\nHello you.\n\n[Ben]\nHi.\n\n[Anna]\nGood.\nSo.\n\n[Ben]\nYes.\n",
        "{Anna} Hello you.\n{Ben} Hi.\n{Anna} Good.\nSo.\n{Ben} Yes.\n",
        "#Anna: Hello you.\n#Ben: Hi.\n#Anna: Good.\nSo.\n#Ben: Yes.\n",
        "@Anna: Hello you.\n@Ben: Hi.\n@Anna: Good.\nSo.\n@Ben: Yes.\n",
        "Anna\tHello you.\nBen\tHi.\nAnna\tGood.\nSo.\nBen\tYes.\n",
        "Anna :\u00a0Hello you.\nBen\u00a0: Hi.\nAnna : Good.\nSo.\nBen : Yes.\n",
        "Anna：Hello you.\nBen：Hi.\nAnna：Good.\nSo.\nBen：Yes.\n",
        "Anna:Hello you.\nBen: Hi.\nAnna: Good.\nSo.\nBen:Yes.\nAnna: x\nBen: y\n",
        "\u200eAnna: Hello you.\n\u200eBen: Hi.\n\ufeffAnna: Good.\nSo.\nBen: Yes.\n",
    ],
)
def test_names_are_found_however_they_are_written(tmp_path: Path, content: str):
    path = tmp_path / "x.txt"
    path.write_text(content, encoding="utf-8")
    expected = [("Anna", "Hello you."), ("Ben", "Hi."), ("Anna", "Good. So."), ("Ben", "Yes.")]
    assert expected == spoken(path)[:4]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Anna: Hi.\nBen: So.\nAnna: Ja.\n", "NAME: words"),
        ("Anna (0:01): Hi.\nBen (0:02): So.\nAnna (0:04): Ja.\n", "NAME (time): words"),
        ("Anna:\nHi.\n\nBen:\nSo.\n\nAnna:\nJa.\n", "NAME: above the words"),
        ("Anna (0:01):\nHi.\n\nBen (0:02):\nSo.\n\nAnna (0:04):\nJa.\n", "Rev"),
        ("Anna  0:01\nHi.\n\nBen  0:02\nSo.\n", "Otter"),
        ("Anna   0:01\nHi.\nBen   0:02\nSo.\n", "Teams"),
        ("[Anna] 10:00:01\nHi.\n[Ben] 10:00:02\nSo.\n[Anna] 10:00:04\nJa.\n", "Zoom"),
        ("[Anna] Hi.\n[Ben] So.\n[Anna] Ja.\n", "[NAME] words"),
        ("00:00:01 Anna\nHi.\n00:00:02 Ben\nSo.\n00:00:04 Anna\nJa.\n", "NAME and time above the words"),
        ("Anna [0:01] Hi.\nBen [0:02] So.\n", "NAME [time] words"),
        ("Anna\nHi.\n\nBen\nSo.\n\nAnna\nJa.\n\nBen\nNo.\n", "NAME above the words"),
        ("Anna\tHi.\nBen\tSo.\nAnna\tJa.\nBen\tNo.\n", "NAME, tab, words"),
    ],
    ids=lambda value: value if len(value) < 30 else "",
)
def test_a_layout_is_told_in_words(tmp_path: Path, content: str, expected: str):
    path = tmp_path / "x.txt"
    path.write_text(content, encoding="utf-8")
    assert read(path).format == f"plain text, {expected}"


def test_otter_s_footer_is_no_words_and_its_talk_may_begin_without_a_name(docfile: Write):
    """
    And with that, thank you. I hope that you have a good day.

    Sidney  55:21
    We met at 12:30
    and left.

    Unknown Speaker  56:01
    Mm.

    Transcribed by https://otter.ai
    """
    path = docfile("x.txt")
    assert spoken(path) == [
        ("", "And with that, thank you. I hope that you have a good day."),
        ("Sidney", "We met at 12:30 and left."),
        ("Unknown Speaker", "Mm."),
    ]
    assert "otter.ai" in " ".join(read(path).notes)


def test_teams_says_title_date_and_length_before_the_talk(docfile: Write):
    """
    A meeting-20260615_133555-Meeting Transcript
    15 June 2026, 03:35am
    27m 42s
    Anna Berg started transcription
    Lund, Ben (Ministry)   0:03
    So.
    Anna Berg   0:10
    Ja.
    Anna Berg stopped transcription
    """
    path = docfile("x.txt")
    assert spoken(path) == [("Lund, Ben (Ministry)", "So."), ("Anna Berg", "Ja.")]
    assert read(path).attributes == {
        "title": "A meeting-20260615_133555-Meeting Transcript",
        "date": "15 June 2026, 03:35am",
        "duration": "27m 42s",
    }
    assert len(read(path).notes) == 2


def test_f4_tells_until_when_a_paragraph_goes(docfile: Write):
    """
    I: Wie war das? #00:00:05-1#
    B: Also, das war so (lacht). #00:00:35-3#
    Und noch etwas: das war nicht leicht. #00:01:02-3#
    """
    path = docfile("x.txt")
    first, second = read(path).utterances
    assert (first.pieces[0].at, first.pieces[0].until) == (None, 5.1)
    assert [(piece.at, piece.until) for piece in second.pieces] == [(5.1, None), (35.3, 62.3)]
    assert spoken(path)[1] == ("B", "Also, das war so (lacht). Und noch etwas: das war nicht leicht.")
    assert read(path).roles == {"I": "interviewer", "B": "participant"}


def test_a_clock_time_in_talk_is_words_and_a_time_in_brackets_is_none(docfile: Write):
    """
    Anna [00:01]: We met at 12:30, [inaudible 00:03] and [00:05] left at 17:30:
    17:45 it was.
    Ben [00:09]: As it says (3:16), so.
    Anna [00:12]: <00:00:13> Yes [0:14] and.
    """
    path = docfile("x.txt")
    assert spoken(path) == [
        ("Anna", "We met at 12:30, [inaudible 00:03] and left at 17:30: 17:45 it was."),
        ("Ben", "As it says (3:16), so."),
        ("Anna", "Yes and."),
    ]
    assert [piece.at for piece in read(path).utterances[2].pieces] == [13.0, 14.0]


def test_what_happens_is_no_speaker(docfile: Write):
    """
    [Anna] Hello.
    [laughs] no
    [Ben] Hi.
    [laughs] yes
    [Anna] Good.
    """
    assert spoken(docfile("x.txt")) == [
        ("Anna", "Hello. [laughs] no"),
        ("Ben", "Hi. [laughs] yes"),
        ("Anna", "Good."),
    ]


def test_a_name_that_comes_once_is_a_speaker_where_every_block_begins_with_one(docfile: Write):
    """
    Moderator: Who begins?

    Anna: I do. There are two things:
    Money: none.

    [crosstalk]

    Maria: Me too.

    Anna: No.

    Moderator: Well.
    """
    assert spoken(docfile("x.txt")) == [
        ("Moderator", "Who begins?"),
        ("Anna", "I do. There are two things: Money: none. [crosstalk]"),
        ("Maria", "Me too."),
        ("Anna", "No."),
        ("Moderator", "Well."),
    ]


def test_a_name_that_comes_once_and_is_read_as_words_is_told(docfile: Write):
    """
    Anna: Hello.
    so
    Ben: Hi.
    Maria: Me too.
    Anna: Good.
    Ben: Yes.
    """
    path = docfile("x.txt")
    assert spoken(path)[1] == ("Ben", "Hi. Maria: Me too.")
    assert read(path).notes == ("read as words, not as speakers: 'Maria' (line 4)",)


@pytest.mark.parametrize("end", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "items", [["Monday: school.", "Tuesday: work."], ["Honesty: always.", "Patience: no."]]
)
def test_a_list_in_an_answer_is_words_and_told(tmp_path: Path, end: str, items: list[str]):
    said = ["Interviewer: What?", "P01: Many things.", *items, "Interviewer: And?", "P01: No more."]
    path = tmp_path / "x.txt"
    path.write_text(end.join(said), encoding="utf-8")
    assert spoken(path) == [
        ("Interviewer", "What?"),
        ("P01", " ".join(["Many things.", *items])),
        ("Interviewer", "And?"),
        ("P01", "No more."),
    ]
    assert read(path).roles == {"Interviewer": "interviewer", "P01": "participant"}
    (note,) = read(path).notes
    assert note.startswith("read as words, not as speakers: ")
    assert all(repr(item.partition(":")[0]) in note for item in items)


def test_names_that_a_moderator_asks_for_are_speakers_even_once(docfile: Write):
    """
    Moderator: Please say who you are.
    Cara: I am Cara.
    Dora: I am Dora.
    Anna: I am Anna.
    Moderator: So?
    Anna: Well.
    """
    path = docfile("x.txt")
    assert [speaker for speaker, _ in spoken(path)][1:4] == ["Cara", "Dora", "Anna"]
    assert read(path).roles == {"Moderator": "interviewer", "Anna": "participant"}
    (note,) = read(path).notes
    assert note == "read as speakers, though each speaks once: 'Cara' (line 2), 'Dora' (line 3)"


def test_a_list_that_an_interviewer_reads_out_is_words(docfile: Write):
    """
    Interviewer: Which one matters:
    Honesty: always.
    Patience: sometimes.
    P01: Both.
    Interviewer: And?
    P01: No.
    """
    assert [speaker for speaker, _ in spoken(docfile("x.txt"))] == ["Interviewer", "P01"] * 2


def test_a_person_may_have_a_word_of_programs_for_a_name(docfile: Write):
    """
    Interviewer: So?
    Else: Ja.
    Interviewer: And?
    Else: No.
    """
    path = docfile("x.txt")
    assert [speaker for speaker, _ in spoken(path)] == ["Interviewer", "Else"] * 2
    assert read(path).roles == {"Interviewer": "interviewer", "Else": "participant"}


def test_a_label_that_comes_again_and_is_read_as_words_is_told(docfile: Write):
    """
    Anna: Hello.
    Note: the tape stops.
    Ben: Hi.
    Anna: So.
    Note: it goes on.
    """
    path = docfile("x.txt")
    assert spoken(path)[0] == ("Anna", "Hello. Note: the tape stops.")
    assert read(path).notes == ("read as words, not as speakers: 'Note' (line 2)",)


def test_a_label_with_characters_that_are_not_seen_is_the_same(tmp_path: Path):
    path = tmp_path / "x.txt"
    path.write_text("Anna: a\nBen: b\nAn\u200bna: c\nBen\u202c: d\n", encoding="utf-8")
    assert [speaker for speaker, _ in spoken(path)] == ["Anna", "Ben"] * 2


@pytest.mark.parametrize(
    "label", ["Multiple Students", "Anna and Ben", "All", "Unknown", "Student 3", "Dr. O. Lund"]
)
def test_some_labels_are_speakers_even_once(tmp_path: Path, label: str):
    path = tmp_path / "x.txt"
    path.write_text(f"P01: Hi.\nyes\n{label}: So.\nP02: Ja.\n", encoding="utf-8")
    assert spoken(path) == [("P01", "Hi. yes"), (label, "So."), ("P02", "Ja.")]


def test_a_name_beside_a_time_is_a_speaker_even_once(docfile: Write):
    """
    [00:00:03] Anna Berg: Hello.
    [00:00:09] It was: cold.
    I said: so.
    [00:00:12] Ben: Fine.
    I said: no.
    [00:00:14] Anna Berg: Good.
    """
    assert spoken(docfile("x.txt")) == [
        ("Anna Berg", "Hello. It was: cold. I said: so."),
        ("Ben", "Fine. I said: no."),
        ("Anna Berg", "Good."),
    ]


def test_a_label_in_other_capitals_is_the_same_speaker_and_told(docfile: Write):
    """
    Interviewer: So?
    P1: Yes.
    interviewer: And?
    P1 : No.
    INTERVIEWER: Well?
    P1:Fine.
    Interviewer: Ja.
    """
    path = docfile("x.txt")
    assert [speaker for speaker, _ in spoken(path)] == ["Interviewer", "P1"] * 3 + ["Interviewer"]
    assert read(path).notes == ("read as one speaker: 'Interviewer', 'interviewer', 'INTERVIEWER'",)


def test_what_a_service_adds_is_left_out_and_what_somebody_says_of_it_is_not(docfile: Write):
    """
    00:00:00
    Anna Berg: Hello. Then
    he started transcription
    Ben Lund: Hi.
    Anna Berg: So.
    Transcription ended after 00:06:12
    """
    path = docfile("x.txt")
    assert spoken(path)[0] == ("Anna Berg", "Hello. Then he started transcription")
    assert spoken(path)[-1] == ("Anna Berg", "So.")


def test_two_long_turns_are_two_turns(docfile: Write):
    """
    Anna: I began to teach in 1984. It was a
    small school in the north, and we had
    two rooms. Nobody came to
    see us.

    Ben: Then it changed. There were new
    rules. We left. I was old, and there was
    nothing to do but to go.
    """
    assert [speaker for speaker, _ in spoken(docfile("x.txt"))] == ["Anna", "Ben"]


def test_names_in_brackets_may_be_of_two_words_and_stand_alone(docfile: Write):
    """
    [Anna Berg]
    Hello.
    [Ben Lund]
    Hi.
    [Anna Berg]
    Good.
    [long pause]
    Well.
    """
    assert spoken(docfile("x.txt")) == [
        ("Anna Berg", "Hello."),
        ("Ben Lund", "Hi."),
        ("Anna Berg", "Good. [long pause] Well."),
    ]


def test_numbered_lines_lose_their_numbers(docfile: Write):
    """
    1  INT: How was it?
    2  P01: Fine. We went to the
    3  school.
    4  INT: And?
    5  P01: Nothing.
    """
    assert spoken(docfile("x.txt"))[1] == ("P01", "Fine. We went to the school.")


def test_a_list_in_talk_is_talk(docfile: Write):
    """
    Interviewer: What matters?
    Participant: Three things:
    1. Money: it is short.
    2. Time: there is none.
    Interviewer: And?
    """
    assert spoken(docfile("x.txt"))[1] == (
        "Participant",
        "Three things: 1. Money: it is short. 2. Time: there is none.",
    )


def test_a_header_may_have_a_title_a_date_and_those_who_are_there(docfile: Write):
    """
    Focus group 3
    12 March 2024
    Moderator: Kari
    Anwesend: Anna, Ben

    Moderator: Welcome.
    Anna: Thanks.
    Ben: Hi.
    Anna: So.
    """
    path = docfile("x.txt")
    assert read(path).attributes == {
        "title": "Focus group 3",
        "date": "12 March 2024",
        "moderator": "Kari",
        "anwesend": "Anna, Ben",
    }
    assert spoken(path)[0] == ("Moderator", "Welcome.")


@pytest.mark.parametrize(
    "legend", ["AL = Interviewer\nMK = Participant (head)", "AL: Interviewer\nMK: Participant"]
)
def test_a_legend_explains_labels_and_is_no_talk(tmp_path: Path, legend: str):
    path = tmp_path / "x.txt"
    path.write_text(f"A talk\n{legend}\n\nAL: So?\nMK: Ja.\nAL: And?\nMK: No.\n", encoding="utf-8")
    assert read(path).roles == {"AL": "interviewer", "MK": "participant"}
    assert len(spoken(path)) == 4


def test_a_foreword_is_left_out_and_told(docfile: Write):
    """
    Interview with Anna
    The tape begins while she makes tea. It rains.

    INT: So, shall we start? I have a list of questions here, and we have one hour for them.
    AB: Yes. Let me sit down, and then we can talk for as long as you like, since I have time.
    INT: How long have you lived here?
    """
    path = docfile("x.txt")
    assert [speaker for speaker, _ in spoken(path)] == ["INT", "AB", "INT"]
    assert read(path).notes == ("lines before the talk: 1 left out",)


def test_a_breaks_in_a_paragraph_are_line_ends_under_its_number():
    lines = [Line(number=1, text="Anna   0:03\nHello."), Line(number=2, text="Ben   0:05\nHi.\nSo.")]
    found = reading(Path("x.docx"), lines, format="Word")
    said = [(u.speaker, [piece.words for piece in u.pieces]) for u in found.utterances]
    assert said == [("Anna", ["Hello."]), ("Ben", ["Hi.", "So."])]
    assert found.format == "Word, Teams"


@pytest.mark.parametrize("end", [":", ""])
def test_a_name_in_bold_is_a_speaker(end: str):
    lines = [
        Line(number=n, text=f"{who}{end} Hello.", bold=who) for n, who in enumerate(["Anna", "ben b c d"] * 2)
    ]
    found = reading(Path("x.docx"), lines)
    assert [utterance.speaker for utterance in found.utterances] == ["Anna", "ben b c d"] * 2


def test_headings_are_left_out_of_talk_and_told():
    lines = [
        Line(number=1, text="Anna: Hello."),
        Line(number=2, text="Part two", heading=True),
        Line(number=3, text="Anna: So."),
    ]
    found = reading(Path("x.docx"), lines)
    assert [piece.words for u in found.utterances for piece in u.pieces] == ["Hello.", "So."]
    assert found.notes == ("headings are not talk: 1 left out",)


WILD = SHARED / "wild"


def wild(ending: str) -> Reading:
    paths = sorted(WILD.glob(f"*{ending}"))
    if not paths:
        pytest.skip(f"no {ending} here: the collection of foreign files is not part of the project")
    return plugins.get("readers", paths[0].suffix[1:])(sources.read(paths[0]))


@pytest.mark.parametrize(
    ("ending", "form", "turns"),
    [
        ("otter_txt_excerpt.txt", "plain text, Otter", {"": 1, "Sidney": 1}),
        ("as_text_excerpt.txt", "plain text, Teams", {"Person B": 1, "Person C": 1, "Person A": 1}),
        ("Examples__transcript.txt", "plain text, [NAME] words", {"id1": 3, "id2": 2, "id3": 2}),
        ("introducing_the_show.txt", "plain text, timed lines", {"": 1}),
        (
            "balancing-act.md",
            "Markdown, NAME [time] words",
            {"Emma": 38, "Kelly": 23, "Ali": 20, "Lindsey": 27},
        ),
    ],
)
def test_foreign_files_have_their_turns(ending: str, form: str, turns: dict[str, int]):
    found = wild(ending)
    assert found.format == form
    assert Counter(utterance.speaker for utterance in found.utterances) == turns


def test_foreign_files_have_their_times():
    first, last = wild("balancing-act.md").utterances[::107]
    assert (first.pieces[0].at, last.pieces[0].at) == (0.0, 31 * 60 + 52)
    (turn,) = wild("introducing_the_show.txt").utterances
    assert (turn.pieces[0].at, turn.pieces[1].at, len(turn.pieces)) == (0.0, 6.0, 52)


def test_captions_under_the_name_of_a_text_are_captions():
    (turn,) = wild("transcript_w_timestamps.txt").utterances
    assert (turn.speaker, turn.pieces[0].at, turn.pieces[0].until) == ("", 0.0, 8.56)


FORMS: dict[str, Callable[[str, str, int], str]] = {
    "colon": lambda who, words, _: f"{who}: {words}\n",
    "blank lines": lambda who, words, _: f"{who}: {words}\n\n",
    "brackets": lambda who, words, _: f"[{who}] {words}\n",
    "time after": lambda who, words, at: f"{who} [00:{at:02}:01]: {words}\n",
    "time before": lambda who, words, at: f"[00:{at:02}:01] {who}: {words}\n",
    "Otter": lambda who, words, at: f"{who}  {at}:01  \n{words}\n\n",
    "Teams": lambda who, words, at: f"{who}   {at}:01\n{words}\n",
    "Rev": lambda who, words, at: f"{who} ({at:02}:01):\n{words}\n\n",
    "alone": lambda who, words, _: f"{who}\n{words}\n\n",
}
NAMES = st.sampled_from(["Anna", "Ben Ash", "P01", "INTERVIEWER", "Åsa", "安娜", "Dr. Osei", "O'Neill-Berg"])
SENTENCES = st.sampled_from(
    [
        "Hello.",
        "So we left, at 17:30: it rained.",
        "Yes?",
        "I said: no. Then, well.",
        "Ja (lacht) so.",
        "好。",
        "[laughs] no.",
    ]
)
TALK = st.lists(st.tuples(NAMES, SENTENCES), min_size=4, max_size=12)


@settings(deadline=None)
@given(talk=TALK)
@pytest.mark.parametrize("form", FORMS)
def test_what_is_written_in_a_layout_is_read_as_it_was_said(form: str, talk: list[tuple[str, str]]):
    first = [("Anna", "Hello."), ("Ben Ash", "Hi."), ("Anna", "Good."), ("Ben Ash", "So.")]
    again = [turn for name in dict(talk) for turn in [(name, "Well."), (name, "Yes.")]]
    said = [*first, *talk, *again]
    text = "".join(FORMS[form](who, words, at) for at, (who, words) in enumerate(said))
    lines = [Line(number=n, text=line) for n, line in enumerate(text.split("\n"), start=1)]
    transcript = Transcript.of(reading(Path("x.txt"), lines).utterances, source="f00d")
    assert [(turn.speaker, transcript.words(turn)) for turn in transcript.turns] == said


BITS = st.sampled_from(
    [
        "Anna",
        "Anna: ",
        "[Ben] ",
        "  0:03",
        "(00:12)",
        "#00:01:02-3#",
        "\n",
        "\n\n",
        "Hello. ",
        "I: ",
        "= ",
        "\t",
        "**",
        "1. ",
    ]
)


@settings(deadline=None)
@given(bits=st.lists(BITS | st.text(max_size=3), max_size=40))
def test_any_lines_are_read_or_refused(bits: list[str]):
    lines = [Line(number=n, text=text) for n, text in enumerate("".join(bits).split("\n"), start=1)]
    try:
        found = Transcript.of(reading(Path("x.txt"), lines).utterances, source="f00d")
        told = found.text or "nothing but unseen characters: the import refuses it"
        assert bool(found.text) == bool(found.turns)
    except InvalidTranscript as error:
        told = str(error)
        assert len(told.splitlines()) == 1
    assert told
