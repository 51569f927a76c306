"""Bytes to text: a byte-order mark, else UTF-8, and never a guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from ilccode import sources
from ilccode.errors import Fault, InvalidTranscript
from ilccode.readers import decoding


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.txt"


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


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac-roman"])
def test_text_that_is_not_utf_8_is_refused_with_its_line(path: Path, encoding: str):
    path.write_bytes("INTERVIEWER: Hi.\r\n\r\nP01: Så där.\r\n".encode(encoding))
    assert (fault(path).path, fault(path).line) == (str(path), 3)
    assert "UTF-8" in fault(path).expected


def test_utf_16_that_breaks_off_is_refused(path: Path):
    path.write_bytes(b"\xff\xfeP\x001")
    assert fault(path).path == str(path)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_refused(path: Path, encoding: str):
    path.write_bytes("INTERVIEWER: Hi.\n".encode(encoding))
    assert "binary" in fault(path).expected


def test_an_empty_file_is_an_empty_text(path: Path):
    path.write_bytes(b"")
    assert text_of(path) == ""
