"""Which units a coder is asked about, in which order and why: derived from the log, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ilccode import plugins
from ilccode.model import Codebook, Run
from ilccode.protocols import Queue
from ilccode.sampling import RESERVED, mixed, random_number
from ilccode.steps.known import Known
from ilccode.steps.naming import earlier
from ilccode.steps.plans import OVERLAP, PILOT, limit, share
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
    "entropy": "least certain first",
    "margin": "two codes are close",
    "top": "likely to carry a code",
    "diverse": "unlike what is decided",
    "disagreement": "another coder and the scores differ",
    "stale": "the codebook has changed",
    "random": "random sample, blind",
    "interviews": "whole interviews, blind",
    "pilot": "calibration round, blind",
}


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
    asks about one code alone. `unit` is `segment`, `transcript` or `case`; empty is each in its time.
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
        self.codes = tuple(
            code.key for code in book.at("segment") if not wanted.by_code or code.key == wanted.by_code
        )
        self.refs = tuple(ref for ref in study.coded if self._is_wanted(ref)) if self.codes else ()
        self.seed = int(study.plan("seed"))
        self.limit = limit(study, "random")

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
            limit=self.limit,
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

    def _is_wanted(self, ref: Ref) -> bool:
        wanted, is_pilot = self.wanted, self.study.facts.get((ref.transcript, PILOT)) == "yes"
        if wanted.pilot:
            return ref.transcript in wanted.pilot
        return (
            (not is_pilot or bool(wanted.transcripts))
            and (not wanted.transcripts or ref.transcript in wanted.transcripts)
            and (not wanted.speakers or ref.speaker in wanted.speakers)
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Order:
    """The segments that a coder is asked about, by their rows in the pool, in order.

    `by_chance` says which of them are the next of the random sample; `name` is what picks the others.
    """

    pool: Pool
    rows: Sequence[int]
    name: str
    by_chance: Sequence[bool]
    queue: Queue | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def ask(self, place: int) -> Ask:
        """What is asked at a place in the order, from 0."""
        unit = self.pool.refs[self.rows[place]].id
        if self.name in _WHOLE:
            return Ask(unit=unit, sample=self.name, is_blind=True, reason=_REASONS[self.name])
        if self.by_chance[place]:
            sample = "picked" if self.pool.wanted.is_filtered else "random"
            return Ask(unit=unit, sample=sample, is_blind=True, reason=_REASONS["random"])
        reason = _reason(self.pool, self.queue, self.rows[place], self.name)
        return Ask(unit=unit, sample=self.name, is_blind=False, reason=reason)


def order(pool: Pool, known: Known, run: Run | None) -> Order:
    """What a coder is asked about segments."""
    wanted = pool.wanted
    if wanted.pilot or wanted.interviews:
        return _read_through(pool, known)
    queue, kept = pool.queue(known, run), _filtered(pool, known, run)
    if wanted.is_blind or wanted.strategy == "random":
        rows = _drawn(queue, kept)
        return Order(pool=pool, rows=rows, name="random", by_chance=[True] * len(rows), queue=queue)
    if wanted.strategy == MIX:
        rows, by_chance = _mixed(queue, kept, known.answered)
        return Order(pool=pool, rows=rows, name="entropy", by_chance=by_chance, queue=queue)
    rows = [row for row in ranked(plugins.get("strategies", wanted.strategy)(queue)) if kept[row]]
    return Order(pool=pool, rows=rows, name=wanted.strategy, by_chance=[False] * len(rows), queue=queue)


def order_of(study: Study, book: Codebook, coder: str, wanted: Wanted) -> tuple[list[Ask], Run | None]:
    """All that a coder is asked about segments, and the run that it follows; none where all is blind."""
    run = None if wanted.is_blind else last_run(study, book.id)
    found = order(Pool(study, book, wanted), Known(study, book, coder), run)
    return [found.ask(place) for place in range(len(found))], run


def _read_through(pool: Pool, known: Known) -> Order:
    """Whole transcripts from the first turn to the last, blind."""
    wanted = pool.wanted.pilot or interviews(pool.study)
    its: dict[str, list[int]] = {transcript: [] for transcript in wanted}
    for row, ref in enumerate(pool.refs):
        if ref.transcript in its and not known.is_drawn(ref.id, pool.codes):
            its[ref.transcript].append(row)
    rows = [row for transcript in wanted for row in its[transcript]]
    name = "pilot" if pool.wanted.pilot else "interviews"
    return Order(pool=pool, rows=rows, name=name, by_chance=[True] * len(rows))


def _drawn(queue: Queue, kept: Flags) -> list[int]:
    """The random sample in its order; all of it, where none was planned."""
    most = queue.limit or 1.0
    drawn = ranked(plugins.get("strategies", "random")(queue))
    return [row for row in drawn if queue.numbers[row] < most and kept[row]]


def interviews(study: Study) -> list[str]:
    """The interviews of the planned sample, in its order."""
    numbers = interview_numbers(study)
    return sorted((t for t in numbers if numbers[t] < limit(study, "interviews")), key=numbers.__getitem__)


def interview_numbers(study: Study) -> dict[str, float]:
    """The random number of each transcript that may be drawn, by that of its first version."""
    seed = int(study.plan("seed"))
    drawn = [t for t in study.transcripts if study.facts.get((t, PILOT)) != "yes"]
    return {t: random_number(seed, [t, *earlier(study, t)][-1]) for t in drawn}


def _mixed(queue: Queue, kept: Flags, before: int) -> tuple[list[int], Sequence[bool]]:
    is_reserved = queue.numbers < max(queue.limit, RESERVED)
    chance = [r for r in ranked(plugins.get("strategies", "random")(queue)) if is_reserved[r] and kept[r]]
    doubt = [r for r in ranked(plugins.get("strategies", "entropy")(queue)) if not is_reserved[r] and kept[r]]
    rows, by_chance = mixed(chance, doubt, before)
    return rows, by_chance.tolist()


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


def ranked(order: Floats) -> list[int]:
    """The rows that a strategy asks about, the first first."""
    import numpy as np

    rows = np.argsort(-order, kind="stable")
    found: list[int] = rows[order[rows] > -np.inf].tolist()
    return found
