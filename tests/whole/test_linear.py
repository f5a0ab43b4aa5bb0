"""A hand-in of 100 MB takes ten times as long as one of 10 MB: no text makes a search start over and over."""

import gc
import time

import pytest
from nbconvert.filters import ansi2html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from support.formgrader import as_in_formgrader

from course.feedback.from_notebook import code, readable
from course.feedback.markdown import headings, in_line, rendered
from course.feedback.messages import own_traceback, without_folders
from course.feedback.outputs import text as output_text
from course.grading.execution.imports import missing
from course.grading.submission.labels import defines
from course.grading.submission.pictures import keep_pictures
from course.grading.submission.sanitizing import defuse_cell, printed_text
from course.grading.submission.written import defuse_markdown
from course.lms.collecting.kinds.labels import systematic
from course.project.notebooks import split_regions
from course.report.messages import plain, ranked

LONG, SHORT = 50_000, 8_000  # characters; the short ones are for what has a bound of its own not far above
PIECES = ["\n", " ", "\t", ",", "a", "1", "ä", "_", "-", "=", ".", "/", "/-", "-/", ":", ";", "!", "?", "'", '"',
          "\\", "\\\n", "\\N{", "\\(", "\\[", "\\\\(", "\\\\[", "\\begin{a}", "\\a", "$", "$$", "$a ", "(", ")",
          "[", "]", "{", "[](", "![](", "](", "]:", "[a](", "[a]:", "[x][", "![a](data:image/",
          "![a](attachment:(", "<", "<!--", "<a ", '<img src="data:image/', "<img src=", "-->", "&", "&#", "&#1;",
          "&lt;", "&amp;", "`", "``` ", "```\n", "~~", "*", "**a ", "_a ", "#", "# ", "# \n", "# a #", " #",
          "a\n=\n", "a\n-", "---\n", "> ", ">\n", "- ", "- a\n", "  - ", "1. a\n", "|", "|a", "|a|\n|-|\n", ": ",
          "\r", "\x1b[", "\x1b[1", "\x1b[1m", "\x1b[31ma", "mirror,", "mirror, ", "mirror ", "mirror=", "mirror:",
          ", mirror", "class ", "async ", "def mirror", "import ", "import a,", "import a\n", "from a ", "from \t",
          "from a import ", "1,", "1.", "+1", "1e", "1,1a", ".1", "/a ", "Cell In[1", "In [", "Input In [1]\n\n",
          "### BEGIN ", "begin", "end_", "begin ", "mark ", "test_", "test_a ", "'''", "f'{", "@a.", "**", "...",
          "a.", "lambda ", "http://", "https://a)", "www.", "a@b "]  # fmt: skip


def regions(text):
    """Markers of hidden tests in a cell, whoever wrote it."""
    return split_regions(new_code_cell(text))


def traceback(text):
    """The traceback of an exception of a student's."""
    return own_traceback(new_output("error", ename="E", evalue=text, traceback=[text]))


def in_formgrader(text):
    """A written answer as nbconvert lays it out."""
    cell = new_markdown_cell(text)
    defuse_cell(cell)
    return as_in_formgrader(cell)


READERS = {
    "defines": (lambda text: defines(text, "mirror"), LONG),
    "missing": (missing, LONG),
    "regions": (regions, LONG),
    "folders": (without_folders, LONG),
    "traceback": (traceback, LONG),
    "output": (output_text, LONG),
    "printed": (lambda text: printed_text(text, 2 * LONG), LONG),
    "colors": (lambda text: ansi2html(printed_text(text, 2 * LONG)), LONG // 2),
    "pictures": (lambda text: keep_pictures(text, {}), LONG),
    "defused": (defuse_markdown, LONG),
    "formgrader": (in_formgrader, SHORT),
    "headings": (headings, LONG),
    "in_line": (lambda text: in_line(text) + in_line(text + "`"), SHORT),
    "rendered": (rendered, SHORT),
    "code": (code, SHORT),
    "note": (readable, LONG),
    "messages": (lambda text: ranked([text]), LONG),
    "one line": (plain, LONG),
    "download": (lambda text: systematic(f"lee_{text}_12_3_pixels.ipynb"), LONG),
}


def seconds(read, text):
    """Processor time of one reading."""
    start = time.process_time()
    read(text)
    return time.process_time() - start


@pytest.fixture
def no_gc():
    """Without pauses for garbage, whose length depends on the tests that ran before."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("name", READERS)
@pytest.mark.usefixtures("no_gc")
def test_time_grows_with_the_length_of_a_text(name):
    """Twice the text takes about twice the time, whatever it repeats; 60,000 line ends once took 85 s."""
    read, length = READERS[name]
    slow = []
    for piece in PIECES:
        start = "'''" if name == "code" else ""
        one, two = (start + (piece * n)[:n] + "x" for n in (length, 2 * length))
        # Slack for what a busy machine adds; a search that starts over and over takes seconds at this length.
        for _ in range(4):
            before, after = seconds(read, one), seconds(read, two)
            if after <= 3 * before + 0.15:
                break
        else:
            slow.append((piece, before, after))
    assert not slow, slow
