"""`ilccode.toml`: what a study uses, where a person may change it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from ilccode.errors import Fault, InvalidConfig

FILE = "ilccode.toml"

TEMPLATE = """\
# A study of ilccode. Segmentation and seed were fixed by `ilccode init`; these may be changed.

# The embedding model: "minilm" (bundled), a sentence-transformers model by name, or its folder.
embedder = "minilm"

# What suggests codes: "default" learns from every decision, "zero_shot" from the codebook alone;
# `ilccode plugins` lists the taggers that are installed.
tagger = "default"

# Whether an interviewer's turns are coded, too. They are context otherwise.
code_interviewer = false
"""


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of a study."""

    embedder: str = "minilm"
    tagger: str = "default"
    code_interviewer: bool = False


def read(path: Path) -> Config:
    """Read a study's settings; raises `InvalidConfig` with all faults."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidConfig([Fault(path=str(path), expected=f"not TOML: {error}")]) from None
    kinds = {f.name: type(f.default) for f in fields(Config)}
    faults = [
        Fault(path=str(path), expected=_expected(key, kinds))
        for key, value in table.items()
        if not isinstance(value, kinds.get(key, ()))
    ]
    if faults:
        raise InvalidConfig(faults)
    return Config(**table)


def _expected(key: str, kinds: dict[str, type]) -> str:
    if key not in kinds:
        return f"unknown setting {key!r}; expected one of {', '.join(kinds)}"
    return f"{key}: expected {'true or false' if kinds[key] is bool else 'a text in quotes'}"
