"""Last step of autograding: what the formgrader and the feedback will show holds no hidden test and runs nothing."""

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.grading.submission.sanitizing import sanitized


class Sanitize(NbGraderPreprocessor):
    """Makes an autograded notebook safe to look at."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Hide hidden tests, keep still outputs, show a student's HTML as text."""
        return sanitized(nb), resources
