"""Points given by hand belong to an answer: another answer is to be graded again, the same one keeps them quietly."""

import csv
import json
import shutil

import nbformat
import pytest
from support.course import run_course
from support.edits.cases import NAME, get, write
from support.edits.course import ASSIGNMENT, good_notebook, three_exercises

from course.grading.run import class_run
from course.lms.grades import scores
from course.project.notebooks import BY_HAND
from course.project.workspace import Workspace

pytestmark = pytest.mark.xdist_group("by_hand")
WRONG, RIGHT = "def double(x):\n    return 3 * x", "def double(x):\n    return x + x"
SHEET = "Student,ID,SIS User ID,SIS Login ID,Section,Small (1)\nx,1,,ann,A,7\ny,2,,bob,A,\n"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Ann's reflection has 1.5 of 2 by hand; bob's wrong exercise has 1 of 5 by hand, his reflection 2."""
    made = three_exercises(tmp_path_factory.mktemp("template"))
    hand_in(made, "ann")
    hand_in(made, "bob", double=WRONG)
    assert run_course("grade", ASSIGNMENT, cwd=made.root).returncode == 0
    give(made, "ann", "reflection", 1.5)
    give(made, "bob", "reflection", 2)
    give(made, "bob", "test_double", 1)
    return made.root


@pytest.fixture
def course(template, tmp_path):
    """A copy of that class, times of files included."""
    return Workspace(shutil.copytree(template, tmp_path / "course"))


def hand_in(course, student, extra="", **answers):
    """A good notebook with other answers, and with a code cell of the student's own at its end."""
    nb = good_notebook(course)
    for name, text in answers.items():
        get(nb, name)["source"] = text
    if extra:
        more = {"cell_type": "code", "id": "own", "metadata": {}, "source": extra, "outputs": []}
        nb["cells"].append(more | {"execution_count": None})
    write(course.folder("submitted") / student / ASSIGNMENT / NAME, nb)


