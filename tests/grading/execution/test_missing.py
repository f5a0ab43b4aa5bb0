"""A library that the grader does not have is named, and its name tells nothing of a hidden test."""

import nbformat
import pytest
from support.agents import recreated
from support.course import hand_in

from course.authoring import build
from course.grading.execution.imports import missing
from course.grading.judge.test_runner import message_of
from course.grading.run import class_run

CASES = {
    "in a function": ("def double(x):\n    import cv2\n    return cv2.add(x, x)", "cv2"),
    "with another name": ("import numpy as np, torch.nn as nn  # both", "torch"),
    "a part of it": ("from skimage.color import rgb2lab\nfrom skimage import io", "skimage"),
    "Colab's own": ("from google.colab import files", "google.colab"),
    "of tables": ("import polars as pl", "polars"),
    "of texts": ("from nltk.corpus import stopwords", "nltk"),
    "one that is there": ("import matplotlib.pyplot as plt", ""),
    "one that nobody knows": ("import x42", ""),
    "a name that only begins so": ("import cv2000", ""),
    "one of two": ("if x > 5:\n    import cv2\nelse:\n    import torch", ""),
    "the student's own": ("from .cv2 import add\nfrom helper import cv2", ""),
    "in a comment": ("# import cv2", ""),
}


@pytest.mark.parametrize("name", list(CASES))
def test_only_a_well_known_library_that_is_alone_is_named(name):
    """Of an answer's text one name may be told, whatever the answer does later."""
    text, expected = CASES[name]
    assert missing(text) == expected


def test_the_library_is_named_where_the_notebook_says_that_a_function_stopped():
    """The notebooks' own `call` makes a failed check of it, whose message would not name the library."""
    failed = AssertionError("double stopped with ModuleNotFoundError")
    failed.__cause__ = recreated("ModuleNotFoundError", "ModuleNotFoundError", "double")
    assert message_of(failed, "double", "cv2").startswith("double needs the library cv2, which the grader")


def test_a_missing_library_is_named_unless_the_hidden_input_could_choose_it(small):
    """No points either way; who imports one library reads which, who chooses one by the input reads no name."""
    build.build(small, "01-small")
    hand_in(small, "ann", double="def double(x):\n    import cv2\n    return cv2.add(x, x)")
    chosen = "def double(x):\n    if x % 3:\n        import cv2\n    import torch\n    return 2 * x"
    hand_in(small, "bob", double=chosen)
    reasons = [outcome.reason for outcome in class_run.grade(small, "01-small", ["ann", "bob"], jobs=1)]
    assert reasons == [None, None]
    told = {student: message(small, student) for student in ("ann", "bob")}
    use = "the grader does not have: use the libraries that the notebook imports."
    assert told == {
        "ann": f"double needs the library cv2, which {use}",
        "bob": f"double imports something that {use}",
    }


def message(course, student):
    """What the test of the exercise says."""
    path = course.folder("autograded") / student / "01-small" / "small.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return next(cell for cell in cells if cell.metadata.nbgrader.grade_id == "test_double").outputs[0].evalue
