"""A notebook that was made for plain nbgrader is taken in, and gives everybody the points that nbgrader gives."""

import copy
import json

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook
from support.attacks.world import STOCK, autograde
from support.course import begin_course, run_course
from support.plain_cells import answer, code, given, graded

from course.authoring import build
from course.lms.grades import scores
from course.project import notebooks
from course.project.notebooks import exercise_of, grade_id, kind
from course.project.workspace import Workspace

ASSIGNMENT, NAME = "ps1", "problem1"


SQUARES = '''def squares(n):
    """The first n squares."""
    ### BEGIN SOLUTION
    if n < 1:
        raise ValueError("n must be positive")
    return [i ** 2 for i in range(1, n + 1)]
    ### END SOLUTION'''
RAISES = """try:
    squares(0)
except ValueError as error:
    assert "positive" in str(error)
else:
    raise AssertionError("did not raise")"""
USES = """kept = squares
del squares
try:
    sum_of_squares(1)
except NameError:
    pass
else:
    raise AssertionError("does not use squares")
finally:
    squares = kept"""
TABLE = "df = pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})"


def original():
    """An instructor notebook in the style of nbgrader's own guide: names of cells that say nothing."""
    cells = [
        given(new_markdown_cell, "# Problem set 1"),
        code("import numpy as np\nimport pandas as pd"),
        code(SQUARES, grade_id="squares", solution=True),
        graded("assert squares(2) == [1, 4]\n### BEGIN HIDDEN TESTS\nassert squares(9)[-1] == 81\n"
                  "### END HIDDEN TESTS", "correct_squares", 1),
        graded(RAISES, "squares_invalid", 1),
        given(new_markdown_cell, "Now with `squares`:"),
        answer("def sum_of_squares(n):\n    return sum(squares(n))", "cell-1b2c"),
        graded("assert sum_of_squares(2) == 5\nassert sum_of_squares(3) == 14", "cell-3d4e", 0.5),
        graded(USES, "cell-5f6a", 0.5),
        answer("answer = 42\nA = np.eye(2)", "constants"),
        graded("np.testing.assert_allclose(A, np.eye(2))", "Q3a", 1),
        graded("assert answer == 42", "Q3b", 1),
        answer(TABLE, "frame"),
        graded(f"pd.testing.assert_frame_equal(df, {TABLE.removeprefix('df = ')})", "frame_t", 2),
        given(new_markdown_cell, "Because.", grade_id="why", grade=True, solution=True, points=3),
        code("'a cell of its own: ' + str(answer)"),
    ]  # fmt: skip
    return new_notebook(cells=cells)


RIGHT = {
    "squares": "def squares(n):\n    if n <= 0:\n        raise ValueError('not positive')\n"
               "    return [k * k for k in range(1, n + 1)]",
    "sum_of_squares": "def sum_of_squares(n):\n    return sum(squares(n))",
    "constants": "answer, A = 6 * 7, np.identity(2)",
    "df": "df = pd.DataFrame([[1, 'x'], [2, 'y']], columns=['a', 'b'])",
}  # fmt: skip
WRONG = {
    "squares": "def squares(n):\n    return [k * k for k in range(1, n + 1)]",
    "sum_of_squares": "def sum_of_squares(n):\n    return n * (n + 1) * (2 * n + 1) // 6",
    "constants": "answer = 42\nA = np.ones((2, 2))",
    "df": "df = pd.DataFrame({'a': [1, 2], 'b': ['x', 'z']})",
}
STOPS = RIGHT | {"squares": "def squares(n):\n    if n < 1:\n        return 1 / 0\n    return [n][n]"}
CLASS = {"ann": RIGHT, "bob": WRONG, "cia": RIGHT | {"squares": "squares = None"}, "dan": STOPS, "eve": {}}
PLACES = dict(zip(RIGHT, (2, 6, 9, 12), strict=True))  # of the answers in the notebook


@pytest.fixture
def nbgraders(tmp_path):
    """A course of plain nbgrader with this notebook and a file beside it, not yet released."""
    root = tmp_path / "nbgraders"
    (root / "source" / ASSIGNMENT).mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
    nbformat.write(original(), root / "source" / ASSIGNMENT / f"{NAME}.ipynb")
    (root / "source" / ASSIGNMENT / "towns.csv").write_text("town\nUlm\n", encoding="utf-8")
    return Workspace(root)


