"""Mutation testing: does any test miss a change of its reference solution?

Each mutant is the solution with one thing changed: an operator, a constant, a bound, a dtype, a keyword, a line.
A test kills it by refusing it. A survivor shows what the test does not look at, unless it is as right as the solution:
then `survivors.toml` beside the answers says why.
"""

import ast
import contextlib
import copy
import hashlib
import json
import multiprocessing
import tomllib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from course.authoring.rules import signatures
from course.authoring.session import Session, failure, session, verdict
from course.base import machine
from course.base.errors import CourseError
from course.base.files import write_whole
from course.grading.execution.imports import imports_of
from course.grading.run.fingerprint import environment
from course.grading.sandbox.folders import folders_for
from course.grading.steps.course_files import course_files
from course.project import notebooks
from course.project.notebooks import cell_key, grade_id, is_story, kind
from course.project.workspace import Workspace, prepare_process

from . import demo

LIMIT = 600  # seconds for one test; a loop that never ends is killed by it, a slow machine is not
OPERATORS: dict[type, list[type]] = {
    ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Div], ast.Div: [ast.Mult], ast.FloorDiv: [ast.Div],
    ast.Pow: [ast.Mult], ast.Mod: [ast.FloorDiv], ast.And: [ast.Or], ast.Or: [ast.And],
    ast.Lt: [ast.LtE, ast.Gt], ast.LtE: [ast.Lt, ast.Gt], ast.Gt: [ast.GtE, ast.Lt], ast.GtE: [ast.Gt, ast.Lt],
    ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.Is: [ast.IsNot], ast.IsNot: [ast.Is],
}  # fmt: skip
NAMES = {
    "argmin": "argmax", "argmax": "argmin", "min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum",
    "rint": "floor", "round": "floor", "sum": "mean", "mean": "sum", "any": "all", "all": "any", "var": "std",
    "uint8": "int64", "int": "float", "float": "int", "intp": "uint8", "int32": "uint8", "zeros": "ones",
}  # fmt: skip
# Keywords that say how a figure looks, which is up to the student, or what `zip` checks: neither is changed.
LOOK = {"figsize", "layout", "s", "linewidths", "edgecolors", "xlim", "ylim", "aspect", "color", "strict"}
MODULES = {"np", "plt", "io", "math", "time", "Image"}  # what is called in one of them has no value of its own


@dataclass(frozen=True)
class Trial:
    """One exercise of one assignment, whose mutants are to be tried; `force` runs them even if nothing has changed."""

    root: Path
    assignment: str
    exercise: str
    force: bool


@dataclass(frozen=True)
class Tried:
    """What became of the mutants of one exercise: how many there are, and the changes that nothing noticed."""

    assignment: str
    exercise: str
    mutants: int
    survived: list[str]


def mutants_of(source: str) -> dict[str, str]:
    """Every mutant of a solution cell: what the changed line has become, and the text of the cell.

    Parameters
    ----------
    source : str
        An instructor's solution cell; only what stands between its solution markers is changed.
    """
    tree, secret, inside = ast.parse(source), set(), False
    for number, line in enumerate(source.splitlines(), start=1):
        inside = "### BEGIN SOLUTION" in line or (inside and "### END SOLUTION" not in line)
        secret |= {number} if inside else set()
    found: dict[str, str] = {}
    plain = ast.unparse(tree)
    skipped: set[int] = set()
    for node in ast.walk(tree):
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)  # a docstring
        if text or (isinstance(node, ast.keyword) and node.arg in LOOK):
            skipped |= {id(part) for part in ast.walk(node)}
    for place, node in enumerate(ast.walk(tree)):
        if getattr(node, "lineno", 0) not in secret or id(node) in skipped:
            continue
        for changed in changes(node):
            code = ast.unparse(replaced(tree, place, changed))
            became = "; ".join(line.strip() for line in code.splitlines() if line not in plain.splitlines())
            if isinstance(changed, ast.Pass):
                became = f"without {ast.unparse(node).splitlines()[0]}"
            if code != plain:
                found.setdefault(became or f"{ast.unparse(changed)} for {ast.unparse(node)}", code)
    return found


def changes(node: Any) -> Iterator[ast.AST]:
    """What may stand in the place of a node."""
    match node:
        case ast.BinOp() | ast.AugAssign() | ast.BoolOp():
            for other in OPERATORS.get(type(node.op), []):
                yield altered(node, op=other())
        case ast.Compare(ops=[only]):
            for other in OPERATORS.get(type(only), []):
                yield altered(node, ops=[other()])
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield node.operand
        case ast.Constant(value=bool(flag)):
            yield ast.Constant(not flag)
        case ast.Constant(value=int(whole)):
            yield ast.Constant(whole + 1)
            yield ast.UnaryOp(ast.USub(), ast.Constant(1)) if whole == 0 else ast.Constant(whole - 1)
        case ast.Constant(value=float(real)):
            yield ast.Constant(real * 2)
        case ast.Constant(value=str(text)):
            yield ast.Constant(text + "x")
        case ast.Name() if node.id in NAMES:
            yield altered(node, id=NAMES[node.id])
        case ast.Attribute() if node.attr in NAMES:
            yield altered(node, attr=NAMES[node.attr])
        case ast.Slice():
            for part in ("lower", "upper", "step"):
                if getattr(node, part) is not None:
                    yield altered(node, **{part: None})
        case ast.Call():
            for keyword in (passed for passed in node.keywords if passed.arg not in LOOK):
                yield altered(node, keywords=[other for other in node.keywords if other is not keyword])
            if len(node.args) > 1:
                yield altered(node, args=[node.args[1], node.args[0], *node.args[2:]])
            if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") not in MODULES:
                yield node.func.value
            elif node.args:
                yield node.args[0]
        case ast.Tuple() | ast.List() if len(node.elts) > 1:
            yield altered(node, elts=[node.elts[1], node.elts[0], *node.elts[2:]])
        case ast.Subscript():
            yield node.value
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield altered(node, test=ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.stmt) and not isinstance(node, ast.Return | ast.FunctionDef | ast.Pass):
        yield ast.Pass()


