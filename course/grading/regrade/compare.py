"""A class graded again aside: nothing of the gradebook is touched, and each grade that would change is told."""

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import nbformat
from nbgrader.api import MissingEntry
from nbgrader.utils import determine_grade
from sqlalchemy import make_url

from course.base.environment import quiet_logs
from course.base.errors import CourseError
from course.base.files import short, write_whole
from course.grading.execution.prefork import sweep
from course.grading.run.class_run import GradingRun, local
from course.grading.run.job import Job, JobResult
from course.grading.run.outcomes import Outcome, locked, recall
from course.grading.run.preflight import require_judge
from course.grading.run.spec import spec_for
from course.project.notebooks import cell_key, grade_id, kind, verdict_message
from course.project.points import grades_of
from course.project.workspace import Workspace, prepared

AGAIN = "it was handed in again since it was graded: run `course grade` for it first"


@dataclass(frozen=True)
class Change:
    """A grade that would change.

    Attributes
    ----------
    student, exercise : str
        The latter by `cell_key`.
    before, after : float or None
        Points that count; None where there are none yet.
    message_before, message_after : str or None
        What the test says; None for full points.
    """

    student: str
    exercise: str
    before: float | None
    after: float | None
    message_before: str | None
    message_after: str | None

    @property
    def gain(self) -> float:
        """Points that the student gains, less than 0 for a loss."""
        return (self.after or 0) - (self.before or 0)


def by_exercise(changes: list[Change]) -> dict[str, tuple[int, int, int]]:
    """For each exercise how many students gain, lose, or only read another message."""
    found: dict[str, tuple[int, int, int]] = {}
    for change in changes:
        up, down, same = found.get(change.exercise, (0, 0, 0))
        found[change.exercise] = up + (change.gain > 0), down + (change.gain < 0), same + (change.gain == 0)
    return found


def by_student(changes: list[Change]) -> dict[str, float]:
    """Points that each student gains or loses in all, who loses most first."""
    totals: dict[str, float] = {}
    for change in changes:
        totals[change.student] = totals.get(change.student, 0.0) + change.gain
    return dict(sorted(totals.items(), key=lambda pair: (pair[1], pair[0])))


@dataclass
class Comparison:
    """What grading again would change of one hand-in.

    Attributes
    ----------
    student : str
        Whose.
    job, result
        The hand-in and what a worker made of it; None where nothing was to be run.
    changes : list of Change
        In the order of the notebook.
    reason : str or None
        Why this hand-in is left as it is.
    """

    student: str
    job: Job | None = None
    result: JobResult | None = None
    changes: list[Change] = field(default_factory=list)
    reason: str | None = None


class AsideRun(GradingRun):
    """Grades as a run does, and keeps what comes of it beside the outcomes."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.compared: dict[str, Comparison] = {}

    def kept_path(self, student: str) -> Path:
        """Where the result of an earlier comparison is."""
        return folder_of(self.course, self.spec.assignment) / "aside" / f"{short(student)}.json"

    def take(self, student: str) -> Job | Outcome:
        """A hand-in as a job; its outcome where nothing would change, or where a comparison has run it already."""
        before = recall(self.course.root, self.spec.assignment, student)
        if before is None or before.reason or not before.fingerprint:
            return self.close(Outcome(student, 0.0, "it is not graded yet: run `course grade` for it first"))
        if self.written(student) is None:
            return self.close(Outcome(student, 0.0, "its graded notebook is gone: run `course grade` for it first"))
        job = super().take(student)
        if isinstance(job, Outcome):
            return job
        if before.handed_in not in ("", job.snapshot.fingerprint("")):
            return self.close(Outcome(student, 0.0, AGAIN))
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            kept = json.loads(self.kept_path(student).read_text(encoding="utf-8"))
            if kept["fingerprint"] == self.prints[student]:
                return self.finish(job, JobResult(**kept["result"]))
        return job

    def finish(self, job: Job, result: JobResult) -> Outcome:
        """Compare what a worker gave back with the gradebook, and keep it for `apply`."""
        if result.reason is None:
            kept = {"fingerprint": self.prints[job.student], "result": asdict(result)}
            path = self.kept_path(job.student)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(kept))
            try:
                changes = self.changes(job.student, result)
            except Exception:  # of nbformat, over what is no notebook any more
                unreadable = "its graded notebook cannot be read: run `course grade --force` for it first"
                return self.close(Outcome(job.student, result.seconds, unreadable))
            self.compared[job.student] = Comparison(job.student, job, result, changes)
        return self.close(Outcome(job.student, result.seconds, result.reason, kept=result.kept))

    def close(self, outcome: Outcome) -> Outcome:
        """Keep nothing: the grades stay as they are."""
        if outcome.reason:
            self.compared[outcome.student] = Comparison(outcome.student, reason=outcome.reason)
        return outcome

    def changes(self, student: str, result: JobResult) -> list[Change]:
        """Points and messages that differ from those of the gradebook and the graded notebooks."""
        scores = points_of(self.course, self.spec.assignment, student)
        found, several = [], len(self.spec.notebooks) > 1
        for notebook, text in result.notebooks.items():
            graded = nbformat.read(self.graded(student, notebook), as_version=4)
            said = {grade_id(cell): verdict_message(cell) for cell in graded.cells if kind(cell) == "test"}
            for cell in nbformat.reads(text, as_version=4).cells:
                if kind(cell) not in ("test", "manual"):
                    continue
                name, message = grade_id(cell), verdict_message(cell)
                key = cell_key(notebook, name, several)
                before, by_hand = scores.get(key, (None, False))
                after = before if by_hand else determine_grade(cell)[0]
                if (before, said.get(name)) != (after, message):
                    found.append(Change(student, key, before, after, said.get(name), message))
        return found


def points_of(course: Workspace, assignment: str, student: str) -> dict[str, tuple[float | None, bool]]:
    """For each graded cell the points that count, and whether an instructor gave them."""
    with course.gradebook() as gradebook, contextlib.suppress(MissingEntry):
        return {
            key: (grade.auto_score if grade.manual_score is None else grade.manual_score,
                  grade.manual_score is not None)
            for key, grade in grades_of(gradebook.find_submission(assignment, student)).items()
        }  # fmt: skip
    return {}


def folder_of(course: Workspace, assignment: str) -> Path:
    """Where comparisons and records of an assignment are kept."""
    return course.root / ".course" / "regrades" / assignment


@contextlib.contextmanager
def aside(
    course: Workspace, assignment: str, started: Callable[[str], None] = lambda student: None
) -> Iterator[tuple[AsideRun, list[str]]]:
    """A run that writes no grade, and the students whom it concerns; nobody else grades meanwhile.

    Raises
    ------
    CourseError
        If the configuration does not enable judge and sandbox, or somebody else is grading this course.
    """
    require_judge(course)
    database = make_url(course.api.coursedir.db_url)
    if database.get_backend_name() == "sqlite" and not Path(database.database or "").is_file():
        raise CourseError(f"There is no gradebook yet: run `course grade {assignment}` first.")
    spec = spec_for(course, assignment)
    with locked(course), prepared(), quiet_logs():
        run = AsideRun(course, spec, started=started)
        graded = sorted(run.entered & {*course.students(assignment)})
        yield run, run.order(graded)


def compared(run: AsideRun, students: list[str], jobs: int) -> Iterator[Outcome]:
    """Grade aside, so many at once; `run.compared` has what would change."""
    sweep()
    with local(run.spec) as executor:
        yield from run.run(students, executor, jobs)
