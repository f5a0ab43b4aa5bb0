"""Exceptions of a class that an exercise asks for: a test catches them, and learns no more than it asks for."""

import pytest
from support.agents import answered

BANK = """class BankError(Exception):
    '''Something is wrong with an account.'''
class Overdrawn(BankError):
    def __init__(self, need):
        super().__init__(need)
        self.need = need
    def __str__(self):
        return f"Needs {self.need} more."
def take(balance, amount):
    if amount < 0:
        raise BankError("An amount is positive.")
    if amount > balance:
        raise Overdrawn(amount - balance)
    return balance - amount"""
RIGHT = [
    "try:\n    take(3, 5)\nexcept Overdrawn as error:\n    assert error.need == 2 and str(error) == 'Needs 2 more.'\n"
    "else:\n    assert False, 'This takes too much.'",
    "try:\n    take(3, 5)\nexcept BankError as error:\n    assert isinstance(error, Overdrawn)\nelse:\n    assert 0",
    "try:\n    take(3, -5)\nexcept Overdrawn:\n    assert False, 'This is another error.'\nexcept BankError as error:\n"
    "    assert error.args == ('An amount is positive.',) and not hasattr(error, 'need')",
    "import contextlib\nwith contextlib.suppress(ValueError, BankError):\n    take(3, 5)\n    assert False, 'no'",
    "assert issubclass(Overdrawn, BankError) and issubclass(BankError, Exception)\n"
    "assert not issubclass(BankError, Overdrawn | ValueError)",
]


def said(answer, test, name="take"):
    """What the judge says of one test."""
    return answered(answer, (name, test))[0]


@pytest.mark.parametrize("test", RIGHT)
def test_a_test_catches_the_students_own_exceptions(test):
    """By their class or the one that it is derived from; with what they say, and their attributes."""
    exec(f"{BANK}\n{test}", {"__name__": "__main__"})
    assert said(BANK, test) is None


def test_an_exception_of_another_class_is_not_caught():
    """Neither one of the same name and another class, nor the one that a class is derived from."""
    test = "try:\n    take(3, 5)\nexcept Overdrawn:\n    pass"
    other = BANK.replace("raise Overdrawn(", "raise BankError(")
    assert said(other, test) == "take stopped with Exception: try it on the example of the statement."
    double = BANK.replace("raise Overdrawn(amount - balance)", "raise type('Overdrawn', (BankError,), {})()")
    assert said(double, test).startswith("take stopped with Exception")


@pytest.mark.parametrize("base", ["StopIteration", "BaseException", "SystemExit", "KeyboardInterrupt", "GeneratorExit"])
def test_no_exception_of_the_students_ends_a_test_well(base):
    """A loop of the test does not end by it, nor does the judge."""
    answer = f"class Overdrawn({base}):\n    pass\ndef take(balance, amount):\n    raise Overdrawn()"
    assert said(answer, "for _ in map(take, [1], [2]):\n    pass") is not None
    assert said(answer, "class Numbers:\n    def __iter__(self):\n        return self\n    def __next__(self):\n"
                        "        return take(1, 2)\nassert list(Numbers()) == []") is not None  # fmt: skip


def test_an_attribute_that_is_no_data_decides_nothing():
    """What an exception carries is as little the judge as what a function gives back."""
    equal = "type('E', (), {'__eq__': lambda self, other: True, '__hash__': None})()"
    answer = BANK.replace("self.need = need", f"self.need = {equal}")
    test = "try:\n    take(3, 5)\nexcept Overdrawn as error:\n    assert error.need == 2"
    assert said(answer, test) == "Where a number, a text or an array was expected, an object came back."


def test_what_an_exception_says_is_in_no_message():
    """Also where its class says it in its own way: it could be a hidden input."""
    answer = "class E(Exception):\n    def __str__(self):\n        return self.args[0] * 1\ndef f(x):\n    raise E(x)"
    test = "try:\n    f('the hidden input')\nexcept E as error:\n    text = str(error)\nassert not text, f'No {text}.'"
    assert said(answer, test, "f") == "A check of this exercise failed."


