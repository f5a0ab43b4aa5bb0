"""Objects of a class that an exercise asks for, as far as the test itself has made them: their operators work.

What `==` or `+` of such an object says is what the exercise is about. Any other object of the student's has none: not
even the result of an operator, or an expected value would reach an object that calls itself equal to everything.
"""

import secrets
from collections.abc import Callable
from typing import Any, cast

from .proxies import CallableHandle, Handle
from .verdict import ForbiddenOperation

COMPARE = "eq", "ne", "lt", "le", "gt", "ge"
COMBINE = "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift"
CHANGE = "neg", "pos", "abs", "invert"
CONVERT: dict[str, type] = {
    "bool": bool, "int": int, "float": float, "complex": complex, "index": int, "round": int, "hash": int,
    "str": str, "repr": str, "contains": bool,
}  # fmt: skip


class ClassHandle(CallableHandle):
    """The class that an exercise asks for, or what the student has in its place."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """An object of it, whose operators work; plain data stays what it is."""
        made = super().__call__(*args, **kwargs)
        return _remade(made, Instance) if isinstance(made, Handle) else made

    def __instancecheck__(self, value: Any) -> bool:
        return isinstance(value, Handle) and _exactly(bool, _asked(self, "isinstance", value, self))

    def __subclasscheck__(self, other: Any) -> bool:
        return isinstance(other, Handle) and _exactly(bool, _asked(self, "issubclass", other, self))


class Instance(Handle):
    """An object that a test has made by calling the class of an exercise."""

    _operators = True

    def __setattr__(self, name: str, value: Any) -> None:
        _asked(self, "setattr", self, name, value)

    def __setitem__(self, key: Any, value: Any) -> None:
        _asked(self, "setitem", self, key, value)

    def __delitem__(self, key: Any) -> None:
        _asked(self, "delitem", self, key)

    def __format__(self, how: str) -> str:
        return Handle.__str__(self)  # in a message: what it says of itself could be a hidden value


def class_of(handle: CallableHandle) -> Handle:
    """What the student has under the name of a class that an exercise asks for."""
    return _remade(handle, ClassHandle)


def _remade(handle: Handle, kind: type[Handle]) -> Handle:
    """The same object of the student's, as a handle of another kind."""
    parts = (object.__getattribute__(handle, name) for name in ("_wire", "_ref", "_family"))
    bases = (kind,) if issubclass(kind, CallableHandle) else (kind, *type(handle).__bases__)
    return cast(Handle, type(type(handle).__name__, bases, {"__slots__": ()})(*parts))


def _asked(handle: Handle, operation: str, *operands: Any) -> Any:
    """What an operation of Python's gives where the student's object lives."""
    wire = object.__getattribute__(handle, "_wire")
    out: list[bytes] = []
    return wire.ask("operate", operation, wire.encode(list(operands), out), out=out)[0]


def _exactly(kind: type, value: Any) -> Any:
    """The value, if it is of this very type: a test takes it for an answer."""
    if type(value) is not kind:
        raise ForbiddenOperation(f"A {kind.__name__} was expected, and something else came back.")
    return value


def _compare(name: str) -> Callable[[Handle, Any], bool]:
    def compare(self: Handle, other: Any) -> bool:
        said: bool = _exactly(bool, _asked(self, name, self, other))
        if said and name in ("eq", "ne") and _always(self, name):
            raise ForbiddenOperation(f"{self:} says the same of everything that it is compared with.")
        return said

    return compare


def _always(handle: Handle, name: str) -> bool:
    """Whether an object is equal to what nobody knew before, or differs from itself."""
    try:
        return _asked(handle, name, handle, handle if name == "ne" else secrets.token_hex()) is True
    except Exception:  # it cannot be compared with that
        return False


def _operator(name: str, reflected: bool = False) -> Callable[..., Any]:
    def operate(self: Handle, *others: Any) -> Any:
        return _asked(self, name, *((*others, self) if reflected else (self, *others)))

    return operate


def _convert(name: str, kind: type) -> Callable[..., Any]:
    def convert(self: Handle, *others: Any) -> Any:
        return _exactly(kind, _asked(self, name, self, *others))

    return convert


for _name in COMPARE:
    setattr(Instance, f"__{_name}__", _compare(_name))
for _name in (*COMBINE, *CHANGE):
    setattr(Instance, f"__{_name}__", _operator(_name))
for _name in COMBINE:
    setattr(Instance, f"__r{_name}__", _operator(_name, reflected=True))
for _name, _kind in CONVERT.items():
    setattr(Instance, f"__{_name}__", _convert(_name, _kind))
