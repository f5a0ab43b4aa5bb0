"""Small courses that every test may have, and the interpreter with Colab's libraries."""

import signal
from pathlib import Path

import pytest
from support.course import ROOT, small_course

from course.project.workspace import Workspace, prepare_process

# After `make test &` a shell lets everything ignore Ctrl-C, also the commands in which tests try what it does.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _prepared():
    prepare_process()


@pytest.fixture
def small(tmp_path: Path) -> Workspace:
    """The small course in a folder of its own."""
    return small_course(tmp_path)


@pytest.fixture(scope="session")
def colab_python() -> str:
    """The interpreter with Colab's libraries that `make` sets up."""
    python = ROOT / ".venv-colab" / "bin" / "python"
    if not python.exists():
        pytest.skip("no .venv-colab: `make .venv-colab/.ready` sets it up")
    return str(python)
