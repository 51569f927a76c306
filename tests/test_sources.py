"""A file is read once, whole, and only where that is safe."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from ilccode import sources
from ilccode.errors import InvalidTranscript, UsageError
from ilccode.sources import Limits


def refused(path: Path, **said: Any) -> str:
    with pytest.raises(InvalidTranscript) as caught:
        sources.read(path, **said)
    return str(caught.value)


def test_a_file_is_read_with_its_bytes(tmp_path: Path):
    path = tmp_path / "tea.txt"
    path.write_bytes(b"A: Hi\r\n")
    source = sources.read(path, encoding="cp1252")
    assert (source.path, source.data, source.encoding) == (path, b"A: Hi\r\n", "cp1252")


def test_a_pipe_is_refused_and_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert "expected a file, found a pipe" in refused(tmp_path / "pipe.txt")


def test_a_folder_a_device_and_nothing_are_refused(tmp_path: Path):
    assert refused(tmp_path).startswith(str(tmp_path))
    assert "a device" in refused(Path("/dev/null"))
    assert "No such file" in refused(tmp_path / "nowhere.txt")


def test_a_file_over_the_limit_is_refused_unread_and_the_limit_can_be_raised(tmp_path: Path):
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    assert "over the limit of 256" in refused(path)
    assert "--limit file_mb=3001" in refused(path)
    path.write_bytes(b"x" * 1_500_000)
    assert "--limit file_mb=2" in refused(path, limits=Limits(file_mb=1))
    assert len(sources.read(path, limits=sources.limits({"file_mb": 2})).data) == 1_500_000


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "tea.txt"
    path.write_bytes(b"A: Hi\n")
    stat = os.fstat
    asked = []

    def growing(number: int) -> os.stat_result:
        if asked:
            with path.open("ab") as file:
                file.write(b"B: And so?\n")
        asked.append(number)
        return stat(number)

    monkeypatch.setattr(os, "fstat", growing)
    assert "changed while it was read" in refused(path)


def test_a_file_that_another_program_writes_is_whole_or_refused(tmp_path: Path):
    path = tmp_path / "tea.txt"
    path.write_bytes(b"")
    stop = threading.Event()

    def write() -> None:
        size = 0
        while not stop.is_set():
            size = (size + 4096) % 400_000
            path.write_bytes(b"x" * size)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(50):
            try:
                data = sources.read(path).data
            except InvalidTranscript as error:
                assert "changed while it was read" in str(error)  # noqa: PT017
            else:
                assert len(data) % 4096 == 0
    finally:
        stop.set()
        writer.join()


@pytest.mark.parametrize("given", [{"tea": 3}, {"file_mb": 0}])
def test_a_limit_that_is_none_is_told(given: dict[str, int]):
    with pytest.raises(UsageError, match="expected a whole number for one of file_mb, text_mb"):
        sources.limits(given)
