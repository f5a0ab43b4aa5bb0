"""nbgrader's autograde for a notebook that was repaired and run already: one pass, one gradebook, one transaction.

nbgrader opens the gradebook nine times for each hand-in and commits after each cell, which on a disk takes longer than
to grade a light hand-in.
"""

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task, setenv

from course.project.lateness import Lateness

from .execute import JudgedExecute


class SaveOnce(SaveAutoGrades):
    """Saves all points of a notebook at once, as nbgrader's own step does one by one.

    Parameters
    ----------
    gradebook : Gradebook
        Open; the submission is in it.
    again : dict
        For cells with points given by hand whether somebody has to look at them again; nbgrader means all of them.
    """

    def __init__(self, gradebook: Gradebook, again: dict[str, bool], **kwargs: Any):
        super().__init__(**kwargs)
        self.gradebook, self.again = gradebook, again

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Put the points, and who gave no answer, into the gradebook."""
        info = resources["nbgrader"]
        entry = self.gradebook.find_submission_notebook(info["notebook"], info["assignment"], info["student"])
        cells = {cell.metadata.nbgrader["grade_id"]: cell for cell in nb.cells if "nbgrader" in cell.metadata}
        for grade in entry.grades:
            cell = cells.get(grade.name)
            if cell is None or not is_grade(cell):
                continue
            grade.auto_score, _ = determine_grade(cell, self.log)
            grade.needs_manual_grade = grade.auto_score is None
            if grade.manual_score is not None:
                grade.needs_manual_grade = self.again.get(grade.name, True)
        for comment in entry.comments:
            cell = cells.get(comment.name)
            if cell is not None and (is_solution(cell) or is_task(cell)):
                untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell)
                comment.auto_comment = "No response." if untouched else None
        entry.late_submission_penalty = None
        self.gradebook.db.commit()
        return nb, resources


class PenaltyIfLate(AssignLatePenalties):
    """nbgrader's step, where there is something to do: it opens the gradebook a second time.

    Parameters
    ----------
    gradebook : Gradebook
        Open; the points are in it.
    """

    def __init__(self, gradebook: Gradebook, **kwargs: Any):
        super().__init__(**kwargs)
        self.opened = gradebook

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Take points away from a hand-in that is late for nbgrader."""
        info = resources["nbgrader"]
        if self.opened.find_submission(info["assignment"], info["student"]).total_seconds_late > 0:
            self.opened.db.rollback()  # nothing is held while the other one writes
            return super().preprocess(nb, resources)
        return nb, resources


class SaveGraded(Autograde):
    """nbgrader's command without the steps that a worker has done.

    Parameters
    ----------
    gradebook : Gradebook
        Open; used for everything but penalties.
    again : dict
        See `SaveOnce`.
    """

    def __init__(self, gradebook: Gradebook, again: dict[str, bool], **kwargs: Any):
        super().__init__(**kwargs)
        self.gradebook = gradebook
        ours = {
            SaveAutoGrades: SaveOnce(gradebook, again, parent=self),
            AssignLatePenalties: PenaltyIfLate(gradebook, parent=self),
        }
        steps = [step for step in self.autograde_preprocessors if step is not JudgedExecute]
        self.preprocessors = [ours.get(step, step) for step in steps]

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy the files handed in, the course's among them, and enter the submission."""
        super(Autograde, self).init_assignment(assignment_id, student_id)
        stamp = self.coursedir.get_existing_timestamp(self._format_source(assignment_id, student_id))
        self.gradebook.update_or_create_student(student_id)
        given = {"timestamp": stamp} if stamp else {}
        self.gradebook.update_or_create_submission(assignment_id, student_id, **given)
        Lateness(self.coursedir).enter(self.gradebook, assignment_id, student_id)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Once, as it was run already."""
        with setenv(NBGRADER_EXECUTION="autograde"):
            super(Autograde, self).convert_single_notebook(notebook_filename)
