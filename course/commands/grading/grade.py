"""`course grade`: a class of hand-ins with what is going on, and what came of it."""

import contextlib
import json
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import typer
from rich.console import Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from course.authoring import build
from course.base import machine
from course.base.errors import CourseError
from course.grading.run import class_run, preflight
from course.grading.run.outcomes import Outcome
from course.grading.sandbox import ways
from course.lms.grades import scores
from course.project.workspace import Workspace

from ..console import err, out, warn_of_strangers, workspace
from .points_table import Shown, table


@dataclass(frozen=True)
class GradeOptions:
    """How to grade: hand-ins at once (None: what the machine allows), and the switches of the command line."""

    jobs: int | None = None
    sandboxed: bool = True
    warm: bool = True
    force: bool = False
    whole: bool = False
    scheduler: str | None = None


class LiveProgress:
    """What is going on: how many are done, who takes longest, how long it will take."""

    def __init__(self, total: int):
        columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        self.bar = Progress(*columns, console=err)
        self.task, self.failed = self.bar.add_task("", total=total), 0
        self.running: dict[str, float] = {}

    def started(self, student: str) -> None:
        """A hand-in went to a worker."""
        self.running[student] = time.monotonic()

    def finished(self, outcome: Outcome) -> None:
        """A hand-in is saved, or failed."""
        self.running.pop(outcome.student, None)
        self.failed += bool(outcome.reason)
        self.bar.advance(self.task)

    def __rich__(self) -> Group:
        line = Text(style="dim")
        if self.running:
            student, since = min(self.running.items(), key=lambda pair: pair[1])
            line.append(f"longest: {student}, {time.monotonic() - since:.0f} s  ")
        if self.failed:
            line.append(f"{self.failed} could not be graded", style="red")
        return Group(self.bar, line)


@contextmanager
def cluster(scheduler: str | None) -> Iterator[Executor | None]:
    """The executor of a Dask cluster, or None for this machine."""
    if scheduler is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise CourseError("A cluster needs Dask: pip install distributed.") from None
    try:
        client = Client(scheduler, timeout="5s")
    except OSError as error:
        raise CourseError(
            f"No Dask scheduler answers at {scheduler} ({type(error).__name__}): start it first."
        ) from None
    with client, client.get_executor() as executor:
        yield executor


def run(
    course: Workspace, assignment: str, students: list[str], how: GradeOptions, quiet: bool = False
) -> list[Outcome]:
    """Grade, and show what is going on if somebody is looking.

    Parameters
    ----------
    course : Workspace
        The course.
    assignment : str
        Must be in the gradebook.
    students : list of str
        Whose hand-ins.
    how : GradeOptions
        Switches.
    quiet : bool
        Show nothing, warnings excepted.
    """
    preflight.require_judge(course, how.sandboxed)
    if not how.sandboxed:
        err.print("WITHOUT A SANDBOX: students' code runs with your rights, on your files.", style="bold red")
    board, outcomes = LiveProgress(len(students)), []
    shown = Live(board, console=err, transient=True) if err.is_terminal and not quiet else contextlib.nullcontext()
    jobs = how.jobs or machine.workers()
    with cluster(how.scheduler) as executor, shown:
        for outcome in class_run.grade(
            course,
            assignment,
            students,
            jobs,
            how.sandboxed,
            warm=how.warm,
            force=how.force,
            all_cells=how.whole,
            executor=executor,
            started=board.started,
        ):
            outcomes.append(outcome)
            board.finished(outcome)
    return outcomes


def everybody(course: Workspace, assignment: str, outcomes: list[Outcome], some: bool, names: bool = True) -> Shown:
    """Who belongs in the table: of the whole class also those of whom this run has seen nothing."""
    people = scores.people(course)
    rows = scores.rows(course, assignment, [outcome.student for outcome in outcomes] if some else None)
    seen = {row.student for row in rows} | {outcome.student for outcome in outcomes}
    with course.gradebook() as gradebook:
        entered = {entry.student_id for entry in gradebook.assignment_submissions(assignment)}
    absent, lost = ([], []) if some else (sorted(set(people) - seen - entered), sorted(entered - seen))
    named = {student: name for student, name in people.items() if names and name and student in {*seen, *absent}}
    return Shown(sorted(rows, key=lambda row: row.student), outcomes, absent, named, lost)


