"""What each cell of a hand-in depends on, so that what did not change need not run again.

A cell depends on the cells that define, or may change, a name that it reads, and on what these depend on. Where the
text does not tell (`exec`, a seed, a function that remembers its calls, ...), nothing is said, and everything runs.
"""

import ast
import builtins
import hashlib
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from nbformat import NotebookNode

from course.grading.judge.scope import as_python, names_of
from course.project.notebooks import grade_id, kind

from .story import FUNCTION, FUNCTIONS, HOLDER, MAX_TEXT, MODULES, imported, keeps_state, read_by, root

STUDENTS = "solution", "plain"
# Parts of modules that change something for everything that runs later.
SETTINGS = frozenset({"rcParams", "rc", "rcdefaults", "use", "style", "seed", "set_state", "shuffle",
                      "set_printoptions", "seterr", "filterwarnings", "simplefilter", "environ", "chdir"})  # fmt: skip
# What one cell does to the disk or to other processes, another may see without any name in common.
WORLD = frozenset({"open", "save", "savez", "savez_compressed", "savetxt", "savefig", "imsave", "tofile", "dump",
                   "write", "write_text", "write_bytes", "to_csv", "to_json", "to_pickle", "mkdir", "makedirs",
                   "remove", "unlink", "rename", "symlink", "urlretrieve", "subprocess", "asyncio", "signal", "fork",
                   "system", "popen", "kill"})  # fmt: skip


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
    too_long = sum(len(cell.source) for cell in cells) > MAX_TEXT
    if too_long or any(path.endswith((".py", ".so", ".pyc")) for path in files):
        return {}
    try:
        units = units_of(code)
    except (SyntaxError, ValueError, RecursionError):
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
    locked = [index for index, cell in code.items() if kind(cell) == "locked"]
    theirs = [cell.source for cell in code.values() if kind(cell) in STUDENTS]
    modules = imported([cell.source for cell in code.values()])
    exercises = {grade_id(cell) for cell in code.values() if kind(cell) == "solution"}
    bound = {index: dict(bindings(cell.source)) for index, cell in code.items()}
    if not locked or "*" in modules or any(bound[index].keys() & {*dir(builtins)} for index in code):
        return []
    if any(in_doubt(source, modules) for source in theirs) or keeps_state(theirs, exercises, modules):
        return []
    ways = {name: {made[name] for made in bound.values() if name in made} for name in modules}
    # The setup imports them, and whoever else binds them imports the same.
    same = {name for name, made in ways.items() if name in bound[locked[0]] and len(made) == 1}
    data = {name for made in bound.values() for name, how in made.items() if how == ""}
    units = []
    for index, cell in code.items():
        for role, source in parts_of(cell):
            names = names_of(source)
            reads = {*names.needs, *names.mentions}  # a text may name a function, as in `call("double", 2)`
            reads |= read_by(source) if role in STUDENTS else set()
            reads |= {grade_id(cell).removeprefix("test_")} if role == "test" else set()
            defines = (touched(source) - modules) | names.defines
            # The setup, and what changes a setting for all that follows, comes before everything.
            always = role == "locked" and (index == locked[0] or bool(attributes(source) & SETTINGS))
            changes = (names.needs & data) - modules
            units.append(Unit(index, role, frozenset(reads), frozenset(defines - same), frozenset(changes), always))
    return units


def parts_of(cell: NotebookNode) -> Iterator[tuple[str, str]]:
    """A cell as it is; of a locked one the functions, and what is left of it."""
    if kind(cell) != "locked":
        yield kind(cell), cell.source
        return
    tree = ast.parse(as_python(cell.source))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield "function", ast.unparse(node)
    yield "locked", "\n".join(ast.unparse(node) for node in tree.body if not isinstance(node, ast.FunctionDef))


def in_doubt(source: str, modules: Set[str]) -> bool:
    """Whether a student's cell may have an effect on other cells that its names do not tell."""
    tree = ast.parse(as_python(source))
    if read_by(source) & (FUNCTIONS | MODULES) or attributes(source) & SETTINGS:
        return True
    for node in ast.walk(tree):
        if isinstance(node, HOLDER) and not isinstance(node.ctx, ast.Load) and root(node) in modules:
            return True  # np.mean = ...
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for part in ast.walk(node)}
    used = {getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(tree) if id(node) not in inside}
    return bool((used | {part for name in imported([source]) for part in name.split(".")}) & WORLD)


def attributes(source: str) -> set[str]:
    """Names behind dots."""
    return {node.attr for node in ast.walk(ast.parse(as_python(source))) if isinstance(node, ast.Attribute)}


def touched(source: str) -> set[str]:
    """Names that stand before dots and brackets where something is stored or called for its effect.

    Names that belong to a function are left out.
    """
    tree = ast.parse(as_python(source))
    found: set[str] = set()
    for outer in ast.iter_child_nodes(tree):
        nodes = list(ast.walk(outer))
        own: set[str] = set()
        if isinstance(outer, FUNCTION):
            own = {node.arg for node in nodes if isinstance(node, ast.arg)}
            own |= {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
        for node in nodes:
            target: ast.AST | None = None
            if isinstance(node, HOLDER) and not isinstance(node.ctx, ast.Load):
                target = node
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                target = node.value.func if isinstance(node.value.func, ast.Attribute) else None
            elif isinstance(node, ast.keyword) and node.arg == "out":
                target = node.value
            found |= {root(target)} - own if target else set()
    return found - {""}


def bindings(source: str) -> Iterator[tuple[str, str]]:
    """Names that a cell binds anywhere, each with how: what is imported, `def`, or nothing; data come last."""
    nodes = list(ast.walk(ast.parse(as_python(source))))
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, "def"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], f"{getattr(node, 'module', '')} {alias.name}"
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id, ""


def fingerprints(cells: list[NotebookNode], depends: dict[int, frozenset[int]], base: str) -> dict[int, str]:
    """What changes with all that decides a cell's outputs, or a test's verdict.

    Parameters
    ----------
    cells : list of NotebookNode
        Of the repaired notebook.
    depends : dict
        From `dependences`.
    base : str
        Stands for the libraries, the limits, the photographs and the files beside the notebook.
    """
    tests = frozenset().union(*(names_of(cell.source).defines for cell in cells if kind(cell) == "test"))
    made = {}
    for index, others in depends.items():
        cell, names = cells[index], names_of(cells[index].source)
        # A name that some test defines is never taken from the student.
        ours = sorted(tests & (names.needs | names.mentions)) if kind(cell) == "test" else []
        parts = [(name_of(cells[other]), cells[other].source) for other in sorted(others)]
        made[index] = hashlib.sha256(repr([base, name_of(cell), ours, parts]).encode()).hexdigest()
    return made


def name_of(cell: NotebookNode) -> str:
    """What a cell is called in every version; a student's own has another name each time."""
    return grade_id(cell) if kind(cell) != "plain" else ""
