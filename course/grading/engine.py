"""A class of hand-ins through nbgrader's autograde, two at a time, none of them able to stop the others."""

import contextlib
import hashlib
import logging
import multiprocessing.connection
import os
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from nbgrader.api import MissingEntry
from traitlets.config import Config

from ..kernels import ONE_THREAD
from ..workspace import Workspace, prepare_process
from .guard import require_judge
from .intake import Unreadable, take_in

MAX_NAME = 200  # bytes of a name of a file


@dataclass(frozen=True)
class Outcome:
    """What became of one hand-in; `reason` is None where it was graded."""

    student: str
    seconds: float
    reason: str | None = None


def grade_one(root: Path, assignment: str, student: str, sandboxed: bool = True) -> Outcome:
    """Take in, repair and autograde one hand-in; every failure ends in one sentence."""
    start = time.monotonic()
    os.environ.update(ONE_THREAD)
    logging.disable(logging.WARNING)
    prepare_process()
    try:
        reason = _grade(root, assignment, student, sandboxed)
    except Unreadable as error:
        reason = str(error)
    except Exception as error:
        keep_log(root, assignment, student, traceback.format_exc())
        reason = f"{type(error).__name__}: {error}"
    return Outcome(student, time.monotonic() - start, reason)


def _grade(root: Path, assignment: str, student: str, sandboxed: bool) -> str | None:
    course = Workspace(root)
    # nbgrader looks for folders by pattern, and strips names: a student called * would mean everybody.
    if student != student.strip() or set(student) & set("*?[]"):
        raise Unreadable("the name of the student's folder has signs that nbgrader cannot tell apart"
                         " (*, ?, brackets, or spaces around it): rename the folder")  # fmt: skip
    staged = course.scratch() / "intake"
    take_in(
        course.folder("submitted") / student / assignment,
        staged / student / assignment,
        course.notebook(assignment).stem,
    )
    overrides = Config()
    overrides.CourseDirectory.submitted_directory = str(staged)
    overrides.JudgedExecute.sandbox = sandboxed
    result = Workspace(root, overrides).api.autograde(assignment, student)
    if result["success"]:
        return None
    if "KeyboardInterrupt" in result["error"]:
        raise KeyboardInterrupt
    forget(course, assignment, student)
    log = keep_log(root, assignment, student, result.get("log", "") + result["error"])
    last = [line for line in result.get("log", "").splitlines() if "Error: " in line]
    why = last[-1].strip() if last else result["error"].strip().splitlines()[-1]
    return f"nbgrader could not grade it ({why}); see {log.relative_to(root)}"


def forget(course: Workspace, assignment: str, student: str) -> None:
    """Take an entry without any grade out of the gradebook: it would be exported as 0 points."""
    with course.gradebook() as gradebook, contextlib.suppress(MissingEntry):
        submission = gradebook.find_submission(assignment, student)
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        if all(grade.auto_score is None and grade.manual_score is None for grade in grades):
            gradebook.remove_submission(assignment, student)


def end_with_parent() -> None:
    """Let this worker end when the process that started it is gone, killed or not: it would wait for work for ever."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()


def keep_log(root: Path, assignment: str, student: str, text: str) -> Path:
    """Keep what nbgrader said about a hand-in that it could not grade."""
    name = f"{assignment}-{student}"
    if len(os.fsencode(name)) > MAX_NAME:  # a folder's name may be as long as a file's without our ending
        name = f"{name[:60]}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}"
    path = root / ".course" / "logs" / f"{name}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def grade(
    course: Workspace, assignment: str, students: list[str], jobs: int, sandboxed: bool = True
) -> Iterator[Outcome]:
    """Grade hand-ins in `jobs` processes; outcomes come as they are ready.

    Parameters
    ----------
    course : Workspace
        The course; the assignment must be in its gradebook.
    assignment : str
        Name of the assignment.
    students : list of str
        Names of folders in `submitted/`.
    jobs : int
        How many hand-ins to grade at the same time.
    sandboxed : bool
        False runs students' code without a sandbox, with the rights of who grades.

    Yields
    ------
    Outcome
        One for each student.
    """
    require_judge(course, sandboxed)
    waiting = list(students)
    while waiting:
        # A process that dies takes the pool with it: what was not finished goes into a new one, singly,
        # so that the hand-in that kills its process is found out and the others are graded.
        with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=end_with_parent) as pool:
            futures: dict[Future, str] = {
                pool.submit(grade_one, course.root, assignment, student, sandboxed): student for student in waiting
            }
            broken = []
            for future in as_completed(futures):
                try:
                    yield future.result()
                    waiting.remove(futures[future])
                except BrokenProcessPool:
                    broken.append(futures[future])
        if broken and jobs == 1:
            yield Outcome(broken[0], 0.0, "the process that graded it died (out of memory?)")
            waiting.remove(broken[0])
        jobs = 1 if broken else jobs
