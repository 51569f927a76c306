"""Where a study stands, and what a record says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ilccode.log import in_force
from ilccode.model import Codebook, Decision, Excerpt, Record, Segment, Transcript, Turn
from ilccode.protocols import Track
from ilccode.steps.embedding import unseen
from ilccode.steps.excerpts import excerpts, excerpts_of_transcript
from ilccode.steps.explaining import Explained, codes_named, explainer
from ilccode.steps.filtering import Filters
from ilccode.steps.scores import last_run, suggestions
from ilccode.steps.study import Study
from ilccode.steps.tagging import codable, unlearned, unscored, withheld
from ilccode.steps.training import standings, training
from ilccode.steps.turns import numbered
from ilccode.steps.units import CASE


@dataclass(frozen=True, kw_only=True)
class CodeStatus:
    """How often a code is suggested and from which score on; how many decided segments carry it."""

    codebook: str
    version: str
    code: str
    threshold: float
    suggested: int
    labelled: int
    positives: int


@dataclass(frozen=True, kw_only=True)
class Status:
    """The study in numbers; `unscored` are the segments that each codebook's newest run leaves out.

    `withheld` are coded segments that no machine reads, because their speakers said no; `stale` are
    decisions on segments that a corrected transcript has no more, or on the version before it; `unlearned`
    are the codebooks with decisions that their newest run knows nothing of.
    """

    folder: str
    segmentation: str
    transcripts: int
    segments: int
    codable: int
    withheld: int
    decisions: int
    stale: int
    unscored: dict[str, int]
    unlearned: tuple[str, ...]
    codes: tuple[CodeStatus, ...]


def status(study: Study) -> Status:
    """Count what the study holds."""
    books = list(study.codebooks.values())
    counted = frozenset(study.transcripts)
    segments = {s.id for s in study.store.all(Segment) if s.transcript in counted}
    known = segments | counted
    units = [study.became.get(d.unit, d.unit) for d in in_force(study.store.all(Decision))]
    return Status(
        folder=str(study.folder),
        segmentation=study.plan("segmentation"),
        transcripts=len(study.transcripts),
        segments=len(segments),
        codable=len(study.codable),
        withheld=withheld(study),
        decisions=len(units),
        stale=sum(unit not in known and not unit.startswith(CASE) for unit in units),
        unscored=unscored(study),
        unlearned=unlearned(study),
        codes=tuple(code for book in books for code in _codes(study, book)),
    )


def _codes(study: Study, book: Codebook) -> list[CodeStatus]:
    run = last_run(study, book.id)
    if run is None:
        return []
    counts = Counter(suggestion.code for suggestion in suggestions(book, run))
    known = training(study, book, codable(study)).counts()
    return [
        CodeStatus(
            codebook=book.key,
            version=book.version,
            code=code,
            threshold=threshold,
            suggested=counts[code],
            labelled=known[code].labelled,
            positives=known[code].positives,
        )
        for code, threshold in zip(run.codes, run.thresholds, strict=True)
    ]


@dataclass(frozen=True, kw_only=True)
class Nothing:
    """What coders say of a segment where none of the codes that they were asked about applies.

    `asked` are those codes, empty where they are all of the codebook's.
    """

    codebook: str
    status: str
    coders: tuple[str, ...]
    asked: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A segment with what stands around it, what is said of it and why, or any other record.

    Of a transcript, `excerpts` are what people decided of it as a whole. `nothing` are the codebooks of which
    they decided that no code applies.
    `asked` is how many scores were to be explained; `why` lacks those of which there is none.
    """

    record: Record
    transcript: Transcript | None = None
    name: str = ""
    turn: Turn | None = None
    before: tuple[Turn, ...] = ()
    after: tuple[Turn, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    nothing: tuple[Nothing, ...] = ()
    asked: int = 0
    why: tuple[Explained, ...] = ()


CONTEXT = 2
"""How many turns before and after are shown."""


def show(study: Study, wanted: str, *, code: str = "", track: Track = unseen) -> Shown:
    """Find a record by the beginning of its id, an excerpt by its id, or a transcript by its name.

    Of a segment it is explained why its codes are suggested, or why another `code` scores as it does.
    """
    asked = list(codes_named(study, code)) if code else []
    named = [t for t in study.transcripts if study.name(t) == wanted]
    record = study.store.find(named[0] if len(named) == 1 else wanted.split("/")[0])
    if isinstance(record, Transcript):
        name, decided = study.name(record.id), tuple(excerpts_of_transcript(study, record.id))
        return Shown(record=record, transcript=record, name=name, excerpts=decided)
    if not isinstance(record, Segment):
        return Shown(record=record)
    transcript = study.store.get(Transcript, record.transcript)
    number, _ = next(pair for pair in numbered(transcript, [record]))
    only = Filters(transcripts=frozenset([transcript.id]))
    found = tuple(excerpt for excerpt in excerpts(study, only) if excerpt.about == record.id)
    wanted_codes = asked or [(excerpt.codebook.key, excerpt.code) for excerpt in found]
    return Shown(
        record=record,
        transcript=transcript,
        name=study.name(transcript.id),
        turn=transcript.turns[number - 1],
        before=transcript.turns[max(0, number - 1 - CONTEXT) : number - 1],
        after=transcript.turns[number : number + CONTEXT],
        excerpts=found,
        nothing=tuple(_nothing(study, record)),
        asked=len(wanted_codes),
        why=tuple(_why(study, record, wanted_codes, track)),
    )


def _nothing(study: Study, segment: Segment) -> Iterator[Nothing]:
    """The codebooks of which all that was decided on a segment is that no code applies."""
    for book in study.codebooks.values():
        held, codes = standings(study, book), [code.key for code in book.at("segment")]
        said = {code: held[segment.id, code] for code in codes if (segment.id, code) in held}
        if said and all(found.present is False for found in said.values()):
            statuses = {found.status for found in said.values()}
            yield Nothing(
                codebook=book.key,
                status="settled" if "settled" in statuses else "decided",
                coders=tuple(sorted({coder for found in said.values() for coder in found.coders})),
                asked=() if len(said) == len(codes) else tuple(said),
            )


def _why(
    study: Study, segment: Segment, codes: Sequence[tuple[str, str]], track: Track
) -> Iterator[Explained]:
    explain = explainer(study, track) if codes else None
    if explain is not None:
        found = (explain(segment.id, key, code) for key, code in codes if key in explain.keys)
        yield from (why for why in found if why is not None)