@pytest.fixture
def ours(tmp_path):
    """A course of ours without any assignment."""
    (tmp_path / "ours").mkdir()
    begin_course(tmp_path / "ours")
    return Workspace(tmp_path / "ours")


def hand_in_all(course):
    """The class works on the released notebook."""
    released = notebooks.read(course.notebook(ASSIGNMENT, "release"))
    for student, answers in CLASS.items():
        nb = copy.deepcopy(released)
        for name, text in answers.items():
            nb.cells[PLACES[name]].source = text
        nb.cells[14].source = f"It is so, says {student}."
        path = course.root / "submitted" / student / ASSIGNMENT / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(nb), encoding="utf-8")


def points(course):
    """Everybody's points, cell by cell in the order of the notebook."""
    return {row.student: list(row.points.values()) for row in scores.rows(course, ASSIGNMENT)}


def page_of(course, student):
    """Somebody's feedback page."""
    path = course.root / "feedback" / student / ASSIGNMENT / f"{NAME}.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_an_adopted_notebook_gives_the_points_of_stock_nbgrader(nbgraders, ours):
    """Every cell of every hand-in, graded by `course grade` and, as it was, by nbgrader with its own steps."""
    source = nbgraders.notebook(ASSIGNMENT)
    before = source.read_bytes()
    told = run_course("adopt", source, cwd=ours.root)
    assert (told.returncode, told.stderr) == (0, "")
    assert source.read_bytes() == before
    for line in (
        "4 cells without a role are locked now",
        "correct_squares is called test_squares now",
        "squares_invalid is called test_squares-2 now",
        "cell-1b2c is called sum_of_squares now",
        "files beside it came along: towns.csv",
        "The solutions get full points; go on with `course build ps1`.",
    ):
        assert line in told.stdout
    assert run_course("build", cwd=ours.root).returncode == 0
    assert (ours.root / "release" / ASSIGNMENT / "towns.csv").is_file()
    hand_in_all(ours)
    assert nbgraders.api.generate_assignment(ASSIGNMENT)["success"]
    hand_in_all(nbgraders)
    told = run_course("grade", ASSIGNMENT, cwd=ours.root)
    assert told.returncode == 0, told.stderr
    for student in CLASS:
        assert autograde(nbgraders.root, ASSIGNMENT, student).reason is None
    assert points(ours) == points(nbgraders)
    assert points(ours)["ann"] == [1, 1, 0.5, 0.5, 1, 1, 2, None]
    assert points(ours)["bob"] == [1, 0, 0.5, 0, 0, 1, 0, None]
    assert run_course("feedback", ASSIGNMENT, cwd=ours.root).returncode == 0
    page = page_of(ours, "eve")
    assert "squares is still to do: put your code in place of" in page.get_text()
    second = page.find(id="exercise-1-2").parent
    assert "It stands above, at 1.1 squares." in second.get_text() and second.find("a", href="#exercise-1-1")
    # Two tests stopped in two lines of one answer: both are marked, and nothing of the others.
    lines = [mark.text for mark in page_of(ours, "dan").select(".hll")]
    assert lines == ["        return 1 / 0\n", "    return [n][n]\n", STOPS["sum_of_squares"].split("\n")[1] + "\n"]


@pytest.mark.slow
def test_plain_nbgrader_grades_an_adopted_notebook_alike(nbgraders, ours):
    """`nbgrader autograde` with the course's configuration judges as `course grade` does."""
    assert run_course("adopt", nbgraders.notebook(ASSIGNMENT), cwd=ours.root).returncode == 0
    build.build(ours, ASSIGNMENT)
    hand_in_all(ours)
    for student in ("ann", "bob"):
        assert autograde(ours.root, ASSIGNMENT, student).reason is None
    assert points(ours)["ann"] == [1, 1, 0.5, 0.5, 1, 1, 2, None]
    assert points(ours)["bob"] == [1, 0, 0.5, 0, 0, 1, 0, None]


