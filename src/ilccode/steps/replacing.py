"""A corrected transcript: what it resembles, and what it takes over from the version that it replaces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, pairwise

from ilccode.consent import CONSENT
from ilccode.digest import text_digest
from ilccode.model import Decision, Fact, Segment, Transcript
from ilccode.steps.naming import earlier
from ilccode.steps.study import Study, moment, speaker_ref

SKETCH = 16
"""How many turns stand for a transcript when others are compared with it: those of the lowest digests."""

_TELLING_WORDS = 6
"""Shorter turns ("Yes, right.") are the same in any two interviews."""

ALIKE = 0.3
"""From this share of common turns on, a transcript resembles another."""


@dataclass(frozen=True, kw_only=True)
class Resemblance:
    """A transcript here that a new one is much like, and the share of turns that they have in common."""

    name: str
    share: float


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """What a new version took over: the name of the old one, its unchanged segments, and those that changed.

    `stale` are changed segments that somebody had decided on.
    """

    name: str
    unchanged: int
    changed: tuple[Segment, ...]
    stale: tuple[Segment, ...]
    renamed: Renamed


@dataclass(frozen=True, kw_only=True)
class Renamed:
    """Who speaks in an old version alone, and who in the new one alone.

    What those who are `gone` refuse, those who have `come` refuse as well until it is said who they are.
    """

    gone: tuple[str, ...]
    come: tuple[str, ...]
    refused: tuple[str, ...]


def sketch(transcript: Transcript) -> str:
    """A few digests that stand for a transcript's turns, separated by spaces."""
    return " ".join(islice(sorted(_telling(transcript)), SKETCH))


def _telling(transcript: Transcript) -> set[str]:
    spoken = [transcript.words(turn) for turn in transcript.turns]
    long = [words for words in spoken if words.count(" ") + 1 >= _TELLING_WORDS]
    return {text_digest(words)[:6].hex() for words in long or spoken}


class Resemblances:
    """Which transcripts of a study a new one is like: asked by sketches, answered by comparing turns."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._by_digest: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._names: dict[str, str] = {}
        for transcript in study.transcripts:
            self.add(transcript, study.facts.get((transcript, "@sketch"), ""), study.name(transcript))

    def add(self, transcript: str, sketched: str, name: str) -> None:
        """Remember a transcript by its sketch; the study itself may not know it by name yet."""
        self._names[transcript] = name
        digests = sketched.split()
        self._by_digest |= dict.fromkeys(digests, transcript)
        self._sizes[transcript] = len(digests)

    def of(self, transcript: Transcript) -> Resemblance | None:
        """The transcript that is most like this one, if any is."""
        mine = _telling(transcript)
        shared = Counter(self._by_digest[digest] for digest in mine if digest in self._by_digest)
        likely = {other for other, number in shared.items() if number >= ALIKE / 2 * self._sizes[other]}
        shares = {other: self._share(mine, other) for other in likely - {transcript.id}}
        best = max(shares, key=lambda other: shares[other], default="")
        if not best or shares[best] < ALIKE:
            return None
        return Resemblance(name=self._names[best], share=shares[best])

    def _share(self, mine: set[str], other: str) -> float:
        theirs = _telling(self._study.store.get(Transcript, other))
        return len(mine & theirs) / max(len(mine), len(theirs))


def replacement(
    study: Study, old: str, new: Transcript, segments: Sequence[Segment]
) -> tuple[Replacement, list[Fact]]:
    """What a new version takes over from an old one, and the facts that say so."""
    before = study.segments(old)
    pairs = dict(_unchanged(before, segments))
    changed = tuple(segment for segment in before if segment.id not in pairs)
    decided = {decision.unit for decision in study.store.all(Decision)}
    replaced = Replacement(
        name=study.name(old),
        unchanged=len(pairs),
        changed=changed,
        stale=tuple(s for s in changed if not decided.isdisjoint(_versions(study, s.id))),
        renamed=_renamed(study, old, new),
    )
    renamed = replaced.renamed
    facts = [
        *(_fact(later, "@replaces", "") for later in _going_back_over(study, old, new.id)),
        _fact(new.id, "@replaces", old),
        *(
            _fact(later, "@was", earlier)
            for earlier, later in pairs.items()
            if later not in _known(study, new)
        ),
        *(_fact(about, name, value) for (about, name), value in _kept(study, old, new)),
        *(_fact(speaker_ref(new.id, s), f"@{use}", "no") for s in renamed.come for use in renamed.refused),
        *_asked(study, study.store.get(Transcript, old), new),
    ]
    return replaced, facts


def _renamed(study: Study, old: str, new: Transcript) -> Renamed:
    before = study.store.get(Transcript, old).speakers
    gone = tuple(speaker for speaker in before if speaker not in new.speakers)
    come = tuple(speaker for speaker in new.speakers if speaker not in before)
    refused = tuple(use for use in CONSENT if not all(study.may(old, speaker, use) for speaker in gone))
    return Renamed(gone=gone, come=come, refused=refused if come else ())


def _going_back_over(study: Study, old: str, new: str) -> list[str]:
    """The version that took the place of a new one which is an earlier one come back: it does no more."""
    versions = (old, *earlier(study, old))
    return [later for later, before in pairwise(versions) if before == new]


def _known(study: Study, transcript: Transcript) -> frozenset[str]:
    """The segments of a transcript that was replaced itself: they are what they were."""
    if transcript.id not in study.replaced:
        return frozenset()
    return frozenset(segment.id for segment in study.segments(transcript.id))


def _versions(study: Study, segment: str) -> set[str]:
    """A segment and all that it was before."""
    found = {segment}
    while (earlier := study.facts.get((segment, "@was"))) is not None:
        segment = earlier
        found.add(segment)
    return found


def _unchanged(before: Sequence[Segment], after: Sequence[Segment]) -> Iterator[tuple[str, str]]:
    """Segments with the same speaker and the same words, in the same order, as ids."""
    keys = ([(s.speaker, s.text) for s in before], [(s.speaker, s.text) for s in after])
    return ((before[one].id, after[other].id) for one, other in _common(*keys))


def _common(before: Sequence[object], after: Sequence[object]) -> Iterator[tuple[int, int]]:
    """The places of what two sequences have in common, in order."""
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        yield from ((block.a + step, block.b + step) for step in range(block.size))


def _asked(study: Study, old: Transcript, new: Transcript) -> Iterator[Fact]:
    """The protocol's questions that unchanged turns ask."""
    before, after = ([(turn.speaker, t.words(turn)) for turn in t.turns] for t in (old, new))
    for one, other in _common(before, after):
        number = study.facts.get((f"{old.id}#{one + 1}", "@question"))
        if number is not None:
            yield _fact(f"{new.id}#{other + 1}", "@question", number)


def _kept(study: Study, old: str, new: Transcript) -> Iterator[tuple[tuple[str, str], str]]:
    """What was known about the old version and its speakers, under the new one's ids."""
    moved = {speaker_ref(old, speaker): speaker_ref(new.id, speaker) for speaker in new.speakers}
    for (about, name), value in study.facts.items():
        if about in moved:
            yield (moved[about], name), value
        elif about == old and name not in ("@file", "@sketch", "@replaces"):
            yield (new.id, name), value


def _fact(about: str, name: str, value: str) -> Fact:
    return Fact(about=about, name=name, value=value, by="import", made_at=moment())
