"""The one writer: puts what a worker found into nbgrader's folders and gradebook, through nbgrader's own autograde."""

import contextlib
import hashlib
import os
from pathlib import Path

import nbformat
from nbgrader.api import MissingEntry
from traitlets.config import Config

from ..compiled import compiled
from ..workspace import Workspace
from .parcel import lay_out
from .task import Executed, Task

MAX_NAME = 200  # bytes of a name of a file


def save(course: Workspace, task: Task, executed: Executed) -> str | None:
    """Save one hand-in; what an instructor gave by hand stays.

    Parameters
    ----------
    course : Workspace
        The course.
    task, executed
        What was handed in and what became of it.

    Returns
    -------
    str or None
        Why it could not be saved, in one sentence.
    """
    assignment, student = task.setup.assignment, task.student
    staged = course.scratch() / "intake"
    handed_in = nbformat.reads(executed.handed_in, as_version=4)
    lay_out(task.parcel, handed_in, staged / student / assignment, task.setup.notebook)
    overrides = Config()
    overrides.CourseDirectory.submitted_directory = str(staged)
    overrides.CourseDirectory.db_url = compiled(course.api.coursedir.db_url)
    overrides.Repair.executed = overrides.JudgedExecute.executed = nbformat.reads(executed.notebook, as_version=4)
    result = Workspace(course.root, overrides).api.autograde(assignment, student)
    if result["success"]:
        return None
    if "KeyboardInterrupt" in result["error"]:
        raise KeyboardInterrupt
    forget(course, assignment, student)
    log = keep_log(course.root, assignment, student, result.get("log", "") + result["error"])
    last = [line for line in result.get("log", "").splitlines() if "Error: " in line]
    why = last[-1].strip() if last else result["error"].strip().splitlines()[-1]
    return f"nbgrader could not grade it ({why}); see {log.relative_to(course.root)}"


def forget(course: Workspace, assignment: str, student: str) -> None:
    """Take an entry without any grade out of the gradebook: it would be exported as 0 points."""
    with course.gradebook() as gradebook, contextlib.suppress(MissingEntry):
        submission = gradebook.find_submission(assignment, student)
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        if all(grade.auto_score is None and grade.manual_score is None for grade in grades):
            gradebook.remove_submission(assignment, student)


def short(name: str) -> str:
    """A name for a file of ours: a folder's name may be as long as a file's without our ending."""
    if len(os.fsencode(name)) <= MAX_NAME:
        return name
    return f"{name[:40]}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}"


def keep_log(root: Path, assignment: str, student: str, text: str) -> Path:
    """Keep what was said about a hand-in that could not be graded."""
    path = root / ".course" / "logs" / f"{short(f'{assignment}-{student}')}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
