"""The sample class, its points as worked out by hand, and as a gradebook has them."""

from course.authoring.trials.sample_class import load_class
from course.lms.grades import scores
from support.course import ROOT

STUDENTS = load_class(ROOT / "tests" / "answers" / "sample_class.toml")


def handed_in(assignment):
    """Students of the sample class who handed in an assignment."""
    return [student for student in STUDENTS if assignment in student.expected]


def expected(assignment):
    """Points of each exercise, by student, as they were worked out by hand; without those who cannot be graded."""
    return {one.name: one.expected[assignment] for one in handed_in(assignment) if one.expected[assignment]}


def scored(course, assignment):
    """The same, as the gradebook has them."""
    exercises = [exercise for exercise in scores.exercises(course, assignment) if exercise.cell.startswith("test_")]
    rows = scores.rows(course, assignment)
    return {row.student: [row.points[exercise.cell] for exercise in exercises] for row in rows}
