"""Classes to measure with: the sample class of an assignment of the course, and a light one of any size."""

import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.authoring import build
from course.authoring.trials import demo
from course.project.locate import find_root
from course.project.notebooks import normal_form
from course.project.workspace import Workspace, prepare_process

LIGHT = "01-light"
EXERCISES = {
    "total": ("def total(X):", "    return X.sum()", "total(np.eye(3)) == 3", "total(np.ones((4, 5))) == 20"),
    "largest": ("def largest(X):", "    return X.max()", "largest(np.eye(3)) == 1", "largest(np.arange(9)) == 8"),
    "flat": ("def flat(X):", "    return X.reshape(-1)", "flat(np.eye(2)).shape == (4,)", "len(flat(np.eye(5))) == 25"),
}


def made(kind: str, folder: Path, assignment: str, size: int) -> tuple[Workspace, list[str]]:
    """A class of a kind, with the names of its students."""
    prepare_process()
    return heavy(folder, assignment, size) if kind == "heavy" else light(folder, size)


def heavy(folder: Path, assignment: str, size: int) -> tuple[Workspace, list[str]]:
    """The students of the sample class whose hand-ins need no repair (stock nbgrader grades nothing else), repeated."""
    sample, students = demo.prepare(Workspace(find_root(Path(__file__).parent)), folder)
    plain = [student for student in students if not student.edit and student.expected.get(assignment)]
    build.build(sample, assignment)
    demo.submit_all(sample, Workspace(find_root(Path(__file__).parent)), plain, assignment)
    names = []
    for number in range(size):
        name = f"student-{number:04}"
        source = sample.folder("submitted") / plain[number % len(plain)].name / assignment
        shutil.copytree(source, sample.folder("submitted") / name / assignment)
        names.append(name)
    return sample, names


def light(folder: Path, size: int, assignment: str = LIGHT) -> tuple[Workspace, list[str]]:
    """Three one-line exercises on arrays; every third student has one of them wrong."""
    root = find_root(Path(__file__).parent)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(root / "nbgrader_config.py", folder)
    path = folder / "source" / assignment / "light.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(normal_form(light_notebook()), encoding="utf-8")
    course = Workspace(folder)
    build.build(course, assignment)
    released = nbformat.read(course.notebook(assignment, "release"), as_version=4)
    names = [f"student-{number:04}" for number in range(size)]
    for number, name in enumerate(names):
        for cell in released.cells:
            if cell.id in EXERCISES:
                head, body, *_ = EXERCISES[cell.id]
                wrong = number % 3 == 0 and cell.id == "largest"
                cell.source = f"{head}\n{body}{' + 1' * wrong}  # {name}"
        target = course.folder("submitted") / name / assignment / "light.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(released, target)
    return course, names


def light_notebook() -> NotebookNode:
    """The instructor notebook of the light class."""
    badge = new_markdown_cell("# Light\n\n<!-- COLAB BADGE -->", id="title")
    cells = [badge, new_code_cell('REPOSITORY = ""\nimport numpy as np', id="setup")]
    roles = [(False, False, 0), (True, False, 0)]
    for points, (name, (head, body, shown, hidden)) in zip((6, 7, 7), EXERCISES.items(), strict=True):
        answer = f"{head}\n    ### BEGIN SOLUTION\n    answer_of_the_course = X\n{body}\n    ### END SOLUTION"
        test = (
            f'assert {shown}, "Not yet."\n### BEGIN HIDDEN TESTS\nassert {hidden}, "Not quite."\n### END HIDDEN TESTS'
        )
        test += f'\nassert callable({name}), "A function."'
        cells += [new_code_cell(answer, id=name), new_code_cell(test, id=f"test_{name}")]
        roles += [(False, True, 0), (True, False, points)]
    for cell, (locked, solution, points) in zip(cells, roles, strict=True):
        info = {"grade_id": cell.id, "locked": locked or cell.cell_type == "markdown", "solution": solution,
                "grade": bool(points), "task": False, "schema_version": 3}  # fmt: skip
        cell.metadata["nbgrader"] = info | ({"points": points} if points else {})
    return new_notebook(cells=cells)
