"""Libraries that only linguists need: asked for when a file needs them, and clear about it when they lack."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from ilccode.errors import InvalidTranscript

T = TypeVar("T")

_PANIC = "PanicException"
"""What a library in Rust raises in place of an `Exception`."""


def library(path: Path, name: str) -> Any:
    """A module of the extra `linguistics`; raises `InvalidTranscript` where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        raise InvalidTranscript(path, "needs \"pip install 'ilccode[linguistics]'\"") from None


def parsed(path: Path, parse: Callable[[], T], kind: str) -> T:
    """What a library makes of a file; raises `InvalidTranscript`, whatever the library raises.

    Its own words are not passed on: they may quote what people said.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parse()
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != _PANIC:
            raise
        raise InvalidTranscript(path, f"expected {kind}; the file is damaged or another kind") from None
