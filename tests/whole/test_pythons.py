"""Each Python that the course promises to run on, as far as this machine has it, with the lock in a `.venv-3.X`."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support.course import PATIENCE, PYTHONS, ROOT
from support.sample_class import expected, scored

from course.project.workspace import Workspace

RUNNING = f"3.{sys.version_info.minor}"


def test_what_is_promised_is_tried():
    """The package, the README and the instructors' page name the Pythons that are tried here, and no others."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["classifiers"] == [f"Programming Language :: Python :: {version}" for version in PYTHONS]
    assert project["requires-python"] == f">={PYTHONS[0]}"
    for page in ("README.md", "docs/instructors.md"):
        assert f"Python {PYTHONS[0]} to {PYTHONS[-1]}" in (ROOT / page).read_text(encoding="utf-8")


def interpreter(version: str) -> str | None:
    """A Python of this version that can make environments: on the path, or pyenv's."""
    found = [shutil.which(f"python{version}"), *Path.home().glob(f".pyenv/versions/{version}.*/bin/python")]
    asks = "import ensurepip, sys; sys.exit('3.{}'.format(sys.version_info[1]) != sys.argv[1])"
    tried = (str(path) for path in found if path)
    return next(
        (path for path in tried if not subprocess.run([path, "-c", asks, version], capture_output=True).returncode),
        None,
    )


def one_after_the_other(version: str):
    """A parameter whose tests share an environment, and so a process where the tests have several."""
    return pytest.param(version, marks=pytest.mark.xdist_group(f"python{version}"))


@pytest.fixture(scope="module", params=[one_after_the_other(version) for version in PYTHONS if version != RUNNING])
def other(request) -> Path:
    """The interpreter of an environment that `make` has set up; the next run finds it, `make clean` removes it."""
    python, folder = interpreter(request.param), f".venv-{request.param}"
    if python is None:
        pytest.skip(f"this machine has no Python {request.param}: whether the course runs on it is not known")
    made = subprocess.run(
        ["make", f"{folder}/.ready", f"VENV={folder}", f"PYTHON={python}"], cwd=ROOT, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return ROOT / folder / "bin" / "python"


def called(python: Path, *arguments: str | Path) -> None:
    """Run a module of an environment as somebody would who has nothing else."""
    environment = os.environ | {"COLUMNS": "200", "PYTHONPATH": ""}
    result = subprocess.run(
        [python, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, env=environment
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
def test_the_sample_class_has_the_same_scores(other, tmp_path):
    """All of grading works there, and each student has the points that were worked out by hand."""
    called(other, "course", "demo", "01-pixels", "--folder", tmp_path / "demo")
    assert scored(Workspace(tmp_path / "demo"), "01-pixels") == expected("01-pixels")


@pytest.mark.slow
def test_cells_and_notebooks_are_read_alike(other):
    """What a cell defines and needs is the same there, what must not be released is found, a notebook runs."""
    called(other, "pytest", "-q", "-p", "no:cacheprovider", "tests/authoring/test_build.py")
    called(other, "pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax", "source/01-pixels")
