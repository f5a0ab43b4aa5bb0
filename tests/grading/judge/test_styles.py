"""Right answers in ordinary styles have their points, and what a test may not do is no success."""

import pytest
from support.agents import answered, verdicts

STACK = "class Stack(list):\n    def last(self):\n        return self[-1]\n    push = list.append"
TALLY = """from collections import Counter
class Tally(Counter):
    def top(self):
        return self.most_common(1)[0][0]
def count(text):
    return Tally(text)"""
MEMO = """class memoize(dict):
    def __init__(self, function):
        self.function = function
    def __call__(self, n):
        return self[n]
    def __missing__(self, n):
        self[n] = self.function(n)
        return self[n]
@memoize
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)"""
ROW = "class Row(list):\n    def last(self, n):\n        return Row(self[-n:])"
SQUARES = """def squares(n):
    yield from (i * i for i in range(n))
def evens(numbers):
    return [number for number in numbers if number % 2 == 0]"""
TWO = "def f(g):\n    return g(2) + 1\ndef h(x):\n    return 10 * x"
# An answer, and a test; the exercise is what the test is called after.
RIGHT = [
    ("Stack", STACK, "s = Stack([1])\ns.push(5)\nassert list(s) == [1, 5] and s[1:] == [5] and s.last() == 5"),
    ("fib", MEMO, "assert fib(10) == 55"),
    ("squares", SQUARES, "assert evens(x for x in squares(5)) == [0, 4, 16] and evens(map(abs, squares(3))) == [0, 4]"),
    ("Row", ROW, "r = Row([1, 2, 3])\nassert r.last(2) == [2, 3] and [3] == r.last(1) and [1] < r.last(2)"),
    ("Row", ROW, "r = Row([1, 2])\nassert r.last(2) == r == Row([1, 2]) and [r.last(1), r.last(2)] == [[2], [1, 2]]"),
    ("bag", "class Bag(set): pass\ndef bag(things): return Bag(things)", "assert bag('aab') == {'a', 'b'}"),
    ("f", TWO, "assert f(lambda x: h(x)) == 21 and f(h) == 21"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "test"), RIGHT)
def test_bug_right_answers_lost_by_their_style(name, answer, test):
    """Slices, functions that are dictionaries as well, and given iterators and functions that use the student's."""
    assert answered(answer, (name, test), as_nbgrader=True) == [None]


EQUAL = "class P:\n    def __init__(self):\n        self.x = 1\n    def __eq__(self, other): return True"
AGREES = "class P(list):\n    def __eq__(self, other): return True\n    def last(self): return P([0])"


def test_an_object_with_an_operator_of_its_own_is_not_taken_for_data():
    """What `==` says of it is its own word, so a test does not ask for it."""
    (message,) = answered(AGREES, ("P", "p = P()\nassert p.last() == [5]"))
    assert message == "Where a number, a text or an array was expected, a P came back."


WRONG = [
    "import copy\np = P()\nbefore = copy.deepcopy(p)\nassert p == before",
    "import copy\np = P()\nassert p == copy.copy(p)",
    "p = P()\ntry:\n    del p.x\nexcept AttributeError:\n    pass\nelse:\n    assert False, 'x may not be deleted.'",
]


@pytest.mark.parametrize("test", WRONG)
def test_bug_what_a_handle_says_of_itself_was_taken_for_the_objects_word(test):
    """A copy of a handle is the object itself; and a plain attribute can be deleted."""
    names = {"__name__": "__main__"}
    exec(EQUAL, names)
    (verdict,) = verdicts(names, ("P", test))
    assert verdict.message


def test_bug_a_class_of_one_test_took_the_data_of_another():
    """Whether objects of a class stay with the student is decided for each test."""
    names = {"__name__": "__main__"}
    exec(TALLY, names)
    tests = [("Tally", "assert Tally('aa').top() == 'a'"), ("count", "assert count('aab') == {'a': 2, 'b': 1}")]
    assert [verdict.message for verdict in verdicts(names, *tests)] == [None, None]


def test_what_is_no_plain_iterator_is_not_given():
    """A file has more than its items: the build says so, where its methods would be missing only for some answers."""
    names = {"__name__": "__main__"}
    exec("def lines(file):\n    return sum(1 for _ in file)", names)
    (verdict,) = verdicts(names, ("lines", "import io\nassert lines(io.StringIO('a\\nb')) == 2"))
    assert "TypeError" in verdict.message


