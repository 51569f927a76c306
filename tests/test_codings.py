"""Codings made elsewhere: in as decisions, or refused with all that is wrong."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from conftest import SAMPLES, TEA, silent
from ilccode import cli, steps
from ilccode.errors import FaultyFile, UsageError
from ilccode.log import in_force
from ilccode.model import Decision, Transcript
from ilccode.steps.imported import Wishes
from ilccode.steps.tagging import codable
from ilccode.steps.training import training

HEADER = "transcript,turn,start,end,codebook,codes,text\n"


@pytest.fixture
def anna(study: steps.Study, interview: Path) -> steps.Study:
    """A study with one interview."""
    steps.import_files(study, [interview], wishes=Wishes(), track=silent)
    return study.reread()


@pytest.fixture
def table(tmp_path: Path):
    """Write a table of codings; without a header of its own, it gets the whole one."""

    def write(*lines: str, header: str = HEADER) -> Path:
        path = tmp_path / "codings.csv"
        path.write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


def taken(study: steps.Study, path: Path, coder: str = "ann", **said) -> tuple[int, int, int]:
    """How many answers were new, changed, and known."""
    report = steps.import_codings(study, path, coder=coder, **said)
    return report.new, report.changed, report.known


def held(study: steps.Study) -> dict[str, tuple[str, ...] | None]:
    """What is in force, by the segment's first words."""
    words = {segment.id: segment.text.split()[0] for segment in codable(study)}
    return {words[d.unit]: d.codes for d in in_force(study.store.all(Decision))}


def faults(study: steps.Study, path: Path, **said) -> list[tuple[int | None, str]]:
    with pytest.raises(FaultyFile) as caught:
        steps.import_codings(study, path, coder="ann", **said)
    assert study.store.count(Decision) == 0
    return [(fault.line, fault.expected) for fault in caught.value.faults]


def faults_of(study: steps.Study, path: Path) -> list[tuple[int | None, str]]:
    """What is wrong, where some decisions have been made before."""
    before = study.store.count(Decision)
    with pytest.raises(FaultyFile) as caught:
        steps.import_codings(study, path, coder="ann")
    assert study.store.count(Decision) == before
    return [(fault.line, fault.expected) for fault in caught.value.faults]


def test_a_row_is_a_decision_of_all_the_codes(anna, table):
    assert taken(anna, table("anna,2,,,tea,milk_first,", "anna,4,,,tea,,", "anna,5,,,tea,No sugar,")) == (
        3,
        0,
        0,
    )
    assert held(anna) == {"Milk": ("milk_first",), "The": (), "No": ("no_sugar",)}
    first, second, third = anna.store.all(Decision)
    assert {d.asked for d in (first, second, third)} == {("milk_first", "no_sugar")}
    assert {(d.coder, d.seen) for d in (first, second, third)} == {("ann", ("unknown",))}
    assert [d.previous for d in (first, second, third)] == ["", first.id, second.id]


def test_blind_is_blind(anna, table):
    taken(anna, table("anna,2,,,tea,milk_first,"), blind=True)
    assert [d.seen for d in anna.store.all(Decision)] == [()]


@pytest.mark.parametrize("blind", [True, False])
def test_no_later_import_changes_what_was_on_the_screen(anna, table, blind: bool):
    path = table("anna,2,,,tea,milk_first,", "anna,4,,,tea,,")
    taken(anna, path, blind=blind)
    report = steps.import_codings(anna, path, coder="ann", blind=not blind)
    assert (report.new, report.changed, report.known) == (0, 0, 2)
    assert report.not_blind == (0 if blind else 2)
    assert anna.store.count(Decision) == 2


