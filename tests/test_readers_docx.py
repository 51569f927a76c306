"""Word: what stands in a document, wherever Word keeps it, and what a hostile one may not do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

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
