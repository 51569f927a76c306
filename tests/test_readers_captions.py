"""Captions with times: WebVTT of its several makers, SubRip and SubViewer."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pysubs2
import pytest
import webvtt

from conftest import SAMPLES
from ilccode import plugins, sources
from ilccode.errors import Fault, InvalidTranscript
from ilccode.model import Piece, Transcript, Utterance
from ilccode.protocols import Reading

Write = Callable[[str], Path]


def read(path: Path) -> Reading:
    reading: Reading = plugins.get("readers", path.suffix[1:])(sources.read(path))
    return reading


def spoken(reading: Reading) -> list[tuple[str, str]]:
    """Each turn's speaker and words, white space folded."""
    transcript = Transcript.of(reading.utterances, source="f00d")
    return [(turn.speaker, transcript.words(turn)) for turn in transcript.turns]


def times(reading: Reading) -> list[tuple[float | None, float | None]]:
    return [(piece.at, piece.until) for utterance in reading.utterances for piece in utterance.pieces]


@pytest.fixture
def cues(tmp_path: Path) -> Callable[..., list[tuple[str, str]]]:
    """What is spoken in a file of these cues, a second each."""

    def said(suffix: str, *cues: str) -> list[tuple[str, str]]:
        return spoken(read(written(tmp_path, suffix, *cues)))

    return said


@pytest.fixture
def notes(tmp_path: Path) -> Callable[..., tuple[str, ...]]:
    """What is told of a file of these cues."""

    def told(suffix: str, *cues: str) -> tuple[str, ...]:
        return read(written(tmp_path, suffix, *cues)).notes

    return told


def written(folder: Path, suffix: str, *cues: str) -> Path:
    comma = "," if suffix == "srt" else "."
    timed = [f"{n}\n00:00:0{n}{comma}000 --> 00:00:0{n}{comma}900\n{cue}\n" for n, cue in enumerate(cues)]
    path = folder / f"x.{suffix}"
    path.write_text("\n".join([*(["WEBVTT\n"] if suffix == "vtt" else []), *timed]), encoding="utf-8")
    return path


both = pytest.mark.parametrize("suffix", ["srt", "vtt"])


def fault(path: Path) -> Fault:
    with pytest.raises(InvalidTranscript) as caught:
        read(path)
    (only,) = caught.value.faults
    return only


def test_zoom_puts_a_name_before_the_words(docfile: Write):
    """
    WEBVTT

    1
    00:00:04.210 --> 00:00:07.452
    Anna Lind: How do you
    take it?

    2
    00:00:08.000 --> 00:00:09.500
    Ben Ash: With milk.

    3
    01:00:10.000 --> 01:00:11.250
    Ben Ash: And tea.
    """
    reading = read(docfile("x.vtt"))
    assert reading.format == "WebVTT (Zoom)"
    assert reading.utterances == (
        Utterance(speaker="Anna Lind", pieces=(Piece(words="How do you\ntake it?", at=4.21, until=7.452),)),
        Utterance(
            speaker="Ben Ash",
            pieces=(
                Piece(words="With milk.", at=8.0, until=9.5),
                Piece(words="And tea.", at=3610.0, until=3611.25),
            ),
        ),
    )


def test_zoom_s_names_may_say_where_somebody_is_from_and_need_no_capital(docfile: Write):
    """
    WEBVTT

    1
    00:00:01.000 --> 00:00:02.000
    anna l: One thing: tea.

    2
    00:00:02.000 --> 00:00:03.000
    Ben Ash - The University of Tea and Milk (Oslo): Yes.

    3
    00:00:03.000 --> 00:00:04.000
    anna l: So I said: no.

    4
    00:00:04.000 --> 00:00:05.000
    and then: nothing
    """
    assert spoken(read(docfile("x.vtt"))) == [
        ("anna l", "One thing: tea."),
        ("Ben Ash - The University of Tea and Milk (Oslo)", "Yes."),
        ("anna l", "So I said: no. and then: nothing"),
    ]


