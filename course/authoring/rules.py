"""What an instructor notebook must be before it may be compiled, each rule with what to do about it."""

import ast
import contextlib
import copy
import re
from collections.abc import Iterator

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from course.base.text import format_points
from course.grading.judge.scope import as_python, names_of
from course.grading.rerun.names import imported
from course.project.notebooks import PARTIAL, grade_id, is_adopted, is_own, kind, normal_form, split_regions

from . import predictions, statement
from .story import misplaced

TOTAL_POINTS = 20
GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
CAPITAL = "against custom: the judge takes what a test calls for a class by its capital letter"
VALUE = "ends with a value, which nbgrader would take for the score"
SEED = re.compile(r"\brandom\.seed\(")
PYLAB = re.compile(r"(?m)^[ \t]*%pylab\b")
CHECKERS = {"testing", "_testing", "unittest"}  # modules of NumPy's, pandas' and others' own assertions


def signatures(source: str) -> dict[str, str]:
    """The names that a cell defines at its top level, each with its arguments (`{}` if it is not Python)."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return {}
    found = {}
    for node in body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = f"def {node.name}({ast.unparse(node.args)})"
        elif isinstance(node, ast.ClassDef):
            methods = ", ".join(ast.unparse(m.args) for m in node.body if isinstance(m, ast.FunctionDef))
            found[node.name] = f"class {node.name}: {methods}"
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            stored = (name for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store))
            found |= {name.id: f"{name.id} =" for name in stored}
    return found


def last_statement(source: str) -> ast.stmt | None:
    """The last statement of a cell, if it is Python and has any."""
    with contextlib.suppress(SyntaxError):
        return next(reversed(ast.parse(source).body), None)
    return None


def ends_with_assert(source: str) -> bool:
    """Whether the last statement is an assert: any other ending can change what nbgrader scores."""
    return isinstance(last_statement(source), ast.Assert)


def ends_with_value(source: str) -> bool:
    """Whether the last statement is an expression with a value; what a call gives back shows when it runs."""
    last = last_statement(source)
    return isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call)


def quotes(source: str) -> Iterator[str]:
    """What in a test cell would put an expected value into a message, or a message that nobody is shown."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return
    used = [node.attr for node in nodes if isinstance(node, ast.Attribute)]
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            used += [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
    if CHECKERS & {part for name in used for part in name.split(".")}:
        yield (
            "compares by a library's assertion: students are not shown its message, which quotes the expected values;"
            " use assert with a message of your own"
        )


def unnamed(source: str) -> Iterator[str]:
    """Names that nobody can tell from a student's: what a star import or `%pylab` brings in."""
    with contextlib.suppress(SyntaxError):
        for node in ast.walk(ast.parse(as_python(source))):
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                yield f"imports all of {node.module}: import by name, or a student's function could take a name's place"
    if PYLAB.search(source):
        yield "uses %pylab: import NumPy and Matplotlib by name, or a student's function could take a name's place"


def repeats(source: str) -> Iterator[str]:
    """What in a cell of the course's own would put the text of an exception into a message."""
    with contextlib.suppress(SyntaxError):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ExceptHandler) and node.name and node.name in told(node):
                yield f"shows the text of {node.name!r}, which may quote a hidden value: say it in your own words"


def told(handler: ast.ExceptHandler) -> set[str]:
    """Names whose text goes into a message of a handler; `type(error)` tells the kind alone."""
    found = set()
    nodes: list[ast.AST] = []
    for node in ast.walk(handler):
        if isinstance(node, ast.Assert) and node.msg:
            nodes.append(node.msg)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            nodes += node.exc.args
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type"):
            nodes += ast.iter_child_nodes(node)
    return found


