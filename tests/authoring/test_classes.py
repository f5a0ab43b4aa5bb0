"""Classes as exercises: whole methods may be the student's to write, where the statement tells of them."""

import nbformat
import pytest
from nbformat.v4 import new_notebook
from support.course import MANUAL, cell, hand_in, small_course, write_source

from course.authoring import build, rules
from course.authoring.trials import checking
from course.grading.run import class_run
from course.lms.grades import scores
from course.project.notebooks import normal_form

ASSIGNMENT = "01-small"
STATEMENT = (
    "### A purse\n\n`Purse(coins)` holds coins; `add(coins)` puts more in, and `len(purse)` is how many there are."
)
BODY = """
    def __init__(self, coins):
        self.coins = coins

    def add(self, coins):
        self.coins += coins

    def __len__(self):
        return self.coins"""
SOLUTION = f'class Purse:\n    """Holds coins."""\n    ### BEGIN SOLUTION{BODY}\n    ### END SOLUTION'
TEST = """purse = Purse(3)
assert len(purse) == 3, "A purse should hold the coins that it was made with."
### BEGIN HIDDEN TESTS
purse.add(4)
assert len(purse) == 7, "What is added should be counted."
### END HIDDEN TESTS
assert len(Purse(2)) == 2, "Each purse should have its own coins."
"""
ANSWERS = '''class right_list:
    """Keeps a list"""

    def __init__(self, coins):
        self.kept = [1] * coins

    def add(self, coins):
        self.kept += [1] * coins

    def __len__(self):
        return len(self.kept)


class wrong_closed:
    """Adds nothing | should be counted"""

    def __init__(self, coins):
        self.coins = coins

    def add(self, coins):
        return self.coins + coins

    def __len__(self):
        return self.coins
'''


def notebook(statement=STATEMENT, solution=SOLUTION, test=TEST):
    """An instructor notebook with a class for an exercise."""
    return new_notebook(
        cells=[
            cell("md", "title", "# Classes\n\n<!-- COLAB BADGE -->"),
            cell("locked", "setup", 'REPOSITORY = ""'),
            cell("md", "ex-Purse", statement),
            cell("solution", "Purse", solution),
            cell("test", "test_Purse", test, 18),
            cell("md", "question", "### Why?"),
            cell("manual", "reflection", MANUAL, 2),
        ]
    )


def problems(nb):
    """What is wrong with it."""
    return list(rules.check_notebook(nb, normal_form(nb)))


def test_a_class_whose_methods_are_the_students_own(tmp_path):
    """It is released with its first line, checked with its answers, and graded."""
    course = small_course(tmp_path)
    write_source(tmp_path, notebook())
    (path,) = build.build(course, ASSIGNMENT)
    stub = nbformat.read(path, as_version=4).cells[3].source
    assert stub == 'class Purse:\n    """Holds coins."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
    answers = tmp_path / "tests" / "answers" / ASSIGNMENT
    answers.mkdir(parents=True)
    (answers / "Purse.py").write_text(ANSWERS)
    done = checking.check(checking.Check(course.root, ASSIGNMENT, None, True, False))
    tally = done.tallies[0]
    assert (tally.caught, tally.accepted, done.differing) == (3, 2, {"Purse": []})
    assert not [miss for miss in tally.misses if not miss.startswith("nothing at all")]
    hand_in(course, "ann", Purse=f"class Purse:{BODY}")
    hand_in(course, "bob", Purse=f"class Purse:{BODY}".replace("+=", "-="))
    hand_in(course, "eve")
    assert {outcome.reason for outcome in class_run.grade(course, ASSIGNMENT, ["ann", "bob", "eve"], jobs=1)} == {None}
    points = {row.student: row.points["test_Purse"] for row in scores.rows(course, ASSIGNMENT)}
    assert points == {"ann": 18, "bob": 0, "eve": 0}


KEPT = """class Purse:
    def __init__(self, coins):
        ### BEGIN SOLUTION
        self.coins = coins
        ### END SOLUTION

    def add(self, coins):
        ### BEGIN SOLUTION
        self.coins += coins
        ### END SOLUTION

    ### BEGIN SOLUTION
    def __len__(self):
        return self.coins
    ### END SOLUTION"""
LACKS_ADD = STATEMENT.replace("`add(coins)` puts", "one can put")
CASES = {
    "the statement tells all": ({}, ""),
    "a method is told of nowhere": (
        {"statement": LACKS_ADD},
        "the test of Purse uses its method add: tell students of it in the statement",
    ),
    "a method is told of in the class": (
        {"statement": LACKS_ADD, "solution": SOLUTION.replace("Holds coins", "Holds coins; add(coins) puts more in")},
        "",
    ),
    "a method is used in what students see of the test": (
        {"statement": LACKS_ADD, "test": f"Purse(3).add(4)\n{TEST}"},
        "",
    ),
    "a method that no test uses": (
        {"statement": LACKS_ADD, "test": TEST.replace("purse.add(4)", "purse = Purse(7)")},
        "",
    ),
    "nobody knows how to make one": (
        {"statement": STATEMENT.replace("`Purse(coins)`", "A purse"), "test": TEST.replace("Purse(", "made(")},
        "students must know how to make Purse: write `Purse(coins)` in the statement",
    ),
    "methods keep their first lines": (
        {
            "statement": "### A purse",
            "solution": KEPT,
            "test": TEST.replace("Purse(", "made("),
        },
        "",
    ),
    "the first line of the class is lost": (
        {"solution": f"### BEGIN SOLUTION\nclass Purse:{BODY}\n### END SOLUTION"},
        "cell 4 (Purse) would lose its signature: keep the line `class Purse:` outside the solution markers",
    ),
}


@pytest.mark.parametrize("name", list(CASES))
def test_what_a_test_needs_of_a_class_is_told_to_students(name):
    """A method that a test uses has its first line in the released cell, or its name in a text that students read."""
    changes, expected = CASES[name]
    assert problems(notebook(**changes)) == [expected] * bool(expected)
