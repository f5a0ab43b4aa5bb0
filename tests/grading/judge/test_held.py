"""Objects that hold data: they keep the methods of their class, and what they hold is compared as data."""

import contextlib

import pytest
from support.agents import verdicts

from course.grading.judge.test_runner import FAILED

STACK = "class Stack(list):\n    def last(self, n):\n        return Stack(self[-n:])\n    push = list.append"
COLOR = "import enum\nclass Color(enum.IntEnum):\n    RED = 1\n    GREEN = 2"
POINT = "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')"
TEMP = "class Temp(float):\n    def __add__(self, other):\n        return Temp(float(self) + other)"
TALLY = "from collections import Counter\nclass Tally(Counter):\n    'Counts.'"
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
VEC = (
    "class Vec(list):\n    @classmethod\n    def zeros(cls, n):\n        return cls([0] * n)\n    size = property(len)"
)
TREE = "class Tree(list):\n    def add(self, child):\n        self.append(child)\n        return self"
SQUARES = """def squares(n):
    yield from (i * i for i in range(n))
def evens(numbers):
    return [number for number in numbers if number % 2 == 0]"""
TWO = "def f(g):\n    return g(2) + 1\ndef h(x):\n    return 10 * x"
# A right answer, and a test of it; the exercise is what the test names first.
RIGHT = [
    ("Stack", STACK, "s = Stack([1, 3, 4])\nassert s.last(2) == [3, 4] and [3, 4] == s.last(2) and s.last(2) != [3]"),
    ("Stack", STACK, "s = Stack([1])\ns.push(5)\nassert list(s) == [1, 5] and s[1:] == [5] and len(s.last(1)) == 1"),
    ("Stack", STACK, "assert Stack([1]).last(1) + [2] == [1, 2] and 1 in Stack([1]).last(1) and not Stack().last(1)"),
    ("Stack", STACK, "assert isinstance(Stack([1]), list) and isinstance(Stack([1]).last(1), list)"),
    ("Stack", STACK, "assert Stack([1, 2]).last(1).last(1) == [2] and Stack([1]).last(1) == Stack([1])"),
    ("Color", COLOR, "assert Color.RED.name == 'RED' and Color.RED == 1 and Color(2) == Color.GREEN"),
    ("Color", COLOR, "assert [c.name for c in Color] == ['RED', 'GREEN'] and Color.RED < Color.GREEN"),
    ("Point", POINT, "p = Point(1, 2)\nassert p == (1, 2) and p.x == 1 and p[1:] == (2,)"),
    ("Point", POINT, "assert isinstance(Point(1, 2), Point) and isinstance(Point(1, 2), tuple)"),
    ("Point", POINT, "assert repr(Point(1, 2)) == 'Point(x=1, y=2)' and Point(1, 2)._replace(x=5) == (5, 2)"),
    ("Temp", TEMP, "assert Temp(20) + 5 == 25 and abs(Temp(20) + 5.5) == 25.5 and float(Temp(1) + 1) == 2"),
    ("Tally", TALLY, "assert Tally('aab').most_common(1) == [('a', 2)] and Tally('aab') == {'a': 2, 'b': 1}"),
    ("Tally", "from collections import Counter as Tally", "assert Tally('aab').most_common(1)[0] == ('a', 2)"),
    ("Vec", VEC, "v = Vec.zeros(3)\nassert v == [0, 0, 0] and v.size == 3"),
    ("Tree", TREE, "t = Tree()\nt.add(t)\nassert len(t) == 1 and len(t[0]) == 1"),  # it holds itself
    ("fib", MEMO, "assert fib(10) == 55"),
    ("squares", SQUARES, "assert evens(x for x in squares(5)) == [0, 4, 16] and evens(map(abs, squares(3))) == [0, 4]"),
    ("f", TWO, "assert f(lambda x: h(x)) == 21 and f(h) == 21"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "test"), RIGHT)
def test_bug_right_answers_lost_what_their_class_is(name, answer, test):
    """Methods stay, also inherited ones; a result of the own class is the list, number or text that it holds."""
    names = {"__name__": "__main__"}
    exec(answer, names)
    exec(test, dict(names))  # as plain nbgrader would
    (verdict,) = verdicts(names, (name, test))
    assert verdict.message is None


