"""Runs an instructor notebook as a whole: its solutions must pass their own tests, silently, and before the judge."""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from course.grading.execution.imports import imports_of
from course.grading.run.fingerprint import PACKAGE, code, environment
from course.grading.run.preflight import elsewhere
from course.grading.sandbox.folders import CourseFiles, folders_for
from course.project.notebooks import PARTIAL, grade_id, kind, most_of, normal_form

from .predictions import untrue
from .rules import CAPITAL, VALUE, signatures
from .session import failure, session, verdict
from .trials.proof import prove

CALLED = "assert not callable({0}) or isinstance({0}, type)"  # fails for what can be called and is no class


def run(nb: NotebookNode, python: str | None = None, folder: Path | None = None) -> Iterator[str]:
    """Run every code cell in order, keep the outputs in `nb`, and tell what is wrong.

    Parameters
    ----------
    nb : NotebookNode
        An instructor notebook; its code cells receive their outputs.
    python : str, optional
        Interpreter whose libraries are to be used, this one by default.
    folder : Path, optional
        Working directory, an empty one by default.

    Yields
    ------
    str
        One sentence for each cell that raises, writes to stderr, does not earn its points, or shows that something else
        comes than a prediction's author has declared.
    """
    with session(python, folder) as kernel:
        for number, cell in enumerate(nb.cells, 1):
            if cell.cell_type != "code":
                continue
            cell.outputs = kernel.run(cell.source)
            place = f"cell {number} ({grade_id(cell)})"
            if problem := failure(cell.outputs):
                yield f"{place} fails or warns when the reference solution runs: {problem}"
            elif most := most_of(cell):
                if words := verdict(cell.outputs, most)[0]:
                    yield f"{place} gives the reference solution a part of the points: {words}"
            elif kind(cell) == "test" and any(output.output_type == "execute_result" for output in cell.outputs):
                yield f"{place} {VALUE}: end it with an assert, or give it the tag {PARTIAL!r} if it is to"
            elif kind(cell) == "test":
                score, points = determine_grade(cell)
                if score != points:
                    yield f"{place} gives the reference solution {score} of {points} points: end it with an assert"
        answers = [cell for cell in nb.cells if kind(cell) == "solution" and cell.cell_type == "code"]
        for cell in answers:
            for name in filter(lambda name: name[:1].isupper(), signatures(cell.source)):
                if kernel.run(CALLED.format(name)):
                    yield f"the cell {grade_id(cell)} names {name!r} {CAPITAL}"
        yield from untrue(nb)


def mark(nb: NotebookNode, cache: Path, given: CourseFiles) -> Path:
    """The file that stands for "all is well" with this notebook, these files, these libraries and this code."""
    known = normal_form(nb), given.fingerprint(), environment(imports_of(nb.cells)), code(PACKAGE, ("authoring",))
    return cache / "reference" / hashlib.sha256("".join(known).encode()).hexdigest()


def run_once(nb: NotebookNode, cache: Path, given: CourseFiles) -> list[str]:
    """The same, then before the judge; a notebook for which all was well is not run again until something changes."""
    well = mark(nb, cache, given)
    if well.is_file():
        return []
    with folders_for({}, given) as folders:
        problems = list(run(nb, folder=folders.judge))
    if not problems and not elsewhere():
        problems = list(prove(nb, given))
    if not problems:
        with contextlib.suppress(OSError):  # somebody else's course: it is run again next time
            well.parent.mkdir(parents=True, exist_ok=True)
            well.touch()
    return problems
