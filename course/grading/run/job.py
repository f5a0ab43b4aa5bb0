"""What goes to a worker and what comes back: plain data, so that a worker may stand on another machine."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from course.grading.execution.notebook_run import Limits
from course.grading.rerun.earlier import Earlier
from course.grading.sandbox.folders import CourseFiles
from course.grading.submission.matching import Source
from course.grading.submission.snapshot import Snapshot

from .fingerprint import environment


def notebook_label(assignment: str, notebook: str, several: bool) -> str:
    """What messages call a notebook: `01-pixels`, or `ps1/problem1` where its assignment has several."""
    return f"{assignment}/{notebook}" if several else assignment


@dataclass(frozen=True)
class NotebookSpec:
    """One notebook of an assignment.

    Attributes
    ----------
    name : str
        Of the file, without ending.
    released : str
        The released notebook (JSON).
    sources : dict
        Text and checksum of each of its cells as the gradebook keeps them: tests with their hidden part.
    """

    name: str
    released: str
    sources: dict[str, Source]


@dataclass(frozen=True)
class AssignmentSpec:
    """What all hand-ins of an assignment have in common.

    Attributes
    ----------
    assignment : str
        Its name.
    notebooks : tuple of NotebookSpec
        In the order of their names.
    limits : Limits
        How notebooks may run.
    given : CourseFiles
        What the course gives, its folder on this machine.
    modules : tuple of str
        What the notebooks' own cells import.
    asked : dict
        Names of the answer cells of each notebook of the course, by label, to tell which one was handed in.
    data : dict or None
        The files of that folder, for workers that do not see it.
    """

    assignment: str
    notebooks: tuple[NotebookSpec, ...]
    limits: Limits
    given: CourseFiles
    modules: tuple[str, ...] = ()
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    data: dict[str, bytes] | None = None

    @property
    def names(self) -> list[str]:
        """Names of the notebooks."""
        return [notebook.name for notebook in self.notebooks]

    def fingerprint(self) -> str:
        """Changes with the tests, the files of the course, the limits, and with what grades them."""
        known = [(notebook.name, notebook.released, sorted(notebook.sources.items())) for notebook in self.notebooks]
        return hashlib.sha256(repr([known, self.base]).encode()).hexdigest()

    @cached_property
    def base(self) -> str:
        """Changes with the files of the course, the limits, and with what grades, but not with the notebooks."""
        known = self.limits, environment(self.modules), self.given.fingerprint()
        return hashlib.sha256(repr(known).encode()).hexdigest()


@dataclass(frozen=True)
class Job:
    """A hand-in to be graded; `base` stands for what decides a verdict besides its notebooks.

    `earlier` is what an earlier run left, by notebook.
    """

    spec: AssignmentSpec
    student: str
    snapshot: Snapshot
    base: str = ""
    earlier: dict[str, Earlier] = field(default_factory=dict)


@dataclass(frozen=True)
class JobResult:
    """What became of a job.

    Attributes
    ----------
    student : str
        Who handed it in.
    seconds : float
        How long it took.
    reason : str or None
        Why there is nothing to save, in one sentence.
    notebooks : dict of str to str
        By name the repaired notebooks with their outputs (JSON); those that were handed in.
    log : str
        For us, where an error of our own is the reason.
    memory : int or None
        Bytes at the height.
    exercises : dict
        Seconds of each exercise (see `exercise_name`): its cell and its test.
    prints : dict
        By notebook what decided each code cell; see `Earlier`.
    kept : list of str
        Exercises whose verdict is that of the earlier run.
    """

    student: str
    seconds: float
    reason: str | None = None
    notebooks: dict[str, str] = field(default_factory=dict)
    log: str = ""
    memory: int | None = None
    exercises: dict[str, float] = field(default_factory=dict)
    prints: dict[str, list[str]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
