"""The same answers through sandbox and judge: what a student's own run says and what the grader says must agree."""

import re
import time
from pathlib import Path

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from .answers import Tally, candidates
from .errors import CourseError
from .grading import sandbox, warm
from .grading.judge import Cell, Test
from .grading.kernel import Student, folders_for, student_kernel
from .grading.trial import try_tests
from .notebooks import grade_id, kind

LIMIT = 60.0  # seconds for one answer; all are meant to end
NUMBER = re.compile(r"-?\d[\d.,e+-]*")  # measured ones (seconds, sizes) differ from run to run
WHOLE = 1800.0  # seconds for all answers of an assignment


def judged(
    nb: NotebookNode, folder: Path, photographs: Path | None, forked: bool = True
) -> dict[tuple[str, str], str | None]:
    """The judge's message for each exercise and answer, None for full points.

    Parameters
    ----------
    nb : NotebookNode
        The instructor notebook.
    folder : Path
        Folder of the assignment's answers.
    photographs : Path or None
        Folder of the course's photographs.
    forked : bool
        False starts the kernel anew.
    """
    try:
        sandboxed = bool(sandbox.bubblewrap())
    except CourseError:
        sandboxed = False  # these answers are the course's own
    until = time.monotonic() + WHOLE
    code = [(place, cell) for place, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    locked = [Cell(grade_id(cell), cell.source, place) for place, cell in code if kind(cell) == "locked"]
    tried = candidates(nb, folder)
    tests = [
        Test(f"{grade_id(cell)}:{answer.name}", cell.source, place)
        for place, cell in code
        if kind(cell) == "test"
        for answer in tried[grade_id(cell).removeprefix("test_")]
    ]
    verdicts = {}
    zygote = warm.zygote(photographs, warm.imports_of(nb.cells)) if sandboxed and forked else None
    with folders_for(None, photographs, zygote) as folders:
        while len(verdicts) < len(tests):
            with student_kernel(folders, sandboxed, lambda: LIMIT, {}, zygote) as student:
                pin_all(nb, student, tried)
                left = lambda: until - time.monotonic()  # noqa: E731
                for verdict in try_tests(student, locked, tests, set(verdicts), folders, LIMIT, left):
                    verdicts[verdict.test] = verdict.message
    return {(test.exercise, test.name.split(":", 1)[1]): verdicts[test.name] for test in tests}


def pin_all(nb: NotebookNode, student: Student, tried: dict) -> None:
    """Run the notebook with the reference solutions, and pin each answer where its test stands."""
    solutions = {grade_id(cell): cell for cell in nb.cells if kind(cell) == "solution"}
    for cell in nb.cells:
        if kind(cell) != "test":
            if cell.cell_type == "code":
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


def disagreements(tally: Tally, verdicts: dict[tuple[str, str], str | None]) -> list[str]:
    """Answers that a student's own run and the judge do not treat alike.

    Where a test ends in an error of its own, not in the author's words, the judge tells less: only the points
    must agree.
    """
    found = []
    for name, alone in tally.messages.items():
        apart = verdicts[tally.exercise, name]
        if (alone is None) != (apart is None):
            found.append(f"{name}: alone it reads {alone!r}, in the judge {apart!r}")
        elif (
            alone is not None
            and NUMBER.sub("#", alone) != NUMBER.sub("#", apart)
            and not alone.split(":")[0].endswith("Error")
        ):
            found.append(f"{name}: the messages differ: alone {alone!r}, in the judge {apart!r}")
    return found
