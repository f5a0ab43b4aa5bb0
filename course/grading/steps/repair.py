"""Makes the released notebook, with the student's answers in it, out of whatever was handed in."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from course.base.errors import CourseError
from course.grading.submission.matching import Source, repaired
from course.project.lateness import Lateness
from course.project.notebooks import error_output, grade_id, kind

from .order import require_steps


def sources_of(
    db_url: str, course_id: str, assignment: str, path: Path, released: list[NotebookNode]
) -> dict[str, Source]:
    """What the gradebook keeps of the cells of the released notebook at `path`; raises CourseError if they differ."""
    with Gradebook(db_url, course_id) as gradebook:
        try:
            kept = gradebook.find_notebook(path.stem, assignment).source_cells
        except MissingEntry:
            raise CourseError(f"{path} is not in the gradebook: run `course build {assignment}`.") from None
        sources = {cell.name: Source(cell.source, cell.checksum) for cell in kept}
    differing = sorted({grade_id(cell) for cell in released if kind(cell) != "plain"} ^ set(sources))
    if differing:
        names = ", ".join(differing[:5])
        raise CourseError(f"{path} and the gradebook differ ({names}): run `course build {assignment}`.")
    return sources


class Repair(NbGraderPreprocessor):
    """First step of autograding: from here on the notebook is ours, and only answers are the student's."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Replace a handed-in notebook by the released one with its answers."""
        info = resources["nbgrader"]
        coursedir = CourseDirectory(parent=self)
        lateness = Lateness(coursedir)
        if lateness.deadlines is not None:
            with Gradebook(info["db_url"], coursedir.course_id) as gradebook:
                lateness.enter(gradebook, info["assignment"], info["student"])
        require_steps(self.config, Repair)
        folder = Path(coursedir.format_path(coursedir.release_directory, ".", info["assignment"]))
        path = folder / f"{info['notebook']}.ipynb"
        fresh = nbformat.read(path, as_version=4)
        sources = sources_of(info["db_url"], coursedir.course_id, info["assignment"], path, fresh.cells)
        mended = repaired(fresh, nb, sources)
        for cell in mended.cells:
            if kind(cell) == "test":  # a test cell without an output would have full points
                cell.outputs = [error_output("This test was not judged.")]
        return mended, resources
