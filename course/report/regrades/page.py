"""Writes the page on a regrade beside the report."""

from datetime import UTC, datetime
from pathlib import Path

from course.base.files import write_whole
from course.grading.regrade.compare import Change, by_exercise, by_student
from course.grading.regrade.record import in_words
from course.lms.grades.scores import exercises
from course.project.workspace import Workspace
from course.report.page import environment


def write_page(course: Workspace, assignment: str, changes: list[Change], why: str, applied: bool) -> Path:
    """Write `report/regrade-ASSIGNMENT.html`; its path.

    Parameters
    ----------
    course, assignment
        Where and of what.
    changes : list of Change
        By student.
    why : str
        The instructor's reason.
    applied : bool
        False for a preview.
    """
    pages = environment()
    pages.filters["in_words"] = in_words
    text = pages.get_template("regrades/page.html").render(
        assignment=assignment,
        changes=changes,
        names={exercise.cell: f"{exercise.number} {exercise.name}" for exercise in exercises(course, assignment)},
        counts=by_exercise(changes),
        totals=by_student(changes),
        why=why,
        applied=applied,
        made=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    )
    folder = course.root / "report"
    course.require_writable(folder)
    folder.mkdir(exist_ok=True)
    path = folder / f"regrade-{assignment}.html"
    write_whole(path, text)
    return path
