"""Text as rows of cells, whatever parts them: comma, semicolon, tab or bar."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from ilccode.errors import InvalidTranscript
from ilccode.readers.columns import names_talk

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 200
_ESCAPED: Mapping[str, Any] = {"escapechar": "\\", "doublequote": False}
_UNQUOTED: Mapping[str, Any] = {"quoting": csv.QUOTE_NONE}


def rows_of(path: Path, text: str) -> list[list[str]]:
    """The filled rows; raises `InvalidTranscript` where a quotation mark swallows some of them."""
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        return _rows(path, rest, first.strip()[4])
    sample = {delimiter: _sample(text, delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: _fit(sample[delimiter]))
    return _rows(path, text, best)


def _sample(text: str, delimiter: str) -> list[list[str]]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [row for row in islice(reader, _SAMPLE) if any(cell.strip() for cell in row)]
    except csv.Error:
        return []


def _fit(rows: Sequence[Sequence[str]]) -> tuple[bool, float]:
    """How well rows are cut: whether one names columns of talk, and how many are equally long."""
    widths = Counter(len(row) for row in rows)
    width, times = widths.most_common(1)[0] if widths else (0, 0)
    return names_talk(rows), times / len(rows) if width > 1 else 0.0


def _rows(path: Path, text: str, delimiter: str) -> list[list[str]]:
    escaped = [_ESCAPED] if '\\"' in text else []
    dialects = [{}, *escaped, *([_UNQUOTED] if delimiter == "\t" else [])]
    line = 0
    for dialect in dialects:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, **dialect)
        try:
            return [row for row in reader if any(cell.strip() for cell in row)]
        except csv.Error:
            line = line or reader.line_num
    expected = "expected each quotation mark in a cell to be closed, or doubled; one here or above is not"
    raise InvalidTranscript(path, expected, line)
