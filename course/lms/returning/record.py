"""What a download called each student's notebook, kept so that feedback finds its way back."""

import json
from collections.abc import Mapping
from pathlib import Path

from course.base.files import write_whole
from course.project.workspace import Workspace

SYSTEM, PREFIX = "system", "prefix"
Called = dict[str, dict[str, str]]  # by student: the system, and what stood before the student's own name of the file


def place(course: Workspace, assignment: str) -> Path:
    """Where it is kept."""
    return course.scratch() / "downloads" / f"{assignment}.json"


def kept(course: Workspace, assignment: str) -> Called:
    """What is known of an assignment; nothing if it was not collected, or what was kept is damaged."""
    try:
        data = json.loads(place(course, assignment).read_text(encoding="utf-8"))
        return {student: {key: str(parts[key]) for key in (SYSTEM, PREFIX)} for student, parts in data.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def forget(course: Workspace, assignment: str, student: str) -> None:
    """Take a student out."""
    known = kept(course, assignment)
    if known.pop(student, None):
        write_whole(place(course, assignment), written(known))


def written(called: Called) -> str:
    """The text of the file."""
    return json.dumps(called, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def keep(course: Workspace, assignment: str, called: Mapping[str, dict[str, str]]) -> None:
    """Add what a download says."""
    path = place(course, assignment)
    path.parent.mkdir(exist_ok=True)
    data = kept(course, assignment) | dict(called)
    write_whole(path, written(data))
