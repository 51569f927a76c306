"""The contract of every installed reader: a `Reading`, or one line of `InvalidTranscript`, nothing else."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from ilccode import plugins, sources
from ilccode.errors import InvalidTranscript
from ilccode.model import Transcript
from ilccode.protocols import Reading
from ilccode.readers.labels import roles

READERS = list(plugins.installed("readers"))

_PARTS = runpy.run_path(str(ROOT / "benchmarks" / "sound.py"))
SOUND: dict[str, tuple[bytes, ...]] = _PARTS["SOUND"]
REFUSED: frozenset[str] = _PARTS["REFUSED"]
"""Small sound files of each suffix, to be damaged, and the suffixes of which no file is read."""

OTHER = (b"some words",)
"""For a stranger's reader."""


def attempt(path: Path, data: bytes) -> Reading | None:
    """What the reader for a file's suffix makes of these bytes; none where it refuses them, in one line."""
    path.write_bytes(data)
    try:
        reading = plugins.get("readers", path.suffix[1:])(sources.read(path))
    except InvalidTranscript as error:
        message = str(error)
    else:
        assert isinstance(reading, Reading)
        assert Transcript.of(reading.utterances, source="f00d").id.startswith("tra_")
        return reading
    assert message.startswith(str(path))
    assert len(message.splitlines()) == 1
    return None


@pytest.fixture(scope="module", params=READERS)
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for a file of each suffix that is served."""
    return tmp_path_factory.mktemp("files") / f"x.{request.param}"


def test_each_of_our_formats_has_a_reader():
    assert set(READERS) >= set(SOUND)


@pytest.mark.parametrize("suffix", sorted(set(SOUND) - REFUSED))
def test_a_sound_file_is_read(tmp_path: Path, suffix: str):
    for data in SOUND[suffix]:
        reading = attempt(tmp_path / f"x.{suffix}", data)
        assert reading is not None
        assert len(reading.utterances) > 0
        assert reading.format != ""


@pytest.mark.parametrize("suffix", sorted(REFUSED))
def test_a_file_of_an_old_program_is_refused_with_a_word_on_how_to_convert_it(tmp_path: Path, suffix: str):
    for data in SOUND[suffix]:
        assert attempt(tmp_path / f"x.{suffix}", data) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\r\n\t\n",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        bytes(range(256)) * 8,
        b"\x00" * 99,
        b"\x89PNG\r\n\x1a\n\x00",
    ],
    ids=["empty", "blank", "only a BOM", "only a BOM of UTF-16", "all bytes", "zeros", "picture"],
)
def test_a_file_without_words_is_refused(path: Path, data: bytes):
    assert attempt(path, data) is None


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=200))
def test_random_bytes_are_read_or_refused(path: Path, data: bytes):
    attempt(path, SOUND.get(path.suffix[1:], OTHER)[0][:8] + data)
    attempt(path, data)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200), encoding=st.sampled_from(["utf-8", "utf-16", "utf-32", "cp1252"]))
def test_random_text_is_read_or_refused(path: Path, text: str, encoding: str):
    attempt(path, text.encode(encoding, "replace"))


DAMAGE = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 3),
        st.binary(max_size=3) | st.sampled_from([b":", b"9" * 30]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=300, deadline=None)
@given(damage=DAMAGE, seed=st.integers(0, 9))
def test_a_damaged_file_is_read_or_refused(path: Path, damage: list[tuple[float, int, bytes]], seed: int):
    sound = SOUND.get(path.suffix[1:], OTHER)
    data = sound[seed % len(sound)]
    for where, length, other in damage:
        place = int(where * len(data))
        data = data[:place] + other + data[place + length :]
    attempt(path, data)


BITS = [
    "WEBVTT",
    "1",
    "00:00:01,000",
    "00:01.000",
    "0:00:01.000,0:00:02.000",
    "<00:00:01.500>",
    ">> ",
    "- ",
    " --> ",
    "\n",
    "\n\n",
    "Anna Berg: ",
    "<v A>",
    "<i>",
    "&lt;",
    "{",
    "}",
]
CAPTIONS = st.lists(st.sampled_from(BITS) | st.text(max_size=3), max_size=30).map("".join)


@settings(max_examples=200, deadline=None)
@given(captions=CAPTIONS)
@pytest.mark.parametrize("suffix", ["txt", "srt", "vtt", "sbv"])
def test_things_like_captions_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, captions: str
):
    attempt(tmp_path_factory.getbasetemp() / f"x.{suffix}", captions.encode())
    attempt(tmp_path_factory.getbasetemp() / f"x.{suffix}", b"WEBVTT\n\n" + captions.encode())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
TIMES = st.floats() | st.integers(-9, 9) | VALUES
SPOKEN = st.fixed_dictionaries({"text": st.text(min_size=1), "start": st.floats(), "end": st.integers(-9, 9)})
SEGMENTS = st.fixed_dictionaries({"text": VALUES, "start": TIMES, "end": TIMES}, optional={"speaker": VALUES})
DOCUMENTS = st.builds(
    lambda segments: {"segments": segments}, st.lists(SPOKEN | SEGMENTS, max_size=2) | VALUES
)


@settings(max_examples=400, deadline=None)
@given(document=DOCUMENTS | VALUES)
def test_any_json_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, document: object):
    attempt(tmp_path_factory.getbasetemp() / "x.json", json.dumps(document).encode())


ASKS, ANSWERS = "interviewer", "participant"


@pytest.mark.parametrize(
    ("speakers", "expected"),
    [
        (["INTERVIEWER", "P01"], {"INTERVIEWER": ASKS, "P01": ANSWERS}),
        (["Researcher 1", "Ana"], {"Researcher 1": ASKS, "Ana": ANSWERS}),
        (["Int. 2", "Int. 1", "Teacher"], {"Int. 2": ASKS, "Int. 1": ASKS, "Teacher": ANSWERS}),
        (["Q", "A"], {"Q": ASKS, "A": ANSWERS}),
        (["Moderator", "Ben"], {"Moderator": ASKS, "Ben": ANSWERS}),
        (["Interviewer", "Facilitator"], {"Interviewer": ASKS, "Facilitator": ANSWERS}),
        (["Interviewee", "Anna"], {"Interviewee": ANSWERS}),
        (["SPEAKER_00", "SPEAKER_01"], {}),
        (["Anna", "Ben"], {}),
        ([], {}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_label_may_say_who_asks(speakers: list[str], expected: dict[str, str]):
    assert expected == roles(speakers, {})


@pytest.mark.parametrize("key", ["interviewer", "interviewed by"])
def test_a_header_line_may_say_who_asks(key: str):
    assert roles(["Lind", "Ash"], {key: "Anna Lind"}) == {"Lind": ASKS, "Ash": ANSWERS}
    assert roles(["Anna Lind", "Ash"], {key: "anna lind"}) == {"Anna Lind": ASKS, "Ash": ANSWERS}
    assert roles(["Berg", "Ash"], {key: "Anna Lind"}) == {}
