"""The command line answers at once: what is heavy is loaded by the work that needs it."""

import subprocess
import sys

HEAVY = {
    "numpy",
    "pandas",
    "scipy",
    "sklearn",
    "torch",
    "spacy",
    "sqlalchemy",
    "transformers",
    "lxml",
    "regex",
}


def loaded_by(statement: str) -> set[str]:
    program = f"{statement}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_importing_the_command_line_loads_nothing_heavy():
    assert set() == loaded_by("import ilccode.cli") & HEAVY


def test_importing_the_nouns_and_the_doors_loads_nothing_heavy():
    assert set() == loaded_by("import ilccode.model, ilccode.protocols, ilccode.plugins") & HEAVY


def test_the_probe_would_see_a_heavy_library():
    assert {"sqlalchemy"} == loaded_by("import ilccode.store.records") & {"sqlalchemy"}
