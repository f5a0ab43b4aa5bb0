"""A class of hand-ins at once, on any Executor; each is saved as it is ready, and only what changed is graded."""

import contextlib
import re
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from course.base.environment import quiet_logs
from course.grading.execution.prefork import ProcessPerJob, WorkerDied, sweep, take
from course.grading.rerun.earlier import Earlier
from course.grading.sandbox import ways
from course.grading.submission.reading import Unreadable
from course.grading.submission.snapshot import take_snapshot
from course.project.gradebook_indexes import add_indexes
from course.project.gradebook_wait import Locked
from course.project.workspace import Workspace, prepared

from . import worker
from .job import AssignmentSpec, Job, JobResult
from .outcomes import Outcome, keep, locked, recall
from .preflight import require_judge
from .spec import spec_for
from .writer import Writer, forget, keep_log

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # the end of a line, for example, which nbgrader's patterns do not pass
AHEAD = 2  # jobs per worker of a cluster that wait: hand-ins are read when they are needed, and a class may be large


@dataclass
class GradingRun:
    """One run over the hand-ins of an assignment.

    Parameters
    ----------
    course : Workspace
        The course; the assignment must be in its gradebook.
    spec : AssignmentSpec
        What they have in common.
    force : bool
        Grade what has not changed as well.
    started : callable
        Called with a student's name when the hand-in goes to a worker.
    save : callable
        Saves what a worker gave back, and says why it could not; by default nothing is saved.
    """

    course: Workspace
    spec: AssignmentSpec
    force: bool = False
    started: Callable[[str], None] = lambda student: None
    save: Callable[[Job, JobResult], str | None] = lambda job, result: None
    prints: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.spec_print = self.spec.fingerprint()
        with self.course.gradebook(writing=True) as gradebook:
            add_indexes(gradebook.engine)
            entries = gradebook.assignment_submissions(self.spec.assignment)
            self.entered = {entry.student_id for entry in entries}

    def order(self, students: list[str]) -> list[str]:
        """Longest first, as far as an earlier run knows: nobody waits for one at the end."""
        before = {student: recall(self.course.root, self.spec.assignment, student) for student in students}
        return sorted(students, key=lambda student: -last.seconds if (last := before[student]) else -1e9)

    def take(self, student: str) -> Job | Outcome:
        """A hand-in as a job, or its outcome where there is nothing to run."""
        try:
            # nbgrader looks for folders by pattern, and strips names: a student called * would mean everybody.
            if student != student.strip() or set(student) & set("*?[]") or CONTROL.search(student):
                raise Unreadable("the folder name contains characters that nbgrader treats as wildcards (*, ?, [ ]),"
                                 " control characters, or leading or trailing spaces: rename the folder")  # fmt: skip
            folder = self.course.folder("submitted") / student / self.spec.assignment
            snapshot = take_snapshot(folder, self.spec.names)
        except Unreadable as error:
            return self.close(Outcome(student, 0.0, str(error)))
        except OSError as error:
            return self.close(Outcome(student, 0.0, f"the hand-in cannot be read ({error.strerror})"))
        self.prints[student] = snapshot.fingerprint(self.spec_print)
        before = None if self.force else recall(self.course.root, self.spec.assignment, student)
        if before and before.fingerprint == self.prints[student] and before.saved == self.written(student) is not None:
            return replace(before, unchanged=True)
        base = replace(snapshot, notebooks={}, stamp=None).fingerprint(self.spec.base)
        return Job(self.spec, student, snapshot, base, self.earlier(before) if before else {})

    def earlier(self, outcome: Outcome) -> dict[str, Earlier]:
        """What the run before left of a hand-in; nothing where the graded notebooks are not as they were left."""
        found: dict[str, Earlier] = {}
        if outcome.saved != self.written(outcome.student):
            return found
        for notebook, prints in outcome.prints.items():
            with contextlib.suppress(OSError, ValueError):
                if any(prints):
                    text = self.graded(outcome.student, notebook).read_text(encoding="utf-8")
                    found[notebook] = Earlier(text, tuple(prints))
        return found

    def graded(self, student: str, notebook: str) -> Path:
        """Where a graded notebook is."""
        return self.course.folder("autograded") / student / self.spec.assignment / f"{notebook}.ipynb"

    def written(self, student: str) -> str | None:
        """Size and time of the graded notebooks, None where there are none, or no entry in the gradebook."""
        paths = [self.graded(student, notebook) for notebook in self.spec.names]
        try:
            found = [path.stat() for path in paths if path.is_file()]
        except OSError:
            return None
        here = found and student in self.entered
        return " ".join(f"{status.st_size} {status.st_mtime_ns}" for status in found) if here else None

    def finish(self, job: Job, result: JobResult) -> Outcome:
        """Save what a worker gave back."""
        reason = result.reason
        try:
            if reason is None:
                reason = self.save(job, result)
            elif result.log:
                log = keep_log(self.course.root, self.spec.assignment, job.student, result.log)
                reason = f"{reason}; see {log.relative_to(self.course.root)}"
        except Locked:  # the run ends; nothing is kept of this hand-in, so that the next run grades it again
            raise
        except Exception as error:
            reason = f"it could not be saved ({type(error).__name__}: {str(error).splitlines()[0][:200]})"
        before = recall(self.course.root, self.spec.assignment, job.student) if result.kept else None
        exercises = {name: before.exercises[name] for name in result.kept if before and name in before.exercises}
        done = Outcome(job.student, result.seconds, reason, result.memory, exercises | result.exercises)
        done = replace(done, prints=result.prints, kept=result.kept, handed_in=job.snapshot.fingerprint(""))
        return self.close(done)

    def close(self, outcome: Outcome) -> Outcome:
        """Keep an outcome; one without a grade is graded again by the next run."""
        if outcome.reason:
            forget(self.course, self.spec.assignment, outcome.student)
        else:
            self.entered.add(outcome.student)
            fingerprint, saved = self.prints[outcome.student], self.written(outcome.student)
            outcome = replace(outcome, fingerprint=fingerprint, saved=saved or "")
        keep(self.course.root, self.spec.assignment, outcome)
        return outcome

    def run(self, students: list[str], executor: Executor, most: int) -> Iterator[Outcome]:
        """Outcomes as they are ready, of jobs of which at most so many are with the executor."""
        waiting = list(students)
        running: dict[Future[JobResult], Job] = {}
        lost: list[Job] = []
        while waiting or running:
            ready = self._fill(waiting, running, executor, most)
            if not ready and running:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                finished = [(running.pop(future), future) for future in done]
                ready = self._fill(waiting, running, executor, most)  # before these are saved, which takes a while
                for job, future in finished:
                    try:
                        result = future.result()
                    except WorkerDied:
                        lost.append(job)
                        continue
                    except Exception as error:  # of a scheduler: the worker is gone, or could not read the job
                        result = JobResult(job.student, 0.0, f"the worker gave no answer ({type(error).__name__})")
                    yield self.finish(job, result)
            yield from ready
        for job in lost:  # once more, alone: what ended the process may have been another one's need of memory
            try:
                yield self.finish(job, self._submit(job, executor).result())
            except WorkerDied as error:
                yield self.close(Outcome(job.student, 0.0, worker.why_it_ended(*error.args)))

    def _fill(
        self, waiting: list[str], running: dict[Future[JobResult], Job], executor: Executor, most: int
    ) -> list[Outcome]:
        """Start jobs until there are enough, or until there is an outcome without one."""
        while waiting and len(running) < most:
            todo = self.take(waiting.pop(0))
            if isinstance(todo, Outcome):
                return [todo]
            running[self._submit(todo, executor)] = todo
        return []

    def _submit(self, job: Job, executor: Executor) -> Future[JobResult]:
        future = executor.submit(worker.run_job, job)
        self.started(job.student)
        return future


