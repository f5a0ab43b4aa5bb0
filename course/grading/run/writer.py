"""The one writer: puts what a worker found into nbgrader's folders and gradebook, as nbgrader's autograde does."""

import contextlib
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import nbformat
from nbgrader.api import MissingEntry
from nbgrader.utils import capture_log, temp_attrs
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError
from traitlets.config import Config

from course.base.files import replace_folder, short, write_whole
from course.grading.steps.saving import SaveGraded
from course.grading.submission.answers import answers
from course.grading.submission.snapshot import write_submission
from course.project.gradebook_wait import Locked, busy
from course.project.notebooks import BY_HAND, BY_HAND_GONE
from course.project.workspace import Workspace

from .job import Job, JobResult
from .outcomes import recall

LOCKED, TRIES = "database is locked", 2  # what SQLite says where another program took the gradebook meanwhile


class Writer:
    """Saves hand-ins of a course, through one gradebook that stays open from one to the next.

    Parameters
    ----------
    course : Workspace
        The course.
    """

    def __init__(self, course: Workspace):
        self.course = course
        # Its folder is on the disk of the others, as it is renamed, and hidden from all who list students.
        self.staged, self.graded = course.scratch() / "intake", course.folder("autograded") / ".new"
        overrides = Config()
        overrides.CourseDirectory.submitted_directory = str(self.staged)
        overrides.CourseDirectory.autograded_directory = str(self.graded)
        overrides.Exporter.optimistic_validation = True  # once, at the end
        self.api = Workspace(course.root, overrides).api
        self.gradebook = course.gradebook(writing=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.gradebook.close()
        for left in (self.graded, self.staged):
            shutil.rmtree(left, ignore_errors=True)

    def save(self, job: Job, result: JobResult) -> str | None:
        """Save one hand-in; what an instructor gave by hand stays.

        Parameters
        ----------
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
        for _ in range(TRIES):
            self.course.wait_for_gradebook(writing=True)
            try:
                answer = self._try(job, result)
            except OperationalError as error:  # before nbgrader's part began
                if not busy(error.orig):
                    raise
                answer = {"success": False, "error": LOCKED}
            finally:
                self.gradebook.db.remove()  # the next one sees what others have written meanwhile
            if answer["success"]:
                return None
            if "KeyboardInterrupt" in answer["error"]:
                raise KeyboardInterrupt
            if LOCKED not in answer.get("log", "") + answer["error"]:
                break
        else:
            raise Locked(str(make_url(self.api.coursedir.db_url).database))
        assignment, student = job.spec.assignment, job.student
        forget(self.course, assignment, student)
        log = keep_log(self.course.root, assignment, student, answer.get("log", "") + answer["error"])
        last = [line for line in answer.get("log", "").splitlines() if "Error: " in line]
        why = last[-1].strip() if last else answer["error"].strip().splitlines()[-1]
        return f"nbgrader could not grade it ({why}); see {log.relative_to(self.course.root)}"

    def _try(self, job: Job, result: JobResult) -> dict[str, Any]:
        """Save one hand-in; nbgrader's answer."""
        assignment, student, notebooks = job.spec.assignment, job.student, dict(result.notebooks)
        again: dict[str, dict[str, bool]] = {}
        gone = self._gone(job)
        for name in job.spec.names:
            if not (waits := self._waits(job, name)):
                continue
            by_hand = self._given_by_hand(job, name, waits, notebooks.get(name), gone.get(name))
            if name not in notebooks:  # its answers are gone, if this is the first time
                again[name] = {cell: wait or self._graded(job, name).is_file() for cell, wait in waits.items()}
                gone[name] = by_hand
                continue
            now = nbformat.reads(notebooks[name], as_version=4)
            now.metadata[BY_HAND] = by_hand
            notebooks[name] = nbformat.writes(now)
            answered = answers(now)
            again[name] = {cell: known != answered.get(cell) for cell, known in by_hand.items()}
        if gone := {name: by_hand for name, by_hand in gone.items() if name not in notebooks}:  # it may come back
            now = nbformat.reads(notebooks[min(notebooks)], as_version=4)
            now.metadata[BY_HAND_GONE] = gone
            notebooks[min(notebooks)] = nbformat.writes(now)
        # Whatever came from the student was read by a worker: here all is of its making.
        # Where nbgrader would write the course's files over those of the same name, they take their place here.
        handed_in = replace(job.snapshot, beside=job.spec.given.over(job.snapshot.beside))
        write_submission(handed_in, notebooks, self.staged / student / assignment)
        shutil.rmtree(self.graded, ignore_errors=True)
        with temp_attrs(self.api.coursedir, assignment_id=assignment, student_id=student):
            answer: dict[str, Any] = capture_log(
                SaveGraded(self.gradebook, again, coursedir=self.api.coursedir, parent=self.api)
            )
        if answer["success"]:
            place = self.course.folder("autograded") / student / assignment
            replace_folder(self.graded / student / assignment, place)
            shutil.rmtree(self.staged, ignore_errors=True)
        return answer

    def _graded(self, job: Job, name: str) -> Path:
        """Where a graded notebook is."""
        return self.course.folder("autograded") / job.student / job.spec.assignment / f"{name}.ipynb"

    def _waits(self, job: Job, name: str) -> dict[str, bool]:
        """For the cells of a notebook with points given by hand whether somebody has to look at them again."""
        try:
            grades = self.gradebook.find_submission_notebook(name, job.spec.assignment, job.student).grades
        except MissingEntry:
            return {}
        return {grade.name: grade.needs_manual_grade for grade in grades if grade.manual_score is not None}

    def _gone(self, job: Job) -> dict[str, dict[str, str]]:
        """What `_given_by_hand` said of notebooks that the graded hand-in has no more, by their name."""
        for name in job.spec.names if len(job.spec.names) > 1 else ():
            with contextlib.suppress(Exception):  # of nbformat, over what is no notebook any more
                if gone := nbformat.read(self._graded(job, name), as_version=4).metadata.get(BY_HAND_GONE):
                    return dict(gone)
        return {}

    def _given_by_hand(
        self, job: Job, name: str, waits: dict[str, bool], made: str | None, gone: dict[str, str] | None
    ) -> dict[str, str]:
        """Fingerprints of the answers that somebody gave points to, by graded cell; empty where nobody knows any more.

        `made` is the notebook as it is graded now, `gone` what was known when it was not handed in.

        They are kept in the graded notebook before anything of it is replaced, so that an interruption loses none.
        """
        path = self._graded(job, name)
        try:
            before = nbformat.read(path, as_version=4)
            known, now = before.metadata.get(BY_HAND, {}), answers(before)
        except Exception:  # as above
            if gone is not None:
                return {cell: gone.get(cell, "") for cell in waits}
            last = recall(self.course.root, job.spec.assignment, job.student)
            same = last is not None and last.handed_in == job.snapshot.fingerprint("")
            theirs = answers(nbformat.reads(made, as_version=4)) if same and made else {}
            return {cell: "" if waits[cell] else theirs.get(cell, "") for cell in waits}
        found = {cell: (known if waits[cell] else now).get(cell, "") for cell in waits}
        if found != known:
            before.metadata[BY_HAND] = found
            write_whole(path, nbformat.writes(before))
        return found


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
