"""What goes to a worker and what comes back: plain data, so that a worker may stand on another machine."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from course.base.files import plain_files
from course.grading.execution.notebook_run import Limits
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
    photographs : Path or None
        Folder of the course's photographs, on this machine.
    modules : tuple of str
        What its own cells import.
    asked : dict
        Names of the answer cells of each assignment of the course, to tell whose notebook a hand-in is.
    pictures : dict or None
        Their bytes, for workers that do not see the folder.
    """

    assignment: str
    notebook: str
    released: str
    sources: dict[str, Source]
    limits: Limits
    photographs: Path | None
    modules: tuple[str, ...] = ()
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pictures: dict[str, bytes] | None = None

    def fingerprint(self) -> str:
        """Changes with the tests, the photographs, the limits, and with what grades them."""
        known = self.released, sorted(self.sources.items()), self.limits, environment()
        digest = hashlib.sha256(repr(known).encode())
        for path in plain_files(self.photographs) if self.photographs else []:
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()


@dataclass(frozen=True)
class Job:
    """A hand-in to be graded."""

    spec: AssignmentSpec
    student: str
    snapshot: Snapshot


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
    """

    student: str
    seconds: float
    reason: str | None = None
    notebook: str = ""
    log: str = ""
    memory: int | None = None
    exercises: dict[str, float] = field(default_factory=dict)
