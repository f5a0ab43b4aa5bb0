"""Where an answer stopped: in which line of the student's own cell, if that is to be told."""

import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbformat.v4 import new_code_cell
from support.agents import recreated
from support.course import cell
from support.rounds import graded

from course.grading.submission.labels import MAX_LINE, PLACE, place_of
from course.report.messages import messages_of

ANSWER = "def first():\n    numbers = []\n\n    # the first\n    return numbers[0]"
LONG = "\n".join(["def first():", *["    pass"] * MAX_LINE, "    raise ValueError"])


@pytest.mark.parametrize(
    ("answer", "line", "told"),
    [
        (ANSWER, 5, 5), (ANSWER, 2, 2), ("\n \n" + ANSWER, 5, 7), (ANSWER, 3, None), (ANSWER, 4, None),
        (ANSWER, 0, None), (ANSWER, -1, None), (ANSWER, 6, None), (ANSWER, 10**9, None), (f"%%time\n{ANSWER}", 5, None),
        (LONG, MAX_LINE, MAX_LINE), (LONG, MAX_LINE + 1, None), ("", 1, None), ("first = lambda: [][0]", 1, 1),
    ],
)  # fmt: skip
def test_only_a_line_of_code_of_the_answer_is_told(answer, line, told):
    """The student's process says the line: blank, missing and late ones, and those of comments, tell nothing."""
    place = place_of(line, "first", [cell("solution", "first", answer)])
    assert place == (f" It stopped in line {told} of your cell." if told else "")
    assert not told or PLACE.fullmatch(place)


def test_bug_an_answer_full_of_magics_held_a_worker_for_minutes(monkeypatch):
    """Whether IPython counts other lines is seen without IPython, which reads a cell anew for each magic."""
    monkeypatch.setattr(TransformerManager, "transform_cell", None)
    for magic, told in (
        ("%time 1\n", True),
        ("!echo a \\\nb\n", False),
        ("x = !ls \\\n-l\n", False),
        ("\n%%bash\n", False),
    ):
        answer = cell("solution", "first", "def first():\n    return 1 / 0\n" + magic * 400)
        assert (place_of(2, "first", [answer]) != "") == told, magic


def test_no_line_is_told_where_two_cells_define_the_answer():
    """Nobody knows of which cell the line is; the student's own cell alone is as good as the answer cell."""
    stub, own = cell("solution", "first", "first = None"), new_code_cell(ANSWER)
    assert place_of(5, "first", [stub, own]) == ""
    assert (
        place_of(5, "first", [cell("solution", "first", "# see below"), own]) == " It stopped in line 5 of your cell."
    )


def test_a_message_says_where_the_students_own_cell_was_left():
    """The line is that of the answer's cell, where a helper of another cell or a library raised the exception too."""
    helper = new_code_cell("import json\n\n\n\n\n\ndef helper(text):\n    return json.loads(text)")
    answers = {"first": "def first():\n    x = 1\n    return helper('[')", "second": "def second():\n    return 1 // 0"}
    run, told = graded(answers, between=[helper])
    assert told["first"].endswith(" It stopped in line 3 of your cell.") and "JSONDecodeError" in told["first"]
    assert told["second"].endswith(" It stopped in line 2 of your cell.")
    # A class is counted by its mistakes, wherever they stand.
    assert not any("line" in message for message in messages_of(run.nb).values())


def test_a_message_says_it_where_the_notebooks_call_says_that_a_function_stopped():
    """`call` in the course's notebooks raises an error of its own from the student's."""
    test = "try:\n    first()\nexcept Exception as error:\n    raise AssertionError('first stopped: empty.') from error"
    _, told = graded({"first": ANSWER}, {"first": test})
    assert told == {"first": "first stopped: empty. It stopped in line 5 of your cell."}


STOPS = "return 1 // 0"
TRACED = """def traced(function):
    def inner():
        x = 1

        return function()
    return inner
"""
BASE = """class Base:
    def tell(self):
        x = 1


        return self.part()
"""


@pytest.mark.parametrize(
    ("answer", "test", "told"),
    [
        # An earlier answer that stops: the later one that is tested is right.
        (f"def second(x):\n    {STOPS}", "second(first())", ""),
        # Another cell leads to the answer, and its line is not the answer's.
        (f"@traced\ndef first():\n    x = 1\n    y = 2\n    z = 3\n    w = 4\n    {STOPS}", "", 7),
        (f"class first(Base):\n    def part(self):\n        x = 1\n        {STOPS}", "first().tell()", 4),
        # No line of this cell, but of one that it calls.
        ("from functools import partial\nfirst = partial(traced, 1, 2)", "", ""),
        # The frame that comes first is one that `dataclass` has made.
        (
            "from dataclasses import dataclass\n\n@dataclass\nclass first:\n    x: int = 0\n\n"
            f"    def __post_init__(self):\n        {STOPS}",
            "",
            8,
        ),
        # IPython makes one line of the first two.
        (f"text = !echo a \\\n    b\ndef first():\n    {STOPS}", "", ""),
        (f"%matplotlib inline\ndef first():\n    {STOPS}", "", 3),
    ],
)
def test_bug_the_line_of_another_cell_was_told(answer, test, told):
    """Only a line of the cell that defines the exercise is told, wherever else the exception went through."""
    answers = {"first": answer} if "second" not in answer else {"second": answer, "first": "def first():\n    return 1"}
    _, messages = graded(answers, {"first": test}, between=[new_code_cell(TRACED), new_code_cell(BASE)])
    found = PLACE.search(messages["first"])
    assert (int(found[1]) if found else "") == told, messages


def test_no_line_is_told_of_a_missing_library_or_a_stub():
    """Which of many imports failed could be chosen by a hidden input; where a stub stands is clear."""
    for kind in ("ModuleNotFoundError", "NotImplementedError"):
        assert recreated(kind, kind, "", (), 3)._line == 0
    assert recreated("ImportError", "ImportError", "", (), 3)._line == 3
