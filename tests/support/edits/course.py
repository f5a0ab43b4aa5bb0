"""A course of three exercises and a written question, and what a good student hands in."""

import json
from pathlib import Path

from nbformat.v4 import new_notebook

from course.authoring import build
from course.project.workspace import Workspace, prepare_process
from support.course import begin_course, cell, share_references, story, write_source

ASSIGNMENT = "01-small"

DOUBLE = '''def double(x):
    """Twice a number."""
    ### BEGIN SOLUTION
    doubled_value_of_x = x + x + 0
    return doubled_value_of_x
    ### END SOLUTION'''
TEST_DOUBLE = """assert double(2) == 4, "double(2) should be four."
### BEGIN HIDDEN TESTS
for number in range(5, 9):
    assert double(number) == 2 * number, "double should work for any number."
assert double(-1) == -2, "double should work for negative numbers."
### END HIDDEN TESTS"""
CUBED = '''def cubed(values):
    """Each number of a list, three times with itself."""
    ### BEGIN SOLUTION
    every_value_cubed = [value * value * value for value in values]
    return every_value_cubed
    ### END SOLUTION'''
TEST_CUBED = """assert cubed([UNIT]) == [8], "The cube of two is eight."
### BEGIN HIDDEN TESTS
assert cubed([3, -1]) == [27, -1], "cubed should work for any numbers."
assert cubed([]) == [], "cubed should work for an empty list."
### END HIDDEN TESTS"""
LIMITS = """limits = {"low": None, "high": None}  # fill in, then delete the last line
### BEGIN SOLUTION
limits = {"low": 0, "high": 255}
### END SOLUTION"""
TEST_LIMITS = """assert set(limits) == {"low", "high"}, "limits should have a low and a high."
### BEGIN HIDDEN TESTS
assert (limits["low"], limits["high"]) == (0, 255), "A byte goes from 0 to 255."
### END HIDDEN TESTS"""
MANUAL = "Your answer:\n\n<!-- BEGIN SOLUTION -->\nBecause a byte has eight bits.\n<!-- END SOLUTION -->"

# What a good student writes, with helpers from the standard library: none of it is in the released notebook.
ANSWERS = {
    "double": 'def double(x):\n    """Twice a number."""\n    return 2 * x',
    "cubed": "def cubed(values):\n    return [value**3 for value in values]",
    "limits": 'limits = {"low": 0, "high": 255}',
    "reflection": "Eight bits are 256 values, and the first is 0.",
}
FULL = {"test_double": 5, "test_cubed": 6, "test_limits": 7, "reflection": None}


def three_exercises(root: Path) -> Workspace:
    """The course, built."""
    prepare_process()
    begin_course(root)
    share_references(root)
    cells = [
        cell("md", "title", "# Numbers of a picture\n\n<!-- COLAB BADGE -->"),
        cell("locked", "setup", 'REPOSITORY = ""\nUNIT = 2'),
        cell("md", "about-double", "### 1.1 Twice\n\nWrite `double`, which gives twice a number."),
        cell("solution", "double", DOUBLE),
        cell("test", "test_double", TEST_DOUBLE, 5),
        story("look", "[double(UNIT), double(10)]"),
        cell("md", "about-cubed", "### 1.2 Cubes\n\nWrite `cubed` for a list."),
        cell("solution", "cubed", CUBED),
        cell("test", "test_cubed", TEST_CUBED, 6),
        cell("solution", "limits", LIMITS),
        cell("test", "test_limits", TEST_LIMITS, 7),
        cell("md", "question", "### 1.4 Why 255?"),
        cell("manual", "reflection", MANUAL, 2),
    ]
    write_source(root, new_notebook(cells=cells))
    course = Workspace(root)
    build.build(course, ASSIGNMENT)
    return course


def good_notebook(course: Workspace) -> dict:
    """The released notebook with every answer in it, as plain JSON data that an edit may break as it likes."""
    nb = json.loads(course.notebook(ASSIGNMENT, "release").read_text(encoding="utf-8"))
    for one in nb["cells"]:
        one["source"] = ANSWERS.get(one["id"], "".join(one["source"]))
        if one["cell_type"] == "code":
            one["execution_count"] = 7
            one["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["seen\n"]}]
    return nb
