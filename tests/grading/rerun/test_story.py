"""Story cells are left out where nothing of a hand-in needs them, and run where it may."""

import base64
import io

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image
from support.course import ROOT, cell, story
from support.rounds import ANSWERS, FULL, graded

from course.authoring.story import could_be_marked, misplaced
from course.grading.execution.notebook_run import AS_HANDED_IN
from course.grading.rerun.dependence import dependences
from course.grading.rerun.story import can_be_left_out
from course.grading.submission.matching import repaired
from course.grading.submission.reading import plain_cells

pytestmark = pytest.mark.xdist_group("story")
SOURCE = ROOT / "source" / "04-lloyd" / "lloyd.ipynb"


def notebook(answer="def f(x):\n    return x", extra=None):
    """Two story cells, the second of which uses the first, between setup and answer."""
    cells = [
        cell("locked", "setup", "import numpy as np\ndef show(thing):\n    print(thing)"),
        story("load", "pixels = np.arange(9)\nshow(pixels)"),
        story("double", "doubled = 2 * pixels\nshow(doubled)"),
        story("other", "figure = 1\nshow(figure)"),
        cell("solution", "f", answer),
        *([new_code_cell(extra)] if extra else []),
        cell("test", "test_f", "show(f(1))\nassert f(1) == 1, 'no'"),
    ]
    return new_notebook(cells=cells)


RUN = {
    "a global": ("def f(x):\n    return pixels[x]", {1, 2, 3}),  # who calls it may change it in place
    "with what it needs": ("def f(x):\n    return doubled[x] // 2", {1, 2, 3}),
    "at the top": ("first = pixels[0]\ndef f(x):\n    return x", {1, 2}),
    "used, then defined": ("pixels = pixels + 1\ndef f(x):\n    return x", {1, 2}),
    "deleted": ("del figure\ndef f(x):\n    return x", {3}),
    "globals()": ("def f(x):\n    return globals()['pixels'][x]", {1, 2, 3}),
    "eval": ("def f(x):\n    return eval('pixels[x]')", {1, 2, 3}),
    "a magic": ("%time\ndef f(x):\n    return x", {1, 2, 3}),
    "Out": ("def f(x):\n    return Out.get(3, x)", {1, 2, 3}),
    "__main__": ("import __main__\ndef f(x):\n    return __main__.pixels[x]", {1, 2, 3}),
    "a star": ("from numpy import *\ndef f(x):\n    return x", {1, 2, 3}),
    "no Python": ("def f(x:\n    return x", {1, 2, 3}),
    "a count": ("calls = 0\ndef f(x):\n    global calls\n    calls += 1\n    return x", {1, 2, 3}),
    "a memory": ("seen = {}\ndef f(x):\n    seen[x] = 1\n    return x", {1, 2, 3}),
    "a list": ("seen = []\ndef f(x):\n    seen.append(x)\n    return x", {1, 2, 3}),
    "a default": ("def f(x, seen=[]):\n    seen.append(x)\n    return x", {1, 2, 3}),
    "an attribute": ("def f(x):\n    f.calls = 1\n    return x", {1, 2, 3}),
    "a class's": ("class C:\n    seen = []\ndef f(x):\n    return x", {1, 2, 3}),
    "a generator": ("rng = np.random.default_rng(0)\ndef f(x):\n    return x + 0 * rng.random()", {1, 2, 3}),
    "a seed": ("np.random.seed(0)\ndef f(x):\n    return x", {1, 2, 3}),
    "a cache": ("import functools\n@functools.cache\ndef f(x):\n    return x", {1, 2, 3}),
    "a decorator": ("def once(g):\n    return g\n@once\ndef f(x):\n    return x", {1, 2, 3}),
    "what is written into": ("def f(x):\n    return np.add(pixels, x, out=pixels)", {1, 2, 3}),
    "an iterator": ("def make():\n    return {1: map(str, [1])}\nf = make()", {1, 2, 3}),
    "an iterator by a name": ("def make():\n    it = iter([1])\n    return [it]\nf = make()", {1, 2, 3}),
    "a closure": (
        "def make():\n    seen = []\n    def g(x):\n        seen.append(x)\n        return x\n    return g\nf = make()",
        {1, 2, 3},
    ),
}
LEFT = {
    "nothing": "def f(x):\n    return x",
    "an argument of that name": "def f(pixels):\n    return pixels",
    "a variable of that name": "def f(x):\n    figure = x\n    return figure",
    "a name of its own first": "figure = 3\nprint(figure)\ndef f(x):\n    return x",
    "a text": "def f(x):\n    'Of pixels.'\n    return {'pixels': x}['pixels']",
    "a setting": "SIZE = 3\ndef f(x):\n    return x + 0 * SIZE",
    "a library": "import sys\ndef f(x):\n    return x + 0 * sys.getsizeof(x)",
    "data of a function": "def f():\n    return dict(zip('ab', 'cd'))\nf = f()",
    "a method of a type": "def f(x):\n    return dict.fromkeys([x])",
    "a method of a result": "def g(x):\n    return np.arange(x)\ndef f(x):\n    return g(x).reshape(-1)[0]",
    "a nested function": "def f(x):\n    def g(y=slice(None)):\n        return x\n    return g()",
    "a generator of its own": "def f(x, seed=0):\n    return x + 0 * np.random.default_rng(seed).random()",
    "the untouched stub": "def f(x):\n    raise NotImplementedError()",
}


