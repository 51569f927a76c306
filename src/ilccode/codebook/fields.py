"""The named values of one YAML mapping, taken as what they ought to be; what they are not is a fault."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ilccode.codebook.nodes import Faults, Value

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """An item of a list: its words, its line, and whether it goes beyond the source (`ours: …`)."""

    words: str
    line: int
    ours: bool


class Fields:
    """A mapping's values by name; `line` is where it begins."""

    def __init__(self, value: Value, known: set[str], what: str, faults: Faults) -> None:
        self.line = value.line
        self._faults = faults
        self._values = value.content if isinstance(value.content, dict) else {}
        if not isinstance(value.content, dict):
            faults.add(value.line, f"{what}: expected 'name: value' pairs")
        for name, item in self._values.items():
            if name not in known:
                expected = ", ".join(sorted(known))
                faults.add(item.line, f"{what}: unknown {name!r}; expected one of {expected}")

    def fault(self, expected: str, name: str = "") -> None:
        """Note a fault at a value's line, or at the mapping's."""
        value = self._values.get(name)
        self._faults.add(value.line if value else self.line, expected)

    def fault_at(self, line: int, expected: str) -> None:
        self._faults.add(line, expected)

    def text(self, name: str, default: str | None = None) -> str:
        """A text on one line; expected where there is no default."""
        value = self._values.get(name)
        if value is None:
            if default is None:
                self.fault(f"expected {name!r}, a text")
            return default or ""
        if not isinstance(value.content, str) or not value.content:
            self.fault(f"{name}: expected a text", name)
            return default or ""
        return " ".join(value.content.split())

    def prose(self, name: str) -> str:
        """A text of several paragraphs, as it is written; empty where it is missing."""
        value = self._values.get(name)
        if value is not None and not isinstance(value.content, str):
            self.fault(f"{name}: expected a text", name)
        return value.content if value and isinstance(value.content, str) else ""

    def key(self) -> str:
        key = self.text("key")
        if key and not _KEY.fullmatch(key):
            self.fault(
                f"key {key!r}: expected a letter, then letters, digits, _ . - (ASCII, at most 64)", "key"
            )
        return key

    def choice(self, name: str, choices: Sequence[str], default: str | None = None) -> str:
        text = self.text(name, default)
        if text and text not in choices:
            self.fault(f"{name} {text!r}: expected {', '.join(choices)}", name)
        return text

    def values(self, name: str) -> list[Value]:
        """The items of a list; none where it is missing."""
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value.content, list):
            self.fault(f"{name}: expected a list", name)
            return []
        return value.content

    def filled(self, name: str) -> list[Value]:
        """The items of a list that must have some."""
        items = self.values(name)
        if not items:
            self.fault(f"expected {name!r}, a list", name)
        return items

    def rules(self, name: str) -> list[Rule]:
        """Texts, each of which may be marked `ours: …`."""
        rules = []
        for item in self.values(name):
            ours = _marked(item)
            words = (ours or item).content
            if isinstance(words, str) and words:
                rules.append(Rule(words=" ".join(words.split()), line=item.line, ours=ours is not None))
            else:
                self.fault_at(item.line, f"{name}: expected a text (in quotes, if it holds a colon)")
        return rules

    def texts(self, name: str) -> tuple[str, ...]:
        """Texts that cannot be marked."""
        rules = self.rules(name)
        for rule in rules:
            if rule.ours:
                self.fault_at(rule.line, f"{name}: expected a text without 'ours:'")
        return tuple(rule.words for rule in rules)


def _marked(item: Value) -> Value | None:
    """The text of an item `ours: text`; none for any other."""
    if isinstance(item.content, dict) and set(item.content) == {"ours"}:
        return item.content["ours"]
    return None
