"""Takes notebooks that were made for plain nbgrader into the course: names their cells, and tells what it changed."""

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
from course.base.files import write_whole
from course.grading.judge.scope import names_of
from course.project import notebooks
from course.project.notebooks import ADOPTED, grade_id, kind
from course.project.workspace import Workspace

FOLDER = re.compile(r"\w[\w. -]{0,99}")
LEFT_BEHIND = ("*.ipynb", ".*", "__pycache__", "*.pyc")


@dataclass
class Adopted:
    """A notebook as it was taken in: where it lies, and what was changed, in sentences."""

    path: Path
    changes: list[str] = field(default_factory=list)


def assignment_of(path: Path) -> str:
    """Name of the assignment that a notebook belongs to: its folder in a nbgrader course, else its own name."""
    folder = path.resolve().parent
    return folder.name if folder.parent.name == "source" else path.stem


def adopt(course: Workspace, assignment: str, paths: list[Path]) -> list[Adopted]:
    """Copy instructor notebooks of plain nbgrader, with the files beside them, into one folder of `source/`.

    Parameters
    ----------
    course : Workspace
        The course.
    assignment : str
        Name of the assignment. If it is there already, it must have come from the same folder as these notebooks.
    paths : list of Path
        The notebooks, which stay as they are.

    Returns
    -------
    list of Adopted
        Where they lie now.

    Raises
    ------
    CourseError
        If one of them cannot be read, is no instructor notebook, or is there already; then nothing is copied.
    """
    target = course.folder("source") / assignment
    folders = {path.resolve().parent for path in paths}
    if not FOLDER.fullmatch(assignment):
        raise CourseError(f"{assignment!r} cannot be the name of an assignment: give another one with --as.")
    taken = [path.name for path in target.glob("*.ipynb")] if target.exists() else []
    theirs = taken and all((folder / name).is_file() for folder in folders for name in taken)
    if target.exists() and not (theirs and {path.name for path in paths}.isdisjoint(taken)):
        raise CourseError(f"{target} exists already: give another name with --as, or remove it first.")
    if len({path.name for path in paths}) < len(paths):
        raise CourseError(f"Two of the notebooks for {assignment} have one name: rename one.")
    course.require_writable(target)
    found, texts = [], {}
    for path in paths:
        nb = notebooks.read(path)
        try:
            changes = list(named(nb))
        except CourseError as error:
            raise CourseError(f"{path.name}: {error}") from error
        found.append(Adopted(target / path.name, changes))
        texts[path.name] = notebooks.normal_form(nb)
    if taken:
        for name, text in texts.items():
            write_whole(target / name, text)
    else:
        found[0].changes += begin(course, target, texts, folders)
    return found


def begin(course: Workspace, target: Path, texts: dict[str, str], folders: set[Path]) -> Iterator[str]:
    """Make the folder of an assignment, with its notebooks and the files beside them; tells of the files."""
    with tempfile.TemporaryDirectory(dir=course.scratch()) as scratch:
        staged = Path(scratch) / target.name
        for folder in folders if len(folders) == 1 else ():
            if folder.parent.name == "source":  # elsewhere what lies beside them may be anything
                shutil.copytree(folder, staged, ignore=shutil.ignore_patterns(*LEFT_BEHIND), symlinks=True)
        staged.mkdir(exist_ok=True)
        for name, text in texts.items():
            (staged / name).write_text(text, encoding="utf-8")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(staged, target)
    if beside := sorted(item.name for item in target.iterdir() if item.name not in texts):
        yield f"files beside it came along: {', '.join(beside)}"


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
