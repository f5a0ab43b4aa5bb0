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

from course.grading.judge.data.values import KEPT, LIBRARIES

MAX_FIELDS, MAX_NAME, MAX_VALUE = 100, 60, 1_000  # of a named tuple; characters of a name, and of a member's value
make_enum: Callable[..., Any] = enum.Enum
ENUMS: dict[str, Callable[..., Any]] = {
    "Enum": enum.Enum, "IntEnum": enum.IntEnum, "StrEnum": enum.StrEnum,
    "int": functools.partial(make_enum, type=int), "str": functools.partial(make_enum, type=str),
}  # fmt: skip
TOLD = "_told"  # the name of a class where it is at home; no field and no member begins with a line
OF_TUPLES = {"__new__", "__repr__", "__getnewargs__", "__replace__", "_make", "_replace", "_asdict"}  # of named ones
ONCE = "_generate_next_value_", "_missing_"  # methods that matter only where the class is
METHODS = types.FunctionType, property, classmethod, staticmethod, enum.property, functools.cached_property
NAMES: list[dict[str, Any]] = []  # of a notebook, whose classes are taken where they fit
DEFAULTS = {kind.__name__: kind for kind in (int, float, str, bool, list, dict, set, tuple)}


class Classes:
    """What stands for such an object while it travels, and back."""

    def parts_of(self, value: Any) -> tuple[str, list[Any]] | None:
        """The name of a kind and the parts of an object of it; None if it is of no such kind."""
        kind = type(value)
        if issubclass(kind, enum.Enum):
            return member_parts(value)
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
        return None

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
                if not is_plain(value):
                    raise ValueError("a value that no member has")
                found = getattr(class_named(kind, enum.EnumMeta), "__members__", {}).get(name)
                return found if getattr(found, "value", None) == value else made_member(base, kind, name, value)
        raise ValueError("no value is made of this")

    def spoil(self, value: Any, new: Any, mark: object) -> bool:
        """Put something else into a queue; whether that was possible."""
        if not isinstance(value, collections.deque) or value.maxlen == 0:
            return False
        items = [mark] * (len(value) + 1)  # a change inside of an item is one of the queue
        value.clear()
        value.extend(items)
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
    """The parts of a member of an enumeration; None if it has more than its name and a plain value."""
    kind, name = type(value), value.name
    if issubclass(kind, enum.Flag):
        return None
    own = [base for base in kind.__mro__ if base.__module__ == kind.__module__ != "enum"]
    mixed = [base for base in kind.__mro__ if base not in own and base is not object and base.__module__ != "enum"]
    bases = [base.__name__ for base in kind.__mro__ if base in (enum.IntEnum, enum.StrEnum)] or [
        b.__name__ for b in mixed
    ]
    base = bases[0] if bases else "Enum"
    known = {*vars(enum.Enum), *vars(enum.IntEnum), *vars(enum.StrEnum), "__new__"}
    methods = any(
        isinstance(found, METHODS)
        and called not in ONCE
        and (called not in known or getattr(found, "__module__", "") == kind.__module__)
        for names in map(vars, own)
        for called, found in names.items()
    )
    if methods and len(NAMES) > 1:
        KEPT.add(kind)  # in the student's process: a number or a text stays there as well, as it has methods
    if methods or base not in ENUMS or not is_name(name) or not is_plain(value.value):
        return None
    return "classes.Enum", [base, own_name(kind), name, value.value]


def is_plain(value: Any) -> bool:
    """Whether a value is a number or a short text, or a tuple of them: data on both sides, which never changes."""
    if type(value) is tuple:
        return len(value) <= MAX_FIELDS and all(type(item) is not tuple and is_plain(item) for item in value)
    return type(value) in (int, float, bool, type(None)) or (type(value) is str and len(value) <= MAX_VALUE)


def own_name(kind: type) -> str:
    """The name of a class where it is at home; here it may have another, as it could be chosen to tell something."""
    name = str(getattr(kind, TOLD, kind.__name__))
    if TOLD not in vars(kind) and len(NAMES) > 1:
        NAMES[1][name] = kind  # in the student's process: also one that no name of the notebook's stands for
    return name


def class_named(name: str, kind: type) -> Any:
    """The class of that name in the notebook; None if there is none."""
    found = (dict.get(names, name) for names in NAMES)
    return next((each for each in found if issubclass(type(each), kind)), None)


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


def error_classes(kind: type, numbers: dict[type, int]) -> list[Any]:
    """What a class of exceptions is made of: of a built-in its name, of the notebook's own `[number, *bases]`.

    Each comes after those that it is derived from; `numbers` gets those that have none yet.
    """
    own = [base for base in reversed(kind.__mro__) if base.__module__ == "__main__" and issubclass(base, BaseException)]
    for base in own:
        numbers.setdefault(base, len(numbers))
    above = {base: [up for up in base.__bases__ if issubclass(up, BaseException)] for base in own}
    bases = {base: [numbers[up] if up in own else built_in(up) for up in above[base]] for base in own}
    told = [[numbers[base], *dict.fromkeys(bases[base])] for base in own]
    return told or [built_in(kind)]


def built_in(kind: type) -> str:
    """The name of the nearest built-in class that a class is derived from."""
    return next(str(base.__name__) for base in kind.__mro__ if getattr(builtins, base.__name__, None) is base)


def is_name(text: Any) -> bool:
    """Whether a text is a name that a member of an enumeration may have."""
    return type(text) is str and len(text) <= MAX_NAME and text.isidentifier() and text[0] != "_" and text != "mro"


LIBRARIES |= dict.fromkeys(("", "classes"), Classes())
