"""Whether the text of a student's cells tells what they do to each other: when in doubt, everything runs."""

import ast
from collections.abc import Iterator, Set

from course.grading.judge.scope import names_of

from .names import FUNCTION, FUNCTIONS, HOLDER, MODULES, attributes, bound, imported, nodes_of, read_by, root, tree_of

# Parts of modules that change something for everything that runs later.
SETTINGS = frozenset(
    {"rcParams", "rc", "rcdefaults", "style", "use", "seed", "set_state", "shuffle", "set_printoptions", "seterr",
     "filterwarnings", "simplefilter", "environ", "putenv", "chdir", "setrecursionlimit", "register", "set_cmap"}
)  # fmt: skip
# What one cell does to the disk or to other processes, another may see without any name in common.
WORLD = frozenset(
    {"savez", "savez_compressed", "savetxt", "imsave", "tofile", "dump", "write_text", "write_bytes", "to_csv",
     "to_json", "to_pickle", "mkdir", "makedirs", "unlink", "urlretrieve", "shutil", "tempfile", "warnings", "socket",
     "subprocess", "asyncio", "signal", "fork", "system", "popen"}
)  # fmt: skip
WRITERS = frozenset({"open", "save", "savefig"})  # harmless for a buffer, and not for a name in a text
DUNDERS = frozenset({"__init__", "__name__", "__doc__"})
OF_SYSTEM = {"sys": frozenset({"getsizeof", "float_info", "maxsize"}), "os": frozenset({"path"})}
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
LAZY = ast.ClassDef | ast.GeneratorExp | ast.Yield | ast.YieldFrom | ast.Global
DISPLAY = ast.Constant | ast.Dict | ast.List | ast.Tuple | ast.Set


def hard_to_follow(theirs: list[str], locked: list[str], exercises: set[str], data: Set[str]) -> bool:
    """Whether a student's cells may see or change what their names do not tell.

    Parameters
    ----------
    theirs, locked : list of str
        The student's cells, and the course's.
    exercises, data : set of str
        Names of what is asked for, and of variables.
    """
    seeing = {name for source in locked for name in sees_all(source)}
    if any(in_doubt(source, data) or read_by(source) & seeing for source in theirs):
        return True
    return keeps_state(theirs, exercises, imported(locked))


def sees_all(source: str) -> Iterator[str]:
    """Functions of a cell that see every name, as `call` does: what they use, their arguments tell."""
    for node in tree_of(source).body:
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(part, ast.Name) and part.id in FUNCTIONS - {"getattr"} for part in ast.walk(node)
        ):
            yield node.name


def in_doubt(source: str, data: Set[str]) -> bool:
    """Whether a cell may see any name, changes settings, files or modules, or has a function that uses course data."""
    tree = tree_of(source)
    nodes = nodes_of(source)
    words = attributes(source)
    words |= {part for node in nodes if isinstance(node, ast.alias) for part in node.name.split(".")}
    origins = {part for node in nodes if isinstance(node, ast.ImportFrom) for part in (node.module or "").split(".")}
    if read_by(source) & (FUNCTIONS | MODULES) or (words | origins) & (SETTINGS | WORLD | MODULES):
        return True
    if origins & OF_SYSTEM.keys() or any(attr.startswith("__") for attr in attributes(source) - DUNDERS):
        return True
    functions = [node for node in tree.body if isinstance(node, FUNCTION | ast.ClassDef)]
    if any(names_of(ast.unparse(node)).needs & data for node in functions):
        return True
    return any(writes_somewhere(node) or is_global(node) for node in nodes)


def writes_somewhere(node: ast.AST) -> bool:
    """Whether a call opens or saves a file by a name in the text, or by Python's own `open`."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
        parts = [part for given in node.args[:1] for part in ast.walk(given)]
        return any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in parts)
    return name_of(node) == "open"


def is_global(node: ast.AST) -> bool:
    """Whether a piece of code gives a library another name, or uses what is the system's."""
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and isinstance(node.value, ast.Name):
        return node.value.id in ("np", "plt", *OF_SYSTEM)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr not in OF_SYSTEM.get(node.value.id, {node.attr})
    return False


def keeps_state(sources: list[str], exercises: set[str], modules: set[str]) -> bool:
    """Whether what a student defines may remember an earlier call: then it matters who called it before a test.

    Parameters
    ----------
    sources : list of str
        The student's cells.
    exercises, modules : set of str
        Names of what is asked for, and of what is imported.
    """
    every = [node for source in sources for node in nodes_of(source)]
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


def variables_of(sources: list[str]) -> set[str]:
    """Names that cells bind to anything but functions, classes, modules, numbers and texts."""
    found: set[str] = set()
    for source in sources:
        tree = tree_of(source)
        fixed = {name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) for name in bound(node)}
        fixed |= {
            name for node in tree.body if isinstance(node, ast.Assign) and plain(node.value) for name in bound(node)
        }
        found |= names_of(source).defines - fixed - imported([source])
    return found
