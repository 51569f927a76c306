"""What goes to the terminal: results on stdout, talk and progress on stderr, no text's own escapes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from typing import Any

from ilccode.visible import safe_text

_DELAY = 1.0


def say(text: str = "") -> None:
    """A result, on stdout, at once: whoever reads a pipe waits for it."""
    print(safe_text(text), flush=True)


def talk(text: str) -> None:
    """What is not a result, on stderr."""
    print(safe_text(text), file=sys.stderr)


def say_json(value: Any) -> None:
    """A dataclass, or a list of them, as JSON on stdout."""
    print(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """A plain table on stdout; the columns numbered in `right` are numbers."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = (
            cell.rjust(width) if n in right else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        say("  ".join(cells).rstrip())


@contextmanager
def track(name: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr once the work has taken a second; none where stderr is no terminal."""
    if not total or not sys.stderr.isatty() or os.environ.get("ACCESSIBLE"):
        yield lambda _: None
        return
    from threading import Timer

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(name), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    task = progress.add_task(name, total=total)
    late = Timer(_DELAY, progress.start)
    late.daemon = True
    late.start()
    try:
        yield lambda step: progress.advance(task, step)
    finally:
        late.cancel()
        late.join()
        progress.stop()
