"""What a file says of segments, as it is read: answers and memos, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ilccode.errors import Fault
from ilccode.model import Codebook, Segment


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Which of the codes `asked` a file gives to a segment; `seen` is what was on the coder's screen.

    `run` names the suggestions that were shown, `sample` says what drew the segment.
    """

    segment: Segment
    book: Codebook
    asked: tuple[str, ...]
    codes: tuple[str, ...]
    seen: tuple[str, ...]
    run: str = ""
    sample: str = ""


@dataclass(frozen=True, kw_only=True)
class Note:
    """What a file notes about a segment, in the coder's words."""

    segment: str
    text: str


@dataclass(kw_only=True)
class Gathered:
    """All that a file says.

    `mapped` rows name no segment as a whole: their span or quote lies across some, or within one.
    `unanswered` rows have nothing filled in.
    """

    path: Path
    answers: list[Answer] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    mapped: int = 0
    unanswered: int = 0
    not_coded: int = 0
    others: int = 0

    def fault(self, line: int, expected: str) -> None:
        """Note what is wrong in a line."""
        self.faults.append(Fault(path=str(self.path), line=line, expected=expected))


def named(book: Codebook) -> dict[str, str]:
    """A codebook's codes by all that they are called: key, name, former key; in lower case."""
    codes = book.at("segment")
    former = {key.casefold(): code.key for code in codes for key in code.was}
    names = {code.name.casefold(): code.key for code in codes}
    return {**former, **names, **{code.key.casefold(): code.key for code in codes}}


def rivals(book: Codebook, codes: set[str]) -> list[str]:
    """Those of some codes that exclude one another: of an exclusive or ordered group, one may apply."""
    for group in book.groups:
        found = [code.key for code in book.codes if code.group == group.key and code.key in codes]
        if group.kind != "any" and len(found) > 1:
            return found
    return []
