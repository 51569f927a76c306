"""The README's commands and the examples of `--help` do what they say."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, SAMPLES, TEA, silent
from ilccode import steps
from ilccode.cli import commands
from ilccode.cli.codings import codings_app
from ilccode.cli.people import participants_app
from ilccode.config import FILE
from ilccode.steps.coders import welcome

INSTALLING = ("make", "pipx", "pip")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {"README.md": README} | {p.name: p.read_text(encoding="utf-8") for p in (ROOT / "docs").glob("*.md")}
APPS = (commands.app, commands.codebook_app, codings_app, participants_app)


def readme_commands() -> list[list[str]]:
    """The command lines of the shell blocks of the README, then of the other pages, without comments."""
    blocks = re.findall(r"```sh\n(.*?)```", "\n".join(PAGES.values()), flags=re.DOTALL)
    return [shlex.split(line, comments=True) for block in blocks for line in block.splitlines() if line]


def examples() -> dict[str, list[str]]:
    """The example in each command's help, by command."""
    callbacks = [info.callback for app in APPS for info in app.registered_commands if info.callback]
    lines = [re.search(r"Example: (.*)", callback.__doc__ or "") for callback in callbacks]
    return {c.__name__: shlex.split(m[1]) for c, m in zip(callbacks, lines, strict=True) if m}


def run(words: list[str], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ilccode", *words[1:]], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{words}\n{done.stderr}"
    return done.stdout


@pytest.mark.model
def test_the_readmes_commands_run_as_they_stand_there(tmp_path):
    for name in ("my_interviews", "more_interviews"):
        (tmp_path / name).mkdir()
    for name in ("01_minister_adviser.txt", "02_superintendent.docx"):
        shutil.copy(SAMPLES / name, tmp_path / "my_interviews")
    (tmp_path / "more_interviews" / "new.txt").write_text(
        "Dr. Osei: What did you bring home?\nAma: We took their form, and use it.\n"
        "Dr. Osei: And?\nAma: It rained.\n",
        encoding="utf-8",
    )
    shutil.copytree(ROOT / "codebooks", tmp_path / "codebooks")
    rows = (SAMPLES / "codings" / "coder_a.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    kept = [row for row in rows if row.lstrip('"').startswith(("transcript", "01_", "02_"))]
    (tmp_path / "my_codings.csv").write_text("".join(kept), encoding="utf-8")
    corrected = (SAMPLES / "01_minister_adviser.txt").read_text(encoding="utf-8") + "\nP01: Well.\n"
    (tmp_path / "corrected.txt").write_text(corrected, encoding="utf-8")
    (tmp_path / "questions.txt").write_text("What did you bring home?\n", encoding="utf-8")
    ours = [words for words in readme_commands() if words[0].endswith("ilccode")]
    assert len(ours) >= 5
    for words in ours:
        run(words, tmp_path)
    table = (tmp_path / "my_study" / "excerpts.csv").read_text(encoding="utf-8-sig")
    assert {"01_minister_adviser", "02_superintendent"} <= set(re.findall(r"0\d_\w+", table))


def test_every_other_line_of_the_readme_installs_or_makes():
    others = [words[0] for words in readme_commands() if not words[0].endswith("ilccode")]
    assert set(INSTALLING) >= set(others)


def test_what_the_readme_tells_to_make_is_in_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert targets >= set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))


def test_the_readme_names_every_command():
    names = {info.name or info.callback.__name__ for info in commands.app.registered_commands}
    assert set() == {name for name in names if f"`ilccode {name}" not in README}


def test_the_python_of_the_pages_says_what_it_says_it_does(template, tmp_path):
    shutil.copytree(template, tmp_path / "my_study")
    blocks = re.findall(r"```python\n(.*?)```", "\n".join(PAGES.values()), flags=re.DOTALL)
    assert blocks
    for block in blocks:
        done = subprocess.run(
            [sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        told = re.findall(r"# ([\d.]+?)(?:\.{3})?$", block, flags=re.MULTILINE)
        lines = done.stdout.splitlines()
        assert all(line.startswith(said) for said, line in zip(told, lines, strict=False))


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_leads_somewhere(name: str):
    folder = ROOT if name == "README.md" else ROOT / "docs"
    links = re.findall(r"\]\(([^)#]+)\)", PAGES[name])
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study's folder with interviews in it, tagged, that has no model to load."""
    place = tmp_path_factory.mktemp("template")
    (place / "tea.yaml").write_text(TEA, encoding="utf-8")
    folder = place / "study"
    steps.init(folder, [place / "tea.yaml"])
    (folder / FILE).write_text('embedder = "hashing"\n', encoding="utf-8")
    (folder / "interviews").mkdir()
    shutil.copy(SAMPLES / "01_minister_adviser.txt", folder / "interviews")
    asked = "Dr. Osei: What then?\nAma: We went home.\nDr. Osei: And?\nAma: It rained.\n"
    (folder / "interviews" / "ama.txt").write_text(asked, encoding="utf-8")
    (folder / "coder_a.csv").write_text("transcript,turn,codes\nama,2,milk_first\n", encoding="utf-8")
    study = steps.open_study(folder)
    steps.import_files(study, [folder / "interviews"], track=silent)
    steps.tag(study.reread(), track=silent)
    welcome(study, "ann")
    study.store.close()
    return folder


@pytest.fixture
def workplace(template: Path, tmp_path: Path) -> Path:
    """A copy of that study, to work in."""
    return Path(shutil.copytree(template, tmp_path / "study"))


def test_every_command_has_an_example():
    named = {info.callback.__name__ for app in APPS for info in app.registered_commands if info.callback}
    assert named == set(examples())


@pytest.mark.parametrize("name", sorted(set(examples()) - {"run", "init"}))
def test_the_example_in_help_runs(name, workplace):
    run(examples()[name], workplace)


@pytest.mark.model
@pytest.mark.parametrize("name", ["init", "run"])
def test_the_example_that_makes_a_study_runs(name, tmp_path):
    (tmp_path / "interviews").mkdir()
    shutil.copy(SAMPLES / "05_sceptic.txt", tmp_path / "interviews")
    run(examples()[name], tmp_path)
    assert (tmp_path / "study" / "study.db").exists()
