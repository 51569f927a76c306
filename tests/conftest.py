"""What makes a test cheap to write: a transcript out of its docstring, a study on a small codebook."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ilccode import steps
from ilccode.config import FILE
from ilccode.steps.queueing import Pool, Wanted

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "transcripts_sample"
SHARED = ROOT.parent / "shared" / "data"

TEA = """\
key: tea
version: "1.0"
title: How people take their tea (invented)
groups:
  - {key: habit, kind: any, unit: segment}
codes:
  - key: milk_first
    name: Milk first
    group: habit
    definition: The speaker pours the milk before the tea.
    include: [Reports of what others at home do count.]
    exclude: [{ours: Naming milk without an order.}]
    examples: ["I always put the milk in the cup, then I pour.", "Milk goes in before the tea."]
    near_misses: ["There is milk in the fridge."]
    cues: ["milk (goes )?(in )?first", "before the tea"]
  - key: no_sugar
    name: No sugar
    group: habit
    definition: The speaker takes tea without sugar.
    examples: ["I never take sugar in it.", "No sugar for me, thanks."]
    near_misses: ["Sugar is dear these days."]
    cues: ["(no|without|never) .{0,12}sugar"]
"""


@contextmanager
def silent(_name: str, _total: int) -> Iterator[Callable[[int], None]]:
    """Progress that nobody sees."""
    yield lambda _: None


def drawn(study: steps.Study) -> list[str]:
    """All segments in the order of the random sample."""
    pool = Pool(study, study.codebooks["tea"], Wanted())
    return [pool.refs[row].id for row in pool.numbers.argsort()]


@pytest.fixture
def docfile(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Path]:
    """Write the test's docstring to a file of the given name: the docstring is the test's input."""

    def write(name: str) -> Path:
        path = tmp_path / name
        path.write_text(inspect.cleandoc(request.function.__doc__), encoding="utf-8")
        return path

    return write


@pytest.fixture
def tea(tmp_path: Path) -> Path:
    """A small codebook file."""
    path = tmp_path / "tea.yaml"
    path.write_text(TEA, encoding="utf-8")
    return path


@pytest.fixture
def study(tmp_path: Path, tea: Path) -> steps.Study:
    """An empty study on the small codebook, with an embedder that needs no model."""
    folder = tmp_path / "study"
    steps.init(folder, [tea])
    (folder / FILE).write_text('embedder = "hashing"\n', encoding="utf-8")
    return steps.open_study(folder)


@pytest.fixture
def interview(tmp_path: Path) -> Path:
    """A short interview, invented."""
    path = tmp_path / "anna.txt"
    path.write_text(
        "Site: Kitchen\nRole: Guest\n\n"
        "INTERVIEWER: How do you take it?\n"
        "P01: Milk goes in first, before the tea. Always.\n"
        "INTERVIEWER: And then?\n"
        "P01: The weather was fine, so we went out.\n"
        "P01: No sugar for me. I never take sugar.\n",
        encoding="utf-8",
    )
    return path
