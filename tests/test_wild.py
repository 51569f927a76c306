"""Files from elsewhere, as they were found: facts that were read off the files themselves."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conftest import SHARED
from ilccode import plugins, sources
from ilccode.errors import InvalidTranscript
from ilccode.model import Transcript
from ilccode.protocols import Reading

WILD = SHARED / "wild"

FOUND = sorted(path.name for path in WILD.glob("*")) if WILD.is_dir() else []


def file(ending: str) -> Path:
    """The file whose name ends so."""
    names = [name for name in FOUND if name.endswith(ending)]
    if not names:
        pytest.skip(f"no {ending} here: the collection of foreign files is not part of the project")
    return WILD / names[0]


def read(ending: str) -> Reading:
    path = file(ending)
    return plugins.get("readers", path.suffix[1:])(sources.read(path))


def talk(ending: str) -> Transcript:
    return Transcript.of(read(ending).utterances, source="f00d")


def words(ending: str) -> list[str]:
    transcript = talk(ending)
    return [transcript.words(turn) for turn in transcript.turns]


def refusal(ending: str) -> str:
    with pytest.raises(InvalidTranscript) as caught:
        read(ending)
    return str(caught.value)


def test_every_file_is_read_or_refused_in_one_line():
    if not FOUND:
        pytest.skip("the collection of foreign files is not part of the project")
    served = plugins.installed("readers")
    for path in (WILD / name for name in FOUND if Path(name).suffix[1:] in served):
        try:
            reading = plugins.get("readers", path.suffix[1:])(sources.read(path))
        except InvalidTranscript as error:
            told = str(error)
        else:
            told = Transcript.of(reading.utterances, source="f00d").text
            assert told != ""
            continue
        assert len(told.splitlines()) == 1


def test_a_word_interview_has_all_turns_and_an_interviewer():
    transcript = talk("sheffield_Ana.docx")
    assert Counter(turn.speaker for turn in transcript.turns) == {"Researcher 1": 123, "Ana": 123}
    assert read("sheffield_Ana.docx").roles == {"Researcher 1": "interviewer", "Ana": "participant"}
    assert words("sheffield_Ana.docx")[0].startswith("Perfect. So thank you Ana for agreeing,")
    assert words("sheffield_Ana.docx")[-1] == "Okay. Well."


def test_a_word_interview_begins_after_its_header():
    transcript, reading = talk("Yasmine_Interview_Transcript.docx"), read("Yasmine_Interview_Transcript.docx")
    assert transcript.speakers == ("Hassan", "Abd Rabou")
    assert reading.attributes["interviewer"] == "Yasmine Hassan"
    assert reading.attributes["date completed"] == "20/10/2014"
    assert reading.roles == {"Hassan": "interviewer", "Abd Rabou": "participant"}
    assert words("Yasmine_Interview_Transcript.docx")[0].startswith("Could you please tell me your name,")


def test_a_lesson_in_word_has_bold_labels_that_come_once():
    assert talk("trans1.docx").speakers == ("Researcher 2", "Teacher 4", "Multiple Students")
    assert words("trans1.docx")[0] == "October 7, 1892."
    assert "[Cross Talk 3:00]" in words("trans1.docx")[2]


def test_a_word_file_without_labels_is_refused():
    assert "no line names a speaker" in refusal("QualCoder__Examples__ID1.docx")


def test_names_in_brackets_are_speakers():
    transcript = talk("QualCoder__Examples__transcript.txt")
    assert Counter(turn.speaker for turn in transcript.turns) == {"id1": 3, "id2": 2, "id3": 2}
    assert (
        words("QualCoder__Examples__transcript.txt")[5]
        == "yes, I agree, it will be good for my career at the museum."
    )


@pytest.mark.parametrize(
    "ending",
    [
        "otter_txt_excerpt.txt",
        "teams_docx_as_text_excerpt.txt",
        "transcript_w_timestamps.txt",
        "introducing_the_show.txt",
    ],
)
def test_text_without_labels_is_refused_and_not_guessed(ending: str):
    assert "no line names a speaker" in refusal(ending)


def test_264_captions_of_one_speaker_are_one_turn():
    reading = read("PLC_Fishbowl__transcript.vtt")
    (turn,) = talk("PLC_Fishbowl__transcript.vtt").turns
    assert turn.speaker == "Caleob King"
    assert [len(utterance.pieces) for utterance in reading.utterances] == [264]
    assert (turn.at(turn.start), turn.until(turn.end)) == (4.16, 1874.72)
    assert words("PLC_Fishbowl__transcript.vtt")[0].endswith("Sydney? It's good to see ya. Yep, bye.")


def test_captions_without_a_cue_are_refused():
    assert refusal("empty_transcript.vtt").endswith(
        "empty_transcript.vtt: expected captions with words, found none"
    )


def test_a_name_with_something_in_brackets_is_a_name():
    assert talk("small_transcript.vtt").speakers == ("Ashlee Kupor (SL)", "Dora Demszky")
    assert words("small_transcript.vtt")[0] == "Let's do that"


def test_a_cue_without_a_name_belongs_to_the_one_before():
    expected = "by, too. We? And then No, it's gonna. I think it's transcribing. Yeah, I think it is."
    assert words("small_transcript.vtt")[-1].startswith(expected)


TEA = [
    "- Ta en kopp varmt te. - Det är inte varmt.",
    "- Har en kopp te. - Det smakar som te.",
    "- Ta en kopp",
]


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("subtitles__comments.vtt", [" ".join(TEA)]),
        ("subtitles__styles.vtt", ["- Hello world."]),
        ("subtitles__metadata_headers.vtt", ["Caption text #1 Caption text #2"]),
        ("subtitles__metadata_headers_multiline.vtt", ["Caption text #1 Caption text #2"]),
        ("subtitles__sample.vtt", [" ".join(f"Caption text #{n}" for n in range(1, 17))]),
        ("subtitles__missing_caption_text.srt", [" ".join(f"Caption text #{n}" for n in (1, 3, 4, 5))]),
        ("subtitles__one_caption.srt", ["Caption text #1"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_captions_have_their_words_and_nothing_else(ending: str, expected: list[str]):
    assert expected == words(ending)


def test_a_caption_with_a_broken_time_is_told_or_kept():
    try:
        told = words("invalid_timeframe.vtt")
    except InvalidTranscript as error:
        told = ["Caption text #2", *error.args]
    assert "Caption text #2" in told[0]


@pytest.mark.parametrize("ending", ["bom-utf-16-le.srt", "bom-utf-8.srt", "no-indexes.srt"])
def test_subrip_is_read_under_any_byte_order_mark_and_without_numbers(ending: str):
    (said,) = words(ending)
    assert said.startswith("About 2 months ago I found myself on the comment section of YouTube And I was")
    assert len(read(ending).utterances[0].pieces) == 7


def test_whisper_s_segments_are_pieces_with_times():
    (utterance,) = read("smartphone.mp3.words.json").utterances
    assert len(utterance.pieces) == 38
    assert (
        utterance.pieces[0].words
        == " C'est évident ce que dit Nicolas, mais je ne me l'étais jamais formulé comme ça."
    )
    assert (utterance.pieces[-1].at, utterance.pieces[-1].until) == (168.98, 177.38)


def test_json_of_another_maker_is_refused():
    assert "expected Whisper's JSON" in refusal("03-speaker-identification.json")
