"""Which cells of a hand-in can be left out: story cells of the course, where nothing of the student's needs them.

A story cell is a locked cell whose author gave it the tag `story`: it shows, and defines nothing that an answer or a
test uses. What a student writes may lean on one all the same, so this is decided for each hand-in, and when in doubt
everything runs.
"""

import re
from collections.abc import Iterable

from nbformat import NotebookNode

from course.grading.judge.scope import names_of
from course.project.notebooks import grade_id, is_story, kind

from .names import functions_of, imported, read_by, touches
from .state import hard_to_follow, variables_of

MAX_TEXT = 200_000  # characters of a notebook that is looked through; the longest of the course has 72,000
# IPython reads a cell anew for each line that is no Python: so many of them in a notebook that is looked through.
MAX_MAGICS, MAGIC = 100, re.compile(r"(?m)^[ \t]*[%!?,;/]|\?[ \t]*$|=[ \t]*[%!]")
UNREADABLE = SyntaxError, ValueError, RecursionError, MemoryError  # what parsing raises, the last one for deep nesting


def too_long(cells: list[NotebookNode]) -> bool:
    """Whether looking through a notebook would take longer than running it."""
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    return sum(len(cell.source) for cell in cells) > MAX_TEXT or sum(1 for _ in MAGIC.finditer(code)) > MAX_MAGICS


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
