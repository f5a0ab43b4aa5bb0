"""The same answers through sandbox and judge: what a student's own run says and what the grader says must agree.

A student's own run has all cells; the grader's leaves out the story cells that an answer does not need.
"""

import copy
import re
import time

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from course.base.errors import CourseError
from course.grading.execution.imports import imports_of
from course.grading.execution.judging import judge_tests
from course.grading.execution.kernel import StudentKernel, student_kernel
from course.grading.judge.verdict import Cell, Test, Verdict
from course.grading.rerun.story import can_be_left_out
from course.grading.sandbox import ways
from course.grading.sandbox.folders import CourseFiles, folders_for
from course.grading.sandbox.kernel_server import server_for
from course.project.notebooks import grade_id, is_story, kind, most_of

from .answers import Answer, Tally

LIMIT = 60.0  # seconds for one answer; all are meant to end
NUMBER = re.compile(r"-?\d[\d.,e+-]*")  # measured ones (seconds, sizes) differ from run to run
WHOLE = 1800.0  # seconds for all answers of an assignment


def judged(
    nb: NotebookNode, tried: dict[str, list[Answer]], given: CourseFiles, forked: bool = True
) -> dict[tuple[str, str], Verdict]:
    """The judge's word on each answer to each exercise.

    Parameters
    ----------
    nb : NotebookNode
        The instructor notebook.
    tried : dict
        Answers to each exercise.
    given : CourseFiles
        What the course gives.
    forked : bool
        False starts the kernel anew.
    """
    confined = sandboxed()
    until = time.monotonic() + WHOLE
    code = [(place, cell) for place, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    locked = [Cell(grade_id(cell), cell.source, place) for place, cell in code if kind(cell) == "locked"]
    verdicts: dict[str, Verdict] = {}
    server = server_for(given.data, imports_of(nb.cells)) if confined and forked else None
    with folders_for({}, given, server.base if server else None) as folders:
        for story, answers in by_need(nb, tried).items():
            tests = [
                Test(f"{grade_id(cell)}:{answer.name}", answer.test or cell.source, place, most=most_of(cell))
                for place, cell in code
                if kind(cell) == "test"
                for answer in answers[grade_id(cell).removeprefix("test_")]
            ]
            while not verdicts.keys() >= {test.name for test in tests}:
                with student_kernel(folders, confined, lambda: LIMIT, {}, server) as student:
                    pin_all(nb, student, answers, story)
                    left = lambda: until - time.monotonic()  # noqa: E731
                    for verdict in judge_tests(student, locked, tests, set(verdicts), folders, LIMIT, left):
                        if not isinstance(verdict, Verdict):
                            break  # nobody looks at pictures here
                        verdicts[verdict.test] = verdict
    return {(name.split(":")[0].removeprefix("test_"), name.split(":", 1)[1]): word for name, word in verdicts.items()}


def sandboxed() -> bool:
    """Whether kernels can be confined here; where not, these answers are the course's own."""
    try:
        return bool(ways.proved())
    except CourseError:
        return False


def by_need(nb: NotebookNode, tried: dict[str, list[Answer]]) -> dict[bool, dict[str, list[Answer]]]:
    """The answers that grading runs without story cells of the course (False), and those that need some (True)."""
    story = {index for index, cell in enumerate(nb.cells) if is_story(cell)}
    found: dict[bool, dict[str, list[Answer]]] = {needs: {name: [] for name in tried} for needs in (False, True)}
    for name, answers in tried.items():
        for answer in answers:
            cells = copy.deepcopy(nb.cells)
            next(cell for cell in cells if grade_id(cell) == name).source = answer.code
            found[can_be_left_out(cells) != story][name].append(answer)
    return found


def pin_all(nb: NotebookNode, student: StudentKernel, tried: dict[str, list[Answer]], story: bool) -> None:
    """Run the notebook with the reference solutions, and pin each answer where its test stands."""
    solutions = {grade_id(cell): cell for cell in nb.cells if kind(cell) == "solution"}
    for cell in nb.cells:
        if kind(cell) != "test":
            if cell.cell_type == "code" and (story or not is_story(cell)):
                student.run(new_code_cell(cell.source))
            continue
        exercise = grade_id(cell).removeprefix("test_")
        for answer in tried[exercise]:
            student.quietly(f"globals().pop({exercise!r}, None)")
            try:
                student.run(new_code_cell(answer.code))
            except DeadKernelError as error:
                raise CourseError(f"The answer {answer.name} to {exercise} ends its process ({error}).") from None
            student.pin(f"test_{exercise}:{answer.name}")
        student.run(new_code_cell(solutions[exercise].source))


def disagreements(tally: Tally, verdicts: dict[tuple[str, str], Verdict]) -> list[str]:
    """Answers that a student's own run and the judge do not treat alike.

    Where a test ends in an error of its own, not in the author's words, the judge tells less: only the points
    must agree.
    """
    found = []
    for name, alone in tally.messages.items():
        word = verdicts[tally.exercise, name]
        apart, part = word.message, tally.parts.get(name, 0.0)
        if (alone is None) != (apart is None):
            found.append(f"{name}: alone it reads {alone!r}, in the judge {apart!r}")
        elif alone is not None and word.points != part:
            found.append(f"{name}: alone it has {part:g} points, in the judge {word.points:g}")
        elif (
            alone is not None
            and apart is not None
            and NUMBER.sub("#", alone) != NUMBER.sub("#", apart)
            and not alone.split(":")[0].endswith("Error")
        ):
            found.append(f"{name}: the messages differ: alone {alone!r}, in the judge {apart!r}")
    return found
