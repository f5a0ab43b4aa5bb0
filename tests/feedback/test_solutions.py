"""Model answers: for students who handed in, and not before everybody had their time."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from support.course import ANSWER, hand_in, run_course, small_course

from course.authoring import build
from course.base.errors import CourseError
from course.feedback.solutions import require_over
from course.project.workspace import Workspace

DUE = datetime(2026, 10, 8, 22, 0)
SOLVED, RUBRIC, HIDDEN = "doubled_value_of_x", "Because of addition, twice over.", "any number"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The small course with one student, graded; it has no due date."""
    course = small_course(tmp_path_factory.mktemp("course"))
    build.build(course, "01-small")
    hand_in(course, "ann", double=ANSWER, reflection="Because.")
    result = run_course("grade", "01-small", cwd=course.root)
    assert result.returncode == 0, result.stdout + result.stderr
    return course


def feedback(course, *more):
    """`course feedback`, and the page of the student."""
    told = run_course("feedback", "01-small", *more, cwd=course.root)
    path = course.root / "feedback/ann/01-small/small.html"
    return told, path.read_text() if path.is_file() else ""


def test_solutions_are_on_the_page_when_asked_for(graded):
    """Solution and rubric stand in their exercise, folded, without markers and hidden tests; and not on other pages."""
    told, page = feedback(graded)
    assert told.returncode == 0 and SOLVED not in page and RUBRIC not in page
    told, page = feedback(graded, "--solutions", "--anyway")
    assert told.returncode == 0, told.stderr
    found = BeautifulSoup(page, "html.parser")
    parts = {one.summary.text: one.text for one in found.select("article details")}
    assert SOLVED in parts["A solution"] and RUBRIC in parts["A model answer, and what is graded"]
    assert HIDDEN not in page and "SOLUTION" not in page
    assert SOLVED not in feedback(graded)[1]


def test_solutions_wait_for_the_due_date(graded):
    """Without a due date, before it, and before the last extension they are refused; afterwards they are not."""
    told, page = feedback(graded, "--solutions")
    assert told.returncode == 1 and "01-small has no due date" in told.stderr and "--anyway" in told.stderr
    assert SOLVED not in page
    with graded.gradebook(writing=True) as gradebook:
        gradebook.update_or_create_assignment("01-small", duedate=DUE)
    due = DUE.replace(tzinfo=UTC)
    with pytest.raises(CourseError, match="can be handed in until 2026-10-08 22:00 UTC"):
        require_over(graded, "01-small", due - timedelta(seconds=1))
    require_over(graded, "01-small", due)
    with graded.gradebook(writing=True) as gradebook:
        gradebook.grant_extension("01-small", "ann", days=2)
    with pytest.raises(CourseError, match="can be handed in until 2026-10-10 22:00 UTC"):
        require_over(graded, "01-small", due)
    require_over(graded, "01-small", due + timedelta(days=2))


def test_solutions_wait_for_the_deadlines_of_the_course(graded):
    """The dates of `deadlines.toml` count, with all that was granted there, before those of the gradebook."""
    (graded.root / "deadlines.toml").write_text(
        "[assignments.01-small]\ndue = 2027-01-10T12:00:00Z\n[extra_time]\nzoe = '2 days'\n"
    )
    try:
        with pytest.raises(CourseError, match="can be handed in until 2027-01-12 12:00 UTC"):
            require_over(Workspace(graded.root), "01-small", datetime(2027, 1, 11, tzinfo=UTC))
        require_over(Workspace(graded.root), "01-small", datetime(2027, 1, 12, 12, tzinfo=UTC))
    finally:
        (graded.root / "deadlines.toml").unlink()
