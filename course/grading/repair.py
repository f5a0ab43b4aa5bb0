"""Makes the released notebook, with the student's answers in it, out of whatever was handed in."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Any

from ..errors import CourseError
from ..notebooks import grade_id
from .matching import Source, repaired


def sources_of(
    db_url: str, course_id: str, assignment: str, path: Path, released: list[NotebookNode]
) -> dict[str, Source]:
    """What the gradebook keeps of the cells of the released notebook at `path`; raises CourseError if they differ."""
    with Gradebook(db_url, course_id) as gradebook:
        kept = gradebook.find_notebook(path.stem, assignment).source_cells
        sources = {cell.name: Source(cell.source, cell.checksum) for cell in kept}
    differing = sorted({grade_id(cell) for cell in released} ^ set(sources))
    if differing:
        names = ", ".join(differing[:5])
        raise CourseError(f"{path} and the gradebook differ ({names}): run `course build {assignment}`.")
    return sources


class Repair(NbGraderPreprocessor):
    """First step of autograding: from here on the notebook is ours, and only answers are the student's."""

    executed = Any(None, help="The notebook as a worker has repaired and run it already.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Replace a handed-in notebook by the released one with its answers."""
        if self.executed is not None:
            return self.executed, resources
        info = resources["nbgrader"]
        coursedir = CourseDirectory(parent=self)
        folder = Path(coursedir.format_path(coursedir.release_directory, ".", info["assignment"]))
        path = folder / f"{info['notebook']}.ipynb"
        fresh = nbformat.read(path, as_version=4)
        sources = sources_of(info["db_url"], coursedir.course_id, info["assignment"], path, fresh.cells)
        return repaired(fresh, nb, sources), resources
