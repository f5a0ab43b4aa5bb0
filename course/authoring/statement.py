"""The points that the text of a notebook promises, against those of its grade cells."""

import copy
import math
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from course.base.text import format_points
from course.project.notebooks import grade_id

POINTS = r"(?P<points>\d+(?:\.\d+)?)(?P<word> ?(?:points?|pts?\.?|marks?|p\.?))"
HEADING = re.compile(rf"^(?P<level>#+) (?:(?P<before>.*[(\[]){POINTS}[)\]]\s*$)?", re.MULTILINE | re.IGNORECASE)
TOTAL = re.compile(r"(?P<before>\*\*Points:\*\* )(?P<points>\d+(?:\.\d+)?)(?P<word>)\b")
NO_TEXT = re.compile(r"^(```|~~~).*?^\1|<!--.*?-->", re.MULTILINE | re.DOTALL)  # code and comments


def points_of_cell(cell: NotebookNode) -> float | None:
    """What a cell is worth in the gradebook, 0 for one that is not graded; None for what is no number of points."""
    points = cell.metadata.get("nbgrader", {}).get("points", 0)
    well = isinstance(points, int | float) and not isinstance(points, bool) and math.isfinite(points)
    return float(points) if well else None


def text_of(cell: NotebookNode) -> str:
    """A text as it is, with blanks in the place of code and comments; nothing for code and written answers."""
    if cell.cell_type != "markdown" or cell.metadata.get("nbgrader", {}).get("grade"):
        return ""
    return NO_TEXT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), cell.source)


def promises(nb: NotebookNode) -> Iterator[tuple[NotebookNode, re.Match[str], float]]:
    """Each cell that tells points, where it does so, and how many there are.

    A heading tells those of the grade cells down to the next heading of its level or above; `**Points:**` in the
    first cell those of the notebook.
    """
    found = [(number, match) for number, cell in enumerate(nb.cells) for match in HEADING.finditer(text_of(cell))]
    worth = [points_of_cell(cell) or 0 for cell in nb.cells]
    for place, (number, match) in enumerate(found):
        after = (n for n, other in found[place + 1 :] if len(other["level"]) <= len(match["level"]))
        points = sum(worth[number : next(after, len(nb.cells))])
        if match["points"] and points:  # a heading above another one in the same cell has none of its own
            yield nb.cells[number], match, points
    if nb.cells and (total := TOTAL.search(text_of(nb.cells[0]))):
        yield nb.cells[0], total, sum(worth)


def differing(nb: NotebookNode) -> Iterator[str]:
    """What the text of a notebook says about points that its grade cells do not."""
    for number, cell in enumerate(nb.cells, 1):
        if points_of_cell(cell) is None:
            yield f"cell {number} ({grade_id(cell)}) has points that are no number: correct them in its metadata"
    for cell, match, points in promises(nb):
        if format_points(float(match["points"])) != format_points(points):
            line = match[0].strip()
            yield (
                f"cell {nb.cells.index(cell) + 1} ({grade_id(cell)}) says {line!r}, but the grade cells have"
                f" {format_points(points)}: run `course build --fix`, or correct the points in their metadata"
            )


def corrected(nb: NotebookNode) -> NotebookNode:
    """A copy of a notebook whose text promises the points that its grade cells have."""
    nb = copy.deepcopy(nb)
    for cell, match, points in sorted(promises(nb), key=lambda found: -found[1].start()):  # what follows has its place
        if format_points(float(match["points"])) != format_points(points):
            in_full = match["word"].strip().lower() in ("point", "points")
            word = f" point{'s' * (points != 1)}" if in_full else match["word"]
            told = f"{format_points(points)}{word}"
            cell.source = cell.source[: match.start("points")] + told + cell.source[match.end("word") :]
    return nb
