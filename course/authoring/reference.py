"""Runs an instructor notebook as a whole: its solutions must pass their own tests, silently, and before the judge."""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from course.base.files import plain_files
from course.grading.run.fingerprint import PACKAGE, code, environment
from course.grading.run.preflight import elsewhere
from course.project.notebooks import grade_id, kind, normal_form

from .session import failure, session
from .trials.proof import prove


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
        One sentence for each cell that raises, writes to stderr, or does not earn its points.
    """
    with session(python, folder) as kernel:
        for number, cell in enumerate(nb.cells, 1):
            if cell.cell_type != "code":
                continue
            cell.outputs = kernel.run(cell.source)
            place = f"cell {number} ({grade_id(cell)})"
            if problem := failure(cell.outputs):
                yield f"{place} fails or warns when the reference solution runs: {problem}"
            elif kind(cell) == "test":
                score, points = determine_grade(cell)
                if score != points:
                    yield f"{place} gives the reference solution {score} of {points} points: end it with an assert"


def mark(nb: NotebookNode, cache: Path, photographs: Path | None) -> Path:
    """The file that stands for "all is well" with this notebook, these photographs, these libraries and this code."""
    digest = hashlib.sha256((normal_form(nb) + environment() + code(PACKAGE, ("authoring",))).encode())
    for path in plain_files(photographs) if photographs else ():
        digest.update(path.name.encode() + path.read_bytes())
    return cache / "reference" / digest.hexdigest()


def run_once(nb: NotebookNode, cache: Path, photographs: Path | None) -> list[str]:
    """The same, then before the judge; a notebook for which all was well is not run again until something changes."""
    well = mark(nb, cache, photographs)
    if well.is_file():
        return []
    problems = list(run(nb))
    if not problems and not elsewhere():
        problems = list(prove(nb, photographs))
    if not problems:
        with contextlib.suppress(OSError):  # somebody else's course: it is run again next time
            well.parent.mkdir(parents=True, exist_ok=True)
            well.touch()
    return problems
