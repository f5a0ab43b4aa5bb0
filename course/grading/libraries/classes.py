"""Named tuples, enumerations, counters and queues, also of a notebook's own classes, as what they hold.

Both sides use this one file: its text follows that of `values.py` in the student's process.
"""

import builtins
import collections
import enum
import functools
import types
from collections.abc import Callable
from typing import Any

from course.grading.judge.data.values import LIBRARIES

MAX_FIELDS, MAX_NAME, MAX_VALUE = 100, 60, 1_000  # of a named tuple; characters of a name, and of a member's value
make_enum: Callable[..., Any] = enum.Enum
ENUMS: dict[str, Callable[..., Any]] = {
    "Enum": enum.Enum, "IntEnum": enum.IntEnum, "StrEnum": enum.StrEnum,
    "int": functools.partial(make_enum, type=int), "str": functools.partial(make_enum, type=str),
}  # fmt: skip
TOLD = "_told"  # the name of a class where it is at home; no field and no member begins with a line
OF_TUPLES = {"__new__", "__repr__", "__getnewargs__", "__replace__", "_make", "_replace", "_asdict"}  # of named ones
METHODS = types.FunctionType, property, classmethod, staticmethod
NAMES: list[dict[str, Any]] = []  # of a notebook, whose classes are taken where they fit
DEFAULTS = {kind.__name__: kind for kind in (int, float, str, bool, list, dict, set, tuple)}


class Classes:
    """What stands for such an object while it travels, and back."""

    def parts_of(self, value: Any) -> tuple[str, list[Any]] | None:
        """The name of a kind and the parts of an object of it; None if it is of no such kind."""
        kind = type(value)
        fields = getattr(kind, "_fields", None) if issubclass(kind, tuple) else None
        if type(fields) is tuple and all(type(field) is str for field in fields):
            return "classes.namedtuple", [own_name(kind), list(fields), list(tuple.__iter__(value))]
        if issubclass(kind, collections.Counter):
            return "classes.Counter", [dict(dict.items(value))]
        if issubclass(kind, collections.OrderedDict):
            return "classes.OrderedDict", [dict(collections.OrderedDict.items(value))]
        if kind is collections.defaultdict and value.default_factory in DEFAULTS.values():
            return "classes.defaultdict", [value.default_factory.__name__, dict(value)]
        if kind is collections.deque:
            return "classes.deque", [list(value), value.maxlen]
        return member_parts(value) if issubclass(kind, enum.Enum) else None

    def made_of(self, name: str, parts: list[Any]) -> Any:
        """The object of a kind that is made of these parts; ValueError or TypeError if there is none."""
        match name.partition(".")[2], parts:
            case "namedtuple", [str(kind), list(fields), list(items)] if len(items) == len(fields) <= MAX_FIELDS:
                if not all(type(field) is str and len(field) <= MAX_NAME for field in fields):
                    raise ValueError("malformed fields")
                found = class_named(kind, type)
                fits = getattr(found, "_fields", None) == tuple(fields)
                made: type[Any] = found if fits else named_tuple(kind, *fields)
                return tuple.__new__(made, items)
            case "Counter", [dict(items)]:
                return collections.Counter(items)
            case "OrderedDict", [dict(items)]:
                return collections.OrderedDict(items)
            case "defaultdict", [str(factory), dict(items)] if factory in DEFAULTS:
                return collections.defaultdict(DEFAULTS[factory], items)
            case "deque", [list(items), None | int() as most]:
                return collections.deque(items, most)
            case "Enum", [str(base), str(kind), str(name), value] if base in ENUMS and is_name(kind) and is_name(name):
                if len(repr(value)) > MAX_VALUE:
                    raise ValueError("a value that is too large")
                found = getattr(class_named(kind, enum.EnumMeta), "__members__", {}).get(name)
                return found if getattr(found, "value", None) == value else made_member(base, kind, name, value)
        raise ValueError("no value is made of this")

    def spoil(self, value: Any, mark: object) -> bool:
        """Put something else into a queue; whether that was possible."""
        if not isinstance(value, collections.deque) or value.maxlen == 0:
            return False
        value.append(mark)
        return True


@functools.lru_cache(maxsize=256)
def named_tuple(kind: str, *fields: str) -> type[Any]:
    """A class of named tuples; it takes identifiers only, and no name that begins with a line."""
    made: type[Any] = collections.namedtuple("Tuple", list(fields))  # type: ignore[misc]  # fields as they come
    setattr(made, TOLD, kind)
    return made


@functools.lru_cache(maxsize=256, typed=True)
def made_member(base: str, kind: str, name: str, value: Any) -> Any:
    """A member of an enumeration; the same one for the same names, as tests compare members by `is`."""
    known = any(dict.__contains__(names, kind) for names in NAMES)
    made = ENUMS[base](kind if known else base, [(name, value)])
    setattr(made, TOLD, kind)
    return made[name]


def member_parts(value: Any) -> tuple[str, list[Any]] | None:
    """The parts of a member of an enumeration; None if it has more than its name and its value."""
    kind, name = type(value), value.name
    mixed = [base for base in ("int", "str") if issubclass(kind, getattr(builtins, base))]
    base = next((base for base in ("IntEnum", "StrEnum") if issubclass(kind, getattr(enum, base))), *mixed or ["Enum"])
    known = {*vars(enum.Enum), *vars(enum.IntEnum), *vars(enum.StrEnum), "__new__"}
    own = (vars(base) for base in kind.__mro__ if base.__module__ == kind.__module__ != "enum")
    methods = any(
        isinstance(found, METHODS) and (name not in known or getattr(found, "__module__", "") == kind.__module__)
        for names in own
        for name, found in names.items()
    )
    if methods or issubclass(kind, enum.Flag) or not is_name(name) or len(repr(value.value)) > MAX_VALUE:
        return None
    return "classes.Enum", [base, own_name(kind), name, value.value]


def own_name(kind: type) -> str:
    """The name of a class where it is at home; here it may have another, as it could be chosen to tell something."""
    return str(getattr(kind, TOLD, kind.__name__))


def class_named(name: str, kind: type) -> Any:
    """The class of that name in the notebook; None if there is none."""
    found = next((dict.get(names, name) for names in NAMES), None)
    return found if issubclass(type(found), kind) else None


def has_methods(kind: type) -> bool:
    """Whether a class of the notebook gives its objects more than the data of a built-in type."""
    if isinstance(kind, enum.EnumMeta):
        return False
    own = {
        name
        for base in kind.__mro__
        if base.__module__ == "__main__"
        for name in vars(base)
        if isinstance(vars(base)[name], METHODS)
    }
    return bool(own - OF_TUPLES if hasattr(kind, "_fields") else own)


def is_name(text: Any) -> bool:
    """Whether a text is a name that a member of an enumeration may have."""
    return type(text) is str and len(text) <= MAX_NAME and text.isidentifier() and text[0] != "_" and text != "mro"


LIBRARIES |= dict.fromkeys(("", "classes"), Classes())
