"""Writes the pages of a class through nbgrader's own generate_feedback."""

import re

from traitlets.config import Config

from course.base.errors import CourseError
from course.project.workspace import Workspace

ERROR = re.compile(r"(?:[\w.]+\.)?(\w*(?:Error|Missing|Exception)\w*: .+)")
SEE_ABOVE = "Please see the above traceback"  # nbgrader's own summary, which says nothing


def generate(course: Workspace, assignment: str, students: list[str], solutions: bool = False) -> list[str]:
    """Write `feedback/<student>/<assignment>/<notebook>.html` for graded notebooks, with solutions or not; their paths.

    Raises
    ------
    CourseError
        If nbgrader could not write one of them. All others are written first.
    """
    if solutions:
        course = Workspace(course.root, merged(course.overrides, Config({"FeedbackPage": {"solutions": True}})))
    pages: list[str] = []
    failed, wanted = [], 0
    names = course.notebook_names(assignment)
    for student in students:
        course.wait_for_gradebook(writing=False)
        result = course.api.generate_feedback(assignment, student)
        graded, folder = (course.folder(step) / student / assignment for step in ("autograded", "feedback"))
        expected = [folder / f"{name}.html" for name in names if (graded / f"{name}.ipynb").is_file()]
        wanted += max(1, len(expected))
        if result["success"] and expected and all(page.is_file() for page in expected):
            pages += map(str, expected)
        else:
            failed.append(f"{student} ({reason(result)})")
    if failed:
        written = f"{len(pages)} of {wanted} pages were written. " if pages else ""
        raise CourseError(f"{written}No feedback for {', '.join(failed)}: grade again and retry.")
    return pages


def merged(*configs: Config) -> Config:
    """Settings of several, the last one wins."""
    result = Config()
    for config in configs:
        result.merge(config)
    return result


def reason(result: dict) -> str:
    """Why nbgrader wrote no page, in one line: the error that it logged."""
    lines = [line.strip() for part in ("error", "log") for line in (result.get(part) or "").splitlines()]
    errors = [match[1] for line in lines if SEE_ABOVE not in line and (match := ERROR.fullmatch(line))]
    last = (errors or ["nbgrader does not say why"])[-1].removeprefix(f"{CourseError.__name__}: ")
    return last.rstrip(".")
