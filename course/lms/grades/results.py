"""What a student is owed for an assignment, as every export needs it."""

from nbgrader.api import Gradebook, MissingEntry

from course.project.lateness import Lateness
from course.project.points import Points, points_of

from .scores import half_done


def cut_off(gradebook: Gradebook, assignment: str, student: str) -> bool:
    """Whether grading stopped between the entry in the gradebook and its points."""
    try:
        return any(map(half_done, gradebook.find_submission(assignment, student).notebooks))
    except MissingEntry:
        return False


def result(gradebook: Gradebook, lateness: Lateness, assignment: str, student: str) -> Points | None:
    """A student's points, None if nothing was handed in or grading was cut off."""
    try:
        submission = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return None
    return None if any(map(half_done, submission.notebooks)) else points_of(submission, lateness)
