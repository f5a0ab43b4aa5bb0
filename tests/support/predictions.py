"""The small course with a prediction by letter and one by number, and the function that reveals them."""

import ast

from course.project import notebooks
from course.project.workspace import Workspace
from support.course import ROOT, cell, small_notebook, story

LETTER = {"question": "Twice a number is", "choices": {"a": "smaller", "b": "larger"}, "truth": "b"}
NUMBER = {"question": "What is twice <b>eleven</b>?", "truth": 22}


def revealing() -> str:
    """The part of the setup cell that reveals predictions, as all notebooks of the course have it."""
    setup = next(c for c in notebooks.read(Workspace(ROOT).notebook("01-pixels")).cells if c.id == "setup")
    names = {"WHY", "as_read", "reveal"}
    body = ast.parse(setup.source.split("# For this notebook")[0]).body
    named = [(getattr(part, "name", getattr(getattr(part, "targets", [part])[0], "id", "")), part) for part in body]
    parts = [part for name, part in named if name in names]
    assert len(parts) == 3
    return "\n\n\n".join(ast.unparse(part) for part in parts)


def prediction(name: str, info: object, answer: str, hint: str = "write it here"):
    """An instructor's cell that asks for a prediction."""
    lines = [f"{name} = None  # {hint}", "### BEGIN SOLUTION", f"{name} = {answer}", "### END SOLUTION"]
    made = cell("solution", name, "\n".join(lines))
    made.metadata["course"] = {"prediction": info}
    return made


def predicting_notebook():
    """The small notebook with two predictions, each revealed by a story cell."""
    nb = small_notebook()
    nb.cells[
        1
    ].source = (
        f'import numpy as np\n\nREPOSITORY = ""\n\n\n{revealing()}\n\n\nWHY["prediction_size"] = {{"a": "Not so."}}'
    )
    nb.cells[4:4] = [
        cell("md", "ask-size", "**Predict:** (a) or (b)?"),
        prediction("prediction_size", LETTER, '"b"', '"a" or "b"'),
        story("see-size", 'print(double(5))\nreveal("prediction_size", "b" if double(5) > 5 else "a", "ab")'),
        prediction("prediction_eleven", NUMBER, "22", "a number"),
        story("see-eleven", 'reveal("prediction_eleven", double(11))'),
    ]
    return nb
