"""How grading and everything after it grow with the class.

Run with `.venv/bin/python benchmarks/scale.py [--sizes 50 200 1000] [--students 300] [--assignments 6]`. First light
hand-ins are graded, in classes of each size; then a gradebook of many students and assignments is exported, reported
and shown in the table, against one of a tenth of the students.
"""

import argparse
import logging
import tempfile
import time
from pathlib import Path

import classes
from rich.console import Console
from rich.table import Table
from sqlalchemy import event

from course import scores
from course.export import GradesCsv
from course.grading import engine
from course.workspace import Workspace, prepare_process


def graded(size: int, folder: Path) -> tuple[float, float]:
    """Seconds for each hand-in of a class, and for each when nothing has changed."""
    course, names = classes.light(folder / f"light-{size}", size)
    times = []
    for _ in range(2):
        start = time.perf_counter()
        for outcome in engine.grade(course, classes.LIGHT, names, jobs=2):
            if outcome.reason:
                raise SystemExit(f"{outcome.student}: {outcome.reason}")
        times.append((time.perf_counter() - start) / size)
    return times[0], times[1]


def filled(folder: Path, students: int, assignments: int) -> Workspace:
    """A gradebook with full points for everybody, without any notebook."""
    course, _ = classes.light(folder / f"book-{students}", 1)
    with course.gradebook() as gradebook:
        cells = [(cell.name, cell.max_score) for cell in gradebook.find_notebook("light", classes.LIGHT).grade_cells]
        for number in range(2, assignments + 1):
            name = f"{number:02}-light"
            gradebook.update_or_create_assignment(name)
            gradebook.update_or_create_notebook("light", name)
            for cell, points in cells:
                gradebook.update_or_create_grade_cell(cell, "light", name, max_score=points, cell_type="code")
        names = [assignment.name for assignment in gradebook.assignments]
        for number in range(students):
            gradebook.update_or_create_student(f"student-{number:04}")
            for name in names:
                submission = gradebook.update_or_create_submission(name, f"student-{number:04}")
                for grade in submission.notebooks[0].grades:
                    grade.auto_score, grade.needs_manual_grade = grade.max_score, False
        gradebook.db.commit()
    engine.add_indexes(course.gradebook().engine)
    return course


def pages(course: Workspace, folder: Path) -> dict[str, tuple[float, int]]:
    """Seconds and SQL statements of what is done with a gradebook."""
    found = {}
    for name, work in {
        "export as CSV": lambda gradebook: GradesCsv(config=course.config, to=str(folder / "out.csv")).export(
            gradebook
        ),
        "the formgrader's list of students": lambda gradebook: gradebook.student_dicts(),
        "the formgrader's list of hand-ins": lambda gradebook: gradebook.assignment_submissions(classes.LIGHT),
        "points of an assignment": lambda gradebook: scores.rows(course, classes.LIGHT),
    }.items():
        statements = []
        with course.gradebook() as gradebook:
            event.listen(gradebook.engine, "before_cursor_execute", lambda *rest, kept=statements: kept.append(1))
            start = time.perf_counter()
            work(gradebook)
            found[name] = time.perf_counter() - start, len(statements)
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
