"""What the feedback page is made of: text, Markdown and pictures that come from students."""

import base64
import binascii
import contextlib
import io

import nbformat
import pytest
from nbformat.v4 import new_output
from PIL import Image
from support.attacks.pages import EVIL
from support.course import small_notebook
from support.outline import Outline

from course.feedback import ShowMessages
from course.feedback.from_notebook import code
from course.feedback.markdown import headings, in_line, rendered
from course.feedback.messages import MAX_LINES, without_folders
from course.feedback.outputs import OutputRenderer, picture

ALLOWED = {"p", "strong", "em", "code", "pre", "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td",
           "blockquote", "br", "hr"}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        EVIL,
        "a [link](javascript:alert(1)) [b]( java\tscript:alert(1)) [c](<data:text/html,x>) [d](//host/x)",
        "![i](http://host/x.png) ![j](data:image/svg+xml,<svg/onload=alert(1)>)",
        "[1]: javascript:alert(1)\n\n[x][1] <javascript:alert(1)>",
        "`</code><script>alert(1)</script>`\n\n```html\n</pre><script>alert(1)</script>\n```\n\n    <b onclick=x>",
        "$</code><script>alert(1)</script>$\n\n$$\n<img src=x onerror=y>\n$$",
        "| a | <b onclick=x> |\n|---|---|\n| <script> | [x](javascript:y) |",
        '[x](https://host/"onclick="alert(1)) [y](https://host/ "t" onclick=z)',
        "<" * 3000 + "[" * 3000,
    ],
)
def test_markdown_makes_only_still_tags(text):
    """No tag, handler or address of a text's own reaches the page."""
    outline = Outline(str(rendered(text)))
    assert set(outline.tags) <= ALLOWED
    assert {name for _, name, _ in outline.attributes} <= {"href", "rel", "class"}
    assert all(v.startswith(("http://", "https://", "mailto:")) for _, name, v in outline.attributes if name == "href")


def test_markdown_and_messages_stay_readable():
    """Emphasis, code and comparisons come out as they are meant; a message's backticks are code."""
    assert str(rendered("**if** `a &lt; b` and 2 < 3")) == (
        "<p><strong>if</strong> <code>a &lt; b</code> and 2 &lt; 3</p>\n"
    )
    assert str(in_line("use `a<b` here")) == "use <code>a&lt;b</code> here"
    assert str(in_line("a ` alone")) == "a ` alone"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('File "/home/ann/course/a.py"', 'File "…/a.py"'),
        ("see https://example.org/a/b.html", "see https://example.org/a/b.html"),
        ("3/4 and 1/2/3", "3/4 and 1/2/3"),
        ("No such file: '/work/x/y.png'", "No such file: '…/y.png'"),
    ],
)
def test_folders_become_names(text, shown):
    """Absolute paths lose their folders; addresses and fractions stay."""
    assert without_folders(text) == shown


def png(mode="RGB", size=(3, 2)):
    """A small picture as a notebook holds it."""
    file = io.BytesIO()
    Image.new(mode, size).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize("data", ["", "x", "aGk=", '" onerror="x', png()[:40], None, ["a"]])
def test_what_is_no_picture_is_not_shown(data):
    """Only bytes that are a whole PNG or JPEG get into an address."""
    assert picture(data, "image/png", "x") is None
    with contextlib.suppress(binascii.Error):
        assert picture(png(), "image/jpeg", "x") is None


def test_pictures_have_one_budget(monkeypatch):
    """A page stays loadable: beyond the budget a sentence stands for each picture."""
    monkeypatch.setattr("course.feedback.outputs.MAX_PICTURES", 150)
    output = {"output_type": "display_data", "data": {"image/png": png()}, "metadata": {}}
    shown = OutputRenderer().outputs(nbformat.from_dict({"cell_type": "code", "outputs": [output] * 3}))
    assert [one.picture is not None for one in shown] == [True, False, False]
    assert "too large" in shown[1].text


def test_no_heading_is_too_much_for_the_page():
    """A heading of a student's is a title at most: neither its signs nor a number of 5,000 digits end the page."""
    assert headings("# A `b` #\n\n<!--\n# c\n-->\n##  *d*\n# #\n####### e") == ["A b", "d", ""]
    assert len(headings(f"# &#{'9' * 5000};")) == 1


def test_a_line_that_is_too_long_is_not_marked_up():
    """Code of a student is shown as text where marking it up would take as long as the square of a line."""
    assert "<span" in str(code("x = '<'\n"))
    assert str(code("x = '<'\n" + "#" * 5000)).startswith("x = &#39;&lt;&#39;\n#")


def test_a_text_that_cannot_be_laid_out_is_shown_as_it_is(monkeypatch):
    """A text costs its layout at worst, never the page: too long, or more than the renderer can take."""
    assert str(rendered("<b>" + "x" * 60_000)).startswith("<pre>&lt;b&gt;xx")

    def stumble(text):
        raise RecursionError

    monkeypatch.setattr("course.feedback.markdown._render", stumble)
    assert str(rendered("a <b>")) == "<pre>a &lt;b&gt;</pre>"


TRACEBACK = """\x1b[31m-----------------------------------\x1b[39m
FileNotFoundError                 Traceback (most recent call last)
Cell \x1b[32mIn[3], line 2\x1b[39m
      1 import imageio
----> 2 imageio.read("x.png")

File \x1b[32m/home/ann/.venv/lib/python3.11/site-packages/imageio/core.py:12\x1b[39m, in read(path)
     11 def read(path):
---> 12     return open(path)

FileNotFoundError: No such file: '/home/ann/course/x.png'"""


def shown(cell_id, output):
    """What ShowMessages leaves of a cell with one output."""
    cell = next(one for one in small_notebook().cells if one.id == cell_id)
    cell.outputs = [output]
    return ShowMessages().preprocess_cell(cell, {}, 0)[0]


def test_hidden_tests_and_tracebacks_go_from_any_notebook():
    """Also from a notebook that another configuration graded, with all its tests and tracebacks in it."""
    cell = shown("test_double", new_output("error", ename="KeyError", evalue="'x'", traceback=[TRACEBACK]))
    assert "for number in" not in cell.source and "hidden tests ran here" in cell.source
    assert cell.outputs[0].traceback == ["KeyError: 'x'"]


def test_error_of_an_own_cell_keeps_its_own_lines():
    """The student's lines and the message stay; library code, folders and terminal colors go."""
    error = new_output("error", ename="FileNotFoundError", evalue="No such file: '/home/ann/course/x.png'")
    error.traceback = [TRACEBACK]
    (text,) = shown("double", error).outputs[0].traceback
    assert text.startswith("Cell In[3], line 2\n") and '----> 2 imageio.read("x.png")' in text
    assert text.endswith("FileNotFoundError: No such file: '…/x.png'")
    assert not [one for one in ("/home", "site-packages", "return open", "\x1b", "Traceback") if one in text]
    error.traceback = [f"Cell In[3], line 2\n{'x' * 10}\n" * 5000]
    assert shown("double", error).outputs[0].traceback[0].count("\n") <= MAX_LINES + 3
