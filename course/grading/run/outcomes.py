"""What became of each hand-in, kept beside the gradebook: for the report, and so that only what changed is graded."""

import contextlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

from course.base.errors import CourseError
from course.base.files import short, write_whole
from course.project.workspace import Workspace


@dataclass(frozen=True)
class Outcome:
    """What became of one hand-in.

    Attributes
    ----------
    student : str
        Who handed it in.
    seconds : float
        How long it took to grade.
    reason : str or None
        Why it could not be graded.
    memory : int or None
        Bytes that its kernel took at the height, where that is known.
    exercises : dict
        Seconds of each exercise (see `exercise_name`).
    finished : str
        When, in UTC.
    fingerprint : str
        Of the hand-in and of everything that it was graded by.
    handed_in : str
        Fingerprint of the hand-in alone.
    saved : str
        Size and time of the graded notebooks.
    unchanged : bool
        Nothing was to be done: it was graded before.
    prints : dict
        By graded notebook what decided each code cell; see `Earlier`.
    kept : list of str
        Exercises whose verdict is that of the run before.
    """

    student: str
    seconds: float
    reason: str | None = None
    memory: int | None = None
    exercises: dict[str, float] = field(default_factory=dict)
    finished: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    fingerprint: str = ""
    handed_in: str = ""
    saved: str = ""
    unchanged: bool = False
    prints: dict[str, list[str]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)


def folder_of(root: Path, assignment: str) -> Path:
    """Where the outcomes of an assignment are kept."""
    return root / ".course" / "outcomes" / assignment


def path_of(root: Path, assignment: str, student: str) -> Path:
    """Where the outcome of a hand-in is kept."""
    return folder_of(root, assignment) / f"{short(student)}.json"


def keep(root: Path, assignment: str, outcome: Outcome) -> None:
    """Write an outcome, whole or not at all."""
    path = path_of(root, assignment, outcome.student)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps({"assignment": assignment} | asdict(outcome)))


def recall(root: Path, assignment: str, student: str) -> Outcome | None:
    """The outcome of an earlier run, if there is one that can be read."""
    names = {part.name for part in fields(Outcome)}
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
        data = json.loads(path_of(root, assignment, student).read_text(encoding="utf-8"))
        known = {key: value for key, value in data.items() if key in names}
        if not isinstance(known.get("prints"), dict):  # of a version for which an assignment had one notebook
            known["prints"] = {}
        return Outcome(**known)
    return None


@contextmanager
def locked(course: Workspace) -> Iterator[None]:
    """Hold the right to grade; a second call is told who holds it. The system takes it back from whoever dies."""
    import fcntl  # not above: Windows has none, and all of the course is imported there

    path = course.scratch() / "grading.lock"
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise CourseError(f"This course is being graded already, by {holder}: wait for it, or end it.") from None
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()} since {datetime.now().astimezone():%H:%M:%S}")
        file.flush()
        yield
