"""Right and wrong answers, put into the student's cell and graded by the real test cell of the source."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from course.authoring.rules import released_source, signatures
from course.authoring.session import failure, session, verdict
from course.base.errors import CourseError
from course.grading.judge.scope import names_of
from course.project.notebooks import grade_id, is_story, kind, most_of, split_regions

SENTENCE_END = re.compile(r"[.?!](?=\s|$)")
REFERENCE = "the reference solution"
SECRET_LENGTH = 12  # a line of a solution that is shorter (`return out`) gives nothing away


@dataclass(frozen=True)
class Answer:
    """One answer to an exercise: the text of its cell, and what the tests must make of it.

    A wrong one has `points` where the test is to give a part of them. Where `test` is given, it is what the judge tries
    in place of the exercise's test.
    """

    name: str
    code: str
    right: bool
    phrase: str = ""
    test: str = ""
    points: float = 0.0


@dataclass
class Tally:
    """What became of all answers of one exercise; `misses` says in words what went wrong."""

    exercise: str
    caught: int = 0
    wrong: int = 0
    accepted: int = 0
    right: int = 0
    as_intended: int = 0
    misses: list[str] = field(default_factory=list)
    messages: dict[str, str | None] = field(default_factory=dict)
    parts: dict[str, float] = field(default_factory=dict)  # points of answers with a part of them


def load(folder: Path, exercise: str, variable: bool = False) -> list[Answer]:
    """Answers of one exercise from `<folder>/<exercise>.py`, each as the text of a cell.

    Functions and classes take the exercise's name. The docstring's one line reads `what it is`, for a wrong
    answer `what it is | phrase that the message must contain`, and ` | 1.5 points` where it is to have a part of them.

    Parameters
    ----------
    folder : Path
        Folder of the assignment's answers.
    exercise : str
        Name of the exercise, which is also the grade_id of its solution cell.
    variable : bool
        Whether the exercise asks for a variable: then each answer is a function that returns its value.

    Returns
    -------
    list of Answer
        In the order of the file.

    Raises
    ------
    CourseError
        If the file is missing, cannot be parsed, or an answer does not say what it is.
    """
    path = folder / f"{exercise}.py"
    try:
        text = path.read_text(encoding="utf-8")
        body = ast.parse(text).body
    except FileNotFoundError:
        raise CourseError(f"There are no answers to {exercise}: write {path} with right_... and wrong_...") from None
    except SyntaxError as error:
        raise CourseError(f"{path} is not Python: {error}.") from error
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    answers = []
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        about, _, phrase = (ast.get_docstring(node) or "").partition(" | ")
        phrase, _, part = phrase.partition(" | ")
        points = re.fullmatch(r"(\d+(?:\.\d+)?) points?\.?", part)
        right = node.name.startswith("right_")
        if (
            not node.name.startswith(("right_", "wrong_"))
            or not about
            or "\n" in about + phrase
            or right == bool(phrase)
            or bool(points) != bool(part)
        ):
            raise CourseError(
                f"{path}, {node.name}: name it right_... or wrong_... and give it a docstring of one line,"
                " 'what it is', for a wrong one 'what it is | phrase of the message', or that and ' | 1.5 points'."
            )
        lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
        docstring = node.body[0].lineno - node.lineno
        del lines[docstring]
        lines[0] = lines[0].replace(node.name, exercise, 1)
        if variable:
            lines.append(f"\n\n{exercise} = {exercise}()")
        used = imports_for("\n".join(lines), imports)
        code = "\n".join([*used, *([""] * 2 if used else []), *lines])
        answers.append(Answer(node.name, code, right, phrase.rstrip("."), points=float(points[1]) if points else 0.0))
    return answers


def imports_for(code: str, imports: list[ast.Import | ast.ImportFrom]) -> list[str]:
    """Those of the imports of a file that one answer needs: a student would write no others."""
    needs, found = names_of(code).needs, []
    for node in imports:
        names = [alias for alias in node.names if (alias.asname or alias.name.partition(".")[0]) in needs]
        if names:
            module = getattr(node, "module", None)
            found.append(ast.unparse(ast.ImportFrom(module, names, 0) if module else ast.Import(names)))
    return found


def giveaways(cell: NotebookNode) -> list[str]:
    """Lines of a reference solution, without white space, that no message may contain."""
    lines = (re.sub(r"\s+", "", line) for region in split_regions(cell).secret for line in region)
    return [line for line in lines if len(line) >= SECRET_LENGTH]


def judge(tally: Tally, answer: Answer, message: str | None, secrets: list[str], part: float = 0.0) -> None:
    """Count one verdict, None or a message with a part of the points, and keep in words what is not as it should be."""
    if answer.right:
        tally.right += 1
        tally.accepted += message is None
        if message is not None:
            tally.misses.append(f"{answer.name} is right, but was refused: {message}")
        return
    tally.wrong += 1
    tally.caught += message is not None
    if message is None:
        tally.misses.append(f"{answer.name} is wrong, but got full points")
        return
    problems = []
    if answer.phrase.casefold() not in message.casefold():
        problems.append(f"the message should contain {answer.phrase!r}")
    if part != answer.points:
        problems.append(f"it should have {answer.points:g} points, not {part:g}")
    if len(SENTENCE_END.findall(message)) > 2:
        problems.append("the message has more than two sentences")
    if any(secret in re.sub(r"\s+", "", message) for secret in secrets):
        problems.append("the message gives the solution away")
    tally.as_intended += not problems
    tally.misses += [f"{answer.name}: {problem}; it reads: {message}" for problem in problems]


def candidates(nb: NotebookNode, folder: Path) -> dict[str, list[Answer]]:
    """All that is tried for each exercise: the reference, the untouched stub, every answer, and nothing at all."""
    found = {}
    for cell in nb.cells:
        if kind(cell) != "solution":
            continue
        exercise = grade_id(cell)
        variable = signatures(cell.source)[exercise].endswith("=")
        # A class whose methods are the student's own has a stub that ends before there is a class.
        defined = signatures(released_source(cell)).get(exercise) == signatures(cell.source)[exercise]
        undone = "still to do" if defined and not variable else ""
        found[exercise] = [
            Answer(REFERENCE, cell.source, True),
            Answer("the untouched stub", released_source(cell), False, undone),
            *load(folder, exercise, variable),
            Answer("nothing at all", "", False, "not defined" if variable else "no function called"),
        ]
    return found


def check_notebook(
    nb: NotebookNode, folder: Path, python: str | None = None, place: Path | None = None
) -> Iterator[Tally]:
    """Grade all answers to each exercise of an instructor notebook in one process, as a student's own run does.

    The notebook runs from top to bottom in one kernel, with the reference solutions; where an exercise's
    test stands, the untouched stub and each answer take the solution's place in turn.

    Parameters
    ----------
    nb : NotebookNode
        The instructor notebook.
    folder : Path
        Folder of the assignment's answers.
    python : str, optional
        Interpreter whose libraries are to be used, this one by default.
    place : Path, optional
        Working directory, an empty one by default.

    Yields
    ------
    Tally
        One for each exercise, in the order of the notebook.
    """
    solutions = {grade_id(cell): cell for cell in nb.cells if kind(cell) == "solution"}
    tried = candidates(nb, folder)
    with session(python, place) as kernel:
        kernel.run("%xmode Minimal")  # of a failed check the message is all that is looked at
        for cell in nb.cells:
            if is_story(cell):
                continue  # no answer and no test needs it, and the reference run has shown that it works
            if kind(cell) != "test":
                if cell.cell_type == "code" and (problem := failure(kernel.run(cell.source))):
                    raise CourseError(f"The reference cell {grade_id(cell)} fails: {problem}")
                continue
            exercise = grade_id(cell).removeprefix("test_")
            tally = Tally(exercise)
            for answer in tried[exercise]:
                kernel.run(f"globals().pop({exercise!r}, None)")
                kernel.run(answer.code)
                message, part = verdict(kernel.run(cell.source), most_of(cell))
                tally.messages[answer.name] = message
                if message and part:
                    tally.parts[answer.name] = part
                judge(tally, answer, message, giveaways(solutions[exercise]), part)
            kernel.run(solutions[exercise].source)
            yield tally
