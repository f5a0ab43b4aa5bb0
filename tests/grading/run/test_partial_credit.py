"""A part of the points: both ways of grading give it, students read why, and it lasts."""

import json
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_notebook
from support.attacks.world import autograde
from support.course import ANSWER, MANUAL, cell, hand_in, run_course, small_course, write_source

from course.authoring import build
from course.authoring.rules import check_notebook
from course.base.errors import CourseError
from course.feedback.generate import generate
from course.grading.run import class_run
from course.lms.grades import scores
from course.project.notebooks import normal_form, verdict_message, verdict_points

ASSIGNMENT = "01-small"
STUB = '''def double(x):
    """Twice a number."""
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION'''
TEST = """assert double(2) == 4, "double(2) should be four."
### BEGIN HIDDEN TESTS
kinds = {"fractions": 0.25, "negative numbers": -1, "texts": "ab"}
missed = []
for kind, value in kinds.items():
    try:
        if double(value) != value + value:
            missed.append(kind)
    except TypeError:
        missed.append(kind)
6 * (3 - len(missed)), f"It is wrong for {' and '.join(missed)}."
### END HIDDEN TESTS"""
FRACTIONS = "def double(x):\n    return int(x) * 2 if not isinstance(x, str) else x * 2"
SMALL = "def double(x):\n    return abs(int(x)) * 2 if not isinstance(x, str) else 'no'"
EXPECTED = {"ann": 18, "bob": 12, "cia": 0, "dan": 0}
WORDS = {
    "ann": None,
    "bob": "It is wrong for fractions.",
    "cia": "It is wrong for fractions and negative numbers and texts.",
    "dan": "double(2) should be four.",
}


def notebook(test=TEST, tags=("partial-credit",)):
    """The small course's notebook with another test."""
    cells = [
        cell("md", "title", "# A part\n\n<!-- COLAB BADGE -->"),
        cell("locked", "setup", 'REPOSITORY = ""'),
        cell("solution", "double", STUB),
        cell("test", "test_double", test, 18),
        cell("md", "question", "### Why?"),
        cell("manual", "reflection", MANUAL, 2),
    ]
    cells[3].metadata.tags = list(tags)
    return new_notebook(cells=cells)


@pytest.fixture
def course(tmp_path):
    """A course with a test that gives a part of the points, and four hand-ins."""
    made = small_course(tmp_path)
    write_source(tmp_path, notebook())
    build.build(made, ASSIGNMENT)
    for student, answer in zip(EXPECTED, (ANSWER, FRACTIONS, SMALL, "def double(x):\n    return 5"), strict=True):
        hand_in(made, student, double=answer)
    return made


def graded(course, **switches):
    """Grade the class."""
    outcomes = list(class_run.grade(course, ASSIGNMENT, list(EXPECTED), jobs=2, **switches))
    assert [outcome.reason for outcome in outcomes] == [None] * len(EXPECTED)


def points(course):
    """Everybody's points for the exercise."""
    return {row.student: row.points["test_double"] for row in scores.rows(course, ASSIGNMENT)}


def judged_cell(course, student):
    """The graded test cell of a student."""
    path = course.folder("autograded") / student / ASSIGNMENT / "small.ipynb"
    return next(one for one in nbformat.read(path, as_version=4).cells if one.id == "test_double")


def test_a_part_of_the_points_is_given_told_and_kept(course):
    """Both ways of grading give the same part; the page says why; grading again and regrading change nothing."""
    graded(course)
    assert points(course) == EXPECTED
    for student in EXPECTED:
        kept = judged_cell(course, student)
        assert verdict_message(kept) == WORDS[student]
        assert verdict_points(kept) == (12 if student == "bob" else 0)
        assert "kinds" not in kept.source
    (path,) = generate(course, ASSIGNMENT, ["bob"])
    page = BeautifulSoup(Path(path).read_text(encoding="utf-8"), "html.parser").text
    assert WORDS["bob"] in page and "part of the points" in page
    hand_in(course, "bob", double=f"{FRACTIONS}\n\n\nmore = 1")
    graded(course)
    graded(course, force=True)
    assert points(course) == EXPECTED
    told = run_course("regrade", ASSIGNMENT, "--preview", "--json", cwd=course.root)
    assert (told.returncode, json.loads(told.stdout)["changes"]) == (0, []), told.stderr
    for student in EXPECTED:
        assert autograde(course.root, ASSIGNMENT, student).reason is None
        assert verdict_message(judged_cell(course, student)) == WORDS[student]
    assert points(course) == EXPECTED


@pytest.mark.parametrize(
    ("change", "tags", "problem"),
    [
        (("6 * (3", "points = 6 * (3"), ["partial-credit"], "end it with the points, or with (points, words)"),
        (
            ("### END HIDDEN TESTS", "### END HIDDEN TESTS\n7"),
            ["partial-credit"],
            "shows students points",
        ),
        (("", ""), [], "give it the tag 'partial-credit' if it is to"),
    ],
)
def test_what_would_give_points_by_accident_is_refused(change, tags, problem):
    """The tag and a last line with a value go together, and students see an assert at the end."""
    nb = notebook(TEST.replace(*change), tags)
    assert problem in " ".join(check_notebook(nb, normal_form(nb)))


def test_only_tests_give_a_part_of_the_points():
    """A solution cell with the tag is refused."""
    nb = notebook()
    nb.cells[2].metadata.tags = ["partial-credit"]
    assert "which only a test cell may have" in " ".join(check_notebook(nb, normal_form(nb)))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("x + x\n", "x + x if x != -1 else 2\n"), "a part of the points: It is wrong for negative numbers."),
        (("6 * (3", "7 * (3"), "more or less than all points"),
    ],
)
def test_a_reference_solution_has_all_points(tmp_path, change, problem):
    """A build stops where the solution would have a part of the points, or more than there are."""
    made = small_course(tmp_path)
    nb = notebook()
    for one in nb.cells:
        one.source = one.source.replace(*change)
    write_source(tmp_path, nb)
    with pytest.raises(CourseError, match=problem):
        build.build(made, ASSIGNMENT)


def test_a_test_for_plain_nbgrader_gives_its_number(tmp_path):
    """An adopted notebook keeps its last line; the number counts, and a value that is none gives no point."""
    made = small_course(tmp_path)
    nb = notebook("points = 6 * (double(1) == 2) + 12 * (double('a') == 'aa')\npoints")
    nb.cells[0].metadata.tags = ["adopted"]
    write_source(tmp_path, nb)
    build.build(made, ASSIGNMENT)
    answers = {"ann": ANSWER, "bob": "def double(x):\n    return 2", "cia": "def double(x):\n    return 5"}
    for student, answer in answers.items():
        hand_in(made, student, double=answer)
    list(class_run.grade(made, ASSIGNMENT, list(answers), jobs=2))
    assert points(made) == {"ann": 18, "bob": 6, "cia": 0}
    assert verdict_message(judged_cell(made, "bob")) == "6 of 18 points."
