"""From a record's canonical JSON back to the record."""

from __future__ import annotations

import base64
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from ilccode.errors import StoreUnreadable
from ilccode.model import RECORDS, Record

KINDS: dict[str, type[Record]] = {kind.prefix: kind for kind in RECORDS}

Build = Callable[[Any], Any]


def rebuilt(kind: str, record_id: str, body: str) -> Record:
    """The record whose canonical form is `body`, under the id that it was stored by.

    Raises `StoreUnreadable` for a body that says no such record.

    Whether the id still is the digest of the body is for `verify` to ask, not for every reading.
    """
    noun: Any = KINDS[kind]
    try:
        record: Record = _builder(noun)(json.loads(body))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise StoreUnreadable(f"the record {record_id} is damaged") from None
    record.__dict__["id"] = record_id
    return record


@cache
def _builder(hint: Any) -> Build:
    """What turns a JSON value into a value of a type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return _dataclass_builder(hint)
    if hint is bytes:
        return base64.b64decode
    if origin is types.UnionType:
        inner = _builder(next(part for part in arguments if part is not types.NoneType))
        return lambda value: None if value is None else inner(value)
    if origin is tuple and arguments[-1] is Ellipsis:
        inner = _builder(arguments[0])
        return tuple if inner is _same else lambda value: tuple(map(inner, value))
    if origin is tuple:
        return tuple
    if hint in (str, int, float, bool) or origin is Mapping:
        return _same
    raise TypeError(f"no way to rebuild {hint}")


def _dataclass_builder(kind: type) -> Build:
    hints = get_type_hints(kind)
    builders = {f.name: _builder(hints[f.name]) for f in fields(kind)}
    special = {name: build for name, build in builders.items() if build is not _same}

    def build(value: dict[str, Any]) -> Any:
        for name in special.keys() & value.keys():
            value[name] = special[name](value[name])
        return kind(**value)

    return build


def _same(value: Any) -> Any:
    return value
