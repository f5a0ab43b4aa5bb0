"""Named tuples, enumerations, counters and queues are data on both sides."""

import collections
import enum
import fractions

import pytest
from support.agents import travelled, verdicts

from course.grading.judge.data.wire import Decoder, WireError, encode
from course.grading.judge.verdict import Cell
from course.grading.libraries.classes import MAX_FIELDS, MAX_NAME, MAX_VALUE


class Bag(collections.Counter):
    """A counter of a notebook's own."""


class Level(enum.IntEnum):
    """Numbers with names."""

    LOW = 1


class Word(str, enum.Enum):  # noqa: UP042
    """Texts with names, as they were written before there was StrEnum."""

    YES = "y"


VALUES = [
    collections.Counter("aab"),
    collections.OrderedDict(b=1, a=2),
    collections.defaultdict(list, {"a": [1]}),
    collections.deque([1, fractions.Fraction(1, 2)], 3),
    collections.deque(),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_container_arrives_as_what_it_is(value):
    """Kind and content are as they were."""
    assert (type(travelled(value)), repr(travelled(value))) == (type(value), repr(value))


def test_a_class_of_its_own_arrives_as_the_standard_one():
    """A counter counts, also what is not there; a factory that is the student's code stays with the student."""
    assert travelled(Bag("aab")).most_common(1) == [("a", 2)] and travelled(Bag())["z"] == 0
    assert type(travelled(collections.defaultdict(lambda: 5, a=1))) is dict


@pytest.mark.parametrize("member", [Level.LOW, Word.YES, enum.StrEnum("Hidden", "A").A], ids=repr)
def test_a_member_arrives_with_its_name(member):
    """It equals its value, as an enumeration of numbers or texts does; its class keeps its name for itself."""
    came = travelled(member)
    assert (came.name, came.value) == (member.name, member.value) and came == member.value
    assert travelled(member) is came and type(member).__name__ not in repr(came) and type(came) is not type(member)


def test_a_named_tuple_keeps_its_fields():
    """Its items have their names, and it equals the tuple that it is; its own name stays with the student."""
    kind = collections.namedtuple("Secret", "width height")
    size = travelled(kind(3, height=fractions.Fraction(1, 2)))
    assert (size.width, size.height, size[0]) == (3, fractions.Fraction(1, 2), 3)
    assert size == (3, fractions.Fraction(1, 2)) and "Secret" not in repr(size)


class Liar(tuple):
    """A tuple that claims fields that it cannot have."""


@pytest.mark.parametrize("fields", [("a", "b"), ("a.b",), ("_x",), ("class",), ("x" * (MAX_NAME + 1),)], ids=str)
def test_fields_that_are_none_are_refused(fields):
    """What is no name of a field, or one too many, makes no named tuple here."""
    Liar._fields = fields
    with pytest.raises(WireError):
        travelled(Liar([1]))


def test_what_is_no_text_names_no_field():
    """Then it is a plain tuple."""
    Liar._fields = (1,)
    assert travelled(Liar([1])) == (1,)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("namedtuple", ["T", ["x"], [1, 2]]),
        ("namedtuple", ["T", ["x", "y"], [1]]),
        ("namedtuple", ["T", ["x", "x"], [1, 2]]),
        ("namedtuple", ["T", [f"x{n}" for n in range(MAX_FIELDS + 1)], list(range(MAX_FIELDS + 1))]),
        ("Counter", [[1]]),
        ("defaultdict", ["eval", {}]),
        ("deque", [[1], -1]),
        ("deque", [[1], "2"]),
        ("Enum", ["object", "Color", "RED", 1]),
        ("Enum", ["Enum", "Color", "_ignore_", 1]),
        ("Enum", ["Enum", "Color", "mro", 1]),
        ("Enum", ["Enum", "Color", "R" * (MAX_NAME + 1), 1]),
        ("Enum", ["Enum", "Color", "RED", "x" * (MAX_VALUE + 1)]),
        ("Enum", ["IntEnum", "Color", "RED", "one"]),
        ("Enum", ["Enum", "Color", "RED", [1]]),
    ],
)
def test_parts_that_make_nothing_are_refused(name, parts):
    """Whatever the other side claims, it is a value of these kinds or an error of the connection."""
    tree = ["made", f"classes.{name}", [encode(part, None, []) for part in parts]]
    with pytest.raises(WireError):
        Decoder([], None).decode(tree)


COLORS = "from enum import Enum\nclass Color(Enum):\n    RED = 1\n    BLUE = (0, 0, 255)"
NEXT = "def after(color):\n    return Color.BLUE if color is Color.RED else Color.RED"
TEST = """assert after(Color.RED) is Color.BLUE and after(after(Color.RED)) == Color.RED
assert after(Color.BLUE).name == "RED" and after(Color.BLUE).value == 1"""
POINTS = "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')"
MOVE = "def moved(p):\n    assert isinstance(p, Point)\n    return Point(p.x + 1, p.y)"
QUEUE = "def turn(queue):\n    queue.rotate(1)"


@pytest.mark.parametrize(
    ("given", "answer", "name", "test"),
    [
        (COLORS, NEXT, "after", TEST),
        ("", f"{COLORS}\n{NEXT}", "after", TEST),
        (POINTS, MOVE, "moved", "assert moved(Point(1, 2)) == Point(2, 2) and isinstance(moved(Point(0, 0)), Point)"),
        (
            "",
            f"{POINTS}\n{MOVE}",
            "moved",
            "assert isinstance(moved(Point(0, 0)), Point) and moved(Point(0, 0)).x == 1",
        ),
        ("", QUEUE, "turn", "from collections import deque\nd = deque([1, 2])\nturn(d)\nassert d != deque([1, 2])"),
    ],
)
def test_what_a_notebook_defines_is_itself_on_both_sides(given, answer, name, test):
    """A member is the same member, a named tuple of its class, whoever of the two sides made it; a queue changes."""
    names = {"__name__": "__main__"}
    exec(f"{given}\n{answer}", names)
    exec(test, dict(names))  # as plain nbgrader would
    (verdict,) = verdicts(names, (name, test), locked=[Cell("given", given, 1)])
    assert verdict.message is None


def test_a_member_with_methods_stays_with_the_student():
    """What a class of the student's does is run where it lives."""
    names = {"__name__": "__main__"}
    exec(
        "from enum import Enum\nclass Color(Enum):\n    RED = 1\n    def low(self):\n        return self.name.lower()",
        names,
    )
    (verdict,) = verdicts(names, ("Color", "assert Color.RED.low() == 'red' and isinstance(Color.RED, Color)"))
    assert verdict.message is None
