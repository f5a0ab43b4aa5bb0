"""Which names of the student's process may reach a message; all others could be made up to tell a hidden input."""

import builtins
import contextlib
import sys
from collections.abc import Container, Sequence
from typing import cast

MAX_OWN = 12  # classes of an exception

KNOWN_ERRORS = {"LinAlgError", "AxisError", "NotFittedError", "InvalidParameterError", "UnidentifiedImageError",
                "JSONDecodeError", "UFuncTypeError", "_UFuncNoLoopError", "StopIteration"}  # fmt: skip
KNOWN_TYPES = {"function", "builtin_function_or_method", "method", "type", "module", "generator", "map", "zip",
               "filter", "enumerate", "reversed", "range_iterator", "list_iterator", "dict_keys", "dict_values",
               "dict_items", "ellipsis", "memoryview", "property", "slice", "partial", "ufunc", "Generator",
               "RandomState", "MaskedArray", "Counter", "defaultdict", "deque", "DataFrame", "Series", "Tensor",
               "Fraction", "Decimal", "BytesIO", "StringIO"}  # fmt: skip


def error_class(kind: str, own: Sequence[object], known: dict[str, type[Exception]]) -> type[Exception]:
    """The built-in class of that name; or one derived from it for the last of the student's `own`, by their numbers.

    Each of them derives from the one before it. They are kept in `known`, as `except` compares classes by identity.
    """
    base = getattr(builtins, kind, None)
    # StopIteration would end a loop of the test as if all were well (PEP 479 turns it into RuntimeError as well).
    if not (isinstance(base, type) and issubclass(base, Exception)) or issubclass(base, StopIteration | ExceptionGroup):
        base = RuntimeError
    for number in own[:MAX_OWN]:
        base = known.setdefault(str(number), type(base.__name__, (base,), {}))
    return base


def recreate(
    base: type[Exception], name: str, where: str, said: Sequence[object], line: int, thing: object
) -> Exception:
    """An exception of the student's process as one of ours: only names that are well known.

    What it `said` is for a test that asks; no message repeats it, as it could be a hidden input. `line` is where the
    student's cell was left, by its own word: of an import it could tell which library, of a stub it is clear. Other
    attributes are those of `thing`, the handle of it.
    """
    name = name if name in KNOWN_ERRORS else base.__name__
    line *= base not in (ModuleNotFoundError, NotImplementedError)
    told = {"remote": True, "where": where, "line": line, "__getattr__": lambda _, attribute: getattr(thing, attribute)}
    made = type(name, (base,), told)
    return cast(Exception, made.__new__(made, *said))  # without what UnicodeDecodeError and the like want in addition


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
