"""Story cells of an instructor notebook: which cells may bear the tag, and which could."""

import ast
import contextlib
from collections.abc import Iterator

from nbformat import NotebookNode

from course.grading.judge.scope import as_python, names_of
from course.grading.rerun.story import imported, touches
from course.project.notebooks import STORY, grade_id, is_story, kind

# Parts of modules that change something for everything that runs later.
SETTINGS = frozenset({"rcParams", "rc", "rcdefaults", "use", "style", "seed", "set_state", "shuffle",
                      "set_printoptions", "seterr", "filterwarnings", "simplefilter", "environ", "chdir"})  # fmt: skip


def misplaced(nb: NotebookNode) -> Iterator[str]:
    """Story cells on which something depends, each with what to do."""
    for cell in nb.cells:
        if STORY in cell.metadata.get("tags", []) and not is_story(cell):
            yield f"{grade_id(cell)} has the tag {STORY!r}, which only a locked code cell may have: remove it"
    story = [index for index, cell in enumerate(nb.cells) if is_story(cell)]
    for index in story:
        if why := needed(nb, index, set(story)):
            yield f"{grade_id(nb.cells[index])} has the tag {STORY!r}, but {why}: remove the tag, or use another name"


def could_be_marked(nb: NotebookNode) -> list[str]:
    """Names of locked code cells without the tag that nothing depends on; the first one, the setup, is none of them."""
    story = {index for index, cell in enumerate(nb.cells) if cell.cell_type == "code" and kind(cell) == "locked"}
    story.discard(min(story, default=-1))
    while found := {index for index in story if needed(nb, index, story)}:
        story -= found
    return [grade_id(nb.cells[index]) for index in sorted(story) if not is_story(nb.cells[index])]


def needed(nb: NotebookNode, index: int, story: set[int]) -> str:
    """Why a cell cannot be left out when all of `story` are; empty if it can."""
    code = [(place, cell) for place, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    modules = imported([cell.source for _, cell in code if kind(cell) == "locked"])
    source = nb.cells[index].source
    for node in ast.walk(ast.parse(as_python(source))):
        if isinstance(node, ast.Attribute) and node.attr in SETTINGS:
            return f"{ast.unparse(node)} changes something for all cells that follow"
    for place, cell in code:
        if place in story or (kind(cell) != "test" and place < index):
            continue
        with contextlib.suppress(SyntaxError):
            names = names_of(cell.source)
            if common := sorted((touches(source) - modules) & names.needs):
                return f"{grade_id(cell)} uses {common[0]!r} of it"
    brought = sorted(imported([source]) - imported([nb.cells[place].source for place, _ in code if place not in story]))
    return f"it imports {brought[0]}" if brought and used_elsewhere(nb, brought[0], story) else ""


def used_elsewhere(nb: NotebookNode, name: str, story: set[int]) -> bool:
    """Whether a cell that is no story cell needs a name."""
    others = (cell for place, cell in enumerate(nb.cells) if cell.cell_type == "code" and place not in story)
    return any(name in names_of(cell.source).needs for cell in others)
