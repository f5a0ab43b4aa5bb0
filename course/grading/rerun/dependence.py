"""What each cell of a hand-in depends on, so that what did not change need not run again.

A cell depends on the cells that define, or may change, a name that it reads, and on what these depend on. This is only
said of hand-ins that are easy to follow: their cells define functions and plain values, import, and show something. Of
all others nothing is said, and everything runs.
"""

import ast
import builtins
import hashlib
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from nbformat import NotebookNode

from course.grading.judge.scope import names_of
from course.project.notebooks import exercise_of, grade_id, kind

from .names import attributes, bindings, imported, imports_of_cell, read_by, root, touches, tree_of
from .state import MAKERS, PURE, SETTINGS, gives_data, hard_to_follow, name_of, plain, variables_of
from .story import UNREADABLE, too_long

STUDENTS = "solution", "prediction", "plain"
MAX_CELLS = 150  # of code; the longest notebook of the course has 33
# Libraries of Python whose import changes nothing for anybody else.
HARMLESS = frozenset({"math", "cmath", "collections", "itertools", "operator", "typing", "string", "re", "copy", "time",
                      "statistics", "dataclasses", "numbers", "decimal", "fractions", "io", "bisect"})  # fmt: skip
# Parts of pyplot that leave no current figure to the next one, and those that a cell may use for itself.
WHOLE_FIGURES = frozenset({"subplots", "figure", "close", "show", "imread", "cm", "get_cmap", "Figure", "Axes"})
FOR_ITSELF = WHOLE_FIGURES | {"plot", "imshow", "title", "axis", "hist", "bar", "scatter", "xlabel", "ylabel", "legend"}
CALM = frozenset(
    {"print", "display", "show", "len", "min", "max", "sum", "sorted", "round", "abs", "type", "str", "repr", "list",
     "tuple", "set", "dict", "range", "zip", "enumerate", "isinstance", "any", "all", "int", "float", "bool"}
)  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """A cell, or a function of a locked cell: the setup defines many, of which a test uses few.

    It may change the content of `changes`, which it reads.
    """

    place: int
    kind: str
    reads: frozenset[str]
    defines: frozenset[str]
    changes: frozenset[str]
    always: bool = False


def dependences(cells: list[NotebookNode], left_out: Set[int], files: Iterable[str] = ()) -> dict[int, frozenset[int]]:
    """Which cells decide what each code cell does; empty where that cannot be told.

    Parameters
    ----------
    cells : list of NotebookNode
        Of a repaired notebook, tests with their hidden part.
    left_out : set of int
        Indices of cells that do not run.
    files : iterable of str
        Paths of what was handed in beside it.

    Returns
    -------
    dict
        Index of a code cell that runs, or of a test -> indices, its own among them.
    """
    code = {index: cell for index, cell in enumerate(cells) if cell.cell_type == "code" and index not in left_out}
    if len(code) > MAX_CELLS or too_long(cells) or any(path.endswith((".py", ".so", ".pyc")) for path in files):
        return {}
    try:
        units = units_of(code)
    except UNREADABLE:
        return {}
    needs = {unit: direct(unit, units) for unit in units}
    found: dict[int, frozenset[int]] = {}
    for unit in units:
        places = frozenset(other.place for other in reached(unit, needs))
        found[unit.place] = found.get(unit.place, frozenset()) | places
    return found


def direct(unit: Unit, units: list[Unit]) -> list[Unit]:
    """What a unit depends on in one step."""
    # Tests run in the judge's process, where no student changes anything, and not in the kernel's.
    test = unit.kind == "test"
    return [
        other
        for other in units
        if other.always
        or (other.place == unit.place and other.kind != "function")
        or (unit.reads & other.defines and (test or other.kind != "test"))
        or (unit.reads & other.changes and not test and other.kind != "test")
    ]


def reached(start: Unit, needs: dict[Unit, list[Unit]]) -> set[Unit]:
    """All that a unit depends on, in any number of steps."""
    found, waiting = {start}, [start]
    while waiting:
        more = {*needs[waiting.pop()]} - found
        found |= more
        waiting += more
    return found


def units_of(code: dict[int, NotebookNode]) -> list[Unit]:
    """The units of a notebook's code; empty where the text does not tell what depends on what."""
    locked = {index: cell.source for index, cell in code.items() if kind(cell) == "locked"}
    theirs = [cell.source for cell in code.values() if kind(cell) in STUDENTS]
    modules = imported([cell.source for cell in code.values()])
    exercises = {grade_id(cell) for cell in code.values() if kind(cell) == "solution"}
    bound = {index: how_bound(cell.source) for index, cell in code.items()}
    if not locked or "*" in modules or any(made.keys() & {*dir(builtins)} for made in bound.values()):
        return []
    data = variables_of([cell.source for cell in code.values() if kind(cell) != "test"])
    if hard_to_follow(theirs, [*locked.values()], exercises, data):
        return []
    if not all_quiet(theirs, exercises):
        return []
    setup = min(locked)
    ways = {name: {made[name] for made in bound.values() if name in made} for name in modules}
    # The setup imports them, and whoever else binds them imports the same.
    same = {name for name, made in ways.items() if name in bound[setup] and len(made) == 1}
    units = []
    for index, cell in code.items():
        for role, source in parts_of(cell):
            names = names_of(source)
            reads = {*names.needs, *names.mentions}  # a text may name a function, as in `call("double", 2)`
            reads |= read_by(source) if role in STUDENTS else set()
            if role == "test":  # one that replaces an exercise for a while looks at it
                reads |= {exercise_of(grade_id(cell))} | names.defines & exercises
            defines = (touches(source) - modules) | names.defines
            # The setup, and what changes a setting or imports something for all, comes before everything.
            imports = source if role == "test" else code[setup].source  # a test's are in the judge's process
            first = role == "locked" and index == setup
            always = first or (role != "function" and changes_all(source, imports))
            changes = (names.needs & data) - modules
            units.append(Unit(index, role, frozenset(reads), frozenset(defines - same), frozenset(changes), always))
    return units


