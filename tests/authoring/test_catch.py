"""Exercises in which students catch wrong functions: these are wrong by the test of the exercise that they answer."""

import ast
import contextlib
import io
import warnings

import matplotlib as mpl
import pytest
from support.course import ASSIGNMENTS, ROOT

from course.project import notebooks
from course.project.notebooks import grade_id, most_of, split_regions
from course.project.workspace import Workspace

COURSE = Workspace(ROOT)
CATCHING = {
    "01-pixels": "to_pixels",
    "02-quantize": "palette_uint8",
    "03-palettes": "nearest_index",
    "04-lloyd": "update",
    "05-choose-k": "elbow_k",
}


def cells(assignment):
    """Cells of an instructor notebook by name."""
    return {grade_id(cell): cell for cell in notebooks.read(COURSE.notebook(assignment)).cells}


def hidden(cell):
    """The functions of the hidden tests of a cell."""
    found = (ast.parse("\n".join(region)).body for region in split_regions(cell).secret)
    return [node for body in found for node in body if isinstance(node, ast.FunctionDef)]


@contextlib.contextmanager
def namespace(assignment, *names):
    """Names of some cells of a notebook, run here; what they set for all is taken back."""
    known = {"__name__": "__main__"}
    quiet = contextlib.redirect_stdout(io.StringIO())
    with warnings.catch_warnings(), mpl.rc_context(), quiet, contextlib.chdir(ROOT / "data"):
        for name in ("setup", *names):
            exec(compile(cells(assignment)[name].source, f"<{name}>", "exec"), known)
        yield known


@pytest.mark.parametrize(("assignment", "function"), CATCHING.items())
def test_what_is_to_be_caught_is_wrong_and_the_rest_right(assignment, function):
    """Each function that a student is to catch fails the test of its exercise, and each right one passes it."""
    test = cells(assignment)[f"test_{function}"].source
    found = hidden(cells(assignment)[f"test_catch_{function}"])
    passed = {}
    with namespace(assignment) as known:
        exec(compile(ast.Module(found, []), "<hidden>", "exec"), known)
        for node in found:
            if node.name.startswith(("right_", "wrong_")):
                known[function] = known[node.name]
                try:
                    exec(compile(test, "<test>", "exec"), known)
                    passed[node.name] = True
                except Exception:
                    passed[node.name] = False
    assert {name for name, well in passed.items() if well} == {name for name in passed if name.startswith("right_")}
    assert sum(name.startswith("right_") for name in passed) >= 4
    assert sum(name.startswith("wrong_") for name in passed) == 8


@pytest.mark.parametrize(("assignment", "function"), CATCHING.items())
def test_each_has_words_for_what_it_does(assignment, function):
    """A wrong function says what it does and what would show it, a right one what it does."""
    cell = cells(assignment)[f"test_catch_{function}"]
    assert most_of(cell) == 2
    for node in hidden(cell):
        words = (ast.get_docstring(node) or "").split(" | ")
        if node.name.startswith("wrong_"):
            assert len(words) == 2 and all(words) and not words[1].endswith("?"), node.name
        assert words[0] and (not node.name.startswith(("right_", "wrong_")) or words[0][0].islower()), node.name


def test_there_is_one_in_each_assignment_that_counts():
    """The table above has all of them."""
    found = {name: [cell for cell in cells(name) if cell.startswith("catch_")] for name in ASSIGNMENTS[:5]}
    assert found == {name: [f"catch_{function}"] for name, function in CATCHING.items()}


@pytest.mark.parametrize(("assignment", "function"), CATCHING.items())
def test_students_try_their_own_function(assignment, function):
    """In a student's notebook the right function is the student's own, where there is one."""
    catch = f"catch_{function}"
    release = notebooks.read(COURSE.notebook(assignment, "release"))
    cells_of = {cell.id: cell.source for cell in release.cells}
    test = cells_of[f"test_{catch}"]
    with namespace(assignment, catch) as known:
        exec(compile(test, "<test>", "exec"), known)
        exec(compile(cells_of[function], f"<{function}>", "exec"), known)  # still to do
        with pytest.raises(AssertionError, match="calls your own answer wrong: one of the two is wrong"):
            exec(compile(test, "<test>", "exec"), known)
        exec(compile(cells(assignment)[function].source, f"<{function}>", "exec"), known)
        exec(compile(test, "<test>", "exec"), known)
        known[catch] = lambda candidate: True
        with pytest.raises(AssertionError, match="calls your own answer wrong"):
            exec(compile(test, "<test>", "exec"), known)


@pytest.mark.parametrize(("assignment", "function"), CATCHING.items())
def test_bug_the_order_of_the_functions_could_be_learned(assignment, function):
    """They come in another order each time, so that no schedule is worth anything and none is known to be right."""
    catch = f"catch_{function}"
    source = cells(assignment)[f"test_{catch}"].source
    orders = []
    with namespace(assignment, function, catch) as known:
        caught = known[catch]

        def noted(candidate):
            try:
                wrong = bool(caught(candidate))
            except Exception:
                wrong = True
            orders[-1].append(wrong)
            return wrong

        for _ in range(3):
            orders.append([])
            known[catch] = noted
            exec(compile(source, "<test>", "exec"), known)
    assert [order[:2] for order in orders] == [[True, True]] * 3  # what students see: both are wrong
    assert [len(order) for order in orders] == [14] * 3 and {sum(order) for order in orders} == {10}
    assert orders[0] != orders[1] or orders[1] != orders[2]