def test_answers_and_tests_are_called_by_what_they_define(nbgraders, ours):
    """Each test belongs to the answer above it that it looks at; nothing of the text changes."""
    assert run_course("adopt", nbgraders.notebook(ASSIGNMENT), cwd=ours.root).returncode == 0
    adopted = notebooks.read(ours.notebook(ASSIGNMENT))
    assert [cell.source for cell in adopted.cells] == [cell.source for cell in original().cells]
    names = [grade_id(cell) for cell in adopted.cells if kind(cell) == "test"]
    assert names == ["test_squares", "test_squares-2", "test_sum_of_squares", "test_sum_of_squares-2",
                     "test_answer", "test_answer-2", "test_df"]  # fmt: skip
    assert list(map(exercise_of, names[1:3])) == ["squares", "sum_of_squares"]


def task(nb):
    nb.cells[-2].metadata["nbgrader"] = nb.cells[-2].metadata["nbgrader"] | {"solution": False, "task": True}


def without_roles(nb):
    for cell in nb.cells:
        cell.metadata.pop("nbgrader", None)


def partial(nb):
    nb.cells[3].source = "2 * (squares(1) == [1]) / 2"


def own_opinion(nb):
    nb.cells[12].source = "class Table:\n    def right(self):\n        return True\n\n\ndf = Table()"
    nb.cells[13].source = "assert df"


def starred(nb):
    nb.cells[1].source = "import numpy as np\nimport pandas as pd\nfrom math import *"


def pylab(nb):
    nb.cells[1].source += "\n%pylab inline"


def seeded(nb):
    nb.cells[3].source = "import random\nrandom.seed(1)\nassert squares(1) == [1]"


def partial_call(nb):
    nb.cells[3].source = "int(squares(1) == [1])"


def in_r(nb):
    nb.metadata["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}


def pointless(nb):
    nb.cells[3].metadata["nbgrader"]["points"] = -1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(starred, "imports all of math: import by name", marks=pytest.mark.slow),
        pytest.param(pylab, "uses %pylab: import NumPy and Matplotlib by name", marks=pytest.mark.slow),
        pytest.param(seeded, "seeds a generator that the student's process does not share", marks=pytest.mark.slow),
        (partial_call, "cell 4 (test_squares) ends with a value, which nbgrader would take for the score"),
        (in_r, "It is a notebook for R: only Python is graded."),
        (pointless, "The cell correct_squares has no points"),
        (task, "The cell why is a task of nbgrader, which is not supported"),
        (without_roles, "No cell has a role of nbgrader"),
        (partial, "cell 4 (test_squares) ends with a value, which nbgrader would take for the score"),
        (own_opinion, "cell 14 (test_df): the judge gives the reference solution no points"),
    ],
)
def test_what_cannot_be_graded_is_named(nbgraders, ours, change, told):
    """The command ends with what an author has to change, and exit code 1."""
    nb = original()
    change(nb)
    nbformat.write(nb, nbgraders.notebook(ASSIGNMENT))
    result = run_course("adopt", nbgraders.notebook(ASSIGNMENT), cwd=ours.root)
    assert result.returncode == 1
    assert told in " ".join((result.stdout + result.stderr).split())


def test_nothing_is_overwritten(nbgraders, ours):
    """A second notebook of that name, or a name that is none, is refused; --as gives another."""
    source = nbgraders.notebook(ASSIGNMENT)
    assert run_course("adopt", source, cwd=ours.root).returncode == 0
    before = ours.notebook(ASSIGNMENT).read_bytes()
    again = run_course("adopt", source, cwd=ours.root)
    assert again.returncode == 1 and "exists already" in again.stderr
    assert ours.notebook(ASSIGNMENT).read_bytes() == before
    wrong = run_course("adopt", source, "--as", "[bold]ps2", cwd=ours.root)
    assert wrong.returncode == 1 and "cannot be the name of an assignment" in wrong.stderr
    assert run_course("adopt", source, "--as", "ps2", cwd=ours.root).returncode == 0
    strict = run_course("build", "--strict", "ps2", cwd=ours.root)
    assert strict.returncode == 1 and "the points add up to 10, not to 20" in strict.stderr
    for options in ([], ["--mutants"]):
        checked = run_course("check", *options, cwd=ours.root)
        assert checked.returncode == 0 and "ps2 was adopted and has no answers to try" in checked.stdout
