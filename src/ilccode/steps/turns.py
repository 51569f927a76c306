"""A transcript's turns as context: which turn a segment stands in, and what question it answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence

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
    """Before each turn, what the interviewers said last, all their turns that follow one another.

    Where no interviewer is known, it is the other speaker's last turn. The words of whoever may not be used
    so (`quote`, `machine`) are left out.
    """
    asking = {s for s, role in study.roles(transcript).items() if role == "interviewer"}
    allowed = {speaker for speaker in transcript.speakers if study.may(transcript.id, speaker, use)}
    spoken = [transcript.words(turn) if turn.speaker in allowed else "" for turn in transcript.turns]
    speakers = [turn.speaker for turn in transcript.turns]
    return _asked(speakers, spoken, asking) if asking else _answered(speakers, spoken)


def _asked(speakers: Sequence[str], spoken: Sequence[str], asking: Container[str]) -> list[str]:
    """Before each turn, the last of what those who ask said in a row, less the speaker's own words."""
    found: list[str] = []
    row: list[tuple[str, str]] = []
    before = ""
    for speaker, words in zip(speakers, spoken, strict=True):
        found.append(" ".join(said for other, said in row if other != speaker and said))
        if speaker in asking:
            row = [*(row if before in asking else []), (speaker, words)]
        before = speaker
    return found


def _answered(speakers: Sequence[str], spoken: Sequence[str]) -> list[str]:
    """Before each turn, the last of what anyone else said."""
    found: list[str] = []
    last: dict[str, str] = {}
    for speaker, words in zip(speakers, spoken, strict=True):
        found.append(next((last[other] for other in reversed(last) if other != speaker), ""))
        last.pop(speaker, None)
        last[speaker] = words
    return found


def questions_of(study: Study, segments: Sequence[Segment]) -> list[str]:
    """What each segment answers, as far as a machine may read it; empty where nothing is known."""
    wanted: dict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        wanted[segment.transcript].append(segment)
    answered: dict[str, str] = {}
    for transcript_id, its in wanted.items():
        transcript = study.store.get(Transcript, transcript_id)
        before = questions(study, transcript, "machine")
        pairs = numbered(transcript, sorted(its, key=lambda segment: segment.start))
        answered |= {segment.id: before[number - 1] for number, segment in pairs}
    return [answered[segment.id] for segment in segments]
