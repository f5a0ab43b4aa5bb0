"""Which cells of a hand-in can be left out: story cells of the course, where nothing of the student's needs them.

A story cell is a locked cell whose author gave it the tag `story`: it shows, and defines nothing that an answer or a
test uses. What a student writes may lean on one all the same, so this is decided for each hand-in, and when in doubt
everything runs.
"""

import ast
from collections.abc import Iterable

from nbformat import NotebookNode

from course.grading.judge.scope import names_of
from course.project.notebooks import grade_id, is_story, kind

from .names import functions_of, imported, read_by, touches
from .state import hard_to_follow, variables_of

MAX_TEXT = 200_000  # characters of a notebook that is looked through; the longest of the course has 72,000
MAX_OTHER = 2_000  # characters of students' cells that are no Python: IPython reads such a cell anew for each magic
UNREADABLE = SyntaxError, ValueError, RuntimeError, MemoryError  # of parsing; the last two for deep nesting


def too_long(cells: list[NotebookNode]) -> bool:
    """Whether looking through a notebook would take longer than running it."""
    if sum(len(cell.source) for cell in cells) > MAX_TEXT:
        return True
    theirs = [cell.source for cell in cells if cell.cell_type == "code" and kind(cell) not in ("locked", "test")]
    return sum(len(source) for source in theirs if not is_python(source)) > MAX_OTHER


def is_python(source: str) -> bool:
    """Whether a cell can be read as it is."""
    try:
        ast.parse(source)
    except UNREADABLE:
        return False
    return True


def can_be_left_out(cells: list[NotebookNode], files: Iterable[str] = ()) -> set[int]:
    """Indices of the story cells that this hand-in does not need.

    Parameters
    ----------
    cells : list of NotebookNode
        Of a repaired notebook.
    files : iterable of str
        Paths of what was handed in beside it: a module may use any name.
    """
    story = {index for index, cell in enumerate(cells) if is_story(cell)}
    if not story or too_long(cells) or any(path.endswith((".py", ".so", ".pyc")) for path in files):
        return set()
    try:
        roles = ("solution", "prediction", "plain")
        theirs = [cell.source for cell in cells if cell.cell_type == "code" and kind(cell) in roles]
        needed = {name for source in theirs for name in read_by(source)}
        modules = imported([cell.source for cell in cells if cell.cell_type == "code" and kind(cell) == "locked"])
        exercises = {grade_id(cell) for cell in cells if kind(cell) == "solution"}
        locked = [cell.source for cell in cells if cell.cell_type == "code" and kind(cell) == "locked"]
        if hard_to_follow(theirs, locked, exercises, variables_of(locked)):
            return set()
        needs = {index: names_of(cells[index].source).needs for index in story}
        # Whoever gets data, such as an answer that a story cell calls, may change it in place.
        functions = {name for cell in cells if cell.cell_type == "code" for name in functions_of(cell.source)}
        touched = {index: (touches(cells[index].source) | needs[index] - functions) - modules for index in story}
    except UNREADABLE:
        return set()
    while more := {index for index in story if touched[index] & needed}:
        story -= more
        needed = needed.union(*(needs[index] for index in more))
    return story
