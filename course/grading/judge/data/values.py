"""Values as what they are made of, from which equal ones are made.

Both sides use this one file, as they do `wire.py`, so it imports nothing of the course.
"""

from typing import Any

KEPT: set[type] = set()  # classes of the student's whose objects are no data, whatever they derive from
# By the name of a library, "" for all others: what has `parts_of`, `made_of` and `spoil` for its objects.
LIBRARIES: dict[str, Any] = {}


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
    return library.parts_of(value) if (library := library_of(value)) else None


def library_of(value: Any) -> Any:
    """What knows objects of the library that defines a value's class; None if nothing does."""
    name = str(type(value).__module__).partition(".")[0]
    return LIBRARIES.get(name, LIBRARIES.get("")) if name != "builtins" else None


def made_of(name: Any, parts: list[Any]) -> Any:
    """The value of a kind that is made of these parts; ValueError, TypeError or ArithmeticError if there is none."""
    if library := LIBRARIES.get(str(name).partition(".")[0]):
        return library.made_of(name, parts)
    raise ValueError("no value is made of this")