def give(course, student, cell, points):
    """What the formgrader does when somebody saves points."""
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade(cell, "small", ASSIGNMENT, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def grade(course, **switches):
    """Grade the class; what becomes of each student."""
    assert not any(o.reason for o in class_run.grade(course, ASSIGNMENT, ["ann", "bob"], jobs=2, **switches))
    return {row.student: row for row in scores.rows(course, ASSIGNMENT)}


def test_bug_a_second_hand_in_kept_the_points_of_the_first(course):
    """Another reflection is to grade again: in table, JSON, CSV and feedback, and named by the export that omits it."""
    hand_in(course, "ann", reflection="Another thought.")
    assert "to grade again" in run_course("grade", ASSIGNMENT, cwd=course.root).stdout
    told = json.loads(run_course("grade", ASSIGNMENT, "--json", cwd=course.root).stdout)["hand_ins"][0]
    assert (told["points"]["reflection"], told["to_grade_again"]) == (None, ["reflection"])
    (course.root / "in.csv").write_text(SHEET)
    export = run_course("export", "--to", "canvas", "--sheet", "in.csv", cwd=course.root)
    assert export.returncode == 0, export.stderr
    assert "to grade again" in export.stderr and f"`course confirm {ASSIGNMENT}`): ann" in export.stderr
    rows = (course.root / "grades-canvas.csv").read_text().splitlines()
    assert rows[1:] == ["x,1,,ann,A,7", "y,2,,bob,A,16"]  # ann's cell is left as it was
    run_course("export", cwd=course.root)
    ann = next(csv.DictReader((course.root / "grades.csv").open(newline="")))
    assert (ann[f"{ASSIGNMENT}: reflection (2)"], ann["total"], ann["to grade"]) == ("", "18", "1")
    assert run_course("feedback", ASSIGNMENT, cwd=course.root).returncode == 0
    page = (course.folder("feedback") / "ann" / ASSIGNMENT / "small.html").read_text(encoding="utf-8")
    assert "18 of 20 points</strong>, with 2 still to be graded by hand" in page
    assert "to be graded again by hand" in page and "1.5 of" not in page
    give(course, "ann", "reflection", 0.5)
    assert grade(course)["ann"].points["reflection"] == 0.5


def test_bug_an_override_stayed_over_a_right_answer(course):
    """A test that somebody gave points to is to grade again when its answer changes, and not when another one does."""
    hand_in(course, "bob", double=RIGHT)
    bob = grade(course)["bob"]
    assert bob.points == {"test_double": None, "test_cubed": 6, "test_limits": 7, "reflection": 2}
    assert bob.worth.again == ["test_double"] and bob.total == 15
    give(course, "bob", "test_double", None)
    assert grade(course)["bob"].total == 20
    give(course, "bob", "test_double", 4)
    hand_in(course, "bob", double=RIGHT, cubed="def cubed(values):\n    return [v * v * v for v in values]")
    assert grade(course)["bob"].points == {"test_double": 4, "test_cubed": 6, "test_limits": 7, "reflection": 2}


def test_the_same_answer_keeps_its_points_quietly(course):
    """Whatever else changed, and also after an answer that was taken back before anybody looked."""
    rows = grade(course, force=True)
    assert (rows["ann"].total, rows["bob"].total) == (19.5, 16)
    hand_in(course, "ann", double=WRONG, extra="print(double(1))")
    assert grade(course)["ann"].points["reflection"] == 1.5
    for text in "Another thought.", "A third one.":
        hand_in(course, "ann", reflection=text)
        assert grade(course)["ann"].worth.again == ["reflection"]
    assert grade(course, force=True)["ann"].worth.again == ["reflection"]
    hand_in(course, "ann")
    assert grade(course)["ann"].total == 19.5


def test_a_cell_of_the_students_own_may_hold_a_part_of_the_answer(course):
    """New code beside an exercise with points by hand: somebody looks, and the reflection keeps its points."""
    hand_in(course, "bob", double=WRONG, extra="def double(x):\n    return x + x")
    assert grade(course)["bob"].worth.again == ["test_double"]


def test_confirm_keeps_the_points_of_whom_it_is_told(course):
    """The command tells whose points stay; who has none to look at is named, and nothing is changed."""
    hand_in(course, "ann", reflection="Another thought.")
    hand_in(course, "bob", reflection="Another thought.", double=RIGHT)
    grade(course)
    nobody = run_course("confirm", ASSIGNMENT, "--student", "zoe", cwd=course.root)
    assert nobody.returncode == 1 and "to be graded again of zoe" in nobody.stderr
    assert len(nobody.stderr.strip().splitlines()) == 1
    one = run_course("confirm", ASSIGNMENT, "--student", "bob", cwd=course.root)
    assert one.returncode == 0, one.stderr
    assert one.stdout.splitlines()[0] == "bob: double, reflection" and "1 student stay" in one.stdout
    rows = grade(course, force=True)
    assert rows["bob"].total == 16 and rows["ann"].worth.again == ["reflection"]
    assert "1 student stay" in run_course("confirm", ASSIGNMENT, cwd=course.root).stdout
    assert "nothing is to be graded again" in run_course("confirm", ASSIGNMENT, cwd=course.root).stdout
    assert grade(course, force=True)["ann"].total == 19.5


def test_where_nobody_knows_the_graded_answer_somebody_looks(course):
    """Where the graded notebook is gone, only the same hand-in tells that its points are those of its answers."""
    shutil.rmtree(course.folder("autograded") / "ann")
    assert grade(course)["ann"].total == 19.5
    shutil.rmtree(course.folder("autograded") / "ann")
    hand_in(course, "ann", extra="print(double(1))")
    assert grade(course)["ann"].worth.again == ["reflection"]


def test_an_interruption_forgets_no_graded_answer(course):
    """What was graded by hand stands in the graded notebook before nbgrader marks all points to be looked at."""
    path = course.folder("autograded") / "ann" / ASSIGNMENT / NAME
    with course.gradebook() as gradebook:
        before = gradebook.find_grade("reflection", "small", ASSIGNMENT, "ann").needs_manual_grade
    grade(course, force=True)
    kept = nbformat.read(path, as_version=4).metadata[BY_HAND]
    with course.gradebook() as gradebook:  # as after a run that was killed between nbgrader's half and ours
        gradebook.find_grade("reflection", "small", ASSIGNMENT, "ann").needs_manual_grade = True
        gradebook.db.commit()
    assert grade(course, force=True)["ann"].total == 19.5 and not before
    assert nbformat.read(path, as_version=4).metadata[BY_HAND] == kept


def test_the_metadata_of_a_hand_in_says_nothing(course):
    """A student cannot write down which answer was graded."""
    kept = nbformat.read(course.folder("autograded") / "ann" / ASSIGNMENT / NAME, as_version=4)
    nb = good_notebook(course)
    get(nb, "reflection")["source"] = "Another thought."
    nb["metadata"][BY_HAND] = kept.metadata.get(BY_HAND, {"reflection": ""})
    write(course.folder("submitted") / "ann" / ASSIGNMENT / NAME, nb)
    assert grade(course)["ann"].worth.again == ["reflection"]