@pytest.mark.parametrize("name", RUN)
def test_what_an_answer_may_lean_on_runs(name):
    """A cell runs if a student's may read, change or remember what it defines; when in doubt, all run."""
    answer, runs = RUN[name]
    assert {1, 2, 3} - can_be_left_out(notebook(answer).cells) == runs
    assert {1, 2, 3} - can_be_left_out(notebook(extra=answer).cells) == runs or name == "a closure"


@pytest.mark.parametrize("name", LEFT)
def test_what_no_answer_leans_on_is_left_out(name):
    """Names of arguments, of local variables and in texts are no use of the course's variables."""
    assert can_be_left_out(notebook(LEFT[name]).cells) == {1, 2, 3}


def test_a_module_beside_the_notebook_may_use_anything():
    """What lies in a file of the student's is not looked through: everything runs."""
    assert can_be_left_out(notebook().cells, ["helper.py"]) == set()
    assert can_be_left_out(notebook().cells, ["photo.png"]) == {1, 2, 3}


@pytest.mark.parametrize(
    "answer", ["%time 1\n" * 520, "%ls\u2028" * 600, "y = " + "lambda: " * 3000 + "1", "y = " + "-" * 100_000 + "1"]
)
def test_bug_what_is_hard_to_read_was_not_graded(answer):
    """IPython gives up after 500 magics, and Python's parser on deep nesting: then everything runs."""
    nb = notebook(extra=answer)
    assert can_be_left_out(nb.cells) == set()
    assert dependences(nb.cells, set()) == {}


def test_only_cells_with_the_tag_are_left_out():
    """A locked cell without the tag runs, whoever uses it."""
    nb = notebook()
    nb.cells[2].metadata.tags = []
    assert can_be_left_out(nb.cells) == {1, 3}


def picture():
    file = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(file, "png")
    return base64.b64encode(file.getvalue()).decode()


def test_what_was_handed_in_is_shown_there(monkeypatch):
    """Picture and text of the hand-in stand below a remark; what is no picture, or live, is gone."""
    released = new_notebook(cells=[cell("locked", "setup", "import os"), story("look", "print('seen')")])
    handed_in = nbformat.from_dict(released)
    data = {
        "image/png": picture(),
        "text/html": "<b>x</b>",
        "image/jpeg": "bm90IGEgcGljdHVyZQ==",
        "text/plain": "a figure",
    }
    handed_in.cells[1].outputs = [
        new_output("stream", name="stdout", text="told\n"),
        new_output("display_data", data, metadata={"image/png": {"alt": "Red.", "width": "x"}}),
        {"output_type": "nonsense", "data": 5},
        "no output",
    ]
    nb = repaired(released, handed_in, {})
    plain_cells(handed_in.cells)  # and again
    look = nb.cells[1]
    assert [one.output_type for one in look.outputs] == ["stream", "display_data"]
    assert set(look.outputs[1].data) == {"image/png", "text/plain"}
    assert look.outputs[1].metadata == {"image/png": {"alt": "Red."}}


