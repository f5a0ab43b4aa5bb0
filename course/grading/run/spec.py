"""What all hand-ins of an assignment have in common, from release, gradebook and configuration."""

import contextlib
import json
from collections import Counter

import nbformat
from nbformat.v4 import new_notebook

from course.base.errors import CourseError
from course.grading.execution.imports import imports_of
from course.grading.steps.course_files import course_files
from course.grading.steps.execute import JudgedExecute
from course.grading.steps.repair import sources_of
from course.grading.submission.matching import repaired
from course.project.workspace import Workspace

from .job import AssignmentSpec, NotebookSpec, notebook_label


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
        If release, source or gradebook differ, or a file of the course cannot be given to students.
    """
    coursedir, parts, cells = course.api.coursedir, [], []
    paths = course.notebooks(assignment, "release")
    if [path.name for path in paths] != [path.name for path in course.notebooks(assignment)]:
        raise CourseError(f"{paths[0].parent} has not the notebooks of the source: run `course build {assignment}`.")
    for path in paths:
        released = nbformat.read(path, as_version=4)
        sources = sources_of(coursedir.db_url, coursedir.course_id, assignment, path, released.cells)
        parts.append(NotebookSpec(path.stem, nbformat.writes(released), sources))
        cells += repaired(released, new_notebook(), sources).cells
    step = JudgedExecute(config=course.config)
    step.sandbox, step.warm, step.all_cells = sandboxed, warm and step.warm, all_cells or step.all_cells
    given = course_files(coursedir, assignment)
    return AssignmentSpec(assignment, tuple(parts), step.limits(), given, imports_of(cells), answers(course))


def answers(course: Workspace) -> dict[str, tuple[str, ...]]:
    """Names of the answer cells of each notebook of the course, released or not, by its label."""
    found = {}
    paths = sorted(course.folder("source").glob("*/*.ipynb"))
    counts = Counter(path.parent for path in paths)
    for path in paths:
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, KeyError):
            infos = [cell["metadata"].get("nbgrader", {}) for cell in json.loads(path.read_bytes())["cells"]]
            names = [info["grade_id"] for info in infos if info.get("solution") and not info.get("grade")]
            found[notebook_label(path.parent.name, path.stem, counts[path.parent] > 1)] = tuple(names)
    return found
