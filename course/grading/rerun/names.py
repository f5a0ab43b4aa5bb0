"""Which names a cell reads, binds, and changes the content of."""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from course.grading.judge.scope import as_python, names_of

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
HOLDER = ast.Attribute | ast.Subscript | ast.Starred
# Who uses one of these functions, or modules and their parts, may see any name, or tell what ran before.
FUNCTIONS = frozenset(
    "globals locals vars dir exec eval compile getattr setattr delattr __import__".split()  # noqa: SIM905
)
MODULES = frozenset(
    {"gc", "inspect", "importlib", "runpy", "builtins", "__builtins__", "__main__", "IPython", "threading", "modules",
     "multiprocessing", "concurrent", "atexit", "cache", "lru_cache", "seed", "set_state", "get_state", "_getframe",
     "settrace", "setprofile", "get_ipython", "In", "Out", "_", "__", "___", "_i", "_ii", "_iii", "_ih", "_oh", "_dh",
     "doctest", "unittest", "pickle", "zipimport", "__future__", "ctypes"}
)  # fmt: skip
HISTORY = re.compile(r"_i?\d+")  # IPython's names of earlier inputs and outputs


@lru_cache(maxsize=512)  # of one hand-in each cell is asked about many times
def tree_of(source: str) -> ast.Module:
    """A cell as a tree, which is not to be changed; SyntaxError if it is no Python."""
    return ast.parse(as_python(source))


@lru_cache(maxsize=512)
def nodes_of(source: str) -> tuple[ast.AST, ...]:
    """All parts of that tree."""
    return tuple(ast.walk(tree_of(source)))


def functions_of(source: str) -> set[str]:
    """Functions and classes that a cell defines at its top level."""
    tree = tree_of(source)
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def root(node: ast.AST) -> str:
    """The name that stands in front of dots and brackets; empty if none does."""
    while isinstance(node, HOLDER | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


@lru_cache(maxsize=512)
def touches(source: str) -> frozenset[str]:
    """Names that a cell defines, or whose content it may change."""
    nodes = nodes_of(source)
    changed = {root(node) for node in nodes if isinstance(node, HOLDER) and not isinstance(node.ctx, ast.Load)}
    # A method called for what it does (`names.append(1)`), and what is given to be written into (`out=table`).
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            changed.add(root(node.value.func) if isinstance(node.value.func, ast.Attribute) else "")
        elif isinstance(node, ast.keyword) and node.arg == "out":
            changed.add(root(node.value))
    return names_of(source).defines | changed - {""}


def attributes(source: str) -> set[str]:
    """Names behind dots."""
    return {node.attr for node in nodes_of(source) if isinstance(node, ast.Attribute)}


@lru_cache(maxsize=512)
def read_by(source: str) -> frozenset[str]:
    """Names that a student's cell may take from elsewhere; SyntaxError if it is no Python."""
    nodes, names = nodes_of(source), names_of(source)
    if any(isinstance(node, ast.alias) and node.name == "*" for node in nodes):
        raise SyntaxError("who knows what a star brings")
    used = set(names.needs)  # a name in a text takes one of the functions that are asked for below
    for node in nodes:
        if isinstance(node, ast.Attribute):
            used |= {node.attr} & MODULES
        elif isinstance(node, ast.Import | ast.ImportFrom):
            paths = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            used |= {part for path in paths for part in path.split(".")} & MODULES
        elif isinstance(node, ast.Name):
            used |= {node.id} & FUNCTIONS if isinstance(node.ctx, ast.Load) else set()
            used |= {"_"} if HISTORY.fullmatch(node.id) else set()
            used |= {node.id} if isinstance(node.ctx, ast.Del) else set()
    return frozenset(used | names.defines & read_before(source))


def imported(sources: list[str]) -> set[str]:
    """Names that cells import: a call of `plt.show()` changes no variable."""
    nodes = (node for source in sources for node in imports_of_cell(source))
    return {alias.asname or alias.name.partition(".")[0] for node in nodes for alias in node.names}


@lru_cache(maxsize=512)
def imports_of_cell(source: str) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """The import statements of a cell, those in functions too."""
    return tuple(node for node in nodes_of(source) if isinstance(node, ast.Import | ast.ImportFrom))


def read_before(source: str) -> set[str]:
    """Names that a cell may read before it has defined them itself, or later, in a function that is called then."""
    late = (late_reads(node) for node in nodes_of(source) if isinstance(node, FUNCTION | ast.GeneratorExp))
    found: set[str] = set().union(*late)
    made: set[str] = set()
    for statement in tree_of(source).body:
        binds = {*bound(statement)}
        first = {name for part in head_of(statement) for name in loaded(part)}
        found |= ((first if binds else set()) | (loaded(statement) - binds)) - made
        found |= {root(statement.target)} if isinstance(statement, ast.AugAssign) else set()
        made |= binds
    return found


def loaded(node: ast.AST) -> set[str]:
    """Names that a piece of code reads."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}


def late_reads(node: ast.AST) -> set[str]:
    """Names that a function reads when it is called."""
    parts = [part for part in ast.walk(node) if isinstance(part, ast.Name | ast.arg)]
    own = {part.arg for part in parts if isinstance(part, ast.arg)}
    own |= {part.id for part in parts if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)}
    return {part.id for part in parts if isinstance(part, ast.Name)} - own


def head_of(statement: ast.stmt) -> list[ast.AST]:
    """What a statement works out before it binds its names."""
    match statement:
        case ast.For():
            return [statement.iter]
        case ast.With():
            return [item.context_expr for item in statement.items]
        case ast.FunctionDef():
            kept = [*statement.args.defaults, *filter(None, statement.args.kw_defaults), *statement.decorator_list]
            return [*kept, *(arg.annotation for arg in statement.args.args if arg.annotation)]
        case _:
            return [statement]


def bound(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement at the top level of a cell defines in any case."""
    if isinstance(statement, ast.AnnAssign) and statement.value is None:
        return
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


def bindings(source: str) -> Iterator[tuple[str, str]]:
    """Names that a cell binds anywhere, each with how: what is imported, `def`, or nothing; data come last."""
    nodes = nodes_of(source)
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, "def"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], f"{getattr(node, 'module', '')} {alias.name}"
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id, ""
