"""What a student is owed for an assignment, as every export needs it."""

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin

from course.project.lateness import Lateness
from course.project.points import Points, points_of

from .scores import half_done


def chosen(plugin: ExportPlugin, gradebook: Gradebook) -> tuple[list[Assignment], list[Student]]:
    """Assignments by name, and students by last name, first name and id, so that two exports never differ in order."""
    assignments = [a for a in gradebook.assignments if not plugin.assignment or a.name in map(str, plugin.assignment)]
    students = [s for s in gradebook.students if not plugin.student or s.id in map(str, plugin.student)]
    students.sort(key=lambda s: (s.last_name or "", s.first_name or "", s.id))
    return sorted(assignments, key=lambda a: a.name), students


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
