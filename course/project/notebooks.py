"""Instructor notebooks as data: reading, normal form, kinds of cells, and the regions students never see."""

import json
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output

from course.base.errors import CourseError

HIDDEN = "# (hidden tests ran here)"
VERDICT = "course_verdict"  # in the metadata of a test cell that was judged
REGRADES = "course_regrade"  # in the metadata of a graded notebook: what the last regrade changed, and why
BY_HAND_GONE = "course_by_hand_gone"  # there too: the next of notebooks that were not handed in again, by their name
BY_HAND = "course_by_hand"  # there too: fingerprints of the answers that somebody gave points to, by graded cell
ADOPTED = "adopted"  # tag of the first cell of a notebook that was made for plain nbgrader
PARTIAL = "partial-credit"  # tag of a test cell whose last line gives the points
STORY = "story"  # tag of a locked cell that defines nothing which an answer or a test uses
OF_COURSE, PREDICTION = "course", "prediction"  # in the metadata of an answer cell: what is to be predicted
OWN = "own"  # tag of a cell that students fill in for themselves: no answer, and nothing is graded by it
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

# What an author may write, to the letter, and everything that looks as if it was meant to be that.
MARKER = re.compile(r"^\s*(?:### (?P<edge>BEGIN|END) (?P<what>SOLUTION|HIDDEN TESTS)|"
                    r"<!-- (?P<text_edge>BEGIN|END) (?P<text_what>SOLUTION) -->)\s*$")  # fmt: skip
LOOKS_LIKE_MARKER = re.compile(
    r"(?i)^\s*(?:#+|<!--|//)\s*(?:begin|end)\b.{0,12}\b(?:sol|hid|test|mark)|"
    r"\b(?:begin|end)[\W_]*(?:solutions?|hidden|mark[\W_]*scheme)\b"
)


def read(path: Path) -> NotebookNode:
    """A notebook of ours from disk, or a clear error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of missing and repeated ids: we say it with the cell's name
            return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise CourseError(f"There is no notebook {path}.") from None
    except Exception as error:
        raise CourseError(f"{path} is not a notebook that can be read ({type(error).__name__}: {error}).") from error


def normal_form(nb: NotebookNode) -> str:
    """The one text of a notebook: no outputs, no counts, cell id = grade_id, sorted keys, indent 1.

    Parameters
    ----------
    nb : NotebookNode
        An instructor notebook in format 4; it is not changed.

    Returns
    -------
    str
        JSON with a newline at the end, so that the difference of two versions reads like one of text.
    """
    cells = []
    for cell in nb.cells:
        info = dict(cell.metadata.get("nbgrader", {}))
        info.pop("checksum", None)
        metadata: dict[str, Any] = {"nbgrader": info} if info else {}
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            metadata["jupyter"] = {"source_hidden": True}
        if cell.metadata.get("tags"):
            metadata["tags"] = sorted(cell.metadata.tags)
        if prediction_info(cell) is not None:
            metadata[OF_COURSE] = {PREDICTION: prediction_info(cell)}
        source = "\n".join(line.rstrip() for line in cell.source.strip("\n").split("\n"))
        plain = {
            "cell_type": cell.cell_type,
            "id": info.get("grade_id") or cell.get("id", ""),
            "metadata": metadata,
            "source": source.splitlines(keepends=True),
        }
        if cell.cell_type == "code":
            plain |= {"execution_count": None, "outputs": []}
        elif cell.get("attachments"):
            plain["attachments"] = cell.attachments
        cells.append(plain)
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def kind(cell: NotebookNode) -> str:
    """What nbgrader makes of a cell: `solution`, `test`, `manual`, `locked`, or `plain`.

    An answer cell that asks for a prediction is a `prediction`: to nbgrader a solution to which no test belongs.
    """
    info = cell.metadata.get("nbgrader", {})
    grade, solution = bool(info.get("grade")), bool(info.get("solution"))
    if grade and solution:
        return "manual"
    if grade:
        return "test"
    if solution:
        return "solution" if prediction_info(cell) is None else "prediction"
    return "locked" if info.get("locked") else "plain"


def prediction_info(cell: NotebookNode) -> object:
    """What the author has declared about a prediction; None for all other cells."""
    ours = cell.metadata.get(OF_COURSE)
    return ours.get(PREDICTION) if isinstance(ours, dict) else None


def grade_id(cell: NotebookNode) -> str:
    """The name nbgrader knows a cell by, or the cell's own id."""
    return cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "?")


def exercise_of(name: str) -> str:
    """What the test cell of this name asks students to define: `test_double`, and `test_double-2` for a second one."""
    return name.removeprefix("test_").partition("-")[0] if name.startswith("test_") else name


