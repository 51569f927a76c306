"""OpenDocument, RTF, PDF, and the files of before 2007: what is read of each, and what is told."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilccode.errors import InvalidTranscript
from ilccode.model import Transcript
from ilccode.protocols import Reading
from ilccode.readers import odt, old, pdf, rtf
from ilccode.sources import Limits, Source

OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{short}="{OPEN}{long}:1.0"'
    for short, long in [
        *(("office", "office"), ("text", "text"), ("style", "style"), ("table", "table")),
        *(("draw", "drawing"), ("fo", "xsl-fo-compatible")),
    ]
)
BOLD = '<style:text-properties fo:font-weight="bold"/>'
GONE = '<style:text-properties text:display="none"/>'


def source(name: str, data: bytes, **limits: int) -> Source:
    return Source(path=Path(name), data=data, limits=Limits(**limits))


def turns(reading: Reading) -> list[tuple[str, str]]:
    transcript = Transcript.of(reading.utterances, source="f00d")
    return [(turn.speaker, transcript.words(turn)) for turn in transcript.turns]


def refusal(read: Callable[[Source], Reading], name: str, data: bytes, **limits: int) -> str:
    with pytest.raises(InvalidTranscript) as caught:
        read(source(name, data, **limits))
    told = str(caught.value)
    assert told.startswith(f"{name}:")
    assert len(told.splitlines()) == 1
    return told


# OpenDocument


def style(name: str, marks: str = "", parent: str = "", family: str = "text") -> str:
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}"{above}>{marks}</style:style>'


def open_document(body: str, styles: str = "", named: str = "", **parts: str) -> bytes:
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        zipped.writestr("content.xml", content)
        styles = f"<office:styles>{named}</office:styles>"
        zipped.writestr("styles.xml", f"<office:document-styles {SPACES}>{styles}</office:document-styles>")
        for name, part in parts.items():
            zipped.writestr(name.replace("__", "/") + ".xml", part)
    return file.getvalue()


def p(*inner: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{"".join(inner)}</text:p>'


def span(text: str, style: str = "B") -> str:
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def cells(*texts: str) -> str:
    inner = "".join(f"<table:table-cell>{p(text)}</table:table-cell>" for text in texts)
    return f"<table:table-row>{inner}</table:table-row>"


def opened(body: str, styles: str = style("B", BOLD), **parts: str) -> Reading:
    return odt.read(source("x.odt", open_document(body, styles, **parts)))


def answer(*inner: str, styles: str = "") -> str:
    """What P01 says in an OpenDocument text with this content after the label."""
    question, (speaker, words) = turns(opened(p("INTERVIEWER: So?") + p("P01: ", *inner), styles))
    assert [question, speaker] == [("INTERVIEWER", "So?"), "P01"]
    return words


def test_bold_labels_headings_lists_and_paragraphs_are_read_in_order():
    listed = f"<text:list><text:list-item>{p(span('Ben:'), ' Hi.')}</text:list-item></text:list>"
    body = f'<text:h text:outline-level="2">{span("Anna:")} Hello.</text:h>' + listed + p("So it was.")
    assert turns(opened(body)) == [("Anna", "Hello."), ("Ben", "Hi. So it was.")]
    assert opened(body).format.startswith("OpenDocument")


@pytest.mark.parametrize("weight", ["bold", "700", "900"])
def test_bold_may_come_from_a_parent_or_the_paragraph(weight: str):
    named = style("Strong", BOLD.replace("bold", weight))
    body = p(span("Anna:", "T"), " It was so.") + p(span("Two things:", "N"), " tea.") + p("Yes.")
    plain = style("N", BOLD.replace("bold", "normal"), "Strong")
    assert turns(opened(body, style("T", "", "Strong") + plain, named=named)) == [
        ("Anna", "It was so. Two things: tea. Yes.")
    ]


def test_spaces_tabs_and_line_breaks_are_kept():
    assert answer('a<text:s text:c="3"/>b<text:s/>c<text:tab/>d\n e') == "a b c d e"
    body = p(span("Anna:"), " Hi.<text:line-break/>", span("Ben:"), " So.") + p(span("Anna:"), " Yes.")
    assert turns(opened(body)) == [("Anna", "Hi."), ("Ben", "So."), ("Anna", "Yes.")]


@pytest.mark.parametrize("count", ["99999999999999", "1000000000", "-5", "x", ""])
def test_a_count_of_spaces_is_bounded(count: str):
    assert answer(f'a<text:s text:c="{count}"/>b') == "a b"


@pytest.mark.parametrize(
    "inner",
    [
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>{0}</text:note-body></text:note>",
        "<office:annotation>{0}</office:annotation>",
        '<text:hidden-text text:condition="x">no</text:hidden-text>',
        '<text:span text:style-name="G">no</text:span>',
        "<text:change-start/><text:bookmark/><!-- no --><?no no?>",
        "<text:page-number>7</text:page-number>",
    ],
)
def test_notes_comments_and_hidden_text_are_no_words(inner: str):
    inner = inner.format(p("no"))
    assert answer("With ", inner, "milk.", styles=style("G", GONE)) == "With milk."


def test_tracked_deletions_are_out_and_insertions_in():
    gone = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        f"{p('P01: Gone.')}</text:deletion></text:changed-region></text:tracked-changes>"
    )
    body = (
        gone + p("INTERVIEWER: So?") + p('P01: <text:change-start text:change-id="c"/>Tea<text:change-end/>.')
    )
    assert turns(opened(body)) == [("INTERVIEWER", "So?"), ("P01", "Tea.")]


def test_links_fields_and_text_boxes_are_read():
    box = f"<draw:frame><draw:text-box>{p('in a box.')}</draw:text-box></draw:frame>"
    assert answer("<text:a>Milk</text:a> <text:author-name>first</text:author-name>,", box) == (
        "Milk first, in a box."
    )


def test_rows_of_a_table_are_turns():
    rows = cells("Speaker", "Time", "Text") + cells("Anna", "0:01", "Hi.") + cells("Ben", "0:05", "So.")
    reading = opened(f"<table:table><table:table-header-rows>{rows}</table:table-header-rows></table:table>")
    assert turns(reading) == [("Anna", "Hi."), ("Ben", "So.")]
    assert [u.pieces[0].at for u in reading.utterances] == [1, 5]
    assert reading.format == "OpenDocument, table"


def test_a_title_of_an_open_document_is_read():
    talk = p("INTERVIEWER: So?") + p("P01: Yes.")
    title = style("P1", parent="Title", family="paragraph")
    assert opened(p("At home", style="P1") + talk, title).attributes == {"title": "At home"}


def test_an_open_document_that_is_locked_or_another_is_told():
    locked = open_document(p("x"), META_INF__manifest="<manifest:encryption-data/>")
    locked = locked.replace(b"META_INF", b"META-INF")
    assert "locked by a password" in refusal(odt.read, "x.odt", locked)
    assert "found a PDF" in refusal(odt.read, "x.odt", b"%PDF-1.4")
    assert "document type" in refusal(odt.read, "x.odt", open_document("", named="<!DOCTYPE x>"))


def test_an_open_spreadsheet_is_told():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        zipped.writestr("content.xml", "<x/>")
    assert "found an OpenDocument spreadsheet (.ods)" in refusal(odt.read, "x.odt", file.getvalue())


# RTF


def rich(body: str, head: str = r"\ansi\ansicpg1252") -> bytes:
    return f"{{\\rtf1{head}\n{body}}}".encode("latin-1")


def said(body: str, head: str = r"\ansi\ansicpg1252") -> str:
    """What P01 says in an RTF document with this content after the label."""
    data = rich(rf"INTERVIEWER: So?\par P01: {body}\par", head)
    question, (speaker, words) = turns(rtf.read(source("x.rtf", data)))
    assert [question, speaker] == [("INTERVIEWER", "So?"), "P01"]
    return words


def test_bold_labels_of_rtf_are_speakers():
    body = r"{\b Anna:} It was so.\par\b Ben:\b0  Two things: tea.\par\pard\plain Yes.\par"
    assert turns(rtf.read(source("x.rtf", rich(body)))) == [
        ("Anna", "It was so."),
        ("Ben", "Two things: tea. Yes."),
    ]


FONTS = (
    r"{\fonttbl" + "".join(rf"{{\f{n}\fcharset{c} A;}}" for n, c in enumerate((0, 128, 204, 161, 1))) + "}"
)


@pytest.mark.parametrize(
    ("body", "head", "words"),
    [
        (r"caf\'e9", r"\ansi\ansicpg1252", "café"),
        (r"\'b3\'f3d\'9f", r"\ansi\ansicpg1250", "łódź"),
        (r"caf\'8e", r"\mac", "café"),
        (r"caf\'82", r"\pc", "café"),
        (r"caf\'82", r"\pca", "café"),
        (r"caf\'c3\'a9", r"\ansi\ansicpg65001", "café"),
        ("caf\xe9", r"\ansi\ansicpg1252", "café"),
        (r"caf\'e9", r"\ansi\ansicpg99999", "café"),
        (r"{\f1 \'83e\'83X\'83g}", rf"\ansi\ansicpg1252\deff0{FONTS}", "テスト"),
        (r"{\f2 \'cf\'f0}", rf"\ansi\ansicpg1252\deff0{FONTS}", "Пр"),
        (r"\'e1\'e2", rf"\ansi\ansicpg1252\deff3{FONTS}", "αβ"),
        (r"{\f4 \'b3}", rf"\ansi\ansicpg1250\deff0{FONTS}", "ł"),
        (r"\u233?\u8212\'97x", r"\ansi", "é—x"),
        (r"{\uc2\u233 ??}{\uc0\u233}x", r"\ansi", "ééx"),
        (r"\u-10179?\u-8704?", r"\ansi", "😀"),
        (r"\u-10179?x", r"\ansi", "\ufffdx"),
        (r"\u9999999?x\u0?y", r"\ansi", "\ufffdx\ufffdy"),
        (r"\{\\\}\~\_\-x", r"\ansi", "{\\} -x"),
        (r"\lquote a\rquote\emdash\ldblquote b\rdblquote\bullet", r"\ansi", "‘a’—“b”•"),
        (r"a\tab b\line c\emspace d", r"\ansi", "a b c d"),
    ],
)
def test_characters_of_rtf_are_spelt_as_the_file_says(body: str, head: str, words: str):
    assert said(body, head) == words


@pytest.mark.parametrize(
    "inner",
    [
        r"{\deleted no}",
        r"\deleted no\deleted0 ",
        r"{\v no}",
        r"\v no\v0 ",
        r"{\footnote\pard no\par}",
        r"{\*\annotation no}",
        r"{\*\unheard-of no}",
        r"{\header no}",
        r"{\field{\*\fldinst HYPERLINK no}{\fldrslt }}",
        r"{\listtext no\tab}",
        r"{\pict\pngblip 6e6f}",
        "{\\pict\\bin6 no}{no}",
        r"{\info{\title no}}",
        r"{\stylesheet{\s1 no;}}",
        r"{\colortbl;\red0;}",
    ],
)
def test_what_is_deleted_hidden_or_beside_the_text_of_rtf_is_out(inner: str):
    assert said(rf"With {inner}milk.") == "With milk."


def test_the_result_of_a_field_is_text():
    assert said(r"{\field{\*\fldinst HYPERLINK x}{\fldrslt {\ul milk}}}.") == "milk."


def test_rows_of_rtf_are_turns():
    def row(*texts: str) -> str:
        return r"\trowd\cellx1\cellx2 " + "".join(rf"\pard\intbl {t}\cell " for t in texts) + r"\row "

    body = row("Speaker", "Text") + row("Anna", r"Hi.\par You.") + row("Ben", "So.") + r"\pard\par"
    reading = rtf.read(source("x.rtf", rich(body)))
    assert turns(reading) == [("Anna", "Hi. You."), ("Ben", "So.")]
    assert reading.format == "RTF, table"


def test_a_title_of_rtf_is_read():
    styles = r"{\stylesheet{\s0\ql Normal;}{\s60\sb0\sbasedon0 Title;}}"
    data = rich(rf"{styles}\pard\s60 At home\par\pard\plain INTERVIEWER: So?\par P01: Yes.\par")
    assert rtf.read(source("x.rtf", data)).attributes == {"title": "At home"}


def test_rtf_that_breaks_off_is_read_with_a_note():
    whole = rich(r"INTERVIEWER: So?\par P01: Yes.\par")
    assert rtf.read(source("x.rtf", whole)).notes == ()
    assert "breaks off" in rtf.read(source("x.rtf", whole[:-1])).notes[-1]
    assert turns(rtf.read(source("x.rtf", whole + b"P02: No."))) == [("INTERVIEWER", "So?"), ("P01", "Yes.")]


def test_what_is_no_rtf_is_refused():
    assert "found a PDF; give its name the ending .pdf" in refusal(rtf.read, "x.rtf", b"%PDF-1.4")
    assert "another kind of file" in refusal(rtf.read, "x.rtf", b"INTERVIEWER: So?")
    assert "nested too deep" in refusal(rtf.read, "x.rtf", b"{\\rtf1 " + b"{" * 50_000)
    assert "--limit text_mb=2" in refusal(rtf.read, "x.rtf", rich(" " * 1_500_000), text_mb=1)


# PDF


def stream(data: bytes, extra: str = "", *, packed: bool = True) -> bytes:
    data = zlib.compress(data) if packed else data
    packing = "/Filter /FlateDecode" if packed else ""
    return f"<< /Length {len(data)} {packing}{extra} >>\nstream\n".encode() + data + b"\nendstream"


def document(pages: Sequence[bytes], *more: bytes, resources: str = "", trailer: str = "") -> bytes:
    """A PDF of these page contents; objects in `more` have the numbers from 5."""
    first = 5 + len(more)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    font = "<< /Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont /Helvetica{} >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        font.format("").encode(),
        font.format("-Bold").encode(),
        *more,
    ]
    for n, page in enumerate(pages):
        box = "/MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R /F2 4 0 R >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {box} {resources} >> /Contents {first + 2 * n + 1} 0 R >>".encode()
        )
        objects.append(page)
    data, places = b"%PDF-1.4\n", []
    for number, thing in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, thing)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\n"
    return data + f"{end}startxref\n{len(data)}\n%%EOF\n".encode()


def shown(*lines: tuple[float, str], size: float = 11) -> bytes:
    """Page content: lines at heights; what stands between asterisks is bold."""
    parts = [f"BT /F1 {size} Tf"]
    for y, line in lines:
        parts.append(f"1 0 0 1 72 {y} Tm")
        for n, part in enumerate(line.split("*")):
            escaped = part.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            parts.append(f"/F{1 + n % 2} {size} Tf ({escaped}) Tj")
    return "\n".join([*parts, "ET"]).encode("cp1252")


def spaced(*lines: str, top: float = 720, step: float = 13) -> list[tuple[float, str]]:
    return [(top - n * step, line) for n, line in enumerate(lines) if line]


def printed(*pages: Sequence[tuple[float, str]]) -> Reading:
    return pdf.read(source("x.pdf", document([stream(shown(*page)) for page in pages])))


LONG = "that we had all been told so very much about the tea and the milk, and then some "


def test_lines_of_a_pdf_are_joined_over_lines_and_pages():
    first = spaced("INTERVIEWER: How do you take it?", f"P01: Well, {LONG}", f"of us knew {LONG}")
    reading = printed(first, spaced("things that nobody knew.", "INTERVIEWER: So?", "P01: Yes."))
    assert turns(reading) == [
        ("INTERVIEWER", "How do you take it?"),
        ("P01", f"Well, {LONG}of us knew {LONG}things that nobody knew."),
        ("INTERVIEWER", "So?"),
        ("P01", "Yes."),
    ]
    assert (reading.format.split(",")[0], reading.notes) == ("PDF", ())


@pytest.mark.parametrize(
    ("end", "begin", "word"),
    [
        ("inter-", "national", "international"),
        ("inter\xad", "national", "international"),
        ("well-", "known", "well-known"),
        ("milk-", "tea", "milk-tea"),
        ("two-hundred-", "thousand", "two-hundred-thousand"),
        ("Anglo-", "Saxon", "Anglo-Saxon"),
        ("th-", "the", "th- the"),
        ("1990-", "1995", "1990-1995"),
        ("said --", "no", "said -- no"),
    ],
)
def test_hyphens_at_the_end_of_a_line_are_undone_where_that_is_plain(end: str, begin: str, word: str):
    body = spaced(
        "INTERVIEWER: So?", f"P01: {LONG}{end}", f"{begin} things.", "INTERVIEWER: And milk or tea?"
    )
    assert turns(printed(body))[1][1] == f"{LONG}{word} things."


def test_heads_feet_and_page_numbers_are_left_out_and_noted():
    asked = ("how", "why", "when", "where")
    pages = [
        [
            (760.0, "The tea study"),
            *spaced(f"INTERVIEWER: And {word}?", f"P01: {LONG}", f"{word} it was."),
            (30.0, foot),
        ]
        for word, foot in zip(
            asked, ("Page 1 of 4", "Page 2 of 4", "Page 3 of 4", "Page 4 of 4"), strict=True
        )
    ]
    reading = printed(*pages)
    assert [words for _, words in turns(reading)][:2] == ["And how?", f"{LONG}how it was."]
    assert len(turns(reading)) == 8
    assert "left out (8 lines)" in reading.notes[-1]


def test_words_that_come_on_every_page_are_kept_where_they_stand_elsewhere_too():
    asked = [
        "P01: Yes.",
        "INTERVIEWER: And tea?",
        "P01: So.",
        "P01: Yes.",
        "INTERVIEWER: Why?",
        "P01: I like it.",
    ]
    pages = [spaced(*asked, f"INTERVIEWER: What of {n}?", f"P01: No {n}.") for n in ("milk", "ice", "jam")]
    assert Transcript.of(printed(*pages).utterances, source="").text.count("Yes.") == 6


def test_numbers_of_lines_are_left_out():
    body = spaced("INTERVIEWER: So?", "P01: Yes.", *["INTERVIEWER: And?", "P01: No."] * 3)
    numbers = [(y, str(n)) for n, (y, _) in enumerate(body, start=1)]
    assert [words for _, words in turns(printed([*body, *numbers]))][:3] == ["So?", "Yes.", "And?"]
    assert not any(char.isdigit() for _, words in turns(printed([*body, *numbers])) for char in words)


def test_a_label_in_bold_print_is_a_speaker_and_a_great_first_line_a_title():
    title = shown((740, "At home"), size=20)
    talk = shown(*spaced("*Anna:* It was so.", "*Ben:* Two things: tea.", "And the rest."))
    reading = pdf.read(source("x.pdf", document([stream(title + b"\n" + talk)])))
    assert turns(reading) == [("Anna", "It was so."), ("Ben", "Two things: tea. And the rest.")]
    assert reading.attributes == {"title": "At home"}


def test_a_pdf_of_pictures_is_told():
    picture = stream(bytes(3), "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8")
    data = document([stream(b"q /Im Do Q")], picture, resources="/XObject << /Im 5 0 R >>")
    assert "run text recognition (OCR) on them first" in refusal(pdf.read, "x.pdf", data)
    mixed = document([stream(shown(*spaced("INTERVIEWER: So?", "P01: Yes."))), stream(b"q Q")])
    assert "1 of 2 pages have no text" in pdf.read(source("x.pdf", mixed)).notes[-1]


def test_a_pdf_locked_by_a_password_is_told():
    lock = "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >> /ID [<00> <00>]".format(
        "41" * 32
    )
    data = document([stream(shown((700, "INTERVIEWER: So?")))], trailer=lock)
    assert "locked by a password" in refusal(pdf.read, "x.pdf", data)


def test_a_pdf_that_opens_without_a_password_is_read():
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(
        PdfReader(io.BytesIO(document([stream(shown(*spaced("INTERVIEWER: So?", "P01: Yes.")))])))
    )
    writer.encrypt("", "owner", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    assert turns(pdf.read(source("x.pdf", file.getvalue()))) == [("INTERVIEWER", "So?"), ("P01", "Yes.")]


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"%PDF-1.4", b"%PDF-1.4\n%%EOF", b"%PDF-1.4\nstartxref\n0\n%%EOF", document([])[:200]],
)
def test_what_is_no_whole_pdf_is_refused(data: bytes, capfd: pytest.CaptureFixture[str]):
    assert "expected a PDF" in refusal(pdf.read, "x.pdf", data)
    assert capfd.readouterr() == ("", "")


FORM = (
    "/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
    "/Resources << /Font << /F1 3 0 R >> /XObject << /X {} 0 R >> >>"
)


@pytest.mark.parametrize(
    "data",
    [
        document([stream(b" " * 70_000_000)]),
        document([stream(b"BT /F1 9 Tf " + b"(a) Tj " * 300_000 + b"ET")]),
        document([stream(b"BT /F1 9 Tf (" + b"a" * 3_000_000 + b") Tj ET")]),
        document([stream(b"[" * 100_000)]),
        document([stream(b" " * 3_000_000)] * 40),
        document(
            [stream(b"/X Do " * 2_000)],
            stream(b" " * 3_900_000, FORM.format(5)),
            resources="/XObject << /X 5 0 R >>",
        ),
        document(
            [stream(b"/X Do")], stream(b"/X Do " * 50, FORM.format(5)), resources="/XObject << /X 5 0 R >>"
        ),
        document(
            [stream(b"/X Do " * 9)],
            *(stream(b"/X Do " * 9, FORM.format(6 + n)) for n in range(9)),
            stream(b"BT /F1 9 Tf (a) Tj ET", FORM.format(5)),
            resources="/XObject << /X 5 0 R >>",
        ),
    ],
    ids=["blanks", "operations", "string", "nested", "pages", "forms", "circle", "tree of forms"],
)
def test_a_pdf_that_is_a_bomb_is_refused_at_once(data: bytes):
    import time

    start = time.thread_time()
    refusal(pdf.read, "x.pdf", data)
    assert time.thread_time() - start < 3


# Before 2007

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.doc", OLE + bytes(99), "open it in Word or LibreOffice and save it as .docx"),
        ("x.XLS", OLE + bytes(99), "open it in Excel or LibreOffice and save it as .xlsx"),
        ("x.doc", OLE + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
        ("x.doc", b"{\\rtf1 x}", "an RTF document; give its name the ending .rtf"),
        ("x.doc", b"%PDF-1.4", "a PDF; give its name the ending .pdf"),
        ("x.doc", b"\r\n<html><body>", "a web page; open it in Word or LibreOffice and save it as .docx"),
        ("x.doc", b"<?xml version='1.0'?><w:wordDocument/>", "saved as XML"),
        ("x.doc", b"MIME-Version: 1.0", "web archive"),
        ("x.doc", b"INTERVIEWER: So?", "plain text; give its name the ending .txt"),
        ("x.doc", b"", "an empty file"),
        ("x.doc", bytes(99), "open it in Word or LibreOffice and save it as .docx"),
        ("x.doc", b"PK", "damaged"),
    ],
)
def test_an_old_file_is_told_what_to_do_with(name: str, data: bytes, told: str):
    assert told in refusal(old.read, name, data)


def test_an_old_name_of_a_new_file_is_told():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("word/document.xml", "x")
    assert "a Word document (.docx); give its name that ending" in refusal(old.read, "x.doc", file.getvalue())


# All of them

SOUND: dict[str, tuple[Callable[[Source], Reading], bytes]] = {
    "odt": (
        odt.read,
        open_document(p("INTERVIEWER: So?") + p("P01: Yes.") + p("INTERVIEWER: And?"), style("B", BOLD)),
    ),
    "rtf": (
        rtf.read,
        rich(r"{\b INTERVIEWER:} So?\par{\b P01:} Caf\'e9 \u233? \par{\*\x y}INTERVIEWER: So?\par"),
    ),
    "pdf": (pdf.read, document([stream(shown(*spaced("INTERVIEWER: So?", "P01: Yes.")), packed=False)])),
    "doc": (old.read, OLE + bytes(99)),
}


@pytest.mark.parametrize("name", SOUND)
@given(data=st.data())
def test_no_damage_raises_anything_else(name: str, data: st.DataObject):
    read, sound = SOUND[name]
    damaged = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(min_size=1, max_size=3))
    with contextlib.suppress(InvalidTranscript):
        read(source(f"x.{name}", bytes(damaged)))
