"""A class of hand-ins at once, on any Executor; each is saved as it is ready, and only what changed is graded."""

import contextlib
import logging
import multiprocessing
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from pathlib import Path

from ..indexes import add_indexes
from ..workspace import Workspace, prepare_process
from . import worker
from .guard import require_judge
from .intake import Unreadable
from .outcomes import Outcome, keep, locked, recall
from .parcel import gather
from .save import forget, keep_log, save
from .setup import setup_for
from .start import OWN, PREFIX, started
from .task import Executed, Setup, Task
from .trial import without_main
from .warm import short_folder

AHEAD = 2  # tasks per worker that wait: hand-ins are read when they are needed, and a class may be large


@dataclass
class Class:
    """One run over the hand-ins of an assignment.

    Parameters
    ----------
    course : Workspace
        The course; the assignment must be in its gradebook.
    setup : Setup
        What they have in common.
    force : bool
        Grade what has not changed as well.
    started : callable
        Called with a student's name when the hand-in goes to a worker.
    """

    course: Workspace
    setup: Setup
    force: bool = False
    started: Callable[[str], None] = lambda student: None
    prints: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.setup_print = self.setup.fingerprint()
        with self.course.gradebook() as gradebook:
            add_indexes(gradebook.engine)
            entries = gradebook.assignment_submissions(self.setup.assignment)
            self.entered = {entry.student_id for entry in entries}

    def order(self, students: list[str]) -> list[str]:
        """Longest first, as far as an earlier run knows: nobody waits for one at the end."""
        before = {student: recall(self.course.root, self.setup.assignment, student) for student in students}
        return sorted(students, key=lambda student: -before[student].seconds if before[student] else -1e9)

    def take(self, student: str) -> Task | Outcome:
        """A hand-in as a task, or its outcome where there is nothing to run."""
        try:
            # nbgrader looks for folders by pattern, and strips names: a student called * would mean everybody.
            if student != student.strip() or set(student) & set("*?[]"):
                raise Unreadable("the name of the student's folder has signs that nbgrader cannot tell apart"
                                 " (*, ?, brackets, or spaces around it): rename the folder")  # fmt: skip
            folder = self.course.folder("submitted") / student / self.setup.assignment
            parcel = gather(folder, self.setup.notebook)
        except Unreadable as error:
            return self.close(Outcome(student, 0.0, str(error)))
        except OSError as error:
            return self.close(Outcome(student, 0.0, f"the hand-in cannot be read ({error.strerror})"))
        self.prints[student] = parcel.fingerprint(self.setup_print)
        before = None if self.force else recall(self.course.root, self.setup.assignment, student)
        if before and before.fingerprint == self.prints[student] and before.saved == self.written(student) is not None:
            return replace(before, unchanged=True)
        return Task(self.setup, student, parcel)

    def written(self, student: str) -> str | None:
        """Size and time of the graded notebook, None where it or its entry in the gradebook is missing."""
        folder = self.course.folder("autograded") / student / self.setup.assignment
        try:
            status = (folder / f"{self.setup.notebook}.ipynb").stat()
        except OSError:
            return None
        return f"{status.st_size} {status.st_mtime_ns}" if student in self.entered else None

    def finish(self, task: Task, executed: Executed) -> Outcome:
        """Save what a worker gave back."""
        reason = executed.reason
        try:
            if reason is None:
                reason = save(self.course, task, executed)
            elif executed.log:
                log = keep_log(self.course.root, self.setup.assignment, task.student, executed.log)
                reason = f"{reason}; see {log.relative_to(self.course.root)}"
        except Exception as error:
            reason = f"it could not be saved ({type(error).__name__}: {str(error).splitlines()[0][:200]})"
        figures = {"memory": executed.memory, "exercises": executed.exercises}
        return self.close(Outcome(task.student, executed.seconds, reason, **figures))

    def close(self, outcome: Outcome) -> Outcome:
        """Keep an outcome; one without a grade is graded again by the next run."""
        if outcome.reason:
            forget(self.course, self.setup.assignment, outcome.student)
        else:
            self.entered.add(outcome.student)
            fingerprint, saved = self.prints[outcome.student], self.written(outcome.student)
            outcome = replace(outcome, fingerprint=fingerprint, saved=saved or "")
        keep(self.course.root, self.setup.assignment, outcome)
        return outcome

    def run(self, students: list[str], executor: Executor, ahead: int) -> Iterator[Outcome]:
        """Outcomes as they are ready; those whose worker died are raised as `Died`, with who is left."""
        waiting, running = list(students), {}
        with_it: list[str] = []
        broken = False
        while waiting or running:
            while waiting and len(running) < ahead and not broken:
                todo = self.take(waiting.pop(0))
                if isinstance(todo, Outcome):
                    yield todo
                    continue
                try:
                    with without_main():
                        running[executor.submit(worker.execute, todo)] = todo
                    self.started(todo.student)
                except BrokenProcessPool:  # it died over nobody's hand-in
                    waiting.insert(0, todo.student)
                    broken = True
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                task = running.pop(future)
                try:
                    executed = future.result()
                except BrokenProcessPool:
                    with_it.append(task.student)
                    broken = True
                    continue
                except Exception as error:  # of a scheduler: the worker is gone, or could not read the task
                    executed = Executed(task.student, 0.0, f"the worker gave no answer ({type(error).__name__})")
                yield self.finish(task, executed)
        if broken:
            raise Died(with_it, waiting)


