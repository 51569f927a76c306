"""YAML as nodes that know their line: text as it is written, no aliases, no tags, no key twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ilccode.errors import Fault

MAX_DEPTH = 20

_HALVES = re.compile("[\ud800-\udfff]")


@dataclass
class Faults:
    """The faults of one file, gathered as it is read."""

    path: str
    found: list[Fault] = field(default_factory=list)

    def add(self, line: int | None, expected: str) -> None:
        self.found.append(Fault(path=self.path, line=line, expected=expected))


@dataclass(frozen=True, kw_only=True)
class Value:
    """A piece of YAML: a `str`, a list of values, or a dict of them; `line` counts from 1."""

    line: int
    content: str | list[Value] | dict[str, Value]


def parse(text: str, faults: Faults) -> Value | None:
    """Read YAML; what is wrong with it as YAML goes into `faults`; none where nothing can be read."""
    import warnings

    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node = YAML(typ="safe", pure=True).compose(text)
        return None if node is None else _value(node, faults, set(), 0)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.add(mark.line + 1 if mark else None, f"not YAML: {error.problem or error.context}")
    except (YAMLError, AssertionError, TypeError, ValueError, RecursionError) as error:
        faults.add(None, f"not YAML: {(str(error) or type(error).__name__).splitlines()[0]}")
    return None


def _value(node: Any, faults: Faults, seen: set[int], depth: int) -> Value | None:
    line = node.start_mark.line + 1
    if id(node) in seen or depth > MAX_DEPTH:
        faults.add(line, "aliases (*name) and deep nesting are not allowed; write it out")
        return None
    seen.add(id(node))
    if getattr(node.ctag, "handle", None) is not None:
        faults.add(line, f"tags are not allowed, found {node.ctag}")
    match node.id:
        case "scalar":
            if _HALVES.search(node.value):
                faults.add(line, "expected text, found half a character")
                return None
            return Value(line=line, content=str(node.value).strip())
        case "sequence":
            items = [_value(item, faults, seen, depth + 1) for item in node.value]
            return Value(line=line, content=[item for item in items if item is not None])
    return Value(line=line, content=dict(_pairs(node, faults, seen, depth)))


def _pairs(node: Any, faults: Faults, seen: set[int], depth: int) -> Iterator[tuple[str, Value]]:
    keys: set[str] = set()
    for key, item in node.value:
        name = str(key.value)
        if name in keys:
            faults.add(key.start_mark.line + 1, f"{name!r} stands twice")
        keys.add(name)
        value = _value(item, faults, seen, depth + 1)
        if value is not None:
            yield name, value
