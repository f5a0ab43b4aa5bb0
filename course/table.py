"""The table of a graded class in the terminal."""

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from .grading.engine import Outcome
from .scores import Exercise, Row


def number(value: float) -> str:
    """Points without a needless decimal."""
    return f"{value:g}"


def points(value: float | None, exercise: Exercise) -> Text:
    """One cell: full, some or no points told apart by color and by mark."""
    if value is None:
        return Text("to grade", style="yellow")
    if value >= exercise.points:
        return Text(number(value), style="green")
    return Text(("✗ " if value == 0 else "") + number(value), style="red" if value == 0 else "yellow")


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
    failed = {outcome.student: outcome.reason for outcome in outcomes if outcome.reason}
    grid = Table(box=box.SIMPLE_HEAD, header_style="bold")
    grid.add_column("student", overflow="fold")
    for exercise in exercises:
        grid.add_column(f"{exercise.number}\n/{number(exercise.points)}", justify="right")
    grid.add_column(f"total\n/{number(sum(exercise.points for exercise in exercises))}", justify="right", style="bold")
    for row in rows:
        if row.student not in failed:
            cells = [points(row.points.get(exercise.cell, 0.0), exercise) for exercise in exercises]
            grid.add_row(row.student, *cells, number(row.total))
    for student in sorted(failed):
        grid.add_row(student, *["-"] * len(exercises), Text("not graded", style="red"))
    legend = Text(
        "  ".join(f"{exercise.number}\N{NO-BREAK SPACE}{exercise.name}" for exercise in exercises), style="dim"
    )
    lines = [Text.assemble("repaired ", (row.student, "bold"), f": {'; '.join(row.notes)}") for row in rows
             if row.notes and row.student not in failed]  # fmt: skip
    lines += [
        Text.assemble(("not graded ", "red"), (student, "bold"), f": {reason}") for student, reason in failed.items()
    ]
    return Group(Text(assignment, style="bold"), grid, legend, *lines)
