"""Model answers on the page of a student who handed in, once nobody works on the assignment any more."""

from datetime import UTC, datetime
from pathlib import Path

from course.base.errors import CourseError
from course.project.notebooks import MARKER, grade_id, kind, read
from course.project.workspace import Workspace

from .from_notebook import code
from .markdown import rendered
from .model import Page, RenderedCell


def add_solutions(page: Page, notebook: Path) -> None:
    """Give each exercise of a page the solution, or the rubric, that the instructor notebook has for it."""
    answers = {}
    for cell in read(notebook).cells:
        if kind(cell) in ("solution", "manual"):
            text = "\n".join(line for line in cell.source.split("\n") if not MARKER.match(line)).strip("\n")
            is_code = cell.cell_type == "code"
            answers[grade_id(cell)] = RenderedCell("", code(text) if is_code else rendered(text), is_code)
    for exercise in page.exercises:
        exercise.solution = answers.get(exercise.name)


def require_over(course: Workspace, assignment: str, now: datetime) -> None:
    """Refuse model answers while somebody may still hand in.

    Raises
    ------
    CourseError
    """
    with course.gradebook() as gradebook:
        due = course.lateness.last_due(gradebook, assignment)
    if due is None:
        raise CourseError(
            f"{assignment} has no due date, and solutions help whoever still works on it: set one, or give --anyway."
        )
    if now < due:
        raise CourseError(
            f"{assignment} can be handed in until {due.astimezone(UTC):%Y-%m-%d %H:%M} UTC, extensions counted: wait"
            " until then, or give --anyway."
        )
