"""Each sentence embedded once: what the cache holds is taken from there."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from ilccode import plugins
from ilccode.digest import text_digest
from ilccode.model import Segment
from ilccode.protocols import Embedder, Track
from ilccode.sentences import joined, splitter
from ilccode.steps.study import CACHE, Study
from ilccode.store import VectorCache

if TYPE_CHECKING:
    from ilccode.protocols import Vectors

_AT_ONCE = 1024
"""How many sentences are embedded between two savings."""


def embedder(study: Study, *, download: bool = False) -> Embedder:
    """The embedder that `ilccode.toml` names: a plug-in's name, else any sentence-transformers model."""
    name = study.config.embedder
    family = plugins.installed("embedders")
    made: Embedder = plugins.get("embedders", name if name in family else "model")(
        name, study.folder, download
    )
    return made


def sentences_of(study: Study, texts: Sequence[str], track: Track) -> list[list[str]]:
    """The sentences of each text, short ones riding with the one before; at least one a text."""
    found: list[list[str]] = []
    with track("finding sentences", len(texts)) as advance:
        split = splitter(study.plan("sentences"))
        for text in texts:
            found.append([text[start:end] for start, end in joined(text, split(text))] or [text])
            advance(1)
    return found


@dataclass(frozen=True, kw_only=True)
class Embedded:
    """Vectors by text digest, and how many of them had to be computed."""

    vectors: dict[bytes, Vectors]
    computed: int

    def rows(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, a row each."""
        import numpy as np

        return np.stack([self.vectors[text_digest(text)] for text in texts])


def embed(study: Study, model: Embedder, texts: Sequence[str], track: Track) -> Embedded:
    """The vectors of texts: known ones from the cache, others embedded and saved as they come."""
    wanted = {text_digest(text): text for text in texts}
    cache = VectorCache(study.folder / CACHE)
    vectors = cache.known(model.digest, list(wanted))
    missing = sorted(wanted.keys() - vectors.keys(), key=lambda key: (-len(wanted[key]), wanted[key]))
    with track("embedding sentences", len(missing)) as advance:
        for start in range(0, len(missing), _AT_ONCE):
            keys = missing[start : start + _AT_ONCE]
            computed = model.encode([wanted[key] for key in keys])
            new = dict(zip(keys, computed, strict=True))
            cache.add(model.digest, new)
            vectors |= new
            advance(len(keys))
    cache.close()
    return Embedded(vectors=vectors, computed=len(missing))


def segment_vectors(study: Study, wanted: Container[str]) -> dict[str, Vectors]:
    """The vectors of some segments by id, each the mean of its sentences', of length 1."""
    import numpy as np

    segments = [segment for segment in study.store.all(Segment) if segment.id in wanted]
    spoken = sentences_of(study, [segment.text for segment in segments], unseen)
    embedded = embed(study, embedder(study), [*chain(*spoken)], unseen)
    means = [embedded.rows(sentences).mean(axis=0) for sentences in spoken]
    lengths = [max(float(np.linalg.norm(mean)), 1e-12) for mean in means]
    return {s.id: mean / length for s, mean, length in zip(segments, means, lengths, strict=True)}


@contextmanager
def unseen(_name: str, _total: int) -> Iterator[Callable[[int], None]]:
    """Progress that nobody sees."""
    yield lambda _: None