def test_zoom_may_name_a_speaker_above_the_times(docfile: Write):
    """
    WEBVTT

    1 "Anna Lind" (16778240)
    00:00:01.000 --> 00:00:02.000
    Anna Lind: So: tea?

    2 "Ben" (167)
    00:00:02.000 --> 00:00:03.000
    Ben: Two: one for me.
    """
    assert spoken(read(docfile("x.vtt"))) == [("Anna Lind", "So: tea?"), ("Ben", "Two: one for me.")]


def test_times_of_words_do_not_hide_a_name(docfile: Write):
    """
    WEBVTT

    00:00:01.000 --> 00:00:02.000
    Anna Lind: So<00:00:01.500> tea?
    """
    assert spoken(read(docfile("x.vtt"))) == [("Anna Lind", "So tea?")]


def test_teams_puts_the_name_in_a_voice(docfile: Write):
    """
    WEBVTT

    a1b2/3-0
    00:00:04.210 --> 00:00:07.452
    <v Anna Lind>How do you
    take it: black?</v>

    00:08.000 --> 00:09.500 align:start position:0%
    <v.loud Ben Ash>With <i>milk</i>.
    """
    reading = read(docfile("x.vtt"))
    assert reading.format == "WebVTT (Teams)"
    assert spoken(reading) == [("Anna Lind", "How do you take it: black?"), ("Ben Ash", "With milk.")]


def test_youtube_s_rolling_lines_are_read_once_with_the_times_of_words(docfile: Write):
    """
    WEBVTT
    Kind: captions
    Language: en

    00:00:00.160 --> 00:00:02.310 align:start position:0%

    hello<00:00:00.480><c> every</c><00:00:00.799><c>one</c><00:00:01.000><c> welcome</c>

    00:00:02.310 --> 00:00:02.320 align:start position:0%
    hello everyone welcome

    00:00:02.320 --> 00:00:04.470 align:start position:0%
    hello everyone welcome
    to<00:00:02.480><c> my</c><00:00:02.800><c> tea</c>

    00:00:04.470 --> 00:00:04.480 align:start position:0%
    to my tea

    00:00:04.480 --> 00:00:06.470 align:start position:0%
    to my tea
    [Music]

    00:00:06.470 --> 00:00:06.480 align:start position:0%
    [Music]

    00:00:06.480 --> 00:00:08.470 align:start position:0%
    [Music]
    &gt;&gt;<00:00:06.500><c> yes</c><00:00:07.100><c> yes</c>

    00:00:08.470 --> 00:00:08.480 align:start position:0%
    &gt;&gt; yes yes
    """
    path = docfile("x.vtt")
    youtube = re.sub(r"(?<=0%\n)\n", " \n", path.read_text(encoding="utf-8"))  # a line of one space, as there
    path.write_text(youtube, encoding="utf-8")
    reading = read(path)
    assert (reading.format, reading.attributes) == ("WebVTT (YouTube)", {"language": "en"})
    assert spoken(reading) == [("", "hello everyone welcome to my tea [Music]"), ("", "yes yes")]
    assert times(reading) == [
        *((0.16, None), (0.48, None), (1.0, 2.31)),
        *((2.32, None), (2.48, None), (2.8, 4.47), (4.48, 6.47), (6.5, None), (7.1, 8.47)),
    ]


def test_rolling_captions_without_times_of_words_show_themselves_by_repeating(cues):
    rolled = [
        "so we",
        "so we\nmade tea",
        "made tea\nand then",
        "and then\nmilk",
        "milk\nwent in",
        "went in\nfirst",
    ]
    assert cues("srt", *rolled) == [("", "so we made tea and then milk went in first")]


def test_a_line_that_is_said_twice_is_said_twice(cues):
    assert cues("srt", "yes", "yes", "no") == [("", "yes yes no")]


