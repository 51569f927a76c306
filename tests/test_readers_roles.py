"""Who asks and who answers, in seven languages: by label, by pairs of letters, by the header."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilccode.readers.labels import roles
from ilccode.readers.roles import bare

ASKS, ANSWERS = "interviewer", "participant"


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("INTERVIEWER", "P01"),
        ("Interviewer 2", "Participant 3"),
        ("Int.", "Interviewee"),
        ("Researcher", "Teacher"),
        ("Moderator", "R02"),
        ("Facilitator", "Narrator"),
        ("Interviewer (Anna)", "Respondent (school 3)"),
        ("Interviewer Lind", "Male student"),
        ("Interviewer/in", "Befragte/r"),
        ("Interviewerin", "Befragter"),
        ("Forscherin", "Lehrer"),
        ("Moderator/in", "Teilnehmer:in"),
        ("Enquêteur/trice", "Interviewé(e)"),
        ("Enquêtrice", "Enquêté"),
        ("Intervieweuse", "Répondante"),
        ("Entrevistador(a)", "Entrevistado/a"),
        ("Investigadora", "Informante"),
        ("Onderzoeker", "Geïnterviewde"),
        ("Interviewer", "Respondent"),
        ("Intervistatore/trice", "Intervistato/a"),
        ("Ricercatrice", "Partecipante"),
        ("Pesquisador(a)", "Entrevistado"),
        ("Entrevistadora", "Professora"),
        ("I", "B"),
        ("I1", "B2"),
        ("I", "IP"),
        ("I", "P"),
        ("Int", "R"),
        ("Q", "A"),
        ("Q.", "R."),
        ("E", "P"),
        ("E", "R"),
        ("F", "A"),
        ("V", "A"),
        ("D", "R"),
        ("M", "P4"),
        ("Question", "Answer"),
        ("Frage", "Antwort"),
        ("Pregunta", "Respuesta"),
        ("I", "Anna Berg"),
        ("Q", "Headteacher"),
    ],
)
def test_one_asks_and_the_other_answers(asks: str, answers: str):
    assert roles([asks, answers], {}) == {asks: ASKS, answers: ANSWERS}
    assert roles([answers, asks], {}) == {asks: ASKS, answers: ANSWERS}


@pytest.mark.parametrize(
    "speakers",
    [
        ["I", "E"],
        ["P", "R"],
        ["E", "I"],
        ["A", "B"],
        ["M", "F"],
        ["I", "K", "L"],
        ["A", "B", "C", "I"],
        ["Speaker 1", "Speaker 2"],
        ["Unknown Speaker", "Sidney"],
        ["SPEAKER_00", "SPEAKER_01"],
        ["Anna", "Ben"],
        ["R1", "R2"],
        ["INTERVIEWER"],
        ["P01"],
        [],
    ],
    ids=" ".join,
)
def test_what_is_not_sure_has_no_role(speakers: list[str]):
    assert roles(speakers, {}) == {}


def test_beside_an_interviewer_some_have_no_role():
    said = roles(["Interviewer", "Anna", "Interpreter", "Unknown Speaker", "Speaker 2", "Researcher"], {})
    assert said == {"Interviewer": ASKS, "Anna": ANSWERS}


@pytest.mark.parametrize(
    "second",
    ["CO-MODERATOR", "Co-moderator", "Assistant moderator", "Assistant Moderator 2", "Co\u2011moderator"],
)
def test_a_second_moderator_asks_beside_the_first(second: str):
    said = roles(["MODERATOR", second, "P1", "Anna"], {})
    assert said == {"MODERATOR": ASKS, second: ASKS, "P1": ANSWERS, "Anna": ANSWERS}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Interviewer", "Co-interviewer"),
        ("Moderatorin", "Co-Moderatorin"),
        ("Moderador", "Co-moderador"),
        ("Enquêtrice", "Co-enquêtrice"),
        ("Facilitator", "co-facilitator"),
    ],
)
def test_a_second_one_asks_in_other_words(first: str, second: str):
    assert roles([first, second, "Anna"], {}) == {first: ASKS, second: ASKS, "Anna": ANSWERS}


@pytest.mark.parametrize(
    "label",
    [
        *("Note-taker", "Note taker", "NOTETAKER 2", "Observer", "Second observer", "Interpreter"),
        *("Research assistant", "Protokollantin", "Beobachter", "Observatrice"),
        *("Preneur de notes", "Observadora", "Notulist", "Dolmetscherin", "Scribe"),
    ],
)
@pytest.mark.parametrize("asks", ["Moderator", "Interviewer", "I"])
def test_those_who_work_on_the_study_are_not_asked(asks: str, label: str):
    assert roles([asks, label, "Anna"], {}) == {asks: ASKS, "Anna": ANSWERS}


def test_a_second_moderator_has_no_role_beside_an_interviewer():
    assert roles(["Interviewer", "Co-moderator", "Anna"], {}) == {"Interviewer": ASKS, "Anna": ANSWERS}


def test_who_speaks_once_is_asked_only_where_that_is_sure():
    labels = ["Interviewer", "Anna", "Money", "P03", "Male student"]
    said = roles(labels, {}, once=["Money", "P03", "Male student"])
    assert said == {"Interviewer": ASKS, "Anna": ANSWERS, "P03": ANSWERS, "Male student": ANSWERS}
    assert roles(["Interviewer", "Anna"], {}, once=["Anna"]) == {"Interviewer": ASKS, "Anna": ANSWERS}


def test_beside_somebody_unnamed_a_label_says_what_it_says():
    assert roles(["Interviewer", ""], {}) == {"Interviewer": ASKS}
    assert roles(["P01", ""], {}) == {"P01": ANSWERS}


def test_who_else_may_ask_is_asked_where_there_is_an_interviewer():
    assert roles(["Interviewer", "Facilitator"], {}) == {"Interviewer": ASKS, "Facilitator": ANSWERS}


def test_participants_by_number_need_nobody_who_asks():
    assert roles(["P01", "P02", "Anna"], {}) == {"P01": ANSWERS, "P02": ANSWERS}


@pytest.mark.parametrize(
    ("header", "asks", "answers"),
    [
        ({"interviewer": "Dr. Osei"}, "Osei", "Kim"),
        ({"interviewer": "Osei"}, "Dr. Osei", "Kim"),
        ({"interviewer": "Ama Osei"}, "AO", "MK"),
        ({"interviewers": "Ama Osei, Bo Lund"}, "BL", "MK"),
        ({"interviewed by": "Ama Osei (AO)"}, "AO", "MK"),
        ({"ao": "Interviewer"}, "AO", "MK"),
        ({"enquêteur": "Ama Osei"}, "Ama", "Kim"),
        ({"entrevistadora": "Ama Osei", "entrevistado": "Mary Kim"}, "Osei", "Mary"),
        ({"interviewer/in": "Osei"}, "Osei", "Kim"),
    ],
)
def test_a_header_line_may_say_who_asks(header: dict[str, str], asks: str, answers: str):
    assert roles([answers, asks], header) == {asks: ASKS, answers: ANSWERS}


def test_a_header_line_may_say_who_answers_and_no_more():
    assert roles(["Osei", "Kim"], {"interviewee": "Mary Kim"}) == {"Kim": ANSWERS}


def test_a_header_line_outweighs_a_label():
    header = {"participant": "The Moderator", "interviewer": "Kim"}
    assert roles(["Moderator", "Kim"], header) == {"Moderator": ANSWERS, "Kim": ASKS}


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("INTERVIEWER 2:", "interviewer"),
        ("Enquêtrice", "enquetrice"),
        ("Interviewé(e)", "interviewe"),
        ("Int.", "int"),
        ("P-01", "p"),
        ("Befragte/r", "befragte"),
    ],
)
def test_a_label_is_compared_without_case_accents_numbers_and_endings(label: str, expected: str):
    assert bare(label) == expected


KNOWN = ["I", "Q", "A", "P1", "R", "E", "Interviewer", "Anna", "Moderator"]
LABELS = st.sampled_from(KNOWN) | st.text(max_size=6)


@settings(deadline=None)
@given(speakers=st.lists(LABELS, max_size=6, unique=True), header=st.dictionaries(LABELS, LABELS, max_size=3))
def test_only_speakers_have_roles_and_their_order_says_nothing(speakers: list[str], header: dict[str, str]):
    said = roles(speakers, header)
    assert set(said) <= set(speakers)
    assert said == roles(speakers[::-1], header)
    assert set(said.values()) <= {ASKS, ANSWERS}
