"""What a cell of a hand-in depends on: nothing that can decide a verdict is overlooked, and little else is run."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from support.course import ROOT, cell

from course.grading.rerun.dependence import dependences, fingerprints
from course.grading.rerun.story import can_be_left_out
from course.project.notebooks import grade_id, kind

SETUP = """import numpy as np
import matplotlib.pyplot as plt

def show(figure):
    display(figure)

def call(name, *args):
    return globals()[name](*args)

def check_pair(result):
    assert result == call("double", call("single", 1))
"""
ANSWERS = {
    "single": "def single(x):\n    return x",
    "double": "def double(x):\n    return 2 * single(x)",
    "alone": "def alone(x):\n    return np.sqrt(x)",
}
TESTS = {
    "single": "assert call('single', 1) == 1",
    "double": "check_pair(double(1))",
    "alone": "assert call('alone', 4) == 2",
}


def notebook(extra="", place=1, locked="table = np.arange(4)\nprint(single(table))", **answers):
    """Setup, a locked cell, three answers with their tests, and perhaps a cell of the student's."""
    cells = [cell("locked", "setup", SETUP)]
    for name, answer in (ANSWERS | answers).items():
        cells += [cell("solution", name, answer), cell("test", f"test_{name}", TESTS[name], 1)]
    cells.insert(3, cell("locked", "look", locked))
    if extra:
        cells.insert(place, new_code_cell(extra))
    return new_notebook(cells=cells)


def prints(nb, base="base"):
    """Fingerprints of the tests, by the exercise."""
    made = fingerprints(nb.cells, dependences(nb.cells, set()), base)
    tests = {index: name for index, name in enumerate(map(grade_id, nb.cells)) if kind(nb.cells[index]) == "test"}
    return {name.removeprefix("test_"): made.get(index) for index, name in tests.items()}


def changed(before, after):
    """Exercises whose test has to run again."""
    old, new = prints(before), prints(after)
    return {name for name in new if new[name] is None or new[name] != old[name]}


