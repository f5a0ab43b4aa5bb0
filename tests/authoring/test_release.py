"""What students get: up to date, without secrets, of a sitting's size."""

import ast
import html
import os
import re
import subprocess
import sys
import types
from urllib.parse import urlsplit

import matplotlib.pyplot as plt
import pytest
from bs4 import BeautifulSoup
from IPython.core.pylabtools import print_figure
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from support.course import ASSIGNMENTS, PATIENCE, ROOT

from course.authoring import build, reference
from course.authoring.leaks import leaks
from course.project import notebooks
from course.project.workspace import Workspace

COURSE = Workspace(ROOT)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_release_is_what_source_compiles_to(assignment):
    """release/ is committed for Colab, and byte-equal to a fresh build."""
    assert build.drift(COURSE, assignment) == []


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_release_holds_no_secret(assignment):
    """No line of a solution or hidden test is in the student version."""
    source = notebooks.read(COURSE.notebook(assignment))
    release = notebooks.read(COURSE.notebook(assignment, "release"))
    assert list(leaks(source, release, {})) == []
    assert len(release.cells) == len(source.cells)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_untouched_release_stops_kindly(assignment):
    """A student who runs an untouched notebook is told what is still to do, test cell by test cell."""
    nb = notebooks.read(COURSE.notebook(assignment, "release"))
    nb.cells = [c for c in nb.cells if notebooks.kind(c) in ("solution", "test") or notebooks.grade_id(c) == "setup"]
    list(reference.run(nb))
    for cell in nb.cells:
        if notebooks.kind(cell) == "test":
            error = next(out for out in cell.outputs if out.output_type == "error")
            assert error.ename == "AssertionError", f"{notebooks.grade_id(cell)}: {error.ename}: {error.evalue}"


@pytest.mark.parametrize(("given", "threads"), [(None, 1), ("3", 3)])
def test_fits_use_one_thread_unless_somebody_asks_for_more(given, threads):
    """After the setup cell scikit-learn computes with one thread on any machine, or with as many as it was told."""
    setup = next(c for c in notebooks.read(COURSE.notebook("01-pixels", "release")).cells if c.id == "setup")
    code = setup.source + "\nimport sklearn.cluster, threadpoolctl\n"
    code += "print({one['num_threads'] for one in threadpoolctl.threadpool_info() if one['user_api'] == 'openmp'})"
    kept = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    environment = kept | ({"OMP_NUM_THREADS": given} if given else {})
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout.splitlines()[-1] == str({threads})


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_check_is_made_twice(assignment):
    """No test that students see asserts the same thing in two places."""
    for cell in notebooks.read(COURSE.notebook(assignment, "release")).cells:
        if notebooks.kind(cell) == "test":
            checks = [ast.unparse(node) for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Assert)]
            assert len(checks) == len(set(checks)), notebooks.grade_id(cell)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_size_of_a_notebook(assignment):
    """A notebook stays a sitting's work: its cells, its words, and the lines of code in sight."""
    nb = notebooks.read(COURSE.notebook(assignment, "release"))
    no_prose = r"(?m)^    .*$|`[^`]*`|\]\([^)]*\)"  # examples, code, addresses
    prose = [re.sub(no_prose, "", cell.source) for cell in nb.cells if cell.cell_type == "markdown"]
    words = sum(len(re.findall(r"[A-Za-z][A-Za-z'’-]+", text)) for text in prose)
    open_cells = [
        cell
        for cell in nb.cells
        if cell.cell_type == "code" and not cell.metadata.get("jupyter", {}).get("source_hidden")
    ]
    tests = [cell for cell in nb.cells if notebooks.kind(cell) == "test"]
    assert 25 <= len(nb.cells) <= 75
    assert 600 <= words <= 1200
    assert lines_of(open_cells) <= 310  # what is to be read and written, docstrings included
    assert lines_of(tests) <= 180
    assert not [cell for cell in tests if cell in open_cells]


