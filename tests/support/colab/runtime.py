"""A Colab runtime: which Python, what is installed, how a notebook is opened, run and downloaded there."""

import copy
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from course.authoring import build, reference
from course.authoring.trials.sample_class import colab as saved
from course.project.locate import CONFIG_NAME
from course.project.workspace import Workspace
from support.course import ROOT

HERE = Path(__file__).parent
NOBODY_WAITED = "assert google.colab.files.asked == [], 'a notebook may not wait for the browser'"
NAMES = "{}.ipynb", "Copy of {}.ipynb", "Copy_of_{}.ipynb", "{} (1).ipynb"  # of downloads from Colab and Drive
REPOSITORY = "ada/course/v1"


@dataclass(frozen=True)
class Runtime:
    """A runtime that a student can have: the folder of its libraries in this repository, and its Python."""

    folder: str
    version: str

    def python(self) -> str:
        """Its interpreter; skips the test where this machine has no such Python."""
        python = ROOT / self.folder / "bin" / "python"
        if not python.exists():
            pytest.skip(f"no {self.folder}: `make {self.folder}/.ready` makes it where there is Python {self.version}")
        found = subprocess.run([python, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        if not found.startswith(f"Python {self.version}."):
            pytest.skip(f"this runtime has Python {self.version}, {self.folder} was made with {found}")
        return str(python)


RUNTIMES = {"now": Runtime(".venv-colab", "3.13"), "past": Runtime(".venv-colab-past", "3.12")}


def set_address(course: Workspace) -> Workspace:
    """A course whose instructor has set the address of the public repository, as the README tells."""
    config = course.root / CONFIG_NAME
    config.write_text(f'{config.read_text()}c.FillAddress.repository = "{REPOSITORY}"\n')
    return Workspace(course.root)


def publish(course: Workspace, assignment: str, github: Path) -> Path:
    """Release an assignment, with its photographs where GitHub would have them; the repository's folder there."""
    course.gradebook().close()
    build.compile_to(course, assignment, course.folder("release"), register=True)
    repository = github / REPOSITORY
    repository.mkdir(parents=True)
    (repository / "release").symlink_to(course.folder("release"))
    (repository / "data").symlink_to(ROOT / "data")
    return repository


@contextmanager
def environment(folder: Path, github: Path) -> Iterator[Path]:
    """What surrounds a kernel on Colab: its own package, GitHub, and the empty folder that is given back."""
    content, ipython = folder / "content", folder / "ipython"
    content.mkdir(parents=True)
    startup = ipython / "profile_default" / "startup"
    startup.mkdir(parents=True)
    shutil.copy(HERE / "startup.py", startup / "00-colab.py")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(HERE / "site"))
        patch.setenv("IPYTHONDIR", str(ipython))
        patch.setenv("COLAB_GITHUB", str(github))
        patch.delenv("COLAB_UPLOAD", raising=False)
        yield content


def work(nb: NotebookNode, python: str, folder: Path, github: Path) -> list[str]:
    """Run all cells of a notebook alone in an empty folder; outputs stay in it, what went wrong comes back."""
    asked = new_code_cell(NOBODY_WAITED, id="asked")
    nb.cells.append(asked)
    with environment(folder, github) as content:
        problems = list(reference.run(nb, python, content))
    nb.cells.remove(asked)
    return problems


def download(nb: NotebookNode, number: int, name: str) -> tuple[str, str]:
    """*File > Download > Download .ipynb* (or Drive's download of the copy): the file's name and its text."""
    return NAMES[number % len(NAMES)].format(name), saved(copy.deepcopy(nb))
