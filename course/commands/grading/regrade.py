"""`course regrade`: what a change of tests, points, limits or libraries does to a graded class."""

import contextlib
import json
from dataclasses import asdict

import typer
from rich.live import Live
from rich.table import Table

from course.base import machine
from course.base.errors import CourseError
from course.base.text import format_points, shortened
from course.grading.regrade import record
from course.grading.regrade.compare import AsideRun, Change, aside, by_exercise, by_student, compared
from course.grading.run import preflight
from course.lms.grades import scores
from course.project.workspace import Workspace
from course.report.regrades.page import write_page

from ..console import LINES, err, out, shown, workspace
from .grade import LiveProgress

WIDEST = 44  # of a message; a longer one is folded


def regrade(assignment: str, preview: bool, undo: bool, why: str, jobs: int | None, as_json: bool) -> None:
    """Show what would change, apply it, or take the last time back."""
    preflight.require_linux()
    if preview and undo:
        raise CourseError("Give --preview or --undo, not both.")
    if len(why) > record.MAX_WHY or not why.isprintable():
        raise CourseError(f"The reason stands on a page: one line of at most {record.MAX_WHY} characters, please.")
    course = workspace()
    course.require(assignment)
    if undo:
        take_back(course, assignment, as_json)
        return
    with aside(course, assignment) as (run, students):
        if not students:
            raise CourseError(f"Nothing of {assignment} is graded yet: run `course grade {assignment}` first.")
        compare(run, students, jobs, quiet=as_json)
        changes = [change for _, comparison in sorted(run.compared.items()) for change in comparison.changes]
        left = {student: comparison.reason for student, comparison in sorted(run.compared.items()) if comparison.reason}
        done = None if preview else record.apply(run, why)
    if as_json:
        told = {"assignment": assignment, "applied": done is not None, "why": why, "left_alone": left}
        print(json.dumps(told | {"changes": [asdict(change) for change in changes]}, indent=1))
    else:
        show(course, assignment, changes, left)
        page = write_page(course, assignment, changes, why, applied=done is not None)
        out.print(f"page -> {shown(page)}", markup=False)
        if done and changes:
            out.print(f"Applied. To take it back: course regrade {assignment} --undo", markup=False)
    if preview and changes:
        raise typer.Exit(1)
    if left:
        raise CourseError("Some hand-ins were left as they are: see the reasons above.")


def compare(run: AsideRun, students: list[str], jobs: int | None, quiet: bool) -> None:
    """Grade aside, and show how far it is if somebody is looking."""
    board = LiveProgress(len(students))
    run.started = board.started
    with Live(board, console=err, transient=True) if err.is_terminal and not quiet else contextlib.nullcontext():
        for outcome in compared(run, students, jobs or machine.workers()):
            board.finished(outcome)


def show(course: Workspace, assignment: str, changes: list[Change], left: dict[str, str]) -> None:
    """Each grade that changes, how many of each exercise, and who gains and who loses."""
    for student, reason in left.items():
        out.print(f"left alone {shortened(student)}: {reason}", style="yellow", markup=False)
    if not changes:
        out.print(f"{assignment}: no grade changes.", markup=False)
        return
    names = {exercise.cell: f"{exercise.number} {exercise.name}" for exercise in scores.exercises(course, assignment)}
    table = Table("student", "exercise", "points", "message before", "message now", box=LINES, title=assignment)
    for change in changes:
        messages = (text or "right" for text in (change.message_before, change.message_after))
        table.add_row(
            shortened(change.student), names.get(change.exercise, change.exercise), record.in_words(change),
            *(text[:200] for text in messages), style="green" if change.gain > 0 else "red" if change.gain < 0 else "",
        )  # fmt: skip
    out.print(table, soft_wrap=False, crop=False)
    for exercise, (up, down, same) in by_exercise(changes).items():
        out.print(f"{names.get(exercise, exercise)}: {up} gain, {down} lose, {same} read another message", markup=False)
    totals = by_student(changes)
    for word, sign, mark in (("gain", 1, "+"), ("lose", -1, "-")):
        found = [
            f"{shortened(name)} ({mark}{format_points(abs(gain))})" for name, gain in totals.items() if gain * sign > 0
        ]
        out.print(f"{len(found)} {word}{': ' * bool(found)}{', '.join(found[:20])}", markup=False)


def take_back(course: Workspace, assignment: str, as_json: bool) -> None:
    """Undo the last regrade."""
    done, left = record.undo(course, assignment)
    students = sorted({change.student for change in done.changes} - set(left))
    if as_json:
        print(json.dumps({"assignment": assignment, "undone": done.when, "students": students, "left_alone": left}))
    else:
        out.print(
            f"The regrade of {done.when} is undone for {len(students)} student{'s' * (len(students) != 1)}.",
            markup=False,
        )
    if left:
        raise CourseError(f"Graded again since, and left as they are: {', '.join(map(shortened, left))}.")
