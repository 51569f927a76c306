"""What else scores hang on: the tagger's own code, and the libraries that count for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from ilccode import plugins
from ilccode.digest import sha256

LIBRARIES = (
    "numpy",
    "regex",
    "scikit-learn",
    "scipy",
    "sentence-transformers",
    "spacy",
    "torch",
    "transformers",
)
"""Sentences, vectors and fits hang on these; vectors that the cache kept may come from an earlier version."""

_DIGITS = 16


def provenance(tagger: str) -> dict[str, str]:
    """A tagger's version and code, and the libraries' versions, as a run's parameters; nothing is loaded."""
    return {
        "plugin": plugins.version("taggers", tagger),
        "code": code_digest(plugins.installed("taggers")[tagger].module),
        "libraries": ", ".join(_installed()),
    }


@cache
def code_digest(module: str) -> str:
    """The digest of a module's source and of those beside it in its package: versions lag behind the code."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return ""
    own = Path(spec.origin)
    is_packed = "." in module or spec.submodule_search_locations is not None
    files = sorted(own.parent.glob("*.py")) if is_packed else [own]
    return sha256(b"".join(sha256(file.read_bytes()).encode() for file in files))[:_DIGITS]


def _installed() -> Iterator[str]:
    for library in LIBRARIES:
        try:
            yield f"{library} {version(library)}"
        except PackageNotFoundError:
            continue
