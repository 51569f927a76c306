"""One identity for all records: a readable prefix and the digest of what the record says.

The canonical form is JSON with sorted keys, no spaces, and no field that stands at its default, so
that a field added later changes no old id. A golden test fixes it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

HEX_DIGITS = 24


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def text_digest(text: str) -> bytes:
    """Sixteen bytes that stand for a text: the key of whatever is cached by text."""
    return hashlib.sha256(text.encode("utf-8")).digest()[:16]


def identity(prefix: str, body: str) -> str:
    """The id of a record whose canonical form is `body`, such as `seg_3f2a…`."""
    return f"{prefix}_{sha256(body.encode('utf-8'))[:HEX_DIGITS]}"


def canonical(record: Any) -> str:
    """A record's canonical JSON."""
    return json.dumps(
        plain(record), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def plain(value: Any) -> Any:
    """The JSON value that stands for a record or for a part of one."""
    if value.__class__ in _SIMPLE:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((name, getattr(value, name), default) for name, default in _stored(type(value)))
        return {name: plain(item) for name, item, default in pairs if item != default}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value


_SIMPLE = frozenset((str, int, float, bool, type(None)))


@cache
def _stored(kind: type) -> tuple[tuple[str, Any], ...]:
    """A dataclass's fields with their defaults; what has none differs from every value."""
    return tuple((field.name, field.default) for field in fields(kind))
