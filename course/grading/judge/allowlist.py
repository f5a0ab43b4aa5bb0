"""Which names of the student's process may reach a message; all others could be made up to tell a hidden input."""

import builtins
import contextlib
import sys
from collections.abc import Container, Sequence
from typing import Any

MAX_OWN = 24  # classes of an exception

KNOWN_ERRORS = {"LinAlgError", "AxisError", "NotFittedError", "InvalidParameterError", "UnidentifiedImageError",
                "JSONDecodeError", "UFuncTypeError", "_UFuncNoLoopError", "StopIteration"}  # fmt: skip
KNOWN_TYPES = {"function", "builtin_function_or_method", "method", "type", "module", "generator", "map", "zip",
               "filter", "enumerate", "reversed", "range_iterator", "list_iterator", "dict_keys", "dict_values",
               "dict_items", "ellipsis", "memoryview", "property", "slice", "partial", "ufunc", "Generator",
               "RandomState", "MaskedArray", "DataFrame", "Series", "Tensor", "BytesIO", "StringIO"}  # fmt: skip


class ErrorClass(type):
    """A class of the student's exceptions: `except` knows it, and it is called where it lives, as `_thing`."""

    _thing: Any

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return vars(cls)["_thing"](*args, **kwargs)

    def __getattr__(cls, name: str) -> Any:
        return getattr(vars(cls).get("_thing"), name)

    def __instancecheck__(cls, value: object) -> bool:
        return type.__instancecheck__(cls, value) or isinstance(value, vars(cls).get("_thing", ()))


def error_class(classes: Sequence[Any], known: dict[int, Any]) -> type[Exception]:
    """The last of some classes of exceptions: of a built-in its name, of the student's own `[number, *bases]`.

    Those are kept in `known` by their numbers, as `except` compares classes by identity.
    """
    base: type[Exception] = RuntimeError
    for kind in classes:
        match kind:
            case str(name):
                base = built_in(name)
            case [int(number), *above]:
                bases = tuple(known[up] if type(up) is int else built_in(up) for up in above)
                base = known.setdefault(number, ErrorClass("Exception", bases, {}))
    return base


def built_in(name: object) -> type[Exception]:
    """The built-in class of exceptions with that name."""
    base = getattr(builtins, str(name), None)
    # StopIteration would end a loop of the test as if all were well (PEP 479 turns it into RuntimeError as well).
    if not (isinstance(base, type) and issubclass(base, Exception)) or issubclass(base, StopIteration | ExceptionGroup):
        return RuntimeError
    return base


def recreate(
    base: type[Exception], name: str, where: str, said: Sequence[object], line: int, thing: object = None
) -> Any:
    """An exception of the student's process as one of ours: only names that are well known, or the test's own word.

    What it `said` is for a test that asks; no message repeats it, as it could be a hidden input. `line` is where the
    student's cell was left, by its own word: of an import it could tell which library, of a stub it is clear. What else
    an exception of a class of the student's holds is asked of `thing`, where it lives.
    """
    name = name if name in KNOWN_ERRORS else base.__name__
    line *= base not in (ModuleNotFoundError, NotImplementedError)
    told: dict[str, Any] = {"remote": True, "_line": line}
    if not isinstance(base, ErrorClass):
        told["where"] = where
    else:
        told |= {"__getattr__": lambda _, attribute: getattr(thing, attribute), "__str__": lambda _: str(thing)}
    made = type(name, (base,), told)
    return made.__new__(made, *said)  # without what UnicodeDecodeError and the like want in addition


def genuine(name: str) -> type | None:
    """The class of Matplotlib, scikit-learn or Pillow with this full name."""
    module, _, attribute = name.rpartition(".")
    if module.split(".")[0] in ("matplotlib", "sklearn", "PIL"):
        with contextlib.suppress(Exception):
            # Of what is imported already: a module of the student's choice may do anything when it is imported.
            found = getattr(sys.modules[module], attribute)
            # Modules hold names of others as well (matplotlib.pylab.ndarray), and those are data.
            if isinstance(found, type) and found.__module__ == module:
                return found
    return None


def told_name(name: str, family: list[str], ours: Container[str]) -> str:
    """The name of a type, if everybody knows it or it is `ours`: any other could tell what a hidden test asked for."""
    known = (
        name in KNOWN_TYPES
        or name in ours
        or any((found := genuine(full_name)) and found.__name__ == name for full_name in family)
    )
    return name if known else "object"
