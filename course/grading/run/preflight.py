"""Grading fails closed: where the configuration does not enable repair, sandbox and judge, nothing is graded."""

import sys

from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute, IgnorePattern, LimitOutput, SaveAutoGrades

from course.base.errors import CourseError
from course.grading.sandbox import ways
from course.grading.steps.execute import JudgedExecute
from course.grading.steps.repair import Repair
from course.grading.steps.sanitize import Sanitize
from course.project.locate import CONFIG_NAME
from course.project.workspace import Workspace

# What may come between the verdicts and the points: it shortens outputs, and takes none away that is a verdict.
HARMLESS = {IgnorePattern, LimitOutput}
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
    converter = Autograde(coursedir=course.api.coursedir, config=course.config)
    enabled = all(step(parent=converter).enabled for step in (Repair, JudgedExecute, SaveAutoGrades, Sanitize))
    if converter.sanitize_preprocessors != [Repair] or not in_order(converter.autograde_preprocessors) or not enabled:
        raise CourseError(
            f"{CONFIG_NAME} does not enable the repair and judge steps, so grading is disabled: restore the lines with"
            " c.Autograde.sanitize_preprocessors and c.Autograde.autograde_preprocessors, and set no `enabled = False`."
        )
    if sandboxed and not JudgedExecute(parent=converter).sandbox:
        raise CourseError(f"{CONFIG_NAME} turns the sandbox off: remove that line, or give --no-sandbox each time.")
    if sandboxed:
        ways.proved()


def in_order(steps: list[object]) -> bool:
    """Whether the judge's verdicts become the points, with nothing between that changes them, cleaned at the end."""
    if steps.count(JudgedExecute) != 1 or SaveAutoGrades not in steps or steps[-1] is not Sanitize:
        return False
    if any(isinstance(step, type) and issubclass(step, Execute) and step is not JudgedExecute for step in steps):
        return False
    return set(steps[: steps.index(SaveAutoGrades)]) - HARMLESS == {JudgedExecute}
