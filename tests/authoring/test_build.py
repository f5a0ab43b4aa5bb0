"""`course build`: what it compiles, and everything it refuses before anything is written."""

import json
import shutil

import nbformat
import pytest
from support.attacks.world import autograde
from support.course import MANUAL, SOLUTION, TEST, cell, hand_in, run_course, small_notebook, write_source

from course.authoring import build, rules
from course.authoring.leaks import leaks
from course.base.errors import CourseError
from course.grading.judge.scope import NoShell, as_python, names_of
from course.lms.grades import scores
from course.project.notebooks import is_own
from course.project.workspace import Workspace


def test_release_has_stub_and_visible_tests_only(small):
    """A student gets the signature, a stub, the visible test, and nothing of the rest."""
    (path,) = build.build(small, "01-small")
    cells = {one.id: one for one in nbformat.read(path, as_version=4).cells}
    assert cells["double"].source.startswith('def double(x):\n    """Twice a number."""')
    assert "raise NotImplementedError()" in cells["double"].source
    assert cells["test_double"].source == 'assert double(2) == 4, "double(2) should be four."'
    assert cells["reflection"].source == "YOUR ANSWER HERE"
    assert "doubled_value" not in path.read_text() and "addition" not in path.read_text()


def test_a_cell_that_students_fill_in_is_released_as_it_is(small):
    """The tag `own` opens a cell: its text is kept, and it counts for nothing."""
    nb, own = small_notebook(), cell("own", "own_file", 'own_file = ""  # yours')
    own.metadata.tags = ["own"]
    nb.cells.append(own)
    write_source(small.root, nb)
    (path,) = build.build(small, "01-small")
    released = nbformat.read(path, as_version=4).cells[-1]
    assert (released.id, released.source) == ("own_file", 'own_file = ""  # yours')
    assert is_own(released) and not released.metadata.nbgrader.locked
    hand_in(small, "ann", own_file='own_file = "cat.jpg"', double="def double(x):\n    return 2 * x")
    hand_in(small, "bob", own_file="(", double="def double(x):\n    return 2 * x")
    copied = small.root.parent / "plain"
    shutil.copytree(small.root, copied, symlinks=True)
    told = run_course("grade", "01-small", cwd=small.root)
    assert told.returncode == 0, told.stderr
    for student in ("ann", "bob"):
        assert autograde(copied, "01-small", student).reason is None
        for root in (small.root, copied):
            graded = nbformat.read(root / "autograded" / student / "01-small" / "small.ipynb", as_version=4)
            written = [one.source for one in graded.cells if one.get("id") == "own_file"]
            assert written == ['own_file = "cat.jpg"' if student == "ann" else "("]
            points = {row.student: row.points for row in scores.rows(Workspace(root), "01-small")}
            assert points[student]["test_double"] == 18


def test_build_registers_in_the_gradebook(small):
    """nbgrader knows the assignment, its points and its hidden tests after a build."""
    build.build(small, "01-small")
    with small.gradebook() as gradebook:
        notebook = gradebook.find_notebook("small", "01-small")
        assert {c.name: c.max_score for c in notebook.grade_cells} == {"test_double": 18, "reflection": 2}
        assert any("negative numbers" in c.source for c in notebook.source_cells)


def test_build_twice_gives_the_same_bytes(small):
    """What is committed can be compared with a fresh build."""
    first = build.build(small, "01-small")[0].read_bytes()
    assert build.build(small, "01-small")[0].read_bytes() == first
    assert build.drift(small, "01-small") == []


def test_drift_names_the_difference(small):
    """A released notebook that was edited, removed or added to is named with what to do."""
    (path,) = build.build(small, "01-small")
    path.write_text(path.read_text().replace("four", "five"))
    (path.parent / "stray.txt").write_text("")
    found = build.drift(small, "01-small")
    assert len(found) == 2
    assert "small.ipynb, line" in found[0] and "course build" in found[0]
    assert "stray.txt does not come from source" in found[1]


def test_address_gives_badge_and_downloads(small):
    """With the address set in nbgrader_config.py, notebooks carry the badge and know where photographs are."""
    config = small.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace('repository = ""', 'repository = "ada/course/v1"'))
    text = build.build(type(small)(small.root), "01-small")[0].read_text()
    assert "colab.research.google.com/github/ada/course/blob/v1/release/01-small/small.ipynb" in text
    assert 'REPOSITORY = \\"ada/course/v1\\"' in text


