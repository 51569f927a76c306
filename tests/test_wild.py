"""Files from elsewhere, as they were found: facts that were read off the files themselves.

Each file is in one of two tables: what is read from it, or why it is refused.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from conftest import ROOT, SHARED
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
    reading: Reading = plugins.get("readers", path.suffix.lower()[1:])(sources.read(path))
    return reading


def talk(ending: str) -> Transcript:
    return Transcript.of(read(ending).utterances, source="f00d")


def words(ending: str) -> list[str]:
    transcript = talk(ending)
    return [transcript.words(turn) for turn in transcript.turns]


def refusal(ending: str) -> str:
    with pytest.raises(InvalidTranscript) as caught:
        read(ending)
    return str(caught.value)


ZOOM, YOUTUBE = "WebVTT (Zoom)", "WebVTT (YouTube)"
TEA = {"Researcher 2": 1, "Teacher 4": 2, "Multiple Students": 1}
READ: dict[str, tuple[str, dict[str, int]]] = {
    "PLC_Fishbowl__transcript.vtt": (ZOOM, {"Caleob King": 1}),
    "MaureenMarvinRobin.eaf": ("ELAN", {"Maureen": 2, "Marvin": 1, "Robin": 1}),
    "chat__support__test.cha": ("CHAT", {"PAR0": 1}),
    "__small_transcript.vtt": (ZOOM, {"Ashlee Kupor (SL)": 1, "Dora Demszky": 1}),
    "bom-utf-16-le.srt": ("SubRip", {"": 1}),
    "bom-utf-8.srt": ("SubRip", {"": 1}),
    "no-indexes.srt": ("SubRip", {"": 1}),
    "QualCoder__Examples__ID1.docx": ("Word, blocks", {"": 3}),
    "QualCoder__Examples__transcript.txt": ("plain text, [NAME] words", {"id1": 3, "id2": 2, "id3": 2}),
    "subtitles__comments.vtt": ("WebVTT", {"": 5}),
    "subtitles__invalid_timeframe_in_cue_text.vtt": ("WebVTT", {"": 1}),
    "subtitles__metadata_headers.vtt": ("WebVTT", {"": 1}),
    "subtitles__metadata_headers_multiline.vtt": ("WebVTT", {"": 1}),
    "subtitles__missing_caption_text.sbv": ("SubViewer", {"": 1}),
    "subtitles__missing_caption_text.srt": ("SubRip", {"": 1}),
    "subtitles__missing_timeframe.sbv": ("SubViewer", {"": 1}),
    "subtitles__missing_timeframe.srt": ("SubRip", {"": 1}),
    "subtitles__one_caption.srt": ("SubRip", {"": 1}),
    "subtitles__sample.vtt": ("WebVTT", {"": 1}),
    "subtitles__styles.vtt": ("WebVTT", {"": 1}),
    "subtitles__youtube_dl.vtt": (YOUTUBE, {"": 1}),
    "transcript_w_timestamps.txt": ("SubRip", {"": 1}),
    "03-speaker-identification.json": ("Amazon Transcribe", {"spk_0": 4, "spk_1": 2, "spk_2": 1}),
    "side-project-balancing-act.md": (
        "Markdown, NAME [time] words",
        {"Emma": 38, "Lindsey": 27, "Kelly": 23, "Ali": 20},
    ),
    "empty.mp3.words.json": ("Whisper", {"": 1}),
    "laugh1.mp3.words.json": ("Whisper", {"": 1}),
    "smartphone.mp3.words.json": ("Whisper", {"": 1}),
    "introducing_the_show.txt": ("plain text, timed lines", {"": 1}),
    "introducing_the_show.vtt": ("WebVTT", {"": 1}),
    "gluck.csv": ("CSV", {"": 1, "DB": 166, "LG": 165, "KRISTIN": 6}),
    "otter_txt_excerpt.txt": ("plain text, Otter", {"": 1, "Sidney": 1}),
    "sheffield_Ana.docx": ("Word, NAME: words", {"Researcher 1": 123, "Ana": 123}),
    "teams_docx_as_text_excerpt.txt": ("plain text, Teams", {"Person A": 1, "Person B": 1, "Person C": 1}),
    "mary.TextGrid": ("Praat TextGrid", {"": 1}),
    "Yasmine_Interview_Transcript.docx": ("Word, NAME: words", {"Hassan": 8, "Abd Rabou": 7}),
    "trans1.docx": ("Word, NAME: words", TEA),
    "trans4.xlsx": ("Excel", TEA),
    "trans7.rtf": ("RTF, NAME: words", TEA),
    "trans8.odt": ("OpenDocument, NAME: words", TEA),
    "whisper_segment_shape.json": ("Whisper", {"": 1}),
}
REFUSED = {
    "empty_transcript.vtt": "expected WebVTT captions with times and words, found no captions",
    "subtitles__invalid_format.sbv": "expected SubViewer captions with times and words, found no captions",
    "subtitles__invalid_format4.srt": "expected SubRip captions with times and words, found no captions",
    "subtitles__invalid_timeframe.vtt": ":6: expected times such as 00:00:01.000 --> 00:00:02.000",
    "manifest.csv": "found the columns 'file', 'repo', 'commit', 'path', 'encoding', 'properties'",
}
UNSERVED = ("example-1.rock",)


def test_every_file_is_in_one_of_the_tables():
    known = (*READ, *REFUSED, *UNSERVED)
    assert [name for name in FOUND if sum(name.endswith(ending) for ending in known) != 1] == []


@pytest.mark.parametrize("ending", READ)
def test_who_speaks_how_often(ending: str):
    style, turns = READ[ending]
    assert Counter(turn.speaker for turn in talk(ending).turns) == turns
    assert read(ending).format == style


@pytest.mark.parametrize("ending", REFUSED)
def test_what_is_no_transcript_is_refused_in_one_line(ending: str):
    told = refusal(ending)
    assert REFUSED[ending] in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("ending", UNSERVED)
def test_what_no_reader_serves_is_told_by_the_benchmark(ending: str):
    path = file(ending)
    command = [sys.executable, "-m", "benchmarks.wild", str(path.parent), "--json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    outcomes = {one["file"]: one for one in map(json.loads, run.stdout.splitlines())}
    assert sorted(outcomes) == FOUND
    assert Counter(one["outcome"] for one in outcomes.values()) == {
        "read": len(READ),
        "refused": len(REFUSED) + len(UNSERVED),
    }
    assert outcomes[path.name]["error"].endswith("no reader serves '.rock'")


def test_a_word_interview_has_all_turns_and_an_interviewer():
    assert read("sheffield_Ana.docx").roles == {"Researcher 1": "interviewer", "Ana": "participant"}
    assert words("sheffield_Ana.docx")[0].startswith("Perfect. So thank you Ana for agreeing,")
    assert words("sheffield_Ana.docx")[-1] == "Okay. Well."


def test_a_word_interview_begins_after_its_header():
    reading = read("Yasmine_Interview_Transcript.docx")
    assert reading.attributes["interviewer"] == "Yasmine Hassan"
    assert reading.attributes["date completed"] == "20/10/2014"
    assert reading.roles == {"Hassan": "interviewer", "Abd Rabou": "participant"}
    assert words("Yasmine_Interview_Transcript.docx")[0].startswith("Could you please tell me your name,")


@pytest.mark.parametrize("ending", ["trans1.docx", "trans4.xlsx", "trans7.rtf", "trans8.odt"])
def test_one_lesson_is_the_same_in_four_formats(ending: str):
    said = words(ending)
    assert said[:2] == [
        "October 7, 1892.",
        "Students it’s time to learn. [Student discussion; unintelligible]",
    ]
    assert said[2].startswith("Yes teacher we‘re ready to learn.")
    assert said[3].startswith("Let's read this terrific book together.")
    assert said[3].rstrip("” }").endswith("What do you say?")
    assert read(ending).roles["Researcher 2"] == "interviewer"


def test_names_in_brackets_are_speakers():
    expected = "yes, I agree, it will be good for my career at the museum."
    assert words("QualCoder__Examples__transcript.txt")[5] == expected


def test_264_captions_of_one_speaker_are_one_turn():
    reading = read("PLC_Fishbowl__transcript.vtt")
    (turn,) = talk("PLC_Fishbowl__transcript.vtt").turns
    assert [len(utterance.pieces) for utterance in reading.utterances] == [264]
    assert (turn.at(turn.start), turn.until(turn.end)) == (4.16, 1874.72)
    assert words("PLC_Fishbowl__transcript.vtt")[0].endswith("Sydney? It's good to see ya. Yep, bye.")


def test_a_cue_without_a_name_belongs_to_the_one_before():
    expected = "by, too. We? And then No, it's gonna. I think it's transcribing. Yeah, I think it is."
    assert words("small_transcript.vtt")[0] == "Let's do that"
    assert words("small_transcript.vtt")[-1].startswith(expected)


CAPTIONS = [f"Caption text #{n}" for n in range(1, 17)]


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        (
            "subtitles__comments.vtt",
            [
                *("Ta en kopp varmt te.", "Det är inte varmt."),
                *("Har en kopp te.", "Det smakar som te.", "Ta en kopp"),
            ],
        ),
        ("subtitles__styles.vtt", ["Hello world."]),
        ("subtitles__metadata_headers.vtt", [" ".join(CAPTIONS[:2])]),
        ("subtitles__metadata_headers_multiline.vtt", [" ".join(CAPTIONS[:2])]),
        ("subtitles__sample.vtt", [" ".join(CAPTIONS)]),
        ("subtitles__invalid_timeframe_in_cue_text.vtt", [" ".join(CAPTIONS[:3])]),
        ("subtitles__missing_caption_text.srt", [" ".join(CAPTIONS[n] for n in (0, 2, 3, 4))]),
        ("subtitles__missing_caption_text.sbv", [" ".join(CAPTIONS[n] for n in (0, 2, 3, 4))]),
        ("subtitles__missing_timeframe.srt", [" ".join(CAPTIONS[:5])]),
        ("subtitles__missing_timeframe.sbv", [" ".join(CAPTIONS[:5])]),
        ("subtitles__one_caption.srt", CAPTIONS[:1]),
        ("subtitles__youtube_dl.vtt", ["yeah what this will happen is I'm telling"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_captions_have_their_words_and_nothing_else(ending: str, expected: list[str]):
    assert expected == words(ending)


@pytest.mark.parametrize("ending", ["subtitles__missing_timeframe.srt", "subtitles__missing_timeframe.sbv"])
def test_a_caption_without_times_is_told(ending: str):
    note, nobody = read(ending).notes
    assert nobody == "no speaker is named; all captions are one turn of somebody unnamed"
    assert note.startswith("Words without times of their own were kept with the caption before (line ")


def test_youtube_s_words_have_their_own_times():
    pieces = read("subtitles__youtube_dl.vtt").utterances[0].pieces
    assert [(piece.words.strip(), piece.at) for piece in pieces] == [
        *(("yeah", 286.07), ("what", 286.47), ("this", 304.08), ("will", 304.199)),
        *(("happen", 304.379), ("is", 304.62), ("I'm", 304.86), ("telling", 305.069)),
    ]


@pytest.mark.parametrize("ending", ["bom-utf-16-le.srt", "bom-utf-8.srt", "no-indexes.srt"])
def test_subrip_is_read_under_any_byte_order_mark_and_without_numbers(ending: str):
    (said,) = words(ending)
    assert said.startswith("About 2 months ago I found myself on the comment section of YouTube And I was")
    assert len(read(ending).utterances[0].pieces) == 7


@pytest.mark.parametrize(("ending", "pieces"), [("transcript_w_timestamps.txt", 33), ("show.vtt", 52)])
def test_each_caption_is_a_piece(ending: str, pieces: int):
    assert len(read(ending).utterances[0].pieces) == pieces


def test_a_podcast_in_text_and_captions_is_one_talk():
    assert words("introducing_the_show.txt") == words("introducing_the_show.vtt")


def test_whisper_s_segments_are_pieces_with_times():
    (utterance,) = read("smartphone.mp3.words.json").utterances
    assert len(utterance.pieces) == 38
    assert (
        utterance.pieces[0].words
        == " C'est évident ce que dit Nicolas, mais je ne me l'étais jamais formulé comme ça."
    )
    assert (utterance.pieces[-1].at, utterance.pieces[-1].until) == (168.98, 177.38)
    assert read("smartphone.mp3.words.json").attributes == {"language": "fr"}


@pytest.mark.parametrize("ending", ["empty.mp3.words.json", "laugh1.mp3.words.json"])
def test_words_that_a_recogniser_made_of_noise_are_doubted(ending: str):
    note, _ = read(ending).notes
    assert note.startswith("The recogniser is unsure of 1 of 1 segments")


def test_amazon_s_words_are_all_there_in_order():
    document = json.loads(file("03-speaker-identification.json").read_bytes())
    (whole,) = document["results"]["transcripts"]
    assert " ".join(words("03-speaker-identification.json")).split() == whole["transcript"].split()
    assert talk("03-speaker-identification.json").turns[0].times[0] == (7, 0.49)


def test_a_table_of_talk_has_its_times_and_its_paragraphs():
    transcript = talk("gluck.csv")
    assert sum(len(turn.times) for turn in transcript.turns) == 31
    assert next(turn.times for turn in transcript.turns if turn.times) == ((120, 0.0),)
    assert "—the idea of trying to serve" in transcript.text
    assert "&#8212;" not in transcript.text
    assert "<em>" not in transcript.text


def test_a_linguist_s_lines_are_joined_with_their_times():
    (utterance,) = read("chat__support__test.cha").utterances
    assert len(utterance.pieces) == 13
    assert (utterance.pieces[0].at, utterance.pieces[-1].until) == (0.125, 25.835)
    assert "um i like i like i like beans. beans are fun." in words("chat__support__test.cha")[0]
    assert read("chat__support__test.cha").roles == {"PAR0": "participant"}


def test_annotations_of_three_are_in_the_order_of_time():
    turns = talk("MaureenMarvinRobin.eaf").turns
    assert [(turn.speaker, *(seconds for _, seconds in turn.times)) for turn in turns] == [
        *(("Maureen", 1.006, 1.896), ("Marvin", 2.401, 3.422)),
        *(("Maureen", 3.738, 4.926), ("Robin", 5.294, 5.781)),
    ]


def test_words_on_a_tier_are_what_was_said_and_sounds_are_not():
    assert words("mary.TextGrid") == ["mary rolled the barrel"]
    assert read("mary.TextGrid").notes == (
        "Tiers left out, as sounds, single words or notes: 'phone', 'pitch'.",
        "no speaker is named; all intervals are one turn of somebody unnamed",
    )
