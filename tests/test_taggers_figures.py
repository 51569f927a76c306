"""The figures of the small coded sets, within a tolerance, and what the benchmark says of a wrong folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from conftest import ROOT, SHARED


def measured(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.tagger", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "n", "least", "kappa"),
    [
        ("sight", 0, 0.738, 0.48),
        ("sight", 100, 0.79, 0.62),
        ("casino", 0, 0.45, 0.32),
        ("casino", 400, 0.55, 0.47),
    ],
)
def test_the_small_sets_reach_their_figures(name: str, n: int, least: float, kappa: float):
    if not (SHARED / name).is_dir():
        pytest.skip(f"no {name} here: human-coded sets are not part of the project")
    done = measured(str(SHARED / name), "--json", "--method", "default", "--n", str(n))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 8
    assert np.mean([line["AP"] for line in lines]) > least
    assert np.mean([line["kappa"] for line in lines]) > kappa
    assert np.mean([line["brier"] for line in lines]) < 0.1


@pytest.mark.slow
def test_a_folder_that_holds_no_set_is_told_in_one_line(tmp_path: Path):
    done = measured(str(tmp_path))
    assert done.returncode == 3
    assert "segments.parquet: expected a Parquet file of segments, found none" in done.stderr