LIGHT = """from enum import Enum, auto
class Light(Enum):
    RED = auto()
    GREEN = auto()
    def after(self):
        return Light.GREEN if self is Light.RED else Light.RED"""
VECTOR = """class Vector:
    def __init__(self, x):
        self.x = x
    def __add__(self, other):
        return Vector(self.x + other.x)
    def __repr__(self):
        return f"Vector({self.x})"
    def itself(self):
        return self"""
LEVEL = """from enum import IntEnum
class Level(IntEnum):
    LOW = 1
    HIGH = 2
    def up(self):
        return Level.HIGH
def higher(level):
    return level.up()"""
OBJECTS = [
    ("Light", LIGHT, "assert Light.RED.after() is Light.GREEN and Light.GREEN.after() == Light.RED != Light.GREEN"),
    ("Light", LIGHT, "assert [light.name for light in Light] == ['RED', 'GREEN'] and Light(1) is Light['RED']"),
    (
        "Vector",
        VECTOR,
        "v = Vector(1) + Vector(2)\nassert str(v) == repr(v) == 'Vector(3)' and str([v]) == '[Vector(3)]'",
    ),
    (
        "Vector",
        VECTOR,
        "v = Vector(1)\nassert type(v).__name__ == 'Vector' and v.itself() is v.itself() is not Vector(1)",
    ),
    ("Level", LEVEL, "assert Level.LOW.value == 1 and Level.LOW.name == 'LOW' and Level.LOW.up() is Level.HIGH"),
    (
        "Level",
        LEVEL,
        "assert Level.LOW == 1 and Level.HIGH > Level.LOW and higher(Level.LOW) is Level.HIGH",
    ),
]


@pytest.mark.parametrize(("name", "answer", "test"), OBJECTS)
def test_objects_of_the_students_own_classes(name, answer, test):
    """What is the same object there is the same here; results of operators and methods say what they are."""
    assert answered(answer, (name, test), as_nbgrader=True) == [None]


def test_the_object_that_a_test_has_made_does_not_come_back_as_a_result():
    """Its operators work because the test has made it: the same object, given back by a function, has none."""
    names = {"__name__": "__main__"}
    exec(f"{EQUAL}\n    def total(self):\n        return self", names)
    (verdict,) = verdicts(names, ("P", "p = P()\nassert p.total() == 5"))
    assert verdict.message == "Where a number, a text or an array was expected, a P came back."


CHANGES = {
    "dictionary, before it raises": (
        "def f(a):\n    a['a'] -= 5\n    if a['a'] < 0:\n        raise ValueError('too little')",
        "a = {'a': 1}\ntry:\n    f(a)\nexcept ValueError:\n    pass\nassert a == {'a': 1}",
    ),
    "item of a queue": (
        "def f(x): x[0].append(3)",
        "import collections\nd = collections.deque([[1]])\nf(d)\nassert d[0] == [1]",
    ),
    "what is gone from a set": ("def f(x): x.discard(1)", "s = {1, 2}\nf(s)\nassert 1 in s"),
    "set": ("def f(x): x.add(3)", "s = {1}\nf(s)\nassert s == {1}"),
    "list in a tuple": ("def f(x): x[1].append(3)", "t = (1, [2])\nf(t)\nassert t == (1, [2])"),
    "list in a named tuple": (
        "from collections import namedtuple\nP = namedtuple('P', 'a b')\ndef f(x): x.b.append(3)",
        "p = P(1, [2])\nf(p)\nassert p.b == [2]",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_bug_what_changed_in_a_set_or_a_tuple_was_not_seen(name):
    """A function that changes what it is given is found out, also in what cannot be changed itself."""
    answer, test = CHANGES[name]
    assert answered(answer, ("f", test)) != [None]


SIZES = """from collections import namedtuple
P, Q = namedtuple("P", "x y"), namedtuple("Q", "x y")
def f():
    return Q(1, 2)"""


def test_another_named_tuple_of_the_same_fields_is_another_class():
    """`isinstance` says what it says where the classes are."""
    names = {"__name__": "__main__"}
    exec(SIZES, names)
    found = verdicts(names, ("f", "assert isinstance(f(), Q)"), ("f", "assert isinstance(f(), P), 'no P'"))
    assert [verdict.message for verdict in found] == [None, "no P"]
