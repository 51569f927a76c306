"""Tables of kinds that a study has beside its transcripts: codings, and what is known of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ilccode.consent import USES
from ilccode.errors import InvalidTranscript, NoTranscript
from ilccode.readers.column_names import NAMES, ROLE, TEXT
from ilccode.readers.columns import Row, cell_of, is_blank, plain

_CODINGS = ({"codebook", "code"}, {"codebook", "codes"})
_LABELS = frozenset(("speaker", "label"))
_PERSONS = frozenset(("participant", "participant id", "pseudonym", "respondent"))
_PEOPLE = _LABELS | _PERSONS | {"person", "name"}
_USES = frozenset(name.replace("_", " ") for name in USES)
_NAMED = frozenset(("transcript", "line", "content"))
"""Names of columns of words that may as well hold a name."""

_FEWEST, _SAID, _LONGEST = 1.5, 4, 8
"""How many words a cell has, on average: of what is said, surely of what is said, and of no attribute."""

_ENDED = 0.2


def check(path: Path, rows: Sequence[Row], *, wished: bool = False) -> None:
    """Raise `NoTranscript` for a table of codings, `InvalidTranscript` for one about people.

    The latter may hold somebody's refusal, which must not be overlooked among what is left out. Where the
    user has named columns (`wished`), one about people is taken for what they say it is.
    """
    lengths = _lengths(rows)
    if any(signs <= set(lengths) for signs in _CODINGS):
        raise NoTranscript(path, "expected a transcript, found a table of codings")
    if not wished and _is_about_people(rows, lengths):
        csv = path.suffix.casefold() in (".csv", ".tsv")
        raise InvalidTranscript(
            path,
            "expected a transcript, found a table about people; "
            f"{'name it' if csv else 'save it as'} consent.csv, speakers.csv or attributes.csv, "
            "or give it with --consent, --speakers or --attributes",
        )


def _lengths(rows: Sequence[Row]) -> dict[str, float]:
    """How many words the cells of each column have, by its name in the first row."""
    found: dict[str, float] = {}
    for number, name in enumerate(rows[0] if rows else ()):
        cells = [str(cell) for row in rows[1:] if not is_blank(cell := cell_of(row, number))]
        found[plain(name)] = sum(len(cell.split()) for cell in cells) / max(1, len(cells))
    return found


def _is_about_people(rows: Sequence[Row], lengths: Mapping[str, float]) -> bool:
    """Whether a row is of a person, not of a turn: nothing is said, and uses, a role or more are told."""
    known = set(lengths)
    said = known & set(NAMES[TEXT]) - _USES
    if not known & _PEOPLE or any(lengths[name] >= (_SAID if name in _NAMED else _FEWEST) for name in said):
        return False
    if known & _USES:
        return all(lengths[name] <= 1 for name in known & _USES)
    if max(lengths.values()) >= _LONGEST:
        return False
    return bool(known & _LABELS and known & set(NAMES[ROLE])) or (bool(known & _PERSONS) and _are_once(rows))


def _are_once(rows: Sequence[Row]) -> bool:
    """Whether each row is of another person, and no sentences stand beside them."""
    place = next(n for n, name in enumerate(rows[0]) if plain(name) in _PERSONS)
    persons = [str(cell) for row in rows[1:] if not is_blank(cell := cell_of(row, place))]
    cells = [str(cell).rstrip() for row in rows for cell in row if not is_blank(cell)]
    ended = sum(cell.endswith((".", "?", "!")) for cell in cells)
    return len(set(persons)) == len(persons) > 0 and ended <= _ENDED * len(cells)
