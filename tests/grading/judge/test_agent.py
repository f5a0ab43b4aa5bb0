"""Judge and agent together, on a socket, without a kernel: what a student's values may do to their tests."""

import itertools
import json
import socket
import time

import numpy as np
import pytest
from PIL import Image
from support.agents import verdicts

from course.grading.judge.connection import Wire
from course.grading.judge.data import wire
from course.grading.judge.data.mutations import mark_changes
from course.grading.judge.proxies import CallableHandle
from course.grading.judge.verdict import Cell, ForbiddenOperation, Verdict


class Lying:
    """Its class cannot be asked for."""

    @property
    def __class__(self):
        raise ValueError("no class")


def closed():
    image = Image.new("RGB", (2, 2))
    image.close()
    return image


OTHERS = {
    "a long list": list(range(200_001)),
    "the pixels of a photograph": np.zeros((300, 300, 3), np.uint8).tolist(),
    "too many bytes in parts": [np.zeros(150 * 2**20, np.uint8)] * 2,
    "a text that is too long": "x" * (65 * 2**20),
    "a closed picture": closed(),
    "an object without a class": Lying(),
}


@pytest.mark.parametrize("other", OTHERS)
def test_bug_another_exercises_value_cost_this_one(other):
    """A value that cannot travel fails the test of its own exercise, and no other; the process is not lost."""
    names = {"f": lambda: 3, "other": OTHERS[other]}
    before, own, after = verdicts(
        names, ("f", "assert f() == 3"), ("other", "assert other is not None"), ("f", "assert f() == 3")
    )
    assert (before.message, after.message) == (None, None)
    assert own.message is not None and not own.lost


def test_bug_a_story_cell_that_may_not_compare_cost_other_exercises():
    """A locked cell that compares what stays with the student ends; the tests that need other names go on."""
    story = Cell("story", "smaller = shape() < 3\nlimit = 4", 1)
    found = verdicts({"f": lambda: 3, "shape": lambda: object()}, ("f", "assert f() == 3, limit"), locked=[story])
    assert found == [Verdict("test_f", None)]


SPOILT = {
    "NaN filled in": (np.array([np.nan, 1.0]), np.array([0.0, 1.0])),
    "NaT filled in": (np.array(["NaT", "2026-01-01"], "M8[D]"), np.array(["2026-01-02", "2026-01-01"], "M8[D]")),
    "no duration": (np.array(["NaT", 3], "m8[s]"), np.array([5, 3], "m8[s]")),
    "a question mark": (np.array(["?", "b"]), np.array(["a", "b"])),
    "bytes": (np.array([b"?!", b"b"], "S2"), np.array([b"a", b"b"], "S2")),
    "a complex one": (np.array([np.nan + 0j, 1]), np.array([0j, 1])),
}


@pytest.mark.parametrize("case", SPOILT)
def test_bug_a_changed_place_stayed_as_it_was(case):
    """A place that was changed differs from what it was, also where it was not a number; the others stay."""
    ours, new = (array.copy() for array in SPOILT[case])
    before = ours.copy()
    assert mark_changes(ours, new)
    assert ours[1] == before[1]
    equal = {"equal_nan": True} if ours.dtype.kind in "fcmM" else {}
    assert not np.array_equal(ours, before, **equal) and not np.array_equal(ours, new, **equal)


def fill(array):
    array[0] = 1.0


def test_bug_an_argument_that_cannot_be_marked_raised_what_a_test_may_expect():
    """A change that cannot be shown in the judge's own argument ends the test, whatever the test catches."""
    test = "x = np.zeros(3)\nx.flags.writeable = False\ntry:\n    f(x)\nexcept Exception:\n    pass"
    (verdict,) = verdicts({"f": fill}, ("f", "import numpy as np\n" + test))
    assert verdict.message == "An argument was changed in a way that cannot be judged." and not verdict.lost


