"""Whether nbgrader's configuration lets the judge's verdicts, and nothing else, become the points."""

from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute, IgnorePattern, LimitOutput, SaveAutoGrades
from traitlets.config import Config

from course.base.errors import CourseError
from course.project.locate import CONFIG_NAME

from .execute import JudgedExecute
from .sanitize import Sanitize

# What may come between the verdicts and the points: it shortens outputs, and takes none away that is a verdict.
HARMLESS = {IgnorePattern, LimitOutput}


def require_steps(config: Config, repair: type) -> Autograde:
    """nbgrader's command with this configuration, if it repairs, judges, keeps the points and sanitizes.

    Parameters
    ----------
    config : Config
        What nbgrader has read.
    repair : type
        The one step of its first half.

    Raises
    ------
    CourseError
        If a step is off, missing or in the wrong place.
    """
    converter = Autograde(config=config)
    enabled = all(step(parent=converter).enabled for step in (repair, JudgedExecute, SaveAutoGrades, Sanitize))
    if converter.sanitize_preprocessors != [repair] or not in_order(converter.autograde_preprocessors) or not enabled:
        raise CourseError(
            f"{CONFIG_NAME} does not enable the repair and judge steps, so grading is disabled: restore the lines with"
            " c.Autograde.sanitize_preprocessors and c.Autograde.autograde_preprocessors, and set no `enabled = False`."
        )
    return converter


def in_order(steps: list[object]) -> bool:
    """Whether the judge's verdicts become the points, with nothing between that changes them, cleaned at the end."""
    if steps.count(JudgedExecute) != 1 or SaveAutoGrades not in steps or steps[-1] is not Sanitize:
        return False
    if any(isinstance(step, type) and issubclass(step, Execute) and step is not JudgedExecute for step in steps):
        return False
    return set(steps[: steps.index(SaveAutoGrades)]) - HARMLESS == {JudgedExecute}