def test_what_a_header_says_is_kept_and_notes_styles_and_regions_are_no_words(docfile: Write):
    """
    WEBVTT - A talk
    Kind: captions
    Language: en
    X-Site: Kitchen
    Style:
    ::cue(c) { color: red; }

    NOTE Anna Lind: this is a note

    STYLE
    ::cue { color: red; }

    REGION
    id:fred

    NOTE
    another note, right above a caption
    00:01.000 --> 00:02.000
    Anna Lind: Hello. NOTE that.
    NOTE this
    """
    reading = read(docfile("x.vtt"))
    assert reading.attributes == {"title": "A talk", "language": "en", "x-site": "Kitchen"}
    assert spoken(reading) == [("Anna Lind", "Hello. NOTE that. NOTE this")]


def test_subrip_has_commas_in_its_times(docfile: Write):
    """
    1
    00:00:04,210 --> 00:00:07,452
    Interviewer: How do you
    take it?

    2
    01:00:08,000 --> 01:00:09,500
    P01: With <i>milk</i>.
    """
    reading = read(docfile("x.srt"))
    assert reading.utterances == (
        Utterance(speaker="Interviewer", pieces=(Piece(words="How do you\ntake it?", at=4.21, until=7.452),)),
        Utterance(speaker="P01", pieces=(Piece(words="With milk.", at=3608.0, until=3609.5),)),
    )
    assert reading.roles == {"Interviewer": "interviewer", "P01": "participant"}
    assert (reading.format, reading.encoding) == ("SubRip", "utf-8")


def test_subrip_needs_no_numbers(docfile: Write):
    """
    00:00:01,000 --> 00:00:02,000
    P01: With milk.

    00:00:03,000 --> 00:00:04,000
    P01: And 3 spoons.
    """
    assert spoken(read(docfile("x.srt"))) == [("P01", "With milk. And 3 spoons.")]


def test_subrip_needs_no_blank_lines_and_a_number_may_be_words(docfile: Write):
    """
    1
    00:00:01,000 --> 00:00:02,000
    P01: How many?
    2
    00:00:03,000 --> 00:00:04,000
    12
    3
    00:00:05,000 --> 00:00:06,000
    So many.
    """
    assert spoken(read(docfile("x.srt"))) == [("P01", "How many? 12 So many.")]


def test_a_number_may_have_odd_spaces_around_it(tmp_path: Path):
    text = "\x1c8\n00:00:01,000 --> 00:00:02,000\nHello.\n\n\x1c9\nAnd so.\n"
    (tmp_path / "x.srt").write_text(text, encoding="utf-8")
    assert spoken(read(tmp_path / "x.srt")) == [("", "Hello. And so.")]


def test_names_in_brackets_are_speakers_where_most_captions_have_one(cues):
    assert cues("srt", "[SPEAKER_00]: Hello: you", "[SPEAKER_01] Yes.", "[Laughter] mm", "no") == [
        ("SPEAKER_00", "Hello: you"),
        ("SPEAKER_01", "Yes. [Laughter] mm no"),
    ]
    assert cues("srt", "[Anna] comes in", "so", "we", "went") == [("", "[Anna] comes in so we went")]


def test_a_dash_says_that_somebody_else_speaks_where_nobody_is_named(cues):
    assert cues("srt", "- How so?\n- Why not.", "and on", "–Yes", "-5 is cold") == [
        *(("", "How so?"), ("", "Why not. and on"), ("", "Yes -5 is cold")),
    ]
    assert cues("vtt", "Anna Lind: So.", "- and - on") == [("Anna Lind", "So. - and - on")]


def test_a_name_with_a_hyphen_is_a_full_name(cues):
    assert cues("vtt", "Anna Lind: So.", "Jean-Luc Ash: No.") == [
        ("Anna Lind", "So."),
        ("Jean-Luc Ash", "No."),
    ]


def test_subviewer_has_both_times_in_a_line(docfile: Write):
    """
    0:00:01.000,0:00:02.500
    Anna: How do you[br]take it?

    1:00:03.000,1:00:04.000
    Anna: With milk.
    """
    reading = read(docfile("x.sbv"))
    assert reading.format == "SubViewer"
    assert spoken(reading) == [("Anna", "How do you take it? With milk.")]
    assert times(reading) == [(1.0, 2.5), (3603.0, 3604.0)]