def altered(node: ast.AST, **fields: object) -> ast.AST:
    """A copy of a node with other fields."""
    other = copy.copy(node)
    vars(other).update(fields)
    return other


def replaced(tree: ast.Module, place: int, changed: ast.AST) -> ast.Module:
    """A copy of a tree in which another node stands in one place, counted as `ast.walk` does."""
    whole = copy.deepcopy(tree)
    nodes = list(ast.walk(whole))
    for parent in nodes:
        for field, value in ast.iter_fields(parent):
            if value is nodes[place]:
                setattr(parent, field, changed)
            elif isinstance(value, list):
                setattr(parent, field, [changed if part is nodes[place] else part for part in value])
    return ast.fix_missing_locations(whole)


def try_all(course: Workspace, names: list[str], force: bool) -> Iterator[Tried]:
    """Run the mutants of some assignments on several processors, exercise by exercise in their order."""
    jobs = []
    for name in names:
        paths = course.notebooks(name)
        for notebook, cell in [(path.stem, cell) for path in paths for cell in notebooks.read(path).cells]:
            if kind(cell) == "solution" and not signatures(cell.source)[grade_id(cell)].endswith("="):
                exercise = cell_key(notebook, grade_id(cell), len(paths) > 1)
                jobs.append(Trial(course.root, name, exercise, force))
    context = multiprocessing.get_context("spawn")  # each has an event loop and a kernel of its own
    with ProcessPoolExecutor(min(len(jobs), machine.workers()) or 1, context, prepare_process) as executor:
        yield from executor.map(try_exercise, jobs)


def try_exercise(job: Trial) -> Tried:
    """Run the mutants of one exercise, or recall what became of them."""
    course = Workspace(job.root)
    notebook, _, exercise = job.exercise.rpartition("/")
    paths = [path for path in course.notebooks(job.assignment) if notebook in ("", path.stem)]
    cells = notebooks.read(paths[0]).cells
    given = course_files(course.api.coursedir, job.assignment)
    test = next(i for i, cell in enumerate(cells) if grade_id(cell) == f"test_{exercise}")
    above = [cell for cell in cells[:test] if cell.cell_type == "code" and kind(cell) != "test" and not is_story(cell)]
    solution = next(cell.source for cell in above if grade_id(cell) == exercise)
    mutants = mutants_of(solution)
    known = [
        environment(imports_of(cells)),
        given.fingerprint(),
        mutants,
        [cell.source for cell in above],
        cells[test].source,
    ]
    key = hashlib.sha256(repr(known).encode()).hexdigest()
    path = job.root / ".course" / "mutants" / f"{job.assignment}-{job.exercise.replace('/', '-')}.json"
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["fingerprint"] == key and not job.force:
            return Tried(job.assignment, job.exercise, len(mutants), kept["survived"])
    with folders_for({}, given) as folders:
        survived = list(survivors(exercise, mutants, solution, above, cells[test], folders.judge))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps({"fingerprint": key, "survived": survived}))
    return Tried(job.assignment, job.exercise, len(mutants), survived)


def survivors(
    exercise: str,
    mutants: dict[str, str],
    solution: str,
    above: list[NotebookNode],
    test: NotebookNode,
    place: Path | None = None,
) -> Iterator[str]:
    """The changes that a test cell accepts; a mutant that ends the kernel is refused, and the next one gets another."""
    left = {"": solution, **mutants}
    while left:
        with session(folder=place, timeout=LIMIT) as kernel:
            for cell in above:
                if problem := failure(kernel.run(cell.source)):
                    raise CourseError(f"The reference cell {grade_id(cell)} fails: {problem}")
            while left:
                change, code = next(iter(left.items()))
                left.pop(change)
                message = message_of(kernel, exercise, code, test)
                if not change and message:
                    raise CourseError(f"The reference solution of {exercise} fails its own test: {message}")
                if change and message is None:
                    yield change
                if message and message.startswith("DeadKernelError"):
                    break


def message_of(kernel: Session, exercise: str, code: str, test: NotebookNode) -> str | None:
    """What a test says of one answer, None for full points."""
    kernel.run(f"globals().pop({exercise!r}, None)")
    kernel.run(code)
    return verdict(kernel.run(test.source), notebooks.most_of(test))[0]


def reasons(course: Workspace) -> dict[str, dict[str, dict[str, str]]]:
    """Assignment -> exercise -> change -> why it may survive."""
    path = demo.answers_folder(course) / "survivors.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path} is not TOML: {error}.") from error


def problems(tried: Tried, known: dict[str, dict[str, dict[str, str]]]) -> list[str]:
    """Survivors without a reason, and reasons without a survivor; one that ends in `...` is for all that begin so."""
    excused = known.get(tried.assignment, {}).get(tried.exercise, {})
    fits: dict[str, set[str]] = {}
    for change in excused:
        begins = change.removesuffix("...") if change.endswith("...") else None
        fits[change] = {line for line in tried.survived if line == change or (begins and line.startswith(begins))}
    fine = {line for change, lines in fits.items() if excused[change].strip() for line in lines}
    found = [f"a mutant gets full points: {change}" for change in tried.survived if change not in fine]
    return found + [f"survivors.toml excuses what does not survive: {change}" for change in excused if not fits[change]]
