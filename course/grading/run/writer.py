"""The one writer: puts what a worker found into nbgrader's folders and gradebook, through nbgrader's own autograde."""

import contextlib
import hashlib
import os
import shutil
from pathlib import Path

from nbgrader.api import MissingEntry
from sqlalchemy import make_url
from traitlets.config import Config

from course.base.files import replace_folder, write_whole
from course.grading.submission.snapshot import write_submission
from course.project.gradebook_wait import Locked
from course.project.workspace import Workspace

from .job import Job, JobResult

LOCKED, TRIES = "database is locked", 2  # what SQLite says where another program took the gradebook meanwhile
MAX_NAME = 200  # bytes of a name of a file


def save(course: Workspace, job: Job, result: JobResult) -> str | None:
    """Save one hand-in; what an instructor gave by hand stays.

    Parameters
    ----------
    course : Workspace
        The course.
    job, result
        What was handed in and what became of it.

    Returns
    -------
    str or None
        Why it could not be saved, in one sentence.

    Raises
    ------
    Locked
        If another program holds the gradebook for too long.
    """
    assignment, student = job.spec.assignment, job.student
    staged = course.scratch() / "intake"
    # Whatever came from the student was read by a worker: here all is of its making.
    write_submission(job.snapshot, result.notebook, staged / student / assignment, job.spec.notebook)
    overrides = Config()
    overrides.CourseDirectory.submitted_directory = str(staged)
    done = course.scratch() / "executed.ipynb"
    write_whole(done, result.notebook)
    overrides.Repair.executed = overrides.JudgedExecute.executed = str(done)
    # nbgrader writes a notebook twice, the first time without its points. Its folder is on the disk of the others, as
    # it is renamed, and hidden from all who list students.
    graded = course.folder("autograded") / ".new"
    overrides.CourseDirectory.autograded_directory = str(graded)
    for _ in range(TRIES):
        course.wait_for_gradebook(writing=True)
        shutil.rmtree(graded, ignore_errors=True)
        answer = Workspace(course.root, overrides).api.autograde(assignment, student)
        if answer["success"]:
            replace_folder(graded / student / assignment, course.folder("autograded") / student / assignment)
            shutil.rmtree(graded, ignore_errors=True)
            return None
        if "KeyboardInterrupt" in answer["error"]:
            raise KeyboardInterrupt
        if LOCKED not in answer.get("log", "") + answer["error"]:
            break
    else:
        raise Locked(str(make_url(course.api.coursedir.db_url).database))
    forget(course, assignment, student)
    log = keep_log(course.root, assignment, student, answer.get("log", "") + answer["error"])
    last = [line for line in answer.get("log", "").splitlines() if "Error: " in line]
    why = last[-1].strip() if last else answer["error"].strip().splitlines()[-1]
    return f"nbgrader could not grade it ({why}); see {log.relative_to(course.root)}"


def forget(course: Workspace, assignment: str, student: str) -> None:
    """Take an entry without any grade out of the gradebook: it would be exported as 0 points."""
    with course.gradebook(writing=True) as gradebook, contextlib.suppress(MissingEntry):
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
