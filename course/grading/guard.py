"""Grading fails closed: where the configuration does not lead through repair, sandbox and judge, nothing is graded."""

from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute

from ..errors import CourseError
from ..root import CONFIG_NAME
from ..workspace import Workspace
from .defuse import Defuse
from .execute import JudgedExecute
from .repair import Repair
from .sandbox import bubblewrap


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
    converter = Autograde(coursedir=course.api.coursedir, config=course.config)
    first, steps = converter.sanitize_preprocessors[:1], converter.autograde_preprocessors
    executing = [step for step in steps if isinstance(step, type) and issubclass(step, Execute)]
    if first != [Repair] or executing != [JudgedExecute] or steps[-1] is not Defuse:
        raise CourseError(
            f"{CONFIG_NAME} does not lead through repair and judge, so nothing is graded: restore the lines with"
            " c.Autograde.sanitize_preprocessors and c.Autograde.autograde_preprocessors."
        )
    if sandboxed and not course.config.JudgedExecute.get("sandbox", True):
        raise CourseError(f"{CONFIG_NAME} turns the sandbox off: remove that line, or give --no-sandbox each time.")
    if sandboxed:
        bubblewrap()
