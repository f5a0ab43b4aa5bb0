"""What is kept of an earlier run is what a whole run would give: verdicts, messages and outputs."""

import itertools
import json
import random
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from support.course import cell, run_course
from support.edits.cases import NAME, write
from support.edits.course import ASSIGNMENT, FULL, good_notebook, three_exercises
from support.rounds import Counted

from course.authoring import build
from course.grading.execution.notebook_run import Limits
from course.grading.rerun.earlier import Earlier
from course.grading.run.outcomes import recall
from course.grading.sandbox.folders import CourseFiles
from course.grading.submission.sanitizing import sanitized
from course.lms.grades import scores
from course.project.notebooks import grade_id, kind, verdict_message

pytestmark = pytest.mark.xdist_group("story")
SETUP = "import numpy as np\ndef call(name, *args):\n    return globals()[name](*args)\ntable = np.arange(4.0)"
ANSWERS = {
    "single": ["def single(x):\n    return x", "def single(x):\n    return x + 1", "def single(x):\n    return 1 / 0"],
    "double": ["def double(x):\n    return 2 * single(x)", "def double(x):\n    x[:] = 0\n    return x", "double = 3"],
    "total": ["def total(x):\n    return x.sum()", "def total(x):\n    return table.sum()", "print('no answer')"],
}
TESTS = {
    "single": "got = call('single', 3.0)\nassert got == 3, f'not {got}'",
    "double": "got = double(table)\nassert np.array_equal(got, [0, 2, 4, 6]), f'not {np.sum(got)}'",
    "total": "assert total(table) == 6, f'not {total(table)}'",
}
EXTRAS = [
    "print(single(5))", "table[0] = 9", "def single(x):\n    return -x", "import os\nos._exit(0)", "print('hello')",
    "np.random.seed(0)", "total = double",
]  # fmt: skip


def variant(dice):
    """A hand-in: for each exercise one of its answers, and now and then a cell of the student's own."""
    cells = [cell("locked", "setup", SETUP)]
    for name, answers in ANSWERS.items():
        weights = [3, *([1] * (len(answers) - 1))]
        cells.append(cell("solution", name, dice.choices(answers, weights)[0]))
        cells.append(cell("test", f"test_{name}", TESTS[name], 1))
        if dice.random() < 0.3:
            cells.append(new_code_cell(dice.choice(EXTRAS)))
    return new_notebook(cells=cells)


def ran(nb, earlier=None):
    """A notebook as it is graded, and the run."""
    made = nbformat.from_dict(json.loads(json.dumps(nb)))
    run = Counted(made, Limits(cell=20), "base", earlier)
    run.run({}, CourseFiles())
    sanitized(made)
    return run


def seen(run):
    """All that a student and an instructor see."""
    shown = []
    for one in run.nb.cells:
        outputs = [{key: value for key, value in out.items() if key != "execution_count"} for out in one.outputs]
        # The number that a cell has in a kernel is that of the run in which it ran.
        text = re.sub(r"In\[\d+\]", "In[#]", json.dumps(outputs, sort_keys=True))
        shown.append((one.source, verdict_message(one), json.loads(text)))
    return shown


@pytest.mark.parametrize(
    "number", [*range(4), *(pytest.param(number, marks=pytest.mark.slow) for number in range(4, 60))]
)
def test_a_second_hand_in_is_graded_as_if_it_were_the_first(number):
    """Of two hand-ins, one after the other, the second one's verdicts and outputs are those of a run of its own."""
    dice = random.Random(number)
    first = ran(variant(dice))
    second = variant(dice)
    after = ran(second, Earlier(nbformat.writes(first.nb), first.prints()))
    assert seen(after) == seen(ran(second))


