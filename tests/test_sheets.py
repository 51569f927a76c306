"""Coding sheets: out as a workbook, filled in by hand, and in again as decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from conftest import TEA, silent
from ilccode import cli, steps
from ilccode.errors import FaultyFile, NotInStudy, UsageError
from ilccode.model import Codebook, Decision, Memo
from ilccode.steps.imported import Wishes
from ilccode.steps.people import set_participant
from ilccode.steps.queueing import Ask
from ilccode.steps.sheet_form import ABOUT, CODEBOOK, NO_CODE, About, columns
from ilccode.steps.sheet_layout import MOST, cut
from ilccode.steps.sheets import NOT_QUOTED, export_sheet
from ilccode.steps.tables import CODING
from ilccode.steps.tagging import codable, last_run

STRENGTH = """\
  - key: weak
    name: Weak tea
    group: strength
    definition: The speaker likes it weak.
  - key: strong
    name: Strong tea
    group: strength
    definition: The speaker likes it strong.
"""
BOOK = TEA.replace(
    "codes:\n",
    "  - {key: strength, kind: ordered, unit: segment, codes: [weak, strong]}\ncodes:\n",
    1,
)
LONG = "w" * 40_000 + "end."
HOSTILE = (
    'INTERVIEWER: =HYPERLINK("http://x","y")?\n'
    "P01: =1+1 is what I say.\n"
    "P02: +49 is the number. Ünïcödé “…” 🫖 茶 e\u0301.\n"
    "P01: -5 degrees, _x0041_ outside.\n"
    "P02: @home, {=SUM(A1)}.\n"
    f"P01: {LONG}\n"
    "P02: http://example.org is a page.\n"
)


@pytest.fixture
def kitchen(tmp_path: Path, interview: Path) -> steps.Study:
    """A study with one interview, on codes of which some exclude one another."""
    (tmp_path / "strong.yaml").write_text(BOOK + STRENGTH, encoding="utf-8")
    folder = tmp_path / "kitchen"
    steps.init(folder, [tmp_path / "strong.yaml"])
    (folder / "ilccode.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    study = steps.open_study(folder)
    steps.import_files(study, [interview], wishes=Wishes(), track=silent)
    return study.reread()


def book(study: steps.Study) -> Codebook:
    return study.codebooks["tea"]


def asks(study: steps.Study, *, blind: bool = True, sample: str = "random") -> list[Ask]:
    return [Ask(unit=segment.id, sample=sample, is_blind=blind) for segment in codable(study)]


def sent(study: steps.Study, **said) -> Path:
    """A blind sheet about all segments."""
    path = study.folder / "sheet.xlsx"
    return export_sheet(study, book(study), path, asks(study), run=None, **said).path


def assisted(study: steps.Study) -> Path:
    """A sheet with suggestions."""
    steps.tag(study, track=silent)
    run = last_run(study, book(study).id)
    path = study.folder / "assisted.xlsx"
    return export_sheet(study, book(study), path, asks(study, blind=False, sample="mix"), run=run).path


def filled(path: Path, *rows: dict[str, object], change: Callable[[openpyxl.Workbook], None] = id) -> Path:
    """A sheet with entries by header in its first rows, as another file."""
    workbook = openpyxl.load_workbook(path)
    tab = workbook[CODING]
    places = {cell.value: cell.column for cell in tab[1]}
    for number, row in enumerate(rows, start=2):
        for name, value in row.items():
            tab.cell(number, places[name]).value = value
    change(workbook)
    target = path.with_name(f"filled_{path.name}")
    workbook.save(target)
    return target


def came(study: steps.Study, path: Path, coder: str = "ann", **said) -> tuple[int, int, int, int, int]:
    report = steps.import_codings(study, path, coder=coder, **said)
    return report.new, report.changed, report.known, report.memos, report.unanswered


def faults(study: steps.Study, path: Path) -> list[tuple[int | None, str]]:
    with pytest.raises(FaultyFile) as caught:
        steps.import_codings(study, path, coder="ann")
    assert study.store.count(Decision) == study.store.count(Memo) == 0
    return [(fault.line, fault.expected) for fault in caught.value.faults]


def cells(path: Path, tab: str = CODING) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(path)[tab].iter_rows(values_only=True)]


def headers(path: Path) -> list[object]:
    return cells(path)[0]


# out


def test_a_sheet_holds_what_is_asked_and_what_was_said_before(kitchen):
    path = sent(kitchen)
    header, milk, the, no = cells(path)
    assert header == [
        *("segment", "transcript", "turn", "speaker", "before", "text"),
        *("milk_first", "no_sugar", "strength", "no code", "memo"),
    ]
    ids = [segment.id for segment in codable(kitchen)]
    assert [row[0] for row in (milk, the, no)] == ids
    assert milk[1:6] == [
        *("anna", 2, "P01", "INTERVIEWER: How do you take it?"),
        "Milk goes in first, before the tea. Always.",
    ]
    assert the[4] == "P01: Milk goes in first, before the tea. Always.\nINTERVIEWER: And then?"
    assert no[4].startswith("INTERVIEWER: And then?\nP01: The weather")
    assert {cell for row in (milk, the, no) for cell in row[6:]} == {None}


def test_the_tabs_tell_how_and_what(kitchen):
    path = sent(kitchen, coder="ann")
    codes = cells(path, CODEBOOK)
    assert codes[0] == [
        *("code", "name", "group", "definition", "include", "exclude", "examples", "near misses"),
    ]
    assert [row[0] for row in codes[1:]] == ["milk_first", "no_sugar", "weak", "strong"]
    assert codes[1][6] == "• I always put the milk in the cup, then I pour.\n• Milk goes in before the tea."
    said = cells(path, ABOUT)
    assert [bool(row[1]) for row in said[:4]] == [False] * 4
    about = About.of([[str(cell or "") for cell in row] for row in said])
    assert about == About(
        codebook="tea",
        version="1.0",
        codebook_id=book(kitchen).id,
        is_blind=True,
        run="",
        sample="random",
        seed="0",
        coder="ann",
        samples={},
    )


def test_cells_are_filled_in_from_lists(kitchen):
    tab = openpyxl.load_workbook(sent(kitchen))[CODING]
    rules = {str(rule.sqref): rule for rule in tab.data_validations.dataValidation}
    assert {place: rule.formula1 for place, rule in rules.items()} == {
        "G2:G4": '"yes"',
        "H2:H4": '"yes"',
        "I2:I4": '"weak,strong"',
        "J2:J4": '"yes"',
    }
    assert rules["G2:G4"].prompt == "Milk first: The speaker pours the milk before the tea."
    assert rules["G2:G4"].error.startswith("Please choose from the list")
    assert tab["I1"].comment.text.startswith("weak: Weak tea: The speaker likes it weak.\nstrong:")
    assert tab.freeze_panes == "A2"
    assert tab.auto_filter.ref == "A1:K4"
    assert (tab.page_setup.orientation, tab.print_title_rows) == ("landscape", "$1:$1")


def test_rows_are_as_high_as_their_words(kitchen):
    tab = openpyxl.load_workbook(sent(kitchen))[CODING]
    assert [tab.row_dimensions[row].height for row in (2, 3, 4)] == [None, 45, 45]


def test_many_long_codes_are_chosen_from_the_codebooks_tab(tmp_path, interview):
    codes = [f"a_rather_long_key_of_a_code_{n}" for n in range(20)]
    text = BOOK.replace("[weak, strong]", f"[{', '.join(codes)}]") + "".join(
        f"  - {{key: {code}, name: N, group: strength, definition: {'D' * 300}}}\n" for code in codes
    )
    (tmp_path / "long.yaml").write_text(text, encoding="utf-8")
    study = steps.init(tmp_path / "long", [tmp_path / "long.yaml"])
    steps.import_files(study, [interview], wishes=Wishes(), track=silent)
    study = study.reread()
    path = sent(study)
    rules = openpyxl.load_workbook(path)[CODING].data_validations.dataValidation
    assert [rule.formula1 for rule in rules][2] == "Codebook!$A$4:$A$23"
    assert [row[0] for row in cells(path, CODEBOOK)[3:23]] == codes
    assert came(study, filled(path, {"strength": codes[7]}))[0] == 1


def test_headers_are_told_apart(tmp_path):
    path = tmp_path / "twins.yaml"
    twins = (
        (BOOK + STRENGTH).replace("key: no_sugar", "key: Text").replace("key: strength", "key: milk_first")
    )
    path.write_text(twins.replace("group: strength", "group: milk_first"), encoding="utf-8")
    study = steps.init(tmp_path / "twins", [path])
    assert [column.header for column in columns(book(study))] == [
        *("milk_first", "Text (code)", "milk_first (group)"),
    ]


def test_the_same_input_gives_the_same_bytes_and_a_filled_in_sheet_is_left_alone(kitchen):
    path = sent(kitchen)
    first = path.read_bytes()
    export_sheet(kitchen, book(kitchen), path, asks(kitchen), run=None)
    assert path.read_bytes() == first
    filled(path, {"milk_first": "yes"}).replace(path)
    written = export_sheet(kitchen, book(kitchen), path, asks(kitchen), run=None)
    assert (written.path.name, written.instead_of) == ("sheet-2.xlsx", path)
    assert written.path.read_bytes() == first


def test_suggestions_are_shown_only_where_nothing_is_blind(kitchen):
    path = assisted(kitchen)
    place = headers(path).index("suggested")
    assert cells(path)[1][place].startswith("milk_first ")
    run = last_run(kitchen, book(kitchen).id)
    mixed = [replace(ask, is_blind=n == 1) for n, ask in enumerate(asks(kitchen, blind=False))]
    path = kitchen.folder / "mixed.xlsx"
    export_sheet(kitchen, book(kitchen), path, mixed, run=run)
    assert "suggested" not in headers(path)
    assert run.id not in str(cells(path, ABOUT))


def test_words_that_may_not_be_quoted_are_no_context(kitchen):
    set_participant(kitchen, "INTERVIEWER", ["quote=no"])
    study = kitchen.reread()
    assert cells(sent(study))[1][4] == f"INTERVIEWER: {NOT_QUOTED}"


def test_only_segments_are_asked_about_and_they_must_be_here(kitchen):
    path = kitchen.folder / "none.xlsx"
    export_sheet(kitchen, book(kitchen), path, [Ask(unit="case:x", sample="", is_blind=True)], run=None)
    assert len(cells(path)) == 1
    with pytest.raises(NotInStudy, match="seg_1"):
        export_sheet(kitchen, book(kitchen), path, [Ask(unit="seg_1", sample="", is_blind=True)], run=None)
    with pytest.raises(UsageError, match=r"\.xlsx"):
        export_sheet(kitchen, book(kitchen), Path("x.csv"), [], run=None)


def test_nothing_that_anybody_said_is_a_formula_or_a_link(tmp_path, tea):
    (tmp_path / "odd.txt").write_text(HOSTILE, encoding="utf-8")
    study = steps.init(tmp_path / "odd", [tea])
    steps.import_files(study, [tmp_path / "odd.txt"], wishes=Wishes(), track=silent)
    study = study.reread()
    path = sent(study)
    tab = openpyxl.load_workbook(path)[CODING]
    said = [segment.text for segment in codable(study)]
    assert len(said) == 6
    for row, text in zip(tab.iter_rows(min_row=2), said, strict=True):
        assert {cell.data_type for cell in row} <= {"s", "n", "inlineStr"}
        assert not any(cell.hyperlink for cell in row)
        assert row[5].value == cut(text)
    assert len(tab["F6"].value) == MOST
    assert tab["F6"].value.endswith("…")
    assert tab["E7"].value.startswith("…")
    assert tab["E7"].value.endswith("end.")
    yes = [{"no_sugar": "yes"}] * 6
    assert came(study, filled(path, *yes))[:3] == (6, 0, 0)


@pytest.mark.parametrize("sign", ["x", "茶", "🫖"])
def test_what_is_cut_fits_a_cell(sign: str):
    for text in (cut(sign * 40_000), cut(sign * 40_000, from_the_end=True)):
        assert MOST - 2 <= len(text.encode("utf-16-le")) // 2 <= MOST
        assert set(text) == {sign, "…"}
    assert cut(sign * 100) == sign * 100


# in again


def test_what_is_filled_in_is_answered_and_nothing_else(kitchen):
    path = filled(sent(kitchen), {"milk_first": "yes", "strength": "weak"}, {}, {NO_CODE: "yes"})
    assert came(kitchen, path) == (2, 0, 0, 0, 1)
    first, second = kitchen.store.all(Decision)
    assert (first.codes, second.codes) == (("milk_first", "weak"), ())
    assert first.asked == second.asked == ("milk_first", "no_sugar", "weak", "strong")
    assert (first.seen, first.sample, first.run, first.coder) == ((), "random", "", "ann")
    assert came(kitchen, path) == (0, 0, 2, 0, 1)
    assert came(kitchen, filled(path, {"strength": "STRONG TEA"})) == (0, 1, 1, 0, 1)


@pytest.mark.parametrize("yes", ["yes", "Y", "x", 1, 1.0, True, "TRUE", " Yes "])
def test_yes_is_written_in_many_ways(kitchen, yes: object):
    path = filled(sent(kitchen), {"milk_first": yes}, {NO_CODE: yes})
    assert came(kitchen, path)[0] == 2
    assert [d.codes for d in kitchen.store.all(Decision)] == [("milk_first",), ()]


@pytest.mark.parametrize("no", ["no", "N", 0, False])
def test_no_is_an_answer_too(kitchen, no: object):
    path = filled(sent(kitchen), {"milk_first": no}, {"strength": no, "no_sugar": "x"})
    assert came(kitchen, path)[0] == 2
    assert [d.codes for d in kitchen.store.all(Decision)] == [(), ("no_sugar",)]
    assert came(kitchen, filled(path, {}, {}, {NO_CODE: "yes"}))[0] == 1


def test_entries_that_cannot_be_read_are_told_at_once(kitchen):
    rows = (
        {"milk_first": "maybe", "strength": "yes"},
        {"no_sugar": "x", NO_CODE: "yes"},
        {NO_CODE: "no"},
    )
    assert faults(kitchen, filled(sent(kitchen), *rows)) == [
        (2, "milk_first: expected yes or nothing, found 'maybe'"),
        (2, "strength: expected weak, strong or nothing, found 'yes'"),
        (3, "no code says that none applies, and there is no_sugar"),
        (4, "expected a code, or yes under 'no code'; found 'no' there"),
    ]
    assert faults(kitchen, filled(sent(kitchen), {NO_CODE: "perhaps", "segment": "seg_9"})) == [
        (2, "no segment here has the id 'seg_9'"),
        (2, "no code: expected yes or nothing, found 'perhaps'"),
    ]


def test_memos_come_in_once(kitchen):
    path = filled(
        sent(kitchen),
        {"memo": " Why_x000D_\nnot? \n", "milk_first": "x"},
        {"memo": "1 + 1 = 2"},
        {"memo": "'tis"},
    )
    assert came(kitchen, path) == (1, 0, 0, 3, 2)
    milk, the, no = (segment.id for segment in codable(kitchen))
    assert [(m.about, m.kind, m.coder, m.text) for m in kitchen.store.all(Memo)] == [
        (milk, "memo", "ann", "Why\nnot?"),
        (the, "memo", "ann", "1 + 1 = 2"),
        (no, "memo", "ann", "'tis"),
    ]
    assert came(kitchen, path) == (0, 0, 1, 0, 2)
    assert came(kitchen, path, coder="bob") == (1, 0, 0, 3, 2)


def test_an_assisted_sheet_says_so(kitchen):
    path = filled(assisted(kitchen), {"milk_first": "x"})
    with pytest.raises(UsageError, match="--blind: the sheet showed suggestions"):
        steps.import_codings(kitchen, path, coder="ann", blind=True)
    assert came(kitchen, path)[0] == 1
    [decision] = kitchen.store.all(Decision)
    run = last_run(kitchen, book(kitchen).id)
    assert (decision.seen, decision.run, decision.sample) == (("suggestions",), run.id, "mix")


def test_a_blind_sheet_makes_no_earlier_answer_blind(kitchen):
    came(kitchen, filled(assisted(kitchen), {"milk_first": "x"}))
    report = steps.import_codings(kitchen, filled(sent(kitchen), {"no_sugar": "x"}), coder="ann")
    assert (report.changed, report.not_blind) == (1, 1)
    *_, last = kitchen.store.all(Decision)
    assert last.seen == ("suggestions",)


def test_what_drew_each_segment_is_kept(kitchen):
    mixed = [
        replace(ask, sample=name) for ask, name in zip(asks(kitchen), ("random", "top", "top"), strict=True)
    ]
    path = kitchen.folder / "mixed.xlsx"
    export_sheet(kitchen, book(kitchen), path, mixed, run=None)
    came(kitchen, filled(path, {NO_CODE: "x"}, {NO_CODE: "x"}))
    assert [d.sample for d in kitchen.store.all(Decision)] == ["random", "top"]


def test_a_sheet_may_be_sorted_thinned_out_and_renamed(kitchen, tmp_path):
    def change(workbook: openpyxl.Workbook) -> None:
        tab = workbook[CODING]
        rows = [[cell.value for cell in row] for row in tab.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), start=2):
            for place, value in enumerate(row, start=1):
                tab.cell(number, place).value = value
        tab.delete_rows(3)
        tab.delete_cols(2, 5)
        tab.insert_rows(1, 2)
        tab.move_range("A3:F5", rows=-2)
        del workbook[CODEBOOK]

    path = filled(sent(kitchen), {"milk_first": "x"}, {}, {"no_sugar": "x"}, change=change)
    assert headers(path) == ["segment", "milk_first", "no_sugar", "strength", "no code", "memo"]
    path = path.rename(tmp_path / "from Ann.xlsx")
    assert came(kitchen, path) == (2, 0, 0, 0, 0)
    milk, _, no = (segment.id for segment in codable(kitchen))
    assert {d.unit: d.codes for d in kitchen.store.all(Decision)} == {
        milk: ("milk_first",),
        no: ("no_sugar",),
    }


def test_a_column_that_was_deleted_asks_nothing(kitchen):
    def change(workbook: openpyxl.Workbook) -> None:
        workbook[CODING].delete_cols(8, 2)

    came(kitchen, filled(sent(kitchen), {"milk_first": "x"}, {NO_CODE: "x"}, change=change))
    assert [(d.asked, d.codes) for d in kitchen.store.all(Decision)] == [
        (("milk_first",), ("milk_first",)),
        (("milk_first",), ()),
    ]
    path = filled(sent(kitchen), {"no_sugar": "x"}, {NO_CODE: "x"})
    assert came(kitchen, path)[:3] == (0, 2, 0)


def test_what_was_sorted_apart_or_added_is_told(kitchen):
    def swap(workbook: openpyxl.Workbook) -> None:
        tab = workbook[CODING]
        tab["A2"].value, tab["A3"].value = tab["A3"].value, tab["A2"].value
        tab["A4"].value = tab["A2"].value
        tab["L1"].value, tab["L2"].value = "remarks", "hm"

    def shift(workbook: openpyxl.Workbook) -> None:
        swap(workbook)
        workbook[CODING]["L2"].value = None

    rows = [{"milk_first": "x"}] * 3
    assert faults(kitchen, filled(sent(kitchen), *rows, change=swap)) == [
        (1, "the column 'remarks' is none of the sheet's; remarks go under 'memo'")
    ]
    apart = "the text is another segment's: were the columns sorted apart?"
    assert faults(kitchen, filled(sent(kitchen), *rows, change=shift)) == [
        (2, apart),
        (3, apart),
        (4, apart),
        (4, "expected each segment once; line 2 has it already"),
    ]


def test_what_a_sheet_lacks_is_told(kitchen):
    def bare(workbook: openpyxl.Workbook) -> None:
        workbook[CODING].delete_cols(1)
        workbook[CODING].delete_cols(6, 3)

    assert [told for _, told in faults(kitchen, filled(sent(kitchen), change=bare))] == [
        "expected the column 'segment', which says what each row is about",
        "expected the columns of the codes, found none of them",
    ]

    def alone(workbook: openpyxl.Workbook) -> None:
        del workbook[ABOUT]

    assert faults(kitchen, filled(sent(kitchen), change=alone)) == [
        (None, "expected the tab 'About this sheet', which says what a coding sheet is about")
    ]

    def blank(workbook: openpyxl.Workbook) -> None:
        workbook[ABOUT].delete_rows(1, 40)

    [(_, told)] = faults(kitchen, filled(sent(kitchen), change=blank))
    assert "is not in this study" in told


def _versions(study: steps.Study, folder: Path, *changes: tuple[str, str]) -> None:
    text = (BOOK + STRENGTH).replace('version: "1.0"', 'version: "1.1"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "newer.yaml").write_text(text, encoding="utf-8")
    steps.add_codebooks(study, [folder / "newer.yaml"])


def test_a_sheet_of_an_earlier_version_counts_while_its_codes_mean_the_same(kitchen, tmp_path):
    path = filled(sent(kitchen), {"no_sugar": "x"}, {NO_CODE: "x"})
    _versions(
        kitchen,
        tmp_path,
        ("Milk goes in before the tea.", "Milk, then tea."),
        ("key: no_sugar\n", "key: sugarless\n    was: [no_sugar]\n"),
    )
    assert came(kitchen, path)[:3] == (2, 0, 0)
    assert {(d.codebook, d.codes) for d in kitchen.store.all(Decision)} == {
        (book(kitchen).id, ("sugarless",)),
        (book(kitchen).id, ()),
    }


def test_codes_that_mean_something_else_now_need_a_new_sheet(kitchen, tmp_path):
    path = filled(sent(kitchen), {"no_sugar": "x"})
    _versions(kitchen, tmp_path, ("The speaker likes it weak.", "The speaker likes it very weak."))
    assert faults(kitchen, path) == [
        (1, "weak: no longer what the sheet's version 1.0 of tea says; version 1.1 needs a new sheet")
    ]


def test_a_sheet_of_a_corrected_transcript_still_fits(kitchen, interview, tmp_path):
    path = filled(sent(kitchen), {"milk_first": "x"}, {"no_sugar": "x"})
    (tmp_path / "new").mkdir()
    mended = tmp_path / "new" / "anna.txt"
    mended.write_text(interview.read_text(encoding="utf-8").replace("And then?", "So?"), encoding="utf-8")
    steps.import_files(kitchen, [mended], wishes=Wishes(replaces="anna"), track=silent)
    study = kitchen.reread()
    assert came(study, path)[:3] == (2, 0, 0)
    assert {d.unit for d in study.store.all(Decision)} < {segment.id for segment in codable(study)}
    assert cells(sent(study))[1][5] == "Milk goes in first, before the tea. Always."


def test_the_call_and_the_sheet_must_agree(kitchen, monkeypatch, capsys):
    path = filled(sent(kitchen, coder="Ann"), {"milk_first": "x", "memo": "hm"})
    with pytest.raises(UsageError, match="the sheet was made for Ann"):
        steps.import_codings(kitchen, path, coder="bob")
    with pytest.raises(UsageError, match="--codebook coffee: the sheet is about tea"):
        steps.import_codings(kitchen, path, coder="ann", codebook="coffee")
    argv = ["ilccode", "codings", "import", str(path), "--study", str(kitchen.folder), "--coder", "ann"]
    monkeypatch.setattr("sys.argv", argv)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert not end.value.code
    out, told = capsys.readouterr()
    assert out.startswith("ann: 1 new answer, 1 new memo\n")
    assert told == "2 rows of the sheet not answered yet\n"
