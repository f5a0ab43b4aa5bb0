"""How grading and everything after it grow with the class.

Run with `.venv/bin/python benchmarks/scale.py [--sizes 50 200 1000] [--students 300] [--assignments 6]`. First light
hand-ins are graded, in classes of each size; then what instructors do with a graded class of many students and
assignments is timed, against a class of a tenth of the students.
"""

import argparse
import logging
import tempfile
import time
from pathlib import Path

import classes
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, event

from course.grading.run import class_run
from course.lms.grades import scores
from course.lms.grades.export import GradesCsv
from course.project.workspace import Workspace, prepare_process
from course.report.formgrader import Formgrader
from course.report.page import write_report


def graded(size: int, folder: Path) -> tuple[float, float]:
    """Seconds for each hand-in of a class, and for each when nothing has changed."""
    course, names = classes.light(folder / f"light-{size}", size)
    times = []
    for _ in range(2):
        start = time.perf_counter()
        for outcome in class_run.grade(course, classes.LIGHT, names, jobs=2):
            if outcome.reason:
                raise SystemExit(f"{outcome.student}: {outcome.reason}")
        times.append((time.perf_counter() - start) / size)
    return times[0], times[1]


def filled(folder: Path, students: int, assignments: int) -> Workspace:
    """A graded class: one real hand-in of each assignment, and as many copies as there are students."""
    names = [f"{number:02}-light" for number in range(1, assignments + 1)]
    for name in names:
        course, (first,) = classes.light(folder / f"book-{students}", 1, name)
        for outcome in class_run.grade(course, name, [first], jobs=1):
            if outcome.reason:
                raise SystemExit(outcome.reason)
    with course.gradebook() as gradebook:
        for number in range(1, students):
            student = f"student-{number:04}"
            gradebook.update_or_create_student(student)
            for name in names:
                for step in ("submitted", "autograded"):
                    target = course.folder(step) / student / name / "light.ipynb"
                    target.parent.mkdir(parents=True)
                    target.hardlink_to(course.folder(step) / first / name / "light.ipynb")
                submission = gradebook.update_or_create_submission(name, student)
                for grade in submission.notebooks[0].grades:
                    grade.auto_score, grade.needs_manual_grade = grade.max_score, False
        gradebook.db.commit()
    return course


def pages(course: Workspace, folder: Path) -> dict[str, tuple[float, int]]:
    """Seconds, at the best of three times, and SQL statements of what is done with a graded class."""
    found: dict[str, tuple[float, int]] = {}
    statements = []
    event.listen(Engine, "before_cursor_execute", lambda *rest: statements.append(1))
    names = course.assignments()
    for name, work in {
        "course export": lambda: GradesCsv(config=course.config, to=str(folder / "out.csv")).export(course.gradebook()),
        "course report": lambda: write_report(course, names, folder / "report", Formgrader("http://localhost:8888")),
        "the table of course grade": lambda: scores.rows(course, classes.LIGHT),
        "formgrader: assignments": lambda: course.api.get_assignments(),
        "formgrader: submissions": lambda: course.api.get_submissions(classes.LIGHT),
        "formgrader: manual grading": lambda: course.api.get_notebook_submissions(classes.LIGHT, "light"),
        "formgrader: students": lambda: course.api.get_students(),
        "formgrader: a student": lambda: course.api.get_student_submissions("student-0001"),
    }.items():
        times = []
        for _ in range(3):
            statements.clear()
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        found[name] = min(times), len(statements)
    return found


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[50, 200, 1000])
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--assignments", type=int, default=6)
    arguments = parser.parse_args()
    prepare_process()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        table = Table("hand-ins", "s each", "against the smallest", "s each, unchanged", title="light class")
        first = None
        for size in arguments.sizes:
            each, again = graded(size, Path(folder))
            first = first or each
            table.add_row(str(size), f"{each:.2f}", f"{each / first:.2f}", f"{again:.4f}")
        Console().print(table)
        small = pages(filled(Path(folder), arguments.students // 10, arguments.assignments), Path(folder))
        large = pages(filled(Path(folder), arguments.students, arguments.assignments), Path(folder))
        title = f"{arguments.students} students x {arguments.assignments} assignments, against a tenth of the students"
        table = Table("what", "s", "times as long", "SQL statements", title=title)
        for name, (seconds, statements) in large.items():
            table.add_row(name, f"{seconds:.2f}", f"{seconds / max(small[name][0], 1e-3):.1f}", str(statements))
        Console().print(table)


if __name__ == "__main__":
    main()
