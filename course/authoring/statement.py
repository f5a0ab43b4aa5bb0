"""The points that the text of a notebook promises, against those of its grade cells."""

import copy
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from course.base.text import format_points
from course.project.notebooks import grade_id

HEADING = re.compile(r"^(?P<before>#+ .*\()(?P<points>\d+(?:\.\d+)?)(?P<word> points?)\)\s*$", re.MULTILINE)
TOTAL = re.compile(r"(?P<before>\*\*Points:\*\* )(?P<points>\d+(?:\.\d+)?)(?P<word>)\b")


def points_of_cell(cell: NotebookNode) -> float:
    """What a cell is worth in the gradebook; 0 for a cell that is not graded."""
    return float(cell.metadata.get("nbgrader", {}).get("points") or 0)


def promises(nb: NotebookNode) -> Iterator[tuple[NotebookNode, re.Match[str], float]]:
    """Each cell that tells points, where it does so, and how many its exercise has.

    An exercise reaches from its heading to the next one that tells points. `**Points:**` tells those of the notebook.
    """
    headings = [
        (number, matches[-1])
        for number, cell in enumerate(nb.cells)
        if cell.cell_type == "markdown" and (matches := list(HEADING.finditer(cell.source)))
    ]
    ends = [number for number, _ in headings[1:]] + [len(nb.cells)]
    for (number, match), end in zip(headings, ends, strict=False):
        yield nb.cells[number], match, sum(map(points_of_cell, nb.cells[number:end]))
    for cell in nb.cells:
        if cell.cell_type == "markdown" and (total := TOTAL.search(cell.source)):
            yield cell, total, sum(map(points_of_cell, nb.cells))


def differing(nb: NotebookNode) -> Iterator[str]:
    """What the text of a notebook says about points that its grade cells do not."""
    for cell, match, points in promises(nb):
        if float(match["points"]) != points:
            line = match[0].strip()
            yield (
                f"cell {nb.cells.index(cell) + 1} ({grade_id(cell)}) says {line!r}, but the grade cells have"
                f" {format_points(points)}: run `course build --fix`, or correct the points in their metadata"
            )


def corrected(nb: NotebookNode) -> NotebookNode:
    """A copy of a notebook whose text promises the points that its grade cells have."""
    nb = copy.deepcopy(nb)
    for cell, match, points in sorted(promises(nb), key=lambda found: -found[1].start()):  # what follows has its place
        word = f" point{'s' * (points != 1)}" if match["word"] else ""
        told = f"{match['before']}{format_points(points)}{word}"
        start, end = match.start(), match.end("word")
        cell.source = cell.source[:start] + told + cell.source[end:]
    return nb
