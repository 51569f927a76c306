"""Bytes to text: a byte-order mark, else UTF-8, and never a guess."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilccode import sources
from ilccode.errors import Fault, InvalidTranscript
from ilccode.readers import decoding, proposals


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.txt"


def zipped(name: str) -> bytes:
    """An archive that holds one file of this name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "x")
    return file.getvalue()


def text_of(path: Path, encoding: str = "") -> str:
    return decoding.text_of(sources.read(path, encoding=encoding))


def fault(path: Path) -> Fault:
    with pytest.raises(InvalidTranscript) as caught:
        text_of(path)
    (only,) = caught.value.faults
    return only


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_marks_do_not_matter(path: Path, encoding: str, end: str):
    path.write_bytes(end.join(["P01: Så", "där", "", "好。"]).encode(encoding))
    assert text_of(path) == "P01: Så\ndär\n\n好。"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
def test_either_order_of_bytes_is_known_by_its_mark(path: Path, mark: bytes, encoding: str):
    path.write_bytes(mark + "P01: Så där.".encode(encoding))
    assert text_of(path) == "P01: Så där."


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_the_order_of_bytes_is_known_without_a_mark(path: Path, encoding: str):
    path.write_bytes("INTERVIEWER: Så\r\nhär.\n".encode(encoding))
    assert text_of(path) == "INTERVIEWER: Så\nhär.\n"
    assert decoding.encoding_of(sources.read(path)) == encoding[:6]


SAID = {
    "windows-1252": "P01: It’s about £20, I’d say – “not much”, really.",
    "windows-1250": "R: Źle. Byłam zmęczona, bo dzieci głośno śpiewały.",
    "windows-1251": "Р1: Я пришла в сентябре, когда уже было много учителей.",
    "windows-1253": "Σ1: Ήρθα τον Σεπτέμβριο, όταν υπήρχαν ήδη πολλοί δάσκαλοι.",
    "windows-1254": "K1: Eylülde geldim, öğretmenler çoktu. Şimdi değişti, ışık da yoktu.",
    "windows-1255": "מ1: הגעתי בספטמבר, והיו שם הרבה מורים.",
    "windows-1256": "م1: وصلت في سبتمبر وكان هناك كثير من المعلمين.",
    "macintosh": "B: Also für mich wäre das „schön“ gewesen – die Straße, und so weiter.",
    "koi8-r": "Р1: Я пришла в сентябре, когда уже было много учителей.",
    "cp850": "P01: Det är väl så att människor får gå på möten, även på söndagar.",
    "shift_jis": "話者：九月に来ました。先生がたくさんいました。とても大変でした。",
    "gb18030": "受访者：我九月来的，那时候已经有很多老师了。真的很难。",
}


@pytest.mark.parametrize("encoding", SAID)
def test_another_encoding_is_proposed_with_a_sample_and_read_when_confirmed(path: Path, encoding: str):
    path.write_bytes(f"INTERVIEWER: Hi.\r\n\r\n{SAID[encoding]}\r\n".encode(encoding))
    told = fault(path)
    proposed = told.expected.rpartition(" --encoding ")[2]
    assert told.line == 3
    assert told.expected.startswith("expected UTF-8; it looks like ")
    assert SAID[encoding][:30] in told.expected
    assert text_of(path, proposed) == text_of(path, encoding) == f"INTERVIEWER: Hi.\n\n{SAID[encoding]}\n"
    assert decoding.encoding_of(sources.read(path, encoding=encoding)) == encoding


