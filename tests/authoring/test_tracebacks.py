"""What a student sees under a test that fails: a line of the test, the message, and of errors the own lines."""

import re
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from support.course import ASSIGNMENTS, PATIENCE, ROOT

from course.authoring import session
from course.authoring.trials import answers
from course.project import notebooks
from course.project.workspace import Workspace

COURSE = Workspace(ROOT)
COLORS = re.compile(r"\x1b\[[0-9;]*m")
CAUSE = "The above exception was the direct cause of the following exception:\n"
MOST = 13  # two lines of heading, the place, up to seven of the test cell, empty ones, the message
HELPER = "in exposed("  # a function of a check's own that tries the student's; it adds
MORE = 10  # lines: the place and up to eight of the cell once more, and an empty one
OWN = [
    "def mine(x):\n    y = x + 1\n    assert y == 4, 'my own check'",
    "mine(2)",
    "assert mine(3) is not None",
    "import numpy as np\nnp.testing.assert_equal(np.arange(3), np.arange(1, 4))",
    "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise AssertionError('after another error') from error",
]
QUICK = "01-pixels"


@pytest.fixture(params=["newest", pytest.param("colab", marks=pytest.mark.slow)])
def python(request):
    """The newest IPython, and the one of Colab."""
    return request.getfixturevalue("colab_python") if request.param == "colab" else sys.executable


def cells_of(assignment, version="release"):
    """Cells of a notebook by name."""
    return {notebooks.grade_id(cell): cell for cell in notebooks.read(COURSE.notebook(assignment, version)).cells}


def failed(outputs):
    """The error of a cell, and its traceback as it reads without colors; None if there is no error."""
    error = next((output for output in outputs if output.output_type == "error"), None)
    return error and (error, COLORS.sub("", "\n".join(error.traceback)))


def pointed_at(text):
    """The lines that a traceback points at."""
    return {match.strip() for match in re.findall(r"(?m)^-+> \d+ (.*)$", text)}


@pytest.mark.parametrize(
    "assignment", [name if name == QUICK else pytest.param(name, marks=pytest.mark.slow) for name in ASSIGNMENTS]
)
def test_a_failing_check_is_told_in_a_few_lines(assignment, python):
    """For every wrong answer: no line of the setup cell, 13 lines (23 with a helper in the check), the message last.

    Where the student's function raised, its own lines stand above that; the course's lines between do not.
    """
    nb, release = notebooks.read(COURSE.notebook(assignment)), cells_of(assignment)
    tried = answers.candidates(nb, ROOT / "tests" / "answers" / assignment)
    setup = {line.strip() for line in release["setup"].source.splitlines()}
    seen = []
    with session.session(python) as kernel:
        for cell in nb.cells:
            name = notebooks.grade_id(cell)
            for answer in tried[name.removeprefix("test_")] if notebooks.kind(cell) == "test" else ():
                kernel.run(f"globals().pop({name.removeprefix('test_')!r}, None)")
                kernel.run(answer.code)
                if (found := failed(kernel.run(release[name].source))) is None:
                    continue
                error, text = found
                *before, check = text.split(CAUSE)
                # A variable that was never set is Python's own error.
                unset = error.evalue == f"name '{name.removeprefix('test_')}' is not defined"
                assert error.ename == "AssertionError" or unset, f"{name}, {answer.name}: {text}"
                assert check.endswith(f"\n{error.ename}: {error.evalue}"), text
                assert check.count("\n") < MOST + MORE * (HELPER in check), text
                assert not pointed_at(text) & setup, text
                own = {line.strip() for line in answer.code.splitlines()}
                # A call with other arguments than the function takes fails before its first line.
                assert not before or pointed_at(text) & own or "argument" in before[-1], text
                seen.append(bool(before))
            if name == "setup" or notebooks.kind(cell) == "solution":
                kernel.run(cell.source)
    assert len(seen) >= 25, "too few answers failed to say anything"
    assert any(seen) or assignment != QUICK, "no answer raised an error of its own"


def test_own_asserts_are_shown_as_ever(python):
    """An assert in a student's cell has the very traceback that it has without the setup cell."""
    texts = []
    for first in ("pass", cells_of(QUICK)["setup"].source):
        with session.session(python) as kernel:
            kernel.run(first)
            found = [failed(kernel.run(code)) for code in OWN]
            texts.append([one and re.sub(r"ipykernel_\d+", "ipykernel", one[1]) for one in found])
    assert texts[0] == texts[1]
    assert [bool(text) for text in texts[1]] == [False, True, True, True, True]
    assert "y = x + 1" in texts[1][1]


@pytest.fixture(scope="module")
def wrong(tmp_path_factory):
    """A hand-in whose first function is wrong, up to its test; and the message."""
    nb = notebooks.read(COURSE.notebook(QUICK, "release"))
    names = ["setup", "load_rgb", "test_load_rgb"]
    nb.cells = [cell for cell in nb.cells if notebooks.grade_id(cell) in names]
    nb.cells[1].source = "def load_rgb(path):\n    return [[path]]"
    path = tmp_path_factory.mktemp("wrong") / "pixels.ipynb"
    nbformat.write(nb, path)
    return path, "load_rgb should give back a NumPy array, not list."


def test_whoever_runs_the_notebook_is_told_of_the_error(wrong):
    """The kernel's reply says that the cell failed, so nbclient stops there with the message unchanged."""
    path, message = wrong
    with pytest.raises(CellExecutionError) as stopped:
        NotebookClient(nbformat.read(path, as_version=4), kernel_name="python3").execute()
    assert (stopped.value.ename, stopped.value.evalue) == ("AssertionError", message)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nbgrader", "validate"], "VALIDATION FAILED ON 1 CELL(S)!"),
        (["pytest", "--nbval-lax", "-p", "no:cacheprovider", "--rootdir=."], "1 failed, 2 passed"),
    ],
)
def test_tools_see_that_the_test_failed(wrong, arguments, said):
    """nbgrader's Validate (the button and the command) and nbval count the cell as failed, with its message."""
    path, message = wrong
    command = [sys.executable, "-m", *arguments, path.name]
    result = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, timeout=PATIENCE)
    assert said in result.stdout, result.stdout + result.stderr
    assert message in result.stdout
