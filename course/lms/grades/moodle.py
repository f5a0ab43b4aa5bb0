"""Grades for Moodle: `nbgrader export --exporter=course.lms.grades.moodle.MoodleExport`."""

from pathlib import Path

from nbgrader.api import Gradebook

from course.base.errors import CourseError
from course.base.text import squashed
from course.lms.sheets import sheet as csv_sheet
from course.lms.sheets.columns import grade_column, participants
from course.lms.sheets.sheet import Sheet

from .filling import FillingExport
from .results import chosen

# "Grade can be changed" says no in the language of whoever downloaded the sheet.
NO = "no nein non nee nao nie ne nej nei nu nem ei hayır нет ні не όχι いいえ 否 아니요"
NO_WORDS = set(map(squashed, NO.split()))


class MoodleExport(FillingExport):
    """Moodle's grading worksheet of one assignment, filled in; its headers may be in any language."""

    default = "grades-moodle.csv"
    by_number = False  # the sheet numbers the participants of this assignment only

    def export(self, gradebook: Gradebook) -> None:
        """Write the worksheet."""
        if not self.sheet:
            raise CourseError(
                "Moodle takes grades only in its own worksheet: download it (Submissions > Download grading worksheet)"
                " and name it with --sheet."
            )
        assignments, students = chosen(self, gradebook)
        if len(assignments) != 1:
            raise CourseError(
                "A Moodle worksheet belongs to one assignment, the gradebook has"
                f" {', '.join(a.name for a in assignments) or 'none of that name'}: name the one."
            )
        path, assignment = Path(self.sheet), assignments[0]
        sheet = csv_sheet.read(path)
        if not participants(sheet.column(0)):
            raise CourseError(
                f"{path} is not Moodle's grading worksheet: its first column should number the participants."
            )
        grade = grade_column(sheet)
        if grade is None:
            raise CourseError(f"{path} has no column for a grade next to its maximum: does the assignment use points?")
        self.expects(assignment.name, next(filter(None, sheet.column(grade + 1)), ""), assignment.max_score)
        lines = self.lines(sheet, path, students)
        self.fill(sheet, grade, self.final(gradebook, assignment.name, students), lines, assignment.name)
        self.save(sheet.data())

    def closed(self, sheet: Sheet, line: int, column: int) -> bool:
        """Whether the grade is locked: a 'no' right of the maximum, perhaps behind the state of the workflow."""
        return any(squashed(sheet.value(line, column + step)) in NO_WORDS for step in (2, 3))
