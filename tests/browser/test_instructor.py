"""A week of a course in JupyterLab, as its instructor and one of its students see it."""

import shutil
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="no playwright: `pip install playwright` brings it")
from playwright.sync_api import expect
from support.browser.answers import LOAD, MESSAGE, SWAPPED
from support.browser.classroom import ASSIGNMENT, PEOPLE, Classroom, classroom
from support.browser.formgrader import Formgrader
from support.browser.home import LOGIN, STUDENTS, student_home
from support.browser.server import jupyter
from support.browser.window import Window, window

pytestmark = pytest.mark.slow
# Passes the test in the student's own notebook, for it puts the helper of the test out of action.
CHEAT = """def check_table(*anything):
    pass

def to_pixels(img):
    return [0] * 6"""
BECAUSE = "The sky is smooth, so many neighbors share a color; there are only 256 steps in each channel."
COMMENT = "Well seen. Which of the planes shows it?"


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Classroom:
    """A class on this machine."""
    folder = tmp_path_factory.mktemp("room")
    return classroom(folder, student_home(folder))


@pytest.fixture
def quiet(tmp_path) -> Path:
    """JupyterLab as it comes, which does not ask about news."""
    folder = tmp_path / "quiet"
    (folder / "labconfig").mkdir(parents=True)
    shutil.copy(STUDENTS / "labconfig" / "default_setting_overrides.json", folder / "labconfig")
    return folder


def test_an_instructor_sees_the_hidden_tests_and_their_points(chromium, room, quiet, tmp_path):
    """The instructor notebook shows solutions and hidden tests, and Create Assignment what each cell is worth."""
    root = room.course.root
    with jupyter(root, room.instructor, quiet) as server, window(chromium, server, tmp_path / "evidence") as lab:
        lab.open_notebook(room.course.notebook(ASSIGNMENT))
        lab.page.keyboard.press("ControlOrMeta+b")
        expect(lab.editor("describe")).to_contain_text("### BEGIN SOLUTION")
        lab.unfold("test_describe")
        expect(lab.editor("test_describe")).to_contain_text("### BEGIN HIDDEN TESTS")
        lab.page.get_by_role("tab", name="Create Assignment").click()
        expect(lab.page.locator(".nbgrader-TotalPointsInput")).to_have_value("20")
        beside = lab.page.locator(".nbgrader-CellWidget").nth(lab.cells.index("test_describe"))
        expect(beside.locator(".nbgrader-CellPoints input")).to_have_value("2")
        lab.cell("test_describe").locator(".jp-InputArea-prompt").click()
        beside.scroll_into_view_if_needed()
        lab.picture("instructor-source")


def test_a_week_from_release_to_feedback(chromium, room, quiet, tmp_path):
    """Release, fetch, submit, collect, autograde, grade by hand, give feedback back: every step by its button."""
    course, work = room.course, room.student / "work"
    work.mkdir()
    with (
        jupyter(course.root, room.instructor, quiet) as desk,
        jupyter(work, room.student, STUDENTS) as seat,
        window(chromium, desk, tmp_path / "evidence-instructor") as teacher,
        window(chromium, seat, tmp_path / "evidence-student") as student,
    ):
        teacher.open_lab()
        formgrader = Formgrader(teacher)
        formgrader.press(formgrader.row(ASSIGNMENT), "release")

        student.open_lab()
        student.assignments("Fetch")
        answer(student, work / ASSIGNMENT / "pixels.ipynb")
        student.open_lab()
        student.assignments("Submit")
        student.page.get_by_role("button", name="Fetch Feedback").wait_for()

        formgrader.press(formgrader.row(ASSIGNMENT), "collect")
        teacher.picture("formgrader-assignments", formgrader.content)
        formgrader.row(ASSIGNMENT).locator(".num-submissions a").get_by_text(str(len(PEOPLE)), exact=True).click()
        for name, points in (("Lee, Ann", "3 / 20"), ("Moreau, Fay", None)):
            row = formgrader.row(name)
            formgrader.press(row, "autograde")
            expect(row.locator(".status")).to_have_text("needs manual grading")
            if points:
                expect(row.locator(".score")).to_have_text(points)
        teacher.picture("formgrader-submissions", formgrader.content)

        formgrader.go("Manual Grading", ASSIGNMENT, "pixels")
        formgrader.row("Submission #2").wait_for()
        formgrader.frame.get_by_role("button", name="Show All Names").click()
        formgrader.go("Lee, Ann")
        formgrader.grade("reflection", "1.5", COMMENT)
        teacher.picture("formgrader-manual")
        with course.gradebook() as gradebook:
            [notebook] = gradebook.find_submission(ASSIGNMENT, LOGIN).notebooks
            points = {grade.name: grade.score for grade in notebook.grades if grade.score}
            assert points == {"test_load_rgb": 3, "reflection": 1.5}
            assert not notebook.needs_manual_grade
            assert COMMENT in [comment.comment for comment in notebook.comments]

        teacher.open_lab()
        formgrader = Formgrader(teacher)
        formgrader.press(formgrader.row(ASSIGNMENT), "generate-feedback")
        # Nbgrader gives feedback back to whom it came from by the exchange, one by one where others did not.
        formgrader.row(ASSIGNMENT).locator(".num-submissions a").click()
        formgrader.press(formgrader.row("Lee, Ann"), "release-feedback")
        student.assignments("Fetch Feedback")
        student.page.get_by_text("(view feedback)").click()
        student.page.locator(".jp-DirListing-item", has_text="pixels.html").dblclick()
        student.page.keyboard.press("ControlOrMeta+b")
        page = student.page.frame_locator("iframe")
        expect(page.get_by_text("4.5 of 20 points")).to_be_visible()
        student.picture("feedback")
        page.get_by_role("link", name="1.2 describe").click()
        expect(page.get_by_text(MESSAGE).first).to_be_in_viewport()
        student.picture("feedback-message")
        expect(page.get_by_text(COMMENT)).to_have_count(1)
        assert "for h, w in ((1, 1)" not in page.locator("body").inner_html()


def answer(student: Window, path: Path) -> None:
    """A right answer, a typical mistake, a trick that a student's own notebook does not notice, and a sentence."""
    student.open_notebook(path)
    student.run_setup()
    for name, text in (("load_rgb", LOAD), ("describe", SWAPPED), ("to_pixels", CHEAT)):
        student.fill(name, text)
        student.run(name, f"test_{name}")
    assert student.cell("test_to_pixels").locator(".jp-OutputArea-output").inner_text().startswith("1.3 looks right;")
    student.fill("reflection", BECAUSE)
    student.save()
