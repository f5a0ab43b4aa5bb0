"""The one writer: puts what a worker found into nbgrader's folders and gradebook, through nbgrader's own autograde."""

import contextlib
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
from nbgrader.api import MissingEntry
from sqlalchemy import make_url
from traitlets.config import Config

from course.base.files import replace_folder, short, write_whole
from course.grading.submission.answers import answers
from course.grading.submission.snapshot import write_submission
from course.project.gradebook_wait import Locked
from course.project.notebooks import BY_HAND
from course.project.workspace import Workspace

from .job import Job, JobResult
from .outcomes import recall

LOCKED, TRIES = "database is locked", 2  # what SQLite says where another program took the gradebook meanwhile


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
    staged, notebook = course.scratch() / "intake", result.notebook
    if by_hand := given_by_hand(course, job, notebook):
        now = nbformat.reads(notebook, as_version=4)
        now.metadata[BY_HAND] = by_hand
        notebook = nbformat.writes(now)
    # Whatever came from the student was read by a worker: here all is of its making.
    # nbgrader writes the course's files over those of the same name, and stops at a folder of that name.
    handed_in = replace(job.snapshot, beside=job.spec.given.over(job.snapshot.beside))
    write_submission(handed_in, notebook, staged / student / assignment, job.spec.notebook)
    overrides = Config()
    overrides.CourseDirectory.submitted_directory = str(staged)
    done = course.scratch() / "executed.ipynb"
    write_whole(done, notebook)
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
            if by_hand:
                settle(course, job, by_hand, answers(now))
            replace_folder(graded / student / assignment, course.folder("autograded") / student / assignment)
            for left in (graded, staged):
                shutil.rmtree(left, ignore_errors=True)
            done.unlink(missing_ok=True)
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


def given_by_hand(course: Workspace, job: Job, made: str) -> dict[str, str]:
    """Fingerprints of the answers that somebody gave points to, by graded cell; empty where nobody knows any more.

    `made` is the notebook as it is graded now.

    They are kept in the graded notebook before anything of it is replaced, so that an interruption loses none.
    """
    name, assignment = job.spec.notebook, job.spec.assignment
    with course.gradebook() as gradebook:
        try:
            grades = gradebook.find_submission_notebook(name, assignment, job.student).grades
        except MissingEntry:
            return {}
        waits = {grade.name: grade.needs_manual_grade for grade in grades if grade.manual_score is not None}
    path = course.folder("autograded") / job.student / assignment / f"{name}.ipynb"
    if not waits:
        return {}
    try:
        before = nbformat.read(path, as_version=4)
        known, now = before.metadata.get(BY_HAND, {}), answers(before)
    except Exception:  # of nbformat, over what is no notebook any more
        last = recall(course.root, assignment, job.student)
        same = last is not None and last.handed_in == job.snapshot.fingerprint("")
        theirs = answers(nbformat.reads(made, as_version=4)) if same else {}
        return {cell: "" if waits[cell] else theirs.get(cell, "") for cell in waits}
    found = {cell: (known if waits[cell] else now).get(cell, "") for cell in waits}
    if found != known:
        before.metadata[BY_HAND] = found
        write_whole(path, nbformat.writes(before))
    return found


def settle(course: Workspace, job: Job, by_hand: dict[str, str], now: dict[str, str]) -> None:
    """Keep points given by hand for good where the answer is the same; nbgrader has marked all to be looked at."""
    with course.gradebook(writing=True) as gradebook:
        for grade in gradebook.find_submission_notebook(job.spec.notebook, job.spec.assignment, job.student).grades:
            if grade.manual_score is not None and grade.name in by_hand:
                grade.needs_manual_grade = by_hand[grade.name] != now.get(grade.name)
        gradebook.db.commit()


def forget(course: Workspace, assignment: str, student: str) -> None:
    """Take an entry without any grade out of the gradebook: it would be exported as 0 points."""
    with course.gradebook(writing=True) as gradebook, contextlib.suppress(MissingEntry):
        submission = gradebook.find_submission(assignment, student)
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        if all(grade.auto_score is None and grade.manual_score is None for grade in grades):
            gradebook.remove_submission(assignment, student)


def keep_log(root: Path, assignment: str, student: str, text: str) -> Path:
    """Keep what was said about a hand-in that could not be graded."""
    path = root / ".course" / "logs" / f"{short(f'{assignment}-{student}')}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
