"""Which units a coder is asked about, in which order and why: derived from the log, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ilccode import plugins
from ilccode.model import Codebook, Run
from ilccode.protocols import Queue
from ilccode.sampling import RESERVED, random_number, ranked
from ilccode.steps.known import Known
from ilccode.steps.naming import earlier
from ilccode.steps.plans import OVERLAP, PILOT, ROUND, limit, share
from ilccode.steps.scores import last_run, said, scores
from ilccode.steps.study import Ref, Study

if TYPE_CHECKING:
    from ilccode.protocols import Flags, Floats, Vectors

MIX = "mix"

_WHOLE = ("pilot", "interviews")
"""What is read from the first turn to the last."""

UNSCORED = 0.12
"""The score of what no machine has read: how often codes are taken to be given."""

_REASONS = {
    "entropy": "least certain",
    "margin": "two codes are close",
    "top": "likely to carry a code",
    "diverse": "unlike what is decided",
    "disagreement": "another coder and the scores differ",
    "stale": "the codebook has changed",
}

BLIND = {
    "random": "BLIND, random sample",
    "interviews": "BLIND, whole interviews",
    "pilot": "BLIND, calibration round",
    "picked": "BLIND",
}
"""What is said of a blind card, by what drew it."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A unit to put before a coder.

    `sample` says what drew it: `random`, `interviews`, `pilot`, a strategy's name, or `picked` (by a person).
    On a blind one neither suggestions nor other coders' answers are shown. `reason` says in a few words why
    it comes now.
    """

    unit: str
    sample: str
    is_blind: bool
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a coder wants to be asked about.

    `pilot` and `transcripts` are ids; `code` keeps to segments for which it is suggested or given, `by_code`
    asks about one code alone. `unit` is `segment`, `transcript` or `case`; empty is each in its time. In a
    second `round` a coder is asked again, blind, about what the same coder has answered.
    """

    strategy: str = MIX
    is_blind: bool = False
    interviews: bool = False
    pilot: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    code: str = ""
    by_code: str = ""
    unit: str = ""
    round: int = 1

    @property
    def is_filtered(self) -> bool:
        """Whether part of the study is left out."""
        return bool(self.transcripts or self.speakers or self.code)


