"""Values as what they are made of, from which equal ones are made: those of libraries, and named tuples.

Both sides use this one file, as they do `wire.py`, so it imports nothing of the course.
"""

from collections import namedtuple
from typing import Any

MAX_FIELDS, MAX_NAME = 100, 60  # of a named tuple
LIBRARIES: dict[str, Any] = {}  # by name: what has `parts_of`, `made_of` and `spoil` for the objects of another library


def plain(base: Any, value: Any) -> Any:
    """The content of a subclass of a built-in type, as the built-in itself."""
    if base is str:
        return str.__str__(value)
    if base is bytes:
        return bytes.__getitem__(value, slice(None))
    if base is dict:
        return dict(dict.items(value))
    return base.__pos__(value) if base in (int, float, complex) else base(base.__iter__(value))


def parts_of(value: Any) -> tuple[str, list[Any]] | None:
    """The name of a kind and the parts that a value of it is made of; None if it is of no such kind."""
    kind = type(value)
    fields = getattr(kind, "_fields", None) if issubclass(kind, tuple) else None
    if type(fields) is tuple and all(type(field) is str for field in fields):
        return "namedtuple", [list(fields), list(tuple.__iter__(value))]
    return library.parts_of(value) if (library := library_of(value)) else None


def library_of(value: Any) -> Any:
    """What knows objects of the library that defines a value's class; None if nothing does."""
    return LIBRARIES.get(str(type(value).__module__).partition(".")[0])


def made_of(name: Any, parts: list[Any]) -> Any:
    """The value of a kind that is made of these parts; ValueError, TypeError or ArithmeticError if there is none."""
    match name, parts:
        case "namedtuple", [list(fields), list(items)] if len(fields) <= MAX_FIELDS:
            if not all(type(field) is str and len(field) <= MAX_NAME for field in fields):
                raise ValueError("malformed fields")
            # It takes identifiers only, and no name that begins with a line.
            return namedtuple("Tuple", fields)(*items)
        case str(kind), list() if library := LIBRARIES.get(kind.partition(".")[0]):
            return library.made_of(kind, parts)
    raise ValueError("no value is made of this")
