"""Tests whose last line gives the points: which numbers count, and what is said with them."""

import numpy as np
import pytest

from course.grading.judge.connection import Wire
from course.grading.judge.proxies import make_handle
from course.grading.judge.test_runner import FAILED, Judge
from course.grading.judge.verdict import Test, Verdict
from course.grading.mistakes.message import readable


class Names(Wire):
    """A connection to a student who defined these names."""

    def __init__(self, **names):
        super().__init__(None)
        self.names = names

    def ask(self, operation, *rest, out=None):
        if operation == "at":
            return None, []
        if rest[0] not in self.names:
            raise LookupError
        return self.names[rest[0]], []


def judged(source, most=2.0, texts=(), **names):
    """The verdict of a test of `f` that is worth so many points."""
    test = Test("test_f", source, 1, most=most)
    wire = Names(**names)
    judge = Judge(wire, [], [test])
    judge.run, kept = (lambda given: (wire.texts.extend(texts), kept(given))[1]), judge.run
    return readable(judge.judge(test, 5), wire.texts, test, [])


@pytest.mark.parametrize(
    ("last", "message", "points"),
    [
        ("1.5", "1.5 of 2 points.", 1.5),
        ("1", "1 of 2 points.", 1.0),
        ("1.25, 'one got away'", "one got away", 1.25),
        ("(0.5, '')", "0.5 of 2 points.", 0.5),
        ("0, 'none is caught'", "none is caught", 0.0),
        ("0.0", "0 of 2 points.", 0.0),
        ("np.float64(0.75), 'half'", "half", 0.75),
        ("sum([0.5, 1])", "1.5 of 2 points.", 1.5),
    ],
)
def test_the_last_line_gives_the_points(last, message, points):
    """A number, or a number with words on it; where there are no words, the number is told."""
    assert judged(f"import numpy as np\n{last}") == Verdict("test_f", message, points=points)


@pytest.mark.parametrize("last", ["2", "2.0, 'all'", "4 / 2", "pass", "assert True", "x = 1"])
def test_all_points_need_no_words(last):
    """All points, and a test that does not end in a value, pass."""
    assert judged(last).message is None


@pytest.mark.parametrize(
    "last",
    [
        "-0.5", "2.01", "float('nan')", "float('inf')", "True", "False", "None", "'1.5'", "[1.5]", "1.5, 2",
        "1.5, 'a', 'b'", "(1.5,)", "1 + 0j", "f", "f, 'words'", "(1.5, f)", "np.array(1.5)", "np.int64(1)", "made",
    ],
)  # fmt: skip
def test_nothing_else_counts(last):
    """What is no number from 0 to all points gives none: neither true, nor an object of the student's."""
    wire = Names()
    made = make_handle(wire, 0, "float", ["builtins.float"], False)
    verdict = judged(f"import numpy as np\n{last}", f=make_handle(wire, 1, "f", [], True), made=made)
    assert verdict == Verdict("test_f", "The test of f does not end in points from 0 to 2.")


def test_only_where_it_is_declared():
    """A test that does not say so gives all points or none, whatever its last line is."""
    for last in ("1.5", "0", "-1", "0.5, 'words'", "f"):
        assert judged(last, most=0.0, f=1) == Verdict("test_f", None)
    assert judged("assert f == 2, 'not two'\n1.5", f=1) == Verdict("test_f", "not two")


def test_what_the_student_says_is_not_repeated():
    """Words with a text of the student's exceptions in them could tell a hidden input."""
    assert judged("1.5, f'it said {str().join([*\"the_hidden_input\"])}'", texts=["the_hidden_input"]) == Verdict(
        "test_f", FAILED, points=1.5
    )
    assert judged("1.5, 'it\\u202esaid'").message == "itsaid"


def test_numbers_of_numpy_are_plain():
    """What is sent on is a number of Python's own."""
    assert type(judged(f"import numpy as np\nnp.float64({np.float64(1)})").points) is float