def check_cell(cell: NotebookNode) -> Iterator[str]:
    """Problems of one cell of any instructor notebook."""
    regions = split_regions(cell)
    yield from regions.problems
    yield from predictions.check_prediction(cell)
    role = kind(cell)
    info = cell.metadata.get("nbgrader", {})
    if role == "plain" and not is_own(cell):
        yield "has no nbgrader role: lock it, so that every student has the same text, or give it the tag own"
    if not GRADE_ID.fullmatch(info.get("grade_id", "")):
        yield "needs a grade_id of letters, digits, '_' and '-'"
    if cell.get("outputs") or cell.get("execution_count"):
        yield "has outputs or an execution count: run `course build --fix`"
    if regions.problems:
        return
    for name, made in signatures(cell.source).items() if role == "solution" else ():
        function = made.startswith("def ") or re.search(rf"(?m)^{name} *= *lambda\b", cell.source)
        small = made.startswith("class ") and name == grade_id(cell) and not name[:1].isupper()
        if small or (function and name[:1].isupper()):
            yield f"names {name!r} {CAPITAL}"
    if PARTIAL in cell.metadata.get("tags", []):
        yield from check_partial(cell, "\n".join(regions.kept))
    elif role == "test" and ends_with_value(cell.source):
        yield f"{VALUE}: end it with an assert, or give it the tag {PARTIAL!r} if it is to"
    if role in ("test", "locked") and cell.cell_type == "code":
        yield from repeats(cell.source)
        yield from unnamed(cell.source)
    if role == "test" and SEED.search(cell.source):
        yield "seeds a generator that the student's process does not share: pass one as an argument, default_rng(3)"


def check_partial(cell: NotebookNode, kept: str) -> Iterator[str]:
    """Problems of a cell with the tag `partial-credit`, of which students keep this text."""
    if kind(cell) != "test":
        yield f"has the tag {PARTIAL!r}, which only a test cell may have: remove it"
    elif not isinstance(last_statement(cell.source), ast.Expr):
        yield f"has the tag {PARTIAL!r}: end it with the points, or with (points, words), on a line of their own"
    elif kept != cell.source and not isinstance(last_statement(kept), ast.Assert):
        yield "shows students points that its hidden tests do not give: end what they see with an assert"


def check_style(cell: NotebookNode) -> Iterator[str]:
    """Problems of one cell that keep a notebook from being one of this course's."""
    role, regions = kind(cell), split_regions(cell)
    if cell.get("attachments"):
        yield "has an attachment: link a picture of data/ instead, attachments are copied to students unseen"
    folded = cell.cell_type == "code" and cell.metadata.get("jupyter", {}).get("source_hidden")
    if folded and not cell.source.startswith("#"):
        yield "is folded: begin with a comment that says what it does, since print and web pages show it open"
    if regions.problems:
        return
    if role in ("solution", "manual") and not regions.secret:
        yield "has no BEGIN/END SOLUTION markers: without them nbgrader replaces the whole cell, signature included"
    elif role == "solution":
        name = grade_id(cell)
        full, released = signatures(cell.source), signatures(released_source(cell))
        if name not in full:
            yield f"does not define {name!r}, which its grade_id promises"
        elif not (full[name].startswith("class ") and name in released) and released.get(name) != full[name]:
            line = full[name].partition(":")[0] + ":" if full[name].startswith("class ") else full[name]
            yield f"would lose its signature: keep the line `{line}` outside the solution markers"
    elif role == "test":
        if not regions.secret:
            yield "has no hidden tests: add them between ### BEGIN HIDDEN TESTS and ### END HIDDEN TESTS"
        partial = PARTIAL in cell.metadata.get("tags", [])
        if not (partial or ends_with_assert(cell.source)) or not ends_with_assert("\n".join(regions.kept)):
            yield ("does not end with an assert, with and without its hidden tests: nbgrader would take the value of a"
                   " last expression for the score")  # fmt: skip
        yield from quotes(cell.source)


def check_names(nb: NotebookNode) -> Iterator[str]:
    """Tests that need what only another test defines: each is judged by itself, whatever became of the others."""
    names = {}
    for cell in nb.cells:
        with contextlib.suppress(SyntaxError):
            if cell.cell_type == "code":
                names[grade_id(cell)] = kind(cell), names_of(cell.source)
    elsewhere = frozenset().union(*(found.defines for role, found in names.values() if role != "test"))
    ours = frozenset().union(*(found.defines for role, found in names.values() if role == "locked"))
    theirs = set[str]()
    with contextlib.suppress(SyntaxError):  # the reference run tells where
        answers = [c.source for c in nb.cells if kind(c) == "solution" and c.cell_type == "code"]
        theirs = imported(answers) - ours
    for name, (role, found) in names.items():
        for needed in sorted(found.needs & theirs) if role == "test" else ():
            yield f"the test cell {name} needs {needed!r}, which only an answer imports: import it in a locked cell"
        others = [(other, n.defines) for other, (r, n) in names.items() if r == "test" and other != name]
        for other, defines in others if role == "test" else ():
            for needed in sorted(found.needs & defines - elsewhere):
                yield f"the test cell {name} needs {needed!r} of {other}: define it in a locked cell before both"


