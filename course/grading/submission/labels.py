"""What a cell says it is, and whose notebook it stands in."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from .reading import plain_cells


def labels_of(cell: NotebookNode) -> Iterator[str]:
    """What a cell says it is: its own id, which the course makes the same as nbgrader's grade_id, and that.

    The id first: it is never copied with a cell, a grade_id is.
    """
    yield cell.get("id", "")
    info = cell.metadata.get("nbgrader")
    if isinstance(info, dict) and isinstance(info.get("grade_id"), str):
        yield info["grade_id"]


def defines(source: str, name: str) -> bool:
    """Whether a cell's code defines a function, class or variable of this name at its top level.

    By its lines, because a cell with `%%time` or a mistake in it is no Python. Each line is read a few times at most.
    """
    escaped = re.escape(name)
    assigned = rf"^(?=[^=\n]*=(?!=))(?:(?:[\w ]*+,)+? *)?{escaped} *[:,=]"
    return re.search(rf"(?m)^(?:(?:async +)?def|class) +{escaped}\b|{assigned}", source) is not None


def whose(handed_in: list[NotebookNode], asked: dict[str, tuple[str, ...]], expected: str) -> str | None:
    """The assignment that a hand-in belongs to, by the labels of its answer cells, or by what its cells define.

    Parameters
    ----------
    handed_in : list of NotebookNode
        Its cells.
    asked : dict
        Names of the answer cells of each assignment.
    expected : str
        The assignment that it was handed in for.
    """
    cells = plain_cells(handed_in)
    labels = {label for cell in cells for label in labels_of(cell)}
    for assignment in (expected, *asked):
        if labels & set(asked[assignment]):
            return assignment
    return expected if any(defines(cell.source, name) for cell in cells for name in asked[expected]) else None
