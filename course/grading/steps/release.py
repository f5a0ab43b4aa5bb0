"""Predictions in the student version: a line to fill in, and no word of what comes."""

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.project.notebooks import OF_COURSE, PREDICTION, kind, prediction_info
from course.project.predictions.declared import RELEASED


class ReleasePredictions(NbGraderPreprocessor):
    """Takes nbgrader's stub out of predictions, right after `ClearSolutions` has put it there, and what comes as well.

    The stub raises an error: it would stop whoever leaves a prediction out, which costs nothing.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        """Keep the first line of a prediction, `prediction_... = None`, and of its metadata what students may read."""
        info = prediction_info(cell)
        if kind(cell) == "prediction" and isinstance(info, dict):
            cell.source = cell.source.partition("\n")[0]
            cell.metadata[OF_COURSE] = {PREDICTION: {key: info[key] for key in sorted(RELEASED & info.keys())}}
        return cell, resources
