"""The table of a graded class in the terminal."""

import textwrap
from dataclasses import dataclass, field

from rich.console import Group
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from course.base.text import format_points, printable, shortened
from course.grading.run.class_run import Outcome
from course.lms.grades.scores import Exercise, Row

from ..console import LINES, out

WIDEST = 30  # of a student's name; a longer one is folded


@dataclass(frozen=True)
class Shown:
    """Who is in the table.

    Attributes
    ----------
    rows : list of Row
        Students with points in the gradebook.
    outcomes : list of Outcome
        What became of the hand-ins of this run.
    absent : list of str
        Students of the gradebook who have handed in nothing.
    names : dict of str to str
        By student, where the gradebook has one.
    lost : list of str
        Students with points of whom there is neither a hand-in nor a graded notebook.
    """

    rows: list[Row]
    outcomes: list[Outcome]
    absent: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    @property
    def failed(self) -> dict[str, str]:
        """Why a hand-in could not be graded, by student."""
        return {outcome.student: printable(outcome.reason) for outcome in self.outcomes if outcome.reason}

    @property
    def graded(self) -> list[Row]:
        """Students with points that are those of their hand-in."""
        return [row for row in self.rows if row.student not in self.failed]

    @property
    def gone(self) -> list[str]:
        """Students with points whose hand-in is no longer there."""
        return sorted({row.student for row in self.rows} - {outcome.student for outcome in self.outcomes})


def mark(row: Row, exercise: Exercise) -> Text:
    """One cell: full, some or no points told apart by color and by mark."""
    value = row.points.get(exercise.cell, 0.0)
    if value is None:
        return Text("to grade again" if exercise.cell in row.worth.again else "to grade", style="yellow")
    if value >= exercise.points:
        return Text(format_points(value), style="green")
    return Text(("✗ " if value == 0 else "") + format_points(value), style="red" if value == 0 else "yellow")


def penalty(row: Row) -> Text:
    """What lateness takes away; empty for who was in time."""
    late = row.worth.late
    return Text(f"-{format_points(late.penalty)}" if late.penalty else "late" if late.words else "", style="red")


def table(assignment: str, exercises: list[Exercise], shown: Shown) -> Group:
    """Points per exercise and student, what was repaired, and who could not be graded and why.

    Parameters
    ----------
    assignment : str
        Title of the table.
    exercises : list of Exercise
        The columns.
    shown : Shown
        The rows.
    """
    grid = Table(box=LINES, header_style="bold", padding=(0, 0, 0, 1))
    grid.add_column("student", overflow="fold", max_width=WIDEST)
    if shown.names:
        grid.add_column("name", overflow="fold", max_width=WIDEST)
    for exercise in exercises:
        grid.add_column(f"{exercise.number}\n/{format_points(exercise.points)}", justify="right", no_wrap=True)
    late = [row for row in shown.graded if row.worth.late.words]
    if late:
        grid.add_column("late", justify="right", no_wrap=True)
    total = f"total\n/{format_points(sum(exercise.points for exercise in exercises))}"
    grid.add_column(total, justify="right", style="bold", no_wrap=True)

    def person(student: str) -> list[Text]:
        name = [Text(shortened(shown.names.get(student, "")))] if shown.names else []
        return [Text(printable(student)), *name]

    for row in shown.graded:
        cells = [mark(row, exercise) for exercise in exercises] + ([penalty(row)] if late else [])
        grid.add_row(*person(row.student), *cells, format_points(row.total))
    for student, what, style in [
        *((who, "not graded", "red") for who in sorted(shown.failed)),
        *((who, "not handed in", "dim") for who in shown.absent),
    ]:
        grid.add_row(*person(student), *["-"] * (len(exercises) + bool(late)), Text(what, style=style))
    # As wide as it must be: on a narrow terminal the lines run on, and nothing is cut off.
    grid.width = Measurement.get(out, out.options.update(width=10_000), grid).maximum
    parts = "  ".join(f"{exercise.number}\N{NO-BREAK SPACE}{exercise.name}" for exercise in exercises)
    # Rich would break a line at a no-break space too.
    legend = textwrap.fill(parts, out.width, break_long_words=False, break_on_hyphens=False)
    return Group(Text(assignment, style="bold"), grid, Text(legend, style="dim"), *remarks(shown, late))


def remarks(shown: Shown, late: list[Row]) -> list[Text]:
    """Lines below the table."""
    gone = "is not in submitted/ any more: these are the points of an earlier run"
    told = [("late", "", row.student, lateness(row)) for row in late]
    told += [("repaired", "", row.student, "; ".join(row.notes)) for row in shown.graded if row.notes]
    told += [
        ("incomplete", "yellow", row.student, f"{name} was not handed in")
        for row in shown.graded
        for name in row.missing
    ]
    told += [("hand-in gone", "yellow", student, gone) for student in shown.gone]
    lost = "neither the hand-in nor the graded notebook is there; the exports still have the points of the gradebook"
    told += [("hand-in gone", "yellow", student, lost) for student in shown.lost]
    told += [("not graded", "red", student, reason) for student, reason in shown.failed.items()]
    return [
        Text.assemble((f"{what} ", style), (printable(student), "bold"), f": {printable(text)}")
        for what, style, student, text in told
    ]


def lateness(row: Row) -> str:
    """How late, and what it costs."""
    late = row.worth.late
    cost = f"{format_points(late.penalty)} points taken away" if late.penalty else "nothing is taken away"
    return f"{late.words}{late.due:, due %Y-%m-%d %H:%M %Z}; {cost}" if late.due else f"{late.words}; {cost}"
