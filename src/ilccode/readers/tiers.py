"""Tiers of ELAN and Praat: which of them are talk, whose, and their stretches put in order of time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ilccode.readers.captions import Caption

TALK = frozenset(
    (
        *(
            "utterance",
            "utterances",
            "utt",
            "sentence",
            "sentences",
            "phrase",
            "phrases",
            "transcript",
            "text",
        ),
        *("transcription", "orthography", "ortho", "orth", "tx", "txt", "speech", "talk", "default", "turn"),
        *("turns", "transcripcion", "transcripción", "transkript", "transkription", "trascrizione"),
    )
)
WORDS = frozenset(
    ("word", "words", "wrd", "ort", "ort-mau", "mot", "mots", "wort", "wörter", "palabra", "palabras")
)
OTHER = frozenset(
    (
        *(
            "phone",
            "phones",
            "phoneme",
            "phonemes",
            "phon",
            "phn",
            "mau",
            "kan",
            "kan-mau",
            "segment",
            "segments",
        ),
        *(
            "syllable",
            "syllables",
            "syll",
            "syl",
            "tone",
            "tones",
            "break",
            "breaks",
            "pitch",
            "f0",
            "intensity",
        ),
        *(
            "note",
            "notes",
            "comment",
            "comments",
            "gloss",
            "glosses",
            "translation",
            "pos",
            "gesture",
            "gestures",
        ),
        *("gaze", "ref", "id", "code", "codes", "topic", "silence", "silences", "noise", "events"),
    )
)
_KINDS = (TALK, WORDS, OTHER)
_BETWEEN = " \t_-@:./\\"
_PARTS = re.compile(r"[^\s_\-@:./\\]+")
_PAUSE = 0.5
_SILENCES = frozenset(("sil", "sp", "spn", "<p:>", "<p>", "<sil>", "#", "<eps>", "_", "pause"))


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A label of a tier, with its times in seconds."""

    text: str
    at: float | None
    until: float | None


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A tier by its name; `speaker` is whose it is and `type` what it is, where the file says so itself."""

    name: str
    stretches: tuple[Stretch, ...]
    speaker: str = ""
    type: str = ""

    @property
    def kind(self) -> frozenset[str] | None:
        """Which of `TALK`, `WORDS` and `OTHER` name or type say that it is; none where they say nothing."""
        return _named(self.name)[1] or _named(self.type)[1]

    @property
    def who(self) -> str:
        """The speaker, as told or by the tier's name; empty where that says only what the tier is."""
        return self.speaker or _named(self.name)[0]


def _named(name: str) -> tuple[str, frozenset[str] | None]:
    """A tier's name as a speaker and a kind: `Anna - words`, `tx@Anna`, `utterance`, `Anna`."""
    name = name.strip()
    parts = _PARTS.findall(name) or [""]
    last, first = parts[-1], parts[0]
    ends = ((name, ""), (last, name.removesuffix(last)), (first, name.removeprefix(first)))
    for part, rest in ends:
        for kind in _KINDS:
            if part.casefold() in kind:
                return rest.strip(_BETWEEN), kind
    return name, None


def talking(tiers: Sequence[Tier]) -> tuple[list[Tier], list[str]]:
    """The tiers that are talk, and the names of those that are not but hold something.

    A speaker's own tier of talk is preferred to another of the same speaker, and talk to single words.
    """
    filled = [tier for tier in tiers if any(stretch.text.strip() for stretch in tier.stretches)]
    told = {tier.who for tier in filled if tier.kind is TALK}
    talk = [t for t in filled if t.kind is TALK or (t.kind is None and t.who not in told)]
    chosen = talk or [tier for tier in filled if tier.kind is WORDS]
    return chosen, [tier.name for tier in filled if tier not in chosen]


def captions(tiers: Sequence[Tier]) -> list[Caption]:
    """All that is said on the tiers, in the order of time; words are put together until there is a pause."""
    spoken: list[tuple[float, Caption]] = []
    for tier in tiers:
        stretches = _phrases(tier.stretches) if tier.kind is WORDS else tier.stretches
        at = 0.0
        for stretch in stretches:
            at = at if stretch.at is None else stretch.at
            caption = Caption(words=stretch.text, at=stretch.at, until=stretch.until, speaker=tier.who)
            spoken.append((at, caption))
    return [caption for _, caption in sorted(spoken, key=lambda item: item[0])]


def _phrases(words: Sequence[Stretch]) -> Iterator[Stretch]:
    said: list[Stretch] = []
    for word in words:
        if not word.text.strip() or word.text.strip().casefold() in _SILENCES:
            continue
        if said and (word.at or 0.0) - (said[-1].until or 0.0) > _PAUSE:
            yield _joined(said)
            said = []
        said.append(word)
    if said:
        yield _joined(said)


def _joined(words: Sequence[Stretch]) -> Stretch:
    text = " ".join(word.text.strip() for word in words)
    return Stretch(text=text, at=words[0].at, until=words[-1].until)


def left_out(names: Sequence[str], why: str) -> tuple[str, ...]:
    """A note on tiers that were left out, if any were."""
    shown = ", ".join(repr(name[:40]) for name in names[:6]) + (", ..." if len(names) > 6 else "")
    return (f"Tiers left out, as {why}: {shown}.",) if names else ()
