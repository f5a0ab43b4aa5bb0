"""What a student is owed for an assignment, as every export needs it."""

from dataclasses import dataclass

from nbgrader.api import Gradebook, MissingEntry

from .scores import half_done


@dataclass(frozen=True)
class Result:
    """Points of one student in one assignment.

    Attributes
    ----------
    points : dict of str to float or None
        By grade cell; None waits for somebody to grade it by hand.
    score : float
        Their sum after the penalty for being late, never below 0.
    penalty : float
    """

    points: dict[str, float | None]
    score: float
    penalty: float

    @property
    def waiting(self) -> list[str]:
        """Exercises that are still to be graded by hand: until then the score is not final."""
        return [name.removeprefix("test_") for name, value in self.points.items() if value is None]


def cut_off(gradebook: Gradebook, assignment: str, student: str) -> bool:
    """Whether grading stopped between the entry in the gradebook and its points."""
    try:
        return any(map(half_done, gradebook.find_submission(assignment, student).notebooks))
    except MissingEntry:
        return False


def result(gradebook: Gradebook, assignment: str, student: str) -> Result | None:
    """A student's result, None if nothing was handed in or grading was cut off."""
    try:
        submission = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return None
    if any(map(half_done, submission.notebooks)):
        return None
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    points = {
        grade.name: None if grade.needs_manual_grade and grade.manual_score is None else grade.score for grade in grades
    }
    penalty = submission.late_submission_penalty or 0.0
    return Result(points, max(0.0, submission.score - penalty), penalty)
