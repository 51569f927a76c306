"""What people decided, as a tagger takes it: the rows that it is fitted on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ilccode.codebook import meaning
from ilccode.digest import canonical, identity
from ilccode.log import Standing, Versions, in_force, standing
from ilccode.model import Codebook, Decision, Group, Segment
from ilccode.steps.study import Study

if TYPE_CHECKING:
    from ilccode.protocols import Floats


@dataclass(frozen=True, kw_only=True)
class CodeCount:
    """How many segments are known for a code, how many of them carry it, and on how many coders differ."""

    labelled: int
    positives: int
    disputed: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Training:
    """n segments x k codes: 1, 0, the share of those who say yes where coders differ, nan for unknown.

    Whoever was not asked, skipped a segment, or took an answer back leaves it unknown. `digest` stands for
    the rows of which anything is known, empty without any.
    """

    codes: tuple[str, ...]
    labels: Floats
    digest: str

    @property
    def labelled(self) -> int:
        """Of how many segments anything is known."""
        import numpy as np

        return int((~np.isnan(self.labels)).any(axis=1).sum())

    def counts(self) -> dict[str, CodeCount]:
        """What is known of each code."""
        import numpy as np

        return {
            code: CodeCount(
                labelled=int((~np.isnan(column)).sum()),
                positives=int((column == 1).sum()),
                disputed=int(((column > 0) & (column < 1)).sum()),
            )
            for code, column in zip(self.codes, self.labels.T, strict=True)
        }


def training(study: Study, book: Codebook, segments: Sequence[Segment]) -> Training:
    """What people decided on some segments, for a codebook's codes as they are now."""
    held = standings(study, book)
    ids = [segment.id for segment in segments]
    codes = [code.key for code in book.at("segment")]
    return of_standing(ids, codes, held, firsts=study.firsts)


def of_standing(
    segments: Sequence[str],
    codes: Sequence[str],
    held: Mapping[tuple[str, str], Standing],
    *,
    firsts: Mapping[str, str] | None = None,
) -> Training:
    """The rows by how each code stands on each segment; `firsts` are the segments' first versions."""
    import numpy as np

    shares = [
        [held[segment, code].share if (segment, code) in held else np.nan for code in codes]
        for segment in segments
    ]
    labels: Floats = np.array(shares, dtype=float).reshape(len(segments), len(codes))
    first = firsts or {}
    said = sorted(
        (first.get(segments[row], segments[row]), codes[column], float(labels[row, column]))
        for row, column in np.argwhere(~np.isnan(labels))
    )
    digest = identity("trn", canonical(said)) if said else ""
    return Training(codes=tuple(codes), labels=labels, digest=digest)


def standings(study: Study, book: Codebook) -> dict[tuple[str, str], Standing]:
    """How a codebook's codes stand on each segment, whatever version of it people decided under."""
    decisions = study.store.all(Decision)
    return standing(decisions, now=study.became, versions=versions(study, book))


def versions(study: Study, book: Codebook) -> Versions:
    """What decisions under each version of a codebook still say: the codes whose meaning is unchanged."""
    return {old.id: unchanged(old, book) for old in study.store.all(Codebook, about=book.key)}


def relevelled(study: Study, book: Codebook) -> dict[str, int]:
    """The ordered groups whose levels are others now than when decisions were made that still count.

    By group's key, how many decisions those are.
    """
    earlier = {old.id: old for old in study.store.all(Codebook, about=book.key) if old.id != book.id}
    moved = {id_: list(_relevelled(old, book)) for id_, old in earlier.items()}
    if not any(moved.values()):
        return {}
    found = Counter(
        group.key
        for decision in in_force(study.store.all(Decision))
        for group in moved.get(decision.codebook, ())
        if not set(group.codes).isdisjoint(decision.asked)
    )
    return dict(found)


def _relevelled(old: Codebook, new: Codebook) -> Iterator[Group]:
    """A version's ordered groups whose levels are others in another one."""
    same = unchanged(old, new)
    today = {group.key: group.codes for group in new.groups if group.kind == "ordered"}
    for group in old.groups:
        levels = tuple(same.get(code, "") for code in group.codes)
        if group.kind == "ordered" and any(levels) and today.get(group.key, levels) != levels:
            yield group


def unchanged(old: Codebook, new: Codebook) -> dict[str, str]:
    """The codes of a version that mean the same in another one, from their key there to that here.

    A code that was renamed means the same if nothing but its key has changed and `was` names the old one.
    """
    then = {code.key: meaning(old, code) for code in old.codes}
    same: dict[str, str] = {}
    for code in new.codes:
        for key in (code.key, *code.was):
            if key in then and key not in same and then[key] == meaning(new, replace(code, key=key)):
                same[key] = code.key
    return same
