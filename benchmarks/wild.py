"""What the readers make of a folder: `python -m benchmarks.wild FOLDER [--json]`.

One line a file: what was read (seconds, turns, format, speakers with their roles), or why it was refused. A
reader's own exception is a FAULT, and the only thing that makes the exit code 1.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from io import TextIOWrapper
from pathlib import Path

from ilccode import plugins, sources
from ilccode.console import safe_text
from ilccode.errors import Fault, InvalidTranscript
from ilccode.model import Transcript

READ, REFUSED, FAULT = "read", "refused", "FAULT"
_MOST_SPEAKERS = 6


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one file: `error` says why it was not read, in one line without the file's name."""

    file: str
    outcome: str
    seconds: float = 0.0
    format: str = ""
    encoding: str = ""
    turns: int = 0
    speakers: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    error: str = ""

    @property
    def told(self) -> str:
        """Who speaks, or what is wrong."""
        if self.outcome != READ:
            return self.error
        known = [
            f"{name or '(nobody)'}{f' ({role})' if role else ''}" for name, role in self.speakers.items()
        ]
        more = [f"and {len(known) - _MOST_SPEAKERS} more"] if len(known) > _MOST_SPEAKERS else []
        return ", ".join(known[:_MOST_SPEAKERS] + more)


def main() -> int:
    """Read each file of a folder, and print a line for it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="an object a line")
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is no folder")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    counts: Counter[str] = Counter()
    for one in outcomes(options.folder):
        counts[one.outcome] += 1
        print(json.dumps(asdict(one)) if options.json else _line(one), flush=True)
    if not options.json:
        print(f"{counts.total()} files: {', '.join(f'{counts[o]} {o}' for o in (READ, REFUSED, FAULT))}")
    return 1 if counts[FAULT] else 0


def _line(one: Outcome) -> str:
    measures = f"{one.turns:5} turn{' ' if one.turns == 1 else 's'}" if one.outcome == READ else " " * 11
    line = f"{one.outcome:7} {one.seconds:7.3f} s {measures}  {one.format:26}  {one.file}: {one.told}"
    return safe_text(line).replace("\n", " ")


def outcomes(folder: Path) -> Iterator[Outcome]:
    """Every file of a folder and of those in it, by name, as the readers find it."""
    for path in sorted(_files(folder)):
        name = str(path.relative_to(folder))
        start = time.perf_counter()
        found = _found(path, name)
        yield replace(found, seconds=round(time.perf_counter() - start, 4))


def _files(folder: Path) -> Iterator[Path]:
    for inner, _, names in os.walk(folder):
        yield from (Path(inner) / name for name in names)


def _found(path: Path, name: str) -> Outcome:
    try:
        return _read(path, name)
    except InvalidTranscript as error:
        told = "; ".join(_told(fault) for fault in error.faults)
        return Outcome(file=name, outcome=REFUSED, error=told)
    except Exception as error:
        told = " ".join(f"{type(error).__name__}: {error}".split())
        return Outcome(file=name, outcome=FAULT, error=told)


def _told(fault: Fault) -> str:
    return fault.expected if fault.line is None else f"line {fault.line}: {fault.expected}"


def _read(path: Path, name: str) -> Outcome:
    served = plugins.installed("readers")
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in served:
        kinds = ", ".join(f".{known}" for known in served)
        raise InvalidTranscript(path, f"expected a transcript ({kinds}); no reader serves '{path.suffix}'")
    reading = plugins.get("readers", suffix)(sources.read(path))
    transcript = Transcript.of(reading.utterances, source="")
    return Outcome(
        file=name,
        outcome=READ,
        format=reading.format,
        encoding=reading.encoding,
        turns=len(transcript.turns),
        speakers={speaker: reading.roles.get(speaker, "") for speaker in transcript.speakers},
        attributes=reading.attributes,
        notes=reading.notes,
    )


if __name__ == "__main__":
    sys.exit(main())