def change(name, **changes):
    """A change of one cell of the small notebook, for the table below."""

    def apply(nb):
        one = next(c for c in nb.cells if c.id == name)
        for key, value in changes.items():
            if key in ("source", "attachments", "outputs"):
                one[key] = value
            else:
                one.metadata.nbgrader[key] = value

    return apply


def add(*cells, at=2):
    """A change that inserts cells."""
    return lambda nb: nb.cells.__setitem__(slice(at, at), list(cells))


def fold(nb):
    """A change that folds a cell away."""
    nb.cells[1].metadata["jupyter"] = {"source_hidden": True}


CAUGHT = "try:\n    double(7)\nexcept AssertionError as error:\n"
LEAKED = "doubled_value_of_x = x + x + 0  # a copy"
STREAM = [{"output_type": "stream", "name": "stdout", "text": "seen"}]
REFUSED = {
    "wrong case": (change("double", source=SOLUTION.replace("BEGIN", "begin")), "looks like a marker"),
    "misspelled": (change("test_double", source=TEST.replace("HIDDEN TESTS", "HIDEN TEST")), "looks like a marker"),
    "no end": (change("double", source=SOLUTION.replace("    ### END SOLUTION", "")), "never ends"),
    "stray end": (
        change("test_double", source=TEST.replace("### BEGIN HIDDEN TESTS\n", "")),
        "counterpart",
    ),
    "nested": (
        change("double", source=SOLUTION.replace("    return", "    ### BEGIN SOLUTION\n    #")),
        "counterpart",
    ),
    "in the wrong cell": (change("setup", source="### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS"), "does not belong"),
    "no markers": (change("double", source="def double(x):\n    return x + x"), "whole cell"),
    "signature inside": (
        change("double", source="### BEGIN SOLUTION\ndef double(x):\n    return 2 * x\n### END SOLUTION"),
        "lose its signature",
    ),
    "other name": (change("double", source=SOLUTION.replace("double(", "twice(")), "does not define 'double'"),
    "no assert at the end": (change("test_double", source=TEST + "\nprint(1)"), "does not end with an assert"),
    "no assert left": (
        change("test_double", source="x = 1\n" + TEST.split("\n", 1)[1]),
        "does not end with an assert",
    ),
    "value at the end": (change("test_double", source=TEST + "\n0.5"), "does not end with an assert"),
    "no hidden tests": (change("test_double", source=TEST.split("\n")[0]), "has no hidden tests"),
    "stderr": (
        change("setup", source='import sys\nprint("careful", file=sys.stderr)'),
        "cell 2 (setup) fails or warns when the reference solution runs: text on stderr: careful",
    ),
    "warning": (change("setup", source='import warnings\nwarnings.warn("old")'), "cell 2 (setup) fails or warns"),
    "reference fails": (
        change("double", source=SOLUTION.replace("x + x + 0", "x * x")),
        "cell 4 (test_double) fails or warns when the reference solution runs: double should work for any number.",
    ),
    "a bare assert fails": (
        change("test_double", source=TEST.replace("for number", "assert double(3) == 7\nfor number")),
        "when the reference solution runs: AssertionError: `assert double(3) == 7` does not hold",
    ),
    "the judge disagrees": (
        change(
            "double",
            source=SOLUTION.replace("x + x + 0", "x + x if x < 5 else type('', (), {'__eq__': lambda *pair: True})()"),
        ),
        "cell 4 (test_double), line 3: the judge gives the reference solution no points: Where a number, a",
    ),
    "points": (change("test_double", points=17), "the points add up to 19, not to 20"),
    "points in a heading": (
        change("question", source="### Why? (3 points)"),
        "cell 5 (question) says '### Why? (3 points)', but the grade cells have 2: run `course build --fix`",
    ),
    "points of the notebook": (
        change("title", source="# A small course\n\n**Points:** 25"),
        "cell 1 (title) says '**Points:** 25', but the grade cells have 20",
    ),
    "untagged": (add(nbformat.v4.new_code_cell("1", id="loose")), "has no nbgrader role"),
    "leak in a story cell": (
        add(cell("locked", "story", LEAKED)),
        "cell 3 (story) shows students a secret line of double",
    ),
    "leak in markdown": (
        add(cell("md", "story", "Remember `doubled_value_of_x = x + x + 0`.")),
        "cell 3 (story) shows students a secret line of double",
    ),
    "leak of the written answer": (
        add(cell("md", "story", "It is so. Because of addition, twice over.")),
        "shows students a secret line of reflection",
    ),
    "attachment": (change("title", attachments={"a.png": {"image/png": "aGVsbG8="}}), "has an attachment"),
    "outputs": (change("setup", outputs=STREAM), "has outputs"),
    "folded without a word": (fold, "cell 2 (setup) is folded: begin with a comment"),
    "twice the same name": (add(cell("md", "title", "again")), "repeats the grade_id"),
    "test without solution": (add(cell("test", "test_more", TEST, 0)), "has no solution cell more"),
    "solution without test": (add(cell("solution", "more", SOLUTION.replace("double(", "more("))), "has no test cell"),
    "numpy.testing": (
        change("test_double", source=TEST.replace("for number", "import numpy.testing as npt\nfor number")),
        "cell 4 (test_double) compares by a library's assertion: students are not shown its message",
    ),
    "text of an exception": (
        change(
            "test_double", source=TEST.replace("for number", f"{CAUGHT}    assert not error, str(error)\nfor number")
        ),
        "cell 4 (test_double) shows the text of 'error', which may quote a hidden value",
    ),
    "text of an exception in a locked cell": (
        change("setup", source="try:\n    pass\nexcept ValueError as error:\n    raise AssertionError(f'{error}')"),
        "cell 2 (setup) shows the text of 'error', which may quote a hidden value",
    ),
    "a function with the name of a class": (
        change("double", source=SOLUTION.replace("double(", "Double("), grade_id="Double"),
        "against custom: the judge takes what a test calls for a class by its capital letter",
    ),
    "a second function with the name of a class": (
        change("double", source=SOLUTION + "\n\n\ndef Triple(x):\n    return 3 * x"),
        "names 'Triple' against custom",
    ),
    "a lambda with the name of a class": (
        change("double", source=SOLUTION + "\n\n\nTriple = lambda x: 3 * x"),
        "names 'Triple' against custom",
    ),
    "a thing that can be called with the name of a class": (
        change("double", source=SOLUTION + "\n\n\nTriple = double.__get__(3)"),
        "names 'Triple' against custom",
    ),
    "a module that only an answer imports": (
        lambda nb: (
            change("double", source="import math\n\n\n" + SOLUTION)(nb),
            change("test_double", source=TEST.replace("for number", "assert math.isclose(double(1), 2)\nfor number"))(
                nb
            ),
        ),
        "the test cell test_double needs 'math', which only an answer imports: import it in a locked cell",
    ),
    "not Python": (change("test_double", source=TEST + "\nassert ("), "does not end with an assert"),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_refuses(small, name):
    """Each fault is named with its cell; neither release/ nor the gradebook is touched."""
    apply, phrase = REFUSED[name]
    nb = small_notebook()
    apply(nb)
    outputs = any(one.get("outputs") or one.get("attachments") for one in nb.cells)
    write_source(small.root, nb, json.dumps(nb) if outputs else None)
    with pytest.raises(CourseError) as refused:
        build.build(small, "01-small")
    assert phrase in str(refused.value)
    assert str(refused.value).startswith("01-small is not released:\n  source/01-small/small.ipynb: ")
    assert not (small.root / "release").exists()
    with small.gradebook() as gradebook:
        assert gradebook.assignments == []


@pytest.mark.parametrize(
    ("source", "problems"),
    [
        ("import numpy as np\nnp.testing.assert_equal(double(2), 4)", 1),
        ("from numpy.testing import assert_equal as same", 1),
        ("from unittest import TestCase", 1),
        (f"{CAUGHT}    assert False, error", 1),
        (f"{CAUGHT}    raise AssertionError(f'it said {{error}}') from None", 1),
        (f"{CAUGHT}    raise AssertionError('in our own words') from error", 0),
        (f"{CAUGHT}    assert False, f'It stopped with {{type(error).__name__}}.'", 0),
        (f"{CAUGHT}    raise", 0),
        ("assert double(2) == 4, f'double(2) should be four, not {double(2)}.'", 0),
    ],
)
def test_bug_messages_could_quote_expected_values(source, problems):
    """A test that lets a library or an exception speak is told to say it in its own words; others are left alone."""
    assert len([*rules.quotes(source), *rules.repeats(source)]) == problems


def test_secret_in_output_attachment_or_metadata_is_found(small):
    """The leak check reads outputs, metadata and what base64 hides, not only sources."""
    import base64

    secret = "    doubled_value_of_x = x + x + 0\n"
    for hide in (
        lambda c: c.update(outputs=[nbformat.v4.new_output("stream", text=secret)]),
        lambda c: c.update(attachments={"a.txt": {"text/plain": base64.b64encode(secret.encode() * 2).decode()}}),
        lambda c: c.metadata.update(note={"deep": [secret]}),
    ):
        release = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", id="plain")])
        assert list(leaks(small_notebook(), release, {})) == []
        hide(release.cells[0])
        assert [text.split(" shows")[0] for text in leaks(small_notebook(), release, {})] == ["cell 1 (plain)"]


IMPORTS = "from collections import Counter, OrderedDict"
SHARED = {
    "an import": (IMPORTS, IMPORTS, True),
    "an import with spaces": (f"    {IMPORTS}", IMPORTS, True),
    "a short line": ("    total = sum(values)", "total = sum(values)", True),
    "an import with more behind it": (f"{IMPORTS}; largest = max", f"{IMPORTS}; largest = max", False),
    "an import with a remark": (f"{IMPORTS}  # count them", f"{IMPORTS}  # count them", False),
    "a line of the solution": ("    largest = max(values, key=abs)", "largest = max(values, key=abs)", False),
    "words that begin so": ("from the left the first one comes", "from the left the first one comes", False),
}


@pytest.mark.parametrize("name", list(SHARED))
def test_what_solution_and_test_both_need_is_no_leak(name):
    """A plain import may stand in a solution and in a test that students see; any other telling line may not."""
    secret, shown, well = SHARED[name]
    nb = small_notebook()
    nb.cells[2].source = SOLUTION.replace("    doubled_value_of_x = x + x + 0", secret)
    release = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(shown, id="plain")])
    found = list(leaks(nb, release, {}))
    assert len(found) == 1 - well
    assert all("show it in double outside of them" in text for text in found)