@pytest.mark.parametrize("seen", [("suggestions",), ("others", "suggestions"), ("unknown",)])
def test_a_changed_answer_is_no_blinder_than_the_one_before(anna, table, seen: tuple[str, ...]):
    taken(anna, table("anna,2,,,tea,milk_first,"))
    [first] = anna.store.all(Decision)
    again = replace(first, seen=seen, replaces=(first.id,), previous=first.id)
    anna.store.add([again])
    report = steps.import_codings(anna, table("anna,2,,,tea,,", "anna,4,,,tea,,"), coder="ann", blind=True)
    assert (report.new, report.changed, report.not_blind) == (1, 1, 1)
    *_, changed, new = anna.store.all(Decision)
    assert (changed.seen, new.seen) == (seen, ())


@pytest.mark.parametrize(("name", "other"), [("B", "b"), ("Zoë", "zoe\u0308"), ("Ann B", " ann  b ")])
def test_a_coder_is_not_taken_for_a_second_one(anna, table, name: str, other: str):
    path = table("anna,2,,,tea,milk_first,")
    taken(anna, path, coder=name)
    with pytest.raises(UsageError, match=f"is {name} meant"):
        steps.import_codings(anna, path, coder=other)
    assert taken(anna, path, coder=f" {name}") == (0, 0, 1)
    assert taken(anna, path, coder="Clara") == (1, 0, 0)


def test_the_same_file_again_is_no_news_and_a_changed_answer_replaces(anna, table):
    path = table("anna,2,,,tea,milk_first,", "anna,4,,,tea,,")
    taken(anna, path)
    assert taken(anna, path) == (0, 0, 2)
    assert taken(anna, table("anna,2,,,tea,,", "anna,4,,,tea,,")) == (0, 1, 1)
    assert held(anna) == {"Milk": (), "The": ()}
    old, _, new = anna.store.all(Decision)
    assert new.replaces == (old.id,)
    assert taken(anna, path, coder="bob") == (2, 0, 0)


def test_a_new_version_with_the_same_meaning_makes_no_answer_anew(anna, table, tmp_path):
    path = table("anna,2,,,tea,milk_first,")
    taken(anna, path)
    newer = TEA.replace('version: "1.0"', 'version: "1.1"').replace(
        "Milk goes in before the tea.", "Milk, then tea."
    )
    (tmp_path / "newer.yaml").write_text(newer, encoding="utf-8")
    steps.add_codebooks(anna, [tmp_path / "newer.yaml"])
    assert taken(anna, path) == (0, 0, 1)


def test_an_answer_about_a_corrected_transcript_replaces_the_one_about_the_old(
    anna, table, interview, tmp_path
):
    taken(anna, table("anna,2,,,tea,milk_first,"))
    (tmp_path / "new").mkdir()
    mended = tmp_path / "new" / "anna.txt"
    mended.write_text(interview.read_text(encoding="utf-8").replace("weather", "whether"), encoding="utf-8")
    steps.import_files(anna, [mended], wishes=Wishes(replaces="anna"), track=silent)
    study = anna.reread()
    assert taken(study, table("anna,2,,,tea,milk_first,")) == (0, 0, 1)
    assert taken(study, table("anna,2,,,tea,no_sugar,")) == (0, 1, 0)
    assert training(study, study.codebooks["tea"], codable(study)).labels[0].tolist() == [0, 1]


# by id


def ids(study: steps.Study) -> list[str]:
    """The segments that are coded: Milk, The, No."""
    return [segment.id for segment in codable(study)]


@pytest.mark.parametrize("column", ["segment", "Segment_ID", "unit", "excerpt_id"])
def test_a_segment_may_be_given_by_its_id(anna, table, column: str):
    milk, the, _ = ids(anna)
    path = table(f"{milk},milk_first", f"{the},", header=f"{column},codes\n")
    assert taken(anna, path) == (2, 0, 0)
    assert held(anna) == {"Milk": ("milk_first",), "The": ()}


def test_an_excerpts_id_says_which_code_as_well(anna, table):
    milk, the, no = ids(anna)
    rows = (f"{milk}/tea/milk_first", f"{milk}/tea/no_sugar", f"{no}/tea/no_sugar")
    assert taken(anna, table(*rows, header="excerpt_id\n")) == (2, 0, 0)
    assert held(anna) == {"Milk": ("milk_first", "no_sugar"), "No": ("no_sugar",)}
    [(line, expected)] = faults_of(anna, table(the, header="segment\n"))
    assert (line, expected.partition(",")[0]) == (2, "expected an excerpt's id")


