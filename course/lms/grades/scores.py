"""Points of a class, read from nbgrader's gradebook."""

from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, SubmittedNotebook

from course.base.errors import CourseError
from course.grading.submission.reading import NOTES_KEY
from course.project.notebooks import cell_key, exercise_name, grade_id, kind, read
from course.project.points import Points, points_of
from course.project.workspace import Workspace


@dataclass(frozen=True)
class Exercise:
    """A graded cell: `number` as in the statements (3.2), `name` of what is to be written, `cell` by `cell_key`.

    `judged` is whether a test gives its points.
    """

    number: str
    name: str
    points: float
    cell: str
    judged: bool = True


@dataclass(frozen=True)
class Row:
    """One student's points; `notes` tells what was repaired, `missing` which notebooks were not handed in."""

    student: str
    worth: Points
    notes: list[str]
    missing: list[str]

    @property
    def points(self) -> dict[str, float | None]:
        """By graded cell, None where an instructor has still to look."""
        return self.worth.cells

    @property
    def total(self) -> float:
        """What counts."""
        return self.worth.score


def exercises(course: Workspace, assignment: str) -> list[Exercise]:
    """Graded cells of an assignment in the order of its notebooks."""
    chapter = int(assignment.split("-")[0]) if assignment.split("-")[0].isdigit() else 1
    paths = course.notebooks(assignment)
    cells = [
        (cell_key(path.stem, grade_id(cell), len(paths) > 1), cell)
        for path in paths
        for cell in read(path).cells
        if kind(cell) in ("test", "manual")
    ]
    return [
        Exercise(f"{chapter}.{n}", exercise_name(key), cell.metadata.nbgrader.points, key, kind(cell) == "test")
        for n, (key, cell) in enumerate(cells, 1)
    ]


def graded_notebooks(course: Workspace, assignment: str, names: list[str], student: str) -> dict[str, Path]:
    """The graded notebooks of a student, by name; a notebook that was not handed in is missing."""
    folder = course.folder("autograded") / student / assignment
    return {name: path for name in names if (path := folder / f"{name}.ipynb").is_file()}


def row(course: Workspace, gradebook: Gradebook, assignment: str, names: list[str], student: str) -> Row | None:
    """Points of one student, or None if nothing of this assignment was graded."""
    found = graded_notebooks(course, assignment, names, student)
    if not found:
        return None
    try:
        submission = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return None
    if any(map(half_done, submission.notebooks)):
        return None
    try:
        notes = [
            f"{name}.ipynb: {note}" if len(names) > 1 else note
            for name, path in found.items()
            for note in read(path).metadata.get(NOTES_KEY, [])
        ]
    except CourseError as error:
        again = f"Grade it again: course grade {assignment} --student {student}"
        raise CourseError(f"{error} {again}") from None
    missing = [f"{name}.ipynb" for name in names if name not in found]
    return Row(student, points_of(submission, course.lateness), notes, missing)


def people(course: Workspace) -> dict[str, str]:
    """Names of the students of the gradebook, empty where it has none."""
    with course.gradebook() as gradebook:
        return {entry.id: " ".join(filter(None, (entry.first_name, entry.last_name))) for entry in gradebook.students}


def half_done(notebook: SubmittedNotebook) -> bool:
    """Whether grading was cut off between the entry in the gradebook and its points, which would count as 0."""
    answers = {cell.name for cell in notebook.notebook.solution_cells}
    return any(
        grade.auto_score is None and grade.manual_score is None
        for grade in notebook.grades
        if grade.cell.cell_type == "code" and grade.name not in answers
    )


def graded(course: Workspace, assignment: str) -> list[str]:
    """Students with points for an assignment, whether their graded notebooks can be read or not."""
    with course.gradebook() as gradebook:
        submissions = gradebook.assignment_submissions(assignment)
        whole = [submission.student_id for submission in submissions if not any(map(half_done, submission.notebooks))]
    names = course.notebook_names(assignment)
    return sorted(student for student in whole if graded_notebooks(course, assignment, names, student))


def rows(course: Workspace, assignment: str, students: list[str] | None = None) -> list[Row]:
    """Points of the given students, or of all who were graded."""
    with course.gradebook() as gradebook:
        if students is None:
            students = sorted(submission.student_id for submission in gradebook.assignment_submissions(assignment))
        names = course.notebook_names(assignment)
        found = [row(course, gradebook, assignment, names, student) for student in students]
    return [r for r in found if r is not None]