def lines_of(cells):
    """How many lines there are in cells, without blank ones."""
    return sum(bool(line) for cell in cells for line in cell.source.split("\n"))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_passing_check_says_so(assignment, capsys):
    """Each check begins with a title, and ends with one line, that name the exercise as its statement does."""
    number, said = "", {}
    for cell in notebooks.read(COURSE.notebook(assignment, "release")).cells:
        number = [number, *re.findall(r"(?m)^### (\d\.\d+) ", cell.source)][-1]
        if notebooks.grade_id(cell) == "setup":
            functions = [node for node in ast.parse(cell.source).body if getattr(node, "name", "") == "passed"]
            exec(compile(ast.Module(functions, []), "<setup>", "exec"), said)
        if notebooks.kind(cell) == "test":
            assert cell.source.startswith(f'#@title Check {number} {{ display-mode: "form" }}\n')
            last = ast.parse(cell.source).body[-1]
            assert isinstance(last, ast.Assert) and eval(ast.unparse(last.test), said) is True
            told = capsys.readouterr().out
            assert told.startswith(f"{number} ") and told.endswith("; hidden tests run after you hand in.\n")
            assert told.count("\n") == 1


@pytest.mark.parametrize("assignment", ASSIGNMENTS[:5])
def test_what_is_new_is_linked(assignment):
    """Libraries' own pages explain the functions that a notebook needs first; what is cited is linked."""
    text = "\n".join(
        cell.source for cell in notebooks.read(COURSE.notebook(assignment)).cells if "markdown" in cell.cell_type
    )
    found = re.findall(r"\]\((https://[^)\s]+)\)", text)
    assert len(found) >= 2 and {urlsplit(address).netloc for address in found} <= PAGES
    assert not re.search(r"(?i)\b(blog|tutorial|published notebook|popular exercise)", text)


PAGES = {"numpy.org", "scikit-learn.org", "matplotlib.org", "pillow.readthedocs.io", "docs.python.org", "doi.org"}
FIGURES = {"subplots", "figure", "side_by_side", "gallery", "plot_planes", "plot_curve", "draw_strips"}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_figure_has_a_text_for_readers_who_do_not_see_it(assignment):
    """Figures are shown by `show`; what it displays has a description from the data, as a web page has it, too."""
    setup, *others = [cell for cell in notebooks.read(COURSE.notebook(assignment)).cells if cell.cell_type == "code"]
    for cell in others:
        if notebooks.kind(cell) == "locked":
            called = {
                getattr(node.func, "attr", getattr(node.func, "id", ""))
                for node in ast.walk(ast.parse(cell.source))
                if isinstance(node, ast.Call)
            }
            assert not called & FIGURES or "show" in called, notebooks.grade_id(cell)
    names = {"described", "show"}
    functions = [node for node in ast.parse(setup.source).body if getattr(node, "name", "") in names]
    shown = []
    known = {
        "plt": plt,
        "html": html,
        "print_figure": print_figure,
        "IPython": types.SimpleNamespace(get_ipython=lambda: True),
        "display": lambda data, raw, metadata: shown.append(new_output("display_data", data, metadata=metadata)),
    }
    exec(compile(ast.Module(functions, []), "<setup>", "exec"), known)
    figure, axes = plt.subplots(1, 2)
    axes[0].bar(["one", "two"], [1, 2345])
    axes[0].set_title("Bars")
    axes[1].plot([1, 2, 3], [5, 4, 3], label="falls")
    axes[1].set(xlabel="k", ylabel="error")
    known["show"](figure, 'Two "parts"')
    page, _ = HTMLExporter().from_notebook_node(new_notebook(cells=[new_code_cell("", outputs=shown)]))
    (image,) = BeautifulSoup(page, "html.parser").find_all("img")
    assert image["alt"] == 'Two "parts". Bars; one 1; two 2,345. falls from 5 to 3; error against k'
    assert shown[0].metadata["image/png"]["alt"] == image["alt"] == shown[0].data["text/plain"]
