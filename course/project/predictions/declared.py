"""What the author of a notebook has written down about its predictions: question, choices, and what comes.

It stands in the metadata of the prediction's cell in the instructor notebook, under `course` and `prediction`. Pages
and reports read it from there: nothing that a student hands in can change it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from course.base.errors import CourseError
from course.project.notebooks import grade_id, kind, prediction_info, read

KEYS = {"question", "choices", "truth"}
RELEASED = {"question", "choices"}  # what the student version keeps of them
MAX_TRUTH = 1e15


@dataclass(frozen=True)
class Prediction:
    """A question about what the next cells will show.

    Attributes
    ----------
    name : str
        The variable that students fill in, and the cell's grade_id.
    question : str
        In one line.
    truth : str or float
        What comes: one of the letters of `choices`, or a number if there are no choices.
    choices : dict
        Letter -> what it stands for; empty if a number is asked for.
    """

    name: str
    question: str
    truth: str | float
    choices: dict[str, str] = field(default_factory=dict)

    def label(self, value: str | float) -> str:
        """A letter with what it stands for, or a number."""
        return f"{value}: {self.choices[value]}" if isinstance(value, str) else readable_number(value)


def readable_number(value: float) -> str:
    """A number as a page and a notebook write it."""
    return f"{value:,.0f}" if abs(value) >= 100 or value % 1 == 0 else f"{value:.3g}"


def is_number(value: object) -> bool:
    """Whether a value is a finite number of a size that can be compared."""
    return isinstance(value, int | float) and type(value) is not bool and abs(value) < MAX_TRUTH  # nan is not


def is_line(value: object) -> bool:
    """Whether a value is a text in one line."""
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def faults(info: object) -> Iterator[str]:
    """What is wrong with the metadata of a prediction."""
    if not isinstance(info, dict):
        yield "needs question and truth in its metadata, under course and prediction"
        return
    if unknown := sorted(map(str, info.keys() - KEYS)):
        yield f"has {unknown[0]!r} in the metadata of its prediction, which is none of question, choices and truth"
    if not is_line(info.get("question")):
        yield "has no question in the metadata of its prediction: write it there, in one line"
    choices = info.get("choices")
    if choices is not None and not well_chosen(choices):
        yield 'needs two or more choices, each a small letter with a text in one line, such as {"a": "lighter"}'
    elif "truth" not in info:
        yield "has no truth in the metadata of its prediction: write there what comes"
    elif choices and info["truth"] not in list(choices):
        yield f"has a truth that is none of its choices {', '.join(choices)}"
    elif not choices and not is_number(info["truth"]):
        yield "has neither choices nor a number as its truth: give one of the two"


def well_chosen(choices: object) -> bool:
    """Whether choices are a dict of letters with their texts."""
    if not isinstance(choices, dict) or len(choices) < 2:
        return False
    letters = all(isinstance(key, str) and len(key) == 1 and key.isalpha() and key.islower() for key in choices)
    return letters and all(map(is_line, choices.values()))


def predictions_of(nb: NotebookNode) -> dict[str, Prediction]:
    """The predictions of an instructor notebook that are well declared, by name."""
    found = {}
    for cell in nb.cells:
        info = prediction_info(cell)
        if kind(cell) == "prediction" and isinstance(info, dict) and not any(faults(info)):
            name, truth = grade_id(cell), info["truth"]
            truth = truth if isinstance(truth, str) else float(truth)
            found[name] = Prediction(name, info["question"], truth, dict(info.get("choices") or {}))
    return found


def predictions_in(notebook: Path) -> dict[str, Prediction]:
    """The same for a notebook on disk; none where it cannot be read, as on a machine that only writes pages."""
    try:
        return predictions_of(read(notebook))
    except CourseError:
        return {}
