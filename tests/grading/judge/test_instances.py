"""Objects of a class that an exercise asks for have operators; nothing else of the student's has any."""

import math
import types

import numpy as np
import pytest
from support.agents import student, verdicts
from support.scripted import SECRET, Scripted

from course.grading.judge.instances import ANSWER, ClassHandle, remade
from course.grading.judge.proxies import Handle, make_handle
from course.grading.judge.test_runner import Judge
from course.grading.judge.verdict import Cell, ForbiddenOperation, Test

SEEN = []


class Evil:
    """Whatever it is compared with or counted into, it fits; `SEEN` is what it has seen."""

    def __init__(self, *given):
        self.given = given

    def __eq__(self, other):
        SEEN.append(other)
        return True

    def __hash__(self):
        return 1

    def __ne__(self, other):
        return False

    def __sub__(self, other):
        SEEN.append(other)
        return 0

    __rsub__ = __abs__ = __sub__

    def __add__(self, other):
        return Evil()

    __radd__ = __mul__ = __add__

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return Evil

    def __bool__(self):
        return True

    __contains__ = __lt__ = __gt__ = __eq__

    def __str__(self):
        return SECRET


class Point:
    """An honest class."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __eq__(self, other):
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __lt__(self, other):
        return self.x < other.x

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __abs__(self):
        return math.hypot(self.x, self.y)

    def __str__(self):
        return f"({self.x}, {self.y})"


WON = {
    "a function's place is taken by a class": ("area", Evil, "assert area(3) == 9"),
    "a function gives back such an object": ("area", lambda x: Evil(), "assert area(3) == 9"),
    "a difference is counted as zero": ("area", Evil, "assert area(3) - 9 == 0"),
    "a difference from the other side": ("area", Evil, "assert 9 - area(3) == 0"),
    "it counts as true": ("area", Evil, "assert area(3)"),
    "it is in a list": ("area", Evil, "assert area(3) in [9]"),
    "it holds everything": ("area", Evil, "assert 9 in area(3)"),
    "an attribute of a class": ("Point", Evil, "assert Point(1, 2).x == 1"),
    "what a method gives back": ("Point", Evil, "assert Point(1, 2).norm() == 5"),
    "the difference of what a method gives back": ("Point", Evil, "assert Point(1, 2).norm() - 5 == 0"),
    "the result of an operator": ("Point", Evil, "assert Point(1, 2) + 1 == 5"),
    "the result of an operator, counted with": ("Point", Evil, "assert (Point(1, 2) + 1) - 5 == 0"),
    "the result of an operator, as a truth": ("Point", Evil, "assert Point(1, 2) + 1"),
    "a class that is equal to everything": ("Point", Evil, "assert Point(1, 2) != Point(3, 4)"),
    "a table is asked whether it is right": ("clean", lambda: Evil(), "assert clean().equals([5, 9])"),
    "a set is asked whether it is right": ("clean", lambda: Evil(), "assert clean().issubset({5, 9})"),
    "a series is asked whether all is right": ("clean", lambda: Evil(), "assert clean().isin([5, 9]).all()"),
    "what a method gives back is asked": ("Point", Evil, "assert Point(1, 2).table().equals([5, 9])"),
    "an object in what an operator gives back": ("Point", Evil, "assert Point(1, 2) in (Point(0, 0) + 1)"),
}


LOCKED = [Cell("setup", "import math as area\nlimits = [1]", 0)]


@pytest.mark.parametrize(
    ("name", "test"),
    [
        ("test_area", "assert area.floor(1.5) == 2.5"),
        ("area-floor", "assert area.floor(1.5) == 2.5"),
        ("limits", "assert max(limits) == 9"),
        ("limits-max", "assert max(limits) == 9"),
    ],
)
def test_bug_a_test_could_be_called_like_a_name_of_the_course(name, test):
    """Whatever a test is called, what a locked cell defines is the course's and not the student's."""
    asked = Test(name, test, 5, asks=False)
    with student({"area": types.SimpleNamespace(floor=lambda x: 2.5), "limits": [9]}) as connection:
        assert Judge(connection, LOCKED, [asked]).judge(asked, 60).message is not None


class Telling:
    """Tells a secret wherever it is asked for a text."""

    x = 1

    def __init__(self, *given):
        pass

    def __repr__(self):
        return SECRET

    @staticmethod
    def fails():
        raise ValueError(SECRET)


@pytest.mark.parametrize(
    "test",
    [
        "p = Point(1)\nassert p.x is None, f'No {p!r}.'",
        "p = Point(1)\nassert p.x is None, 'No %s.' % p",
        "p = Point(1)\nassert p.x is None, f'No {[p]}.'",
        "try:\n    Point.fails()\nexcept Exception as error:\n    told = str(error)\nassert False, told",
        "import sys\ntry:\n    Point.fails()\nexcept Exception:\n    raise AssertionError(sys.exc_info()[1])",
    ],
)
def test_bug_a_message_could_repeat_what_an_object_or_an_exception_says(test):
    """A text that the student's code chooses could be a hidden input: a message that holds it is not shown."""
    (verdict,) = verdicts({"Point": Telling}, ("Point", test))
    assert verdict.message == "A check of this exercise failed."


