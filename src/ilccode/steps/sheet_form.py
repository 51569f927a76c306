"""What a coding sheet looks like, for whoever writes one and for whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ilccode.model import Code, Codebook, Group, folded

ABOUT = "About this sheet"
CODEBOOK = "Codebook"
SEGMENT, TEXT, SUGGESTED, NO_CODE, MEMO = "segment", "text", "suggested", "no code", "memo"
CONTEXT = (SEGMENT, "transcript", "turn", "speaker", "before", TEXT)
FIXED = (*CONTEXT, SUGGESTED, NO_CODE, MEMO)
YES = "yes"

SENTENCES = (
    "Read each row's text, with what was said before it, and fill in the columns of the codes: choose from "
    "the list in a cell, and leave it empty if the code does not apply.",
    "If you have read a row and no code applies, choose yes under 'no code'.",
    "A row in which nothing is filled in is taken as not read yet; remarks go under 'memo'.",
    "Save the file as .xlsx and send it back: ilccode codings import FILE --coder NAME takes it in.",
)
FOR_THE_PROGRAM = "Please leave what follows as it is: the program reads it."


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column to fill in: yes or no for one code, or, where codes exclude one another, which of them."""

    header: str
    group: Group
    codes: tuple[Code, ...]

    @property
    def is_choice(self) -> bool:
        return self.group.kind != "any"


def columns(book: Codebook) -> list[Column]:
    """The columns to fill in, in the codebook's order; their headers are keys, told apart where need be."""
    taken = {folded(name) for name in FIXED}
    found: list[Column] = []
    for group, codes in by_group(book):
        parts = [codes] if group.kind != "any" else [(code,) for code in codes]
        for part in parts:
            key, kind = (group.key, "group") if group.kind != "any" else (part[0].key, "code")
            header = f"{key} ({kind})" if folded(key) in taken else key
            taken.add(folded(header))
            found.append(Column(header=header, group=group, codes=part))
    return found


def by_group(book: Codebook) -> Iterator[tuple[Group, tuple[Code, ...]]]:
    """The groups of codes that segments carry; levels from lowest to highest."""
    for group in book.groups:
        own = {code.key: code for code in book.codes if code.group == group.key}
        if group.unit == "segment":
            yield group, tuple(own[key] for key in group.codes or own)


@dataclass(frozen=True, kw_only=True)
class About:
    """What a sheet says of itself; `samples` are those of its segments, where `sample` is not that of all."""

    codebook: str
    version: str
    codebook_id: str
    is_blind: bool
    run: str
    sample: str
    seed: str
    coder: str
    samples: Mapping[str, str]

    def rows(self) -> list[tuple[str, str]]:
        """Keys and values."""
        return [
            ("codebook", self.codebook),
            ("version", self.version),
            ("codebook id", self.codebook_id),
            ("blind", YES if self.is_blind else "no"),
            ("run", self.run),
            ("sample", self.sample),
            ("seed", self.seed),
            ("coder", self.coder),
            *self.samples.items(),
        ]

    @classmethod
    def of(cls, lines: Iterable[Sequence[str]]) -> About:
        """What the rows of the tab say; what is missing is empty, and a sheet is blind only if it says so."""
        said = {cells[0].strip(): cells[1].strip() for cells in lines if len(cells) > 1 and cells[0].strip()}
        return cls(
            codebook=said.get("codebook", ""),
            version=said.get("version", ""),
            codebook_id=said.get("codebook id", ""),
            is_blind=said.get("blind", "").casefold() == YES,
            run=said.get("run", ""),
            sample=said.get("sample", ""),
            seed=said.get("seed", ""),
            coder=said.get("coder", ""),
            samples={key: value for key, value in said.items() if key.startswith("seg_")},
        )
