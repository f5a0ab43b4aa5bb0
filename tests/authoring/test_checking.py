"""`course check` and `course build` of several assignments: at once, and not again where nothing changed."""

import shutil

import pytest
from support.course import ROOT, begin_course, run_course

from course.authoring import build
from course.authoring.new.assignment import new_assignment
from course.project import notebooks
from course.project.workspace import Workspace

pytestmark = pytest.mark.xdist_group("checking")
NAMES = ["07-one", "08-two"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Two assignments with answers, built."""
    tmp_path = tmp_path_factory.mktemp("two")
    begin_course(tmp_path)
    shutil.copytree(ROOT / "source" / "01-pixels", tmp_path / "source" / "01-pixels")
    for folder in ("tests/answers", "data"):
        (tmp_path / folder).mkdir(parents=True)
    made = Workspace(tmp_path)
    for name in NAMES:
        new_assignment(made, name, ["step"])
        build.fix(made, name)
    shutil.rmtree(tmp_path / "source" / "01-pixels")
    assert run_course("build", cwd=tmp_path).returncode == 0
    return made


@pytest.fixture
def two(built, tmp_path):
    """A copy of them, times of files included."""
    return Workspace(shutil.copytree(built.root, tmp_path / "course", symlinks=True))


def answers(course, name):
    """The file with the answers to its exercise."""
    return course.root / "tests" / "answers" / name / "step.py"


def check(course, *more):
    """Exit code, and which assignments were not run again."""
    result = run_course("check", *more, cwd=course.root)
    kept = [line.split()[0] for line in result.stdout.splitlines() if "has not changed" in line]
    return result.returncode, kept, result.stdout


def test_what_did_not_change_is_not_checked_again(two):
    """The second time nothing runs; an answer brings it back, for its own assignment alone."""
    code, kept, first = check(two)
    assert (code, kept) == (0, []), first
    assert first.index("07-one") < first.index("08-two") and first.count("judge agrees") == 2
    code, kept, again = check(two)
    assert (code, kept) == (0, NAMES)
    said = [line for line in first.splitlines() if line.startswith("  ")]
    assert [line for line in again.splitlines() if line.startswith("  ")] == said
    path = answers(two, "08-two")
    path.write_text(path.read_text(encoding="utf-8") + "\n\n# a remark\n", encoding="utf-8")
    assert check(two)[:2] == (0, ["07-one"])


@pytest.mark.slow
def test_all_is_checked_again_where_somebody_says_so(two):
    """--force looks again at what has not changed."""
    assert check(two, "07-one")[:2] == (0, [])
    assert check(two, "07-one")[:2] == (0, ["07-one"])
    assert check(two, "07-one", "--force")[:2] == (0, [])


@pytest.mark.slow
def test_what_is_wrong_is_said_each_time(two):
    """An answer that is not what its name says is no result to keep."""
    path = answers(two, "07-one")
    path.write_text(path.read_text(encoding="utf-8").replace("def wrong_", "def right_", 1), encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    docstring = next(line for line in text[text.index("def right_") :].splitlines() if " | " in line)
    path.write_text(text.replace(docstring, docstring.partition(" | ")[0] + '"""'), encoding="utf-8")
    for kept in ([], ["08-two"]):
        code, found, told = check(two)
        assert (code, found) == (1, kept), told
        assert "is right, but was refused" in told


def test_reference_solutions_do_not_run_again(two):
    """A notebook that ran well is not run again by the next build; one that fails is named, the others are built."""
    marks = {path.name: path.stat().st_mtime_ns for path in (two.root / ".course" / "reference").iterdir()}
    assert len(marks) == 2
    assert run_course("build", cwd=two.root).returncode == 0
    assert {path.name: path.stat().st_mtime_ns for path in (two.root / ".course" / "reference").iterdir()} == marks
    source = two.notebook("07-one")
    nb = notebooks.read(source)
    solution = next(one for one in nb.cells if notebooks.kind(one) == "solution")
    solution.source = solution.source.replace("### BEGIN SOLUTION", "### BEGIN SOLUTION\n    return None")
    source.write_text(notebooks.normal_form(nb), encoding="utf-8")
    result = run_course("build", cwd=two.root)
    assert result.returncode == 1 and "07-one is not released" in result.stderr
    assert "08-two ->" in result.stdout
