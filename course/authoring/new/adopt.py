"""Takes a notebook that was made for plain nbgrader into the course: names its cells, and tells what it changed."""

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator, ValidationError

from course.authoring.rules import GRADE_ID, signatures
from course.authoring.statement import points_of_cell
from course.base.errors import CourseError
from course.grading.judge.scope import names_of
from course.project import notebooks
from course.project.notebooks import ADOPTED, grade_id, kind
from course.project.workspace import Workspace

FOLDER = re.compile(r"\w[\w. -]{0,99}")
LEFT_BEHIND = ("*.ipynb", ".*", "__pycache__", "*.pyc")


@dataclass
class Adopted:
    """A notebook as it was taken in: where it lies, and what was changed, in sentences."""

    assignment: str
    path: Path
    changes: list[str] = field(default_factory=list)


def adopt(course: Workspace, path: Path, assignment: str | None = None) -> Adopted:
    """Copy an instructor notebook of plain nbgrader, with the files beside it, into `source/`.

    Parameters
    ----------
    course : Workspace
        The course.
    path : Path
        The notebook, which stays as it is.
    assignment : str, optional
        Name of the assignment; by default that of its folder in a nbgrader course, else that of the notebook.

    Returns
    -------
    Adopted
        Where it lies now.

    Raises
    ------
    CourseError
        If it cannot be read, is no instructor notebook, or something is there already.
    """
    nb = notebooks.read(path)
    folder = path.resolve().parent
    name = assignment or (folder.name if folder.parent.name == "source" else path.stem)
    target = course.folder("source") / name
    if not FOLDER.fullmatch(name):
        raise CourseError(f"{name!r} cannot be the name of an assignment: give another one with --as.")
    if target.exists():
        raise CourseError(f"{target} exists already: give another name with --as, or remove it first.")
    course.require_writable(target)
    found = Adopted(name, target / path.name, list(named(nb)))
    with tempfile.TemporaryDirectory(dir=course.scratch()) as scratch:
        staged = Path(scratch) / name
        if folder.parent.name == "source":  # elsewhere what lies beside it may be anything
            shutil.copytree(folder, staged, ignore=shutil.ignore_patterns(*LEFT_BEHIND), symlinks=True)
        staged.mkdir(exist_ok=True)
        (staged / path.name).write_text(notebooks.normal_form(nb), encoding="utf-8")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(staged, target)
    if beside := sorted(item.name for item in target.iterdir() if item.name != path.name):
        found.changes.append(f"files beside it came along: {', '.join(beside)}")
    return found


def named(nb: NotebookNode) -> Iterator[str]:
    """Bring a notebook into the form that `course build` takes, in place; tells each change."""
    if not any(cell.metadata.get("nbgrader") for cell in nb.cells):
        raise CourseError("No cell has a role of nbgrader: give some in JupyterLab's Create Assignment panel first.")
    language = nb.metadata.get("kernelspec", {}).get("language") or nb.metadata.get("language_info", {}).get("name")
    if language and language.lower() not in ("python", "ipython"):
        raise CourseError(f"It is a notebook for {language}: only Python is graded.")
    try:
        MetadataValidator().upgrade_notebook_metadata(nb)
    except (ValidationError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"nbgrader cannot read the roles of its cells: {error}") from error
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("task"):
            raise CourseError(
                f"The cell {grade_id(cell)} is a task of nbgrader, which is not supported: make it a written answer"
                " that is graded by hand."
            )
    for cell in nb.cells:
        if kind(cell) in ("test", "manual") and not (
            "points" in cell.metadata.nbgrader and (points := points_of_cell(cell)) is not None and points >= 0
        ):
            raise CourseError(f"The cell {grade_id(cell)} has no points: write a number that is not below zero.")
    nb.cells[0].metadata["tags"] = sorted({*nb.cells[0].metadata.get("tags", []), ADOPTED})
    if locked := list(lock(nb)):
        yield f"{len(locked)} cells without a role are locked now, so that every student has the same text"
    yield from name_exercises(nb)


def lock(nb: NotebookNode) -> Iterator[str]:
    """Give each cell without a role one that students cannot change, with a name of its own."""
    taken = {grade_id(cell) for cell in nb.cells if kind(cell) != "plain"}
    for number, cell in enumerate(nb.cells, 1):
        if kind(cell) == "plain":
            wish = str(cell.get("id", ""))
            name = wish if GRADE_ID.fullmatch(wish) and wish not in taken else f"locked-{number}"
            while name in taken:
                name += "x"
            taken.add(name)
            cell.metadata["nbgrader"] = {
                "grade": False, "grade_id": name, "locked": True, "schema_version": 3, "solution": False, "task": False,
            }  # fmt: skip
            yield name


def name_exercises(nb: NotebookNode) -> Iterator[str]:
    """Call answers by what they define, and tests by the answer that they look at."""
    tests = [(place, cell, used_by(cell)) for place, cell in enumerate(nb.cells) if kind(cell) == "test"]
    answers: list[tuple[int, NotebookNode, list[str]]] = []
    taken = {grade_id(cell) for cell in nb.cells}
    for place, cell in enumerate(nb.cells):
        if kind(cell) != "solution":
            continue
        made = signatures(cell.source)
        asked = [n for n in made if any(n in used for after, _, used in tests if after > place)]
        # By its capital letter the judge takes an exercise for a class.
        fits = [n for n in asked if made[n].startswith("class ") == n[:1].isupper() and GRADE_ID.fullmatch(n)]
        answers.append((place, cell, asked))
        if fits and grade_id(cell) not in fits and fits[0] not in taken:
            taken.add(fits[0])
            yield renamed(cell, fits[0])
    counts: dict[str, int] = {}
    for place, cell, used in tests:
        above = (answer for before, answer, asked in reversed(answers) if before < place and used & {*asked})
        if (answer := next(above, None)) is None:
            yield f"{grade_id(cell)} looks at no answer above it, and is judged all the same"
            continue
        exercise = grade_id(answer)
        if exercise not in signatures(answer.source):
            continue  # it kept its name, and so do its tests
        counts[exercise] = counts.get(exercise, 0) + 1
        name = f"test_{exercise}" + f"-{counts[exercise]}" * (counts[exercise] > 1)
        if name != grade_id(cell) and name not in taken:
            taken.add(name)
            yield renamed(cell, name)


def used_by(cell: NotebookNode) -> frozenset[str]:
    """Names that a test reads, or sets and reads."""
    with contextlib.suppress(SyntaxError):
        names = names_of(cell.source)
        return names.needs | names.mentions | names.defines
    return frozenset()


def renamed(cell: NotebookNode, name: str) -> str:
    """Give a cell another name, and say so."""
    before = grade_id(cell)
    cell.metadata.nbgrader["grade_id"] = name
    return f"{before} is called {name} now"
