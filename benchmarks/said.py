"""What a codebook says about its codes, whichever of the known forms it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ilccode.codebook import load
from ilccode.errors import InvalidCodebook

CODEBOOKS = ("codebook_with_examples.yaml", "codebook.yaml")


class Unfit(Exception):
    """A folder that cannot be measured on: one line that says what was expected."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a codebook says about one code."""

    name: str
    definition: str = ""
    include: Sequence[str] = ()
    examples: Sequence[str] = ()
    near_misses: Sequence[str] = ()
    cues: Sequence[str] = ()
    parent: str = ""
    group: str = ""
    kind: str = "any"
    rank: int = 0

    @property
    def texts(self) -> list[str]:
        """All that is embedded of it."""
        return [self.definition, *self.examples, *self.near_misses]


def first_line(error: BaseException) -> str:
    """An error in one line."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def codebook(folder: Path) -> list[Said]:
    """The codes of a folder's codebook; raises `Unfit`."""
    path = next((folder / name for name in CODEBOOKS if (folder / name).is_file()), None)
    if path is None:
        raise Unfit(f"{folder}: expected a codebook, {' or '.join(CODEBOOKS)}")
    try:
        tree = YAML(typ="safe", pure=True).load(path)
    except (OSError, ValueError, YAMLError) as error:
        raise Unfit(f"{path}: expected YAML ({first_line(error)})") from None
    if isinstance(tree, dict) and "key" in tree and "codes" in tree:
        return _ours(path)
    if isinstance(tree, dict) and isinstance(tree.get("codes"), list):
        tree = {code.get("code", code.get("key", code.get("name"))): code for code in tree["codes"]}
    if not isinstance(tree, dict) or not all(isinstance(code, dict) for code in tree.values()):
        raise Unfit(f"{path}: expected a mapping of codes, each with a definition")
    return [_said(str(name), code) for name, code in tree.items()]


def _ours(path: Path) -> list[Said]:
    try:
        book = load(path)
    except InvalidCodebook as error:
        raise Unfit(first_line(error)) from None
    groups = {group.key: group for group in book.groups}
    return [
        Said(
            name=code.key,
            definition=code.definition,
            include=code.include,
            examples=code.examples,
            near_misses=code.near_misses,
            cues=code.cues,
            parent=code.parent,
            group=code.group,
            kind=groups[code.group].kind,
            rank=groups[code.group].codes.index(code.key) if code.key in groups[code.group].codes else 0,
        )
        for code in book.codes
    ]


def _said(name: str, code: Mapping[str, Any]) -> Said:
    return Said(
        name=name,
        definition=str(code.get("definition") or name),
        include=_list(code.get("include")),
        examples=_list(code.get("exemplars") or code.get("examples")),
        near_misses=_list(code.get("near_misses")),
        cues=_list(code.get("cues")),
        parent=str(code.get("parent") or ""),
        group=str(code.get("group") or ""),
        kind=str(code.get("kind") or "any"),
        rank=int(code.get("rank") or 0),
    )


def _list(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)] if value else []
