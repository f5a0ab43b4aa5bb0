"""Dates, exact numbers, generators, printed text."""

from .exercise import Exercise

SETUP = """REPOSITORY = ""
import collections
import contextlib
import datetime
import decimal
import fractions
import io
import itertools"""
EXERCISES = {
    "greet": Exercise(
        "def greet(name):",
        ["print(f'Hello, {name}!')", "print('Hello, ', name, '!', sep='')"],
        ["return f'Hello, {name}!'", "print('Hello!')"],
        """
with contextlib.redirect_stdout(io.StringIO()) as out:
    greet("Ann")
assert out.getvalue() == "Hello, Ann!\\n", "It should greet Ann."
""",
        """
with contextlib.redirect_stdout(io.StringIO()) as out:
    assert greet("Bo") is None, "It should print and give nothing back."
assert out.getvalue() == "Hello, Bo!\\n", "It should greet everybody."
""",
    ),
    "evens": Exercise(
        "def evens():",
        ["return itertools.count(0, 2)", "number = 0\nwhile True:\n    yield number\n    number += 2"],
        ["yield from itertools.count(1, 2)", "return [0, 2, 4]"],
        """
assert list(itertools.islice(evens(), 3)) == [0, 2, 4], "The first three are 0, 2, 4."
""",
        """
counting = evens()
assert [next(counting) for _ in range(50)] == list(range(0, 100, 2)), "It should go on."
""",
    ),
    "share": Exercise(
        "def share(parts):",
        ["return fractions.Fraction(1, parts)", "return fractions.Fraction(1) / parts"],
        ["return 1 / parts", "return fractions.Fraction(parts, 1)"],
        """
assert share(3) == fractions.Fraction(1, 3), "A third is exact."
""",
        """
assert sum(share(7) for _ in range(7)) == 1, "Seven sevenths are one."
""",
    ),
    "price": Exercise(
        "def price(text):",
        ["return decimal.Decimal(text)", "return +decimal.Decimal(text)"],
        ["return float(text)", "return text"],
        """
assert price("0.10") + price("0.20") == decimal.Decimal("0.30"), "Cents are exact."
""",
        """
assert str(price("1.50")) == "1.50", "Digits are kept."
""",
    ),
    "later": Exercise(
        "def later(day, weeks):",
        ["return day + datetime.timedelta(weeks=weeks)", "return day + weeks * datetime.timedelta(days=7)"],
        ["return day + datetime.timedelta(days=weeks)", "return str(day)"],
        """
assert later(datetime.date(2026, 2, 20), 1) == datetime.date(2026, 2, 27), "A week later."
""",
        """
assert later(datetime.date(2026, 12, 31), 2) == datetime.date(2027, 1, 14), "Over New Year."
""",
    ),
    "split_name": Exercise(
        "def split_name(text):",
        ["return collections.namedtuple('Name', 'first last')(*text.split())"] * 2,
        ["return text.split()", "return collections.namedtuple('Name', 'last first')(*text.split())"],
        """
assert split_name("Ada Lovelace").last == "Lovelace", "The last name comes last."
""",
        """
assert split_name("Alan Turing") == ("Alan", "Turing"), "Both names."
""",
    ),
    "squares": Exercise(
        "def squares(n):",
        ["if n < 0:\n    raise ValueError('below zero')\nreturn [i * i for i in range(n)]"] * 2,
        ["return [i * i for i in range(n)]", "return list(range(n))"],
        """
assert squares(4) == [0, 1, 4, 9], "Four squares."
""",
        """
try:
    squares(-1)
except ValueError:
    pass
else:
    assert False, "Below zero there is nothing to square."
assert squares(0) == [], "None of none."
""",
    ),
    "sum_of_squares": Exercise(
        "def sum_of_squares(n):",
        ["return sum(squares(n))", "total = 0\nfor square in squares(n):\n    total += square\nreturn total"],
        ["return n * (n - 1) * (2 * n - 1) // 6", "return 14"],
        """
assert sum_of_squares(4) == 14, "0 + 1 + 4 + 9."
""",
        """
kept = squares
del squares
try:
    sum_of_squares(4)
except NameError:
    pass
else:
    assert False, "It should use squares."
finally:
    squares = kept
assert sum_of_squares(5) == 30, "All of five."
""",
    ),
}