EQUAL = "    __hash__ = None\n    def __eq__(self, other): return True\n    def __len__(self): return 7\n"
ALL = "class P:\n    x = 1\n    def __eq__(self, other): return True"
WRONG = [
    ("Stack", f"class Stack(list):\n{EQUAL}    def last(self, n): return Stack()", "assert Stack([]).last(1) == [1]"),
    ("Stack", f"class Stack(list):\n{EQUAL}    def last(self, n): return Stack()", "assert Stack([1]).last(1)"),
    ("Temp", "class Temp(float):\n    def __add__(self, other): return Temp(0)\n    def __abs__(self): return 25",
     "assert abs(Temp(20) + 5) == 25"),
    ("P", ALL, "import copy\np = P()\nbefore = copy.deepcopy(p)\nassert p == before"),
    ("P", ALL, "import copy\np = P()\nassert p == copy.copy(p)"),
    ("P", "class P:\n    def __init__(self): self.x = 1",
     "p = P()\ntry:\n    del p.x\nexcept AttributeError:\n    pass\nelse:\n    assert False, 'x may not be deleted.'"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "test"), WRONG)
def test_what_an_object_holds_decides_and_not_what_it_says(name, answer, test):
    """Own operators of a result count for nothing; what a test may not do with an object is no success."""
    names = {"__name__": "__main__"}
    exec(answer, names)
    (verdict,) = verdicts(names, (name, test))
    assert verdict.message


def test_bug_a_class_of_one_test_took_the_data_of_another():
    """Whether objects of a class stay with the student is decided for each test."""
    names = {"__name__": "__main__"}
    exec(f"{TALLY}\ndef count(text):\n    return Tally(text)", names)
    tests = [("Tally", "assert Tally('a')['a'] == 1"), ("count", "assert count('aab') == {'a': 2, 'b': 1}")]
    assert [verdict.message for verdict in verdicts(names, *tests)] == [None, None]


SAYS = """class P:
    '''{}'''
    def __str__(self):
        return {!r}
    def fail(self):
        raise ValueError({!r})"""
SHOWS = [
    "assert P.__doc__ == 'x', f'It says {P.__doc__}.'",
    "assert P.__doc__ == 'x', f'It says {P.__doc__!r}.'",
    "assert P.__doc__ == 'x', f'It says {P.__doc__.strip().upper()[:9]}.'",
    "p = P()\nassert str(p) == 'x', f'It says {str(p)}.'",
    "p = P()\nassert str(p) == 'x', f'It says {[str(p)]}.'",
    "try:\n    P().fail()\nexcept ValueError as error:\n    said = str(error)\nassert said == 'x', f'It says {said}.'",
]
TEXTS = ["SECRETSECRET", "\u200bSECRETSECRET", "SECRET\u200b" * 2, "\nSECRET\n" * 3, "SECRET" * 200, "a",
         "\N{CYRILLIC SMALL LETTER A}", "' ' \"'\" ''", "!?!!??"]  # fmt: skip


@pytest.mark.parametrize("test", SHOWS)
@pytest.mark.parametrize("text", TEXTS)
def test_bug_a_message_repeated_what_an_object_says_in_other_signs(test, text):
    """No name, docstring or text of a student's object reaches a message, however it is written, cut or escaped."""
    names = {"__name__": "__main__"}
    exec(SAYS.format("", text, text), names)
    names["P"].__doc__ = text
    (verdict,) = verdicts(names, ("P", test))
    assert verdict.message == FAILED


def test_bug_the_authors_own_words_were_kept_back():
    """A message that stands in the test as it is tells nothing new, whatever the student's object says."""
    names = {"__name__": "__main__"}
    exec("def total(numbers):\n    'total'\n    return 0", names)
    tests = [
        (
            "total",
            "assert total.__name__ == 'total' and total.__doc__\nassert total([1]) == 1, 'total([1]) should be 1.'",
        ),
        ("total", "assert total.__name__ == 'total'\nassert total([1]) == 1, f'Yours is {total([1])}.'"),
    ]
    assert [verdict.message for verdict in verdicts(names, *tests)] == ["total([1]) should be 1.", "Yours is 0."]


def test_what_is_no_plain_iterator_is_not_given():
    """A file has more than its items: the build says so, where its methods would be missing only for some answers."""
    names = {"__name__": "__main__"}
    exec("def lines(file):\n    return sum(1 for _ in file)", names)
    with contextlib.suppress(AssertionError):
        (verdict,) = verdicts(names, ("lines", "import io\nassert lines(io.StringIO('a\\nb')) == 2"))
    assert "TypeError" in verdict.message
