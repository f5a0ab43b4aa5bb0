"""`course regrade`: what it shows is what it does, what does not change is not touched, and it can be taken back."""

import json
import shutil

import nbformat
import pytest
from bs4 import BeautifulSoup
from support.course import run_course
from support.edits.cases import NAME, write
from support.edits.course import ASSIGNMENT, good_notebook, three_exercises

from course.authoring import build
from course.lms.grades import scores
from course.project.notebooks import grade_id
from course.project.workspace import Workspace

pytestmark = pytest.mark.xdist_group("regrade")
OLD = 'assert double(-1) == -2, "double should work for negative numbers."'
NEW = 'assert double(0) == 0, "double should work for nought."'
ABS = "def double(x):\n    return 2 * abs(x)"  # wrong for the old hidden test, right for the new one
ONE = "def double(x):\n    return 2 * x or 1"  # the other way round
BY_HAND = 1.5


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A class of four, graded: ann is right, bob and cid are wrong in one way each, dan in both."""
    made = three_exercises(tmp_path_factory.mktemp("template"))
    for student, answer in {"ann": None, "bob": ABS, "cid": ONE, "dan": "def double(x):\n    return 7"}.items():
        hand_in(made, student, answer)
    assert run_course("grade", ASSIGNMENT, cwd=made.root).returncode == 0
    with made.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", "small", ASSIGNMENT, "ann")
        grade.manual_score, grade.needs_manual_grade = BY_HAND, False
        gradebook.find_comment("reflection", "small", ASSIGNMENT, "ann").manual_comment = "Well seen."
        gradebook.db.commit()
    return made.root


@pytest.fixture
def course(template, tmp_path):
    """A copy of that class, times of files included, with one hidden test mended."""
    made = Workspace(shutil.copytree(template, tmp_path / "course"))
    mend(made, OLD, NEW)
    return made


def hand_in(course, student, answer):
    """A good notebook, with another answer to `double`."""
    nb = good_notebook(course)
    for cell in nb["cells"]:
        if answer and "def double" in "".join(cell["source"]):
            cell["source"] = answer
    write(course.folder("submitted") / student / ASSIGNMENT / NAME, nb)


def mend(course, old, new, points=None):
    """Change the test of `double`, and build."""
    nb = nbformat.read(course.notebook(ASSIGNMENT), as_version=4)
    test = next(cell for cell in nb.cells if grade_id(cell) == "test_double")
    assert old in test.source
    test.source = test.source.replace(old, new)
    if points:  # all together stay 20
        next(cell for cell in nb.cells if grade_id(cell) == "test_cubed").metadata.nbgrader.points = 11 - points
        test.metadata.nbgrader.points = points
    nbformat.write(nb, course.notebook(ASSIGNMENT))
    build.build(course, ASSIGNMENT)


def regrade(course, *more):
    return run_course("regrade", ASSIGNMENT, *more, cwd=course.root)


def points(course):
    return {row.student: row.points["test_double"] for row in scores.rows(course, ASSIGNMENT)}


def shown(course):
    """To the byte: what is exported and what students read."""
    assert run_course("export", "--to", "out.csv", cwd=course.root).returncode == 0
    assert run_course("feedback", ASSIGNMENT, cwd=course.root).returncode == 0
    pages = {path.parent.parent.name: path.read_bytes() for path in course.folder("feedback").rglob("*.html")}
    return (course.root / "out.csv").read_bytes(), pages


def state(course):
    """Everything of the course but what says that somebody looked."""
    found = {}
    for folder in ("autograded", ".course/outcomes", "gradebook.db"):
        place = course.root / folder
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file():
                found[str(path)] = path.read_bytes() if place.is_dir() else None
    with course.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            for grade in (grade for notebook in submission.notebooks for grade in notebook.grades):
                found[submission.student_id, grade.name] = (grade.auto_score, grade.manual_score, grade.id)
    return found


def test_a_preview_shows_each_grade_that_would_change_and_changes_none(course):
    """Student, exercise, points and both messages; counts and totals; exit code 1; nothing is written."""
    before = state(course)
    result = regrade(course, "--preview")
    assert result.returncode == 1, result.stderr
    for word in ("bob", "cid", "0 to 5", "5 to 0", "1.1 double: 1 gain, 1 lose, 0 read another message",
                 "1 gain: bob (+5)", "1 lose: cid (-5)"):  # fmt: skip
        assert word in result.stdout, result.stdout
    assert "ann" not in result.stdout and "dan" not in result.stdout
    assert state(course) == before
    page = BeautifulSoup(
        (course.root / "report" / f"regrade-{ASSIGNMENT}.html").read_text(encoding="utf-8"), "html.parser"
    )
    assert "A preview" in page.text and "double should work for negative numbers." in page.text
    data = json.loads(regrade(course, "--preview", "--json").stdout)
    assert not data["applied"] and data["left_alone"] == {}
    assert [(one["student"], one["exercise"], one["before"], one["after"]) for one in data["changes"]] == [
        ("bob", "test_double", 0, 5),
        ("cid", "test_double", 5, 0),
    ]
    assert data["changes"][1]["message_after"] == "double should work for nought."


def test_exactly_what_was_shown_is_applied_and_the_rest_is_not_touched(course):
    """Rows that do not change keep their ids and files; points by hand stay; afterwards everything is up to date."""
    told = json.loads(regrade(course, "--preview", "--json").stdout)["changes"]
    before = state(course)
    result = regrade(course, "--json", "--why", "a hidden test was mended")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["changes"] == told
    assert points(course) == {"ann": 5, "bob": 5, "cid": 0, "dan": 0}
    after = state(course)
    same = [key for key in before if ("ann" in str(key) or "dan" in str(key)) and "outcomes" not in str(key)]
    assert same and all(before[key] == after[key] for key in same)
    with course.gradebook() as gradebook:
        assert gradebook.find_grade("reflection", "small", ASSIGNMENT, "ann").manual_score == BY_HAND
        assert gradebook.find_comment("reflection", "small", ASSIGNMENT, "ann").comment == "Well seen."
    assert "4 had not changed" in run_course("grade", ASSIGNMENT, cwd=course.root).stdout
    assert "no grade changes" in regrade(course, "--preview").stdout


def test_students_read_why_their_points_changed(course):
    """Date, reason and points stand on the page of whose grade changed, as text, and on no other."""
    assert regrade(course, "--why", "<b>mended</b>").returncode == 0
    _, pages = shown(course)
    text = BeautifulSoup(pages["bob"], "html.parser").find("header").text
    assert "Regraded on 20" in text and ": <b>mended</b>. double +5." in text
    assert "double −5." in BeautifulSoup(pages["cid"], "html.parser").find("header").text
    assert b"Regraded" not in pages["ann"] and b"Regraded" not in pages["dan"]


def test_it_can_be_taken_back_to_the_byte_once(course):
    """Export and pages are what they were; a second time, or where nothing was done, there is nothing to undo."""
    assert "never regraded" in regrade(course, "--undo").stderr
    before, rows = shown(course), points(course)
    assert regrade(course).returncode == 0
    assert shown(course) != before
    result = regrade(course, "--undo")
    assert result.returncode == 0, result.stderr
    assert "undone for 2 students" in result.stdout
    assert shown(course) == before and points(course) == rows
    again = regrade(course, "--undo")
    assert again.returncode == 1 and "undone already" in again.stderr
    assert "bob" in regrade(course, "--preview").stdout


@pytest.mark.slow
def test_what_an_earlier_version_kept_can_be_taken_back(course):
    """It knew of one notebook only."""
    rows = points(course)
    assert regrade(course).returncode == 0
    kept = list((course.root / ".course" / "regrades" / ASSIGNMENT).rglob("rows.json"))
    for path in kept:
        path.write_text(json.dumps(json.loads(path.read_text())["notebooks"]["small"]))
    assert len(kept) == 2 and regrade(course, "--undo").returncode == 0
    assert points(course) == rows


def test_what_happened_since_is_not_taken_back(course):
    """Who was graded again since keeps that grade; points given by hand meanwhile stay."""
    assert regrade(course).returncode == 0
    hand_in(course, "bob", "def double(x):\n    return x + x")
    assert run_course("grade", ASSIGNMENT, cwd=course.root).returncode == 0
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", "small", ASSIGNMENT, "cid")
        grade.manual_score, grade.needs_manual_grade = 2, False
        gradebook.db.commit()
    result = regrade(course, "--undo")
    assert result.returncode == 1 and "left as they are: bob" in result.stderr
    assert points(course) == {"ann": 5, "bob": 5, "cid": 5, "dan": 0}
    with course.gradebook() as gradebook:
        assert gradebook.find_grade("reflection", "small", ASSIGNMENT, "cid").manual_score == 2


def test_other_points_are_a_change_and_an_override_is_none(course):
    """An exercise worth more gives more to who has it; what an instructor set stays as it is."""
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("test_double", "small", ASSIGNMENT, "dan")
        grade.manual_score = 3
        gradebook.db.commit()
    mend(course, NEW, OLD, points=6)
    changes = json.loads(regrade(course, "--json").stdout)["changes"]
    double = [(one["student"], one["before"], one["after"]) for one in changes if one["exercise"] == "test_double"]
    assert double == [("ann", 5, 6), ("cid", 5, 6)]
    assert {one["after"] for one in changes if one["exercise"] == "test_cubed"} == {5}
    assert points(course) == {"ann": 6, "bob": 0, "cid": 6, "dan": 3}


def test_hand_ins_that_are_new_or_cannot_be_read_are_left_alone(course):
    """A second hand-in that is not graded yet is named, and so is one whose file broke; the others are regraded."""
    hand_in(course, "bob", "def double(x):\n    return x + x")
    write(course.folder("submitted") / "dan" / ASSIGNMENT / NAME, b"{")
    result = regrade(course)
    assert result.returncode == 1
    assert "left alone bob: it was handed in again" in result.stdout and "left alone dan: " in result.stdout
    assert points(course) == {"ann": 5, "bob": 0, "cid": 0, "dan": 0}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--preview", "--undo"), "not both"),
        (("--why", "x" * 201), "at most 200 characters"),
        (("--why", "two\nlines"), "one line"),
    ],
)
def test_bad_arguments_are_one_sentence(course, arguments, told):
    """What cannot be done is said before anything is graded."""
    result = regrade(course, *arguments)
    assert result.returncode == 1 and told in result.stderr and len(result.stderr.strip().splitlines()) == 1


def test_a_class_that_nobody_graded(tmp_path):
    """Without any grade there is nothing to regrade, and the sentence says what to do."""
    made = three_exercises(tmp_path)
    hand_in(made, "ann", None)
    result = regrade(made, "--preview")
    assert result.returncode == 1 and f"run `course grade {ASSIGNMENT}` first" in result.stderr


def test_a_second_look_runs_nothing(course):
    """What a preview has run is taken from there as long as nothing changed."""
    assert regrade(course, "--preview").returncode == 1
    kept = sorted((course.root / ".course" / "regrades" / ASSIGNMENT / "aside").glob("*.json"))
    assert [path.stem for path in kept] == ["ann", "bob", "cid", "dan"]
    stored = json.loads(kept[0].read_text(encoding="utf-8"))
    nb = nbformat.reads(stored["result"]["notebooks"]["small"], as_version=4)
    planted = nbformat.v4.new_output("error", ename="X", evalue="planted", traceback=["planted"])
    next(cell for cell in nb.cells if grade_id(cell) == "test_cubed").outputs = [planted]
    stored["result"]["notebooks"]["small"] = nbformat.writes(nb)
    kept[0].write_text(json.dumps(stored), encoding="utf-8")
    changes = json.loads(regrade(course, "--preview", "--json").stdout)["changes"]
    assert ("ann", "test_cubed") in [(one["student"], one["exercise"]) for one in changes]
    mend(course, NEW, OLD)
    assert "no grade changes" in regrade(course, "--preview").stdout
