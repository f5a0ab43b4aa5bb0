"""`course confirm`: points given by hand stay, though the answer has changed since."""

from course.base.errors import CourseError
from course.project import points
from course.project.notebooks import exercise_name

from ..console import out, workspace


def confirm(assignment: str, student: list[str] | None) -> None:
    """Keep the points, and tell whose."""
    course = workspace()
    course.require(assignment)
    kept = points.confirm(course, assignment, student)
    if nothing := [name for name in student or [] if name not in kept]:
        raise CourseError(f"Nothing of {assignment} is to be graded again of {', '.join(nothing)}.")
    for name, cells in kept.items():
        out.print(f"{name}: {', '.join(map(exercise_name, cells))}", markup=False)
    people = f"{len(kept)} student{'s' * (len(kept) != 1)}"
    out.print(f"{assignment}: the points given by hand to {people} stay." if kept else
              f"{assignment}: nothing is to be graded again.", markup=False)  # fmt: skip
