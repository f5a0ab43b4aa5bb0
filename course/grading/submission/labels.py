"""What a cell says it is, and whose notebook it stands in."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from course.project.notebooks import kind

from .reading import plain_cells

MAX_LINE, MAX_ANSWER = 60, 20_000  # of a cell, that a message may tell; characters of a cell that is looked through
OWN_COUNT = re.compile(r"(?m)^[ \t]*%%|^(?:[^\n=]*=)?[ \t]*[!%][^\n]*\\$")
PLACE = re.compile(r" It stopped in line (\d+) of your cell\.$")


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


def place_of(line: int, exercise: str, cells: list[NotebookNode]) -> str:
    """Where an answer stopped, as a sentence behind a message; empty where that is not to be told.

    The student's process says which line it was, and could choose it by what came in. So it has to be a line of
    code, and one of the first few, in the only cell that defines the exercise.

    Parameters
    ----------
    line : int
        Counted from 1 as IPython does, which leaves out blank lines at the start of a cell.
    exercise : str
        What the test is about.
    cells : list of NotebookNode
        Of the repaired notebook.
    """
    own = [cell.source for cell in cells if kind(cell) in ("solution", "plain") and cell.cell_type == "code"]
    found = [source for source in own if defines(source, exercise)]
    if len(found) != 1:
        return ""
    # A cell magic, or one that goes on in the next line, counts lines in its own way.
    if len(found[0]) > MAX_ANSWER or OWN_COUNT.search(found[0]):
        return ""
    lines = found[0].split("\n")
    line += next((number for number, text in enumerate(lines) if text.strip()), 0)
    told = 0 < line <= min(len(lines), MAX_LINE) and lines[line - 1].strip() and lines[line - 1].strip()[0] != "#"
    return f" It stopped in line {line} of your cell." if told else ""


def whose(handed_in: list[NotebookNode], asked: dict[str, tuple[str, ...]], expected: str) -> str | None:
    """The notebook that was handed in, by the labels of its answer cells, or by what its cells define.

    Parameters
    ----------
    handed_in : list of NotebookNode
        Its cells.
    asked : dict
        Names of the answer cells of each notebook of the course.
    expected : str
        The one that it was handed in for.
    """
    cells, mine = plain_cells(handed_in), set(asked[expected])
    labels = {label for cell in cells for label in labels_of(cell)}
    for other, names in asked.items():
        # Of the cells that only one of the two has.
        if labels & (set(names) - mine) and not labels & (mine - set(names) or mine):
            return other
    # A locked cell is the course's: the setup of a later notebook defines what an earlier one asks for.
    own = [cell.source for cell in cells if not cell.metadata.get("nbgrader", {}).get("locked")]
    return expected if labels & mine or any(defines(source, name) for source in own for name in mine) else None