@both
def test_a_cue_without_a_name_goes_on_with_the_speaker_before(cues, suffix: str):
    expected = [("Anna Lind", "Hello. How are you?"), ("Ben Ash", "Fine.")]
    assert expected == cues(suffix, "Anna Lind: Hello.", "How are you?", "Ben Ash: Fine.")


@both
def test_a_second_colon_loses_nothing(cues, suffix: str):
    assert cues(suffix, "Anna Lind: One thing: at 17:30: so") == [("Anna Lind", "One thing: at 17:30: so")]


@both
@pytest.mark.parametrize(
    "words", ["and then: nothing", "Remember: it rained", "Note: he left", "17:30: we left"]
)
def test_words_before_a_colon_are_no_name_unless_they_show_it(cues, suffix: str, words: str):
    assert cues(suffix, "Anna Lind: Hello.", words) == [("Anna Lind", f"Hello. {words}")]


@both
def test_a_single_name_shows_itself_by_coming_twice(cues, suffix: str):
    assert cues(suffix, "Anna: Hi.", "Åsa: Hej.", "Anna: So.", "Åsa: Ja.") == [
        ("Anna", "Hi."),
        ("Åsa", "Hej."),
        ("Anna", "So."),
        ("Åsa", "Ja."),
    ]


@both
@pytest.mark.parametrize("once", ["Ben", "Åsa", "Ben (he)", "Maria del Mar", "Ben-Ali", "BEN", "Mark"])
def test_who_speaks_but_once_is_a_speaker_where_captions_begin_with_names(
    cues, notes, suffix: str, once: str
):
    talk = ["Anna: How are you?", f"{once}: I mark that: fine.", "Anna: And you?", "Carla: Same."]
    assert cues(suffix, *talk) == [
        *(("Anna", "How are you?"), (once, "I mark that: fine.")),
        *(("Anna", "And you?"), ("Carla", "Same.")),
    ]
    assert notes(suffix, *talk) == ()


@both
@pytest.mark.parametrize(
    "words", ["Note: he left", "So: tea", "There were two things: tea, milk", "Music: so"]
)
def test_words_that_are_nobody_s_name_are_words_among_names_too(cues, notes, suffix: str, words: str):
    talk = ["Anna: How?", "Ben: Fine.", "Anna: And?", words]
    assert cues(suffix, *talk) == [("Anna", "How?"), ("Ben", "Fine."), ("Anna", f"And? {words}")]
    assert notes(suffix, *talk) == ()


def test_a_word_that_is_said_elsewhere_is_no_name_and_the_doubt_is_told(cues, notes):
    talk = ["Anna: How?", "Ben: Fine.", "Question: who said it?", "Anna: So", "that was the question"]
    said = [("Anna", "How?"), ("Ben", "Fine. Question: who said it?"), ("Anna", "So that was the question")]
    assert cues("srt", *talk) == said
    assert notes("srt", *talk) == ("read as words, not as speakers: 'Question' (line 11)",)


@both
def test_a_label_that_may_be_a_name_and_is_read_as_words_is_told(cues, notes, suffix: str):
    talk = ["Anna: How?", "Ben: Fine.", "Anna: And", "then", "so", "we", "went"]
    assert cues(suffix, *talk) == [("Anna", "How? Ben: Fine. And then so we went")]
    line = 7 + 2 * (suffix == "vtt")
    assert notes(suffix, *talk) == (f"read as words, not as speakers: 'Ben' (line {line})",)


@both
def test_names_within_a_caption_are_speakers_too(cues, suffix: str):
    assert cues(suffix, "Anna: How?\nBen: Fine.", "Anna: And\nso: on", "Ben: Yes.") == [
        *(("Anna", "How?"), ("Ben", "Fine."), ("Anna", "And so: on"), ("Ben", "Yes.")),
    ]


