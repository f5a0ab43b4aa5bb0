"""The two values of a comparison, as far as the judge holds them already, and which of them is the student's."""

import ast
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .assertion import MAX_STEPS, Frame, assigned

MAX_SIZE = 6_000_000  # numbers in an array: a photograph of two million pixels
MAX_NUMBERS = 100_000  # in a list
KINDS = "biuf"
HOLDERS = (np.ndarray, list, tuple, dict)
SAME = {"astype", "reshape", "copy", "tolist"}  # methods of an array that leave its numbers as they are
TAKEN = {"asarray", "array", "list", "tuple", "uint8"}  # functions that take a value over as it is


class Operands:
    """Finds the values of the two sides of a comparison, and which of them is the student's.

    Parameters
    ----------
    frame : Frame
        Where they were compared.
    came : sequence
        Values that came from the student, the last one last.
    exercise : str
        Name of what the student was asked to define.
    """

    def __init__(self, frame: Frame, came: Sequence, exercise: str):
        self.frame, self.exercise = frame, exercise
        self.came = {id(container) for value in came for container in held(value)}
        # What a call gave back that stands in an expression has no name: it is what came last.
        nodes = (node for statement in frame.before for node in ast.walk(statement))
        calls = [node for node in nodes if isinstance(node, ast.Call) and self._is_call(node)]
        last = max(calls, key=lambda node: (node.lineno, node.col_offset), default=None)
        self.last = None if last is None else ast.dump(last, include_attributes=True)
        self.result = came[-1] if came else None

    def told_apart(self, left: ast.expr, right: ast.expr) -> tuple[np.ndarray, np.ndarray] | None:
        """The arrays that were expected and received, or None if that is not clear."""
        first, second = as_array(self.value(left)), as_array(self.value(right))
        if first is None or second is None or first.shape != second.shape or first.size > MAX_SIZE:
            return None
        students = self._is_students(left, MAX_STEPS), self._is_students(right, MAX_STEPS)
        if students == (True, False):
            return second, first
        return (first, second) if students == (False, True) else None

    def value(self, node: ast.expr) -> Any:
        """What an expression stands for, without calling what is not NumPy's; None if that cannot be had."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                value = self.frame.values.get(name)
                return value if type(value) in (*HOLDERS, int, str) else None
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                values = [self.value(element) for element in elements]
                return None if any(value is None for value in values) else values
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return -value
            case ast.Subscript(value=inner, slice=index):
                value = self.value(inner)
                return value[self._key(index)] if type(value) in HOLDERS else None
            case ast.Call() if self._is_call(node):
                return self.result if ast.dump(node, include_attributes=True) == self.last else None
            case ast.Call(func=ast.Attribute(value=inner, attr=name), args=arguments) if name in SAME:
                value = self.value(inner)
                if name != "reshape":
                    return value  # of another type, but the same picture
                shape = [self.value(argument) for argument in arguments]
                known = type(value) is np.ndarray and all(type(n) is int or type(n) is list for n in shape)
                return value.reshape(*shape) if known else None
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=[inner, *_]) if name in TAKEN:
                return self.value(inner)
            case _:
                return None

    def _key(self, node: ast.expr) -> Any:
        """An index or a key."""
        match node:
            case ast.Slice(lower=lower, upper=upper, step=step):
                return slice(*(None if end is None else self._key(end) for end in (lower, upper, step)))
            case ast.Tuple(elts=elements):
                return tuple(self._key(element) for element in elements)
            case _:
                if (value := self.value(node)) is None:
                    raise LookupError("an index that is not at hand")
                return value

    def _is_call(self, node: ast.AST) -> bool:
        """Whether an expression calls the student's function: by its name, or through the notebook's `call`."""
        match node:
            case (
                ast.Call(func=ast.Name(id="call"), args=[ast.Constant(value=name), *_])
                | ast.Call(func=ast.Name(id=name))
            ):
                return name == self.exercise
        return False

    def _is_students(self, node: ast.expr, steps: int) -> bool:
        """Whether an expression stands on a value that came from the student."""
        for inner in ast.walk(node):
            if self._is_call(inner):
                return True
            if not isinstance(inner, ast.Name):
                continue
            value = self.frame.values.get(inner.id)
            if inner.id == self.exercise or any(id(origin) in self.came for origin in origins(value)):
                return True
            source = assigned(self.frame, inner.id) if steps else None
            if source is not None and self._is_students(source, steps - 1):
                return True
        return False


def held(value: Any, depth: int = 3) -> Iterator[object]:
    """A container and the containers in it. Numbers and texts may be one object in many places."""
    if type(value) in HOLDERS and len(np.shape(value) if type(value) is np.ndarray else value):
        yield value
        if depth and type(value) is not np.ndarray and len(value) <= 200:
            for item in value.values() if type(value) is dict else value:
                yield from held(item, depth - 1)


def origins(value: object) -> Iterator[object]:
    """A container, and what it is a view of."""
    while type(value) in HOLDERS:
        yield value
        value = value.base if type(value) is np.ndarray else None


def as_array(value: object) -> np.ndarray | None:
    """A value as an array of numbers that can be drawn, or None."""
    if type(value) in (list, tuple):
        if not value or not numbers(value):
            return None
        try:
            value = np.array(value)
        except ValueError:  # rows of different lengths
            return None
    if type(value) is not np.ndarray or value.dtype.kind not in KINDS or not value.size:
        return None
    return value


def numbers(value: object) -> bool:
    """Whether a list holds numbers and nothing else: a handle in it would be asked for its own."""
    left = MAX_NUMBERS
    waiting: list[Any] = [value]
    while waiting and left > 0:
        item = waiting.pop()
        left -= 1
        if type(item) in (list, tuple):
            waiting.extend(item[:MAX_NUMBERS])
        elif not (type(item) in (int, float, bool) or isinstance(item, (np.number, np.bool_))
                  or (type(item) is np.ndarray and item.dtype.kind in KINDS)):  # fmt: skip
            return False
    return not waiting