ALL = set(ANSWERS)
CHANGES = {
    "nothing": ({}, set()),
    "an answer that nobody uses": ({"alone": "def alone(x):\n    return x"}, {"alone"}),
    "an answer that another calls": ({"single": "def single(x):\n    return x + 0"}, {"single", "double"}),
    "a comment": ({"alone": ANSWERS["alone"] + "  # the root"}, {"alone"}),
    "a look at nothing": ({"extra": "1 + 1"}, set()),
    "what is still to do": ({"extra": "choices = {'a': '?'}\n# YOUR CODE HERE\nraise NotImplementedError()"}, set()),
    "a look at an answer": ({"extra": "print(single(3) + 1)\nassert double(2) == 4\nplt.imshow([[1]])"}, set()),
    "a picture": ({"extra": "figure, axes = plt.subplots()\naxes.plot([1])\nplt.show()"}, ALL),
    "a helper of its name": ({"extra": "def single(x):\n    return 7", "place": 9}, {"single", "double"}),
    "a helper that is used": ({"extra": "half = 0.5", "alone": "def alone(x):\n    return x ** half"}, {"alone"}),
    "the same import": ({"extra": "import numpy as np"}, set()),
    "another import of that name": ({"extra": "import math as np"}, {"alone"}),
    "a variable of a library's name": ({"extra": "np = 3"}, {"alone"}),
    "an attribute of an answer": ({"extra": "single.size = 1", "place": 9}, ALL),
    "a function patched": ({"extra": "np.sqrt = abs"}, ALL),
    "a setting": ({"extra": "plt.rcParams['figure.dpi'] = 50"}, ALL),
    "a style": ({"extra": "plt.style.use('ggplot')"}, ALL),
    "a seed": ({"extra": "np.random.seed(0)"}, ALL),
    "a shuffle": ({"extra": "np.random.shuffle([1, 2])"}, ALL),
    "globals()": ({"extra": "globals()['single'] = abs"}, ALL),
    "exec": ({"extra": "exec('single = abs')"}, ALL),
    "a magic": ({"extra": "%matplotlib inline"}, ALL),
    "a built-in": ({"extra": "sum = 3"}, ALL),
    "a built-in function": ({"extra": "def max(*x):\n    return 1"}, ALL),
    "a star": ({"extra": "from numpy import *"}, ALL),
    "a file": ({"extra": "open('x.txt', 'w').write('1')"}, ALL),
    "a process": ({"extra": "import subprocess"}, ALL),
    "a thread": ({"extra": "import threading"}, ALL),
    "no Python": ({"extra": "def single(x:"}, ALL),
    "a memory": ({"single": "seen = []\ndef single(x):\n    seen.append(x)\n    return x"}, ALL),
    "a count": ({"single": "n = 0\ndef single(x):\n    global n\n    n += 1\n    return x"}, ALL),
    "a file beside it": ({"alone": "import os\nos.chdir('..')\ndef alone(x):\n    return x"}, ALL),
    "the course's own table": ({"locked": "table = np.arange(5)\nprint(single(table))"}, set()),
    "a global of the course": ({"alone": "def alone(x):\n    return table[0] + x"}, ALL),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_has_to_run_again(name):
    """A test runs again if anything that can decide it has changed, and everything does when in doubt."""
    given, again = CHANGES[name]
    assert changed(notebook(), notebook(**given)) == again


LATE = "k = 2\ndef alone(x):\n    return x ** (1 / k)"
WRITES = "def single(x):\n    with open('n', 'w') as f:\n        f.write('1')\n    return x"
CALLS = "def double(x):\n    return call('sin' + 'gle', x)"
PAIRS = {
    "a name that a later cell binds": ({"alone": LATE}, {"alone": LATE, "extra": "k = 4", "place": 8}),
    "a name that another answer binds": ({"alone": LATE}, {"alone": LATE, "single": "k = 3\n" + ANSWERS["single"]}),
    "a variable counted up": ({"extra": "k = 1"}, {"extra": "k = 5", "alone": "k += 1\n" + ANSWERS["alone"]}),
    "a loop": ({"extra": "for row in table: row = 1"}, {"extra": "for row in table: row = 2"}),
    "another name for a table": ({"extra": "t = table\nt[0] = 1"}, {"extra": "t = table\nt[0] = 2"}),
    "what an answer gives back": ({"extra": "double(table)[0] = 1"}, {"extra": "double(table)[0] = 2"}),
    "a method of a list": ({"extra": "list.sort(table)"}, {}),
    "a setting by its own name": ({"extra": "from numpy import seterr\nseterr(all='raise')"}, {}),
    "how deep calls may go": ({"single": "import sys\nsys.setrecursionlimit(9999)\n" + ANSWERS["single"]}, {}),
    "a color map for all": ({"extra": "plt.gray()"}, {}),
    "a module's module": ({"extra": "import numpy.fft"}, {}),
    "the future": ({"extra": "from __future__ import annotations"}, {}),
    "a current figure": ({"single": "def single(x):\n    plt.plot([1])\n    return x"}, {}),
    "setattr": ({"extra": "setattr(np, 'sqrt', abs)"}, {}),
    "a library by another name": ({"extra": "m = np\nm.sqrt = abs"}, {}),
    "globals of a function": ({"extra": "alone.__globals__['np'] = 1"}, {}),
    "a caught error by a library's name": ({"extra": "try:\n    1 / 0\nexcept ZeroDivisionError as np:\n    pass"}, {}),
    "a file in a function": ({"single": WRITES}, {}),
    "call by a made-up name": ({"double": CALLS}, {"double": CALLS, "single": "def single(x):\n    return 1"}),
    "IPython's history": ({"extra": "_3"}, {}),
    "a template": ({"extra": "import doctest\ndoctest.testmod()"}, {}),
}


@pytest.mark.parametrize("name", PAIRS)
def test_influences_that_were_overlooked(name):
    """Of two versions that differ in such a thing, nothing of the first one is kept for the test that it may reach."""
    first, second = PAIRS[name]
    assert "alone" in changed(notebook(**first), notebook(**second))


def test_a_test_depends_on_its_own_text_and_on_what_it_calls():
    """A mended hidden test runs again, and no other; a function of the setup concerns those who use it."""
    before, after = notebook(), notebook()
    after.cells[2].source += "\nassert call('single', 2) == 2"
    assert changed(before, after) == {"single"}
    after = notebook()
    after.cells[0].source = SETUP.replace("    display(figure)", "    display(figure, 1)")
    assert changed(before, after) == ALL  # the setup's text is part of everything


def test_a_test_that_replaces_an_exercise_depends_on_it():
    """It looks at whether one function calls another, so both answers decide it."""
    nb = notebook()
    test = next(one for one in nb.cells if grade_id(one) == "test_alone")
    test.source = "kept = single\ndel single\nsingle = kept\nassert alone(4) == 2"
    after = notebook(single="def single(x):\n    return 1 * x")
    next(one for one in after.cells if grade_id(one) == "test_alone").source = test.source
    assert "alone" in changed(nb, after)


def test_a_test_may_use_what_another_defines():
    """A helper that stands in another test is one of the things that decide a verdict."""
    before, after = notebook(), notebook()
    for nb, value in ((before, 1), (after, 2)):
        nb.cells[2].source += f"\nlimit = {value}"
        nb.cells[-1].source += "\nassert limit"
    assert changed(before, after) == {"single", "alone"}


def test_the_rest_of_the_world_counts():
    """Libraries, limits, data and files beside the notebook stand in the base: another one, and all runs."""
    nb = notebook()
    assert all(prints(nb)[name] != prints(nb, "other")[name] for name in ALL)
    assert dependences(nb.cells, set(), ["helper.py"]) == {}
    assert dependences(nb.cells, set(), ["photo.png"]) != {}


def test_the_courses_own_tests_stand_alone():
    """In the six notebooks a test depends on less than half of the answers, on average: there is something to keep."""
    shares = []
    for path in sorted((ROOT / "source").glob("*/*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        depends = dependences(cells, can_be_left_out(cells))
        answers = {index for index, one in enumerate(cells) if kind(one) == "solution"}
        tests = [index for index in depends if kind(cells[index]) == "test"]
        assert tests, path
        shares.append(sum(len(depends[index] & answers) for index in tests) / len(tests) / len(answers))
    assert max(shares) < 0.5, shares


def test_a_notebook_without_end_is_not_looked_through():
    """Of hundreds of cells, or of very long ones, nothing is said: to look through them takes too long."""
    many, long = notebook(), notebook(extra="x = 1\n" * 50_000)
    many.cells += [new_code_cell(f"print({number})") for number in range(200)]
    assert dependences(many.cells, set()) == dependences(long.cells, set()) == {}
