"""nbgrader's autograde for notebooks that were repaired and run already: one pass, one gradebook, one transaction.

nbgrader opens the gradebook nine times for each hand-in and commits after each cell, which on a disk takes longer than
to grade a light hand-in.
"""

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task, setenv

from course.project.lateness import Lateness

from .execute import JudgedExecute

Again = dict[str, dict[str, bool]]


class SaveOnce(SaveAutoGrades):
    """Saves all points of a hand-in at once, with its last notebook, as nbgrader's own step does one by one.

    Parameters
    ----------
    gradebook : Gradebook
        Open; the submission is in it.
    again : dict
        By notebook, for cells with points given by hand whether somebody has to look at them again; nbgrader means all
        of them.
    """

    def __init__(self, gradebook: Gradebook, again: Again, **kwargs: Any):
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
                grade.needs_manual_grade = self.again.get(entry.name, {}).get(grade.name, True)
        for comment in entry.comments:
            cell = cells.get(comment.name)
            if cell is not None and (is_solution(cell) or is_task(cell)):
                untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell)
                comment.auto_comment = "No response." if untouched else None
        entry.late_submission_penalty = None
        if entry.name == Path(self.parent.notebooks[-1]).stem:
            self.gradebook.db.commit()
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

    def __init__(self, gradebook: Gradebook, again: Again, **kwargs: Any):
        super().__init__(**kwargs)
        self.gradebook, self.again = gradebook, again
        save = SaveOnce(gradebook, again, parent=self)
        steps = [step for step in self.autograde_preprocessors if step not in (JudgedExecute, AssignLatePenalties)]
        self.preprocessors = [save if step is SaveAutoGrades else step for step in steps]

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy the files handed in, the course's among them, and enter the submission: 0 points for what is missing."""
        super(Autograde, self).init_assignment(assignment_id, student_id)
        stamp = self.coursedir.get_existing_timestamp(self._format_source(assignment_id, student_id))
        self.gradebook.update_or_create_student(student_id)
        given = {"timestamp": stamp} if stamp else {}
        submission = self.gradebook.update_or_create_submission(assignment_id, student_id, **given)
        Lateness(self.coursedir).enter(self.gradebook, assignment_id, student_id)
        handed_in = {Path(notebook).stem for notebook in self.notebooks}
        for entry in submission.notebooks:
            if entry.name not in handed_in:
                entry.late_submission_penalty = None
                for grade in entry.grades:
                    grade.auto_score = 0.0
                    grade.needs_manual_grade = self.again.get(entry.name, {}).get(grade.name, False)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Once, as it was run already."""
        with setenv(NBGRADER_EXECUTION="autograde"):
            super(Autograde, self).convert_single_notebook(notebook_filename)
        if notebook_filename == self.notebooks[-1]:
            self._penalize()

    def _penalize(self) -> None:
        """Let nbgrader take points away from a hand-in that is late, for which it opens the gradebook a second time."""
        found = [self.init_single_notebook_resources(notebook) for notebook in self.notebooks]
        info = found[0]["nbgrader"]
        late = self.gradebook.find_submission(info["assignment"], info["student"]).total_seconds_late > 0
        self.gradebook.db.rollback()  # nothing is held while the other one writes
        if late and AssignLatePenalties in self.autograde_preprocessors:
            for resources in found:
                AssignLatePenalties(parent=self)(new_notebook(), resources)
