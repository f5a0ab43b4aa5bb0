"""Predictions of an instructor notebook: well declared, released empty, and what is said to come does come."""

import ast
import contextlib
import re
from collections.abc import Iterator

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.project.notebooks import OF_COURSE, PREDICTION, grade_id, kind, prediction_info, split_regions
from course.project.predictions.declared import RELEASED, Prediction, faults, predictions_of
from course.project.predictions.said import said

PREFIX = "prediction_"
NAME = re.compile(rf"{PREFIX}[a-z0-9_]+")
REVEAL = "reveal"  # the function of the setup cell that prints a prediction beside what came
WITHIN = 0.1  # a number that comes may differ by this share: libraries, processors and rounding
CAME = r"(?m)^{}: .*?\bit was (\S+?)[.,;:]?(?:\s|$)"


class ReleasePredictions(NbGraderPreprocessor):
    """Takes nbgrader's stub out of predictions, right after `ClearSolutions` has put it there, and what comes as well.

    The stub raises an error: it would stop whoever leaves a prediction out, which costs nothing.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        """Keep the first line of a prediction, `prediction_... = None`, and of its metadata what students may read."""
        info = prediction_info(cell)
        if kind(cell) == "prediction" and isinstance(info, dict):
            cell.source = cell.source.partition("\n")[0]
            cell.metadata[OF_COURSE] = {PREDICTION: {key: info[key] for key in sorted(RELEASED & info.keys())}}
        return cell, resources


def check_prediction(cell: NotebookNode) -> Iterator[str]:
    """Problems of a cell that asks for a prediction."""
    info, name = prediction_info(cell), grade_id(cell)
    if kind(cell) != "prediction":
        if info is not None:
            yield "declares a prediction, but is no answer cell: set solution, and neither grade nor points"
        return
    if cell.cell_type != "code" or cell.metadata.nbgrader.get("points"):
        yield "asks for a prediction, which is a code cell without points"
        return
    if not NAME.fullmatch(name):
        yield f"asks for a prediction: name it {PREFIX}... in small letters, as its variable"
    yield from faults(info)
    if split_regions(cell).problems or any(faults(info)):
        return
    first = cell.source.partition("\n")[0]
    if first.partition("#")[0].strip() != f"{name} = None":
        yield f"must begin with the line `{name} = None  # what to write`, outside the markers: students get it"
    elif [line for line in split_regions(cell).kept if line.strip()] != [first]:
        yield "has more than its first line outside the markers: put the rest between solution markers"
    (prediction,) = predictions_of(NotebookNode(cells=[cell])).values()
    answer = said(cell.source, prediction).value
    if answer != prediction.truth:
        yield f"has another value between its markers than its truth, {prediction.truth!r}: make them the same"


def check_reveals(nb: NotebookNode) -> Iterator[str]:
    """Predictions that no later cell reveals, and cells that reveal what nobody predicts."""
    places = {grade_id(cell): place for place, cell in enumerate(nb.cells) if kind(cell) == "prediction"}
    shown = {name: place for place, cell in enumerate(nb.cells) for name in revealed_by(cell)}
    for name, place in places.items():
        if shown.get(name, -1) < place:
            yield f"the prediction {name} is never revealed: end a later cell that shows with `{REVEAL}({name!r}, ...)`"
    for name in sorted(name for name in shown.keys() - places if name.startswith(PREFIX)):
        yield f"{grade_id(nb.cells[shown[name]])} reveals {name!r}, which no cell asks for"


def revealed_by(cell: NotebookNode) -> Iterator[str]:
    """Names of the predictions that a locked cell reveals."""
    if cell.cell_type != "code" or kind(cell) != "locked":
        return
    with contextlib.suppress(SyntaxError):
        for node in ast.walk(ast.parse(cell.source)):
            match node:
                case ast.Call(func=ast.Name(id=called), args=[ast.Constant(value=str(name)), *_]) if called == REVEAL:
                    yield name


def untrue(nb: NotebookNode) -> Iterator[str]:
    """Predictions of which something else came when the notebook ran with the reference solutions.

    Parameters
    ----------
    nb : NotebookNode
        An instructor notebook with its outputs.
    """
    predictions = predictions_of(nb)
    for number, cell in enumerate(nb.cells, 1):
        for name in revealed_by(cell):
            if (prediction := predictions.get(name)) is None:
                continue
            place = f"cell {number} ({grade_id(cell)})"
            text = "".join(output.text for output in cell.outputs if output.output_type == "stream")
            came = re.search(CAME.format(re.escape(name)), text)
            if came is None:
                yield f"{place} does not print what came of {name}: call `{REVEAL}` at its end"
            elif not agrees(came[1], prediction):
                yield f"{place} reveals {came[1]} for {name}, but its truth is given as {prediction.truth}"


def agrees(printed: str, prediction: Prediction) -> bool:
    """Whether what was printed is what the author has declared."""
    if isinstance(prediction.truth, str):
        return printed == prediction.truth
    with contextlib.suppress(ValueError):
        return abs(float(printed.replace(",", "")) - prediction.truth) <= max(WITHIN * abs(prediction.truth), 1e-9)
    return False


def told_too_early(release: NotebookNode) -> Iterator[str]:
    """Predictions whose student version is not the empty line, or holds what comes."""
    for number, cell in enumerate(release.cells, 1):
        info = prediction_info(cell)
        if kind(cell) != "prediction" or not isinstance(info, dict):
            continue
        if "truth" in info or cell.source.partition("#")[0].strip() != f"{grade_id(cell)} = None":
            yield (
                f"cell {number} ({grade_id(cell)}) would be released with what comes, or with a stub:"
                " nbgrader_config.py must have ReleasePredictions right after nbgrader's ClearSolutions"
            )
