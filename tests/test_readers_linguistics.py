"""CHAT, ELAN and TextGrid: who speaks on which tier, and what of a linguist's codes is talk."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ilccode import plugins, sources
from ilccode.errors import InvalidTranscript
from ilccode.model import Transcript
from ilccode.protocols import Reading
from ilccode.readers.chat_codes import said

Write = Callable[[str], Path]


def read(path: Path) -> Reading:
    reading: Reading = plugins.get("readers", path.suffix.lower()[1:])(sources.read(path))
    return reading


def turns(reading: Reading) -> list[tuple[str, str]]:
    transcript = Transcript.of(reading.utterances, source="f00d")
    return [(turn.speaker, transcript.words(turn)) for turn in transcript.turns]


def times(reading: Reading) -> list[tuple[float | None, float | None]]:
    return [(piece.at, piece.until) for utterance in reading.utterances for piece in utterance.pieces]


def refusal(path: Path) -> str:
    with pytest.raises(InvalidTranscript) as caught:
        read(path)
    return str(caught.value)


CHAT = """\
@UTF8
@Begin
@Languages:\teng, deu
@Participants:\tINV Investigator, PAR Anna Participant
@ID:\teng|tea|INV|||||Investigator|||
@ID:\teng|tea|PAR|30;06.|female|control||Participant|12||
@Date:\t01-JAN-2026
@Situation:\tAt tea
*INV:\thow do you
\ttake it ? \x150_1200\x15
%com:\tshe pours
*PAR:\t&-um with milk . \x151200_2500\x15
*PAR:\tand sugar . \x152500_3000\x15
@Comment:\tthe door
*INV:\tso .
@End
"""


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    (tmp_path / "x.cha").write_text(CHAT, encoding="utf-8")
    return tmp_path / "x.cha"


def test_chat_has_speakers_with_roles_times_and_facts(chat: Path):
    reading = read(chat)
    assert turns(reading) == [
        ("INV", "how do you take it?"),
        ("PAR", "um with milk. and sugar."),
        ("INV", "so."),
    ]
    assert times(reading) == [(0.0, 1.2), (1.2, 2.5), (2.5, 3.0), (None, None)]
    assert reading.roles == {"INV": "interviewer", "PAR": "participant"}
    assert reading.attributes == {"language": "eng, deu", "date": "2026-01-01", "situation": "At tea"}
    assert reading.participants["INV"] == {"role": "Investigator"}
    facts = {"name": "Anna", "role": "Participant", "age": "30;06", "sex": "female", "education": "12"}
    assert reading.participants["PAR"] == facts | {"group": "control"}
    assert len(reading.notes) == 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("so <how do> [/] how do you [//] we take it ?", "so how do how do you we take it?"),
        ("&-um I &+fr &uh went (.) there (1.5) .", "um I fr- uh went there."),
        ("milk [: tea] [*] (be)cause gumma@c is@s:deu so: .", "milk because gumma is so."),
        ("he 0is here &=laughs and [=! sings] so .", "he here [laughs] and [sings] so."),
        ("well &*INV:mhm_yes it went +...", "well [INV: mhm yes] it went…"),
        ("but I +//.", "but I –"),
        ("+< and then ?", "and then?"),
        ('he said +"/.', "he said."),
        ("New_York has ice+cream „ no ?", "New York has ice cream, no?"),
        ("xxx .", "xxx."),
        ("0 .", ""),
        ("[=! coughs]", "[coughs]"),
        ("hello . \x15125_475\x15", "hello."),
        ("hello .", "hello."),
    ],
)
def test_a_main_line_is_read_as_it_was_said(line: str, expected: str):
    assert said(line) == expected


def test_a_second_list_of_participants_does_no_harm(tmp_path: Path):
    second = CHAT.replace(
        "@Date", "@Participants:\tINV Inipant\n@ID:\teng|tea|PAR|30;|female|||Participant|||\n@Date"
    )
    (tmp_path / "x.cha").write_text(second, encoding="utf-8")
    assert read(tmp_path / "x.cha").roles == {"INV": "interviewer", "PAR": "participant"}


def test_a_line_beyond_all_measure_is_refused(tmp_path: Path):
    (tmp_path / "x.cha").write_text(CHAT.replace("and sugar", "and sugar <so> [/] " * 999), encoding="utf-8")
    assert ":13: expected a line of talk of at most 10,000 characters" in refusal(tmp_path / "x.cha")


def test_what_is_no_chat_is_refused(tmp_path: Path):
    (tmp_path / "x.cha").write_text("INTERVIEWER: So?\nP01: No.\n", encoding="utf-8")
    assert "expected CHAT" in refusal(tmp_path / "x.cha")


def elan(*tiers: str, slots: str = "") -> str:
    """An ELAN document of tiers; its time slots are t0, t1, … in seconds."""
    times = "".join(f'<TIME_SLOT TIME_SLOT_ID="ts{n}" TIME_VALUE="{n}000"/>' for n in range(9))
    return (
        f'<ANNOTATION_DOCUMENT><HEADER TIME_UNITS="milliseconds"/><TIME_ORDER>{times}{slots}</TIME_ORDER>'
        f"{''.join(tiers)}</ANNOTATION_DOCUMENT>"
    )


def tier(name: str, *said: tuple[int, str], facts: str = "") -> str:
    """A tier of annotations, a second each."""
    annotations = "".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}{at}" TIME_SLOT_REF1="ts{at}" '
        f'TIME_SLOT_REF2="ts{at + 1}"><ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION>'
        "</ANNOTATION>"
        for at, text in said
    )
    return f'<TIER TIER_ID="{name}" {facts}>{annotations}</TIER>'


def below(name: str, parent: str, *said: tuple[int, str]) -> str:
    """A tier whose annotations refer to those of its parent."""
    annotations = "".join(
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{name}{at}" ANNOTATION_REF="{parent}{at}">'
        f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
        for at, text in said
    )
    return f'<TIER TIER_ID="{name}" PARENT_REF="{parent}">{annotations}</TIER>'


def test_elan_s_topmost_tiers_are_talk_in_the_order_of_time(tmp_path: Path):
    (tmp_path / "x.eaf").write_text(
        elan(
            tier("Anna", (0, "How &amp; when?"), (4, "So.")),
            below("Anna-en", "Anna", (0, "Wie")),
            tier("tier2", (2, "With milk."), facts='PARTICIPANT="Ben"'),
            tier("Ben_gesture", (3, "nods")),
            tier("empty"),
        )
    )
    reading = read(tmp_path / "x.eaf")
    assert reading.format == "ELAN"
    assert turns(reading) == [("Anna", "How & when?"), ("Ben", "With milk."), ("Anna", "So.")]
    assert times(reading) == [(0.0, 1.0), (2.0, 3.0), (4.0, 5.0)]
    assert reading.notes == ("Tiers left out, as translations, glosses or notes: 'Ben_gesture', 'Anna-en'.",)


def test_elan_s_tier_of_numbers_is_passed_by_for_the_text_below(tmp_path: Path):
    (tmp_path / "x.eaf").write_text(
        elan(
            tier("ref@A", (0, "tea.001"), (2, "tea.002")),
            below("tx@A", "ref@A", (0, "How do you take it?"), (2, "So.")),
            below("ft@A", "ref@A", (0, "Wie trinkst du ihn?")),
        )
    )
    reading = read(tmp_path / "x.eaf")
    assert turns(reading) == [("A", "How do you take it? So.")]
    assert times(reading) == [(0.0, 1.0), (2.0, 3.0)]


def test_elan_without_talk_is_refused(tmp_path: Path):
    path = tmp_path / "x.eaf"
    path.write_text(elan(tier("notes", (0, "x"))))
    assert "found none that is talk" in refusal(path)
    path.write_text("<html/>")
    assert "XML of another kind" in refusal(path)
    path.write_text('<!DOCTYPE x [<!ENTITY e "y">]>' + elan(tier("A", (0, "&e;"))))
    assert "document type" in refusal(path)


def grid(*tiers: tuple[str, list[tuple[float, float, str]]]) -> str:
    """A short TextGrid of tiers of intervals."""
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "0",
        "9",
        "<exists>",
        str(len(tiers)),
    ]
    for name, intervals in tiers:
        lines += ['"IntervalTier"', f'"{name}"', "0", "9", str(len(intervals))]
        for start, end, text in intervals:
            lines += [str(start), str(end), '"' + text.replace('"', '""') + '"']
    return "\n".join(lines) + "\n"


ANNA = ("Anna", [(0.0, 1.0, "How do you?"), (1.0, 3.0, ""), (3.0, 4.0, 'So "it" is.')])
BEN = ("Ben - utterances", [(0.0, 1.5, ""), (1.5, 2.5, "With milk.")])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_praat_s_tiers_are_speakers(tmp_path: Path, encoding: str):
    path = tmp_path / "x.TextGrid"
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    path.write_text(mark + grid(ANNA, BEN, ("phones", [(0.0, 0.1, "h")])), encoding=encoding)
    reading = read(path)
    assert reading.format == "Praat TextGrid"
    assert turns(reading) == [("Anna", "How do you?"), ("Ben", "With milk."), ("Anna", 'So "it" is.')]
    assert times(reading) == [(0.0, 1.0), (1.5, 2.5), (3.0, 4.0)]
    assert reading.notes == ("Tiers left out, as sounds, single words or notes: 'phones'.",)


def test_praat_s_words_are_talk_where_no_tier_is(tmp_path: Path):
    words = [(0.0, 0.2, "so"), (0.2, 0.5, "we"), (0.5, 3.0, "sil"), (3.0, 3.5, "went")]
    path = tmp_path / "x.TextGrid"
    path.write_text(grid(("Anna - words", words), ("Anna - phones", [(0.0, 0.1, "s")])))
    assert turns(read(path)) == [("Anna", "so we went")]
    assert times(read(path)) == [(0.0, 0.5), (3.0, 3.5)]
    path.write_text(grid(("Anna - phones", [(0.0, 0.1, "s")])))
    assert "with a tier of talk or words, found none" in refusal(path)


def test_what_is_no_textgrid_is_refused(tmp_path: Path):
    path = tmp_path / "x.TextGrid"
    path.write_bytes(b"ooBinaryFile\x08TextGrid\x00\x00")
    assert "in Praat, choose 'Save as text file'" in refusal(path)
    path.write_text("INTERVIEWER: So?\n")
    assert "found another kind of file" in refusal(path)


@pytest.mark.parametrize("name", ["pylangacq", "pympi.Elan", "praatio.utilities.textgrid_io"])
def test_a_missing_library_is_told_with_what_installs_it(
    tmp_path: Path, chat: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "x.eaf").write_text(elan(tier("A", (0, "So."))))
    (tmp_path / "x.TextGrid").write_text(grid(ANNA))
    path = {"pylangacq": chat, "pympi.Elan": tmp_path / "x.eaf"}.get(name, tmp_path / "x.TextGrid")
    assert refusal(path) == f"{path}: needs \"pip install 'ilccode[linguistics]'\""
