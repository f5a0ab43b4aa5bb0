"""Applies what a comparison has found, writes down what that was, and takes the newest of these back."""

import contextlib
import json
import shutil
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import MissingEntry

from course.base.errors import CourseError
from course.base.files import replace_folder, short, write_whole
from course.base.text import format_points
from course.grading.run.outcomes import keep, locked, path_of, recall
from course.grading.run.writer import Writer
from course.project.notebooks import REGRADES
from course.project.workspace import Workspace

from .compare import AsideRun, Change, folder_of

RECORD, DONE, UNDONE = "record.json", "done", "undone"
MAX_WHY = 200  # characters


@dataclass(frozen=True)
class Record:
    """A regrade: when (UTC), why, and what it changes; `folder` holds what was there before."""

    folder: Path
    when: str
    why: str
    changes: list[Change]

    def of(self, student: str) -> list[Change]:
        """What it changes for one student."""
        return [change for change in self.changes if change.student == student]

    def backup(self, student: str) -> Path:
        """What was there before of one student."""
        return self.folder / short(student)


def apply(run: AsideRun, why: str) -> Record:
    """Save the hand-ins of which something changes; of the others only that they are up to date.

    What an interrupted call has begun is gone on with, as one regrade.

    Parameters
    ----------
    run : AsideRun
        With its comparisons.
    why : str
        What students read on their feedback page.

    Raises
    ------
    CourseError
        If one of them could not be saved; all others are, and the next call tries again.
    """
    course, assignment = run.course, run.spec.assignment
    record = begin(course, assignment, why, run)
    failed = []
    with Writer(course) as writer:
        for student, comparison in sorted(run.compared.items()):
            before = recall(course.root, assignment, student)
            if comparison.job is None or comparison.result is None or before is None:
                continue
            if not comparison.changes and not record.of(student):
                keep(course.root, assignment, replace(before, fingerprint=run.prints[student]))
                continue
            result = comparison.result
            texts = {name: annotated(text, record, student) for name, text in result.notebooks.items()}
            result = replace(result, notebooks=texts)
            try:
                reason = writer.save(comparison.job, result)
            except OSError as error:
                reason = f"it could not be saved ({error.strerror})"
            if reason:
                failed.append(f"{student} ({reason})")
                continue
            outcome = replace(before, fingerprint=run.prints[student], prints=result.prints, kept=result.kept)
            keep(course.root, assignment, replace(outcome, saved=run.written(student) or "", finished=record.when))
    if failed:
        raise CourseError(f"Not regraded: {'; '.join(failed)}. All others are; the next call tries again.")
    if record.changes:
        write_whole(record.folder / DONE, datetime.now(UTC).isoformat(timespec="seconds"))
    shutil.rmtree(run.kept_path("").parent, ignore_errors=True)
    return record


def begin(course: Workspace, assignment: str, why: str, run: AsideRun) -> Record:
    """A record with a copy of what is there, written before anything is changed; an unfinished one is continued."""
    found = records(course, assignment)
    open_one = found[-1] if found and not ended(found[-1]) else None
    record = load(open_one) if open_one else None
    if record is None:
        now = datetime.now(UTC)
        folder = folder_of(course, assignment) / f"{now:%Y%m%dT%H%M%S%f}"
        record = Record(folder, now.isoformat(timespec="microseconds"), why, [])
    known = {change.student for change in record.changes if record.backup(change.student).is_dir()}
    changes = [change for change in record.changes if change.student in known]
    for student, comparison in sorted(run.compared.items()):
        changes += comparison.changes if student not in known else []
    record = replace(record, changes=changes)
    if changes:
        record.folder.mkdir(parents=True, exist_ok=True)
        write_whole(record.folder / RECORD, json.dumps(asdict(record) | {"folder": record.folder.name}, indent=1))
        for student in sorted({change.student for change in changes} - known):
            back_up(course, assignment, student, record.backup(student))
    return record


def annotated(notebook: str, record: Record, student: str) -> str:
    """A graded notebook with a remark for the feedback page."""
    nb = nbformat.reads(notebook, as_version=4)
    if gains := {change.exercise: change.gain for change in record.of(student) if change.gain}:
        nb.metadata[REGRADES] = {"when": record.when[:10], "why": record.why, "gains": gains}
    return nbformat.writes(nb)


