"""Word: what stands in a document, wherever Word keeps it, and what a hostile one may not do."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilccode import sources
from ilccode.errors import InvalidTranscript
from ilccode.model import Transcript
from ilccode.readers.docx import read

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def r(text: str, marks: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str) -> str:
    """A paragraph of runs, or of plain text."""
    return f"<w:p>{''.join(run if run.startswith('<') else r(run) for run in runs)}</w:p>"


def b(text: str) -> str:
    """A bold run."""
    return r(text, "<w:b/>")


def table(*rows: list[str]) -> str:
    return f"<w:tbl>{''.join('<w:tr>' + ''.join(row) + '</w:tr>' for row in rows)}</w:tbl>"


def cell(*paragraphs: str) -> str:
    return f"<w:tc>{''.join(one if one.startswith('<') else p(one) for one in paragraphs)}</w:tc>"


def archive(part: str, name: str = "word/document.xml") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(name, part)
    return file.getvalue()


def document(body: str) -> bytes:
    """A Word file with this body."""
    return archive(f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.docx"


def spoken(path: Path, body: str) -> list[tuple[str, str]]:
    path.write_bytes(document(body))
    transcript = Transcript.of(read(sources.read(path)).utterances, source="f00d")
    return [(turn.speaker, transcript.words(turn)) for turn in transcript.turns]


def answer(path: Path, *content: str) -> str:
    """What P01 says in a document with this content after the label."""
    question, (speaker, words) = spoken(path, p("INTERVIEWER: So?") + "".join(content))
    assert [question, speaker] == [("INTERVIEWER", "So?"), "P01"]
    return words


def package(body: str, styles: str = "", part: str = "word/document.xml") -> bytes:
    """A Word file whose parts are named by its relations, with styles."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    space = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    folder, _, name = part.rpartition("/")
    link = '<Relationships {0}><Relationship Id="r" Type="{1}/{2}" Target="{3}"/></Relationships>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("_rels/.rels", link.format(space, office, "officeDocument", part))
        zipped.writestr(f"{folder}/_rels/{name}.rels", link.format(space, office, "styles", "styles.xml"))
        zipped.writestr(f"{folder}/styles.xml", f"<w:styles {SPACES}>{styles}</w:styles>")
        zipped.writestr(part, f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
    return file.getvalue()


def style(key: str, name: str, marks: str = "", base: str = "") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return f'<w:style w:styleId="{key}"><w:name w:val="{name}"/>{based}<w:rPr>{marks}</w:rPr></w:style>'


def styled(key: str, *runs: str) -> str:
    """A paragraph in a style."""
    return p(*runs).replace("<w:p>", f'<w:p><w:pPr><w:pStyle w:val="{key}"/></w:pPr>')


def refusal(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(InvalidTranscript) as caught:
        read(sources.read(path))
    return str(caught.value)


def test_a_bold_label_is_a_speaker_at_once(path: Path):
    body = (
        p("A talk")
        + p(b("Anna Berg:"), r(" Hello."))
        + p("There it was: so.")
        + p(b("Ben"), b(": "), r("Hi."))
    )
    assert spoken(path, body) == [("Anna Berg", "Hello. There it was: so."), ("Ben", "Hi.")]


@pytest.mark.parametrize("mark", ["", '<w:b w:val="0"/>', '<w:b w:val="false"/>', "<w:i/>"])
def test_a_label_that_is_not_bold_must_show_itself(path: Path, mark: str):
    body = p(b("Anna:"), " Hello.") + p(r("Then this:", mark), " it rained.") + p("Yes.")
    assert spoken(path, body) == [("Anna", "Hello. Then this: it rained. Yes.")]


def test_bold_words_are_no_label(path: Path):
    body = p(b("Anna:"), " Hello.") + p(b("It was very"), " late: so.") + p("Yes.")
    assert spoken(path, body) == [("Anna", "Hello. It was very late: so. Yes.")]


def test_words_may_be_parted_into_runs_anywhere(path: Path):
    assert answer(path, p("P", "0", "1", ":", " With m", "il", "k.")) == "With milk."


def test_tabs_breaks_and_hard_hyphens_are_kept(path: Path):
    tab, br, hyphen, cr = (f"<w:r><w:{name}/></w:r>" for name in ("tab", "br", "noBreakHyphen", "cr"))
    assert answer(path, p("P01:", tab, "a", br, "b", hyphen, "c", cr, "d")) == "a b-c d"


def test_inserted_words_count_and_deleted_ones_do_not(path: Path):
    runs = [
        r("P01: With"),
        f"<w:del><w:r><w:delText> sugar</w:delText></w:r></w:del><w:ins>{r(' milk')}</w:ins>",
        r("."),
    ]
    assert answer(path, p(*runs)) == "With milk."


def test_a_deletion_within_an_insertion_is_out(path: Path):
    runs = [r("P01: With milk"), f"<w:ins>{r(' and')}<w:del>{r(' sugar')}</w:del></w:ins>", r(" tea.")]
    assert answer(path, p(*runs)) == "With milk and tea."


def test_moved_words_stand_where_they_went(path: Path):
    body = p(f"<w:moveFrom>{r('P01: Gone.')}</w:moveFrom>") + p(f"<w:moveTo>{r('P01: Here.')}</w:moveTo>")
    assert answer(path, body) == "Here."


@pytest.mark.parametrize(
    "holder", ["sdt><w:sdtContent", "hyperlink", "smartTag", "fldSimple", "customXml", "ins"]
)
def test_words_in_a_holder_within_a_paragraph_are_read(path: Path, holder: str):
    end = "></w:".join(reversed(holder.split("><w:")))
    assert answer(path, p("P01: With ", f"<w:{holder}>{r('milk')}</w:{end}>", ".")) == "With milk."


@pytest.mark.parametrize("holder", ["sdt><w:sdtContent", "customXml", "ins"])
def test_paragraphs_in_a_holder_are_read(path: Path, holder: str):
    end = "></w:".join(reversed(holder.split("><w:")))
    assert answer(path, f"<w:{holder}>{p('P01: With')}{p('milk.')}</w:{end}>") == "With milk."


def test_a_text_box_is_read_once_after_its_paragraph(path: Path):
    box = f"<w:txbxContent>{p('in a box.')}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    run = f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>"
    assert answer(path, p("P01: Milk ", run, "first,")) == "Milk first, in a box."


def test_an_old_text_box_is_read(path: Path):
    box = (
        f"<w:r><w:pict><v:textbox><w:txbxContent>{p('in a box.')}</w:txbxContent></v:textbox></w:pict></w:r>"
    )
    assert answer(path, p("P01: Milk,", box)) == "Milk, in a box."


def test_a_row_of_two_cells_is_a_label_and_its_words(path: Path):
    rows = table(
        [cell("Anna"), cell("Hello.", "You.")], [cell("Ben:"), cell("Hi.")], [cell("Anna"), cell("So.")]
    )
    assert spoken(path, rows) == [("Anna", "Hello. You."), ("Ben", "Hi."), ("Anna", "So.")]


def test_a_name_that_comes_once_in_the_first_of_two_columns_is_a_speaker(path: Path):
    rows = table(
        [cell("Interviewer"), cell("Who begins?")],
        [cell("Maria"), cell("I do. There are two things.")],
        [cell(""), cell("And a third one.")],
        [cell("Interviewer"), cell("So?")],
        [cell("Joan"), cell("Ja.")],
        [cell("Peter"), cell("")],
        [cell("Interviewer"), cell("Thanks.")],
    )
    assert spoken(path, p("Some words stand above it.") + rows) == [
        ("Interviewer", "Who begins?"),
        ("Maria", "I do. There are two things. And a third one."),
        ("Interviewer", "So?"),
        ("Joan", "Ja."),
        ("Interviewer", "Thanks."),
    ]


def test_two_rows_of_sentences_beside_a_role_are_talk(path: Path):
    rows = table([cell("Interviewer"), cell("How was it?")], [cell("Maria"), cell("It was fine.")])
    assert spoken(path, rows) == [("Interviewer", "How was it?"), ("Maria", "It was fine.")]


def test_a_table_before_the_talk_is_a_header(path: Path):
    talk = p("INTERVIEWER: So?") + p("P01: Yes.") + p("INTERVIEWER: And?")
    body = table([cell("Site"), cell("Kitchen")], [cell("Wave"), cell("2")]) + talk
    assert spoken(path, body) == [("INTERVIEWER", "So?"), ("P01", "Yes."), ("INTERVIEWER", "And?")]
    assert read(sources.read(path)).attributes == {"site": "Kitchen", "wave": "2"}


def test_a_row_of_one_or_three_cells_is_a_line_a_cell(path: Path):
    assert (
        answer(path, table([cell("P01: Milk.")], [cell("Tea."), cell("Then"), cell("more.")]))
        == "Milk. Tea. Then more."
    )


def test_a_table_within_a_table_is_read_once(path: Path):
    inner = table([cell("P01: Milk."), cell("Tea."), cell("No more.")])
    assert answer(path, table([cell(inner, "")])) == "Milk. Tea. No more."


@pytest.mark.parametrize("inner", ["sdt><w:sdtContent", "customXml"])
@pytest.mark.parametrize("of", ["cell", "row"])
def test_a_cell_or_a_row_in_a_holder_is_read(path: Path, of: str, inner: str):
    end = "></w:".join(reversed(inner.split("><w:")))
    first = cell("P01")
    held = f"<w:{inner}>{first}</w:{end}>" if of == "cell" else first
    row = f"<w:tr>{held}{cell('With milk.')}</w:tr>"
    rows = f"<w:{inner}>{row}</w:{end}>" if of == "row" else row
    assert answer(path, f"<w:tbl>{rows}</w:tbl>") == "With milk."


def test_comments_in_the_xml_are_no_words(path: Path):
    assert answer(path, p("P01: With", "<!-- no --><?no no?>", " milk.")) == "With milk."


def test_a_zip_bomb_is_refused_without_unpacking_it(path: Path):
    assert "--limit ratio" in refusal(path, document(p("INTERVIEWER: So?") + p("P01: " + "a" * 1_000_000)))


def test_entities_that_grow_are_refused(path: Path):
    bombs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    part = f'<!DOCTYPE d [<!ENTITY a0 "lol">{bombs}]><w:document {SPACES}><w:body>{p("INTERVIEWER: So?")}'
    data = archive(f"{part}{p('P01: Milk.' + r('&a9;'))}</w:body></w:document>")
    assert refusal(path, data).startswith(f"{path}: expected a Word document")


def test_a_document_reads_no_other_file(path: Path, tmp_path: Path):
    (tmp_path / "secret").write_text("hush", encoding="utf-8")
    part = (
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]><w:document {SPACES}><w:body>'
    )
    data = archive(f"{part}{p('INTERVIEWER: So?')}{p('P01: Milk &x;')}</w:body></w:document>")
    assert refusal(path, data).endswith("its XML declares a document type, which is refused")


@pytest.mark.parametrize(
    "data",
    [
        b"INTERVIEWER: So?",
        archive("x", "word/other.xml"),
        archive("<w:p"),
        archive("<a/>"),
        document("<w:sdt>" * 9),
    ],
    ids=["text", "no document", "half a tag", "another XML", "open tags"],
)
def test_what_is_no_word_document_is_refused(path: Path, data: bytes):
    assert refusal(path, data).startswith(f"{path}: expected a Word document")


def test_tags_nested_too_deep_are_refused(path: Path):
    nested = document("<w:sdt>" * 300 + p("P01: Milk.") + "</w:sdt>" * 300)
    assert refusal(path, nested).startswith(f"{path}: expected a Word document")


@pytest.mark.parametrize("damage", ["packed words", "place of the list", "file name"])
def test_a_damaged_archive_is_refused(path: Path, damage: str):
    data = bytearray(document(p("INTERVIEWER: So?") + p("P01: With milk, before the tea.")))
    listed = data.rindex(b"PK\x01\x02")
    if damage == "packed words":
        data[60:70] = b"\xff" * 10
    elif damage == "place of the list":
        data[-6:-2] = (10**8).to_bytes(4, "little")
    else:
        data[listed + 9] |= 0x08  # the name is UTF-8, and then is not
        data[listed + 46] = 0xFF
    assert refusal(path, bytes(data)).startswith(f"{path}: expected a Word document")


TALK = p("INTERVIEWER: So?") + p("P01: Yes.")
BR, TAB = "<w:r><w:br/></w:r>", "<w:r><w:tab/></w:r>"


def times(path: Path) -> list[tuple[str, float | None, float | None]]:
    found = read(sources.read(path)).utterances
    return [(u.speaker, piece.at, piece.until) for u in found for piece in u.pieces]


def test_it_says_that_it_was_word(path: Path):
    spoken(path, TALK)
    assert read(sources.read(path)).format.startswith("Word")


@pytest.mark.parametrize("between", [BR, ""], ids=["line break", "paragraph"])
def test_teams_puts_name_and_time_above_the_words(path: Path, between: str):
    def turn(name: str, time: str, *words: str) -> str:
        head = b(name) + r(f"   {time}")
        return p(head, between, *(r(w) + BR for w in words)) if between else p(head) + "".join(map(p, words))

    body = (
        p("Kitchen talk-20260615_133555-Meeting Transcript")
        + p("15 June 2026, 03:35am")
        + p("27m 42s")
        + p(b("Anna Berg"), r(" started transcription"))
        + turn("Ben Ash", "0:03", "How do you take it?")
        + turn("Anna Berg", "0:05", "With milk.", "And tea.")
        + turn("Ben Ash", "1:02:07", "So do I.")
    )
    said = [("Ben Ash", "How do you take it?"), ("Anna Berg", "With milk. And tea."), ("Ben Ash", "So do I.")]
    assert spoken(path, body) == said
    reading = read(sources.read(path))
    assert reading.format == "Word, Teams"
    assert {u.speaker: u.pieces[0].at for u in reading.utterances} == {"Ben Ash": 3727.0, "Anna Berg": 5.0}


def test_a_line_break_begins_a_line_that_may_have_a_label(path: Path):
    body = p(b("Anna:"), r(" Hello."), BR, b("Ben:"), r(" Hi.")) + p(b("Anna:"), r(" So."))
    assert spoken(path, body) == [("Anna", "Hello."), ("Ben", "Hi."), ("Anna", "So.")]


def test_a_style_may_be_bold_also_by_what_it_is_based_on(path: Path):
    styles = style("A", "Speaker", base="B") + style("B", "Strong", "<w:b/>", base="A")
    label = '<w:rStyle w:val="A"/>'
    body = p(r("Anna:", label), r(" It was so.")) + p(r("Ben:", label), r(" Two things: tea.")) + p("Yes.")
    path.write_bytes(package(body, styles))
    assert [u.speaker for u in read(sources.read(path)).utterances] == ["Anna", "Ben"]


def test_the_marks_of_a_run_go_before_those_of_its_style(path: Path):
    plain = '<w:rStyle w:val="A"/><w:b w:val="0"/>'
    body = TALK + p(r("Then this:", plain), r(" it rained.")) + p("Yes.")
    path.write_bytes(package(body, style("A", "Strong", "<w:b/>")))
    assert [u.speaker for u in read(sources.read(path)).utterances] == ["INTERVIEWER", "P01"]


@pytest.mark.parametrize("part", ["word/document2.xml", "word/document.xml", "parts/main/d.xml"])
def test_the_main_part_is_found_by_its_relation(path: Path, part: str):
    path.write_bytes(package(TALK, part=part))
    assert len(read(sources.read(path)).utterances) == 2


def test_the_strict_kind_of_word_is_read(path: Path):
    common = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = SPACES.replace(common, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    path.write_bytes(archive(f"<w:document {strict}><w:body>{TALK}</w:body></w:document>"))
    assert len(read(sources.read(path)).utterances) == 2


def test_a_title_tells_its_date_time_and_length(path: Path):
    title = styled("Titel", "12-May-2023 - 10:36 - 1h09m31s \u2013 Ana")
    path.write_bytes(package(title + TALK, style("Titel", "Title")))
    reading = read(sources.read(path))
    assert reading.attributes == {
        "title": "12-May-2023 - 10:36 - 1h09m31s \u2013 Ana",
        "date": "12-May-2023",
        "time": "10:36",
        "duration": "1h09m31s",
    }
    assert len(reading.utterances) == 2


def test_a_line_of_date_and_time_below_the_title_is_read(path: Path):
    body = styled("T", "Interview 3: the Berg family") + p("") + p("21-Jan-2025 - 08:10 - 52m") + TALK
    path.write_bytes(package(body, style("T", "Title")))
    assert read(sources.read(path)).attributes == {
        "title": "Interview 3: the Berg family",
        "date": "21-Jan-2025",
        "time": "08:10",
        "duration": "52m",
    }


def test_a_heading_that_comes_once_is_a_title(path: Path):
    path.write_bytes(package(styled("H", "At home") + TALK, style("H", "heading 1")))
    assert read(sources.read(path)).attributes == {"title": "At home"}


@pytest.mark.parametrize("mark", ["<w:vanish/>", '<w:rStyle w:val="H"/>', '<w:rStyle w:val="P"/>'])
def test_hidden_text_is_out(path: Path, mark: str):
    styles = style("H", "secret", "<w:vanish/>") + style("P", "Placeholder Text")
    path.write_bytes(package(p("INTERVIEWER: So?") + p(r("P01: Tea"), r(" and milk", mark), r(".")), styles))
    assert read(sources.read(path)).utterances[1].pieces[0].words == "Tea."


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next(path: Path):
    marks = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    body = p("INTERVIEWER: So?") + p("P01: With mil").replace("<w:p>", f"<w:p>{marks}") + p("k: warm.")
    assert spoken(path, body)[1] == ("P01", "With milk: warm.")


def test_a_deleted_row_is_out(path: Path):
    gone = table([cell("P01"), cell("Gone.")]).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>")
    assert answer(path, p("P01: Tea."), gone) == "Tea."


def test_a_field_shows_its_result_and_not_what_it_is_made_by(path: Path):
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("milk")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert answer(path, p("P01: With ", field, ".")) == "With milk."


@pytest.mark.parametrize(
    ("code", "shown"),
    [("F04A", "\u263a"), ("f0e0", "\u2192"), ("00E9", "\u00e9"), ("F123", "\ufffd"), ("x", "\ufffd")],
)
def test_a_symbol_is_a_character_where_it_has_one(path: Path, code: str, shown: str):
    symbol = f'<w:r><w:sym w:font="Wingdings" w:char="{code}"/></w:r>'
    assert answer(path, p("P01: Yes ", symbol)) == f"Yes {shown}"


def test_notes_marks_and_readings_are_no_words(path: Path):
    ruby = f"<w:r><w:ruby><w:rt>{r('no')}</w:rt><w:rubyBase>{r(' milk')}</w:rubyBase></w:ruby></w:r>"
    marks = "<w:r><w:footnoteReference/><w:commentReference/><w:annotationRef/></w:r>"
    assert answer(path, p("P01: With", marks, ruby, ".")) == "With milk."


@pytest.mark.parametrize(
    "names",
    [("Speaker", "Time", "Text"), ("Sprecher", "Zeit", "Inhalt"), ("NAME", "Timestamp:", "Transcript")],
)
def test_a_table_whose_first_row_names_columns_has_a_turn_a_row(path: Path, names: tuple[str, ...]):
    body = p("Site: Kitchen") + table(
        [cell(name) for name in names],
        [cell("Anna"), cell("0:01"), cell("Hello.", "You: there.")],
        [cell(""), cell("0:04"), cell("So.")],
        [cell("Ben:"), cell("1:00:05"), cell("Hi.")],
    )
    assert spoken(path, body) == [("Anna", "Hello. You: there. So."), ("Ben", "Hi.")]
    assert times(path) == [("Anna", 1, None), ("Anna", 4, None), ("Ben", 3605, None)]
    reading = read(sources.read(path))
    assert (reading.format, reading.attributes) == ("Word, table", {"site": "Kitchen"})


def test_nvivo_s_table_has_spans_of_time(path: Path):
    head = [cell(name) for name in ("", "Timespan", "Content", "Speaker")]
    rows = [("1", "0:00.0 - 0:15.3", "Hello.", "Anna"), ("2", "0:15.3 - 1:06.0", "Hi.", "Ben")]
    body = table(head, *([cell(text) for text in row] for row in rows))
    assert spoken(path, body) == [("Anna", "Hello."), ("Ben", "Hi.")]
    assert times(path) == [("Anna", 0, 15.3), ("Ben", 15.3, 66)]


def test_three_columns_with_times_need_no_names(path: Path):
    names, words = (
        ("Anna", "Ben") * 2,
        ("Well, hello there.", "Hi to you too.", "So it is.", "Oh yes, it is."),
    )
    rows = [(f"00:0{2 * n}", name, said) for n, (name, said) in enumerate(zip(names, words, strict=True))]
    said = [(name, words) for _, name, words in rows]
    assert spoken(path, table(*([cell(text) for text in row] for row in rows))) == said
    assert [at for _, at, _ in times(path)] == [0, 2, 4, 6]


def test_a_table_goes_on_in_the_next(path: Path):
    head = [cell("Speaker"), cell("Text")]
    body = table(head, [cell("Anna"), cell("Hello.")]) + p("") + table([cell("Ben"), cell("Hi.")])
    assert spoken(path, body) == [("Anna", "Hello."), ("Ben", "Hi.")]


def test_a_small_table_within_talk_is_not_the_talk(path: Path):
    talk = p("INTERVIEWER: How do you take it, then, as a rule?") + p(
        "P01: With milk, before the tea, always."
    )
    small = table([cell("Speaker"), cell("Text")], [cell("Anna"), cell("Hi.")])
    assert [speaker for speaker, _ in spoken(path, talk + small)][:2] == ["INTERVIEWER", "P01"]


def test_a_talk_within_one_cell_is_read(path: Path):
    body = table([cell(p(b("Anna:"), " Hello."), p(b("Ben:"), " Hi."))])
    assert spoken(path, body) == [("Anna", "Hello."), ("Ben", "Hi.")]


@pytest.mark.parametrize(
    ("part", "kind"),
    [("xl/workbook.xml", "an Excel workbook"), ("ppt/presentation.xml", "a PowerPoint presentation")],
)
def test_another_office_file_is_told(path: Path, part: str, kind: str):
    assert f"expected a Word document (.docx), found {kind}" in refusal(path, archive("<x/>", part))


TAGS = ("p", "r", "t", "tbl", "tr", "tc", "sdt", "sdtContent", "ins", "del", "pPr", "rPr", "b", "txbxContent")
XML = st.recursive(
    st.sampled_from(
        ["", r("INTERVIEWER: So?"), r("P01: Yes."), b("Anna:"), r(" x"), BR, TAB, "Anna", "0:01"]
    ),
    lambda inner: st.builds(
        lambda tag, parts: f"<w:{tag}>{''.join(parts)}</w:{tag}>",
        st.sampled_from(TAGS),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


@given(body=st.lists(XML, max_size=4))
def test_no_xml_raises_anything_else(body: list[str]):
    with contextlib.suppress(InvalidTranscript):
        read(sources.Source(path=Path("x.docx"), data=document("".join(body))))


def test_tables_nested_as_deep_as_can_be_take_no_time(path: Path):
    inner = cell("P01: Milk.")
    for _ in range(60):
        inner = cell(table([inner]))
    assert answer(path, table([inner])) == "Milk."


def test_styles_based_on_one_another_without_end_take_no_time(path: Path):
    chain = "".join(style(f"s{n}", "x", base=f"s{n + 1}") for n in range(20_000))
    path.write_bytes(package(styled("s0", "INTERVIEWER: So?") + p("P01: Yes."), chain))
    assert len(read(sources.read(path)).utterances) == 2


def test_paragraphs_below_the_only_one_who_has_a_label_are_somebody_else_s(path: Path):
    body = "".join(
        map(p, ["Interviewer: How was it?", "It was fine.", "We left.", "Interviewer: And?", "No."])
    )
    assert spoken(path, body) == [
        ("Interviewer", "How was it?"),
        ("", "It was fine. We left."),
        ("Interviewer", "And?"),
        ("", "No."),
    ]
