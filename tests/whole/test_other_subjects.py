"""Assignments without pictures (words and numbers, tables, classes): stock nbgrader agrees on them."""

import shutil
from types import ModuleType

import pytest
from nbformat.v4 import new_notebook
from support.attacks.world import STOCK, autograde
from support.course import MANUAL, cell, hand_in, run_course, small_course, write_source
from support.subjects import classes, tables, words

from course.authoring import build
from course.base.errors import CourseError
from course.lms.grades import scores
from course.project.workspace import Workspace

ASSIGNMENT = "01-small"
SUBJECTS = {"words": words, "tables": tables, "classes": classes}


def points_of(subject: ModuleType) -> dict[str, int]:
    """Two for each exercise, the first has what is left of eighteen."""
    points = dict.fromkeys(subject.EXERCISES, 2)
    return points | {next(iter(points)): 20 - 2 * len(points)}


def notebook(subject: ModuleType):
    """The instructor notebook."""
    cells = [cell("md", "title", "# A subject\n\n<!-- COLAB BADGE -->"), cell("locked", "setup", subject.SETUP)]
    for name, points in points_of(subject).items():
        exercise = subject.EXERCISES[name]
        body = f"### BEGIN SOLUTION\n{exercise.right[0]}\n### END SOLUTION"
        test = f"{exercise.visible.strip()}\n### BEGIN HIDDEN TESTS{exercise.hidden}### END HIDDEN TESTS"
        cells += [cell("md", f"ex-{name}", f"### {name}\n\n{exercise.statement}".strip())]
        cells += [cell("solution", name, exercise.answer(body)), cell("test", f"test_{name}", test, points)]
    cells += [cell("md", "question", "### Why?"), cell("manual", "reflection", MANUAL, 2)]
    return new_notebook(cells=cells)


def points(course):
    """Everybody's points, without the written answer's."""
    rows = scores.rows(course, ASSIGNMENT)
    return {row.student: {name: got for name, got in row.points.items() if name != "reflection"} for row in rows}


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(made, id=name, marks=[] if name == "tables" else [pytest.mark.slow])
        for name, made in SUBJECTS.items()
    ],
)
def test_ours_and_stock_nbgrader_give_the_same_points(subject, tmp_path):
    """Right answers have all points, wrong ones none, and both ways to grade say so of every exercise."""
    course = small_course(tmp_path)
    write_source(tmp_path, notebook(subject))
    build.build(course, ASSIGNMENT)
    for number, (right, wrong) in enumerate((("ann", "cia"), ("bob", "dan"))):
        exercises = subject.EXERCISES.items()
        hand_in(course, right, **{name: exercise.answer(exercise.right[number]) for name, exercise in exercises})
        hand_in(course, wrong, **{name: exercise.answer(exercise.wrong[number]) for name, exercise in exercises})
    hand_in(course, "eve")
    shutil.copytree(course.root, tmp_path / "stock", ignore=shutil.ignore_patterns(".course", "stock"))
    (tmp_path / "stock" / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
    told = run_course("grade", ASSIGNMENT, cwd=course.root)
    assert told.returncode == 0, told.stderr
    full = {f"test_{name}": points for name, points in points_of(subject).items()}
    none = dict.fromkeys(full, 0)
    expected = {"ann": full, "bob": full, "cia": none, "dan": none, "eve": none}
    assert points(course) == expected
    for student in expected:
        assert autograde(tmp_path / "stock", ASSIGNMENT, student).reason is None
    assert points(Workspace(tmp_path / "stock")) == expected


def test_build_refuses_what_the_judge_could_not_grade(tmp_path):
    """A test that takes the student's own object at its word is found before anybody loses a point by it."""
    course = small_course(tmp_path)
    nb = notebook(words)
    test = next(one for one in nb.cells if one.id == "test_evens")
    test.source = f"counting = evens()\nassert counting, 'It should count.'\n{test.source}"
    write_source(course.root, nb)
    with pytest.raises(CourseError, match=r"test_evens\), line 2: the judge gives the reference solution no points"):
        build.build(course, ASSIGNMENT)
