"""Times in the cells of a table: `00:12:33`, `1:6`, `75`, a span of two, or a spreadsheet's own."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from ilccode.readers.captions import MOST_SECONDS

Span = tuple[float | None, float | None]
"""When words begin and end, in seconds."""

DAY = 86_400.0
_EPOCH = datetime.datetime(1899, 12, 30)
"""Day 0 of a spreadsheet."""

_TIME = r"[0-9]{1,9}(?::[0-9]{1,2}){0,3}(?:[.,][0-9]{1,9})?"
_SPAN = re.compile(
    rf"[\[({{<#]?\s*(?P<at>{_TIME})\s*s?(?:\s*(?:-->|[-–—,;]|to)\s*(?P<until>{_TIME})\s*s?)?\s*[\])}}>#]?"
)
_LONGEST, _SLOWEST = 6 * 3_600.0, 0.03
_FEW = 3
_NOTHING: Span = (None, None)


def is_time(cell: object) -> bool:
    """Whether a cell can be read as a time."""
    return span(cell) != _NOTHING


def span(cell: object) -> Span:
    """The time that a cell tells, or two; a date tells none."""
    if isinstance(cell, str):
        match = _SPAN.fullmatch(cell.strip())
        return (_seconds(match["at"]), _seconds(match["until"])) if match else _NOTHING
    return _number(cell), None


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    parts = text.replace(",", ".").split(":")[:3]
    total = sum(float(part) * 60.0**place for place, part in enumerate(reversed(parts)))
    return round(total, 3) if total < MOST_SECONDS else None


def _number(cell: object) -> float | None:
    if isinstance(cell, datetime.time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6
    if isinstance(cell, datetime.datetime):
        since = (cell.replace(tzinfo=None) - _EPOCH).total_seconds()
        return since if 0 <= since < 9 * DAY else None
    if isinstance(cell, datetime.timedelta):
        return cell.total_seconds()
    counts = isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell < MOST_SECONDS
    return float(cell) if counts and isinstance(cell, int | float) else None


def unit(name: str, cells: Sequence[object], words: int) -> tuple[float, str]:
    """What a column of times counts, in seconds, and a note where that is not plain.

    It may be days, milliseconds (the column's name says so, or else nobody talks so slowly), or minutes and
    seconds that a spreadsheet took for hours and minutes. `words` is how many are said in the whole.
    """
    times = [time for time, _ in map(span, cells) if time is not None]
    longest = max(times, default=0.0)
    length = longest - min(times, default=0.0)
    plain = [cell for cell in cells if isinstance(cell, int | float) or str(cell).strip().isdigit()]
    if "ms" in name.split() or "milliseconds" in name:
        return 0.001, ""
    clocks = [cell for cell in cells if isinstance(cell, datetime.time)]
    if len(clocks) >= _FEW and longest > _LONGEST and not any(cell.second for cell in clocks):
        return 1 / 60, "The times were read as minutes and seconds, not as hours and minutes."
    if plain and 0 < longest < 1 and all(isinstance(cell, int | float) for cell in cells if cell is not None):
        return DAY, ""
    if len(plain) == len(times) >= _FEW and words < _SLOWEST * length:
        return 0.001, "The times were read as milliseconds."
    return 1.0, ""
