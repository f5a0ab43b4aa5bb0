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


@dataclass(frozen=True)
class AssignmentSpec:
    """What all hand-ins of an assignment have in common.

    Attributes
    ----------
    assignment, notebook : str
        Their names.
    released : str
        The released notebook (JSON).
    sources : dict
        Text and checksum of each of its cells as the gradebook keeps them: tests with their hidden part.
    limits : Limits
        How notebooks may run.
    given : CourseFiles
        What the course gives, its folder on this machine.
    modules : tuple of str
        What its own cells import.
    asked : dict
        Names of the answer cells of each assignment of the course, to tell whose notebook a hand-in is.
    data : dict or None
        The files of that folder, for workers that do not see it.
    """

    assignment: str
    notebook: str
    released: str
    sources: dict[str, Source]
    limits: Limits
    given: CourseFiles
    modules: tuple[str, ...] = ()
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    data: dict[str, bytes] | None = None

    def fingerprint(self) -> str:
        """Changes with the tests, the files of the course, the limits, and with what grades them."""
        return hashlib.sha256(repr([self.released, sorted(self.sources.items()), self.base]).encode()).hexdigest()

    @cached_property
    def base(self) -> str:
        """Changes with the files of the course, the limits, and with what grades, but not with the notebook."""
        known = self.limits, environment(self.modules), self.given.fingerprint()
        return hashlib.sha256(repr(known).encode()).hexdigest()


@dataclass(frozen=True)
class Job:
    """A hand-in to be graded; `base` stands for what decides a verdict besides its notebook."""

    spec: AssignmentSpec
    student: str
    snapshot: Snapshot
    base: str = ""
    earlier: Earlier | None = None


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
    notebook : str
        The repaired notebook with its outputs (JSON).
    log : str
        For us, where an error of our own is the reason.
    memory : int or None
        Bytes at the height.
    exercises : dict
        Seconds of each exercise: its cell and its test.
    prints : tuple of str
        Of each code cell what decided it; see `Earlier`.
    kept : list of str
        Exercises whose verdict is that of the earlier run.
    """

    student: str
    seconds: float
    reason: str | None = None
    notebook: str = ""
    log: str = ""
    memory: int | None = None
    exercises: dict[str, float] = field(default_factory=dict)
    prints: tuple[str, ...] = ()
    kept: list[str] = field(default_factory=list)
