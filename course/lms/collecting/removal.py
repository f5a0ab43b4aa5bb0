"""A student leaves the course: their rows in the gradebook, and their files."""

import contextlib
import shutil
from pathlib import Path

from nbgrader.api import MissingEntry
from sqlalchemy import text

from course.base.errors import CourseError
from course.base.files import short
from course.grading.run.outcomes import path_of
from course.lms.returning import record
from course.project.workspace import Workspace


def traces(course: Workspace, student: str) -> list[Path]:
    """Files and folders of a student.

    Raises
    ------
    CourseError
        If that is no name of a folder.
    """
    if student in ("", ".", "..") or Path(student).name != student:
        raise CourseError(f"{student!r} is no student's id: it is the name of a folder in submitted/.")
    name, kept = short(student), course.root / ".course"
    found = [course.folder(step) / student for step in ("submitted", "autograded", "feedback")]
    found.append(kept / "intake" / student)  # of a run that was cut off
    for assignment in course.assignments():
        found.append(path_of(course.root, assignment, student))
        found.append(kept / "logs" / f"{short(f'{assignment}-{student}')}.log")
        regrades = kept / "regrades" / assignment
        found += [folder / (f"{name}.json" if folder.name == "aside" else name) for folder in regrades.glob("*")]
    return [path for path in found if path.exists() or path.is_symlink()]


def enrolled(course: Workspace, student: str) -> bool:
    """Whether the gradebook has the student."""
    with course.gradebook() as gradebook:
        return student in [entry.id for entry in gradebook.students]


def remove(course: Workspace, student: str) -> None:
    """Delete all of it; nothing of it can be restored."""
    # Only files may be left, as after `nbgrader db student remove`.
    with course.gradebook(writing=True) as gradebook, contextlib.suppress(MissingEntry):
        if gradebook.db.get_bind().dialect.name == "sqlite":
            gradebook.db.execute(text("PRAGMA secure_delete = ON"))  # else deleted rows may stay readable in the file
        gradebook.remove_student(student)
    for path in traces(course, student):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    for assignment in course.assignments():
        record.forget(course, assignment, student)
