"""Captions with times: WebVTT, SubRip, and Whisper's JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ilccode.errors import Fault, InvalidTranscript
from ilccode.model import Piece, Utterance
from ilccode.protocols import Reading
from ilccode.readers.subtitles import read_srt, read_vtt

Write = Callable[[str], Path]


def spoken(reading: Reading) -> list[tuple[str, str]]:
    """Each turn's speaker and words, white space folded."""
    said = ((u.speaker, " ".join(piece.words for piece in u.pieces)) for u in reading.utterances)
    return [(speaker, " ".join(words.split())) for speaker, words in said]


@pytest.fixture
def cues(tmp_path: Path) -> Callable[..., list[tuple[str, str]]]:
    """What is spoken in a file of these cues, a second each."""

    def read(suffix: str, *cues: str) -> list[tuple[str, str]]:
        comma = "," if suffix == "srt" else "."
        timed = [f"{n}\n00:00:0{n}{comma}000 --> 00:00:0{n}{comma}900\n{cue}\n" for n, cue in enumerate(cues)]
        path = tmp_path / f"x.{suffix}"
        path.write_text("\n".join([*(["WEBVTT\n"] if suffix == "vtt" else []), *timed]), encoding="utf-8")
        return spoken((read_srt if suffix == "srt" else read_vtt)(path))

    return read


both = pytest.mark.parametrize("suffix", ["srt", "vtt"])


def fault(read: Callable[[Path], Reading], path: Path) -> Fault:
    with pytest.raises(InvalidTranscript) as caught:
        read(path)
    (only,) = caught.value.faults
    return only


def words_or_refusal(path: Path) -> str:
    try:
        return " ".join(words for _, words in spoken(read_vtt(path)))
    except InvalidTranscript as error:
        return str(error)


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
    assert read_vtt(docfile("x.vtt")).utterances == (
        Utterance(speaker="Anna Lind", pieces=(Piece(words="How do you\ntake it?", at=4.21, until=7.452),)),
        Utterance(
            speaker="Ben Ash",
            pieces=(
                Piece(words="With milk.", at=8.0, until=9.5),
                Piece(words="And tea.", at=3610.0, until=3611.25),
            ),
        ),
    )


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
    assert spoken(read_vtt(docfile("x.vtt"))) == [
        ("Anna Lind", "How do you take it: black?"),
        ("Ben Ash", "With milk."),
    ]


def test_notes_and_styles_are_no_words(docfile: Write):
    """
    WEBVTT - A talk

    NOTE Anna Lind: this is a note

    STYLE
    ::cue { color: red; }

    00:01.000 --> 00:02.000
    Anna Lind: Hello.
    """
    assert spoken(read_vtt(docfile("x.vtt"))) == [("Anna Lind", "Hello.")]


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
    reading = read_srt(docfile("x.srt"))
    assert reading.utterances == (
        Utterance(speaker="Interviewer", pieces=(Piece(words="How do you\ntake it?", at=4.21, until=7.452),)),
        Utterance(speaker="P01", pieces=(Piece(words="With milk.", at=3608.0, until=3609.5),)),
    )
    assert reading.roles == {"Interviewer": "interviewer", "P01": "participant"}


def test_subrip_needs_no_numbers(docfile: Write):
    """
    00:00:01,000 --> 00:00:02,000
    P01: With milk.

    00:00:03,000 --> 00:00:04,000
    P01: And 3 spoons.
    """
    assert spoken(read_srt(docfile("x.srt"))) == [("P01", "With milk. And 3 spoons.")]


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
def test_captions_of_nobody_are_one_turn_of_nobody(cues, suffix: str):
    assert cues(suffix, "hello", "there") == [("", "hello there")]


@both
def test_marks_of_type_are_no_words(cues, suffix: str):
    assert cues(suffix, "Anna Lind: <b>so</b> <u>it</u> <i>was</i>") == [("Anna Lind", "so it was")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_byte_order_marks_do_not_matter(tmp_path: Path, encoding: str, end: str):
    lines = ["00:00:01.000 --> 00:00:02.000", "P01: Så", "där", ""]
    (tmp_path / "x.vtt").write_bytes(end.join(["WEBVTT", "", *lines]).encode(encoding))
    (tmp_path / "x.srt").write_bytes(end.join(["1", lines[0].replace(".", ","), *lines[1:]]).encode(encoding))
    assert spoken(read_vtt(tmp_path / "x.vtt")) == spoken(read_srt(tmp_path / "x.srt")) == [("P01", "Så där")]


def test_character_references_are_read(cues):
    assert cues("vtt", "<v Anna Lind>R&amp;D, 3 &lt; 4</v>") == [("Anna Lind", "R&D, 3 < 4")]


def test_two_voices_in_one_cue_are_two_speakers(cues):
    assert cues("vtt", "<v Anna>How so?</v>\n<v Ben>Why not.</v>") == [
        ("Anna", "How so?"),
        ("Ben", "Why not."),
    ]


def test_words_in_braces_are_kept(cues):
    assert cues("srt", "Anna Lind: He {laughs} said so.") == [("Anna Lind", "He {laughs} said so.")]


def test_a_cue_whose_time_is_damaged_is_not_lost_in_silence(docfile: Write):
    """
    WEBVTT

    00:01.000 --> 00:02.000
    Anna Lind: Hello.

    00:03.000 --> 00:0x.000
    Anna Lind: How are you?
    """
    path = docfile("x.vtt")
    told = words_or_refusal(path)
    assert told == "Hello. How are you?" or told.startswith(f"{path}:")


def test_captions_without_words_are_refused(docfile: Write):
    """
    WEBVTT

    00:01.000 --> 00:02.000

    """
    assert "found none" in fault(read_vtt, docfile("x.vtt")).expected
    assert "found none" in fault(read_srt, docfile("x.srt")).expected


def test_what_is_no_webvtt_is_refused(docfile: Write):
    """
    Anna Lind: Hello.
    """
    path = docfile("x.vtt")
    assert str(fault(read_vtt, path)).startswith(f"{path}:1: expected WebVTT")
