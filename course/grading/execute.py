"""Around nbgrader's execution of a notebook: what the outputs of a test cell may decide."""

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from ..notebooks import kind


class KeepPoints(NbGraderPreprocessor):
    """Leaves an error as the only thing that can cost a test cell its points.

    nbgrader gives 0 for any text on stderr and takes the value of a last expression for the score. The
    course's tests decide by `assert` alone, so a warning, a log line or a printed object decides nothing.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        """Turn stderr into stdout and drop the displayed value in a test cell."""
        if kind(cell) == "test":
            cell.outputs = [output for output in cell.outputs if output.output_type != "execute_result"]
            for output in cell.outputs:
                if output.output_type == "stream":
                    output.name = "stdout"
        return cell, resources
