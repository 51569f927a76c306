"""Pages to read: what the codebook says of a code, and why codes are suggested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ilccode.review.cards import Option
from ilccode.review.wrapping import Row, wrapped
from ilccode.visible import safe_line

WAITING = "the reasons are being found out; it takes some seconds, the first time longer"


def code_page(option: Option, width: int) -> Iterator[Row]:
    """A code with its definition, its rules, its examples and near misses."""
    code, group = option.code, option.group
    yield from wrapped(((f"{option.number} {code.key}  {safe_line(code.name)}", "head"),), width)
    if group.kind != "any":
        told = "from low to high, " if group.kind == "ordered" else ""
        yield from wrapped(((f"at most one of {group.name or group.key}, {told}applies", "dim"),), width)
    yield from wrapped(((safe_line(code.definition), ""),), width)
    parts = (
        ("include", code.include),
        ("exclude", code.exclude),
        ("example", code.examples),
        ("near miss", code.near_misses),
    )
    for name, texts in parts:
        for text in texts:
            yield from wrapped(((f"{name}: ", "key"), (safe_line(text), "")), width, "  ")


def evidence_page(lines: Sequence[str], width: int) -> Iterator[Row]:
    """Why codes are suggested: a code's own line, and below it, further in, what its score is made of."""
    for line in lines or (WAITING,):
        is_part = line.startswith(" ")
        yield from wrapped(((safe_line(line.strip()), "" if is_part else "head"),), width, "    ")