@both
def test_captions_of_nobody_are_one_turn_of_nobody(cues, notes, suffix: str):
    assert cues(suffix, "hello", "there") == [("", "hello there")]
    nobody = ("no speaker is named; all captions are one turn of somebody unnamed",)
    assert notes(suffix, "hello", "there") == nobody
    assert notes(suffix, ">> hello", ">> there") == (
        "no speaker is named; all 2 turns are of somebody unnamed",
    )


def test_captions_before_the_first_name_are_counted(notes):
    assert notes("vtt", "hello", "there", "Anna Lind: So.", "and so") == ("2 captions name no speaker",)
    assert notes("vtt", "<v Anna>So.</v>", "and so") == ()


@both
@pytest.mark.parametrize("dash", ["- ", "-", "– ", "— "])
def test_lines_of_a_caption_that_begin_with_dashes_are_a_turn_each(cues, notes, suffix: str, dash: str):
    talk = ["Anna Lind: So.", f"{dash}How are you,\nBen?\n<i>{dash}...Fine.</i>", "Anna Lind: Well."]
    assert cues(suffix, *talk) == [
        *(("Anna Lind", "So."), ("", "How are you, Ben?"), ("", "...Fine."), ("Anna Lind", "Well.")),
    ]
    assert notes(suffix, *talk) == (
        "dashes that begin a line were read as turns of somebody else, not as words: 2",
        "2 captions name no speaker",
    )


def test_a_single_dash_among_names_is_kept_and_told(cues, notes):
    talk = ["Anna Lind: So.", "- Fine.", "Ben Ash: Well."]
    assert cues("srt", *talk) == [("Anna Lind", "So. - Fine."), ("Ben Ash", "Well.")]
    assert notes("srt", *talk) == (
        "captions that begin with a dash and name nobody go on with the speaker before: 1",
    )


def test_lines_with_dashes_may_have_names(cues):
    talk = ["- Anna: How?\n- Ben: Fine.", "- Ben: And?\n- Anna: Well."]
    assert cues("srt", *talk) == [
        *(("Anna", "How?"), ("Ben", "Fine. And?"), ("Anna", "Well.")),
    ]


