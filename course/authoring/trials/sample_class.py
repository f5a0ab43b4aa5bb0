"""A class of made-up students whose hand-ins are put together from the course's own right and wrong answers."""

import copy
import hashlib
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.authoring.rules import signatures
from course.base.errors import CourseError
from course.project.notebooks import grade_id, kind, read
from course.project.predictions.declared import Prediction, predictions_in
from course.project.workspace import Workspace

from .answers import load

OFF = (1, 1, 0.5, 3, 40)  # what made-up students multiply a number by that they are to predict
REFLECTION = "Repeated colors come from flat areas: sky, walls and shadows share a few values."


@dataclass(frozen=True)
class SampleStudent:
    """One made-up student.

    Attributes
    ----------
    about : str
        Who this is, in a few words.
    answers : str
        `right N` for the N-th right answer to each exercise, `stub` for none.
    only : int or None
        Work stops after so many exercises.
    but : dict
        Exercise -> name of the answer given instead (`wrong_...`, `right_...` or `stub`).
    edit : str
        What happened to the file: a key of `EDITS`, or empty.
    expected : dict
        Assignment -> points of each automatically graded exercise, empty where nothing can be graded.
    """

    name: str
    about: str
    answers: str
    expected: dict[str, list[float]]
    only: int | None
    but: dict[str, str]
    edit: str


def load_class(path: Path) -> list[SampleStudent]:
    """The made-up class that a file describes."""
    try:
        described = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CourseError(f"The sample class {path} cannot be read: {error}") from error
    defaults: dict[str, Any] = {"only": None, "but": {}, "edit": ""}
    return [SampleStudent(name=name, **(defaults | entry)) for name, entry in described.items()]


def guess(student: str, prediction: Prediction) -> str:
    """What a made-up student predicts, as text of code: always the same, and not the same for all."""
    number = int.from_bytes(hashlib.sha256(f"{student} {prediction.name}".encode()).digest()[:4], "big")
    if number % 9 == 0:
        return "None"
    if isinstance(prediction.truth, str):
        return repr([*prediction.choices, prediction.truth][number % (len(prediction.choices) + 1)])
    return f"{prediction.truth * OFF[number % len(OFF)]:.3g}"


def fill(
    release: NotebookNode, student: SampleStudent, folder: Path, predictions: dict[str, Prediction] | None = None
) -> NotebookNode:
    """The released notebook with a student's answers in it, and predictions where they are given."""
    nb = copy.deepcopy(release)
    done = 0
    for cell in nb.cells:
        stopped = student.answers == "stub" or (student.only is not None and done > student.only)
        if kind(cell) == "prediction" and not stopped and (prediction := (predictions or {}).get(grade_id(cell))):
            cell.source = f"{prediction.name} = {guess(student.name, prediction)}"
        if kind(cell) == "manual" and student.only is None and student.answers != "stub":
            cell.source = REFLECTION
        if kind(cell) != "solution":
            continue
        done += 1
        exercise = grade_id(cell)
        choice = student.but.get(exercise, student.answers)
        if choice == "stub" or (student.only is not None and done > student.only):
            continue
        variable = signatures(cell.source)[exercise].endswith("=")
        answers = load(folder, exercise, variable)
        rights = [answer for answer in answers if answer.right]
        if choice.startswith("right "):
            answer = rights[(int(choice.split()[1]) - 1) % len(rights)]
        else:
            named = [answer for answer in answers if answer.name == choice]
            if not named:
                raise CourseError(f"{student.name}: there is no answer {choice} in {folder / exercise}.py.")
            answer = named[0]
        cell.source = answer.code
    return nb


def delete_test(nb: NotebookNode) -> str:
    """The first test cell was deleted."""
    nb.cells.remove(next(cell for cell in nb.cells if kind(cell) == "test"))
    return nbformat.writes(nb)


def duplicate_cell(nb: NotebookNode) -> str:
    """The first answer was copied with all its metadata, and the copy stands under it."""
    at = next(i for i, cell in enumerate(nb.cells) if kind(cell) == "solution")
    nb.cells.insert(at + 1, copy.deepcopy(nb.cells[at]))
    nb.cells[at + 1].id = "copied-cell"
    return nbformat.writes(nb)


def colab(nb: NotebookNode) -> str:
    """Saved the way Colab saves, in the file that *File > Download* gives.

    Format 4.0 without cell ids, an id in each cell's metadata, the settings of JupyterLab gone, `cellView` where a
    `#@title` makes a form, an `outputId` and the frontend's address where there is output, and metadata of its own.
    """
    for number, cell in enumerate(nb.cells):
        cell.pop("id", None)
        kept = {key: value for key, value in cell.metadata.items() if key not in ("jupyter", "deletable", "editable")}
        cell.metadata = {**kept, "id": f"x{number:011d}"}
        if cell.get("outputs"):
            cell.metadata["colab"] = {"base_uri": "https://localhost:8080/", "height": 300}
            cell.metadata["outputId"] = f"00000000-0000-4000-8000-{number:012d}"
        if cell.source.startswith("#@title"):
            cell.metadata["cellView"] = "form"
    nb.metadata = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }
    nb.nbformat_minor = 0
    return json.dumps(nb, ensure_ascii=False)


def lose_metadata(nb: NotebookNode) -> str:
    """Every cell lost its metadata and its id, as after a copy into a new notebook."""
    for cell in nb.cells:
        cell.metadata = {}
        del cell["id"]
    nb.nbformat_minor = 4
    return json.dumps(nb)


def other_kernel(nb: NotebookNode) -> str:
    """Saved with a kernel that this machine does not have."""
    nb.metadata["kernelspec"] = {"name": "conda-env-ds", "display_name": "Python [ds]", "language": "python"}
    return nbformat.writes(nb)


def cut_off(nb: NotebookNode) -> str:
    """The upload ended in the middle of the file."""
    text = nbformat.writes(nb)
    return text[: len(text) // 2]


EDITS: dict[str, Callable[[NotebookNode], str]] = {
    "": nbformat.writes,
    "renamed": nbformat.writes,
    "delete test": delete_test,
    "duplicate cell": duplicate_cell,
    "colab": colab,
    "lost metadata": lose_metadata,
    "other kernel": other_kernel,
    "cut off": cut_off,
}


def hand_in(course: Workspace, assignment: str, student: SampleStudent, answers: Path) -> Path:
    """Write what a made-up student hands in for an assignment to `submitted/`; its path."""
    release = course.notebook(assignment, "release")
    predictions = predictions_in(course.notebook(assignment))
    text = EDITS[student.edit](fill(read(release), student, answers / assignment, predictions))
    name = f"{release.stem} (1).ipynb" if student.edit == "renamed" else release.name
    path = course.folder("submitted") / student.name / assignment / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