def test_what_did_not_change_does_not_run():
    """The same notebook again needs no kernel at all; with one answer changed, only what depends on it runs."""
    nb = new_notebook(cells=[cell("locked", "setup", SETUP)])
    for name, answers in ANSWERS.items():
        nb.cells += [cell("solution", name, answers[0]), cell("test", f"test_{name}", TESTS[name], 1)]
        nb.cells.append(new_code_cell(f"print('{name}:', np.random.rand())"))
    first = ran(nb)
    earlier = Earlier(nbformat.writes(first.nb), first.prints())
    again = ran(nb, earlier)
    assert (again.rounds, again.kept()) == (0, list(ANSWERS)) and seen(again) == seen(first)
    nb.cells[7].source += "  # changed"
    after = ran(nb, earlier)
    assert (after.rounds, after.kept()) == (1, ["single", "double"])
    assert [out for *_, out in seen(after)] == [out for *_, out in seen(first)]  # no cell printed another number
    assert after.prints() != first.prints() and all(after.prints())


def test_bug_a_new_cell_of_ones_own_was_not_graded():
    """Where every verdict is kept and one more cell has to run, it runs, and nothing is judged."""
    nb = new_notebook(cells=[cell("locked", "setup", SETUP)])
    for name, answers in ANSWERS.items():
        nb.cells += [cell("solution", name, answers[0]), cell("test", f"test_{name}", TESTS[name], 1)]
    first = ran(nb)
    nb.cells.append(new_code_cell("print('hello')"))
    after = ran(nb, Earlier(nbformat.writes(first.nb), first.prints()))
    assert after.kept() == list(ANSWERS) and after.nb.cells[-1].outputs[0].text == "hello\n"


def test_bug_cells_of_ones_own_had_the_output_of_another():
    """Cells that use the same table each keep what they showed themselves."""
    nb = new_notebook(cells=[cell("locked", "setup", SETUP)])
    nb.cells += [cell("solution", "single", ANSWERS["single"][0]), cell("test", "test_single", TESTS["single"], 1)]
    nb.cells += map(new_code_cell, ("x = [1, 2]", "print(x)", "print(len(x))"))
    first = ran(nb)
    nb.cells[1].source += "  # changed"
    after = ran(nb, Earlier(nbformat.writes(first.nb), first.prints()))
    assert [one.outputs[0].text for one in after.nb.cells[-2:]] == ["[1, 2]\n", "2\n"]


@pytest.mark.parametrize("extra", ["import os\nos._exit(0)", "quit()", "while True: pass"])
def test_what_did_not_go_well_is_not_kept(extra):
    """Where a cell ended its process or took too long, the next run begins from the start."""
    nb = new_notebook(cells=[cell("locked", "setup", SETUP), new_code_cell(extra)])
    nb.cells += [cell("solution", "single", ANSWERS["single"][0]), cell("test", "test_single", TESTS["single"], 1)]
    made = nbformat.from_dict(json.loads(json.dumps(nb)))
    late = {"ename": "TooLong", "evalue": "It took too long.", "traceback": []}
    run = Counted(made, Limits(cell=2, on_timeout=late), "base")
    run.run({}, CourseFiles())
    assert verdict_message(made.cells[-1]) is None
    assert not any(run.prints())


