"""A codebook file in, a codebook out, or all that is wrong with the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import prod
from pathlib import Path

from ilccode.codebook.fields import Fields
from ilccode.codebook.nodes import Faults, Value, parse
from ilccode.errors import InvalidCodebook
from ilccode.model import UNITS, Code, Codebook, Group, anchored

KINDS = ("any", "exclusive", "ordered")
MAX_BYTES = 1_000_000

MAX_CUE = 500
"""Characters of a cue."""

MAX_REPEATS = 10_000
"""The product of a cue's counted repetitions, such as `{1,40}`."""

_REPEATS = re.compile(r"\{(?:\d*,)?(\d+)\}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_BOOK = {"key", "version", "title", "language", "source", "note", "groups", "codes"}
_GROUP = {"key", "name", "kind", "unit", "codes"}
_CODE = {
    *("key", "name", "group", "parent", "definition", "include", "exclude", "examples"),
    *("near_misses", "cues", "source", "ours", "colour", "was"),
}


def shipped() -> dict[str, Path]:
    """The codebooks that come with the program, by key."""
    package = Path(__file__).resolve().parents[1]
    installed, checkout = package / "codebooks", package.parents[1] / "codebooks"
    folder = installed if installed.is_dir() else checkout
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def load(path: Path) -> Codebook:
    """Read a codebook file, or a shipped one by its key; raises `InvalidCodebook` with every fault."""
    if not path.is_file():
        path = shipped().get(str(path), path)
    faults = Faults(path=str(path))
    text = _text(path, faults)
    tree = None if faults.found else parse(text, faults)
    codebook = _codebook(tree, faults) if tree else None
    if tree is None and not faults.found:
        faults.add(None, "expected a codebook, found an empty file")
    if codebook is None or faults.found:
        raise InvalidCodebook(sorted(set(faults.found), key=lambda fault: (fault.line or 0, fault.expected)))
    return codebook


def _text(path: Path, faults: Faults) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        known = ", ".join(shipped())
        faults.add(
            None, f"cannot be read ({error.strerror}); expected a file, or a shipped codebook: {known}"
        )
        return ""
    if len(data) > MAX_BYTES:
        faults.add(None, f"expected a codebook of at most {MAX_BYTES:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add(data.count(b"\n", 0, error.start) + 1, "expected UTF-8 text")
        return ""


def _codebook(tree: Value, faults: Faults) -> Codebook:
    fields = Fields(tree, _BOOK, "the codebook", faults)
    groups = [Fields(item, _GROUP, "a group", faults) for item in fields.filled("groups")]
    codes = [Fields(item, _CODE, "a code", faults) for item in fields.filled("codes")]
    book = Codebook(
        key=fields.key(),
        version=fields.text("version"),
        title=fields.text("title"),
        language=fields.text("language", "en"),
        source=fields.text("source", ""),
        note=fields.prose("note"),
        groups=tuple(map(_group, groups)),
        codes=tuple(map(_code, codes)),
    )
    _check_once(zip((group.key for group in book.groups), groups, strict=True))
    _check_once(zip((code.key for code in book.codes), codes, strict=True))
    _check_codes(book, codes)
    _check_groups(book, groups)
    return book


def _group(fields: Fields) -> Group:
    return Group(
        key=fields.key(),
        kind=fields.choice("kind", KINDS),
        unit=fields.choice("unit", UNITS),
        name=fields.text("name", ""),
        codes=fields.texts("codes"),
    )


def _code(fields: Fields) -> Code:
    definition = fields.text("definition")
    include, exclude = fields.rules("include"), fields.rules("exclude")
    whole = fields.choice("ours", ("true", "false"), "false") == "true"
    colour = fields.text("colour", "")
    if colour and not _COLOUR.fullmatch(colour):
        fields.fault('colour: expected a form like "#4477aa"', "colour")
    _check_cues(fields)
    return Code(
        key=fields.key(),
        name=fields.text("name"),
        group=fields.text("group"),
        definition=definition,
        include=tuple(rule.words for rule in include),
        exclude=tuple(rule.words for rule in exclude),
        examples=fields.texts("examples"),
        near_misses=fields.texts("near_misses"),
        cues=fields.texts("cues"),
        parent=fields.text("parent", ""),
        source=fields.text("source", ""),
        ours=(definition,) * whole + tuple(rule.words for rule in (*include, *exclude) if whole or rule.ours),
        colour=colour,
        was=fields.texts("was"),
    )


def _check_cues(fields: Fields) -> None:
    import regex

    for cue in fields.rules("cues"):
        repeats = prod(int(number) for number in _REPEATS.findall(cue.words))
        if len(cue.words) > MAX_CUE or repeats > MAX_REPEATS:
            fields.fault_at(
                cue.line, f"cue {cue.words[:40]!r}: expected a shorter one, with fewer repetitions"
            )
            continue
        try:
            regex.compile(anchored(cue.words), regex.IGNORECASE | regex.MULTILINE)
        except (regex.error, ValueError, RecursionError) as error:
            fields.fault_at(cue.line, f"cue {cue.words!r}: expected a regular expression: {error}")


def _check_once(keyed: Iterable[tuple[str, Fields]]) -> None:
    seen: set[str] = set()
    for key, fields in keyed:
        if key and key.casefold() in seen:
            fields.fault(f"key {key!r} stands twice", "key")
        seen.add(key.casefold())


def _check_codes(book: Codebook, fields: Sequence[Fields]) -> None:
    groups = {group.key for group in book.groups}
    homes = {code.key: code.group for code in book.codes}
    for code, place in zip(book.codes, fields, strict=True):
        if code.group and code.group not in groups:
            expected = ", ".join(sorted(groups))
            place.fault(f"code {code.key!r}: no group {code.group!r}; expected one of {expected}", "group")
        if code.parent and (code.parent == code.key or homes.get(code.parent) != code.group):
            place.fault(f"code {code.key!r}: parent {code.parent!r} is no other code of its group", "parent")


def _check_groups(book: Codebook, fields: Sequence[Fields]) -> None:
    for group, place in zip(book.groups, fields, strict=True):
        members = sorted(code.key for code in book.codes if code.group == group.key)
        if not members:
            place.fault(f"group {group.key!r}: no code belongs to it")
        elif (group.codes or group.kind == "ordered") and sorted(group.codes) != members:
            place.fault(
                f"group {group.key!r}: expected 'codes' to name each of its codes once "
                f"(from lowest to highest, if ordered): {', '.join(members)}",
                "codes",
            )
