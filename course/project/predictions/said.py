"""What a student predicted, read from the text of the answer cell: nothing of it is run.

Whatever a process of a student's prints or computes about a prediction is not asked for. Only a short text and a number
(or a sum of numbers) are understood, as they stand behind the variable's name.
"""

import ast
import operator
import warnings
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from course.base.text import printable
from course.project.notebooks import grade_id, kind

from .declared import Prediction, is_number

SUMS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
        ast.FloorDiv: operator.floordiv, ast.Pow: operator.pow}  # fmt: skip
MAX_SOURCE = 2_000  # characters of an answer cell that are looked at: the released line has fewer than 100
MAX_CELLS = 300  # that are looked through for a prediction which is not in its own cell
MAX_SHOWN = 40  # characters of an answer that is no choice


@dataclass(frozen=True)
class Said:
    """What a student predicted.

    Attributes
    ----------
    value : str, float or None
        A letter of the choices, or a number; None if there is no prediction, or none that can be read.
    tried : bool
        Whether something else than None stands there.
    shown : str
        A text that is none of the choices, short and printable; empty for anything else.
    """

    value: str | float | None
    tried: bool
    shown: str = ""


NOTHING, UNREADABLE = Said(None, False), Said(None, True)


def said_in(nb: NotebookNode, prediction: Prediction) -> Said:
    """What a graded notebook has for a prediction: in its own cell, else in another one of the student's."""
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    own = next((cell.source for cell in code if grade_id(cell) == prediction.name and kind(cell) == "prediction"), "")
    if (found := said(own, prediction)).tried:
        return found
    for cell in code[:MAX_CELLS]:
        if kind(cell) in ("prediction", "solution", "plain") and prediction.name in cell.source[:MAX_SOURCE]:
            elsewhere = said(cell.source, prediction)
            if elsewhere.value is not None:
                return elsewhere
    return found


def said(source: str, prediction: Prediction) -> Said:
    """What stands in the answer cell of a prediction.

    Parameters
    ----------
    source : str
        The text of the cell, whatever a student wrote there.
    prediction : Prediction
        What was asked.
    """
    if not source.strip():
        return NOTHING
    if len(source) > MAX_SOURCE:
        return UNREADABLE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a backslash in a text, which concerns nobody here
            values = [value for node in ast.parse(source).body if (value := assigned(node, prediction.name))]
            value = worked_out(values[-1]) if values else None
    except (SyntaxError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError):
        return UNREADABLE
    if value is None:
        return NOTHING
    if isinstance(value, str) and prediction.choices:
        letter = value[:MAX_SHOWN].strip(" ().").lower()
        if letter in prediction.choices:
            return Said(letter, True)
    if not prediction.choices and is_number(value):
        return Said(float(value), True)
    return Said(None, True, printable(value, MAX_SHOWN)) if isinstance(value, str) else UNREADABLE


def worked_out(node: ast.expr) -> Any:
    """A literal, or a sum such as `1000 / 640` of numbers; with floats, so that no number grows without end."""
    if isinstance(node, ast.BinOp) and type(node.op) in SUMS:
        left, right = worked_out(node.left), worked_out(node.right)
        if isinstance(left, int | float) and isinstance(right, int | float):
            return SUMS[type(node.op)](float(left), float(right))
    return ast.literal_eval(node)


def assigned(node: ast.stmt, name: str) -> ast.expr | None:
    """What a statement gives to a name; None if it gives it nothing."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    named = any(isinstance(target, ast.Name) and target.id == name for target in targets)
    return node.value if named and isinstance(node, ast.Assign | ast.AnnAssign) else None
