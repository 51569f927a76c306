"""A transcript's turns as context: which turn a segment stands in, and what question it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ilccode.model import Segment, Transcript
from ilccode.steps.study import Study


def numbered(transcript: Transcript, segments: Iterable[Segment]) -> Iterator[tuple[int, Segment]]:
    """Segments in order, each with the number of its turn, from 1."""
    number = 0
    for segment in segments:
        while transcript.turns[number].end < segment.end:
            number += 1
        yield number + 1, segment


def questions(study: Study, transcript: Transcript, use: str) -> list[str]:
    """Before each turn, the interviewer's last words; where no interviewer is known, the other speaker's.

    The words of whoever may not be used so (`quote`, `machine`) are left out.
    """
    asking = {s for s, role in study.roles(transcript).items() if role == "interviewer"}
    found: list[str] = []
    last: dict[str, str] = {}
    for turn in transcript.turns:
        others = (asking or set(last)) - {turn.speaker}
        found.append(next((last[s] for s in reversed(last) if s in others), ""))
        last.pop(turn.speaker, None)
        last[turn.speaker] = transcript.words(turn) if study.may(transcript.id, turn.speaker, use) else ""
    return found


def questions_of(study: Study, segments: Sequence[Segment]) -> list[str]:
    """What each segment answers, as far as a machine may read it; empty where nothing is known."""
    wanted = {segment.transcript for segment in segments}
    answered: dict[str, str] = {}
    for transcript_id in sorted(wanted):
        transcript = study.store.get(Transcript, transcript_id)
        before = questions(study, transcript, "machine")
        pairs = numbered(transcript, study.segments(transcript_id))
        answered |= {segment.id: before[number - 1] for number, segment in pairs}
    return [answered[segment.id] for segment in segments]
