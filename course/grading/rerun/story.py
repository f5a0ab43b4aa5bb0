"""Which cells of a hand-in can be left out: story cells of the course, where nothing of the student's needs them.

A story cell is a locked cell whose author gave it the tag `story`: it shows, and defines nothing that an answer or a
test uses. What a student writes may lean on one all the same, so this is decided for each hand-in, and when in doubt
everything runs.
"""

import ast
from collections.abc import Iterable, Iterator, Set

from nbformat import NotebookNode

from course.grading.judge.scope import as_python, names_of
from course.project.notebooks import grade_id, is_story, kind

# Who uses one of these functions, or modules and their parts, may see any name, or tell what ran before.
FUNCTIONS = frozenset("globals locals vars dir exec eval compile getattr __import__".split())  # noqa: SIM905
MODULES = frozenset(
    {"gc", "inspect", "importlib", "runpy", "builtins", "__builtins__", "__main__", "IPython", "threading", "modules",
     "multiprocessing", "concurrent", "atexit", "cache", "lru_cache", "seed", "set_state", "get_state", "_getframe",
     "settrace", "setprofile", "get_ipython", "In", "Out", "_", "__", "___", "_i", "_ii", "_iii", "_ih", "_oh", "_dh"}
)  # fmt: skip
# Methods that leave their object as it is.
PURE = frozenset(
    {"reshape", "astype", "copy", "mean", "sum", "min", "max", "std", "var", "argmin", "argmax", "argsort",
     "ravel", "flatten", "transpose", "tolist", "round", "clip", "dot", "item", "any", "all", "cumsum",
     "squeeze", "repeat", "nonzero", "predict", "score", "transform", "split", "join", "strip", "lower",
     "upper", "format", "items", "keys", "values", "get", "count", "index", "startswith", "endswith",
     "encode", "decode"}
)  # fmt: skip
MAKERS = frozenset({"dict", "set", "frozenset", "list", "tuple", "range", "sorted", "str", "int", "float", "bool"})
ITERATORS = frozenset({"zip", "enumerate", "reversed", "map", "filter"})
MAX_TEXT = 500_000  # characters of a notebook that is looked through
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
LAZY = ast.ClassDef | ast.GeneratorExp | ast.Yield | ast.YieldFrom | ast.Global
DISPLAY = ast.Constant | ast.Dict | ast.List | ast.Tuple | ast.Set
HOLDER = ast.Attribute | ast.Subscript | ast.Starred


def can_be_left_out(cells: list[NotebookNode], files: Iterable[str] = ()) -> set[int]:
    """Indices of the story cells that this hand-in does not need.

    Parameters
    ----------
    cells : list of NotebookNode
        Of a repaired notebook.
    files : iterable of str
        Paths of what was handed in beside it: a module may use any name.
    """
    story = {index for index, cell in enumerate(cells) if is_story(cell)}
    length = sum(len(cell.source) for cell in cells)
    if not story or length > MAX_TEXT or any(path.endswith((".py", ".so", ".pyc")) for path in files):
        return set()
    try:
        theirs = [cell.source for cell in cells if cell.cell_type == "code" and kind(cell) in ("solution", "plain")]
        needed = {name for source in theirs for name in read_by(source)}
        modules = imported([cell.source for cell in cells if cell.cell_type == "code" and kind(cell) == "locked"])
        exercises = {grade_id(cell) for cell in cells if kind(cell) == "solution"}
        if needed & (FUNCTIONS | MODULES) or keeps_state(theirs, exercises, modules):
            return set()
        needs = {index: names_of(cells[index].source).needs for index in story}
        # Whoever gets data, such as an answer that a story cell calls, may change it in place.
        functions = {name for cell in cells if cell.cell_type == "code" for name in functions_of(cell.source)}
        touched = {index: (touches(cells[index].source) | needs[index] - functions) - modules for index in story}
    except (SyntaxError, ValueError, RecursionError):
        return set()
    while more := {index for index in story if touched[index] & needed}:
        story -= more
        needed = needed.union(*(needs[index] for index in more))
    return story