def test_an_id_must_be_known_and_its_text_must_be_its_own(anna, table):
    milk, _, no = ids(anna)
    path = table(
        f"{milk},,Milk goes in first",
        "seg_123,,",
        f"{no},,Milk goes in first",
        "tra_1,,",
        header="segment,codes,text\n",
    )
    assert faults(anna, path) == [
        (3, "no segment here has the id 'seg_123'"),
        (4, "the text is not what the segment says: 'No sugar for me. I never take sugar.'"),
        (5, "no segment here has the id 'tra_1'"),
    ]


def test_an_id_of_an_earlier_version_means_what_became_of_it(anna, table, corrected):
    milk, the, _ = ids(anna)
    study = corrected(INSERTED, ("fine", "bad"))
    now, _, _, _ = ids(study)
    assert now != milk
    assert taken(study, table(f"{milk},milk_first", header="segment,codes\n")) == (1, 0, 0)
    assert [d.unit for d in study.store.all(Decision)] == [now]
    [(_, expected)] = faults_of(study, table(f"{the},", header="segment,codes\n"))
    assert expected == f"{the} was changed when its transcript was corrected; it is to be coded anew"


def test_a_models_suggestions_are_no_codings(anna, table):
    milk, the, no = ids(anna)
    path = table(
        f"{milk}/tea/milk_first,decided",
        f"{the}/tea/milk_first,suggested",
        f"{no}/tea/no_sugar,",
        header="excerpt_id,status\n",
    )
    [(line, expected)] = faults(anna, path)
    assert line == 3
    assert "a suggestion is nobody's coding" in expected


# by a free span


@pytest.fixture
def cut(tmp_path, tea, interview) -> steps.Study:
    """The interview, cut into sentences: Milk, Always., The weather, No sugar for me., I never."""
    study = steps.init(tmp_path / "cut", [tea], {"segmentation": "sentence"})
    steps.import_files(study, [interview], wishes=Wishes(), track=silent)
    return study.reread()


def spans(study: steps.Study, *, words: str) -> str:
    """Where words stand in the interview, as `start,end`."""
    [transcript] = [study.store.get(Transcript, t) for t in study.transcripts]
    at = transcript.text.index(words)
    return f"{at},{at + len(words)}"


SPANNED = "transcript,start,end,codes\n"


@pytest.mark.parametrize(
    ("words", "units"),
    [
        ("goes in", {"Milk"}),
        ("in first, before the tea. Alway", {"Milk", "Always."}),
        ("before the tea. Always.\nINTERVIEWER: And then?\nP01: The", {"Always."}),
        ("for me. I", {"No"}),
        ("me. I never", {"I"}),
        ("me. I", {"No"}),
        ("Milk goes in first, before the tea. Always.", {"Milk", "Always."}),
    ],
)
def test_a_free_span_is_mapped_onto_segments(cut, table, words: str, units: set[str]):
    report = steps.import_codings(
        cut, table(f"anna,{spans(cut, words=words)},no_sugar", header=SPANNED), coder="a"
    )
    assert report.mapped == 1
    assert held(cut).keys() == units


def test_free_spans_of_one_segment_are_put_together_and_a_segments_own_is_not(anna, table):
    goes, first = spans(anna, words="goes in"), spans(anna, words="in first")
    path = table(f"anna,{goes},milk_first", f"anna,{first},no_sugar", header=SPANNED)
    report = steps.import_codings(anna, path, coder="ann")
    assert (report.new, report.mapped) == (1, 2)
    assert held(anna) == {"Milk": ("milk_first", "no_sugar")}
    own = places(anna)[0]
    path = table(f"anna,{goes},milk_first", f"anna,{own},", header=SPANNED)
    assert [line for line, _ in faults_of(anna, path)] == [3]


