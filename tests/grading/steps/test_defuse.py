"""What is shown of a hand-in runs nothing and tells no hidden test."""

import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from support.acting import LIVE
from support.course import small_notebook

from course.grading.steps.sanitize import Sanitize
from course.grading.submission.written import defuse_markdown


def sanitize(cell):
    """A cell as it is in the autograded notebook."""
    return Sanitize().preprocess(new_notebook(cells=[cell]), {})[0].cells[0]


@pytest.mark.parametrize("mime", LIVE)
def test_live_outputs_go_and_their_text_stays(mime):
    """Whatever a browser would run or render is dropped; text and pictures are kept."""
    data = {mime: "<script>alert(1)</script>", "text/plain": "seen", "image/png": "aGk="}
    cell = new_code_cell("1", outputs=[new_output("display_data", data, metadata={"image/png": {"alt": "x", "on": 1}})])
    cell = sanitize(cell)
    assert cell.outputs[0].data == {"text/plain": "seen", "image/png": "aGk="}
    assert cell.outputs[0].metadata == {"image/png": {"alt": "x"}}
    only = new_code_cell("1", outputs=[new_output("display_data", {mime: "x"})])
    assert sanitize(only).outputs == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a [link](javascript:alert(1))",
        "a [link]( javascript:alert(1))",
        "a [link](&#106;avascript:alert(1))",
        "a [link](<javascript:alert(1)>)",
        "a [link][1]\n\n[1]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "<svg/onload=alert(1)>",
        "<!-- --><iframe src='//x'></iframe>",
        "`` ` `` <b onclick='alert(1)'>x</b>",
        "<style>*{display:none}</style>",
        "$\\href{javascript:alert(1)}{x}$",
    ],
)
def test_markdown_of_a_student_is_text(text):
    """A student's HTML appears on the page as text; no tag of it is in the page."""
    nb = new_notebook(cells=[new_markdown_cell(defuse_markdown(text))])
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(nb)
    body = page.lower()
    for live in (
        "<script>alert",
        "<img src=x",
        "<svg/",
        "<iframe",
        "<b onclick",
        "<style>*",
        'href="javascript',
        "\\href",
    ):
        assert live not in body


def test_comparisons_in_markdown_survive():
    """Only what could begin a tag is changed."""
    assert defuse_markdown("if a < b and 3 <= 4, x<5: `y`") == "if a < b and 3 <= 4, x<5: `y`"


def test_hidden_tests_are_not_in_the_autograded_notebook():
    """The test cell that is kept has the visible test alone."""
    cell = next(c for c in small_notebook().cells if c.id == "test_double")
    cell = sanitize(cell)
    assert cell.source == 'assert double(2) == 4, "double(2) should be four."\n# (hidden tests ran here)'