TALK = {
    "English": "P01: It\u2019s about \u00a320, I\u2019d say \u2013 \u201cnot much\u201d, or \u20ac30.",
    "English, plain": "P01: She said \u201cno\u201d to me, and that was it.",
    "German": "B: Also, das war schön, aber die Kinder müssen natürlich größere Räume haben. Ärger gab es.",
    "French": "P: J\u2019étais très fatiguée à l\u2019école. Ça, c\u2019est sûr, même après Noël, ma sœur.",
    "English, degrees": "P01: It was 30° in there, and the © too.",
    "French, plain": "P: La mère et le père étaient là.",
    "Spanish": "P: ¿Cómo fue? Trabajaba con los niños por la mañana. ¡Qué difícil! Según él, había más.",
    "Portuguese": "P: Não, a educação é importante. Então as crianças são felizes, às vezes. Três irmãos.",
    "Italian": "P: È difficile, perché la città è così lontana. Però lunedì c\u2019è l\u2019università, più.",
    "Dutch": "P: De coördinator zei: één ding, geïnteresseerde leerlingen, hè? Ideeën zijn er genoeg.",
    "Swedish": "P: Det är väl så att människor får gå på möten, även på söndagar.",
    "Polish": "R: Źle. Byłam zmęczona, bo dzieci głośno śpiewały. Może później, proszę pani, ćwiczenia też.",
    "Czech": "T: Přišla jsem v září, když už bylo hodně učitelů. Děti byly unavené, že jo, ještě teď.",
    "Hungarian": "V: Nem tudom, hogy mit mondjak. Később jobb lett. Tűz, fű, erdő, őszinte.",
    "Russian": "Р1: Я пришла в сентябре, когда уже было много учителей. Дети, конечно, устали.",
    "Russian, short": "И: Как вас зовут?",
}
ENCODED = [
    *((language, "windows-1252") for language in list(TALK)[:11]),
    *((language, "macintosh") for language in list(TALK)[2:11]),
    *((language, "windows-1250") for language in ("Polish", "Czech", "Hungarian")),
    *((language, "iso-8859-2") for language in ("Polish", "Czech", "Hungarian")),
    *((language, "cp852") for language in ("Polish", "Czech", "Hungarian")),
    *(
        (language, page)
        for language in ("Russian", "Russian, short")
        for page in ("windows-1251", "koi8-r", "cp866", "iso-8859-5", "mac-cyrillic")
    ),
]


@pytest.mark.parametrize(("language", "page"), ENCODED)
def test_what_is_proposed_reads_a_language_as_it_was_written(language: str, page: str):
    data = f"I: Hi.\n{TALK[language]}\n".encode(page, "replace")
    proposed = proposals.proposal(data)
    assert data.decode(proposed) == data.decode(page)
    assert (proposed == "windows-1252") == (page == "windows-1252")


@pytest.mark.parametrize("page", ["windows-1250", "iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1254"])
def test_of_encodings_that_do_not_differ_here_the_commonest_is_proposed(page: str):
    assert proposals.proposal("B: Also, das war schön für die Gäste.".encode(page)) == "windows-1252"


@pytest.mark.parametrize(
    ("said", "page"), [("สวัสดีครับ ผมชื่อสมชาย", "tis-620"), ("Я пришла в сентябре", "cp855")]
)
def test_what_makes_sense_in_no_encoding_that_is_known_has_no_proposal(path: Path, said: str, page: str):
    path.write_bytes(said.encode(page))
    assert "the encoding of this line is not known" in fault(path).expected
    assert "save it as UTF-8" in fault(path).expected
    assert "--encoding" not in fault(path).expected


def test_a_long_line_is_cut_to_what_stands_around_its_first_letter(path: Path):
    path.write_bytes(("words " * 99 + "Så där " + "words " * 99).encode("cp1252"))
    assert "words Så där words" in fault(path).expected
    assert len(fault(path).expected) < 220


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_confirmed_encoding_is_for_files_that_are_not_unicode(path: Path, encoding: str):
    path.write_bytes("P01: Så där.".encode(encoding))
    assert text_of(path, "windows-1252") == "P01: Så där."


def test_a_confirmed_encoding_that_does_not_fit_is_refused_with_its_line(path: Path):
    path.write_bytes("P01: Hi.\r\nP02: Så\r\n".encode("cp1252"))
    with pytest.raises(InvalidTranscript, match=r"x\.txt:2: expected ascii text"):
        text_of(path, "ascii")


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13", "idna", "unicode_escape", "a\0b", " "])
def test_a_name_that_is_no_encoding_is_refused(path: Path, name: str):
    path.write_bytes("P01: Så".encode("cp1252"))
    with pytest.raises(InvalidTranscript, match="no such encoding") as caught:
        text_of(path, name)
    assert len(str(caught.value).splitlines()) == 1


