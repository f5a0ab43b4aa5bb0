"""What goes to a worker and what comes back: plain data, so that a worker may stand on another machine."""

import hashlib
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from .intake import plain_files
from .matching import Source
from .parcel import Parcel
from .rounds import Limits

LIBRARIES = ("numpy", "scikit-learn", "matplotlib", "pillow", "nbgrader", "ipykernel")


@dataclass(frozen=True)
class Setup:
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
    pictures: dict[str, bytes] | None = None

    def fingerprint(self) -> str:
        """Changes with the tests, the photographs, the course's own code, the libraries and the limits."""
        known = self.released, sorted(self.sources.items()), self.limits, [(name, version(name)) for name in LIBRARIES]
        digest = hashlib.sha256(repr(known).encode())
        code = sorted(Path(__file__).parent.glob("*.py"))
        for path in [*code, *(plain_files(self.photographs) if self.photographs else [])]:
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()


@dataclass(frozen=True)
class Task:
    """A hand-in to be graded."""

    setup: Setup
    student: str
    parcel: Parcel


@dataclass(frozen=True)
class Executed:
    """What became of a task.

    Attributes
    ----------
    student : str
        Who handed it in.
    seconds : float
        How long it took.
    reason : str or None
        Why there is nothing to save, in one sentence.
    handed_in : str
        The notebook as it was taken in (JSON).
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
    handed_in: str = ""
    notebook: str = ""
    log: str = ""
    memory: int | None = None
    exercises: dict[str, float] = field(default_factory=dict)