class Pool:
    """The segments that a coder may be asked about, in reading order, with the numbers they keep for good."""

    def __init__(self, study: Study, book: Codebook, wanted: Wanted) -> None:
        self.study = study
        self.book = book
        self.wanted = wanted
        codes = [code.key for code in book.at("segment") if wanted.by_code in ("", code.key)]
        self.codes = tuple(codes) if wanted.unit in ("", "segment") else ()
        self.refs = self._wanted_refs() if self.codes else ()
        self.seed = int(study.plan("seed"))
        self.limit = limit(study, "random")
        self.read = frozenset(interviews(study))

    def sample_of(self, row: int) -> str:
        """Which planned sample a segment belongs to: `random`, `interviews`, or none."""
        if self.numbers[row] < self.limit:
            return "random"
        return "interviews" if self.refs[row].transcript in self.read else ""

    @cached_property
    def planned(self) -> Flags:
        """Which segments belong to any planned sample."""
        import numpy as np

        is_read = np.array([ref.transcript in self.read for ref in self.refs], dtype=bool)
        return np.asarray((self.numbers < self.limit) | is_read)

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each segment."""
        return {ref.id: row for row, ref in enumerate(self.refs)}

    @cached_property
    def numbers(self) -> Floats:
        """The segments' random numbers."""
        import numpy as np

        firsts = self.study.firsts
        return np.array([random_number(self.seed, firsts.get(r.id, r.id)) for r in self.refs], dtype=float)

    @cached_property
    def twice(self) -> Flags:
        """Which segments two coders are to answer, by a random number of its own."""
        import numpy as np

        part = share(self.study, OVERLAP)
        if not part:
            return np.zeros(len(self.refs), dtype=bool)
        firsts = self.study.firsts
        numbers = [random_number(self.seed, f"{OVERLAP} {firsts.get(r.id, r.id)}") for r in self.refs]
        return np.array(numbers, dtype=float) < part

    def queue(self, known: Known, run: Run | None) -> Queue:
        """The segments as strategies see them."""
        decided, drawn = known.decided(self.refs, self.codes, self.twice)
        return Queue(
            numbers=self.numbers,
            scores=self._scores(run),
            decided=decided,
            drawn=drawn,
            load=self._vectors,
            planned=self.planned,
            limit=self.limit,
            answered=len(known.answered(self.rows)),
            shares=known.shares(self.refs, self.codes),
            stale=known.stale(self.refs, self.codes),
        )

    def _scores(self, run: Run | None) -> Floats:
        import numpy as np

        found = np.full((len(self.refs), len(self.codes)), UNSCORED)
        if run is not None:
            rows = {segment: row for row, segment in enumerate(run.segments)}
            at = np.array([rows.get(ref.id, -1) for ref in self.refs], dtype=int)
            columns = [run.codes.index(code) if code in run.codes else -1 for code in self.codes]
            its = scores(run)
            for place, column in enumerate(columns):
                if column >= 0:
                    found[at >= 0, place] = its[at[at >= 0], column]
        return found

    def _vectors(self) -> Vectors:
        import numpy as np

        from ilccode.steps.embedding import segment_vectors

        known = segment_vectors(self.study, {ref.id for ref in self.refs if self.study.is_readable(ref)})
        width = len(next(iter(known.values()), ()))
        return np.array([known.get(ref.id, np.zeros(width)) for ref in self.refs], dtype=np.float32)

    def _wanted_refs(self) -> tuple[Ref, ...]:
        study, wanted = self.study, self.wanted
        named = wanted.pilot or wanted.transcripts or study.transcripts
        is_named = bool(wanted.pilot or wanted.transcripts)
        kept = {t for t in named if is_named or study.facts.get((t, PILOT)) != "yes"}
        speakers = set(wanted.speakers)
        return tuple(
            ref for ref in study.coded if ref.transcript in kept and (not speakers or ref.speaker in speakers)
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Order:
    """The segments that a coder is asked about, by their rows in the pool, in order.

    `name` is what picks them; `by_chance` are the rows that the random sample draws, `blind` those that the
    coder has answered blind: so they are asked again, too.
    """

    pool: Pool
    rows: Sequence[int]
    name: str
    by_chance: frozenset[int] = frozenset()
    blind: frozenset[int] = frozenset()
    queue: Queue | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def ask(self, place: int) -> Ask:
        """What is asked at a place in the order, from 0; what belongs to a planned sample is asked blind."""
        row, pool = self.rows[place], self.pool
        unit = pool.refs[row].id
        sample = self.name if self.name in _WHOLE else pool.sample_of(row)
        if not sample and row in self.blind:
            sample = "picked"
        if not sample and row in self.by_chance:
            sample = "picked" if pool.wanted.is_filtered else "random"
        if sample:
            return blind_ask(unit, sample, pool.wanted.round)
        reason = _reason(pool, self.queue, row, self.name)
        return Ask(unit=unit, sample=self.name, is_blind=False, reason=reason)


def blind_ask(unit: str, sample: str, number: int = 1) -> Ask:
    """A unit to be asked about blind, in some round."""
    again, told = (f"{ROUND}{number}", f", round {number}") if number > 1 else ("", "")
    return Ask(unit=unit, sample=f"{sample}{again}", is_blind=True, reason=f"{BLIND[sample]}{told}")


def order(pool: Pool, known: Known, run: Run | None) -> Order:
    """What a coder is asked about segments.

    Where a code is named, chance picks nothing: what is suggested or given would be told by the choice.
    """
    wanted = pool.wanted
    if wanted.pilot or wanted.interviews:
        return _read_through(pool, known)
    queue, kept = pool.queue(known, run), _filtered(pool, known, run)
    if wanted.is_blind or wanted.strategy == "random":
        rows = [row for row in _drawn(queue) if kept[row] and _is_of_round(pool, known, row)]
        return Order(pool=pool, rows=rows, name="random", by_chance=frozenset(rows), queue=queue)
    name = "entropy" if wanted.code and wanted.strategy == MIX else wanted.strategy
    rows = [row for row in ranked(plugins.get("strategies", name)(queue)) if kept[row]]
    if name != MIX:
        blind = frozenset(row for row in rows if known.was_blind(pool.refs[row].id))
        return Order(pool=pool, rows=rows, name=name, blind=blind, queue=queue)
    reserved = frozenset(row for row in rows if queue.numbers[row] < max(queue.limit, RESERVED))
    return Order(pool=pool, rows=rows, name="entropy", by_chance=reserved, queue=queue)


def order_of(study: Study, book: Codebook, coder: str, wanted: Wanted) -> tuple[list[Ask], Run | None]:
    """All that a coder is asked about segments, and the run that it follows; none where all is blind."""
    run = None if wanted.is_blind else last_run(study, book.id)
    known = Known(study, book, coder, number=wanted.round)
    found = order(Pool(study, book, wanted), known, run)
    return [found.ask(place) for place in range(len(found))], run


def _read_through(pool: Pool, known: Known) -> Order:
    """Whole transcripts from the first turn to the last, blind."""
    wanted = pool.wanted.pilot or interviews(pool.study)
    its: dict[str, list[int]] = {transcript: [] for transcript in wanted}
    for row, ref in enumerate(pool.refs):
        if ref.transcript in its and not known.is_drawn(ref.id, pool.codes):
            its[ref.transcript].append(row)
    rows = [row for transcript in wanted for row in its[transcript]]
    return Order(pool=pool, rows=rows, name="pilot" if pool.wanted.pilot else "interviews")


def _is_of_round(pool: Pool, known: Known, row: int) -> bool:
    """Whether a segment is asked about in this round: in a second one, what was answered before."""
    return pool.wanted.round == 1 or known.has_answered(pool.refs[row].id, pool.codes)


def _drawn(queue: Queue) -> list[int]:
    """The random sample in its order; all of it, where none was planned."""
    drawn = ranked(plugins.get("strategies", "random")(queue))
    return [row for row in drawn if queue.numbers[row] < (queue.limit or 1.0)]


def interviews(study: Study) -> list[str]:
    """The interviews of the planned sample, in its order."""
    most = limit(study, "interviews")
    numbers = interview_numbers(study) if most else {}
    return sorted((t for t in numbers if numbers[t] < most), key=numbers.__getitem__)


def segment_numbers(study: Study) -> list[float]:
    """The random numbers of all segments that may be drawn, in whichever codebook."""
    seed, firsts = int(study.plan("seed")), study.firsts
    drawn = (ref for ref in study.coded if study.facts.get((ref.transcript, PILOT)) != "yes")
    return [random_number(seed, firsts.get(ref.id, ref.id)) for ref in drawn]


def interview_numbers(study: Study) -> dict[str, float]:
    """The random number of each transcript that may be drawn, by that of its first version."""
    seed = int(study.plan("seed"))
    drawn = [t for t in study.transcripts if study.facts.get((t, PILOT)) != "yes"]
    return {t: random_number(seed, [t, *earlier(study, t)][-1]) for t in drawn}


def _filtered(pool: Pool, known: Known, run: Run | None) -> Flags:
    """Which segments a code is suggested for, or given to, where one was named; all otherwise."""
    import numpy as np

    code = pool.wanted.code
    if not code:
        return np.ones(len(pool.refs), dtype=bool)
    likely = set(known.given(code))
    if run is not None and code in run.codes:
        column = said(pool.book, run)[:, run.codes.index(code)]
        likely |= {segment for segment, is_said in zip(run.segments, column, strict=True) if is_said}
    return np.array([ref.id in likely for ref in pool.refs], dtype=bool)


def _reason(pool: Pool, queue: Queue | None, row: int, name: str) -> str:
    """Why a segment comes now, with the code that it is about where that is one."""
    import numpy as np

    told = _REASONS.get(name, name)
    if queue is None or not pool.codes:
        return told
    if name == "entropy":
        unsure = np.where(queue.decided[row], np.inf, np.abs(queue.scores[row] - 0.5))
        return f"{told}: {pool.codes[int(unsure.argmin())]}"
    if name == "stale" and queue.stale is not None:
        return f"{told}: {', '.join(c for c, old in zip(pool.codes, queue.stale[row], strict=True) if old)}"
    return told
