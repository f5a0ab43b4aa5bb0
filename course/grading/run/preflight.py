"""Grading fails closed: where the configuration does not enable repair, sandbox and judge, nothing is graded."""

import sys

from course.base.errors import CourseError
from course.grading.sandbox import ways
from course.grading.steps.execute import JudgedExecute
from course.grading.steps.order import require_steps
from course.grading.steps.repair import Repair
from course.project.locate import CONFIG_NAME
from course.project.workspace import Workspace

SYSTEMS = {"darwin": "macOS", "win32": "Windows"}


def elsewhere() -> str | None:
    """Why nothing can be graded on this system, and what can be done on it; None on Linux."""
    if sys.platform == "linux":
        return None
    return (
        f"Grading needs Linux, and this is {SYSTEMS.get(sys.platform, sys.platform)}: grade in the container"
        " (docs/where-it-runs.md). Here build, new, collect, feedback, export and report work, and check without the"
        " judge."
    )


def require_linux() -> None:
    """Stop where the system has nothing that a sandbox is made of.

    Raises
    ------
    CourseError
        With what works here and where to grade.
    """
    if why := elsewhere():
        raise CourseError(why)


def require_judge(course: Workspace, sandboxed: bool = True) -> None:
    """Stop unless nbgrader would grade with our steps, in a sandbox that works.

    Parameters
    ----------
    course : Workspace
        The course whose `nbgrader_config.py` counts.
    sandboxed : bool
        False where the instructor trusts every hand-in.

    Raises
    ------
    CourseError
        With what is missing and what to do.
    """
    require_linux()
    converter = require_steps(course.config, Repair)
    if sandboxed and not JudgedExecute(parent=converter).sandbox:
        raise CourseError(f"{CONFIG_NAME} turns the sandbox off: remove that line, or give --no-sandbox each time.")
    if sandboxed:
        ways.proved()
