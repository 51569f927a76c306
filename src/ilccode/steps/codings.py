"""Codings that were made elsewhere, as decisions: from tables, and from coding sheets that come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ilccode.errors import FaultyFile
from ilccode.model import Codebook, Decision, Memo
from ilccode.steps import coding_rows, sheet_answers, tables
from ilccode.steps.answers import Answers, Said
from ilccode.steps.coders import named
from ilccode.steps.gathered import Answer, Gathered, Note
from ilccode.steps.notes import shown
from ilccode.steps.study import Study, moment


@dataclass(frozen=True, kw_only=True)
class CodingsReport:
    """What came in: `new` and `changed` answers, and those that were `known`; and new `memos`.

    `not_blind` answers were said to be blind, but the coder has answered there before and not blindly, or
    what others say there was shown. `mapped` rows gave a span or a quote that is no segment's own.
    `unanswered` rows of a sheet are empty. `not_coded` rows are about an interviewer's turns, `others` about
    other codebooks: both are passed over.
    """

    coder: str
    new: int
    changed: int
    known: int
    not_blind: int
    mapped: int
    memos: int
    unanswered: int
    not_coded: int
    others: int


def import_codings(
    study: Study, path: Path, *, coder: str, blind: bool = False, codebook: str = ""
) -> CodingsReport:
    """Take a coder's answers in; raises `FaultyFile` with all that is wrong, and then keeps nothing.

    The same answer again is no news; another one replaces what the coder said before. What was on the screen
    when a coder first answered stays known: no later import makes an answer blind.
    """
    name = named(study, coder)
    found = _gathered(study, path, name, blind=blind, codebook=codebook)
    if found.faults:
        raise FaultyFile(found.faults)
    log = _Log(study, name)
    changes = [log.change(answer) for answer in found.answers]
    memos = _memos(study, log.coder, found.notes)
    study.store.add([*log.added, *memos])
    return CodingsReport(
        coder=log.coder,
        new=changes.count("new"),
        changed=changes.count("changed"),
        known=changes.count("known"),
        not_blind=log.not_blind,
        mapped=found.mapped,
        memos=len(memos),
        unanswered=found.unanswered,
        not_coded=found.not_coded,
        others=found.others,
    )


def _gathered(study: Study, path: Path, coder: str, *, blind: bool, codebook: str) -> Gathered:
    table = tables.read(path)
    if sheet_answers.is_sheet(table):
        return sheet_answers.gathered(study, table, coder=coder, codebook=codebook, blind=blind)
    return coding_rows.gathered(study, table, codebook=codebook, seen=() if blind else ("unknown",))


def _memos(study: Study, coder: str, notes: Sequence[Note]) -> list[Memo]:
    """The notes that the coder has never made there."""
    became = study.became
    made = {(became.get(m.about, m.about), m.text) for m in study.store.all(Memo) if m.coder == coder}
    new = dict.fromkeys((note.segment, note.text) for note in notes)
    return [
        Memo(about=segment, kind="memo", coder=coder, text=text, made_at=moment())
        for segment, text in new
        if (segment, text) not in made
    ]


class _Log:
    """A coder's answers, and the decisions that are added to them."""

    def __init__(self, study: Study, coder: str) -> None:
        self.coder = coder
        self.added: list[Decision] = []
        self.not_blind = 0
        self._study = study
        self._shown: dict[str, set[str]] = {}
        self._answers = Answers(study, coder)

    def change(self, answer: Answer) -> str:
        """Add an answer, unless the coder has given it already: `new`, `changed` or `known`."""
        tips = self._answers.tips(answer.book, answer.segment.id)
        before = {what for tip in tips for what in tip.seen}
        is_known = bool(tips) and self._is_known(answer, tips)
        if not is_known and answer.segment.id in self._shown_in(answer.book):
            before.add("others")
        self.not_blind += not answer.seen and bool(before)
        if is_known:
            return "known"
        said = Said(
            unit=answer.segment.id,
            asked=answer.asked,
            codes=answer.codes,
            seen=tuple(sorted(before.union(answer.seen))),
            run=answer.run,
            sample=answer.sample,
        )
        decisions = self._answers.answer(answer.book, said)
        self._answers.take(decisions)
        self.added += decisions
        return "changed" if tips else "new"

    def _shown_in(self, book: Codebook) -> set[str]:
        """The units of which the coder has been shown what others say."""
        if book.key not in self._shown:
            self._shown[book.key] = shown(self._study, book, self.coder)
        return self._shown[book.key]

    def _is_known(self, answer: Answer, tips: Sequence[Decision]) -> bool:
        """Whether what is in force says the same, of each of the codes asked."""
        held = [item for tip in tips for item in self._answers.today(tip, answer.book).items()]
        said = {code: code in answer.codes for code in answer.asked}
        return {(code, given) for code, given in held if code in said} == set(said.items())
