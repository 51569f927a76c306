"""Which excerpts are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ilccode.errors import UsageError
from ilccode.log import Standing
from ilccode.model import UNITS, Code, Codebook, Decision, folded
from ilccode.steps.explaining import codes_named
from ilccode.steps.naming import find_transcript
from ilccode.steps.study import Study

STATUSES = ("suggested", "decided", "disputed", "settled")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is wanted: an excerpt has one of each of these; where there is none, whichever.

    `codes` are pairs of a codebook's key and a code's, `transcripts` ids.
    """

    statuses: frozenset[str] = frozenset()
    coders: frozenset[str] = frozenset()
    codes: frozenset[tuple[str, str]] = frozenset()
    transcripts: frozenset[str] = frozenset()

    def lets(self, held: Standing | None) -> bool:
        """Whether a code is wanted by how it stands, and by whom; none is a suggestion."""
        status = "suggested" if held is None else held.status
        is_by = not self.coders or (held is not None and not self.coders.isdisjoint(held.coders))
        return is_by and (not self.statuses or status in self.statuses)

    def codes_of(self, book: Codebook, unit: str) -> tuple[Code, ...]:
        """The codes of a codebook that are wanted of a kind of unit, in its order."""
        return tuple(code for code in book.at(unit) if self.has_code(book.key, code.key))

    def has_code(self, book: str, code: str) -> bool:
        """Whether a code is wanted."""
        return not self.codes or (book, code) in self.codes

    def transcripts_of(self, study: Study) -> Iterator[str]:
        """The transcripts that are wanted, of those that count."""
        return (t for t in study.transcripts if not self.transcripts or t in self.transcripts)


EVERYTHING = Filters()


def filters(
    study: Study,
    *,
    statuses: Sequence[str] = (),
    coders: Sequence[str] = (),
    codes: Sequence[str] = (),
    transcripts: Sequence[str] = (),
    units: Sequence[str] = UNITS,
) -> Filters:
    """What somebody asks for by names; raises `UsageError` or `NotInStudy` for what is not here.

    `units` are the kinds of units whose codes may be named.
    """
    return Filters(
        statuses=frozenset(map(_status, statuses)),
        coders=_coders(study, coders),
        codes=frozenset(pair for wanted in codes for pair in codes_named(study, wanted, units)),
        transcripts=frozenset(find_transcript(study, wanted) for wanted in transcripts),
    )


def _status(wanted: str) -> str:
    if wanted not in STATUSES:
        raise UsageError(f"--status {wanted}: expected one of {', '.join(STATUSES)}")
    return wanted


def _coders(study: Study, wanted: Sequence[str]) -> frozenset[str]:
    """The coders that are meant, however their names are written."""
    if not wanted:
        return frozenset()
    known = {folded(coder): coder for _, coder in study.store.fields(Decision, "coder")}
    strange = next((name for name in wanted if folded(name) not in known), None)
    if strange is not None:
        names = f"expected one of {', '.join(sorted(known.values()))}" if known else "nobody has decided yet"
        raise UsageError(f"--coder {strange}: no coder here has that name; {names}")
    return frozenset(known[folded(name)] for name in wanted)