@pytest.mark.parametrize(("all_cells", "answer", "printed"), [
    (False, ANSWERS["first"], AS_HANDED_IN + "told\n"),
    (True, ANSWERS["first"], "run\n"),
    (False, "def first():\n    return one", "run\n"),
])  # fmt: skip
def test_points_are_the_same_and_the_outputs_tell_which(all_cells, answer, printed):
    """A story cell that runs shows what it printed; one that does not shows what was handed in. Points are the same."""
    look = story("look", "one = 1\nprint('run')")
    look.outputs = [new_output("stream", name="stdout", text="told\n")]
    _, messages = graded(ANSWERS | {"first": answer}, between=[look], all_cells=all_cells)
    assert messages == FULL
    assert "".join(one.text for one in look.outputs) == printed


@pytest.mark.parametrize(("source", "answer", "why"), [
    ("size = 3", "def f(x):\n    return size", "uses 'size' of it"),
    ("kept.append(1)", "def f(x):\n    return kept", "uses 'kept' of it"),
    ("kept[0] = 1", "def f(x):\n    return kept", "uses 'kept' of it"),
    ("np.random.seed(0)", "def f(x):\n    return x", "changes something for all cells"),
    ("plt.rcParams['font.size'] = 3", "def f(x):\n    return x", "changes something for all cells"),
    ("import math", "def f(x):\n    return math.pi", "it imports math"),
])  # fmt: skip
def test_build_refuses_the_tag_where_something_depends_on_the_cell(source, answer, why):
    """An author's mistake is told with the name that makes it one."""
    setup = cell("locked", "setup", "import numpy as np\nimport matplotlib.pyplot as plt\nkept = [0]")
    nb = new_notebook(cells=[setup, story("look", source), cell("solution", "f", answer)])
    (problem,) = misplaced(nb)
    assert problem.startswith("look has the tag 'story', but ") and why in problem
    assert "look" not in could_be_marked(nb)


def test_build_names_cells_that_could_have_the_tag():
    """Cells on which only other story cells depend are found together; no other cell may have the tag."""
    nb = notebook()
    for one in nb.cells:
        one.metadata.pop("tags", None)
    assert could_be_marked(nb) == ["load", "double", "other"] and list(misplaced(nb)) == []
    nb.cells[4].metadata.tags = ["story"]
    assert list(misplaced(nb)) == ["f has the tag 'story', which only a locked code cell may have: remove it"]


def test_bug_a_word_in_a_test_ran_a_story_cell_in_the_judge(tmp_path):
    """A text in a test may be the name of something that a story cell defines: the judge has no story cells."""
    ran = tmp_path / "ran"
    shown = story("shown", f"labels = 1\nopen({str(ran)!r}, 'w').close()")
    _, told = graded(tests={"first": "assert {'labels': 1}['labels'] == 1"}, between=[shown], sandboxed=False)
    assert told == FULL and not ran.exists()
    _, told = graded(tests={"first": "labels"}, between=[shown])
    assert told["first"].startswith("The test could not be finished (NameError)")


def test_where_a_test_runs_no_figure_is_drawn():
    """A locked cell that loads a photograph shows it as well: in the judge nobody sees it, and drawing takes time."""
    setup = next(c.source for c in nbformat.read(SOURCE, as_version=4).cells if c.id == "setup")
    names = {"__name__": "__main__"}
    exec(setup, names)
    names["print_figure"] = None  # to call it would be an error
    figure, _ = names["plt"].subplots()
    names["show"](figure, "A figure")
    assert not names["plt"].fignum_exists(figure.number)