def test_a_span_that_touches_no_segment_is_a_fault(anna, table):
    path = table(
        "anna,0,5,", "anna,5000,6000,", "anna,9,5,", "anna,9,,", f"anna,{'9' * 5000},7,", header=SPANNED
    )
    told = faults(anna, path)
    assert [line for line, _ in told] == [2, 3, 4, 5, 6, 6]
    assert "anna has no segment at start 0, end 5" in told[0][1]
    assert "expected a start and an end after it" in told[2][1]


def test_a_span_goes_with_its_words_whatever_its_offsets(anna, table):
    at = spans(anna, words="goes in")
    header = "transcript,start,end,text,code\n"
    assert taken(anna, table(f"anna,{at},goes  in,milk_first", header=header)) == (1, 0, 0)
    assert taken(anna, table(f"anna,{at},weather was,", header=header)) == (1, 0, 0)
    assert held(anna) == {"Milk": ("milk_first",), "The": ()}
    assert "with these words" in faults_of(anna, table(f"anna,{at},something,", header=header))[0][1]


def test_a_free_span_is_not_guessed_after_a_correction(anna, table, corrected):
    early, late = spans(anna, words="goes in"), spans(anna, words="weather was")
    study = corrected(INSERTED)
    header = "transcript,start,end,text,code\n"
    assert taken(study, table(f"anna,{early},,milk_first", header=header)) == (1, 0, 0)
    [(_, expected)] = faults_of(study, table(f"anna,{late},,", header=header))
    assert "a column 'text'" in expected
    assert taken(study, table(f"anna,{late},weather was,", header=header)) == (1, 0, 0)
    assert held(study) == {"Milk": ("milk_first",), "The": ()}


# by a quote


def test_a_quote_is_found_in_whichever_transcript(anna, table, tmp_path):
    other = tmp_path / "boris.txt"
    other.write_text("INTERVIEWER: And you?\nP02: Milk goes in last. “Always”, he said.\n", encoding="utf-8")
    steps.import_files(anna, [other], wishes=Wishes(), track=silent)
    study = anna.reread()
    path = table(
        "goes in first,milk_first",
        '"before   the\ntea.Always",milk_first',
        "never take,no_sugar",
        "“Always”,",
        header="quote,code\n",
    )
    report = steps.import_codings(study, path, coder="ann")
    assert (report.new, report.mapped) == (3, 4)
    assert sorted(d.codes for d in study.store.all(Decision)) == [(), ("milk_first",), ("no_sugar",)]
    told = faults_of(
        study,
        table(
            "Milk goes in,",
            '"Always"" he said",',
            f"{'long ' * 20},",
            "e,",
            header="quote,code\n",
        ),
    )
    assert told[0][1].startswith("'Milk goes in' stands in 2 places: anna, turn 2; boris, turn 2; more words")
    assert told[1][1] == "these words do not stand in any transcript: 'Always\" he said'"
    assert told[2][1] == f"these words do not stand in any transcript: '{('long ' * 8)[:39]}…'"
    assert "stands in 6 places: anna, turn 1; anna, turn 2; anna, turn 3 and 3 more" in told[3][1]
    header = "transcript,text,code\n"
    assert taken(study, table("boris,Milk goes in,milk_first", header=header)) == (0, 1, 0)


def test_a_whole_segment_comes_before_a_part_of_one(cut, table):
    header = "text,codes\n"
    report = steps.import_codings(cut, table("Always.,milk_first", header=header), coder="ann")
    assert (report.new, report.mapped) == (1, 0)
    assert held(cut) == {"Always.": ("milk_first",)}
    turn = "No sugar for me. I never take sugar."
    assert taken(cut, table(f"{turn},no_sugar", header=header)) == (2, 0, 0)


