"""Makes the released notebook, with the student's answers in it, out of whatever was handed in."""

import ast
import copy
import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook, SourceCell
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from ..errors import CourseError
from ..notebooks import grade_id, kind

LIKENESS = 0.6  # of two texts, as difflib measures it; unrelated cells of the course stay under 0.4
NOTES_KEY = "course_repaired"


@dataclass
class Placed:
    """Where each cell of a hand-in belongs: at a released cell (by its grade_id) or nowhere."""

    owner: dict[int, str] = field(default_factory=dict)  # index in the hand-in -> grade_id
    chosen: dict[str, int] = field(default_factory=dict)  # grade_id -> index of the copy that counts


def names_of(cell: NotebookNode) -> Iterator[str]:
    """What a cell says it is: nbgrader's grade_id, and the cell's own id, which the course makes the same."""
    info = cell.metadata.get("nbgrader")
    if isinstance(info, dict) and isinstance(info.get("grade_id"), str):
        yield info["grade_id"]
    yield cell.get("id", "")


def defines(source: str, name: str) -> bool:
    """Whether a cell's code defines a function, class or variable of this name at its top level."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    targets = [t for node in body if isinstance(node, ast.Assign) for t in node.targets]
    return any(getattr(node, "name", None) == name for node in body) or any(
        getattr(target, "id", None) == name for target in targets
    )


def place(released: list[NotebookNode], handed_in: list[NotebookNode]) -> Placed:
    """Match cells by grade_id or cell id, then by text, by what they define, by likeness, last by position."""
    placed = Placed()
    by_name = {grade_id(cell): cell for cell in released}
    for index, cell in enumerate(handed_in):
        for name in names_of(cell):
            if name in by_name:
                placed.owner[index] = name
                break
    for test in (
        lambda cell, model: cell.source.strip() == model.source.strip(),
        lambda cell, model: kind(model) == "solution" and defines(cell.source, grade_id(model)),
        lambda cell, model: difflib.SequenceMatcher(None, cell.source[:4000], model.source[:4000]).ratio() > LIKENESS,
    ):
        missing = [name for name in by_name if name not in placed.owner.values()]
        for index, cell in enumerate(handed_in):
            if index in placed.owner or not cell.source.strip():
                continue
            found = next((name for name in missing if test(cell, by_name[name])), None)
            if found:
                placed.owner[index] = found
                missing.remove(found)
    _place_by_position(list(by_name), placed, handed_in)
    for name, model in by_name.items():
        copies = [index for index, owner in placed.owner.items() if owner == name]
        edited = [index for index in copies if handed_in[index].source.strip() != model.source.strip()]
        if copies:
            placed.chosen[name] = (edited or copies)[0]
    return placed


def _place_by_position(names: list[str], placed: Placed, handed_in: list[NotebookNode]) -> None:
    """Give a missing cell the unlabelled one that stands where it stood, right after its released neighbor."""
    for before, name in pairwise(names):
        if name in placed.owner.values():
            continue
        at = [index for index, owner in placed.owner.items() if owner == before]
        if at and at[0] + 1 < len(handed_in) and at[0] + 1 not in placed.owner and handed_in[at[0] + 1].source.strip():
            placed.owner[at[0] + 1] = name


def repair(released: list[NotebookNode], handed_in: list[NotebookNode]) -> tuple[list[NotebookNode], list[str]]:
    """Released cells in released order, with the student's text in the answer cells.

    Parameters
    ----------
    released : list of NotebookNode
        Cells of the released notebook.
    handed_in : list of NotebookNode
        Cells of the hand-in, whatever happened to them.

    Returns
    -------
    cells : list of NotebookNode
        What to grade. Cells that the student added stay, ungraded, after the cell they followed.
    notes : list of str
        What was repaired, for the instructor and the student.
    """
    placed = place(released, handed_in)
    by_name = {grade_id(cell): cell for cell in released}
    notes, extras, before, unlabelled = [], {}, "", []
    for index, cell in enumerate(handed_in):
        owner = placed.owner.get(index)
        if owner and placed.chosen[owner] == index:
            before = owner
            continue
        if owner and cell.source.strip() == by_name[owner].source.strip():
            notes.append(f"a copy of {owner} was dropped")
            continue
        if owner:
            notes.append(f"a second {owner} was kept as a cell without points")
            before = owner if kind(by_name[owner]) == "solution" else before
        if cell.source.strip():
            make = new_markdown_cell if cell.cell_type != "code" else new_code_cell
            extras.setdefault(before, []).append(make(cell.source))
    cells = list(extras.get("", []))
    for name, model in by_name.items():
        cell = copy.deepcopy(model)
        index = placed.chosen.get(name)
        if index is None:
            if kind(model) != "locked":
                notes.append(f"{name} was missing and was put back")
        elif kind(model) in ("locked", "test"):
            if handed_in[index].source.strip() != model.source.strip():
                notes.append(f"changes in the locked cell {name} were undone")
        else:
            cell.source = handed_in[index].source
            if name not in names_of(handed_in[index]):
                unlabelled.append(name)
        cells += [cell, *extras.get(name, [])]
    if unlabelled:
        names = ", ".join(unlabelled[:3]) + (f" and {len(unlabelled) - 3} more" if len(unlabelled) > 3 else "")
        notes.append(f"answers without their labels were found: {names}")
    order = [placed.owner[index] for index in sorted(placed.chosen.values())]
    if order != [name for name in by_name if name in placed.chosen]:
        notes.append("cells had been moved and were put back in order")
    return cells, notes


def arm(cells: list[NotebookNode], sources: dict[str, SourceCell]) -> None:
    """Give each released cell its checksum, and each locked one its full text, as the gradebook keeps them."""
    for cell in cells:
        source = sources.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if source is not None:
            cell.metadata.nbgrader.checksum = source.checksum
            if kind(cell) in ("locked", "test"):
                cell.source = source.source


class Repair(NbGraderPreprocessor):
    """First step of autograding: from here on the notebook is ours, and only answers are the student's."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Replace a handed-in notebook by the released one with its answers."""
        info = resources["nbgrader"]
        coursedir = CourseDirectory(parent=self)
        folder = Path(coursedir.format_path(coursedir.release_directory, ".", info["assignment"]))
        path = folder / f"{info['notebook']}.ipynb"
        fresh = nbformat.read(path, as_version=4)
        with Gradebook(info["db_url"], coursedir.course_id) as gradebook:
            kept = gradebook.find_notebook(info["notebook"], info["assignment"]).source_cells
            sources = {source.name: source for source in kept}
            differing = sorted({grade_id(cell) for cell in fresh.cells} ^ set(sources))
            if differing:
                names = ", ".join(differing[:5])
                raise CourseError(
                    f"{path} and the gradebook differ ({names}): run `course build {info['assignment']}`."
                )
            cells, notes = repair(fresh.cells, nb.cells)
            arm(cells, sources)
        fresh.cells = cells
        fresh.metadata[NOTES_KEY] = [*nb.metadata.get(NOTES_KEY, []), *notes]
        return fresh, resources
