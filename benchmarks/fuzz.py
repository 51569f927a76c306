"""What readers make of damage: `python -m benchmarks.fuzz [--reader NAME]... [--inputs N] [--seed N]`.

Sound files are damaged (bytes turned, cut, repeated, put together with others, tokens changed; in archives
the parts inside) and read. A reader may read what comes, or refuse it in one line of `InvalidTranscript`: any
other exception, a warning, a word on the terminal, or more than a second of computing for an input is a
fault, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import io
import json
import random
import re
import signal
import sys
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.sound import SOUND, zipped
from ilccode import plugins
from ilccode.errors import InvalidTranscript
from ilccode.model import Transcript
from ilccode.protocols import Reader
from ilccode.sources import Source

SAMPLES = Path(__file__).resolve().parents[1] / "transcripts_sample"
LARGEST = 100_000
SLOW, HANGS, BATCH = 1.0, 120, 100
"""Seconds for an input, and for a batch of inputs."""
_SAMPLE = 1_500
_TOKEN = re.compile(rb"\w+|\s+|[^\w\s]")
_ODD = (
    *(
        b"",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\x1b[31m",
        b"\xe2\x80\xae",
        b"\xcc\x81",
        b"\r",
        b"\n\n",
        b"\t",
    ),
    *(
        b"-1",
        b"0",
        b"9" * 20,
        b"9" * 5_000,
        b"1e999",
        b"NaN",
        b"-->",
        b":",
        b",",
        b'"',
        b"'",
        b"[" * 500,
        b"{",
    ),
    *(
        b"<",
        b"</",
        b"&",
        b"&#0;",
        b"&x;",
        b"<!DOCTYPE x>",
        b"\\",
        b"(" * 300,
        b"A: ",
        b"A: b\n" * 20,
        b"x" * 3_000,
    ),
)

_VALUES = (None, True, 0, -1, 1e300, float("nan"), 10**30, "", "x", "00:01", [], {}, [[]], {"text": "x"})


@dataclass
class Count:
    """What became of a reader's inputs; `faults` counts them by what they were, `shown` has one of each."""

    read: int = 0
    refused: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    shown: dict[str, str] = field(default_factory=dict)
    slowest: float = 0.0
    where: str = ""

    def fault(self, what: str, shown: str) -> None:
        self.faults[what] += 1
        self.shown.setdefault(what, shown)


class Hangs(BaseException):
    """An input that takes so long that no more is waited for."""


def main() -> int:
    """Damage, read, and print a line a reader."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--reader", action="append", default=[], help="a suffix; all, if none is given")
    parser.add_argument("--inputs", type=int, default=100_000, help="how many for each reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the number of one input, to look into a fault")
    parser.add_argument("--keep", type=Path, help="a folder for one input of each kind of fault")
    options = parser.parse_args()
    names = options.reader or list(plugins.installed("readers"))
    numbers = range(options.inputs) if options.only is None else range(options.only, options.only + 1)
    print(f"{'reader':9} {'read':>8} {'refused':>8} {'faults':>8} {'slowest, s':>11}")
    sound = True
    for name in names:
        count = _fuzzed(name, numbers, options.seed, options.keep)
        faults = sum(count.faults.values())
        print(
            f"{name:9} {count.read:8,} {count.refused:8,} {faults:8,} {count.slowest:11.3f}  {count.where}",
            flush=True,
        )
        for what, times in count.faults.most_common():
            print(f"    {times} x {what}: {count.shown[what]}", flush=True)
        sound = sound and not faults
    return 0 if sound else 1


def _fuzzed(name: str, numbers: range, seed: int, keep: Path | None) -> Count:
    reader: Reader = plugins.get("readers", name)
    seeds = list(seeds_of(name))
    count = Count()
    with _watched():
        for number in numbers:
            if number % BATCH == 0:
                signal.alarm(HANGS)
            data = damaged(seeds, random.Random(f"{seed}/{name}/{number}"))
            known = len(count.shown)
            _attempt(reader, Source(path=Path(f"x.{name}"), data=data), f"input {number}", count)
            if keep and len(count.shown) > known:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{name}_{number}.{name}").write_bytes(data)
    return count


def _attempt(reader: Reader, source: Source, where: str, count: Count) -> None:
    said = io.StringIO()
    start = time.perf_counter()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            reading = reader(source)
            _ = Transcript.of(reading.utterances, source="f00d").id
    except InvalidTranscript as error:
        count.refused += 1
        if len(str(error).splitlines()) != 1:
            count.fault("a refusal of several lines", f"{where}: {str(error)[:200]!r}")
    except Hangs:
        count.fault("hangs", f"{where}: {len(source.data):,} bytes")
        return
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        count.fault(_kind(error), f"{where}: {str(error)[:200]!r}")
    else:
        count.read += 1
    seconds = time.perf_counter() - start
    if seconds > SLOW / 4:
        seconds = min(seconds, *(_computing(reader, source) for _ in range(3)))
    if seconds > count.slowest:
        count.slowest, count.where = seconds, where
    if seconds > SLOW:
        count.fault("slow", f"{where}: {seconds:.1f} s for {len(source.data):,} bytes")
    if said.getvalue():
        count.fault("prints", f"{where}: {said.getvalue()[:200]!r}")


def _computing(reader: Reader, source: Source) -> float:
    """What an input takes alone, whoever else is on the machine."""
    start = time.process_time()
    with contextlib.suppress(Exception, Hangs), contextlib.redirect_stderr(io.StringIO()):
        reader(source)
    return time.process_time() - start


@contextlib.contextmanager
def _watched() -> Iterator[None]:
    """Warnings are errors, and what hangs is ended, once `signal.alarm` has been set."""

    def end(*_: object) -> None:
        raise Hangs

    before = signal.signal(signal.SIGALRM, end)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _kind(error: BaseException) -> str:
    """An exception's type, with the innermost place in it."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    code = place.tb_frame.f_code if place else None
    where = f" in {Path(code.co_filename).name}:{place.tb_lineno if place else 0}" if code else ""
    return f"{type(error).__name__}{where}"