def methods(source: str, name: str) -> dict[str, str]:
    """The methods of a class that a cell defines, each with its arguments but the first."""
    with contextlib.suppress(SyntaxError):
        body = next((n.body for n in ast.parse(source).body if isinstance(n, ast.ClassDef) and n.name == name), [])
        return {m.name: ast.unparse(m.args).partition(", ")[2] for m in body if isinstance(m, ast.FunctionDef)}
    return {}


def check_methods(nb: NotebookNode) -> Iterator[str]:
    """Classes with methods that a test uses and nothing that students read tells of, each with what to do."""
    answers = [cell for cell in nb.cells if kind(cell) == "solution" and not split_regions(cell).problems]
    solutions = {grade_id(cell): cell.source for cell in answers}
    stubs = {grade_id(cell): released_source(cell) for cell in answers}
    tests = {grade_id(cell).removeprefix("test_"): cell.source for cell in nb.cells if kind(cell) == "test"}
    others = ["\n".join(split_regions(cell).kept) for cell in nb.cells if kind(cell) != "solution"]
    read = "\n".join([*others, *stubs.values()])
    for name in sorted(solutions.keys() & tests.keys()):
        kept = methods(stubs[name], name)
        with contextlib.suppress(SyntaxError):
            used = {node.attr for node in ast.walk(ast.parse(tests[name])) if isinstance(node, ast.Attribute)}
            used |= names_of(tests[name]).mentions
            for method, arguments in methods(solutions[name], name).items():
                if method in kept:
                    continue
                if method in used and not re.search(rf"\b{method}\b", read):
                    yield f"the test of {name} uses its method {method}: tell students of it in the statement"
                elif method == "__init__" and arguments and f"{name}(" not in read:
                    yield f"students must know how to make {name}: write `{name}({arguments})` in the statement"


def released_source(cell: NotebookNode) -> str:
    """A solution cell's text as nbgrader hands it to students."""
    released, _ = ClearSolutions().preprocess_cell(copy.deepcopy(cell), {"language": "python"}, 0)
    return released.source


def check_notebook(nb: NotebookNode, text: str, strict: bool = False, elsewhere: float = 0.0) -> Iterator[str]:
    """Problems of an instructor notebook, each naming the cell and what to do.

    Parameters
    ----------
    nb : NotebookNode
        The notebook as read.
    text : str
        The file's text, to compare with the normal form.
    strict : bool
        Look at style as well where the notebook is marked as adopted.
    elsewhere : float
        Points of the assignment's other notebooks.
    """
    styled = strict or not is_adopted(nb)
    seen = set()
    for number, cell in enumerate(nb.cells, 1):
        for problem in (*check_cell(cell), *(check_style(cell) if styled else ())):
            yield f"cell {number} ({grade_id(cell)}) {problem}"
        if grade_id(cell) in seen:
            yield f"cell {number} ({grade_id(cell)}) repeats the grade_id of an earlier cell: give it one of its own"
        seen.add(grade_id(cell))
    yield from check_names(nb)
    with contextlib.suppress(SyntaxError):  # the reference run tells where
        yield from misplaced(nb)
    yield from statement.differing(nb)
    yield from predictions.check_reveals(nb)
    if styled:
        yield from check_pairs(nb, elsewhere)
        yield from check_methods(nb)
    if text != normal_form(nb):
        yield "is not in normal form: run `course build --fix`"


def check_pairs(nb: NotebookNode, elsewhere: float) -> Iterator[str]:
    """Answers without a test, tests without an answer, and a sum of points that is not that of the others."""
    roles = {grade_id(cell): kind(cell) for cell in nb.cells}
    for name, role in roles.items():
        if role == "solution" and roles.get(f"test_{name}") != "test":
            asks = ", or declare in its metadata what it asks for" if name.startswith(predictions.PREFIX) else ""
            yield f"the solution cell {name} has no test cell test_{name}: add one after it{asks}"
        if role == "test" and roles.get(name.removeprefix("test_")) != "solution":
            yield f"the test cell {name} has no solution cell {name.removeprefix('test_')}: name them alike"
    points = elsewhere + sum(statement.points_of_cell(cell) or 0 for cell in nb.cells)
    if points != TOTAL_POINTS:
        found = format_points(points)
        yield f"the points add up to {found}, not to {TOTAL_POINTS}: correct them in the metadata of the grade cells"