class Died(Exception):
    """A worker process died and took its pool along.

    Attributes
    ----------
    students : list of str
        Whose hand-ins were with workers.
    waiting : list of str
        Whose were not yet.
    """

    def __init__(self, students: list[str], waiting: list[str]):
        super().__init__(students)
        self.students, self.waiting = students, waiting


@contextlib.contextmanager
def local(jobs: int, setup: Setup) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes forked from one that has the imports, with their temporary files in a folder."""
    others = multiprocessing.active_children()
    with contextlib.closing(started(setup.photographs, setup.modules, setup.limits.forked)) as start:
        given = {"initializer": worker.begin, "initargs": (start.folder, start.shared)}
        pool = ProcessPoolExecutor(jobs, mp_context=start.context, **given)
        try:
            yield pool
        finally:
            end(pool, others)


def sweep() -> None:
    """Remove what a run that was killed left among the temporary files."""
    for path in Path(short_folder(OWN)).glob(f"{PREFIX}*-*"):
        with contextlib.suppress(OSError, ValueError):
            if path.stat().st_uid == os.getuid():
                try:
                    os.kill(int(path.name.removeprefix(PREFIX).split("-")[0]), 0)  # asks whether it lives
                except ProcessLookupError:
                    shutil.rmtree(path, ignore_errors=True)


def grade(
    course: Workspace,
    assignment: str,
    students: list[str],
    jobs: int,
    sandboxed: bool = True,
    *,
    warm: bool = True,
    force: bool = False,
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
        If the configuration does not lead through judge and sandbox, or somebody else is grading this course.
    """
    require_judge(course, sandboxed)
    prepare_process()
    logging.disable(logging.WARNING)
    setup = setup_for(course, assignment, sandboxed, warm)
    if executor is not None and setup.photographs:
        setup = replace(setup, pictures=pictures(setup))
    run = Class(course, setup, force, started)
    with locked(course):
        todo = run.order(students)
        if executor is not None:
            yield from run.run(todo, executor, jobs * AHEAD)
            return
        sweep()
        deaths: Counter[str] = Counter()
        while todo:
            try:
                with local(jobs, setup) as pool:
                    # One worker gets one task at a time, so that whoever was with it when it died is known.
                    yield from run.run(todo, pool, jobs * AHEAD if jobs > 1 else 1)
                    todo = []
            except Died as died:
                # What was not finished goes into a new pool, singly, so that the hand-in that kills its process
                # is found out and the others are graded. A pool notices a death late: whoever was given to a worker
                # that was dead already is not to blame, and has a second try.
                left = [*died.students, *died.waiting]
                deaths.update(died.students or (left[:1] if left == todo else []))
                if jobs == 1 and deaths[left[0]] > 1:
                    yield run.close(Outcome(left.pop(0), 0.0, "the process that graded it died (out of memory?)"))
                todo, jobs = left, 1


def pictures(setup: Setup) -> dict[str, bytes]:
    """The photographs as data."""
    return {path.name: path.read_bytes() for path in sorted(setup.photographs.iterdir()) if path.is_file()}


def end(pool: ProcessPoolExecutor, others: list[BaseProcess]) -> None:
    """End a pool; after Ctrl-C without waiting for what it runs."""
    pool.shutdown(wait=False, cancel_futures=True)
    for process in set(multiprocessing.active_children()) - set(others):
        process.terminate()
        process.join(5)