def show(course: Workspace, assignment: str, shown: Shown, how: GradeOptions) -> None:
    """The table of points, and what took long."""
    outcomes = shown.outcomes
    title = assignment if how.sandboxed else f"{assignment} (graded without a sandbox)"
    out.print(table(title, scores.exercises(course, assignment), shown), soft_wrap=False, crop=False)
    graded = [outcome for outcome in outcomes if not outcome.unchanged]
    if len(graded) < len(outcomes):
        out.print(
            f"{len(outcomes) - len(graded)} had not changed and were not graded again (--force does).", style="dim"
        )
    if kept := [outcome for outcome in graded if outcome.kept]:
        out.print(how_much_ran(kept, scores.exercises(course, assignment)), style="dim")
    if len(graded) > 1:
        out.print(slowest(graded), style="dim")
    if graded and how.sandboxed and not how.scheduler:  # a cluster's workers have ways of their own
        out.print(f"confined by {ways.way()}", style="dim")


def how_much_ran(outcomes: list[Outcome], exercises: list[scores.Exercise]) -> str:
    """How many exercises of changed hand-ins were kept from the run before."""
    kept = sum(len(outcome.kept) for outcome in outcomes)
    tests = sum(exercise.judged for exercise in exercises)
    which = outcomes[0].student if len(outcomes) == 1 else f"{len(outcomes)} hand-ins"
    return f"{which}: {kept} exercises kept, {len(outcomes) * tests - kept} run (--force runs all)."


def slowest(outcomes: list[Outcome]) -> str:
    """Where the time went, in one line."""
    students = sorted(outcomes, key=lambda outcome: -outcome.seconds)[:3]
    totals: dict[str, float] = {}
    for outcome in outcomes:
        for exercise, seconds in outcome.exercises.items():
            totals[exercise] = totals.get(exercise, 0.0) + seconds
    exercises = sorted(totals, key=lambda exercise: -totals[exercise])[:3]
    line = "slowest: " + ", ".join(f"{outcome.student} {outcome.seconds:.1f} s" for outcome in students)
    return line + "; " * bool(exercises) + ", ".join(f"{name} {totals[name]:.1f} s in all" for name in exercises)


def ready(course: Workspace, assignment: str) -> None:
    """Build an assignment that the gradebook does not know yet."""
    with course.gradebook() as gradebook:
        known = assignment in [a.name for a in gradebook.assignments]
    if not known:
        err.print(f"{assignment} is not in the gradebook yet: building it first", style="dim")
        build.build(course, assignment)


def grade(assignment: str, student: list[str] | None, how: GradeOptions, as_json: bool, ids: bool = False) -> None:
    """Grade an assignment, and show the points."""
    preflight.require_linux()
    course = workspace()
    course.require(assignment)
    present = course.students(assignment)
    for name in student or []:
        if name not in present:
            raise CourseError(f"{name} has not handed in {assignment}: there is no submitted/{name}/{assignment}/.")
    try:
        ready(course, assignment)
        outcomes = run(course, assignment, list(dict.fromkeys(student or present)), how, quiet=as_json)
        with course.gradebook(writing=True) as gradebook:
            course.lateness.store(gradebook, assignment)
        warn_of_strangers(course)
        shown = everybody(course, assignment, outcomes, bool(student), names=not ids)
        if as_json:
            print(json.dumps(as_data(assignment, shown), indent=1))
        else:
            show(course, assignment, shown, how)
    except KeyboardInterrupt:
        err.print(
            "course: interrupted. Finished submissions are saved; run the same command to resume.", soft_wrap=True
        )
        raise typer.Exit(130) from None
    if any(outcome.reason for outcome in outcomes):
        raise CourseError("Some submissions could not be graded: see the reasons above.")


def as_data(assignment: str, shown: Shown) -> dict:
    """Outcomes with their points: exercise -> points, null where an instructor has still to look."""
    graded = {row.student: row for row in shown.graded}
    hidden = ("fingerprint", "handed_in", "saved", "prints")
    return {
        "assignment": assignment,
        "hand_ins": [
            {key: value for key, value in asdict(outcome).items() if key not in hidden}
            | (points_as_data(row) if (row := graded.get(outcome.student)) else {})
            for outcome in sorted(shown.outcomes, key=lambda outcome: outcome.student)
        ],
        "hand_in_gone": [{"student": student} | points_as_data(graded[student]) for student in shown.gone],
        "not_handed_in": shown.absent,
    }


def points_as_data(row: scores.Row) -> dict:
    """What the table shows of one student."""
    late = row.worth.late
    return {
        "points": row.points,
        "to_grade_again": row.worth.again,
        "late": late.words,
        "late_penalty": late.penalty,
        "total": row.total,
        "repaired": row.notes,
        "missing_notebooks": row.missing,
    }
