"""Tables about interviews and people: their columns in seven languages, and what can be wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ilccode.consent import CONSENT, USES
from ilccode.errors import Fault, FaultyFile, UsageError
from ilccode.model import folded
from ilccode.steps.tables import Row, rows

ROLES = ("interviewer", "participant")
TABLES = frozenset(("speakers", "attributes", "consent"))
"""Tables of these names, in a folder of transcripts, are about the speakers and are no transcripts."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TRANSCRIPT = _words(
    "transcript interview document file file_name filename transkript dokument datei entretien fichier "
    "entrevista documento archivo transcripcion intervista trascrizione transcricao arquivo bestand"
)
_SPEAKER = _words("speaker label sprecher sprecherin locuteur locutrice hablante spreker parlante falante")
_PARTICIPANT = _words(
    "participant participant_id person pseudonym name respondent teilnehmer teilnehmerin personne nom "
    "participante persona nombre deelnemer persoon naam partecipante nome pessoa"
)
_ROLE = _words("role rolle rol ruolo papel funcao")
_YES = _words("yes y true 1 x ja j oui o si sí s sì sim ok")
_NO = _words("no n false 0 nein non nee não nao none")
_PLAINEST = _words("transcript speaker participant")
_ALIKE = 0.7


@dataclass(frozen=True, kw_only=True)
class Told:
    """One row of a table: whom it is about, and what it says, by the names of facts.

    Without a speaker it is about the transcript; without a transcript, about a person wherever they speak.
    """

    path: str
    line: int
    transcript: str
    speaker: str
    said: Mapping[str, str]


def key(name: str) -> str:
    """A column's name, or an attribute's: in lower case, without accents, with underscores."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub(r"\W+", "_", plain).strip("_")


def is_person(name: str) -> bool:
    """Whether a column, or a setting, says which participant is meant."""
    return name in _PARTICIPANT


def use_of(name: str) -> str:
    """The use that a column asks consent for; empty for any other column."""
    return USES.get(name, "")


def fact(name: str, value: str) -> tuple[str, str]:
    """A cell as a fact's name and value; raises `UsageError` for consent that is neither yes nor no."""
    if name in USES:
        word = value.casefold()
        if word not in _YES | _NO:
            raise UsageError(f"{name}: expected yes or no, found {value!r}")
        return f"@{USES[name]}", "yes" if word in _YES else "no"
    if name in _ROLE:
        role = value.casefold()
        return ("@role", role) if role in ROLES else ("role", value)
    return name, value


def read_table(path: Path, kind: str, *, encoding: str = "") -> list[Told]:
    """The rows of a table of a kind, one of `TABLES`; raises `FaultyFile` with all that is wrong with it."""
    found = list(rows(path, encoding=encoding))
    if not found:
        raise FaultyFile([Fault(path=str(path), expected="expected a header line and rows, found none")])
    columns = {name: key(name) for name in found[0].cells}
    faults = [
        Fault(path=str(path), line=1, expected=expected)
        for expected in _wrong_columns(kind, list(columns.values()), found, columns)
    ]
    told = [] if faults else [_told(path, row, columns, kind, faults) for row in found]
    faults += _contradictions(told)
    if faults:
        raise FaultyFile(sorted(faults, key=lambda fault: fault.line or 0))
    return told


def _wrong_columns(
    kind: str, keys: Sequence[str], found: Sequence[Row], columns: Mapping[str, str]
) -> Iterator[str]:
    if not {*keys} & (_TRANSCRIPT | _SPEAKER | _PARTICIPANT):
        yield "expected a column 'participant' or 'speaker' (or 'transcript') that says who is meant"
    if kind == "consent" and not {*keys} & USES.keys():
        yield f"expected a column of consent: {', '.join(CONSENT)}"
    if kind == "speakers" and not {*keys} & (_ROLE | _PARTICIPANT):
        yield "expected a column 'role' (interviewer or participant), or 'participant'"
    for name, keyed in columns.items():
        known = keyed in _TRANSCRIPT | _SPEAKER | _PARTICIPANT | _ROLE | USES.keys()
        meant = [] if known else get_close_matches(keyed, list(CONSENT), n=1, cutoff=_ALIKE)
        if meant:
            yield f"column {name!r}: is {meant[0]!r} meant? expected it spelt so"
        elif kind == "consent" and not known and _is_answered(name, found):
            yield f"column {name!r} holds yes and no; expected one of {', '.join(CONSENT)}"


def _is_answered(name: str, found: Sequence[Row]) -> bool:
    values = {row.cells[name].casefold() for row in found} - {""}
    return bool(values) and values <= _YES | _NO


def _told(path: Path, row: Row, columns: Mapping[str, str], kind: str, faults: list[Fault]) -> Told:
    cells = {columns[name]: value for name, value in row.cells.items() if columns[name]}
    transcript = _first(cells, _TRANSCRIPT)
    speaker, person = _first(cells, _SPEAKER), _first(cells, _PARTICIPANT)
    said: dict[str, str] = {"@participant": person} if speaker and person else {}
    for name, value in cells.items():
        if name not in _TRANSCRIPT | _SPEAKER | _PARTICIPANT and value:
            try:
                said |= dict([_checked(kind, name, value)])
            except UsageError as error:
                faults.append(Fault(path=str(path), line=row.line, expected=str(error)))
    if not transcript and not speaker and not person:
        faults.append(Fault(path=str(path), line=row.line, expected="expected whom the row is about"))
    return Told(path=str(path), line=row.line, transcript=transcript, speaker=speaker or person, said=said)


def _checked(kind: str, name: str, value: str) -> tuple[str, str]:
    if kind == "speakers" and name in _ROLE and value.casefold() not in ROLES:
        raise UsageError(f"{name}: expected interviewer or participant, found {value!r}")
    return fact(name, value)


def _contradictions(told: Sequence[Told]) -> Iterator[Fault]:
    """Rows that say otherwise than an earlier row about the same."""
    said: dict[tuple[str, str, str], tuple[str, int]] = {}
    for row in told:
        for name, value in row.said.items():
            about = (folded(row.transcript), folded(row.speaker), name)
            before, line = said.setdefault(about, (value, row.line))
            if before != value:
                expected = f"{name.lstrip('@')} is {value!r} here and {before!r} in line {line}; expected one"
                yield Fault(path=row.path, line=row.line, expected=expected)


def _first(cells: Mapping[str, str], names: frozenset[str]) -> str:
    """The first filled cell of some columns; a `participant` comes before a `name`."""
    filled = sorted((n not in _PLAINEST, n, v) for n, v in cells.items() if n in names and v)
    return filled[0][2] if filled else ""
