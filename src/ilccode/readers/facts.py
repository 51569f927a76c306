"""What a table's further columns say of the interview, or of each who speaks in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

_LONGEST = 200
_SHARE = 0.5


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Values by column that hold for the whole, and by speaker; `others` are the columns that vary."""

    attributes: dict[str, str] = field(default_factory=dict)
    participants: dict[str, dict[str, str]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


def facts(names: Sequence[str], rows: Sequence[Sequence[str]], speakers: Sequence[str]) -> Facts:
    """What the columns of these names say, a row of values and a speaker for each turn.

    A column holds for the whole where it has one value throughout, and for speakers where it has one for
    each of them, who speak more than once.
    """
    told = Facts(participants=defaultdict(dict))
    for number, name in enumerate(names):
        values = [row[number] for row in rows]
        filled = [value for value in values if value]
        if not (name and filled):
            continue
        by_speaker = _by_speaker(values, speakers)
        if len(filled) < _SHARE * len(rows) or max(map(len, filled)) > _LONGEST:
            told.others.append(name)
        elif len(set(filled)) == 1:
            told.attributes[name.casefold()] = filled[0]
        elif by_speaker:
            for speaker, value in by_speaker.items():
                told.participants[speaker][name.casefold()] = value
        else:
            told.others.append(name)
    return told


def _by_speaker(values: Sequence[str], speakers: Sequence[str]) -> dict[str, str]:
    """Each speaker's one value; empty where some speaker has several, or most speak but once."""
    found: dict[str, str] = {}
    turns = [(speaker, value) for speaker, value in zip(speakers, values, strict=True) if speaker and value]
    for speaker, value in turns:
        if found.setdefault(speaker, value) != value:
            return {}
    return found if len(found) > 1 and len(turns) >= 2 * len(found) else {}
