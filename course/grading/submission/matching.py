"""Where each cell of a hand-in belongs: the released notebook, with the student's answers in it."""

import copy
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from nbformat import NotebookNode
from rapidfuzz.distance import Indel

from course.base.text import listed, shortened
from course.project.notebooks import grade_id, is_story, kind

from .labels import defines, labels_of
from .reading import NOTES_KEY, new_cell, plain_cells

LIKENESS = 0.7  # share of words and signs that two texts have in common, in order; most cells stay under 0.5
MAX_LIKENED = 200  # cells that are compared by likeness, with each of the released ones
CODE = "solution", "prediction"  # answer cells with code
ELSEWHERE = "# This answer stands in another cell."
OPEN = *CODE, "manual", "plain"  # kinds of released cells that a student may write into


@dataclass
class Placed:
    """Where each cell of a hand-in belongs: at a released cell (by its grade_id) or nowhere."""

    owner: dict[int, str] = field(default_factory=dict)  # index in the hand-in -> grade_id
    chosen: dict[str, int] = field(default_factory=dict)  # grade_id -> index of the copy that counts


@dataclass
class Extra:
    """A cell of the student's own, or what was written into a locked one: kept where it stood, without points."""

    after: str  # grade_id of the released cell that it follows, empty at the top
    source: str
    is_code: bool
    pictures: dict[str, dict[str, str]] = field(default_factory=dict)  # pasted into a text

    def cell(self) -> NotebookNode:
        """A fresh cell, without any metadata of the student's."""
        more = {"attachments": self.pictures} if self.pictures and not self.is_code else {}
        return new_cell("code" if self.is_code else "markdown", self.source, **more)


def differs(cell: NotebookNode, model: NotebookNode) -> bool:
    """Whether two cells have another text."""
    return cell.source.strip() != model.source.strip()


def likeness(cell: NotebookNode, model: NotebookNode) -> float:
    """How alike two texts are, 0 to 1; 0 where they are not alike enough."""
    words = (re.findall(r"\w+|[^\w\s]", text[:4000]) for text in (cell.source, model.source))
    return Indel.normalized_similarity(*words, score_cutoff=LIKENESS)


def place(released: list[NotebookNode], handed_in: list[NotebookNode]) -> Placed:
    """Match cells by grade_id or cell id, then by text, by what they define, by likeness, last by position."""
    placed = Placed()
    by_name = {grade_id(cell): cell for cell in released}
    for index, cell in enumerate(handed_in):
        label = next((name for name in labels_of(cell) if name in by_name), None)
        # A copy of one answer cell, label and all, in which another exercise was answered: its label is wrong.
        asked = [name for name, model in by_name.items() if kind(model) in CODE and defines(cell.source, name)]
        answered = any(kind(by_name[name]) == "solution" for name in asked)
        if label and not (kind(by_name[label]) in CODE and answered and label not in asked):
            placed.owner[index] = label
    for fits, tries in (
        (lambda cell, model: float(not differs(cell, model)), len(handed_in)),
        (
            lambda cell, model: float(kind(model) in CODE and defines(cell.source, grade_id(model))),
            len(handed_in),
        ),
        # One line like many others: only its name tells which prediction it is.
        (lambda cell, model: 0 if kind(model) == "prediction" else likeness(cell, model), MAX_LIKENED),
    ):
        missing = [name for name in by_name if name not in placed.owner.values()]
        free = [i for i, cell in enumerate(handed_in) if i not in placed.owner and cell.source.strip()]
        for index in free[:tries]:
            scores = [fits(handed_in[index], by_name[name]) for name in missing]
            if scores and max(scores) > LIKENESS:
                placed.owner[index] = missing.pop(scores.index(max(scores)))
    _place_by_position(by_name, placed, handed_in)
    for name, model in by_name.items():
        copies = [index for index, owner in placed.owner.items() if owner == name]
        edited = [index for index in copies if differs(handed_in[index], model)]
        proper = [index for index in edited if kind(model) in CODE and defines(handed_in[index].source, name)]
        if copies:
            placed.chosen[name] = min(proper or edited or copies)
    return placed


def _place_by_position(by_name: dict[str, NotebookNode], placed: Placed, handed_in: list[NotebookNode]) -> None:
    """Give a missing answer the unlabelled cell that stands where it stood, right after its released neighbor."""
    for before, name in pairwise(by_name):
        if name in placed.owner.values() or kind(by_name[name]) not in ("solution", "manual"):
            continue
        at = [index for index, owner in placed.owner.items() if owner == before]
        if at and at[0] + 1 < len(handed_in) and at[0] + 1 not in placed.owner and handed_in[at[0] + 1].source.strip():
            placed.owner[at[0] + 1] = name


def gather(placed: Placed, by_name: dict[str, NotebookNode], handed_in: list[NotebookNode]) -> tuple[list, list]:
    """What of a hand-in is in no released cell, with the cell that it follows, and notes about it."""
    extras, before = [], ""
    undone, added, copies, seconds = [], [], [], []
    for index, cell in enumerate(handed_in):
        owner = placed.owner.get(index)
        source = cell.source
        if owner and placed.chosen[owner] == index:
            before = owner
            if kind(by_name[owner]) in OPEN or not differs(cell, by_name[owner]):
                continue
            source = written_into(cell.source, by_name[owner].source)
            if source is None:
                undone.append(owner)
                continue
            added.append(owner)
        elif owner and not differs(cell, by_name[owner]):
            copies.append(owner)
            continue
        elif owner:
            seconds.append(owner)
            before = owner if kind(by_name[owner]) in CODE else before
        if source.strip():
            extras.append(Extra(before, source, cell.cell_type == "code", cell.get("attachments", {})))
    notes = [
        *note(undone, "changes in the locked cell {} were undone", "changes in locked cells were undone: {}"),
        *note(
            added,
            "what was added to the locked cell {} was moved below it",
            "what was added to locked cells was moved below them: {}",
        ),
        *note(copies, "a copy of {} was dropped", "copies were dropped: {}"),
        *note(
            seconds,
            "a second {} was kept as a cell without points",
            "second copies were kept as cells without points: {}",
        ),
    ]
    return extras, notes


