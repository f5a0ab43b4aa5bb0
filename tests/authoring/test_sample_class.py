"""The sample class through the whole of `course demo`: every score exact, every page there, nothing hidden shown."""

import csv
import json
import os
import re

import nbformat
import pytest
from nbgrader.utils import is_grade, is_locked, is_solution
from support.browser.server import PLAIN_HTTP, jupyter
from support.course import ASSIGNMENTS, ROOT, run_course
from support.sample_class import STUDENTS, expected, handed_in, scored

from course.lms.grades import scores
from course.project import notebooks
from course.project.notebooks import split_regions
from course.project.workspace import Workspace

pytestmark = pytest.mark.xdist_group("sample class")


# The others take minutes.
EACH = [pytest.param(name, marks=[pytest.mark.slow] * (name != ASSIGNMENTS[0])) for name in ASSIGNMENTS]


@pytest.fixture(scope="module")
def names(request):
    """The assignments that this run looks at."""
    tests = (item for item in request.session.items if item.path == request.path)
    return ASSIGNMENTS if any(item.get_closest_marker("slow") for item in tests) else ASSIGNMENTS[:1]


@pytest.fixture(scope="module")
def demo(names, tmp_path_factory):
    """A finished `course demo` of these assignments."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    result = run_course("demo", *names, "--folder", folder, cwd=ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    return Workspace(folder), result.stdout


@pytest.mark.parametrize("assignment", EACH)
def test_scores_are_exact(demo, assignment):
    """Each made-up student gets exactly the points that were worked out by hand."""
    course, _ = demo
    assert scored(course, assignment) == expected(assignment)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_full_points(assignment):
    """A perfect student has all points that are graded automatically."""
    ada = next(student for student in STUDENTS if student.name == "ada")
    exercises = scores.exercises(Workspace(ROOT), assignment)
    assert ada.expected[assignment] == [one.points for one in exercises if one.cell.startswith("test_")]


@pytest.mark.parametrize("assignment", EACH)
def test_written_answers_wait_for_a_person(demo, assignment):
    """An untouched reflection is 0 at once; an answered one is `to grade`, in the table as well."""
    course, printed = demo
    rows = {row.student: row for row in scores.rows(course, assignment)}
    assert rows["ada"].points["reflection"] is None
    assert rows["emil"].points["reflection"] == 0
    assert re.search(r"ada .*to grade", printed)


def test_repairs_and_failures_are_told(demo):
    """What was repaired and who could not be graded stands under the table, with the reason."""
    _, printed = demo
    for line in (
        "repaired hana: test_load_rgb was missing and was put back",
        "repaired ivan: a second load_rgb was kept as a cell without points",
        "repaired kim: was called pixels (1).ipynb",
        "repaired lena: answers without their labels were found: load_rgb, describe, to_pixels and 11 more",
    ):
        assert line in printed
    assert re.search(r"not graded jo: pixels.ipynb is broken JSON \(line \d+\)", printed)


@pytest.mark.parametrize("assignment", EACH)
def test_feedback_page_of_everybody(demo, assignment):
    """Every graded student has a page with messages, and no page shows a hidden test."""
    course, _ = demo
    name = course.notebook(assignment).stem
    hidden = [
        line.strip()
        for cell in notebooks.read(course.notebook(assignment)).cells
        if notebooks.kind(cell) == "test"
        for region in split_regions(cell).secret
        for line in region
        if line.strip().startswith("assert ") and "{" not in line
    ]
    release = notebooks.read(course.notebook(assignment, "release"))
    shown = {line.strip() for cell in release.cells for line in cell.source.splitlines()}
    for student in handed_in(assignment):
        page = course.root / "feedback" / student.name / assignment / f"{name}.html"
        assert page.is_file() == bool(student.expected[assignment])
        if page.is_file():
            text = re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8"))
            text = text.replace("&quot;", '"').replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">")
            leaked = [line for line in hidden if line not in shown and line in text.replace("&amp;", "&")]
            assert leaked == []
            assert str(course.root) not in text


def test_grades_file_matches_the_gradebook(demo, names):
    """The exported file says the same as the gradebook, added up a second way."""
    course, _ = demo
    with (course.root / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    for student in STUDENTS:
        graded = {name: points for name, points in student.expected.items() if points and name in names}
        if graded:
            counted = [points for name, points in graded.items() if name != "06-your-photo"]
            assert float(rows[student.name]["total"]) == sum(map(sum, counted))
            for name, points in graded.items():
                assert float(rows[student.name][f"{name} (20)"]) == sum(points)


def test_autograded_notebooks_are_nbgraders(demo):
    """nbgrader's formgrader can open every autograded notebook: its own metadata and checksums are in place."""
    course, _ = demo
    for path in (course.root / "autograded").glob("*/*/*.ipynb"):
        nb = nbformat.read(path, as_version=4)
        given = [cell for cell in nb.cells if is_grade(cell) or is_solution(cell) or is_locked(cell)]
        assert given and all("checksum" in cell.metadata.nbgrader for cell in given)


def test_the_formgrader_opens_on_the_sample_class(demo, names, tmp_path):
    """Started where the demo says, JupyterLab's formgrader shows this class: its written answers can be graded."""
    course, printed = demo
    assert f"make lab FOLDER={os.path.relpath(course.root, ROOT)}`" in printed
    with jupyter(course.root, tmp_path) as server, PLAIN_HTTP.open(server.page("formgrader/api/assignments")) as answer:
        shown = {one["name"]: one["num_submissions"] for one in json.load(answer)}
    assert {name: shown[name] for name in names} == {name: len(handed_in(name)) for name in names}
