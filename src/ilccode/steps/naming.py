"""Which transcript, or which codebook, somebody means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ilccode.errors import NotInStudy, UsageError
from ilccode.model import Codebook, folded
from ilccode.steps.study import Study


def chosen(books: Mapping[str, Codebook], key: str) -> Codebook:
    """The codebook that is meant; raises `UsageError` where there are several and none is named."""
    if key and key not in books:
        raise UsageError(f"--codebook {key}: expected one of {', '.join(books)}")
    if not key and len(books) > 1:
        raise UsageError(f"which codebook? Name it with --codebook: {', '.join(books)}")
    return books[key] if key else next(iter(books.values()))


def by_name(study: Study) -> dict[str, str]:
    """The transcripts that count, by all that they are called, as names are compared.

    Names and ids go before files' names, those before files' names without the suffix; the files and ids
    of earlier versions mean the one that counts.
    """
    names: dict[str, str] = {}
    for called in (_stems, _files, _own):
        names |= {folded(name): now for now in study.transcripts for name in called(study, now)}
    return names


def find_transcript(study: Study, wanted: str) -> str:
    """The id of the transcript that is meant; raises `NotInStudy`."""
    found = by_name(study).get(folded(wanted))
    if found is None:
        names = ", ".join(sorted(map(study.name, study.transcripts))[:20])
        raise NotInStudy(f"{wanted}: no transcript here has that name; expected one of: {names}")
    return found


def earlier(study: Study, transcript: str) -> Iterator[str]:
    """The versions that a transcript has replaced, the newest first."""
    while transcript := study.facts.get((transcript, "@replaces"), ""):
        yield transcript


def _own(study: Study, transcript: str) -> Iterator[str]:
    yield from (study.name(transcript), *earlier(study, transcript), transcript)


def _files(study: Study, transcript: str) -> Iterator[str]:
    versions = (*reversed(list(earlier(study, transcript))), transcript)
    return (study.facts.get((version, "@file"), "") for version in versions)


def _stems(study: Study, transcript: str) -> Iterator[str]:
    return (name.rsplit(".", 1)[0] for name in _files(study, transcript))
