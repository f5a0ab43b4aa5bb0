"""Objects of a class that an exercise asks for, as far as the test itself has made them: their operators work.

What `==` or `+` of such an object says is what the exercise is about. Any other object of the student's has none: not
even the result of an operator, or an expected value would reach an object that calls itself equal to everything.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, cast

from .allowlist import MAX_OWN, ErrorClass, error_class
from .proxies import ASKED, COMBINE, CallableHandle, Handle
from .verdict import ForbiddenOperation

CHANGE = "neg", "pos", "abs", "invert", "setattr", "setitem", "delitem", "delattr"
ANSWER: dict[str, type] = dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge", "bool", "contains"), bool) | {
    "int": int, "float": float, "complex": complex, "index": int, "round": int, "hash": int,
}  # fmt: skip


class ClassHandle(CallableHandle):
    """The class that an exercise asks for, or what the student has in its place."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """An object of it, whose operators work; plain data stays what it is."""
        made = super().__call__(*args, **kwargs)
        return remade(made, Instance) if isinstance(made, Handle) and "enum.Enum" not in made._family else made

    def __instancecheck__(self, value: Any) -> bool:
        if isinstance(value, Handle):
            return bool(_exactly(bool, _asked(self, "isinstance", value, self)))
        if (fields := getattr(value, "_fields", ())) and fields == getattr(self, "_fields", ()):
            return bool(_exactly(bool, _asked(self, "isinstance", value, self)))
        return isinstance(value, Enum) and any(value is member for member in self)

    def __subclasscheck__(self, other: Any) -> bool:
        return isinstance(other, Handle) and _exactly(bool, _asked(self, "issubclass", other, self))


def class_of(name: str, handle: Handle) -> Any:
    """The class of that name which an exercise asks for; of exceptions one of ours, as `except` takes no other."""
    wire, ref = (object.__getattribute__(handle, part) for part in ("_wire", "_ref"))
    made = remade(handle, ClassHandle)
    kind: Any = error_class((wire.ask("error", ref)[0] or [])[:MAX_OWN], wire.errors)
    if not isinstance(kind, ErrorClass):
        return made
    kind.__name__, kind._thing = name, made
    return kind


class Instance(Handle):
    """An object that a test has made by calling the class of an exercise."""

    _operators = True


def remade(handle: Handle, kind: type[Handle]) -> Handle:
    """The same object of the student's, as a handle of another kind."""
    parts = (object.__getattribute__(handle, name) for name in ("_wire", "_ref", "_family"))
    bases = (kind,) if issubclass(kind, CallableHandle) else (kind, *type(handle).__bases__)
    return cast(Handle, type(type(handle).__name__, bases, dict(ASKED))(*parts))


def _asked(handle: Handle, operation: str, *operands: Any) -> Any:
    """What an operation of Python's gives where the student's object lives."""
    wire = object.__getattribute__(handle, "_wire")
    out: list[bytes] = []
    return wire.ask("operate", operation, wire.encode(list(operands), out), out=out)[0]


def _exactly(kind: type, value: Any) -> Any:
    """The value, if it is of this very type: a test takes it for an answer; any data is true or false."""
    if kind is bool and not isinstance(value, Handle):
        return bool(value)
    if type(value) is not kind:
        raise ForbiddenOperation(f"A {kind.__name__} was expected, and something else came back.")
    return value


def _operator(name: str, reflected: bool = False) -> Callable[..., Any]:
    def operate(self: Handle, *others: Any) -> Any:
        return _asked(self, name, *((*others, self) if reflected else (self, *others)))

    return operate


def _answer(name: str, kind: type) -> Callable[..., Any]:
    def answer(self: Handle, *others: Any) -> Any:
        return _exactly(kind, _asked(self, name, self, *others))

    return answer


for _name in (*COMBINE, *CHANGE):
    setattr(Instance, f"__{_name}__", _operator(_name))
for _name in COMBINE:
    setattr(Instance, f"__r{_name}__", _operator(_name, reflected=True))
for _name, _kind in ANSWER.items():
    setattr(Instance, f"__{_name}__", _answer(_name, _kind))