def test_secret_in_a_file_beside_the_notebook_is_found():
    """What is released with a notebook is looked through as well; data without a line of the solution are fine."""
    release = nbformat.v4.new_notebook()
    files = {"regions.csv": b"region,people\nnorth,10\n", "noise.bin": bytes(range(256)), "help.py": SOLUTION.encode()}
    (found,) = leaks(small_notebook(), release, files)
    assert found.startswith("the file help.py shows students a secret line of double")


def test_cells_may_not_change_once_students_handed_in(small):
    """nbgrader refuses it late and obscurely; we say it in one line and leave release/ as it was."""
    (path,) = build.build(small, "01-small")
    before = path.read_bytes()
    with small.gradebook() as gradebook:
        gradebook.update_or_create_student("ada")
        gradebook.update_or_create_submission("01-small", "ada")
    nb = small_notebook()
    nb.cells.insert(1, cell("md", "more", "More text."))
    write_source(small.root, nb)
    with pytest.raises(CourseError, match="students have handed it in"):
        build.build(small, "01-small")
    assert path.read_bytes() == before


def test_manual_answer_needs_its_markers(small):
    """A written model answer without markers would be replaced silently, statement included."""
    nb = small_notebook()
    nb.cells[-1].source = MANUAL.split("\n")[1]
    write_source(small.root, nb)
    with pytest.raises(CourseError, match="has no BEGIN/END SOLUTION markers"):
        build.build(small, "01-small")


