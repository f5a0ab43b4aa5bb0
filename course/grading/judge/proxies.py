"""The student's objects as the judge sees them: handles whose attributes, items and calls go over the wire."""

import operator as operators
from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np

from .allowlist import genuine, told_name
from .data.mutations import mark_changes
from .verdict import ForbiddenOperation


def _refuse(operation: str) -> Callable[..., Any]:
    def refused(self: Any, *others: Any) -> Any:
        if operation in BINARY and getattr(type(others[0]), "_operators", False):
            return NotImplemented  # the other one's operator is asked
        if operation in COMPARE and self._held:
            if self._held[1] not in (None, self._wire.calls):
                self._wire.ask("held", self._ref)
            return getattr(operators, operation)(self._held[0], others[0])
        raise ForbiddenOperation(f"Where a number, a text or an array was expected, {self} came back.")

    return refused


COMPARE = "eq", "ne", "lt", "le", "gt", "ge"
COMBINE = "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift"
BINARY = [*COMPARE, *COMBINE, *(f"r{name}" for name in COMBINE)]
DECIDING = [*BINARY, "bool", "hash", "neg", "pos", "abs", "invert", "int", "float", "complex", "index", "round",
            "contains", "array_ufunc", "enter", "exit", "iadd", "isub", "imul", "delattr"]  # fmt: skip


# What data is asked for a truth by: an object that is none would answer for itself.
VERDICTS = frozenset("equals isin issubset issuperset isdisjoint all any startswith endswith between empty".split())  # noqa: SIM905


class Handle:
    """Something that stays with the student: its attributes, items and calls come over as data.

    Operators that would let the student's object decide a test are refused.
    """

    _operators = False  # see instances.py

    def __init__(self, wire: Any, ref: int, family: list[str]):
        object.__setattr__(self, "_wire", wire)
        object.__setattr__(self, "_ref", ref)
        object.__setattr__(self, "_family", family)
        object.__setattr__(self, "_held", ())  # the plain data that it was when it came, if it is compared as that

    @property  # type: ignore[misc]  # `object` lets it be set, a handle does not
    def __class__(self) -> type:
        """The genuine class of a figure, an axes, a model or a picture, so that `isinstance` says what it would."""
        return next(filter(None, map(genuine, self._family)), type(self))

    def __getattr__(self, name: str) -> Any:
        if (name.startswith("__") and name != "__name__") or name.startswith("_repr_") or name == "_ipython_display_":
            raise AttributeError(name)
        if name in VERDICTS and not self._operators:
            raise ForbiddenOperation(f"Where a table, a set or a text was expected, {self} came back.")
        value = self._wire.ask("attr", self._ref, name)[0]
        if "builtins.BaseException" in self._family:
            self._wire.told(None if isinstance(value, Handle) else value)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        raise ForbiddenOperation("A test may not change what a student made.")

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.asarray(self._wire.ask("array", self._ref)[0], dtype=dtype)

    def __len__(self) -> int:
        return cast(int, self._wire.ask("length", self._ref)[0])  # Python takes nothing else

    def __getitem__(self, key: Any) -> Any:
        out: list[bytes] = []
        return self._wire.ask("item", self._ref, self._wire.encode(key, out), out=out)[0]

    def __iter__(self) -> Iterator[Any]:
        items = self._wire.ask("iterate", self._ref)[0]
        return self if items is None else iter(items)  # an iterator: what a test does not ask for is not made

    def __next__(self) -> Any:
        for item in self._wire.ask("next", self._ref)[0]:
            return item
        raise StopIteration

    def __deepcopy__(self, memo: Any = None) -> Any:
        if self._operators:
            raise ForbiddenOperation("A test may not copy what a student made.")
        return self

    __copy__ = __deepcopy__

    def __format__(self, how: str) -> str:
        """In a message: what it says of itself could be a hidden value."""
        return f"{'an' if type(self).__name__[0] in 'aeiouAEIOU' else 'a'} {type(self).__name__}"


def _says(how: str) -> Callable[[Handle], str]:
    def says(self: Handle) -> str:
        if not (self._operators or any(base.startswith("__main__.") for base in self._family)):
            return format(self)
        said = self._wire.ask("operate", how, ["list", [["ref", self._ref]]])[0]
        self._wire.told(said if type(said) is str else None)
        return cast(str, said)  # Python takes nothing else

    return says


for _name in ("str", "repr"):
    setattr(Handle, f"__{_name}__", _says(_name))
for _name in DECIDING:
    setattr(Handle, f"__{_name}__", _refuse(_name))


# A new class has a __doc__ of its own, so this is given to each.
ASKED = {"__slots__": (), "__doc__": property(lambda self: self._wire.ask("attr", self._ref, "__doc__")[0])}


class CallableHandle(Handle):
    """A function, class or method of the student's."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        out: list[bytes] = []
        trees = [self._wire.encode(list(args), out), self._wire.encode(kwargs, out)]
        given = [*args, *kwargs.values()]
        try:
            result, changes = self._wire.ask("call", self._ref, *trees, out=out)
        except Exception as error:
            self._mark(given, getattr(error, "changes", []))
            raise
        self._mark(given, changes)
        return result

    def _mark(self, given: list[Any], changes: list[tuple[Any, Any]]) -> None:
        for index, new in changes:
            if type(index) is int and 0 <= index < len(given):
                try:
                    mark_changes(given[index], new)
                except Exception:
                    raise ForbiddenOperation("An argument was changed in a way that cannot be judged.") from None


def make_handle(wire: Any, ref: int, name: str, family: list[str], can_be_called: bool) -> Handle:
    """A handle whose type carries the name that the student's object has, if that may be told."""
    base = CallableHandle if can_be_called else Handle
    return cast(Handle, type(told_name(name, family, wire.known), (base,), dict(ASKED))(wire, ref, family))
