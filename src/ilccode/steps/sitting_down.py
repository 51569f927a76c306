"""What a coder asks for at the command line, as a queue."""

from __future__ import annotations

from collections.abc import Sequence

from ilccode import plugins
from ilccode.errors import UsageError
from ilccode.model import UNITS, Codebook
from ilccode.steps.explaining import codes_named
from ilccode.steps.naming import find_transcript
from ilccode.steps.plans import plan_overlap, plan_sample, set_aside_as_pilot
from ilccode.steps.queueing import MIX, Wanted, interview_numbers, segment_numbers
from ilccode.steps.study import Study
from ilccode.steps.units import HIGHER

SAMPLES = ("random", "interviews")


def wanted(
    study: Study,
    book: Codebook,
    *,
    strategy: str = "",
    is_blind: bool = False,
    sample: str = "",
    pilot: Sequence[str] = (),
    code: str = "",
    by_code: str = "",
    transcripts: Sequence[str] = (),
    speakers: Sequence[str] = (),
    unit: str = "",
    number: int = 1,
) -> Wanted:
    """What a coder is to be asked about; raises `UsageError` for what does not go together."""
    kind, _ = _sample(sample)
    is_blind = is_blind or number > 1
    _check(is_blind=is_blind or bool(sample or pilot), strategy=strategy, sample=sample, pilot=pilot)
    if unit not in ("", *UNITS):
        raise UsageError(f"--unit {unit}: expected segment, {' or '.join(HIGHER)}")
    found = {item.key for item in book.codes}
    if by_code and by_code not in found:
        raise UsageError(f"--by-code {by_code}: expected one of {', '.join(sorted(found))}")
    if code and (is_blind or sample):
        raise UsageError(
            "--code: what a code is suggested for or given to would be told by the choice; not blind"
        )
    if code:
        list(codes_named(study, f"{book.key}/{code.rpartition('/')[2]}"))
    return Wanted(
        strategy=strategy or MIX,
        is_blind=is_blind or bool(sample or pilot),
        interviews=kind == "interviews",
        pilot=tuple(find_transcript(study, name) for name in pilot),
        transcripts=tuple(find_transcript(study, name) for name in transcripts),
        speakers=tuple(speakers),
        code=code.rpartition("/")[2],
        by_code=by_code,
        unit=unit,
        round=number,
    )


def plan(study: Study, sample: str, asked: Wanted, overlap: float | None, by: str) -> Study:
    """Fix what a sample, a calibration round or an overlap fixes; the study with that noted."""
    kind, size = _sample(sample)
    if kind:
        numbers = segment_numbers(study) if kind == "random" else list(interview_numbers(study).values())
        if size > len(numbers):
            units = "segments" if kind == "random" else "interviews"
            raise UsageError(f"--sample {sample}: there are {len(numbers):,} {units} to draw from")
        plan_sample(study, kind, numbers, size, by)
    if overlap is not None:
        plan_overlap(study, overlap, by)
    return set_aside_as_pilot(study, asked.pilot, by)


def part(text: str) -> float | None:
    """A share as people write it: 20%, 0.2; none where nothing is said."""
    if not text:
        return None
    try:
        found = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise UsageError(f"--overlap {text}: expected a share, such as 20% or 0.2")
    return found


def _sample(text: str) -> tuple[str, int]:
    """A sample's kind and size, from `random:60`."""
    if not text:
        return "", 0
    kind, _, size = text.partition(":")
    if kind not in SAMPLES or not size.isdecimal() or not int(size):
        raise UsageError(f"--sample {text}: expected random:N or interviews:N, such as random:60")
    return kind, int(size)


def _check(*, is_blind: bool, strategy: str, sample: str, pilot: Sequence[str]) -> None:
    known = plugins.installed("strategies")
    if strategy and strategy not in known:
        raise UsageError(f"--strategy {strategy}: expected one of {', '.join(sorted(known))}")
    if strategy and is_blind and strategy != "random":
        raise UsageError(f"--strategy {strategy}: blind cards come in the order of the random sample")
    if sample and pilot:
        raise UsageError("--pilot: a calibration round is no sample; leave --sample out")