class Array(Point):
    """Its comparisons give back what NumPy makes of them."""

    def __eq__(self, other):
        return np.bool_(self.x == other.x and self.y == other.y)

    __hash__ = Point.__hash__

    def __lt__(self, other):
        return self.x < other.x and [1]


def test_bug_a_comparison_by_numpy_was_none():
    """Whatever data an operator gives back is true or false, as in the student's own notebook."""
    test = "assert Array(1, 2) == Array(1, 2) and not Array(1, 2) == Array(1, 3) and Array(1, 2) < Array(2, 2)"
    assert verdicts({"Array": Array}, ("Array", test))[0].message is None


def test_bug_a_decoding_error_was_no_value_error():
    """An exception of a kind that wants more arguments is still of that kind."""
    test = "try:\n    decode(b'\\xff')\nexcept ValueError:\n    pass\nelse:\n    assert False"
    assert verdicts({"decode": lambda text: text.decode("ascii")}, ("decode", test))[0].message is None


@pytest.mark.parametrize("name", WON)
def test_an_object_that_fits_everything_wins_nothing(name):
    """Only what a test makes of a class that the course asks for has operators, and it may not always say yes."""
    exercise, theirs, test = WON[name]
    SEEN.clear()
    (verdict,) = verdicts({exercise: theirs}, (exercise, test))
    assert verdict.message is not None
    assert not {5, 9} & {seen for seen in SEEN if isinstance(seen, int)}  # no expected value reached it


RIGHT = {
    "equal": "assert Point(1, 2) == Point(1, 2) and not Point(1, 2) != Point(1, 2)",
    "not equal": "assert Point(1, 2) != Point(2, 1) and not Point(1, 2) == Point(2, 1)",
    "to other kinds": "assert Point(1, 2) != (1, 2) and not 5 == Point(1, 2)",
    "a sum": "assert Point(1, 2) + Point(1, 1) == Point(2, 3) == Point(1, 1) + Point(1, 2)",
    "a sum of three": "assert Point(1, 2) + Point(1, 1) + Point(1, 1) == Point(3, 4)",
    "an attribute of a sum": "assert (Point(1, 2) + Point(1, 1)).x == 2",
    "in a list": "assert Point(1, 2) in [Point(0, 0), Point(1, 2)] and [Point(1, 2)] == [Point(1, 2)]",
    "in a set": "assert len({Point(1, 2), Point(1, 2)}) == 1",
    "sorted": "assert [p.x for p in sorted([Point(2, 0), Point(1, 0)])] == [1, 2]",
    "a number": "assert abs(Point(3, 4)) == 5",
    "a text": "assert str(Point(3, 4)) == '(3, 4)'",
    "its class": "assert isinstance(Point(1, 2), Point) and not isinstance((1, 2), Point)",
    "a changed attribute": "p = Point(1, 2)\np.x = 7\nassert p.x == 7 and p == Point(7, 2)",
    "an error": "try:\n    Point(1, 2) + 5\nexcept AttributeError:\n    pass\nelse:\n    assert False",
}


@pytest.mark.parametrize("name", RIGHT)
def test_an_honest_class_is_used_as_any(name):
    """Operators, texts, order, sets and `isinstance` say what they say where the class is."""
    assert verdicts({"Point": Point}, ("Point", RIGHT[name]))[0].message is None


def test_an_object_is_not_told_in_a_message():
    """A text that it chooses could be a hidden input: a message names its kind."""
    (verdict,) = verdicts({"Point": Evil}, ("Point", "p = Point(1)\nassert p.x is None, f'No {p} and no {p:}.'"))
    assert verdict.message == "No an object and no an object."


TWO = {"contains", "eq", "ne", "lt", "le", "gt", "ge"}


def other():
    """The frame of an object of the student's that comes back."""
    return ["value", ["ref", 9, "Evil", [], False], []], []


@pytest.mark.parametrize("name", ANSWER)
def test_an_answer_of_another_kind_is_refused(name):
    """What Python takes for a number, a text or a truth is of that very type."""
    made = make_handle(Scripted(other(), other(), other()), 7, "type", [], True)
    wire = made._wire
    wire.answers.insert(0, (["value", ["ref", 8, "Point", [], False], []], []))
    ours = remade(made, ClassHandle)()
    with pytest.raises(ForbiddenOperation):
        getattr(type(ours), f"__{name}__")(ours, *([1] if name in TWO else []))


@pytest.mark.parametrize("operation", ["contains", "bool", "enter", "exit", "array_ufunc"])
def test_other_operations_are_refused_whatever_they_are_given(operation):
    """Only between two objects may the other one's operator be asked."""
    plain = make_handle(Scripted(), 7, "object", [], False)
    kind = remade(make_handle(Scripted(other()), 7, "type", [], True), ClassHandle)
    with pytest.raises(ForbiddenOperation):
        getattr(Handle, f"__{operation}__")(plain, kind())
