"""Two notebooks of one assignment in the style of this course: built together, each checked with its own answers."""

import pytest
from nbformat.v4 import new_notebook
from support.course import BADGE, SOLUTION, TEST, cell, small_course, write_source

from course.authoring import build
from course.authoring.trials import checking, mutants
from course.base.errors import CourseError
from course.project.notebooks import normal_form

ASSIGNMENT = "01-small"
TREBLE = SOLUTION.replace("Twice", "Three times").replace(
    "doubled_value_of_x = x + x + 0", "doubled_value_of_x = 3 * x"
)
TREBLE_TEST = TEST.replace("(2) == 4", "(2) == 6").replace("be four", "be six").replace("2 * number", "3 * number")
ANSWERS = 'def right_product(x):\n    """A product"""\n    return {} * x\n'


def notebook(solution, test, points, *more):
    """An instructor notebook with one exercise."""
    start = [cell("md", "title", f"# A small course\n\n{BADGE}"), cell("locked", "setup", 'REPOSITORY = ""')]
    return new_notebook(
        cells=[*start, *more, cell("solution", "double", solution), cell("test", "test_double", test, points)]
    )


def write_second(course, *more, points=12):
    """The second notebook, in which `double` asks for something else."""
    nb = notebook(TREBLE, TREBLE_TEST.replace("== -2", "== -3"), points, *more)
    (course.folder("source") / ASSIGNMENT / "treble.ipynb").write_text(normal_form(nb), encoding="utf-8")


@pytest.fixture
def course(tmp_path):
    """8 points in the first notebook, 12 in the second, and answers for each."""
    made = small_course(tmp_path)
    write_source(tmp_path, notebook(SOLUTION, TEST, 8))
    write_second(made)
    for name, factor in (("small", 2), ("treble", 3)):
        folder = tmp_path / "tests" / "answers" / ASSIGNMENT / name
        folder.mkdir(parents=True)
        (folder / "double.py").write_text(ANSWERS.format(factor), encoding="utf-8")
    return made


def test_the_points_of_all_are_twenty(course):
    """Neither has them alone; what is wrong in one keeps both from being released."""
    write_second(course, points=11)
    with pytest.raises(CourseError, match=r"source/01-small/treble.ipynb: the points add up to 19, not to 20"):
        build.build(course, ASSIGNMENT)
    assert not (course.root / "release").exists()


def test_a_copy_is_no_second_notebook(course):
    """JupyterLab's *Duplicate* would release it."""
    folder = course.folder("source") / ASSIGNMENT
    (folder / "small-Copy1.ipynb").write_bytes((folder / "small.ipynb").read_bytes())
    with pytest.raises(CourseError, match=r"small-Copy1.ipynb: is a copy that JupyterLab made"):
        build.build(course, ASSIGNMENT)


def test_none_shows_a_solution_of_another(course):
    """Students get all of them at once."""
    write_second(course, cell("locked", "hint", "x = 1\ndoubled_value_of_x = x + x + 0"))
    with pytest.raises(CourseError, match=r"small.ipynb: the file treble.ipynb shows students a secret line of double"):
        build.build(course, ASSIGNMENT)


@pytest.mark.slow
def test_answers_and_mutants_of_each(course):
    """Exercises of one name have answers of their own."""
    released = build.build(course, ASSIGNMENT)
    assert [path.name for path in released] == ["small.ipynb", "treble.ipynb"]
    done = checking.check(checking.Check(course.root, ASSIGNMENT, None, True, False))
    assert [(tally.exercise, tally.accepted, tally.right) for tally in done.tallies] == [
        ("small/double", 2, 2), ("treble/double", 2, 2)]  # fmt: skip
    assert done.differing == {"small/double": [], "treble/double": []}
    tried = {found.exercise: found for found in mutants.try_all(course, [ASSIGNMENT], force=False)}
    assert tried.keys() == {"small/double", "treble/double"} and tried["treble/double"].survived == []
