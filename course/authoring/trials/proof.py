"""Reference solutions before the judge: what would lose points there is not released."""

import ast
import copy
from collections.abc import Iterator

from nbformat import NotebookNode

from course.grading.execution.notebook_run import Limits, NotebookRun
from course.grading.sandbox.folders import CourseFiles
from course.project.notebooks import grade_id, is_adopted, kind, verdict_message

from . import agreement
from .answers import REFERENCE, Answer

ADVICE = "A test can compare data only: docs/new-exercise.md has a table of what it may look at, and how."


def prove(nb: NotebookNode, given: CourseFiles) -> Iterator[str]:
    """Run the tests of an instructor notebook on its reference solutions as grading does.

    Parameters
    ----------
    nb : NotebookNode
        The instructor notebook.
    given : CourseFiles
        What the course gives.

    Yields
    ------
    str
        One sentence for each exercise that would lose its points, with the line of the test, and what to write.
    """
    if is_adopted(nb):
        yield from graded(nb, given)
        return
    answers = {grade_id(cell): Answer(REFERENCE, cell.source, True) for cell in nb.cells if kind(cell) == "solution"}
    whole = agreement.judged(nb, {name: [answer] for name, answer in answers.items()}, given)
    failed = {exercise: word.message for (exercise, _), word in whole.items() if word.message is not None}
    if not failed:
        return
    tests = {grade_id(cell).removeprefix("test_"): cell.source for cell in nb.cells if kind(cell) == "test"}
    parts = {
        name: [Answer(str(line), answer.code, True, test=text) for line, text in beginnings(tests[name])]
        for name, answer in answers.items()
        if name in failed
    }
    verdicts = agreement.judged(nb, {name: parts.get(name, []) for name in answers}, given)
    for number, cell in enumerate(nb.cells, 1):
        exercise = grade_id(cell).removeprefix("test_")
        if kind(cell) == "test" and exercise in failed:
            at = next((part.name for part in parts[exercise] if verdicts[exercise, part.name].message is not None), "")
            place = f"cell {number} ({grade_id(cell)})" + f", line {at}" * bool(at)
            yield f"{place}: the judge gives the reference solution no points: {failed[exercise]} {ADVICE}"


def graded(nb: NotebookNode, given: CourseFiles) -> Iterator[str]:
    """The same for a notebook of any form, graded as it is."""
    run = NotebookRun(copy.deepcopy(nb), Limits(sandboxed=agreement.sandboxed()))
    run.run({}, given)
    for number, cell in enumerate(run.nb.cells, 1):
        if kind(cell) == "test" and (message := verdict_message(cell)) is not None:
            place = f"cell {number} ({grade_id(cell)})"
            yield f"{place}: the judge gives the reference solution no points: {message} {ADVICE}"


def beginnings(test: str) -> Iterator[tuple[int, str]]:
    """A test up to each of its statements, with the line of the last one."""
    lines = test.splitlines()
    for statement in ast.parse(test).body:
        yield statement.lineno, "\n".join(lines[: statement.end_lineno])
