"""The page a student gets: nbgrader's feedback, with the tests' messages instead of their hidden source."""

import textwrap

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from .errors import CourseError
from .notebooks import kind, without_secrets
from .workspace import Workspace

WIDTH = 88  # characters of a message line that fit on the page


class ShowMessages(NbGraderPreprocessor):
    """Takes the hidden tests and the tracebacks through them out of a test cell, and leaves the message."""

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        """Keep of a test cell what the student had in the notebook, and what the first failed test said."""
        if kind(cell) == "test":
            cell.source = without_secrets(cell)
            for output in cell.outputs:
                if output.output_type == "error":
                    said = output.evalue if output.ename == "AssertionError" else f"{output.ename}: {output.evalue}"
                    output.traceback = ["\n".join(textwrap.wrap(said, WIDTH))]
        elif cell.metadata.get("jupyter", {}).get("source_hidden"):
            title = cell.source.split("\n")[0]
            cell.source = title if title.startswith("#@title") else "# ..."  # folded in the notebook, folded here
        return cell, resources


def generate(course: Workspace, assignment: str, students: list[str]) -> list[str]:
    """Write `feedback/<student>/<assignment>/<notebook>.html` for graded students; their paths.

    Raises
    ------
    CourseError
        If nbgrader could not write one of them.
    """
    pages = []
    for student in students:
        result = course.api.generate_feedback(assignment, student)
        if not result["success"]:
            reason = result["error"].strip().splitlines()[-1]
            raise CourseError(f"No feedback for {student}: {reason}")
        name = course.notebook(assignment).stem
        pages.append(str(course.folder("feedback") / student / assignment / f"{name}.html"))
    return pages