def test_a_test_may_not_need_another():
    """Each test is judged by itself: what only another test defines is named, what a locked cell defines is not."""
    nb = small_notebook()
    nb.cells += [
        cell("solution", "triple", SOLUTION.replace("double", "triple")),
        cell("test", "test_triple", "assert limit and helper(triple(1)) == 3", 1),
    ]
    first = next(one for one in nb.cells if one.id == "test_double")
    first.source = f"def helper(x):\n    return x\nlimit = 1\n{first.source}"
    found = list(rules.check_names(nb))
    assert [problem.split("needs ")[1].split(" of ")[0] for problem in found] == ["'helper'", "'limit'"]
    nb.cells.insert(1, cell("locked", "tools", "limit = 1\ndef helper(x):\n    return x"))
    assert list(rules.check_names(nb)) == []


def test_variables_of_comprehensions_are_no_names_of_their_cell():
    """What only a comprehension counts through is not defined by the cell; a name of outside keeps its meaning."""
    source = "[k + n for k in ks]\n{k for k in ks}\n{k: one for k, one in pairs}\nshow(one, last := [i for i in ks])"
    names = names_of(source)
    assert (names.defines, names.needs) == ({"last"}, {"n", "ks", "pairs", "show", "one"})
    assert names_of("def f(x: Kind) -> int: return [k for k in x]\nif f: y: int = 1").defines == {"f", "y"}


def test_magics_in_locked_cells():
    """A cell with IPython's magics is read and run like any other; without a shell they do nothing."""
    source = "%matplotlib inline\nimport numpy as np\nhere = !ls\n"
    assert names_of(source).defines == {"np", "here"}
    names = {"get_ipython": NoShell}
    exec(as_python(source), names)
    assert names["here"] is None and names["np"].pi > 3