@both
def test_marks_of_type_are_no_words(cues, suffix: str):
    assert cues(suffix, "Anna Lind: <b>so</b> <u>it</u> {\\an8}<i>was</i>") == [("Anna Lind", "so it was")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_byte_order_marks_do_not_matter(tmp_path: Path, encoding: str, end: str):
    lines = ["00:00:01.000 --> 00:00:02.000", "P01: Så", "där", ""]
    (tmp_path / "x.vtt").write_bytes(end.join(["WEBVTT", "", *lines]).encode(encoding))
    (tmp_path / "x.srt").write_bytes(end.join(["1", lines[0].replace(".", ","), *lines[1:]]).encode(encoding))
    assert spoken(read(tmp_path / "x.vtt")) == spoken(read(tmp_path / "x.srt")) == [("P01", "Så där")]


@both
def test_character_references_are_read_and_other_ampersands_left(cues, suffix: str):
    assert cues(suffix, "R&amp;D, 3 &lt; 4, AT&T&copy") == [("", "R&D, 3 < 4, AT&T&copy")]


def test_two_voices_in_one_cue_are_two_speakers(cues):
    assert cues("vtt", "<v Anna>How so?</v>\n<v Ben>Why not.</v>") == [
        ("Anna", "How so?"),
        ("Ben", "Why not."),
    ]


def test_words_in_braces_are_kept(cues):
    assert cues("srt", "Anna Lind: He {laughs} said so.") == [("Anna Lind", "He {laughs} said so.")]


def test_captions_out_of_order_are_put_in_order_each_with_its_speaker(docfile: Write):
    """
    1
    00:00:01,000 --> 00:00:02,000
    Anna Lind: One.

    2
    00:00:05,000 --> 00:00:06,000
    Ben Ash: Four.

    3
    00:00:03,000 --> 00:00:04,500
    Anna Lind: Two.

    4
    00:00:04,000 --> 00:00:04,600
    Three.

    5
    00:00:07,000 --> 00:00:06,000
    Ben Ash: Five.

    6
    00:00:08,000 --> 00:00:09,000
    Six.
    """
    reading = read(docfile("x.srt"))
    assert spoken(reading) == [("Anna Lind", "One. Two. Three."), ("Ben Ash", "Four. Five. Six.")]
    assert times(reading)[-2:] == [(7.0, None), (8.0, 9.0)]
    assert reading.notes == ("Captions out of order were put in the order of their times (2).",)


def test_two_recordings_one_after_the_other_are_not_mixed(tmp_path: Path):
    talk = "".join(f"0{n}:00.000 --> 0{n}:01.000\nAnna Lind: {n}.\n\n" for n in (1, 2, 3, 1, 2, 3))
    (tmp_path / "x.vtt").write_text(f"WEBVTT\n\n{talk}", encoding="utf-8")
    reading = read(tmp_path / "x.vtt")
    assert spoken(reading) == [("Anna Lind", "1. 2. 3. 1. 2. 3.")]
    assert reading.notes == ("The times go back: the captions are left in the order of the file.",)


def test_a_blank_line_in_a_caption_loses_nothing(docfile: Write):
    """
    1
    00:00:01,000 --> 00:00:02,000
    Anna Lind: So we

    made tea.

    2
    With milk.

    3
    00:00:03,000 --> 00:00:04,000

    4
    00:00:05,000 --> 00:00:06,000
    Ben Ash: No.
    """
    reading = read(docfile("x.srt"))
    assert spoken(reading) == [("Anna Lind", "So we made tea. With milk."), ("Ben Ash", "No.")]
    assert reading.notes == (
        "Words without times of their own were kept with the caption before (line 5, 8).",
        "Captions without words were left out (1).",
    )


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("x.vtt", "00:03.000 --> 00:0x.000"),
        ("x.srt", "00:00:03,000 -> 00:00:04,000 -->"),
        ("x.sbv", "0:00:03.000,0:00:x"),
    ],
)
def test_a_cue_whose_time_is_damaged_is_told_with_its_line(tmp_path: Path, name: str, line: str):
    good = "0:00:01.000,0:00:02.000" if name.endswith("sbv") else "00:00:01.000 --> 00:00:02.000"
    (tmp_path / name).write_text(f"WEBVTT\n\n{good}\nHello.\n\n{line}\nHow are you?\n", encoding="utf-8")
    found = fault(tmp_path / name)
    assert found.line == 6
    assert found.expected.startswith("expected times such as 0")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.vtt", "WEBVTT\n"),
        ("x.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n"),
        ("x.vtt", "WEBVTT\n\nsome text\n"),
        ("x.srt", "1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n"),
        ("x.srt", "some text\n"),
        ("x.sbv", "some text\n"),
    ],
)
def test_captions_without_words_and_words_without_captions_are_refused(tmp_path: Path, name: str, text: str):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert "found no captions" in fault(tmp_path / name).expected


def test_what_is_no_webvtt_is_refused(docfile: Write):
    """
    Anna Lind: Hello.
    """
    path = docfile("x.vtt")
    assert str(fault(path)).startswith(f"{path}:1: expected WebVTT")


def test_sample_captions_are_those_that_other_libraries_find():
    """Our own reader tells lines and loses nothing; on sound files, webvtt-py and pysubs2 find the same."""
    (vtt,) = SAMPLES.glob("*.vtt")
    theirs = [(caption.start_in_seconds, caption.text.split()[-1]) for caption in webvtt.read(str(vtt))]
    pieces = [piece for utterance in read(vtt).utterances for piece in utterance.pieces]
    assert [(int(piece.at or 0), piece.words.split()[-1]) for piece in pieces] == theirs
    (srt,) = SAMPLES.glob("*.srt")
    events = [(event.start / 1000, event.end / 1000) for event in pysubs2.load(str(srt))]
    assert times(read(srt)) == events
