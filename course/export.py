"""Grades as a file, for `course export` and for `nbgrader export --exporter=course.export.GradesCsv`."""

import csv
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin
from traitlets import List, Unicode

from .scores import half_done

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(text: str | None) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = text or ""
    return f"'{text}" if text.startswith(FORMULA) else text


class GradesCsv(ExportPlugin):
    """One quoted row per student: points of every exercise, of every assignment, and in total."""

    optional = List(Unicode(), help="assignments that do not count in the total").tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the file named by `to` (grades.csv by default), whole or not at all."""
        target = Path(self.to or "grades.csv")
        chosen = [a for a in gradebook.assignments if not self.assignment or a.name in self.assignment]
        students = [s for s in gradebook.students if not self.student or s.id in map(str, self.student)]
        columns = {
            (
                assignment.name,
                cell.name,
            ): f"{assignment.name}: {cell.name.removeprefix('test_')} ({cell.max_score:g})"
            for assignment in sorted(chosen, key=lambda a: a.name)
            for notebook in assignment.notebooks
            for cell in notebook.grade_cells
        }
        totals = {assignment.name: f"{assignment.name} ({assignment.max_score:g})" for assignment in chosen}
        part = target.with_name(target.name + ".part")
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(
                [
                    "student_id",
                    "last_name",
                    "first_name",
                    "email",
                    *columns.values(),
                    *totals.values(),
                    "total",
                    "to grade",
                ]
            )
            writer.writerows(self._row(gradebook, student, list(columns), list(totals)) for student in students)
        part.replace(target)

    def _row(self, gradebook: Gradebook, student: Student, columns: list[tuple[str, str]], totals: list[str]) -> list:
        scores, to_grade, sums = {}, 0, {}
        for name in totals:
            try:
                submission = gradebook.find_submission(name, student.id)
            except MissingEntry:
                continue
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            if any(map(half_done, submission.notebooks)):
                continue
            sums[name] = max(0.0, submission.score - (submission.late_submission_penalty or 0))
            for grade in grades:
                waiting = grade.needs_manual_grade and grade.manual_score is None
                to_grade += waiting
                scores[name, grade.name] = "" if waiting else f"{grade.score:g}"
        return [
            *map(defused, (student.id, student.last_name, student.first_name, student.email)),
            *(scores.get(column, "") for column in columns),
            *(f"{sums[name]:g}" if name in sums else "" for name in totals),
            f"{sum(points for name, points in sums.items() if name not in self.optional):g}",
            to_grade,
        ]
