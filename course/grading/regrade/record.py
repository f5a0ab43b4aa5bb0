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
from course.base.files import replace_folder, write_whole
from course.base.text import format_points
from course.grading.run.outcomes import keep, locked, path_of, recall
from course.grading.run.writer import save, short
from course.project.notebooks import REGRADES
from course.project.workspace import Workspace

from .compare import AsideRun, Change, Comparison, folder_of

GRADE = "auto_score", "manual_score", "extra_credit", "needs_manual_grade"
RECORD, UNDONE = "record.json", "undone"
MAX_WHY = 200  # characters


@dataclass(frozen=True)
class Record:
    """A regrade that was applied: when (UTC), why, and what changed; `folder` holds what was there before."""

    folder: Path
    when: str
    why: str
    changes: list[Change]


def apply(run: AsideRun, why: str) -> Record:
    """Save the hand-ins of which something changes; of the others only that they are up to date.

    Parameters
    ----------
    run : AsideRun
        With its comparisons.
    why : str
        What students read on their feedback page.

    Raises
    ------
    CourseError
        If one of them could not be saved; all others are.
    """
    course, assignment = run.course, run.spec.assignment
    now = datetime.now(UTC)
    changed = [one for _, one in sorted(run.compared.items()) if one.changes]
    folder = folder_of(course, assignment) / f"{now:%Y%m%dT%H%M%S%f}"
    record = Record(folder, now.isoformat(timespec="seconds"), why, [c for one in changed for c in one.changes])
    if changed:
        for comparison in changed:
            back_up(course, assignment, comparison.student, folder)
        write_whole(folder / RECORD, json.dumps(asdict(record) | {"folder": folder.name}, indent=1))
    failed = []
    for student, comparison in sorted(run.compared.items()):
        before = recall(course.root, assignment, student)
        if comparison.job is None or comparison.result is None or before is None:
            continue
        if not comparison.changes:
            keep(course.root, assignment, replace(before, fingerprint=run.prints[student]))
            continue
        result = replace(comparison.result, notebook=annotated(comparison, record))
        if reason := save(course, comparison.job, result):
            failed.append(f"{student} ({reason})")
            continue
        outcome = replace(before, fingerprint=run.prints[student], prints=list(result.prints), kept=result.kept)
        keep(course.root, assignment, replace(outcome, saved=run.written(student) or "", finished=record.when))
    shutil.rmtree(run.kept_path("").parent, ignore_errors=True)
    if failed:
        raise CourseError(f"Not regraded: {'; '.join(failed)}. All others are.")
    return record


def annotated(comparison: Comparison, record: Record) -> str:
    """The graded notebook with a remark for the feedback page."""
    assert comparison.result is not None
    nb = nbformat.reads(comparison.result.notebook, as_version=4)
    gains = {change.exercise: change.gain for change in comparison.changes if change.gain}
    if gains:
        nb.metadata[REGRADES] = {"when": record.when[:10], "why": record.why, "gains": gains}
    return nbformat.writes(nb)


def back_up(course: Workspace, assignment: str, student: str, folder: Path) -> None:
    """Keep what `undo` needs: the graded notebook's folder, the outcome, and the gradebook's rows."""
    place = folder / short(student)
    place.mkdir(parents=True)
    shutil.copytree(course.folder("autograded") / student / assignment, place / "graded")
    shutil.copy2(path_of(course.root, assignment, student), place / "outcome.json")
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(assignment, student)
        rows: dict[str, Any] = {"timestamp": submission.timestamp and submission.timestamp.isoformat(), "grades": {}}
        for notebook in submission.notebooks:
            rows["late"] = notebook.late_submission_penalty
            for grade in notebook.grades:
                rows["grades"][grade.name] = {name: getattr(grade, name) for name in GRADE}
    write_whole(place / "rows.json", json.dumps(rows))


def newest(course: Workspace, assignment: str) -> Record:
    """The regrade that was applied last.

    Raises
    ------
    CourseError
        If there is none, or it was taken back already.
    """
    folders = sorted(path.parent for path in folder_of(course, assignment).glob(f"*/{RECORD}"))
    if not folders:
        raise CourseError(f"{assignment} was never regraded: there is nothing to undo.")
    if (folders[-1] / UNDONE).exists():
        raise CourseError(f"The last regrade of {assignment} was undone already, and only the last one can be.")
    data = json.loads((folders[-1] / RECORD).read_text(encoding="utf-8"))
    return Record(folders[-1], data["when"], data["why"], [Change(**change) for change in data["changes"]])


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
        If there is nothing to undo, or somebody is grading this course.
    """
    with locked(course):
        record = newest(course, assignment)
        left = []
        for student in sorted({change.student for change in record.changes}):
            now = recall(course.root, assignment, student)
            if now is None or now.finished != record.when:
                left.append(student)
                continue
            put_back(course, assignment, student, record.folder / short(student))
        write_whole(record.folder / UNDONE, datetime.now(UTC).isoformat(timespec="seconds"))
    return record, left


def put_back(course: Workspace, assignment: str, student: str, place: Path) -> None:
    """Restore one student's rows, graded notebook and outcome, in this order: each step may be done again."""
    rows = json.loads((place / "rows.json").read_text(encoding="utf-8"))
    with course.gradebook(writing=True) as gradebook, contextlib.suppress(MissingEntry):
        for notebook in gradebook.find_submission(assignment, student).notebooks:
            notebook.late_submission_penalty = rows.get("late")
            for grade in notebook.grades:
                before = rows["grades"].get(grade.name, {})
                manual = grade.manual_score
                for name, value in before.items():
                    setattr(grade, name, value)
                if manual is not None:
                    grade.manual_score, grade.needs_manual_grade = manual, False
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