def written_into(source: str, model: str) -> str | None:
    """What a student added to a released text that is otherwise whole, or None."""
    lines, whole = ([line.rstrip() for line in text.strip().split("\n")] for text in (source, model))
    for at in range(len(lines) - len(whole) + 1):
        if whole[0] == lines[at] and whole == lines[at : at + len(whole)]:
            return "\n".join(lines[:at] + lines[at + len(whole) :]).strip("\n")
    return None


def find_elsewhere(
    answers: dict[str, str], extras: list[Extra], by_name: dict[str, NotebookNode]
) -> tuple[dict[str, str], list[Extra], list[str]]:
    """Answers whose own cell is untouched or gone, but which were written into another cell.

    Parameters
    ----------
    answers : dict
        grade_id -> text of the answer cells that were found.
    extras : list of Extra
        Cells of the student's own, in order.
    by_name : dict
        The released cells by grade_id, in order.

    Returns
    -------
    answers : dict
        With the text to put where the stub would overwrite what was written elsewhere.
    extras : list of Extra
        In order; those that hold an answer stand before its test.
    moved : list of str
        grade_id of the answers that had to be moved.
    """
    order, moved = list(by_name), []
    answers, extras = dict(answers), list(extras)
    for name, model in by_name.items():
        text = answers.get(name, "").strip()
        if kind(model) != "solution" or text not in ("", model.source.strip()):
            continue
        at = order.index(name)
        until = next((order.index(n) for n in order[at:] if kind(by_name[n]) == "test"), len(order))
        found = [i for i, extra in enumerate(extras) if extra.is_code and defines(extra.source, name)]
        found = [i for i in found if extras[i].source.strip() != model.source.strip()]
        others = [n for n in answers if n != name and defines(answers[n], name)]
        if found:
            last = found[-1]
            if not (extras[last].after and at <= order.index(extras[last].after) < until):
                # With the cells right above it, which it may need.
                first = last
                while first and extras[first - 1].is_code and extras[first - 1].after == extras[last].after:
                    first -= 1
                block = extras[first : last + 1]
                del extras[first : last + 1]
                extras += [Extra(name, extra.source, True) for extra in block]
                moved.append(name)
            answers.setdefault(name, ELSEWHERE)
        elif others:
            answers[name] = ELSEWHERE if order.index(others[0]) < at else answers[others[0]]
            moved.append(name)
    return answers, extras, moved


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
    extras, notes = gather(placed, by_name, handed_in)
    open_to_students = [name for name, model in by_name.items() if kind(model) in OPEN]
    given = {name: handed_in[placed.chosen[name]] for name in open_to_students if name in placed.chosen}
    answers, extras, moved = find_elsewhere({name: cell.source for name, cell in given.items()}, extras, by_name)
    cells, missing = [extra.cell() for extra in extras if not extra.after], []
    for name, model in by_name.items():
        cell = copy.deepcopy(model)
        if name in answers:
            cell.source = answers[name]
        elif name not in placed.chosen and kind(model) not in ("locked", "plain", "prediction"):  # these cost nothing
            missing.append(name)
        if name in given and given[name].get("attachments") and cell.cell_type == "markdown":
            cell.attachments = given[name].attachments
        if is_story(model) and name in placed.chosen:  # what the student saw there, should it not run again
            cell.outputs = handed_in[placed.chosen[name]].get("outputs", [])
        cells += [cell, *(extra.cell() for extra in extras if extra.after == name)]
    notes += note(missing, "{} was missing and was put back", "cells were missing and were put back: {}")
    if moved:
        notes.append(f"answers in another cell were found: {listed(moved)}")
    if unlabelled := [name for name in given if name not in labels_of(given[name])]:
        notes.append(f"answers without their labels were found: {listed(unlabelled)}")
    order = [placed.owner[index] for index in sorted(placed.chosen.values())]
    if order != [name for name in by_name if name in placed.chosen]:
        notes.append("cells had been moved and were put back in order")
    return cells, notes


def note(names: list[str], once: str, often: str) -> list[str]:
    """What happened to these cells as one note, however many they are; none if there are none."""
    return [(once if len(names) == 1 else often).format(listed(names))] if names else []


class Source(NamedTuple):
    """A released cell as the gradebook keeps it: its text, hidden tests included, and its checksum."""

    source: str
    checksum: str


def repaired(released: NotebookNode, handed_in: NotebookNode, sources: dict[str, Source]) -> NotebookNode:
    """A hand-in as it is graded.

    Parameters
    ----------
    released : NotebookNode
        The released notebook.
    handed_in : NotebookNode
        As it was taken in, with notes about that in its metadata.
    sources : dict
        What the gradebook keeps of the released cells.

    Returns
    -------
    NotebookNode
        Each released cell with its checksum, each locked one with its full text, the student's answers, and
        notes about what was repaired.
    """
    nb = copy.deepcopy(released)
    nb.cells, notes = repair(released.cells, plain_cells(handed_in.cells))
    taken_in = handed_in.metadata.get(NOTES_KEY)
    nb.metadata[NOTES_KEY] = [*map(shortened, taken_in if isinstance(taken_in, list) else []), *notes]
    for cell in nb.cells:
        source = sources.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if source is not None:
            cell.metadata.nbgrader.checksum = source.checksum
            if kind(cell) in ("locked", "test"):
                cell.source = source.source
    return nb
