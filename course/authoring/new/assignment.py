"""`course new`: an assignment that builds and checks from the first moment, to be edited into a real one."""

import builtins
import importlib.util
import keyword
import re
import shutil
import tempfile
from pathlib import Path
from types import ModuleType

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.authoring import rules
from course.authoring.trials.demo import answers_folder
from course.base.errors import CourseError
from course.grading.judge.scope import names_of
from course.project import notebooks
from course.project.notebooks import STORY
from course.project.workspace import Workspace

from . import template
from .examples import image, table, text

ASSIGNMENT = re.compile(r"(?P<number>\d\d)-(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)")
HEAD = "# For this notebook"  # what stands above it in a setup cell is the same in every notebook
BY_HAND = 2  # points of the written question
EXAMPLES = {"image": image, "table": table, "text": text}


def cell(role: str, name: str, source: str, points: int | None = None) -> NotebookNode:
    """A cell of an instructor notebook; `role` is `text`, `locked`, `solution`, `test` or `manual`."""
    info = {
        "grade": role in ("test", "manual"),
        "grade_id": name,
        "locked": role in ("text", "locked", "test"),
        "schema_version": 3,
        "solution": role in ("solution", "manual"),
        "task": False,
    }
    if points is not None:
        info["points"] = points
    make = new_markdown_cell if role in ("text", "manual") else new_code_cell
    metadata: dict[str, object] = {"nbgrader": info}
    if name == "setup" or role == "test":
        metadata["jupyter"] = {"source_hidden": True}
    if name.startswith("see-"):
        metadata["tags"] = [STORY]
    return make(source, id=name, metadata=metadata)


def setup_of(course: Workspace, needed: bool) -> str:
    """What the setup cells of this course's notebooks have in common: `photo`, `show` and `call`.

    Where no notebook has it, a smaller one for what needs no pictures; CourseError if it is `needed`.
    """
    for assignment in course.assignments():
        for cell in [cell for path in course.notebooks(assignment) for cell in notebooks.read(path).cells]:
            if notebooks.grade_id(cell) == "setup" and HEAD in cell.source:
                return cell.source.split(HEAD)[0]
    if not needed:
        return template.SETUP
    raise CourseError(
        f"No notebook of source/ has a cell called setup with the line {HEAD!r}: what stands above it is copied."
        f" `--subject text` or `--subject table` needs none."
    )


def check_names(course: Workspace, assignment: str, functions: list[str], taken: frozenset[str]) -> str:
    """The notebook's name if everything is well named; `taken` are names that the setup cell defines."""
    match = ASSIGNMENT.fullmatch(assignment)
    if match is None:
        raise CourseError(
            f"{assignment!r} cannot be the name of an assignment: write two digits, a hyphen and a name of small"
            " letters, digits and hyphens, such as 07-gray."
        )
    found = [other for other in course.assignments() if other != assignment]
    others = {notebook: other for other in found for notebook in course.notebook_names(other)}
    if match["name"] in others:
        raise CourseError(
            f"{others[match['name']]} has a notebook {match['name']}.ipynb already: choose another name, or nobody"
            " could tell to which of them a hand-in belongs."
        )
    for function in functions:
        if not function.isidentifier() or not rules.GRADE_ID.fullmatch(f"test_{function}"):
            why = "write letters, digits and '_', not more than 59, and no digit first"
        elif keyword.iskeyword(function) or hasattr(builtins, function):
            why = "Python has this name already"
        elif function in taken:
            why = "the setup cell of the notebooks defines this name"
        elif function.startswith("test_") or function == "reflection":
            why = "cells of tests and the written question are called so"
        elif functions.count(function) > 1:
            why = "it is given twice"
        elif function[0].isupper():
            why = "a capital letter begins the name of a class"
        else:
            continue
        raise CourseError(f"{function!r} cannot be the name of an exercise: {why}.")
    return match["name"]