@pytest.mark.parametrize("base", ["object", "Exception", "tuple"])
def test_what_a_class_is_derived_from_is_the_students(base):
    """A class that a test calls is called where it lives, also one of exceptions where none is asked for."""
    answer = f"class Point({base}):\n    def __init__(self, x, y):\n        self.x = x"
    answer += "\n    def __new__(cls, *given):\n        return super().__new__(cls)"
    assert said(answer, "p = Point(1, 2)\nassert p.x == 1 and isinstance(p, Point)", "Point") is None


CHAIN = """class BankError(Exception): pass
class BadKey(BankError, KeyError): pass
class Other(BankError): pass
def f(x):
    raise (BankError, BadKey, Other)[x](x)"""


@pytest.mark.parametrize("first", [0, 1, 2])
def test_bug_a_class_of_two_bases_was_caught_as_one_of_them_only(first):
    """`except` catches what it would in Python, whichever class comes along first."""
    test = f"""
for x in ({first}, 0, 1, 2):
    caught = []
    for kind in (BankError, BadKey, Other, KeyError, LookupError, ValueError):
        try:
            f(x)
        except kind:
            caught.append(kind.__name__)
        except Exception:
            pass
    wanted = [["BankError"], ["BankError", "BadKey", "KeyError", "LookupError"], ["BankError", "Other"]][x]
    assert caught == wanted, "Another error is expected."
"""
    exec(f"{CHAIN}\n{test}", {"__name__": "__main__"})
    assert said(CHAIN, test, "f") is None


OWN = {
    "what it says": ("def __str__(self): return 'wrong'", "str(Overdrawn('a')) == 'a'"),
    "what it keeps": ("def __init__(self, text): super().__init__()", "Overdrawn('a').args == ('a',)"),
    "how it is made": ("def __init__(self, *, need): pass", "Overdrawn('a').args == ('a',)"),
}


@pytest.mark.parametrize("name", OWN)
def test_bug_a_class_of_exceptions_was_called_here_and_not_where_it_lives(name):
    """An answer whose class says, keeps or takes something else than asked for has no points."""
    body, check = OWN[name]
    assert said(f"class Overdrawn(Exception):\n    {body}", f"assert {check}, 'no'", "Overdrawn") is not None
    assert said("class Overdrawn(Exception):\n    pass", f"assert {check}, 'no'", "Overdrawn") is None


PARSER = """class Bad(ValueError):
    code = 5
    def __init__(self, line, where):
        self.line, self.where = line, where
def f(x):
    raise Bad(7, "here")"""


def test_attributes_that_are_called_as_ours_are_the_students():
    """An error of a parser has a line and a place; its class has attributes as well."""
    test = "try:\n    f(1)\nexcept Bad as e:\n    assert (e.line, e.where, Bad.code) == (7, 'here', 5)"
    assert said(PARSER, test, "f") is None


@pytest.mark.parametrize("held", ["x", "[x]", "{x: 1}", "int.from_bytes(x.encode(), 'big')"])
def test_what_an_exception_holds_is_in_no_message(held):
    """What it carries could be a hidden input as well."""
    answer = f"class E(Exception):\n    def __init__(self, x):\n        self.text = {held}\ndef f(x):\n    raise E(x)"
    test = "try:\n    f('the hidden input')\nexcept E as error:\n    text = error.text\nassert not text, f'No {text}.'"
    assert said(answer, test, "f") == "A check of this exercise failed."


def test_a_class_of_exceptions_is_given_to_a_function_as_itself():
    """The student's function has its own class, not a function that makes one."""
    answer = f"{BANK}\ndef catches(kind):\n    try:\n        take(1, 2)\n    except kind:\n        return True"
    assert said(answer, "assert catches(Overdrawn) and catches(BankError)", "catches") is None
