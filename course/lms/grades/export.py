"""Grades as a file of its own: `course export` and `nbgrader export --exporter=course.lms.grades.export.GradesCsv`."""

import csv
import json
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, Student
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets import List, Unicode

from course.base.files import replacing
from course.base.text import format_points
from course.lms.sheets.sheet import defused
from course.project.lateness import Lateness
from course.project.notebooks import cell_key, exercise_name
from course.project.points import Points

from .results import chosen, result


class GradesCsv(ExportPlugin):
    """One quoted row per student: points of every exercise, of every assignment, and in total."""

    optional = List(Unicode(), help="assignments that do not count in the total").tag(config=True)
    default = "grades.csv"

    def export(self, gradebook: Gradebook) -> None:
        """Write the file named by `to`, whole or not at all."""
        target = Path(self.to or self.default)
        assignments, students = chosen(self, gradebook)
        lateness = Lateness(CourseDirectory(config=self.config))
        results = {
            (student.id, assignment.name): found
            for student in students
            for assignment in assignments
            if (found := result(gradebook, lateness, assignment.name, student.id))
        }
        with replacing(target) as part:
            self._write(part, assignments, students, results)

    def _total(self, student: str, assignments: list[Assignment], results: dict[tuple[str, str], Points]) -> float:
        """Points that count, of all assignments."""
        counting = [a.name for a in assignments if a.name not in self.optional]
        return sum(results[student, name].score for name in counting if (student, name) in results)

    def _write(
        self, path: Path, assignments: list[Assignment], students: list[Student], results: dict[tuple[str, str], Points]
    ) -> None:
        cells = {
            (assignment.name, cell_key(notebook.name, cell.name, len(assignment.notebooks) > 1)): cell
            for assignment in assignments
            for notebook in assignment.notebooks
            for cell in notebook.grade_cells
        }
        columns = {
            (name, key): f"{name}: {exercise_name(key)} ({format_points(cell.max_score)})"
            for (name, key), cell in cells.items()
        }
        totals = {
            assignment.name: f"{assignment.name} ({format_points(assignment.max_score)})" for assignment in assignments
        }
        penalties = [f"{name}: late penalty" for name in totals]
        header = ["student_id", "last_name", "first_name", "email", *columns.values(), *penalties, *totals.values()]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow([*header, "total", "to grade"])
            for student in students:
                own = {name: results[student.id, name] for name in totals if (student.id, name) in results}
                points = {(name, cell): value for name, found in own.items() for cell, value in found.cells.items()}
                writer.writerow(
                    [
                        *map(defused, (student.id, student.last_name, student.first_name, student.email)),
                        *("" if (value := points.get(column)) is None else format_points(value) for column in columns),
                        *(format_points(own[name].late.penalty) if name in own else "" for name in totals),
                        *(format_points(own[name].score) if name in own else "" for name in totals),
                        format_points(self._total(student.id, assignments, results)),
                        sum(len(found.waiting) for found in own.values()),
                    ]
                )


class GradesJson(GradesCsv):
    """The same as data for programs: names as they are, and what is still to be graded by name."""

    default = "grades.json"

    def _write(
        self, path: Path, assignments: list[Assignment], students: list[Student], results: dict[tuple[str, str], Points]
    ) -> None:
        data = {
            "assignments": {
                a.name: {"max_score": a.max_score, "optional": a.name in self.optional} for a in assignments
            },
            "students": [
                {
                    "id": student.id,
                    "last_name": student.last_name,
                    "first_name": student.first_name,
                    "email": student.email,
                    "lms_user_id": student.lms_user_id,
                    "total": self._total(student.id, assignments, results),
                    "assignments": {
                        assignment.name: {
                            "score": found.score,
                            "late_penalty": found.late.penalty,
                            "late": found.late.words,
                            "exercises": {exercise_name(cell): value for cell, value in found.cells.items()},
                            "to_grade": found.waiting,
                            "to_grade_again": [*map(exercise_name, found.again)],
                        }
                        for assignment in assignments
                        if (found := results.get((student.id, assignment.name)))
                    },
                }
                for student in students
            ],
        }
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