def test_a_quote_may_run_over_several_turns_with_or_without_the_speakers(cut, table):
    for words in (
        "so we went out. No sugar for me.",
        "so we went out. P01: No sugar for me.",
        "so we went out.No sugar forme.",
    ):
        report = steps.import_codings(cut, table(f'"{words}",no_sugar', header="text,codes\n"), coder="ann")
        assert (report.new + report.known, report.mapped) == (1, 1)
    assert held(cut) == {"No": ("no_sugar",)}


def test_a_quote_within_the_turn_that_is_named(anna, table):
    header = "transcript,turn,text,code\n"
    assert taken(anna, table("anna,5,sugar,no_sugar", "anna,2,the tea,", header=header)) == (2, 0, 0)
    [(_, expected)] = faults_of(anna, table("anna,4,goes in first,", header=header))
    assert "the text is not what stands there" in expected


def test_codes_that_exclude_one_another_may_not_come_together(anna, table, tmp_path):
    newer = TEA.replace('version: "1.0"', 'version: "1.1"').replace("kind: any", "kind: exclusive")
    (tmp_path / "newer.yaml").write_text(newer, encoding="utf-8")
    steps.add_codebooks(anna, [tmp_path / "newer.yaml"])
    path = table("goes in,milk_first", "never take,no_sugar", "in first,no_sugar", header="quote,code\n")
    assert faults(anna, path) == [
        (
            4,
            "expected at most one of milk_first, no_sugar: they exclude one another; line 2 is about the "
            "same segment",
        )
    ]


def test_our_own_export_comes_in_once_it_is_decided(anna, table, tmp_path):
    taken(anna, table("anna,2,,,tea,milk_first; no_sugar,", "anna,5,,,tea,no_sugar,"))
    steps.export(anna, tmp_path / "out.csv")
    assert taken(anna, tmp_path / "out.csv", coder="ann") == (0, 0, 2)
    assert taken(anna, tmp_path / "out.csv", coder="bob") == (2, 0, 0)


# workbooks


@pytest.fixture
def book(tmp_path):
    """Write a workbook: its tabs with their rows."""

    def write(**tabs: list[list[object]]) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows in tabs.items():
            tab = made.create_sheet(name)
            for row in rows:
                tab.append(row)
        made.save(tmp_path / "codings.xlsx")
        return tmp_path / "codings.xlsx"

    return write


def test_a_workbook_is_a_table_too(anna, book):
    rows = [[], ["transcript", "Turn", "codes", None], [], ["anna", 2.0, "milk_first"], ["anna", "4", None]]
    assert taken(anna, book(First=rows)) == (2, 0, 0)
    assert taken(anna, book(Notes=[["anything"]], Coding=rows)) == (0, 0, 2)
    rows += [["anna", 2.5, None], ["anna", True, None], ["anna", 5, None, "more"]]
    with pytest.raises(FaultyFile) as caught:
        steps.import_codings(anna, book(First=rows[:-1]), coder="ann")
    assert {fault.line for fault in caught.value.faults} == {6, 7}
    with pytest.raises(FaultyFile, match=r"codings\.xlsx:8: expected 3 cells"):
        steps.import_codings(anna, book(First=rows), coder="ann")


def test_words_in_a_workbook_keep_their_first_sign(tmp_path, tea, book):
    (tmp_path / "odd.txt").write_text("P01: =1+1 is two.\nP02: 'tis so.\n", encoding="utf-8")
    study = steps.init(tmp_path / "odd", [tea])
    steps.import_files(study, [tmp_path / "odd.txt"], wishes=Wishes(), track=silent)
    study = study.reread()
    rows = [["text", "codes"], ["'=1+1 is two.", "no_sugar"], ["'tis so.", None]]
    assert taken(study, book(Codes=rows)) == (2, 0, 0)