def functions_of(source: str) -> set[str]:
    """Functions and classes that a cell defines at its top level."""
    tree = ast.parse(as_python(source))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def root(node: ast.AST) -> str:
    """The name that stands in front of dots and brackets; empty if none does."""
    while isinstance(node, HOLDER | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def touches(source: str) -> frozenset[str]:
    """Names that a cell defines, or whose content it may change."""
    tree = ast.parse(as_python(source))
    changed = {root(node) for node in ast.walk(tree) if isinstance(node, HOLDER) and not isinstance(node.ctx, ast.Load)}
    # A method called for what it does (`names.append(1)`), and what is given to be written into (`out=table`).
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            changed.add(root(node.value.func) if isinstance(node.value.func, ast.Attribute) else "")
        elif isinstance(node, ast.keyword) and node.arg == "out":
            changed.add(root(node.value))
    return names_of(source).defines | changed - {""}


def read_by(source: str) -> set[str]:
    """Names that a student's cell may take from elsewhere; SyntaxError if it is no Python."""
    text = as_python(source)
    tree, names = ast.parse(text), names_of(source)
    if any(isinstance(node, ast.alias) and node.name == "*" for node in ast.walk(tree)):
        raise SyntaxError("who knows what a star brings")
    used = set(names.needs)  # a name in a text takes one of the functions that are asked for below
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            used |= {node.attr} & MODULES
        elif isinstance(node, ast.Import | ast.ImportFrom):
            paths = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            used |= {part for path in paths for part in path.split(".")} & MODULES
        elif isinstance(node, ast.Name):
            used |= {node.id} & FUNCTIONS if isinstance(node.ctx, ast.Load) else set()
            used |= {node.id} if isinstance(node.ctx, ast.Del) else set()
    return {*used, *(name for name in names.defines if read_before(tree, name))}


def imported(sources: list[str]) -> set[str]:
    """Names that cells import: a call of `plt.show()` changes no variable."""
    trees = (ast.parse(as_python(source)) for source in sources)
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return {alias.asname or alias.name.partition(".")[0] for node in nodes for alias in node.names}


def read_before(tree: ast.Module, name: str) -> bool:
    """Whether a cell may read a name before it has defined it itself."""
    loads = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name
             and isinstance(node.ctx, ast.Load)]  # fmt: skip
    for statement in tree.body:
        if any(defined == name for defined in bound(statement)):
            inside = isinstance(statement, ast.For | ast.With | ast.FunctionDef | ast.ClassDef)
            after = statement.lineno if inside else statement.end_lineno or statement.lineno
            return any(line <= after and not (inside and line == after) for line in loads)
    return bool(loads)


def bound(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement at the top level of a cell defines in any case."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
    else:
        targets = list(getattr(statement, "targets", []))
        if isinstance(statement, ast.For | ast.AnnAssign | ast.AugAssign):
            targets.append(statement.target)
        targets += [item.optional_vars for item in getattr(statement, "items", []) if item.optional_vars]
        for target in targets:
            names = (node for node in ast.walk(target) if isinstance(node, ast.Name))
            yield from (name.id for name in names if isinstance(name.ctx, ast.Store))


def keeps_state(sources: list[str], exercises: set[str], modules: set[str]) -> bool:
    """Whether what a student defines may remember an earlier call: then it matters who called it before a test.

    Parameters
    ----------
    sources : list of str
        The student's cells.
    exercises, modules : set of str
        Names of what is asked for, and of what is imported.
    """
    trees = [ast.parse(as_python(source)) for source in sources]
    every = [node for tree in trees for node in ast.walk(tree)]
    inside = {id(part) for node in every if isinstance(node, FUNCTION) for part in below(node)}
    steps = [
        node for node in every if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.For | ast.With)
    ]
    outside = [node for node in steps if id(node) not in inside]
    variables = {name for node in outside if not plain(getattr(node, "value", None)) for name in bound(node)}
    data = {node.name for node in every if isinstance(node, ast.FunctionDef) and gives_data(node)}
    made = {name for node in outside if calls_something(node, MAKERS | data) for name in bound(node)}
    modules = modules | imported(sources)
    return bool(made & exercises) or any(remembers(node, id(node) in inside, variables, modules) for node in every)