def cell_key(notebook: str, cell: str, several: bool) -> str:
    """What an assignment calls a graded cell: `test_f`, or `problem1/test_f` where it has several notebooks."""
    return f"{notebook}/{cell}" if several else cell


def exercise_name(key: str) -> str:
    """How people read that: `f`, or `problem1/f`."""
    notebook, slash, cell = key.rpartition("/")
    return notebook + slash + cell.removeprefix("test_")


def is_adopted(nb: NotebookNode) -> bool:
    """Whether a notebook was made for plain nbgrader: rules of style do not hold for it."""
    return bool(nb.cells) and ADOPTED in nb.cells[0].metadata.get("tags", [])


def is_story(cell: NotebookNode) -> bool:
    """Whether a cell only shows, as its author says by the tag `story`."""
    return cell.cell_type == "code" and kind(cell) == "locked" and STORY in cell.metadata.get("tags", [])


def is_own(cell: NotebookNode) -> bool:
    """Whether a released cell is for students to fill in, without points, as its author says by the tag `own`."""
    return cell.cell_type == "code" and kind(cell) == "plain" and OWN in cell.metadata.get("tags", [])


def most_of(cell: NotebookNode) -> float:
    """The points of a test cell that may give a part of them, which its author says by `partial-credit`; else 0."""
    declared = kind(cell) == "test" and PARTIAL in cell.metadata.get("tags", [])
    return float(cell.metadata.nbgrader["points"]) if declared else 0.0


def keep_verdict(cell: NotebookNode, message: str | None, points: float = 0.0) -> None:
    """Write down what the judge said of a test cell, None for full points, and the points that it gave nevertheless."""
    cell.metadata[VERDICT] = {"message": message} | ({"points": points} if message is not None and points else {})


def verdict_message(cell: NotebookNode) -> str | None:
    """What the judge said of a test cell; None for full points, or where it was not judged."""
    return cell.metadata.get(VERDICT, {}).get("message")


def verdict_points(cell: NotebookNode) -> float:
    """The part of the points that a test cell gave together with a message; 0 where there is no such part."""
    return float(cell.metadata.get(VERDICT, {}).get("points", 0.0))


def verdict_outputs(message: str | None, points: float) -> list[NotebookNode]:
    """What nbgrader reads a verdict from: nothing for all points, an error for none, a number for a part of them."""
    if message is None or points == 0:
        return [] if message is None else [error_output(message)]
    data = {"text/plain": repr(points)}
    number: NotebookNode = new_output("execute_result", data)
    return [stream_output(message + "\n"), number]


def error_output(message: str) -> NotebookNode:
    """An output that nbgrader scores as zero, with the message and nothing else."""
    fields = {"ename": "AssertionError", "evalue": message, "traceback": [message]}
    made: NotebookNode = new_output("error", **fields)
    return made


def stream_output(text: str) -> NotebookNode:
    """A line of ours among outputs."""
    made: NotebookNode = new_output("stream", name="stdout", text=text)
    return made


@dataclass(frozen=True)
class Regions:
    """A cell's text split at its markers: what stays, and the lines of each region that is taken out."""

    kept: list[str]
    secret: list[list[str]]
    problems: list[str]


def split_regions(cell: NotebookNode) -> Regions:
    """Separate what a student sees of a cell from its solution and hidden-test regions."""
    kept: list[str] = []
    secret: list[list[str]] = []
    problems: list[str] = []
    inside: int | None = None
    answers = dict.fromkeys(("solution", "prediction", "manual"), "SOLUTION")
    allowed = (answers | {"test": "HIDDEN TESTS"}).get(kind(cell))
    for number, line in enumerate(cell.source.split("\n"), 1):
        match = MARKER.match(line)
        if not match:
            if LOOKS_LIKE_MARKER.search(line):
                problems.append(f"line {number} looks like a marker but is none ({line.strip()!r}): write it exactly"
                                " as '### BEGIN SOLUTION' or '### BEGIN HIDDEN TESTS' with its END")  # fmt: skip
            (kept if inside is None else secret[-1]).append(line)
            continue
        edge, what = match["edge"] or match["text_edge"], match["what"] or match["text_what"]
        if what != allowed:
            problems.append(f"line {number} has a {what} marker, which does not belong in a {kind(cell)} cell")
        elif edge == "BEGIN" and inside is None:
            inside = number
            secret.append([])
        elif edge == "END" and inside is not None:
            inside = None
        else:
            problems.append(f"line {number} has {edge} {what} without its counterpart: pair each BEGIN with one END")
    if inside is not None:
        problems.append(f"line {inside} begins a region that never ends: add the END marker")
    return Regions(kept, secret, problems)


def without_secrets(cell: NotebookNode) -> str:
    """A cell's text with a remark in place of each solution or hidden-test region."""
    regions = split_regions(cell)
    return "\n".join([*regions.kept, *[HIDDEN for _ in regions.secret]])
