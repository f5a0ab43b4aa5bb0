"""A notebook of two small exercises, run in a kernel and judged, round for round."""

from nbformat.v4 import new_notebook

from course.grading.execution.notebook_run import Limits, NotebookRun
from course.grading.sandbox.folders import CourseFiles
from course.project.notebooks import verdict_message

from .course import cell

ANSWERS = {"first": "def first():\n    return 1", "second": "def second():\n    return 2"}
FULL = {"first": None, "second": None}


class Counted(NotebookRun):
    """Counts its rounds, and does something before each."""

    rounds, before = 0, staticmethod(lambda number: None)

    def _round(self, *given):
        self.rounds += 1
        self.before(self.rounds)
        super()._round(*given)


def graded(answers=ANSWERS, tests=None, extra="pass", before=None, data=None, between=(), **limits):
    """Run a notebook of two exercises; gives back the run and the message of each test."""
    cells = [cell("locked", "setup", "import os, time"), cell("solution", "extra", extra), *between]
    for number, (name, answer) in enumerate(answers.items(), 1):
        test = (tests or {}).get(name, "")
        cells += [cell("solution", name, answer)]
        cells += [cell("test", f"test_{name}", f"{test}\nassert {name}() == {number}, 'not {number}'", 1)]
    run = Counted(new_notebook(cells=cells), Limits(**limits))
    run.before = before or run.before
    run.run({}, CourseFiles(data))
    return run, {one.id.removeprefix("test_"): verdict_message(one) for one in cells if one.id.startswith("test_")}