def seeds_of(name: str) -> Iterator[bytes]:
    """A reader's sound files: the invented ones, and sample transcripts, of long ones the beginnings."""
    yield from SOUND.get(name, (b"A: some words\nB: others\n",))
    for path in sorted(SAMPLES.glob(f"*.{name}")) if name != "json" else ():
        data = path.read_bytes()
        yield data if zipfile.is_zipfile(path) else data[:_SAMPLE]


def damaged(seeds: Sequence[bytes], draw: random.Random) -> bytes:
    """One of the seeds, damaged; in an archive one of the parts is, or now and then the archive itself."""
    data = draw.choice(seeds)
    if data.startswith(b"{") and draw.random() < 0.5:
        return _damaged_json(data, draw)
    if zipfile.is_zipfile(io.BytesIO(data)) and draw.random() < 0.9:
        return _damaged_inside(data, draw)
    return _damaged(data, draw.choice(seeds), draw)


def _damaged_inside(data: bytes, draw: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    largest = max(parts, key=lambda name: len(parts[name]))
    name = largest if draw.random() < 0.6 else draw.choice(list(parts))
    part, other = parts[name], parts[draw.choice(list(parts))]
    assert isinstance(part, bytes)
    assert isinstance(other, bytes)
    if draw.random() < 0.03:
        del parts[name]
    else:
        parts[name] = _damaged(part, other, draw)
    return zipped(parts, zipfile.ZIP_STORED if draw.random() < 0.5 else zipfile.ZIP_DEFLATED)


def _damaged_json(data: bytes, draw: random.Random) -> bytes:
    """Sound JSON of another shape: some of its values, and some of its keys, in the place of others."""
    try:
        document = json.loads(data)
    except ValueError:
        return _end_early(data, data, draw)
    for _ in range(draw.choice((1, 1, 2, 4))):
        places = list(_places(document))
        inside, key = draw.choice(places)
        other, at = draw.choice(places)
        value = draw.choice((*_VALUES, other[at]))
        if isinstance(inside, dict) and draw.random() < 0.2:
            inside[draw.choice(("x", str(at)))] = copy.deepcopy(inside.pop(key))
        elif draw.random() < 0.1:
            del inside[key]
        else:
            inside[key] = copy.deepcopy(value)
        if not isinstance(document, dict) or not document:
            break
    return json.dumps(document).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each value within a document, as what it lies in and where."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield value, key
        yield from _places(one)


def _damaged(data: bytes, other: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.choice((1, 1, 2, 3, 5))):
        data = draw.choice(DAMAGES)(data, other, draw)[:LARGEST]
    return data


def _stretch(data: bytes, draw: random.Random, most: int = 200) -> tuple[int, int]:
    start = draw.randrange(len(data) + 1)
    return start, min(len(data), start + draw.randrange(1, most))


def _turn_bytes(data: bytes, _: bytes, draw: random.Random) -> bytes:
    changed = bytearray(data)
    for _n in range(draw.choice((1, 1, 2, 8)) if changed else 0):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _cut(data: bytes, _: bytes, draw: random.Random) -> bytes:
    start, end = _stretch(data, draw)
    return data[:start] + data[end:]


def _end_early(data: bytes, _: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(len(data) + 1)]


def _repeat(data: bytes, _: bytes, draw: random.Random) -> bytes:
    start, end = _stretch(data, draw)
    times = 500 if draw.random() < 0.05 else draw.choice((1, 1, 2, 20))
    return data[:end] + data[start:end] * times + data[end:]


def _insert(data: bytes, _: bytes, draw: random.Random) -> bytes:
    start, end = _stretch(data, draw, 4)
    odd = draw.choice(_ODD) if draw.random() < 0.8 else draw.randbytes(draw.randrange(1, 5))
    return data[:start] + odd + data[end if draw.random() < 0.5 else start :]


def _splice(data: bytes, other: bytes, draw: random.Random) -> bytes:
    start, end = _stretch(other, draw, 2_000)
    place = draw.randrange(len(data) + 1)
    return data[:place] + other[start:end] + (data[place:] if draw.random() < 0.5 else b"")


def _change_tokens(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """Some tokens in the place of others: the text stays well formed more often than by turning bytes."""
    start, end = _stretch(data, draw, 3_000)
    mine, theirs = _TOKEN.findall(data[start:end]), _TOKEN.findall(other) or [b""]
    for _n in range(draw.choice((1, 2, 4)) if mine else 0):
        mine[draw.randrange(len(mine))] = draw.choice(
            (draw.choice(theirs), draw.choice(mine), draw.choice(_ODD))
        )
    return data[:start] + b"".join(mine) + data[end:]


DAMAGES = (_turn_bytes, _cut, _end_early, _repeat, _insert, _splice, _change_tokens, _change_tokens)


if __name__ == "__main__":
    sys.exit(main())
