"""What all hand-ins of an assignment have in common, from release, gradebook and configuration."""

import nbformat
from nbformat.v4 import new_notebook

from ..workspace import Workspace
from .execute import JudgedExecute, photographs
from .matching import repaired
from .repair import sources_of
from .task import Setup
from .warm import imports_of


def setup_for(course: Workspace, assignment: str, sandboxed: bool = True, warm: bool = True) -> Setup:
    """The setup of an assignment that is in the gradebook.

    Parameters
    ----------
    course : Workspace
        The course.
    assignment : str
        Its name.
    sandboxed, warm : bool
        False for kernels without a sandbox, or started one by one.

    Raises
    ------
    CourseError
        If release and gradebook differ.
    """
    path = course.notebook(assignment, "release")
    released = nbformat.read(path, as_version=4)
    coursedir = course.api.coursedir
    sources = sources_of(coursedir.db_url, coursedir.course_id, assignment, path, released.cells)
    step = JudgedExecute(config=course.config)
    step.sandbox, step.warm = sandboxed, warm and step.warm
    texts = nbformat.writes(released), sources, step.limits()
    modules = imports_of(repaired(released, new_notebook(), sources).cells)
    return Setup(assignment, path.stem, *texts, photographs(coursedir, assignment), modules)
