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
    "a picture": ({"extra": "figure, axes = plt.subplots()\naxes.plot([1])\nplt.show()"}, set()),
    "a helper of its name": ({"extra": "def single(x):\n    return 7", "place": 9}, {"single", "double"}),
    "a helper that is used": ({"extra": "half = 0.5", "alone": "def alone(x):\n    return x ** half"}, {"alone"}),
    "the same import": ({"extra": "import numpy as np"}, set()),
    "another import of that name": ({"extra": "import math as np"}, {"alone"}),
    "a variable of a library's name": ({"extra": "np = 3"}, {"alone"}),
    "an attribute of an answer": ({"extra": "single.size = 1", "place": 9}, {"single", "double"}),
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
    "a global of the course": ({"alone": "def alone(x):\n    return table[0] + x"}, {"alone"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_has_to_run_again(name):
    """A test runs again if anything that can decide it has changed, and everything does when in doubt."""
    given, again = CHANGES[name]
    assert changed(notebook(), notebook(**given)) == again


LEANS = "def alone(x):\n    return np.sqrt(x) + 0 * table[0]"


@pytest.mark.parametrize(
    ("given", "again"),
    [
        ({"locked": "table = np.arange(5)\nprint(single(table))"}, {"alone"}),
        ({"single": "def single(x):\n    x[...] = 0\n    return x"}, {"single", "double", "alone"}),
        ({"extra": "table[0] = 9", "place": 5}, {"alone"}),
        ({"extra": "other = table\nother[0] = 9", "place": 5}, {"alone"}),
        ({"extra": "table.sort()", "place": 5}, {"alone"}),
        ({"extra": "np.add(table, 1, out=table)", "place": 5}, {"alone"}),
        ({"extra": "del table", "place": 5}, {"alone"}),
    ],
)
def test_data_may_be_changed_by_whoever_is_given_them(given, again):
    """An answer that leans on a table of the course depends on all cells that use this table."""
    assert changed(notebook(alone=LEANS), notebook(**({"alone": LEANS} | given))) == again


def test_a_test_depends_on_its_own_text_and_on_what_it_calls():
    """A mended hidden test runs again, and no other; a function of the setup concerns those who use it."""
    before, after = notebook(), notebook()
    after.cells[2].source += "\nassert call('single', 2) == 2"
    assert changed(before, after) == {"single"}
    after = notebook()
    after.cells[0].source = SETUP.replace("    display(figure)", "    display(figure, 1)")
    assert changed(before, after) == ALL  # the setup's text is part of everything


def test_a_test_may_use_what_another_defines():
    """A helper that stands in another test is one of the things that decide a verdict."""
    before, after = notebook(), notebook()
    for nb, value in ((before, 1), (after, 2)):
        nb.cells[2].source += f"\nlimit = {value}"
        nb.cells[-1].source += "\nassert limit"
    assert changed(before, after) == {"single", "alone"}


def test_the_rest_of_the_world_counts():
    """Libraries, limits, photographs and files beside the notebook stand in the base: another one, and all runs."""
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