def test_a_test_that_another_needs_runs_for_it():
    """A kept test is judged again, if only for the helper that stands in it; its verdict is the one that was kept."""
    tests = {
        "single": "def same(a, b):\n    assert a == b, 'not the same'\nsame(single(1), 1)",
        "total": "same(total(table), 6)",
    }
    nb = new_notebook(cells=[cell("locked", "setup", SETUP)])
    for name, test in tests.items():
        nb.cells += [cell("solution", name, ANSWERS[name][0]), cell("test", f"test_{name}", test, 1)]
    first = ran(nb)
    nb.cells[3].source += "  # changed"
    after = ran(nb, Earlier(nbformat.writes(first.nb), first.prints()))
    assert after.kept() == ["single"]
    assert [verdict_message(one) for one in after.nb.cells if kind(one) == "test"] == [None, None]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The small course with two hand-ins, graded."""
    made = three_exercises(tmp_path_factory.mktemp("earlier"))
    for student in ("ann", "bob"):
        write(made.folder("submitted") / student / ASSIGNMENT / NAME, good_notebook(made))
    assert run_course("grade", ASSIGNMENT, cwd=made.root).returncode == 0
    return made


def handed_in(course, student, change):
    """A second hand-in, with another text of the answer `double`."""
    nb = good_notebook(course)
    for one in nb["cells"]:
        if "def double" in "".join(one["source"]) and change:
            one["source"] = change
    write(course.folder("submitted") / student / ASSIGNMENT / NAME, nb)


def kept(course, student):
    return set(recall(course.root, ASSIGNMENT, student).kept)


def test_a_class_is_graded_again_where_it_changed(course):
    """One changed answer, one mended test: the command keeps the rest, says so, and the points are right."""
    exercises = {name.removeprefix("test_") for name in FULL if name.startswith("test_")}
    handed_in(course, "ann", "def double(x):\n    return 3 * x")
    result = run_course("grade", ASSIGNMENT, cwd=course.root)
    assert result.returncode == 0, result.stderr
    assert f"ann: {len(exercises) - 1} exercises kept, 1 run" in result.stdout
    assert kept(course, "ann") == exercises - {"double"}
    points = {row.student: row.points for row in scores.rows(course, ASSIGNMENT)}
    assert points == {"ann": FULL | {"test_double": 0}, "bob": FULL}
    # A hidden test is mended: everybody's exercise runs again, and no other.
    source = course.notebook(ASSIGNMENT)
    text = source.read_text(encoding="utf-8")
    nb = nbformat.reads(text, as_version=4)
    test = next(one for one in nb.cells if grade_id(one) == "test_double")
    test.source = test.source.replace("### END HIDDEN TESTS", "assert double(7) == 14, 'seven'\n### END HIDDEN TESTS")
    nbformat.write(nb, source)
    build.build(course, ASSIGNMENT)
    result = run_course("grade", ASSIGNMENT, "--json", cwd=course.root)
    assert result.returncode == 0, result.stderr
    assert kept(course, "ann") == kept(course, "bob") == exercises - {"double"}
    told = {one["student"]: one["kept"] for one in json.loads(result.stdout)["hand_ins"]}
    assert {student: set(names) for student, names in told.items()} == dict.fromkeys(
        ("ann", "bob"), exercises - {"double"}
    )
    result = run_course("grade", ASSIGNMENT, "--force", cwd=course.root)
    assert "exercises kept" not in result.stdout and kept(course, "ann") == set()


@pytest.mark.slow
def test_two_orders_of_the_same_work_give_the_same_gradebook(course, tmp_path_factory):
    """Right, wrong, right again; wrong at once; all in one run: rows, messages and graded notebooks are equal."""
    wrong, right = "def double(x):\n    return 3 * x", None
    found = []
    for order in ([right, wrong], [wrong], [wrong, right, wrong]):
        made = three_exercises(tmp_path_factory.mktemp("order"))
        for answer in order:
            handed_in(made, "ann", answer)
            assert run_course("grade", ASSIGNMENT, cwd=made.root).returncode == 0
        graded = nbformat.read(made.folder("autograded") / "ann" / ASSIGNMENT / NAME, as_version=4)
        cells = [(one.source, one.get("outputs"), verdict_message(one)) for one in graded.cells]
        found.append(([(row.student, row.points) for row in scores.rows(made, ASSIGNMENT)], cells))
    assert all(one == other for one, other in itertools.pairwise(found))


def test_a_graded_notebook_that_somebody_changed_is_no_source(course):
    """What is kept is read from the graded notebook only if it is as grading left it."""
    path = course.folder("autograded") / "bob" / ASSIGNMENT / NAME
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    handed_in(course, "bob", "def double(x):\n    return x + x")
    assert run_course("grade", ASSIGNMENT, "--student", "bob", cwd=course.root).returncode == 0
    assert kept(course, "bob") == set()
