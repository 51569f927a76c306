"""ELAN: annotations of the tiers that are talk, in the order of time."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ilccode import packages
from ilccode.errors import InvalidTranscript
from ilccode.protocols import Reading
from ilccode.readers.captions import MOST_SECONDS, About, reading
from ilccode.readers.extras import library, parsed
from ilccode.readers.tiers import TALK, Stretch, Tier, captions, left_out, talking
from ilccode.sources import Source

_KIND = "an ELAN transcript (.eaf)"
_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"
_DEEPEST = 9
_NUMBERS = frozenset(("ref", "id", "rf", "ref_id", "record"))
"""Names of tiers that only number what a tier below them says."""


def read(source: Source) -> Reading:
    """Read an ELAN transcript; raises `InvalidTranscript`.

    Talk is on the tiers that depend on no other; what depends on one translates or dissects it. Where the
    topmost tier only numbers the utterances, the tier of text below it is read.
    """
    path = source.path
    root = packages.tree(source, _KIND)
    if root.tag != "ANNOTATION_DOCUMENT":
        raise InvalidTranscript(path, f"expected {_KIND}, found XML of another kind")
    elan = library(path, "pympi.Elan")
    tiers = parsed(path, lambda: list(_tiers(_document(elan, root))), _KIND)
    chosen, others = talking([tier for tier, is_talk in tiers if is_talk])
    others += [tier.name for tier, is_talk in tiers if not is_talk and tier.stretches]
    if not chosen:
        raise InvalidTranscript(path, "expected tiers with annotations, found none that is talk")
    notes = left_out(others, "translations, glosses or notes")
    return reading(path, captions(chosen), About(format="ELAN", unit="annotation", notes=notes))


def _document(elan: Any, root: Any) -> Any:
    """The library's own document: it reads files only, and lacks nothing in this one."""
    from lxml import etree

    root.set(_SCHEMA, root.get(_SCHEMA, ""))
    handle, name = tempfile.mkstemp(suffix=".eaf")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(etree.tostring(root))
        return elan.Eaf(name, suppress_version_warning=True)
    finally:
        Path(name).unlink()


def _tiers(document: Any) -> Iterator[tuple[Tier, bool]]:
    """All tiers, and whether each is at the top, or stands for one at the top that only numbers."""
    spans = _spans(document)
    parents = {name: facts.get("PARENT_REF", "") for name, (_, _, facts, _) in document.tiers.items()}
    numbers = {name for name, parent in parents.items() if not parent and _numbers(name)}
    for name, (aligned, referring, facts, _) in document.tiers.items():
        said = {**{key: a[2] for key, a in aligned.items()}, **{key: r[1] for key, r in referring.items()}}
        tier = Tier(
            name=name,
            type=facts.get("LINGUISTIC_TYPE_REF", ""),
            speaker=facts.get("PARTICIPANT", "").strip(),
            stretches=tuple(
                Stretch(text=text, at=a, until=u) for key, text in said.items() for a, u in [spans[key]]
            ),
        )
        stands_in = parents[name] in numbers and tier.kind is TALK
        yield tier, stands_in or not (parents[name] or name in numbers)


def _numbers(name: str) -> bool:
    return not _NUMBERS.isdisjoint(re.split(r"[\s_\-@:.]+", name.casefold()))


def _spans(document: Any) -> dict[str, tuple[float | None, float | None]]:
    """The times of each annotation, which one that refers to another has from that."""
    spans: dict[str, tuple[float | None, float | None]] = {}
    parents: dict[str, str] = {}
    for aligned, referring, _, _ in document.tiers.values():
        for key, (start, end, *_) in aligned.items():
            spans[key] = _seconds(document, start), _seconds(document, end)
        parents.update({key: values[0] for key, values in referring.items()})
    for key in parents:
        above = key
        for _ in range(_DEEPEST):
            if above in spans:
                break
            above = parents.get(above, "")
        spans.setdefault(key, spans.get(above, (None, None)))
    return spans


def _seconds(document: Any, slot: str) -> float | None:
    time = document.timeslots.get(slot)
    return None if time is None or abs(time) >= MOST_SECONDS * 1000 else time / 1000
