"""Archives and XML from strangers: nothing is unpacked that was not counted, no name leads outside."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilccode import packages
from ilccode.errors import InvalidTranscript
from ilccode.packages import opened
from ilccode.sources import MB, Limits, Source

KIND = "a Word document (.docx)"


def source(data: bytes, **limits: int) -> Source:
    return Source(path=Path("x.docx"), data=data, limits=Limits(**limits))


def archive(*parts: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as zipped:
        for name, data in parts:
            zipped.writestr(zipfile.ZipInfo(name), data, packing)
    return file.getvalue()


def refusal(data: bytes, part: str = "a", **limits: int) -> str:
    with pytest.raises(InvalidTranscript) as caught:
        opened(source(data, **limits), KIND).part(part)
    told = str(caught.value)
    assert told.startswith("x.docx: ")
    assert len(told.splitlines()) == 1
    return told


def patched(data: bytes, sign: bytes, offset: int, value: bytes) -> bytes:
    """An archive with other bytes in its first header of a kind."""
    at = data.index(sign) + offset
    return data[:at] + value + data[at + len(value) :]


def both(data: bytes, local: int, listed: int, value: bytes) -> bytes:
    """An archive with other bytes in both of an entry's headers."""
    return patched(patched(data, b"PK\x03\x04", local, value), b"PK\x01\x02", listed, value)


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("size", [0, 1, packages.CHUNK - 1, packages.CHUNK, 5 * packages.CHUNK + 3])
def test_a_part_is_what_was_packed(packing: int, size: int):
    data = os.urandom(size // 2) + b"x" * (size - size // 2)
    assert opened(source(archive(("a", data), packing=packing)), KIND).part("a") == data


@given(data=st.binary(max_size=3_000), name=st.text("abc./ é", min_size=1, max_size=9))
def test_what_is_read_is_what_zipfile_reads(data: bytes, name: str):
    packed = archive((name, data))
    try:
        package = opened(source(packed), KIND)
    except InvalidTranscript:
        assert ".." in name or name.startswith("/")
    else:
        with zipfile.ZipFile(io.BytesIO(packed)) as zipped:
            assert {n: package.part(n) for n in package.entries} == {
                n: zipped.read(n) for n in zipped.namelist()
            }


@pytest.mark.parametrize(
    "name",
    [
        *("../a", "a/../../b", "..", "a/..", "/a", "//a", "\\a", "..\\a", "a\\..\\b", "a\\b", "C:a", "c:\\a"),
        *(
            "C:/a",
            "z:..",
            "/etc/passwd",
            "../../../../etc/passwd",
            "a/../b",
            "\\\\server\\a",
            "a\nb",
            "a\x1bb",
        ),
        *("a\x7f", "word/../../a", "./../a", "a/b/../../../c", "x\\", "\t", "/", "../", "..//a", "D:\\..\\a"),
    ],
)
def test_a_name_that_leads_outside_is_refused(name: str):
    data = archive(("fine", b"x"), ("?" * len(name.encode()), b"x"))
    hostile = data.replace(b"?" * len(name.encode()), name.encode())
    assert "points out of the archive" in refusal(hostile)


def test_a_name_with_a_nul_in_it_is_refused():
    hostile = archive(("word?evil", b"x")).replace(b"word?evil", b"word\x00evil")
    assert "points out of the archive" in refusal(hostile)


@pytest.mark.parametrize(
    "name", ["a..b", "..a", "a/...", "ab:c", "word/document.xml", "é/ü", "C", "a/", "...."]
)
def test_a_name_that_only_looks_so_is_not(name: str):
    assert opened(source(archive((name, b""))), KIND).part(name) == b""


def test_one_huge_part_is_refused_by_its_size():
    big = archive(("a", bytes(130 * MB)))
    assert refusal(big).endswith(
        "an archive of 130 MB unpacked is over the limit of 128; if you trust the file, "
        "raise it with --limit unpacked_mb=131"
    )
    assert "--limit ratio=" in refusal(big, unpacked_mb=131)
    assert len(opened(source(big, unpacked_mb=131, ratio=2_000), KIND).part("a")) == 130 * MB


def test_a_part_packed_too_well_is_refused_and_a_small_one_is_not():
    assert "times its size is over the limit of 200" in refusal(archive(("a", bytes(2 * MB))))
    assert opened(source(archive(("a", bytes(MB)))), KIND).part("a") == bytes(MB)


def test_parts_are_weighed_together():
    many = archive(*((str(n), os.urandom(MB // 100) + bytes(MB)) for n in range(9)))
    opened(source(many, unpacked_mb=10), KIND).weigh()
    with pytest.raises(InvalidTranscript, match=r"unpacked_mb=10$"):
        opened(source(many, unpacked_mb=9), KIND).weigh()


def test_too_many_entries_are_refused():
    many = archive(*((f"{n}", b"") for n in range(101)))
    assert "an archive of 101 entries is over the limit of 100" in refusal(many, entries=100)
    assert len(opened(source(many, entries=101), KIND).entries) == 101


@pytest.mark.parametrize("size", [0, 1, 999, 1_001, 2**32 - 2])
def test_a_size_that_is_a_lie_is_found_out(size: int):
    lying = both(archive(("a", b"x" * 1_000)), 22, 24, struct.pack("<I", size))
    told = refusal(lying, unpacked_mb=10_000, ratio=10**9)
    assert "damaged" in told


def test_a_size_and_a_sum_that_lie_together_are_found_out():
    honest = archive(("a", b"x" * 1_000))
    lying = both(honest, 22, 24, struct.pack("<I", 10))
    lying = both(lying, 14, 16, struct.pack("<I", zlib.crc32(b"x" * 10)))
    assert "damaged" in refusal(lying)


def test_entries_that_overlap_are_refused():
    """The same packed bytes under many names, as in Fifield's bomb of 2019."""
    one = archive(("a", b"x" * 100))
    start, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    listed = one[start:end]
    more = listed + listed.replace(b"a", b"b")
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 2, 2, len(more), start, 0)
    assert "overlap" in refusal(one[:start] + more + tail)


def test_two_entries_of_one_name_are_refused():
    twice = archive(("a", b"1"), ("b", b"2")).replace(b"b", b"a")
    assert "two entries of one name" in refusal(twice)


def test_a_locked_archive_is_told():
    locked = both(archive(("a", b"x")), 6, 8, b"\x01\x00")
    assert "locked by a password" in refusal(locked)


@pytest.mark.parametrize("packing", [12, 14, 93, 1, 9])
def test_a_packing_that_no_document_has_is_refused(packing: int):
    assert "damaged" in refusal(both(archive(("a", b"x" * 50)), 8, 10, struct.pack("<H", packing)))


@pytest.mark.parametrize("cut", range(0, 120, 7))
def test_a_cut_archive_is_refused(cut: int):
    data = archive(("a", b"some words, and then some more of them"))
    refusal(data[:-cut] if cut else data[:10])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (archive(("xl/workbook.xml", b"")), "found an Excel workbook (.xlsx)"),
        (archive(("ppt/presentation.xml", b"")), "found a PowerPoint presentation (.pptx)"),
        (
            archive(("mimetype", b"application/vnd.oasis.opendocument.text")),
            "found an OpenDocument text (.odt)",
        ),
        (
            archive(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")),
            "found an OpenDocument spreadsheet (.ods)",
        ),
        (archive(("mimetype", b"application/epub+zip")), "damaged or another kind"),
        (b"%PDF-1.4", "found a PDF; give its name the ending .pdf"),
        (b"\xef\xbb\xbf{\\rtf1 x}", "found an RTF document; give its name the ending .rtf"),
        (b"<!DOCTYPE html><p>", "found a web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 x", "found a file of Word or Excel before 2007"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "found a file locked by a password",
        ),
        (b"", "found no archive"),
        (b"INTERVIEWER: So?", "found no archive"),
    ],
)
def test_another_kind_of_file_is_told(data: bytes, expected: str):
    assert expected in refusal(data)


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "laughs": f'<!DOCTYPE d [<!ENTITY a0 "lol">{LAUGHS}]><d>&a9;</d>'.encode(),
    "laughs in an attribute": f'<!DOCTYPE d [<!ENTITY a0 "lol">{LAUGHS}]><d e="&a9;"/>'.encode(),
    "quadratic": f'<!DOCTYPE d [<!ENTITY a "{"x" * 90_000}">]><d>{"&a;" * 9_000}</d>'.encode(),
    "a file": b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>',
    "a net": b'<!DOCTYPE d [<!ENTITY a SYSTEM "http://127.0.0.1:9/a">]><d>&a;</d>',
    "a parameter": b'<!DOCTYPE d [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a">%a;]><d/>',
    "an outer type": b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd"><d/>',
    "a bare type": b"<!DOCTYPE d><d/>",
    "in utf-16": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE d><d/>'.encode("utf-16"),
    "in utf-16, no mark": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE d><d/>'.encode("utf-16-be"),
    "behind a comment": b"<!--" + b"x" * packages.CHUNK + b"--><!DOCTYPE d><d/>",
    "on a chunk's end": b"<!--" + b"x" * (packages.CHUNK - 12) + b"--><!DOCTYPE d><d/>",
    "in utf-7": b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE d+AD4-+ADw-d/+AD4-',
    "deep": b"<a>" * 200_000,
    "deep and closed": b"<a>" * 200_000 + b"</a>" * 200_000,
    "many tags": b"<a>" + b"<b/>" * 900_000 + b"</a>",
    "many attributes": b"<a " + b" ".join(b"b%d='1'" % n for n in range(700_000)) + b"/>",
    "many names": b"<a " + b" ".join(b"xmlns:b%d='%d'" % (n, n) for n in range(700_000)) + b"/>",
    "long text": b"<a>" + b"x" * 20_000_000 + b"</a>",
    "long attribute": b"<a b='" + b"x" * 20_000_000 + b"'/>",
    "no XML": b"x",
    "nothing": b"",
    "cut": b"<a><b>",
    "a nul": b"<a>\x00</a>",
    "two roots": b"<a/><a/>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused(name: str):
    package = opened(source(archive(("a", HOSTILE[name])), ratio=2_000), KIND)
    with pytest.raises(InvalidTranscript) as caught:
        package.tree("a")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_without_an_archive_is_refused(name: str):
    with pytest.raises(InvalidTranscript):
        packages.tree(source(HOSTILE[name]), "an ELAN file (.eaf)")


def test_xml_is_parsed_with_names_and_comments():
    package = opened(source(archive(("a", b"<a><!-- x --><b c='1'>&lt;d&#233;</b></a>"))), KIND)
    assert [(b.tag, b.get("c"), b.text) for b in package.tree("a").iter("b")] == [("b", "1", "<dé")]


BOMBS = """
import io, os, sys, zipfile
from pathlib import Path
from ilccode.errors import InvalidTranscript
from ilccode.readers import docx, odt
from ilccode.sources import Source

def bomb(name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        with zipped.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(400):
                part.write({"text": b"x" * 1_000_000, "tags": b"<a/>" * 250_000,
                    "noise": os.urandom(6_000) + b"x" * 994_000}[name])
    return file.getvalue()

data = bomb(sys.argv[1])
import resource, time
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
try:
    docx.read(Source(path=Path("x.docx"), data=data))
except InvalidTranscript as error:
    print(error)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, time.perf_counter() - start)
"""


@pytest.mark.parametrize("name", ["text", "tags", "noise"])
def test_400_mb_cost_neither_time_nor_memory(name: str):
    said = subprocess.run(
        [sys.executable, "-c", BOMBS, name], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    memory, seconds = map(float, said[-1].split())
    assert "over the limit" in said[0]
    assert memory < 100_000 * (1 if sys.platform == "linux" else 1024)
    assert seconds < 2


@given(data=st.binary(max_size=400))
def test_no_bytes_raise_anything_else(data: bytes):
    for start in (b"", b"PK", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)):
        with pytest.raises(InvalidTranscript):
            opened(source(start + data), KIND).part("word/document.xml")


@given(st.data())
def test_no_damage_raises_anything_else(data: st.DataObject):
    parts = [("word/document.xml", b"<a>words</a>" * 9), ("b", b"x" * 300)]
    damaged = bytearray(archive(*parts, packing=data.draw(st.sampled_from([0, 8]))))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(InvalidTranscript):
        package = opened(source(bytes(damaged)), KIND)
        for name in package.entries:
            package.part(name)
        package.tree("word/document.xml")