def gives_data(function: ast.FunctionDef) -> bool:
    """Whether a function gives back plain data, which remember nothing: `def choices(): return {"q1": "a"}`."""
    parts = list(below(function))
    if function.decorator_list or any(isinstance(part, FUNCTION | LAZY) for part in parts):
        return False
    calls = [part for part in parts if isinstance(part, ast.Call)]
    consumed = {id(given) for call in calls if name_of(call) in MAKERS for given in call.args}  # dict(zip(...))
    if any(name_of(call) in ITERATORS and id(call) not in consumed for call in calls):
        return False
    if any(calls_something(statement, MAKERS | ITERATORS) for statement in function.body):
        return False
    values = [part.value for part in parts if isinstance(part, ast.Return)]
    return all(
        isinstance(value, DISPLAY) or (isinstance(value, ast.Call) and name_of(value) in MAKERS) for value in values
    )


def name_of(call: ast.Call) -> str:
    """The name of the function that is called; empty where it is an expression."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def calls_something(node: ast.AST, known: Set[str]) -> bool:
    """Whether a piece of code calls anything but what makes plain data (`dict(...)`, `"a b".split()`)."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and not (
            name_of(part) in known
            or (isinstance(part.func, ast.Attribute) and isinstance(part.func.value, ast.Constant))
        ):
            return True
    return False


def below(node: ast.AST) -> Iterator[ast.AST]:
    """All parts of a piece of code."""
    return (part for child in ast.iter_child_nodes(node) for part in ast.walk(child))


def remembers(node: ast.AST, nested: bool, variables: set[str], modules: set[str]) -> bool:
    """Whether a piece of code keeps something from one call to the next."""
    if isinstance(node, ast.Global | ast.Nonlocal) or (getattr(node, "decorator_list", []) and not nested):
        return True
    if isinstance(node, ast.ClassDef):
        return any(
            not plain(statement.value) for statement in node.body if isinstance(statement, ast.Assign | ast.AnnAssign)
        )
    if not isinstance(node, FUNCTION):
        return False
    # A default lives as long as its function; one inside another is made anew by each call.
    if not nested and not all(map(plain, [*node.args.defaults, *filter(None, node.args.kw_defaults)])):
        return True
    parts = list(below(node))
    names = [part for part in parts if isinstance(part, ast.Name)]
    own = {part.arg for part in parts if isinstance(part, ast.arg)} | {
        part.id for part in names if not isinstance(part.ctx, ast.Load)
    }
    stored: list[ast.AST] = [part for part in parts if isinstance(part, HOLDER) and not isinstance(part.ctx, ast.Load)]
    stored += [part.value for part in parts if isinstance(part, ast.keyword) and part.arg == "out"]
    methods = (part.func for part in parts if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute))
    called = [method for method in methods if method.attr not in PURE]
    return any(root(part) not in own for part in stored) or any(
        name not in own | modules | MAKERS
        for name in (*map(root, called), *(part.id for part in names if part.id in variables))
        if name
    )


def plain(value: ast.AST | None) -> bool:
    """Whether an expression is a number, a text, or a tuple of such: nothing that could change."""
    if isinstance(value, ast.Tuple):
        return all(map(plain, value.elts))
    return isinstance(value, ast.Constant) or (isinstance(value, ast.UnaryOp) and plain(value.operand))