def how_bound(source: str) -> dict[str, str]:
    """How a cell binds each of its names: the import, `def`, or nothing."""
    return dict.fromkeys(names_of(source).defines, "") | dict(bindings(source))


def changes_all(source: str, setup: str) -> bool:
    """Whether a cell changes a setting, or imports what may add something to a library that others use."""
    if attributes(source) & SETTINGS:
        return True
    new, known = (set(map(ast.unparse, imports_of_cell(text))) for text in (source, setup))
    return any(text.split()[1].partition(".")[0] not in HARMLESS for text in new - known)


def all_quiet(theirs: list[str], exercises: Set[str]) -> bool:
    """Whether a student's cells only define functions and plain values, and show something."""
    trees = [tree_of(source) for source in theirs]
    functions = [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    names = {node.name for node in functions} | exercises
    makers = {node.name for node in functions if isinstance(node, ast.FunctionDef) and gives_data(node)}
    for node in (node for tree in trees for node in tree.body):
        allowed = FOR_ITSELF if isinstance(node, ast.Expr) else WHOLE_FIGURES
        if not calm_statement(node, names, makers) or of_pyplot(node) - allowed:
            return False
    return True


def of_pyplot(node: ast.AST) -> set[str]:
    """Parts of pyplot that a piece of code uses."""
    parts = (part for part in ast.walk(node) if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name))
    return {part.attr for part in parts if isinstance(part.value, ast.Name) and part.value.id == "plt"}


def calm_statement(node: ast.stmt, functions: Set[str], makers: Set[str]) -> bool:
    """Whether a statement at the top level defines something plain, or only shows something."""
    match node:
        case ast.FunctionDef(decorator_list=[]) | ast.Import() | ast.ImportFrom() | ast.Pass():
            return True
        case ast.ClassDef(decorator_list=[], bases=bases, keywords=[]):
            return all(isinstance(base, ast.Name) and base.id == "object" for base in bases) and all(
                isinstance(part, ast.FunctionDef | ast.Pass | ast.Expr | ast.Assign | ast.AnnAssign)
                for part in node.body
            )
        case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"), args=[], keywords=[])):
            return True  # an exercise that is still to do
        case ast.Assign(targets=targets, value=value):
            return all(isinstance(target, ast.Name) for target in targets) and plain_value(value, makers)
        case ast.AnnAssign(target=ast.Name(), value=value) if value is not None:
            return plain_value(value, makers)
        case ast.Expr(value=value) | ast.Assert(test=value):
            return calm(value, functions)
    return False


def plain_value(value: ast.AST, makers: Set[str]) -> bool:
    """Whether an expression is made of numbers and texts alone, so that it is nobody else's as well."""
    if isinstance(value, ast.Call) and name_of(value) in makers:
        return not value.args and not value.keywords
    names = {part.id for part in ast.walk(value) if isinstance(part, ast.Name)}
    lazy = ast.Lambda | ast.GeneratorExp | ast.NamedExpr | ast.Attribute | ast.Yield | ast.Await
    return plain(value) or (names <= MAKERS and not any(isinstance(part, lazy) for part in ast.walk(value)))


def calm(value: ast.AST, functions: Set[str]) -> bool:
    """Whether an expression does nothing but call functions, and show what they give."""
    for part in ast.walk(value):
        if isinstance(part, ast.NamedExpr | ast.Await | ast.Yield | ast.Lambda | ast.GeneratorExp | ast.Starred):
            return False
        if isinstance(part, ast.Call):
            function = part.func
            if isinstance(function, ast.Name) and function.id not in CALM | functions:
                return False
            if isinstance(function, ast.Attribute) and not (function.attr in PURE or root(function) in ("np", "plt")):
                return False
            if not isinstance(function, ast.Name | ast.Attribute):
                return False
    return True


def parts_of(cell: NotebookNode) -> Iterator[tuple[str, str]]:
    """A cell as it is; of a locked one the functions, and what is left of it."""
    if kind(cell) != "locked":
        yield kind(cell), cell.source
        return
    tree = tree_of(cell.source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield "function", ast.unparse(node)
    yield "locked", "\n".join(ast.unparse(node) for node in tree.body if not isinstance(node, ast.FunctionDef))


def fingerprints(cells: list[NotebookNode], depends: dict[int, frozenset[int]], base: str) -> dict[int, str]:
    """What changes with all that decides a cell's outputs, or a test's verdict.

    Parameters
    ----------
    cells : list of NotebookNode
        Of the repaired notebook.
    depends : dict
        From `dependences`.
    base : str
        Stands for the libraries, the limits, the data and the files beside the notebook.
    """
    tests = frozenset().union(*(names_of(cell.source).defines for cell in cells if kind(cell) == "test"))
    made = {}
    for index, others in depends.items():
        names = names_of(cells[index].source)
        # A name that some test defines is never taken from the student.
        ours = sorted(tests & (names.needs | names.mentions)) if kind(cells[index]) == "test" else []
        parts = [(lasting_name(cells[other]), other == index, cells[other].source) for other in sorted(others)]
        made[index] = hashlib.sha256(repr([base, ours, parts]).encode()).hexdigest()
    return made


def lasting_name(cell: NotebookNode) -> str:
    """What a cell is called in every version; a student's own has another name each time."""
    return grade_id(cell) if kind(cell) != "plain" else ""
