"""The interview protocol: which of its questions each of the interviewer's turns asks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ilccode import sources
from ilccode.errors import Fault, FaultyFile
from ilccode.model import Fact, Transcript
from ilccode.sentences import words
from ilccode.steps.study import Study, moment

PROTOCOL = "protocol"
"""What facts about the protocol's questions are about."""

ASKED = 0.5
"""A turn asks a question if it holds so much of what sets that question apart."""

_STEM = 6


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An interviewer's turn and the question that it seems to ask; `share` of its words are in the turn."""

    transcript: str
    name: str
    turn: int
    words: str
    number: int
    question: str
    share: float


def read_protocol(path: Path) -> list[str]:
    """The questions of a protocol, one a line; raises `FaultyFile`."""
    try:
        text = sources.read(path).data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FaultyFile([Fault(path=str(path), expected="expected UTF-8 text, a question a line")]) from None
    questions = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if not questions:
        raise FaultyFile([Fault(path=str(path), expected="expected questions, one a line; found none")])
    return questions


def asked(study: Study, questions: Sequence[str]) -> list[Asked]:
    """The interviewers' turns that seem to ask one of the questions, transcript by transcript."""
    match = _Matcher(questions)
    found: list[Asked] = []
    for transcript_id in study.transcripts:
        transcript = study.store.get(Transcript, transcript_id)
        for number, turn in enumerate(transcript.turns, start=1):
            if study.role(transcript_id, turn.speaker) == "interviewer":
                said = transcript.words(turn)
                best, share = match(said)
                if share >= ASKED:
                    found.append(
                        Asked(
                            transcript=transcript_id,
                            name=study.name(transcript_id),
                            turn=number,
                            words=said,
                            number=best + 1,
                            question=questions[best],
                            share=share,
                        )
                    )
    return found


def confirm(study: Study, questions: Sequence[str], confirmed: Sequence[Asked]) -> int:
    """Note which turns ask which questions; how many of them were not known."""
    said = {(PROTOCOL, f"@{number}"): question for number, question in enumerate(questions, start=1)}
    said |= {(f"{item.transcript}#{item.turn}", "@question"): str(item.number) for item in confirmed}
    new = {key: value for key, value in said.items() if study.facts.get(key) != value}
    study.store.add(
        Fact(about=about, name=name, value=value, by="protocol", made_at=moment())
        for (about, name), value in new.items()
    )
    return sum(name == "@question" for _, name in new)


def question_numbers(study: Study, transcript: Transcript) -> list[str]:
    """For each turn, the number of the protocol's question that was asked last; empty before the first."""
    numbers: list[str] = []
    for turn in range(1, len(transcript.turns) + 1):
        before = numbers[-1] if numbers else ""
        numbers.append(study.facts.get((f"{transcript.id}#{turn}", "@question"), before))
    return numbers


class _Matcher:
    """How much of each question's words a turn holds; words that few questions have weigh more."""

    def __init__(self, questions: Sequence[str]) -> None:
        self._questions = [_stems(question) for question in questions]
        counts = Counter(stem for stems in self._questions for stem in stems)
        self._weights = {stem: math.log(1 + len(questions) / count) for stem, count in counts.items()}

    def __call__(self, said: str) -> tuple[int, float]:
        """The question that a turn holds most of, from 0, and how much of it."""
        stems = _stems(said)
        shares = [self._share(question, stems) for question in self._questions]
        best = max(range(len(shares)), key=lambda number: shares[number])
        return best, shares[best]

    def _share(self, question: frozenset[str], said: frozenset[str]) -> float:
        whole = self._weight(question)
        return self._weight(question & said) / whole if whole else 0.0

    def _weight(self, stems: frozenset[str]) -> float:
        return sum(self._weights[stem] for stem in stems)


def _stems(text: str) -> frozenset[str]:
    found = (text[start:end].strip(".,;:!?…\"'()¿¡«»“”").casefold() for start, end in words(text))
    return frozenset(word[:_STEM] for word in found if word)
