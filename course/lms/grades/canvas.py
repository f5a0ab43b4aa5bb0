"""Grades for Canvas: `nbgrader export --exporter=course.lms.grades.canvas.CanvasExport`."""

import csv
import io
import re
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, Student

from course.base.errors import CourseError
from course.base.text import format_points, printable, squashed
from course.lms.sheets import sheet as csv_sheet
from course.lms.sheets.columns import POINTS
from course.lms.sheets.sheet import Sheet, defused, written

from .filling import FillingExport
from .results import chosen

NUMBERED = re.compile(r"\s*\(\d+\)$")  # Canvas's id of an assignment, after its name
TAKEN = re.compile(r"(?i)EX|N/A")


class CanvasExport(FillingExport):
    """Canvas's gradebook: the downloaded one filled in, or a new one that Canvas can match by login."""

    default = "grades-canvas.csv"

    def export(self, gradebook: Gradebook) -> None:
        """Write the gradebook."""
        assignments, students = chosen(self, gradebook)
        if self.sheet:
            self.save(self._filled(gradebook, assignments, students))
        else:
            self.save(self._new(gradebook, assignments, students))

    def _filled(self, gradebook: Gradebook, assignments: list[Assignment], students: list[Student]) -> bytes:
        path = Path(self.sheet)
        sheet = csv_sheet.read(path)
        header = sheet.row(0)
        if "ID" not in header or "Section" not in header:
            raise CourseError(f"{path} is not Canvas's gradebook: export it there with Grades > Export.")
        limits = next((line for line in range(1, len(sheet.raw)) if sheet.value(line, 0).strip() == POINTS), None)
        places = {a.name: self._column(sheet, header, limits, a) for a in assignments}
        missing = [name for name, column in places.items() if column is None]
        if len(missing) == len(places):
            columns = "; ".join(
                printable(text) for text in header[header.index("Section") + 1 :] if NUMBERED.search(text)
            )
            raise CourseError(f"{path} has no column for {', '.join(missing)}: it has {columns or 'no assignments'}.")
        if missing:
            self.note(f"no column in the sheet for {', '.join(missing)}")
        lines = self.lines(sheet, path, students)
        for assignment in assignments:
            column = places[assignment.name]
            if column is not None:
                self.note(f"{assignment.name}: filled the column {printable(header[column])}")
                if limits:
                    self.expects(assignment.name, sheet.value(limits, column), assignment.max_score)
                self.fill(sheet, column, self.final(gradebook, assignment.name, students), lines, assignment.name)
        return sheet.data()

    def _column(self, sheet: Sheet, header: list[str], limits: int | None, assignment: Assignment) -> int | None:
        """Column of an assignment, by its name with or without the number in front; never one that is read-only."""
        whole, short = squashed(assignment.name), squashed(assignment.name).lstrip("0123456789")
        open_columns = [
            column
            for column in range(header.index("Section") + 1, len(header))
            if not (limits and "read only" in sheet.value(limits, column))
        ]
        names = {column: squashed(NUMBERED.sub("", header[column])) for column in open_columns}
        for fits in (
            lambda name: name == whole,
            lambda name: name == short or name.lstrip("0123456789") == short,
            lambda name: whole in name,
            lambda name: short and short in name,
        ):
            found = [column for column, name in names.items() if fits(name)]
            if len(found) == 1:
                return found[0]
            if found:
                titles = "; ".join(printable(header[column]) for column in found)
                raise CourseError(f"{self.sheet} has several columns for {assignment.name}: {titles}.")
        return None

    def closed(self, sheet: Sheet, line: int, column: int) -> bool:
        """Whether a student is excused, or the assignment is not theirs."""
        return bool(TAKEN.fullmatch(sheet.value(line, column).strip()))

    def _new(self, gradebook: Gradebook, assignments: list[Assignment], students: list[Student]) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(a.name for a in assignments)])
        writer.writerow([f"    {POINTS}", *[""] * 4, *(f"{format_points(a.max_score)}" for a in assignments)])
        scores = {a.name: self.final(gradebook, a.name, students) for a in assignments}
        for student in students:
            name = ", ".join(filter(None, (student.last_name, student.first_name))) or student.id
            points = (scores[a.name].get(student.id) for a in assignments)
            cells = [name, student.lms_user_id, "", student.id, ""]
            writer.writerow(
                [*map(defused, cells), *("" if value is None else written(value, False) for value in points)]
            )
        return text.getvalue().encode()
