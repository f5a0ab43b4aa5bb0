"""Runs an instructor notebook as a whole: its solutions must pass their own tests, silently."""

import hashlib
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from course.project.notebooks import grade_id, kind, normal_form

from .session import failure, session

LIBRARIES = ("numpy", "scikit-learn", "pillow", "matplotlib", "ipykernel")


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


def run_once(nb: NotebookNode, cache: Path) -> list[str]:
    """The same, but a notebook that ran well with these library versions is not run again."""
    versions = [f"{name}=={importlib.metadata.version(name)}" for name in LIBRARIES]
    key = hashlib.sha256("\n".join([normal_form(nb), *versions]).encode()).hexdigest()
    mark = cache / "reference" / key
    if mark.is_file():
        return []
    problems = list(run(nb))
    if not problems:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    return problems
