"""`course new`: what it writes builds and checks at once; what it cannot write leaves no trace."""

import shutil

import pytest
from support.course import ROOT, begin_course, run_course, small_course

from course.authoring.new.assignment import new_assignment
from course.authoring.rules import TOTAL_POINTS
from course.base.errors import CourseError
from course.project import notebooks
from course.project.workspace import Workspace


@pytest.fixture
def course(tmp_path):
    """The real configuration and one real notebook, in a folder of its own."""
    begin_course(tmp_path)
    shutil.copytree(ROOT / "source" / "01-pixels", tmp_path / "source" / "01-pixels")
    (tmp_path / "tests" / "answers").mkdir(parents=True)
    (tmp_path / "data").mkdir()  # china.jpg comes with scikit-learn
    return Workspace(tmp_path)


def everything(root):
    """All files and folders but those that may be thrown away."""
    return sorted(path for path in root.rglob("*") if ".course" not in path.parts)


def test_what_it_writes_builds_and_checks_at_once(course):
    """Two exercises: normal form, released, all answers judged as they say, the messages as intended."""
    made = run_course("new", "07-two-grays", "to_gray", "lightest", cwd=course.root)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.splitlines() == [
        "written: source/07-two-grays/two-grays.ipynb",
        "written: tests/answers/07-two-grays/to_gray.py",
        "written: tests/answers/07-two-grays/lightest.py",
        "Edit them; then `course build --fix 07-two-grays` and `course check 07-two-grays`.",
    ]
    built = run_course("build", "--fix", "07-two-grays", cwd=course.root)
    assert (built.returncode, built.stdout) == (0, "07-two-grays -> release/07-two-grays/two-grays.ipynb\n"), built
    checked = run_course("check", "07-two-grays", cwd=course.root)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    line = "wrong caught 8/8, right accepted 4/4, messages as intended 8/8, judge agrees 12/12"
    assert [one.split(maxsplit=1)[1] for one in checked.stdout.splitlines()[1:]] == [line, line]


@pytest.mark.parametrize("subject", ["text", pytest.param("table", marks=pytest.mark.slow)])
@pytest.mark.parametrize("with_setup", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_other_subjects_need_no_pictures(course, subject, with_setup):
    """A table or a text builds and checks at once, beside our notebooks or in a course that has none of them."""
    if not with_setup:
        shutil.rmtree(course.root / "source" / "01-pixels")
    name = f"07-my-{subject}"
    made = run_course("new", name, "step", "--subject", subject, cwd=course.root)
    assert (made.returncode, made.stderr) == (0, "")
    built = run_course("build", "--fix", name, cwd=course.root)
    assert built.returncode == 0, built.stderr
    text = course.notebook(name, "release").read_text(encoding="utf-8")
    assert ("china.jpg" in text or "Image" in text) == with_setup
    checked = run_course("check", name, cwd=course.root)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "wrong caught 8/8, right accepted 4/4, messages as intended 8/8, judge agrees 12/12" in checked.stdout


def test_a_table_without_pandas_is_refused(course, monkeypatch):
    """The library is named, and nothing is written."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    before = everything(course.root)
    with pytest.raises(CourseError, match="needs pandas, which is not installed here"):
        new_assignment(course, "07-sales", ["total"], "table")
    assert everything(course.root) == before


@pytest.mark.parametrize("count", [1, 4, 18])
def test_points_and_setup(course, count):
    """However many exercises: the points of the course, and the setup cell of the others, to the letter."""
    functions = [f"step_{number}" for number in range(count)]
    path, *answers = new_assignment(course, "07-gray", functions)
    assert [one.stem for one in answers] == functions
    cells = {notebooks.grade_id(cell): cell for cell in notebooks.read(path).cells}
    assert sum(cell.metadata.nbgrader.get("points", 0) for cell in cells.values()) == TOTAL_POINTS
    ours = {notebooks.grade_id(cell): cell for cell in notebooks.read(course.notebook("01-pixels")).cells}["setup"]
    heads = [setup.source.split("# For this notebook")[0] for setup in (cells["setup"], ours)]
    assert heads[0] == heads[1] and "def call" in heads[0]
    assert cells["setup"].metadata.jupyter.source_hidden


@pytest.mark.parametrize(
    ("assignment", "functions", "said"),
    [
        ("gray", ["f"], "two digits"),
        ("07_gray", ["f"], "two digits"),
        ("07-Gray", ["f"], "small letters"),
        ("07-../x", ["f"], "two digits"),
        ("07-a+b", ["f"], "two digits"),
        ("01-pixels", ["f"], "exists already"),
        ("07-pixels", ["f"], "01-pixels has a notebook pixels.ipynb already"),
        ("07-gray", ["to-gray"], "write letters, digits and '_'"),
        ("07-gray", ["größe"], "write letters, digits and '_'"),
        ("07-gray", ["x" * 60], "not more than 59"),
        ("07-gray", ["lambda"], "Python has this name"),
        ("07-gray", ["sorted"], "Python has this name"),
        ("07-gray", ["call"], "the setup cell"),
        ("07-gray", ["np"], "the setup cell"),
        ("07-gray", ["f", "test_f"], "are called so"),
        ("07-gray", ["reflection"], "are called so"),
        ("07-gray", ["f", "f"], "given twice"),
        ("07-gray", [f"f{number}" for number in range(19)], "too many"),
    ],
)
def test_what_it_refuses(course, assignment, functions, said):
    """A name that will not do is named with the reason, and nothing is written."""
    before = everything(course.root)
    with pytest.raises(CourseError, match=said.replace("'", ".")):
        new_assignment(course, assignment, functions)
    assert everything(course.root) == before


def test_answers_that_are_there_are_kept(course):
    """An answers folder without a notebook is not written over."""
    kept = course.root / "tests" / "answers" / "07-gray" / "mine.py"
    kept.parent.mkdir()
    kept.write_text("mine")
    before = everything(course.root)
    with pytest.raises(CourseError, match="exists already"):
        new_assignment(course, "07-gray", ["f"])
    assert everything(course.root) == before


def test_nothing_half_written_remains(course, monkeypatch):
    """Where the second folder cannot be written, the first is taken back."""
    before, move = everything(course.root), shutil.move

    def full(source, target):
        if "answers" in str(target):
            raise OSError("no space left on device")
        return move(source, target)

    monkeypatch.setattr("course.authoring.new.assignment.shutil.move", full)
    with pytest.raises(OSError, match="no space"):
        new_assignment(course, "07-gray", ["f"])
    assert everything(course.root) == before


def test_a_course_without_our_setup_cell_is_told(tmp_path):
    """What cannot be copied is named."""
    small_course(tmp_path)
    result = run_course("new", "07-gray", "to_gray", cwd=tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("course: No notebook of source/ has a cell called setup")
    assert "--subject text" in result.stderr