def test_what_is_no_sound_workbook_is_told_as_such(anna, book, tmp_path):
    path = book(First=[["transcript", "turn", "codes"], ["anna", 2, None]])
    whole = path.read_bytes()

    def told(data: bytes) -> str:
        path.write_bytes(data)
        return faults(anna, path)[0][1]

    assert "damaged or another kind" in told(whole[: len(whole) // 2])
    assert "damaged or another kind" in told(b"PK\x03\x04" + b"\0" * 100)
    assert "found a file of Word or Excel before 2007" in told(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99
    )
    assert "damaged or another kind" in told(packed(tmp_path, {"mimetype": b"x"}))
    bomb = {"xl/workbook.xml": b"<x/>", "xl/big.xml": b" " * 3_000_000}
    assert "times its size is over the limit" in told(packed(tmp_path, bomb))
    assert "damaged or another kind" in told(packed(tmp_path, {"xl/workbook.xml": b"<!DOCTYPE x []><x/>"}))
    with zipfile.ZipFile(path) as archive:
        offset = archive.infolist()[0].header_offset
    locked = bytearray(path.read_bytes())
    locked[offset + 6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "locked by a password" in told(bytes(locked))


def packed(folder: Path, parts: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(folder / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return (folder / "packed.zip").read_bytes()


# after a correction


@pytest.fixture
def corrected(anna, interview, tmp_path: Path):
    """Correct the interview: some words for others."""

    def correct(*changes: tuple[str, str]) -> steps.Study:
        (tmp_path / "new").mkdir()
        text = interview.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        mended = tmp_path / "new" / "anna_2.txt"
        mended.write_text(text, encoding="utf-8")
        steps.import_files(anna, [mended], wishes=Wishes(replaces="anna"), track=silent)
        return anna.reread()

    return correct


INSERTED = ("INTERVIEWER: And then?", "P02: Shall I pour? Yes.\nINTERVIEWER: And then?")


def places(study: steps.Study) -> list[str]:
    """The offsets of the three segments that are coded, as they are now."""
    return [f"{segment.start},{segment.end}" for segment in codable(study)]


@pytest.mark.parametrize("has_text", [True, False])
def test_a_table_made_before_a_correction_still_fits(anna, table, corrected, has_text: bool):
    texts = [segment.text if has_text else "" for segment in codable(anna)]
    rows = [
        f'anna,{turn},{place},tea,{codes},"{text}"'
        for turn, place, codes, text in zip(
            (2, 4, 5), places(anna), ("milk_first", "", "no_sugar"), texts, strict=True
        )
    ]
    study = corrected(INSERTED)
    assert taken(study, table(*rows)) == (3, 0, 0)
    assert held(study) == {"Milk": ("milk_first",), "The": (), "No": ("no_sugar",)}
    assert taken(study, table(*rows)) == (0, 0, 3)


def test_a_row_is_found_by_its_words_where_its_place_says_nothing(anna, table):
    path = table('anna,4,7,9,tea,,"The weather was fine, so we went out."', "anna,2,1,9,tea,,")
    [(line, expected)] = faults(anna, path)
    assert line == 3
    assert "anna has no segment at turn 2, start 1, end 9; this study is cut by turn" in expected
    words = "No sugar for me. I never take sugar."
    assert taken(anna, table(f"anna,9,,,tea,no_sugar,{words}")) == (1, 0, 0)
    assert held(anna) == {"No": ("no_sugar",)}


def test_a_turn_that_moved_is_found_by_its_words(table, corrected):
    study = corrected(INSERTED)
    assert taken(study, table('anna,4,,,tea,,"The weather was fine, so we went out."')) == (1, 0, 0)
    assert held(study) == {"The": ()}


def test_words_that_several_segments_have_are_not_guessed(table, corrected):
    study = corrected(INSERTED, ("No sugar for me. I never take sugar.", "Shall I pour? Yes."))
    [(_, expected)] = faults(study, table("anna,9,1,2,tea,,Shall I pour? Yes."))
    assert "it has 6 turns" in expected
    [(_, expected)] = faults(study, table("anna,2,1,2,tea,,Shall I pour? Yes."))
    assert "2 segments of it with these words" in expected
    assert taken(study, table("anna,3,1,2,tea,,Shall I pour? Yes.")) == (1, 0, 0)


def test_a_whole_turn_is_found_by_its_words_where_it_is_cut_into_sentences(tmp_path, tea, interview, table):
    study = steps.init(tmp_path / "cut", [tea], {"segmentation": "sentence"})
    steps.import_files(study, [interview], wishes=Wishes(), track=silent)
    study = study.reread()
    sugar = [s.id for s in codable(study) if "sugar" in s.text]
    assert len(sugar) == 2
    assert taken(study, table("anna,3,,,tea,no_sugar,No sugar for me. I never take sugar.")) == (2, 0, 0)
    assert [decision.unit for decision in study.store.all(Decision)] == sugar
    assert taken(study, table("anna,5,1,2,tea,no_sugar,I never take sugar.")) == (0, 0, 1)


def test_what_was_changed_is_told_and_not_taken_over(anna, table, corrected):
    was = places(anna)[1]
    study = corrected(INSERTED, ("fine", "bad"))
    [(_, expected)] = faults(study, table(f"anna,4,{was},tea,,"))
    assert "what stood there was changed when the transcript was corrected" in expected
    [(_, expected)] = faults(study, table("anna,4,1,2,tea,,"))
    assert "a column 'text'" in expected


def test_a_corrected_transcript_is_known_by_its_former_file_and_id(anna, table, corrected):
    [old] = anna.transcripts
    study = corrected(INSERTED)
    rows = ("ANNA.TXT,2,,,tea,,", f"{old},5,,,tea,,", "anna_2.txt,6,,,tea,,")
    assert taken(study, table(*rows)) == (3, 0, 0)


def test_a_segment_may_be_given_by_its_place_and_a_text_must_match(anna, table):
    segment = codable(anna)[0]
    place = f"{segment.start},{segment.end}"
    assert taken(anna, table(f'anna,2,{place},,milk_first,"{segment.text}"')) == (1, 0, 0)
    assert taken(anna, table(f"anna,{place},milk_first", header="transcript,start,end,codes\n")) == (0, 0, 1)
    assert taken(
        anna, table("ANNA.TXT,2,milk_first;", header="Transcript;Turn;Codes\n".replace(";", ","))
    ) == (0, 0, 1)


def test_all_faults_are_told_at_once_and_nothing_is_kept(anna, table):
    path = table(
        "anna,2,,,tea,milk_first,",
        "anna,2,,,tea,,",
        "boris,2,,,tea,,",
        "anna,5,,,tea,milk_last; no_sugar,",
        "anna,4,,,tea,,Something else",
        "anna,4,1,2,tea,,",
        "anna,four,,,tea,,",
        "anna,9,,,tea,,",
        "anna,4,,,coffee,,",
    )
    told = faults(anna, path)
    assert [line for line, _ in told] == [3, 4, 5, 6, 7, 8, 8, 9, 10]
    for words, (_, expected) in zip(
        [
            "line 2 has it already",
            "no transcript here is named 'boris'",
            "no code 'milk_last' in tea; expected milk_first, no_sugar",
            "the text is not what stands there: 'The weather was fine",
            "anna has no segment at turn 4, start 1, end 2; this study is cut by turn",
            "turn: expected a whole number, found 'four'",
            "expected a turn's number",
            "anna has no segment at turn 9; it has 5 turns",
            "codebook 'coffee': expected one of tea",
        ],
        told,
        strict=True,
    ):
        assert words in expected


def test_columns_that_are_missing_are_told(anna, table):
    assert faults(anna, table("anna", header="transcript\n")) == [
        (
            1,
            "expected a column 'codes'; the columns are segment, transcript, turn, start, end, text, "
            "codebook, codes, code",
        ),
        (
            1,
            "expected a column that says which segment is meant: 'segment', 'text', or 'transcript' with "
            "'turn' or with 'start' and 'end'",
        ),
    ]
    assert len(faults(anna, table(header=""))) == 2
    [(_, expected)] = faults(anna, table("a,b,c", header="text,codes,code\n"))
    assert expected == "expected a column 'codes' or a column 'code', found both"


def test_a_table_without_rows_is_told_as_such(anna, table):
    assert faults(anna, table()) == [(1, "expected rows, found none")]
    assert faults(anna, table(header="Transcript;Turn;Codes\n")) == [(1, "expected rows, found none")]


def test_codes_that_exclude_one_another_are_refused(anna, table, tmp_path):
    newer = TEA.replace('version: "1.0"', 'version: "1.1"').replace("kind: any", "kind: exclusive")
    (tmp_path / "newer.yaml").write_text(newer, encoding="utf-8")
    steps.add_codebooks(anna, [tmp_path / "newer.yaml"])
    [(_, expected)] = faults(anna, table("anna,2,,,tea,milk_first; no_sugar,"))
    assert "at most one of milk_first, no_sugar" in expected


def test_which_codebook_must_be_clear(anna, table, tmp_path):
    (tmp_path / "other.yaml").write_text(TEA.replace("key: tea", "key: other"), encoding="utf-8")
    steps.add_codebooks(anna, [tmp_path / "other.yaml"])
    path = table("anna,2,,,,milk_first,", "anna,4,,,other,,")
    assert "Name it with --codebook: tea, other" in faults(anna, path)[0][1]
    report = steps.import_codings(anna, path, coder="ann", codebook="tea")
    assert (report.new, report.others) == (1, 1)
    with pytest.raises(UsageError, match="--codebook nothing: expected one of tea, other"):
        steps.import_codings(anna, path, coder="ann", codebook="nothing")


def test_what_came_in_is_told_in_words(anna, table, monkeypatch, capsys):
    path = table("anna,2,,,tea,milk_first,")

    def call(*words: str) -> tuple[int, str, str]:
        argv = ["ilccode", "codings", "import", str(path), "--study", str(anna.folder), *words]
        monkeypatch.setattr("sys.argv", argv)
        with pytest.raises(SystemExit) as end:
            cli.main()
        return (end.value.code or 0, *capsys.readouterr())

    assert call("--coder", "A")[1].startswith("A: 1 new answer\n")
    assert call("--coder", "A") == (0, "A: 1 known already\n", "")
    code, out, told = call("--coder", "A", "--blind")
    assert (code, out) == (1, "A: 1 known already\n")
    assert "--blind refused for 1 answer: A has answered there before" in told
    assert call("--coder", "a")[0] == 2
    path.write_text("quote,code\ngoes in,no_sugar\n", encoding="utf-8")
    assert call("--coder", "B") == (
        0,
        "B: 1 new answer\n`ilccode tag` learns from them\n",
        "1 row mapped onto segments: spans or quotes across several, or within one\n",
    )


def test_an_interviewers_words_are_passed_over(anna, table):
    report = steps.import_codings(anna, table("anna,1,,,tea,,", "anna,2,,,tea,,"), coder="ann")
    assert (report.new, report.not_coded) == (1, 1)


def test_a_coder_needs_a_name(anna, table):
    with pytest.raises(UsageError, match="--coder"):
        steps.import_codings(anna, table("anna,2,,,tea,,"), coder=" ")


def test_the_samples_codings_fit_the_samples(tmp_path: Path):
    study = steps.init(tmp_path / "study", [Path("ilc_2019")])
    names = ("01_minister_adviser.txt", "05_sceptic.txt")
    steps.import_files(study, [SAMPLES / name for name in names], wishes=Wishes(), track=silent)
    study = study.reread()
    lines = (SAMPLES / "codings" / "coder_a.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    known = [line for line in lines if line.startswith(("transcript", "01_minister", "05_sceptic"))]
    (tmp_path / "a.csv").write_text("".join(known), encoding="utf-8")
    report = steps.import_codings(study, tmp_path / "a.csv", coder="A", blind=True)
    assert report.new == len(codable(study)) == len(known) - 1
    assert report.not_coded == 0