@pytest.mark.parametrize("changes", [[1], [[0]], [[0, ["int", "x"]]], [[0, 1, 2]]])
def test_bug_malformed_changes_raised_what_a_test_may_expect(changes):
    """An answer whose list of changes is none ends the test, whatever the test catches."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = Wire(ours)
        connection.deadline = time.monotonic() + 60
        wire.send(theirs, ["value", ["none"], changes], [])
        with pytest.raises(ForbiddenOperation):
            CallableHandle(connection, 0, [])()


@pytest.mark.parametrize("text", ["[[" + "{}," * 500_000 + "1],[]]", json.dumps(["x" * (65 * 2**20), []])])
def test_bug_a_message_of_braces_took_memory(text):
    """What would take many times its size is refused before it is parsed."""
    raw = text.encode()
    with pytest.raises(wire.WireError):
        wire.unpack(len(raw).to_bytes(8, "big") + raw)


@pytest.mark.parametrize("dtype", ["<M8[0s]", "<M8[]", "<m8[00D]"])
def test_bug_a_unit_of_no_time_passed(dtype):
    """A date in steps of zero seconds is no array: to compare it ends in a SystemError."""
    with pytest.raises(wire.WireError):
        wire.Decoder([bytes(8)], None).decode(["array", dtype, [1], 0])


class Shy(type):
    """A class that does not say its name."""

    @property
    def __name__(cls):
        raise ValueError("no name")


class WithoutTraceback(Exception):
    """It does not say where it was raised."""

    @property
    def __traceback__(self):
        raise ValueError("no traceback")


@pytest.mark.parametrize("kind", [Shy("Nameless", (Exception,), {}), WithoutTraceback], ids=["name", "traceback"])
def test_bug_an_exception_that_hides_took_all_of_the_time(kind):
    """An exception whose own code fails when it is looked at is an exception like others, not a wait for an answer."""

    def f():
        raise kind("hidden")

    hidden, after = verdicts({"f": f, "g": lambda: 1}, ("f", "f()"), ("g", "assert g() == 1"))
    assert hidden.message.startswith("f stopped with Exception") and not hidden.lost
    assert after.message is None


def test_bug_an_answer_that_changed_its_table_cost_the_next_exercise():
    """The course's own data are as they were for each test, whatever an answer before did to them."""
    setup = Cell("setup", "import numpy as np\ntable = np.arange(4.0)\ndef total():\n    return table.sum()", 1)

    def f(table):
        table[:] = 7.0
        return 6.0

    def g(table):
        return table.sum()

    tests = ("f", "assert f(table) == 6\nassert total() == 6, 'f changed its table.'"), ("g", "assert g(table) == 6")
    changed, after = verdicts({"f": f, "g": g}, *tests, locked=[setup])
    assert changed.message == "f changed its table."
    assert after.message is None


def told(code, test):
    """What the judge says of one test of `f`, after the student's code has run."""
    names = {}
    exec(code, names)
    return verdicts(names, ("f", test))[0].message


CAPTURED = """
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as out:
    f("Ann")
assert out.getvalue() == "Hello, Ann!\\n", "It should greet Ann."
"""


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def f(name):\n    print(f'Hello, {name}!')", None),
        ("def f(name):\n    print('Hello!')", "It should greet Ann."),
        ("import sys\ndef f(name):\n    sys.stderr.write('Hello, Ann!')", "It should greet Ann."),
        ("def f(name):\n    return 'Hello, Ann!'", "It should greet Ann."),
    ],
)
def test_a_test_sees_what_a_call_prints(code, message):
    """Printed text is data like a result, for a test that captures it."""
    assert told(code, CAPTURED) == message


