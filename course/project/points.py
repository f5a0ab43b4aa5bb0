"""What counts of the points in nbgrader's gradebook."""

from dataclasses import dataclass, replace

from nbgrader.api import Grade, SubmittedAssignment

from .lateness import Late, Lateness
from .notebooks import cell_key, exercise_name
from .workspace import Workspace


@dataclass(frozen=True)
class Points:
    """Points of one student in one assignment.

    Attributes
    ----------
    cells : dict of str to float or None
        By graded cell (see `cell_key`); None waits for somebody to look at it.
    again : list of str
        Those of them that have points by hand, but for an earlier answer.
    late : Late
        How late it is, and the points that this takes away.
    """

    cells: dict[str, float | None]
    again: list[str]
    late: Late

    @property
    def reached(self) -> float:
        """Points that nobody has to look at any more, before the penalty."""
        return sum(value for value in self.cells.values() if value is not None)

    @property
    def score(self) -> float:
        """What counts: after the penalty, never below 0."""
        return max(0.0, self.reached - self.late.penalty)

    @property
    def waiting(self) -> list[str]:
        """Exercises that somebody has to look at: until then the score is not final."""
        return [exercise_name(key) for key, value in self.cells.items() if value is None]


def graded_again(grade: Grade) -> bool:
    """Whether points given by hand are for an earlier answer.

    nbgrader asks for a look at all of them when a hand-in is graded anew; `run/writer.py` keeps those quietly whose
    answer is the same, and the formgrader the ones that are saved there.
    """
    return grade.needs_manual_grade and grade.manual_score is not None


def points_of(submission: SubmittedAssignment, lateness: Lateness) -> Points:
    """What a graded hand-in is worth, by the deadlines as they are now."""
    grades = grades_of(submission)
    cells = {key: None if grade.needs_manual_grade else float(grade.score) for key, grade in grades.items()}
    found = Points(cells, [key for key, grade in grades.items() if graded_again(grade)], Late())
    return replace(found, late=lateness.late(submission, found.reached))


def grades_of(submission: SubmittedAssignment) -> dict[str, Grade]:
    """nbgrader's entry of each graded cell of a hand-in, by `cell_key`, notebook after notebook."""
    notebooks = sorted(submission.notebooks, key=lambda notebook: notebook.name)
    several = len(notebooks) > 1
    return {cell_key(notebook.name, grade.name, several): grade for notebook in notebooks for grade in notebook.grades}


def confirm(course: Workspace, assignment: str, students: list[str] | None = None) -> dict[str, list[str]]:
    """Keep points given by hand though the answer has changed since.

    Parameters
    ----------
    course : Workspace
    assignment : str
        Its name.
    students : list of str, optional
        Of whom; of all by default.

    Returns
    -------
    dict of str to list of str
        By student the graded cells that were to be looked at again.
    """
    kept = {}
    with course.gradebook(writing=True) as gradebook:
        for submission in gradebook.assignment_submissions(assignment):
            grades = {key: grade for key, grade in grades_of(submission).items() if graded_again(grade)}
            if grades and (students is None or submission.student_id in students):
                kept[submission.student_id] = [*grades]
                for grade in grades.values():
                    grade.needs_manual_grade = False
        gradebook.db.commit()
    return dict(sorted(kept.items()))
