"""Which comparison of a test failed, read from the text of its cell, without running anything."""

import ast
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course.grading.judge.scope import as_python
from course.grading.judge.verdict import Cell, Test

MAX_STEPS = 6  # of looking up what a name stands for
EQUAL = {"array_equal", "allclose", "isclose", "array_equiv", "assert_array_equal", "assert_allclose", "assert_equal"}
THROUGH = {"all", "any", "max", "min", "mean", "sum", "abs", "bool", "float", "int", "ravel", "item"}


@dataclass(frozen=True)
class Failure:
    """A check that failed, for whoever draws what was compared.

    It failed in `line` of the cell with the text `source`, in `function` (``<module>`` if in none). `values` are what
    its names stood for then; `came` are values that came from the student in this test, the last one last.
    """

    test: Test
    line: int
    function: str
    source: str
    values: dict[str, object]
    came: list[object]


def failure_of(
    error: AssertionError, came: list[object], names: Mapping[str, object], test: Test, locked: Sequence[Cell]
) -> Failure | None:
    """Where a check failed: the last step of the traceback in a cell of the course; None if in none.

    Steps outside of it called that one; what they compare was never compared. `came` is what came from the student, and
    `names` are those of the cells.
    """
    texts = {f"<{cell.name}>": cell.source for cell in (*locked, test)}
    own = [step for step in traceback.walk_tb(error.__traceback__) if step[0].f_code.co_filename in texts]
    if not own:
        return None
    frame, line = own[-1]
    values = {**names, **frame.f_locals}
    return Failure(test, line, frame.f_code.co_name, texts[frame.f_code.co_filename], values, came)


@dataclass(frozen=True)
class Frame:
    """Where a check failed: the statement, those before it, and the values of their names."""

    statement: ast.stmt
    before: list[ast.stmt]
    values: Mapping[str, Any]


def frame_of(failure: Failure) -> Frame:
    """The statement that failed, and those before it in its cell or function."""
    tree = ast.parse(as_python(failure.source))
    inside = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)
              and node.lineno <= failure.line <= (node.end_lineno or node.lineno)]  # fmt: skip
    scopes = (node for node in inside if isinstance(node, ast.FunctionDef) and node.name == failure.function)
    statement = min(inside, key=lambda node: (node.end_lineno or node.lineno) - node.lineno)
    before = [node for node in ast.walk(next(scopes, tree))
              if isinstance(node, ast.stmt) and node.lineno <= statement.lineno]  # fmt: skip
    before.sort(key=lambda node: node.lineno)
    return Frame(statement, before, failure.values)


def compared(frame: Frame) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The two sides of each comparison for equality that the failed statement stands on."""
    if isinstance(frame.statement, ast.Assert):
        yield from _sides(frame, frame.statement.test, True, MAX_STEPS)
    elif isinstance(frame.statement, ast.Expr):
        yield from _sides(frame, frame.statement.value, True, MAX_STEPS)


def _sides(frame: Frame, node: ast.expr, wanted: bool, steps: int) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Comparisons in an expression that should have been true (`wanted`) or false."""
    if steps == 0:
        return
    match node:
        case ast.Name():
            if (value := assigned(frame, node.id)) is not None:
                yield from _sides(frame, value, wanted, steps - 1)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            yield from _sides(frame, inner, not wanted, steps)
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _sides(frame, part, wanted, steps)
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=0)]):
            yield from _sides(frame, left, not wanted, steps)  # a distance of zero
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() as how], comparators=[right]):
            if isinstance(how, ast.Eq) == wanted:
                yield left, right
        case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()]):
            yield from _sides(frame, left, not wanted, steps)  # a distance, or a share of equal ones
        case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()]):
            yield from _sides(frame, left, wanted, steps)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            if not wanted:
                yield left, right
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=arguments):
            if name in EQUAL and len(arguments) >= 2 and wanted:
                yield arguments[0], arguments[1]
            elif name in THROUGH:
                source = arguments[0] if arguments else getattr(node.func, "value", None)
                if source is not None:
                    yield from _sides(frame, source, wanted, steps)


def assigned(frame: Frame, name: str) -> ast.expr | None:
    """The expression that a name was last given in the frame's own cell or function."""
    found = None
    for statement in frame.before:
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                found = value
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                pairs = zip(targets, values, strict=False)
                found = next((v for t, v in pairs if isinstance(t, ast.Name) and t.id == name), found)
    return found