def back_up(course: Workspace, assignment: str, student: str, place: Path) -> None:
    """Keep what `undo` needs, whole or not at all: the graded notebooks' folder, the outcome, the gradebook's rows."""
    part = place.with_name(f"{place.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    shutil.copytree(course.folder("autograded") / student / assignment, part / "graded")
    shutil.copy2(path_of(course.root, assignment, student), part / "outcome.json")
    rows: dict[str, dict[str, Any]] = {}
    with course.gradebook() as gradebook:
        for notebook in gradebook.find_submission(assignment, student).notebooks:
            grades = {grade.name: [grade.auto_score, grade.needs_manual_grade] for grade in notebook.grades}
            rows[notebook.name] = {"late": notebook.late_submission_penalty, "grades": grades}
    write_whole(part / "rows.json", json.dumps({"notebooks": rows}))
    part.rename(place)


def records(course: Workspace, assignment: str) -> list[Path]:
    """Folders of the regrades, in the order of time."""
    return sorted(path.parent for path in folder_of(course, assignment).glob(f"*/{RECORD}"))


def ended(folder: Path) -> bool:
    """Whether a regrade was applied to its end, or taken back."""
    return (folder / DONE).exists() or (folder / UNDONE).exists()


def load(folder: Path) -> Record:
    """A record from disk.

    Raises
    ------
    CourseError
        If it cannot be read.
    """
    try:
        data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return Record(folder, data["when"], data["why"], [Change(**change) for change in data["changes"]])
    except (OSError, ValueError, TypeError, KeyError):
        raise CourseError(f"The record {folder / RECORD} cannot be read: move its folder away.") from None


def undo(course: Workspace, assignment: str) -> tuple[Record, list[str]]:
    """Put back what was there before the last regrade; points given by hand meanwhile stay.

    Returns
    -------
    Record
        What was taken back.
    list of str
        Students whom it left alone, as they were graded again since.

    Raises
    ------
    CourseError
        If there is nothing to undo or to undo it with, or somebody is grading this course.
    """
    with locked(course):
        found = records(course, assignment)
        if not found:
            raise CourseError(f"{assignment} was never regraded: there is nothing to undo.")
        if (found[-1] / UNDONE).exists():
            raise CourseError(f"The last regrade of {assignment} was undone already, and only the last one can be.")
        record = load(found[-1])
        done = (record.folder / DONE).exists()
        students = sorted({change.student for change in record.changes})
        here = [student for student in students if (record.backup(student) / "rows.json").is_file()]
        if done and here != students:
            raise CourseError(f"What was there before is not in {record.folder} any more: it cannot be undone.")
        left = []
        for student in here:
            now, before = recall(course.root, assignment, student), record.backup(student) / "outcome.json"
            ours = now is not None and now.finished == record.when
            again = now is not None and path_of(course.root, assignment, student).read_bytes() == before.read_bytes()
            if ours or again:  # graded since, even after a regrade that was cut off, is graded since
                put_back(course, assignment, student, record.backup(student))
            else:
                left.append(student)
        if left and left == here:
            raise CourseError(f"All of these were graded again since, and are left as they are: {', '.join(left)}.")
        write_whole(record.folder / UNDONE, datetime.now(UTC).isoformat(timespec="seconds"))
    return record, left


def put_back(course: Workspace, assignment: str, student: str, place: Path) -> None:
    """Restore one student's rows, graded notebooks and outcome, in this order: each step may be done again."""
    rows = json.loads((place / "rows.json").read_text(encoding="utf-8"))
    with course.gradebook(writing=True) as gradebook, contextlib.suppress(MissingEntry):
        for notebook in gradebook.find_submission(assignment, student).notebooks:
            kept = rows.get("notebooks", {notebook.name: rows})[notebook.name]  # else of a version without several
            notebook.late_submission_penalty = kept.get("late")
            for grade in notebook.grades:
                if grade.name in kept["grades"]:
                    grade.auto_score, waits = kept["grades"][grade.name]
                    grade.needs_manual_grade = waits and (grade.manual_score is None or grade.needs_manual_grade)
        gradebook.db.commit()
    new = course.scratch() / "undo"
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(place / "graded", new)
    graded = course.folder("autograded") / student / assignment
    for path in graded.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    replace_folder(new, graded)
    write_whole(path_of(course.root, assignment, student), (place / "outcome.json").read_bytes())


def in_words(change: Change) -> str:
    """Points before and after, as `0 to 2`."""
    before, after = ("no grade" if value is None else format_points(value) for value in (change.before, change.after))
    return f"{before} to {after}"