def notebook_for(assignment: str, functions: list[str], setup: str, example: ModuleType) -> NotebookNode:
    """The instructor notebook: an exercise for each function, and a written question."""
    number, name = int(assignment[:2]), assignment[3:].replace("-", " ").capitalize()
    cells = [
        cell("text", "title", template.TITLE.replace("TITLE", f"{assignment[:2]} {name}")),
        cell("locked", "setup", setup + example.FOR_THIS_NOTEBOOK),
    ]
    share, over = divmod(rules.TOTAL_POINTS - BY_HAND, len(functions))
    for index, function in enumerate(functions):
        points = share + (index < over)
        statement = example.STATEMENT.replace("POINTS", f"{points} point{'s' * (points > 1)}")
        for role, prefix, source, worth in (
            ("text", "ex-", statement, None),
            ("solution", "", example.SOLUTION, None),
            ("test", "test_", example.TEST, points),
            ("locked", "see-", example.STORY, None),
        ):
            source = source.replace("EXERCISE", function).replace("NUMBER", f"{number}.{index + 1}")
            cells.append(cell(role, prefix + function, source, worth))
    question = template.QUESTION.replace("NUMBER", f"{number}.{len(functions) + 1}")
    cells += [
        cell("text", "ex-reflection", question),
        cell("manual", "reflection", template.REFLECTION, BY_HAND),
        cell("text", "end", template.END),
    ]
    return new_notebook(cells=cells)


def new_assignment(course: Workspace, assignment: str, functions: list[str], subject: str = "image") -> list[Path]:
    """Write a new assignment and its answers, or nothing at all.

    Parameters
    ----------
    course : Workspace
        The course; the setup cell is copied from one of its notebooks.
    assignment : str
        Two digits, a hyphen and a name: `07-gray` gets the notebook `gray.ipynb`.
    functions : list of str
        What students will write, one exercise each.
    subject : {"image", "table", "text"}
        What the small example is about.

    Returns
    -------
    list of Path
        The instructor notebook, then a file of answers for each function.

    Raises
    ------
    CourseError
        If a name will not do, something is there already, or a library for the subject is missing.
    """
    example = EXAMPLES[subject]
    if subject == "table" and importlib.util.find_spec("pandas") is None:
        raise CourseError(
            "A table needs pandas, which is not installed here: `pip install pandas`, then call this again."
        )
    setup = setup_of(course, needed=subject == "image")
    name = check_names(course, assignment, functions, names_of(setup + example.FOR_THIS_NOTEBOOK).defines)
    if len(functions) > rules.TOTAL_POINTS - BY_HAND:
        raise CourseError(f"{len(functions)} exercises are too many for {rules.TOTAL_POINTS} points.")
    source, answers = course.folder("source") / assignment, answers_folder(course) / assignment
    for folder in (source, answers):
        if folder.exists():
            raise CourseError(f"{folder} exists already: choose another name, or remove it first.")
        course.require_writable(folder)
    nb = notebook_for(assignment, functions, setup, example)
    written = notebooks.normal_form(nb)
    if problems := list(rules.check_notebook(nb, written)):
        raise CourseError("\n".join([f"{assignment} would not build here:", *(f"  {problem}" for problem in problems)]))
    with tempfile.TemporaryDirectory(dir=course.scratch()) as scratch:
        staged = {Path(scratch, "source"): source, Path(scratch, "answers"): answers}
        for folder in staged:
            folder.mkdir(mode=0o755)
        Path(scratch, "source", f"{name}.ipynb").write_text(written, encoding="utf-8")
        for function in functions:
            Path(scratch, "answers", f"{function}.py").write_text(example.ANSWERS, encoding="utf-8")
        try:
            for folder, target in staged.items():
                shutil.move(folder, target)
        except BaseException:
            for folder in staged.values():
                shutil.rmtree(folder, ignore_errors=True)
            raise
    return [source / f"{name}.ipynb", *(answers / f"{function}.py" for function in functions)]
