"""What the columns of a transcript are called, without case, accents and marks; surest names first.

English, French, German, Spanish, Dutch, Italian and Portuguese.
"""

from __future__ import annotations

from collections.abc import Mapping

SPEAKER, TEXT, START, END, ROLE = "speaker", "text", "start", "end", "role"


def _names(*languages: str) -> tuple[str, ...]:
    return tuple(name for names in languages for name in names.split(", "))


NAMES: Mapping[str, tuple[str, ...]] = {
    SPEAKER: _names(
        "speaker, speaker name, speaker label, speaker id, who, name, participant, participant id, "
        "participant name, interviewee, respondent, person, talker",
        "locuteur, locutrice, intervenant, intervenante, interlocuteur, nom, qui, participante",
        "sprecher, sprecherin, sprechende, sprecher in, wer, teilnehmer, teilnehmerin, person",
        "hablante, locutor, interlocutor, nombre, quien, persona",
        "spreker, naam, deelnemer, wie",
        "parlante, interlocutore, oratore, nome, chi, partecipante",
        "falante, orador, quem, participante",
    ),
    TEXT: _names(
        "text, words, utterance, transcript, transcription, content, speech, dialogue, sentence, said, "
        "spoken text, turn text, line, caption, message, quote",
        "texte, paroles, enonce, propos, contenu",
        "wortlaut, ausserung, transkript, transkription, inhalt, gesagtes, worte",
        "texto, palabras, enunciado, transcripcion, contenido",
        "tekst, uiting, transcriptie, inhoud, woorden",
        "testo, parole, enunciato, trascrizione, contenuto",
        "palavras, fala, transcricao, conteudo",
    ),
    START: _names(
        "start, start time, starttime, begin, begin time, timestamp, time stamp, timecode, time, time in, "
        "in, from, onset, tmin, timespan, start s, start ms, start seconds, at",
        "debut, temps, horodatage",
        "anfang, beginn, startzeit, zeit, zeitstempel, von",
        "inicio, tiempo, marca de tiempo, desde",
        "starttijd, tijd, tijdstip, van",
        "inizio, tempo, minuto",
    ),
    END: _names(
        "end, end time, endtime, stop, stop time, time out, out, to, until, offset, tmax, end s, end ms, "
        "end seconds",
        "fin",
        "ende, endzeit, bis",
        "hasta",
        "einde, eind, eindtijd, tot",
        "fine",
        "fim, ate",
    ),
    ROLE: _names("role, speaker role, rolle, rol, ruolo, papel, funcao"),
}
INTERVIEWS = _names("transcript, interview, interview id, transcript id, entretien, entrevista, intervista")
"""Names of columns that say which of several interviews a row is of."""
