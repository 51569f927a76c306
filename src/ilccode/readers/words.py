"""Words by which a transcript says who speaks, without case and accents.

English, French, German, Spanish, Dutch, Italian and Portuguese.
"""

from __future__ import annotations


def _set(words: str, between: str | None = None) -> frozenset[str]:
    return frozenset(words.split(between))


ASKING = _set(
    "interviewer interviewerin interviewers interviewleiter interviewleiterin interviewend interviewende "
    "interviewender fragesteller fragestellerin befrager befragerin "
    "intervieweur intervieweuse enqueteur enquetrice enqueteuse "
    "entrevistador entrevistadora encuestador encuestadora "
    "interviewster vragensteller "
    "intervistatore intervistatrice "
    "inquiridor inquiridora int intv intvr"
)
PERHAPS_ASKING = _set(
    "researcher moderator facilitator host "
    "chercheur chercheuse animateur animatrice moderateur moderatrice facilitateur facilitatrice "
    "forscher forscherin moderatorin "
    "investigador investigadora moderador moderadora facilitador facilitadora "
    "onderzoeker onderzoekster gespreksleider gespreksleidster "
    "ricercatore ricercatrice moderatore facilitatore "
    "pesquisador pesquisadora mediador mediadora"
)
"""Those who ask where nobody is called interviewer; where somebody is, they may be asked themselves."""

ANSWERING = _set(
    "interviewee participant respondent narrator informant subject "
    "interviewe interviewee enquete enquetee participante repondant repondante informateur informatrice "
    "befragter befragte befragten interviewpartner interviewpartnerin interviewter interviewte teilnehmer "
    "teilnehmerin proband probandin gesprachspartner gesprachspartnerin auskunftsperson "
    "entrevistado entrevistada informante encuestado encuestada "
    "geinterviewde deelnemer deelneemster respondente "
    "intervistato intervistata partecipante rispondente "
    "inquirido inquirida"
)
TEAM = _set(
    "researcher forscher forscherin chercheur chercheuse investigador investigadora onderzoeker "
    "onderzoekster ricercatore ricercatrice pesquisador pesquisadora "
    "observer notetaker scribe researchassistant transcriptionist "
    "beobachter beobachterin protokollant protokollantin protokollfuhrer protokollfuhrerin schriftfuhrer "
    "observateur observatrice preneurdenotes preneusedenotes observador observadora "
    "observator waarnemer notulist notuliste osservatore osservatrice verbalizzante anotador anotadora"
)
"""Those who work on the study: nobody whom it asks. Words that are written apart stand here in one."""

BESIDE = _set("co assistant assistent assistentin assistente assistante asistente adjoint adjointe")
"""Words that make a second one of somebody who asks: `Co-moderator`."""

OTHERS = _set(
    "speaker unknown unidentified unbekannt sprecher sprecherin locuteur locutrice orador oradora spreker "
    "parlante falante interlocuteur interpreter translator dolmetscher dolmetscherin interprete traducteur "
    "traductor tolk traduttore tradutor transcriber all everyone both several multiple group audience alle "
    "tous todos allen tutti crowd voice announcer"
)
"""Words for somebody of whom it is not said on which side they are."""

PEOPLE = _set(
    "man woman male female student students teacher child pupil mother father guest caller client patient "
    "doctor nurse therapist counsellor counselor chair chairman president principal superintendent director "
    "coach mentor schuler schulerin lehrer lehrerin mann frau eleve enseignant enseignante professeur "
    "profesor profesora alumno alumna leerling leraar docent studente insegnante aluno aluna"
)
ASKED_BY = _set(
    "host|interview by|conducted by|gefuhrt von|mene par|realizada por"
    "|interviewer|interviewers|interviewed by|interviewerin|interviewt von|intervieweur|intervieweuse"
    "|enqueteur|enquetrice|entrevistador|entrevistadora|entrevistado por|entrevistada por|intervistatore"
    "|intervistatrice|interview door|geinterviewd door|researcher|moderator|facilitator|forscher|forscherin"
    "|moderatorin|chercheur|chercheuse|investigador|investigadora|onderzoeker|ricercatore|ricercatrice"
    "|pesquisador|pesquisadora",
    "|",
)
ANSWERED_BY = _set(
    "guest|interviewee|interviewees|participant|participants|respondent|respondents|narrator|informant|befragte"
    "|befragter|interviewpartner|interviewpartnerin|teilnehmer|teilnehmerin|interviewe|enquete|enquetee"
    "|participante|participantes|repondant|repondante|entrevistado|entrevistada|informante|geinterviewde"
    "|deelnemer|intervistato|intervistata|partecipante",
    "|",
)
TITLES = _set("dr prof mr mrs ms miss mme m herr frau sr sra dott and und et y en e")
HEADER_KEYS = _set(
    "title date time site place location role wave project study duration length recording recorded "
    "transcript transcriber transcribed file language country school setting topic subject session audio id "
    "interview number identifier code format author participants present "
    "attendees anwesend presents presentes "
    "titel datum ort dauer projekt sprache aufnahme thema zeit transkription "
    "titre lieu duree projet langue sujet enregistrement heure "
    "titulo fecha lugar duracion proyecto idioma tema hora "
    "datum plaats duur taal onderwerp tijd locatie "
    "titolo data luogo durata progetto lingua argomento ora "
    "local duracao projeto"
)
"""Keys of which a block of `Key: value` lines has one, if it is a header."""
NO_LABEL = _set(
    "note notes nb ps example examples result results source summary comment comments memo http https "
    "anmerkung notiz bemerkung beispiel remarque exemple nota ejemplo opmerking voorbeeld esempio exemplo "
    "e.g i.e eg ie z.b d.h bijv"
)
"""Words before a colon that are nobody's name."""

NO_LABEL_SMALL = _set("def else try finally warning hint tip fact")
"""Words before a colon that are nobody's name as they are, and may be one with a capital: `Else`."""

PARTICLES = _set("and und et y e en & + de del della di da van von der den du la le of the zu")
"""Words within a name that have no capital."""
OPENERS = _set(
    "i he she they we you it and but so then there that this these because what or if when at to in on of "
    "for with yes well my his her their our who how why also now maybe first second third finally "
    "je il elle nous vous ils elles et mais donc alors puis "
    "ich er sie wir und aber dann da es also weil "
    "yo nosotros pero entonces ik hij zij wij maar toen dus io lui noi ma poi eu ele ela mas entao"
)
"""Words that begin what is said, not who says it: `He said: …`."""
