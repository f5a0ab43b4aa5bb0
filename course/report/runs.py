"""What grading wrote down about each hand-in: its time, its memory, and why it could not be graded."""

import contextlib
import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime

from course.grading.run.outcomes import folder_of
from course.project.workspace import Workspace


@dataclass(frozen=True)
class RunRecord:
    """The last run of one hand-in; `reason` is None where it was graded, `memory` where it is not known."""

    student: str
    seconds: float
    memory: int | None
    reason: str | None
    finished: datetime


def outcomes(course: Workspace, assignment: str) -> dict[str, RunRecord]:
    """The last outcome of each hand-in by student; what is missing or cannot be read is left out."""
    found: dict[str, RunRecord] = {}
    for path in sorted(folder_of(course.root, assignment).glob("*.json")):
        # The files are a convenience: a damaged one costs a line of the report, not the report.
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
            entry = json.loads(path.read_text(encoding="utf-8"))
            if entry["assignment"] == assignment:
                record = checked(entry)
                if record.student not in found or found[record.student].finished <= record.finished:
                    found[record.student] = record
    return found


def checked(entry: dict) -> RunRecord:
    """An entry with every value of the kind that it should be; ValueError or TypeError otherwise."""
    finished = datetime.fromisoformat(entry["finished"])
    if finished.tzinfo is None:
        finished = finished.replace(tzinfo=UTC)
    student, reason = entry["student"], entry["reason"]
    seconds, memory = float(entry["seconds"]), entry["memory"]
    if memory is not None:
        memory = int(memory)
    if not (isinstance(student, str) and isinstance(reason, str | None) and math.isfinite(seconds)):
        raise ValueError("not the outcome of a hand-in")
    if seconds < 0 or (memory is not None and memory < 0):
        raise ValueError("no hand-in takes less than nothing")
    return RunRecord(student, seconds, memory, reason, finished.astimezone(UTC))