@contextlib.contextmanager
def local(spec: AssignmentSpec) -> Iterator[ProcessPerJob]:
    """Processes of this machine, forked from one that has the imports, with their temporary files in a folder."""
    with contextlib.closing(take(spec.given.data, spec.modules, spec.limits.forked)) as helpers:
        given = lambda: (helpers.folder, ways.asked(), helpers.shared)  # noqa: E731
        with ProcessPerJob(helpers.context, worker.begin, given) as executor:
            yield executor


def grade(
    course: Workspace,
    assignment: str,
    students: list[str],
    jobs: int,
    sandboxed: bool = True,
    *,
    warm: bool = True,
    force: bool = False,
    all_cells: bool = False,
    executor: Executor | None = None,
    started: Callable[[str], None] = lambda student: None,
) -> Iterator[Outcome]:
    """Grade hand-ins; outcomes come as they are ready, each saved already.

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
    warm : bool
        False starts each kernel anew instead of forking it.
    force : bool
        Grade again what has not changed.
    all_cells : bool
        Run story cells that nothing needs as well.
    executor : Executor, optional
        Where to grade, such as a cluster's; by default processes of this machine.
    started : callable, optional
        Told the student's name when a hand-in goes to a worker.

    Yields
    ------
    Outcome
        One for each student.

    Raises
    ------
    CourseError
        If the configuration does not enable judge and sandbox, or somebody else is grading this course.
    """
    require_judge(course, sandboxed)
    spec = spec_for(course, assignment, sandboxed, warm, all_cells)
    if executor is not None and spec.given.data:
        spec = replace(spec, data={name: path.read_bytes() for name, path in spec.given.shared().items()})
    with locked(course), prepared(), quiet_logs(), Writer(course) as writer:
        run = GradingRun(course, spec, force, started, writer.save)
        todo = run.order(students)
        if executor is not None:
            yield from run.run(todo, executor, jobs * AHEAD)
            return
        sweep()
        with local(spec) as executor:
            yield from run.run(todo, executor, jobs)
