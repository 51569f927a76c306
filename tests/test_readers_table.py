"""Tables: which column is what, what the others tell, and what is no transcript."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import SAMPLES
from ilccode import plugins, sources
from ilccode.errors import Fault, InvalidTranscript, NoTranscript
from ilccode.model import Transcript
from ilccode.protocols import Reading

Write = Callable[[str], Path]


def read(path: Path, **columns: str) -> Reading:
    reading: Reading = plugins.get("readers", path.suffix[1:])(sources.read(path, columns=columns))
    return reading


def turns(reading: Reading) -> list[tuple[str, str]]:
    transcript = Transcript.of(reading.utterances, source="f00d")
    return [(turn.speaker, transcript.words(turn)) for turn in transcript.turns]


def times(reading: Reading) -> list[tuple[float | None, float | None]]:
    return [(piece.at, piece.until) for utterance in reading.utterances for piece in utterance.pieces]


def fault(path: Path, **columns: str) -> Fault:
    with pytest.raises(InvalidTranscript) as caught:
        read(path, **columns)
    (only,) = caught.value.faults
    return only


def csv(tmp_path: Path, text: str, suffix: str = "csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / f"x.{suffix}"
    path.write_text(text, encoding=encoding)
    return path


def workbook(tmp_path: Path, *sheets: list[list[Any]], names: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(*names[number : number + 1])
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "x.xlsx")
    return tmp_path / "x.xlsx"


NOBODY = "no speaker is named; all rows are one turn of somebody unnamed"
TALK = [("Anna", "How do you take it?"), ("Ben", "With milk, so."), ("Anna", "And sugar?")]


@pytest.mark.parametrize(
    "text",
    [
        'speaker,text\nAnna,How do you take it?\nBen,"With milk, so."\nAnna,And sugar?\n',
        "speaker;text\nAnna;How do you take it?\nBen;With milk, so.\nAnna;And sugar?\n",
        "speaker\ttext\nAnna\tHow do you take it?\nBen\tWith milk, so.\nAnna\tAnd sugar?\n",
        "sep=|\nspeaker|text\nAnna|How do you take it?\nBen|With milk, so.\nAnna|And sugar?\n",
        'SPEAKER: ,Text\nAnna:,"How do you\ntake it?"\nBen :,"With milk, so."\n,\nAnna:,And sugar?\n',
        'Anna,How do you take it?\nBen,"With milk, so."\nAnna,And sugar?\n',
        'Anna:,How do you take it?\nBen:,"With milk, so."\nAnna:,And sugar?\n',
    ],
    ids=["comma", "semicolon", "tab", "sep", "line ends in cells", "no names", "no names but colons"],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_parts_the_cells_is_found(tmp_path: Path, text: str, encoding: str):
    assert turns(read(csv(tmp_path, text, encoding=encoding))) == TALK


@pytest.mark.parametrize(
    "header",
    [
        "Name,Utterance,Begin,Stop",
        "Participant ID,content,TIMESTAMP,to",
        "locuteur,Énoncé,début,fin",
        "Sprecher/in,Wortlaut,Anfang,Ende",
        "hablante,transcripción,inicio,fin",
        "spreker,tekst,starttijd,eindtijd",
        "parlante,testo,inizio,fine",
        "falante,transcrição,início,até",
    ],
)
def test_columns_are_found_by_their_names_in_seven_languages(tmp_path: Path, header: str):
    reading = read(csv(tmp_path, f"{header}\nAnna,How do you take it?,0:01,0:02.5\n"))
    assert turns(reading) == [("Anna", "How do you take it?")]
    assert times(reading) == [(1.0, 2.5)]


def test_columns_are_found_as_the_user_says(tmp_path: Path):
    path = csv(tmp_path, "a,b,c\n1,What do you say?,Anna\n2,Nothing at all,Ben\n")
    said = [("Anna", "What do you say?"), ("Ben", "Nothing at all")]
    assert turns(read(path, text="B", speaker="c")) == said
    assert turns(read(path, text="2", speaker="3")) == said
    assert times(read(path, text="b", start="A")) == [(1.0, None), (2.0, None)]
    assert (
        fault(path, text="d").expected
        == "expected a column 'd' for the text; found the columns 'a', 'b', 'c'"
    )
    assert "with what is said; found the columns 'a', 'b', 'c'" in fault(path, speaker="c").expected


def test_the_user_s_word_goes_before_a_name(tmp_path: Path):
    path = csv(tmp_path, "speaker,text,translation\nAnna,Wie trinken Sie ihn?,How do you take it?\n")
    assert turns(read(path, text="translation")) == [("Anna", "How do you take it?")]
    assert turns(read(path)) == [("Anna", "Wie trinken Sie ihn?")]


def test_what_stands_above_the_table_is_kept(tmp_path: Path):
    path = csv(tmp_path, "Interview with A,,\nSite:,Kitchen,\n,,\nspeaker,text,start\nAnna,So it is.,3\n")
    reading = read(path)
    assert reading.attributes == {"title": "Interview with A", "site": "Kitchen"}
    assert turns(reading) == [("Anna", "So it is.")]


def test_further_columns_tell_of_the_whole_or_of_those_who_speak(tmp_path: Path):
    rows = ["A,Teacher,30,North,2,x", "B,Head,41,North,2,y", "A,Teacher,30,North,2,z", "B,Head,41,North,2,w"]
    talk = "".join(f"{row},so it is {n}\n" for n, row in enumerate(rows))
    reading = read(csv(tmp_path, f"speaker,job,age,Site,wave,tags,text\n{talk}"))
    assert reading.attributes == {"site": "North", "wave": "2"}
    assert reading.participants == {"A": {"job": "Teacher", "age": "30"}, "B": {"job": "Head", "age": "41"}}
    assert reading.notes == ("Columns left out: 'tags'.",)


def test_a_column_of_roles_says_who_asks(tmp_path: Path):
    talk = "Anna,interviewer,How do you?\nBen,participant,With milk\n"
    reading = read(csv(tmp_path, f"speaker,role,text\n{talk}"))
    assert reading.roles == {"Anna": "interviewer", "Ben": "participant"}
    reading = read(csv(tmp_path, "role,text\nInterviewer,How do you?\nParticipant,With milk\n"))
    assert reading.roles == {"Interviewer": "interviewer", "Participant": "participant"}


def test_a_row_without_a_speaker_goes_on_and_remarks_stay(tmp_path: Path):
    path = csv(tmp_path, "speaker,text\n,(a door)\nAnna,So it was.\n,And on.\n[They laugh],\nBen,\nBen,No.\n")
    reading = read(path)
    assert turns(reading) == [("", "(a door)"), ("Anna", "So it was. And on. [They laugh]"), ("Ben", "No.")]
    assert reading.notes == (
        "Rows without a speaker go on with the one before (2).",
        "Rows in which nothing is said were left out (1).",
        "1 row names no speaker",
    )


def test_html_in_cells_is_read_as_what_it_stands_for(tmp_path: Path):
    path = csv(tmp_path, "speaker,text\nAnna,tea&#8212;<em>so</em> R&amp;D<br/>AT&T 3 < 4 <laughs>\n")
    assert turns(read(path)) == [("Anna", "tea—so R&D AT&T 3 < 4 <laughs>")]
    assert read(path).notes == ("HTML in cells was read as the characters that it stands for (1).",)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("00:12:33", (753.0, None)),
        ("[00:12:33.5]", (753.5, None)),
        ("12:33", (753.0, None)),
        ("1:6", (66.0, None)),
        ("75", (75.0, None)),
        ("75.25 s", (75.25, None)),
        ("00:00:12:24", (12.0, None)),
        ("0:15,5 - 1:15,5", (15.5, 75.5)),
        ("(0:15 --> 0:16)", (15.0, 16.0)),
        ("10:15 AM", (None, None)),
        ("2026-05-12 10:15", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_time_is_written_in_many_ways(
    tmp_path: Path, cell: str, expected: tuple[float | None, float | None]
):
    assert times(read(csv(tmp_path, f"start\ttext\n{cell}\tSo it is.\n", "tsv"))) == [expected]


def test_times_of_whisper_s_tables_are_milliseconds(tmp_path: Path):
    path = csv(tmp_path, "start\tend\ttext\n0\t2000\tSo it\n2000\t9000\tis and was\n9000\t60000\tso\n", "tsv")
    assert times(read(path)) == [(0.0, 2.0), (2.0, 9.0), (9.0, 60.0)]
    assert read(path).notes == ("The times were read as milliseconds.", NOBODY)


def test_a_workbook_s_first_sheet_with_talk_is_read(tmp_path: Path):
    at = datetime.time(0, 0, 5)
    later = datetime.timedelta(hours=25)
    talk = [["Wer", "Text", "Zeit"], ["I", "Wie trinken Sie ihn?", at], ["P1", 12, later], [None, None, None]]
    path = workbook(tmp_path, [], [["name", "size"], ["cup", 3]], talk)
    reading = read(path)
    assert (reading.format, reading.encoding) == ("Excel", "")
    assert turns(reading) == [("I", "Wie trinken Sie ihn?"), ("P1", "12")]
    assert times(reading) == [(5.0, None), (90_000.0, None)]
    assert turns(read(path, text="B", speaker="A")) == turns(reading)


def test_fractions_of_a_day_are_times(tmp_path: Path):
    talk = [["start", "text"], [0.0005, "So it is."], [0.001, "And was."]]
    assert times(read(workbook(tmp_path, talk))) == [(43.2, None), (86.4, None)]


def test_minutes_that_a_spreadsheet_took_for_hours_are_minutes(tmp_path: Path):
    clock = [datetime.time(0, 3), datetime.time(2, 40), datetime.time(12, 33)]
    reading = read(workbook(tmp_path, [["time", "text"], *([at, "So it is."] for at in clock)]))
    assert times(reading) == [(3.0, None), (160.0, None), (753.0, None)]
    assert reading.notes == ("The times were read as minutes and seconds, not as hours and minutes.", NOBODY)


def test_what_a_formula_gave_is_read_and_the_formula_is_not(tmp_path: Path):
    path = workbook(tmp_path, [["speaker", "text"], ["Anna", "So it is."], ["Ben", "=A1&A2"]])
    assert turns(read(path)) == [("Anna", "So it is.")]


def test_a_table_without_talk_is_refused_with_its_columns(tmp_path: Path):
    told = fault(csv(tmp_path, "file,repo\na.txt,b/c\nd.txt,e/f\n")).expected
    assert "found the columns 'file', 'repo'" in told
    assert "--column text=NAME" in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "found no rows"),
        ("speaker,text\n", "found no row in which something is said"),
        ("speaker,transcript\nA,t1\nB,t2\n", "found single words"),
        ("interview,speaker,text\n1,A,so it is\n2,B,so it was\n", "found 2 in the column 'interview'"),
        ("term,meaning\ntea,a drink that is hot\ncup,a thing to drink from\n", "a column with what is said"),
        ("just words that nobody says\nand more of them here\n", "a column with what is said"),
    ],
)
def test_what_is_no_transcript_is_refused(tmp_path: Path, text: str, expected: str):
    assert expected in fault(csv(tmp_path, text)).expected


def test_a_refusal_quotes_nobody(tmp_path: Path):
    told = fault(csv(tmp_path, "1,A,Who stole my tea?\n2,x,y\n")).expected
    assert "found the columns '1', 'A', 3;" in told


@pytest.mark.parametrize("name", ["coder_a.csv", "coder_b.csv"])
def test_a_table_of_codings_is_refused(name: str):
    assert fault(SAMPLES / "codings" / name).expected == "expected a transcript, found a table of codings"


def test_a_quotation_mark_that_swallows_rows_is_told(tmp_path: Path):
    found = fault(csv(tmp_path, 'speaker,text\nAnna,"So it is\nBen,No\nAnna,"Yes"\n'))
    assert found.line == 4
    assert "quotation mark" in found.expected


def test_marks_in_unquoted_tables_and_escaped_marks_are_words(tmp_path: Path):
    path = csv(tmp_path, 'speaker\ttext\nAnna\t"So" it is\nBen\tHe said "no" to it\n', "tsv")
    assert turns(read(path)) == [("Anna", '"So" it is'), ("Ben", 'He said "no" to it')]
    path = csv(tmp_path, 'speaker,text\nAnna,"So \\"it\\" is, yes"\n')
    assert turns(read(path)) == [("Anna", 'So "it" is, yes')]


def test_a_cell_beyond_all_measure_is_refused(tmp_path: Path):
    assert fault(csv(tmp_path, f'speaker,text\nAnna,"{"so " * 50_000}"\n')).line == 2


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(20_000_000))
    assert "--limit ratio=" in fault(tmp_path / "x.xlsx").expected


def test_what_is_no_workbook_is_refused(tmp_path: Path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x", "y")
    (tmp_path / "x.xlsx").write_bytes(file.getvalue())
    assert "an Excel workbook" in fault(tmp_path / "x.xlsx").expected
    (tmp_path / "x.xlsx").write_bytes(b"speaker,text\n")
    assert "an Excel workbook" in fault(tmp_path / "x.xlsx").expected


def test_words_with_commas_that_are_not_quoted_are_read_to_the_end_of_the_line(tmp_path: Path):
    text = 'speaker,text\nAna,Hello, you all, how is it going\nBen,Fine.\n\nAna,He said, "no, never",, so,\n'
    reading = read(csv(tmp_path, text))
    assert turns(reading) == [
        *(("Ana", "Hello, you all, how is it going"), ("Ben", "Fine.")),
        ("Ana", 'He said, "no, never",, so'),
    ]
    note = "in 2 rows the text holds commas that are not quoted; it is read up to the line's end"
    assert reading.notes == (note,)


@pytest.mark.parametrize(
    ("header", "row"), [("speaker,text,", "Ana,So, yes"), ("speaker,text,,", "Ana,So, yes,")]
)
def test_words_with_commas_go_on_under_columns_without_a_name(tmp_path: Path, header: str, row: str):
    reading = read(csv(tmp_path, f"{header}\n{row}\nBen,It is.\n"))
    assert turns(reading) == [("Ana", "So, yes"), ("Ben", "It is.")]
    note = "in 1 row the text holds commas that are not quoted; it is read up to the line's end"
    assert reading.notes == (note,)


def test_more_cells_than_the_header_s_are_a_fault_where_the_text_is_not_last(tmp_path: Path):
    text = (
        "speaker,text,start\nBen,Fine.,1\n\nAna,Hello, you all, how is it,going,2\nBen,No, no,3\nAna,So,4,,\n"
    )
    found = fault(csv(tmp_path, text))
    assert found.line == 4
    assert found.expected == (
        "3 more cells than the header; put quotation marks around cells that hold ',' (so too in line 5)"
    )
    found = fault(csv(tmp_path, "sep=;\nspeaker;text;start\nAna;Hello; you;2\n"))
    assert (found.line, found.expected[:27]) == (3, "1 more cell than the header")


def test_a_column_without_a_name_is_told(tmp_path: Path):
    reading = read(csv(tmp_path, ",speaker,text,\n0,Anna,So it is.,why?\n1,Ben,And was.,\n"))
    assert turns(reading) == [("Anna", "So it is."), ("Ben", "And was.")]
    assert reading.notes == ("Columns left out: 1, 4.",)


def test_the_numbers_of_rows_need_no_column(tmp_path: Path):
    reading = read(csv(tmp_path, 'speaker,text\n"1","Anna","So it is."\n"2","Ben","And was."\n'))
    assert turns(reading) == [("Anna", "So it is."), ("Ben", "And was.")]


SAID = ["Speaker", "Text"]


def test_sheets_that_go_on_with_a_transcript_are_read_one_after_the_other(tmp_path: Path):
    sheets = [
        [SAID, ["Anna", "So it is."], ["Ben", "It was."]],
        [SAID, ["Anna", "And on."], ["Ben", "So on."]],
    ]
    reading = read(workbook(tmp_path, *sheets, names=("Transcript", "Part 2")))
    assert turns(reading) == [
        *(("Anna", "So it is."), ("Ben", "It was."), ("Anna", "And on."), ("Ben", "So on.")),
    ]
    assert reading.notes == (
        "sheets with the same columns were read one after the other: "
        "'Transcript' (3 rows), 'Part 2' (3 rows); "
        "if they are several interviews, save each as a file of its own",
    )


def test_sheets_that_are_not_read_are_told(tmp_path: Path):
    sheets = [
        [["code", "meaning"], ["x", "y"]],
        [SAID, ["Anna", "So it is."]],
        [["Wer", "Wortlaut"], ["Anna", "Das ist so."]],
        [["cup"]],
    ]
    reading = read(workbook(tmp_path, *sheets, names=("Legend", "Talk", "Rede", "Cups")))
    assert turns(reading) == [("Anna", "So it is.")]
    assert reading.notes == (
        "sheets that were not read; save each as a file of its own: 'Rede' (2 rows)",
        "sheets that were not read, since they hold no transcript: 'Legend' (2 rows), 'Cups' (1 row)",
    )


def test_sheets_with_other_titles_above_are_other_interviews(tmp_path: Path):
    sheets = [[["Interview", name], SAID, ["Anna", f"I am {name}."]] for name in "AB"]
    reading = read(workbook(tmp_path, *sheets, names=("A", "B")))
    assert turns(reading) == [("Anna", "I am A.")]
    assert reading.notes == ("sheets that were not read; save each as a file of its own: 'B' (3 rows)",)


def test_cells_further_right_than_anybody_s_columns_are_told(tmp_path: Path):
    far = [*SAID, *[None] * 1_022, "far"]
    reading = read(workbook(tmp_path, [far, ["Anna", "So it is.", *[None] * 1_100, "x"], ["Ben", "It was."]]))
    assert turns(reading) == [("Anna", "So it is."), ("Ben", "It was.")]
    assert reading.notes == ("cells beyond column 1,024 were left out, in 2 rows",)


@pytest.mark.parametrize(
    "text",
    [
        "participant,quote,machine,deposit\nP1,yes,no,\nP2,yes,yes,yes\n",
        "participant,quote\nP1,yes\nP2,no\n",
        "Speaker;May be quoted;May be deposited;Comment\nP1;ja;nein;asked for it again in a letter of May\n",
        "transcript,speaker,role\n01 anna,I,interviewer\n01 anna,P,participant\n",
        "speaker,role,participant\nI,interviewer,Ann\nP,participant,Ben\n",
        "participant,site,position\nP1,Leeds,Chair of a school board\nP2,Oslo,Head\n",
    ],
)
def test_a_table_about_people_is_no_transcript(tmp_path: Path, text: str):
    path = tmp_path / "consent (1).csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidTranscript) as caught:
        read(path)
    assert not isinstance(caught.value, NoTranscript)
    (found,) = caught.value.faults
    assert found.expected == (
        "expected a transcript, found a table about people; "
        "name it consent.csv, speakers.csv or attributes.csv, "
        "or give it with --consent, --speakers or --attributes"
    )


@pytest.mark.parametrize(
    "text",
    [
        "participant,quote\nP1,I take it with milk\nP2,No\n",
        "speaker,role,text\nI,interviewer,How so?\nP,participant,Why not.\n",
        "speaker,role,transcript\nI,interviewer,How do you take it?\nP,participant,With a little milk.\n",
        "Respondent,Yes I do it.\nInterviewer,And then what?\n",
        "participant,site,text,deposit\nP1,Leeds,With milk.,yes\nP2,Oslo,No milk.,no\n",
    ],
)
def test_talk_with_columns_about_people_is_a_transcript(tmp_path: Path, text: str):
    assert len(turns(read(csv(tmp_path, text)))) == 2


@pytest.mark.parametrize("header", ["speaker,role,gesagt worden", "participant,ort,gesagt worden"])
def test_talk_under_a_name_that_nobody_knows_is_not_about_people(tmp_path: Path, header: str):
    row = "P1,participant,und so war es dann eben auch bei uns"
    with pytest.raises(InvalidTranscript) as caught:
        read(csv(tmp_path, f"{header}\n{row}\n"))
    assert "--column text=NAME" in str(caught.value)
    assert turns(read(csv(tmp_path, f"{header}\n{row}\n"), text="gesagt worden")) != []
