"""An assignment without pictures (dates, exact numbers, generators, printed text): stock nbgrader agrees on it."""

import shutil
import textwrap
from typing import NamedTuple

import pytest
from nbformat.v4 import new_notebook
from support.attacks.world import STOCK, autograde
from support.course import MANUAL, cell, hand_in, run_course, small_course, write_source

from course.authoring import build
from course.base.errors import CourseError
from course.lms.grades import scores
from course.project.workspace import Workspace

ASSIGNMENT = "01-small"
SETUP = """REPOSITORY = ""
import collections
import contextlib
import datetime
import decimal
import fractions
import io
import itertools"""


class Exercise(NamedTuple):
    """One exercise: its first line, bodies of right and wrong answers, its test without and with the hidden part."""

    head: str
    right: list[str]
    wrong: list[str]
    visible: str
    hidden: str


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
POINTS = dict.fromkeys(EXERCISES, 2) | {"greet": 4}


def solution(name, body):
    """An answer cell with this body."""
    return f"{EXERCISES[name].head}\n{textwrap.indent(body, '    ')}"


def notebook():
    """The instructor notebook."""
    cells = [cell("md", "title", "# Words and numbers\n\n<!-- COLAB BADGE -->"), cell("locked", "setup", SETUP)]
    for name, exercise in EXERCISES.items():
        body = f"### BEGIN SOLUTION\n{exercise.right[0]}\n### END SOLUTION"
        test = f"{exercise.visible.strip()}\n### BEGIN HIDDEN TESTS{exercise.hidden}### END HIDDEN TESTS"
        cells += [cell("solution", name, solution(name, body)), cell("test", f"test_{name}", test, POINTS[name])]
    cells += [cell("md", "question", "### Why?"), cell("manual", "reflection", MANUAL, 2)]
    return new_notebook(cells=cells)


@pytest.fixture
def course(tmp_path):
    """A course with this assignment, not yet built."""
    made = small_course(tmp_path)
    write_source(tmp_path, notebook())
    return made


def points(course):
    """Everybody's points, without the written answer's."""
    rows = scores.rows(course, ASSIGNMENT)
    return {row.student: {name: got for name, got in row.points.items() if name != "reflection"} for row in rows}


def test_ours_and_stock_nbgrader_give_the_same_points(course, tmp_path):
    """Right answers have all points, wrong ones none, and both ways to grade say so of every exercise."""
    build.build(course, ASSIGNMENT)
    for number, (right, wrong) in enumerate((("ann", "cia"), ("bob", "dan"))):
        hand_in(course, right, **{name: solution(name, one.right[number]) for name, one in EXERCISES.items()})
        hand_in(course, wrong, **{name: solution(name, one.wrong[number]) for name, one in EXERCISES.items()})
    hand_in(course, "eve")
    shutil.copytree(course.root, tmp_path / "stock", ignore=shutil.ignore_patterns(".course", "stock"))
    (tmp_path / "stock" / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
    told = run_course("grade", ASSIGNMENT, cwd=course.root)
    assert told.returncode == 0, told.stderr
    full = {f"test_{name}": points for name, points in POINTS.items()}
    none = dict.fromkeys(full, 0)
    expected = {"ann": full, "bob": full, "cia": none, "dan": none, "eve": none}
    assert points(course) == expected
    for student in expected:
        assert autograde(tmp_path / "stock", ASSIGNMENT, student).reason is None
    assert points(Workspace(tmp_path / "stock")) == expected


def test_build_refuses_what_the_judge_could_not_grade(course):
    """A test that takes the student's own object at its word is found before anybody loses a point by it."""
    nb = notebook()
    test = next(one for one in nb.cells if one.id == "test_evens")
    test.source = f"counting = evens()\nassert counting, 'It should count.'\n{test.source}"
    write_source(course.root, nb)
    with pytest.raises(CourseError, match=r"test_evens\), line 2: the judge gives the reference solution no points"):
        build.build(course, ASSIGNMENT)
