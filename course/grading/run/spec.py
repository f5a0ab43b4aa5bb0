"""What all hand-ins of an assignment have in common, from release, gradebook and configuration."""

import contextlib
import json

import nbformat
from nbformat.v4 import new_notebook

from course.grading.execution.imports import imports_of
from course.grading.steps.course_files import course_files
from course.grading.steps.execute import JudgedExecute
from course.grading.steps.repair import sources_of
from course.grading.submission.matching import repaired
from course.project.workspace import Workspace

from .job import AssignmentSpec


def spec_for(
    course: Workspace, assignment: str, sandboxed: bool = True, warm: bool = True, all_cells: bool = False
) -> AssignmentSpec:
    """The spec of an assignment that is in the gradebook.

    Parameters
    ----------
    course : Workspace
        The course.
    assignment : str
        Its name.
    sandboxed, warm : bool
        False for kernels without a sandbox, or started one by one.
    all_cells : bool
        Run story cells that nothing needs as well.

    Raises
    ------
    CourseError
        If release and gradebook differ, or a file of the course cannot be given to students.
    """
    path = course.notebook(assignment, "release")
    released = nbformat.read(path, as_version=4)
    coursedir = course.api.coursedir
    sources = sources_of(coursedir.db_url, coursedir.course_id, assignment, path, released.cells)
    step = JudgedExecute(config=course.config)
    step.sandbox, step.warm, step.all_cells = sandboxed, warm and step.warm, all_cells or step.all_cells
    texts = nbformat.writes(released), sources, step.limits()
    modules = imports_of(repaired(released, new_notebook(), sources).cells)
    return AssignmentSpec(assignment, path.stem, *texts, course_files(coursedir, assignment), modules, answers(course))


def answers(course: Workspace) -> dict[str, tuple[str, ...]]:
    """Names of the answer cells of each released assignment."""
    found = {}
    for path in sorted(course.folder("release").glob("*/*.ipynb")):
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, KeyError):
            infos = [cell["metadata"].get("nbgrader", {}) for cell in json.loads(path.read_bytes())["cells"]]
            names = [info["grade_id"] for info in infos if info.get("solution") and not info.get("grade")]
            found[path.parent.name] = tuple(names)
    return found