COUNTED = """
import itertools
assert list(itertools.islice(f(), 4)) == [0, 1, 2, 3], "It should count."
counting = f()
assert next(counting) == 0 and next(counting) == 1 and next(counting) == 2, "It should go on."
"""


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import itertools\ndef f():\n    return itertools.count()", None),
        ("def f():\n    yield from range(10)", None),
        ("def f():\n    yield from range(1, 10)", "It should count."),
        ("def f():\n    return list(range(4))", "The test could not be finished (TypeError)"),
    ],
)
def test_a_test_takes_of_an_endless_generator_what_it_wants(code, message):
    """`next` and `itertools.islice` ask for one value at a time."""
    said = told(code, COUNTED)
    assert said == message or said.startswith(message)


LEANS = """
kept = f
def broken(n):
    raise ValueError
f = broken
try:
    g(3)
except ValueError:
    pass
else:
    assert False, "g should call f."
f = kept
assert g(3) == 5, "With f as it was g should give 5."
del f
try:
    g(3)
except NameError:
    pass
else:
    assert False, "Without f there is no g."
"""


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def f(n):\n    return list(range(n))\ndef g(n):\n    return sum(f(n)) + 2", None),
        ("def f(n):\n    return list(range(n))\ndef g(n):\n    return 5", "g should call f."),
        ("def f(n):\n    return []\ndef g(n):\n    return sum(f(n)) + 2", "With f as it was g should give 5."),
    ],
)
def test_a_test_may_replace_an_exercise_for_a_while(code, message):
    """Whether one function calls another is seen where the other is replaced or deleted; the next test has both."""
    names = {}
    exec(code, names)
    first, after = verdicts(names, ("g", LEANS), ("f", "assert len(f(3)) in (0, 3)"))
    assert (first.message, after.message) == (message, None)


def test_names_of_the_course_are_not_set_with_the_student():
    """What a test or a locked cell defines for itself stays here."""
    names = {"f": lambda: secret}  # noqa: F821
    locked = [Cell("helpers", "secret = 5", 1)]
    test = "secret\nown = 7\ntry:\n    f()\nexcept NameError:\n    pass\nelse:\n    assert False, 'told'"
    assert verdicts(names, ("f", test), locked=locked) == [Verdict("test_f", None)]
    assert set(names) == {"f"}


def documented(x):
    """Twice a number."""
    return 2 * x


def test_the_name_and_the_docstring_of_a_function_are_the_students():
    """A test may look for them; they come as data, and what has none has none."""
    told, none = ("documented", "Twice a number."), ("<lambda>", None)
    tests = [(name, f"assert ({name}.__name__, {name}.__doc__) == {what}") for name in "fg" for what in (told, none)]
    found = verdicts({"f": documented, "g": lambda: 0}, *tests)
    assert [verdict.message is None for verdict in found] == [True, False, False, True]


def test_a_name_that_a_function_gives_itself_is_not_told():
    """It could be a hidden input; an author who puts a name into a message means the one that was asked for."""

    def renamed(x):
        renamed.__name__ = renamed.__doc__ = f"got {x}"

    tests = [("f", f"assert f('secret'), f'{{f.{name}}} gave nothing back'") for name in ("__name__", "__doc__")]
    assert [verdict.message for verdict in verdicts({"f": renamed}, *tests)] == ["A check of this exercise failed."] * 2


def test_a_function_can_be_given_an_iterator():
    """Its items are taken as they are asked for, also when the function is a generator; some have no end."""

    def first(items, count):
        return list(itertools.islice(items, count))

    def positive(items):
        return (item for item in items if item > 0)

    tests = [
        (
            "first",
            "import itertools\nodd = itertools.count(1, 2)\nassert first(odd, 3) == [1, 3, 5] and next(odd) == 7",
        ),
        ("positive", "assert list(positive(iter([3, -3, 4]))) == [3, 4] and list(positive(map(int, '12'))) == [1, 2]"),
        ("positive", "assert list(positive(x for x in [[]])) == []"),
        ("first", "assert first((1 // 0 for _ in [1]), 1) == [1]"),
    ]
    found = verdicts({"first": first, "positive": positive}, *tests)
    assert [verdict.message is None for verdict in found] == [True, True, False, False]
    assert not any(verdict.lost for verdict in found)