def test_utf_8_with_a_few_broken_bytes_is_not_taken_for_another_encoding(path: Path):
    path.write_bytes("P01: Så där går det på möten.\n".encode() * 9 + b"P02: \xe5\n")
    told = fault(path)
    assert told.line == 10
    assert "1 damaged character in line 10 (around: \u201c" in told.expected
    assert "save it as UTF-8 and import it again" in told.expected
    assert "--encoding" in told.expected


def test_all_damaged_lines_are_told_and_a_confirmed_encoding_reads_them(path: Path):
    good = "P01: Så där går det på möten.\n".encode()
    path.write_bytes(b"".join((good * 9, b"P02: \xe5\n", good, b"P02: \xe5 \xe5\n")))
    assert "3 damaged characters in lines 10, 12 (" in fault(path).expected
    assert "P02: å å" in text_of(path, "windows-1252")


def test_utf_16_that_breaks_off_is_refused(path: Path):
    path.write_bytes(b"\xff\xfeP\x001")
    assert "expected utf-16 text" in fault(path).expected


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF: name it .pdf"),
        (b"{\\rtf1\\ansi Hello}", "a rich text file: name it .rtf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture"),
        (b"\x89PNG\r\n\x1a\n\x00", "a picture"),
        (b"ID3\x04\x00\x00", "transcribe it first"),
        (b"\xff\xfb\x90\x00", "transcribe it first"),
        (b"\x00\x00\x00\x20ftypM4A ", "transcribe it first"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "transcribe it first"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "save it as .docx"),
        (b"PK\x03\x04\x00\x00", "a damaged or locked archive"),
        (zipped("word/document.xml"), "a Word document: name it .docx"),
        (zipped("xl/workbook.xml"), "an Excel workbook: name it .xlsx"),
        (zipped("content.xml"), "an OpenDocument file: name it .odt"),
        (zipped("a.txt"), "unpack it first"),
        (b"\x1f\x8b\x08\x00", "unpack it first"),
        (b"SQLite format 3\x00", "a database"),
        (b"\x00\x01\x02\xff" * 9, "a binary file"),
        (b"P01: a\x00b", "a binary file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_text_is_told_for_what_it_is(path: Path, data: bytes, kind: str):
    path.write_bytes(data)
    assert fault(path).expected.startswith("expected text, found ")
    assert kind in fault(path).expected


def test_an_archive_under_a_text_s_name_has_the_limits_of_one(path: Path):
    path.write_bytes(zipped("a.txt"))
    with pytest.raises(InvalidTranscript, match="--limit entries=2"):
        decoding.text_of(sources.read(path, limits=sources.Limits(entries=0)))


def test_a_participant_may_be_called_like_an_audio_tag(path: Path):
    path.write_bytes(b"ID3: Hello.")
    assert text_of(path) == "ID3: Hello."


def test_an_empty_file_is_an_empty_text(path: Path):
    path.write_bytes(b"")
    assert text_of(path) == ""


def test_rare_line_ends_are_line_ends_and_stay_in_a_text(path: Path):
    path.write_text("a\u2028b\u2029c\x85d\x0ce", encoding="utf-8")
    assert decoding.lines_of(sources.read(path)) == ["a", "b", "c", "d", "e"]
    assert text_of(path) == "a\u2028b\u2029c\x85d\x0ce"


def test_a_line_over_the_limit_is_refused(path: Path):
    path.write_bytes(b"a" * 2_000_000)
    with pytest.raises(InvalidTranscript, match="--limit line_mb=3"):
        decoding.lines_of(sources.read(path, limits=sources.Limits(line_mb=1)))


@settings(deadline=None)
@given(data=st.binary(max_size=60), encoding=st.sampled_from(["", "cp1252", "utf-8", "gb18030", "x"]))
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes, encoding: str):
    source = sources.Source(path=Path("x.txt"), data=data, encoding=encoding)
    try:
        told = decoding.text_of(source)
    except InvalidTranscript as error:
        told = str(error).replace("x.txt", "")
        lines = told.splitlines()
    else:
        lines = [told]
    assert len(lines) == 1
    assert "\x00" not in told


@settings(deadline=None)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=40))
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_marked_unicode_is_read_as_it_was_written(encoding: str, text: str):
    source = sources.Source(path=Path("x.txt"), data=text.encode(encoding))
    assert decoding.text_of(source) == text
