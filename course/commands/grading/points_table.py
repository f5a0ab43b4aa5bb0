"""The table of a graded class in the terminal."""

from rich.console import Group
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from course.base.text import format_points, printable
from course.grading.run.class_run import Outcome
from course.lms.grades.scores import Exercise, Row

from ..console import LINES, out

WIDEST = 30  # of a student's name; a longer one is folded


def mark(row: Row, exercise: Exercise) -> Text:
    """One cell: full, some or no points told apart by color and by mark."""
    value = row.points.get(exercise.cell, 0.0)
    if value is None:
        return Text("to grade again" if exercise.cell in row.worth.again else "to grade", style="yellow")
    if value >= exercise.points:
        return Text(format_points(value), style="green")
    return Text(("✗ " if value == 0 else "") + format_points(value), style="red" if value == 0 else "yellow")


def table(assignment: str, exercises: list[Exercise], rows: list[Row], outcomes: list[Outcome]) -> Group:
    """Points per exercise and student, what was repaired, and who could not be graded and why.

    Parameters
    ----------
    assignment : str
        Title of the table.
    exercises : list of Exercise
        The columns.
    rows : list of Row
        Students with points in the gradebook.
    outcomes : list of Outcome
        What became of the hand-ins of this run.
    """
    failed = {outcome.student: printable(outcome.reason) for outcome in outcomes if outcome.reason}
    grid = Table(box=LINES, header_style="bold", padding=(0, 0, 0, 1))
    grid.add_column("student", overflow="fold", max_width=WIDEST)
    for exercise in exercises:
        grid.add_column(f"{exercise.number}\n/{format_points(exercise.points)}", justify="right", no_wrap=True)
    total = f"total\n/{format_points(sum(exercise.points for exercise in exercises))}"
    grid.add_column(total, justify="right", style="bold", no_wrap=True)
    for row in rows:
        if row.student not in failed:
            cells = [mark(row, exercise) for exercise in exercises]
            grid.add_row(Text(printable(row.student)), *cells, format_points(row.total))
    for student in sorted(failed):
        grid.add_row(Text(printable(student)), *["-"] * len(exercises), Text("not graded", style="red"))
    # As wide as it must be: on a narrow terminal the lines run on, and nothing is cut off.
    grid.width = Measurement.get(out, out.options.update(width=10_000), grid).maximum
    legend = Text(
        "  ".join(f"{exercise.number}\N{NO-BREAK SPACE}{exercise.name}" for exercise in exercises), style="dim"
    )
    repaired = [(row.student, "; ".join(row.notes)) for row in rows if row.notes and row.student not in failed]
    lines = [Text.assemble("repaired ", (printable(who), "bold"), f": {printable(notes)}") for who, notes in repaired]
    lines += [
        Text.assemble(("not graded ", "red"), (printable(student), "bold"), f": {reason}")
        for student, reason in failed.items()
    ]
    return Group(Text(assignment, style="bold"), grid, legend, *lines)
